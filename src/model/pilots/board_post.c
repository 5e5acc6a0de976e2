/* Cards besides comments: put up, taken down, listed for those who answer them. */
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/text.h"
#include "board_parts.h"
#include "codec/digest.h"
#include "model/baseline.h"
#include "model/change.h"
#include "model/raw_texts.h"
#include "model/rounds.h"
#include "model/trail.h"
#include "store/stmt.h"

#define MONTH_CHARS 7	/* YYYY-MM of a day */

enum board_fault board_check(const struct board_post *p)
{
	bool text = p->kind == BOARD_TEXT;

	if (!text && !*p->said)
		return BOARD_NO_WORDS;
	if (text && p->column != BOARD_HEARD && !*p->reply)
		return BOARD_NO_REPLY;
	return !text_fits(p->reply, BOARD_SAID_CHARS) || !text_fits(p->theme, BOARD_THEME_CHARS) ||
		(!text && !text_fits(p->said, BOARD_SAID_CHARS)) ? BOARD_TOO_LONG : BOARD_FINE;
}

/* The words that were released, whoever typed others. */
static enum err find_words(struct arena *a, struct db *db, int64_t round, const char *ref,
	const char **said)
{
	unsigned char token[RAW_TEXT_TOKEN_BYTES];
	struct stmt *s;
	bool there;
	enum err e;

	if (!digest_unhex(ref, token, sizeof token))
		return err_fail(ERR_INPUT, "there is no such text");
	s = db_stmt(db, STMT_TEXT_RELEASED_GET);
	stmt_i64(s, ":round", round);
	stmt_blob(s, ":token", token, sizeof token);
	e = stmt_step(s, &there);
	if (!e && there)
		*said = col_copy(a, s, "text");
	stmt_done(s);
	return e || there ? e : err_fail(ERR_CONFLICT, "this text is not released any more");
}

static enum err find_activity(struct arena *a, struct db *db, int64_t round, const char *code)
{
	struct audit_function *list;
	size_t count;
	enum err e = round_functions(a, db, round, &list, &count);

	for (size_t i = 0; !e && i < count; i++)
		if (strcmp(list[i].code, code) == 0)
			return OK;
	return e ? e : err_fail(ERR_INPUT, "the round has no activity %.40s", code);
}

/* The first version changes nothing. */
static enum err find_version(struct db *db, int64_t round, const char *ref)
{
	int64_t version, count;
	enum err e = baseline_count(db, round, &count);

	return e ? e : parse_i64(ref, &version) && version > 1 && version <= count ? OK :
		err_fail(ERR_INPUT, "there is no such later version");
}

static enum err find_subject(struct change *c, const struct round *r, const struct board_post *p,
	const char **said)
{
	*said = p->said;
	switch (p->kind) {
	case BOARD_TEXT:
		return find_words(c->arena, c->db, r->id, p->ref, said);
	case BOARD_DECISION:
		return find_activity(c->arena, c->db, r->id, p->ref);
	case BOARD_BASELINE:
		return find_version(c->db, r->id, p->ref);
	default:
		return err_fail(ERR_INPUT, "comments are answered where they are read");
	}
}

static enum err put(struct change *c, const struct round *r, const struct board_post *p,
	const char *said)
{
	unsigned char fresh[BOARD_ID_BYTES];
	char today[DAY_CHARS];
	struct stmt *s = db_stmt(c->db, STMT_BOARD_PUT);

	random_bytes(fresh, sizeof fresh);
	clock_day(clock_now(), today, NULL);
	stmt_blob(s, ":id", fresh, sizeof fresh);
	stmt_text(s, ":kind", board_kind_code(p->kind));
	stmt_i64(s, ":round", r->id);
	stmt_text(s, ":ref", p->ref);
	stmt_text(s, ":activity", p->activity);
	stmt_text(s, ":theme", p->theme);
	stmt_text(s, ":said", said);
	stmt_text(s, ":said_lang", p->said_lang);
	stmt_text(s, ":column", board_column_code(p->column));
	stmt_text(s, ":reply", p->reply);
	stmt_text(s, ":reply_lang", p->reply_lang);
	stmt_text_n(s, ":month", today, MONTH_CHARS);
	return stmt_run(s);
}

