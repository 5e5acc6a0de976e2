/*
 * The order of computing: each node behind what it rests on (its group, what
 * its relevance, calculation, default and choice filter refer to). Circles are
 * faults. Kahn's algorithm. And by that order, which values carry somebody's own words.
 */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "compile.h"
#include "form/expr.h"

#define CIRCLES_MAX 20

/* `to` rests on `from`; in the list of from's followers and of to's grounds. */
struct link {
	size_t from, to, next_follower, next_ground;
};

struct edges {
	struct arena *arena;
	struct link *links;
	size_t *followers, *grounds;	/* per node, link + 1; 0 none */
	size_t *waiting;	/* per node: how much it rests on that is not done */
	size_t count;
};

static void edge(struct edges *e, size_t on, size_t node)
{
	e->links = arena_grow(e->arena, e->links, e->count + 1, sizeof *e->links);
	e->links[e->count++] = (struct link){on, node, e->followers[on], e->grounds[node]};
	e->followers[on] = e->grounds[node] = e->count;
	e->waiting[node]++;
}

static void edges_of(struct edges *e, const struct expr *x, size_t node)
{
	const size_t *refs;
	size_t count = x ? expr_refs(x, &refs) : 0;

	for (size_t i = 0; i < count; i++)
		edge(e, refs[i], node);
}

static void node_edges(struct edges *e, const struct form *f, size_t i)
{
	const struct form_node *n = &f->nodes[i];

	if (n->parent != FORM_NO_NODE)
		edge(e, n->parent, i);
	/* A draw looks at all iterations at once, so their relevance is the loop's. */
	if (n->kind == NODE_ITERATION)
		edges_of(e, n->relevant, n->parent);
	else
		edges_of(e, n->relevant, i);
	if (n->kind == NODE_LOOP && n->first != FORM_NO_NODE)
		edge(e, n->first, i);
	if (n->question) {
		edges_of(e, n->question->calculation, i);
		edges_of(e, n->question->initial, i);
		edges_of(e, n->question->choice_filter, i);
		edges_of(e, n->question->readonly, i);
	}
}

/* Done: those that wait for it wait for one less. */
static void settle(struct edges *e, size_t node, size_t *order, size_t *count)
{
	for (size_t at = e->followers[node]; at; at = e->links[at - 1].next_follower) {
		size_t to = e->links[at - 1].to;

		if (e->waiting[to] && --e->waiting[to] == 0)
			order[(*count)++] = to;
	}
}

/* Some node that `node` rests on and that still waits. */
static size_t rests_on(const struct edges *e, size_t node)
{
	for (size_t at = e->grounds[node]; at; at = e->links[at - 1].next_ground)
		if (e->waiting[e->links[at - 1].from])
			return e->links[at - 1].from;
	return FORM_NO_NODE;
}

/* Walk back from a waiting node until one comes twice: that is a circle. Its
 * nodes are released, so that further circles can be found. */
static void report_circle(struct compiler *c, struct edges *e, size_t from, size_t *order,
	size_t *count)
{
	const struct form *f = c->form;
	size_t *seen = arena_array(c->arena, f->node_count, sizeof *seen), steps = 0, node = from;
	size_t shown = 0;
	struct buf *text = buf_new(c->arena, 2000);

	while (!seen[node]) {
		seen[node] = ++steps;
		node = rests_on(e, node);
		if (node == FORM_NO_NODE)
			return;
	}

	size_t start = node;

	do {
		if (shown++ < 8)
			buf_printf(text, "%s → ", f->nodes[node].path);
		node = rests_on(e, node);
	} while (node != start);
	row_fault(c, c->origins[start].row, "name", FAULT_CIRCLE, text->data,
		shown > 8 ? "… → " : "", f->nodes[start].path, NULL);
	e->waiting[start] = 0;
	order[(*count)++] = start;
}

static bool refers_to_moderated(const struct form *f, const struct expr *x)
{
	const size_t *refs;
	size_t count = x ? expr_refs(x, &refs) : 0;

	for (size_t i = 0; i < count; i++)
		if (f->nodes[refs[i]].question && f->nodes[refs[i]].question->moderated)
			return true;
	return false;
}

static void warn_of_words(struct compiler *c, struct row *r)
{
	if (r->reported & 1u << 24)
		return;
	r->reported |= 1u << 24;
	row_warn(c, r, "calculation", FAULT_CALCULATION_OF_WORDS, NULL);
}

/* Words are moderated wherever a calculation carries them; what it refers to comes before it. */
static void mark_moderated(struct compiler *c)
{
	struct form *f = c->form;

	for (size_t i = 0; i < f->node_count; i++) {
		struct question *q = f->nodes[f->order[i]].question;

		if (!q)
			continue;
		q->moderated = q->takes_answer ? question_answer(q) == ANSWER_TEXT ||
			question_answer(q) == ANSWER_PICTURE
			: refers_to_moderated(f, q->calculation) ||
			refers_to_moderated(f, q->initial);
		if (q->moderated && !q->takes_answer)
			warn_of_words(c, c->origins[q->node].row);
	}
}

void compile_order(struct compiler *c)
{
	struct form *f = c->form;
	size_t *order = arena_array(c->arena, f->node_count + 1, sizeof *order);
	size_t count = 0, done = 0;
	struct edges e = {.arena = c->arena};

	e.followers = arena_array(c->arena, f->node_count + 1, sizeof *e.followers);
	e.grounds = arena_array(c->arena, f->node_count + 1, sizeof *e.grounds);
	e.waiting = arena_array(c->arena, f->node_count + 1, sizeof *e.waiting);
	for (size_t i = 0; i < f->node_count; i++)
		node_edges(&e, f, i);
	for (size_t i = 0; i < f->node_count; i++)
		if (!e.waiting[i])
			order[count++] = i;
	for (size_t circles = 0; circles < CIRCLES_MAX; circles++) {
		size_t stuck = 0, before;

		while (done < count)
			settle(&e, order[done++], order, &count);
		while (stuck < f->node_count && !e.waiting[stuck])
			stuck++;
		if (stuck == f->node_count)
			break;
		before = count;
		report_circle(c, &e, stuck, order, &count);
		if (count == before)
			break;
	}
	f->order = order;
	mark_moderated(c);
}
