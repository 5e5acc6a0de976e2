/* Answering a round: the first section, the steps, the submission. */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "codec/json.h"
#include "model/codes.h"
#include "model/submissions.h"
#include "pages/survey.h"
#include "pages/standing.h"
#include "pages/survey_page.h"
#include "view/url.h"

enum err survey_show_closed(struct survey *s)
{
	enum round_state state = round_state_on(&s->round, s->ctx.today);

	return survey_show_end(s, 410, state == ROUND_PLANNED ? "error.not_open" :
		"error.closed");
}

static enum err show_first(struct survey *s)
{
	size_t first = survey_next(s, FORM_NO_NODE);

	if (first != FORM_NO_NODE)
		s->at[first] = true;
	return survey_show_sections(s, 200, NULL);
}

enum err survey_first(struct survey *s)
{
	return s->round.access == ACCESS_CODES ? survey_show_code(s, NULL) : show_first(s);
}

/* Whether each reader's own seed puts the section's choices in an order. */
static bool is_shuffled(const struct survey *s, size_t section)
{
	for (size_t i = 0; i < s->form->question_count; i++) {
		const struct question *q = s->form->questions[i];

		if (s->form->nodes[q->node].section == section && q->parameters.randomize
			&& !q->parameters.has_seed)
			return true;
	}
	return false;
}

/* The first section for whoever comes, unless it hangs on the reader's own seed. */
static enum err draw_first(struct page *p, void *ctx, bool *same_for_all)
{
	struct survey s = *(const struct survey *)ctx;

	(void)p;
	s.instance_id = page_slot_text(SLOT_INSTANCE_ID);
	s.seed = page_slot_text(SLOT_SEED);
	s.ctx.has_seed = false;
	survey_read(&s);
	survey_evaluate(&s);
	*same_for_all = !s.state.draw_missing && !is_shuffled(&s, survey_next(&s, FORM_NO_NODE));
	return *same_for_all ? survey_first(&s) : OK;
}

enum err survey_get(struct request *req, struct response *res)
{
	struct survey s;
	bool answered;
	enum err e = survey_open(req, res, &s);

	if (e)
		return e;
	if (round_state_on(&s.round, s.ctx.today) != ROUND_OPEN)
		return survey_show_closed(&s);
	survey_issue_ids(&s);

	const char *const own[PAGE_SLOTS] = {s.instance_id, s.seed};

	e = page_cached(&s.page, s.round.id, draw_first, &s, own, &answered);
	if (e || answered)
		return e;
	survey_read(&s);
	e = survey_know_department(&s, survey_screen_department(req));
	if (e)
		return e;
	survey_evaluate(&s);
	return survey_first(&s);
}

/* ---- steps ---- */

static void go_to(struct survey *s, size_t section)
{
	memset(s->at, 0, s->form->section_count * sizeof *s->at);
	if (section != FORM_NO_NODE)
		s->at[section] = true;
}

/* The later of two sections, by the order they are met in; FORM_NO_NODE is none. */
static size_t later(const struct survey *s, size_t a, size_t b)
{
	if (a == FORM_NO_NODE || b == FORM_NO_NODE)
		return a == FORM_NO_NODE ? b : a;
	return s->state.turn[a] > s->state.turn[b] ? a : b;
}

/* The last section on the page; without any, the last one that something was
 * sent for, so that a client without `at` moves on too. */
static size_t current(const struct survey *s)
{
	size_t last = FORM_NO_NODE;

	for (size_t i = 0; i < s->form->section_count; i++)
		if (s->at[i])
			last = later(s, last, i);
	if (last != FORM_NO_NODE)
		return last;
	for (size_t i = 0; i < s->form->question_count; i++) {
		const struct question *q = s->form->questions[i];

		if (answers_of(s->answers, q)->present)
			last = later(s, last, s->form->nodes[q->node].section);
	}
	return last == FORM_NO_NODE ? survey_next(s, FORM_NO_NODE) : last;
}

static size_t section_of(const struct survey *s, const struct check_fault *f)
{
	return f->question ? s->form->nodes[f->question->node].section : FORM_NO_NODE;
}

/* Earlier answers are checked again with each step: the first section up to
 * `until` that has a fault is shown with it. True when there is none. */
