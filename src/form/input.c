/*
 * A form as it is brought in: what kind of file it is, and which of its parts are
 * which sheet. Owns names and the choice of reader.
 */
#include "form/input.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"
#include "codec/csv.h"
#include "codec/xlsx.h"
#include "codec/zip.h"
#include "input_csv.h"
#include "sheet.h"

/* Of a workbook or a pack of CSVs: more is no form. */
static const struct zip_limits pack_limits = {2000, 96u << 20, 200};

struct intake {
	struct arena *arena;
	struct faults *faults, *warnings;
	struct form_input in;
	bool nested;		/* inside a ZIP: no further one */
};

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/'), *back = strrchr(path, '\\');

	if (back && (!slash || back > slash))
		slash = back;
	return slash ? slash + 1 : path;
}

/* Without folders and ending. */
static const char *stem(struct arena *a, const char *path)
{
	const char *base = base_name(path), *dot = strrchr(base, '.');

	return dot && dot > base ? arena_strndup(a, base, (size_t)(dot - base)) :
		arena_strdup(a, base);
}

static bool ends_with(const char *name, const char *ending)
{
	size_t n = strlen(name), e = strlen(ending);

	return n >= e && strcasecmp(name + n - e, ending) == 0;
}

/* "survey.csv", also "mine - survey.csv" as spreadsheets name a sheet they save. */
static enum form_sheet sheet_of_file(const char *path)
{
	const char *base = base_name(path), *dot = strrchr(base, '.'), *from = base;
	size_t len = dot ? (size_t)(dot - base) : strlen(base);
	enum form_sheet sheet = input_sheet_of(base, len);

	for (size_t i = 0; sheet == FORM_SHEETS && i < len; i++)
		if (strchr("-_. ", base[i])) {
			from = base + i + 1;
			sheet = input_sheet_of(from, len - (size_t)(from - base));
		}
	return sheet;
}

static enum err sheet_twice(struct intake *t, const char *file, enum form_sheet sheet)
{
	fault_add(t->faults, file, 0, NULL, FAULT_SHEET_TWICE, form_sheet_name(sheet), NULL);
	return ERR_INPUT;
}

/* One CSV that is one sheet. */
static enum err take_sheet(struct intake *t, const char *file, enum form_sheet sheet,
	const char *csv, size_t len)
{
	struct csv_table *table = arena_alloc(t->arena, sizeof *table);
	struct csv_limits limits = input_limits;

	if (t->in.sheets.texts[sheet])
		return sheet_twice(t, file, sheet);
	/* Tools write an empty file for an empty sheet. */
	if (len == 0 && sheet != FORM_SURVEY)
		return OK;
	t->in.sheets.texts[sheet] = csv;
	limits.rows = input_rows(csv, len);
	if (csv_table_read(t->arena, file, csv, len, &limits, t->faults, table))
		return ERR_INPUT;
	t->in.tables[sheet] = table;
	return OK;
}

static void keep_texts(struct intake *t)
{
	for (int k = 0; k < FORM_SHEETS; k++)
		if (t->in.tables[k] && !t->in.sheets.texts[k])
			t->in.sheets.texts[k] = input_table_text(t->arena, t->in.tables[k]);
}

static enum err take_csv(struct intake *t, const struct form_file *f, bool alone)
{
	const char *name = base_name(f->name);
	enum form_sheet sheet = sheet_of_file(f->name);
	size_t len = f->len;
	const char *csv = input_plain_csv(t->arena, name, f->data, &len, t->warnings);
	enum err e;

	if (sheet < FORM_SHEETS && !input_is_single(csv, len))
		return take_sheet(t, name, sheet, csv, len);
	if (!alone)
		return OK;
	if (!input_is_single(csv, len))
		return take_sheet(t, name, FORM_SURVEY, csv, len);
	e = input_single(t->arena, name, csv, len, t->faults, &t->in);
	if (!e)
		keep_texts(t);
	return e;
}

static bool sheet_wanted(const char *name)
{
	return input_sheet_of(name, strlen(name)) < FORM_SHEETS;
}

/* Older workbooks call the choices "columns"; others mean something else by it. */
static bool is_choices(const struct intake *t, const struct xlsx_sheet *s)
{
	struct faults ignored;
	struct sheet sheet;

	faults_init(&ignored, t->arena);
	sheet_open(t->arena, FORM_CHOICES, &s->table, &ignored, &sheet);
	return sheet_find(&sheet, "list_name") >= 0;
}

