/* Tokens, limits, throttle (see model/sessions.h). */
#include "model/sessions.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "codec/digest.h"
#include "model/change.h"
#include "model/kiosk.h"
#include "model/refusals.h"
#include "model/throttle.h"
#include "model/trail.h"
#include "store/stmt.h"
#include "store/store.h"

#define TOKEN_BYTES 32
#define TOUCH_EVERY_S 60
/* A session from further in the future was made before the clock went back. */
#define CLOCK_SLACK_S 120
/* The count of failures past the free ones is kept this long. */
#define FAILURES_KEPT_S (24 * 60 * 60)

static void make_token(char out[SESSION_TOKEN_CHARS])
{
	unsigned char bytes[TOKEN_BYTES];

	random_bytes(bytes, sizeof bytes);
	digest_hex(bytes, sizeof bytes, out);
}

/* False when it cannot be a token of ours. */
static bool token_hash(const char *token, unsigned char out[DIGEST_BYTES])
{
	unsigned char bytes[TOKEN_BYTES];

	if (!token || !digest_unhex(token, bytes, sizeof bytes))
		return false;
	digest_of(bytes, sizeof bytes, out);
	return true;
}

static enum err end_session(struct db *db, const unsigned char hash[DIGEST_BYTES])
{
	struct stmt *s = db_stmt(db, STMT_SESSION_END);

	stmt_blob(s, ":token_hash", hash, DIGEST_BYTES);
	return stmt_run(s);
}

/* ---- throttle ---- */

struct attempt {
	unsigned char name_hash[DIGEST_BYTES];
	bool origin_counted;
	int64_t now, wait_s;
};

struct failures {
	int64_t count, first_at, last_at;
};

/* Tries at the door and in a session are counted apart: those of a stranger at the door do
 * not keep out who is in. */
#define AT_THE_DOOR "sign-in name"
#define IN_A_SESSION "name in a session"

static void hash_name(const struct kiosk *k, const char *where, const char *name,
	unsigned char out[DIGEST_BYTES])
{
	char key[ACCOUNT_NAME_BYTES];

	account_name_key(name, key);
	kiosk_hash(k, where, key, strlen(key), out);
}

static enum err purge_failures(struct db *db, int64_t now)
{
	struct stmt *s = db_stmt(db, STMT_THROTTLE_PURGE);

	stmt_i64(s, ":before", now - FAILURES_KEPT_S);
	return stmt_run(s);
}

static enum err read_failures(struct db *db, const struct attempt *at, struct failures *out)
{
	struct stmt *s = db_stmt(db, STMT_THROTTLE_GET);
	bool row;

	stmt_blob(s, ":name_hash", at->name_hash, sizeof at->name_hash);

	enum err e = stmt_step(s, &row);

	if (!e)
		*out = row ? (struct failures){col_i64(s, "failures"), col_i64(s, "first_at"), col_i64(s, "last_at")}
			: (struct failures){0, at->now, at->now};
	stmt_done(s);
	return e;
}

static int64_t wait_after(int64_t failed)
{
	int64_t wait = LOGIN_WAIT_FIRST_S;

	if (failed < LOGIN_FREE_FAILURES)
		return 0;
	while (failed-- > LOGIN_FREE_FAILURES && wait < LOGIN_WAIT_MOST_S)
		wait *= 2;
	return wait < LOGIN_WAIT_MOST_S ? wait : LOGIN_WAIT_MOST_S;
}

static enum err write_failures(struct db *db, const struct attempt *at,
	const struct failures *f)
{
	struct stmt *s = db_stmt(db, STMT_THROTTLE_PUT);

	stmt_blob(s, ":name_hash", at->name_hash, sizeof at->name_hash);
	stmt_i64(s, ":failures", f->count);
	stmt_i64(s, ":first_at", f->first_at);
	stmt_i64(s, ":last_at", f->last_at);
	return stmt_run(s);
}

/* Whether what was counted counts no more. */
static bool is_over(const struct attempt *at, const struct failures *f)
{
	if (at->origin_counted)
		return at->now - f->first_at >= LOGIN_NAME_WINDOW_S;
	return f->count < LOGIN_FREE_FAILURES && at->now - f->first_at >= LOGIN_WINDOW_S;
}

static int64_t wait_of(const struct attempt *at, const struct failures *f)
{
	if (!at->origin_counted)
		return f->last_at + wait_after(f->count) - at->now;
	return f->count < LOGIN_NAME_MOST ? 0 : f->first_at + LOGIN_NAME_WINDOW_S - at->now;
}

