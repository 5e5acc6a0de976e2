/*
 * The bundle's files on their way into the ZIP: bytes, digests, rows counted, and
 * what describes each file afterwards. Knows nothing of what a file is about.
 * An error stays: once `err` is set, nothing more is written.
 */
#ifndef BUNDLE_OUT_H
#define BUNDLE_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "codec/csv.h"
#include "codec/digest.h"
#include "codec/zip.h"

struct arena;
struct digest_stream;
struct form;
struct question;

/* A column. `type` is the Table Schema's: string, integer, number, boolean, date. */
struct field {
	const char *name, *type, *title;
	const struct form *form;		/* whose choices are its values, or NULL */
	const struct question *question;
};

struct entry {
	const char *path, *what;	/* `what`: a line for README and package */
	const struct field *fields;	/* NULL: not a table */
	size_t field_count;
	const char *key;		/* columns that are unique together, parted by ' ' */
	uint64_t bytes;
	size_t rows;			/* without the heading */
	char digest[DIGEST_HEX_CHARS];	/* BLAKE2b-256 */
};

struct out {
	struct arena *arena;
	struct zip_writer *zip;
	struct digest_stream *digest;
	struct buf *text;		/* not yet handed to the ZIP */
	struct csv_writer csv;		/* into `text` */
	struct entry *entries;
	size_t count;
	bool held;			/* out_row() hands nothing on */
	enum err err;
};

void out_init(struct out *o, struct arena *a, struct zip_sink sink);
/* Begin a file that is no table; write to o->text, then call out_flush() now and
 * again. Path and `what` must outlive `o`. */
void out_begin(struct out *o, const char *path, const char *what);
/* Begin a table and write its heading. */
void out_table(struct out *o, const char *path, const char *what,
	const struct field *fields, size_t count, const char *key);
/* End a row written to o->csv. */
void out_row(struct out *o);
/* Whether there is a lot to hand on. */
bool out_is_much(const struct out *o);
/* Hand on what is in o->text when it is a lot. */
void out_flush(struct out *o);
void out_end(struct out *o);
/* Write the directory of the ZIP. */
enum err out_finish(struct out *o);

#endif
