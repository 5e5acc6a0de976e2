/* The audit trail's chain (see model/trail.h). */
#include "model/trail.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "codec/digest.h"
#include "model/change.h"
#include "model/keys.h"
#include "model/kiosk.h"
#include "store/stmt.h"

#define KEY_PURPOSE "audit trail"

struct entry {
	int64_t seq;
	const char *at, *actor, *action, *object, *detail;
	const unsigned char *prev;
};

static void add_number(struct digest_stream *d, uint64_t v)
{
	unsigned char bytes[8];

	for (int i = 7; i >= 0; i--) {
		bytes[i] = (unsigned char)v;
		v >>= 8;
	}
	digest_stream_add(d, bytes, sizeof bytes);
}

static void add_field(struct digest_stream *d, const void *bytes, size_t len)
{
	add_number(d, len);
	digest_stream_add(d, bytes, len);
}

static void key_of(const unsigned char secret_key[KEYS_SECRET_BYTES],
	unsigned char out[DIGEST_BYTES])
{
	digest_keyed(secret_key, KEYS_SECRET_BYTES, KEY_PURPOSE, strlen(KEY_PURPOSE), out,
		DIGEST_BYTES);
}

/* `key`: NULL for rows from before there was one. */
static void hash_entry(struct digest_stream *d, const struct entry *r,
	const unsigned char key[DIGEST_BYTES], unsigned char out[DIGEST_BYTES])
{
	const char *const texts[] = {r->at, r->actor, r->action, r->object, r->detail};

	add_number(d, (uint64_t)r->seq);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		add_field(d, texts[i], strlen(texts[i]));
	add_field(d, r->prev, DIGEST_BYTES);
	digest_stream_end(d, out);
	if (key) {
		unsigned char plain[DIGEST_BYTES];

		memcpy(plain, out, sizeof plain);
		digest_keyed(key, DIGEST_BYTES, plain, sizeof plain, out, DIGEST_BYTES);
	}
}

/* At most TRAIL_TEXT_MAX bytes of well-formed text, cut between characters. */
static const char *fit(struct arena *a, const char *text)
{
	if (!text)
		return "";

	size_t len = strlen(text);

	if (!utf8_valid(text, len)) {
		text = utf8_mend(a, text, len < TRAIL_TEXT_MAX ? len : TRAIL_TEXT_MAX);
		len = strlen(text);
	}
	if (len <= TRAIL_TEXT_MAX)
		return text;
	len = TRAIL_TEXT_MAX;
	while (((unsigned char)text[len] & 0xC0) == 0x80)
		len--;
	return arena_strndup(a, text, len);
}

static enum err insert(struct db *db, const struct entry *r, const struct trail_head *h)
{
	struct stmt *s = db_stmt(db, STMT_TRAIL_ADD);

	stmt_i64(s, ":seq", r->seq);
	stmt_text(s, ":at", r->at);
	stmt_text(s, ":actor", r->actor);
	stmt_text(s, ":action", r->action);
	stmt_text(s, ":object", r->object);
	stmt_text(s, ":detail", r->detail);
	stmt_blob(s, ":prev", r->prev, DIGEST_BYTES);
	stmt_blob(s, ":hash", h->hash, sizeof h->hash);

	enum err e = stmt_run(s);

	if (e)
		return e;
	s = db_stmt(db, STMT_TRAIL_HEAD_PUT);
	stmt_i64(s, ":seq", h->seq);
	stmt_blob(s, ":hash", h->hash, sizeof h->hash);
	stmt_blob(s, ":seal", h->seal, sizeof h->seal);
	return stmt_run(s);
}

/* The row becomes the head, which is signed anew. */
static enum err put_row(struct db *db, struct arena *a, struct trail_head *h,
	const struct entry *r)
{
	unsigned char secret[KEYS_SECRET_BYTES], key[DIGEST_BYTES];
	struct kiosk kiosk;
	enum err e = kiosk_who(db, &kiosk);

	if (!e)
		e = keys_secret(db, secret);
	if (e)
		return e;
	key_of(secret, key);
	h->seq = r->seq;
	hash_entry(digest_stream_new(a), r, key, h->hash);
	trail_seal(kiosk.id, secret, h);
	sign_wipe(secret, sizeof secret);
	sign_wipe(key, sizeof key);
	return insert(db, r, h);
}

