/* The kiosk's id and keys (see model/kiosk.h). */
#include "model/kiosk.h"

#include <string.h>

#include "base/random.h"
#include "codec/digest.h"
#include "model/keys.h"
#include "model/trail.h"
#include "store/stmt.h"

static enum err add(struct db *db)
{
	unsigned char id[(KIOSK_ID_CHARS - 1) / 2];
	unsigned char public_key[KIOSK_PUBLIC_BYTES], secret_key[KEYS_SECRET_BYTES];
	struct trail_head none = {.keyed = 1};
	char hex[KIOSK_ID_CHARS];
	struct stmt *s;
	enum err e;

	random_bytes(id, sizeof id);
	digest_hex(id, sizeof id, hex);
	e = keys_make(db, hex, public_key, secret_key);
	if (e)
		return e;
	trail_seal(hex, secret_key, &none);
	sign_wipe(secret_key, sizeof secret_key);
	s = db_stmt(db, STMT_KIOSK_ADD);
	stmt_text(s, ":id", hex);
	stmt_blob(s, ":public_key", public_key, sizeof public_key);
	stmt_blob(s, ":trail_head", none.hash, sizeof none.hash);
	stmt_blob(s, ":trail_seal", none.seal, sizeof none.seal);
	return stmt_run(s);
}

enum err kiosk_ensure(struct db *db)
{
	struct kiosk kiosk;
	enum err e = kiosk_who(db, &kiosk);

	return e == ERR_NOT_FOUND ? add(db) : e;
}

/* The columns' lengths are checked by the schema. */
enum err kiosk_who(struct db *db, struct kiosk *out)
{
	struct stmt *s = db_stmt(db, STMT_KIOSK_GET);
	bool row;
	enum err e = stmt_step(s, &row);

	if (!e && !row)
		e = err_fail(ERR_NOT_FOUND, "this kiosk has no keys yet");
	if (!e) {
		*out = (struct kiosk){0};
		memcpy(out->id, col_text(s, "id"), sizeof out->id);
		memcpy(out->public_key, col_blob(s, "public_key"), sizeof out->public_key);
	}
	stmt_done(s);
	return e;
}

enum err kiosk_load(struct db *db, struct kiosk *out)
{
	struct kiosk kiosk;
	enum err e = kiosk_who(db, &kiosk);

	if (!e)
		e = keys_hash(db, kiosk.hash_key);
	if (!e)
		*out = kiosk;
	return e;
}

void kiosk_hash(const struct kiosk *k, const char *purpose, const void *bytes, size_t len,
	unsigned char out[DIGEST_BYTES])
{
	unsigned char key[DIGEST_BYTES];

	/* A key of its own for each purpose. */
	digest_keyed(k->hash_key, sizeof k->hash_key, purpose, strlen(purpose), key, sizeof key);
	digest_keyed(key, sizeof key, bytes, len, out, DIGEST_BYTES);
	sign_wipe(key, sizeof key);
}
