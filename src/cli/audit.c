/*
 * kiosk audit list: the audit trail, to read or to take along. Whether it is sound is
 * said by kiosk audit verify (check.c).
 */
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "cmd.h"
#include "commands.h"
#include "model/trail.h"

static const char usage[] =
	"usage: kiosk audit list [--last N] [--csv] [--data DIR]\n"
	"\n"
	"The audit trail, oldest row first: number, time (UTC), who, what, of what, details.\n"
	"No answers are in it. kiosk audit verify says whether it was changed.\n"
	"  --last N   the N latest rows alone\n";

#define COLUMNS 6

static void print_rows(const struct cmd *c, bool csv, const struct trail_row *rows, size_t n)
{
	static const char *const heading[COLUMNS] = {"seq", "at", "actor", "action", "object",
		"detail"};
	const char **cells = cmd_cells(c, heading, COLUMNS, n);

	for (size_t i = 0; i < n; i++) {
		const struct trail_row *r = &rows[n - 1 - i];
		const char *const row[COLUMNS] = {arena_printf(c->arena, "%lld",
			(long long)r->seq), r->at, r->actor, r->action, r->object, r->detail};

		memcpy(&cells[COLUMNS * (i + 1)], row, sizeof row);
	}
	cmd_table(c, csv, "rlllll", cells, COLUMNS, n + 1);
}

static int run_list(struct cmd *c, int argc, char **argv)
{
	const char *last = NULL;
	bool csv = false;
	const struct cmd_option options[] = {
		{.name = "last", .value = &last},
		{.name = "csv", .flag = &csv},
	};
	struct trail_row *rows;
	int64_t limit = INT64_MAX;
	size_t n;
	int status;
	enum err e;

	if (!cmd_options(c, argc, argv, options, 2, 0, 0, &status))
		return status;
	if (last && (!parse_i64(last, &limit) || limit < 1))
		return cmd_usage(c, "--last is a whole number from 1");
	e = cmd_open(c);
	if (!e)
		e = trail_list(c->arena, c->db, 0, (size_t)limit, &rows, &n);
	if (e)
		return cmd_fail(c, e);
	print_rows(c, csv, rows, n);
	return cmd_done(c);
}

int cmd_audit_list(int argc, char **argv)
{
	return cmd_run("audit list", usage, argc, argv, run_list);
}
