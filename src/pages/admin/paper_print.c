/* A form as a questionnaire to print. Owns the page, and questions outside grids. */
#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "form/show.h"
#include "pages/admin.h"
#include "pages/office.h"
#include "pages/survey_page.h"
#include "paper.h"
#include "rounds.h"
#include "view/qr.h"
#include "view/runs.h"
#include "view/url.h"

#define LONG_LIST 12	/* choices: two columns, and printed once */
#define LINE_CHARS 100	/* of a text: one line to write on */

struct runs printed_words(const struct printed *p, const struct form_words *w, size_t *language)
{
	return words_runs(p->page->a, p->paper->form, &p->ctx, NULL, w, language);
}

void printed_put(const struct printed *p, struct view_node *n, enum view_name name, struct runs r,
	size_t language)
{
	survey_put(p->page, p->paper->form, n, name, r, language);
}

const char *printed_say(const struct printed *p, const char *key)
{
	return catalog_text(p->page->site->catalog, p->page->lang, key);
}

struct runs printed_choice(const struct printed *p, const struct choice_list *list, size_t i,
	size_t *language)
{
	struct runs label = printed_words(p, &list->choices[i].label, language), rest;
	struct text_run *first;

	if (!label.count)
		return runs_of(p->page->a, list->choices[i].name);
	first = arena_alloc(p->page->a, sizeof *first);
	*first = label.list[0];
	first->text = paper_behind(paper_numbers(p->paper, list)[i], first->text);
	rest = (struct runs){label.list + 1, label.count - 1};
	return runs_join(p->page->a, (struct runs){first, *first->text != '\0'}, rest);
}

int printed_before(const struct printed *p, const struct question *q)
{
	for (size_t i = 0; q->list && q->list->count > LONG_LIST && i < p->paper->count; i++) {
		const struct paper_item *item = &p->paper->items[i];

		if (item->kind != PAPER_QUESTION)
			continue;
		if (item->question == q)
			return 0;
		if (item->question->list == q->list)
			return item->number;
	}
	return 0;
}

/* ---- a question ---- */

/* In words; "" where the field says it itself. A hint of the author says how many are
 * meant, and is not to be gainsaid. */
static const char *how_words(const struct printed *p, const struct question *q, bool hinted)
{
	enum answer_kind k = question_answer(q);
	int before = k == ANSWER_CODE ? printed_before(p, q) : 0;

	if (before)
		return catalog_fill(p->page->a, printed_say(p, "paper.number_from"), "number",
			arena_printf(p->page->a, "%d", before), NULL);
	return k == ANSWER_RANKED ? printed_say(p, "paper.rank") :
		k == ANSWER_CODES ? printed_say(p, hinted ? "paper.more" : "paper.several") :
		q->list ? printed_say(p, "paper.one") :
		k == ANSWER_DAY ? printed_say(p, "paper.date") : "";
}

void printed_ask(const struct printed *p, struct view_node *n, const struct paper_item *item)
{
	const char *skip = paper_skip(p->page, p->paper, &p->ctx, item);
	struct arena *a = p->page->a;
	size_t language;
	struct runs hint = paper_hint(a, p->paper, &p->ctx, item, &language);

	if (item->kind == PAPER_CARD)
		hint = runs_of(a, NULL);
	if (item->number)
		node_int(n, V_N, item->number);
	printed_put(p, n, V_HINT, hint, language);
	survey_say(p->page, n, V_WARNING, skip ? skip : "");
	survey_say(p->page, n, V_NOTE, item->kind == PAPER_QUESTION ?
		how_words(p, item->question, hint.count) : "");
	if (item->kind == PAPER_CARD)
		survey_say(p->page, n, V_LABEL, printed_say(p, "paper.card.which"));
	else
		printed_put(p, n, V_LABEL, paper_label(a, p->paper, &p->ctx, item, &language),
			language);
}

/* Boxes to tick; for an order, numbers to write into the places below. */
static void add_choices(const struct printed *p, struct view_node *n, const struct question *q)
{
	struct view_list *choices = node_list(n, V_CHOICES);
	const struct choice_list *list = q->list;
	const int64_t *numbers = paper_numbers(p->paper, list);
	size_t language;

	for (size_t i = 0; i < list->count; i++) {
		struct view_node *c = paper_offers(p->paper, q, i) ? list_add(choices) : NULL;
		struct runs words = printed_choice(p, list, i, &language);

		if (!c)
			continue;
		node_textf(c, V_N, "%" PRId64, numbers[i]);
		printed_put(p, c, V_LABEL, words, language);
		node_flag(c, V_EMPTY, question_answer(q) != ANSWER_RANKED);
	}
	node_text(n, V_LAYOUT, paper_offered(p->paper, q) > LONG_LIST ?
		"paper-many" : "");
}

