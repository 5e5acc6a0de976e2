/*
 * What was typed of a sheet, as answers. Owns the reading of numbers, dates and ticks as
 * people type them; judging is form/check's.
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "entry.h"
#include "form/expr.h"
#include "form/show.h"
#include "pages/survey_page.h"
#include "view/format.h"

#define LOT_TRIES 64	/* of a lot of two, one in 10^19 is missed */

const char *entry_field(const struct entry *e, const struct paper_item *item)
{
	return item->card ? arena_printf(e->page.a, "c%dq%d", item->card, item->number) :
		arena_printf(e->page.a, "q%d", item->number);
}

static const char *sent(const struct entry *e, const char *name)
{
	struct str value = str_trim(str_of(params_get(&e->page.req->form, name)));

	return arena_strndup(e->page.a, value.p ? value.p : "", value.len);
}

bool entry_is_dash(const char *typed)
{
	return strcmp(typed, "-") == 0 || strcmp(typed, "\xE2\x88\x92") == 0 ||
		strcmp(typed, "\xE2\x80\x93") == 0 || strcmp(typed, "\xE2\x80\x94") == 0;
}

/* Whether something is typed that answers. */
static bool answers_something(const char *typed)
{
	return typed && *typed && !entry_is_dash(typed);
}

void entry_read(const struct entry *e, struct sheet *out)
{
	size_t n = e->paper.count + 1;

	*out = (struct sheet){.blank = true, .sound = true,
		.typed = arena_array(e->page.a, n, sizeof *out->typed),
		.problems = arena_array(e->page.a, n, sizeof *out->problems),
		.id = sent(e, "id"), .lang = sent(e, "sheet_lang"), .code = sent(e, "code")};
	for (size_t i = 0; i < e->paper.count; i++) {
		if (!e->paper.items[i].number)
			continue;
		out->typed[i] = sent(e, entry_field(e, &e->paper.items[i]));
		out->blank = out->blank && !*out->typed[i];
	}
}

void entry_blame(const struct entry *e, struct sheet *s, size_t i, const char *key)
{
	s->sound = false;
	if (!s->problems[i])
		s->problems[i] = page_text(&e->page, key);
}

/* ---- numbers of boxes ---- */

#define PARTING " ,;.\t"

/* The numbers of "3 7, 12" into `out`, which has room for as many as there are
 * characters; false where something else stands between them. */
static bool read_numbers(struct arena *a, const char *text, int64_t *out, size_t *count)
{
	*count = 0;
	for (text += strspn(text, PARTING); *text; text += strspn(text, PARTING)) {
		size_t len = strcspn(text, PARTING);

		if (len > 6 || !parse_i64(arena_strndup(a, text, len), &out[*count]))
			return false;
		(*count)++;
		text += len;
	}
	return true;
}

/* The places in the list of the boxes typed; false: one is wrong, twice there, or there
 * are several where one is asked for. */
static bool read_boxes(const struct entry *e, const char *typed, const struct choice_list *list,
	bool several, size_t *out, size_t *count)
{
	int64_t *numbers = arena_array(e->page.a, strlen(typed) + 1, sizeof *numbers);

	if (!read_numbers(e->page.a, typed, numbers, count) || (*count > 1 && !several))
		return false;
	for (size_t i = 0; i < *count; i++) {
		out[i] = paper_choice(&e->paper, list, numbers[i]);
		if (out[i] == list->count)
			return false;
		for (size_t k = 0; k < i; k++)
			if (out[k] == out[i])
				return false;
	}
	return true;
}

static void add_choices(const struct entry *e, struct sheet *s, size_t i, const char *path)
{
	const struct question *q = e->paper.items[i].question;
	size_t *boxes = arena_array(e->page.a, strlen(s->typed[i]) + 1, sizeof *boxes), count;

	if (!read_boxes(e, s->typed[i], q->list, question_answer(q) != ANSWER_CODE, boxes, &count)) {
		entry_blame(e, s, i, "entry.no_choice");
		return;
	}
	for (size_t k = 0; k < count; k++)
		if (paper_offers(&e->paper, q, boxes[k]))
			answers_add(s->answers, path, q->list->choices[boxes[k]].name);
		else
			entry_blame(e, s, i, "entry.no_choice");
}