enum err trail_append(struct change *c, const char *action, const char *object,
	const char *detail)
{
	unsigned char prev[DIGEST_BYTES];
	struct trail_head head;
	char at[21];
	enum err e = trail_head(c->db, &head);

	if (e)
		return e;

	struct arena *a = arena_new();
	struct entry r = {
		.seq = head.seq + 1,
		.at = at,
		.actor = fit(a, c->actor),
		.action = fit(a, action),
		.object = fit(a, object),
		.detail = fit(a, detail),
		.prev = prev,
	};

	memcpy(prev, head.hash, sizeof prev);
	clock_iso(clock_now(), at);
	e = put_row(c->db, a, &head, &r);
	arena_free(a);
	return e;
}

enum err trail_event(struct change *c, enum trail_event event, const char *object,
	const char *detail)
{
	static const char *const actions[] = {
		[TRAIL_INIT] = "init",
		[TRAIL_DEMO] = "demo",
		[TRAIL_BACKUP] = "backup",
		[TRAIL_BACKUP_FAILED] = "backup.failed",
		[TRAIL_RESTORE] = "restore",
		[TRAIL_EXPORT] = "export",
		[TRAIL_EXPORT_ROWS] = "export.rows",
		[TRAIL_ENTRY] = "round.entry",
	};

	return trail_append(c, actions[event], object, detail);
}

enum err trail_backups(struct arena *a, struct db *db, struct trail_backups *out)
{
	struct stmt *s = db_stmt(db, STMT_TRAIL_BACKUPS);
	const char **const days[] = {&out->latest, &out->failed, &out->begun};
	static const char *const columns[] = {"latest", "failed", "begun"};
	bool row;
	enum err e = stmt_step(s, &row);

	for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
		const char *at = !e && row ? col_copy_opt(a, s, columns[i]) : NULL;

		*days[i] = at ? arena_strndup(a, at, DAY_CHARS - 1) : NULL;
	}
	stmt_done(s);
	return e;
}

/* ---- another key ---- */

/* The first row that another key than that of row `keyed` was used for, as that row says; 0:
 * it says nothing of the kind. */
static enum err read_lost(struct db *db, int64_t keyed, int64_t *from)
{
	struct stmt *s = db_stmt(db, STMT_TRAIL_REKEYED);
	bool row;

	stmt_i64(s, ":seq", keyed);

	enum err e = stmt_step(s, &row);

	*from = 0;
	if (!e && row && (!parse_i64(col_text(s, "object"), from) || *from < 1 || *from >= keyed))
		*from = 0;
	stmt_done(s);
	return e;
}

enum err trail_rekey(struct change *c, const char *action, const unsigned char *public_key)
{
	struct trail_head head;
	struct stmt *s;
	int64_t from = 0;
	char object[24], detail[120];
	enum err e = trail_head(c->db, &head);

	if (!e)
		e = read_lost(c->db, head.keyed, &from);
	if (e)
		return e;
	if (!from)
		from = head.keyed;
	snprintf(object, sizeof object, "%lld", (long long)from);
	snprintf(detail, sizeof detail, "another key pair from here on; rows %lld to %lld were "
		"keyed before", (long long)from, (long long)head.seq);
	s = db_stmt(c->db, STMT_KIOSK_REKEY);
	stmt_blob(s, ":public_key", public_key, KIOSK_PUBLIC_BYTES);
	stmt_i64(s, ":keyed", head.seq + 1);
	e = stmt_run(s);
	if (!e)
		e = stmt_run(db_stmt(c->db, STMT_BUNDLE_HEAD_CLEAR));
	/* Without a row that was keyed, nothing is lost. */
	return e ? e : from > head.seq ? trail_append(c, action, NULL, NULL) :
		trail_append(c, action, object, detail);
}

/* ---- verifying ---- */

struct chain {
	int64_t length;
	unsigned char last[DIGEST_BYTES];
	int64_t keyed;			/* from this row on by the key */
	int64_t lost_from;		/* from this row up to there, perhaps by another; or 0 */
	int64_t lost, lost_first, lost_last;
	unsigned char key[DIGEST_BYTES];
};

static void note_lost(struct chain *c, int64_t seq)
{
	if (!c->lost++)
		c->lost_first = seq;
	c->lost_last = seq;
}

