/*
 * The page to type sheets in: the fields, in the order and with the numbers of paper, and
 * what the script is told of each (entry.js). Refuses to judge answers.
 */
#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "entry.h"
#include "form/show.h"
#include "view/url.h"

#define HINTED_CHOICES 14	/* longer lists are read from paper */

static const char *show_words(const struct entry *e, const struct form_words *w)
{
	return words_show(e->page.a, e->form, &e->ctx, NULL, w, NULL);
}

const char *entry_heading(const struct entry *e, const struct paper_item *item)
{
	const struct form_node *n = &e->form->nodes[item->node];
	const char *label = show_words(e, &n->label);

	if (!*label && n->choice)
		label = show_words(e, &n->choice->label);
	if (!*label && n->kind == NODE_INSTANCE)
		label = arena_printf(e->page.a, "%s %zu",
			show_words(e, &e->form->nodes[n->parent].label), n->number);
	return label;
}

const char *entry_card_title(const struct entry *e, const struct paper_item *item)
{
	return catalog_fill(e->page.a, page_text(&e->page, "survey.activity"), "step",
		arena_printf(e->page.a, "%d", item->card), "steps",
		arena_printf(e->page.a, "%zu", e->form->nodes[item->loop].draw), NULL);
}

const char *entry_label(const struct entry *e, const struct paper_item *item)
{
	return item->kind == PAPER_CARD ? page_text(&e->page, "paper.card.which") :
		runs_plain(e->page.a, paper_label(e->page.a, &e->paper, &e->ctx, item, NULL));
}

/* ---- the fields ---- */

static const struct choice_list *list_of(const struct entry *e, const struct paper_item *item)
{
	return item->kind == PAPER_CARD ? paper_card_list(&e->paper, item->loop) :
		item->question->list;
}

static size_t list_number(const struct entry *e, const struct choice_list *list)
{
	size_t i = 0;

	while (i < e->form->list_count && e->form->lists[i] != list)
		i++;
	return i;
}

/* "3 Somewhat", as it stands on paper. */
static const char *box_text(const struct entry *e, const struct choice_list *list, size_t i)
{
	int64_t number = paper_numbers(&e->paper, list)[i];
	const char *label = show_words(e, &list->choices[i].label);
	const char *words = *label ? label : list->choices[i].name;
	const char *behind = paper_behind(number, words);

	return arena_printf(e->page.a, "%" PRId64 "%s%s", number, behind == words ? " " : "",
		behind);
}

static bool has_box(const struct entry *e, const struct paper_item *item, size_t choice)
{
	return item->kind == PAPER_CARD || paper_offers(&e->paper, item->question, choice);
}

static const char *boxes_text(const struct entry *e, const struct paper_item *item)
{
	const struct choice_list *list = list_of(e, item);
	const char *all = "";

	for (size_t i = 0; i < list->count; i++)
		if (has_box(e, item, i))
			all = arena_printf(e->page.a, "%s%s%s", all, *all ? " · " : "",
				box_text(e, list, i));
	return all;
}

static const char *band_text(const struct entry *e, int i)
{
	return arena_printf(e->page.a, "%d–%d", paper_bands[i].from, paper_bands[i].to);
}

static const char *bands_text(const struct entry *e)
{
	const char *all = "";

	for (int i = 0; i < PAPER_BANDS; i++)
		all = arena_printf(e->page.a, "%s%s%d: %s", all, i ? " · " : "", i + 1,
			band_text(e, i));
	return all;
}

static const char *hint_of(const struct entry *e, const struct paper_item *item)
{
	const struct choice_list *list = list_of(e, item);

	if (item->kind == PAPER_CARD)
		return page_text(&e->page, "entry.number");
	if (paper_in_bands(&e->paper, item->question))
		return bands_text(e);
	if (list)
		return paper_offered(&e->paper, item->question) <= HINTED_CHOICES ?
			boxes_text(e, item) :
			page_text(&e->page, question_answer(item->question) == ANSWER_CODE ?
			"entry.number" : "entry.numbers");
	return question_answer(item->question) == ANSWER_DAY ? page_text(&e->page, "paper.date") :
		question_answer(item->question) == ANSWER_TICK ? arena_printf(e->page.a, "1 %s",
			page_text(&e->page, "entry.ticked")) : NULL;
}

