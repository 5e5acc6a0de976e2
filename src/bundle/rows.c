/*
 * Rows of submissions: submissions.csv, answers.csv and a wide table per form.
 * One scan of a round for each, some rows at a time.
 */
#include <string.h>

#include "base/arena.h"
#include "codec/json.h"
#include "model/submissions.h"
#include "parts.h"
#include "store/stmt.h"

/* A row that is being written. */
struct scan {
	struct bundle *b;
	const struct bundle_round *round;
	struct arena *scratch;		/* of the row */
	struct stmt *row;
	char id[37];
	bool small;			/* goes without its department */
};

typedef enum err scan_row(struct scan *s, void *ctx);

/* Some rows behind those before, up to where they are worth handing on: whoever takes them
 * may take long, and meanwhile the database is not held. */
static enum err read_slice(struct scan *s, size_t *at, scan_row *fn, void *ctx)
{
	const struct bundle_round *r = s->round;
	static const unsigned char none[SUBMISSION_ID_BYTES];
	enum err e = OK;

	s->row = db_stmt(s->b->db, STMT_EXPORT_ROWS);
	stmt_i64(s->row, ":round", r->round.id);
	stmt_blob(s->row, ":after", *at ? r->ids[*at - 1] : none, SUBMISSION_ID_BYTES);
	while (*at < r->id_count && !out_is_much(&s->b->out) && stmt_next(s->row, &e)) {
		int order = memcmp(col_blob(s->row, "id"), r->ids[*at], SUBMISSION_ID_BYTES);

		/* It came since. */
		if (order < 0)
			continue;
		if (order > 0) {
			e = bundle_changed();
			break;
		}
		submission_id_text(r->ids[(*at)++], s->id);
		s->small = map_has(&r->small, col_text(s->row, "department"));
		e = fn(s, ctx);
		arena_reset(s->scratch);
		if (e)
			break;
	}
	stmt_done(s->row);
	return e;
}

static enum err each_row(struct bundle *b, const struct bundle_round *r, scan_row *fn,
	void *ctx)
{
	struct scan s = {.b = b, .round = r, .scratch = arena_new()};
	size_t at = 0, before;
	enum err e = OK;

	b->out.held = true;
	while (!e && !b->out.err && at < r->id_count) {
		before = at;
		e = read_slice(&s, &at, fn, ctx);
		if (!e && at == before)
			e = bundle_changed();
		out_flush(&b->out);
	}
	b->out.held = false;
	arena_free(s.scratch);
	return e;
}

static void every_row(struct bundle *b, scan_row *fn)
{
	for (size_t i = 0; i < b->count && !b->out.err; i++) {
		enum err e = each_row(b, &b->rounds[i], fn, NULL);

		if (e && !b->out.err)
			b->out.err = e;
	}
}

static enum err read_answers(struct scan *s, struct json_flat *out)
{
	if (json_scan(s->scratch, col_text(s->row, "answers"), col_len(s->row, "answers"), NULL,
		out))
		return err_fail(ERR_STORE, "stored answers cannot be read: %s", err_detail());
	return OK;
}

/* Whether the value of this path would tell the department of a small one. */
static bool withheld(const struct scan *s, const char *path)
{
	const struct question *q = s->round->form->department;

	return s->small && q && strcmp(q->path, path) == 0;
}

/* ---- submissions.csv ---- */

static const struct field submission_fields[] = {
	{"submission", "string", "Random id of the submission, a UUID", NULL, NULL},
	{"round", "string", "Code of the round", NULL, NULL},
	{"form", "string", "Code of the form", NULL, NULL},
	{"version", "integer", "Version of the form", NULL, NULL},
	{"device", "string", "Enrolled device it came from, if told", NULL, NULL},
	{"department", "string", "Code of the department", NULL, NULL},
	{"lang", "string", "Language it was answered in", NULL, NULL},
	{"day", "date", "Local day it arrived", NULL, NULL},
	{"half", "string", "Half of the day: am or pm", NULL, NULL},
	{"status", "string", "complete, partial or breakoff (method G)", NULL, NULL},
	{"flags", "string", "CLOCK, WINDOW, DUP, found when it arrived, joined by +", NULL, NULL},
	{"digest", "string", "BLAKE2b-256 of round, department and answers", NULL, NULL},
};

