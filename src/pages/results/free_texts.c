/* Reading free texts before anyone sees them: those that wait, and those that were released or
 * left out. All of it is one form, so that no press loses what is typed beside it. For those with
 * the right to rows. */
#include <string.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/text.h"
#include "model/change.h"
#include "model/duties.h"
#include "model/raw_texts.h"
#include "model/texts.h"
#include "pages/board.h"
#include "pages/results.h"
#include "pages/results_page.h"
#include "pages/summaries.h"
#include "pages/typed.h"
#include "view/format.h"
#include "view/url.h"

#define AT_ONCE 10	/* shown on a page, those in the same words as one */
/* Of their words: all of them are sent back, and three times as long when none is a letter
 * of the alphabet. */
#define AT_ONCE_BYTES ((size_t)48 << 10)
#define LOOKED_AT 1000	/* for others in the same words */
#define LEFT_OUT_MOST 100
#define NAMED_MOST 100	/* that an address names */

/* What a press did, and how it is undone. */
enum deed { NOTHING, RELEASED, LEFT_OUT, WAITING_AGAIN };

static const struct {
	const char *name;	/* in the address of the page that follows */
	const char *text;
	const char *undo;	/* the press that undoes it; NULL: none */
} deeds[] = {
	[RELEASED] = {"released", "texts.did.released", "wait_again"},
	[LEFT_OUT] = {"left_out", "texts.did.left_out", "put_back"},
	[WAITING_AGAIN] = {"again", "texts.did.again", NULL},
};

#define DEEDS (sizeof deeds / sizeof *deeds)

struct outcome {
	enum deed deed;
	const char **tokens;	/* whose */
	size_t count;
	size_t late;		/* that somebody else has read meanwhile */
	const char **lost;	/* words for some of those */
	size_t lost_count;
};

/* The items a press is for, by their numbers in the form. */
struct press {
	bool release;	/* else left out */
	const char **items;
	size_t count;
};

/* The page on its way. */
struct desk {
	struct results r;
	struct map typed;	/* token => its item's number in the form that came, text */
	const struct press *refused;	/* whose words are marked where they cannot be released */
	struct outcome done;
	size_t waiting, left_out;
	bool kept;		/* it shows what was typed, and stored nowhere */
};

static enum err begin_free_texts(struct request *req, struct response *res, struct desk *d)
{
	enum err e = results_begin(req, res, &d->r);

	d->done = (struct outcome){.deed = NOTHING};
	d->refused = NULL;
	d->kept = false;
	map_init(&d->typed, req->arena);
	return e;
}

/* Those named that may. */
static enum err add_looked_after(struct desk *d)
{
	struct page *p = &d->r.page;
	struct duty duty;
	enum err e = duty_load(p->db, DUTY_TEXTS, &duty);
	bool owner = !e && duty_may(DUTY_TEXTS, &duty.owner);
	bool deputy = !e && duty_may(DUTY_TEXTS, &duty.deputy);

	if (owner || deputy)
		node_text(p->root, V_NOTE, results_say(p, owner && deputy ?
			"texts.looked_after_both" : "texts.looked_after", "owner",
			owner ? duty.owner.name : duty.deputy.name, "deputy", duty.deputy.name));
	return e;
}

/* Whom to ask instead; an administrator gives the right, to themselves too. */
static enum err show_closed(struct desk *d)
{
	struct page *p = &d->r.page;
	bool admin = p->req->viewer->role == VIEWER_ADMIN;
	enum err e = add_looked_after(d);

	if (e)
		return e;
	node_text(p->root, V_TITLE, page_text(p, "texts.title"));
	node_text(p->root, V_TEXT, page_text(p, admin ? "texts.no_right_yet" : "texts.no_right"));
	node_text(p->root, V_HREF, admin ? "/admin/users" : NULL);
	return page_end(p, 403, "texts_closed");
}

static bool among(const char *const *list, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i], name) == 0)
			return true;
	return false;
}

