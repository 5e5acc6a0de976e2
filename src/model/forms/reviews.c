/* Review states of a form's texts, and the translation table as CSV. */
#include "model/reviews.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/map.h"
#include "codec/csv.h"
#include "codec/digest.h"
#include "model/change.h"
#include "store/stmt.h"

#define TABLE_MAX ((size_t)16 << 20)
#define BY_MAX 100

static const char *const state_names[TEXT_STATES] = {[TEXT_MISSING] = "missing",
	[TEXT_DRAFT] = "draft", [TEXT_REVIEWED] = "reviewed", [TEXT_VALIDATED] = "validated"};

const char *text_state_name(enum text_state s)
{
	return state_names[s];
}

enum text_state text_state_of(const char *name)
{
	enum text_state s = TEXT_MISSING;

	while (s < TEXT_STATES && strcmp(state_names[s], name) != 0)
		s++;
	return s;
}

static const char *language_key(const struct form_language *l)
{
	return *l->code ? l->code : l->name;
}

static const char *cell_key(struct arena *a, const char *sheet, const char *key,
	const char *col, const char *lang)
{
	return arena_printf(a, "%s\n%s\n%s\n%s", sheet, key, col, lang);
}

/* ---- states ---- */

struct kept_state {
	unsigned char text[DIGEST_BYTES];
	struct text_review review;
	struct kept_state *next;	/* of the same cell, other words */
};

static enum err load_states(struct arena *a, struct db *db, const char *code,
	struct map *out)
{
	struct stmt *s = db_stmt(db, STMT_REVIEW_LIST);
	enum err e;

	stmt_text(s, ":code", code);
	while (stmt_next(s, &e)) {
		const char *cell = cell_key(a, col_text(s, "sheet"), col_text(s, "key"), col_text(s, "col"),
			col_text(s, "lang"));
		struct kept_state *k = arena_alloc(a, sizeof *k);

		if (col_len(s, "text") == DIGEST_BYTES)
			memcpy(k->text, col_blob(s, "text"), DIGEST_BYTES);
		k->review = (struct text_review){text_state_of(col_text(s, "state")),
			col_copy(a, s, "by")};
		k->next = map_get(out, cell);
		map_put(out, cell, k);
	}
	return e;
}

static struct text_review review_of(struct arena *a, const struct map *states,
	const struct form_texts *t, const struct text_row *r, size_t language)
{
	const char *text = r->texts[language];
	unsigned char hash[DIGEST_BYTES];
	const struct kept_state *k;

	if (!*text)
		return (struct text_review){TEXT_MISSING, ""};
	digest_of(text, strlen(text), hash);
	k = map_get(states, cell_key(a, form_sheet_name(r->sheet), r->key, r->column,
		language_key(&t->languages[language])));
	for (; k; k = k->next)
		if (memcmp(k->text, hash, sizeof hash) == 0 && k->review.state < TEXT_STATES)
			return k->review;
	return (struct text_review){TEXT_DRAFT, ""};
}

enum err reviews_load(struct arena *a, struct db *db, const char *code,
	const struct form_texts *t, struct text_review **out)
{
	struct text_review *list = arena_array(a, t->count * t->language_count + 1,
		sizeof *list);
	struct map states;
	enum err e;

	map_init(&states, a);
	e = load_states(a, db, code, &states);
	if (e)
		return e;
	for (size_t i = 0; i < t->count; i++)
		for (size_t l = 0; l < t->language_count; l++)
			list[i * t->language_count + l] = review_of(a, &states, t, &t->rows[i], l);
	*out = list;
	return OK;
}

enum err review_put(struct change *c, const char *code, const struct form_texts *t,
	const struct text_row *row, size_t language, enum text_state state, const char *by)
{
	const char *text = row->texts[language];
	unsigned char hash[DIGEST_BYTES];
	struct stmt *s;

	(void)c->arena;
	if (!*text || state == TEXT_MISSING)
		return OK;
	digest_of(text, strlen(text), hash);
	s = db_stmt(c->db, STMT_REVIEW_PUT);
	stmt_text(s, ":code", code);
	stmt_text(s, ":sheet", form_sheet_name(row->sheet));
	stmt_text(s, ":key", row->key);
	stmt_text(s, ":col", row->column);
	stmt_text(s, ":lang", language_key(&t->languages[language]));
	stmt_blob(s, ":text", hash, sizeof hash);
	stmt_text(s, ":state", text_state_name(state));
	stmt_text(s, ":by", by ? by : "");
	return stmt_run(s);
}

