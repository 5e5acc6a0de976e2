/*
 * Flags and exclusion of responses. Owns the thresholds of method G; refuses
 * to know where answers and times are kept.
 */
#include "analysis/quality.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

#define COMPLETE_SHARE 0.80
#define PARTIAL_SHARE 0.50
#define SPEED_INDEX 2.0		/* at this index and above: too fast */
#define SPEED_RATIO_MAX 3.0
#define SPEED_VISITS 10		/* a page's median rests on as many */
#define SPEED_LEAST_S 0.1	/* nobody spends less on a page: a shorter time is as long */
#define SPEED_ITEM_S 2.0	/* without such pages: seconds an answer */
#define STRAIGHT_RATINGS 8
#define STRAIGHT_SHARE 0.90
#define DUP_ITEMS 12
#define DUP_WITHIN_S (30 * 60)

#define EXCLUDING (QUALITY_DUP | QUALITY_WINDOW | QUALITY_CLOCK)

static const char *const flag_names[QUALITY_FLAGS] = {
	"SPEED", "STRAIGHT", "DUP", "WINDOW", "CLOCK",
};

const char *quality_status_name(enum quality_status s)
{
	switch (s) {
	case QUALITY_COMPLETE:
		return "complete";
	case QUALITY_PARTIAL:
		return "partial";
	case QUALITY_BREAKOFF:
		return "breakoff";
	}
	return "";
}

char *quality_flags_text(struct arena *a, unsigned flags)
{
	char *text = arena_strdup(a, "");

	for (size_t i = 0; i < QUALITY_FLAGS; i++)
		if (flags & 1u << i)
			text = arena_printf(a, "%s%s%s", text, *text ? "+" : "",
				flag_names[i]);
	return text;
}

enum err quality_flags_parse(const char *text, unsigned *flags)
{
	unsigned found = 0;

	while (*text) {
		size_t len = strcspn(text, "+"), i = 0;

		while (i < QUALITY_FLAGS && (strlen(flag_names[i]) != len
			|| memcmp(flag_names[i], text, len) != 0))
			i++;
		if (i == QUALITY_FLAGS)
			return err_fail(ERR_INPUT, "unknown quality flag \"%.*s\"",
				len < 60 ? (int)len : 60, text);
		found |= 1u << i;
		text += len;
		text += *text == '+';
	}
	*flags = found;
	return OK;
}

bool quality_excluded(enum quality_status status, unsigned flags)
{
	return status == QUALITY_BREAKOFF || (flags & EXCLUDING) != 0
		|| ((flags & QUALITY_SPEED) && (flags & QUALITY_STRAIGHT));
}

static bool is_submitted(const struct quality_response *r)
{
	return r->was_submitted || r->submitted != QUALITY_NO_TIME;
}

static enum quality_status status_of(const struct quality_response *r)
{
	double answered = r->eligible ? (double)r->answered / (double)r->eligible : 0;

	if (is_submitted(r) && answered >= COMPLETE_SHARE)
		return QUALITY_COMPLETE;
	if (answered >= PARTIAL_SHARE && r->picks_done && r->timed_functions > 0)
		return QUALITY_PARTIAL;
	return QUALITY_BREAKOFF;
}

/* ---- speed ---- */

/* A response's pages in order, those met twice as one. */
struct visits {
	const struct quality_page *list;
	size_t count;
};

static int compare_pages(const void *left, const void *right)
{
	const struct quality_page *l = left, *r = right;

	if (l->page != r->page)
		return l->page < r->page ? -1 : 1;
	/* Times of one page are added in the order of size, so that the order in
	 * which they came does not show. */
	return (l->seconds > r->seconds) - (l->seconds < r->seconds);
}

/* As it is given in general: nothing is to be added or left out. */
static bool in_order(const struct quality_response *r)
{
	for (size_t i = 0; i < r->page_count; i++)
		if (!(r->pages[i].seconds >= 0) || (i && r->pages[i].page <= r->pages[i - 1].page))
			return false;
	return true;
}

