/* A round's sections and its review as pages. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "form/show.h"
#include "model/comments.h"
#include "model/pilots.h"
#include "pages/survey_limits.h"
#include "pages/survey_page.h"
#include "view/format.h"
#include "view/runs.h"
#include "view/url.h"


/* ---- faults ---- */

const char *survey_number(const struct survey *s, double v)
{
	int decimals = 0;

	while (decimals < 6 && v * pow(10, decimals) != floor(v * pow(10, decimals)))
		decimals++;
	return format_number(s->page.a, s->page.lang, v, decimals);
}

const char *survey_fault_text(const struct survey *s, const struct check_fault *f)
{
	const struct page *p = &s->page;
	char *key = arena_printf(p->a, "fault.%s", check_code_name(f->code));
	const char *text = f->message;
	const char *one = survey_number(s, f->arg1);

	if (text)
		return text;
	text = page_text(p, catalog_has(p->site->catalog, key) ? key : "fault.constraint");
	return catalog_fill(p->a, text, "min", one,
		"max", f->code == CHECK_RANGE ? survey_number(s, f->arg2) : one, NULL);
}

void survey_put_fault(const struct survey *s, struct view_node *n, enum view_name name,
	const struct check_fault *f)
{
	struct runs own = {NULL, 0};
	size_t language;

	if (f && f->words)
		own = words_runs(s->page.a, s->form, &s->ctx, &s->state, f->words, &language);
	if (own.count)
		survey_put(&s->page, s->form, n, name, own, language);
	else
		survey_say(&s->page, n, name, f ? survey_fault_text(s, f) : "");
}

/* ---- hidden fields: everything that is not on the page ---- */

static void hide(struct view_list *list, const char *name, const char *value)
{
	struct view_node *n = list_add(list);

	node_text(n, V_NAME, name);
	node_text(n, V_VALUE, value);
}

static bool on_page(const struct survey *s, const struct question *q)
{
	size_t section = s->form->nodes[q->node].section;

	return section != FORM_NO_NODE && s->at[section] && !s->asks_code && !s->bare && !survey_knows(s, q);
}

/* Which questions the page shows: those that come with the answers to it are asked
 * before it goes on. */
static void hide_seen(struct survey *s, struct view_list *list)
{
	struct buf *seen = buf_new(s->page.a, 16u * (s->form->question_count + 1));

	for (size_t i = 0; i < s->form->question_count; i++) {
		const struct question *q = s->form->questions[i];

		if (on_page(s, q) && survey_asks(s, q->node))
			buf_printf(seen, "%zu ", i);
	}
	if (s->doubted)
		buf_puts(seen, "! ");
	hide(list, "seen", seen->data);
}

bool survey_brings_more(const struct survey *s)
{
	const char *sent = params_get(&s->page.req->form, "seen");
	bool *seen = arena_array(s->page.a, s->form->question_count + 1, sizeof *seen);
	struct str rest = str_of(sent ? sent : "");
	uint64_t n;

	while (rest.len) {
		struct str word = str_cut(rest, ' ', &rest);

		if (parse_u64(arena_strndup(s->page.a, word.p, word.len), &n) &&
			n < s->form->question_count)
			seen[n] = true;
	}
	for (size_t i = 0; sent && i < s->form->question_count; i++) {
		const struct question *q = s->form->questions[i];

		if (on_page(s, q) && survey_asks(s, q->node) && q->takes_answer && !seen[i])
			return true;
	}
	return false;
}

static void add_hidden(struct survey *s)
{
	static const char *const carried[] = {"department", "code", "device", "pages",
		"active_s", "paused"};
	struct view_list *list = node_list(s->page.root, V_HIDDEN);
	const struct params *form = &s->page.req->form;

	hide(list, "lang", page_language(&s->page));
	if (s->preview)
		hide(list, "csrf", s->page.req->viewer->csrf);
	for (size_t i = 0; i < sizeof carried / sizeof *carried; i++) {
		const char *value = params_get(form, carried[i]);

		if (s->asks_code && strcmp(carried[i], "code") == 0)
			continue;
		hide(list, carried[i], value ? value : "");
	}
	for (size_t i = 0; i < s->form->section_count; i++)
		if (s->at[i])
			hide(list, "at", s->form->sections[i].id);
	hide_seen(s, list);
	for (size_t i = 0; i < s->form->question_count; i++) {
		const struct question *q = s->form->questions[i];
		const struct answer *answer = answers_of(s->answers, q);

		if (!q->takes_answer || on_page(s, q))
			continue;
		for (size_t v = 0; v < answer->count; v++)
			hide(list, q->field, answer->values[v]);
	}
	node_text(s->page.root, V_INSTANCE_ID, s->instance_id ? s->instance_id : "");
	node_text(s->page.root, V_SEED, s->seed ? s->seed : "");
	node_flag(s->page.root, V_FRESH, s->fresh);
}

