/*
 * codebook.csv: what each question and each code means, in every language.
 */
#include <string.h>

#include "base/arena.h"
#include "parts.h"

/* The languages of all forms of the bundle, each once. */
struct languages {
	const struct form_language **list;
	size_t count;
};

static size_t language_of(const struct form *f, const struct form_language *l)
{
	for (size_t i = 0; i < f->language_count; i++)
		if (strcmp(f->languages[i].code, l->code) == 0
			&& (*l->code || strcmp(f->languages[i].name, l->name) == 0))
			return i;
	return SIZE_MAX;
}

static void add_languages(struct bundle *b, const struct form *f, struct languages *all)
{
	for (size_t i = 0; i < f->language_count; i++) {
		const struct form_language *l = &f->languages[i];
		bool met = false;

		for (size_t j = 0; j < all->count && !met; j++)
			met = strcmp(all->list[j]->code, l->code) == 0
				&& (*l->code || strcmp(all->list[j]->name, l->name) == 0);
		if (met)
			continue;
		all->list = arena_grow(b->arena, all->list, all->count + 1, sizeof *all->list);
		all->list[all->count++] = l;
	}
}

static const char *heading(struct arena *a, const char *what, const struct form_language *l)
{
	if (!*l->code)
		return arena_printf(a, "%s::%s", what, l->name);
	return arena_printf(a, "%s::%s (%s)", what, l->name, l->code);
}

static const struct field *make_fields(struct bundle *b, const struct languages *all,
	size_t *count)
{
	static const struct field before[] = {
		{"form", "string", "Code of the form", NULL, NULL},
		{"question", "string", "Path of the question", NULL, NULL},
	}, middle[] = {
		{"type", "string", "Type of the question", NULL, NULL},
		{"list", "string", "Name of its list of choices", NULL, NULL},
		{"choice", "string", "Code of a choice", NULL, NULL},
	}, after[] = {
		{"measure", "string", "Column of the audit's tables it feeds", NULL, NULL},
		{"function", "string", "Function (activity) it asks about", NULL, NULL},
		{"version", "integer", "Version of the form", NULL, NULL},
		{"corrected", "string", "Corrections of its wording: number and day", NULL, NULL},
	};
	struct field *f = arena_array(b->arena, 9 + 2 * all->count, sizeof *f);
	size_t n = 2;

	memcpy(f, before, sizeof before);
	for (size_t i = 0; i < all->count; i++)
		f[n++] = (struct field){heading(b->arena, "label", all->list[i]), "string",
			"Wording of the question", NULL, NULL};
	memcpy(f + n, middle, sizeof middle);
	n += 3;
	for (size_t i = 0; i < all->count; i++)
		f[n++] = (struct field){heading(b->arena, "choice_label", all->list[i]), "string",
			"Wording of the choice", NULL, NULL};
	memcpy(f + n, after, sizeof after);
	*count = n + 4;
	return f;
}

/* What a row is about. */
struct row {
	const struct form *form;
	const struct question *question;
	const struct choice *choice;	/* NULL: the question has none */
	int version;
	const struct bundle_round *round;
};

/* Whether a text of the sheets is the wording of this row: of the question by its
 * name (the second of a name is `name#2`), or of the choice. */
static bool is_wording(const struct row *r, const struct corrected_text *c, struct arena *a)
{
	size_t len = strlen(r->question->name);

	if (strcmp(c->sheet, "survey") == 0)
		return strncmp(c->key, r->question->name, len) == 0 &&
			(!c->key[len] || c->key[len] == '#');
	return r->choice && strcmp(c->sheet, "choices") == 0 && strcmp(c->key,
		arena_printf(a, "%s/%s", r->question->list->name, r->choice->name)) == 0;
}

/* "2.1 2026-03-14; 2.2 2026-03-20", "" when its wording is as it was published. */
static const char *corrected(const struct row *r, struct arena *scratch)
{
	const char *out = "";
	int last = 0;

	for (size_t i = 0; i < r->round->corrected_count; i++) {
		const struct corrected_text *c = &r->round->corrected[i];

		if (c->minor == last || !is_wording(r, c, scratch))
			continue;
		last = c->minor;
		out = arena_printf(scratch, "%s%s%d.%d %s", out, *out ? "; " : "", r->version,
			c->minor, c->day);
	}
	return out;
}

static void put_words(struct bundle *b, const struct languages *all, const struct form *f,
	const struct form_words *words, struct arena *scratch)
{
	for (size_t i = 0; i < all->count; i++) {
		size_t language = language_of(f, all->list[i]);
		bool there = words && words->by_language && language != SIZE_MAX
			&& words->by_language[language].count;

		csv_put(&b->out.csv, there ? plain_words(scratch, f, language, words) : "");
	}
}

static void put_row(struct bundle *b, const struct languages *all, const struct row *r,
	struct arena *scratch)
{
	struct csv_writer *w = &b->out.csv;
	const struct question *q = r->question;

	csv_put(w, r->form->id);
	csv_put(w, q->path);
	put_words(b, all, r->form, &r->form->nodes[q->node].label, scratch);
	csv_put(w, question_type_name(q->type));
	csv_put(w, q->list ? q->list->name : "");
	csv_put(w, r->choice ? r->choice->name : "");
	put_words(b, all, r->form, r->choice ? &r->choice->label : NULL, scratch);
	csv_put(w, measure_name(q->measure));
	csv_put(w, q->function ? q->function : "");
	csv_put_i64(w, r->version);
	csv_put(w, corrected(r, scratch));
	out_row(&b->out);
	arena_reset(scratch);
}

static void put_form(struct bundle *b, const struct languages *all, size_t index,
	struct map *met, struct arena *scratch)
{
	const struct bundle_round *r = &b->rounds[index];

	for (size_t i = 0; i < r->form->question_count; i++) {
		struct row row = {r->form, r->form->questions[i], NULL, r->round.form_version, r};
		size_t choices = row.question->list ? row.question->list->count : 0;

		if (row.question->type == Q_META)
			continue;
		for (size_t c = 0; c < (choices ? choices : 1); c++) {
			row.choice = choices ? &row.question->list->choices[c] : NULL;
			if (map_put(met, arena_printf(scratch, "%s %s %s", r->form_name,
				row.question->path, row.choice ? row.choice->name : ""), met))
				put_row(b, all, &row, scratch);
		}
	}
}

/* Rounds of one form may have other lists: each question and code stands once. */
void write_codebook(struct bundle *b)
{
	struct languages all = {0};
	struct arena *scratch = arena_new();
	const struct field *fields;
	struct map met;
	size_t count;

	map_init(&met, b->arena);
	for (size_t i = 0; i < b->count; i++)
		add_languages(b, b->rounds[i].form, &all);
	fields = make_fields(b, &all, &count);
	out_table(&b->out, "codebook.csv", "what each question and code means, in every language",
		fields, count, "form version question choice");
	for (size_t i = 0; i < b->count; i++)
		put_form(b, &all, i, &met, scratch);
	out_end(&b->out);
	arena_free(scratch);
}
