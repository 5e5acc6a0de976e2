/*
 * kiosk keys: the secret keys, sealed, to where backups are not; and back. Files outside the data
 * folder are read and written as who called, what is in it as its owner.
 *
 * A sealed file is text, a line each:
 *	kiosk keys sealed 1
 *	kiosk ID
 *	argon2id PASSES MEMORY SALT	memory in bytes
 *	xchacha20poly1305 NONCE
 *	DIGITS				what was sealed, 32 bytes a line
 * The first four lines are bound to what is sealed: changed, it does not open.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"
#include "cmd.h"
#include "codec/digest.h"
#include "codec/seal.h"
#include "commands.h"
#include "model/change.h"
#include "model/keys.h"
#include "model/kiosk.h"
#include "output.h"
#include "passphrase.h"

static const char export_usage[] =
	"usage: kiosk keys export FILE [--data DIR]\n"
	"\n"
	"Writes the kiosk's secret keys to FILE (- is standard output), sealed by a passphrase,\n"
	"which it asks for twice, or reads from the first line of standard input: 8 characters\n"
	"or more. Keep FILE apart from the backups, and the passphrase apart from FILE. Do it\n"
	"again when a round was opened, and destroy the older FILE when one became final.\n";

static const char import_usage[] =
	"usage: kiosk keys import FILE [--data DIR]\n"
	"\n"
	"Puts the secret keys back that keys export wrote to FILE (- is standard input). The\n"
	"passphrase is asked for, or read from the first line of standard input. Rounds that are\n"
	"final get no key back; those opened since the export get another. Keys of another kiosk\n"
	"are refused. Other keys that are there are kept aside as keys-aside-N.\n";

static const char renew_usage[] =
	"usage: kiosk keys renew [--data DIR]\n"
	"\n"
	"Makes new secret keys where they are lost for good. Receipts given before, access codes\n"
	"and signing codes that nobody has used yet do not work any more; what the audit trail\n"
	"said before stays readable and can no longer be proven. Stop the kiosk first.\n";

#define FORMAT "kiosk keys sealed 1"
#define SEALED_MAX (4 * KEYS_MAX)
#define LINE_BYTES 32

/* ---- export ---- */

struct export {
	char passphrase[PASSPHRASE_CHARS];
	struct output file;
};

static const char *hex_of(struct arena *a, const unsigned char *bytes, size_t len)
{
	char *out = arena_alloc(a, 2 * len + 1);

	digest_hex(bytes, len, out);
	return out;
}

static const char *head_of(struct arena *a, const char *id, const struct seal *s)
{
	return arena_printf(a, FORMAT "\nkiosk %s\nargon2id %llu %llu %s\nxchacha20poly1305 %s\n", id,
		(unsigned long long)s->passes, (unsigned long long)s->memory,
		hex_of(a, s->salt, sizeof s->salt), hex_of(a, s->nonce, sizeof s->nonce));
}

static enum err seal_text(struct arena *a, const char *id, const char *passphrase,
	const char *text, size_t len, struct buf *out)
{
	unsigned char *sealed = arena_alloc(a, len + SEAL_TAG_BYTES);
	size_t left = len + SEAL_TAG_BYTES;
	struct seal s;
	enum err e;

	seal_begin(&s);
	buf_puts(out, head_of(a, id, &s));
	e = seal_close(&s, passphrase, out->data, text, len, sealed);
	for (; !e && left; left -= left < LINE_BYTES ? left : LINE_BYTES) {
		const unsigned char *at = sealed + len + SEAL_TAG_BYTES - left;

		buf_printf(out, "%s\n", hex_of(a, at, left < LINE_BYTES ? left : LINE_BYTES));
	}
	return e;
}

static enum err export_keys(struct cmd *c, const struct export *x)
{
	struct buf *out = buf_new(c->arena, SEALED_MAX);
	struct change change;
	struct kiosk kiosk;
	char *text;
	size_t len;
	enum err e = cmd_open(c);

