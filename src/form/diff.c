/*
 * Comparing two forms: nodes by their paths, wording and logic of those in both.
 * Owns what counts as the same question and what each change means.
 */
#include "diff.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "form/expr.h"

void diff_add(struct comparing *c, size_t row, struct diff_change change)
{
	const char *key;
	size_t *known;

	key = arena_printf(c->arena, "%zu %d %s %s %s %s", row, (int)change.kind,
		change.part ? change.part : "", change.language ? change.language : "",
		change.code ? change.code : "", row ? "" : change.path ? change.path : "");
	known = map_get(&c->seen, key);
	if (known) {
		c->list[*known].times++;
		return;
	}
	known = arena_alloc(c->arena, sizeof *known);
	*known = c->count;
	c->list = arena_grow(c->arena, c->list, c->count + 1, sizeof *c->list);
	c->list[c->count] = change;
	c->list[c->count++].times = 1;
	map_put(&c->seen, key, known);
}

const char *diff_text(const struct form_words *words, size_t language)
{
	const struct form_text *t = words->by_language ? &words->by_language[language] : NULL;

	return t && t->count ? t->source : "";
}

void diff_words(struct comparing *c, size_t row, struct diff_change change,
	const struct form_words *before, const struct form_words *after)
{
	for (size_t l = 0; l < c->after->language_count; l++) {
		if (c->language[l] == FORM_NO_NODE)
			continue;
		change.before = diff_text(before, c->language[l]);
		change.after = diff_text(after, l);
		change.language = c->after->languages[l].name;
		if (strcmp(change.before, change.after) != 0)
			diff_add(c, row, change);
	}
}

/* Patience on a chain: mark those not in a longest ascending run. */
void diff_moved(struct arena *a, const size_t *place, size_t count, bool *out)
{
	size_t *tail = arena_array(a, count + 1, sizeof *tail), length = 0;
	size_t *back = arena_array(a, count + 1, sizeof *back);

	for (size_t i = 0; i < count; i++) {
		size_t low = 0, high = length;

		while (low < high) {
			size_t middle = (low + high) / 2;

			if (place[tail[middle]] < place[i])
				low = middle + 1;
			else
				high = middle;
		}
		back[i] = low ? tail[low - 1] + 1 : 0;
		tail[low] = i;
		length += low == length;
		out[i] = true;
	}
	for (size_t at = length ? tail[length - 1] + 1 : 0; at; at = back[at - 1])
		out[at - 1] = false;
}

static struct diff_change about(const struct form *f, const struct form_node *n,
	enum diff_kind kind, enum diff_bearing bearing)
{
	return (struct diff_change){.kind = kind, .bearing = bearing, .path = n->path,
		.label = diff_text(&n->label, f->default_language)};
}

static bool shown(const struct form_node *n)
{
	return n->kind != NODE_ITERATION && n->kind != NODE_INSTANCE;
}

/* ---- questions in both ---- */

static const char *source_of(const struct expr *e)
{
	return e ? expr_source(e) : "";
}

static void logic(struct comparing *c, const struct form_node *n, const char *part,
	enum diff_bearing bearing, const char *before, const char *after)
{
	struct diff_change change = about(c->after, n, DIFF_LOGIC, bearing);

	if (strcmp(before, after) == 0)
		return;
	change.part = part;
	change.before = before;
	change.after = after;
	diff_add(c, n->line, change);
}

static const char *parameters_text(struct arena *a, const struct question *q)
{
	const struct question_parameters *p = &q->parameters;
	struct buf *out = buf_new(a, 4096);

	if (q->type == Q_RANGE)
		buf_printf(out, "start=%g end=%g step=%g ", p->start, p->end, p->step);
	if (p->randomize)
		buf_puts(out, "randomize=true ");
	if (p->has_seed)
		buf_printf(out, "seed=%llu ", (unsigned long long)p->seed);
	if (p->max_chars)
		buf_printf(out, "max=%zu ", p->max_chars);
	for (size_t i = 0; i < p->chip_count; i++)
		buf_printf(out, "%s%g", i ? "," : "chips=", p->chips[i]);
	return out->data;
}

static void question_words(struct comparing *c, const struct form_node *n,
	const struct question *b, const struct question *a)
{
	struct diff_change change = about(c->after, n, DIFF_REWORDED, BEARING_NONE);

	change.part = "constraint_message";
	diff_words(c, n->line, change, &b->constraint_message, &a->constraint_message);
	change.part = "required_message";
	diff_words(c, n->line, change, &b->required_message, &a->required_message);
}

