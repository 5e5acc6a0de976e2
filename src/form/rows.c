/*
 * The survey's rows as a tree of groups and loops, before loops are expanded.
 * Owns what can be judged by a row alone: type, name, list, unsupported
 * columns, begin and end.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/text.h"
#include "compile.h"
#include "tags.h"

#define NAME_BYTES_MAX 100

const char *row_cell(struct compiler *c, const struct row *r, const char *key)
{
	return r->other_of ? "" : sheet_cell(c->arena, &c->survey, r->row, key);
}

void row_fault(struct compiler *c, const struct row *r, const char *key, enum fault_kind kind, ...)
{
	va_list ap;

	va_start(ap, kind);
	fault_vadd(c->faults, c->survey.file, r->line, sheet_header(&c->survey, key), kind, ap);
	va_end(ap);
}

void row_warn(struct compiler *c, const struct row *r, const char *key, enum fault_kind kind, ...)
{
	va_list ap;

	va_start(ap, kind);
	fault_vadd(c->warnings, c->survey.file, r->line, sheet_header(&c->survey, key), kind, ap);
	va_end(ap);
}

static void append(struct row *parent, struct row *r)
{
	r->parent = parent;
	if (parent->last)
		parent->last->next = r;
	else
		parent->first = r;
	parent->last = r;
}

static bool name_char(char ch, bool first)
{
	return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || ch == '_' ||
		(unsigned char)ch >= 0x80 ||
		(!first && ((ch >= '0' && ch <= '9') || ch == '-' || ch == '.'));
}

static bool name_valid(const char *name)
{
	for (const char *p = name; *p; p++)
		if (!name_char(*p, p == name))
			return false;
	return strlen(name) <= NAME_BYTES_MAX;
}

/* What the kiosk posts itself may not be a question's name; nor may, in a loop that draws,
 * the name its weights are stored under. */
static void check_reserved(struct compiler *c, const struct row *r)
{
	bool published = c->source->published;

	if (r->type.kind == ROW_QUESTION && r->type.question == Q_META)
		return;
	if (r->parent == &c->root && name_reserved(r->name) && published)
		row_warn(c, r, "name", FAULT_NAME_SHARED, r->name, NULL);
	else if (r->parent == &c->root && name_reserved(r->name))
		row_fault(c, r, "name", FAULT_NAME_TAKEN, r->name, NULL);
	else if (r->parent->type.kind == ROW_BEGIN_LOOP && strcmp(r->name, "design_w") == 0 &&
		*row_cell(c, r->parent, "kiosk_draw") && !published)
		row_fault(c, r, "name", FAULT_NAME_WEIGHT, r->name, NULL);
}

static void check_name(struct compiler *c, struct row *r)
{
	if (!*r->name)
		row_fault(c, r, "name", FAULT_CELL_MISSING, NULL);
	else if (!name_valid(r->name))
		row_fault(c, r, "name", FAULT_NAME_INVALID, r->name, DIGITS(NAME_BYTES_MAX), NULL);
	else
		check_reserved(c, r);
}

/* Names of one group must differ; looked up by a map per group. */
static void check_siblings(struct compiler *c, const struct row *group)
{
	struct map seen;

	map_init(&seen, c->arena);
	for (struct row *r = group->first; r; r = r->next) {
		const struct row *twin = *r->name ? map_get(&seen, r->name) : NULL;

		if (twin)
			row_fault(c, r, "name", FAULT_NAME_TWICE, r->name, DIGITS(twin->line),
				NULL);
		else if (*r->name)
			map_put(&seen, r->name, r);
		if (r->first)
			check_siblings(c, r);
	}
}

static void find_list(struct compiler *c, struct row *r)
{
	const struct row_type *t = &r->type;

	if (!t->list) {
		row_fault(c, r, "type", t->kind == ROW_BEGIN_LOOP ?
			FAULT_LOOP_LIST_MISSING : FAULT_LIST_MISSING, NULL);
		return;
	}
	if (t->list_has_blank) {
		row_fault(c, r, "type", FAULT_LIST_BLANK, t->list, NULL);
		return;
	}
	r->list = map_get(&c->lists, t->list);
	if (!r->list)
		row_fault(c, r, "type", FAULT_LIST_UNKNOWN, t->list, NULL);
	else if (t->or_other)
		r->list = list_with_other(c, r->list);
}

/* or_other: a text question NAME_other behind the asked one. */
static void add_other(struct compiler *c, struct row *parent, const struct row *asked)
{
	struct row *r = arena_alloc(c->arena, sizeof *r);

	if (*row_cell(c, asked, "choice_filter"))
		row_fault(c, asked, "choice_filter", FAULT_OR_OTHER_FILTER, NULL);
	r->row = asked->row;
	r->line = asked->line;
	r->type.kind = ROW_QUESTION;
	r->type.question = Q_TEXT;
	r->name = arena_printf(c->arena, "%s_other", asked->name);
	r->other_of = asked->name;
	append(parent, r);
}

