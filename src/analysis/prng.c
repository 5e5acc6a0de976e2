/*
 * A generator per draw. Owns the step from seed and number to a start; refuses
 * to know what is drawn.
 */
#include "analysis/prng.h"

/* The increment of SplitMix64 (Steele, Lea and Flood 2014). */
#define GOLDEN_GAMMA 0x9e3779b97f4a7c15u

uint64_t prng_splitmix(uint64_t seed, uint64_t index)
{
	/* Its state is only added to, so any output is one step away. */
	uint64_t state = seed + index * GOLDEN_GAMMA;

	return splitmix64(&state);
}

void prng_for_draw(struct prng *g, uint64_t seed, uint64_t draw)
{
	prng_init(g, prng_splitmix(seed, draw), PRNG_STREAM);
}
