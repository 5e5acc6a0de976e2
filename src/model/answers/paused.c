/* Paused answers: sealed, kept, opened, erased (see model/paused.h). */
#include "model/paused.h"

#include <stdatomic.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/random.h"
#include "codec/digest.h"
#include "codec/seal.h"
#include "model/calendar.h"
#include "model/change.h"
#include "model/codes.h"
#include "model/kiosk.h"
#include "store/stmt.h"

/*
 * Seven signs are 35 bits, so that each guess has to cost: 32 MiB and four passes, a tenth of a
 * second of a processor and more than three times what OWASP asks for passwords, are half a century
 * of one processor for a row, for whoever has the file of keys too. More would make the kiosk's own
 * programs larger than its small machine likes: they make one key at a time.
 */
#define PASSES 4
#define MEMORY ((uint64_t)32 << 20)
/* The others are turned away rather than keeping threads that answers wait for. */
#define AT_ONCE 4

#define LEN_BYTES 4
#define HEAD_BYTES (PAUSED_TOKEN_BYTES + LEN_BYTES)
/* A whole audit has room in the first length; then each is twice the one before. */
#define PADDED_FIRST ((size_t)16 << 10)
#define DRAWS 100
/* Of a row that is made and dropped where a code finds none; no code has such signs. */
#define NOBODY "---"

_Static_assert(PAUSED_SALT_BYTES == SEAL_SALT_BYTES, "of Argon2id");
_Static_assert(PAUSED_TICKET_CHARS == PAUSED_ID_SIGNS + 1 + 2 * PAUSED_TOKEN_BYTES + 1, "ID.HEX");

static atomic_int at_work;

size_t paused_padded(size_t len)
{
	size_t room = PADDED_FIRST;

	while (room < len + HEAD_BYTES)
		room *= 2;
	return room;
}

/* ---- sealing ---- */

static enum err begin_work(void)
{
	if (atomic_fetch_add(&at_work, 1) < AT_ONCE)
		return OK;
	atomic_fetch_sub(&at_work, 1);
	return err_fail(ERR_BUSY, "too many pause or go on at once");
}

static void end_work(void)
{
	atomic_fetch_sub(&at_work, 1);
}

/* What Argon2id makes the key of: no use without the kiosk's key. */
static void passphrase_of(const struct kiosk *k, const char key_signs[PAUSED_KEY_SIGNS],
	char out[DIGEST_HEX_CHARS])
{
	unsigned char hash[DIGEST_BYTES];

	kiosk_hash(k, "paused answers", key_signs, PAUSED_KEY_SIGNS, hash);
	digest_hex(hash, sizeof hash, out);
	sign_wipe(hash, sizeof hash);
}

static const char *head_of(struct arena *a, int64_t round)
{
	return arena_printf(a, "kiosk paused answers 1 %lld", (long long)round);
}

static void put_len(unsigned char *out, size_t len)
{
	for (size_t i = 0; i < LEN_BYTES; i++)
		out[i] = (unsigned char)(len >> (8 * i));
}

static size_t get_len(const unsigned char *bytes)
{
	size_t len = 0;

	for (size_t i = LEN_BYTES; i > 0; i--)
		len = len << 8 | bytes[i - 1];
	return len;
}

enum err paused_seal(struct arena *a, const struct kiosk *k, int64_t round, const char *text,
	size_t len, struct paused_sealed *out)
{
	size_t room = paused_padded(len);
	struct seal s;
	char passphrase[DIGEST_HEX_CHARS];
	unsigned char *plain;
	enum err e = len > PAUSED_TEXT_MAX ? err_fail(ERR_TOO_LARGE, "too much to be paused") :
		begin_work();

	if (e)
		return e;
	*out = (struct paused_sealed){.round = round, .len = SEAL_NONCE_BYTES + room + SEAL_TAG_BYTES};
	out->bytes = arena_alloc(a, out->len);
	plain = arena_alloc(a, room);
	random_bytes(out->token, sizeof out->token);
	memcpy(plain, out->token, sizeof out->token);
	put_len(plain + PAUSED_TOKEN_BYTES, len);
	memcpy(plain + HEAD_BYTES, text, len);
	code_draw(out->key_signs, sizeof out->key_signs);
	passphrase_of(k, out->key_signs, passphrase);
	seal_begin(&s);
	s.passes = PASSES;
	s.memory = MEMORY;
	memcpy(out->salt, s.salt, sizeof out->salt);
	memcpy(out->bytes, s.nonce, SEAL_NONCE_BYTES);
	e = seal_close(&s, passphrase, head_of(a, round), plain, room, out->bytes + SEAL_NONCE_BYTES);
	end_work();
	sign_wipe(passphrase, sizeof passphrase);
	sign_wipe(plain, room);
	return e;
}

/* ---- keeping ---- */

static int64_t hour_now(void)
{
	return clock_now() / 3600;
}

