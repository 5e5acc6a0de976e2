/*
 * Export: what goes into a bundle is gathered first, then written file by file. Nothing is
 * held open meanwhile: whoever takes a bundle away slowly would keep the write-ahead log from
 * being emptied.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "form/show.h"
#include "model/catalogues.h"
#include "parts.h"
#include "store/stmt.h"

#define NAME_MAX_BYTES 100

static int by_code(const void *left, const void *right)
{
	const struct bundle_round *l = left, *r = right;

	return strcmp(l->round.code, r->round.code);
}

/* The rounds asked for, each once, in the order of their codes. */
static enum err find_rounds(struct bundle *b)
{
	const struct bundle_options *o = b->options;
	size_t n = 0;

	if (!o->round_count)
		return err_fail(ERR_USAGE, "no round was named");
	b->rounds = arena_array(b->arena, o->round_count, sizeof *b->rounds);
	for (size_t i = 0; i < o->round_count; i++) {
		enum err e = round_find(b->arena, b->db, o->rounds[i], &b->rounds[i].round);

		if (e)
			return e;
	}
	qsort(b->rounds, o->round_count, sizeof *b->rounds, by_code);
	for (size_t i = 0; i < o->round_count; i++)
		if (!i || by_code(&b->rounds[n - 1], &b->rounds[i]) != 0)
			b->rounds[n++] = b->rounds[i];
	b->count = n;
	return OK;
}

/* A form's code may hold what a path may not. */
static const char *form_name(struct bundle *b, size_t index)
{
	const struct round *r = &b->rounds[index].round;
	char *code = arena_strdup(b->arena, r->form_code);
	const char *name;
	bool taken = true;

	for (size_t i = 0; i < index; i++)
		if (b->rounds[i].round.form == r->form)
			return b->rounds[i].form_name;
	for (char *c = code; *c; c++)
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-",
			*c))
			*c = '-';
	name = arena_printf(b->arena, "%.80s-v%d", code, r->form_version);
	while (taken) {
		taken = false;
		for (size_t i = 0; i < index; i++)
			taken |= strcmp(b->rounds[i].form_name, name) == 0;
		if (taken)
			name = arena_printf(b->arena, "%s_", name);
	}
	return name;
}

bool form_met(const struct bundle *b, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (b->rounds[i].round.form == b->rounds[index].round.form)
			return true;
	return false;
}

static void count_row(struct bundle *b, struct map *counts, const char *department)
{
	size_t *n = map_get(counts, department);

	if (!n) {
		n = arena_alloc(b->arena, sizeof *n);
		map_put(counts, department, n);
	}
	++*n;
}

/* The rows it will hold, and which departments have fewer of them than the least. */
static enum err find_rows(struct bundle *b, struct bundle_round *r)
{
	struct map counts;
	struct stmt *s;
	enum err e;

	map_init(&r->small, b->arena);
	if (!b->options->rows)
		return OK;
	map_init(&counts, b->arena);
	s = db_stmt(b->db, STMT_EXPORT_IDS);
	stmt_i64(s, ":round", r->round.id);
	while (stmt_next(s, &e)) {
		r->ids = arena_grow(b->arena, r->ids, r->id_count + 1, sizeof *r->ids);
		memcpy(r->ids[r->id_count++], col_blob(s, "id"), sizeof *r->ids);
		count_row(b, &counts, col_text(s, "department"));
	}
	for (size_t i = 0; b->options->drop_small && i < counts.count; i++)
		if (*(size_t *)counts.entries[i].value < privacy_k((size_t)b->options->min_cell))
			map_put(&r->small, counts.entries[i].key, r);
	return e;
}

enum err bundle_changed(void)
{
	return err_fail(ERR_CONFLICT, "answers were erased while they were exported: export again");
}

/* What the list rests on is among them, unless it was erased since it was read. */
static enum err check_list(const struct bundle_round *r)
{
	const struct audit_input *in = r->list ? &r->list->tables.input : NULL;
	size_t at = 0;

