/*
 * Prototypes as a table: a row for each version, and one for each of its tasks. Owns reading it,
 * with every fault named by its line and column, and writing it.
 */
#include "model/prototypes.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "codec/csv.h"
#include "form/catalogue.h"
#include "model/catalogues.h"
#include "model/settings.h"

#define KNOWN "prototype, version, task, title::Language (code), news::…, start::…, sample::…, " \
	"done_when::…, address, departments, activity, level, requirement"

/* Columns of texts, by their headings. */
static const struct { const char *heading, *part; } parts[] = {
	{"title", PROTOTYPE_TITLE}, {"news", PROTOTYPE_NEWS}, {"start", PROTOTYPE_START},
	{"sample", PROTOTYPE_SAMPLE}, {"done_when", PROTOTYPE_DONE},
};
#define PARTS (sizeof parts / sizeof *parts)

static const char *const plain[] = {"prototype", "version", "task", "address", "departments",
	"activity", "level", "requirement"};
#define PLAIN (sizeof plain / sizeof *plain)

struct reading {
	struct arena *arena;
	struct db *db;
	const struct csv_table *table;
	struct faults *faults;
	struct catalogue functions, departments;
	const char *home;		/* the language of headings that name none */
	const char **part, **lang;	/* of each column; part NULL: it holds no texts */
	struct prototype *list;
	bool *headed;			/* of each: its own row was there */
	size_t *lines;			/* of each: where it first stood */
	size_t count;
};

static void fault(struct reading *r, size_t row, const char *column, enum fault_kind kind,
	const char *what)
{
	fault_add(r->faults, r->table->file, r->table->lines[row], column, kind, what, NULL);
}

static const char *cell(struct reading *r, size_t row, const char *name)
{
	struct str s = str_trim(str_of(csv_cell(r->table, row, csv_column(r->table, name))));

	return arena_strndup(r->arena, s.p ? s.p : "", s.len);
}

/* ---- headings ---- */

static bool is_plain(const char *name)
{
	for (size_t i = 0; i < PLAIN; i++)
		if (strcmp(plain[i], name) == 0)
			return true;
	return false;
}

static void read_heading(struct reading *r, size_t column)
{
	const char *h = r->table->header[column], *colon = strchr(h, ':');
	struct str base = str_trim((struct str){h, colon ? (size_t)(colon - h) : strlen(h)});

	for (size_t i = 0; i < PARTS; i++) {
		if (!str_eq(base, parts[i].heading))
			continue;
		r->part[column] = parts[i].part;
		r->lang[column] = colon ?
			form_language_of(r->arena, colon + strspn(colon, ":")).code : r->home;
		if (!*r->lang[column])
			r->lang[column] = r->home;
		return;
	}
	if (*h && !is_plain(h))
		fault_add(r->faults, r->table->file, r->table->header_line, h,
			FAULT_CATALOGUE_COLUMN, KNOWN, NULL);
}

/* False where columns are missing without which no row can be read. */
static bool read_headings(struct reading *r)
{
	static const char *const needed[] = {"prototype", "version", "task", "activity", "level"};
	const struct csv_table *t = r->table;
	size_t unknown;
	bool title = false, done = false;

	r->part = arena_array(r->arena, t->columns + 1, sizeof *r->part);
	r->lang = arena_array(r->arena, t->columns + 1, sizeof *r->lang);
	for (size_t i = 0; i < t->columns; i++) {
		read_heading(r, i);
		title |= r->part[i] && strcmp(r->part[i], PROTOTYPE_TITLE) == 0;
		done |= r->part[i] && strcmp(r->part[i], PROTOTYPE_DONE) == 0;
	}
	unknown = r->faults->count;
	for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
		if (csv_column(t, needed[i]) < 0)
			fault_add(r->faults, t->file, t->header_line, needed[i],
				FAULT_COLUMN_MISSING, NULL);
	if (!title)
		fault_add(r->faults, t->file, t->header_line, "title", FAULT_COLUMN_MISSING, NULL);
	if (!done)
		fault_add(r->faults, t->file, t->header_line, "done_when", FAULT_COLUMN_MISSING,
			NULL);
	return r->faults->count == unknown;
}

