/* The board: its order, its cards, and a voice more. Cards that are put up are board_post.c's. */
#include "model/board.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/privacy.h"
#include "base/arena.h"
#include "board_parts.h"
#include "codec/digest.h"
#include "model/change.h"
#include "model/codes.h"
#include "model/comments.h"
#include "model/pilots.h"
#include "model/results.h"
#include "store/stmt.h"

static const char *const column_codes[] = {"heard", "working", "done"};
static const char *const kind_codes[] = {"comment", "text", "decision", "baseline"};

const char *board_column_code(enum board_column c)
{
	return column_codes[c];
}

bool board_column_parse(const char *code, enum board_column *out)
{
	for (int i = 0; i < BOARD_COLUMNS; i++) {
		if (strcmp(code, column_codes[i]) != 0)
			continue;
		*out = (enum board_column)i;
		return true;
	}
	return false;
}

const char *board_kind_code(enum board_kind k)
{
	return kind_codes[k];
}

bool board_kind_parse(const char *code, enum board_kind *out)
{
	for (int i = 0; i < BOARD_KINDS; i++) {
		if (strcmp(code, kind_codes[i]) != 0)
			continue;
		*out = (enum board_kind)i;
		return true;
	}
	return false;
}

/* ---- the order ---- */

static enum board_column column_of(const char *status)
{
	if (strcmp(status, "planned") == 0 || strcmp(status, "in_version") == 0)
		return BOARD_WORKING;
	return strcmp(status, "verified") == 0 || strcmp(status, "declined") == 0 ? BOARD_DONE :
		BOARD_HEARD;
}

struct named {
	const char **list;
	size_t count;
};

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_named(const struct named *n, const char *activity)
{
	return *activity && n->count &&
		bsearch(&activity, n->list, n->count, sizeof *n->list, by_text);
}

/* The latest month first, what nobody has said anything to yet last; no order tells more. */
static int by_place(const void *a, const void *b)
{
	const struct board_entry *x = a, *y = b;
	int order = strcmp(y->month, x->month);

	if (!order)
		order = !*x->theme - !*y->theme;
	if (!order)
		order = strcmp(x->theme, y->theme);
	if (!order)
		order = strcmp(x->activity, y->activity);
	if (!order)
		order = (x->number > y->number) - (x->number < y->number);
	return order ? order : memcmp(x->id, y->id, sizeof x->id);
}

struct loading {
	struct arena *a;
	struct board *board;
	struct named named;
};

static void add_entry(struct loading *l, const struct board_entry *e)
{
	struct board *b = l->board;
	size_t *count = &b->counts[e->column];

	b->columns[e->column] = arena_grow(l->a, b->columns[e->column], *count + 1, sizeof *e);
	b->columns[e->column][(*count)++] = *e;
}

/* Theme and activity as they may be seen. */
static void read_theme(struct loading *l, struct stmt *s, struct board_entry *e)
{
	e->month = col_copy(l->a, s, "month");
	e->theme = col_copy(l->a, s, "theme");
	e->activity = !*e->theme && is_named(&l->named, col_text(s, "activity")) ?
		col_copy(l->a, s, "activity") : "";
}

static enum err load_comments(struct loading *l, struct db *db)
{
	struct stmt *s = db_stmt(db, STMT_BOARD_COMMENTS);
	enum err e;

	while (stmt_next(s, &e)) {
		struct board_entry entry = {.kind = BOARD_COMMENT,
			.column = column_of(col_text(s, "status")), .number = col_i64(s, "number")};

		read_theme(l, s, &entry);
		add_entry(l, &entry);
	}
	return e;
}

static enum err load_cards(struct loading *l, struct db *db)
{
	struct stmt *s = db_stmt(db, STMT_BOARD_CARDS);
	enum err e;

	while (stmt_next(s, &e)) {
		struct board_entry entry = {.column = BOARD_HEARD};

		board_kind_parse(col_text(s, "kind"), &entry.kind);
		board_column_parse(col_text(s, "column_of"), &entry.column);
		memcpy(entry.id, col_blob(s, "id"), sizeof entry.id);
		read_theme(l, s, &entry);
		add_entry(l, &entry);
	}
	return e;
}