/* What the script is to know: how numbers are read, and echoed. */
static const char *kind_of(const struct entry *e, const struct paper_item *item)
{
	static const char *const kinds[ANSWER_KINDS] = {
		[ANSWER_NONE] = "other", [ANSWER_TEXT] = "text", [ANSWER_VALUE] = "other",
		[ANSWER_WHOLE] = "number", [ANSWER_NUMBER] = "number", [ANSWER_DAY] = "other",
		[ANSWER_CLOCK] = "other", [ANSWER_MOMENT] = "other", [ANSWER_TICK] = "tick",
		[ANSWER_CODE] = "one", [ANSWER_CODES] = "many", [ANSWER_RANKED] = "many",
		[ANSWER_PICTURE] = "other",
	};
	const struct question *q = item->question;

	if (item->kind == PAPER_CARD || paper_in_bands(&e->paper, q))
		return "one";
	return kinds[question_answer(q)];
}

/* Whether every answer is one digit: its field is as small. */
static bool is_one_digit(const struct entry *e, const struct paper_item *item)
{
	const struct choice_list *list = list_of(e, item);
	const int64_t *numbers = list ? paper_numbers(&e->paper, list) : NULL;

	if (item->kind != PAPER_CARD && question_answer(item->question) == ANSWER_TICK)
		return true;
	if (item->kind != PAPER_CARD && paper_in_bands(&e->paper, item->question))
		return true;
	if (!list || (item->kind != PAPER_CARD && question_answer(item->question) != ANSWER_CODE))
		return false;
	for (size_t i = 0; i < list->count; i++)
		if (has_box(e, item, i) && (numbers[i] < 0 || numbers[i] > 9))
			return false;
	return true;
}

static bool takes_minus(const struct entry *e, const struct paper_item *item)
{
	const struct choice_list *list = list_of(e, item);

	for (size_t i = 0; list && i < list->count; i++)
		if (paper_numbers(&e->paper, list)[i] < 0)
			return true;
	return item->kind != PAPER_CARD && question_takes_negative(item->question);
}

/* Whether a sheet may have the part or not: one of many alike, of which some are about
 * the person. */
static bool may_be_blank(const struct entry *e, const struct paper_item *item)
{
	for (size_t n = item->node; n != FORM_NO_NODE; n = e->form->nodes[n].parent)
		if ((e->form->nodes[n].kind == NODE_ITERATION && e->form->nodes[n].relevant) ||
			e->form->nodes[n].kind == NODE_INSTANCE)
			return true;
	return item->card > 0;
}

static void add_typed(const struct entry *e, struct view_node *n, const struct sheet *s,
	size_t i, bool judged)
{
	node_text(n, V_VALUE, s->typed[i]);
	node_text(n, V_ERROR, judged && s->problems[i] ? s->problems[i] : "");
	node_text(n, V_ECHO, entry_is_dash(s->typed[i]) ?
		page_text(&e->page, "survey.not_answered") : entry_words(e, s, i));
}

static const char *unit_of(const struct entry *e, const struct paper_item *item)
{
	return item->kind != PAPER_CARD && item->question->measure == MEASURE_MINUTES &&
		!e->paper.unmarked ? page_text(&e->page, "survey.unit_minutes") : "";
}

static const char *list_id(const struct entry *e, const struct paper_item *item)
{
	if (item->kind != PAPER_CARD && paper_in_bands(&e->paper, item->question))
		return "list-bands";
	if (item->kind != PAPER_CARD && e->paper.offered[item->question->index])
		return arena_printf(e->page.a, "list-q%d", item->number);
	return list_of(e, item) ? arena_printf(e->page.a, "list-%zu",
		list_number(e, list_of(e, item))) : "";
}

static bool is_long(enum answer_kind k)
{
	return k == ANSWER_TEXT || answer_is_several(k);
}