static bool earlier_sound(struct survey *s, size_t until, const struct check *check)
{
	const size_t *turn = s->state.turn;
	size_t first = FORM_NO_NODE;

	for (size_t i = 0; i < check->fault_count; i++) {
		size_t section = section_of(s, &check->faults[i]);

		if (section != FORM_NO_NODE && turn[section] <= turn[until] &&
			(first == FORM_NO_NODE || turn[section] < turn[first]))
			first = section;
	}
	if (first != FORM_NO_NODE && !s->at[first])
		go_to(s, first);
	return first == FORM_NO_NODE;
}

/* Whether the page that was left has asked already. */
static bool was_doubted(const struct survey *s)
{
	const char *seen = params_get(&s->page.req->form, "seen");

	return seen && strchr(seen, '!');
}

/* What looks forgotten is asked about before it goes on, once. */
static bool doubts(struct survey *s, size_t at)
{
	const char *about, *key = at == FORM_NO_NODE || was_doubted(s) ? NULL :
		survey_doubt(s, at, &about);

	if (!key)
		return false;
	s->doubted = true;
	survey_say(&s->page, s->page.root, V_ERROR, catalog_fill(s->page.a,
		page_text(&s->page, key), "label", about, NULL));
	return true;
}

static enum err step_forward(struct survey *s, bool enough)
{
	size_t at = current(s), next, left;
	struct check check;

	form_check(s->page.a, s->form, &s->ctx, s->answers, &check);
	if (at != FORM_NO_NODE && !earlier_sound(s, at, &check))
		return survey_show_sections(s, 422, &check);
	if (survey_brings_more(s)) {
		survey_say(&s->page, s->page.root, V_ERROR, page_text(&s->page, "survey.more_here"));
		return survey_show_sections(s, 200, NULL);
	}
	if (!enough && doubts(s, at))
		return survey_show_sections(s, 200, NULL);
	next = survey_next(s, at);
	if (enough && at != FORM_NO_NODE)
		next = survey_past_loop(s, at, &left);
	go_to(s, next);
	return next == FORM_NO_NODE ? survey_show_review(s) :
		survey_show_sections(s, 200, NULL);
}

static enum err step_back(struct survey *s)
{
	size_t at = FORM_NO_NODE;

	for (size_t i = 0; at == FORM_NO_NODE && i < s->form->section_count; i++)
		if (s->at[s->state.by_turn[i]])
			at = s->state.by_turn[i];

	size_t before = survey_before(s, at);

	go_to(s, before == FORM_NO_NODE ? survey_next(s, FORM_NO_NODE) : before);
	return survey_show_sections(s, 200, NULL);
}

const char *survey_code_fault(const struct survey *s, const char *typed)
{
	struct access_code code;

	if (s->round.access != ACCESS_CODES)
		return NULL;
	if (!typed || !*typed)
		return "error.code.missing";
	return code_find(s->page.a, s->page.db, &s->round, typed, &code) || code.used ?
		"error.code.text" : NULL;
}

static const char *code_fault(const struct survey *s)
{
	return survey_code_fault(s, params_get(&s->page.req->form, "code"));
}

/* The same page in another language; nothing is judged. */
static enum err step_language(struct survey *s, const char *code)
{
	bool any = false;

	survey_switch_language(s, code);
	survey_evaluate(s);
	for (size_t i = 0; i < s->form->section_count; i++)
		any = any || s->at[i];
	if (!any && code_fault(s))
		return survey_show_code(s, NULL);
	return any ? survey_show_sections(s, 200, NULL) : survey_show_review(s);
}

/* One entry more, or one less, of the repeat at a path; nothing is judged. */
static enum err step_entries(struct survey *s, const char *path, bool more)
{
	const struct form *f = s->form;
	const char *cut = strrchr(path, '/');
	const struct question *q = form_question(f, more || !cut ? path :
		arena_strndup(s->page.a, path, (size_t)(cut - path)));
	uint64_t number;

	if (q && q->type == Q_COUNT) {
		size_t count = form_instances(&s->state, q->node), instance = q->node + 1;

		if (more)
			answers_instance_add(s->answers, q->node, count);
		else if (parse_u64(cut + 1, &number) && number >= 1 && number <= count)
			answers_instance_remove(s->answers, instance + ((size_t)number - 1) *
				(f->nodes[instance].end - instance), count);
		survey_evaluate(s);
		go_to(s, f->nodes[q->node].section);
	}
	return survey_show_sections(s, 200, NULL);
}

