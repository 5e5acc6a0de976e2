/*
 * Kiosk: who this kiosk is. Owns its id, its Ed25519 key pair and the secret key
 * of its keyed hashes, all made once. Knows nothing of what they are used for.
 */
#ifndef MODEL_KIOSK_H
#define MODEL_KIOSK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct db;

#define KIOSK_ID_CHARS 33	/* 32 hex digits and NUL */
#define KIOSK_PUBLIC_BYTES 32
#define KIOSK_SECRET_BYTES 64
#define KIOSK_HASH_BYTES 32

struct kiosk {
	char id[KIOSK_ID_CHARS];	/* 128 random bits */
	unsigned char public_key[KIOSK_PUBLIC_BYTES];	/* Ed25519, RFC 8032 */
	unsigned char hash_key[KIOSK_HASH_BYTES];	/* secret */
};

/* In a write job: make id and keys, if they are not there yet. ERR_STORE. */
enum err kiosk_ensure(struct db *db);

/* Read them; a program does so once, at start. ERR_NOT_FOUND before
 * kiosk_ensure(). */
enum err kiosk_load(struct db *db, struct kiosk *out);

/* The secret half of the key pair, for signing; role results or admin. */
enum err kiosk_secret_key(struct db *db, unsigned char out[KIOSK_SECRET_BYTES]);

/* Keyed BLAKE2b-256 (RFC 7693) of `len` bytes; `purpose`, a short constant,
 * keeps hashes made for different things apart. */
void kiosk_hash(const struct kiosk *k, const char *purpose, const void *bytes, size_t len,
	unsigned char out[32]);

#endif
