/* What the corrections of a version changed, text by text. */
#include <string.h>

#include "base/arena.h"
#include "form/texts.h"
#include "model/drafts.h"

static enum err read_at(struct arena *a, struct db *db, int64_t form, int minor,
	struct form_texts *out)
{
	struct form_sheets sheets;
	struct faults ignored;
	enum err e = form_sheets_at(a, db, form, minor, &sheets);

	if (e)
		return e;
	faults_init(&ignored, a);
	return texts_read(a, sheets.texts, &ignored, out);
}

struct gathering {
	struct arena *arena;
	struct corrected_text *list;
	size_t count;
};

static void add(struct gathering *g, const struct corrected_text *one)
{
	g->list = arena_grow(g->arena, g->list, g->count + 1, sizeof *g->list);
	g->list[g->count++] = *one;
}

/* Rows of `after` against those of `before`; rows are the same but for the words. */
static void compare(struct gathering *g, const struct form_correction *c,
	const struct form_texts *before, const struct form_texts *after)
{
	for (size_t i = 0; i < after->count; i++) {
		const struct text_row *r = &after->rows[i];
		const char *sheet = form_sheet_name(r->sheet);
		const struct text_row *was = texts_find(before, sheet, r->key, r->column);

		for (size_t l = 0; l < after->language_count; l++) {
			const struct form_language *lang = &after->languages[l];
			const char *name = *lang->code ? lang->code : lang->name;
			size_t old = texts_language(before, name);
			const char *text = was && old < before->language_count ?
				was->texts[old] : "";

			if (strcmp(text, r->texts[l]) != 0)
				add(g, &(struct corrected_text){c->minor, c->day, sheet, r->key,
					r->column, name, text, r->texts[l]});
		}
	}
}

enum err corrections_texts(struct arena *a, struct db *db, int64_t form,
	struct corrected_text **out, size_t *count)
{
	struct gathering g = {.arena = a};
	struct form_correction *list;
	struct form_texts before, after;
	size_t n;
	enum err e = corrections_list(a, db, form, &list, &n);

	if (!e && n)
		e = read_at(a, db, form, 0, &before);
	for (size_t i = 0; !e && i < n; i++) {
		e = read_at(a, db, form, list[i].minor, &after);
		if (!e)
			compare(&g, &list[i], &before, &after);
		before = after;
	}
	if (e)
		return e;
	*out = g.list;
	*count = g.count;
	return OK;
}
