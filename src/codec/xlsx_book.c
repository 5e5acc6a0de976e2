/*
 * The workbook around its sheets: their names and parts, shared strings, and
 * which cell styles make a number a date.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "xlsx_xml.h"

#define SHEETS_MAX 200
#define STRINGS_MAX 500000
#define STRING_BYTES_MAX (12u << 20)	/* all shared strings */
#define STYLES_MAX 65536

/* ---- shared strings ---- */

struct strings {
	struct arena *arena;
	struct xlsx_book *book;
	size_t bytes;
	struct buf text;
	bool in_item, in_text, phonetic, full;
};

static void strings_start(void *ctx, const char *name, const char **attributes)
{
	struct strings *s = ctx;

	(void)attributes;
	if (strcmp(name, "si") == 0) {
		s->in_item = true;
		buf_clear(&s->text);
	} else if (strcmp(name, "rPh") == 0) {
		s->phonetic = true;
	} else if (strcmp(name, "t") == 0) {
		s->in_text = s->in_item && !s->phonetic;
	}
}

static void strings_end(void *ctx, const char *name)
{
	struct strings *s = ctx;
	struct xlsx_book *b = s->book;

	if (strcmp(name, "t") == 0)
		s->in_text = false;
	if (strcmp(name, "rPh") == 0)
		s->phonetic = false;
	if (strcmp(name, "si") != 0)
		return;
	s->in_item = false;
	s->bytes += s->text.len;
	if (b->string_count >= STRINGS_MAX || s->bytes > STRING_BYTES_MAX || s->text.full) {
		s->full = true;
		return;
	}
	b->strings = arena_grow(s->arena, b->strings, b->string_count + 1, sizeof *b->strings);

	char *text = arena_strndup(s->arena, s->text.data, s->text.len);

	xlsx_unescape(text);
	b->strings[b->string_count++] = text;
}

static void strings_text(void *ctx, const char *text, int len)
{
	struct strings *s = ctx;

	if (s->in_text && !s->full)
		buf_add(&s->text, text, (size_t)len);
}

enum err xlsx_strings_read(struct arena *a, struct zip_reader *zr, struct xlsx_book *book)
{
	struct strings s = {.arena = a, .book = book};
	struct xlsx_part part = {strings_start, strings_end, strings_text, &s};
	enum err e;

	if (!zip_find(zr, "xl/sharedStrings.xml"))
		return OK;
	buf_init(&s.text, 1u << 20);
	e = xlsx_part_read(a, zr, "xl/sharedStrings.xml", &part);
	buf_free(&s.text);
	if (!e && s.full)
		e = err_fail(ERR_INPUT, "the workbook holds more text than a form may: %u MiB",
			STRING_BYTES_MAX >> 20);
	return e;
}

/* ---- styles ---- */

struct styles {
	struct arena *arena;
	struct xlsx_book *book;
	struct {
		unsigned long id;
		unsigned char kind;
	} formats[400];
	size_t format_count;
	bool in_cells;
};

/* What a format code shows: letters of dates and times outside quotes, brackets
 * and behind backslashes (ECMA-376, 18.8.30, 18.8.31). */
static unsigned char kind_of_code(const char *code)
{
	bool date = false, time = false;

	for (const char *p = code; *p && *p != ';'; p++) {
		if (*p == '"') {
			p = strchr(p + 1, '"');
			if (!p)
				break;
		} else if (*p == '[') {
			const char *close = strchr(p, ']');

			if (close && (strncasecmp(p, "[h", 2) == 0 || strncasecmp(p, "[m", 2) == 0 ||
					strncasecmp(p, "[s", 2) == 0))
				time = true;
			if (!close)
				break;
			p = close;
		} else if ((*p == '\\' || *p == '_' || *p == '*') && p[1]) {
			p++;
		} else if (strchr("yYdD", *p)) {
			date = true;
		} else if (strchr("hHsS", *p)) {
			time = true;
		} else if (strncasecmp(p, "General", 7) == 0) {
			return XLSX_PLAIN;
		}
	}
	if (!date && !time)
		return strpbrk(code, "mM") && !strpbrk(code, "0#") ? XLSX_DATE : XLSX_PLAIN;
	return date && time ? XLSX_DATETIME : date ? XLSX_DATE : XLSX_TIME;
}

static unsigned char kind_of_id(const struct styles *s, unsigned long id)
{
	for (size_t i = 0; i < s->format_count; i++)
		if (s->formats[i].id == id)
			return s->formats[i].kind;
	if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 ||
		(id >= 50 && id <= 58))
		return XLSX_DATE;
	if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47))
		return XLSX_TIME;
	return id == 22 ? XLSX_DATETIME : XLSX_PLAIN;
}

static void styles_start(void *ctx, const char *name, const char **attributes)
{
	struct styles *s = ctx;
	const char *id = xlsx_attribute(attributes, "numFmtId");
	const char *code = xlsx_attribute(attributes, "formatCode");

	if (strcmp(name, "cellXfs") == 0)
		s->in_cells = true;
	if (strcmp(name, "numFmt") == 0 && id && code &&
		s->format_count < sizeof s->formats / sizeof *s->formats) {
		s->formats[s->format_count].id = strtoul(id, NULL, 10);
		s->formats[s->format_count++].kind = kind_of_code(code);
	}
	if (strcmp(name, "xf") != 0 || !s->in_cells || s->book->style_count >= STYLES_MAX)
		return;
	s->book->dates = arena_grow(s->arena, s->book->dates, s->book->style_count + 1, 1);
	s->book->dates[s->book->style_count++] =
		id ? kind_of_id(s, strtoul(id, NULL, 10)) : XLSX_PLAIN;
}

