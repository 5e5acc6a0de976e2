/*
 * Which submissions of a release count: quality (method G) of any form.
 */
#ifndef MODEL_USABLE_H
#define MODEL_USABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct arena;
struct db;
struct form;

struct usable {
	unsigned char (*ids)[16];	/* in the order of STMT_SUBMISSION_RELEASED */
	bool *excluded;			/* as ids */
	uint32_t *releases;		/* as ids: with which they came */
	const char **departments;	/* as ids: codes, each once */
	size_t count;
};

/* One scan; memory from `a`. ERR_STORE. */
enum err usable_load(struct arena *a, struct db *db, const struct form *form,
	int64_t round, int64_t seq, struct usable *out);

#endif
