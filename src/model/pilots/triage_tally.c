/* Solved? What testers of later versions answered of what was said to be solved for them. */
#include <string.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/text.h"
#include "form/form.h"
#include "model/change.h"
#include "model/rounds.h"
#include "model/trail.h"
#include "store/stmt.h"
#include "triage_parts.h"

/* A comment that its version is said to solve. */
struct asked {
	unsigned char token[COMMENT_TOKEN_BYTES];
	int64_t number;
	const char *prototype, *version;
	bool verified;
};

static void read_asked(struct arena *a, struct stmt *s, void *row)
{
	struct asked *q = row;

	memcpy(q->token, col_blob(s, "token"), sizeof q->token);
	q->number = col_i64(s, "number");
	q->prototype = col_copy(a, s, "prototype");
	q->version = col_copy(a, s, "in_version");
	q->verified = strcmp(col_text(s, "status"), "verified") == 0;
}

struct count {
	size_t yes, no;
};

/* Whether a node stands in the iteration of that code of a loop over the list of answered ones. */
static bool is_about(const struct form *f, size_t node, const char *code)
{
	for (size_t i = f->nodes[node].parent; i != FORM_NO_NODE; i = f->nodes[i].parent)
		if (f->nodes[i].kind == NODE_ITERATION && strcmp(f->nodes[i].name, code) == 0 &&
			strcmp(f->nodes[f->nodes[i].parent].list->name, "answered") == 0)
			return true;
	return false;
}

/* A form's question whether that comment is solved; NULL: it does not ask. */
static const struct question *question_about(const struct form *f, const char *code)
{
	for (size_t i = 0; i < f->question_count; i++)
		if (f->questions[i]->measure == MEASURE_SOLVED && is_about(f, f->questions[i]->node, code))
			return f->questions[i];
	return NULL;
}

/* A round and its form, made once for all comments. */
struct asking {
	struct round round;
	struct form *form;
};

struct tally {
	struct arena *arena;
	struct db *db;
	struct map rounds;	/* code => struct asking */
};

static enum err find_asking(struct tally *t, const char *code, struct asking **out)
{
	struct asking *a = map_get(&t->rounds, code);
	enum err e = OK;

	if (!a) {
		a = arena_alloc(t->arena, sizeof *a);
		e = round_find(t->arena, t->db, code, &a->round);
		if (!e)
			e = round_form(t->arena, t->db, &a->round, &a->form);
		if (!e)
			map_put(&t->rounds, code, a);
	}
	*out = a;
	return e;
}

/* Whoever was met before counts once. */
struct voices {
	unsigned char (*list)[32];
	size_t count;
};

static bool is_new(struct arena *a, struct voices *v, const void *who, size_t len)
{
	unsigned char key[32] = {0};

	memcpy(key, who, len < sizeof key ? len : sizeof key);
	for (size_t i = 0; i < v->count; i++)
		if (memcmp(v->list[i], key, sizeof key) == 0)
			return false;
	v->list = arena_grow(a, v->list, v->count + 1, sizeof *v->list);
	memcpy(v->list[v->count++], key, sizeof key);
	return true;
}

static enum err count_round(struct arena *a, struct db *db, const struct round *r,
	const char *path, struct voices *met, struct count *out)
{
	struct stmt *s = db_stmt(db, STMT_TRIAGE_ANSWERS);
	enum err e;

	stmt_i64(s, ":round", r->id);
	stmt_text(s, ":path", path);
	while (stmt_next(s, &e)) {
		const char *answer = col_text(s, "answer");

		if (strcmp(answer, "no") == 0)
			out->no++;
		else if (strcmp(answer, "yes") == 0 &&
			is_new(a, met, col_blob(s, "who"), col_len(s, "who")))
			out->yes++;
	}
	return e;
}

static enum err count_answers(struct tally *t, const struct asked *q, struct count *out)
{
	struct arena *a = t->arena;
	struct stmt *s = db_stmt(t->db, STMT_TRIAGE_ASKED_ROUNDS);
	const char *code = arena_printf(a, "c%lld", (long long)q->number);
	struct voices met = {0};
	const char **codes;
	size_t count;
	enum err e;

	stmt_text(s, ":prototype", q->prototype);
	stmt_text(s, ":version", q->version);
	e = stmt_texts(a, s, &codes, &count);
	*out = (struct count){0};
	for (size_t i = 0; !e && i < count; i++) {
		const struct question *about = NULL;
		struct asking *r;

		e = find_asking(t, codes[i], &r);
		if (!e)
			about = question_about(r->form, code);
		if (about)
			e = count_round(a, t->db, &r->round, about->path, &met, out);
	}
	return e;
}

/* Whether testers settled it once for this version: an owner may have decided otherwise since. */
static enum err settled_before(struct db *db, const struct asked *q, const char *action, bool *out)
{
	struct stmt *s = db_stmt(db, STMT_TRIAGE_TESTERS_SAID);
	enum err e;

	stmt_blob(s, ":token", q->token, sizeof q->token);
	stmt_text(s, ":action", action);
	stmt_text(s, ":version", q->version);
	e = stmt_step(s, out);
	stmt_done(s);
	return e;
}

static enum err settle(struct change *c, const struct asked *q, enum triage_status to)
{
	bool reopens = to == TRIAGE_ACCEPTED, before;
	struct triage_deed d = {.actor = "testers", .before = "",
		.action = reopens ? "reopened" : "verified"};
	struct triage_press p;
	struct triage_state s;
	enum err e = settled_before(c->db, q, d.action, &before);

	if (e || before)
		return e;
	e = triage_begin(&p, c);
	if (!e)
		e = triage_load(c->arena, c->db, q->token, &s);
	if (e)
		return e;
	/* The event names the version they spoke of. */
	s.status = triage_status_code(to);
	triage_public(&p, &s);
	e = triage_keep(&p, &s, &d);
	if (!e && reopens) {
		s.in_version = "";
		e = triage_store(c->db, &s);
	}
	return e ? e : triage_trail(&p, reopens ? "comment.reopened" : "comment.verified", &s, 1);
}

static enum err tally_one(struct tally *t, struct change *c, const struct asked *q)
{
	struct count said;
	enum err e = count_answers(t, q, &said);

	if (e)
		return e;
	if (said.no)
		return settle(c, q, TRIAGE_ACCEPTED);
	return said.yes >= 2 && !q->verified ? settle(c, q, TRIAGE_VERIFIED) : OK;
}

enum err triage_tally(struct change *c)
{
	struct arena *was = c->arena;
	const char *actor = c->actor;
	struct tally t = {.arena = arena_new(), .db = c->db};
	struct asked *list;
	size_t count;
	enum err e;

	c->arena = t.arena;
	c->actor = TRAIL_SYSTEM;
	map_init(&t.rounds, t.arena);
	e = stmt_list(c->arena, db_stmt(c->db, STMT_TRIAGE_SAID_SOLVED), read_asked, &list, &count);
	for (size_t i = 0; !e && i < count; i++)
		e = tally_one(&t, c, &list[i]);
	c->arena = was;
	c->actor = actor;
	arena_free(t.arena);
	return e;
}
