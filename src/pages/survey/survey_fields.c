/*
 * The questions of a section as view nodes. Owns how each type of question is
 * asked; www/static/show.js is its twin for pages made in the browser.
 */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "form/show.h"
#include "pages/survey_limits.h"
#include "pages/survey_page.h"
#include "view/format.h"
#include "view/runs.h"

static void put_label(const struct survey *s, struct view_node *n, struct runs label,
	size_t language)
{
	survey_put(&s->page, s->form, n, V_LABEL, label, language);
}

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

#define BLOCK_OTHERS 3		/* what other departments do */

static const char *block_title(const struct survey *s, size_t block)
{
	static const char *const keys[] = {NULL, "survey.block.own", "survey.block.everyone",
		"survey.block.others", NULL};

	return block < 5 && keys[block] ? page_text(&s->page, keys[block]) : NULL;
}

/* In one line, for an option, which holds text alone. */
static const char *option_text(const struct survey *s, struct runs label)
{
	char *text = arena_strdup(s->page.a, runs_plain(s->page.a, label)), *at = text;

	while ((at = strchr(at, '\n')))
		*at = ' ';
	return text;
}

static struct view_node *add_choice(const struct survey *s, struct view_list *list,
	const struct question *q, const struct shown_choice *c, size_t number, bool option)
{
	struct view_node *n = list_add(list);

	node_textf(n, V_ID, "q%zu-%zu", q->index, number);
	node_text(n, V_NAME, q->field);
	node_text(n, V_VALUE, c->choice->name);
	if (option)
		node_text(n, V_LABEL, option_text(s, c->label));
	else
		put_label(s, n, c->label, c->label_language);
	if (q->measure == MEASURE_DEPARTMENT && *survey_counted(s, c->choice->name))
		survey_say(&s->page, n, V_HINT, survey_counted(s, c->choice->name));
	else
		survey_put(&s->page, s->form, n, V_HINT, c->hint, c->hint_language);
	node_flag(n, V_SELECTED, c->selected || sent(s, q, c->choice->name));
	node_flag(n, V_EXCLUSIVE, question_answer(q) == ANSWER_CODES &&
		strcmp(c->choice->name, "none") == 0);
	return n;
}

/* Choices in their blocks: a list of groups, each with a title or none. */
static void add_choices(struct survey *s, struct view_node *field, const struct question *q,
	const struct shown_choice *choices, size_t count, bool options)
{
	size_t block = SIZE_MAX;
	struct view_list *groups = node_list(field, V_GROUPS), *list = NULL;

	for (size_t i = 0; i < count; i++) {
		if (!list || choices[i].block != block) {
			struct view_node *group = list_add(groups);

			block = choices[i].block;
			survey_say(&s->page, group, V_TITLE, block_title(s, block));
			node_flag(group, V_FOLD, block == BLOCK_OTHERS);
			list = node_list(group, V_CHOICES);
		}
		add_choice(s, list, q, &choices[i], i, options);
	}
}

/* Whether all labels, those of "don't know" aside when figures are meant, are that short. */
static bool labels_within(const struct survey *s, const struct question *q, size_t chars)
{
	for (size_t i = 0; i < q->list->count; i++) {
		const struct choice *c = &q->list->choices[i];
		const char *label = words_show(s->page.a, s->form, &s->ctx, &s->state, &c->label,
			NULL);

		if (utf8_count(label, strlen(label)) > chars &&
			(chars > LABEL_FIGURE || strcmp(c->name, "dk") != 0))
			return false;
	}
	return true;
}

/* How its choices stand: as a scale, side by side, or one a line. */
static const char *layout(const struct survey *s, const struct question *q, size_t count)
{
	bool one = question_answer(q) == ANSWER_CODE;

	if (appearance_has(q->appearance, "likert") ||
		(one && count <= SCALE_MAX && appearance_has(q->appearance, "joined")))
		return "scale";
	if (one && count <= SCALE_MAX && labels_within(s, q, LABEL_FIGURE))
		return "scale segments";
	if (strstr(q->appearance, "columns"))
		return "grid";
	if (count > CHOICES_LONG)
		return "long";
	if (labels_within(s, q, LABEL_BRIEF))
		return "";
	return count > CHOICES_GRID ? "grid" : "list";
}

