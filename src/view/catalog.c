/*
 * The interface's texts: one CSV into a table of messages. Knows no page and no
 * template; checks what a translator can get wrong, and says where.
 */
#include "view/catalog.h"

#include <ctype.h>
#include <stdarg.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/map.h"
#include "base/text.h"
#include "codec/csv.h"
#include "message.h"

#define CATALOG_BYTES_MAX (8u << 20)
#define PLACEHOLDERS_MAX 16

struct catalog {
	struct map by_key;		/* key -> struct message */
};

/* The state of one reading. */
struct reading {
	struct arena *arena;
	struct faults *faults;
	const struct csv_table *table;
	struct catalog *catalog;
	int key, langs[LANG_COUNT], states[LANG_COUNT];	/* columns */
};

static const char *const plural_names[PLURAL_COUNT] = {
	[PLURAL_ONE] = "one",
	[PLURAL_FEW] = "few",
	[PLURAL_MANY] = "many",
	[PLURAL_OTHER] = "other",
};

/* Categories whole numbers have. `many` of it, es, ca is for millions only and
 * may be left to `other`, as may Slovak `many` and Polish `other`: decimals. */
static const bool plural_needed[LANG_COUNT][PLURAL_COUNT] = {
	[LANG_EN] = {[PLURAL_ONE] = true, [PLURAL_OTHER] = true},
	[LANG_SK] = {[PLURAL_ONE] = true, [PLURAL_FEW] = true, [PLURAL_OTHER] = true},
	[LANG_PL] = {[PLURAL_ONE] = true, [PLURAL_FEW] = true, [PLURAL_MANY] = true},
	[LANG_IT] = {[PLURAL_ONE] = true, [PLURAL_OTHER] = true},
	[LANG_ES] = {[PLURAL_ONE] = true, [PLURAL_OTHER] = true},
	[LANG_CA] = {[PLURAL_ONE] = true, [PLURAL_OTHER] = true},
};

static const char *const review_names[REVIEW_COUNT] = {
	[REVIEW_MISSING] = "missing",
	[REVIEW_DRAFT] = "draft",
	[REVIEW_REVIEWED] = "reviewed",
	[REVIEW_VALIDATED] = "validated",
};

const char *placeholder_next(const char *p, const char *end, const char **name,
	size_t *name_len, const char **after)
{
	for (; p < end; p++) {
		if (*p != '{')
			continue;

		const char *q = p + 1;

		while (q < end && (islower((unsigned char)*q) || isdigit((unsigned char)*q) || *q == '_'))
			q++;
		if (q < end && *q == '}' && q > p + 1) {
			*name = p + 1;
			*name_len = (size_t)(q - p - 1);
			*after = q + 1;
			return p;
		}
	}
	return NULL;
}

/* The placeholders of a text, each once. */
struct placeholders {
	struct str names[PLACEHOLDERS_MAX];
	size_t count;
};

static bool placeholders_have(const struct placeholders *set, struct str name)
{
	for (size_t i = 0; i < set->count; i++)
		if (str_same(set->names[i], name))
			return true;
	return false;
}

static void placeholders_of(const char *text, struct placeholders *set)
{
	const char *end = text + strlen(text), *after = text;
	struct str name;

	while (set->count < PLACEHOLDERS_MAX &&
			placeholder_next(after, end, &name.p, &name.len, &after))
		if (!placeholders_have(set, name))
			set->names[set->count++] = name;
}

/* A fault for each name of `from` that `in` lacks. */
static void compare_placeholders(struct reading *r, const struct message *m, enum lang lang,
	const struct placeholders *from, const struct placeholders *in, enum fault_kind kind)
{
	for (size_t i = 0; i < from->count; i++)
		if (!placeholders_have(in, from->names[i]))
			fault_add(r->faults, r->table->file, m->line, lang_code(lang), kind, m->key,
				arena_strndup(r->arena, from->names[i].p, from->names[i].len), NULL);
}

static void check_placeholders(struct reading *r, const struct message *m)
{
	struct placeholders english = {0};

	for (int form = 0; form < PLURAL_COUNT; form++)
		if (m->text[LANG_EN][form])
			placeholders_of(m->text[LANG_EN][form], &english);
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		struct placeholders own = {0};
		bool translated = false;

		for (int form = 0; form < PLURAL_COUNT; form++) {
			if (!m->text[lang][form])
				continue;
			translated = true;
			placeholders_of(m->text[lang][form], &own);
		}
		if (!translated)
			continue;
		compare_placeholders(r, m, (enum lang)lang, &english, &own, FAULT_TEXTS_LACKS);
		compare_placeholders(r, m, (enum lang)lang, &own, &english, FAULT_TEXTS_HOLDS);
	}
}

static bool has_text(const struct message *m, enum lang lang)
{
	for (int form = 0; form < PLURAL_COUNT; form++)
		if (m->text[lang][form])
			return true;
	return false;
}

