/*
 * Choice lists: the rows of choices.csv, the catalogues under the reserved
 * names functions, departments, reports, and the lists a round brings along. Owns their checks; wording is compiled
 * only for lists a question uses.
 */
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "compile.h"
#include "tags.h"

#define FIXED_COLUMNS 3		/* name, label, home */

static struct raw_list *list_get(struct compiler *c, const char *name)
{
	struct raw_list *l = map_get(&c->lists, name);
	const struct sheet *s = &c->choices;

	if (l)
		return l;
	l = arena_alloc(c->arena, sizeof *l);
	l->list.name = arena_strdup(c->arena, name);
	l->list.column_names = arena_array(c->arena, s->column_count + FIXED_COLUMNS,
		sizeof(char *));
	l->list.column_names[0] = "name";
	l->list.column_names[1] = "label";
	l->list.column_names[2] = "home";
	l->list.column_count = FIXED_COLUMNS;
	for (size_t i = 0; i < s->column_count; i++)
		if (!s->columns[i].known && !s->columns[i].media && *s->columns[i].header)
			l->list.column_names[l->list.column_count++] = s->columns[i].header;
	map_init(&l->list.by_name, c->arena);
	map_put(&c->lists, name, l);
	return l;
}

static struct raw_choice *choice_new(struct compiler *c, struct raw_list *l, const char *name)
{
	struct raw_choice *r;
	size_t languages = c->form->language_count;

	l->raw = arena_grow(c->arena, l->raw, l->count + 1, sizeof *l->raw);
	r = &l->raw[l->count++];
	*r = (struct raw_choice){.choice = {.name = name, .home = ""}};
	r->labels = arena_array(c->arena, languages, sizeof(char *));
	r->hints = arena_array(c->arena, languages, sizeof(char *));
	r->choice.columns = arena_array(c->arena, l->list.column_count, sizeof(char *));
	for (size_t i = 0; i < languages; i++)
		r->labels[i] = r->hints[i] = "";
	for (size_t i = 0; i < l->list.column_count; i++)
		r->choice.columns[i] = "";
	r->choice.columns[0] = name;
	return r;
}

/* The language of a catalogue that serves where the form's own is not among them. */
static size_t stand_in(const struct catalogue *cat)
{
	size_t english = catalogue_language(cat, &(struct form_language){"English", "en"});

	return english == FORM_NO_NODE && cat->language_count ? 0 : english;
}

/* `anyhow`: where a language is not in it, another stands in, whatever the form's default is. */
static void add_catalogue(struct compiler *c, const char *name, const struct catalogue *cat,
	bool anyhow)
{
	struct raw_list *l = list_get(c, name);
	const struct form *f = c->form;

	for (size_t i = 0; i < cat->count; i++) {
		const struct catalogue_entry *e = &cat->entries[i];
		struct raw_choice *r = choice_new(c, l, e->code);

		r->choice.home = r->choice.columns[2] = e->home;
		r->choice.from_catalogue = true;
		r->file = arena_printf(c->arena, "%s.csv", l->list.name);
		r->line = e->line;
		for (size_t lang = 0; lang < f->language_count; lang++) {
			size_t at = catalogue_language(cat, &f->languages[lang]);

			if (at == FORM_NO_NODE && (anyhow || lang == f->default_language))
				at = stand_in(cat);
			if (at != FORM_NO_NODE) {
				r->labels[lang] = e->labels[at];
				r->hints[lang] = e->hints[at];
			}
		}
		map_put(&l->list.by_name, e->code, r);
	}
}

static bool name_fault(struct compiler *c, size_t line, const char *name)
{
	const char *header = sheet_header(&c->choices, "name");

	if (!*name)
		fault_add(c->faults, c->choices.file, line, header, FAULT_CELL_MISSING, NULL);
	else if (strpbrk(name, " \t\n\r"))
		fault_add(c->faults, c->choices.file, line, header, FAULT_CODE_BLANK, name, NULL);
	else
		return false;
	return true;
}