/* What is looked up outward where it is not set is set, if to nothing. */
static struct view_node *add_field(const struct entry *e, struct view_list *list, size_t i)
{
	const struct paper_item *item = &e->paper.items[i];
	const char *hint = hint_of(e, item), *skip = paper_skip(&e->page, &e->paper, &e->ctx, item);
	struct view_node *n = list_add(list);

	node_flag(n, V_IS_HEADING, false);
	node_text(n, V_ERROR, "");
	node_text(n, V_NAME, entry_field(e, item));
	node_int(n, V_N, item->number);
	node_text(n, V_LABEL, entry_label(e, item));
	node_text(n, V_HINT, hint ? hint : "");
	node_text(n, V_WARNING, skip ? skip : "");
	node_text(n, V_TYPE, kind_of(e, item));
	node_text(n, V_LIST, list_id(e, item));
	node_flag(n, V_ONCE, is_one_digit(e, item));
	node_flag(n, V_SIGN, takes_minus(e, item));
	node_flag(n, V_OPTIONAL, may_be_blank(e, item));
	node_flag(n, V_IS_AREA, item->kind != PAPER_CARD && is_long(question_answer(item->question)));
	node_text(n, V_UNIT, unit_of(e, item));
	return n;
}

static void add_heading(const struct entry *e, struct view_list *list,
	const struct paper_item *item)
{
	const char *title = item->kind == PAPER_CARD ? entry_card_title(e, item) :
		entry_heading(e, item);

	struct view_node *n;

	if (!*title)
		return;
	n = list_add(list);
	node_flag(n, V_IS_HEADING, true);
	node_text(n, V_LABEL, title);
}

/* The field to begin at: the one that is named, the first wrong one, the first. */
static size_t first_field(const struct entry *e, const struct sheet *s, bool judged,
	const char *at)
{
	size_t first = e->paper.count;

	for (size_t i = e->paper.count; i-- > 0;) {
		if (!e->paper.items[i].number)
			continue;
		if (at && strcmp(at, entry_field(e, &e->paper.items[i])) == 0)
			return i;
		first = i;
	}
	for (size_t i = 0; judged && i < e->paper.count; i++)
		if (s->problems[i])
			return i;
	return first;
}

static void add_fields(const struct entry *e, const struct sheet *s, bool judged,
	const char *at)
{
	struct view_list *list = node_list(e->page.root, V_FIELDS);
	size_t first = first_field(e, s, judged, at);
	bool code_first = e->round.access == ACCESS_CODES && !at &&
		(!(s && s->code && *s->code) || (judged && s->problems[e->paper.count]));
	int group = 0;

	for (size_t i = 0; i < e->paper.count; i++) {
		const struct paper_item *item = &e->paper.items[i];

		if (item->kind == PAPER_SECTION || item->kind == PAPER_CARD) {
			add_heading(e, list, item);
			group++;
		}
		if (item->number) {
			struct view_node *n = add_field(e, list, i);

			node_textf(n, V_PAGE, "%d", group);
			node_flag(n, V_FIRST, i == first && !code_first);
			if (s)
				add_typed(e, n, s, i, judged);
		}
	}
	node_flag(e->page.root, V_FRESH, code_first);
}

/* Each problem by the name of its question, a press away. */
static void add_errors(const struct entry *e, const struct sheet *s)
{
	struct view_list *errors = node_list(e->page.root, V_ERRORS);

	for (size_t i = 0; i < e->paper.count; i++) {
		const struct paper_item *item = &e->paper.items[i];
		struct view_node *n = s->problems[i] ? list_add(errors) : NULL;

		if (!n)
			continue;
		node_text(n, V_NAME, entry_field(e, item));
		node_int(n, V_N, item->number);
		node_text(n, V_LABEL, entry_label(e, item));
		node_text(n, V_SUBJECT, item->card ? entry_card_title(e, item) : "");
		node_text(n, V_TEXT, s->problems[i]);
	}
}

