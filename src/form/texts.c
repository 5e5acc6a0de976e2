/*
 * Texts: which cells of the sheets hold wording, and in which language. The tables
 * are read as compiling reads them, so that headings of every age are understood;
 * whatever is no wording is written back as it stood.
 */
#include "form/texts.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "base/text.h"
#include "codec/csv.h"
#include "input_csv.h"
#include "sheet.h"
#include "texts.h"

#define SHEET_TEXT_MAX ((size_t)16 << 20)
#define LANGUAGES_CAP 64

static const char *const columns[TEXTS_SHEETS][5] = {
	[FORM_SURVEY] = {"label", "hint", "constraint_message", "required_message", NULL},
	[FORM_CHOICES] = {"label", "hint", NULL},
	[FORM_SETTINGS] = {"form_title", NULL},
};

/* The wording's name and language of a column. Titles by language are no headings
 * that compiling knows by `::`. */
struct meaning {
	const char *column;	/* NULL: no wording */
	const char *language;	/* NULL: the default's */
};

static struct meaning meaning_of(const struct sheet *s, enum form_sheet sheet, size_t i)
{
	const struct sheet_column *c = &s->columns[i];

	if (sheet == FORM_SETTINGS && strncasecmp(c->header, "form_title:", 11) == 0)
		return (struct meaning){columns[sheet][0], strrchr(c->header, ':') + 1};
	for (size_t k = 0; c->known && columns[sheet][k]; k++)
		if (strcmp(c->key, columns[sheet][k]) == 0)
			return (struct meaning){columns[sheet][k], c->language};
	return (struct meaning){NULL, NULL};
}

static enum err open_sheet(struct arena *a, enum form_sheet sheet, const char *text,
	struct faults *faults, struct csv_table *table, struct sheet *out)
{
	enum err e = OK;

	*table = (struct csv_table){.columns = 0};
	*out = (struct sheet){.table = NULL};
	if (!text || !*text)
		return OK;
	e = csv_table_read(a, arena_printf(a, "%s.csv", form_sheet_name(sheet)), text,
		strlen(text), &input_limits, faults, table);
	if (!e)
		sheet_open(a, sheet, table, faults, out);
	return e;
}

/* ---- languages ---- */

static size_t language_index(const struct form_texts *t, const struct form_language *l)
{
	size_t i = 0;

	while (i < t->language_count && !form_language_same(&t->languages[i], l))
		i++;
	return i;
}

static size_t language_put(struct form_texts *t, struct form_language l)
{
	size_t i = language_index(t, &l);

	if (i == t->language_count && i < LANGUAGES_CAP)
		t->languages[t->language_count++] = l;
	return i < t->language_count ? i : 0;
}

/* As compiling does: the setting, else the first column of labels. */
static void find_default(struct form_texts *t, const struct sheet sheets[TEXTS_SHEETS])
{
	const struct sheet *settings = &sheets[FORM_SETTINGS], *survey = &sheets[FORM_SURVEY];
	const char *named = settings->rows ?
		sheet_cell(t->arena, settings, 0, "default_language") : "";

	if (*named) {
		language_put(t, form_language_of(t->arena, named));
		return;
	}
	for (size_t i = 0; i < survey->column_count; i++) {
		const struct sheet_column *c = &survey->columns[i];

		if (!c->known || strcmp(c->key, "label") != 0)
			continue;
		language_put(t, c->language ? form_language_of(t->arena, c->language) :
			(struct form_language){"default", ""});
		return;
	}
	language_put(t, (struct form_language){"default", ""});
}

static size_t column_language(struct form_texts *t, const struct meaning *m)
{
	return m->language ? language_put(t, form_language_of(t->arena, m->language)) : 0;
}

/* ---- rows ---- */

static const char *row_key(struct form_texts *t, enum form_sheet sheet, const struct sheet *s,
	size_t row)
{
	if (sheet == FORM_SETTINGS)
		return row ? "" : "form";
	if (sheet == FORM_SURVEY)
		return sheet_cell(t->arena, s, row, "name");

	const char *list = sheet_cell(t->arena, s, row, "list_name");
	const char *name = sheet_cell(t->arena, s, row, "name");

	return *list && *name ? arena_printf(t->arena, "%s/%s", list, name) : "";
}

/* A name used twice is told apart by its number. */
static const char *numbered(struct form_texts *t, struct map *met, const char *key)
{
	size_t n = (size_t)(uintptr_t)map_get(met, key) + 1;

	map_put(met, key, (void *)(uintptr_t)n);
	return n == 1 ? key : arena_printf(t->arena, "%s#%zu", key, n);
}

static void add_row(struct form_texts *t, const struct text_row *row)
{
	t->rows = arena_grow(t->arena, t->rows, t->count + 1, sizeof *t->rows);
	t->rows[t->count++] = *row;
}

