/* Pictures in the store (see model/pictures.h). */
#include "model/pictures.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "codec/digest.h"
#include "codec/picture.h"
#include "model/change.h"
#include "store/stmt.h"

#define OF_PROTOTYPES 0		/* round of theirs */

_Static_assert(PICTURE_HASH_BYTES == DIGEST_BYTES, "BLAKE2b-256");
_Static_assert(PICTURE_HASH_CHARS == DIGEST_HEX_CHARS, "in hex");

/* ---- made anew ---- */

static enum err refused(enum picture_fault fault)
{
	static const struct { enum err e; const char *key, *text; } said[] = {
		[PICTURE_UNKNOWN] = {ERR_INPUT, "survey.picture.unknown",
			"this is not a PNG, JPEG or WebP picture"},
		[PICTURE_BROKEN] = {ERR_INPUT, "survey.picture.broken",
			"this picture is cut or damaged"},
		[PICTURE_LARGE] = {ERR_TOO_LARGE, "survey.picture.large",
			"this picture is too large: at most 5 MB and 16 million pixels"},
		[PICTURE_NARROW] = {ERR_INPUT, "survey.picture.narrow",
			"this picture is too narrow"},
		[PICTURE_MOVING] = {ERR_INPUT, "survey.picture.moving",
			"moving pictures are not taken"},
		[PICTURE_FAULTS] = {ERR_BUSY, "survey.picture.busy",
			"other pictures are being read: try again in a moment"},
	};

	return err_text(err_fail(said[fault].e, "%s", said[fault].text), said[fault].key, NULL);
}

enum err picture_make(struct arena *a, const void *bytes, size_t len, struct kept_picture *out)
{
	struct picture made;
	struct buf *clean = buf_new(a, PICTURE_BYTES_MAX);
	enum picture_fault fault = picture_clean(bytes, len, &made, clean);

	if (fault)
		return refused(fault);
	*out = (struct kept_picture){.type = made.type, .width = made.width, .height = made.height,
		.bytes = clean->data, .len = clean->len};
	digest_of(clean->data, clean->len, out->hash);
	return OK;
}

/* ---- stored ---- */

static int64_t hour_now(void)
{
	return clock_now() / 3600;
}

/* The hour that what comes now goes. */
static int64_t latest(void)
{
	return hour_now() + 2;
}

static enum err add(struct db *db, int64_t round, const struct kept_picture *p)
{
	struct stmt *s = db_stmt(db, STMT_PICTURE_ADD);

	stmt_blob(s, ":hash", p->hash, sizeof p->hash);
	stmt_i64(s, ":round", round);
	stmt_text(s, ":type", p->type);
	stmt_i64(s, ":width", p->width);
	stmt_i64(s, ":height", p->height);
	if (round == OF_PROTOTYPES)
		stmt_null(s, ":expires");
	else
		stmt_i64(s, ":expires", latest());
	stmt_blob(s, ":bytes", p->bytes, p->len);
	return stmt_run(s);
}

static enum err check_room(struct db *db, int64_t round, size_t len)
{
	struct stmt *s = db_stmt(db, STMT_PICTURES_ROOM);
	int64_t all = 0, waiting = 0, more = (int64_t)len;
	bool row;
	enum err e;

	stmt_i64(s, ":round", round);
	e = stmt_step(s, &row);
	if (!e && row) {
		all = col_i64(s, "bytes");
		waiting = col_i64(s, "waiting");
	}
	stmt_done(s);
	if (!e && all - waiting + more > PICTURES_ROUND_BYTES)
		return err_text(err_fail(ERR_TOO_LARGE, "this round takes no more pictures"),
			"survey.picture.full", NULL);
	if (!e && (waiting + more > PICTURES_WAITING_BYTES || all + more > PICTURES_ROUND_BYTES))
		return refused(PICTURE_FAULTS);
	return e;
}

enum err picture_put(struct change *c, int64_t round, const struct kept_picture *p)
{
	enum err e = check_room(c->db, round, p->len);

	return e ? e : add(c->db, round, p);
}

enum err picture_put_lasting(struct change *c, const struct kept_picture *p)
{
	return add(c->db, OF_PROTOTYPES, p);
}

enum err picture_get(struct arena *a, struct db *db, enum picture_for who, const char *hash,
	struct kept_picture *out)
{
	struct kept_picture p;
	struct stmt *s;
	bool row;
	enum err e;

	if (!digest_unhex(hash, p.hash, sizeof p.hash))
		return err_fail(ERR_NOT_FOUND, "there is no such picture");
	s = db_stmt(db, who == PICTURE_FOR_DESK ? STMT_PICTURE_GET : STMT_PICTURE_RELEASED);
	stmt_blob(s, ":hash", p.hash, sizeof p.hash);
	e = stmt_step(s, &row);
	if (!e && row) {
		p.type = col_copy(a, s, "type");
		p.width = (unsigned)col_i64(s, "width");
		p.height = (unsigned)col_i64(s, "height");
		p.len = col_len(s, "bytes");
		p.bytes = memcpy(arena_alloc(a, p.len + 1), col_blob(s, "bytes"), p.len);
		*out = p;
	}
	stmt_done(s);
	return e || row ? e : err_fail(ERR_NOT_FOUND, "there is no such picture");
}

/* ---- past their hour ---- */

static struct stmt *by_hour(struct db *db, enum stmt_id id)
{
	struct stmt *s = db_stmt(db, id);

	stmt_i64(s, ":hour", hour_now());
	stmt_i64(s, ":latest", latest());
	return s;
}

enum err pictures_due(struct db *db, bool *any)
{
	struct stmt *s = by_hour(db, STMT_PICTURES_DUE);
	enum err e = stmt_step(s, any);

	stmt_done(s);
	return e;
}

enum err pictures_purge(struct change *c)
{
	struct stmt *s = db_stmt(c->db, STMT_PICTURES_PURGE);
	enum err e;

	stmt_i64(s, ":hour", hour_now());
	e = stmt_run(s);
	if (e)
		return e;
	s = db_stmt(c->db, STMT_PICTURES_DATE);
	stmt_i64(s, ":latest", latest());
	return stmt_run(s);
}