static void add_select(struct survey *s, struct view_node *field, const struct question *q)
{
	struct shown_choice *choices;
	size_t count;
	bool multiple = question_answer(q) == ANSWER_CODES, dropdown;
	bool minimal = appearance_has(q->appearance, "minimal");

	choices_show(s->page.a, s->form, &s->ctx, &s->state, q, &choices, &count);
	dropdown = !multiple && (minimal || count > CHOICES_DROPDOWN);
	add_choices(s, field, q, choices, count, dropdown);
	node_flag(field, V_IS_DROPDOWN, dropdown);
	node_flag(field, V_IS_CHOICES, !dropdown);
	node_flag(field, V_COLLAPSED, multiple && minimal);
	node_flag(field, V_ANY, *s->state.value[q->index]);
	node_text(field, V_TYPE, multiple ? "checkbox" : "radio");
	node_text(field, V_LAYOUT, layout(s, q, count));
	node_flag(field, V_WHOLE, count > CHOICES_WHOLE && !dropdown);
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
		node_text(n, V_NAME, q->field);
		for (size_t i = 0; i < count; i++) {
			struct view_node *c = add_choice(s, list, q, &choices[i], i, true);

			node_flag(c, V_SELECTED, place < answer->count &&
				strcmp(answer->values[place], choices[i].choice->name) == 0);
		}
	}
	node_flag(field, V_IS_RANK, true);
}

/* Keys for a finger where there is no keyboard. */
static void add_pad(const struct survey *s, struct view_node *field, const struct question *q,
	bool whole)
{
	node_flag(field, V_PAD, !question_readonly(s->page.a, &s->ctx, &s->state, q));
	node_text(field, V_MARK, whole ? NULL : s->page.lang == LANG_EN ? "." : ",");
	node_flag(field, V_SIGN, question_takes_negative(q));
}

static void add_number(struct survey *s, struct view_node *field, const struct question *q)
{
	const struct question_parameters *par = &q->parameters;
	const char *value = typed(s, q);
	bool on_chip = false, whole = question_answer(q) == ANSWER_WHOLE;

	if (par->chip_count) {
		struct view_list *chips = node_list(field, V_CHIPS);

		for (size_t i = 0; i < par->chip_count; i++) {
			char *number = format_double(s->page.a, par->chips[i]);
			struct view_node *n = list_add(chips);
			bool same = strcmp(number, value) == 0;

			node_text(n, V_VALUE, number);
			node_text(n, V_NAME, q->field);
			node_text(n, V_LABEL, format_number(s->page.a, s->page.lang,
				par->chips[i], par->chips[i] == floor(par->chips[i]) ? 0 : 1));
			node_flag(n, V_SELECTED, same);
			on_chip = on_chip || same;
		}
	}
	node_flag(field, V_IS_NUMBER, !par->chip_count);
	node_flag(field, V_IS_CHIPS, par->chip_count > 0);
	node_text(field, V_VALUE, on_chip ? "" : value);
	node_text(field, V_MODE, whole ? "numeric" : "decimal");
	node_flag(field, V_MINUTES, q->measure == MEASURE_MINUTES);
	add_pad(s, field, q, whole);
}

/* A number as an attribute of HTML wants it. */
static const char *plain_number(struct survey *s, double v)
{
	return format_double(s->page.a, v);
}