static void add_bands(const struct entry *e, struct view_list *lists)
{
	struct view_node *n = list_add(lists);
	struct view_list *choices = node_list(n, V_CHOICES);

	node_text(n, V_ID, "list-bands");
	for (int i = 0; i < PAPER_BANDS; i++) {
		struct view_node *choice = list_add(choices);

		node_int(choice, V_N, i + 1);
		node_textf(choice, V_LABEL, "%s %s", band_text(e, i),
			page_text(&e->page, "survey.unit_minutes"));
	}
}

static void add_choice(const struct entry *e, struct view_list *choices,
	const struct choice_list *list, size_t i)
{
	struct view_node *choice = list_add(choices);
	const char *label = show_words(e, &list->choices[i].label);

	node_textf(choice, V_N, "%" PRId64, paper_numbers(&e->paper, list)[i]);
	node_text(choice, V_LABEL, *label ? label : list->choices[i].name);
}

/* Lists of which a question has a part. */
static void add_parts(const struct entry *e, struct view_list *lists)
{
	for (size_t k = 0; k < e->paper.count; k++) {
		const struct paper_item *item = &e->paper.items[k];
		struct view_list *choices;
		struct view_node *n;

		if (item->kind != PAPER_QUESTION || item->card > 1 ||
			!e->paper.offered[item->question->index])
			continue;
		n = list_add(lists);
		node_text(n, V_ID, list_id(e, item));
		choices = node_list(n, V_CHOICES);
		for (size_t c = 0; c < item->question->list->count; c++)
			if (has_box(e, item, c))
				add_choice(e, choices, item->question->list, c);
	}
}

/* Each list once, for the script to say what a number stands for. */
static void add_lists(const struct entry *e)
{
	struct view_list *lists = node_list(e->page.root, V_LISTS);

	if (e->paper.unmarked)
		add_bands(e, lists);
	for (size_t i = 0; i < e->form->list_count; i++) {
		const struct choice_list *list = e->form->lists[i];
		struct view_node *n = list_add(lists);
		struct view_list *choices = node_list(n, V_CHOICES);

		node_textf(n, V_ID, "list-%zu", i);
		for (size_t c = 0; c < list->count; c++)
			add_choice(e, choices, list, c);
	}
	add_parts(e, lists);
}

/* ---- what both pages carry ---- */

void entry_add_batch(struct entry *e, const struct sheet *s)
{
	struct view_node *root = e->page.root;

	node_text(root, V_ID, s ? s->id : "");
	node_text(root, V_ROUND, e->round.title);
	node_text(root, V_HREF, url_path(e->page.a, "/admin/rounds/%s", e->round.code));
	node_int(root, V_SENT, e->sent);
	node_text(root, V_STORED, e->stored);
	node_text(root, V_EDITION, e->paper.unmarked ? "unmarked" : "");
	node_text(root, V_MARK, e->paper.mark);
	node_flag(root, V_CODED, e->round.access == ACCESS_CODES);
	node_text(root, V_CODE, s ? s->code : NULL);
}

static void add_language(struct view_list *langs, const char *code, const char *name,
	const char *chosen)
{
	struct view_node *n = list_add(langs);

	node_text(n, V_CODE, code);
	node_text(n, V_NAME, name);
	node_flag(n, V_SELECTED, strcmp(code, chosen) == 0);
}

static void add_languages(const struct entry *e, const struct sheet *s)
{
	const char *lang = s && s->lang && *s->lang ? s->lang : lang_code(e->page.lang);
	struct view_list *langs = node_list(e->page.root, V_LANGS);

	for (int i = 0; i < LANG_COUNT; i++)
		add_language(langs, lang_code((enum lang)i), lang_name((enum lang)i), lang);
	for (size_t i = 0; i < e->page.tongue_count; i++)
		add_language(langs, e->page.tongues[i].code, e->page.tongues[i].name, lang);
}

enum err entry_show(struct entry *e, int status, const struct sheet *s, bool judged,
	const char *at, const char *error)
{
	entry_add_batch(e, s);
	add_languages(e, s);
	add_fields(e, s && s->typed ? s : NULL, judged, at);
	add_lists(e);
	if (judged)
		add_errors(e, s);
	node_text(e->page.root, V_ERROR, error ? error :
		judged ? s->problems[e->paper.count] : NULL);
	return page_end(&e->page, status, "entry");
}
