/* Words and figures of pilots' pages: titles, the verdict's sentence, intervals. */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "pilots.h"
#include "view/format.h"

#define SENTENCE_BYTES 8192

const char *prototype_title(const struct page *p, const struct prototype *x)
{
	const char *title = prototype_say(x, "", PROTOTYPE_TITLE, lang_code(p->lang));

	return *title ? title : x->code;
}

const char *task_title(const struct page *p, const struct pilot_round_results *r,
	const struct pilot_task *t)
{
	const char *title = prototype_say(r->prototype, t->task->code, PROTOTYPE_TITLE,
		lang_code(p->lang));

	return *title ? title : t->task->code;
}

static const char *label_of(const struct page *p, const struct catalogue *c, const char *code)
{
	const char *any = code;

	for (size_t i = 0; i < c->count; i++) {
		if (strcmp(c->entries[i].code, code) != 0)
			continue;
		for (size_t l = 0; l < c->language_count; l++) {
			const char *label = c->entries[i].names[l];

			if (*label && strcmp(c->languages[l].code, lang_code(p->lang)) == 0)
				return label;
			if (*label && any == code)
				any = label;
		}
	}
	return any;
}

const char *activity_label(const struct pilot_page *p, const char *code)
{
	return label_of(&p->page, &p->functions, code);
}

const char *department_label(const struct pilot_page *p, const char *code)
{
	return label_of(&p->page, &p->departments, code);
}

/* ---- the verdict ---- */

