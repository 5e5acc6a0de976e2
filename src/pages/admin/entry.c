/* Typing in sheets of paper: numbers for choices, one sheet held back so that it can be
 * taken back before it is sent. Answers enter by submission_take() like all others. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/prng.h"
#include "base/random.h"
#include "base/text.h"
#include "form/answers.h"
#include "form/show.h"
#include "model/codes.h"
#include "model/submissions.h"
#include "model/trail.h"
#include "pages/office.h"
#include "pages/admin.h"
#include "paper.h"
#include "pages/survey_page.h"
#include "view/format.h"
#include "view/url.h"

#define SEED_TRIES 4000000u
#define LAST "last/"		/* before the names of the sheet that waits */

struct entry {
	struct page page;
	struct round round;
	struct form *form;
	struct paper paper;
	struct form_context ctx;
	int64_t sent;			/* sheets of this batch */
};

struct sheet {
	const char **typed;		/* per item; NULL where it has no field */
	const char **problems;		/* per item, in words; NULL where there is none */
	const char *id, *lang, *code;
	struct answers *answers;
	uint64_t seed;
	bool blank, sound;
};

/* ---- reading a sheet ---- */

static const char *field_name(const struct entry *e, const struct paper_item *item)
{
	return item->card ? arena_printf(e->page.a, "c%dq%d", item->card, item->number) :
		arena_printf(e->page.a, "q%d", item->number);
}

static const char *sent(const struct entry *e, const char *prefix, const char *name)
{
	return params_get(&e->page.req->form, arena_printf(e->page.a, "%s%s", prefix, name));
}

static void read_typed(const struct entry *e, const char *prefix, struct sheet *out)
{
	size_t n = e->paper.count + 1;

	*out = (struct sheet){.blank = true, .sound = true,
		.typed = arena_array(e->page.a, n, sizeof *out->typed),
		.problems = arena_array(e->page.a, n, sizeof *out->problems),
		.id = sent(e, prefix, "id"), .lang = sent(e, prefix, "sheet_lang"),
		.code = sent(e, prefix, "code")};
	for (size_t i = 0; i < e->paper.count; i++) {
		const char *value;

		if (!e->paper.items[i].number)
			continue;
		value = sent(e, prefix, field_name(e, &e->paper.items[i]));
		out->typed[i] = value ? value : "";
		out->blank = out->blank && !*out->typed[i];
	}
}

static void blame(const struct entry *e, struct sheet *s, size_t i, const char *key)
{
	s->sound = false;
	if (!s->problems[i])
		s->problems[i] = page_text(&e->page, key);
}

/* The next number of "3 7, 12"; 0 where something else stands; -1 at the end. */
static int64_t next_number(const char **at)
{
	int64_t n = 0;

	*at += strspn(*at, " ,;");
	if (!**at)
		return -1;
	if (strspn(*at, "0123456789") == 0)
		return 0;
	while (**at >= '0' && **at <= '9' && n < 100000)
		n = 10 * n + (*(*at)++ - '0');
	return n;
}

static void add_choices(const struct entry *e, struct sheet *s, size_t i, const char *path,
	const struct choice_list *list, bool several)
{
	const char *at = s->typed[i];
	int64_t n;
	size_t given = 0;

	while ((n = next_number(&at)) >= 0) {
		if (n < 1 || n > (int64_t)list->count || (given++ && !several)) {
			blame(e, s, i, "entry.no_choice");
			return;
		}
		answers_add(s->answers, path, list->choices[n - 1].name);
	}
}

/* What stands for the band (method A1.4). */
static void add_minutes(const struct entry *e, struct sheet *s, size_t i, const char *path)
{
	int64_t n;

	if (parse_i64(s->typed[i], &n) && n >= 1 && n <= PAPER_BANDS)
		answers_add(s->answers, path, format_double(e->page.a, paper_bands[n - 1].value));
	else
		blame(e, s, i, "entry.no_band");
}

static void add_value(const struct entry *e, struct sheet *s, size_t i, const char *path)
{
	const struct question *q = e->paper.items[i].question;

	if (!*s->typed[i])
		return;
	if (paper_in_bands(q))
		add_minutes(e, s, i, path);
	else if (q->list)
		add_choices(e, s, i, path, q->list, q->type != Q_SELECT_ONE);
	else
		answers_add(s->answers, path, s->typed[i]);
}

