/* Until version 5 texts stood among the answers, and the digest was of both. */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "codec/digest.h"
#include "codec/json.h"
#include "form/form.h"
#include "model/inbox.h"
#include "model/keys.h"
#include "model/receipts.h"
#include "model/rounds.h"
#include "model/submissions.h"
#include "raw_text.h"
#include "store/stmt.h"

#define AT_ONCE 500
#define ANSWERS_MAX ((size_t)8 << 20)

/* A round whose answers lose their texts. */
struct taking {
	struct db *db;
	const struct round *round;
	const struct form *form;
	struct raw_text_list out;
	bool keyed;		/* there are keys to make receipts by */
};

/* One submission's. */
struct stripped {
	int64_t number;
	const char *answers, *department;
};

static enum err take(struct taking *t, struct stmt *row, const struct question *q,
	const struct json_part *part)
{
	struct arena *a = t->out.arena;
	struct raw_text text = {.round = t->round->id, .release = col_i64(row, "release"),
		.question = q->path, .department = col_copy(a, row, "department"),
		.counted = col_i64(row, "counted")};
	char receipt[RECEIPT_CHARS] = "";
	const char *object = arena_printf(a, "{\"q\":%.*s}", (int)part->len, part->text);
	struct json_flat flat;
	enum err e = json_scan(a, object, strlen(object), NULL, &flat);

	if (e || !json_text(&flat, "q"))
		return err_fail(ERR_STORE, "stored answers cannot be read");
	text.text = json_text(&flat, "q");
	raw_texts_since(col_text(row, "day"), text.since);
	if (t->keyed)
		e = receipt_make(t->db, t->round->id, col_blob(row, "id"), receipt);
	raw_text_token(a, receipt, q->path, text.token);
	raw_text_list_add(&t->out, &text);
	return e;
}

static enum err strip(struct taking *t, struct arena *room, struct stmt *row,
	struct stripped *out)
{
	struct buf *b = buf_new(room, ANSWERS_MAX);
	struct json_writer w = {.out = b};
	struct json_part *parts;
	size_t n;
	enum err e = json_split(room, col_text(row, "answers"), col_len(row, "answers"), &parts, &n);

	if (e)
		return err_fail(ERR_STORE, "stored answers cannot be read: %s", err_detail());
	json_begin_object(&w);
	for (size_t i = 0; !e && i < n; i++) {
		const struct question *q = form_question(t->form, parts[i].key);

		if (q && q->moderated && q->takes_answer) {
			e = take(t, row, q, &parts[i]);
		} else if (!q || !q->moderated) {
			json_key(&w, parts[i].key);
			json_raw(&w, parts[i].text, parts[i].len);
		}
	}
	json_end_object(&w);
	*out = (struct stripped){col_i64(row, "number"), b->data, col_copy(room, row, "department")};
	return e;
}

static enum err put_back(struct taking *t, struct arena *room, const struct stripped *row)
{
	struct stmt *s = db_stmt(t->db, STMT_SETTLED_STRIP);
	unsigned char digest[DIGEST_BYTES];

	submission_digest(room, t->round->code, row->department, row->answers, digest);
	stmt_i64(s, ":number", row->number);
	stmt_text(s, ":answers", row->answers);
	stmt_blob(s, ":digest", digest, sizeof digest);
	return stmt_run(s);
}

/* The next of them; *after becomes the last one's number. */
static enum err strip_some(struct taking *t, int64_t *after, size_t *count)
{
	struct arena *room = arena_new();
	struct stripped *rows = arena_array(room, AT_ONCE, sizeof *rows);
	struct stmt *row = db_stmt(t->db, STMT_SETTLED_WHOLE);
	enum err e;

	*count = 0;
	stmt_i64(row, ":round", t->round->id);
	stmt_i64(row, ":after", *after);
	stmt_i64(row, ":most", AT_ONCE);
	while (stmt_next(row, &e) && !(e = strip(t, room, row, &rows[*count])))
		*after = rows[(*count)++].number;
	stmt_done(row);
	for (size_t i = 0; !e && i < *count; i++)
		e = put_back(t, room, &rows[i]);
	arena_free(room);
	return e;
}

static bool has_moderated(const struct form *form)
{
	for (size_t i = 0; i < form->question_count; i++)
		if (form->questions[i]->moderated)
			return true;
	return false;
}

static enum err take_out_of(struct arena *a, struct db *db, const struct round *r, bool keyed)
{
	struct taking t = {.db = db, .round = r, .out = {.arena = a}, .keyed = keyed};
	struct form *form;
	int64_t after = 0;
	size_t count = 0;
	enum err e = round_form(a, db, r, &form);

	t.form = form;
	if (e || !has_moderated(form))
		return e;
	do
		e = strip_some(&t, &after, &count);
	while (!e && count == AT_ONCE);
	return e ? e : raw_text_list_put(db, &t.out);
}

enum err raw_texts_take_out(struct db *db)
{
	struct arena *a = arena_new();
	struct round *rounds;
	size_t n;
	/* A copy that lost its keys, put back without them: whoever has them no longer would
	 * never open it. */
	bool keyed = keys_check(db) == OK;
	enum err e = keyed ? inbox_move(db) : inbox_move_keyless(db);

	if (!e)
		e = round_list(a, db, &rounds, &n);
	for (size_t i = 0; !e && i < n; i++) {
		struct arena *of_round = arena_new();

		e = take_out_of(of_round, db, &rounds[i], keyed);
		arena_free(of_round);
	}
	arena_free(a);
	return e;
}
