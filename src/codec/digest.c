/*
 * Digests, passwords and signatures, by libsodium. It keeps no keys.
 */
#include "codec/digest.h"

#include <pthread.h>
#include <sodium.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/random.h"

_Static_assert(DIGEST_BYTES == crypto_generichash_BYTES, "BLAKE2b-256");
_Static_assert(DIGEST_MAX_BYTES == crypto_generichash_BYTES_MAX, "BLAKE2b");
_Static_assert(PASSWORD_HASH_CHARS == crypto_pwhash_STRBYTES, "Argon2id string");
_Static_assert(PASSWORD_SALT_BYTES == crypto_pwhash_SALTBYTES, "Argon2id");
_Static_assert(SIGN_PUBLIC_BYTES == crypto_sign_PUBLICKEYBYTES, "Ed25519");
_Static_assert(SIGN_SECRET_BYTES == crypto_sign_SECRETKEYBYTES, "Ed25519");
_Static_assert(SIGN_BYTES == crypto_sign_BYTES, "Ed25519");

/* What libsodium asks for its hash state. */
#define STATE_ALIGN 64

struct digest_stream {
	crypto_generichash_state *state;
};

void digest_init(void)
{
	if (sodium_init() < 0)
		log_die("libsodium cannot start on this machine");
}

void digest_keyed(const void *key, size_t key_len, const void *bytes, size_t len,
	unsigned char *out, size_t out_len)
{
	if (!out_len || crypto_generichash_blake2b(out, out_len, bytes, len, key, key_len) != 0)
		log_die("BLAKE2b of %zu bytes with a key of %zu bytes", out_len, key_len);
}

void digest_of(const void *bytes, size_t len, unsigned char out[DIGEST_BYTES])
{
	digest_keyed(NULL, 0, bytes, len, out, DIGEST_BYTES);
}

void digest_hex_of(const void *bytes, size_t len, char out[DIGEST_HEX_CHARS])
{
	unsigned char digest[DIGEST_BYTES];

	digest_of(bytes, len, digest);
	digest_hex(digest, sizeof digest, out);
}

static void stream_begin(struct digest_stream *s)
{
	crypto_generichash_init(s->state, NULL, 0, DIGEST_BYTES);
}

struct digest_stream *digest_stream_new(struct arena *a)
{
	struct digest_stream *s = arena_alloc(a, sizeof *s);
	/* The arena aligns for any type of C, which is less than this. */
	char *room = arena_alloc(a, sizeof *s->state + STATE_ALIGN);

	s->state = (void *)(room + (STATE_ALIGN - (uintptr_t)room % STATE_ALIGN));
	stream_begin(s);
	return s;
}

void digest_stream_add(struct digest_stream *s, const void *bytes, size_t len)
{
	crypto_generichash_update(s->state, bytes, len);
}

void digest_stream_end(struct digest_stream *s, unsigned char out[DIGEST_BYTES])
{
	crypto_generichash_final(s->state, out, DIGEST_BYTES);
	stream_begin(s);
}

void digest_hex(const void *bytes, size_t len, char *out)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *b = bytes;

	for (size_t i = 0; i < len; i++) {
		*out++ = digits[b[i] >> 4];
		*out++ = digits[b[i] & 15];
	}
	*out = '\0';
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

bool digest_unhex(const char *hex, unsigned char *out, size_t len)
{
	if (strlen(hex) != 2 * len)
		return false;
	for (size_t i = 0; i < 2 * len; i++)
		if (hex_value(hex[i]) < 0)
			return false;
	for (size_t i = 0; i < len; i++)
		out[i] = (unsigned char)(hex_value(hex[2 * i]) << 4 | hex_value(hex[2 * i + 1]));
	return true;
}

void digest_base32(const void *bytes, size_t len, char *out)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	const unsigned char *b = bytes;
	uint32_t waiting = 0;
	unsigned bits = 0;

	for (size_t i = 0; i < len; i++) {
		waiting = waiting << 8 | b[i];
		for (bits += 8; bits >= 5; bits -= 5)
			*out++ = letters[waiting >> (bits - 5) & 31];
	}
	if (bits)
		*out++ = letters[waiting << (5 - bits) & 31];
	*out = '\0';
}

bool digest_same(const void *a, const void *b, size_t len)
{
	return sodium_memcmp(a, b, len) == 0;
}

/* OWASP's second choice of Argon2id parameters, 19 MiB and two passes: as strong
 * as more memory with one, and the programs stay small. One hash at a time. */
#define PASSES 2
#define MEMORY ((size_t)19 << 20)
static pthread_mutex_t hashing = PTHREAD_MUTEX_INITIALIZER;

/* Hash of a password nobody has, with the limits of password_hash(). */
static const char nobody[PASSWORD_HASH_CHARS] =
	"$argon2id$v=19$m=19456,t=2,p=1$gqfeKDDsxz+sg/9URuo"
	"bsQ$5ZAXGOvkhR2ryH5+hlxwjVTy+0H4YbS6g4oY6N85uaI";

enum err password_hash(const char *password, size_t len, char out[PASSWORD_HASH_CHARS])
{
	char made[PASSWORD_HASH_CHARS];

	pthread_mutex_lock(&hashing);

	int failed = crypto_pwhash_str(made, password, len, PASSES, MEMORY);

	pthread_mutex_unlock(&hashing);
	if (failed)
		return err_fail(ERR_SYSTEM, "no memory to hash a password");
	memcpy(out, made, sizeof made);
	return OK;
}

bool password_verify(const char *stored, const char *password, size_t len)
{
	bool known = stored && *stored;

	pthread_mutex_lock(&hashing);

	bool same = crypto_pwhash_str_verify(known ? stored : nobody, password, len) == 0;

	pthread_mutex_unlock(&hashing);
	return known && same;
}

enum err password_key(const char *password, const unsigned char salt[PASSWORD_SALT_BYTES],
	uint64_t passes, size_t memory, unsigned char *key, size_t len)
{
	pthread_mutex_lock(&hashing);

	int failed = crypto_pwhash(key, len, password, strlen(password), salt, passes, memory,
		crypto_pwhash_ALG_ARGON2ID13);

	pthread_mutex_unlock(&hashing);
	return failed ? err_fail(ERR_SYSTEM, "no memory to make a key of the passphrase: %zu MiB are "
		"needed", memory >> 20) : OK;
}

void sign_keypair(unsigned char public_key[SIGN_PUBLIC_BYTES],
	unsigned char secret_key[SIGN_SECRET_BYTES])
{
	unsigned char seed[crypto_sign_SEEDBYTES];

	random_bytes(seed, sizeof seed);
	crypto_sign_seed_keypair(public_key, secret_key, seed);
	sign_wipe(seed, sizeof seed);
}

void sign_make(const void *bytes, size_t len,
	const unsigned char secret_key[SIGN_SECRET_BYTES], unsigned char out[SIGN_BYTES])
{
	crypto_sign_detached(out, NULL, bytes, len, secret_key);
}

bool sign_verify(const void *bytes, size_t len,
	const unsigned char public_key[SIGN_PUBLIC_BYTES],
	const unsigned char signature[SIGN_BYTES])
{
	return crypto_sign_verify_detached(signature, bytes, len, public_key) == 0;
}

void sign_wipe(void *secret, size_t len)
{
	sodium_memzero(secret, len);
}
