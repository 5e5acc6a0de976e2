/*
 * Export: rounds as one ZIP of plain tables (contracts.md, "The bundle"). Owns
 * which files a bundle holds, their columns and their order; knows no HTTP, no
 * files on disk, and judges no rights: the caller says what may be in it.
 */
#ifndef BUNDLE_EXPORT_H
#define BUNDLE_EXPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "codec/zip.h"
#include "model/trail.h"

struct arena;
struct csv_writer;
struct db;
struct priorities;

struct bundle_options {
	const char *const *rounds;	/* codes, in any order; repeated ones count once */
	size_t round_count;		/* at least 1 */
	bool rows;	/* submissions, answers, responses and the audit's tables too */
	/* Rows without the department where fewer than min_cell answered: in
	 * submissions, answers, responses and the audit's tables; their digest,
	 * which rests on it, is left out; the list shows only what pages show. For
	 * rows that leave through the web. */
	bool drop_small;
	int min_cell;			/* settings' */
	bool example;			/* the settings are not confirmed: say so */
};

/* What a bundle said of the audit trail. The caller writes it down by trail_head_went()
 * when it is `fresh`, so that the same data go out with the same head again. */
struct bundle_mark {
	unsigned char content[32];	/* BLAKE2b-256 of what its files are */
	struct trail_head head;
	bool fresh;
};

/* Write the bundle to `sink`. Nothing is written before the rounds were found
 * and their lists computed, so that an error before the first byte can become a
 * page. Rows are read from one snapshot, one at a time; memory for lists and
 * audit tables grows with the round, as computing them does, that for rows does
 * not. The same data and options give the same bytes, as
 * long as marks are written down. On a connection in role
 * results or admin, outside a write job and a snapshot.
 * ERR_NOT_FOUND (a round), ERR_USAGE (no round), ERR_STORE, ERR_BUSY, and what
 * the sink returns. `a`: for the whole of the call. *mark may be NULL. */
enum err bundle_export(struct arena *a, struct db *db, const struct bundle_options *o,
	struct zip_sink sink, struct bundle_mark *mark);

/* A name for the file: "ROUND.zip", "ROUND-aggregate.zip"; several rounds are
 * joined by '_', at most 100 bytes. From `a`. */
char *bundle_name(struct arena *a, const struct bundle_options *o);

/* The columns of priorities.csv, and a list's rows under them: functions overall
 * by rank, then each department's, by code. With `hide`, figures that pages do
 * not show are blank, and the others rounded as pages round them (P6);
 * in a bundle with rows they are not. */
void bundle_priorities_header(struct csv_writer *w);
void bundle_priorities_rows(struct csv_writer *w, const struct priorities *p, bool hide);

#endif