/* How many codes a value holds. */
static size_t count_codes(const char *value)
{
	size_t count = *value != '\0';

	for (; *value; value++)
		count += *value == ' ';
	return count;
}

/* Before the first of the iterations that were drawn: why these and not all. */
static void add_drawn(struct survey *s, struct view_node *n, size_t section)
{
	const struct form *f = s->form;
	size_t at = f->sections[section].node, loop, before = survey_before(s, section);
	size_t picked = f->picks ? count_codes(s->state.value[f->picks->index]) : 0;

	node_text(n, V_NOTE, "");
	if (at == FORM_NO_NODE || f->nodes[at].kind != NODE_ITERATION)
		return;
	loop = f->nodes[at].parent;
	if (!f->nodes[loop].draw || picked <= f->nodes[loop].draw ||
		(before != FORM_NO_NODE && f->sections[before].node != FORM_NO_NODE &&
			f->nodes[f->sections[before].node].parent == loop))
		return;
	survey_say(&s->page, n, V_NOTE, catalog_fill(s->page.a, page_text(&s->page, "survey.drawn"),
		"n", survey_number(s, (double)picked),
		"max", survey_number(s, (double)f->nodes[loop].draw), NULL));
}

static void add_section(struct survey *s, struct view_list *sections, size_t section,
	const struct check *check)
{
	struct view_node *n = list_add(sections);
	size_t language;
	struct runs title = section_title(s->page.a, s->form, &s->ctx, &s->state, section,
		&language);
	struct text_in in = survey_in(&s->page, s->form, language, title);

	node_runs(n, V_TITLE, title);
	node_text(n, V_TITLE_LANG, in.lang);
	node_text(n, V_TITLE_DIR, in.dir);
	add_drawn(s, n, section);
	survey_add_fields(s, n, section, check);
}

/* ---- the page around them ---- */

static size_t shown_sections(const struct survey *s, size_t until)
{
	size_t n = 0;

	for (size_t i = 0; i < until; i++)
		n += s->state.section_shown[s->state.by_turn[i]];
	return n;
}

/* Sections still to come that nothing is known of. */
static size_t expected_sections(const struct survey *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->form->node_count; i++)
		n += survey_expected(s, i);
	return n;
}

/* Steps are the sections shown now, those expected, and the review; the time is
 * what the questions left take at the pace of this person so far. */
static void add_progress(struct survey *s, size_t section)
{
	size_t all = shown_sections(s, s->form->section_count) + expected_sections(s) + 1;
	size_t step = section == FORM_NO_NODE ? all :
		shown_sections(s, s->state.turn[section]) + 1;
	double left = survey_seconds_left(s, section);

	node_int(s->page.root, V_STEP, (int64_t)step);
	node_int(s->page.root, V_STEPS, (int64_t)all);
	node_int(s->page.root, V_DONE, (int64_t)step - 1);
	if (left >= ALMOST_S)
		node_int(s->page.root, V_MINUTES, survey_whole_minutes(left));
	else
		node_flag(s->page.root, V_ALMOST, section != FORM_NO_NODE);
}

static void add_summary(struct survey *s, const struct check *check)
{
	struct view_list *list = node_list(s->page.root, V_ERRORS);
	size_t n = 0;

	for (size_t i = 0; check && i < check->fault_count; i++) {
		const struct check_fault *f = &check->faults[i];
		struct view_node *item;

		if (f->question && !on_page(s, f->question))
			continue;
		item = list_add(list);
		if (f->question)
			node_textf(item, V_HREF, "#q%zu", f->question->index);
		survey_put_fault(s, item, V_TEXT, f);
		n++;
	}
	node_int(s->page.root, V_N, (int64_t)n);
}

static enum err show_survey(struct survey *s, int status, const char *template)
{
	add_hidden(s);
	if (s->preview) {
		struct view_node *n = node_object(s->page.root, V_PREVIEW);

		node_text(n, V_HREF, s->back);
		node_text(s->page.root, V_ACTION, s->preview);
	} else {
		node_text(s->page.root, V_ACTION, url_path(s->page.a, "/s/%s", s->round.code));
		node_text(s->page.root, V_FORM, url_query(s->page.a, url_path(s->page.a,
			"/s/%s/form", s->round.code), "lang", page_language(&s->page)));
	}
	node_text(s->page.root, V_ROUND, survey_title(&s->page, &s->round, s->form));
	node_flag(s->page.root, V_LANG_BUTTONS, true);
	node_flag(s->page.root, V_TESTERS, form_takes_comments(s->form));
	node_flag(s->page.root, V_PLAIN, true);
	return page_end(&s->page, status, template);
}

