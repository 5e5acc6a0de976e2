/* What executives want of each activity (E01): asked by name, typed in here, and the part
 * of the score that follows from it. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "baseline.h"
#include "model/change.h"
#include "pages/results.h"
#include "view/format.h"
#include "view/url.h"

#define EXEC_MOST 3	/* must */

struct asked {
	struct roster roster;
	struct audit_function *functions;
	struct exec_answer *answers;
	size_t n_functions, n_answers;
};

static enum err load_exec(struct results *r, struct asked *x)
{
	struct page *p = &r->page;
	enum err e = roster_load(p->a, p->db, &x->roster);

	if (!e)
		e = round_functions(p->a, p->db, r->round.id, &x->functions, &x->n_functions);
	if (!e)
		e = exec_answers(p->a, p->db, r->round.id, &x->answers, &x->n_answers);
	return e;
}

/* Answers come by person and activity. */
static size_t people_who_answered(const struct asked *x)
{
	size_t n = 0;

	for (size_t i = 0; i < x->n_answers; i++)
		n += !i || x->answers[i].stakeholder != x->answers[i - 1].stakeholder;
	return n;
}

static bool has_answered(const struct asked *x, int64_t person)
{
	for (size_t i = 0; i < x->n_answers; i++)
		if (x->answers[i].stakeholder == person)
			return true;
	return false;
}

/* What a person said of an activity, "" for nothing; as typed where the form comes back. */
static const char *said(const struct results *r, const struct asked *x, int64_t person,
	const char *code)
{
	const char *again = params_get(&r->page.req->form, arena_printf(r->page.a, "want/%s",
		code));

	if (again)
		return again;
	for (size_t i = 0; i < x->n_answers; i++)
		if (x->answers[i].stakeholder == person &&
			strcmp(x->answers[i].activity, code) == 0)
			return arena_printf(r->page.a, "%d", x->answers[i].value);
	return "";
}

/* Figures that came with the list of activities count until somebody answers. */
static bool given(const struct asked *x)
{
	size_t n = 0;

	for (size_t i = 0; !x->n_answers && i < x->n_functions; i++)
		n += isnan(x->functions[i].exec) ? 0 : 1;
	return n > 0;
}

/* Ranked activities no executive answered for: as long as there are some, the criterion
 * does not count (method A). */
static size_t without_answer(const struct results *r)
{
	size_t n = 0;

	for (size_t i = 0; r->list && r->list->shown && i < r->list->result.n_overall; i++)
		n += isnan(r->list->result.overall[i].u_exec) ? 1 : 0;
	return n;
}

static void add_values(const struct page *p, struct view_node *n, const char *chosen)
{
	struct view_list *list = node_list(n, V_LEVELS);

	for (int v = EXEC_MOST; v >= 0; v--) {
		struct view_node *c = list_add(list);
		char code[12];

		snprintf(code, sizeof code, "%d", v);
		node_int(c, V_VALUE, v);
		node_text(c, V_LABEL, coded_text(p, "exec.value", code));
		node_flag(c, V_SELECTED, strcmp(chosen, code) == 0);
	}
}

static void add_activity(struct results *r, struct view_list *list, const struct asked *x,
	const struct audit_function *f, const struct stakeholder *who)
{
	const struct page *p = &r->page;
	struct view_node *n = list_add(list);
	double mean, sum = 0;
	size_t count = 0;

	for (size_t i = 0; i < x->n_answers; i++)
		if (strcmp(x->answers[i].activity, f->code) == 0) {
			sum += x->answers[i].value;
			count++;
		}
	mean = count ? sum / (double)count : x->n_answers ? NAN : f->exec;
	node_text(n, V_CODE, f->code);
	node_text(n, V_LABEL, activity_text(r, f->code));
	node_text(n, V_N, format_integer(p->a, p->lang, (int64_t)count));
	node_text(n, V_VALUE, number_text(p, mean, 2));
	node_text(n, V_SCORE, isnan(mean) ? "–" : index_text(p, mean / EXEC_MOST));
	if (who)
		add_values(p, n, said(r, x, who->id, f->code));
}