static void question_logic(struct comparing *c, const struct form_node *n,
	const struct question *b, const struct question *a)
{
	logic(c, n, "constraint", BEARING_PARTLY, source_of(b->constraint),
		source_of(a->constraint));
	logic(c, n, "required", BEARING_PARTLY, source_of(b->required), source_of(a->required));
	logic(c, n, a->type == Q_COUNT ? "repeat_count" : "calculation", BEARING_BROKEN,
		source_of(b->calculation), source_of(a->calculation));
	logic(c, n, "default", BEARING_READ, source_of(b->initial), source_of(a->initial));
	logic(c, n, "choice_filter", BEARING_PARTLY, source_of(b->choice_filter),
		source_of(a->choice_filter));
	logic(c, n, "readonly", BEARING_PARTLY, source_of(b->readonly), source_of(a->readonly));
	logic(c, n, "parameters", BEARING_PARTLY, parameters_text(c->arena, b),
		parameters_text(c->arena, a));
	logic(c, n, "kiosk_function", BEARING_BROKEN, b->function ? b->function : "",
		a->function ? a->function : "");
	logic(c, n, "kiosk_measure", BEARING_BROKEN, measure_name(b->measure),
		measure_name(a->measure));
}

static void compare_question(struct comparing *c, const struct form_node *n,
	const struct question *b, const struct question *a)
{
	if (b->type != a->type) {
		struct diff_change change = about(c->after, n, DIFF_RETYPED, BEARING_BROKEN);

		change.before = question_type_name(b->type);
		change.after = question_type_name(a->type);
		diff_add(c, n->line, change);
	}
	question_words(c, n, b, a);
	question_logic(c, n, b, a);
	if (b->list && a->list)
		diff_lists(c, b->list, a->list);
}

static const char *whole_text(struct arena *a, size_t v)
{
	return v ? arena_printf(a, "%zu", v) : "";
}

static void compare_node(struct comparing *c, const struct form_node *b,
	const struct form_node *n)
{
	struct diff_change words = about(c->after, n, DIFF_REWORDED,
		n->kind == NODE_QUESTION ? BEARING_READ : BEARING_NONE);
	struct diff_change look = about(c->after, n, DIFF_LOOK, BEARING_NONE);

	words.part = "label";
	if (shown(n))
		diff_words(c, n->line, words, &b->label, &n->label);
	words.part = "hint";
	diff_words(c, n->line, words, &b->hint, &n->hint);
	logic(c, n, "relevant", BEARING_PARTLY, source_of(b->relevant), source_of(n->relevant));
	logic(c, n, "kiosk_draw", BEARING_PARTLY, whole_text(c->arena, b->draw),
		whole_text(c->arena, n->draw));
	look.part = "appearance";
	look.before = b->appearance;
	look.after = n->appearance;
	if (strcmp(b->appearance, n->appearance) != 0)
		diff_add(c, n->line, look);
	if (b->question && n->question)
		compare_question(c, n, b->question, n->question);
}

/* ---- what came, went, moved ---- */

/* The only question of that name in a form whose path the other lacks. */
static const struct form_node *elsewhere(const struct form *f, const struct map *other,
	const char *name)
{
	const struct form_node *found = NULL;

	for (size_t i = 0; i < f->node_count; i++) {
		const struct form_node *n = &f->nodes[i];

		if (n->kind != NODE_QUESTION || strcmp(n->name, name) != 0 ||
			map_has(other, n->path))
			continue;
		if (found)
			return NULL;
		found = n;
	}
	return found;
}

static void node_came(struct comparing *c, const struct form_node *n)
{
	const struct form_node *from = n->kind == NODE_QUESTION ?
		elsewhere(c->before, &c->after_nodes, n->name) : NULL;
	struct diff_change change = about(c->after, n, DIFF_ADDED, BEARING_NONE);

	/* Only when it is also the one that is new by that name. */
	if (from && elsewhere(c->after, &c->before_nodes, n->name) == n) {
		change.kind = DIFF_MOVED;
		change.bearing = BEARING_READ;
		change.before = from->path;
		change.after = n->path;
		compare_node(c, from, n);
	}
	diff_add(c, n->line, change);
}

static void nodes_came(struct comparing *c)
{
	const struct form *f = c->after;

	for (size_t i = 0; i < f->node_count;) {
		const struct form_node *n = &f->nodes[i], *b = map_get(&c->before_nodes, n->path);

		if (b && b->kind == n->kind) {
			compare_node(c, b, n);
			i++;
			continue;
		}
		/* A new choice or more room: the list's change says so. */
		if (shown(n))
			node_came(c, n);
		i = n->end;
	}
}

static void nodes_went(struct comparing *c)
{
	const struct form *f = c->before;

	for (size_t i = 0; i < f->node_count;) {
		const struct form_node *n = &f->nodes[i], *a = map_get(&c->after_nodes, n->path);
		const struct form_node *to;

		if (a && a->kind == n->kind) {
			i++;
			continue;
		}
		to = n->kind == NODE_QUESTION ? elsewhere(c->after, &c->before_nodes, n->name) : NULL;
		if (shown(n) && !(to && elsewhere(f, &c->after_nodes, n->name) == n))
			diff_add(c, n->line + 1000000, about(f, n, DIFF_REMOVED, BEARING_BROKEN));
		i = n->end;
	}
}

