/* The head of the trail: signed, and printed with what leaves (see model/trail.h). */
#include <stdio.h>
#include <string.h>

#include "codec/digest.h"
#include "model/change.h"
#include "model/kiosk.h"
#include "model/trail.h"
#include "store/stmt.h"

#define SEALED_MAX 200

/* What is signed; the length. */
static size_t sealed(const char *kiosk_id, const struct trail_head *h, char out[SEALED_MAX])
{
	char hash[2 * TRAIL_HASH_BYTES + 1];

	digest_hex(h->hash, sizeof h->hash, hash);
	return (size_t)snprintf(out, SEALED_MAX, "kiosk trail head\n%s\n%lld\n%s\n%lld\n", kiosk_id,
		(long long)h->seq, hash, (long long)h->keyed);
}

void trail_seal(const char *kiosk_id, const unsigned char *secret_key, struct trail_head *h)
{
	char text[SEALED_MAX];

	sign_make(text, sealed(kiosk_id, h, text), secret_key, h->seal);
}

bool trail_seal_holds(const char *kiosk_id, const unsigned char *public_key,
	const struct trail_head *h)
{
	char text[SEALED_MAX];

	return sign_verify(text, sealed(kiosk_id, h, text), public_key, h->seal);
}

/* From a row that has its columns. One without a seal has zeros, which hold for nothing. */
static void read_head(struct stmt *s, struct trail_head *out)
{
	*out = (struct trail_head){.seq = col_i64(s, "seq"), .keyed = col_i64(s, "keyed")};
	memcpy(out->hash, col_blob(s, "hash"), sizeof out->hash);
	if (col_len(s, "seal") == sizeof out->seal)
		memcpy(out->seal, col_blob(s, "seal"), sizeof out->seal);
}

enum err trail_head(struct db *db, struct trail_head *out)
{
	struct stmt *s = db_stmt(db, STMT_TRAIL_HEAD);
	bool row;
	enum err e = stmt_step(s, &row);

	if (!e && !row)
		e = err_fail(ERR_NOT_FOUND, "this kiosk has no keys yet");
	if (!e)
		read_head(s, out);
	stmt_done(s);
	return e;
}

enum err trail_has(struct db *db, int64_t seq, const unsigned char hash[TRAIL_HASH_BYTES],
	bool *yes)
{
	struct stmt *s = db_stmt(db, STMT_TRAIL_HASH);
	bool row;

	stmt_i64(s, ":seq", seq);

	enum err e = stmt_step(s, &row);

	if (!e)
		*yes = row && memcmp(col_blob(s, "hash"), hash, TRAIL_HASH_BYTES) == 0;
	stmt_done(s);
	return e;
}

enum err trail_head_for(struct db *db, const unsigned char content[DIGEST_BYTES],
	struct trail_head *out, bool *fresh)
{
	struct stmt *s = db_stmt(db, STMT_BUNDLE_HEAD_GET);
	bool row = false;

	stmt_blob(s, ":content", content, DIGEST_BYTES);

	enum err e = stmt_step(s, &row);

	if (!e && row)
		read_head(s, out);
	stmt_done(s);
	*fresh = !row;
	return e || row ? e : trail_head(db, out);
}

enum err trail_head_went(struct change *c, const unsigned char content[DIGEST_BYTES],
	const struct trail_head *h)
{
	struct stmt *s = db_stmt(c->db, STMT_BUNDLE_HEAD_ADD);

	stmt_blob(s, ":content", content, DIGEST_BYTES);
	stmt_i64(s, ":seq", h->seq);
	stmt_blob(s, ":hash", h->hash, sizeof h->hash);
	stmt_i64(s, ":keyed", h->keyed);
	stmt_blob(s, ":seal", h->seal, sizeof h->seal);
	return stmt_run(s);
}
