/*
 * Digests, passwords and signatures, by libsodium. Knows nothing of what is
 * hashed or who signs. BLAKE2b: RFC 7693; Argon2id: RFC 9106; Ed25519: RFC 8032;
 * Base32: RFC 4648, section 6.
 */
#ifndef CODEC_DIGEST_H
#define CODEC_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct arena;

#define DIGEST_BYTES 32				/* BLAKE2b-256 */
#define DIGEST_MAX_BYTES 64
#define DIGEST_HEX_CHARS (2 * DIGEST_BYTES + 1)	/* with the NUL */
/* Characters of `n` bytes in Base32 without padding, with the NUL. */
#define DIGEST_BASE32_CHARS(n) (((n) * 8 + 4) / 5 + 1)

/* Once, before threads start and before anything else here; later calls do
 * nothing. A machine where libsodium cannot work ends the process. */
void digest_init(void);

/* BLAKE2b-256 of `len` bytes (bytes may be NULL when len is 0). */
void digest_of(const void *bytes, size_t len, unsigned char out[DIGEST_BYTES]);
/* The same as 64 lower-case hex digits and a NUL. */
void digest_hex_of(const void *bytes, size_t len, char out[DIGEST_HEX_CHARS]);

/* BLAKE2b with a key of 0 to 64 bytes and a result of 1 to 64 bytes; lengths
 * beyond that are a mistake of the caller and end the process. */
void digest_keyed(const void *key, size_t key_len, const void *bytes, size_t len,
	unsigned char *out, size_t out_len);

/* BLAKE2b-256 of what comes piece by piece. */
struct digest_stream;

/* A stream that has begun; lives in the arena. */
struct digest_stream *digest_stream_new(struct arena *a);
void digest_stream_add(struct digest_stream *s, const void *bytes, size_t len);
/* The digest of all that was added; the stream then begins anew. */
void digest_stream_end(struct digest_stream *s, unsigned char out[DIGEST_BYTES]);

/* Lower-case hex; `out` holds 2 * len + 1 characters. */
void digest_hex(const void *bytes, size_t len, char *out);
/* Exactly `len` bytes from 2 * len lower-case hex digits and nothing more; false
 * otherwise, `out` then untouched. */
bool digest_unhex(const char *hex, unsigned char *out, size_t len);
/* RFC 4648 upper-case Base32, no padding; `out` holds DIGEST_BASE32_CHARS(len). */
void digest_base32(const void *bytes, size_t len, char *out);

/* Whether `len` bytes are equal; the time taken does not tell where they differ. */
bool digest_same(const void *a, const void *b, size_t len);

#define PASSWORD_HASH_CHARS 128		/* with the NUL */

/* Argon2id string of a password, with its salt and limits in it (libsodium's
 * 19 MiB, two passes). Hashes of one process
 * run one after another, so that many logins at once need no more memory.
 * ERR_SYSTEM when there is no memory for it. */
enum err password_hash(const char *password, size_t len, char out[PASSWORD_HASH_CHARS]);

/* Whether the password belongs to the string `stored`. NULL or "" (no such
 * user) takes the same time and is false. */
bool password_verify(const char *stored, const char *password, size_t len);

#define PASSWORD_SALT_BYTES 16

/* A key of `len` bytes from a password by Argon2id, `memory` in bytes; in the same queue as the
 * hashes above. ERR_SYSTEM when there is no memory for it. */
enum err password_key(const char *password, const unsigned char salt[PASSWORD_SALT_BYTES],
	uint64_t passes, size_t memory, unsigned char *key, size_t len);

#define SIGN_PUBLIC_BYTES 32
#define SIGN_SECRET_BYTES 64
#define SIGN_BYTES 64

/* A new Ed25519 pair; its seed comes from base/random. The caller wipes what it
 * copies of `secret` with sign_wipe(). */
void sign_keypair(unsigned char public_key[SIGN_PUBLIC_BYTES],
	unsigned char secret_key[SIGN_SECRET_BYTES]);
/* Detached signature of `len` bytes. The same input gives the same signature. */
void sign_make(const void *bytes, size_t len,
	const unsigned char secret_key[SIGN_SECRET_BYTES], unsigned char out[SIGN_BYTES]);
bool sign_verify(const void *bytes, size_t len,
	const unsigned char public_key[SIGN_PUBLIC_BYTES],
	const unsigned char signature[SIGN_BYTES]);
/* Overwrite a secret in a way that compilers keep. */
void sign_wipe(void *secret, size_t len);

#endif
