/* What a browser sent for a round, taken apart. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/text.h"
#include "model/codes.h"
#include "model/pilots.h"
#include "pages/standing.h"
#include "pages/survey_limits.h"
#include "pages/survey_page.h"
#include "web/request.h"

#define SCREEN_COOKIE "department"
#define SCREEN_S (366L * 24 * 3600)
#define SEED_LIMIT ((uint64_t)1 << 53)

void survey_evaluate(struct survey *s)
{
	form_evaluate(s->page.a, s->form, &s->ctx, s->answers, &s->state);
}

static void read_seed(struct survey *s)
{
	const char *sent = params_get(&s->page.req->form, "seed");

	if (sent && *sent) {
		s->seed = sent;
		s->ctx.has_seed = parse_u64(sent, &s->ctx.seed) && s->ctx.seed < SEED_LIMIT;
	}
}

void survey_issue_ids(struct survey *s)
{
	char *id = arena_alloc(s->page.a, 37);

	random_uuid4(id);
	s->instance_id = id;
	s->ctx.seed = random_53();
	s->ctx.has_seed = true;
	s->seed = arena_printf(s->page.a, "%" PRIu64, s->ctx.seed);
	s->fresh = true;
}

static void read_answers(struct survey *s)
{
	const struct params *form = &s->page.req->form;

	s->answers = answers_new(s->page.a, s->form);
	for (size_t i = 0; i < form->count; i++)
		answers_post(s->answers, form->list[i].name, form->list[i].value);
}

/* ---- the department, where it is known ---- */

const char *survey_screen_department(const struct request *req)
{
	const char *code = params_get(&req->query, "department");

	if (!code)
		code = request_cookie(req, SCREEN_COOKIE);
	return code ? code : "";
}

enum err survey_keep_screen(const struct request *req, struct response *res, const char *code)
{
	return response_cookie(req, res, SCREEN_COOKIE, code, *code ? SCREEN_S : -1);
}

static bool is_asked_of(const struct survey *s, const char *code)
{
	for (size_t i = 0; i < s->ctx.department_count; i++)
		if (strcmp(s->ctx.departments[i], code) == 0)
			return true;
	return false;
}

/* What was sent, with `code` as the department and without an answer to that question. */
static enum err put_department(struct survey *s, const char *code)
{
	struct request *req = s->page.req;
	struct params form = {0};
	enum err e = params_add(req->arena, &form, "department", code, strlen(code));

	for (size_t i = 0; !e && i < req->form.count; i++) {
		const struct param *p = &req->form.list[i];

		if (strcmp(p->name, "department") != 0 &&
			strcmp(p->name, s->form->department->field) != 0)
			e = params_add(req->arena, &form, p->name, p->value, p->len);
	}
	if (!e)
		req->form = form;
	return e;
}

enum err survey_know_department(struct survey *s, const char *code)
{
	enum err e;

	if (!s->form->department || !is_asked_of(s, code))
		return OK;
	e = put_department(s, code);
	if (!e)
		survey_read(s);
	return e;
}

enum err survey_tester(const struct survey *s, const char *typed, const char **department,
	uint64_t *without)
{
	struct access_code code;
	enum err e;

	*department = "";
	*without = 0;
	if (!round_is_pilot(&s->round) || s->round.access != ACCESS_CODES || !typed || !*typed)
		return OK;
	e = code_find(s->page.a, s->page.db, &s->round, typed, &code);
	if (!e) {
		*department = code.department;
		e = tester_without(s->page.db, &s->round, code.hash, without);
	}
	return e == ERR_STORE ? e : OK;
}

enum err survey_know_tester(struct survey *s, bool *refused)
{
	const char *department;
	enum err e = survey_tester(s, params_get(&s->page.req->form, "code"), &department,
		&s->ctx.without);

	if (e)
		return e;
	*refused = !*department && round_is_pilot(&s->round) && s->round.access == ACCESS_CODES;
	return *department ? survey_know_department(s, department) : OK;
}