/* The hour that what is paused now goes. */
static int64_t latest(void)
{
	return (clock_now() + 3599) / 3600 + PAUSED_HOURS;
}

static enum err no_room(void)
{
	return err_text(err_fail(ERR_CONFLICT, "no more answers can be paused"), "pause.full", NULL);
}

static enum err check_room(struct db *db, size_t len)
{
	struct stmt *s = db_stmt(db, STMT_PAUSED_ROOM);
	bool row, room = false;
	enum err e = stmt_step(s, &row);

	if (!e)
		room = row && col_i64(s, "n") < PAUSED_MOST &&
			col_i64(s, "bytes") + (int64_t)len <= PAUSED_MOST_BYTES;
	stmt_done(s);
	return e || room ? e : no_room();
}

static enum err add(struct db *db, const struct paused_sealed *sealed, const char *id, bool dated)
{
	struct stmt *s = db_stmt(db, STMT_PAUSED_ADD);
	unsigned char hash[DIGEST_BYTES];

	digest_of(sealed->token, sizeof sealed->token, hash);
	stmt_text(s, ":id", id);
	stmt_i64(s, ":round", sealed->round);
	stmt_blob(s, ":salt", sealed->salt, sizeof sealed->salt);
	stmt_blob(s, ":sealed", sealed->bytes, sealed->len);
	stmt_blob(s, ":ticket", hash, sizeof hash);
	stmt_i64(s, ":tries", PAUSED_TRIES);
	if (dated)
		stmt_i64(s, ":expires", latest());
	else
		stmt_null(s, ":expires");
	return stmt_run(s);
}

static void write_code(const char *id, const char *key, char out[PAUSED_CODE_CHARS])
{
	memcpy(out, id, 3);
	out[3] = '-';
	memcpy(out + 4, key, 4);
	out[8] = '-';
	memcpy(out + 9, key + 4, 3);
	out[PAUSED_CODE_CHARS - 1] = '\0';
}

static void write_ticket(const char *id, const unsigned char *token,
	char out[PAUSED_TICKET_CHARS])
{
	memcpy(out, id, PAUSED_ID_SIGNS);
	out[PAUSED_ID_SIGNS] = '.';
	digest_hex(token, PAUSED_TOKEN_BYTES, out + PAUSED_ID_SIGNS + 1);
}

enum err paused_put(struct change *c, const struct paused_sealed *sealed, struct paused_kept *out)
{
	char id[PAUSED_ID_SIGNS + 1] = "";
	struct calendar calendar;
	enum err e = check_room(c->db, sealed->len);

	if (!e)
		e = calendar_read(c->db, &calendar);
	for (int i = 0; !e && i < DRAWS; i++) {
		code_draw(id, PAUSED_ID_SIGNS);
		e = add(c->db, sealed, id, calendar.state == CALENDAR_SOUND);
		if (!e && db_changes(c->db) == 1) {
			write_code(id, sealed->key_signs, out->code);
			write_ticket(id, sealed->token, out->ticket);
			return OK;
		}
	}
	return e ? e : no_room();
}

/* ---- opening ---- */

bool paused_typed(const char *typed, struct paused_try *out)
{
	char signs[PAUSED_ID_SIGNS + PAUSED_KEY_SIGNS];
	struct paused_try t = {.id = ""};

	if (!code_signs(typed, signs, sizeof signs))
		return false;
	memcpy(t.id, signs, PAUSED_ID_SIGNS);
	memcpy(t.key_signs, signs + PAUSED_ID_SIGNS, PAUSED_KEY_SIGNS);
	*out = t;
	return true;
}

static enum err by_salt(struct db *db, enum stmt_id statement, const char *id,
	const unsigned char *salt)
{
	struct stmt *s = db_stmt(db, statement);

	stmt_text(s, ":id", id);
	stmt_blob(s, ":salt", salt, PAUSED_SALT_BYTES);
	return stmt_run(s);
}

static enum err set_tries(struct db *db, const struct paused_try *t, int64_t tries)
{
	struct stmt *s = db_stmt(db, STMT_PAUSED_TRIES);

	stmt_text(s, ":id", t->id);
	stmt_blob(s, ":salt", t->salt, sizeof t->salt);
	stmt_i64(s, ":tries", tries);
	return stmt_run(s);
}

/* Something to open and to write all the same, so that it takes as long. */
static enum err find_nothing(struct change *c, struct paused_try *t)
{
	struct paused_sealed nothing = {.len = SEAL_NONCE_BYTES + PADDED_FIRST + SEAL_TAG_BYTES};
	enum err e;

	nothing.bytes = arena_alloc(c->arena, nothing.len);
	random_bytes(t->salt, sizeof t->salt);
	memcpy(nothing.salt, t->salt, sizeof nothing.salt);
	t->bytes = nothing.bytes;
	t->len = nothing.len;
	e = add(c->db, &nothing, NOBODY, false);
	return e ? e : by_salt(c->db, STMT_PAUSED_DROP, NOBODY, nothing.salt);
}