const char *verdict_text(const struct page *p, const char *verdict)
{
	char *key = arena_printf(p->a, "pilots.verdict.%s", verdict);

	for (char *c = key; *c; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	return page_text(p, key);
}

static void add_reason(struct buf *b, const char *text)
{
	buf_printf(b, "%s%s", b->len ? "; " : "", text);
}

static const char *integer(const struct page *p, double v)
{
	return format_integer(p->a, p->lang, (int64_t)v);
}

/* The must tasks that fail, by their titles. */
static const char *failing(const struct pilot_page *p, const struct pilot_round_results *r)
{
	struct buf *b = buf_new(p->page.a, SENTENCE_BYTES);
	size_t must = 0;

	for (size_t i = 0; i < r->task_count; i++) {
		if (!r->tasks[i].task->must)
			continue;
		if (r->judgement.must_fail[must++])
			buf_printf(b, "%s%s", b->len ? ", " : "", task_title(&p->page, r, &r->tasks[i]));
	}
	return b->data;
}

static const char *without_way(const struct pilot_page *p, const struct pilot_round_results *r)
{
	struct buf *b = buf_new(p->page.a, SENTENCE_BYTES);

	for (size_t i = 0; i < r->activity_count; i++)
		if (r->activities[i].must && r->activities[i].confirmed)
			buf_printf(b, "%s%s", b->len ? ", " : "", activity_label(p,
				r->activities[i].code));
	return b->data;
}

const char *verdict_sentence(const struct pilot_page *p, const struct pilot_round_results *r)
{
	const struct page *page = &p->page;
	const char *verdict = pilot_verdict_name(r->judgement.verdict);
	unsigned why = r->judgement.why;
	struct buf *b = buf_new(page->a, SENTENCE_BYTES);

	if (why & PILOT_WHY_N)
		add_reason(b, results_say(page, "pilots.why.n", "n", integer(page, p->r.limits.min_n)));
	if (why & PILOT_WHY_NO_PATH)
		add_reason(b, results_say(page, "pilots.why.no_path", "names", without_way(p, r)));
	if (why & PILOT_WHY_SUS_FAIL)
		add_reason(b, results_say(page, "pilots.why.sus_fail", "n",
			format_number(page->a, page->lang, p->r.limits.stop_sus, 1)));
	if (why & PILOT_WHY_S1)
		add_reason(b, results_say(page, "pilots.why.s1", "n", integer(page, r->judged.s1)));
	if (why & PILOT_WHY_S2)
		add_reason(b, results_say(page, "pilots.why.s2", "n", integer(page, r->judged.s2)));
	if (r->judgement.any_must)
		add_reason(b, results_say(page, r->judgement.verdict == PILOT_STOP ?
			"pilots.why.success_fail" : "pilots.why.success", "names", failing(p, r)));
	if (why & PILOT_WHY_STALLED)
		add_reason(b, page_text(page, "pilots.why.stalled"));
	if (why & PILOT_WHY_SUS)
		add_reason(b, page_text(page, r->sus.state == CELL_EMPTY ? "pilots.why.no_sus" :
			"pilots.why.sus"));
	if (why & PILOT_WHY_SEQ)
		add_reason(b, page_text(page, "pilots.why.seq"));
	if (!b->len)
		add_reason(b, page_text(page, "pilots.why.none"));
	return results_say(page, "pilots.sentence", "verdict", verdict_text(page, verdict), "why",
		b->data);
}

/* "success:SAL01.T1": the criterion, and what it is about. */
static void add_kept(const struct pilot_page *p, struct buf *b, const char *word, const char *about)
{
	static const struct {
		const char *word, *criterion;
	} other[] = {{"sus_fail", "stop_sus"}, {"success_fail", "stop_success"}};
	struct arena *a = p->page.a;
	const char *dot = about ? strchr(about, '.') : NULL, *text;

	for (size_t i = 0; i < sizeof other / sizeof *other; i++)
		if (strcmp(word, other[i].word) == 0)
			word = other[i].criterion;
	text = page_text(&p->page, arena_printf(a, "pilots.criterion.%s", word));
	if (about)
		text = arena_printf(a, "%s: %s", text, activity_label(p, dot ?
			arena_strndup(a, about, (size_t)(dot - about)) : about));
	add_reason(b, dot ? arena_printf(a, "%s (%s)", text, dot + 1) : text);
}

const char *kept_reasons(const struct pilot_page *p, const char *why)
{
	struct buf *b = buf_new(p->page.a, SENTENCE_BYTES);
	char *rest = arena_strdup(p->page.a, why), *word;

	while ((word = strsep(&rest, ";"))) {
		char *about = strchr(word, ':');

		if (about)
			*about++ = '\0';
		if (*word)
			add_kept(p, b, word, about);
	}
	return b->len ? b->data : page_text(&p->page, "pilots.why.none");
}

const char *quick_wins(const struct pilot_page *p)
{
	const struct page *page = &p->page;
	struct buf *b = buf_new(page->a, SENTENCE_BYTES);

	for (size_t i = 0; i < p->measured.count; i++) {
		const struct pilot_measured *m = &p->measured.list[i];

		if (m->quick_win)
			buf_printf(b, "%s%s (%s)", b->len ? "; " : "", activity_label(p, m->activity),
				isnan(m->told) ? results_say(page, "pilots.win", "to",
				hours_text(page, m->measured.mean)) : results_say(page,
				"pilots.win_told", "from", hours_text(page, m->told), "to",
				hours_text(page, m->measured.mean)));
	}
	return b->len ? b->data : NULL;
}

/* ---- figures ---- */

/* Of a difference of shares. */
const char *points_text(const struct page *p, double v)
{
	return isnan(v) ? "" : format_number(p->a, p->lang, 100 * v, 0);
}

const char *interval_text(const struct page *p, struct interval at,
	const char *(*text)(const struct page *p, double v))
{
	return isnan(at.lo) || isnan(at.hi) ? "" : arena_printf(p->a, " (%s)",
		format_range(p->a, text(p, at.lo), text(p, at.hi)));
}

const char *mean_text(const struct page *p, const struct pilot_figure *f)
{
	return figure_text(p, f->state, arena_printf(p->a, "%s%s", hours_text(p, f->m.mean),
		interval_text(p, f->m.at, hours_text)));
}

const char *pilot_share_text(const struct page *p, const struct pilot_share *s)
{
	return figure_text(p, s->state, arena_printf(p->a, "%s%s", share_text(p, s->share),
		interval_text(p, s->at, share_text)));
}
