/* The choices of a list, rewritten in place: order, codes and labels. */
#include "texts.h"

#include <string.h>

#include "base/arena.h"
#include "codec/csv.h"
#include "sheet.h"

static void open_choices(struct form_texts *t, struct sheet *out)
{
	struct faults ignored;

	faults_init(&ignored, t->arena);
	sheet_open(t->arena, FORM_CHOICES, &t->tables[FORM_CHOICES], &ignored, out);
}

size_t texts_choices(struct form_texts *t, const char *list, struct choice_edit **out)
{
	struct sheet s;
	size_t *columns = arena_array(t->arena, t->language_count, sizeof *columns), n = 0;

	*out = NULL;
	if (!t->tables[FORM_CHOICES].columns)
		return 0;
	for (size_t l = 0; l < t->language_count; l++)
		columns[l] = texts_column(t, FORM_CHOICES, "label", l);
	open_choices(t, &s);
	*out = arena_array(t->arena, s.rows + 1, sizeof **out);
	for (size_t r = 0; r < s.rows; r++) {
		struct choice_edit *c = &(*out)[n];

		if (strcmp(sheet_cell(t->arena, &s, r, "list_name"), list) != 0)
			continue;
		c->name = sheet_cell(t->arena, &s, r, "name");
		c->labels = arena_array(t->arena, t->language_count, sizeof *c->labels);
		c->from = r;
		for (size_t l = 0; l < t->language_count; l++)
			c->labels[l] = sheet_at(t->arena, &s, r, (int)columns[l]);
		n++;
	}
	return n;
}

/* One row of the new table. */
static void fill(struct form_texts *t, const struct sheet *s, const size_t *columns,
	const char *list, const struct choice_edit *c, const char **cells)
{
	const struct csv_table *table = s->table;

	for (size_t i = 0; i < table->columns; i++)
		cells[i] = c->from == CHOICE_NEW ? "" : table->cells[c->from * table->columns + i];
	cells[sheet_find(s, "list_name")] = list;
	cells[sheet_find(s, "name")] = c->name;
	for (size_t l = 0; l < t->language_count; l++)
		cells[columns[l]] = c->labels[l];
}

void texts_choices_put(struct form_texts *t, const char *list,
	const struct choice_edit *edits, size_t count)
{
	struct csv_table *table = &t->tables[FORM_CHOICES];
	size_t *columns = arena_array(t->arena, t->language_count, sizeof *columns), n = 0;
	const char **cells;
	struct sheet s;
	bool put = false;

	for (size_t l = 0; l < t->language_count; l++)
		columns[l] = texts_column(t, FORM_CHOICES, "label", l);
	open_choices(t, &s);
	cells = arena_array(t->arena, (table->rows + count + 1) * table->columns, sizeof *cells);
	for (size_t r = 0; r < table->rows; r++) {
		bool ours = strcmp(sheet_cell(t->arena, &s, r, "list_name"), list) == 0;

		for (size_t i = 0; ours && !put && i < count; i++)
			fill(t, &s, columns, list, &edits[i], cells + n++ * table->columns);
		put = put || ours;
		if (!ours)
			memcpy(cells + n++ * table->columns, table->cells + r * table->columns,
				table->columns * sizeof *cells);
	}
	table->cells = cells;
	table->rows = n;
	table->file = NULL;
}
