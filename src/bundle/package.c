/*
 * What describes the bundle: datapackage.json (Data Package 2.0, readable by
 * version 1 too), README.txt, manifest.csv.
 */
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "codec/json.h"
#include "model/kiosk.h"
#include "parts.h"

#define SCHEMA "https://datapackage.org/profiles/2.0/datapackage.json"
#define RESOURCE_SCHEMA "https://datapackage.org/profiles/2.0/dataresource.json"

#define TRAIL_SECTION_MAX 2000
#define RESPONSES "responses/"

/* ---- datapackage.json ---- */

static void pair(struct json_writer *w, const char *key, const char *value)
{
	json_key(w, key);
	json_string(w, value);
}

/* The path in the characters a resource's name may have, each name once. */
static const char *resource_name(struct bundle *b, const char *path, struct map *met)
{
	char *name = arena_strdup(b->arena, path);
	const char *unique;
	size_t len = strlen(name);

	if (text_ends(name, ".csv"))
		name[len - 4] = '\0';
	for (char *c = name; *c; c++) {
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c + 32);
		else if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-._/", *c))
			*c = '-';
	}
	unique = name;
	for (int i = 2; !map_put(met, unique, name); i++)
		unique = arena_printf(b->arena, "%s-%d", name, i);
	return unique;
}

static bool has_code(const struct choice_list *list, const char *code, size_t before)
{
	for (size_t i = 0; i < before; i++)
		if (strcmp(list->choices[i].name, code) == 0)
			return true;
	return false;
}

/* Value labels: the codes of the question's list with their wording. */
static void put_categories(struct bundle *b, struct json_writer *w, const struct field *f)
{
	const struct choice_list *list = f->question->list;

	json_key(w, "categories");
	json_begin_array(w);
	for (size_t i = 0; i < list->count; i++) {
		const struct choice *c = &list->choices[i];
		const char *label = plain_words(b->arena, f->form, f->form->default_language,
			&c->label);

		if (has_code(list, c->name, i))
			continue;
		json_begin_object(w);
		pair(w, "value", c->name);
		pair(w, "label", *label ? label : c->name);
		json_end_object(w);
	}
	json_end_array(w);
}

static void put_field(struct bundle *b, struct json_writer *w, const struct field *f)
{
	json_begin_object(w);
	pair(w, "name", f->name);
	pair(w, "type", f->type);
	if (f->title && *f->title)
		pair(w, "title", f->title);
	if (f->question && f->question->list && question_answer(f->question) == ANSWER_CODE
		&& f->question->list->count)
		put_categories(b, w, f);
	json_end_object(w);
	out_flush(&b->out);
}

static void put_key(struct json_writer *w, const char *key)
{
	struct str rest = str_of(key);

	json_key(w, "primaryKey");
	json_begin_array(w);
	while (rest.len) {
		struct str name = str_cut(rest, ' ', &rest);

		json_string_n(w, name.p, name.len);
	}
	json_end_array(w);
}

static bool has_field(const struct entry *e, const char *name)
{
	for (size_t i = 0; i < e->field_count; i++)
		if (strcmp(e->fields[i].name, name) == 0)
			return true;
	return false;
}

static void put_foreign(struct json_writer *w, const char *field, const char *resource)
{
	json_begin_object(w);
	json_key(w, "fields");
	json_begin_array(w);
	json_string(w, field);
	json_end_array(w);
	json_key(w, "reference");
	json_begin_object(w);
	pair(w, "resource", resource);
	json_key(w, "fields");
	json_begin_array(w);
	json_string(w, field);
	json_end_array(w);
	json_end_object(w);
	json_end_object(w);
}

/* Tables about submissions and rounds say where those stand. */
static void put_foreign_keys(struct bundle *b, struct json_writer *w, const struct entry *e)
{
	bool submission = b->options->rows && has_field(e, "submission")
		&& strcmp(e->path, "submissions.csv") != 0;
	bool round = has_field(e, "round") && strcmp(e->path, "rounds.csv") != 0;

	if (!submission && !round)
		return;
	json_key(w, "foreignKeys");
	json_begin_array(w);
	if (submission)
		put_foreign(w, "submission", "submissions");
	if (round)
		put_foreign(w, "round", "rounds");
	json_end_array(w);
}

static void put_schema(struct bundle *b, struct json_writer *w, const struct entry *e)
{
	json_key(w, "schema");
	json_begin_object(w);
	json_key(w, "fields");
	json_begin_array(w);
	for (size_t i = 0; i < e->field_count; i++)
		put_field(b, w, &e->fields[i]);
	json_end_array(w);
	json_key(w, "missingValues");
	json_begin_array(w);
	json_string(w, "");
	json_end_array(w);
	if (e->key) {
		put_key(w, e->key);
		put_foreign_keys(b, w, e);
	}
	json_end_object(w);
}

