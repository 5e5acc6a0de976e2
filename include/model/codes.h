/*
 * Access codes: one-time codes by which those invited may answer a round once.
 * Owns how codes are made, read and used up. Only keyed hashes are stored, apart
 * from submissions: of a code it is known whether it was used, never when, in
 * which order, or for which answers. Codes of a pilot's round are those of its testers' slips
 * (model/pilots.h), which pair answers and can be used once in each round.
 */
#ifndef MODEL_CODES_H
#define MODEL_CODES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/rounds.h"

struct arena;
struct change;
struct db;

#define CODE_CHARS 12		/* XXXXX-XXXXX and NUL: 50 random bits */
#define CODE_HASH_BYTES 32
#define CODES_AT_ONCE 5000	/* the most made in one go */

/* Signs of codes are Crockford's Base32 (no I, L, O, U). `count` signs that nobody can foresee;
 * and those that somebody typed: upper case, look-alikes read as what is meant (O as 0, I and L
 * as 1), blanks and dashes left out. False when they cannot be so many. Both without a NUL. */
void code_draw(char *signs, size_t count);
bool code_signs(const char *typed, char *signs, size_t count);

/* A code as somebody typed it, as it is printed. False when it cannot be a code; `out` is then
 * untouched. */
bool code_plain(const char *typed, char out[CODE_CHARS]);

/* Make `count` codes for a department of the round ('' when its form asks for
 * none), which must want codes. The codes are in *out and nowhere else: print
 * them now. ERR_CONFLICT: the round is open to all, or closed; ERR_INPUT: no such
 * department in it, or the count is not 1 to CODES_AT_ONCE. */
enum err codes_make(struct change *c, const struct round *r, const char *department,
	size_t count, char (**out)[CODE_CHARS]);

/* How many there are of a department, and how many were used. */
struct code_count {
	const char *department;
	int64_t made, used;
};
enum err codes_count(struct arena *a, struct db *db, const struct round *r,
	struct code_count **out, size_t *count);

struct access_code {
	unsigned char hash[CODE_HASH_BYTES];
	const char *department;
	bool used;
};

/* The code of the round that was typed. ERR_DENIED: there is no such code. */
enum err code_find(struct arena *a, struct db *db, const struct round *r, const char *typed,
	struct access_code *out);

/* In the write job that stores its answers: use it up. *mine is false when it was used
 * meanwhile. */
enum err code_use(struct db *db, const struct round *r, const struct access_code *code,
	bool *mine);

#endif