static enum err gather_visits(struct arena *a, const struct quality_input *in,
	const struct quality_response *r, struct visits *out)
{
	struct quality_page *list;
	size_t measured = 0, count = 0;

	for (size_t i = 0; i < r->page_count; i++)
		if (r->pages[i].page >= in->pages)
			return err_fail(ERR_INPUT, "response \"%.60s\": no such page",
				r->id ? r->id : "");
	if (in_order(r)) {
		*out = (struct visits){r->pages, r->page_count};
		return OK;
	}
	list = arena_array(a, r->page_count, sizeof *list);
	for (size_t i = 0; i < r->page_count; i++) {
		if (r->pages[i].seconds >= 0)
			list[measured++] = r->pages[i];
	}
	if (measured)
		qsort(list, measured, sizeof *list, compare_pages);
	for (size_t i = 0; i < measured; i++) {
		if (count && list[count - 1].page == list[i].page)
			list[count - 1].seconds += list[i].seconds;
		else
			list[count++] = list[i];
	}
	*out = (struct visits){list, count};
	return OK;
}

/* Times of one page as they come, in two heaps: the smaller half by the largest, the other
 * by the smallest. */
struct page_times {
	double *low, *high;
	size_t n_low, n_high;
};

/* Add to a heap whose first is the smallest of sign * value. */
static void heap_add(double *heap, size_t *n, double value, double sign)
{
	size_t i = (*n)++;

	for (; i > 0 && sign * heap[(i - 1) / 2] > sign * value; i = (i - 1) / 2)
		heap[i] = heap[(i - 1) / 2];
	heap[i] = value;
}

static double heap_take(double *heap, size_t *n, double sign)
{
	double first = heap[0], last = heap[--*n];
	size_t i = 0;

	for (size_t child = 1; child < *n; child = 2 * i + 1) {
		if (child + 1 < *n && sign * heap[child + 1] < sign * heap[child])
			child++;
		if (!(sign * heap[child] < sign * last))
			break;
		heap[i] = heap[child];
		i = child;
	}
	heap[i] = last;
	return first;
}

/* The smaller half has as many as the other, or one more. */
static void page_add(struct page_times *p, double seconds)
{
	if (p->n_low == 0 || seconds <= p->low[0])
		heap_add(p->low, &p->n_low, seconds, -1);
	else
		heap_add(p->high, &p->n_high, seconds, 1);
	if (p->n_low > p->n_high + 1)
		heap_add(p->high, &p->n_high, heap_take(p->low, &p->n_low, -1), 1);
	else if (p->n_high > p->n_low)
		heap_add(p->low, &p->n_low, heap_take(p->high, &p->n_high, 1), -1);
}

/* NAN: too few visits. */
static double page_median(const struct page_times *p)
{
	if (p->n_low + p->n_high < SPEED_VISITS)
		return NAN;
	return p->n_low > p->n_high ? p->low[0] : (p->low[0] + p->high[0]) / 2;
}

static struct page_times *page_room(struct arena *a, const struct quality_input *in,
	const struct visits *visits)
{
	struct page_times *pages = arena_array(a, in->pages, sizeof *pages);
	size_t *n = arena_array(a, in->pages, sizeof *n);

	for (size_t i = 0; i < in->count; i++)
		for (size_t j = 0; j < visits[i].count; j++)
			n[visits[i].list[j].page]++;
	for (size_t page = 0; page < in->pages; page++) {
		pages[page].low = arena_array(a, n[page] / 2 + 2, sizeof(double));
		pages[page].high = arena_array(a, n[page] / 2 + 2, sizeof(double));
	}
	return pages;
}

struct entered {
	uint32_t release;
	size_t response;
};

static int compare_entered(const void *left, const void *right)
{
	const struct entered *l = left, *r = right;

	if (l->release != r->release)
		return l->release < r->release ? -1 : 1;
	return (l->response > r->response) - (l->response < r->response);
}

static struct entered *by_release(struct arena *a, const struct quality_input *in)
{
	struct entered *list = arena_array(a, in->count + 1, sizeof *list);

	for (size_t i = 0; i < in->count; i++)
		list[i] = (struct entered){in->responses[i].release, i};
	if (in->count)
		qsort(list, in->count, sizeof *list, compare_entered);
	return list;
}

