/*
 * kiosk compute pilot: SUS per respondent and round, and from round to round.
 */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "compute_pilot.h"

#define LEVEL 0.90

struct sus_row {
	const char *who;
	size_t round;
	const double *answers;	/* SUS_ITEMS */
	double score;
};

/* NULL and a fault when there are not ten. Blank: nothing was answered. */
static const double *read_answers(const struct cell *at)
{
	size_t n;
	double *answers = cell_numbers(at, "answers", '|', &n);

	if (!*cell_text(at, "answers")) {
		answers = arena_array(at->c->arena, SUS_ITEMS, sizeof *answers);
		for (n = 0; n < SUS_ITEMS; n++)
			answers[n] = NAN;
	}
	if (n != SUS_ITEMS)
		cell_fault(at, "answers", FAULT_SUS_ANSWERS, DIGITS(n), NULL);
	for (size_t i = 0; i < n; i++)
		if (answers[i] < 1 || answers[i] > 5)
			cell_fault(at, "answers", FAULT_SUS_RANGE,
				format_digits(at->c->arena, answers[i], 10), NULL);
	return n == SUS_ITEMS ? answers : NULL;
}

/* Scores of one round; those that are missing are left out. */
static double *scores_of(const struct pilot_out *o, const struct sus_row *rows, size_t count,
	size_t round, size_t *n)
{
	double *list = arena_array(o->c->arena, count, sizeof *list);

	*n = 0;
	for (size_t i = 0; i < count; i++)
		if (rows[i].round == round && !isnan(rows[i].score))
			list[(*n)++] = rows[i].score;
	return list;
}

static void put_round(struct pilot_out *o, const char *round, const double *scores, size_t n)
{
	static const int levels[] = {80, 90};
	struct mean m = {0};

	for (size_t i = 0; i < 2; i++) {
		const char *name = arena_printf(o->c->arena, "sus:%s:%d", round, levels[i]);

		m = pilot_mean(scores, n, levels[i] / 100.0);
		pilot_put(o, name, "n", (double)m.n);
		pilot_put(o, name, "mean", m.mean);
		pilot_put_interval(o, name, m.at);
	}
	pilot_put_text(o, arena_printf(o->c->arena, "sus:%s", round), "grade",
		sus_grade(m.mean));
	pilot_put_text(o, arena_printf(o->c->arena, "sus:%s", round), "adjective",
		sus_adjective(m.mean));
}

/* What each item adds, by those who have a score. */
static void put_items(struct pilot_out *o, const char *round, const struct sus_row *rows,
	size_t count, size_t of)
{
	const char *name = arena_printf(o->c->arena, "sus:%s", round);

	for (size_t item = 0; item < SUS_ITEMS; item++) {
		const char *quantity = arena_printf(o->c->arena, "sus_item_%zu", item + 1);
		double sum = 0, n = 0;

		for (size_t i = 0; i < count; i++) {
			if (rows[i].round != of || isnan(rows[i].score)
				|| isnan(rows[i].answers[item]))
				continue;
			sum += sus_item(item, rows[i].answers[item]);
			n++;
		}
		pilot_put(o, name, quantity, sum / n);
		pilot_put(o, name, arena_printf(o->c->arena, "%s_n", quantity), n);
	}
}

static void put_change(struct pilot_out *o, const char *name, const struct difference *c)
{
	pilot_put(o, name, "diff", c->diff);
	pilot_put_interval(o, name, c->at);
	pilot_put(o, name, "df", c->df);
	pilot_put(o, name, "p", c->p);
}

/* Scores of those who have one in both rounds. */
static size_t find_pairs(const struct sus_row *rows, size_t count, size_t round,
	double *before, double *after)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; rows[i].round == round && j < count; j++) {
			if (rows[j].round != round + 1 || isnan(rows[i].score)
				|| isnan(rows[j].score) || strcmp(rows[i].who, rows[j].who) != 0)
				continue;
			before[n] = rows[i].score;
			after[n++] = rows[j].score;
			break;
		}
	return n;
}

static void put_step(struct pilot_out *o, const char *const *rounds, size_t round,
	const struct sus_row *rows, size_t count)
{
	struct arena *a = o->c->arena;
	const char *step = arena_printf(a, "sus:%s>%s", rounds[round], rounds[round + 1]);
	const char *name = arena_printf(a, "%s:paired", step);
	size_t n_before, n_after, pairs;
	double *before = scores_of(o, rows, count, round, &n_before);
	double *after = scores_of(o, rows, count, round + 1, &n_after);
	struct difference c = pilot_welch(before, n_before, after, n_after, LEVEL);

	put_change(o, arena_printf(a, "%s:unpaired", step), &c);
	pairs = find_pairs(rows, count, round, before, after);
	if (pairs < 2)
		return;
	c = pilot_paired(before, after, pairs, LEVEL);
	pilot_put(o, name, "n", (double)pairs);
	put_change(o, name, &c);
}

void pilot_sus(struct pilot_out *o)
{
	static const char *const columns[] = {"resp", "round", "answers", NULL};
	struct csv_table t;
	struct sus_row *rows;
	const char **rounds;
	size_t *round_of, n_rounds;

	if (!pilot_load(o, "sus.csv", columns, &t))
		return;
	n_rounds = compute_groups(o->c, &t, "round", &rounds, &round_of);
	rows = arena_array(o->c->arena, t.rows, sizeof *rows);
	for (size_t row = 0; row < t.rows; row++) {
		struct cell at = {o->c, &t, row};

		rows[row] = (struct sus_row){cell_code(&at, "resp"), round_of[row],
			read_answers(&at), NAN};
		if (rows[row].answers)
			rows[row].score = sus_score(rows[row].answers);
		for (size_t i = 0; i < row; i++)
			if (rows[i].round == rows[row].round
				&& strcmp(rows[i].who, rows[row].who) == 0)
				cell_fault(&at, "resp", FAULT_SUS_TWICE, rows[row].who,
					rounds[round_of[row]], NULL);
		pilot_put(o, arena_printf(o->c->arena, "sus:%s:%s", rows[row].who,
			rounds[round_of[row]]), "score", rows[row].score);
	}
	for (size_t round = 0; round < n_rounds; round++) {
		size_t n;
		double *scores = scores_of(o, rows, t.rows, round, &n);

		put_round(o, rounds[round], scores, n);
		if (o->method >= 2)
			put_items(o, rounds[round], rows, t.rows, round);
	}
	for (size_t round = 0; round + 1 < n_rounds; round++)
		put_step(o, rounds, round, rows, t.rows);
}
