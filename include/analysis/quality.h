/*
 * Data quality: which responses count, which are flagged and why; response
 * rates and the warning about them. Method G.
 *
 * Works on raw tables (times, tokens, digests known) and on stored submissions,
 * where DUP, WINDOW and CLOCK were judged at intake and only page durations
 * are left: what is not known is left NULL, NAN or QUALITY_NO_TIME.
 */
#ifndef ANALYSIS_QUALITY_H
#define ANALYSIS_QUALITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct arena;

#define QUALITY_NO_TIME INT64_MIN

enum quality_status {
	QUALITY_COMPLETE,
	QUALITY_PARTIAL,
	QUALITY_BREAKOFF,
};

/* Bits, in the order they are written ("SPEED+STRAIGHT"). */
enum quality_flag {
	QUALITY_SPEED = 1 << 0,
	QUALITY_STRAIGHT = 1 << 1,
	QUALITY_DUP = 1 << 2,
	QUALITY_WINDOW = 1 << 3,
	QUALITY_CLOCK = 1 << 4,
};
#define QUALITY_FLAGS 5

/* Time spent on one page, in seconds. */
struct quality_page {
	size_t page;		/* below quality_input.pages */
	double seconds;		/* NAN: not measured */
};

struct quality_response {
	const char *id;			/* breaks ties of time, bytewise */
	const char *kiosk;		/* NULL or "": unknown */
	const char *token;		/* one-time token; NULL or "": none */
	const char *digest;		/* of the answers; NULL or "": none */
	int64_t started, submitted;	/* UTC seconds or QUALITY_NO_TIME */
	bool was_submitted;		/* stored submissions are, without a time */
	size_t eligible, answered;	/* questions asked of and answered by them */
	bool picks_done;		/* the pick page was submitted */
	size_t timed_functions;		/* functions with times and minutes */
	double active_s;		/* NAN: unknown */
	const struct quality_page *pages;	/* a page met twice counts as one, */
	size_t page_count;			/* its times added */
	const double *ratings;		/* all 1 to 5 ratings given; NAN is skipped */
	size_t rating_count;
	unsigned intake_flags;		/* enum quality_flag found at intake; kept */
	uint32_t release;		/* with which it came to count: its speed is judged
					   beside those there were by then, for good */
};

struct quality_input {
	const struct quality_response *responses;
	size_t count;
	size_t pages;			/* page ids are 0 … pages - 1 */
	int64_t opened, closed;		/* UTC seconds or QUALITY_NO_TIME: not judged */
};

struct quality_row {
	enum quality_status status;
	double rsi;		/* mean of min(3, median page time / own); NAN */
	unsigned flags;		/* enum quality_flag */
	bool exclude;
};

struct quality_result {
	struct quality_row *rows;	/* one per response, in the order given */
	size_t complete, partial, breakoff, excluded;
	size_t flagged[QUALITY_FLAGS];	/* responses bearing each flag */
};

/* STRAIGHT: one value in nearly all of the ratings that are given (NAN: is not). Where each response's
 * ratings need not be kept it can be said by intake_flags. Works in `a` for more than 64. */
bool quality_straight(struct arena *a, const double *ratings, size_t count);

/* "complete", "partial", "breakoff"; a static string. */
const char *quality_status_name(enum quality_status s);

/* Bits to "SPEED+DUP", "" for none; from `a`. */
char *quality_flags_text(struct arena *a, unsigned flags);

/* "SPEED+DUP" to bits. ERR_INPUT: an unknown flag, named in the detail. */
enum err quality_flags_parse(const char *text, unsigned *flags);

/* Status, speed index, flags and exclusion of every response. Rows come from
 * `a`. ERR_INPUT: a page index out of range.
 * Sources: status after the AAPOR example thresholds; speed index after
 * Leiner 2019; two seconds an item after Huang et al. 2012. */
enum err quality_compute(struct arena *a, const struct quality_input *in,
	struct quality_result *out);

/* Break-off, DUP, WINDOW, CLOCK, or SPEED and STRAIGHT together. */
bool quality_excluded(enum quality_status status, unsigned flags);

/* All that were judged. */
static inline size_t quality_judged(const struct quality_result *r)
{
	return r->complete + r->partial + r->breakoff;
}

/* Count anew the first `count` rows: after some were taken out. */
void quality_count(struct quality_result *r, size_t count);

#endif