/* Count the attempt as failed before the password is looked at, so that many at
 * once get no more tries than one after another; success takes it back. */
static enum err begin_attempt(struct db *db, void *ctx)
{
	struct attempt *at = ctx;
	struct failures f = {0};
	enum err e = purge_failures(db, at->now);

	if (!e)
		e = read_failures(db, at, &f);
	if (e)
		return e;

	/* The clock went back: the wait begins anew instead of lasting until the
	 * clock is where it was. */
	bool ahead = f.last_at > at->now;

	if (ahead)
		f.first_at = f.last_at = at->now;
	if (is_over(at, &f))
		f = (struct failures){0, at->now, at->now};
	at->wait_s = wait_of(at, &f);
	if (at->wait_s > 0)
		return ahead ? write_failures(db, at, &f) : OK;
	f.count++;
	f.last_at = at->now;
	return write_failures(db, at, &f);
}

static enum err forget_failures(struct db *db, const unsigned char name_hash[DIGEST_BYTES])
{
	struct stmt *s = db_stmt(db, STMT_THROTTLE_CLEAR);

	stmt_blob(s, ":name_hash", name_hash, DIGEST_BYTES);
	return stmt_run(s);
}

enum err session_unlock(struct change *c, const char *name)
{
	unsigned char door[DIGEST_BYTES], session[DIGEST_BYTES];
	char key[ACCOUNT_NAME_BYTES];

	hash_name(c->kiosk, AT_THE_DOOR, name, door);
	hash_name(c->kiosk, IN_A_SESSION, name, session);
	account_name_key(name, key);
	throttle_forget(THROTTLE_LOGIN, key);

	enum err e = forget_failures(c->db, door);

	return e ? e : forget_failures(c->db, session);
}

/* ---- signing in and out ---- */

struct start {
	const struct attempt *attempt;
	int64_t account;
	const char *name;
	bool had_old;
	unsigned char old_hash[DIGEST_BYTES], new_hash[DIGEST_BYTES];
};

static enum err purge_sessions(struct db *db, int64_t now)
{
	struct stmt *s = db_stmt(db, STMT_SESSION_PURGE);

	stmt_i64(s, ":seen_before", now - SESSION_IDLE_S);
	stmt_i64(s, ":created_before", now - SESSION_ABSOLUTE_S);
	stmt_i64(s, ":future", now + CLOCK_SLACK_S);
	return stmt_run(s);
}

static enum err start_job(struct db *db, void *ctx)
{
	const struct start *st = ctx;
	enum err e = forget_failures(db, st->attempt->name_hash);

	if (!e)
		e = purge_sessions(db, st->attempt->now);
	if (!e && st->had_old)
		e = end_session(db, st->old_hash);
	if (!e)
		e = refusals_settle(db);
	if (!e)
		e = trail_append(&(struct change){.db = db, .actor = st->name}, "login", st->name,
			NULL);
	if (e)
		return e;

	struct stmt *s = db_stmt(db, STMT_SESSION_ADD);

	stmt_blob(s, ":token_hash", st->new_hash, sizeof st->new_hash);
	stmt_i64(s, ":account", st->account);
	stmt_i64(s, ":now", st->attempt->now);
	return stmt_run(s);
}

/* A sign-in that failed; what was typed as a name that nobody has is not kept. */
static void note_failure(struct store *s, const char *name, const char *why)
{
	struct account account;
	struct db *db;
	bool known = store_reader(s, &db) == OK && account_by_name(db, name, &account) == OK;

	if (refusal_note(s, REFUSED_SIGN_IN, known ? account.name : "",
		known ? account.name : NULL, known ? why : "no such account"))
		log_line("a failed sign-in could not be noted: %s", err_detail());
}

/* Throttle, by the name's hash in `at`, and password. */
static enum err check_attempt(struct store *s, const char *name, const char *password,
	struct attempt *at, struct account *out, int64_t *wait_s)
{
	struct db *db;
	enum err e = store_write(s, begin_attempt, at);

	if (!e && at->wait_s > 0)
		e = err_fail(ERR_BUSY, "too many failed sign-ins: wait %d s", (int)at->wait_s);
	if (e == ERR_BUSY)
		*wait_s = at->wait_s > 0 ? at->wait_s : 1;
	if (!e)
		e = store_reader(s, &db);
	if (!e)
		e = account_check_password(db, name, password, out);
	if (e == ERR_DENIED || (e == ERR_BUSY && at->wait_s > 0)) {
		note_failure(s, name, e == ERR_BUSY ? "too many tries" : NULL);
		return err_fail(e, e == ERR_BUSY ? "too many failed sign-ins" :
			"wrong name or password");
	}
	return e;
}

