/* Ballots and counts of a vote at the meeting (see model/revote.h). */
#include "model/revote.h"

#include <stdio.h>
#include <string.h>

#include "analysis/privacy.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/random.h"
#include "codec/digest.h"
#include "model/change.h"
#include "model/kiosk.h"
#include "model/rounds.h"
#include "model/trail.h"
#include "store/stmt.h"

#define BALLOT_BYTES 10
#define BALLOT_PURPOSE "ballot"

static struct stmt *of_vote(struct db *db, enum stmt_id id, int64_t round, int64_t seq)
{
	struct stmt *s = db_stmt(db, id);

	stmt_i64(s, ":round", round);
	stmt_i64(s, ":seq", seq);
	return s;
}

static bool hash_of(const struct kiosk *k, const char *typed, unsigned char out[DIGEST_BYTES])
{
	char code[REVOTE_CODE_CHARS];

	if (!sign_code_tidy(typed, code))
		return false;
	kiosk_hash(k, BALLOT_PURPOSE, code, REVOTE_CODE_CHARS - 1, out);
	return true;
}

/* ---- reading ---- */

static enum err load_latest(struct arena *a, struct db *db, int64_t round, struct revote *out)
{
	struct stmt *s = db_stmt(db, STMT_REVOTE_LATEST);
	bool row;
	enum err e;

	*out = (struct revote){0};
	stmt_i64(s, ":round", round);
	e = stmt_step(s, &row);
	if (!e && row)
		*out = (struct revote){
			.seq = col_i64(s, "seq"),
			.day = col_copy(a, s, "day"),
			.closed_day = col_is_null(s, "closed_day") ? NULL : col_copy(a, s, "closed_day"),
		};
	stmt_done(s);
	return e;
}

static enum err load_left(struct db *db, int64_t round, struct revote *out)
{
	struct stmt *s = of_vote(db, STMT_REVOTE_BALLOTS, round, out->seq);
	bool row;
	enum err e = stmt_step(s, &row);

	if (!e && row)
		out->left = (size_t)col_i64(s, "n");
	stmt_done(s);
	return e;
}

/* Counts of every activity, by activity. */
static enum err load_counts(struct arena *a, struct db *db, int64_t round, struct revote *out)
{
	struct stmt *s = of_vote(db, STMT_REVOTE_COUNTS, round, out->seq);
	enum err e;

	while (stmt_next(s, &e)) {
		int64_t value = col_i64(s, "value");
		size_t votes = (size_t)col_i64(s, "votes");
		struct revote_count *c;

		if (!out->count || strcmp(out->counts[out->count - 1].activity, col_text(s, "activity"))) {
			out->counts = arena_grow(a, out->counts, out->count + 1,
				sizeof *out->counts);
			out->counts[out->count++] = (struct revote_count){
				.activity = col_copy(a, s, "activity")};
		}
		c = &out->counts[out->count - 1];
		c->votes[value - 1] = votes;
		c->all += votes;
	}
	return e;
}

enum err revote_load(struct arena *a, struct db *db, int64_t round, int min_cell,
	struct revote *out)
{
	enum err e = load_latest(a, db, round, out);

	if (!e && out->seq)
		e = load_left(db, round, out);
	if (!e && out->seq)
		e = load_counts(a, db, round, out);
	for (size_t i = 0; !e && i < out->count; i++) {
		struct revote_count *c = &out->counts[i];

		c->shown = out->closed_day && c->all >= privacy_k((size_t)min_cell);
		if (!c->shown)
			*c = (struct revote_count){.activity = c->activity};
	}
	return e;
}

/* ---- opening and closing ---- */

static enum err put_ballot(struct db *db, const struct kiosk *k, int64_t round, int64_t seq,
	char code[REVOTE_CODE_CHARS])
{
	unsigned char bytes[BALLOT_BYTES], hash[DIGEST_BYTES];
	struct stmt *s;

	random_bytes(bytes, sizeof bytes);
	digest_base32(bytes, sizeof bytes, code);
	hash_of(k, code, hash);
	s = of_vote(db, STMT_REVOTE_BALLOT_ADD, round, seq);
	stmt_blob(s, ":hash", hash, sizeof hash);
	return stmt_run(s);
}

static enum err put_vote(struct db *db, const struct round *r, int64_t seq,
	const char *const *activities, size_t count)
{
	char day[DAY_CHARS];
	struct stmt *s = of_vote(db, STMT_REVOTE_ADD, r->id, seq);
	enum err e;

	clock_day(clock_now(), day, NULL);
	stmt_text(s, ":day", day);
	e = stmt_run(s);
	for (size_t i = 0; !e && i < count; i++) {
		s = of_vote(db, STMT_REVOTE_ACTIVITY_ADD, r->id, seq);
		stmt_text(s, ":activity", activities[i]);
		e = stmt_run(s);
	}
	return e;
}