/* ---- rows ---- */

/* The version a row belongs to, by its index; a new one where it is named for the first time. */
static size_t version_of(struct reading *r, const char *code, const char *version, size_t row)
{
	for (size_t i = 0; i < r->count; i++)
		if (strcmp(r->list[i].code, code) == 0 && strcmp(r->list[i].version, version) == 0)
			return i;
	r->list[r->count] = (struct prototype){.code = code, .version = version, .address = "",
		.departments = ""};
	r->lines[r->count] = r->table->lines[row];
	return r->count++;
}

/* Whether the row says a text of that kind in any language. */
static bool says(struct reading *r, size_t row, const char *part)
{
	for (size_t i = 0; i < r->table->columns; i++)
		if (r->part[i] && strcmp(r->part[i], part) == 0 &&
			str_trim(str_of(csv_cell(r->table, row, (int)i))).len)
			return true;
	return false;
}

static void read_texts(struct reading *r, size_t row, const char *task, struct prototype *p)
{
	for (size_t i = 0; i < r->table->columns; i++) {
		struct str s = str_trim(str_of(csv_cell(r->table, row, (int)i)));
		const char *text;

		if (!r->part[i] || !s.len)
			continue;
		text = text_plain_lines(r->arena, arena_strndup(r->arena, s.p, s.len));
		if (!text_fits(text, PROTOTYPE_TEXT_CHARS))
			fault(r, row, r->table->header[i], FAULT_PROTOTYPE_LONG,
				DIGITS(PROTOTYPE_TEXT_CHARS));
		p->texts = arena_grow(r->arena, p->texts, p->text_count + 1, sizeof *p->texts);
		p->texts[p->text_count++] = (struct prototype_text){task, r->part[i], r->lang[i],
			text};
	}
}

static void check_departments(struct reading *r, size_t row, const char *codes)
{
	struct str rest = str_of(codes);

	while (rest.len) {
		struct str word = str_cut(rest, ' ', &rest);
		const char *code = arena_strndup(r->arena, word.p, word.len);

		if (word.len && !catalogue_find(&r->departments, code))
			fault(r, row, "departments", FAULT_PROTOTYPE_DEPARTMENT, code);
	}
}

static void read_head(struct reading *r, size_t row, size_t at)
{
	struct prototype *p = &r->list[at];

	if (r->headed[at])
		fault(r, row, "version", FAULT_CATALOGUE_TWICE, p->version);
	r->headed[at] = true;
	p->address = cell(r, row, "address");
	p->departments = cell(r, row, "departments");
	if (!prototype_address_ok(p->address))
		fault(r, row, "address", FAULT_PROTOTYPE_ADDRESS, NULL);
	check_departments(r, row, p->departments);
	if (!says(r, row, PROTOTYPE_TITLE))
		fault(r, row, "title", FAULT_CELL_MISSING_EVERYWHERE, NULL);
	read_texts(r, row, "", p);
}

