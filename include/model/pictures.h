/*
 * Pictures that come with comments, and those of prototypes. Owns how they come in (made anew,
 * codec/picture.h), by what they are called (the hash of what is stored), how many there may be,
 * and when those go that nobody sent. Whether one is shown is its comment's: picture_state.
 *
 * A picture comes before the comment it belongs to, and stays when that is sent
 * (comments_keep_pictures()); else it goes with the hour after the next. They are rows of the
 * database: the time and the number of a file would date a comment. What stays to be seen there by
 * whoever has the file and looks at its pages: in which order pictures came, as a large one lies
 * on pages of its own; not whose they are, and not in a copy (store_backup() writes it by hash).
 */
#ifndef MODEL_PICTURES_H
#define MODEL_PICTURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct arena;
struct change;
struct db;

#define PICTURE_HASH_BYTES 32
#define PICTURE_HASH_CHARS 65
/* Of a round; of those in it that were not sent yet, so that nobody can fill it up for good. */
#define PICTURES_ROUND_BYTES ((int64_t)500 << 20)
#define PICTURES_WAITING_BYTES ((int64_t)100 << 20)

/* A picture: made anew and not stored yet, or as it is stored. */
struct kept_picture {
	unsigned char hash[PICTURE_HASH_BYTES];
	const char *type;		/* "image/png", "image/jpeg", "image/webp" */
	unsigned width, height;
	const void *bytes;
	size_t len;
};

/* Make a picture anew, from `a`. Slow: never within a change. ERR_INPUT: it is none, or is broken;
 * ERR_TOO_LARGE; ERR_BUSY: others have theirs made, ask again. All in words (err_text). */
enum err picture_make(struct arena *a, const void *bytes, size_t len, struct kept_picture *out);

/* Store it for a round, to go unless it is sent. There once for the same bytes. ERR_TOO_LARGE: the
 * round has no room; ERR_BUSY: too many wait to be sent. In words. Leaves no line in the trail: it
 * would date an answer. */
enum err picture_put(struct change *c, int64_t round, const struct kept_picture *p);
/* Store one that stays, of a prototype. */
enum err picture_put_lasting(struct change *c, const struct kept_picture *p);

/* Who asks for it. */
enum picture_for {
	PICTURE_FOR_ALL,	/* one that its comment's reviewer released, or of a prototype */
	PICTURE_FOR_DESK,	/* any */
};
/* The picture of a hash in lower-case hex, from `a`. ERR_NOT_FOUND, ERR_STORE. */
enum err picture_get(struct arena *a, struct db *db, enum picture_for who, const char *hash,
	struct kept_picture *out);

/* Only while the clock is sound: is there anything to do for pictures_purge(), which deletes what
 * was not sent within its hour, and gives a new one to what came while the clock was ahead. */
enum err pictures_due(struct db *db, bool *any);
enum err pictures_purge(struct change *c);

#endif
