/*
 * In which order a person meets the sections: that of the form, but the iterations of a loop
 * that draws come as they were drawn, the first of them (kiosk_first) before all others.
 */
#include "evaluate.h"

#include "base/arena.h"

/* The iteration of a loop that draws around the section's node, or FORM_NO_NODE. */
static size_t drawn_iteration(const struct form *f, size_t section)
{
	for (size_t at = f->sections[section].node; at != FORM_NO_NODE; at = f->nodes[at].parent) {
		size_t up = f->nodes[at].parent;

		if (f->nodes[at].kind == NODE_ITERATION && f->nodes[up].draw)
			return at;
	}
	return FORM_NO_NODE;
}

/* Sections of one loop stand together; few of them are asked, so each finds its place among
 * those before it. */
static void insert(const struct form *f, const size_t *rank, size_t *by_turn, size_t place)
{
	size_t section = by_turn[place], own = drawn_iteration(f, section);

	if (own == FORM_NO_NODE)
		return;
	while (place > 0) {
		size_t before = drawn_iteration(f, by_turn[place - 1]);

		if (before == FORM_NO_NODE || f->nodes[before].parent != f->nodes[own].parent ||
			rank[before] <= rank[own])
			break;
		by_turn[place] = by_turn[place - 1];
		place--;
	}
	by_turn[place] = section;
}

void turns_set(struct arena *a, const struct form *f, const size_t *rank, struct form_state *s)
{
	size_t *by_turn = arena_array(a, f->section_count + 1, sizeof *by_turn);
	size_t *turn = arena_array(a, f->section_count + 1, sizeof *turn);

	for (size_t i = 0; i < f->section_count; i++) {
		by_turn[i] = i;
		insert(f, rank, by_turn, i);
	}
	for (size_t i = 0; i < f->section_count; i++)
		turn[by_turn[i]] = i;
	s->by_turn = by_turn;
	s->turn = turn;
}