static bool read_cells(struct form_texts *t, const struct sheet *s, enum form_sheet sheet,
	const char *column, struct text_row *out)
{
	bool any = false;

	out->texts = arena_array(t->arena, LANGUAGES_CAP, sizeof *out->texts);
	for (size_t l = 0; l < LANGUAGES_CAP; l++)
		out->texts[l] = "";
	for (size_t i = 0; i < s->column_count; i++) {
		struct meaning m = meaning_of(s, sheet, i);
		const char *cell;
		size_t l;

		if (!m.column || strcmp(m.column, column) != 0)
			continue;
		cell = sheet_at(t->arena, s, out->row, (int)i);
		l = column_language(t, &m);
		/* A heading that names the language outdoes one without. */
		if (*cell && (m.language || !*out->texts[l]))
			out->texts[l] = cell;
		any = any || *cell;
	}
	return any;
}

static void read_rows(struct form_texts *t, const struct sheet *s, enum form_sheet sheet)
{
	struct map met;
	map_init(&met, t->arena);
	for (size_t r = 0; r < s->rows; r++) {
		struct text_row row = {.sheet = sheet, .row = r};
		const char *key = row_key(t, sheet, s, r);

		if (!*key)
			continue;
		row.key = numbered(t, &met, key);
		for (size_t k = 0; columns[sheet][k]; k++) {
			row.column = columns[sheet][k];
			if (read_cells(t, s, sheet, row.column, &row))
				add_row(t, &row);
		}
	}
}

enum err texts_read(struct arena *a, const char *const sheets[TEXTS_SHEETS],
	struct faults *faults, struct form_texts *out)
{
	struct form_texts t = {.arena = a};
	struct sheet open[TEXTS_SHEETS];

	t.tables = arena_array(a, TEXTS_SHEETS, sizeof *t.tables);
	t.languages = arena_array(a, LANGUAGES_CAP, sizeof *t.languages);
	for (enum form_sheet i = FORM_SURVEY; i < TEXTS_SHEETS; i++) {
		enum err e = open_sheet(a, i, sheets[i], faults, &t.tables[i], &open[i]);

		if (e)
			return e;
	}
	find_default(&t, open);
	/* The title comes first, then what is asked, then the choices. */
	read_rows(&t, &open[FORM_SETTINGS], FORM_SETTINGS);
	read_rows(&t, &open[FORM_SURVEY], FORM_SURVEY);
	read_rows(&t, &open[FORM_CHOICES], FORM_CHOICES);
	*out = t;
	return OK;
}

const struct text_row *texts_find(const struct form_texts *t, const char *sheet,
	const char *key, const char *column)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct text_row *r = &t->rows[i];

		if (strcmp(r->key, key) == 0 && strcmp(r->column, column) == 0 &&
			strcmp(form_sheet_name(r->sheet), sheet) == 0)
			return r;
	}
	return NULL;
}

size_t texts_language(const struct form_texts *t, const char *code)
{
	for (size_t i = 0; *code && i < t->language_count; i++)
		if (strcasecmp(t->languages[i].code, code) == 0)
			return i;
	for (size_t i = 0; *code && i < t->language_count; i++)
		if (strcasecmp(t->languages[i].name, code) == 0)
			return i;
	return t->language_count;
}

size_t texts_add_language(struct form_texts *t, const char *heading)
{
	return language_put(t, form_language_of(t->arena, heading));
}

/* ---- setting ---- */

static const char *heading(struct arena *a, const char *column, const struct form_language *l)
{
	if (!*l->code && strcmp(l->name, "default") == 0)
		return column;
	if (!*l->code || strcasecmp(l->name, l->code) == 0)
		return arena_printf(a, "%s::%s", column, l->name);
	return arena_printf(a, "%s::%s (%s)", column, l->name, l->code);
}

static size_t find_column(struct form_texts *t, const struct sheet *s, enum form_sheet sheet,
	const char *column, size_t language)
{
	size_t bare = s->column_count;

	for (size_t i = 0; i < s->column_count; i++) {
		struct meaning m = meaning_of(s, sheet, i);

		if (!m.column || strcmp(m.column, column) != 0 || column_language(t, &m) != language)
			continue;
		if (m.language)
			return i;
		bare = i;
	}
	return bare;
}

static void add_column(struct form_texts *t, struct csv_table *table, const char *name)
{
	size_t width = table->columns + 1;
	const char **header = arena_array(t->arena, width, sizeof *header);
	const char **cells = arena_array(t->arena, width * table->rows + 1, sizeof *cells);

	memcpy(header, table->header, table->columns * sizeof *header);
	header[width - 1] = name;
	for (size_t r = 0; r < table->rows; r++) {
		memcpy(cells + r * width, table->cells + r * table->columns,
			table->columns * sizeof *cells);
		cells[r * width + width - 1] = "";
	}
	table->header = header;
	table->cells = cells;
	table->columns = width;
}