static void read_found(struct arena *a, struct stmt *s, struct paused_try *t)
{
	unsigned char *bytes;

	t->there = true;
	t->round = col_i64(s, "round");
	t->left = col_i64(s, "tries") - 1;
	memcpy(t->salt, col_blob(s, "salt"), sizeof t->salt);
	t->len = col_len(s, "sealed");
	bytes = arena_alloc(a, t->len + 1);
	memcpy(bytes, col_blob(s, "sealed"), t->len);
	t->bytes = bytes;
}

enum err paused_find(struct change *c, struct paused_try *t)
{
	struct calendar calendar;
	struct stmt *s;
	bool row;
	enum err e = calendar_read(c->db, &calendar);

	if (e)
		return e;
	s = db_stmt(c->db, STMT_PAUSED_GET);
	stmt_text(s, ":id", t->id);
	stmt_i64(s, ":hour", calendar.state == CALENDAR_SOUND ? hour_now() : INT64_MIN);
	e = stmt_step(s, &row);
	if (!e && row)
		read_found(c->arena, s, t);
	stmt_done(s);
	if (e)
		return e;
	return t->there ? set_tries(c->db, t, t->left) : find_nothing(c, t);
}

enum err paused_open(struct arena *a, const struct kiosk *k, const struct paused_try *t,
	struct paused_text *out, bool *opens)
{
	struct seal s = {.passes = PASSES, .memory = MEMORY};
	char passphrase[DIGEST_HEX_CHARS];
	unsigned char *plain = arena_alloc(a, t->len + 1);
	enum err e = begin_work();

	if (e)
		return e;
	passphrase_of(k, t->key_signs, passphrase);
	memcpy(s.salt, t->salt, sizeof s.salt);
	*opens = false;
	if (t->len >= SEAL_NONCE_BYTES + SEAL_TAG_BYTES + HEAD_BYTES) {
		memcpy(s.nonce, t->bytes, sizeof s.nonce);
		e = seal_open(&s, passphrase, head_of(a, t->round), t->bytes + SEAL_NONCE_BYTES,
			t->len - SEAL_NONCE_BYTES, plain, opens);
	}
	end_work();
	sign_wipe(passphrase, sizeof passphrase);
	if (e || !*opens)
		return e;
	out->text = (const char *)plain + HEAD_BYTES;
	out->len = get_len(plain + PAUSED_TOKEN_BYTES);
	write_ticket(t->id, plain, out->ticket);
	return OK;
}

enum err paused_settle(struct change *c, const struct paused_try *t, bool opened)
{
	if (!t->there || (!opened && t->left))
		return OK;
	return opened ? set_tries(c->db, t, PAUSED_TRIES) :
		by_salt(c->db, STMT_PAUSED_DROP, t->id, t->salt);
}

/* ---- erasing ---- */

enum err paused_erase(struct change *c, const char *ticket)
{
	unsigned char token[PAUSED_TOKEN_BYTES], hash[DIGEST_BYTES];
	char id[PAUSED_ID_SIGNS + 1] = "", signs[PAUSED_ID_SIGNS];
	struct stmt *s;

	if (strlen(ticket) != PAUSED_TICKET_CHARS - 1 || ticket[PAUSED_ID_SIGNS] != '.' ||
		!digest_unhex(ticket + PAUSED_ID_SIGNS + 1, token, sizeof token))
		return OK;
	memcpy(id, ticket, PAUSED_ID_SIGNS);
	if (!code_signs(id, signs, sizeof signs))
		return OK;
	digest_of(token, sizeof token, hash);
	s = db_stmt(c->db, STMT_PAUSED_ERASE);
	stmt_text(s, ":id", id);
	stmt_blob(s, ":ticket", hash, sizeof hash);
	return stmt_run(s);
}

enum err paused_erase_round(struct change *c, int64_t round)
{
	struct stmt *s = db_stmt(c->db, STMT_PAUSED_ERASE_ROUND);

	stmt_i64(s, ":round", round);
	return stmt_run(s);
}

enum err paused_due(struct db *db, bool *any)
{
	struct stmt *s = db_stmt(db, STMT_PAUSED_DUE);
	enum err e;

	stmt_i64(s, ":hour", hour_now());
	stmt_i64(s, ":latest", latest());
	e = stmt_step(s, any);
	stmt_done(s);
	return e;
}

enum err paused_purge(struct change *c)
{
	struct stmt *s = db_stmt(c->db, STMT_PAUSED_PURGE);
	enum err e;

	stmt_i64(s, ":hour", hour_now());
	e = stmt_run(s);
	if (e)
		return e;
	s = db_stmt(c->db, STMT_PAUSED_DATE);
	stmt_i64(s, ":latest", latest());
	return stmt_run(s);
}
