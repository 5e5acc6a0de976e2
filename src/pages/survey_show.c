/* A round's sections and its review as pages. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "form/show.h"
#include "survey.h"
#include "view/chart.h"
#include "view/format.h"
#include "view/url.h"

#define CHOICES_SEARCHED 15	/* lists from here on get a search box */
#define CHOICES_DROPDOWN 30	/* single choices from here on a drop-down */
#define AREA_CHARS 120		/* texts longer than that get several lines */

/* ---- faults ---- */

const char *survey_fault_text(const struct survey *s, const struct check_fault *f)
{
	const struct page *p = &s->page;
	char *key = arena_printf(p->a, "fault.%s", check_code_name(f->code));
	const char *text = f->message;
	const char *one = format_number(p->a, p->lang, f->arg1, 0);

	if (text)
		return text;
	text = page_text(p, catalog_has(p->site->catalog, key) ? key : "fault.constraint");
	return catalog_fill(p->a, text, "min", format_number(p->a, p->lang, f->arg1, 0),
		"max", f->code == CHECK_RANGE ? format_number(p->a, p->lang, f->arg2, 0) : one,
		NULL);
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

	return section != FORM_NO_NODE && s->at[section];
}

static void add_hidden(struct survey *s)
{
	static const char *const carried[] = {"department", "code", "device", "pages",
		"active_s"};
	struct view_list *list = node_list(s->page.root, V_HIDDEN);
	const struct params *form = &s->page.req->form;

	hide(list, "lang", lang_code(s->page.lang));
	for (size_t i = 0; i < sizeof carried / sizeof *carried; i++) {
		const char *value = params_get(form, carried[i]);

		hide(list, carried[i], value ? value : "");
	}
	for (size_t i = 0; i < s->form->section_count; i++)
		if (s->at[i])
			hide(list, "at", s->form->sections[i].id);
	for (size_t i = 0; i < s->form->question_count; i++) {
		const struct question *q = s->form->questions[i];
		const struct answer *answer = answers_of(s->answers, q);

		if (!q->takes_answer || on_page(s, q))
			continue;
		for (size_t v = 0; v < answer->count; v++)
			hide(list, q->path, answer->values[v]);
	}
	node_text(s->page.root, V_INSTANCE_ID, s->instance_id ? s->instance_id : "");
	node_text(s->page.root, V_SEED, s->seed ? s->seed : "");
	node_flag(s->page.root, V_FRESH, s->fresh);
}

/* ---- fields ---- */

/* The last value sent, as it was typed. */
static const char *typed(const struct survey *s, const struct question *q)
{
	const struct answer *a = answers_of(s->answers, q);

	for (size_t i = a->count; i > 0; i--)
		if (*a->values[i - 1])
			return a->values[i - 1];
	return a->present ? "" : s->state.value[q->index];
}

static bool sent(const struct survey *s, const struct question *q, const char *code)
{
	const struct answer *a = answers_of(s->answers, q);

	for (size_t i = 0; i < a->count; i++)
		if (strcmp(a->values[i], code) == 0)
			return true;
	return false;
}

static const char *block_title(const struct survey *s, size_t block)
{
	static const char *const keys[] = {NULL, "survey.block.own", "survey.block.everyone",
		"survey.block.others", NULL};

	return block < 5 && keys[block] ? page_text(&s->page, keys[block]) : NULL;
}

static struct view_node *add_choice(const struct survey *s, struct view_list *list,
	const struct question *q, const struct shown_choice *c, size_t number)
{
	struct view_node *n = list_add(list);

	node_textf(n, V_ID, "q%zu-%zu", q->index, number);
	node_text(n, V_NAME, q->path);
	node_text(n, V_VALUE, c->choice->name);
	node_text(n, V_LABEL, *c->label ? c->label : c->choice->name);
	node_text(n, V_HINT, c->hint);
	node_flag(n, V_SELECTED, c->selected || sent(s, q, c->choice->name));
	node_flag(n, V_EXCLUSIVE, q->type == Q_SELECT_MULTIPLE &&
		strcmp(c->choice->name, "none") == 0);
	return n;
}