/* The iteration that a card is about; FORM_NO_NODE when its number names none. */
static size_t card_iteration(const struct entry *e, const struct sheet *s, size_t card)
{
	const struct paper_item *item = &e->paper.items[card];
	const struct choice_list *list = paper_card_list(&e->paper, item->loop);
	const char *at = s->typed[card];
	int64_t n = next_number(&at);

	if (n < 1 || n > (int64_t)list->count)
		return FORM_NO_NODE;
	for (size_t i = item->loop + 1; i < e->form->nodes[item->loop].end;
		i = e->form->nodes[i].end)
		if (e->form->nodes[i].choice &&
			strcmp(e->form->nodes[i].choice->name, list->choices[n - 1].name) == 0)
			return i;
	return FORM_NO_NODE;
}

/* The questions of a card, at the paths of what it is about: iterations are alike. */
static size_t add_card(const struct entry *e, struct sheet *s, size_t card)
{
	const struct paper_item *items = e->paper.items;
	size_t first = items[card].loop + 1, about = card_iteration(e, s, card), i = card + 1;
	bool any = *s->typed[card];

	for (; i < e->paper.count && items[i].card == items[card].card &&
		items[i].kind != PAPER_CARD; i++) {
		any = any || (s->typed[i] && *s->typed[i]);
		if (about != FORM_NO_NODE && s->typed[i])
			add_value(e, s, i, e->form->nodes[about + (items[i].node - first)].path);
	}
	if (any && about == FORM_NO_NODE)
		blame(e, s, card, "entry.no_activity");
	return i;
}

/* ---- the draw ---- */

/* On paper respondents take what they describe by a rule, so a seed is looked for that
 * draws these: the server checks every draw. */
struct wanted {
	size_t population[1000], count;	/* iterations that may be drawn */
	size_t targets[64], target_count;
	size_t drawn;			/* how many are drawn of them */
};

static bool draws(const struct wanted *w, uint64_t seed)
{
	size_t list[1000];
	struct prng r;
	size_t hit = 0;

	memcpy(list, w->population, w->count * sizeof *list);
	prng_seed(&r, seed);
	for (size_t i = 0; i < w->drawn && i < w->count; i++) {
		size_t j = i + prng_bounded(&r, (uint32_t)(w->count - i)), node = list[j];

		list[j] = list[i];
		list[i] = node;
		for (size_t t = 0; t < w->target_count; t++)
			hit += w->targets[t] == node;
	}
	return hit == w->target_count;
}

static bool is_selected(const struct sheet *s, const struct question *q, const char *code)
{
	const struct answer *a = answers_of(s->answers, q);

	for (size_t i = 0; i < a->count; i++)
		if (strcmp(a->values[i], code) == 0)
			return true;
	return false;
}

static void want(const struct entry *e, const struct sheet *s, size_t loop, struct wanted *w)
{
	const struct form_node *nodes = e->form->nodes, *n = &nodes[loop];
	const struct question *first = n->first == FORM_NO_NODE ? NULL : nodes[n->first].question;
	const char *always = first && answers_of(s->answers, first)->count ?
		answers_of(s->answers, first)->values[0] : NULL;

	*w = (struct wanted){.drawn = always ? n->draw - 1 : n->draw};
	for (size_t i = loop + 1; i < n->end && w->count < 1000; i = nodes[i].end) {
		const char *code = nodes[i].choice->name;

		if ((e->form->picks && !is_selected(s, e->form->picks, code)) ||
			(always && strcmp(code, always) == 0))
			continue;
		w->population[w->count++] = i;
	}
	for (size_t i = 0; i < e->paper.count; i++) {
		size_t about = e->paper.items[i].kind == PAPER_CARD &&
			e->paper.items[i].loop == loop && *s->typed[i] ?
			card_iteration(e, s, i) : FORM_NO_NODE;

		if (about == FORM_NO_NODE || w->target_count == 64 ||
			(always && strcmp(nodes[about].choice->name, always) == 0))
			continue;
		w->targets[w->target_count++] = about;
	}
}