static void outcome_add(struct arena *a, struct outcome *o, const char *token)
{
	o->tokens = arena_grow(a, o->tokens, o->count + 1, sizeof *o->tokens);
	o->tokens[o->count++] = token;
}

/* ---- what is shown ---- */

static const char *label_of(const struct results *r, const char *path)
{
	const struct question *q = form_question(r->form, path);

	return q ? question_label(r, r->form, q) : path;
}

/* Line ends as they are stored, without blanks at the ends. */
static const char *plain_words(struct arena *a, const char *typed)
{
	struct str trimmed = str_trim(str_of(text_plain_lines(a, typed)));

	return arena_strndup(a, trimmed.p, trimmed.len);
}

static const char *words_of(const struct desk *d, const char *number)
{
	const struct page *p = &d->r.page;

	return plain_words(p->a, typed(p->req, arena_printf(p->a, "words-%s", number)));
}

/* Those in the same words under one question are read once. */
struct alike {
	struct view_node *node;
	struct view_list *tokens;
	const char *text;
	size_t count;
	bool filled;	/* with what was typed */
};

static struct alike *alike_add(struct desk *d, struct view_list *items, size_t number,
	const struct text_waiting *w)
{
	struct alike *g = arena_alloc(d->r.page.a, sizeof *g);

	*g = (struct alike){.node = list_add(items), .text = w->text};
	g->tokens = node_list(g->node, V_NAMES);
	node_int(g->node, V_ID, (int64_t)number);
	node_text(g->node, V_LABEL, label_of(&d->r, w->question));
	node_text(g->node, V_TEXT, w->text);
	return g;
}

/* What was typed into the item the form had this text in. */
static void alike_fill(struct desk *d, struct alike *g, const char *token)
{
	struct page *p = &d->r.page;
	const char *number = map_get(&d->typed, token), *words;
	bool picked;

	if (!number || g->filled)
		return;
	g->filled = true;
	words = words_of(d, number);
	picked = ticked(p->req, "tick", number);
	node_text(g->node, V_TEXT, words);
	node_flag(g->node, V_SELECTED, picked);
	d->kept |= picked || strcmp(words, plain_words(p->a, g->text)) != 0;
	if (d->refused && among(d->refused->items, d->refused->count, number) &&
		!text_may_be(words))
		node_text(g->node, V_ERROR, results_say(p, "texts.bad_words", "max",
			format_integer(p->a, p->lang, TEXT_BYTES_MAX)));
}

static enum err add_waiting(struct desk *d)
{
	struct page *p = &d->r.page;
	struct view_list *items = node_list(p->root, V_ITEMS);
	struct text_waiting *list;
	struct map seen;
	size_t count, bytes = 0;
	enum err e = texts_waiting(p->a, p->db, d->r.round.id, TEXTS_WAITING, LOOKED_AT, &list,
		&count, &d->waiting);

	map_init(&seen, p->a);
	for (size_t i = 0; !e && i < count; i++) {
		const char *key = arena_printf(p->a, "%s\n%s", list[i].question, list[i].text);
		struct alike *g = map_get(&seen, key);

		if (!g && (seen.count == AT_ONCE || bytes > AT_ONCE_BYTES))
			continue;
		if (!g) {
			g = alike_add(d, items, seen.count + 1, &list[i]);
			map_put(&seen, key, g);
			bytes += strlen(list[i].text);
		}
		node_text(list_add(g->tokens), V_NAME, list[i].token);
		alike_fill(d, g, list[i].token);
		if (++g->count > 1)
			node_text(g->node, V_ALIKE, results_say(p, "texts.alike", "n",
				format_integer(p->a, p->lang, (int64_t)g->count)));
	}
	node_flag(p->root, V_SHOWN, seen.count > 1);
	return e;
}

/* Those just done that are there still can be undone. */
static void undo_add(const struct desk *d, enum deed deed, const char *token,
	struct outcome *there)
{
	if (d->done.deed == deed && among(d->done.tokens, d->done.count, token))
		outcome_add(d->r.page.a, there, token);
}