enum err session_login(struct store *s, const struct kiosk *k, const char *name,
	const char *password, const char *old_token, bool origin_counted,
	char token[SESSION_TOKEN_CHARS], struct account *account, int64_t *wait_s)
{
	struct attempt at = {.now = clock_now(), .origin_counted = origin_counted};
	struct account found;
	char made[SESSION_TOKEN_CHARS];
	enum err e;

	hash_name(k, AT_THE_DOOR, name, at.name_hash);
	e = check_attempt(s, name, password, &at, &found, wait_s);
	if (!e && account_expired(&found)) {
		note_failure(s, name, "one-time password expired");
		e = err_fail(ERR_GONE, "the one-time password has expired");
	}
	if (e)
		return e;

	struct start st = {.attempt = &at, .account = found.id, .name = found.name};

	make_token(made);
	st.had_old = token_hash(old_token, st.old_hash);
	token_hash(made, st.new_hash);
	e = store_write(s, start_job, &st);
	if (!e) {
		memcpy(token, made, sizeof made);
		*account = found;
		log_line("signed in: %s", found.name);
	}
	return e;
}

static enum err denied(void)
{
	return err_fail(ERR_DENIED, "not signed in");
}

static bool within_limits(const struct session *s, int64_t now)
{
	return !s->account.disabled && now - s->seen_at < SESSION_IDLE_S &&
		now - s->created_at < SESSION_ABSOLUTE_S && s->seen_at <= now + CLOCK_SLACK_S;
}

static void read_session(struct stmt *s, struct session *out)
{
	out->account.id = col_i64(s, "id");
	snprintf(out->account.name, sizeof out->account.name, "%s", col_text(s, "name"));
	role_parse(col_text(s, "role"), &out->account.role);
	out->account.rows = col_i64(s, "rows");
	out->account.rounds = col_i64(s, "rounds");
	out->account.must_change = col_i64(s, "must_change");
	out->account.one_time_until = col_i64(s, "one_time_until");
	out->account.disabled = col_i64(s, "disabled");
	out->created_at = col_i64(s, "created_at");
	out->seen_at = col_i64(s, "seen_at");
	out->proved_at = col_i64(s, "proved_at");
}

enum err session_find(struct store *s, const char *token, struct session *out)
{
	unsigned char hash[DIGEST_BYTES];
	struct session found;
	struct db *db;
	bool row;

	if (!token_hash(token, hash))
		return denied();

	enum err e = store_reader(s, &db);

	if (e)
		return e;

	struct stmt *q = db_stmt(db, STMT_SESSION_GET);

	stmt_blob(q, ":token_hash", hash, sizeof hash);
	e = stmt_step(q, &row);
	if (!e && row)
		read_session(q, &found);
	stmt_done(q);
	if (e)
		return e;
	if (!row || !within_limits(&found, clock_now()))
		return denied();
	*out = found;
	return OK;
}

/* ---- the password once more ---- */

bool session_proved(const struct session *session)
{
	int64_t ago = clock_now() - session->proved_at;

	return ago < SESSION_PROOF_S && ago >= -CLOCK_SLACK_S;
}

static enum err forget_job(struct db *db, void *ctx)
{
	const struct attempt *at = ctx;

	return forget_failures(db, at->name_hash);
}

enum err session_password(struct store *s, const struct kiosk *k, const char *name,
	const char *password, int64_t *wait_s)
{
	struct attempt at = {.now = clock_now()};
	struct account found;
	enum err e;

	hash_name(k, IN_A_SESSION, name, at.name_hash);
	e = check_attempt(s, name, password, &at, &found, wait_s);
	return e ? e : store_write(s, forget_job, &at);
}

struct proof {
	unsigned char old_hash[DIGEST_BYTES], new_hash[DIGEST_BYTES];
};

static enum err prove_job(struct db *db, void *ctx)
{
	const struct proof *p = ctx;
	struct stmt *s = db_stmt(db, STMT_SESSION_PROVE);

	stmt_blob(s, ":token_hash", p->old_hash, sizeof p->old_hash);
	stmt_blob(s, ":new_hash", p->new_hash, sizeof p->new_hash);
	stmt_i64(s, ":now", clock_now());
	return stmt_run(s);
}