/* As RFC 4180 has it. Without this, version 1's own library guesses the delimiter
 * from the text. */
static void put_dialect(struct json_writer *w)
{
	json_key(w, "dialect");
	json_begin_object(w);
	pair(w, "delimiter", ",");
	pair(w, "quoteChar", "\"");
	json_key(w, "doubleQuote");
	json_bool(w, true);
	json_key(w, "header");
	json_bool(w, true);
	json_end_object(w);
}

static void put_resource(struct bundle *b, struct json_writer *w, const struct entry *e,
	struct map *names)
{
	bool csv = text_ends(e->path, ".csv");

	json_begin_object(w);
	pair(w, "name", resource_name(b, e->path, names));
	pair(w, "path", e->path);
	pair(w, "title", e->what);
	/* "profile" is version 1's, "$schema" and "type" are version 2's. */
	pair(w, "$schema", RESOURCE_SCHEMA);
	pair(w, "profile", e->fields ? "tabular-data-resource" : "data-resource");
	if (e->fields)
		pair(w, "type", "table");
	pair(w, "format", csv ? "csv" : "json");
	pair(w, "mediatype", csv ? "text/csv" : "application/json");
	pair(w, "encoding", "utf-8");
	json_key(w, "bytes");
	json_i64(w, (int64_t)e->bytes);
	pair(w, "hash", arena_printf(b->arena, "blake2b-256:%s", e->digest));
	if (e->fields) {
		put_dialect(w);
		put_schema(b, w, e);
	}
	json_end_object(w);
}

static const char *package_name(struct bundle *b)
{
	return b->count == 1 ? b->rounds[0].round.code : "rounds";
}

static void write_datapackage(struct bundle *b)
{
	struct out *o = &b->out;
	struct json_writer w = {.out = o->text};
	size_t described = o->count;
	struct map names;

	map_init(&names, b->arena);
	out_begin(o, "datapackage.json", "this description, for programs");
	json_begin_object(&w);
	pair(&w, "$schema", SCHEMA);
	pair(&w, "profile", "data-package");
	pair(&w, "name", package_name(b));
	pair(&w, "title", arena_printf(b->arena, "%s%s", b->count == 1 ?
		b->rounds[0].round.title : "Rounds of a survey kiosk",
		b->options->example ? " (EXAMPLE FIGURES)" : ""));
	json_key(&w, "resources");
	json_begin_array(&w);
	for (size_t i = 0; i < described; i++)
		put_resource(b, &w, &o->entries[i], &names);
	json_end_array(&w);
	json_end_object(&w);
	buf_putc(o->text, '\n');
	out_end(o);
}

/* ---- README.txt ---- */

/* The meaning of every column, file by file; those of responses are the questions. */
static void put_columns(struct out *o, size_t described)
{
	for (size_t i = 0; i < described; i++) {
		const struct entry *e = &o->entries[i];

		if (!e->fields || text_starts(e->path, RESPONSES))
			continue;
		buf_printf(o->text, "  %s\n", e->path);
		for (size_t f = 0; f < e->field_count; f++)
			buf_printf(o->text, "    %s (%s)%s%s\n", e->fields[f].name, e->fields[f].type,
				e->fields[f].title && *e->fields[f].title ? ": " : "",
				e->fields[f].title ? e->fields[f].title : "");
		out_flush(o);
	}
}

static void put_rounds(struct bundle *b, struct buf *text)
{
	for (size_t i = 0; i < b->count; i++) {
		const struct bundle_round *r = &b->rounds[i];

		buf_printf(text, "  %s  %s (form %s, version %d)\n", r->round.code, r->round.title,
			r->round.form_code, r->round.form_version);
		if (r->release.seq)
			buf_printf(text, "    figures are those of release %lld of %s\n",
				(long long)r->release.seq, r->release.day);
		else
			buf_puts(text, "    nothing is released yet: no figures\n");
	}
}

static void put_filters(struct bundle *b, struct buf *text)
{
	int k = (int)privacy_k((size_t)b->options->min_cell);

	if (b->options->rows)
		buf_puts(text, "Row-level: single answers, without names. Submissions, answers and\n"
			"responses hold all that was sent; the audit's tables and the priority list\n"
			"hold the submissions of the last release.\n");
	else
		buf_puts(text, "Aggregates only: no single answers.\n");
	if (b->options->rows && b->options->drop_small)
		buf_printf(text, "Rows of departments with fewer than %d of them go without department,\n"
			"device and digest; in the audit's tables such departments are counted\n"
			"together as \"" POOLED "\", so that the list computed from them is not quite\n"
			"the one in priorities.csv. Where one department alone is that small, who\n"
			"knows all departments knows which it is: keep these rows to yourself.\n", k);
	if (!b->options->rows)
		buf_puts(text, "Figures are rounded: hours and payback to two digits, shares to a\n"
			"hundredth, people to whole ones.\n");
	if (b->hide)
		buf_printf(text, "Figures that rest on fewer than %d answers are blank, and so are those\n"
			"from which they could be found by subtraction.\n", k);
	else
		buf_printf(text, "priorities.csv holds all figures; those whose state is hidden rest on\n"
			"fewer than %d answers somewhere: do not pass them on.\n", k);
	buf_puts(text, "No date or language filter was applied.\n");
}

