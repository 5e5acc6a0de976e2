/*
 * kiosk user: accounts of administrators, analysts and managers.
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "cmd.h"
#include "commands.h"
#include "model/accounts.h"
#include "model/change.h"
#include "model/kiosk.h"
#include "model/trail.h"

static const char add_usage[] =
	"usage: kiosk user add NAME --role admin|analyst|manager [--rows] [--rounds] [--data DIR]\n"
	"\n"
	"Makes an account and prints its one-time password, to be changed at the first\n"
	"sign-in within 72 hours, then its name.\n"
	"  --rows   may also see and export single answers, without names\n"
	"  --rounds may also open rounds of pilots, which administrators always may\n";

static const char list_usage[] =
	"usage: kiosk user list [--csv] [--data DIR]\n"
	"\n"
	"Accounts by name, with role and rights.\n";

static const char password_usage[] =
	"usage: kiosk user password NAME [--data DIR]\n"
	"\n"
	"Gives the account a new one-time password and prints it, to be changed at the next\n"
	"sign-in within 72 hours, then its name. Its sessions end, and failed sign-ins are forgotten.\n";

static const char disable_usage[] =
	"usage: kiosk user disable NAME [--data DIR]\n"
	"\n"
	"The account may not sign in any more, and its sessions end. The only administrator\n"
	"cannot be disabled. kiosk user enable takes it back.\n";

static const char enable_usage[] =
	"usage: kiosk user enable NAME [--data DIR]\n"
	"\n"
	"The account may sign in again, by the password it had.\n";

static enum err add(struct change *c, const char *name, enum account_role role, bool rows,
	bool rounds, const char *hash)
{
	int64_t id;
	enum err e = account_add(c, name, role, rows, hash, true, &id);

	return e ? e : account_set_rounds(c, id, rounds);
}

static int run_add(struct cmd *c, int argc, char **argv)
{
	const char *typed = NULL;
	bool rows = false, rounds = false;
	const struct cmd_option options[] = {
		{.name = "role", .value = &typed},
		{.name = "rows", .flag = &rows},
		{.name = "rounds", .flag = &rounds},
	};
	char one_time[ACCOUNT_ONE_TIME_CHARS], hash[ACCOUNT_HASH_CHARS];
	enum account_role role;
	struct change change;
	int status;
	enum err e;

	if (!cmd_options(c, argc, argv, options, sizeof options / sizeof *options, 1, 1,
		&status))
		return status;
	if (!typed || !role_parse(typed, &role))
		return cmd_usage(c, "--role is one of admin, analyst, manager");
	account_one_time(one_time);
	e = cmd_open(c);
	if (!e)
		e = account_hash(c->args[0], one_time, hash);
	if (!e)
		e = cmd_change(c, &change);
	if (!e)
		e = change_end(&change, add(&change, c->args[0], role, rows, rounds, hash));
	if (e)
		return cmd_fail(c, e);
	printf("one-time password: %s\n%s\n", one_time, c->args[0]);
	return cmd_done(c);
}

int cmd_user_add(int argc, char **argv)
{
	return cmd_run("user add", add_usage, argc, argv, run_add);
}

static int run_list(struct cmd *c, int argc, char **argv)
{
	static const char *const heading[] = {"name", "role", "rows", "rounds", "state"};
	bool csv = false;
	struct account *accounts;
	const char **cells;
	size_t n;
	int status;
	enum err e;

	if (!cmd_listing(c, argc, argv, &csv, &status))
		return status;
	e = account_list(c->arena, c->db, &accounts, &n);
	if (e)
		return cmd_fail(c, e);
	cells = cmd_cells(c, heading, 5, n);
	for (size_t i = 0; i < n; i++) {
		const struct account *u = &accounts[i];
		const char *const row[] = {u->name, role_name(u->role), u->rows ? "yes" : "no",
			u->rounds || u->role == ROLE_ADMIN ? "yes" : "no",
			u->disabled ? "disabled" : account_expired(u) ?
				"one-time password, expired" : u->must_change ?
				"one-time password" : "in use"};

		memcpy(&cells[5 * (i + 1)], row, sizeof row);
	}
	cmd_table(c, csv, "lllll", cells, 5, n + 1);
	return cmd_done(c);
}

int cmd_user_list(int argc, char **argv)
{
	return cmd_run("user list", list_usage, argc, argv, run_list);
}

/* The failed sign-ins of a name are found by the kiosk's own hash of it. */
static enum err reset(struct cmd *c, int64_t id, const char *hash)
{
	struct kiosk kiosk;
	struct change change;
	enum err e = kiosk_load(c->db, &kiosk);

	if (!e)
		e = change_begin(&change, c->arena, c->store, &kiosk, TRAIL_SHELL);
	return e ? e : change_end(&change, account_reset_password(&change, id, hash));
}

static int run_password(struct cmd *c, int argc, char **argv)
{
	char one_time[ACCOUNT_ONE_TIME_CHARS], hash[ACCOUNT_HASH_CHARS];
	struct account account = {0};
	int status;
	enum err e;

	if (!cmd_open_with(c, argc, argv, NULL, 0, 1, &status))
		return status;
	account_one_time(one_time);
	e = account_by_name(c->db, c->args[0], &account);
	if (!e)
		e = account_hash(account.name, one_time, hash);
	if (!e)
		e = reset(c, account.id, hash);
	if (e)
		return cmd_fail(c, e);
	printf("one-time password: %s\n%s\n", one_time, account.name);
	return cmd_done(c);
}

int cmd_user_password(int argc, char **argv)
{
	return cmd_run("user password", password_usage, argc, argv, run_password);
}

/* What is so already stays without a line in the trail. */
static int set_disabled(struct cmd *c, int argc, char **argv, bool disabled)
{
	struct account account = {0};
	struct change change;
	int status;
	enum err e;

	if (!cmd_open_with(c, argc, argv, NULL, 0, 1, &status))
		return status;
	e = account_by_name(c->db, c->args[0], &account);
	if (!e && account.disabled != disabled) {
		e = cmd_change(c, &change);
		if (!e)
			e = change_end(&change, account_edit(&change, account.id, account.role,
				account.rows, disabled));
	}
	return e ? cmd_fail(c, e) : cmd_done(c);
}

static int run_disable(struct cmd *c, int argc, char **argv)
{
	return set_disabled(c, argc, argv, true);
}

int cmd_user_disable(int argc, char **argv)
{
	return cmd_run("user disable", disable_usage, argc, argv, run_disable);
}

static int run_enable(struct cmd *c, int argc, char **argv)
{
	return set_disabled(c, argc, argv, false);
}

int cmd_user_enable(int argc, char **argv)
{
	return cmd_run("user enable", enable_usage, argc, argv, run_enable);
}