/* What stands for the band (method A1.4). */
static void add_band(const struct entry *e, struct sheet *s, size_t i, const char *path)
{
	int64_t n;

	if (parse_i64(s->typed[i], &n) && n >= 1 && n <= PAPER_BANDS)
		answers_add(s->answers, path, format_double(e->page.a, paper_bands[n - 1].value));
	else
		entry_blame(e, s, i, "entry.no_band");
}

/* ---- dates, times, ticks ---- */

/* 20260314, 2026.3.14, 2026 03 14 as 2026-03-14; anything else as it is. */
static const char *plain_date(struct arena *a, const char *typed)
{
	size_t digits = strspn(typed, "0123456789");
	int year, month, day, used = 0, got = 0;

	if (digits == 4)
		got = sscanf(typed, "%4d%*1[-./ ]%2d%*1[-./ ]%2d%n", &year, &month, &day, &used);
	else if (digits == 8)
		got = sscanf(typed, "%4d%2d%2d%n", &year, &month, &day, &used);
	return got == 3 && !typed[used] ?
		arena_printf(a, "%04d-%02d-%02d", year, month, day) : typed;
}

/* 1430, 14.30, 14 30 as 14:30. */
static const char *plain_time(struct arena *a, const char *typed)
{
	size_t len = strspn(typed, "0123456789");

	if (!typed[len] && (len == 3 || len == 4))
		return arena_printf(a, "%.*s:%s", (int)len - 2, typed, typed + len - 2);
	if (typed[len] && (len == 1 || len == 2) && strchr(".,: ", typed[len]) &&
		strlen(typed + len + 1) == 2)
		return arena_printf(a, "%.*s:%s", (int)len, typed, typed + len + 1);
	return typed;
}

static const char *plain_moment(struct arena *a, const char *typed)
{
	const char *cut = strrchr(typed, ' ');

	if (!cut)
		return typed;
	return arena_printf(a, "%s %s", plain_date(a, arena_strndup(a, typed, (size_t)(cut - typed))),
		plain_time(a, cut + 1));
}

/* An answer that is typed as it is written, in the form that is checked. */
static const char *plain_answer(const struct entry *e, const struct question *q,
	const char *typed)
{
	switch (question_answer(q)) {
	case ANSWER_DAY:
		return plain_date(e->page.a, typed);
	case ANSWER_CLOCK:
		return plain_time(e->page.a, typed);
	case ANSWER_MOMENT:
		return plain_moment(e->page.a, typed);
	case ANSWER_TICK:
		return strcmp(typed, "1") == 0 ? "OK" : typed;
	default:
		return typed;
	}
}

static void add_value(const struct entry *e, struct sheet *s, size_t i, const char *path)
{
	const struct question *q = e->paper.items[i].question;

	/* Nothing stands on paper that a default would be. */
	if (!answers_something(s->typed[i])) {
		if (q->initial && !q->readonly)
			answers_add(s->answers, path, "");
	} else if (paper_in_bands(&e->paper, q)) {
		add_band(e, s, i, path);
	} else if (q->list) {
		add_choices(e, s, i, path);
	} else {
		answers_add(s->answers, path, plain_answer(e, q, s->typed[i]));
	}
}

/* ---- cards ---- */

/* The choice that a card is about; NULL when its number names none. */
static const struct choice *card_choice(const struct entry *e, const struct sheet *s,
	size_t card)
{
	const struct choice_list *list = paper_card_list(&e->paper, e->paper.items[card].loop);
	size_t *boxes = arena_array(e->page.a, strlen(s->typed[card]) + 1, sizeof *boxes), count;

	if (!answers_something(s->typed[card]) ||
		!read_boxes(e, s->typed[card], list, false, boxes, &count) || !count)
		return NULL;
	return &list->choices[boxes[0]];
}

static size_t card_iteration(const struct entry *e, const struct sheet *s, size_t card)
{
	const struct choice *choice = card_choice(e, s, card);
	const struct form_node *nodes = e->form->nodes;
	size_t loop = e->paper.items[card].loop;

	for (size_t i = loop + 1; choice && i < nodes[loop].end; i = nodes[i].end)
		if (nodes[i].choice && strcmp(nodes[i].choice->name, choice->name) == 0)
			return i;
	return FORM_NO_NODE;
}

size_t entry_node(const struct entry *e, const struct sheet *s, size_t i)
{
	const struct paper_item *item = &e->paper.items[i];
	size_t card = i, about;

	if (!item->card)
		return item->node;
	while (e->paper.items[card].kind != PAPER_CARD)
		card--;
	about = card_iteration(e, s, card);
	if (about == FORM_NO_NODE || i == card)
		return about;
	/* Iterations are alike; the paper's items are those of the first. */
	return about + (item->node - (item->loop + 1));
}