static double speed_index(const struct visits *v, const double *medians)
{
	double sum = 0;
	size_t pages = 0;

	for (size_t i = 0; i < v->count; i++) {
		double median = medians[v->list[i].page], own = v->list[i].seconds;

		/* A page that most pass in no time tells nobody's speed. */
		if (!(median > 0))
			continue;
		sum += fmin(SPEED_RATIO_MAX, median / fmax(own, SPEED_LEAST_S));
		pages++;
	}
	return pages ? sum / (double)pages : NAN;
}

/* The speed index of every response: beside those who came with its release or before. Pages
 * count that were not broken off. */
static void judge_speed(struct arena *a, const struct quality_input *in,
	const struct visits *visits, struct quality_row *rows)
{
	struct page_times *pages = page_room(a, in, visits);
	struct entered *list = by_release(a, in);
	double *medians = arena_array(a, in->pages, sizeof *medians);

	for (size_t from = 0, to; from < in->count; from = to) {
		for (to = from; to < in->count && list[to].release == list[from].release; to++) {
			const struct visits *v = &visits[list[to].response];

			for (size_t j = 0; j < v->count; j++)
				if (rows[list[to].response].status != QUALITY_BREAKOFF)
					page_add(&pages[v->list[j].page], v->list[j].seconds);
		}
		for (size_t page = 0; page < in->pages; page++)
			medians[page] = page_median(&pages[page]);
		for (size_t i = from; i < to; i++)
			rows[list[i].response].rsi =
				speed_index(&visits[list[i].response], medians);
	}
}

static bool too_fast(const struct quality_response *r, double rsi)
{
	if (!isnan(rsi))
		return rsi >= SPEED_INDEX;
	return r->answered > 0 && r->active_s / (double)r->answered < SPEED_ITEM_S;
}

/* ---- the other flags ---- */

static int compare_ratings(const void *left, const void *right)
{
	double l = *(const double *)left, r = *(const double *)right;

	return (l > r) - (l < r);
}

bool quality_straight(struct arena *a, const double *ratings, size_t rating_count)
{
	size_t count = 0, run = 0, longest = 0;
	double few[64], *given = few;

	if (rating_count > sizeof few / sizeof *few)
		given = arena_array(a, rating_count, sizeof *given);
	for (size_t i = 0; i < rating_count; i++)
		if (!isnan(ratings[i]))
			given[count++] = ratings[i];
	if (count < STRAIGHT_RATINGS)
		return false;
	qsort(given, count, sizeof *given, compare_ratings);
	for (size_t i = 0; i < count; i++) {
		run = i > 0 && given[i] <= given[i - 1] ? run + 1 : 1;
		if (run > longest)
			longest = run;
	}
	return (double)longest / (double)count >= STRAIGHT_SHARE;
}

static unsigned time_flags(const struct quality_input *in, const struct quality_response *r)
{
	/* What was never sent is neither late nor a repetition: else a start that was given up
	 * would make the real one the second. */
	int64_t at = r->submitted;
	unsigned flags = 0;

	if (at == QUALITY_NO_TIME)
		return 0;
	if ((in->opened != QUALITY_NO_TIME && at < in->opened)
		|| (in->closed != QUALITY_NO_TIME && at > in->closed))
		flags |= QUALITY_WINDOW;
	if (r->started != QUALITY_NO_TIME && at < r->started)
		flags |= QUALITY_CLOCK;
	return flags;
}

static const char *text_or_empty(const char *s)
{
	return s ? s : "";
}

/* Earlier first; the same second by id, so that the order of rows is no matter. */
static int compare_times(const struct quality_response *l, const struct quality_response *r)
{
	if (l->submitted != r->submitted)
		return l->submitted < r->submitted ? -1 : 1;
	return strcmp(text_or_empty(l->id), text_or_empty(r->id));
}

/* A response in a list of those that might repeat one another. */
struct suspect {
	const struct quality_response *r;
	struct quality_row *row;
};

static int compare_tokens(const void *left, const void *right)
{
	const struct quality_response *l = ((const struct suspect *)left)->r;
	const struct quality_response *r = ((const struct suspect *)right)->r;
	int c = strcmp(l->token, r->token);

	return c ? c : compare_times(l, r);
}

static int compare_answers(const void *left, const void *right)
{
	const struct quality_response *l = ((const struct suspect *)left)->r;
	const struct quality_response *r = ((const struct suspect *)right)->r;
	int c = strcmp(l->digest, r->digest);

	if (c == 0)
		c = strcmp(text_or_empty(l->kiosk), text_or_empty(r->kiosk));
	return c ? c : compare_times(l, r);
}