enum err session_prove(struct store *s, const struct kiosk *k, const char *token,
	const char *name, const char *password, char new_token[SESSION_TOKEN_CHARS],
	int64_t *wait_s)
{
	char made[SESSION_TOKEN_CHARS];
	struct proof p;

	if (!token_hash(token, p.old_hash))
		return denied();

	enum err e = session_password(s, k, name, password, wait_s);

	if (e)
		return e;
	make_token(made);
	token_hash(made, p.new_hash);
	e = store_write(s, prove_job, &p);
	if (!e)
		memcpy(new_token, made, sizeof made);
	return e;
}

/* ---- one's own sessions ---- */

struct own_list {
	unsigned char asking[DIGEST_BYTES];
	int64_t now;
	struct session_row *rows;
	size_t count;
};

static void add_own(struct arena *a, struct stmt *s, struct own_list *list)
{
	struct session session = {.created_at = col_i64(s, "created_at"),
		.seen_at = col_i64(s, "seen_at")};
	const unsigned char *hash = col_blob(s, "token_hash");
	struct session_row *row;

	if (!within_limits(&session, list->now))
		return;
	list->rows = arena_grow(a, list->rows, list->count + 1, sizeof *list->rows);
	row = &list->rows[list->count++];
	*row = (struct session_row){.created_at = session.created_at, .seen_at = session.seen_at,
		.current = memcmp(hash, list->asking, DIGEST_BYTES) == 0};
	digest_hex(hash, (SESSION_HANDLE_CHARS - 1) / 2, row->handle);
}

enum err session_list(struct arena *a, struct db *db, int64_t account, const char *token,
	struct session_row **list, size_t *count)
{
	struct own_list own = {.now = clock_now()};
	struct stmt *s = db_stmt(db, STMT_SESSION_LIST);
	enum err e;

	token_hash(token, own.asking);
	stmt_i64(s, ":account", account);
	while (stmt_next(s, &e))
		add_own(a, s, &own);
	if (e)
		return e;
	*list = own.rows;
	*count = own.count;
	return OK;
}

enum err session_end_own(struct change *c, int64_t account, const char *handle)
{
	struct stmt *s = db_stmt(c->db, STMT_SESSION_END_OWN);

	stmt_i64(s, ":account", account);
	stmt_text(s, ":handle", handle);

	enum err e = stmt_run(s);

	if (!e && db_changes(c->db) == 0)
		return err_text(err_fail(ERR_NOT_FOUND, "that session has ended already"),
			"sessions.gone", NULL);
	return e ? e : trail_append(c, "session.end", c->actor, "one");
}

enum err session_end_others(struct change *c, int64_t account, const char *token)
{
	unsigned char hash[DIGEST_BYTES];
	struct stmt *s;

	if (!token_hash(token, hash))
		return denied();
	s = db_stmt(c->db, STMT_SESSION_END_OTHERS);
	stmt_i64(s, ":account", account);
	stmt_blob(s, ":token_hash", hash, sizeof hash);

	enum err e = stmt_run(s);

	return e ? e : trail_append(c, "session.end", c->actor, "all others");
}

struct touch {
	unsigned char hash[DIGEST_BYTES];
	int64_t now;
};

static enum err touch_job(struct db *db, void *ctx)
{
	const struct touch *t = ctx;
	struct stmt *s = db_stmt(db, STMT_SESSION_TOUCH);

	stmt_blob(s, ":token_hash", t->hash, sizeof t->hash);
	stmt_i64(s, ":now", t->now);
	return stmt_run(s);
}

enum err session_touch(struct store *s, const char *token, const struct session *session)
{
	struct touch t = {.now = clock_now()};

	if (t.now - session->seen_at < TOUCH_EVERY_S || !token_hash(token, t.hash))
		return OK;
	return store_write(s, touch_job, &t);
}

static enum err logout_job(struct db *db, void *ctx)
{
	return end_session(db, ctx);
}

enum err session_logout(struct store *s, const char *token)
{
	unsigned char hash[DIGEST_BYTES];

	return token_hash(token, hash) ? store_write(s, logout_job, hash) : OK;
}

enum err session_end_account(struct db *db, int64_t account)
{
	struct stmt *s = db_stmt(db, STMT_SESSION_END_ACCOUNT);

	stmt_i64(s, ":account", account);
	return stmt_run(s);
}

/* ---- tokens of forms ---- */

static void derive(const struct kiosk *k, const char *purpose, const char *from,
	char out[SESSION_CSRF_CHARS])
{
	unsigned char hash[DIGEST_BYTES];

	kiosk_hash(k, purpose, from, strlen(from), hash);
	digest_hex(hash, sizeof hash, out);
}

void session_csrf(const struct kiosk *k, const char *token, char out[SESSION_CSRF_CHARS])
{
	derive(k, "form token", token, out);
}
