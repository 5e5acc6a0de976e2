/*
 * A generator per draw. Owns the step from seed and number to a start; refuses
 * to know what is drawn.
 */
#include "analysis/prng.h"

void prng_for_draw(struct prng *g, uint64_t seed, uint64_t draw)
{
	prng_init(g, prng_splitmix(seed, draw), PRNG_STREAM);
}
