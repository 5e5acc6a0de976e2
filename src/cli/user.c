/*
 * kiosk user: accounts of administrators, analysts and managers.
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "cmd.h"
#include "commands.h"
#include "model/accounts.h"
#include "model/trail.h"
#include "store/store.h"

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

struct adding {
	struct cmd *c;
	const char *name;
	enum account_role role;
	bool rows;
	char hash[ACCOUNT_HASH_CHARS];
};

static enum err add_job(struct db *db, void *ctx)
{
	struct adding *job = ctx;
	int64_t id;
	enum err e = account_add(db, job->name, job->role, job->rows, job->hash, true, &id);

	return e ? e : trail_append(db, TRAIL_SHELL, "user.add", job->name,
		arena_printf(job->c->arena, "%s%s", role_name(job->role),
			job->rows ? " with rows" : ""));
}

static int run_add(struct cmd *c, int argc, char **argv)
{
	struct adding job = {.c = c};
	const char *role = NULL;
	const struct cmd_option options[] = {
		{.name = "role", .value = &role},
		{.name = "rows", .flag = &job.rows},
	};
	char one_time[ACCOUNT_ONE_TIME_CHARS];
	int status;
	enum err e;

	if (!cmd_options(c, argc, argv, options, 2, 1, 1, &status))
		return status;
	if (!role || !role_parse(role, &job.role))
		return cmd_usage(c, "--role is one of admin, analyst, manager");
	job.name = c->args[0];
	account_one_time(one_time);
	e = cmd_open(c);
	if (!e)
		e = account_hash(job.name, one_time, job.hash);
	if (!e)
		e = store_write(c->store, add_job, &job);
	if (e)
		return cmd_fail(c, e);
	printf("one-time password: %s\n%s\n", one_time, job.name);
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
