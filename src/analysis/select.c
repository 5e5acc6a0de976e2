/*
 * Selection by radix: the bits of doubles, those of negative ones turned over,
 * are in the order of their values, so a digit at a time leaves fewer candidates. No
 * input, however arranged, makes it slow. Owns medians; knows nothing else.
 */
#include "select.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#define DIGIT_BITS 8
#define SIGN ((uint64_t)1 << 63)

static uint64_t bits_of(double v)
{
	uint64_t bits;

	/* -0.0 + 0.0 is 0.0, whose bits are in order. */
	v += 0.0;
	memcpy(&bits, &v, sizeof bits);
	return bits >> 63 ? ~bits : bits | SIGN;
}

double select_kth(const double *values, size_t n, size_t k, double *room)
{
	const double *from = values;

	for (int shift = 64 - DIGIT_BITS; shift >= 0; shift -= DIGIT_BITS) {
		size_t count[1 << DIGIT_BITS] = {0}, kept = 0;
		uint64_t digit = 0;

		for (size_t i = 0; i < n; i++)
			count[(bits_of(from[i]) >> shift) & ((1 << DIGIT_BITS) - 1)]++;
		while (k >= count[digit])
			k -= count[digit++];
		/* In place: what is kept never overtakes what is read. */
		for (size_t i = 0; i < n; i++)
			if (((bits_of(from[i]) >> shift) & ((1 << DIGIT_BITS) - 1)) == digit)
				room[kept++] = from[i];
		from = room;
		n = kept;
		if (n == 1)
			break;
	}
	return from[0];
}

void select_middle(const double *values, size_t n, double *room, double *low, double *high)
{
	double below = select_kth(values, n, (n - 1) / 2, room), above = INFINITY;
	size_t up_to = 0;

	*low = *high = below;
	if (n % 2)
		return;
	for (size_t i = 0; i < n; i++) {
		if (values[i] <= below)
			up_to++;
		else if (values[i] < above)
			above = values[i];
	}
	if (up_to <= n / 2)
		*high = above;
}

double select_median(const double *values, size_t n, double *room)
{
	double low, high;

	select_middle(values, n, room, &low, &high);
	return (low + high) / 2;
}
