/* The text of the file of the kiosk's secrets (see model/keys.h). Knows no database. */
#include "keys_file.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"
#include "codec/digest.h"

#define FORMAT "kiosk keys 1"

/* The bytes that a word of hexadecimal digits stands for. */
static bool take_bytes(struct str word, unsigned char *out, size_t len)
{
	char digits[2 * KEYS_SECRET_BYTES + 1];

	if (word.len != 2 * len || len > KEYS_SECRET_BYTES)
		return false;
	memcpy(digits, word.p, word.len);
	digits[word.len] = '\0';

	bool good = digest_unhex(digits, out, len);

	sign_wipe(digits, sizeof digits);
	return good;
}

/* "kiosk keys 1 ID PUBLIC" */
static bool take_first(struct str line, struct keys *out)
{
	size_t begin = strlen(FORMAT " ");
	struct str rest, id;
	unsigned char bytes[(KEYS_ID_CHARS - 1) / 2];

	if (line.len <= begin || memcmp(line.p, FORMAT " ", begin) != 0)
		return false;
	id = str_cut((struct str){line.p + begin, line.len - begin}, ' ', &rest);
	if (!take_bytes(id, bytes, sizeof bytes))
		return false;
	digest_hex(bytes, sizeof bytes, out->id);
	return take_bytes(rest, out->public_key, sizeof out->public_key);
}

/* "NAME DIGITS" */
static bool take_named(struct str line, const char *name, unsigned char *out, size_t len)
{
	struct str rest, word = str_cut(line, ' ', &rest);

	return str_eq(word, name) && take_bytes(rest, out, len);
}

/* "round CODE DIGITS" */
static bool take_round(struct arena *a, struct str line, struct keys *out)
{
	unsigned char key[KEYS_ROUND_BYTES];
	struct str rest, word = str_cut(line, ' ', &rest), code = str_cut(rest, ' ', &rest);

	if (!str_eq(word, "round") || !code.len || code.len >= ROUND_CODE_CHARS ||
		!take_bytes(rest, key, sizeof key))
		return false;
	keys_put(a, out, arena_strndup(a, code.p, code.len), key);
	sign_wipe(key, sizeof key);
	return true;
}

bool keys_parse(struct arena *a, const char *text, size_t len, struct keys *out)
{
	struct str rest = {text, len};
	struct keys k = {0};

	/* Cut off, it would lack rounds and not look so. */
	if (!len || text[len - 1] != '\n' ||
		!take_first(str_cut(rest, '\n', &rest), &k) ||
		!take_named(str_cut(rest, '\n', &rest), "secret", k.secret_key,
			sizeof k.secret_key) ||
		!take_named(str_cut(rest, '\n', &rest), "hash", k.hash_key, sizeof k.hash_key))
		return false;
	/* RFC 8032's secret is a seed; libsodium keeps the public key behind it. */
	if (memcmp(k.secret_key + KEYS_SECRET_BYTES - KEYS_PUBLIC_BYTES, k.public_key,
		KEYS_PUBLIC_BYTES) != 0)
		return false;
	while (rest.len)
		if (!take_round(a, str_cut(rest, '\n', &rest), &k))
			return false;
	*out = k;
	return true;
}

static void put_line(struct buf *out, const char *name, const unsigned char *bytes, size_t len)
{
	char digits[2 * KEYS_SECRET_BYTES + 1];

	digest_hex(bytes, len, digits);
	buf_printf(out, "%s %s\n", name, digits);
	sign_wipe(digits, sizeof digits);
}

char *keys_format(struct arena *a, const struct keys *k, size_t *len)
{
	struct buf *out = buf_new(a, KEYS_MAX);

	put_line(out, arena_printf(a, FORMAT " %s", k->id), k->public_key, KEYS_PUBLIC_BYTES);
	put_line(out, "secret", k->secret_key, KEYS_SECRET_BYTES);
	put_line(out, "hash", k->hash_key, KEYS_HASH_BYTES);
	for (size_t i = 0; i < k->round_count; i++)
		put_line(out, arena_printf(a, "round %s", k->rounds[i].code), k->rounds[i].key,
			KEYS_ROUND_BYTES);
	*len = out->len;
	return out->data;
}

enum err keys_write(const char *path, const struct keys *k)
{
	struct arena *a = arena_new();
	size_t len;
	char *text = keys_format(a, k, &len);
	enum err e = len < KEYS_MAX ? file_write(path, text, len, 0600) :
		err_fail(ERR_TOO_LARGE, "%s would be too large", path);

	sign_wipe(text, len);
	arena_free(a);
	return e;
}

static struct round_key *find(const struct keys *k, const char *code)
{
	for (size_t i = 0; i < k->round_count; i++)
		if (strcmp(k->rounds[i].code, code) == 0)
			return &k->rounds[i];
	return NULL;
}

const struct round_key *keys_find(const struct keys *k, const char *code)
{
	return find(k, code);
}

void keys_put(struct arena *a, struct keys *k, const char *code,
	const unsigned char key[KEYS_ROUND_BYTES])
{
	struct round_key *r = find(k, code);
	size_t len = strlen(code);

	if (!r) {
		k->rounds = arena_grow(a, k->rounds, k->round_count + 1, sizeof *k->rounds);
		r = &k->rounds[k->round_count++];
		*r = (struct round_key){0};
		memcpy(r->code, code, len < ROUND_CODE_CHARS ? len : ROUND_CODE_CHARS - 1);
	}
	memcpy(r->key, key, KEYS_ROUND_BYTES);
}

void keys_drop(struct keys *k, const char *code)
{
	struct round_key *r = find(k, code);

	if (!r)
		return;
	k->round_count--;
	memmove(r, r + 1, (size_t)(k->rounds + k->round_count - r) * sizeof *r);
}