static enum err put_submission(struct scan *s, void *ctx)
{
	struct csv_writer *w = &s->b->out.csv;
	const struct round *r = &s->round->round;
	char digest[DIGEST_HEX_CHARS] = "";

	(void)ctx;
	if (col_len(s->row, "digest") == DIGEST_BYTES && !s->small)
		digest_hex(col_blob(s->row, "digest"), DIGEST_BYTES, digest);
	csv_put(w, s->id);
	csv_put(w, r->code);
	csv_put(w, r->form_code);
	csv_put_i64(w, r->form_version);
	csv_put(w, s->small ? "" : col_text(s->row, "device"));
	csv_put(w, s->small ? "" : col_text(s->row, "department"));
	csv_put(w, col_text(s->row, "lang"));
	csv_put(w, col_text(s->row, "day"));
	csv_put(w, col_text(s->row, "half"));
	csv_put(w, col_text(s->row, "status"));
	csv_put(w, col_text(s->row, "flags"));
	csv_put(w, digest);
	out_row(&s->b->out);
	return OK;
}

/* ---- answers.csv ---- */

static const struct field answer_fields[] = {
	{"submission", "string", "Random id of the submission", NULL, NULL},
	{"question", "string", "Path of the question in its form", NULL, NULL},
	{"position", "integer", "1, and on for further codes of several choices", NULL, NULL},
	{"value", "string", "The answer: a code, number, date or text", NULL, NULL},
};

static enum err put_answers(struct scan *s, void *ctx)
{
	struct csv_writer *w = &s->b->out.csv;
	struct json_flat flat;
	enum err e = read_answers(s, &flat);

	(void)ctx;
	for (size_t i = 0; !e && i < flat.count; i++) {
		const struct json_member *m = &flat.members[i];

		for (size_t v = 0; v < m->count; v++) {
			csv_put(w, s->id);
			csv_put(w, m->key);
			csv_put_i64(w, (long long)v + 1);
			csv_put(w, withheld(s, m->key) ? "" : m->values[v]);
			out_row(&s->b->out);
		}
	}
	return e;
}

/* ---- responses/FORM-vN.csv ---- */

/* A column of the wide table: an answer, or whether a code is among its codes. */
struct column {
	size_t answer;		/* number of the path */
	const char *choice;	/* NULL: the answer */
};

struct wide {
	struct arena *a;
	struct map paths;	/* path → number + 1 */
	struct map names;	/* columns met */
	struct field *fields;
	struct column *columns;
	size_t count;
	const struct json_member **row;	/* per path */
};

static void add_column(struct wide *w, struct field field, const char *path,
	const char *choice)
{
	size_t *number = map_get(&w->paths, path);

	if (!map_put(&w->names, field.name, w))
		return;
	if (!number) {
		number = arena_alloc(w->a, sizeof *number);
		*number = w->paths.count;
		map_put(&w->paths, path, number);
	}
	w->fields = arena_grow(w->a, w->fields, w->count + 1, sizeof *w->fields);
	w->columns = arena_grow(w->a, w->columns, w->count + 1, sizeof *w->columns);
	w->fields[w->count] = field;
	w->columns[w->count++] = (struct column){*number, choice};
}

/* The two in front. Forms of earlier days may ask for something called so. */
static bool is_own_column(const char *name)
{
	return strcmp(name, submission_fields[0].name) == 0 ||
		strcmp(name, submission_fields[1].name) == 0;
}

static void add_question(struct wide *w, const struct form *form, const struct question *q)
{
	const struct form_node *node = &form->nodes[q->node];
	const char *title = plain_words(w->a, form, form->default_language, &node->label);
	const char *name = is_own_column(q->path) ? q->field : q->path;

	add_column(w, (struct field){name, question_traits(q->type)->schema, title, form, q}, q->path,
		NULL);
	if (question_answer(q) != ANSWER_CODES)
		return;
	for (size_t i = 0; i < q->list->count; i++) {
		const struct choice *c = &q->list->choices[i];

		add_column(w, (struct field){
			.name = arena_printf(w->a, "%s/%s", q->path, c->name),
			.type = "integer",
			.title = arena_printf(w->a, "1: %s", plain_words(w->a, form,
				form->default_language, &c->label)),
		}, q->path, c->name);
	}
}

