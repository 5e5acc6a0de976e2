/*
 * JSON (RFC 8259): a writer, and a strict scanner for our own flat objects.
 * Anything deeper is read by SQLite's JSON functions, not here.
 */
#ifndef CODEC_JSON_H
#define CODEC_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct arena;

/* Writes into a buffer; commas are put where they belong. Start with
 * `struct json_writer w = {.out = buf};`. That begins, ends and keys match is
 * up to the caller. */
struct json_writer {
	struct buf *out;
	bool comma;	/* the next value or key is not the first of its level */
};

void json_begin_object(struct json_writer *w);
void json_end_object(struct json_writer *w);
void json_begin_array(struct json_writer *w);
void json_end_array(struct json_writer *w);
void json_key(struct json_writer *w, const char *key);
/* Strings are escaped no more than RFC 8259 asks (quote, backslash, controls);
 * bytes that are not UTF-8 become U+FFFD. NULL is written as null. */
void json_string(struct json_writer *w, const char *value);
void json_string_n(struct json_writer *w, const char *value, size_t len);
void json_i64(struct json_writer *w, int64_t value);
/* The shortest of %.15g to %.17g that reads back the same; null when not finite. */
void json_double(struct json_writer *w, double value);
void json_bool(struct json_writer *w, bool value);
void json_null(struct json_writer *w);
/* Text that is one JSON value already. */
void json_raw(struct json_writer *w, const char *json, size_t len);

enum json_kind {
	JSON_STRING,
	JSON_NUMBER,	/* values[0] is its text as it was written */
	JSON_TRUE,
	JSON_FALSE,
	JSON_NULL,
	JSON_LIST,	/* strings and numbers; count may be 0 */
};

struct json_member {
	const char *key;
	enum json_kind kind;
	const char *const *values;	/* NUL-terminated UTF-8, escapes decoded */
	size_t count;			/* 1 for string and number, 0 for true, false, null */
};

/* One object, members in the order they came. */
struct json_flat {
	struct json_member *members;
	size_t count;
};

struct json_limits {
	size_t bytes;		/* of the whole text */
	size_t members;
	size_t items;		/* of one list */
	size_t string_bytes;	/* of one key, string or number, as written */
};
extern const struct json_limits json_limits_default;	/* 1 MiB, 10,000, 10,000, 256 KiB */

/* Read `{"key": value, …}` where a value is a string, number, true, false, null
 * or a list of strings and numbers. Refused: deeper levels, repeated keys,
 * anything after the object, bad UTF-8, lone surrogates, U+0000, RFC 8259's
 * faults. The result lives in `a`. ERR_INPUT (detail: "offset N: …"),
 * ERR_TOO_LARGE for a limit (NULL: the default ones). */
enum err json_scan(struct arena *a, const char *text, size_t len,
	const struct json_limits *limits, struct json_flat *out);

/* A part of an object or a list, as it was written: to be scanned on its own. */
struct json_part {
	const char *key;	/* of an object's part; NULL in a list */
	const char *text;	/* within the text that was split */
	size_t len;
};

/* Split one level of an object or a list into its parts, whatever their depth:
 * for the few files that go deeper than json_scan() reads. Brackets and quotes
 * are matched; what is between them is judged when the part is scanned. Depth
 * and number of parts are bounded. ERR_INPUT (detail: "offset N: …"). */
enum err json_split(struct arena *a, const char *text, size_t len, struct json_part **parts,
	size_t *count);

/* The member named `key`, NULL when absent. */
const struct json_member *json_get(const struct json_flat *flat, const char *key);
/* Text of a string or number member; NULL when absent or of another kind. */
const char *json_text(const struct json_flat *flat, const char *key);

#endif