static void put_hex(struct buf *text, const char *name, const void *bytes, size_t len)
{
	char hex[2 * SIGN_BYTES + 1];

	digest_hex(bytes, len, hex);
	buf_printf(text, "  %-11s %s\n", name, hex);
}

/* By what the files above are, so that the same go out with the same head. */
static enum err find_mark(struct bundle *b)
{
	struct digest_stream *d = digest_stream_new(b->arena);

	for (size_t i = 0; i < b->out.count; i++) {
		const struct entry *e = &b->out.entries[i];

		digest_stream_add(d, e->path, strlen(e->path) + 1);
		digest_stream_add(d, e->digest, sizeof e->digest);
	}
	digest_stream_end(d, b->mark.content);
	return trail_head_for(b->db, b->mark.content, &b->mark.head, &b->mark.fresh);
}

static enum err put_trail(struct bundle *b, struct buf *text)
{
	const struct trail_head *h = &b->mark.head;
	struct kiosk kiosk;
	enum err e = kiosk_who(b->db, &kiosk);

	if (!e)
		e = find_mark(b);
	if (e)
		return e;
	buf_printf(text, "\nAudit trail of the kiosk when these data first left it, signed by it. Keep these\n"
		"lines: `kiosk audit verify --head ROW:HASH` says whether the trail is still the\n"
		"one that they are of.\n  %-11s %s\n", "kiosk", kiosk.id);
	put_hex(text, "public key", kiosk.public_key, sizeof kiosk.public_key);
	buf_printf(text, "  %-11s %lld\n", "row", (long long)h->seq);
	put_hex(text, "hash", h->hash, sizeof h->hash);
	buf_printf(text, "  %-11s %lld\n", "keyed from", (long long)h->keyed);
	put_hex(text, "signature", h->seal, sizeof h->seal);
	return OK;
}

static void write_readme(struct bundle *b)
{
	struct out *o = &b->out;
	size_t described = o->count;
	struct buf *trail = buf_new(b->arena, TRAIL_SECTION_MAX);

	if (!o->err)
		o->err = put_trail(b, trail);
	out_begin(o, "README.txt", "what each file is, for people");
	if (b->options->example)
		buf_puts(o->text, "EXAMPLE FIGURES: company, departments and headcounts have not been\n"
			"confirmed.\n\n");
	buf_puts(o->text, "Bundle of an offline survey kiosk\n\nRounds\n");
	put_rounds(b, o->text);
	buf_puts(o->text, "\nFilters\n");
	put_filters(b, o->text);
	buf_puts(o->text, "\nFiles (plain UTF-8; tables are CSV by RFC 4180)\n");
	for (size_t i = 0; i < described; i++) {
		const struct entry *e = &o->entries[i];

		buf_printf(o->text, "  %s\n    %s", e->path, e->what);
		if (e->fields)
			buf_printf(o->text, "; %zu %s", e->rows, e->rows == 1 ? "row" : "rows");
		buf_putc(o->text, '\n');
	}
	buf_puts(o->text, "  manifest.csv\n    size and BLAKE2b-256 of every file above\n"
		"\nCodes are explained in codebook.csv, for programs in datapackage.json, too. Where\n"
		"audit/ROUND/ is there, `kiosk compute audit` on that folder gives the list anew.\n"
		"\nColumns\n");
	put_columns(o, described);
	buf_puts(o->text, trail->data);
	out_end(o);
}

/* ---- manifest.csv ---- */

static void write_manifest(struct bundle *b)
{
	static const struct field fields[] = {
		{"path", "string", "Path in the bundle", NULL, NULL},
		{"bytes", "integer", "Size", NULL, NULL},
		{"blake2b-256", "string", "BLAKE2b-256 of its bytes, hexadecimal", NULL, NULL},
	};
	struct out *o = &b->out;
	size_t listed = o->count;

	out_table(o, "manifest.csv", "size and digest of every file above", fields, 3, "path");
	for (size_t i = 0; i < listed; i++) {
		csv_put(&o->csv, o->entries[i].path);
		csv_put_i64(&o->csv, (long long)o->entries[i].bytes);
		csv_put(&o->csv, o->entries[i].digest);
		out_row(o);
	}
	out_end(o);
}

void write_package(struct bundle *b)
{
	write_datapackage(b);
	write_readme(b);
	write_manifest(b);
}