/* Sorted, each once. */
static size_t once_each(const char **list, size_t count)
{
	size_t n = 0;

	if (count)
		qsort(list, count, sizeof *list, by_text);
	for (size_t i = 0; i < count; i++)
		if (!n || strcmp(list[n - 1], list[i]) != 0)
			list[n++] = list[i];
	return n;
}

static void list_themes(struct arena *a, struct board *b)
{
	size_t most = b->counts[0] + b->counts[1] + b->counts[2];

	b->themes = arena_array(a, most + 1, sizeof *b->themes);
	b->activities = arena_array(a, most + 1, sizeof *b->activities);
	for (int c = 0; c < BOARD_COLUMNS; c++) {
		for (size_t i = 0; i < b->counts[c]; i++) {
			const struct board_entry *e = &b->columns[c][i];

			if (*e->theme)
				b->themes[b->n_themes++] = e->theme;
			else if (*e->activity)
				b->activities[b->n_activities++] = e->activity;
		}
	}
	b->n_themes = once_each(b->themes, b->n_themes);
	b->n_activities = once_each(b->activities, b->n_activities);
}

enum err board_load(struct arena *a, struct db *db, int min_cell, struct board *out)
{
	struct board b = {.k = privacy_k((size_t)min_cell)};
	struct loading l = {.a = a, .board = &b};
	enum err e = stmt_texts(a, db_stmt(db, STMT_BOARD_NAMED), &l.named.list, &l.named.count);

	if (!e)
		e = load_comments(&l, db);
	if (!e)
		e = load_cards(&l, db);
	if (e)
		return e;
	for (int c = 0; c < BOARD_COLUMNS; c++)
		if (b.counts[c])
			qsort(b.columns[c], b.counts[c], sizeof *b.columns[c], by_place);
	list_themes(a, &b);
	*out = b;
	return OK;
}

/* ---- its cards ---- */

static void read_comment(struct arena *a, struct stmt *s, size_t k, struct board_card *c)
{
	int64_t voices = col_i64(s, "voices");

	c->said = col_copy(a, s, "text");
	c->said_lang = col_copy(a, s, "lang");
	c->reply = col_copy(a, s, "reply");
	c->reply_lang = col_copy(a, s, "reply_lang");
	c->status = col_copy(a, s, "status");
	c->version = col_copy(a, s, "in_version");
	c->prototype = col_copy(a, s, "prototype");
	c->ref = c->round = "";
	c->voices = voices <= 1 ? 1 : (size_t)voices < k ? 0 : voices;
	c->me_too = *c->prototype && c->at.column != BOARD_DONE;
	if (!col_is_null(s, "picture")) {
		unsigned char *hash = arena_alloc(a, DIGEST_BYTES);

		memcpy(hash, col_blob(s, "picture"), DIGEST_BYTES);
		c->picture = hash;
	}
}

void board_read_card(struct arena *a, struct stmt *s, struct board_card *c)
{
	*c = (struct board_card){.said = col_copy(a, s, "said"),
		.said_lang = col_copy(a, s, "said_lang"), .reply = col_copy(a, s, "reply"),
		.reply_lang = col_copy(a, s, "reply_lang"), .status = "", .prototype = "",
		.version = "", .ref = col_copy(a, s, "ref"), .round = col_copy(a, s, "round"),
		.voices = 1, .taken_down = col_i64(s, "taken_down")};
	board_kind_parse(col_text(s, "kind"), &c->at.kind);
	board_column_parse(col_text(s, "column_of"), &c->at.column);
	memcpy(c->at.id, col_blob(s, "id"), sizeof c->at.id);
	c->at.month = col_copy(a, s, "month");
	c->at.theme = col_copy(a, s, "theme");
	c->at.activity = col_copy(a, s, "activity");
}