enum err survey_show_bare(struct survey *s, int status, const char *template)
{
	s->bare = true;
	return show_survey(s, status, template);
}

/* Later it is carried along. */
enum err survey_show_code(struct survey *s, const char *error)
{
	bool pilot = round_is_pilot(&s->round);

	if (pilot && error && strcmp(error, "error.code.missing") == 0)
		error = "survey.pilot.code.missing";
	s->asks_code = true;
	node_text(s->page.root, V_VALUE, params_get(&s->page.req->form, "code"));
	survey_say(&s->page, s->page.root, V_ERROR, error ? page_text(&s->page, error) : NULL);
	survey_say(&s->page, s->page.root, V_LABEL, page_text(&s->page,
		pilot ? "survey.pilot.code" : "code.label"));
	survey_say(&s->page, s->page.root, V_HINT, page_text(&s->page,
		pilot ? "survey.pilot.code.hint" : "code.hint"));
	node_int(s->page.root, V_MINUTES, survey_minutes(&s->page, &s->round, s->form));
	node_text(s->page.root, V_DATE, s->round.to_day ?
		format_date(s->page.a, s->page.lang, s->round.to_day) : NULL);
	node_flag(s->page.root, V_FIRST, true);
	node_text(s->page.root, V_PAGE, "code");
	node_text(s->page.root, V_TITLE, survey_title(&s->page, &s->round, s->form));
	return show_survey(s, error ? 403 : 200, "code");
}

/* Whoever has done enough of what was drawn may leave the rest. */
static void add_enough(struct survey *s, size_t section)
{
	struct view_node *n;
	size_t left;

	survey_past_loop(s, section, &left);
	if (!left)
		return;
	n = node_object(s->page.root, V_ENOUGH);
	node_int(n, V_LEFT, (int64_t)left);
}

enum err survey_show_sections(struct survey *s, int status, const struct check *check)
{
	struct view_list *sections = node_list(s->page.root, V_SECTIONS);
	size_t first = FORM_NO_NODE;

	const struct question *department = s->form->department;
	enum err e = department && on_page(s, department) ? survey_count(s) : OK;

	if (e)
		return e;
	survey_facts(&s->page, &s->round, s->form, &s->ctx);
	for (size_t i = 0; i < s->form->section_count; i++) {
		size_t section = s->state.by_turn[i];

		if (!s->at[section])
			continue;
		if (first == FORM_NO_NODE)
			first = section;
		add_section(s, sections, section, check);
	}
	add_enough(s, first);
	add_progress(s, first);
	add_summary(s, check);
	node_flag(s->page.root, V_FIRST, survey_before(s, first) == FORM_NO_NODE);
	node_flag(s->page.root, V_MOVES_ON, s->page.settings.moves_on);
	node_text(s->page.root, V_PAGE, first == FORM_NO_NODE ? "" : s->form->sections[first].id);
	node_text(s->page.root, V_TITLE, survey_title(&s->page, &s->round, s->form));
	return show_survey(s, status, "survey");
}

/* "Child 2 · Age": a question of a repeat names its entry. */
static struct runs reviewed_label(const struct survey *s, size_t at, size_t *language)
{
	const struct form_node *n = &s->form->nodes[at];
	struct arena *a = s->page.a;
	struct runs label = words_runs(a, s->form, &s->ctx, &s->state, &n->label, language);

	if (!label.count)
		label = runs_of(a, n->name);
	for (size_t up = n->parent; up != FORM_NO_NODE; up = s->form->nodes[up].parent)
		if (s->form->nodes[up].kind == NODE_INSTANCE)
			label = runs_join(a, survey_entry_title(s, up, NULL),
				runs_join(a, runs_of(a, " · "), label));
	return label;
}

/* In words; a number with the mark it was typed with, a date and its time apart. */
static const char *reviewed_answer(const struct survey *s, const struct question *q)
{
	bool number = question_answer(q) == ANSWER_NUMBER;

	if (question_answer(q) == ANSWER_PICTURE)
		return *s->state.value[q->index] ? page_text(&s->page, "survey.picture.added") : "";

	char *shown = arena_strdup(s->page.a,
		answer_show(s->page.a, s->form, &s->ctx, &s->state, q));
	char *mark = number && s->page.lang != LANG_EN ? strchr(shown, '.') :
		question_answer(q) == ANSWER_MOMENT ? strchr(shown, 'T') : NULL;

	if (mark)
		*mark = number ? ',' : ' ';
	return shown;
}