static void check_message(struct reading *r, const struct message *m)
{
	if (!has_text(m, LANG_EN))
		fault_add(r->faults, r->table->file, m->line, "en", FAULT_TEXTS_ENGLISH, m->key,
			NULL);
	for (int lang = 0; m->plural && lang < LANG_COUNT; lang++)
		for (int form = 0; form < PLURAL_COUNT; form++)
			if (has_text(m, (enum lang)lang) && plural_needed[lang][form] &&
					!m->text[lang][form])
				fault_add(r->faults, r->table->file, m->line,
					lang_code((enum lang)lang), FAULT_TEXTS_FORM, m->key,
					plural_names[form], NULL);
	check_placeholders(r, m);
}

/* A key is [a-z0-9_.-]+; *form is its plural category, PLURAL_COUNT for none. */
static bool split_key(const char *key, size_t *len, enum plural *form)
{
	*len = strspn(key, "abcdefghijklmnopqrstuvwxyz0123456789_.-");
	*form = PLURAL_COUNT;
	if (!key[*len])
		return *len > 0;
	if (key[*len] != '#')
		return false;
	for (int i = 0; i < PLURAL_COUNT; i++)
		if (strcmp(key + *len + 1, plural_names[i]) == 0)
			*form = (enum plural)i;
	return *len > 0 && *form != PLURAL_COUNT;
}

/* How far the translation of a row is; what says nothing is a draft. */
static enum review review_of(struct reading *r, size_t row, enum lang lang)
{
	const char *word = csv_cell(r->table, row, r->states[lang]);

	for (int i = REVIEW_DRAFT; i < REVIEW_COUNT; i++)
		if (strcmp(word, review_names[i]) == 0)
			return (enum review)i;
	if (*word)
		fault_add(r->faults, r->table->file, r->table->lines[row],
			arena_printf(r->arena, "%s_state", lang_code(lang)), FAULT_TEXTS_STATE,
			word, NULL);
	return REVIEW_DRAFT;
}

static struct message *message_of(struct reading *r, size_t row, const char *key, bool plural)
{
	struct message *m = map_get(&r->catalog->by_key, key);

	if (m && m->plural != plural) {
		fault_add(r->faults, r->table->file, r->table->lines[row], "key",
			FAULT_TEXTS_PLURAL, key, NULL);
		return NULL;
	}
	if (!m) {
		m = arena_alloc(r->arena, sizeof *m);
		m->key = key;
		m->line = r->table->lines[row];
		m->plural = plural;
		for (int i = 0; i < LANG_COUNT; i++)
			m->state[i] = REVIEW_VALIDATED;
		map_put(&r->catalog->by_key, key, m);
	}
	return m;
}

static void read_row(struct reading *r, size_t row)
{
	const char *full = csv_cell(r->table, row, r->key);
	enum plural form;
	size_t len;

	if (!split_key(full, &len, &form)) {
		fault_add(r->faults, r->table->file, r->table->lines[row], "key", FAULT_TEXTS_KEY,
			full, NULL);
		return;
	}

	struct message *m = message_of(r, row, arena_strndup(r->arena, full, len),
		form != PLURAL_COUNT);

	if (!m)
		return;
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		const char *text = csv_cell(r->table, row, r->langs[lang]);
		const char **place = &m->text[lang][form == PLURAL_COUNT ? PLURAL_OTHER : form];
		enum review state = review_of(r, row, (enum lang)lang);

		if (!*text)
			continue;
		if (*place)
			fault_add(r->faults, r->table->file, r->table->lines[row], "key",
				FAULT_TEXTS_TWICE, full, NULL);
		*place = text;
		/* A text of several rows is as far as the least of them. */
		if (state < m->state[lang])
			m->state[lang] = state;
	}
}

static int need_column(struct reading *r, const char *name)
{
	int column = csv_column(r->table, name);

	if (column < 0)
		fault_add(r->faults, r->table->file, 1, name, FAULT_TEXTS_COLUMN, NULL);
	return column;
}

static enum err read_table(struct arena *a, const struct csv_table *table,
	struct faults *faults, const struct catalog **out)
{
	size_t before = faults->count;
	struct reading r = {.arena = a, .faults = faults, .table = table,
		.catalog = arena_alloc(a, sizeof *r.catalog)};

	map_init(&r.catalog->by_key, a);
	r.key = need_column(&r, "key");
	for (int i = 0; i < LANG_COUNT; i++) {
		const char *code = lang_code((enum lang)i);

		r.langs[i] = need_column(&r, code);
		r.states[i] = csv_column(table, arena_printf(a, "%s_state", code));
	}
	if (faults->count == before) {
		for (size_t row = 0; row < table->rows; row++)
			read_row(&r, row);
		for (size_t i = 0; i < r.catalog->by_key.count; i++)
			check_message(&r, r.catalog->by_key.entries[i].value);
	}
	if (faults->count > before)
		return err_fail(ERR_INPUT, "%s: %zu faults", table->file, faults->count - before);
	*out = r.catalog;
	return OK;
}

