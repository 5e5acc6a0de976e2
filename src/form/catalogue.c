/*
 * functions.csv, departments.csv, reports.csv. Owns reading and checking them.
 */
#include "form/catalogue.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/text.h"
#include "codec/csv.h"
#include "marks.h"
#include "sheet.h"

#define CODE_BYTES_MAX 64

struct reading {
	struct arena *arena;
	const struct csv_table *table;
	struct faults *faults;
	struct catalogue *out;
	int *label_columns, *hint_columns;	/* per language, -1 none */
};

const struct catalogue_column catalogue_columns[] = {
#define COLUMN(name, type, list, least, most, text, hint, about) {#name, CATALOGUE_##type, \
	CATALOGUE_##list, least, most, text, hint, about, \
	offsetof(struct catalogue_entry, name)},
#include "form/catalogue_columns.def"
#undef COLUMN
	{.name = NULL},
};

const char *catalogue_text(const struct catalogue_entry *e, const struct catalogue_column *c)
{
	const char *text;

	memcpy(&text, (const char *)e + c->at, sizeof text);
	return text;
}

double catalogue_number(const struct catalogue_entry *e, const struct catalogue_column *c)
{
	double v;

	memcpy(&v, (const char *)e + c->at, sizeof v);
	return v;
}

void catalogue_set_text(struct catalogue_entry *e, const struct catalogue_column *c,
	const char *text)
{
	memcpy((char *)e + c->at, &text, sizeof text);
}

void catalogue_set_number(struct catalogue_entry *e, const struct catalogue_column *c, double v)
{
	memcpy((char *)e + c->at, &v, sizeof v);
}

const char *catalogue_name(enum catalogue_kind kind)
{
	static const char *const names[] = {[CATALOGUE_FUNCTIONS] = "functions",
		[CATALOGUE_DEPARTMENTS] = "departments", [CATALOGUE_REPORTS] = "reports"};

	return names[kind];
}

static size_t language_index(struct reading *r, const char *heading)
{
	struct form_language l = heading ? form_language_of(r->arena, heading) :
		(struct form_language){"default", ""};
	struct catalogue *c = r->out;

	for (size_t i = 0; i < c->language_count; i++)
		if (form_language_same(&c->languages[i], &l))
			return i;
	c->languages[c->language_count] = l;
	r->label_columns[c->language_count] = r->hint_columns[c->language_count] = -1;
	return c->language_count++;
}

static bool is_plain_column(const char *name)
{
	for (const struct catalogue_column *c = catalogue_columns; c->name; c++)
		if (strcmp(c->name, name) == 0)
			return true;
	return strcmp(name, "code") == 0;
}

/* For who named one that is not known. */
static const char *known_columns(struct arena *a)
{
	const char *texts = "code", *figures = "";

	for (const struct catalogue_column *c = catalogue_columns; c->name; c++)
		if (c->type == CATALOGUE_TEXT)
			texts = arena_printf(a, "%s, %s", texts, c->name);
		else
			figures = arena_printf(a, "%s, %s", figures, c->name);
	return arena_printf(a, "%s, label::Language (code), hint::Language (code)%s", texts,
		figures);
}

static void read_columns(struct reading *r)
{
	const struct csv_table *t = r->table;

	r->out->languages = arena_array(r->arena, t->columns, sizeof *r->out->languages);
	r->label_columns = arena_array(r->arena, t->columns, sizeof *r->label_columns);
	r->hint_columns = arena_array(r->arena, t->columns, sizeof *r->hint_columns);
	for (size_t i = 0; i < t->columns; i++) {
		const char *h = t->header[i], *colon = strchr(h, ':');
		size_t len = colon ? (size_t)(colon - h) : strlen(h);
		struct str base = str_trim((struct str){h, len});
		const char *heading = colon ? colon + strspn(colon, ":") : NULL;

		if (str_eq(base, "label"))
			r->label_columns[language_index(r, heading)] = (int)i;
		else if (str_eq(base, "hint"))
			r->hint_columns[language_index(r, heading)] = (int)i;
		else if (!is_plain_column(h))
			fault_add(r->faults, t->file, t->header_line, h, FAULT_CATALOGUE_COLUMN,
				known_columns(r->arena), NULL);
	}
	if (csv_column(t, "code") < 0)
		fault_add(r->faults, t->file, t->header_line, "code", FAULT_COLUMN_MISSING, NULL);
	if (r->out->language_count == 0)
		fault_add(r->faults, t->file, t->header_line, "label", FAULT_COLUMN_MISSING_LABEL,
			NULL);
}

