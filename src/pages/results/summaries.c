/* What a round's questions were answered with: a card a question, with a chart that suits
 * its type and the same figures as a table behind it. */
#include "pages/summaries.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "form/show.h"
#include "model/comments.h"
#include "model/texts.h"
#include "pages/figures.h"
#include "view/chart.h"
#include "view/format.h"
#include "view/url.h"

#define BARS_MAX 60

struct shower {
	struct results *r;
	const struct summaries *all;
	struct form_context ctx;
};

static const char *words(const struct shower *s, const struct form_words *w)
{
	return words_show(s->r->page.a, s->all->form, &s->ctx, NULL, w, NULL);
}

static const char *share_of(const struct shower *s, size_t part, size_t whole)
{
	return share_text(&s->r->page, whole ? (double)part / (double)whole : NAN);
}

/* A number as it was answered: whole ones whole. */
static const char *number_text(const struct page *p, double v)
{
	return format_number(p->a, p->lang, v, v == floor(v) ? 0 : 1);
}

/* A range: the outer ends stay open, since they may be one person's. */
static const char *range_text(const struct page *p, const struct question_summary *q,
	const struct summary_part *part)
{
	if (part->from == part->to)
		return number_text(p, part->from);
	if (q->part_count == 1)
		return page_text(p, "summary.any");
	if (part == q->parts)
		return results_say(p, "summary.up_to", "n", number_text(p, part->to));
	if (part == q->parts + q->part_count - 1)
		return results_say(p, "summary.from", "n", number_text(p, part->from));
	return format_range(p->a, number_text(p, part->from), number_text(p, part->to));
}

static const char *part_label(const struct shower *s, const struct question_summary *q,
	const struct summary_part *part)
{
	const struct page *p = &s->r->page;

	if (part->choice) {
		const char *label = words(s, &part->choice->label);

		return *label ? label : part->choice->name;
	}
	if (part->first)
		return strcmp(part->first, part->last) == 0 ? part->first
			: format_range(p->a, part->first, part->last);
	return range_text(p, q, part);
}

static const char *part_text(const struct shower *s, const struct question_summary *q,
	const struct summary_part *part)
{
	const struct page *p = &s->r->page;

	if (part->state == CELL_EMPTY)
		return page_text(p, "results.zero");
	if (part->state != CELL_SHOWN)
		return page_text(p, "results.hidden");
	if (q->kind == SUMMARY_RANK)
		return results_say(p, "summary.place", "n", format_number(p->a, p->lang,
			part->mean_place, 1));
	return share_of(s, part->count, q->answered);
}

/* A share of all who answered, on a scale that is the same for all questions. Places run
 * downward: the longer the bar, the better. */
static double bar_length(const struct question_summary *q, const struct summary_part *part)
{
	if (part->state != CELL_SHOWN)
		return NAN;
	if (q->kind == SUMMARY_RANK)
		return ((double)q->part_count + 1 - part->mean_place) / (double)q->part_count;
	return (double)part->count / (double)q->answered;
}

/* What nature orders stays so: one answer of a list mostly is a scale. Of several answers, and
 * of places, the most come first; what is hidden tells nothing by where it stands. */
static int by_most(const void *left, const void *right)
{
	const struct summary_part *l = *(const struct summary_part *const *)left,
		*r = *(const struct summary_part *const *)right;
	bool l_shown = l->state == CELL_SHOWN, r_shown = r->state == CELL_SHOWN;

	if (l_shown != r_shown)
		return l_shown ? -1 : 1;
	if (l_shown && !isnan(l->mean_place) && l->mean_place != r->mean_place)
		return l->mean_place < r->mean_place ? -1 : 1;
	if (l_shown && l->count != r->count)
		return l->count > r->count ? -1 : 1;
	return (l > r) - (l < r);
}