static enum err add_left_out(struct desk *d, struct outcome *there)
{
	struct page *p = &d->r.page;
	struct view_list *items = node_list(p->root, V_GONE);
	struct text_waiting *list;
	size_t count;
	enum err e = texts_waiting(p->a, p->db, d->r.round.id, TEXTS_LEFT_OUT, LOOKED_AT, &list,
		&count, &d->left_out);

	for (size_t i = 0; !e && i < count; i++) {
		struct view_node *n = i < LEFT_OUT_MOST ? list_add(items) : NULL;

		undo_add(d, LEFT_OUT, list[i].token, there);
		if (!n)
			continue;
		node_text(n, V_NAME, list[i].token);
		node_text(n, V_LABEL, label_of(&d->r, list[i].question));
		node_text(n, V_TEXT, list[i].text);
	}
	return e;
}

static enum err add_released(struct desk *d, struct outcome *there)
{
	struct page *p = &d->r.page;
	struct view_list *rows = node_list(p->root, V_ROWS);
	struct text_released *list;
	size_t count;
	enum err e = texts_released(p->a, p->db, d->r.round.id, NULL, &list, &count);

	for (size_t i = 0; !e && i < count; i++) {
		struct view_node *n = list_add(rows);

		undo_add(d, RELEASED, list[i].token, there);
		node_text(n, V_VALUE, list[i].token);
		node_text(n, V_LABEL, label_of(&d->r, list[i].question));
		node_text(n, V_TEXT, list[i].text);
		e = board_node_put(p, n, &d->r.round, BOARD_TEXT, list[i].token);
	}
	return e;
}

static const char *counted(const struct desk *d, const char *key, size_t n)
{
	const struct page *p = &d->r.page;

	return results_say(p, key, "n", format_integer(p->a, p->lang, (int64_t)n));
}

static void add_done(struct desk *d, const struct outcome *there)
{
	const struct outcome *o = &d->done;
	size_t n = o->deed == WAITING_AGAIN ? o->count : there->count;
	struct view_list *lost = node_list(d->r.page.root, V_EARLIER), *tokens;
	struct view_node *done;

	if (o->late)
		node_text(d->r.page.root, V_WARNING, counted(d, "texts.late", o->late));
	for (size_t i = 0; i < o->lost_count; i++)
		node_text(list_add(lost), V_TEXT, o->lost[i]);
	if (!n)
		return;
	done = node_object(d->r.page.root, V_DONE);
	node_text(done, V_TEXT, counted(d, deeds[o->deed].text, n));
	node_text(done, V_VALUE, deeds[o->deed].undo);
	tokens = node_list(done, V_NAMES);
	for (size_t i = 0; i < there->count; i++)
		node_text(list_add(tokens), V_NAME, there->tokens[i]);
}

static enum err fill_free_texts(struct desk *d)
{
	struct page *p = &d->r.page;
	struct outcome there = {.deed = d->done.deed};
	enum err e = add_looked_after(d);

	if (!e)
		e = add_waiting(d);
	if (!e)
		e = add_left_out(d, &there);
	if (!e)
		e = add_released(d, &there);
	if (e)
		return e;
	add_done(d, &there);
	node_int(p->root, V_N, (int64_t)d->waiting);
	node_flag(p->root, V_ANY, d->left_out > 0);
	node_text(p->root, V_TITLE, page_text(p, "texts.title"));
	node_int(p->root, V_MAX, RAW_TEXT_DAYS);
	node_text(p->root, V_ACTION, url_path(p->a, "/results/%s/texts", d->r.round.code));
	return OK;
}

static enum err show_free_texts(struct desk *d, int status, const char *fault)
{
	enum err e = fill_free_texts(d);

	if (e)
		return e;
	if (fault)
		node_text(d->r.page.root, V_WARNING, fault);
	return page_end(&d->r.page, status, "texts");
}

/* ---- the address says what was done ---- */