/* The code is good: what it says of the department is not asked again. Where it goes on is where
 * the code was missing: at the beginning, on a section, or behind the last. */
static enum err step_code(struct survey *s)
{
	struct access_code code;
	bool any = false, begun = false;
	enum err e = code_find(s->page.a, s->page.db, &s->round,
		params_get(&s->page.req->form, "code"), &code);

	if (!e)
		e = survey_know_department(s, code.department);
	if (e)
		return e;
	survey_evaluate(s);
	for (size_t i = 0; i < s->form->section_count; i++)
		any = any || s->at[i];
	for (size_t i = 0; i < s->form->question_count; i++)
		begun = begun || (answers_of(s->answers, s->form->questions[i])->present &&
			!survey_knows(s, s->form->questions[i]));
	if (!any && begun)
		return survey_show_review(s);
	s->fresh = !begun;
	return any ? survey_show_sections(s, 200, NULL) : show_first(s);
}

enum err survey_step(struct survey *s, const char *step)
{
	if (!s->preview && round_state_on(&s->round, s->ctx.today) != ROUND_OPEN)
		return survey_show_closed(s);
	if (!s->preview && strcmp(step, "pause") == 0)
		return survey_pause(s);
	if (strcmp(step, "back") == 0)
		return step_back(s);
	if (text_starts(step, "picture:"))
		return survey_picture(s, step + 8);
	if (text_starts(step, "lang:"))
		return step_language(s, step + 5);
	if (text_starts(step, "add:"))
		return step_entries(s, step + 4, true);
	if (text_starts(step, "remove:"))
		return step_entries(s, step + 7, false);
	/* Before the work, not after it; the submission judges it again. */
	if (code_fault(s))
		return survey_show_code(s, code_fault(s));
	if (strcmp(step, "code") == 0 && s->round.access == ACCESS_CODES)
		return step_code(s);
	if (text_starts(step, "to:")) {
		size_t section = form_section_find(s->form, step + 3);

		if (section != FORM_NO_NODE && s->state.section_shown[section]) {
			go_to(s, section);
			return survey_show_sections(s, 200, NULL);
		}
	}
	return step_forward(s, strcmp(step, "enough") == 0);
}

/* ---- the submission ---- */

static enum err faults_json(struct survey *s, const struct submission_result *r)
{
	struct json_writer w = {.out = response_json(s->page.res, 422)};

	json_begin_object(&w);
	json_key(&w, "errors");
	json_begin_array(&w);
	for (size_t i = 0; i < r->check.fault_count; i++) {
		const struct check_fault *f = &r->check.faults[i];

		json_begin_object(&w);
		json_key(&w, "field");
		json_string(&w, f->question ? f->question->field : f->field);
		json_key(&w, "message");
		json_string(&w, survey_fault_text(s, &r->check.faults[i]));
		json_end_object(&w);
	}
	if (r->bad_field) {
		json_begin_object(&w);
		json_key(&w, "field");
		json_string(&w, r->bad_field);
		json_key(&w, "message");
		json_string(&w, r->bad_message);
		json_end_object(&w);
	}
	json_end_array(&w);
	json_end_object(&w);
	return OK;
}

/* All sections that have a fault, on one page; with none, the first. */
static enum err show_faults(struct survey *s, const struct submission_result *r)
{
	bool any = false;

	if (s->page.req->accept_json)
		return faults_json(s, r);
	go_to(s, FORM_NO_NODE);
	for (size_t i = 0; i < r->check.fault_count; i++) {
		size_t section = section_of(s, &r->check.faults[i]);

		if (section == FORM_NO_NODE)
			continue;
		s->at[section] = true;
		any = true;
	}
	if (!any)
		go_to(s, survey_next(s, FORM_NO_NODE));
	if (r->bad_field)
		survey_say(&s->page, s->page.root, V_ERROR, page_text(&s->page,
			strcmp(r->bad_field, "department") == 0 ? "fault.department_differs" :
			strcmp(r->bad_field, "code") == 0 ? "fault.code_department" :
			"fault.instance"));
	return survey_show_sections(s, 422, &r->check);
}