static void check_task(struct reading *r, size_t row, const struct prototype *p,
	const struct prototype_task *t)
{
	if (!prototype_code_ok(t->code))
		fault(r, row, "task", FAULT_PROTOTYPE_CODE, DIGITS(PROTOTYPE_CODE_MAX));
	for (size_t i = 0; i < p->task_count; i++)
		if (strcmp(p->tasks[i].code, t->code) == 0)
			fault(r, row, "task", FAULT_CATALOGUE_TWICE, t->code);
	if (!*t->activity)
		fault(r, row, "activity", FAULT_CELL_MISSING, NULL);
	else if (!catalogue_find(&r->functions, t->activity))
		fault(r, row, "activity", FAULT_PROTOTYPE_ACTIVITY, t->activity);
	if (!t->must && strcmp(cell(r, row, "level"), "should") != 0)
		fault(r, row, "level", FAULT_PROTOTYPE_LEVEL, NULL);
	if (*t->requirement && !prototype_requirement_ok(t->requirement))
		fault(r, row, "requirement", FAULT_PROTOTYPE_CODE, DIGITS(PROTOTYPE_CODE_MAX));
	if (!says(r, row, PROTOTYPE_TITLE))
		fault(r, row, "title", FAULT_CELL_MISSING_EVERYWHERE, NULL);
	if (!says(r, row, PROTOTYPE_DONE))
		fault(r, row, "done_when", FAULT_CELL_MISSING_EVERYWHERE, NULL);
	if (p->task_count == PROTOTYPE_TASKS_MAX)
		fault(r, row, "task", FAULT_PROTOTYPE_TASKS, DIGITS(PROTOTYPE_TASKS_MAX));
}

static void read_task(struct reading *r, size_t row, const char *code, struct prototype *p)
{
	struct prototype_task t = {code, cell(r, row, "activity"),
		strcmp(cell(r, row, "level"), "must") == 0, cell(r, row, "requirement")};

	check_task(r, row, p, &t);
	p->tasks = arena_grow(r->arena, p->tasks, p->task_count + 1, sizeof *p->tasks);
	p->tasks[p->task_count++] = t;
	read_texts(r, row, code, p);
}

static void read_row(struct reading *r, size_t row)
{
	const char *code = cell(r, row, "prototype"), *version = cell(r, row, "version");
	const char *task = cell(r, row, "task");
	size_t at;

	if (!prototype_code_ok(code))
		fault(r, row, "prototype", *code ? FAULT_PROTOTYPE_CODE : FAULT_CELL_MISSING,
			DIGITS(PROTOTYPE_CODE_MAX));
	if (!prototype_version_ok(version))
		fault(r, row, "version", *version ? FAULT_PROTOTYPE_VERSION : FAULT_CELL_MISSING,
			DIGITS(PROTOTYPE_VERSION_MAX));
	at = version_of(r, code, version, row);
	if (*task)
		read_task(r, row, task, &r->list[at]);
	else
		read_head(r, row, at);
}

/* ---- the table as a whole ---- */

static void check_heads(struct reading *r)
{
	for (size_t i = 0; i < r->count; i++)
		if (!r->headed[i])
			fault_add(r->faults, r->table->file, r->lines[i], "version",
				FAULT_PROTOTYPE_HEAD, r->list[i].code, r->list[i].version, NULL);
}

/* Departments are those of a prototype, so that one row that names them is enough; where the table
 * has no such column they stay as they are. */
static enum err share_departments(struct reading *r)
{
	bool column = csv_column(r->table, "departments") >= 0;

	for (size_t i = 0; i < r->count; i++) {
		struct prototype *p = &r->list[i], known;
		enum err e = column ? ERR_NOT_FOUND :
			prototype_find(r->arena, r->db, p->code, NULL, &known);

		if (e && e != ERR_NOT_FOUND)
			return e;
		if (!e)
			p->departments = known.departments;
		for (size_t k = 0; k < r->count; k++)
			if (strcmp(r->list[k].code, p->code) == 0 && *r->list[k].departments)
				p->departments = r->list[k].departments;
	}
	return OK;
}

static enum err begin(struct reading *r)
{
	size_t rows = r->table->rows + 1;
	struct settings settings;
	enum err e = settings_load(r->arena, r->db, &settings);

	if (!e)
		e = catalogue_load(r->arena, r->db, CATALOGUE_FUNCTIONS, &r->functions);
	if (!e)
		e = catalogue_load(r->arena, r->db, CATALOGUE_DEPARTMENTS, &r->departments);
	if (e)
		return e;
	r->home = settings.language_count ? settings.languages[0] : "en";
	r->list = arena_array(r->arena, rows, sizeof *r->list);
	r->headed = arena_array(r->arena, rows, sizeof *r->headed);
	r->lines = arena_array(r->arena, rows, sizeof *r->lines);
	return OK;
}