static size_t number_in(const struct params *query, const char *name)
{
	const char *text = params_get(query, name);
	int64_t n;

	return text && parse_i64(text, &n) && n > 0 && n <= PARAMS_MAX ? (size_t)n : 0;
}

static void read_done(struct desk *d)
{
	const struct params *query = &d->r.page.req->query;

	d->done.late = number_in(query, "late");
	for (size_t i = 1; i < DEEDS; i++) {
		const struct param *p = NULL;

		if (!params_get(query, deeds[i].name))
			continue;
		d->done.deed = (enum deed)i;
		if (i == WAITING_AGAIN)
			d->done.count = number_in(query, deeds[i].name);
		else
			while ((p = params_next(query, deeds[i].name, p)) && d->done.count < NAMED_MOST)
				outcome_add(d->r.page.a, &d->done, p->value);
		return;
	}
}

static const char *done_address(const struct desk *d)
{
	struct arena *a = d->r.page.a;
	const struct outcome *o = &d->done;
	const char *url = url_path(a, "/results/%s/texts", d->r.round.code);
	const char *name = deeds[o->deed].name;

	if (o->deed == WAITING_AGAIN)
		url = url_query(a, url, name, arena_printf(a, "%zu", o->count));
	for (size_t i = 0; name && o->deed != WAITING_AGAIN && i < o->count; i++)
		url = url_query(a, url, name, o->tokens[i]);
	return o->late ? url_query(a, url, "late", arena_printf(a, "%zu", o->late)) : url;
}

enum err free_texts_get(struct request *req, struct response *res)
{
	struct desk d;
	enum err e = begin_free_texts(req, res, &d);

	if (e)
		return e;
	if (!req->viewer->rows)
		return show_closed(&d);
	read_done(&d);
	return show_free_texts(&d, 200, NULL);
}

/* ---- a press ---- */

static bool read_press(const struct request *req, struct press *out)
{
	const char *one = params_get(&req->form, "release");
	const struct param *p = NULL;

	*out = (struct press){.release = one != NULL};
	if (!one)
		one = params_get(&req->form, "leave_out");
	if (!one)
		return false;
	out->items = arena_alloc(req->arena, (req->form.count + 1) * sizeof *out->items);
	if (strcmp(one, "ticked") != 0)
		out->items[out->count++] = one;
	else
		while ((p = params_next(&req->form, "tick", p)))
			out->items[out->count++] = p->value;
	return true;
}

/* Where the form has each text. */
static void read_typed(struct desk *d)
{
	const struct params *form = &d->r.page.req->form;

	for (size_t i = 0; i < form->count; i++)
		if (strncmp(form->list[i].name, "text-", 5) == 0)
			map_put(&d->typed, form->list[i].value,
				arena_strdup(d->r.page.a, form->list[i].name + 5));
}

/* What somebody else was quicker with is left, the others are done; `e` is what came of one. */
static enum err count_one(struct desk *d, enum err e, const char *token)
{
	if (e == ERR_CONFLICT)
		d->done.late++;
	else if (!e)
		outcome_add(d->r.page.a, &d->done, token);
	return e == ERR_CONFLICT ? OK : e;
}

static enum err nothing_done(const struct desk *d, enum err e)
{
	return !e && !d->done.count ?
		err_fail(ERR_CONFLICT, "somebody has read these texts meanwhile") : e;
}

/* Those in the same words, each. */
static enum err read_item(struct desk *d, struct change *c, const char *number, const char *words)
{
	const struct page *p = &d->r.page;
	const char *field = arena_printf(p->a, "text-%s", number);
	const struct param *text = NULL;
	size_t late = d->done.late;
	enum err e = OK;

	while (!e && (text = params_next(&p->req->form, field, text)))
		e = count_one(d, text_read(c, &d->r.round, text->value, words), text->value);
	if (words && d->done.late > late) {
		d->done.lost = arena_grow(p->a, d->done.lost, d->done.lost_count + 1,
			sizeof *d->done.lost);
		d->done.lost[d->done.lost_count++] = words;
	}
	return e;
}