/* Choices in their blocks: a list of groups, each with a title or none. */
static size_t add_choices(struct survey *s, struct view_node *field,
	const struct question *q)
{
	struct shown_choice *choices;
	size_t count, block = SIZE_MAX;
	struct view_list *groups = node_list(field, V_GROUPS), *list = NULL;

	choices_show(s->page.a, s->form, &s->ctx, &s->state, q, &choices, &count);
	for (size_t i = 0; i < count; i++) {
		if (!list || choices[i].block != block) {
			struct view_node *group = list_add(groups);

			block = choices[i].block;
			node_text(group, V_TITLE, block_title(s, block));
			list = node_list(group, V_CHOICES);
		}
		add_choice(s, list, q, &choices[i], i);
	}
	return count;
}

static bool labels_short(const struct survey *s, const struct question *q)
{
	for (size_t i = 0; i < q->list->count; i++) {
		const char *label = words_show(s->page.a, s->form, &s->ctx, &s->state,
			&q->list->choices[i].label, NULL);

		if (utf8_count(label, strlen(label)) > 18)
			return false;
	}
	return true;
}

static void add_select(struct survey *s, struct view_node *field, const struct question *q)
{
	size_t count = add_choices(s, field, q);
	bool multiple = q->type == Q_SELECT_MULTIPLE;
	bool dropdown = !multiple && (appearance_has(q->appearance, "minimal") ||
		count > CHOICES_DROPDOWN);
	bool brief = labels_short(s, q);

	node_flag(field, V_IS_DROPDOWN, dropdown);
	node_flag(field, V_IS_CHOICES, !dropdown);
	node_text(field, V_TYPE, multiple ? "checkbox" : "radio");
	node_text(field, V_LAYOUT, appearance_has(q->appearance, "likert") ? "scale" :
		brief ? "" : count > 8 ? "grid" : "list");
	node_flag(field, V_SEARCH, count > CHOICES_SEARCHED && !dropdown);
}

/* A place per rank, each a drop-down of all choices. */
static void add_rank(struct survey *s, struct view_node *field, const struct question *q)
{
	const struct answer *answer = answers_of(s->answers, q);
	struct shown_choice *choices;
	size_t count;
	struct view_list *places = node_list(field, V_PLACES);

	choices_show(s->page.a, s->form, &s->ctx, &s->state, q, &choices, &count);
	for (size_t place = 0; place < count; place++) {
		struct view_node *n = list_add(places);
		struct view_list *list = node_list(n, V_CHOICES);

		node_int(n, V_N, (int64_t)place + 1);
		node_text(n, V_NAME, q->path);
		for (size_t i = 0; i < count; i++) {
			struct view_node *c = add_choice(s, list, q, &choices[i], i);

			node_flag(c, V_SELECTED, place < answer->count &&
				strcmp(answer->values[place], choices[i].choice->name) == 0);
		}
	}
	node_flag(field, V_IS_RANK, true);
}

static void add_number(struct survey *s, struct view_node *field, const struct question *q)
{
	const struct question_parameters *par = &q->parameters;
	const char *value = typed(s, q);
	bool on_chip = false;

	if (par->chip_count) {
		struct view_list *chips = node_list(field, V_CHIPS);

		for (size_t i = 0; i < par->chip_count; i++) {
			char *number = format_double(s->page.a, par->chips[i]);
			struct view_node *n = list_add(chips);
			bool same = strcmp(number, value) == 0;

			node_text(n, V_VALUE, number);
			node_text(n, V_NAME, q->path);
			node_text(n, V_LABEL, format_number(s->page.a, s->page.lang,
				par->chips[i], par->chips[i] == floor(par->chips[i]) ? 0 : 1));
			node_flag(n, V_SELECTED, same);
			on_chip = on_chip || same;
		}
	}
	node_flag(field, V_IS_NUMBER, !par->chip_count);
	node_flag(field, V_IS_CHIPS, par->chip_count > 0);
	node_text(field, V_VALUE, on_chip ? "" : value);
	node_text(field, V_MODE, q->type == Q_INTEGER ? "numeric" : "decimal");
	node_flag(field, V_MINUTES, q->measure == MEASURE_MINUTES);
}

static void add_text(struct survey *s, struct view_node *field, const struct question *q)
{
	size_t max = q->parameters.max_chars ? q->parameters.max_chars : FORM_TEXT_CHARS;
	bool area = max > AREA_CHARS || appearance_has(q->appearance, "multiline");

	node_flag(field, V_IS_AREA, area);
	node_flag(field, V_IS_TEXT, !area);
	node_text(field, V_VALUE, typed(s, q));
	node_int(field, V_MAX, (int64_t)max);
}

