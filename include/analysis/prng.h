/*
 * The method's draws: which generator draw number b of a seed gets, so that
 * draws do not depend on the order of answers, threads or merging. The
 * generator itself is base/prng (SplitMix64, PCG32 XSH-RR 64/32, stream 54:
 * method B).
 */
#ifndef ANALYSIS_PRNG_H
#define ANALYSIS_PRNG_H

#include <stdint.h>

#include "base/prng.h"

/* The generator of draw `draw` (0-based) under `seed`: its initstate is the
 * (draw + 1)-th SplitMix64 output. */
void prng_for_draw(struct prng *g, uint64_t seed, uint64_t draw);

#endif
