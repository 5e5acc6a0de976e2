/* The kiosk's id and keys (see model/kiosk.h). */
#include "model/kiosk.h"

#include <string.h>

#include "base/random.h"
#include "codec/digest.h"
#include "model/trail.h"
#include "store/stmt.h"

enum err kiosk_ensure(struct db *db)
{
	unsigned char id[(KIOSK_ID_CHARS - 1) / 2], hash_key[KIOSK_HASH_BYTES];
	unsigned char public_key[KIOSK_PUBLIC_BYTES], secret_key[KIOSK_SECRET_BYTES];
	struct trail_head none = {.keyed = 1};
	char hex[KIOSK_ID_CHARS];

	random_bytes(id, sizeof id);
	digest_hex(id, sizeof id, hex);
	random_bytes(hash_key, sizeof hash_key);
	sign_keypair(public_key, secret_key);
	trail_seal(hex, secret_key, &none);

	struct stmt *s = db_stmt(db, STMT_KIOSK_ADD);

	stmt_text(s, ":id", hex);
	stmt_blob(s, ":public_key", public_key, sizeof public_key);
	stmt_blob(s, ":secret_key", secret_key, sizeof secret_key);
	stmt_blob(s, ":hash_key", hash_key, sizeof hash_key);
	stmt_blob(s, ":trail_head", none.hash, sizeof none.hash);
	stmt_blob(s, ":trail_seal", none.seal, sizeof none.seal);
	sign_wipe(secret_key, sizeof secret_key);
	sign_wipe(hash_key, sizeof hash_key);
	return stmt_run(s);
}

/* The columns' lengths are checked by the schema. */
enum err kiosk_load(struct db *db, struct kiosk *out)
{
	struct stmt *s = db_stmt(db, STMT_KIOSK_GET);
	bool row;
	enum err e = stmt_step(s, &row);

	if (!e && !row)
		e = err_fail(ERR_NOT_FOUND, "this kiosk has no keys yet");
	if (!e) {
		memcpy(out->id, col_text(s, "id"), sizeof out->id);
		memcpy(out->public_key, col_blob(s, "public_key"), sizeof out->public_key);
		memcpy(out->hash_key, col_blob(s, "hash_key"), sizeof out->hash_key);
	}
	stmt_done(s);
	return e;
}

enum err kiosk_secret_key(struct db *db, unsigned char out[KIOSK_SECRET_BYTES])
{
	struct stmt *s = db_stmt(db, STMT_KIOSK_SECRET);
	bool row;
	enum err e = stmt_step(s, &row);

	if (!e && !row)
		e = err_fail(ERR_NOT_FOUND, "this kiosk has no keys yet");
	if (!e)
		memcpy(out, col_blob(s, "secret_key"), KIOSK_SECRET_BYTES);
	stmt_done(s);
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