static void read_wording(struct compiler *c, size_t row, struct raw_choice *r)
{
	const struct sheet *s = &c->choices;
	const struct form *f = c->form;
	size_t extra = FIXED_COLUMNS;

	for (size_t i = 0; i < s->column_count; i++) {
		const struct sheet_column *col = &s->columns[i];
		const char *cell = sheet_at(c->arena, s, row, (int)i);
		bool label = col->known && strcmp(col->key, "label") == 0;
		bool hint = col->known && strcmp(col->key, "hint") == 0;

		if (!col->known && !col->media && *col->header)
			r->choice.columns[extra++] = cell;
		if (col->media && *cell)
			fault_add(c->faults, s->file, r->line, col->header,
				FAULT_MEDIA_UNSUPPORTED, cell, NULL);
		if (!(label || hint) || !*cell)
			continue;
		tags_warn(c, cell, s->file, r->line, col->header);

		struct form_language named = col->language ?
			form_language_of(c->arena, col->language) : f->languages[f->default_language];

		for (size_t l = 0; l < f->language_count; l++)
			if (form_language_same(&f->languages[l], &named))
				(label ? r->labels : r->hints)[l] = cell;
	}
	r->choice.columns[1] = r->labels[f->default_language];
}

/* A row that is on no list and names no choice holds a remark, unless it has a label. */
static bool is_remark(struct compiler *c, size_t row)
{
	const struct sheet *s = &c->choices;
	const char *header = NULL;

	for (size_t i = 0; i < s->column_count; i++) {
		const struct sheet_column *col = &s->columns[i];

		if (!*col->header || !*sheet_at(c->arena, s, row, (int)i))
			continue;
		if (col->known && strcmp(col->key, "hint") != 0)
			return false;
		header = header ? header : col->header;
	}
	if (header)
		fault_add(c->warnings, s->file, sheet_line(s, row), header, FAULT_ROW_IGNORED,
			NULL);
	return true;
}

/* Whether the round has a list of its own under that name; "something else" and "don't know"
 * stay behind it. */
static bool is_replaced(const struct compiler *c, const char *list, const char *choice)
{
	const struct form_more *more = c->source->more;

	if (strcmp(choice, "none") == 0 || strcmp(choice, "dk") == 0)
		return false;
	for (size_t i = 0; more && i < more->list_count; i++)
		if (strcmp(more->lists[i].name, list) == 0)
			return true;
	return false;
}

static void read_choice(struct compiler *c, size_t row)
{
	const struct sheet *s = &c->choices;
	const char *list = sheet_cell(c->arena, s, row, "list_name");
	const char *name = sheet_cell(c->arena, s, row, "name");
	size_t line = sheet_line(s, row);
	struct raw_list *l;
	struct raw_choice *r;

	if (!*list && is_remark(c, row))
		return;
	if (!*list) {
		fault_add(c->faults, s->file, line, sheet_header(s, "list_name"),
			FAULT_CELL_MISSING, NULL);
		return;
	}
	if (is_replaced(c, list, name))
		return;
	/* The list is made all the same, so that questions do not miss it too. */
	l = list_get(c, list);
	if (name_fault(c, line, name))
		return;
	if (!c->source->published && list_reserved(list, name)) {
		if (!l->told)
			fault_add(c->faults, s->file, line, sheet_header(s, "list_name"),
				FAULT_LIST_RESERVED, list, NULL);
		l->told = true;
		return;
	}
	if (map_has(&l->list.by_name, name)) {
		struct raw_choice *twin = map_get(&l->list.by_name, name);

		if (!c->duplicates || twin->choice.from_catalogue) {
			fault_add(c->faults, s->file, line, sheet_header(s, "name"),
				FAULT_CODE_TWICE, name, list, twin->file, DIGITS(twin->line), NULL);
			return;
		}
	}
	r = choice_new(c, l, name);
	r->file = s->file;
	r->line = line;
	read_wording(c, row, r);
	if (!map_has(&l->list.by_name, name)) {
		struct raw_choice *copy = arena_alloc(c->arena, sizeof *copy);

		*copy = *r;
		map_put(&l->list.by_name, name, copy);
	}
}