void reviews_count(const struct form_texts *t, const struct text_review *reviews,
	size_t language, size_t counts[TEXT_STATES])
{
	memset(counts, 0, TEXT_STATES * sizeof *counts);
	for (size_t i = 0; i < t->count; i++) {
		enum text_state s = reviews[i * t->language_count + language].state;

		/* A title that is not translated falls back by rule. */
		if (s == TEXT_MISSING && strcmp(t->rows[i].column, "form_title") == 0)
			continue;
		counts[s]++;
	}
}

/* ---- the table as CSV ---- */

const char *translations_csv(struct arena *a, const struct form_texts *t,
	const struct text_review *reviews)
{
	struct csv_writer w = {.out = buf_new(a, TABLE_MAX)};

	csv_put(&w, "sheet");
	csv_put(&w, "key");
	csv_put(&w, "column");
	for (size_t l = 0; l < t->language_count; l++)
		csv_put(&w, language_key(&t->languages[l]));
	for (size_t l = 0; l < t->language_count; l++) {
		csv_put(&w, arena_printf(a, "%s_state", language_key(&t->languages[l])));
		csv_put(&w, arena_printf(a, "%s_by", language_key(&t->languages[l])));
	}
	csv_end_row(&w);
	for (size_t i = 0; i < t->count; i++) {
		const struct text_row *r = &t->rows[i];
		const struct text_review *review = &reviews[i * t->language_count];

		csv_put(&w, form_sheet_name(r->sheet));
		csv_put(&w, r->key);
		csv_put(&w, r->column);
		for (size_t l = 0; l < t->language_count; l++)
			csv_put(&w, r->texts[l]);
		for (size_t l = 0; l < t->language_count; l++) {
			csv_put(&w, *r->texts[l] ? text_state_name(review[l].state) : "");
			csv_put(&w, *r->texts[l] ? review[l].by : "");
		}
		csv_end_row(&w);
	}
	return w.out->data;
}

struct table_reading {
	struct arena *arena;
	const struct form_texts *t;
	const struct text_review *reviews;
	const struct csv_table *table;
	struct faults *faults;
	struct translation_change *list;
	size_t count;
	struct map rows;		/* "sheet\nkey\ncolumn" → struct text_row */
};

static void add_change(struct table_reading *r, const struct text_row *row, size_t language,
	const char *text, const char *state, const char *by, size_t line)
{
	const struct text_review *now = &r->reviews[(size_t)(row - r->t->rows) *
		r->t->language_count + language];
	struct translation_change c = {row, language, NULL, TEXT_STATES, NULL};

	if (*text && strcmp(text, row->texts[language]) != 0)
		c.text = text;
	if (*state) {
		c.state = text_state_of(state);
		if (c.state == TEXT_STATES) {
			fault_add(r->faults, r->table->file, line, "state", FAULT_REVIEW_STATE,
				state, NULL);
			return;
		}
	}
	/* A state left as it stood was given to the words that stood there. */
	if (c.text && c.state == now->state)
		c.state = TEXT_STATES;
	if (strlen(by) > BY_MAX) {
		fault_add(r->faults, r->table->file, line, "by", FAULT_REVIEW_ROLE, DIGITS(BY_MAX),
			NULL);
		return;
	}
	if (!c.text && (c.state == TEXT_STATES || c.state == now->state) &&
		(!*by || strcmp(by, now->by) == 0))
		return;
	c.by = *by ? by : NULL;
	r->list = arena_grow(r->arena, r->list, r->count + 1, sizeof *r->list);
	r->list[r->count++] = c;
}

static const struct text_row *row_of(struct table_reading *r, size_t line_row)
{
	const char *sheet = csv_cell(r->table, line_row, csv_column(r->table, "sheet"));
	const char *key = csv_cell(r->table, line_row, csv_column(r->table, "key"));
	const char *column = csv_cell(r->table, line_row, csv_column(r->table, "column"));
	const struct text_row *row = map_get(&r->rows, arena_printf(r->arena, "%s\n%s\n%s",
		sheet, key, column));

	/* Those of the lists stand in the lists' own files. */
	if (!row && strcmp(sheet, "functions") != 0 && strcmp(sheet, "departments") != 0 &&
		strcmp(sheet, "reports") != 0)
		fault_add(r->faults, r->table->file, r->table->lines[line_row], "key",
			FAULT_REVIEW_TEXT, sheet, key, column, NULL);
	return row;
}

/* sheet, key, column, en, sk …, en_state, en_by … */
static void read_wide(struct table_reading *r)
{
	const struct csv_table *table = r->table;

	for (size_t i = 0; i < table->rows; i++) {
		const struct text_row *row = row_of(r, i);

		for (size_t l = 0; row && l < r->t->language_count; l++) {
			const char *lang = language_key(&r->t->languages[l]);

			add_change(r, row, l, csv_cell(table, i, csv_column(table, lang)),
				csv_cell(table, i, csv_column(table,
					arena_printf(r->arena, "%s_state", lang))),
				csv_cell(table, i, csv_column(table,
					arena_printf(r->arena, "%s_by", lang))), table->lines[i]);
		}
	}
}

