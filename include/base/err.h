/*
 * Errors: what a function that can fail returns, and the list of faults that
 * reading somebody's input collects.
 *
 * Out-parameters come last and are untouched on failure. The detail is
 * recorded once, where the failure is found (err_fail); whoever ends the
 * request or the command maps the code to a status (web/status, cli).
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct buf;

enum err {
	OK = 0,
	ERR_USAGE,	/* the call itself is wrong (command line) */
	ERR_INPUT,	/* the input is bad; the detail names place and mend */
	ERR_TOO_LARGE,	/* the input is over its limit */
	ERR_NOT_FOUND,
	ERR_GONE,	/* it was there: erased, or a closed round */
	ERR_CONFLICT,	/* something else stands in its place */
	ERR_DENIED,	/* right or origin missing */
	ERR_BUSY,	/* too fast, or locked: try again later */
	ERR_STORE,	/* the database failed; nothing is known to be stored */
	ERR_SYSTEM,	/* files, memory, processes */
};

/* Record the detail (printf form, one line, at most 1 KiB, kept per thread)
 * and return `e`, so that a failure reads `return err_fail(ERR_INPUT, …)`. */
enum err err_fail(enum err e, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* The same failure for readers of other languages: `key` names a text of the
 * interface's catalogue; pairs (name, value) ended by NULL fill its {placeholders}.
 * To be called around err_fail(), whose words the shell shows:
 *	return err_text(err_fail(ERR_INPUT, "…", …), "users.taken", "name", name, NULL);
 * Values are copied; at most ERR_PAIRS. Returns `e`. */
enum err err_text(enum err e, const char *key, ...) __attribute__((sentinel));

#define ERR_PAIRS 4

/* A failure kept for a page that is made later. */
struct said {
	const char *text;		/* err_detail() */
	const char *key;		/* of err_text(); NULL when there was none */
	const char *pairs[2 * ERR_PAIRS + 1];	/* name, value …, NULL */
};

/* The thread's latest failure, copied into the arena. */
struct said err_said(struct arena *a);

#define ERR_DETAIL_BYTES 1024

/* A failure on its way from one thread to another. */
struct err_record {
	char detail[ERR_DETAIL_BYTES];
	char words[ERR_DETAIL_BYTES];	/* what err_text() added, text by text */
	size_t word_count;
};

/* Copy the thread's latest failure; have it as the latest of this thread. */
void err_record(struct err_record *out);
enum err err_replay(enum err e, const struct err_record *r);

/* The detail of the thread's latest failure; "" when none. Valid until the
 * next err_fail() of this thread. */
const char *err_detail(void);

#define FAULT_ARGS 4

/* The kinds of faults, by the list in base/faults.def. */
enum fault_kind {
#define FAULT(name, key, text, ...) FAULT_##name,
#define SHELL(name, text, ...) FAULT_##name,
#include "base/faults.def"
#undef FAULT
#undef SHELL
};

/* A fault in somebody's input. */
struct fault {
	const char *file;	/* as the author knows it: survey.csv */
	size_t line;		/* 1-based; 0: the file as a whole */
	const char *column;	/* header of the column, or NULL */
	const char *message;	/* what is wrong and how to mend it, in English */
	const char *key;	/* "name_twice", or NULL: other languages say it by this,
				 * with {1} {2} … for args */
	const char *args[FAULT_ARGS + 1];	/* as text, NULL behind the last */
};

/* All faults found in one go, and warnings beside them, in order. */
struct faults {
	struct arena *arena;	/* owns list and texts */
	struct fault *list;
	size_t count;
	size_t dropped;		/* past FAULTS_MAX: counted only */
};

#define FAULTS_MAX 1000

/* An empty list whose memory comes from `a`. */
void faults_init(struct faults *f, struct arena *a);

/* Append a fault of a kind; `file` and `column` (may be NULL) and what fills the kind's
 * text, texts ended by NULL, are copied. A number comes as DIGITS(n). */
void fault_add(struct faults *f, const char *file, size_t line, const char *column,
	enum fault_kind kind, ...) __attribute__((sentinel));

/* The digits of a whole number, as a text that lasts as long as the block around it. */
#define DIGITS(n) fault_digits((char[FAULT_DIGITS]){0}, (n))
#define FAULT_DIGITS 21
const char *fault_digits(char to[FAULT_DIGITS], uint64_t n);

void fault_vadd(struct faults *f, const char *file, size_t line, const char *column,
	enum fault_kind kind, va_list ap);

/* Message, key and arguments of such a fault; place and column of `out` stay. */
void fault_say(struct arena *a, enum fault_kind kind, va_list ap, struct fault *out);

/* Append what another list holds. */
void faults_take(struct faults *f, const struct faults *from);

/* The thread's latest failure as a fault; key and values of err_text() become its own. */
void faults_add_said(struct faults *f, const char *file, size_t line, const char *column);

/* By place, as an author goes through it: each file where it is first named, its lines in
 * order, those of a line as they were found. */
void faults_order(struct faults *f);

/* One line a fault, "file:line: column: message\n", appended to `out`; control
 * characters are written as '?'. */
void faults_print(const struct faults *f, struct buf *out);

#endif