static const struct summary_part **in_order(struct arena *a, const struct question_summary *q)
{
	const struct summary_part **list = arena_array(a, q->part_count + 1, sizeof *list);
	enum answer_kind kind = question_answer(q->question);

	for (size_t i = 0; i < q->part_count; i++)
		list[i] = &q->parts[i];
	if (q->part_count && (kind == ANSWER_CODES || kind == ANSWER_RANKED))
		qsort(list, q->part_count, sizeof *list, by_most);
	return list;
}

/* What a part is called among the figures: its choice, or its number; NULL: hidden. */
static const char *part_code(const struct shower *s, const struct question_summary *q,
	const struct summary_part *part)
{
	if (part->state != CELL_SHOWN)
		return NULL;
	return part->choice ? part->choice->name : arena_printf(s->r->page.a, "%td",
		part - q->parts);
}

static void add_parts(const struct shower *s, struct view_node *n,
	const struct question_summary *q, const char *title)
{
	const struct page *p = &s->r->page;
	struct view_list *rows = node_list(n, V_ROWS);
	struct chart_bar *bars = arena_array(p->a, q->part_count + 1, sizeof *bars);
	const struct chart_tick ticks[] = {{0, share_text(p, 0)}, {0.5, share_text(p, 0.5)},
		{1, share_text(p, 1)}};
	struct chart chart = {.id = arena_printf(p->a, "q%zu", q->question->index),
		.title = title, .bars = bars, .max = 1, .ticks = ticks};
	const struct summary_part **parts = in_order(p->a, q);

	for (size_t i = 0; i < q->part_count; i++) {
		const struct summary_part *part = parts[i];
		const char *label = part_label(s, q, part), *text = part_text(s, q, part);
		struct view_node *row = list_add(rows);

		node_text(row, V_LABEL, label);
		node_text(row, V_TEXT, text);
		node_text(row, V_ID, part_code(s, q, part));
		if (part->state == CELL_EMPTY || chart.count >= BARS_MAX)
			continue;
		if (part->state == CELL_SHOWN && q->kind != SUMMARY_RANK)
			chart.tick_count = sizeof ticks / sizeof *ticks;
		bars[chart.count++] = (struct chart_bar){.label = label, .text = text,
			.value = bar_length(q, part),
			.tone = part->state == CELL_SHOWN ? TONE_PLAIN : TONE_MUTED};
	}
	if (chart.count)
		node_markup(n, V_CHART, chart_bars(p->a, &chart));
}

/* The sentence above the chart. */
static void add_headline(const struct shower *s, struct view_node *card,
	const struct question_summary *q)
{
	const struct page *p = &s->r->page;
	const struct summary_part *most = NULL;
	const char *path = q->question->path;

	if (q->kind == SUMMARY_NUMBERS) {
		node_says(p, node_object(card, V_SAY), q->weekly ? "summary.weekly" : "summary.numbers",
			path, (struct told[]){{"mean", "mean", hours_text(p, q->mean)},
			{"median", "median", number_text(p, q->median)}, {0}});
		return;
	}
	if (q->kind == SUMMARY_TEXTS) {
		node_says(p, node_object(card, V_SAY), "summary.texts", path, (struct told[]){{0}});
		return;
	}
	for (size_t i = 0; i < q->part_count; i++) {
		const struct summary_part *part = &q->parts[i];

		if (part->state != CELL_SHOWN)
			continue;
		if (!most || (q->kind == SUMMARY_RANK ? part->mean_place < most->mean_place
			: part->count > most->count))
			most = part;
	}
	if (!most)
		return;
	node_says(p, node_object(card, V_SAY), q->kind == SUMMARY_RANK ? "summary.first" :
		"summary.most", arena_printf(p->a, "%s:%s", path, part_code(s, q, most)),
		(struct told[]){{"name", NULL, part_label(s, q, most)},
		{"text", "share", part_text(s, q, most)}, {0}});
}

const char *question_label(const struct results *r, const struct form *form,
	const struct question *q)
{
	struct form_context ctx = {.language = form_language(form, lang_code(r->page.lang)),
		.today = "", .now = ""};
	const char *label = words_show(r->page.a, form, &ctx, NULL, &form->nodes[q->node].label,
		NULL);

	return *label ? label : q->name;
}