static double read_number(struct reading *r, size_t row, const struct catalogue_column *c)
{
	struct str cell = str_trim(str_of(csv_cell(r->table, row,
		csv_column(r->table, c->name))));
	const char *file = r->table->file;
	size_t line = r->table->lines[row];
	double v;

	if (cell.len == 0)
		return NAN;
	if (!parse_double(arena_strndup(r->arena, cell.p, cell.len), &v) || v < c->least ||
		v > c->most) {
		fault_add(r->faults, file, line, c->name, FAULT_CATALOGUE_NUMBER,
			format_digits(r->arena, c->least, 6),
			format_digits(r->arena, c->most, 6), NULL);
		return NAN;
	}
	if (c->type == CATALOGUE_WHOLE && v != floor(v))
		fault_add(r->faults, file, line, c->name, FAULT_CATALOGUE_WHOLE, NULL);
	return v;
}

static const char *trimmed(struct reading *r, size_t row, int column)
{
	struct str s = str_trim(str_of(csv_cell(r->table, row, column)));

	return arena_strndup(r->arena, s.p, s.len);
}

static bool code_ok(const char *code)
{
	return *code && strlen(code) <= CODE_BYTES_MAX && !strpbrk(code, " \t\n\r/'\"");
}

static void read_entry(struct reading *r, size_t row, struct catalogue_entry *e)
{
	const struct csv_table *t = r->table;
	size_t languages = r->out->language_count;
	bool labelled = false;

	e->line = t->lines[row];
	e->code = trimmed(r, row, csv_column(t, "code"));
	for (const struct catalogue_column *c = catalogue_columns; c->name; c++)
		if (c->type == CATALOGUE_TEXT)
			catalogue_set_text(e, c, trimmed(r, row, csv_column(t, c->name)));
	if (!code_ok(e->code))
		fault_add(r->faults, t->file, e->line, "code",
			*e->code ? FAULT_CATALOGUE_CODE : FAULT_CELL_MISSING, NULL);
	e->labels = arena_array(r->arena, languages + 1, sizeof *e->labels);
	e->hints = arena_array(r->arena, languages + 1, sizeof *e->hints);
	for (size_t i = 0; i < languages; i++) {
		e->labels[i] = trimmed(r, row, r->label_columns[i]);
		e->hints[i] = trimmed(r, row, r->hint_columns[i]);
		labelled |= e->labels[i][0] != '\0';
	}
	if (languages && !labelled)
		fault_add(r->faults, t->file, e->line, "label", FAULT_CELL_MISSING_EVERYWHERE,
			NULL);
	for (const struct catalogue_column *c = catalogue_columns; c->name; c++)
		if (c->type != CATALOGUE_TEXT)
			catalogue_set_number(e, c, read_number(r, row, c));
}

void catalogue_name_all(struct arena *a, struct catalogue *c)
{
	for (size_t i = 0; i < c->count; i++) {
		struct catalogue_entry *e = &c->entries[i];

		e->names = arena_array(a, c->language_count + 1, sizeof *e->names);
		for (size_t l = 0; l < c->language_count; l++)
			e->names[l] = marks_left_out(a, e->labels[l]);
	}
}

enum err catalogue_read(struct arena *a, enum catalogue_kind kind,
	const struct csv_table *table, struct faults *faults, struct catalogue *out)
{
	struct catalogue c = {.kind = kind};
	struct reading r = {.arena = a, .table = table, .faults = faults, .out = &c};
	size_t before = faults->count + faults->dropped;
	struct map seen;

	map_init(&seen, a);
	read_columns(&r);
	c.entries = arena_array(a, table->rows + 1, sizeof *c.entries);
	for (size_t i = 0; i < table->rows; i++) {
		struct catalogue_entry *e = &c.entries[c.count++];

		read_entry(&r, i, e);
		if (*e->code && !map_put(&seen, e->code, e))
			fault_add(faults, table->file, e->line, "code", FAULT_CATALOGUE_TWICE,
				e->code, NULL);
	}
	if (faults->count + faults->dropped > before)
		return err_fail(ERR_INPUT, "%s: the table has faults", table->file);
	catalogue_name_all(a, &c);
	*out = c;
	return OK;
}

enum err catalogue_read_text(struct arena *a, enum catalogue_kind kind, const char *file,
	const char *csv, size_t len, struct faults *faults, struct catalogue *out)
{
	struct csv_table *table = arena_alloc(a, sizeof *table);
	enum err e = csv_table_read(a, file, csv, len, NULL, faults, table);

	return e ? e : catalogue_read(a, kind, table, faults, out);
}