static enum err take_workbook(struct intake *t, struct zip_reader *zip)
{
	struct xlsx_sheet *sheets;
	size_t count;
	enum err e = xlsx_read(t->arena, zip, &input_limits, sheet_wanted, t->faults, &sheets,
		&count);

	/* By their own names first. */
	for (size_t i = 0; !e && i < 2 * count; i++) {
		const struct xlsx_sheet *s = &sheets[i % count];
		enum form_sheet sheet = input_sheet_of(s->name, strlen(s->name));
		bool own = input_is_own_name(s->name, sheet);

		if (s->empty || own != (i < count) ||
			(!own && (t->in.tables[sheet] || !is_choices(t, s))))
			continue;
		if (t->in.tables[sheet])
			e = sheet_twice(t, s->name, sheet);
		t->in.tables[sheet] = &s->table;
	}
	if (!e)
		keep_texts(t);
	return e;
}

static enum err take_file(struct intake *t, const struct form_file *f, bool alone);

/* What Macs and editors leave in archives. */
static bool is_litter(const char *path)
{
	return strncmp(path, "__MACOSX/", 9) == 0 || *base_name(path) == '.' ||
		*base_name(path) == '~';
}

static enum err take_archive(struct intake *t, const char *name, struct zip_reader *zip)
{
	size_t files = 0;
	uint64_t bytes = 0;
	enum err worst = OK;

	for (size_t i = 0; i < zip_count(zip); i++)
		files += !zip_entry_at(zip, i)->folder && !is_litter(zip_entry_at(zip, i)->name);
	for (size_t i = 0; i < zip_count(zip); i++) {
		const struct zip_entry *entry = zip_entry_at(zip, i);
		struct form_file f = {.name = entry->name};
		bool form = ends_with(entry->name, ".csv") || ends_with(entry->name, ".xlsx");
		char *data;
		enum err e;

		if (entry->folder || is_litter(entry->name) || !form)
			continue;
		bytes += entry->bytes;
		if (bytes > FORM_INPUT_MAX) {
			fault_add(t->faults, name, 0, NULL, FAULT_FILE_LARGE_UNPACKED,
				DIGITS(FORM_INPUT_MAX >> 20), NULL);
			return ERR_INPUT;
		}
		e = zip_read_all(t->arena, zip, entry, FORM_INPUT_MAX, &data, &f.len);
		f.data = data;
		if (e)
			faults_add_said(t->faults, name, 0, NULL);
		else
			e = take_file(t, &f, files == 1 || ends_with(entry->name, ".xlsx"));
		worst = worst ? worst : e;
	}
	return worst;
}

static enum err take_zip(struct intake *t, const struct form_file *f)
{
	const char *name = base_name(f->name);
	struct zip_reader *zip;
	enum err e = zip_open_bytes(t->arena, f->data, f->len, &pack_limits, &zip);

	if (e) {
		fault_add(t->faults, name, 0, NULL, FAULT_FILE_DAMAGED, err_detail(), NULL);
		return ERR_INPUT;
	}
	if (xlsx_is(zip))
		return take_workbook(t, zip);
	if (t->nested) {
		fault_add(t->faults, name, 0, NULL, FAULT_ARCHIVE_NESTED, NULL);
		return ERR_INPUT;
	}
	t->nested = true;
	e = take_archive(t, name, zip);
	t->nested = false;
	return e;
}

/* Formats that are often tried, by their first bytes. */
static const char *other_format(const char *data, size_t len)
{
	static const struct {
		const char *magic;
		size_t len;
		const char *what;
	} formats[] = {
		{"\xD0\xCF\x11\xE0", 4, "an old .xls or a workbook with a password: open it and save "
			"it as Excel workbook (.xlsx) without a password"},
		{"%PDF", 4, "a PDF: use the workbook (.xlsx) it was made from"},
		{"<?xml", 5, "XML: use the XLSForm (.xlsx or CSV) it was made from"},
		{"\x1F\x8B", 2, "packed with gzip: use a ZIP or the file itself"},
		{"Rar!", 4, "a RAR archive: use a ZIP or the file itself"},
		{"7z\xBC\xAF", 4, "a 7z archive: use a ZIP or the file itself"},
	};

	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (len >= formats[i].len && memcmp(data, formats[i].magic, formats[i].len) == 0)
			return formats[i].what;
	return NULL;
}

static enum err take_file(struct intake *t, const struct form_file *f, bool alone)
{
	const char *other = other_format(f->data, f->len);