void compile_lists(struct compiler *c)
{
	const struct sheet *s = &c->choices;

	map_init(&c->lists, c->arena);
	for (size_t k = 0; k < CATALOGUE_KINDS; k++)
		if (c->source->catalogues[k])
			add_catalogue(c, catalogue_name((enum catalogue_kind)k),
				c->source->catalogues[k], false);
	for (size_t i = 0; c->source->more && i < c->source->more->list_count; i++)
		add_catalogue(c, c->source->more->lists[i].name,
			c->source->more->lists[i].entries, true);
	if (!s->rows)
		return;
	if (s->rows > CHOICES_MAX) {
		fault_add(c->faults, s->file, 0, NULL, FAULT_ROWS_MANY, DIGITS(s->rows),
			DIGITS(CHOICES_MAX), NULL);
		return;
	}
	if (sheet_find(s, "list_name") < 0 || sheet_find(s, "name") < 0) {
		fault_add(c->faults, s->file, s->header_line,
			sheet_find(s, "name") < 0 ? "name" : "list_name", FAULT_COLUMN_MISSING,
			NULL);
		return;
	}
	for (size_t i = 0; i < s->rows; i++)
		read_choice(c, i);
}

/* "Other" in the language of the column. */
static const char *word_for_other(const struct form_language *l)
{
	static const char *const words[][2] = {
		{"sk", "Iné"}, {"pl", "Inne"}, {"it", "Altro"}, {"es", "Otro"}, {"ca", "Altres"},
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(words[i][0], l->code) == 0)
			return words[i][1];
	return "Other";
}

struct raw_list *list_with_other(struct compiler *c, struct raw_list *list)
{
	const char *key = arena_printf(c->arena, "%s or_other", list->list.name);
	struct raw_list *l = map_get(&c->lists, key);

	if (l)
		return l;
	l = arena_alloc(c->arena, sizeof *l);
	*l = *list;
	l->list.name = key;
	l->compiled = false;
	l->raw = arena_grow(c->arena, NULL, list->count + 1, sizeof *l->raw);
	if (list->count)
		memcpy(l->raw, list->raw, list->count * sizeof *l->raw);
	if (!map_has(&list->list.by_name, "other")) {
		struct raw_choice *r = choice_new(c, l, "other");

		r->file = c->choices.file;
		for (size_t i = 0; i < c->form->language_count; i++)
			r->labels[i] = word_for_other(&c->form->languages[i]);
		r->choice.columns[1] = r->labels[c->form->default_language];
	}
	map_put(&c->lists, key, l);
	return l;
}

static void compile_choice(struct compiler *c, const struct raw_choice *r, struct choice *out)
{
	const struct form *f = c->form;
	const char **labels = r->labels;

	*out = r->choice;
	if (!*labels[f->default_language] && r->line) {
		fault_add(c->warnings, r->file, r->line, "label", FAULT_CHOICE_UNLABELLED,
			out->name, f->languages[f->default_language].name, NULL);
	}
	out->label = words_compile(c, FORM_NO_NODE, labels, r->file, r->line, "label");
	out->hint = words_compile(c, FORM_NO_NODE, r->hints, r->file, r->line, "hint");
}

void list_use(struct compiler *c, struct raw_list *l)
{
	struct form *f = c->form;

	if (l->compiled)
		return;
	l->compiled = true;
	l->list.choices = arena_array(c->arena, l->count + 1, sizeof *l->list.choices);
	l->list.count = l->count;
	/* From here on the map leads to the compiled choices. */
	map_init(&l->list.by_name, c->arena);
	for (size_t i = 0; i < l->count; i++) {
		compile_choice(c, &l->raw[i], &l->list.choices[i]);
		if (!map_has(&l->list.by_name, l->raw[i].choice.name))
			map_put(&l->list.by_name, l->raw[i].choice.name, &l->list.choices[i]);
	}
	f->lists[f->list_count++] = &l->list;
}
