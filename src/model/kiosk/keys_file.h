/* What is in the file of the kiosk's secrets, between keys.c, keys_file.c and keys_change.c. */
#ifndef MODEL_KIOSK_KEYS_FILE_H
#define MODEL_KIOSK_KEYS_FILE_H

#include "model/keys.h"

#define ROUND_CODE_CHARS 33	/* with the NUL */

struct round_key {
	char code[ROUND_CODE_CHARS];
	unsigned char key[KEYS_ROUND_BYTES];
};

struct keys {
	char id[KEYS_ID_CHARS];
	unsigned char public_key[KEYS_PUBLIC_BYTES];
	unsigned char secret_key[KEYS_SECRET_BYTES];
	unsigned char hash_key[KEYS_HASH_BYTES];
	struct round_key *rounds;	/* in the arena it was read with */
	size_t round_count;
};

/* keys_file.c: the text and back. */

/* False when it is not exactly such a text. */
bool keys_parse(struct arena *a, const char *text, size_t len, struct keys *out);
/* From `a`, with its NUL. */
char *keys_format(struct arena *a, const struct keys *k, size_t *len);
/* Put the file in place, whole, flushed. ERR_SYSTEM. */
enum err keys_write(const char *path, const struct keys *k);

const struct round_key *keys_find(const struct keys *k, const char *code);
/* A round's key, over the one it has. */
void keys_put(struct arena *a, struct keys *k, const char *code,
	const unsigned char key[KEYS_ROUND_BYTES]);
void keys_drop(struct keys *k, const char *code);

/* keys.c */

const char *keys_path(struct arena *a, struct db *db);
/* The file as it is, copied; untouched where the state is missing or damaged. */
enum err keys_read(struct arena *a, struct db *db, struct keys *out, enum keys_state *state);

#endif
