/*
 * What a bundle is made from, and the parts that write its files, between
 * themselves. Everything lives in the arena of the export.
 */
#ifndef BUNDLE_PARTS_H
#define BUNDLE_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/map.h"
#include "bundle/export.h"
#include "model/drafts.h"
#include "model/results.h"
#include "model/submissions.h"
#include "out.h"

/* Where departments too small for their own rows are counted together. */
#define POOLED "-"

struct bundle_round {
	struct round round;
	struct form *form;
	const char *form_name;		/* CODE-vN, fit for a path */
	struct priorities *list;	/* of the last release; NULL: none, or no list */
	struct release release;		/* seq 0: none yet */
	struct catalogue lists[CATALOGUE_KINDS];
	struct audit_function *functions;	/* figures as set for the round */
	size_t function_count;
	struct round_department *departments;
	size_t department_count;
	struct corrected_text *corrected;	/* wording corrected in its version */
	size_t corrected_count;
	/* With rows: those there were when it was gathered, SUBMISSION_ID_BYTES each, sorted. */
	unsigned char (*ids)[SUBMISSION_ID_BYTES];
	size_t id_count;
	struct map small;		/* codes whose rows go without, with drop_small */
};

struct bundle {
	struct arena *arena;
	struct db *db;
	const struct bundle_options *options;
	bool hide;			/* figures that pages do not show are blank */
	struct bundle_round *rounds;	/* by code */
	size_t count;
	struct out out;
	struct bundle_mark mark;
};

/* rows.c: submissions.csv, answers.csv, responses/ */
void write_rows(struct bundle *b);
/* texts.c: texts.csv */
void write_texts(struct bundle *b);
/* pilots.c: pilots.csv */
void write_pilots(struct bundle *b);
/* feedback.c: feedback.csv, media/ */
void write_feedback(struct bundle *b);
/* audit.c: audit/ROUND/ */
void write_audit(struct bundle *b);
/* codebook.c */
void write_codebook(struct bundle *b);
/* lists.c: forms/, rounds.csv, departments.csv, functions.csv */
void write_lists(struct bundle *b);
/* priorities.c: priorities.csv */
void write_priorities(struct bundle *b);
/* package.c: datapackage.json, README.txt, manifest.csv */
void write_package(struct bundle *b);

/* ERR_CONFLICT, for rows that were there when the bundle was gathered and are not now. */
enum err bundle_changed(void);

/* Whether an earlier round of the bundle has the same form and version. */
bool form_met(const struct bundle *b, size_t index);

/* A wording of a form as plain text, in a language or its default. */
const char *plain_words(struct arena *a, const struct form *f, size_t language,
	const struct form_words *words);

#endif