static void add_input(struct survey *s, struct view_node *field, const struct question *q)
{
	switch (q->type) {
	case Q_SELECT_ONE:
	case Q_SELECT_MULTIPLE:
		add_select(s, field, q);
		break;
	case Q_RANK:
		add_rank(s, field, q);
		break;
	case Q_INTEGER:
	case Q_DECIMAL:
	case Q_RANGE:
		add_number(s, field, q);
		break;
	case Q_DATE:
	case Q_TIME:
	case Q_DATETIME:
		node_flag(field, V_IS_DATE, true);
		node_text(field, V_TYPE, q->type == Q_DATE ? "date" :
			q->type == Q_TIME ? "time" : "datetime-local");
		node_text(field, V_VALUE, typed(s, q));
		break;
	case Q_ACKNOWLEDGE:
		node_flag(field, V_IS_ACKNOWLEDGE, true);
		node_flag(field, V_SELECTED, *typed(s, q) != '\0');
		break;
	case Q_NOTE:
		node_flag(field, V_IS_NOTE, true);
		break;
	default:
		add_text(s, field, q);
		break;
	}
}

static const struct check_fault *fault_of(const struct check *check, const struct question *q)
{
	for (size_t i = 0; check && i < check->fault_count; i++)
		if (check->faults[i].question == q)
			return &check->faults[i];
	return NULL;
}

static void add_field(struct survey *s, struct view_list *fields, const struct question *q,
	const struct check *check)
{
	const struct form_node *node = &s->form->nodes[q->node];
	const struct check_fault *fault = fault_of(check, q);
	struct view_node *n = list_add(fields);
	const char *label = words_show(s->page.a, s->form, &s->ctx, &s->state, &node->label,
		NULL);
	const char *hint = words_show(s->page.a, s->form, &s->ctx, &s->state, &node->hint,
		NULL);

	node_textf(n, V_ID, "q%zu", q->index);
	node_text(n, V_NAME, q->path);
	node_text(n, V_LABEL, *label ? label : q->name);
	node_text(n, V_HINT, hint);
	node_text(n, V_ERROR, fault ? survey_fault_text(s, fault) : NULL);
	node_text(n, V_DESCRIBED, *hint || fault ? arena_printf(s->page.a, "%s%s%s",
		*hint ? arena_printf(s->page.a, "q%zu-hint", q->index) : "",
		*hint && fault ? " " : "",
		fault ? arena_printf(s->page.a, "q%zu-error", q->index) : "") : NULL);
	node_flag(n, V_READONLY, question_readonly(s->page.a, &s->ctx, &s->state, q));
	/* Scales have their "don't know"; a free text must say that it may stay empty. */
	node_flag(n, V_OPTIONAL, q->type == Q_TEXT &&
		!question_required(s->page.a, &s->ctx, &s->state, q));
	/* A default must not come back where the answer was taken away. */
	node_flag(n, V_DEFAULTED, q->initial != NULL);
	add_input(s, n, q);
}

static void add_section(struct survey *s, struct view_list *sections, size_t section,
	const struct check *check)
{
	const struct form_section *sec = &s->form->sections[section];
	struct view_node *n = list_add(sections);
	struct view_list *fields = node_list(n, V_FIELDS);

	node_text(n, V_TITLE, section_title(s->page.a, s->form, &s->ctx, &s->state, section,
		NULL));
	for (size_t i = sec->first; i < sec->end; i++) {
		const struct form_node *node = &s->form->nodes[i];

		if (node->kind == NODE_QUESTION && s->state.relevant[i] &&
			(node->question->takes_answer || node->question->type == Q_NOTE))
			add_field(s, fields, node->question, check);
	}
}

/* ---- the page around them ---- */

static size_t shown_sections(const struct survey *s, size_t until)
{
	size_t n = 0;

	for (size_t i = 0; i < until; i++)
		n += s->state.section_shown[i];
	return n;
}

/* Sections still to come that nothing is known of: a loop of which nothing is
 * relevant yet counts with as many as it draws. */
static size_t expected_sections(const struct survey *s)
{
	const struct question *picks = s->form->picks;
	size_t n = 0;

	if (!picks || *s->state.value[picks->index])
		return 0;
	for (size_t i = 0; i < s->form->node_count; i++)
		if (s->form->nodes[i].kind == NODE_LOOP)
			n += s->form->nodes[i].draw;
	return n;
}