static bool on_card(const struct entry *e, size_t card, size_t i)
{
	return i < e->paper.count && e->paper.items[i].card == e->paper.items[card].card &&
		e->paper.items[i].loop == e->paper.items[card].loop &&
		(i == card || e->paper.items[i].kind != PAPER_CARD);
}

bool entry_card_blank(const struct entry *e, const struct sheet *s, size_t card)
{
	for (size_t i = card; on_card(e, card, i); i++)
		if (answers_something(s->typed[i]))
			return false;
	return true;
}

/* A card must say what it is about, and no other card the same. */
static void check_cards(const struct entry *e, struct sheet *s)
{
	for (size_t i = 0; i < e->paper.count; i++) {
		size_t about;

		if (e->paper.items[i].kind != PAPER_CARD || entry_card_blank(e, s, i))
			continue;
		about = card_iteration(e, s, i);
		if (about == FORM_NO_NODE)
			entry_blame(e, s, i, "entry.column_blank");
		for (size_t k = 0; k < i && about != FORM_NO_NODE; k++)
			if (e->paper.items[k].kind == PAPER_CARD && card_iteration(e, s, k) == about)
				entry_blame(e, s, i, "entry.same_column");
	}
}

/* ---- entries of repeats ---- */

/* As many as the last one that something is written in: none is none. */
static size_t entries_typed(const struct entry *e, const struct sheet *s, size_t repeat)
{
	const struct form_node *nodes = e->form->nodes;
	size_t count = 0;

	for (size_t i = 0; i < e->paper.count; i++)
		for (size_t n = repeat + 1; n < nodes[repeat].end; n = nodes[n].end)
			if (answers_something(s->typed[i]) && e->paper.items[i].node >= n &&
				e->paper.items[i].node < nodes[n].end && nodes[n].number > count)
				count = nodes[n].number;
	return count;
}

static void add_counts(const struct entry *e, struct sheet *s)
{
	for (size_t i = 0; i < e->form->repeat_count; i++) {
		const struct question *q = e->form->repeats[i];

		if (q->takes_answer)
			answers_add(s->answers, q->path, arena_printf(e->page.a, "%zu",
				entries_typed(e, s, q->node)));
	}
}

/* ---- judging ---- */

static size_t item_at(const struct entry *e, const struct sheet *s, const char *path)
{
	for (size_t i = 0; i < e->paper.count; i++) {
		size_t node = e->paper.items[i].kind == PAPER_QUESTION ? entry_node(e, s, i) :
			FORM_NO_NODE;

		if (node != FORM_NO_NODE && strcmp(e->form->nodes[node].path, path) == 0)
			return i;
	}
	return e->paper.count;
}

/* Each fault beside its field; of what is not on paper at all, with its question. */
static void place_faults(const struct entry *e, struct sheet *s)
{
	struct survey words = {.page = e->page, .round = e->round, .form = e->form,
		.ctx = e->ctx};

	for (size_t f = 0; f < s->check.fault_count; f++) {
		const struct check_fault *fault = &s->check.faults[f];
		size_t at = item_at(e, s, fault->field);
		const char *text = survey_fault_text(&words, fault);

		s->sound = false;
		if (at == e->paper.count && fault->question)
			text = arena_printf(e->page.a, "%s: %s", words_show(e->page.a, e->form,
				&e->ctx, &s->check.state,
				&e->form->nodes[fault->question->node].label, NULL), text);
		if (!s->problems[at])
			s->problems[at] = text;
	}
}

/* Cards about what was not ticked, or more of them than are drawn: their answers would
 * be left out without a word. */
static void check_drawn(const struct entry *e, struct sheet *s)
{
	for (size_t i = 0; i < e->paper.count; i++) {
		size_t about = e->paper.items[i].kind == PAPER_CARD ? card_iteration(e, s, i) :
			FORM_NO_NODE;

		if (about != FORM_NO_NODE && !s->check.state.relevant[about])
			entry_blame(e, s, i, "entry.column_unticked");
	}
}

/* ---- what the sheet says of its lots ---- */