static void add_range(struct survey *s, struct view_node *field, const struct question *q)
{
	const struct question_parameters *par = &q->parameters;
	bool whole = par->step == floor(par->step) && par->start == floor(par->start);
	const char *label = words_show(s->page.a, s->form, &s->ctx, &s->state,
		&s->form->nodes[q->node].label, NULL);

	node_flag(field, V_IS_RANGE, true);
	node_text(field, V_TEXT, *label ? label : q->name);
	node_text(field, V_FROM, plain_number(s, par->start));
	node_text(field, V_TO, plain_number(s, par->end));
	node_text(field, V_STEP, plain_number(s, par->step));
	node_text(field, V_MIN, survey_number(s, par->start));
	node_text(field, V_MAX, survey_number(s, par->end));
	node_text(field, V_VALUE, typed(s, q));
	node_text(field, V_MODE, whole && par->start >= 0 ? "numeric" : "decimal");
	add_pad(s, field, q, whole);
}

static void add_text(struct survey *s, struct view_node *field, const struct question *q)
{
	const struct question_parameters *par = &q->parameters;
	size_t max = par->max_chars ? par->max_chars : FORM_TEXT_CHARS;
	bool area = par->rows > 1 || appearance_has(q->appearance, "multiline") ||
		(par->max_chars > AREA_CHARS && par->rows != 1);

	node_flag(field, V_IS_AREA, area);
	node_flag(field, V_IS_TEXT, !area);
	node_text(field, V_VALUE, typed(s, q));
	node_int(field, V_LINES, par->rows ? (int64_t)par->rows : AREA_LINES);
	node_int(field, V_MAX, (int64_t)max);
	node_flag(field, V_COUNTED, par->max_chars > 0);
	node_int(field, V_COUNT, (int64_t)utf8_count(typed(s, q), strlen(typed(s, q))));
}

static void add_plain(struct survey *s, struct view_node *field, const struct question *q)
{
	node_flag(field, V_IS_DATE, true);
	node_text(field, V_TYPE, question_traits(q->type)->input);
	node_text(field, V_VALUE, typed(s, q));
}

static void add_tick(struct survey *s, struct view_node *field, const struct question *q)
{
	node_flag(field, V_IS_ACKNOWLEDGE, true);
	node_flag(field, V_SELECTED, *typed(s, q) != '\0');
}

static void add_picture(struct survey *s, struct view_node *field, const struct question *q)
{
	node_flag(field, V_IS_PICTURE, true);
	node_text(field, V_VALUE, typed(s, q));
}

/* A prototype's picture stands where its address would be. */
static void add_note(struct survey *s, struct view_node *field, const struct question *q)
{
	size_t language;
	const struct form_text *label = words_pick(s->form, &s->form->nodes[q->node].label,
		s->ctx.language, &language);
	const char *picture = s->ctx.facts[FACT_PICTURE];

	node_flag(field, V_IS_NOTE, true);
	node_text(field, V_PICTURE, label && label->source && picture &&
		strstr(label->source, "${kiosk_address}") ? picture : "");
}