/* Steps are the sections shown now, those expected, and the review. */
static void add_progress(struct survey *s, size_t section)
{
	size_t all = shown_sections(s, s->form->section_count) + expected_sections(s) + 1;
	size_t step = section == FORM_NO_NODE ? all : shown_sections(s, section) + 1;

	node_int(s->page.root, V_STEP, (int64_t)step);
	node_int(s->page.root, V_STEPS, (int64_t)all);
	node_markup(s->page.root, V_CHART, chart_progress(s->page.a, (double)step - 1,
		(double)all, s->round.title));
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
		node_text(item, V_TEXT, survey_fault_text(s, f));
		n++;
	}
	node_int(s->page.root, V_N, (int64_t)n);
}

static enum err show(struct survey *s, int status, const char *template)
{
	add_hidden(s);
	node_text(s->page.root, V_ACTION, url_path(s->page.a, "/s/%s", s->round.code));
	node_text(s->page.root, V_ROUND, s->round.title);
	node_flag(s->page.root, V_LANG_BUTTONS, true);
	return page_end(&s->page, status, template);
}

enum err survey_show_sections(struct survey *s, int status, const struct check *check)
{
	struct view_list *sections = node_list(s->page.root, V_SECTIONS);
	size_t first = FORM_NO_NODE;

	for (size_t i = 0; i < s->form->section_count; i++) {
		if (!s->at[i])
			continue;
		if (first == FORM_NO_NODE)
			first = i;
		add_section(s, sections, i, check);
	}
	add_progress(s, first);
	add_summary(s, check);
	node_flag(s->page.root, V_FIRST, survey_before(s, first) == FORM_NO_NODE);
	node_text(s->page.root, V_PAGE, first == FORM_NO_NODE ? "" : s->form->sections[first].id);
	node_text(s->page.root, V_TITLE, s->round.title);
	return show(s, status, "survey");
}

static void add_review_section(struct survey *s, struct view_list *sections, size_t section)
{
	const struct form_section *sec = &s->form->sections[section];
	struct view_node *n = list_add(sections);
	struct view_list *items = node_list(n, V_ITEMS);

	node_text(n, V_TITLE, section_title(s->page.a, s->form, &s->ctx, &s->state, section,
		NULL));
	node_textf(n, V_VALUE, "to:%s", sec->id);
	for (size_t i = sec->first; i < sec->end; i++) {
		const struct form_node *node = &s->form->nodes[i];
		const char *label;
		struct view_node *item;

		if (node->kind != NODE_QUESTION || !s->state.relevant[i] ||
			!node->question->takes_answer)
			continue;
		item = list_add(items);
		label = words_show(s->page.a, s->form, &s->ctx, &s->state, &node->label, NULL);
		node_text(item, V_LABEL, *label ? label : node->name);
		node_text(item, V_VALUE, answer_show(s->page.a, s->form, &s->ctx, &s->state,
			node->question));
	}
	node_flag(n, V_ANY, sec->end > sec->first);
}

static bool asks_anything(const struct survey *s, size_t section)
{
	const struct form_section *sec = &s->form->sections[section];

	for (size_t i = sec->first; i < sec->end; i++)
		if (s->form->nodes[i].kind == NODE_QUESTION && s->state.relevant[i] &&
			s->form->nodes[i].question->takes_answer)
			return true;
	return false;
}

enum err survey_show_review(struct survey *s)
{
	struct view_list *sections = node_list(s->page.root, V_SECTIONS);

	memset(s->at, 0, s->form->section_count * sizeof *s->at);
	for (size_t i = 0; i < s->form->section_count; i++)
		if (s->state.section_shown[i] && asks_anything(s, i))
			add_review_section(s, sections, i);
	add_progress(s, FORM_NO_NODE);
	node_text(s->page.root, V_PAGE, "review");
	node_text(s->page.root, V_TITLE, page_text(&s->page, "survey.check"));
	return show(s, 200, "review");
}

enum err survey_show_end(struct survey *s, int status, const char *key)
{
	const char *title = arena_printf(s->page.a, "%s.title", key);
	const char *text = arena_printf(s->page.a, "%s.text", key);
	const char *date = s->round.from_day ?
		format_date(s->page.a, s->page.lang, s->round.from_day) : "";

	node_text(s->page.root, V_TITLE, page_text(&s->page, title));
	node_text(s->page.root, V_TEXT, catalog_fill(s->page.a, page_text(&s->page, text),
		"date", date, NULL));
	return page_end(&s->page, status, "error");
}