/* Children of one group that are in both, out of order. */
static void order_of(struct comparing *c, size_t first, size_t end)
{
	const struct form *f = c->after;
	size_t *place = arena_array(c->arena, end - first + 1, sizeof *place), count = 0;
	const struct form_node **child = arena_array(c->arena, end - first + 1, sizeof *child);
	bool *moved = arena_array(c->arena, end - first + 1, sizeof *moved);

	for (size_t i = first; i < end; i = f->nodes[i].end) {
		const struct form_node *b = map_get(&c->before_nodes, f->nodes[i].path);

		if (!b || !shown(&f->nodes[i]))
			continue;
		place[count] = (size_t)(b - c->before->nodes);
		child[count++] = &f->nodes[i];
	}
	diff_moved(c->arena, place, count, moved);
	for (size_t i = 0; i < count; i++)
		if (moved[i])
			diff_add(c, child[i]->line,
				about(f, child[i], DIFF_MOVED, BEARING_READ));
}

static void orders(struct comparing *c)
{
	const struct form *f = c->after;

	order_of(c, 0, f->node_count);
	for (size_t i = 0; i < f->node_count; i++)
		if (f->nodes[i].kind != NODE_QUESTION && f->nodes[i].end > i + 1)
			order_of(c, i + 1, f->nodes[i].end);
}

/* ---- the form as a whole ---- */

static bool same_language(const struct form_language *x, const struct form_language *y)
{
	return *x->code && *y->code ? strcmp(x->code, y->code) == 0 :
		strcmp(x->name, y->name) == 0;
}

static size_t language_in(const struct form *f, const struct form_language *l)
{
	for (size_t i = 0; i < f->language_count; i++)
		if (same_language(&f->languages[i], l))
			return i;
	return FORM_NO_NODE;
}

static void compare_languages(struct comparing *c)
{
	const struct form *b = c->before, *f = c->after;

	c->language = arena_array(c->arena, f->language_count, sizeof *c->language);
	for (size_t l = 0; l < f->language_count; l++) {
		struct diff_change title = {.kind = DIFF_TITLE, .label = "",
			.language = f->languages[l].name};

		c->language[l] = language_in(b, &f->languages[l]);
		if (c->language[l] == FORM_NO_NODE) {
			diff_add(c, 0, (struct diff_change){.kind = DIFF_LANGUAGE_ADDED,
				.label = "", .language = f->languages[l].name, .before = "",
				.after = f->languages[l].name});
			continue;
		}
		title.before = b->titles[c->language[l]];
		title.after = f->titles[l];
		if (strcmp(title.before, title.after) != 0)
			diff_add(c, 0, title);
	}
	for (size_t l = 0; l < b->language_count; l++)
		if (language_in(f, &b->languages[l]) == FORM_NO_NODE)
			diff_add(c, 0, (struct diff_change){.kind = DIFF_LANGUAGE_REMOVED,
				.bearing = BEARING_READ, .label = "",
				.language = b->languages[l].name,
				.before = b->languages[l].name, .after = ""});
}

static void index_nodes(struct arena *a, const struct form *f, struct map *m)
{
	map_init(m, a);
	for (size_t i = 0; i < f->node_count; i++)
		map_put(m, f->nodes[i].path, &f->nodes[i]);
}

static bool is_wording(enum diff_kind k)
{
	return k == DIFF_TITLE || k == DIFF_REWORDED || k == DIFF_CHOICE_REWORDED ||
		k == DIFF_LANGUAGE_ADDED;
}

void form_compare(struct arena *a, const struct form *before, const struct form *after,
	struct form_diff *out)
{
	struct comparing c = {.arena = a, .before = before, .after = after};

	map_init(&c.seen, a);
	index_nodes(a, before, &c.before_nodes);
	index_nodes(a, after, &c.after_nodes);
	compare_languages(&c);
	nodes_came(&c);
	nodes_went(&c);
	orders(&c);
	*out = (struct form_diff){.changes = c.list, .count = c.count, .wording_only = true};
	for (size_t i = 0; i < c.count; i++) {
		out->wording_only &= is_wording(c.list[i].kind);
		if (c.list[i].bearing > out->worst)
			out->worst = c.list[i].bearing;
	}
}

const char *diff_kind_name(enum diff_kind kind)
{
	static const char *const names[] = {
		[DIFF_TITLE] = "title", [DIFF_LANGUAGE_ADDED] = "language_added",
		[DIFF_LANGUAGE_REMOVED] = "language_removed", [DIFF_ADDED] = "added",
		[DIFF_REMOVED] = "removed", [DIFF_MOVED] = "moved", [DIFF_RETYPED] = "retyped",
		[DIFF_REWORDED] = "reworded", [DIFF_LOGIC] = "logic", [DIFF_LOOK] = "look",
		[DIFF_CHOICE_ADDED] = "choice_added", [DIFF_CHOICE_REMOVED] = "choice_removed",
		[DIFF_CHOICE_RECODED] = "choice_recoded",
		[DIFF_CHOICE_REWORDED] = "choice_reworded",
		[DIFF_CHOICES_ORDER] = "choices_order",
	};

	return names[kind];
}

const char *diff_bearing_name(enum diff_bearing bearing)
{
	static const char *const names[] = {[BEARING_NONE] = "none", [BEARING_READ] = "read",
		[BEARING_PARTLY] = "partly", [BEARING_BROKEN] = "broken"};

	return names[bearing];
}
