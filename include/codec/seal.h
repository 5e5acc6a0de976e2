/*
 * Sealing: a text that only a passphrase opens. Knows nothing of what is in it. Argon2id
 * (RFC 9106) makes the key of the passphrase, XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha)
 * seals. By libsodium.
 */
#ifndef CODEC_SEAL_H
#define CODEC_SEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define SEAL_SALT_BYTES 16
#define SEAL_NONCE_BYTES 24
#define SEAL_TAG_BYTES 16

/* What a new seal takes: four passes over 64 MiB, a second or so on a small machine. */
#define SEAL_PASSES 4
#define SEAL_MEMORY ((uint64_t)64 << 20)
/* What is opened at most, so that a file cannot ask for more than the machine has. */
#define SEAL_PASSES_MAX 16
#define SEAL_MEMORY_MAX ((uint64_t)256 << 20)
#define SEAL_MEMORY_MIN ((uint64_t)8 << 20)

struct seal {
	uint64_t passes, memory;	/* of Argon2id; memory in bytes */
	unsigned char salt[SEAL_SALT_BYTES], nonce[SEAL_NONCE_BYTES];
};

/* A new one, of random salt and nonce. */
void seal_begin(struct seal *s);

/* Seal `len` bytes; `head` is not sealed but cannot be changed either. `out` has room for len +
 * SEAL_TAG_BYTES. ERR_SYSTEM when there is no memory for the key. */
enum err seal_close(const struct seal *s, const char *passphrase, const char *head,
	const void *bytes, size_t len, unsigned char *out);

/* Open what seal_close() made; `out` has room for len - SEAL_TAG_BYTES. *opens is false for
 * another passphrase, and when anything was changed. ERR_INPUT for limits out of bounds,
 * ERR_SYSTEM. */
enum err seal_open(const struct seal *s, const char *passphrase, const char *head,
	const unsigned char *sealed, size_t len, unsigned char *out, bool *opens);

#endif
