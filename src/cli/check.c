/*
 * kiosk check, kiosk audit verify: whether what is stored holds together.
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"
#include "cmd.h"
#include "codec/digest.h"
#include "commands.h"
#include "model/calendar.h"
#include "model/keys.h"
#include "model/rounds.h"
#include "model/trail.h"
#include "store/store.h"

static const char check_usage[] =
	"usage: kiosk check [--data DIR]\n"
	"\n"
	"Reads the whole database, compares its tables, columns, indexes, triggers and views\n"
	"with those this program makes, looks at the file of the secret keys, recomputes the\n"
	"chain of the audit trail and compiles the form of every round. One line each, and one\n"
	"when the clock is in doubt; exit status 3 when something is wrong.\n";

static const char verify_usage[] =
	"usage: kiosk audit verify [--head ROW:HASH] [--data DIR]\n"
	"\n"
	"Recomputes the chain of the audit trail. An edited, missing or cut row is found, and\n"
	"a trail made anew without the kiosk's key: exit status 3, with the row's number.\n"
	"  --head ROW:HASH  as a bundle's README.txt has them: whether the trail still has\n"
	"                   that row, or was put back to an earlier state or made anew\n";

static enum err check_file(struct cmd *c)
{
	int version;
	enum err e = cmd_become_owner(c);

	if (!e)
		e = store_check(path_join(c->arena, c->data, "kiosk.db"), &version);
	/* That there is none is a failure of the folder, not of the call. */
	if (e)
		return err_fail(e == ERR_NOT_FOUND ? ERR_STORE : e, "%s", err_detail());
	printf("database: sound, version %d\n", version);
	return OK;
}

/* Each fault on a line of its own; the last of them is the failure's. */
static enum err check_schema(struct cmd *c)
{
	const char **faults;
	size_t count;
	enum err e = store_schema_faults(c->arena, c->store, &faults, &count);

	if (e)
		return e;
	for (size_t i = 0; i < count; i++)
		fprintf(stderr, "kiosk %s: schema: %s\n", c->name, faults[i]);
	if (count)
		return err_fail(ERR_STORE, "the schema is not as this program makes it: restore a "
			"backup, or take away what is not of this program");
	puts("schema: as it should be");
	return OK;
}

/* A clock in doubt is no fault of what is stored: it is said, and that is all. */
static enum err check_clock(struct cmd *c)
{
	struct calendar calendar;
	enum err e = calendar_read(c->db, &calendar);

	if (!e && calendar.state != CALENDAR_SOUND)
		printf("clock: %s is in doubt, the last day known is %s: see kiosk clock show\n",
			calendar.clock, calendar.known);
	return e;
}

/* Without them nothing can be signed, and the trail not be read by its key. */
static enum err check_keys(struct cmd *c)
{
	struct keys_found found = {0};
	enum err e = keys_check(c->db);

	if (!e)
		e = keys_look(c->arena, c->db, &found);
	if (!e && found.wide)
		e = err_fail(ERR_STORE, "%s is open to others than its owner: chmod 600 %s",
			found.path, found.path);
	if (!e)
		printf("keys: there, of %zu rounds\n", found.rounds);
	return e;
}

static enum err check_trail(struct cmd *c)
{
	struct trail_sound t;
	int64_t bad;
	enum err e = trail_verify(c->db, &t, &bad);

	if (e)
		return e;
	printf("audit trail: sound, %lld rows\n", (long long)t.rows);
	if (t.lost)
		printf("audit trail: %lld of rows %lld to %lld rest on a key that this kiosk no "
			"longer has: what they say cannot be proven\n", (long long)t.lost,
			(long long)t.lost_from, (long long)t.lost_to);
	return OK;
}

/* Each in an arena of its own: a kiosk may have had many rounds. */
static enum err check_form(struct cmd *c, const struct round *r)
{
	struct arena *a = arena_new();
	struct form *form;
	enum err e = round_form(a, c->db, r, &form);

	arena_free(a);
	return e ? err_fail(ERR_STORE, "round %s: %s", r->code, err_detail()) : OK;
}

static enum err check_forms(struct cmd *c)
{
	struct round *rounds;
	size_t n;
	enum err e = round_list(c->arena, c->db, &rounds, &n);

	for (size_t i = 0; !e && i < n; i++)
		e = check_form(c, &rounds[i]);
	if (!e)
		printf("forms: sound, %zu rounds\n", n);
	return e;
}

static int run_check(struct cmd *c, int argc, char **argv)
{
	int status;
	enum err e;

	if (!cmd_options(c, argc, argv, NULL, 0, 0, 0, &status))
		return status;
	e = check_file(c);
	if (!e)
		e = cmd_open(c);
	if (!e)
		e = check_schema(c);
	if (!e)
		e = check_keys(c);
	if (!e)
		e = check_trail(c);
	if (!e)
		e = check_forms(c);
	if (!e)
		e = check_clock(c);
	return e ? cmd_fail(c, e) : cmd_done(c);
}

int cmd_check(int argc, char **argv)
{
	return cmd_run("check", check_usage, argc, argv, run_check);
}

/* ROW:HASH */
static bool parse_head(struct cmd *c, const char *text, int64_t *seq,
	unsigned char hash[TRAIL_HASH_BYTES])
{
	const char *colon = strchr(text, ':');

	return colon && parse_i64(arena_strndup(c->arena, text, (size_t)(colon - text)), seq)
		&& digest_unhex(colon + 1, hash, TRAIL_HASH_BYTES);
}

static enum err check_head(struct cmd *c, int64_t seq, const unsigned char *hash)
{
	bool there;
	enum err e = trail_has(c->db, seq, hash, &there);

	if (!e && !there)
		e = err_fail(ERR_STORE, "the audit trail is not the one that had this row %lld: it "
			"was made anew or put back to an earlier state", (long long)seq);
	if (!e)
		printf("head: row %lld is as it was printed\n", (long long)seq);
	return e;
}

static int run_verify(struct cmd *c, int argc, char **argv)
{
	const char *head = NULL;
	const struct cmd_option options[] = {{.name = "head", .value = &head}};
	unsigned char hash[TRAIL_HASH_BYTES];
	int64_t seq = 0;
	int status;
	enum err e;

	if (!cmd_options(c, argc, argv, options, 1, 0, 0, &status))
		return status;
	if (head && !parse_head(c, head, &seq, hash))
		return cmd_usage(c, "--head is ROW:HASH, as a bundle's README.txt has them");
	e = cmd_open(c);
	if (!e)
		e = check_trail(c);
	if (!e && head)
		e = check_head(c, seq, hash);
	return e ? cmd_fail(c, e) : cmd_done(c);
}

int cmd_audit_verify(int argc, char **argv)
{
	return cmd_run("audit verify", verify_usage, argc, argv, run_verify);
}