size_t texts_column(struct form_texts *t, enum form_sheet sheet, const char *column,
	size_t language)
{
	struct csv_table *table = &t->tables[sheet];
	struct faults ignored;
	struct sheet s;
	size_t at;

	faults_init(&ignored, t->arena);
	sheet_open(t->arena, sheet, table, &ignored, &s);
	at = find_column(t, &s, sheet, column, language);
	if (at == table->columns)
		add_column(t, table, heading(t->arena, column, &t->languages[language]));
	return at;
}

void texts_set(struct form_texts *t, const struct text_row *row, size_t language,
	const char *text)
{
	struct csv_table *table = &t->tables[row->sheet];
	size_t column;

	if (strcmp(row->texts[language], text) == 0)
		return;
	column = texts_column(t, row->sheet, row->column, language);
	row->texts[language] = arena_strdup(t->arena, text);
	table->cells[row->row * table->columns + column] = row->texts[language];
	/* Says that the sheet has to be written. */
	table->file = NULL;
}

static const char *table_text(struct arena *a, const struct csv_table *table)
{
	struct csv_writer w = {.out = buf_new(a, SHEET_TEXT_MAX)};

	for (size_t c = 0; c < table->columns; c++)
		csv_put(&w, table->header[c]);
	csv_end_row(&w);
	for (size_t r = 0; r < table->rows; r++) {
		for (size_t c = 0; c < table->columns; c++)
			csv_put(&w, table->cells[r * table->columns + c]);
		csv_end_row(&w);
	}
	return w.out->data;
}

void texts_write(struct form_texts *t, const char *const given[TEXTS_SHEETS],
	const char *out[TEXTS_SHEETS])
{
	for (enum form_sheet i = FORM_SURVEY; i < TEXTS_SHEETS; i++)
		out[i] = t->tables[i].columns && !t->tables[i].file ?
			table_text(t->arena, &t->tables[i]) : given[i];
}

size_t texts_missing(const struct form_texts *t, size_t language)
{
	size_t n = 0;

	for (size_t i = 0; i < t->count; i++)
		n += t->rows[i].sheet != FORM_SETTINGS && !*t->rows[i].texts[language];
	return n;
}

/* ---- wording alone ---- */

/* The columns that are no wording, nor remarks without a heading, in their order. */
static size_t firm_columns(struct arena *a, const struct sheet *s, enum form_sheet sheet, int **out)
{
	size_t n = 0;

	*out = arena_array(a, s->column_count + 1, sizeof **out);
	for (size_t i = 0; i < s->column_count; i++) {
		const struct sheet_column *c = &s->columns[i];
		bool empty = true;

		for (size_t r = 0; empty && r < s->rows; r++)
			empty = !*sheet_at(a, s, r, (int)i);
		if (!empty && *c->header && !meaning_of(s, sheet, i).column &&
			!(sheet == FORM_SETTINGS && strcmp(c->key, "version") == 0))
			(*out)[n++] = (int)i;
	}
	return n;
}

static bool same_firm(struct arena *a, const struct sheet *x, const struct sheet *y,
	enum form_sheet sheet)
{
	int *cx, *cy;
	size_t nx = firm_columns(a, x, sheet, &cx), ny = firm_columns(a, y, sheet, &cy);

	if (x->rows != y->rows || nx != ny)
		return false;
	for (size_t i = 0; i < nx; i++) {
		const struct sheet_column *l = &x->columns[cx[i]];
		int other = l->known ? sheet_find(y, l->key) : cy[i];

		if (other < 0 || (!l->known && strcmp(l->header, y->columns[other].header) != 0))
			return false;
		for (size_t r = 0; r < x->rows; r++)
			if (strcmp(sheet_at(a, x, r, cx[i]), sheet_at(a, y, r, other)) != 0)
				return false;
	}
	return true;
}

enum err texts_only_differ(struct arena *a, const char *const before[TEXTS_SHEETS],
	const char *const after[TEXTS_SHEETS], bool *out)
{
	bool same = true;

	for (enum form_sheet i = FORM_SURVEY; i < TEXTS_SHEETS; i++) {
		struct csv_table tx, ty;
		struct sheet x, y;
		struct faults faults;
		enum err e;

		faults_init(&faults, a);
		e = open_sheet(a, i, before[i], &faults, &tx, &x);
		if (!e)
			e = open_sheet(a, i, after[i], &faults, &ty, &y);
		if (e)
			return e;
		same = same && same_firm(a, &x, &y, i);
	}
	*out = same;
	return OK;
}