	if (!e)
		e = kiosk_who(c->db, &kiosk);
	if (!e)
		e = cmd_change(c, &change);
	if (!e)
		e = change_end(&change, keys_export(&change, &text, &len));
	if (e)
		return e;
	e = seal_text(c->arena, kiosk.id, x->passphrase, text, len, out);
	sign_wipe(text, len);
	return e ? e : output_write(&x->file, out->data, out->len);
}

static int export_as_owner(struct cmd *c, void *ctx)
{
	enum err e = export_keys(c, ctx);

	return e ? cmd_fail(c, e) : STATUS_DONE;
}

static int run_export(struct cmd *c, int argc, char **argv)
{
	struct export x;
	int status;
	enum err e;

	if (!cmd_options(c, argc, argv, NULL, 0, 1, 1, &status))
		return status;
	digest_init();
	e = output_open(c->arena, c->args[0], c->data, &x.file);
	if (e)
		return cmd_fail(c, e);
	e = passphrase_read(true, false, x.passphrase);
	status = e ? cmd_fail(c, e) : cmd_as_owner(c, export_as_owner, &x);
	sign_wipe(x.passphrase, sizeof x.passphrase);
	e = output_close(&x.file, status == STATUS_DONE);
	return e ? cmd_fail(c, e) : status;
}

int cmd_keys_export(int argc, char **argv)
{
	return cmd_run("keys export", export_usage, argc, argv, run_export);
}

/* ---- import ---- */

struct sealed {
	const char *id;
	struct seal seal;
	const char *head;		/* the lines that are not sealed */
	unsigned char *bytes;
	size_t len;
};

/* The next word of `rest`; the line's end ends it as well. */
static const char *take_word(struct arena *a, struct str *rest)
{
	struct str word = str_cut(*rest, ' ', rest);

	return word.len ? arena_strndup(a, word.p, word.len) : "";
}

static bool take_head(struct arena *a, struct str *text, struct sealed *out)
{
	struct str line = str_cut(*text, '\n', text);

	if (!str_eq(line, FORMAT))
		return false;
	line = str_cut(*text, '\n', text);
	if (strcmp(take_word(a, &line), "kiosk") != 0)
		return false;
	out->id = take_word(a, &line);
	line = str_cut(*text, '\n', text);
	if (strcmp(take_word(a, &line), "argon2id") != 0 ||
		!parse_u64(take_word(a, &line), &out->seal.passes) ||
		!parse_u64(take_word(a, &line), &out->seal.memory) ||
		!digest_unhex(take_word(a, &line), out->seal.salt, SEAL_SALT_BYTES))
		return false;
	line = str_cut(*text, '\n', text);
	return strcmp(take_word(a, &line), "xchacha20poly1305") == 0 &&
		digest_unhex(take_word(a, &line), out->seal.nonce, SEAL_NONCE_BYTES);
}

static bool take_sealed(struct arena *a, const char *bytes, size_t len, struct sealed *out)
{
	struct str text = {bytes, len};

	if (!take_head(a, &text, out))
		return false;
	out->head = arena_strndup(a, bytes, len - text.len);
	out->bytes = arena_alloc(a, text.len / 2 + 1);
	while (text.len) {
		struct str line = str_cut(text, '\n', &text);

		if (line.len % 2 || !digest_unhex(arena_strndup(a, line.p ? line.p : "", line.len),
			out->bytes + out->len, line.len / 2))
			return false;
		out->len += line.len / 2;
	}
	return out->len > SEAL_TAG_BYTES;
}

static enum err read_whole(struct cmd *c, struct buf *out)
{
	char part[4096];
	ssize_t n;
	int fd = strcmp(c->args[0], "-") == 0 ? dup(STDIN_FILENO) :
		open(c->args[0], O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return file_fail("read", c->args[0]);
	while ((n = read(fd, part, sizeof part)) > 0 || (n < 0 && errno == EINTR))
		if (n > 0)
			buf_add(out, part, (size_t)n);
	close(fd);
	if (n < 0)
		return err_fail(errno == EISDIR ? ERR_INPUT : ERR_SYSTEM, "cannot read %s: %s",
			c->args[0], strerror(errno));
	return out->full ? err_fail(ERR_INPUT, "%s is too large for sealed keys", c->args[0]) : OK;
}

/* What is in it; asks for the passphrase once the rest is known to be right. */
static enum err unseal(struct cmd *c, const struct sealed *s, char **text, size_t *len)
{
	char passphrase[PASSPHRASE_CHARS];
	bool opens = false;
	enum err e = passphrase_read(false, strcmp(c->args[0], "-") == 0, passphrase);