/* What one answer adds to the line of its card; "" where there is none. */
static const char *in_line(const struct survey *s, const struct question *q)
{
	const char *text = reviewed_answer(s, q);
	int64_t minutes;

	if (!*text || strcmp(s->state.value[q->index], "dk") == 0)
		return text;
	if (q->measure == MEASURE_MINUTES && parse_i64(s->state.value[q->index], &minutes))
		return page_count(&s->page, "survey.takes", minutes);
	return q->measure == MEASURE_REWORK10 ? arena_printf(s->page.a, "%s/10", text) : text;
}

/* Whether a person answers it on this section's page. */
static bool is_reviewed(const struct survey *s, size_t at)
{
	const struct form_node *node = &s->form->nodes[at];

	return node->kind == NODE_QUESTION && s->state.relevant[at] &&
		node->question->takes_answer;
}

/* A card among several like it is one line: all its answers, one behind the other. */
static void add_review_line(struct survey *s, struct view_node *n,
	const struct form_section *sec)
{
	struct buf *line = buf_new(s->page.a, 64u << 10);

	for (size_t i = sec->first; i < sec->end; i++) {
		const struct question *q = s->form->nodes[i].question;
		const char *text = is_reviewed(s, i) ? in_line(s, q) : "";

		if (*text)
			buf_printf(line, "%s%s", !line->len ? "" :
				appearance_has(q->appearance, "joined") ? " " : " · ", text);
	}
	node_flag(n, V_LINE, true);
	node_text(n, V_TEXT, line->data);
}

static void add_review_section(struct survey *s, struct view_list *sections, size_t section)
{
	const struct form_section *sec = &s->form->sections[section];
	size_t language;
	struct runs title = section_title(s->page.a, s->form, &s->ctx, &s->state, section,
		&language);
	struct runs name = title, label;
	struct view_node *n = list_add(sections);
	struct view_list *items = node_list(n, V_ITEMS);
	bool card = sec->node != FORM_NO_NODE && title.count &&
		s->form->nodes[sec->node].kind == NODE_ITERATION;

	survey_put(&s->page, s->form, n, V_TITLE, title, language);
	node_textf(n, V_VALUE, "to:%s", sec->id);
	if (card)
		add_review_line(s, n, sec);
	for (size_t i = sec->first; !card && i < sec->end; i++) {
		const struct question *q = s->form->nodes[i].question;
		struct view_node *item;

		if (!is_reviewed(s, i))
			continue;
		item = list_add(items);
		label = reviewed_label(s, i, &language);
		survey_put(&s->page, s->form, item, V_LABEL, label, language);
		if (!name.count)
			name = label;
		node_textf(item, V_HREF, "#q%zu", q->index);
		node_text(item, V_VALUE, reviewed_answer(s, q));
	}
	/* What the button changes, where the section has no heading. */
	node_text(n, V_NAME, runs_plain(s->page.a, name));
	node_flag(n, V_ANY, sec->end > sec->first);
}

static bool asks_anything(const struct survey *s, size_t section)
{
	const struct form_section *sec = &s->form->sections[section];

	for (size_t i = sec->first; i < sec->end; i++)
		if (is_reviewed(s, i))
			return true;
	return false;
}

enum err survey_show_review(struct survey *s)
{
	struct view_list *sections = node_list(s->page.root, V_SECTIONS);

	survey_facts(&s->page, &s->round, s->form, &s->ctx);
	memset(s->at, 0, s->form->section_count * sizeof *s->at);
	for (size_t i = 0; i < s->form->section_count; i++) {
		size_t section = s->state.by_turn[i];

		if (s->state.section_shown[section] && asks_anything(s, section))
			add_review_section(s, sections, section);
	}
	add_progress(s, FORM_NO_NODE);
	node_text(s->page.root, V_PAGE, "review");
	node_text(s->page.root, V_TITLE, page_text(&s->page, "survey.check"));
	return show_survey(s, 200, "review");
}

enum err survey_show_end(struct survey *s, int status, const char *key)
{
	const char *title = arena_printf(s->page.a, "%s.title", key);
	const char *text = arena_printf(s->page.a, "%s.text", key);
	const char *date = s->round.from_day ?
		format_date(s->page.a, s->page.lang, s->round.from_day) : "";

	/* Nothing of the form is on it. */
	s->page.tongue = NULL;
	node_text(s->page.root, V_TITLE, page_text(&s->page, title));
	node_text(s->page.root, V_TEXT, catalog_fill(s->page.a, page_text(&s->page, text),
		"date", date, NULL));
	return page_end(&s->page, status, "error");
}