static void find_seed(const struct entry *e, struct sheet *s)
{
	uint64_t seed = random_53();
	size_t loop = 0;
	struct wanted w;

	s->seed = seed;
	while (loop < e->form->node_count && !(e->form->nodes[loop].kind == NODE_LOOP &&
		e->form->nodes[loop].draw))
		loop++;
	if (loop == e->form->node_count)
		return;
	want(e, s, loop, &w);
	if (w.count <= w.drawn)
		return;
	for (size_t i = 0; i < SEED_TRIES; i++) {
		s->seed = (seed + i) & (((uint64_t)1 << 53) - 1);
		if (draws(&w, s->seed))
			return;
	}
	for (size_t i = 0; i < e->paper.count; i++)
		if (e->paper.items[i].kind == PAPER_CARD && *s->typed[i])
			blame(e, s, i, "entry.not_picked");
}

/* ---- judging ---- */

static size_t item_at(const struct entry *e, const struct sheet *s, const char *path)
{
	const struct paper_item *items = e->paper.items;

	for (size_t i = 0; i < e->paper.count; i++) {
		size_t node = items[i].node;

		if (items[i].kind != PAPER_QUESTION)
			continue;
		if (items[i].card) {
			size_t card = i;

			while (items[card].kind != PAPER_CARD)
				card--;
			node = card_iteration(e, s, card);
			if (node == FORM_NO_NODE)
				continue;
			node += items[i].node - (items[i].loop + 1);
		}
		if (strcmp(e->form->nodes[node].path, path) == 0)
			return i;
	}
	return e->paper.count;
}

static void check_sheet(struct entry *e, struct sheet *s)
{
	struct survey words = {.page = e->page, .round = e->round, .form = e->form,
		.ctx = e->ctx};
	const char *department;
	struct check check;
	bool used = false;
	size_t i = 0;

	s->answers = answers_new(e->page.a, e->form);
	while (i < e->paper.count) {
		const struct paper_item *item = &e->paper.items[i];

		if (item->kind == PAPER_CARD) {
			i = add_card(e, s, i);
			continue;
		}
		if (s->typed[i])
			add_value(e, s, i, e->form->nodes[item->node].path);
		i++;
	}
	find_seed(e, s);
	e->ctx.has_seed = true;
	e->ctx.seed = s->seed;
	form_check(e->page.a, e->form, &e->ctx, s->answers, &check);
	for (size_t f = 0; f < check.fault_count; f++) {
		size_t at = item_at(e, s, check.faults[f].field);

		s->sound = false;
		if (at < e->paper.count && !s->problems[at])
			s->problems[at] = survey_fault_text(&words, &check.faults[f]);
		else if (at == e->paper.count)
			s->problems[at] = survey_fault_text(&words, &check.faults[f]);
	}
	if (e->round.access == ACCESS_CODES && (code_find(e->page.a, e->page.db, e->round.id,
		s->code ? s->code : "", &department, &used) || used)) {
		s->sound = false;
		s->problems[e->paper.count] = page_text(&e->page, "error.code.text");
	}
}

/* ---- showing ---- */

static const char *labels_of(const struct entry *e, const struct choice_list *list)
{
	const char *all = "";

	for (size_t i = 0; i < list->count; i++)
		all = arena_printf(e->page.a, "%s%s%zu %s", all, i ? " · " : "", i + 1,
			words_show(e->page.a, e->form, &e->ctx, NULL, &list->choices[i].label, NULL));
	return all;
}

static const char *bands_text(const struct entry *e)
{
	const char *all = "";

	for (int i = 0; i < PAPER_BANDS; i++)
		all = arena_printf(e->page.a, "%s%s%d: %d–%d", all, i ? " · " : "", i + 1,
			paper_bands[i].from, paper_bands[i].to);
	return all;
}