/* As it was sent along with the page, where nothing else was answered. */
static void read_department(struct survey *s)
{
	const char *code = params_get(&s->page.req->form, "department");
	const struct question *q = s->form->department;
	const struct answer *answer = q ? answers_of(s->answers, q) : NULL;

	s->department = NULL;
	if (!q || !code || !is_asked_of(s, code))
		return;
	if (!answer->present)
		answers_post(s->answers, q->field, code);
	answer = answers_of(s->answers, q);
	if (answer->count == 1 && strcmp(answer->values[0], code) == 0)
		s->department = code;
}

bool survey_knows(const struct survey *s, const struct question *q)
{
	return s->department && q == s->form->department;
}

bool survey_asks(const struct survey *s, size_t node)
{
	const struct question *q = s->form->nodes[node].question;

	return q && s->state.relevant[node] && survey_is_asked(q) && !survey_knows(s, q);
}

static void read_sections(struct survey *s)
{
	const struct param *p = NULL;

	s->at = arena_array(s->page.a, s->form->section_count + 1, sizeof *s->at);
	while ((p = params_next(&s->page.req->form, "at", p))) {
		size_t section = form_section_find(s->form, p->value);

		if (section != FORM_NO_NODE)
			s->at[section] = true;
	}
}

const char *survey_title(const struct page *p, const struct round *r, const struct form *f)
{
	return strcmp(r->title, f->title) == 0 ?
		f->titles[form_language(f, page_language(p))] : r->title;
}

enum err survey_open(struct request *req, struct response *res, struct survey *out)
{
	return survey_open_round(req, res, request_capture(req, "round"), out);
}

enum err survey_open_round(struct request *req, struct response *res, const char *code,
	struct survey *out)
{
	struct survey s = {0};
	enum err e = page_begin(req, res, &s.page);

	if (e)
		return e;
	e = standing_round(&s.page, code, &s.round);
	if (!e)
		e = round_form_of(s.page.site->forms, s.page.a, s.page.db, &s.round, &s.form);
	if (!e)
		e = standing_departments(&s.page, &s.round, &s.ctx.departments,
			&s.ctx.department_count);
	if (e)
		return e;
	survey_find_languages(&s.page, &s.round, s.form);
	survey_choose_language(&s);
	s.ctx.today = page_today(&s.page);
	s.ctx.now = arena_printf(s.page.a, "%sT00:00:00", s.ctx.today);
	*out = s;
	out->page.round = &out->round;
	return OK;
}

void survey_read(struct survey *s)
{
	const char *id = params_get(&s->page.req->form, "instance_id");

	if (id)
		s->instance_id = id;
	read_seed(s);
	read_answers(s);
	read_department(s);
	read_sections(s);
}

size_t survey_next(const struct survey *s, size_t section)
{
	size_t i = section == FORM_NO_NODE ? 0 : s->state.turn[section] + 1;

	while (i < s->form->section_count && !s->state.section_shown[s->state.by_turn[i]])
		i++;
	return i < s->form->section_count ? s->state.by_turn[i] : FORM_NO_NODE;
}

size_t survey_before(const struct survey *s, size_t section)
{
	size_t i = section == FORM_NO_NODE ? s->form->section_count : s->state.turn[section];

	while (i > 0)
		if (s->state.section_shown[s->state.by_turn[--i]])
			return s->state.by_turn[i];
	return FORM_NO_NODE;
}

/* The loop that draws around a section, or FORM_NO_NODE. */
static size_t drawing_loop(const struct survey *s, size_t section)
{
	const struct form *f = s->form;
	size_t at = section == FORM_NO_NODE ? FORM_NO_NODE : f->sections[section].node;

	for (; at != FORM_NO_NODE; at = f->nodes[at].parent)
		if (f->nodes[at].kind == NODE_LOOP && f->nodes[at].draw)
			return at;
	return FORM_NO_NODE;
}

size_t survey_past_loop(const struct survey *s, size_t section, size_t *left)
{
	size_t loop = drawing_loop(s, section), before = section, done = 0;

	*left = 0;
	if (loop == FORM_NO_NODE)
		return FORM_NO_NODE;
	for (; drawing_loop(s, before) == loop; before = survey_before(s, before))
		done++;
	for (section = survey_next(s, section); drawing_loop(s, section) == loop;
		section = survey_next(s, section))
		(*left)++;
	if (done < CARDS_ENOUGH)
		*left = 0;
	return section;
}
