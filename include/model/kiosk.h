/*
 * Kiosk: who this kiosk is. Owns its id and the public half of its Ed25519 key pair; what is
 * secret (the other half, the key of its keyed hashes) is model/keys'. Knows nothing of what
 * they are used for.
 */
#ifndef MODEL_KIOSK_H
#define MODEL_KIOSK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct db;

#define KIOSK_ID_CHARS 33	/* 32 hex digits and NUL */
#define KIOSK_PUBLIC_BYTES 32
#define KIOSK_HASH_BYTES 32

struct kiosk {
	char id[KIOSK_ID_CHARS];	/* 128 random bits */
	unsigned char public_key[KIOSK_PUBLIC_BYTES];	/* Ed25519, RFC 8032 */
	unsigned char hash_key[KIOSK_HASH_BYTES];	/* secret */
};

/* In a write job: make id and keys, if they are not there yet. ERR_STORE, ERR_SYSTEM. */
enum err kiosk_ensure(struct db *db);

/* Who it is, without the key of its hashes (zeros). ERR_NOT_FOUND before kiosk_ensure(). */
enum err kiosk_who(struct db *db, struct kiosk *out);

/* The same with it; a program does so once, at start. ERR_STORE as keys_check(). */
enum err kiosk_load(struct db *db, struct kiosk *out);

/* Keyed BLAKE2b-256 (RFC 7693) of `len` bytes; `purpose`, a short constant,
 * keeps hashes made for different things apart. */
void kiosk_hash(const struct kiosk *k, const char *purpose, const void *bytes, size_t len,
	unsigned char out[32]);

#endif
