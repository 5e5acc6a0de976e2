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

static const char add_usage[] =
	"usage: kiosk user add NAME --role admin|analyst|manager [--rows] [--data DIR]\n"
	"\n"
	"Makes an account and prints its one-time password, to be changed at the first\n"
	"sign-in, then its name.\n"
	"  --rows   may also see and export single answers, without names\n";

static const char list_usage[] =
	"usage: kiosk user list [--csv] [--data DIR]\n"
	"\n"
	"Accounts by name, with role and rights.\n";

static int run_add(struct cmd *c, int argc, char **argv)
{
	const char *typed = NULL;
	bool rows = false;
	const struct cmd_option options[] = {
		{.name = "role", .value = &typed},
		{.name = "rows", .flag = &rows},
	};
	char one_time[ACCOUNT_ONE_TIME_CHARS], hash[ACCOUNT_HASH_CHARS];
	enum account_role role;
	struct change change;
	int64_t id;
	int status;
	enum err e;

	if (!cmd_options(c, argc, argv, options, 2, 1, 1, &status))
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
		e = change_end(&change, account_add(&change, c->args[0], role, rows, hash, true,
			&id));
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
	static const char *const heading[] = {"name", "role", "rows", "state"};
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
	cells = cmd_cells(c, heading, 4, n);
	for (size_t i = 0; i < n; i++) {
		const struct account *u = &accounts[i];
		const char *const row[] = {u->name, role_name(u->role), u->rows ? "yes" : "no",
			u->disabled ? "disabled" : u->must_change ? "one-time password" :
				"in use"};

		memcpy(&cells[4 * (i + 1)], row, sizeof row);
	}
	cmd_table(c, csv, "llll", cells, 4, n + 1);
	return cmd_done(c);
}

int cmd_user_list(int argc, char **argv)
{
	return cmd_run("user list", list_usage, argc, argv, run_list);
}
