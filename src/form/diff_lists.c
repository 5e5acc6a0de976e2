/* Comparing choice lists: codes that came, went, changed their words or place. */
#include <string.h>

#include "base/arena.h"
#include "diff.h"

static struct diff_change about(const struct choice_list *l, enum diff_kind kind,
	enum diff_bearing bearing, const char *code)
{
	return (struct diff_change){.kind = kind, .bearing = bearing, .label = "",
		.part = l->name, .code = code};
}

/* A choice the other list lacks, with the same words in the default language. */
static const struct choice *same_words(const struct comparing *c, const struct choice *wanted,
	const struct choice_list *before, const struct choice_list *after)
{
	const char *text = diff_text(&wanted->label, c->before->default_language);

	for (size_t i = 0; *text && i < after->count; i++) {
		const struct choice *x = &after->choices[i];

		if (!list_choice(before, x->name) && strcmp(text, diff_text(&x->label,
				c->after->default_language)) == 0)
			return x;
	}
	return NULL;
}

static void choice_went(struct comparing *c, const struct choice *b,
	const struct choice_list *before, const struct choice_list *after, struct map *recoded)
{
	const struct choice *now = same_words(c, b, before, after);
	struct diff_change change = about(after, now ? DIFF_CHOICE_RECODED : DIFF_CHOICE_REMOVED,
		now ? BEARING_BROKEN : BEARING_PARTLY, b->name);

	if (now)
		map_put(recoded, now->name, recoded);
	change.before = b->name;
	change.after = now ? now->name : "";
	diff_add(c, 0, change);
}

static void choices_order(struct comparing *c, const struct choice_list *before,
	const struct choice_list *after)
{
	size_t *place = arena_array(c->arena, after->count + 1, sizeof *place), count = 0;
	bool *moved = arena_array(c->arena, after->count + 1, sizeof *moved);

	for (size_t i = 0; i < after->count; i++) {
		const struct choice *b = list_choice(before, after->choices[i].name);

		if (b)
			place[count++] = (size_t)(b - before->choices);
	}
	diff_moved(c->arena, place, count, moved);
	for (size_t i = 0; i < count; i++)
		if (moved[i]) {
			diff_add(c, 0, about(after, DIFF_CHOICES_ORDER, BEARING_READ, NULL));
			return;
		}
}

void diff_lists(struct comparing *c, const struct choice_list *before,
	const struct choice_list *after)
{
	const char *key = arena_printf(c->arena, "list %s > %s", before->name, after->name);
	struct map recoded;

	if (!map_put(&c->seen, key, c))
		return;
	map_init(&recoded, c->arena);
	for (size_t i = 0; i < before->count; i++)
		if (!list_choice(after, before->choices[i].name))
			choice_went(c, &before->choices[i], before, after, &recoded);
	for (size_t i = 0; i < after->count; i++) {
		const struct choice *x = &after->choices[i], *b = list_choice(before, x->name);
		struct diff_change change = about(after, b ? DIFF_CHOICE_REWORDED :
			DIFF_CHOICE_ADDED, b ? BEARING_READ : BEARING_PARTLY, x->name);

		if (b) {
			diff_words(c, 0, change, &b->label, &x->label);
		} else if (!map_has(&recoded, x->name)) {
			change.before = "";
			change.after = x->name;
			diff_add(c, 0, change);
		}
	}
	choices_order(c, before, after);
}