/* *there false: it went meanwhile. */
static enum err find_card(struct arena *a, struct db *db, const struct board *b,
	const struct board_entry *at, struct board_card *out, bool *there)
{
	struct stmt *s = db_stmt(db, at->kind == BOARD_COMMENT ? STMT_BOARD_COMMENT : STMT_BOARD_CARD);
	enum err e;

	if (at->kind == BOARD_COMMENT)
		stmt_i64(s, ":number", at->number);
	else
		stmt_blob(s, ":id", at->id, sizeof at->id);
	*out = (struct board_card){.at = *at};
	e = stmt_step(s, there);
	if (!e && *there && at->kind == BOARD_COMMENT)
		read_comment(a, s, b->k, out);
	else if (!e && *there)
		board_read_card(a, s, out);
	stmt_done(s);
	out->at = *at;
	*there = *there && !out->taken_down;
	return e;
}

static bool is_wanted(const struct board_entry *e, const struct board_wanted *w)
{
	return (!w->theme || strcmp(e->theme, w->theme) == 0) &&
		(!w->activity || strcmp(e->activity, w->activity) == 0);
}

enum err board_cards(struct arena *a, struct db *db, const struct board *b, enum board_column column,
	const struct board_wanted *wanted, struct board_card **out, size_t *count, size_t *all)
{
	struct board_card *list = arena_array(a, wanted->most + 1, sizeof *list);
	size_t n = 0, met = 0;
	enum err e = OK;

	for (size_t i = 0; !e && i < b->counts[column]; i++) {
		const struct board_entry *at = &b->columns[column][i];
		bool there = false;

		if (!is_wanted(at, wanted))
			continue;
		if (met >= wanted->from && met - wanted->from < wanted->most)
			e = find_card(a, db, b, at, &list[n], &there);
		n += there;
		met++;
	}
	if (e)
		return e;
	*out = list;
	*count = n;
	*all = met;
	return OK;
}

/* ---- a voice more ---- */

/* The comment of that number, while testers may add to it. ERR_NOT_FOUND. */
static enum err find_open(struct change *c, int64_t number, unsigned char *token,
	const char **prototype)
{
	struct stmt *s = db_stmt(c->db, STMT_BOARD_OPEN_TO);
	bool there = false;
	enum err e;

	stmt_i64(s, ":number", number);
	e = stmt_step(s, &there);
	if (!e && there) {
		memcpy(token, col_blob(s, "token"), COMMENT_TOKEN_BYTES);
		*prototype = col_copy(c->arena, s, "prototype");
	}
	stmt_done(s);
	return e || there ? e : err_fail(ERR_NOT_FOUND, "there is no such comment to add to");
}

enum err board_me_too(struct change *c, int64_t number, const char *code)
{
	unsigned char token[COMMENT_TOKEN_BYTES], voice[TESTER_BYTES];
	const char *prototype = "", *department;
	char plain[CODE_CHARS];
	bool known = false;
	struct stmt *s;
	enum err e = find_open(c, number, token, &prototype);

	if (e)
		return e;
	if (code_plain(code, plain)) {
		e = tester_hash(c->db, prototype, plain, voice);
		if (!e)
			e = tester_find(c->arena, c->db, prototype, voice, &known, &department);
	}
	if (e || !known)
		return e ? e : err_fail(ERR_DENIED, "this code is not known");
	s = db_stmt(c->db, STMT_COMMENT_VOICE_ADD);
	stmt_blob(s, ":comment", token, sizeof token);
	stmt_blob(s, ":voice", voice, sizeof voice);
	return stmt_run(s);
}

/* ---- what may be named ---- */

enum err board_name_activities(struct db *db, const struct priorities *p)
{
	struct stmt *s = db_stmt(db, STMT_BOARD_NAMES_CLEAR);
	size_t k = privacy_k((size_t)p->min_cell);
	enum err e;

	stmt_i64(s, ":round", p->round.id);
	e = stmt_run(s);
	for (size_t i = 0; !e && p->shown && i < p->result.n_overall; i++) {
		const struct audit_overall_row *row = &p->result.overall[i];

		if (p->overall[i].doers != CELL_SHOWN || row->doers < k)
			continue;
		s = db_stmt(db, STMT_BOARD_NAME);
		stmt_i64(s, ":round", p->round.id);
		stmt_text(s, ":activity", row->code);
		e = stmt_run(s);
	}
	return e;
}