static void unsupported(struct compiler *c, const struct row *r)
{
	const struct row_type *t = &r->type;

	if (t->kind == ROW_UNSUPPORTED)
		row_fault(c, r, "type", FAULT_TYPE_UNSUPPORTED, t->spelling, NULL);
	else if (t->kind == ROW_EXTERNAL)
		row_fault(c, r, "type", FAULT_TYPE_EXTERNAL, t->spelling, NULL);
	else if (t->kind == ROW_BUILDER)
		row_fault(c, r, "type", FAULT_TYPE_BUILDER, row_cell(c, r, "type"), NULL);
	else
		row_fault(c, r, "type", FAULT_TYPE_UNKNOWN, row_cell(c, r, "type"), NULL);
}

static bool is_wording(const struct sheet_column *col)
{
	for (size_t w = 0; col->known && w < WORDINGS; w++)
		if (strcmp(col->key, wording_keys[w]) == 0)
			return true;
	return false;
}

static void check_columns(struct compiler *c, const struct row *r)
{
	const struct sheet *s = &c->survey;

	for (size_t i = 0; i < s->column_count; i++) {
		const struct sheet_column *col = &s->columns[i];
		const char *cell = sheet_at(c->arena, s, r->row, (int)i);

		if (col->media && *cell)
			fault_add(c->faults, s->file, r->line, col->header,
				FAULT_MEDIA_UNSUPPORTED, cell, NULL);
		else if (is_wording(col))
			tags_warn(c, cell, s->file, r->line, col->header);
	}
	if (*row_cell(c, r, "repeat_count") && r->type.kind != ROW_BEGIN_REPEAT)
		row_fault(c, r, "repeat_count", FAULT_ONLY_ON_REPEAT, NULL);
	if (r->type.kind != ROW_BEGIN_LOOP) {
		static const char *const keys[] = {"kiosk_draw", "kiosk_first"};

		for (size_t i = 0; i < 2; i++)
			if (*row_cell(c, r, keys[i]))
				row_fault(c, r, keys[i], FAULT_ONLY_ON_LOOP, NULL);
	}
}

static bool is_end(enum row_kind k)
{
	return k == ROW_END_GROUP || k == ROW_END_LOOP || k == ROW_END_REPEAT;
}

static const char *kind_word(enum row_kind k)
{
	switch (k) {
	case ROW_BEGIN_LOOP:
	case ROW_END_LOOP:
		return "loop";
	case ROW_BEGIN_REPEAT:
	case ROW_END_REPEAT:
		return "repeat";
	default:
		return "group";
	}
}

/* Close the innermost open group; the kinds must match. */
static struct row *end_row(struct compiler *c, struct row *open, const struct row *r)
{
	const char *word = kind_word(r->type.kind);

	if (open == &c->root) {
		row_fault(c, r, "type", FAULT_END_WITHOUT_BEGIN, word, NULL);
		return open;
	}
	if (strcmp(word, kind_word(open->type.kind)) != 0)
		row_fault(c, r, "type", FAULT_END_MISMATCH, word, kind_word(open->type.kind),
			DIGITS(open->line), NULL);
	return open->parent;
}

static struct row *add_row(struct compiler *c, struct row *open, struct row *r, size_t *depth)
{
	append(open, r);
	if (r->type.kind != ROW_BUILDER)
		check_name(c, r);
	check_columns(c, r);
	switch (r->type.kind) {
	case ROW_QUESTION:
		if (answer_is_coded(question_traits(r->type.question)->answer))
			find_list(c, r);
		if (r->type.question == Q_META)
			row_warn(c, r, "type", FAULT_NEVER_COLLECTED, NULL);
		if (r->type.or_other)
			add_other(c, open, r);
		return open;
	case ROW_BEGIN_LOOP:
		find_list(c, r);
		break;
	case ROW_BEGIN_GROUP:
	case ROW_BEGIN_REPEAT:
		break;
	default:
		unsupported(c, r);
		return open;
	}
	if (++*depth == FORM_DEPTH_MAX + 1)
		row_fault(c, r, "type", FAULT_GROUPS_DEEP, DIGITS(FORM_DEPTH_MAX), NULL);
	return r;
}

/* Notes and loops of older forms come without a name: a made one will do. */
static void name_unnamed(struct compiler *c, struct row *r)
{
	if (*r->name)
		return;
	if (r->type.kind == ROW_QUESTION && r->type.question == Q_NOTE)
		r->name = arena_printf(c->arena, "generated_note_name_%zu", r->line);
	else if (r->type.kind == ROW_BEGIN_LOOP && r->type.list && !r->type.list_has_blank)
		r->name = r->type.list;
}

