/* Sealing by a passphrase (see codec/seal.h). */
#include "codec/seal.h"

#include <sodium.h>
#include <string.h>

#include "base/random.h"
#include "codec/digest.h"

_Static_assert(SEAL_SALT_BYTES == PASSWORD_SALT_BYTES, "Argon2id");
_Static_assert(SEAL_NONCE_BYTES == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, "XChaCha20");
_Static_assert(SEAL_TAG_BYTES == crypto_aead_xchacha20poly1305_ietf_ABYTES, "Poly1305");

#define KEY_BYTES crypto_aead_xchacha20poly1305_ietf_KEYBYTES

void seal_begin(struct seal *s)
{
	*s = (struct seal){.passes = SEAL_PASSES, .memory = SEAL_MEMORY};
	random_bytes(s->salt, sizeof s->salt);
	random_bytes(s->nonce, sizeof s->nonce);
}

static enum err make_key(const struct seal *s, const char *passphrase,
	unsigned char key[KEY_BYTES])
{
	if (s->passes < 1 || s->passes > SEAL_PASSES_MAX || s->memory < SEAL_MEMORY_MIN ||
		s->memory > SEAL_MEMORY_MAX)
		return err_fail(ERR_INPUT, "it asks for more or less work than a seal of this "
			"program does");
	return password_key(passphrase, s->salt, s->passes, (size_t)s->memory, key, KEY_BYTES);
}

enum err seal_close(const struct seal *s, const char *passphrase, const char *head,
	const void *bytes, size_t len, unsigned char *out)
{
	unsigned char key[KEY_BYTES];
	enum err e = make_key(s, passphrase, key);

	if (e)
		return e;
	crypto_aead_xchacha20poly1305_ietf_encrypt(out, NULL, bytes, len,
		(const unsigned char *)head, strlen(head), NULL, s->nonce, key);
	sodium_memzero(key, sizeof key);
	return OK;
}

enum err seal_open(const struct seal *s, const char *passphrase, const char *head,
	const unsigned char *sealed, size_t len, unsigned char *out, bool *opens)
{
	unsigned char key[KEY_BYTES];
	enum err e = make_key(s, passphrase, key);

	if (e)
		return e;
	*opens = len >= SEAL_TAG_BYTES && crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL,
		NULL, sealed, len, (const unsigned char *)head, strlen(head), s->nonce, key) == 0;
	sodium_memzero(key, sizeof key);
	return OK;
}