	for (size_t i = 0; r->ids && in && i < in->n_respondents; i++) {
		char id[37] = "";

		while (at < r->id_count) {
			submission_id_text(r->ids[at++], id);
			if (strcmp(id, in->respondents[i].id) >= 0)
				break;
		}
		if (strcmp(id, in->respondents[i].id) != 0)
			return bundle_changed();
	}
	return OK;
}

static enum err load_list(struct bundle *b, struct bundle_round *r)
{
	enum err e = release_latest(b->arena, b->db, r->round.id, &r->release);

	if (e == ERR_NOT_FOUND || (!e && !results_has_list(r->form)))
		return OK;
	if (e)
		return e;
	r->list = arena_alloc(b->arena, sizeof *r->list);
	/* Beside single answers stands what follows from them, and from no other. */
	e = b->options->rows ? priorities_load(b->arena, b->db, &r->round, r->form,
		b->options->min_cell, NULL, r->list) : priorities_latest(b->arena, b->db, &r->round,
		r->form, b->options->min_cell, false, r->list);
	if (e)
		return e;
	/* A later one may have been made since. */
	r->release = r->list->release;
	if (b->options->rows)
		results_by_id(b->arena, &r->list->tables);
	return OK;
}

static enum err load_round(struct bundle *b, size_t index)
{
	struct bundle_round *r = &b->rounds[index];
	enum err e = round_form(b->arena, b->db, &r->round, &r->form);

	for (int k = 0; !e && k < CATALOGUE_KINDS; k++)
		e = round_catalogue(b->arena, b->db, r->round.id, (enum catalogue_kind)k,
			&r->lists[k]);
	if (!e)
		e = round_departments(b->arena, b->db, r->round.id, &r->departments,
			&r->department_count);
	if (!e)
		e = round_functions(b->arena, b->db, r->round.id, &r->functions,
			&r->function_count);
	if (!e)
		e = load_list(b, r);
	if (!e)
		e = find_rows(b, r);
	if (!e)
		e = check_list(r);
	if (!e)
		e = corrections_texts(b->arena, b->db, r->round.form, &r->corrected,
			&r->corrected_count);
	r->form_name = form_name(b, index);
	return e;
}

static enum err gather(struct bundle *b)
{
	enum err e = find_rounds(b);

	for (size_t i = 0; !e && i < b->count; i++)
		e = load_round(b, i);
	return e;
}

static enum err write_all(struct bundle *b, struct zip_sink sink)
{
	out_init(&b->out, b->arena, sink);
	if (b->options->rows) {
		write_rows(b);
		write_audit(b);
	}
	write_texts(b);
	write_codebook(b);
	write_lists(b);
	write_priorities(b);
	write_pilots(b);
	write_feedback(b);
	write_package(b);
	return out_finish(&b->out);
}

enum err bundle_export(struct arena *a, struct db *db, const struct bundle_options *o,
	struct zip_sink sink, struct bundle_mark *mark)
{
	struct bundle b = {.arena = a, .db = db, .options = o,
		.hide = !o->rows || o->drop_small};
	enum err e = gather(&b);

	if (!e)
		e = write_all(&b, sink);
	if (!e && mark)
		*mark = b.mark;
	return e;
}

char *bundle_name(struct arena *a, const struct bundle_options *o)
{
	struct buf *name = buf_new(a, NAME_MAX_BYTES - sizeof "-aggregate.zip");

	for (size_t i = 0; i < o->round_count; i++)
		buf_printf(name, "%s%s", i ? "_" : "", o->rounds[i]);
	return arena_printf(a, "%s%s.zip", name->data, o->rows ? "" : "-aggregate");
}

const char *plain_words(struct arena *a, const struct form *f, size_t language,
	const struct form_words *words)
{
	struct form_context ctx = {.language = language, .today = "", .now = ""};

	return words_show(a, f, &ctx, NULL, words, NULL);
}
