/*
 * Which seed draws what the cards of a sheet are about. Owns the search; what is drawn
 * is form_draw()'s, and checked where answers are.
 */
#include <string.h>

#include "base/arena.h"
#include "codec/digest.h"
#include "entry.h"

#define SEED_TRIES 4000000u
#define DRAWN_LOOPS 8

struct wanted {
	size_t *population, count;	/* iterations that may be drawn */
	size_t *targets, target_count;	/* those that cards are about */
	size_t *list;			/* room for the draw */
	size_t drawn;			/* how many are drawn of them */
};

static bool draws(const struct wanted *w, uint64_t seed)
{
	size_t hit = 0;

	memcpy(w->list, w->population, w->count * sizeof *w->list);
	form_draw(seed, w->list, w->count, w->drawn);
	for (size_t i = 0; i < w->drawn && i < w->count; i++)
		for (size_t t = 0; t < w->target_count; t++)
			hit += w->targets[t] == w->list[i];
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

static bool may_be_drawn(const struct wanted *w, size_t node)
{
	for (size_t i = 0; i < w->count; i++)
		if (w->population[i] == node)
			return true;
	return false;
}

static void want(const struct entry *e, const struct sheet *s, size_t loop, struct wanted *w)
{
	const struct form_node *nodes = e->form->nodes, *n = &nodes[loop];
	const struct question *first = n->first == FORM_NO_NODE ? NULL : nodes[n->first].question;
	const char *always = first && answers_of(s->answers, first)->count ?
		answers_of(s->answers, first)->values[0] : NULL;
	size_t room = n->end - loop;

	*w = (struct wanted){.drawn = always ? n->draw - 1 : n->draw,
		.population = arena_array(e->page.a, room, sizeof *w->population),
		.list = arena_array(e->page.a, room, sizeof *w->list),
		.targets = arena_array(e->page.a, e->paper.count + 1, sizeof *w->targets)};
	for (size_t i = loop + 1; i < n->end; i = nodes[i].end) {
		const char *code = nodes[i].choice->name;

		if ((e->form->picks && !is_selected(s, e->form->picks, code)) ||
			(always && strcmp(code, always) == 0))
			continue;
		w->population[w->count++] = i;
	}
	for (size_t i = 0; i < e->paper.count; i++) {
		size_t about = e->paper.items[i].kind == PAPER_CARD &&
			e->paper.items[i].loop == loop ? entry_node(e, s, i) : FORM_NO_NODE;

		if (about != FORM_NO_NODE && may_be_drawn(w, about))
			w->targets[w->target_count++] = about;
	}
}

/* From the sheet's key: pressed twice, it is the same sheet to the last digit. */
uint64_t entry_first_seed(const struct sheet *s)
{
	unsigned char digest[DIGEST_BYTES];
	uint64_t seed = 0;

	digest_of(s->id, strlen(s->id), digest);
	for (size_t i = 0; i < sizeof seed; i++)
		seed = seed << 8 | digest[i];
	return seed & (((uint64_t)1 << 53) - 1);
}

static bool all_draw(const struct wanted *wanted, size_t count, uint64_t seed)
{
	for (size_t i = 0; i < count; i++)
		if (!draws(&wanted[i], seed))
			return false;
	return true;
}

bool entry_find_seed(const struct entry *e, struct sheet *s, uint64_t from)
{
	uint64_t seed = from & (((uint64_t)1 << 53) - 1);
	struct wanted wanted[DRAWN_LOOPS];
	size_t count = 0;

	s->seed = seed;
	for (size_t i = 0; i < e->form->node_count && count < DRAWN_LOOPS; i++) {
		if (e->form->nodes[i].kind != NODE_LOOP || !e->form->nodes[i].draw)
			continue;
		want(e, s, i, &wanted[count]);
		/* Else every seed will do, or none. */
		if (wanted[count].count > wanted[count].drawn && wanted[count].target_count &&
			wanted[count].target_count <= wanted[count].drawn)
			count++;
	}
	for (size_t i = 0; count && i < SEED_TRIES; i++) {
		uint64_t tried = (seed + i) & (((uint64_t)1 << 53) - 1);

		if (all_draw(wanted, count, tried)) {
			s->seed = tried;
			return true;
		}
	}
	return !count;
}