static enum err stored(struct survey *s, const struct submission_result *r)
{
	const char *to;
	struct json_writer w;

	if (!s->page.req->accept_json) {
		to = url_path(s->page.a, "/s/%s/thanks", s->round.code);
		to = url_query(s->page.a, to, "lang", lang_code(s->page.lang));
		return response_redirect(s->page.res, url_query(s->page.a, to, "receipt",
			*r->receipt ? r->receipt : NULL));
	}
	w = (struct json_writer){.out = response_json(s->page.res, 201)};
	json_begin_object(&w);
	json_key(&w, "instance_id");
	json_string(&w, s->instance_id);
	json_key(&w, "receipt");
	/* Sent again after the round closed: the key of its receipts is gone. */
	if (*r->receipt)
		json_string(&w, r->receipt);
	else
		json_null(&w);
	json_end_object(&w);
	return OK;
}

static enum err kept(struct survey *s)
{
	struct json_writer w;

	if (!s->page.req->accept_json)
		return survey_show_end(s, 409, "error.409");
	w = (struct json_writer){.out = response_json(s->page.res, 409)};
	json_begin_object(&w);
	json_key(&w, "instance_id");
	json_string(&w, s->instance_id);
	json_key(&w, "kept");
	json_bool(&w, true);
	json_end_object(&w);
	return OK;
}

static enum err gone(struct survey *s, enum intake why)
{
	if (s->page.req->accept_json)
		return err_fail(ERR_GONE, why == INTAKE_ERASED ? "these answers were erased" :
			round_state_on(&s->round, s->ctx.today) == ROUND_PLANNED ?
			"this round is not open yet" : "this round is closed");
	return why == INTAKE_ERASED ? survey_show_end(s, 410, "error.erased") : survey_show_closed(s);
}

static enum err no_code(struct survey *s)
{
	const char *fault = code_fault(s);

	if (s->page.req->accept_json)
		return err_fail(ERR_DENIED, "this access code is unknown or used");
	return survey_show_code(s, fault ? fault : "error.code.text");
}

static enum err submit(struct survey *s)
{
	const struct params *form = &s->page.req->form;
	struct submission_post post = {
		.instance_id = s->instance_id,
		.lang = page_language(&s->page),
		.department = params_get(form, "department"),
		.device = params_get(form, "device"),
		.pages = params_get(form, "pages"),
		.active_s = params_get(form, "active_s"),
		.code = params_get(form, "code"),
		.queued = s->page.req->queued,
		.answers = s->answers,
	};
	struct submission_result r;
	enum err e = submission_take(s->page.a, s->page.site->store, &s->round, s->form,
		&s->ctx, s->page.settings.min_cell, &post, &r);

	if (e)
		return e;
	s->state = r.check.state;
	switch (r.outcome) {
	case INTAKE_STORED:
		return stored(s, &r);
	case INTAKE_QUARANTINED:
		return kept(s);
	case INTAKE_INVALID:
		return show_faults(s, &r);
	case INTAKE_CODE:
		return no_code(s);
	default:
		return gone(s, r.outcome);
	}
}

/* The page that asks for the slip's code, whatever was sent. */
static enum err refuse_tester(struct survey *s, const char *step)
{
	if (round_state_on(&s->round, s->ctx.today) != ROUND_OPEN)
		return survey_show_closed(s);
	if (!text_starts(step, "lang:"))
		return survey_show_code(s, code_fault(s));
	survey_switch_language(s, step + 5);
	return survey_show_code(s, NULL);
}

enum err survey_post(struct request *req, struct response *res)
{
	struct survey s;
	const char *step = params_get(&req->form, "step");
	bool refused = false;
	enum err e = survey_open(req, res, &s);

	if (e)
		return e;
	if (!step || strcmp(step, "pause") != 0)
		survey_arrived(&s);
	survey_read(&s);
	e = survey_know_tester(&s, &refused);
	if (e)
		return e;
	if (!step)
		return submit(&s);
	if (refused)
		return refuse_tester(&s, step);
	survey_evaluate(&s);
	return survey_step(&s, step);
}