static enum err read_items(struct desk *d, struct change *c, const struct press *press)
{
	enum err e = OK;

	d->done.deed = press->release ? RELEASED : LEFT_OUT;
	for (size_t i = 0; !e && i < press->count; i++)
		e = read_item(d, c, press->items[i],
			press->release ? words_of(d, press->items[i]) : NULL);
	return nothing_done(d, e);
}

static enum err wait_again(struct desk *d, struct change *c, const char *how, const char *field)
{
	bool released = strcmp(how, "wait_again") == 0;
	const struct param *p = NULL;
	enum err e = OK;

	d->done.deed = WAITING_AGAIN;
	while (!e && (p = params_next(&d->r.page.req->form, field, p)))
		e = count_one(d, released ? text_wait_again(c, &d->r.round, p->value) :
			text_put_back(c, &d->r.round, p->value), p->value);
	return nothing_done(d, e);
}

/* Whatever is no reading: one taken back for good, one or several that wait again. */
static enum err settle_free_texts(struct desk *d, struct change *c)
{
	const struct params *form = &d->r.page.req->form;
	const char *token = params_get(form, "take_back");
	const char *undo = params_get(form, "undo");

	if (token)
		return text_take_back(c, &d->r.round, token);
	if (undo)
		return wait_again(d, c, undo, "undone");
	return params_get(form, "put_back") ? wait_again(d, c, "put_back", "put_back") :
		wait_again(d, c, "wait_again", "wait_again");
}

/* Enter in a box presses the first button of the form, which says nothing: then the page is shown
 * as typed. */
static bool said_nothing(const struct params *form)
{
	return !params_get(form, "take_back") && !params_get(form, "put_back") &&
		!params_get(form, "wait_again") && !params_get(form, "undo");
}

static enum err name_texts(const struct desk *d, const struct press *press)
{
	const struct params *form = &d->r.page.req->form;

	for (size_t i = 0; i < press->count; i++)
		if (!params_get(form, arena_printf(d->r.page.a, "text-%s", press->items[i])))
			return err_fail(ERR_INPUT, "no text is named");
	return OK;
}

static bool words_may_be(const struct desk *d, const struct press *press)
{
	for (size_t i = 0; press->release && i < press->count; i++)
		if (!text_may_be(words_of(d, press->items[i])))
			return false;
	return true;
}

/* An address says what was done, unless it cannot: then the page itself. */
static enum err end_free_texts(struct desk *d)
{
	enum err e = fill_free_texts(d);

	if (e)
		return e;
	if (d->kept || d->done.lost_count || d->done.count > NAMED_MOST)
		return page_end(&d->r.page, 200, "texts");
	return response_redirect(d->r.page.res, done_address(d));
}

enum err free_texts_post(struct request *req, struct response *res)
{
	struct desk d;
	struct press press;
	struct change c;
	bool reading = read_press(req, &press);
	enum err e = req->viewer->rows ? begin_free_texts(req, res, &d) :
		err_text(err_fail(ERR_DENIED, "free texts are read by accounts with the right "
			"to single answers"), "texts.no_right", NULL);

	if (e)
		return e;
	read_typed(&d);
	if (reading && !press.count)
		return show_free_texts(&d, 422, page_text(&d.r.page, "texts.none_ticked"));
	if (!reading && said_nothing(&req->form))
		return show_free_texts(&d, 200, NULL);
	e = name_texts(&d, &press);
	if (e)
		return e;
	if (!words_may_be(&d, &press)) {
		d.refused = &press;
		return show_free_texts(&d, 422, page_text(&d.r.page, "texts.refused"));
	}
	e = page_change(req, &c);
	if (!e)
		e = change_end(&c, reading ? read_items(&d, &c, &press) : settle_free_texts(&d, &c));
	if (e == ERR_CONFLICT) {
		d.done = (struct outcome){.late = d.done.late, .lost = d.done.lost,
			.lost_count = d.done.lost_count};
		return show_free_texts(&d, 409, NULL);
	}
	return e ? e : end_free_texts(&d);
}