static void (*const inputs[])(struct survey *s, struct view_node *field,
	const struct question *q) = {
#define TYPE(NAME, name, role, answer, canon, schema, field, input, s, blank_s, thirds, most_s) \
	[Q_##NAME] = add_##field,
#include "form/question_types.def"
#undef TYPE
};

static const struct check_fault *fault_of(const struct check *check, const struct question *q)
{
	for (size_t i = 0; check && i < check->fault_count; i++)
		if (check->faults[i].question == q)
			return &check->faults[i];
	return NULL;
}

/* What every kind of field shows around its input. */
static void add_around(struct survey *s, struct view_node *n, const struct question *q,
	const struct check *check)
{
	const struct form_node *node = &s->form->nodes[q->node];
	const struct check_fault *fault = fault_of(check, q);
	bool required = question_required(s->page.a, &s->ctx, &s->state, q);
	size_t language, hint_language;
	struct runs label = words_runs(s->page.a, s->form, &s->ctx, &s->state, &node->label,
		&language);
	struct runs hint = words_runs(s->page.a, s->form, &s->ctx, &s->state, &node->hint,
		&hint_language);
	struct text_in in = survey_in(&s->page, s->form, hint_language, hint);

	node_textf(n, V_ID, "q%zu", q->index);
	node_text(n, V_NAME, q->field);
	put_label(s, n, label.count ? label : runs_of(s->page.a, q->name), language);
	node_runs(n, V_HINT, hint);
	node_text(n, V_HINT_LANG, in.lang);
	node_text(n, V_HINT_DIR, in.dir);
	survey_put_fault(s, n, V_ERROR, fault);
	node_text(n, V_DESCRIBED, arena_printf(s->page.a, "%s%s%s",
		hint.count ? arena_printf(s->page.a, "q%zu-hint", q->index) : "",
		hint.count && fault ? " " : "",
		fault ? arena_printf(s->page.a, "q%zu-error", q->index) : ""));
	node_flag(n, V_JOINED, appearance_has(q->appearance, "joined"));
	node_flag(n, V_READONLY, question_readonly(s->page.a, &s->ctx, &s->state, q));
	/* Scales have their "don't know"; a free text must say that it may stay empty. */
	node_flag(n, V_OPTIONAL, question_answer(q) == ANSWER_TEXT && !required);
	node_flag(n, V_REQUIRED, required);
	/* A default must not come back where the answer was taken away. */
	node_flag(n, V_DEFAULTED, q->initial != NULL && q->takes_answer);
}

static void add_field(struct survey *s, struct view_list *fields, const struct question *q,
	const struct check *check)
{
	struct view_node *n = list_add(fields);

	add_around(s, n, q, check);
	inputs[q->type](s, n, q);
}

/* ---- several questions as one table ---- */

static bool in_matrix(const struct survey *s, size_t at, const struct choice_list *list)
{
	const struct form_node *n = &s->form->nodes[at];
	const struct question *q = n->question;

	return q && (question_answer(q) == ANSWER_CODE || question_answer(q) == ANSWER_CODES) &&
		s->state.relevant[at] && (!list || q->list == list) && !q->choice_filter &&
		!q->parameters.randomize && q->list->count <= MATRIX_COLUMNS &&
		(appearance_has(q->appearance, "list-nolabel") ||
			(n->parent != FORM_NO_NODE &&
			appearance_has(s->form->nodes[n->parent].appearance, "table-list")));
}

/* The rows from node `at` on; the node behind them. */
static size_t add_matrix(struct survey *s, struct view_list *fields, size_t at, size_t end,
	const struct check *check)
{
	const struct question *first = s->form->nodes[at].question;
	struct view_node *n = list_add(fields);
	struct view_list *columns = node_list(n, V_COLUMNS), *rows = node_list(n, V_ROWS);
	struct shown_choice *choices;
	size_t count;

	node_flag(n, V_IS_MATRIX, true);
	node_textf(n, V_ID, "m%zu", first->index);
	choices_show(s->page.a, s->form, &s->ctx, &s->state, first, &choices, &count);
	node_int(n, V_COUNT, (int64_t)count);
	for (size_t i = 0; i < count; i++)
		put_label(s, list_add(columns), choices[i].label, choices[i].label_language);
	for (; at < end && in_matrix(s, at, first->list); at++) {
		const struct question *q = s->form->nodes[at].question;
		struct view_node *row = list_add(rows);
		struct view_list *list = node_list(row, V_CHOICES);

		add_around(s, row, q, check);
		node_text(row, V_TYPE, question_answer(q) == ANSWER_CODES ? "checkbox" : "radio");
		choices_show(s->page.a, s->form, &s->ctx, &s->state, q, &choices, &count);
		for (size_t i = 0; i < count; i++)
			add_choice(s, list, q, &choices[i], i, false);
	}
	return at;
}

static void add_heading(struct survey *s, struct view_list *fields, size_t at)
{
	size_t language;
	struct runs label = words_runs(s->page.a, s->form, &s->ctx, &s->state,
		&s->form->nodes[at].label, &language);
	struct view_node *n;

	if (!label.count)
		return;
	n = list_add(fields);
	node_flag(n, V_IS_HEADING, true);
	node_textf(n, V_ID, "g%zu", at);
	put_label(s, n, label, language);
}

/* ---- repeats ---- */

bool survey_is_asked(const struct question *q)
{
	enum question_role role = question_traits(q->type)->role;

	return (q->takes_answer && role == ROLE_ASKED) || role == ROLE_SHOWN;
}

/* "Child 2"; or the label that stands on the instances. */
struct runs survey_entry_title(const struct survey *s, size_t instance, size_t *language)
{
	const struct form_node *n = &s->form->nodes[instance];
	struct arena *a = s->page.a;
	struct runs own = words_runs(a, s->form, &s->ctx, &s->state, &n->label, language);

	if (own.count)
		return own;
	own = words_runs(a, s->form, &s->ctx, &s->state, &s->form->nodes[n->parent].label,
		language);
	return own.count ? runs_join(a, own, runs_of(a, arena_printf(a, " %zu", n->number))) :
		runs_of(a, n->name);
}

static void add_entry(struct survey *s, struct view_list *fields, size_t at)
{
	const struct form_node *n = &s->form->nodes[at];
	struct view_node *entry = list_add(fields);
	size_t language;
	struct runs title = survey_entry_title(s, at, &language);

	node_flag(entry, V_IS_ENTRY, true);
	node_textf(entry, V_ID, "r%zu", at);
	node_text(entry, V_TITLE, runs_plain(s->page.a, title));
	put_label(s, entry, title, language);
	node_text(entry, V_VALUE, s->form->nodes[n->parent].question->takes_answer ?
		arena_printf(s->page.a, "remove:%s", n->path) : "");
}

/* Behind the entries: their count, and a button for one more. */
static void add_more(struct survey *s, struct view_list *fields, size_t repeat,
	const struct check *check)
{
	const struct form_node *n = &s->form->nodes[repeat];
	size_t count = form_instances(&s->state, repeat);
	struct view_node *more;
	struct runs label;
	size_t language;

	if (!n->question->takes_answer)
		return;
	label = words_runs(s->page.a, s->form, &s->ctx, &s->state, &n->label, &language);
	more = list_add(fields);
	node_flag(more, V_IS_MORE, true);
	node_textf(more, V_ID, "q%zu", n->question->index);
	node_text(more, V_NAME, n->question->field);
	put_label(s, more, label, language);
	node_textf(more, V_COUNT, "%zu", count);
	node_flag(more, V_EMPTY, count == 0);
	survey_put_fault(s, more, V_ERROR, fault_of(check, n->question));
	node_text(more, V_VALUE, count < n->max ? arena_printf(s->page.a, "add:%s", n->path) : "");
}

/* Whether something below a group is on the page. */
static bool shows_anything(const struct survey *s, size_t at)
{
	for (size_t i = at; i < s->form->nodes[at].end; i++)
		if (survey_asks(s, i))
			return true;
	return false;
}

/* What stands at nodes from `at` up to `end`, in form order. */
static void add_run(struct survey *s, struct view_list *fields, size_t at, size_t end,
	size_t own, const struct check *check)
{
	while (at < end) {
		const struct form_node *node = &s->form->nodes[at];

		if (in_matrix(s, at, NULL)) {
			at = add_matrix(s, fields, at, end, check);
			continue;
		}
		if (node->kind == NODE_REPEAT) {
			if (s->state.relevant[at]) {
				add_run(s, fields, at + 1, node->end, own, check);
				add_more(s, fields, at, check);
			}
			at = node->end;
			continue;
		}
		if (node->kind == NODE_INSTANCE && s->state.relevant[at])
			add_entry(s, fields, at);
		else if (node->kind == NODE_GROUP && at != own && shows_anything(s, at))
			add_heading(s, fields, at);
		else if (node->kind == NODE_QUESTION && survey_asks(s, at))
			add_field(s, fields, node->question, check);
		at++;
	}
}

void survey_add_fields(struct survey *s, struct view_node *section_node, size_t section,
	const struct check *check)
{
	const struct form_section *sec = &s->form->sections[section];

	add_run(s, node_list(section_node, V_FIELDS), sec->first, sec->end, sec->node, check);
}