enum err board_put(struct change *c, const struct round *r, const struct board_post *p,
	unsigned char id[BOARD_ID_BYTES])
{
	struct board_card card;
	const char *said;
	enum err e;

	if (board_check(p))
		return err_fail(ERR_INPUT, "a card has words, a text that is worked on or done an "
			"answer, up to %d characters each", BOARD_SAID_CHARS);
	e = find_subject(c, r, p, &said);
	if (!e)
		e = put(c, r, p, said);
	if (!e)
		e = board_card_of(c->arena, c->db, r->id, p->kind, p->ref, &card);
	if (!e && id)
		memcpy(id, card.at.id, BOARD_ID_BYTES);
	return e ? e : trail_append(c, "board.put", r->code, p->kind == BOARD_TEXT ? "text" :
		arena_printf(c->arena, "%s %s", board_kind_code(p->kind), p->ref));
}

enum err board_take_down(struct change *c, const unsigned char id[BOARD_ID_BYTES], bool down)
{
	struct stmt *s = db_stmt(c->db, STMT_BOARD_TAKE_DOWN);
	struct board_card card;
	enum err e;

	stmt_blob(s, ":id", id, BOARD_ID_BYTES);
	stmt_i64(s, ":down", down);
	e = stmt_run(s);
	if (!e)
		e = board_card_by_id(c->arena, c->db, id, &card);
	return e ? e : trail_append(c, down ? "board.take_down" : "board.put_back", card.round,
		board_kind_code(card.at.kind));
}

/* ---- listed ---- */

static void read_posted(struct arena *a, struct stmt *s, void *row)
{
	board_read_card(a, s, row);
}

enum err board_posted(struct arena *a, struct db *db, struct board_card **out, size_t *count)
{
	return stmt_list(a, db_stmt(db, STMT_BOARD_POSTED), read_posted, out, count);
}

static enum err only_card(struct arena *a, struct stmt *s, struct board_card *out)
{
	bool there;
	enum err e = stmt_step(s, &there);

	if (!e && there)
		board_read_card(a, s, out);
	stmt_done(s);
	return e || there ? e : err_fail(ERR_NOT_FOUND, "there is no such card");
}

enum err board_card_by_id(struct arena *a, struct db *db, const unsigned char id[BOARD_ID_BYTES],
	struct board_card *out)
{
	struct stmt *s = db_stmt(db, STMT_BOARD_CARD);

	stmt_blob(s, ":id", id, BOARD_ID_BYTES);
	return only_card(a, s, out);
}

enum err board_card_of(struct arena *a, struct db *db, int64_t round, enum board_kind kind,
	const char *ref, struct board_card *out)
{
	struct stmt *s = db_stmt(db, STMT_BOARD_CARD_OF);

	stmt_i64(s, ":round", round);
	stmt_text(s, ":kind", board_kind_code(kind));
	stmt_text(s, ":ref", ref);
	return only_card(a, s, out);
}

/* ---- with the text itself ---- */

enum err board_forget_text(struct db *db, int64_t round, const unsigned char *token)
{
	struct stmt *s = db_stmt(db, STMT_BOARD_FORGET_TEXT);
	char hex[2 * RAW_TEXT_TOKEN_BYTES + 1];

	digest_hex(token, RAW_TEXT_TOKEN_BYTES, hex);
	stmt_i64(s, ":round", round);
	stmt_text(s, ":ref", hex);
	return stmt_run(s);
}

enum err board_forget_texts(struct db *db, int64_t round)
{
	struct stmt *s = db_stmt(db, STMT_BOARD_FORGET_TEXT);

	stmt_i64(s, ":round", round);
	stmt_null(s, ":ref");
	return stmt_run(s);
}
