/* A raw text on its way to its table: for the files of this folder. */
#ifndef MODEL_ANSWERS_RAW_TEXT_H
#define MODEL_ANSWERS_RAW_TEXT_H

#include <stdbool.h>

#include "base/clock.h"
#include "model/raw_texts.h"

struct raw_text {
	int64_t round, release;
	unsigned char token[RAW_TEXT_TOKEN_BYTES];
	const char *question, *department, *text;
	char since[DAY_CHARS];
	bool counted;		/* by intake: no break-off, no flag */
	bool left_out;		/* by a reviewer */
};

struct raw_text_list {
	struct arena *arena;	/* of all that is in it */
	struct raw_text *texts;
	size_t count;
};

/* The token of a receipt's answer to a question; a random one where there is no receipt. */
void raw_text_token(struct arena *a, const char *receipt, const char *question,
	unsigned char out[RAW_TEXT_TOKEN_BYTES]);

void raw_text_list_add(struct raw_text_list *l, const struct raw_text *t);

/* In a change: write all of them, in the order of their tokens, and count them. */
enum err raw_text_list_put(struct db *db, struct raw_text_list *l);

#endif