static void styles_end(void *ctx, const char *name)
{
	if (strcmp(name, "cellXfs") == 0)
		((struct styles *)ctx)->in_cells = false;
}

enum err xlsx_styles_read(struct arena *a, struct zip_reader *zr, struct xlsx_book *book)
{
	struct styles *s = arena_alloc(a, sizeof *s);
	struct xlsx_part part = {styles_start, styles_end, NULL, s};

	s->arena = a;
	s->book = book;
	return zip_find(zr, "xl/styles.xml") ? xlsx_part_read(a, zr, "xl/styles.xml", &part) : OK;
}

/* ---- the list of sheets ---- */

struct tab {
	const char *name, *id, *part;
};

struct contents {
	struct arena *arena;
	struct xlsx_book *book;
	struct tab tabs[SHEETS_MAX];
	size_t count;
};

static void book_start(void *ctx, const char *name, const char **attributes)
{
	struct contents *c = ctx;
	const char *from = xlsx_attribute(attributes, "date1904");
	const char *title = xlsx_attribute(attributes, "name"), *id = NULL;

	if (strcmp(name, "workbookPr") == 0 && from)
		c->book->from_1904 = strcmp(from, "1") == 0 || strcmp(from, "true") == 0;
	/* r:id, whatever the prefix; sheetId is another name. */
	for (const char **p = attributes; *p; p += 2)
		if (strchr(*p, ':') && text_ends(*p, ":id"))
			id = p[1];
	if (strcmp(name, "sheet") != 0 || !title || !id || c->count == SHEETS_MAX)
		return;
	c->tabs[c->count++] = (struct tab){arena_strdup(c->arena, title),
		arena_strdup(c->arena, id), NULL};
}

static void rels_start(void *ctx, const char *name, const char **attributes)
{
	struct contents *c = ctx;
	const char *id = xlsx_attribute(attributes, "Id");
	const char *target = xlsx_attribute(attributes, "Target");

	if (strcmp(name, "Relationship") != 0 || !id || !target)
		return;
	for (size_t i = 0; i < c->count; i++)
		if (strcmp(c->tabs[i].id, id) == 0)
			c->tabs[i].part = *target == '/' ? arena_strdup(c->arena, target + 1) :
				arena_printf(c->arena, "xl/%s", target);
}

bool xlsx_is(const struct zip_reader *zr)
{
	return zip_find(zr, "xl/workbook.xml") != NULL;
}

/* Names of sheets differ in more than their case; each is read once. */
static bool tab_twice(const struct contents *c, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (strcasecmp(c->tabs[i].name, c->tabs[at].name) == 0)
			return true;
	return false;
}

static enum err check_tab(const struct contents *c, size_t at, struct faults *faults)
{
	const char *name = c->tabs[at].name;

	if (!c->tabs[at].part) {
		fault_add(faults, name, 0, NULL, FAULT_WORKBOOK_SHEET_DAMAGED,
			"the workbook does not say where this sheet is", NULL);
		return err_fail(ERR_INPUT, "a sheet without a part");
	}
	if (tab_twice(c, at)) {
		fault_add(faults, name, 0, NULL, FAULT_SHEET_TWICE, name, NULL);
		return err_fail(ERR_INPUT, "a sheet is there twice");
	}
	return OK;
}

static enum err book_fault(struct faults *faults, enum err e)
{
	fault_add(faults, "workbook", 0, NULL, FAULT_WORKBOOK_DAMAGED, err_detail(), NULL);
	return e == ERR_NOT_FOUND ? ERR_INPUT : e;
}

enum err xlsx_read(struct arena *a, struct zip_reader *zr, const struct csv_limits *limits,
	bool (*wanted)(const char *sheet), struct faults *faults, struct xlsx_sheet **sheets,
	size_t *count)
{
	struct xlsx_book book = {0};
	struct contents *c = arena_alloc(a, sizeof *c);
	struct xlsx_part tabs = {book_start, NULL, NULL, c}, rels = {rels_start, NULL, NULL, c};
	struct xlsx_sheet *list;
	size_t n = 0;
	enum err e;

	c->arena = a;
	c->book = &book;
	e = xlsx_part_read(a, zr, "xl/workbook.xml", &tabs);
	e = e ? e : xlsx_part_read(a, zr, "xl/_rels/workbook.xml.rels", &rels);
	e = e ? e : xlsx_styles_read(a, zr, &book);
	e = e ? e : xlsx_strings_read(a, zr, &book);
	if (e)
		return book_fault(faults, e);
	list = arena_array(a, c->count + 1, sizeof *list);
	for (size_t i = 0; i < c->count; i++) {
		enum err bad;

		if (!wanted(c->tabs[i].name))
			continue;
		if ((bad = check_tab(c, i, faults)))
			return bad;
		list[n].name = c->tabs[i].name;
		bad = xlsx_sheet_read(a, zr, c->tabs[i].part, &book, limits, faults, &list[n++]);
		e = e ? e : bad;
	}
	if (e)
		return e;
	*sheets = list;
	*count = n;
	return OK;
}
