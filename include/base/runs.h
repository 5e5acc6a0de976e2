/*
 * Runs: a text cut where it begins to read otherwise. How wordings reach pages: src/form
 * makes them of what an author wrote, src/view draws them; neither knows the other.
 */
#ifndef BASE_RUNS_H
#define BASE_RUNS_H

#include <stddef.h>

struct arena;

#define RUN_STRONG 1
#define RUN_EM 2

struct text_run {
	const char *text;	/* UTF-8, plain; a line feed in it is a line break */
	unsigned char style;	/* of RUN_STRONG and RUN_EM */
	unsigned char heading;	/* level, 1 to 6, of the heading it is part of; 0: of none */
};

struct runs {
	const struct text_run *list;	/* none of them blank */
	size_t count;			/* 0: no text */
};

/* A text that reads alike throughout; it stays the caller's. None for "" and NULL. */
struct runs runs_of(struct arena *a, const char *text);
/* One behind the other. */
struct runs runs_join(struct arena *a, struct runs first, struct runs then);
/* The text alone: for attributes, files, whatever draws no marks. */
const char *runs_plain(struct arena *a, struct runs r);

#endif