/* Texts a reviewer released, for all who answered. */
static enum err add_texts(const struct shower *s, struct view_node *n,
	const struct question_summary *q)
{
	struct page *p = &s->r->page;
	struct view_list *list = node_list(n, V_ITEMS);
	struct text_released *texts;
	size_t count;
	enum err e = texts_shown(p->a, p->db, s->all->round.id, q->question->path,
		s->all->min_cell, &texts, &count);

	for (size_t i = 0; !e && i < count; i++) {
		struct view_node *item = list_add(list);

		node_text(item, V_TEXT, texts[i].text);
		if (*texts[i].department && s->r->list)
			node_text(item, V_NOTE, results_department(s->r, texts[i].department));
	}
	return e;
}

static enum err add_question(const struct shower *s, struct view_list *list,
	const struct question_summary *q)
{
	const struct page *p = &s->r->page;
	const struct form_node *node = &s->all->form->nodes[q->question->node];
	struct view_node *n = list_add(list);
	const char *label = words(s, &node->label);

	node_text(n, V_LABEL, *label ? label : q->question->name);
	node_text(n, V_CODE, q->question->path);
	/* What the page around it says is of something else. */
	node_flag(n, V_SAY, false);
	node_text(n, V_NOTE, "");
	if (q->state != CELL_SHOWN) {
		node_text(n, V_NOTE, page_text(p, q->state == CELL_EMPTY ? "summary.nobody"
			: "results.hidden"));
		return OK;
	}
	node_int(n, V_N, (int64_t)q->answered);
	/* As a share: the few who left it blank are not counted out (P6). */
	node_text(n, V_PERCENT, share_of(s, q->asked - q->answered, q->asked));
	add_headline(s, n, q);
	add_parts(s, n, q, *label ? label : q->question->name);
	return q->question->moderated ? add_texts(s, n, q) : OK;
}

static struct shower shower_of(struct results *r, const struct summaries *all)
{
	struct shower s = {.r = r, .all = all};

	s.ctx = (struct form_context){
		.language = form_language(all->form, lang_code(r->page.lang)),
		.today = all->release.day,
		.now = all->release.day,
	};
	return s;
}

const char *part_name(const struct results *r, const struct summaries *all,
	const struct summary_part *part)
{
	struct form_context ctx = {
		.language = form_language(all->form, lang_code(r->page.lang)),
		.today = all->release.day, .now = all->release.day};
	const char *label = words_show(r->page.a, all->form, &ctx, NULL, &part->choice->label,
		NULL);

	return *label ? label : part->choice->name;
}

enum err summaries_add(struct results *r, const struct summaries *all, const char *under,
	const char *function)
{
	struct shower s = shower_of(r, all);
	struct view_list *list = node_list(r->page.root, V_FIELDS);
	size_t len = strlen(under);
	bool comments = false;
	enum err e = OK;

	for (size_t i = 0; !e && i < all->count; i++) {
		const struct question *q = all->list[i].question;
		bool of_function = q->function != NULL;

		/* What was reported is read where it is answered. */
		if (question_of_comment(q)) {
			comments = true;
			continue;
		}
		/* Told twice, as means and by their parts, few answers could be worked out (P11). */
		if (r->page.results_pilot && measure_of(q->measure) == MEASURE_OF_PILOT)
			continue;
		if (function ? of_function && strcmp(q->function, function) == 0
			: !of_function && strncmp(q->path, under, len) == 0)
			e = add_question(&s, list, &all->list[i]);
	}
	if (r->page.results_pilot)
		node_text(r->page.root, V_PILOT, url_path(r->page.a, "/results/pilots/%s",
			r->page.results_pilot));
	node_flag(r->page.root, V_TRIAGE, comments &&
		r->page.req->viewer->role != VIEWER_MANAGER);
	return e;
}