static bool is_stored(const struct question *q)
{
	enum question_role role = question_traits(q->type)->role;

	return !q->moderated && (q->takes_answer || role == ROLE_COMPUTED || role == ROLE_COUNT);
}

static void add_form(struct wide *w, const struct form *form)
{
	for (size_t i = 0; i < form->node_count; i++) {
		const struct form_node *n = &form->nodes[i];
		const char *weight;

		if (n->question && is_stored(n->question))
			add_question(w, form, n->question);
		if (n->kind != NODE_ITERATION || !form->nodes[n->parent].draw)
			continue;
		weight = arena_printf(w->a, "%s/design_w", n->path);
		add_column(w, (struct field){weight, "number", "Design weight of the draw", NULL,
			NULL}, weight, NULL);
	}
}

static void put_values(struct scan *s, const struct json_member *m)
{
	struct csv_writer *w = &s->b->out.csv;
	struct buf *joined;

	if (!m || m->count == 0 || withheld(s, m->key)) {
		csv_put(w, "");
		return;
	}
	if (m->count == 1) {
		csv_put(w, m->values[0]);
		return;
	}
	joined = buf_new(s->scratch, (size_t)1 << 20);
	for (size_t i = 0; i < m->count; i++)
		buf_printf(joined, "%s%s", i ? " " : "", m->values[i]);
	csv_put_n(w, joined->data, joined->len);
}

static const char *has_choice(const struct json_member *m, const char *choice)
{
	if (!m)
		return "";
	for (size_t i = 0; i < m->count; i++)
		if (strcmp(m->values[i], choice) == 0)
			return "1";
	return "0";
}

static enum err put_response(struct scan *s, void *ctx)
{
	struct wide *w = ctx;
	struct csv_writer *csv = &s->b->out.csv;
	struct json_flat flat;
	enum err e = read_answers(s, &flat);

	if (e)
		return e;
	memset(w->row, 0, w->paths.count * sizeof *w->row);
	for (size_t i = 0; i < flat.count; i++) {
		const size_t *number = map_get(&w->paths, flat.members[i].key);

		if (number)
			w->row[*number] = &flat.members[i];
	}
	csv_put(csv, s->id);
	csv_put(csv, s->round->round.code);
	for (size_t i = 2; i < w->count; i++) {
		const struct column *c = &w->columns[i];

		if (c->choice)
			csv_put(csv, has_choice(w->row[c->answer], c->choice));
		else
			put_values(s, w->row[c->answer]);
	}
	out_row(&s->b->out);
	return OK;
}

/* The columns of all rounds of the form: their lists may differ. */
static void write_responses(struct bundle *b, size_t first)
{
	const struct bundle_round *r = &b->rounds[first];
	struct wide w = {.a = b->arena};
	enum err e = OK;

	map_init(&w.paths, b->arena);
	map_init(&w.names, b->arena);
	add_column(&w, submission_fields[0], "\nsubmission", NULL);
	add_column(&w, submission_fields[1], "\nround", NULL);
	for (size_t i = first; i < b->count; i++)
		if (b->rounds[i].round.form == r->round.form)
			add_form(&w, b->rounds[i].form);
	w.row = arena_array(b->arena, w.paths.count, sizeof *w.row);
	out_table(&b->out, arena_printf(b->arena, "responses/%s.csv", r->form_name),
		arena_printf(b->arena, "answers to %s, version %d: a row per submission, a column "
			"per question", r->round.form_title, r->round.form_version),
		w.fields, w.count, "submission");
	for (size_t i = first; !e && !b->out.err && i < b->count; i++)
		if (b->rounds[i].round.form == r->round.form)
			e = each_row(b, &b->rounds[i], put_response, &w);
	if (e && !b->out.err)
		b->out.err = e;
	out_end(&b->out);
}

void write_rows(struct bundle *b)
{
	out_table(&b->out, "submissions.csv", "a row per submission: when and how, no answers",
		submission_fields, sizeof submission_fields / sizeof *submission_fields,
		"submission");
	every_row(b, put_submission);
	out_end(&b->out);
	out_table(&b->out, "answers.csv", "a row per answer, per code where several were chosen",
		answer_fields, sizeof answer_fields / sizeof *answer_fields,
		"submission question position");
	every_row(b, put_answers);
	out_end(&b->out);
	for (size_t i = 0; i < b->count; i++)
		if (!form_met(b, i))
			write_responses(b, i);
}