static void add_field(const struct entry *e, struct view_list *list, const struct sheet *s,
	size_t i)
{
	const struct paper_item *item = &e->paper.items[i];
	const struct question *q = item->question;
	struct view_node *n = list_add(list);

	node_text(n, V_NAME, field_name(e, item));
	node_int(n, V_N, item->number);
	node_text(n, V_VALUE, s ? s->typed[i] : "");
	node_text(n, V_ERROR, s ? s->problems[i] : NULL);
	if (item->kind == PAPER_CARD) {
		node_text(n, V_CARD, catalog_fill(e->page.a, page_text(&e->page,
			"survey.activity"), "step", arena_printf(e->page.a, "%d", item->card),
			"steps", arena_printf(e->page.a, "%zu", e->form->nodes[item->loop].draw),
			NULL));
		node_text(n, V_LABEL, page_text(&e->page, "paper.card.which"));
		return;
	}
	node_text(n, V_LABEL, words_show(e->page.a, e->form, &e->ctx, NULL,
		&e->form->nodes[item->node].label, NULL));
	if (paper_in_bands(q))
		node_text(n, V_HINT, bands_text(e));
	else if (q->list && q->list->count <= 14)
		node_text(n, V_HINT, labels_of(e, q->list));
	else if (q->list)
		node_text(n, V_HINT, page_text(&e->page, q->type == Q_SELECT_ONE ?
			"entry.number" : "entry.numbers"));
	/* One key is the whole answer. */
	node_flag(n, V_IS_CHIPS, paper_in_bands(q) || (q->type == Q_SELECT_ONE &&
		q->list->count <= 9));
	node_flag(n, V_IS_AREA, q->type == Q_TEXT || q->type == Q_SELECT_MULTIPLE);
}

static void hide(struct view_list *list, struct arena *a, const char *name, const char *value)
{
	struct view_node *n = list_add(list);

	node_text(n, V_NAME, arena_printf(a, LAST "%s", name));
	node_text(n, V_VALUE, value);
}

static void add_last(struct entry *e, const struct sheet *last)
{
	struct view_list *list = node_list(e->page.root, V_HIDDEN);

	node_flag(e->page.root, V_LAST, last != NULL);
	if (!last)
		return;
	hide(list, e->page.a, "id", last->id);
	hide(list, e->page.a, "sheet_lang", last->lang);
	hide(list, e->page.a, "code", last->code);
	for (size_t i = 0; i < e->paper.count; i++)
		if (last->typed[i] && *last->typed[i])
			hide(list, e->page.a, field_name(e, &e->paper.items[i]), last->typed[i]);
}

static enum err show(struct entry *e, int status, const struct sheet *now,
	const struct sheet *last, const char *error)
{
	struct view_list *list = node_list(e->page.root, V_FIELDS);
	struct view_list *langs = node_list(e->page.root, V_LANGS);
	const char *lang = now && now->lang ? now->lang : last && last->lang ? last->lang :
		lang_code(e->page.lang);

	for (size_t i = 0; i < e->paper.count; i++)
		if (e->paper.items[i].number)
			add_field(e, list, now, i);
	for (int i = 0; i < LANG_COUNT; i++) {
		struct view_node *n = list_add(langs);

		node_text(n, V_CODE, lang_code((enum lang)i));
		node_text(n, V_NAME, lang_name((enum lang)i));
		node_flag(n, V_SELECTED, strcmp(lang_code((enum lang)i), lang) == 0);
	}
	add_last(e, last);
	node_text(e->page.root, V_ERROR, error ? error :
		now && now->problems[e->paper.count] ? now->problems[e->paper.count] : NULL);
	node_text(e->page.root, V_CODE, now ? now->code : NULL);
	node_flag(e->page.root, V_CODED, e->round.access == ACCESS_CODES);
	node_text(e->page.root, V_ROUND, e->round.title);
	node_int(e->page.root, V_SENT, e->sent);
	node_text(e->page.root, V_HREF, url_path(e->page.a, "/admin/rounds/%s", e->round.code));
	return page_end(&e->page, status, "entry");
}

/* ---- sending ---- */

static enum err begin(struct request *req, struct response *res, struct entry *out)
{
	struct entry e = {0};
	int64_t n;
	enum err err = office_begin(req, res, "rounds.entry", &e.page);