/* Whether the row at hand continues the chain; it then does. */
static bool extends(struct stmt *s, struct digest_stream *d, struct chain *c)
{
	static const char *const texts[] = {"at", "actor", "action", "object", "detail"};
	unsigned char hash[DIGEST_BYTES];
	bool maybe_lost;
	struct entry r = {
		.seq = col_i64(s, "seq"),
		.at = col_text(s, "at"),
		.actor = col_text(s, "actor"),
		.action = col_text(s, "action"),
		.object = col_text(s, "object"),
		.detail = col_text(s, "detail"),
		.prev = c->last,
	};

	if (r.seq != c->length + 1 || memcmp(col_blob(s, "prev"), c->last, sizeof c->last) != 0)
		return false;
	/* A NUL inside a text would hide what follows from the hash. */
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (strlen(col_text(s, texts[i])) != col_len(s, texts[i]))
			return false;
	maybe_lost = c->lost_from && r.seq >= c->lost_from && r.seq < c->keyed;
	hash_entry(d, &r, maybe_lost || r.seq >= c->keyed ? c->key : NULL, hash);
	if (memcmp(col_blob(s, "hash"), hash, sizeof hash) != 0) {
		if (!maybe_lost)
			return false;
		note_lost(c, r.seq);
		memcpy(hash, col_blob(s, "hash"), sizeof hash);
	}
	c->length++;
	memcpy(c->last, hash, sizeof hash);
	return true;
}

static enum err walk(struct db *db, struct chain *c, bool *sound)
{
	struct arena *a = arena_new();
	struct digest_stream *d = digest_stream_new(a);
	struct stmt *s = db_stmt(db, STMT_TRAIL_ALL);
	enum err e;

	*sound = true;
	while (stmt_next(s, &e) && *sound)
		*sound = extends(s, d, c);
	stmt_done(s);
	arena_free(a);
	return e;
}

static int64_t bad_row(const struct chain *c, bool sound, const struct trail_head *head)
{
	if (!sound || c->length < head->seq)
		return c->length + 1;
	if (c->length > head->seq)
		return head->seq + 1;	/* rows behind the head */
	if (memcmp(c->last, head->hash, sizeof c->last) != 0)
		return head->seq > 0 ? head->seq : 1;	/* the last row is not the one it saw */
	/* All fits, and yet the kiosk did not sign it: an end was cut off, or a key kept
	 * away from all rows. */
	return c->keyed > c->length ? 1 : c->length + 1;
}

static enum err read_chain(struct db *db, struct kiosk *kiosk, struct trail_head *head,
	struct chain *c, bool *sound)
{
	unsigned char secret[KEYS_SECRET_BYTES];
	enum err e = kiosk_who(db, kiosk);

	if (!e)
		e = trail_head(db, head);
	if (!e)
		e = read_lost(db, head->keyed, &c->lost_from);
	if (!e)
		e = keys_secret(db, secret);
	if (e)
		return e;
	key_of(secret, c->key);
	c->keyed = head->keyed;
	e = walk(db, c, sound);
	sign_wipe(secret, sizeof secret);
	sign_wipe(c->key, sizeof c->key);
	return e;
}

enum err trail_verify(struct db *db, struct trail_sound *out, int64_t *first_bad)
{
	struct chain c = {0};
	struct kiosk kiosk;
	struct trail_head head;
	bool sound = false;
	enum err e = db_read_begin(db);

	if (e)
		return e;
	e = read_chain(db, &kiosk, &head, &c, &sound);
	db_read_end(db);
	if (e)
		return e;
	if (sound && c.length == head.seq && memcmp(c.last, head.hash, sizeof c.last) == 0
		&& trail_seal_holds(kiosk.id, kiosk.public_key, &head)) {
		*out = (struct trail_sound){c.length, c.lost, c.lost_first, c.lost_last};
		return OK;
	}
	*first_bad = bad_row(&c, sound, &head);
	return err_fail(ERR_STORE, "the audit trail was changed: row %lld is missing or does not"
		" fit", (long long)*first_bad);
}

static void read_trail_row(struct arena *a, struct stmt *s, void *row)
{
	*(struct trail_row *)row = (struct trail_row){
		.seq = col_i64(s, "seq"),
		.at = col_copy(a, s, "at"),
		.actor = col_copy(a, s, "actor"),
		.action = col_copy(a, s, "action"),
		.object = col_copy(a, s, "object"),
		.detail = col_copy(a, s, "detail"),
	};
}

enum err trail_list(struct arena *a, struct db *db, int64_t before, size_t limit,
	struct trail_row **rows, size_t *count)
{
	struct stmt *s = db_stmt(db, STMT_TRAIL_PAGE);

	stmt_i64(s, ":before", before > 0 ? before : INT64_MAX);
	stmt_i64(s, ":limit", (int64_t)limit);
	return stmt_list(a, s, read_trail_row, rows, count);
}