enum err catalog_read(struct arena *a, const char *file, const char *data, size_t len,
	struct faults *faults, const struct catalog **out)
{
	struct csv_table table;
	enum err e = csv_table_read(a, file, data, len, &csv_limits_default, faults, &table);

	return e ? e : read_table(a, &table, faults, out);
}

enum err catalog_load(struct arena *a, const char *path, struct faults *faults,
	const struct catalog **out)
{
	char *data;
	size_t len;
	enum err e = file_read(a, path, CATALOG_BYTES_MAX, &data, &len);

	return e ? e : catalog_read(a, path, data, len, faults, out);
}

const struct message *catalog_message(const struct catalog *cat, const char *key)
{
	return map_get(&cat->by_key, key);
}

/* The category of `lang` that stands in where `form` has no text. */
static bool find_form(const struct message *m, enum lang lang, enum plural *form)
{
	static const enum plural instead[] = {PLURAL_OTHER, PLURAL_MANY};

	for (size_t i = 0; !m->text[lang][*form] && i < sizeof instead / sizeof *instead; i++)
		if (m->text[lang][instead[i]])
			*form = instead[i];
	return m->text[lang][*form];
}

const char *message_text(const struct message *m, enum lang lang, double n, int decimals,
	enum lang *shown, enum plural *form)
{
	enum plural own = m->plural ? lang_plural(lang, n, decimals) : PLURAL_OTHER;

	if (!find_form(m, lang, &own)) {
		lang = LANG_EN;
		own = m->plural ? lang_plural(lang, n, decimals) : PLURAL_OTHER;
		find_form(m, lang, &own);
	}
	*shown = lang;
	*form = own;
	return m->text[lang][own];
}

const char *catalog_plural(const struct catalog *cat, enum lang lang, const char *key, int64_t n)
{
	const struct message *m = catalog_message(cat, key);
	enum lang shown;
	enum plural form;

	return m ? message_text(m, lang, (double)n, 0, &shown, &form) : key;
}

const char *catalog_text(const struct catalog *cat, enum lang lang, const char *key)
{
	const struct message *m = catalog_message(cat, key);
	enum plural form = PLURAL_OTHER;

	if (!m)
		return key;
	if (!find_form(m, lang, &form)) {
		lang = LANG_EN;
		form = PLURAL_OTHER;
		find_form(m, lang, &form);
	}
	return m->text[lang][form];
}

bool catalog_has(const struct catalog *cat, const char *key)
{
	return map_has(&cat->by_key, key);
}

bool catalog_translated(const struct catalog *cat, enum lang lang, const char *key)
{
	const struct message *m = catalog_message(cat, key);

	return m && has_text(m, lang);
}

/* The value of a placeholder among the pairs, or NULL. */
static const char *value_of(const char *const *pairs, const char *name, size_t len)
{
	const char *value = NULL;

	for (; *pairs; pairs += 2)
		if (strlen(*pairs) == len && memcmp(*pairs, name, len) == 0)
			value = pairs[1];
	return value;
}

char *catalog_fill_pairs(struct arena *a, const char *text, const char *const *pairs)
{
	const char *p = text, *end = text + strlen(text), *open, *name, *after;
	struct buf out;
	size_t len;

	buf_init(&out, 1u << 20);
	while ((open = placeholder_next(p, end, &name, &len, &after))) {
		const char *value = value_of(pairs, name, len);

		buf_add(&out, p, (size_t)(open - p));
		if (value)
			buf_puts(&out, value);
		else
			buf_add(&out, open, (size_t)(after - open));
		p = after;
	}
	buf_add(&out, p, (size_t)(end - p));

	char *filled = arena_strndup(a, out.data, out.len);

	buf_free(&out);
	return filled;
}

#define FILL_MAX 16	/* pairs */

char *catalog_fill(struct arena *a, const char *text, ...)
{
	const char *pairs[2 * FILL_MAX + 1];
	size_t n = 0;
	va_list ap;

	va_start(ap, text);
	while (n < 2 * FILL_MAX && (pairs[n] = va_arg(ap, const char *))) {
		pairs[n + 1] = va_arg(ap, const char *);
		n += 2;
	}
	va_end(ap);
	pairs[n] = NULL;
	return catalog_fill_pairs(a, text, pairs);
}

void catalog_review(const struct catalog *cat, enum lang lang, size_t counts[REVIEW_COUNT])
{
	memset(counts, 0, REVIEW_COUNT * sizeof *counts);
	for (size_t i = 0; i < cat->by_key.count; i++) {
		const struct message *m = cat->by_key.entries[i].value;

		counts[has_text(m, lang) ? m->state[lang] : REVIEW_MISSING]++;
	}
}

size_t catalog_count(const struct catalog *cat)
{
	return cat->by_key.count;
}

const char *catalog_key(const struct catalog *cat, size_t i)
{
	return cat->by_key.entries[i].key;
}
