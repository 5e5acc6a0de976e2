/* The audit trail's chain (see model/trail.h). */
#include "model/trail.h"

#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "codec/digest.h"
#include "model/change.h"
#include "store/stmt.h"

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

static void hash_entry(struct digest_stream *d, const struct entry *r,
	unsigned char out[DIGEST_BYTES])
{
	const char *const texts[] = {r->at, r->actor, r->action, r->object, r->detail};

	add_number(d, (uint64_t)r->seq);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		add_field(d, texts[i], strlen(texts[i]));
	add_field(d, r->prev, DIGEST_BYTES);
	digest_stream_end(d, out);
}

enum err trail_head(struct db *db, int64_t *seq, unsigned char hash[DIGEST_BYTES])
{
	struct stmt *s = db_stmt(db, STMT_TRAIL_HEAD);
	bool row;
	enum err e = stmt_step(s, &row);

	if (!e && !row)
		e = err_fail(ERR_NOT_FOUND, "this kiosk has no keys yet");
	if (!e) {
		*seq = col_i64(s, "trail_seq");
		memcpy(hash, col_blob(s, "trail_head"), DIGEST_BYTES);
	}
	stmt_done(s);
	return e;
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

static enum err insert(struct db *db, const struct entry *r,
	const unsigned char hash[DIGEST_BYTES])
{
	struct stmt *s = db_stmt(db, STMT_TRAIL_ADD);

	stmt_i64(s, ":seq", r->seq);
	stmt_text(s, ":at", r->at);
	stmt_text(s, ":actor", r->actor);
	stmt_text(s, ":action", r->action);
	stmt_text(s, ":object", r->object);
	stmt_text(s, ":detail", r->detail);
	stmt_blob(s, ":prev", r->prev, DIGEST_BYTES);
	stmt_blob(s, ":hash", hash, DIGEST_BYTES);

	enum err e = stmt_run(s);

	if (e)
		return e;
	s = db_stmt(db, STMT_TRAIL_HEAD_PUT);
	stmt_i64(s, ":seq", r->seq);
	stmt_blob(s, ":hash", hash, DIGEST_BYTES);
	return stmt_run(s);
}

enum err trail_append(struct change *c, const char *action, const char *object,
	const char *detail)
{
	unsigned char prev[DIGEST_BYTES], hash[DIGEST_BYTES];
	char at[21];
	int64_t seq;
	enum err e = trail_head(c->db, &seq, prev);

	if (e)
		return e;

	struct arena *a = arena_new();
	struct entry r = {
		.seq = seq + 1,
		.at = at,
		.actor = fit(a, c->actor),
		.action = fit(a, action),
		.object = fit(a, object),
		.detail = fit(a, detail),
		.prev = prev,
	};

	clock_iso(clock_now(), at);
	hash_entry(digest_stream_new(a), &r, hash);
	e = insert(c->db, &r, hash);
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
		[TRAIL_RESTORE] = "restore",
		[TRAIL_EXPORT] = "export",
		[TRAIL_EXPORT_ROWS] = "export.rows",
		[TRAIL_ENTRY] = "round.entry",
	};

	return trail_append(c, actions[event], object, detail);
}

struct chain {
	int64_t length;
	unsigned char last[DIGEST_BYTES];
};

/* Whether the row at hand continues the chain; it then does. */
static bool extends(struct stmt *s, struct digest_stream *d, struct chain *c)
{
	static const char *const texts[] = {"at", "actor", "action", "object", "detail"};
	unsigned char hash[DIGEST_BYTES];
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
	hash_entry(d, &r, hash);
	if (memcmp(col_blob(s, "hash"), hash, sizeof hash) != 0)
		return false;
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

static int64_t bad_row(const struct chain *c, bool sound, int64_t head_seq)
{
	if (sound && c->length > head_seq)
		return head_seq + 1;	/* rows behind the head */
	if (sound && c->length == head_seq && head_seq > 0)
		return head_seq;	/* the last row is not the one the head saw */
	return c->length + 1;
}

enum err trail_verify(struct db *db, int64_t *rows, int64_t *first_bad)
{
	struct chain c = {0};
	unsigned char head[DIGEST_BYTES];
	int64_t seq = 0;
	bool sound = false;
	enum err e = db_read_begin(db);

	if (e)
		return e;
	e = trail_head(db, &seq, head);
	if (!e)
		e = walk(db, &c, &sound);
	db_read_end(db);
	if (e)
		return e;
	if (sound && c.length == seq && memcmp(c.last, head, sizeof head) == 0) {
		*rows = c.length;
		return OK;
	}
	*first_bad = bad_row(&c, sound, seq);
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