	if (f->len > FORM_INPUT_MAX || other) {
		if (other)
			fault_add(t->faults, base_name(f->name), 0, NULL, FAULT_FILE_OTHER, other,
				NULL);
		else
			fault_add(t->faults, base_name(f->name), 0, NULL, FAULT_FILE_LARGE,
				DIGITS(FORM_INPUT_MAX >> 20), NULL);
		return ERR_INPUT;
	}
	/* "PK" begins ZIPs; damaged ones are told by their ending. */
	if ((f->len >= 4 && memcmp(f->data, "PK", 2) == 0 && f->data[2] < 9) ||
		ends_with(f->name, ".xlsx") || ends_with(f->name, ".zip"))
		return take_zip(t, f);
	return take_csv(t, f, alone);
}

static size_t unnamed_columns(const struct csv_table *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->columns; i++)
		n += !*t->header[i];
	return n;
}

/* The cells of a row that stand under a name; false when all are blank. */
static bool take_named(const struct csv_table *t, size_t row, const char **out)
{
	bool any = false;

	for (size_t i = 0; i < t->columns; i++) {
		if (!*t->header[i])
			continue;
		*out = csv_cell(t, row, (int)i);
		any |= str_trim(str_of(*out++)).len > 0;
	}
	return any;
}

/* Lists become the kiosk's own, in which there is no room for remarks beside them;
 * the sheets of the form itself are kept as they came. */
static void drop_remarks(struct intake *t, enum form_sheet sheet)
{
	const struct csv_table *from = t->in.tables[sheet];
	struct csv_table *to = arena_alloc(t->arena, sizeof *to);
	size_t n = 0;

	sheet_warn_remarks(t->arena, from, t->warnings);
	*to = *from;
	to->rows = 0;
	to->columns -= unnamed_columns(from);
	to->header = arena_array(t->arena, to->columns + 1, sizeof *to->header);
	to->cells = arena_array(t->arena, from->rows * to->columns + 1, sizeof *to->cells);
	to->lines = arena_array(t->arena, from->rows + 1, sizeof *to->lines);
	to->widths = arena_array(t->arena, from->rows + 1, sizeof *to->widths);
	for (size_t i = 0; i < from->columns; i++)
		if (*from->header[i])
			to->header[n++] = from->header[i];
	for (size_t r = 0; r < from->rows; r++)
		if (take_named(from, r, to->cells + to->rows * to->columns)) {
			to->widths[to->rows] = to->columns;
			to->lines[to->rows++] = from->lines[r];
		}
	t->in.tables[sheet] = to;
	t->in.sheets.texts[sheet] = input_table_text(t->arena, to);
}

enum err form_input_read(struct arena *a, const struct form_file *files, size_t count,
	struct faults *faults, struct faults *warnings, struct form_input *out)
{
	struct intake t = {.arena = a, .faults = faults, .warnings = warnings};
	enum err worst = OK;

	for (size_t i = 0; i < count; i++) {
		enum err e = take_file(&t, &files[i], count == 1);

		worst = worst ? worst : e;
	}
	if (worst)
		return err_fail(worst, "the form cannot be read");
	if (!t.in.tables[FORM_SURVEY])
		return err_fail(ERR_NOT_FOUND, count == 1 ?
			"there is no sheet “survey” in this file" :
			"there is no survey.csv among the files");
	t.in.name = count ? stem(a, files[0].name) : "";
	for (enum form_sheet k = FORM_FUNCTIONS; k < FORM_SHEETS; k++)
		if (t.in.tables[k] && unnamed_columns(t.in.tables[k]))
			drop_remarks(&t, k);
	*out = t.in;
	return OK;
}

static enum err read_folder(struct arena *a, const char *dir, struct form_file *files,
	size_t *count, struct faults *faults)
{
	for (enum form_sheet k = FORM_SURVEY; k < FORM_SHEETS; k++) {
		const char *name = arena_printf(a, "%s.csv", form_sheet_name(k));
		struct form_file *f = &files[*count];
		char *data;
		enum err e = file_read(a, path_join(a, dir, name), FORM_INPUT_MAX, &data, &f->len);

		if (e == ERR_NOT_FOUND)
			continue;
		if (e) {
			faults_add_said(faults, name, 0, NULL);
			return ERR_INPUT;
		}
		f->name = name;
		f->data = data;
		(*count)++;
	}
	return OK;
}

enum err form_input_path(struct arena *a, const char *path, struct faults *faults,
	struct faults *warnings, struct form_input *out)
{
	struct form_file files[FORM_SHEETS];
	size_t count = 0;
	bool folder = file_is_dir(path);
	char *data;
	enum err e;