/* A select with the appearance label is the heading row of a table: its answers only
 * name the columns, which the rows below it bring along. */
static void heading_of_table(struct compiler *c, struct row *r)
{
	struct row_type *t = &r->type;

	if (t->kind == ROW_QUESTION && t->list && !t->or_other &&
		(t->question == Q_SELECT_ONE || t->question == Q_SELECT_MULTIPLE) &&
		appearance_has(row_cell(c, r, "appearance"), "label"))
		*t = (struct row_type){.kind = ROW_QUESTION, .question = Q_NOTE};
}

/* Pictures are taken of what a comment is about, and nowhere else. */
static void picture_of_comment(struct compiler *c, struct row *r)
{
	if (r->type.kind == ROW_QUESTION && r->type.question == Q_IMAGE &&
		strcmp(row_cell(c, r, "kiosk_measure"), measure_name(MEASURE_COMMENT_PICTURE)) != 0)
		r->type = (struct row_type){.kind = ROW_UNSUPPORTED, .question = Q_NOTE,
			.spelling = "image"};
}

/* Whether the round does not ask what a row measures. */
static bool row_is_left_out(struct compiler *c, size_t i)
{
	const struct form_more *more = c->source->more;
	const char *cell = more && more->without ?
		sheet_cell(c->arena, &c->survey, i, "kiosk_measure") : "";

	for (enum measure m = MEASURE_NONE + 1; *cell && m < MEASURES; m++)
		if (strcmp(cell, measure_name(m)) == 0)
			return more->without & MEASURE_BIT(m);
	return false;
}

static bool row_is_off(struct compiler *c, size_t i)
{
	const char *off = sheet_cell(c->arena, &c->survey, i, "disabled");

	return strcasecmp(off, "yes") == 0 || strcasecmp(off, "true") == 0 || row_is_left_out(c, i);
}

/* A row without a type: remarks are passed over, with a word, a forgotten type is not. */
static void untyped(struct compiler *c, const struct row *r)
{
	bool labelled = false;

	for (size_t l = 0; l < c->form->language_count; l++)
		labelled |= *sheet_at(c->arena, &c->survey, r->row,
			c->wording_columns[WORDING_LABEL][l]) != '\0';
	if (*r->name || labelled) {
		row_fault(c, r, "type", FAULT_CELL_MISSING, NULL);
		return;
	}
	for (size_t i = 0; i < c->survey.column_count; i++)
		if (c->survey.columns[i].known && *sheet_at(c->arena, &c->survey, r->row, (int)i)) {
			fault_add(c->warnings, c->survey.file, r->line, c->survey.columns[i].header,
				FAULT_ROW_IGNORED, NULL);
			return;
		}
}

static void warn_columns(struct compiler *c, const struct sheet *s)
{
	for (size_t i = 0; i < s->column_count; i++)
		if (!s->columns[i].known && !s->columns[i].media && *s->columns[i].header)
			fault_add(c->warnings, s->file, s->header_line, s->columns[i].header,
				FAULT_COLUMN_UNUSED, NULL);
}

void compile_rows(struct compiler *c)
{
	const struct sheet *s = &c->survey;
	struct row *open = &c->root;
	size_t depth = 0;

	c->root.type.kind = ROW_BEGIN_GROUP;
	c->root.name = "";
	warn_columns(c, s);
	if (sheet_find(s, "type") < 0 || sheet_find(s, "name") < 0) {
		fault_add(c->faults, s->file, s->header_line,
			sheet_find(s, "type") < 0 ? "type" : "name", FAULT_COLUMN_MISSING, NULL);
		return;
	}
	if (s->rows > ROWS_MAX) {
		fault_add(c->faults, s->file, 0, NULL, FAULT_ROWS_MANY, DIGITS(s->rows),
			DIGITS(ROWS_MAX), NULL);
		return;
	}
	for (size_t i = 0; i < s->rows; i++) {
		struct row *r = arena_alloc(c->arena, sizeof *r);
		const char *type = sheet_cell(c->arena, s, i, "type");

		if (row_is_off(c, i))
			continue;
		r->row = i;
		r->line = sheet_line(s, i);
		r->name = sheet_cell(c->arena, s, i, "name");
		row_type_read(c->arena, type, &r->type);
		heading_of_table(c, r);
		picture_of_comment(c, r);
		name_unnamed(c, r);
		if (!*type) {
			untyped(c, r);
		} else if (is_end(r->type.kind)) {
			depth -= open != &c->root;
			open = end_row(c, open, r);
		} else {
			open = add_row(c, open, r, &depth);
		}
	}
	for (; open != &c->root; open = open->parent)
		row_fault(c, open, "type", FAULT_BEGIN_WITHOUT_END, kind_word(open->type.kind),
			NULL);
	check_siblings(c, &c->root);
}
