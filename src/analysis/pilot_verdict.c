/*
 * The verdict on a pilot round (E). Owns its order and criteria. The machine
 * recommends; a named person decides.
 */
#include <math.h>

#include "analysis/pilot.h"
#include "base/arena.h"
#include "base/buf.h"

#define WHY_MAX 65536

struct pilot_limits pilot_limits_default(void)
{
	return (struct pilot_limits){
#define LIMIT(name, value) .name = value,
		PILOT_LIMITS(LIMIT)
#undef LIMIT
	};
}

const char *pilot_verdict_name(enum pilot_verdict v)
{
	static const char *const names[] = {
		[PILOT_INSUFFICIENT] = "INSUFFICIENT",
		[PILOT_STOP] = "STOP",
		[PILOT_GO] = "GO",
		[PILOT_ITERATE] = "ITERATE",
	};

	return names[v];
}

/* From stop_round on: SUS gains too little, and no fewer serious reports are open than
 * before, when there were some. Not a round that is good enough, or that misses nothing. */
static bool stalled(const struct pilot_round *r, const struct pilot_limits *l,
	const struct mean *sus, bool goes)
{
	struct difference c = pilot_welch(r->sus_before, r->n_sus_before, r->sus, r->n_sus, l->level);
	double open = r->s1 + r->s2;
	bool still = r->round >= l->stop_round && c.at.hi < l->stop_gain && open >= r->s12_before;

	if (l->method_version < 2)
		return still && open > 0;
	return still && r->s12_before > 0 && sus->at.hi < l->go_sus && !goes;
}

static bool must_stops(const struct pilot_must *m, const struct pilot_limits *l)
{
	return pilot_proportion(m->successes, m->n, l->level).at.hi < l->stop_success
		&& pilot_proportion(m->before_successes, m->before_n, l->level).at.hi
			< l->stop_success;
}

static bool must_misses(const struct pilot_must *m, const struct pilot_limits *l)
{
	/* Written so that a task nobody tried misses. */
	return !(m->successes >= l->go_success * m->n - 1e-9 && m->n > 0
		&& pilot_proportion(m->successes, m->n, l->level).at.lo >= l->go_success_lo);
}

static void find_must(const struct pilot_round *r, const struct pilot_limits *l,
	bool (*fails)(const struct pilot_must *, const struct pilot_limits *),
	struct pilot_judgement *j)
{
	j->any_must = false;
	for (size_t i = 0; i < r->n_must; i++) {
		j->must_fail[i] = fails(&r->must[i], l);
		j->any_must = j->any_must || j->must_fail[i];
	}
}

static unsigned stops(const struct pilot_round *r, const struct pilot_limits *l,
	const struct mean *sus, bool goes)
{
	unsigned why = 0;

	if (r->no_path >= 1)
		why |= PILOT_WHY_NO_PATH;
	if (sus->at.hi < l->stop_sus)
		why |= PILOT_WHY_SUS_FAIL;
	if (stalled(r, l, sus, goes))
		why |= PILOT_WHY_STALLED;
	return why;
}

static unsigned misses(const struct pilot_round *r, const struct pilot_limits *l,
	const struct mean *sus)
{
	unsigned why = 0;

	if (!(r->s1 <= l->go_s1))
		why |= PILOT_WHY_S1;
	if (!(r->s2 <= l->go_s2))
		why |= PILOT_WHY_S2;
	if (!(sus->mean >= l->go_sus && sus->at.lo >= l->go_sus_lo))
		why |= PILOT_WHY_SUS;
	if (!(r->seq_mean >= l->go_seq))
		why |= PILOT_WHY_SEQ;
	return why;
}

void pilot_judge(struct arena *a, const struct pilot_round *r, const struct pilot_limits *l,
	struct pilot_judgement *out)
{
	struct pilot_judgement j = {.verdict = PILOT_STOP,
		.between = l->method_version < 2 ? '|' : ';',
		.must_fail = arena_array(a, r->n_must, sizeof *j.must_fail)};
	struct mean sus = pilot_mean(r->sus, r->n_sus, l->level);
	unsigned missed;
	bool goes;

	if (r->n < l->min_n) {
		j.verdict = PILOT_INSUFFICIENT;
		j.why = PILOT_WHY_N;
		*out = j;
		return;
	}
	missed = misses(r, l, &sus);
	find_must(r, l, must_misses, &j);
	goes = !missed && !j.any_must;
	j.why = stops(r, l, &sus, goes);
	find_must(r, l, must_stops, &j);
	if (!j.why && !j.any_must) {
		j.verdict = goes ? PILOT_GO : PILOT_ITERATE;
		j.why = missed;
		find_must(r, l, must_misses, &j);
	}
	*out = j;
}

static void put_why(struct buf *b, char between, const char *word, const char *of)
{
	if (b->len)
		buf_putc(b, between);
	buf_printf(b, "%s%s", word, of);
}

static void put_must(struct buf *b, const struct pilot_round *r,
	const struct pilot_judgement *j)
{
	const char *word = j->verdict == PILOT_STOP ? "success_fail:" : "success:";

	for (size_t i = 0; i < r->n_must; i++)
		if (j->must_fail[i])
			put_why(b, j->between, word, r->must[i].function);
}

const char *pilot_why_text(struct arena *a, const struct pilot_round *r,
	const struct pilot_judgement *j)
{
	static const struct {
		unsigned why;
		const char *word;
	} before[] = {{PILOT_WHY_N, "n"}, {PILOT_WHY_NO_PATH, "no_path"},
		{PILOT_WHY_SUS_FAIL, "sus_fail"}, {PILOT_WHY_S1, "s1"}, {PILOT_WHY_S2, "s2"}},
		after[] = {{PILOT_WHY_STALLED, "stalled"}, {PILOT_WHY_SUS, "sus"},
			{PILOT_WHY_SEQ, "seq"}};
	struct buf *b = buf_new(a, WHY_MAX);

	for (size_t i = 0; i < sizeof before / sizeof *before; i++)
		if (j->why & before[i].why)
			put_why(b, j->between, before[i].word, "");
	put_must(b, r, j);
	for (size_t i = 0; i < sizeof after / sizeof *after; i++)
		if (j->why & after[i].why)
			put_why(b, j->between, after[i].word, "");
	return b->data;
}
