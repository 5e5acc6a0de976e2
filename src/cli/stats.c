/*
 * kiosk stats: how much there is of what. Counts of answers only where so many
 * answered that a count tells nothing of one of them.
 */
#include <math.h>
#include <stdio.h>

#include "analysis/privacy.h"
#include "base/arena.h"
#include "cmd.h"
#include "commands.h"
#include "model/accounts.h"
#include "model/alerts.h"
#include "model/forms.h"
#include "model/results.h"
#include "model/rounds.h"
#include "model/submissions.h"
#include "model/triage.h"

static const char usage[] =
	"usage: kiosk stats [--csv] [--data DIR]\n"
	"\n"
	"Numbers of forms, rounds, accounts and posts kept aside; of comments how many are\n"
	"unread, unanswered and overdue, and the median of half working days to the first\n"
	"answer; then for each round how\n"
	"many answered, in all and by department, where that are enough to be shown; then\n"
	"the alerts whose rules hold, with their figures.\n"
	"No answers.\n";

struct table {
	struct arena *a;
	const char **cells;
	size_t rows;
};

static void add(struct table *t, const char *what, const char *department, const char *count)
{
	t->cells = arena_grow(t->a, t->cells, 3 * (t->rows + 1), sizeof *t->cells);
	t->cells[3 * t->rows] = what;
	t->cells[3 * t->rows + 1] = department;
	t->cells[3 * t->rows + 2] = count;
	t->rows++;
}

static void add_number(struct table *t, const char *what, size_t n)
{
	add(t, what, "", arena_printf(t->a, "%zu", n));
}

static const char *shown(struct table *t, enum cell_state state, size_t n, int least)
{
	if (state == CELL_SHOWN || state == CELL_EMPTY)
		return arena_printf(t->a, "%zu", n);
	return arena_printf(t->a, state == CELL_PRIMARY ? "fewer than %d" :
		"hidden: another would show", least);
}

static enum err add_round(struct cmd *c, struct table *t, const struct round *r)
{
	const char *what = arena_printf(t->a, "answered %s", r->code);
	struct round_department *list;
	enum cell_state *states, total;
	struct privacy_group *groups;
	size_t n, sum = 0;
	enum err e = round_departments(t->a, c->db, r->id, &list, &n);

	if (e)
		return e;
	states = arena_array(t->a, n + 1, sizeof *states);
	groups = arena_array(t->a, n + 1, sizeof *groups);
	for (size_t i = 0; i < n; i++) {
		size_t answered = (size_t)list[i].answered;

		groups[i] = (struct privacy_group){list[i].code, answered, answered, false};
		sum += answered;
	}
	privacy_suppress(groups, n, (size_t)c->settings.min_cell, states, &total);
	add(t, what, "", shown(t, total, sum, c->settings.min_cell));
	for (size_t i = 0; i < n; i++)
		if (*groups[i].code)
			add(t, what, groups[i].code, shown(t, states[i], groups[i].n,
				c->settings.min_cell));
	return OK;
}

/* Rules that hold, of the project and of each round. */
static enum err add_alerts(struct cmd *c, struct table *t, const struct round *rounds,
	size_t count)
{
	struct alert_list found = {0};
	struct alert_rule *rules;
	size_t n;
	enum err e = alert_rules_load(t->a, c->db, &rules, &n);

	if (!e)
		e = alerts_of_project(t->a, c->db, rules, n, &found);
	for (size_t i = 0; !e && i < count; i++) {
		struct priorities list;
		struct form *form;
		enum err none = round_form(t->a, c->db, &rounds[i], &form);

		if (!none && results_has_list(form))
			none = priorities_latest(t->a, c->db, &rounds[i], form,
				c->settings.min_cell, true, &list);
		else if (!none)
			none = ERR_NOT_FOUND;
		if (none && none != ERR_NOT_FOUND)
			return none;
		e = alerts_of_round(t->a, c->db, rules, n, &rounds[i], none ? NULL : &list,
			&found);
	}
	for (size_t i = 0; !e && i < found.count; i++) {
		const struct alert *x = &found.list[i];

		add(t, arena_printf(t->a, "alert %s%s%s %s %g", alert_measure_code(
			x->rule->measure), *x->round ? " " : "", x->round,
			x->rule->above ? "above" : "below", x->rule->threshold), x->department,
			arena_printf(t->a, "%.1f", x->value));
	}
	return e;
}

/* What nobody has read or answered yet, and how long the first answer takes. */
static enum err add_comments(struct cmd *c, struct table *t)
{
	struct triage_counts n;
	enum err e = triage_count(t->a, c->db, &n);

	if (e)
		return e;
	add_number(t, "comments unread", (size_t)n.unread);
	add_number(t, "comments unanswered", (size_t)n.unanswered);
	add_number(t, "comments overdue", (size_t)n.overdue);
	add(t, "half days to the first answer", "", isnan(n.median) ? "" :
		arena_printf(t->a, "%.1f", n.median));
	return OK;
}

static enum err fill(struct cmd *c, struct table *t)
{
	struct form_row *forms;
	struct account *accounts;
	struct round *rounds;
	size_t n_forms, n_accounts, n_rounds, aside;
	enum err e = form_list(c->arena, c->db, &forms, &n_forms);

	if (!e)
		e = account_list(c->arena, c->db, &accounts, &n_accounts);
	if (!e)
		e = round_list(c->arena, c->db, &rounds, &n_rounds);
	if (!e)
		e = quarantine_count(c->db, &aside);
	if (e)
		return e;
	add(t, "what", "department", "count");
	add_number(t, "forms", n_forms);
	add_number(t, "rounds", n_rounds);
	add_number(t, "accounts", n_accounts);
	add_number(t, "kept aside", aside);
	e = add_comments(c, t);
	for (size_t i = 0; !e && i < n_rounds; i++)
		e = add_round(c, t, &rounds[i]);
	return e ? e : add_alerts(c, t, rounds, n_rounds);
}

static int run(struct cmd *c, int argc, char **argv)
{
	struct table t = {.a = c->arena};
	bool csv = false;
	int status;
	enum err e;

	if (!cmd_listing(c, argc, argv, &csv, &status))
		return status;
	e = fill(c, &t);
	if (e)
		return cmd_fail(c, e);
	cmd_table(c, csv, "llr", t.cells, 3, t.rows);
	return cmd_done(c);
}

int cmd_stats(int argc, char **argv)
{
	return cmd_run("stats", usage, argc, argv, run);
}