	if (folder) {
		e = read_folder(a, path, files, &count, faults);
		if (!e && (!count || strcmp(files[0].name, "survey.csv") != 0))
			return err_fail(ERR_NOT_FOUND, "%s: there is no survey.csv in this folder",
				path);
	} else {
		files[count].name = path;
		e = file_read(a, path, FORM_INPUT_MAX, &data, &files[count].len);
		files[count++].data = data;
	}
	if (!e)
		e = form_input_read(a, files, count, faults, warnings, out);
	if (!e)
		out->name = folder ? path_base(a, path) : stem(a, path);
	return e;
}

/* The form as it will be kept, read as the kiosk will read it from then on: what is
 * taken can be opened. */
static enum err compile_kept(struct arena *a, const struct form_input *in,
	const struct catalogue *const given[CATALOGUE_KINDS], struct faults *faults,
	struct form **out)
{
	const struct catalogue *lists[CATALOGUE_KINDS];
	struct faults found, ignored;
	enum err e = OK;

	faults_init(&found, a);
	faults_init(&ignored, a);
	for (size_t k = 0; !e && k < CATALOGUE_KINDS; k++) {
		const char *text = in->sheets.texts[FORM_FUNCTIONS + k];
		struct catalogue *own = arena_alloc(a, sizeof *own);

		if (text && in->tables[FORM_FUNCTIONS + k])
			e = catalogue_read_text(a, (enum catalogue_kind)k,
				catalogue_name((enum catalogue_kind)k), text, strlen(text),
				&found, own);
		lists[k] = text && in->tables[FORM_FUNCTIONS + k] ? own : given[k];
	}
	if (!e)
		e = form_compile_texts(a, in->name, &in->sheets, lists, NULL, &found,
			&ignored, out);
	if (e && found.count)
		fault_add(faults, found.list[0].file, found.list[0].line, found.list[0].column,
			FAULT_KEPT_UNREADABLE, found.list[0].message, NULL);
	return e;
}

enum err form_input_compile(struct arena *a, const struct form_input *in,
	const struct catalogue *const known[CATALOGUE_KINDS], struct faults *faults,
	struct faults *warnings, const struct catalogue *catalogues[CATALOGUE_KINDS],
	struct form **out)
{
	struct form_source s = {.name = in->name, .survey = in->tables[FORM_SURVEY],
		.choices = in->tables[FORM_CHOICES], .settings = in->tables[FORM_SETTINGS],
		.published = in->published};
	enum err e = OK;

	for (size_t k = 0; k < CATALOGUE_KINDS; k++) {
		const struct csv_table *t = in->tables[FORM_FUNCTIONS + k];
		struct catalogue *own = arena_alloc(a, sizeof *own);
		enum err bad = t ? catalogue_read(a, (enum catalogue_kind)k, t, faults, own) : OK;

		e = e ? e : bad;
		s.catalogues[k] = t ? own : known ? known[k] : NULL;
		if (catalogues)
			catalogues[k] = t && !bad ? own : NULL;
	}
	e = e ? e : form_compile(a, &s, faults, warnings, out);
	if (!e && !faults->count)
		e = compile_kept(a, in, s.catalogues, faults, out);
	return e || !faults->count ? e : err_fail(ERR_INPUT, "the form has faults");
}

static enum err write_sheet(struct arena *a, struct xlsx_writer *xw, enum form_sheet sheet,
	const char *text)
{
	const char *name = form_sheet_name(sheet);
	struct faults faults;
	struct csv_table t;
	enum err e;

	faults_init(&faults, a);
	e = csv_table_read(a, name, text, strlen(text), &input_limits, &faults, &t);
	e = e ? e : xlsx_sheet_begin(xw, name);
	e = e ? e : xlsx_row(xw, t.header, t.columns);
	for (size_t r = 0; !e && r < t.rows; r++)
		e = xlsx_row(xw, t.cells + r * t.columns, t.columns);
	return e ? e : xlsx_sheet_end(xw);
}

enum err form_workbook_write(struct arena *a, const struct form_sheets *sheets,
	struct zip_sink sink)
{
	struct xlsx_writer *xw = xlsx_writer_new(a, sink);
	enum err e = OK;

	for (enum form_sheet k = FORM_SURVEY; !e && k < FORM_SHEETS; k++)
		if (sheets->texts[k] && *sheets->texts[k])
			e = write_sheet(a, xw, k, sheets->texts[k]);
	return e ? e : xlsx_finish(xw);
}