	if (!err)
		err = round_find(e.page.a, e.page.db, request_capture(req, "round"), &e.round);
	/* A form of its own: a band stands for minutes that are no whole number. */
	if (!err)
		err = round_form(e.page.a, e.page.db, &e.round, &e.form);
	if (!err)
		err = submission_departments(e.page.a, e.page.db, e.round.id,
			&e.ctx.departments, &e.ctx.department_count);
	if (err)
		return page_store_failed(req->app->ctx, err);
	for (size_t i = 0; i < e.form->question_count; i++)
		if (paper_in_bands(e.form->questions[i]) &&
			e.form->questions[i]->type == Q_INTEGER)
			e.form->questions[i]->type = Q_DECIMAL;
	paper_layout(e.page.a, e.form, &e.paper);
	e.ctx.language = form_language(e.form, lang_code(e.page.lang));
	e.ctx.today = page_today(&e.page);
	e.ctx.now = arena_printf(e.page.a, "%sT00:00:00", e.ctx.today);
	if (parse_i64(typed_or(req, "sent", "0"), &n) && n >= 0)
		e.sent = n;
	*out = e;
	return OK;
}

/* NULL when it is stored; else why not. */
static const char *send(struct entry *e, struct sheet *s, enum err *err)
{
	struct submission_post post = {.instance_id = s->id, .lang = s->lang, .code = s->code,
		.answers = s->answers};
	struct submission_result r;

	e->ctx.seed = s->seed;
	*err = submission_take(e->page.a, e->page.site->store, &e->round, e->form, &e->ctx,
		e->page.settings.min_cell, &post, &r);
	if (*err || r.outcome == INTAKE_STORED) {
		e->sent += !*err;
		return NULL;
	}
	return page_text(&e->page, r.outcome == INTAKE_CLOSED ? "error.closed.text" :
		r.outcome == INTAKE_CODE ? "error.code.text" : "entry.not_stored");
}

static enum err trail_job(struct db *db, void *ctx)
{
	const struct entry *e = ctx;

	return trail_append(db, e->page.req->viewer->name, "round.entry", e->round.code,
		arena_printf(e->page.a, "%" PRId64 " sheets", e->sent));
}

enum err round_entry_get(struct request *req, struct response *res)
{
	struct entry e;
	enum err err = begin(req, res, &e);

	return err ? err : show(&e, 200, NULL, NULL, NULL);
}

/* The key of a sheet is made when it is first taken, and goes with it: sent twice, it
 * is stored once. */
static void give_key(struct entry *e, struct sheet *s)
{
	char *id = arena_alloc(e->page.a, 37);

	random_uuid4(id);
	s->id = id;
}

enum err round_entry_post(struct request *req, struct response *res)
{
	const char *step = typed_or(req, "step", "next"), *why = NULL;
	struct entry e;
	struct sheet now, last;
	bool finish, waits;
	enum err err = begin(req, res, &e);

	if (err)
		return err;
	read_typed(&e, "", &now);
	read_typed(&e, LAST, &last);
	waits = last.id && *last.id;
	if (strcmp(step, "undo") == 0)
		return show(&e, 200, waits ? &last : &now, NULL, NULL);
	finish = strcmp(step, "finish") == 0;
	if (!now.blank || !finish)
		check_sheet(&e, &now);
	if (!finish && now.blank)
		return show(&e, 422, &now, waits ? &last : NULL, page_text(&e.page, "entry.blank"));
	if (!now.sound)
		return show(&e, 422, &now, waits ? &last : NULL, now.problems[e.paper.count] ?
			NULL : page_text(&e.page, "office.unsaved.title"));
	if (waits) {
		check_sheet(&e, &last);
		why = send(&e, &last, &err);
	}
	if (!why && !err && finish && !now.blank) {
		give_key(&e, &now);
		why = send(&e, &now, &err);
	}
	if (err)
		return page_store_failed(e.page.site, err);
	if (why)
		return show(&e, 422, &now, &last, why);
	if (!finish) {
		give_key(&e, &now);
		return show(&e, 200, NULL, &now, NULL);
	}
	if (e.sent)
		err = store_write(e.page.site->store, trail_job, &e);
	return err ? page_store_failed(e.page.site, err) : response_redirect(res,
		url_query(e.page.a, url_path(e.page.a, "/admin/rounds/%s", e.round.code), "done",
		"entered"));
}