/* sheet, key, column, lang, state, by: a row a language. */
static void read_long(struct table_reading *r)
{
	const struct csv_table *table = r->table;

	for (size_t i = 0; i < table->rows; i++) {
		const struct text_row *row = row_of(r, i);
		const char *lang = csv_cell(table, i, csv_column(table, "lang"));
		size_t l = texts_language(r->t, lang);

		if (!row)
			continue;
		if (l == r->t->language_count) {
			fault_add(r->faults, table->file, table->lines[i], "lang",
				FAULT_REVIEW_LANGUAGE, lang, NULL);
			continue;
		}
		add_change(r, row, l, csv_cell(table, i, csv_column(table, "text")),
			csv_cell(table, i, csv_column(table, "state")),
			csv_cell(table, i, csv_column(table, "by")), table->lines[i]);
	}
}

static bool known_column(const struct table_reading *r, const char *name)
{
	static const char *const fixed[] = {"sheet", "key", "column", "note", ""};

	for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
		if (strcmp(fixed[i], name) == 0)
			return true;
	for (size_t l = 0; l < r->t->language_count; l++) {
		const char *lang = language_key(&r->t->languages[l]);
		size_t len = strlen(lang);

		if (strncmp(name, lang, len) == 0 && (!name[len] ||
			strcmp(name + len, "_state") == 0 || strcmp(name + len, "_by") == 0))
			return true;
	}
	return false;
}

enum err translations_read(struct arena *a, const struct form_texts *t,
	const struct text_review *reviews, const struct csv_table *table,
	struct faults *faults, struct translation_change **out, size_t *count)
{
	struct table_reading r = {.arena = a, .t = t, .reviews = reviews, .table = table,
		.faults = faults};
	bool rows = csv_column(table, "lang") >= 0;

	map_init(&r.rows, a);
	for (size_t i = 0; i < t->count; i++)
		map_put(&r.rows, arena_printf(a, "%s\n%s\n%s", form_sheet_name(t->rows[i].sheet),
			t->rows[i].key, t->rows[i].column), &t->rows[i]);
	if (csv_column(table, "sheet") < 0 || csv_column(table, "key") < 0 ||
		csv_column(table, "column") < 0)
		fault_add(faults, table->file, 1, NULL, FAULT_REVIEW_COLUMNS, NULL);
	for (size_t c = 0; !rows && c < table->columns; c++)
		if (!known_column(&r, table->header[c]))
			fault_add(faults, table->file, 1, table->header[c],
				FAULT_REVIEW_NO_LANGUAGE, NULL);
	if (!faults->count && rows)
		read_long(&r);
	else if (!faults->count)
		read_wide(&r);
	if (faults->count)
		return err_fail(ERR_INPUT, "the table has %zu faults",
			faults->count + faults->dropped);
	*out = r.list;
	*count = r.count;
	return OK;
}

enum err translations_keep(struct change *c, const char *code, const struct form_texts *t,
	const struct translation_change *list, size_t count)
{
	enum err e = OK;

	for (size_t i = 0; !e && i < count; i++)
		if (list[i].state != TEXT_STATES)
			e = review_put(c, code, t, list[i].row, list[i].language, list[i].state,
				list[i].by);
	return e;
}

enum err translations_take(struct change *c, const char *code,
	const char *const sheets[TEXTS_SHEETS], const char *csv, size_t len,
	struct faults *faults)
{
	struct translation_change *list = NULL;
	struct text_review *reviews;
	struct form_texts t;
	struct csv_table table;
	size_t count = 0;
	enum err e = texts_read(c->arena, sheets, faults, &t);

	if (!e)
		e = csv_table_read(c->arena, "translations.csv", csv, len, &csv_limits_default, faults,
			&table);
	if (!e)
		e = reviews_load(c->arena, c->db, code, &t, &reviews);
	if (!e)
		e = translations_read(c->arena, &t, reviews, &table, faults, &list, &count);
	return e ? e : translations_keep(c, code, &t, list, count);
}

enum err translations_take_folder(struct change *c, const char *code,
	const char *const sheets[TEXTS_SHEETS], const char *dir)
{
	const char *path = path_join(c->arena, dir, "translations.csv");
	struct faults passed_over;
	char *csv;
	size_t len;
	enum err e;

	if (!file_is_dir(dir) || !file_exists(path) ||
		file_read(c->arena, path, TABLE_MAX, &csv, &len))
		return OK;
	faults_init(&passed_over, c->arena);
	e = translations_take(c, code, sheets, csv, len, &passed_over);
	return e == ERR_INPUT ? OK : e;
}