	*text = arena_alloc(c->arena, s->len);
	*len = s->len - SEAL_TAG_BYTES;
	if (!e)
		e = seal_open(&s->seal, passphrase, s->head, s->bytes, s->len, (unsigned char *)*text,
			&opens);
	sign_wipe(passphrase, sizeof passphrase);
	if (!e && !opens)
		e = err_fail(ERR_INPUT, "%s does not open: the passphrase is another, or the file was "
			"damaged or cut off", c->args[0]);
	return e;
}

static enum err read_sealed(struct cmd *c, struct sealed *s)
{
	struct buf *bytes = buf_new(c->arena, SEALED_MAX);
	enum err e = read_whole(c, bytes);

	if (!e && !take_sealed(c->arena, bytes->data, bytes->len, s))
		e = err_fail(ERR_INPUT, "%s is not a file of kiosk keys export, or was damaged or cut off",
			c->args[0]);
	return e;
}

/* Whose they are is told before the passphrase is asked for. */
static enum err check_kiosk(struct cmd *c, const struct sealed *s)
{
	struct kiosk kiosk;
	enum err e = cmd_open(c);

	if (!e)
		e = kiosk_who(c->db, &kiosk);
	if (!e && strcmp(kiosk.id, s->id) != 0)
		e = err_fail(ERR_INPUT, "%s holds the keys of the kiosk %.40s, and this is the kiosk %s",
			c->args[0], s->id, kiosk.id);
	return e;
}

static enum err put_back(struct cmd *c, const char *text, size_t len, struct keys_import *done)
{
	struct change change;
	bool alone = cmd_alone(c) == OK;
	enum err e = cmd_change(c, &change);

	return e ? e : change_end(&change, keys_import(&change, text, len, alone, done));
}

static int run_import(struct cmd *c, int argc, char **argv)
{
	struct keys_import done;
	struct sealed s = {0};
	char *text = NULL;
	size_t len = 0;
	int status;
	enum err e;

	if (!cmd_options(c, argc, argv, NULL, 0, 1, 1, &status))
		return status;
	digest_init();
	e = read_sealed(c, &s);
	if (!e)
		e = check_kiosk(c, &s);
	if (!e)
		e = unseal(c, &s, &text, &len);
	if (!e)
		e = put_back(c, text, len, &done);
	if (text)
		sign_wipe(text, len);
	if (e)
		return cmd_fail(c, e);
	puts(done.same ? "these keys are there already: nothing was changed" :
		done.rekeyed ? "the keys are in place of those that were made since" :
		"the keys are in place");
	if (done.aside)
		printf("what was there before: %s\n", done.aside);
	return cmd_done(c);
}

int cmd_keys_import(int argc, char **argv)
{
	return cmd_run("keys import", import_usage, argc, argv, run_import);
}

/* ---- renew ---- */

static int run_renew(struct cmd *c, int argc, char **argv)
{
	const char *aside = NULL;
	struct change change;
	int status;
	enum err e;

	if (!cmd_options(c, argc, argv, NULL, 0, 0, 0, &status))
		return status;
	e = cmd_open(c);
	if (!e)
		e = cmd_alone(c);
	if (!e)
		e = cmd_change(c, &change);
	if (!e)
		e = change_end(&change, keys_renew(&change, &aside));
	if (e)
		return cmd_fail(c, e);
	if (aside)
		printf("what was there before: %s\n", aside);
	puts("new keys were made: put them elsewhere by kiosk keys export");
	return cmd_done(c);
}

int cmd_keys_renew(int argc, char **argv)
{
	return cmd_run("keys renew", renew_usage, argc, argv, run_renew);
}