enum err prototypes_read(struct arena *a, struct db *db, const struct csv_table *table,
	struct faults *faults, struct prototype **out, size_t *count)
{
	struct reading r = {.arena = a, .db = db, .table = table, .faults = faults};
	size_t before = faults->count + faults->dropped;
	enum err e = begin(&r);

	if (e)
		return e;
	if (read_headings(&r))
		for (size_t i = 0; i < table->rows; i++)
			read_row(&r, i);
	check_heads(&r);
	faults_order(faults);
	if (faults->count + faults->dropped > before)
		return err_fail(ERR_INPUT, "%s: the table has faults", table->file);
	if (!r.count)
		return err_text(err_fail(ERR_INPUT, "%s: the table has no rows", table->file),
			"catalogues.empty", NULL);
	e = share_departments(&r);
	if (!e) {
		*out = r.list;
		*count = r.count;
	}
	return e;
}

/* ---- writing ---- */

#define LANGUAGES_MAX 32

static size_t languages_of(const struct prototype *list, size_t count,
	const char *out[LANGUAGES_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < list[i].text_count; k++) {
			const char *lang = list[i].texts[k].lang;
			size_t l = 0;

			while (l < n && strcmp(out[l], lang) != 0)
				l++;
			if (l == n && n < LANGUAGES_MAX)
				out[n++] = lang;
		}
	return n;
}

static const char *text_in(const struct prototype *p, const char *task, const char *part,
	const char *lang)
{
	for (size_t i = 0; i < p->text_count; i++)
		if (strcmp(p->texts[i].task, task) == 0 && strcmp(p->texts[i].part, part) == 0 &&
			strcmp(p->texts[i].lang, lang) == 0)
			return p->texts[i].text;
	return "";
}

static void write_row(struct csv_writer *w, const struct prototype *p,
	const struct prototype_task *t, const char *const *langs, size_t lang_count)
{
	csv_put(w, p->code);
	csv_put(w, p->version);
	csv_put(w, t ? t->code : "");
	for (size_t i = 0; i < PARTS; i++)
		for (size_t l = 0; l < lang_count; l++)
			csv_put(w, text_in(p, t ? t->code : "", parts[i].part, langs[l]));
	csv_put(w, t ? "" : p->address);
	csv_put(w, t ? "" : p->departments);
	csv_put(w, t ? t->activity : "");
	csv_put(w, !t ? "" : t->must ? "must" : "should");
	csv_put(w, t ? t->requirement : "");
	csv_end_row(w);
}

static void write_header(struct csv_writer *w, const char *const *langs, size_t lang_count,
	const char *(*lang_name)(const char *code))
{
	for (size_t i = 0; i < 3; i++)
		csv_put(w, plain[i]);
	for (size_t i = 0; i < PARTS; i++)
		for (size_t l = 0; l < lang_count; l++) {
			char heading[80];

			(void)snprintf(heading, sizeof heading, "%s::%.32s (%.16s)",
				parts[i].heading, lang_name(langs[l]), langs[l]);
			csv_put(w, heading);
		}
	for (size_t i = 3; i < PLAIN; i++)
		csv_put(w, plain[i]);
	csv_end_row(w);
}

void prototypes_write(const struct prototype *list, size_t count,
	const char *(*lang_name)(const char *code), struct buf *out)
{
	struct csv_writer w = {.out = out};
	const char *langs[LANGUAGES_MAX];
	size_t n = languages_of(list, count, langs);

	write_header(&w, langs, n, lang_name);
	for (size_t i = 0; i < count; i++) {
		write_row(&w, &list[i], NULL, langs, n);
		for (size_t k = 0; k < list[i].task_count; k++)
			write_row(&w, &list[i], &list[i].tasks[k], langs, n);
	}
}
