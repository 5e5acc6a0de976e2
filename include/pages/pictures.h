/*
 * A picture as an answer: what somebody sent, so that nothing in it is ever taken for anything else.
 */
#ifndef PAGES_PICTURES_H
#define PAGES_PICTURES_H

#include "base/err.h"
#include "model/pictures.h"

struct arena;
struct request;
struct response;

/* Where everybody sees the picture of a hash of PICTURE_HASH_BYTES, if anybody may. */
const char *picture_path(struct arena *a, const unsigned char *hash);

/* Answer with the picture of the route's :hash for who asks: with its own type, nosniff, a policy
 * that lets nothing run, and a name by its hash. A released one is asked for again by its ETag, as
 * the release may be taken back; one for the desk is kept nowhere. ERR_NOT_FOUND, ERR_STORE. */
enum err picture_answer(struct request *req, struct response *res, enum picture_for who);

#endif
