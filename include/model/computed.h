/*
 * Computed: what the keeper works out of a release and stores with it, as images (codec/image.h):
 * lists with how sure they are, summaries of questions, how many more answers would make places
 * clear. Owns what they rest on, so that what is old is known; knows no figure.
 *
 * What is old is shown until what takes its place is whole, but for answers that were erased: then
 * nothing of before is left (computed_drop).
 */
#ifndef MODEL_COMPUTED_H
#define MODEL_COMPUTED_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "codec/digest.h"
#include "codec/image.h"
#include "model/rounds.h"

struct arena;
struct db;
struct store;

/* Releases of so many submissions or fewer are computed by whoever asks while nothing that is fresh
 * is stored: that takes tenths of a second. */
#define COMPUTED_AT_ONCE 2000

enum computed_what {
	COMPUTED_LIST,		/* empty: the round has none, or it cannot be computed */
	COMPUTED_DRAWS,		/* of the list; only of more than COMPUTED_AT_ONCE submissions */
	COMPUTED_SUMMARIES,
	COMPUTED_MORE,		/* empty: nothing to say */
	COMPUTED_KINDS
};

/* What it rests on: the release, the weights, effort and numbers of people, the round as it is, the
 * smallest cell, and the version of the images. */
struct computed_basis {
	int64_t release;
	unsigned char hash[DIGEST_BYTES];
};

/* As it is now. ERR_NOT_FOUND: nothing is released. */
enum err computed_basis(struct arena *a, struct db *db, const struct round *r, int min_cell,
	struct computed_basis *out);

/* What is stored, to be read from the image; *fresh: it rests on what is as it is. Only with `old` is
 * what does not given out. Bytes from `a`. ERR_NOT_FOUND: nothing is stored or released, or what is
 * fresh is empty. */
enum err computed_read(struct arena *a, struct db *db, const struct round *r, int min_cell,
	enum computed_what what, bool old, struct image *out, bool *fresh);

/* Whether what is stored is fresh, without reading it. */
enum err computed_fresh(struct db *db, int64_t round, enum computed_what what,
	const struct computed_basis *b, bool *fresh);

/* In a write job. */
enum err computed_put(struct db *db, int64_t round, enum computed_what what,
	const struct computed_basis *b, const void *body, size_t len);
/* Nothing of a round stays. */
enum err computed_drop(struct db *db, int64_t round);

/* How far the keeper is with a round's: answers read of all. *any: it is working on it. */
enum err computed_progress(struct db *db, int64_t round, int64_t *done, int64_t *total, bool *any);

/* The first round after that of the id `after` (0: of all) of which something is not stored as it
 * should be; *any: there is one. */
enum err computed_due(struct arena *a, struct db *db, int min_cell, int64_t after,
	struct round *out, bool *any);

/* Work out all of a round that is not fresh, each stored as soon as it is whole, and only if all it
 * rests on is so still. A list that cannot be computed is stored as empty. ERR_STORE, ERR_BUSY. */
enum err computed_make(struct store *s, const struct round *r, int min_cell);

#endif