static bool hangs_on_lot(const struct entry *e, size_t node)
{
	const struct form_node *nodes = e->form->nodes;

	for (; node != FORM_NO_NODE; node = nodes[node].parent) {
		const size_t *refs;
		size_t n = nodes[node].relevant ? expr_refs(nodes[node].relevant, &refs) : 0;

		for (size_t i = 0; i < n; i++)
			if (nodes[refs[i]].question && question_draws(nodes[refs[i]].question))
				return true;
	}
	return false;
}

/* Whether something is answered that is asked by another lot than the seed's. */
static bool is_other_lot(const struct entry *e, const struct sheet *s)
{
	for (size_t i = 0; i < e->paper.count; i++) {
		size_t node = e->paper.items[i].kind == PAPER_QUESTION &&
			answers_something(s->typed[i]) ? entry_node(e, s, i) : FORM_NO_NODE;

		if (node != FORM_NO_NODE && !s->check.state.relevant[node] && hangs_on_lot(e, node))
			return true;
	}
	return false;
}

static bool check_with(struct entry *e, struct sheet *s, uint64_t from)
{
	bool drawn = entry_find_seed(e, s, from);

	e->ctx.has_seed = true;
	e->ctx.seed = s->seed;
	form_check(e->page.a, e->form, &e->ctx, s->answers, &s->check);
	return drawn;
}

/* On paper respondents draw by themselves: a seed is looked for that draws what they
 * describe, and asks what they answered. Where they answered against each other none does;
 * that is said where the sheet is read back. */
static void check_answers(struct entry *e, struct sheet *s)
{
	uint64_t first = entry_first_seed(s), from = first;

	for (int i = 0; i < LOT_TRIES && check_with(e, s, from); i++) {
		if (!is_other_lot(e, s))
			return;
		from = s->seed + 1;
	}
	check_with(e, s, first);
}

void entry_judge(struct entry *e, struct sheet *s)
{
	s->answers = answers_new(e->page.a, e->form);
	check_cards(e, s);
	for (size_t i = 0; i < e->paper.count; i++) {
		size_t node = e->paper.items[i].kind == PAPER_QUESTION ? entry_node(e, s, i) :
			FORM_NO_NODE;

		if (node != FORM_NO_NODE)
			add_value(e, s, i, e->form->nodes[node].path);
	}
	add_counts(e, s);
	check_answers(e, s);
	place_faults(e, s);
	check_drawn(e, s);
}

/* ---- in words ---- */

static const char *box_words(const struct entry *e, const struct choice_list *list,
	bool several, const char *typed)
{
	size_t *boxes = arena_array(e->page.a, strlen(typed) + 1, sizeof *boxes), count;
	const char *all = "";

	if (!read_boxes(e, typed, list, several, boxes, &count))
		return "";
	for (size_t i = 0; i < count; i++) {
		const struct choice *c = &list->choices[boxes[i]];
		const char *label = words_show(e->page.a, e->form, &e->ctx, NULL, &c->label, NULL);

		all = arena_printf(e->page.a, "%s%s%s", all, i ? " · " : "",
			*label ? label : c->name);
	}
	return all;
}

static const char *band_words(const struct entry *e, const char *typed)
{
	int64_t n;

	if (!parse_i64(typed, &n) || n < 1 || n > PAPER_BANDS)
		return "";
	return arena_printf(e->page.a, "%d–%d %s", paper_bands[n - 1].from, paper_bands[n - 1].to,
		page_text(&e->page, "survey.unit_minutes"));
}

const char *entry_words(const struct entry *e, const struct sheet *s, size_t i)
{
	const struct paper_item *item = &e->paper.items[i];
	const struct question *q = item->question;
	const char *typed = s->typed[i];

	if (!answers_something(typed))
		return "";
	if (item->kind == PAPER_CARD)
		return box_words(e, paper_card_list(&e->paper, item->loop), false, typed);
	if (paper_in_bands(&e->paper, q))
		return band_words(e, typed);
	if (q->list)
		return box_words(e, q->list, question_answer(q) != ANSWER_CODE, typed);
	if (question_answer(q) == ANSWER_DAY)
		return format_date(e->page.a, e->page.lang, plain_date(e->page.a, typed));
	if (question_answer(q) == ANSWER_TICK)
		return page_text(&e->page, "entry.ticked");
	if (q->measure == MEASURE_MINUTES)
		return arena_printf(e->page.a, "%s %s", typed,
			page_text(&e->page, "survey.unit_minutes"));
	return plain_answer(e, q, typed);
}