static void add_people(struct results *r, const struct asked *x, const struct stakeholder *who)
{
	struct view_list *list = node_list(r->page.root, V_CHOICES);

	for (size_t i = 0; i < x->roster.count; i++) {
		const struct stakeholder *s = &x->roster.people[i];
		struct view_node *n = list_add(list);

		node_int(n, V_VALUE, s->id);
		node_text(n, V_LABEL, s->name);
		node_flag(n, V_DONE, has_answered(x, s->id));
		node_flag(n, V_SELECTED, s == who);
	}
}

static enum err show_exec(struct results *r, const struct asked *x, const struct stakeholder *who,
	int status, const char *error)
{
	struct page *p = &r->page;
	struct view_list *items = node_list(p->root, V_ITEMS);

	for (size_t i = 0; i < x->n_functions; i++)
		add_activity(r, items, x, &x->functions[i], who);
	add_people(r, x, who);
	node_flag(p->root, V_PEOPLE, x->roster.count > 0);
	if (who) {
		node_int(p->root, V_PERSON, who->id);
		node_text(p->root, V_NAME, who->name);
	}
	node_int(p->root, V_COUNT, (int64_t)people_who_answered(x));
	node_int(p->root, V_MISSING, x->n_answers || given(x) ? (int64_t)without_answer(r) : 0);
	node_text(p->root, V_NOTE, given(x) ? page_text(p, "exec.from_list") : NULL);
	node_text(p->root, V_ERROR, error);
	return page_end(p, status, "exec");
}

/* The person of the roster a request is about; NULL for none. ERR_NOT_FOUND. */
static enum err person_exec(const struct asked *x, const char *id, const struct stakeholder **out)
{
	int64_t number;

	*out = NULL;
	if (!id || !*id)
		return OK;
	if (parse_i64(id, &number))
		*out = roster_find(&x->roster, number);
	return *out ? OK : err_fail(ERR_NOT_FOUND, "person");
}

enum err exec_get(struct request *req, struct response *res)
{
	struct results r;
	struct asked x;
	const struct stakeholder *who;
	enum err e = baseline_begin(req, res, "exec.title", &r);

	if (!e)
		e = load_exec(&r, &x);
	if (!e)
		e = person_exec(&x, params_get(&req->query, "person"), &who);
	if (e)
		return e;
	if (req->viewer->role == VIEWER_MANAGER)
		who = NULL;
	return show_exec(&r, &x, who, 200, NULL);
}

/* ---- saving ---- */

struct said_by {
	int64_t person;
	struct exec_answer *answers;
	size_t count;
};

/* What was said of each activity; false: a value that is not offered. */
static bool read_answers(struct results *r, const struct asked *x, struct said_by *j)
{
	j->answers = arena_array(r->page.a, x->n_functions + 1, sizeof *j->answers);
	for (size_t i = 0; i < x->n_functions; i++) {
		const char *code = x->functions[i].code;
		const char *value = typed(r->page.req, arena_printf(r->page.a, "want/%s", code));

		if (!*value)
			continue;
		if (value[0] < '0' || value[0] > '0' + EXEC_MOST || value[1])
			return false;
		j->answers[j->count++] = (struct exec_answer){j->person, code, value[0] - '0'};
	}
	return true;
}

enum err exec_post(struct request *req, struct response *res)
{
	struct results r;
	struct asked x;
	struct said_by j = {.count = 0};
	struct change c;
	const struct stakeholder *who;
	enum err e = baseline_begin(req, res, "exec.title", &r);

	if (!e)
		e = load_exec(&r, &x);
	if (!e)
		e = person_exec(&x, typed(req, "person"), &who);
	if (e)
		return e;
	if (!who)
		return show_exec(&r, &x, NULL, 422, page_text(&r.page, "exec.fault.person"));
	j.person = who->id;
	if (!read_answers(&r, &x, &j))
		return show_exec(&r, &x, who, 422, page_text(&r.page, "exec.fault.value"));
	e = page_change(req, &c);
	if (!e)
		e = change_end(&c, exec_answers_set(&c, &r.round, j.person, j.answers, j.count));
	if (e)
		return e;
	return response_redirect(res, url_query(req->arena, url_path(req->arena,
		"/results/%s/exec", r.round.code), "saved", "1"));
}