/* A token used before. */
static void flag_tokens(const struct quality_input *in, struct suspect *list,
	struct quality_row *rows)
{
	size_t count = 0;

	for (size_t i = 0; i < in->count; i++)
		if (*text_or_empty(in->responses[i].token) && is_submitted(&in->responses[i]))
			list[count++] = (struct suspect){&in->responses[i], &rows[i]};
	if (count)
		qsort(list, count, sizeof *list, compare_tokens);
	for (size_t i = 1; i < count; i++)
		if (strcmp(list[i - 1].r->token, list[i].r->token) == 0)
			list[i].row->flags |= QUALITY_DUP;
}

/* The same answers, on the same kiosk, soon after. */
static void flag_answers(const struct quality_input *in, struct suspect *list,
	struct quality_row *rows)
{
	size_t count = 0;

	for (size_t i = 0; i < in->count; i++) {
		const struct quality_response *r = &in->responses[i];

		if (*text_or_empty(r->digest) && r->answered >= DUP_ITEMS
			&& r->submitted != QUALITY_NO_TIME)
			list[count++] = (struct suspect){r, &rows[i]};
	}
	if (count)
		qsort(list, count, sizeof *list, compare_answers);
	for (size_t i = 1; i < count; i++) {
		const struct quality_response *l = list[i - 1].r, *r = list[i].r;

		/* Sorted by time: if the one before is too far, all are. Times may be
		 * far apart, so the difference is taken unsigned. */
		if (strcmp(l->digest, r->digest) == 0
			&& strcmp(text_or_empty(l->kiosk), text_or_empty(r->kiosk)) == 0
			&& (uint64_t)r->submitted - (uint64_t)l->submitted <= DUP_WITHIN_S)
			list[i].row->flags |= QUALITY_DUP;
	}
}

static void count_row(struct quality_result *out, const struct quality_row *row)
{
	out->complete += row->status == QUALITY_COMPLETE;
	out->partial += row->status == QUALITY_PARTIAL;
	out->breakoff += row->status == QUALITY_BREAKOFF;
	out->excluded += row->exclude;
	for (size_t f = 0; f < QUALITY_FLAGS; f++)
		out->flagged[f] += (row->flags & 1u << f) != 0;
}

void quality_count(struct quality_result *r, size_t count)
{
	*r = (struct quality_result){.rows = r->rows};
	for (size_t i = 0; i < count; i++)
		count_row(r, &r->rows[i]);
}

/* Everything but the rows lives in `room`. */
static enum err judge(struct arena *room, const struct quality_input *in,
	struct quality_result *r)
{
	struct visits *visits = arena_array(room, in->count, sizeof *visits);
	struct suspect *suspects = arena_array(room, in->count, sizeof *suspects);

	for (size_t i = 0; i < in->count; i++) {
		enum err e = gather_visits(room, in, &in->responses[i], &visits[i]);

		if (e)
			return e;
		r->rows[i].status = status_of(&in->responses[i]);
	}
	judge_speed(room, in, visits, r->rows);
	for (size_t i = 0; i < in->count; i++) {
		const struct quality_response *response = &in->responses[i];
		struct quality_row *row = &r->rows[i];

		row->flags = response->intake_flags | time_flags(in, response);
		if (too_fast(response, row->rsi))
			row->flags |= QUALITY_SPEED;
		if (quality_straight(room, response->ratings, response->rating_count))
			row->flags |= QUALITY_STRAIGHT;
	}
	flag_tokens(in, suspects, r->rows);
	flag_answers(in, suspects, r->rows);
	for (size_t i = 0; i < in->count; i++)
		r->rows[i].exclude = quality_excluded(r->rows[i].status, r->rows[i].flags);
	quality_count(r, in->count);
	return OK;
}

enum err quality_compute(struct arena *a, const struct quality_input *in,
	struct quality_result *out)
{
	struct quality_result r = {.rows = arena_array(a, in->count, sizeof *r.rows)};
	struct arena *room = arena_new();
	enum err e = judge(room, in, &r);

	arena_free(room);
	if (e == OK)
		*out = r;
	return e;
}
