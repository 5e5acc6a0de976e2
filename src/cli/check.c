/*
 * kiosk check, kiosk audit verify: whether what is stored holds together.
 */
#include <stdio.h>

#include "base/arena.h"
#include "base/file.h"
#include "cmd.h"
#include "commands.h"
#include "model/calendar.h"
#include "model/rounds.h"
#include "model/trail.h"
#include "store/store.h"

static const char check_usage[] =
	"usage: kiosk check [--data DIR]\n"
	"\n"
	"Reads the whole database, compares its tables, columns, indexes, triggers and views\n"
	"with those this program makes, recomputes the chain of the audit trail and compiles\n"
	"the form of every round. One line each, and one when the clock is in doubt; exit\n"
	"status 3 when something is wrong.\n";

static const char verify_usage[] =
	"usage: kiosk audit verify [--data DIR]\n"
	"\n"
	"Recomputes the chain of the audit trail. An edited, missing or cut row is found:\n"
	"exit status 3, with its number.\n";

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

static enum err check_trail(struct cmd *c)
{
	int64_t rows, bad;
	enum err e = trail_verify(c->db, &rows, &bad);

	if (!e)
		printf("audit trail: sound, %lld rows\n", (long long)rows);
	return e;
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

static int run_verify(struct cmd *c, int argc, char **argv)
{
	int status;
	enum err e;

	if (!cmd_options(c, argc, argv, NULL, 0, 0, 0, &status))
		return status;
	e = cmd_open(c);
	if (!e)
		e = check_trail(c);
	return e ? cmd_fail(c, e) : cmd_done(c);
}

int cmd_audit_verify(int argc, char **argv)
{
	return cmd_run("audit verify", verify_usage, argc, argv, run_verify);
}
