/*
 * SplitMix64 and PCG32. Owns the arithmetic, refuses to know what is drawn.
 */
#include "base/prng.h"

#define GOLDEN_GAMMA 0x9e3779b97f4a7c15u

uint64_t splitmix64(uint64_t *state)
{
	uint64_t z = (*state += GOLDEN_GAMMA);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

uint64_t prng_splitmix(uint64_t seed, uint64_t n)
{
	/* Its state is only added to, so any output is one step away. */
	uint64_t state = seed + n * GOLDEN_GAMMA;

	return splitmix64(&state);
}

void prng_init(struct prng *r, uint64_t initstate, uint64_t stream)
{
	r->state = 0;
	r->inc = (stream << 1) | 1u;
	prng_next(r);
	r->state += initstate;
	prng_next(r);
}

void prng_seed(struct prng *r, uint64_t seed)
{
	uint64_t state = seed;

	prng_init(r, splitmix64(&state), PRNG_STREAM);
}

uint32_t prng_next(struct prng *r)
{
	return prng_step(r);
}

uint32_t prng_bounded(struct prng *r, uint32_t bound)
{
	uint32_t threshold, v;

	if (bound == 0)
		return 0;
	/* 2^32 mod bound: what lies below would be drawn once too often. */
	threshold = (0u - bound) % bound;
	do
		v = prng_next(r);
	while (v < threshold);
	return v % bound;
}
