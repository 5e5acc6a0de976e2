/*
 * Eight doubles side by side, as the compiler's vectors: one element never meets
 * another, so the result is the same whatever the processor has.
 */
#ifndef SRC_ANALYSIS_LANES_H
#define SRC_ANALYSIS_LANES_H

#define LANES 8

/* Loads need no alignment. */
typedef double lanes __attribute__((vector_size(LANES * sizeof(double)),
	aligned(sizeof(double))));

/* A function compiled for wider processors too, the best chosen at start. With
 * -ffp-contract=off all versions give the same bits. Sanitizers start before the
 * choice can be made. */
#if defined(__x86_64__) && defined(__gnu_linux__) && defined(__GNUC__) && !defined(__clang__) \
	&& !defined(__SANITIZE_ADDRESS__)
#define WIDE __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define WIDE
#endif
#define WIDE_PART static inline __attribute__((always_inline))

typedef long long lane_masks __attribute__((vector_size(LANES * sizeof(long long)),
	aligned(sizeof(long long))));

/* The larger of each; no NaN. */
#define lanes_max(l, r) ((lanes)(((lane_masks)(l) & ((l) > (r))) | ((lane_masks)(r) & ~((l) > (r)))))

#endif