static void add_places(struct view_node *n, size_t count)
{
	struct view_list *places = node_list(n, V_PLACES);

	for (size_t i = 0; i < count; i++)
		node_int(list_add(places), V_N, (int64_t)i + 1);
}

static void add_fields(const struct printed *p, struct view_node *n, const struct question *q)
{
	enum answer_kind k = question_answer(q);
	const struct choice_list *list = k == ANSWER_CODE && printed_before(p, q) ? NULL : q->list;

	node_flag(n, V_IS_CHOICES, list);
	if (list)
		add_choices(p, n, q);
	if (k == ANSWER_RANKED)
		add_places(n, paper_offered(p->paper, q));
	node_flag(n, V_IS_AREA, k == ANSWER_TEXT);
	if (k == ANSWER_TEXT)
		node_text(n, V_LAYOUT, q->parameters.max_chars && q->parameters.max_chars <=
			LINE_CHARS ? "short" : "");
	node_flag(n, V_IS_ACKNOWLEDGE, k == ANSWER_TICK);
	node_flag(n, V_IS_NUMBER, !list && k != ANSWER_TEXT && k != ANSWER_TICK);
	survey_say(p->page, n, V_UNIT, q->measure == MEASURE_MINUTES ?
		printed_say(p, "survey.unit_minutes") : NULL);
}

static void add_item(const struct printed *p, struct view_list *list,
	const struct paper_item *item)
{
	const struct form_node *node = &p->paper->form->nodes[item->node];
	size_t language;
	struct runs label = printed_words(p, &node->label, &language);
	struct view_node *n;

	if (item->kind == PAPER_SECTION && !label.count && !node->choice)
		return;
	n = list_add(list);
	printed_ask(p, n, item);
	if (item->kind == PAPER_SECTION && !label.count)
		printed_put(p, n, V_LABEL, printed_words(p, &node->choice->label, &language),
			language);
	node_flag(n, V_GROUPS, item->kind == PAPER_SECTION);
	node_flag(n, V_IS_NOTE, item->kind == PAPER_NOTE);
	if (item->kind == PAPER_QUESTION)
		add_fields(p, n, item->question);
}

/* ---- the page ---- */

/* By phone instead: in the language of the sheet. An address of this machine alone would
 * lead nowhere. */
static void add_phone(const struct page *p, const struct round *r)
{
	const char *address = round_address(p, r);

	node_flag(p->root, V_MISSING, office_only_here(p));
	if (office_only_here(p))
		return;
	node_text(p->root, V_URL, address);
	node_markup(p->root, V_QR, qr_code(p->a, arena_printf(p->a, "%s?lang=%s", address,
		page_language(p)), address));
}

/* The sheet in languages that the interface does not speak. */
static void add_languages(const struct page *p, const struct round *r)
{
	struct view_list *list = node_list(p->root, V_LANGS);

	for (size_t i = 0; i < p->tongue_count; i++) {
		struct view_node *n = list_add(list);

		node_text(n, V_CODE, p->tongues[i].code);
		node_text(n, V_NAME, p->tongues[i].name);
		node_text(n, V_HREF, url_query(p->a, url_path(p->a, "/admin/rounds/%s/paper",
			r->code), "in", p->tongues[i].code));
		node_flag(n, V_CURRENT, p->tongue == &p->tongues[i]);
	}
}

enum err round_paper_get(struct request *req, struct response *res)
{
	struct page p;
	struct round r;
	const struct form *form;
	struct paper paper;
	struct printed printed = {.page = &p, .paper = &paper};
	struct view_list *list;
	enum err e = office_begin(req, res, "rounds.paper", &p);

	if (!e)
		e = round_form_cached(p.site->forms, p.a, p.db, request_capture(req, "round"), &r,
			&form);
	if (e)
		return e;
	survey_find_languages(&p, &r, form);
	p.tongue = survey_tongue(&p, params_get(&req->query, "in"));
	printed.ctx = (struct form_context){.language = form_language(form, page_language(&p)),
		.today = page_today(&p), .now = page_today(&p)};
	survey_facts(&p, &r, form, &printed.ctx);
	paper_layout(p.a, form, &printed.ctx, false, &paper);
	list = node_list(p.root, V_ITEMS);
	for (size_t i = 0; i < paper.count;)
		if (paper.items[i].kind == PAPER_CARD)
			i = paper_grid(&printed, list, i);
		else
			add_item(&printed, list, &paper.items[i++]);
	add_phone(&p, &r);
	add_languages(&p, &r);
	node_text(p.root, V_ROUND, r.title);
	node_text(p.root, V_MARK, paper.mark);
	node_flag(p.root, V_CODED, r.access == ACCESS_CODES);
	node_int(p.root, V_K, p.settings.min_cell);
	node_text(p.root, V_HREF, url_path(p.a, "/admin/rounds/%s", r.code));
	return page_end(&p, 200, "paper");
}