enum err revote_open(struct change *c, const struct round *r, const char *const *activities,
	size_t count, size_t ballots, int min_cell, char (**codes)[REVOTE_CODE_CHARS])
{
	size_t least = privacy_k((size_t)min_cell);
	struct revote latest;
	enum err e = load_latest(c->arena, c->db, r->id, &latest);

	if (e)
		return e;
	if (latest.seq && !latest.closed_day)
		return err_fail(ERR_CONFLICT, "a vote is running: close it first");
	if (!count)
		return err_fail(ERR_INPUT, "there is nothing to vote on");
	if (ballots < least || ballots > REVOTE_BALLOTS_MAX)
		return err_fail(ERR_INPUT, "from %zu to %d ballots", least, REVOTE_BALLOTS_MAX);
	e = put_vote(c->db, r, latest.seq + 1, activities, count);
	*codes = arena_array(c->arena, ballots, sizeof **codes);
	for (size_t i = 0; !e && i < ballots; i++)
		e = put_ballot(c->db, c->kiosk, r->id, latest.seq + 1, (*codes)[i]);
	return e ? e : trail_append(c, "revote.open", r->code,
		arena_printf(c->arena, "vote %lld, %zu ballots", (long long)latest.seq + 1, ballots));
}

enum err revote_close(struct change *c, const struct round *r)
{
	char day[DAY_CHARS];
	struct revote latest;
	struct stmt *s;
	enum err e = load_latest(c->arena, c->db, r->id, &latest);

	if (!e && (!latest.seq || latest.closed_day))
		return err_fail(ERR_CONFLICT, "no vote is running");
	if (e)
		return e;
	clock_day(clock_now(), day, NULL);
	s = db_stmt(c->db, STMT_REVOTE_CLOSE);
	stmt_i64(s, ":round", r->id);
	stmt_text(s, ":day", day);
	e = stmt_run(s);
	s = db_stmt(c->db, STMT_REVOTE_BALLOTS_DROP);
	stmt_i64(s, ":round", r->id);
	if (!e)
		e = stmt_run(s);
	return e ? e : trail_append(c, "revote.close", r->code,
		arena_printf(c->arena, "vote %lld", (long long)latest.seq));
}

/* ---- voting ---- */

enum err revote_find(struct arena *a, struct db *db, const struct kiosk *k,
	const char *typed, const char **round, int64_t *round_id, int64_t *seq)
{
	unsigned char hash[DIGEST_BYTES];
	bool row = false;
	enum err e = OK;

	if (hash_of(k, typed, hash)) {
		struct stmt *s = db_stmt(db, STMT_REVOTE_BALLOT_GET);

		stmt_blob(s, ":hash", hash, sizeof hash);
		e = stmt_step(s, &row);
		if (!e && row) {
			*round = col_copy(a, s, "code");
			*round_id = col_i64(s, "round");
			*seq = col_i64(s, "seq");
		}
		stmt_done(s);
	}
	if (!e && !row)
		return err_fail(ERR_NOT_FOUND, "this ballot is unknown, was used already, or the "
			"vote is closed");
	return e;
}

static enum err check(const struct revote *vote, const struct revote_choice *choices,
	size_t count)
{
	if (!count)
		return err_fail(ERR_INPUT, "choose at least one answer");
	for (size_t i = 0; i < count; i++) {
		size_t at = 0;

		while (at < vote->count &&
			strcmp(vote->counts[at].activity, choices[i].activity) != 0)
			at++;
		if (at == vote->count)
			return err_fail(ERR_INPUT, "%.40s is not voted on", choices[i].activity);
		for (size_t j = 0; j < i; j++)
			if (strcmp(choices[j].activity, choices[i].activity) == 0)
				return err_fail(ERR_INPUT, "%.40s is there twice",
					choices[i].activity);
		if (choices[i].value < 1 || choices[i].value > REVOTE_VALUES)
			return err_fail(ERR_INPUT, "a vote goes from 1 to %d", REVOTE_VALUES);
	}
	return OK;
}

enum err revote_cast(struct change *c, const char *typed, const struct revote_choice *choices,
	size_t count)
{
	unsigned char hash[DIGEST_BYTES];
	struct revote vote = {0};
	const char *round;
	int64_t id = 0;
	struct stmt *s;
	enum err e = revote_find(c->arena, c->db, c->kiosk, typed, &round, &id, &vote.seq);

	if (!e)
		e = load_counts(c->arena, c->db, id, &vote);
	if (!e)
		e = check(&vote, choices, count);
	for (size_t i = 0; !e && i < count; i++) {
		s = of_vote(c->db, STMT_REVOTE_COUNT_ADD, id, vote.seq);
		stmt_text(s, ":activity", choices[i].activity);
		stmt_i64(s, ":value", choices[i].value);
		e = stmt_run(s);
	}
	if (e)
		return e;
	hash_of(c->kiosk, typed, hash);
	s = db_stmt(c->db, STMT_REVOTE_BALLOT_USE);
	stmt_blob(s, ":hash", hash, sizeof hash);
	return stmt_run(s);
}
