/*
 * Prng: the generator of method.md part B, the same on every machine and in
 * every build: SplitMix64 spreads a seed, PCG32 XSH-RR 64/32 (O'Neill 2014,
 * pcg_basic) draws. For drawing and shuffling, never for secrets.
 */
#ifndef BASE_PRNG_H
#define BASE_PRNG_H

#include <stdint.h>

#define PRNG_STREAM 54u

struct prng {
	uint64_t state;
	uint64_t inc;
};

/* The next output of SplitMix64; *state moves on by one step. */
uint64_t splitmix64(uint64_t *state);

/* Output number `n`, from 0, of SplitMix64(seed), without walking through those before it. */
uint64_t prng_splitmix(uint64_t seed, uint64_t n);

/* Start PCG32 as pcg32_srandom_r(initstate, stream) does. */
void prng_init(struct prng *r, uint64_t initstate, uint64_t stream);

/* Start from a respondent's seed: initstate = first SplitMix64(seed) output,
 * stream 54 (contracts.md, Draw). */
void prng_seed(struct prng *r, uint64_t seed);

/* The next 32 bits; prng_step() is the same for loops of millions. */
static inline uint32_t prng_step(struct prng *r)
{
	uint64_t old = r->state;
	uint32_t shifted = (uint32_t)(((old >> 18) ^ old) >> 27);
	uint32_t turn = (uint32_t)(old >> 59);

	r->state = old * 6364136223846793005u + r->inc;
	return (shifted >> turn) | (shifted << ((32u - turn) & 31u));
}
uint32_t prng_next(struct prng *r);

/* A whole number below `bound` without modulo bias (pcg32_boundedrand);
 * as there a bound of 1 uses up an output too. 0 when bound is 0. */
uint32_t prng_bounded(struct prng *r, uint32_t bound);

#endif
