/*
 * kiosk round: opening, closing, listing.
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "cmd.h"
#include "commands.h"
#include "model/rounds.h"
#include "model/trail.h"
#include "store/store.h"

static const char open_usage[] =
	"usage: kiosk round open --form F --title T [--code C] [--department D]...\n"
	"                        [--from DATE] [--to DATE] [--subject S] [--data DIR]\n"
	"\n"
	"Opens the latest version of form F and prints the round's code.\n"
	"  --title T       what respondents see\n"
	"  --code C        1 to 32 of a-z, 0-9 and -; otherwise F-1, F-2 …\n"
	"  --department D  asked; may be given several times; otherwise all\n"
	"  --from --to     first and last local day, YYYY-MM-DD, both included\n"
	"  --subject S     a prototype or candidate the round is about\n";

static const char close_usage[] =
	"usage: kiosk round close R [--data DIR]\n"
	"\n"
	"Closes round R for good: answers are taken no longer (but those that waited on a\n"
	"device until today), the last release is made, the key of its receipts is deleted.\n";

static const char list_usage[] =
	"usage: kiosk round list [--csv] [--data DIR]\n"
	"\n"
	"All rounds, oldest first.\n";

struct opening {
	struct cmd *c;
	struct round_spec spec;
	struct round round;
};

static enum err open_job(struct db *db, void *ctx)
{
	struct opening *job = ctx;

	return round_open(job->c->arena, db, &job->spec, TRAIL_SHELL, &job->round);
}

static int run_open(struct cmd *c, int argc, char **argv)
{
	struct opening job = {.c = c};
	struct cmd_list departments = {0};
	const struct cmd_option options[] = {
		{.name = "form", .value = &job.spec.form},
		{.name = "title", .value = &job.spec.title},
		{.name = "code", .value = &job.spec.code},
		{.name = "department", .list = &departments},
		{.name = "from", .value = &job.spec.from_day},
		{.name = "to", .value = &job.spec.to_day},
		{.name = "subject", .value = &job.spec.subject},
	};
	int status;
	enum err e;

	if (!cmd_options(c, argc, argv, options, sizeof options / sizeof *options, 0, 0,
		&status))
		return status;
	if (!job.spec.form || !job.spec.title)
		return cmd_usage(c, "--%s is missing", job.spec.form ? "title" : "form");
	job.spec.departments = departments.items;
	job.spec.department_count = departments.count;
	e = cmd_open(c);
	if (!e)
		e = store_write(c->store, open_job, &job);
	if (e)
		return cmd_fail(c, e);
	puts(job.round.code);
	return cmd_done(c);
}

int cmd_round_open(int argc, char **argv)
{
	return cmd_run("round open", open_usage, argc, argv, run_open);
}

static enum err close_job(struct db *db, void *ctx)
{
	struct cmd *c = ctx;

	return round_close(c->arena, db, c->args[0], TRAIL_SHELL);
}

static int run_close(struct cmd *c, int argc, char **argv)
{
	int status;
	enum err e;

	if (!cmd_options(c, argc, argv, NULL, 0, 1, 1, &status))
		return status;
	e = cmd_open(c);
	if (!e)
		e = store_write(c->store, close_job, c);
	return e ? cmd_fail(c, e) : STATUS_DONE;
}

int cmd_round_close(int argc, char **argv)
{
	return cmd_run("round close", close_usage, argc, argv, run_close);
}

static const char *state_of(const struct round *r)
{
	char today[DAY_CHARS];

	clock_day(clock_now(), today, NULL);
	switch (round_state_on(r, today)) {
	case ROUND_PLANNED:
		return "planned";
	case ROUND_OPEN:
		return "open";
	case ROUND_CLOSED:
		break;
	}
	return "closed";
}

static const char *day(const char *d)
{
	return d ? d : "";
}

static int run_list(struct cmd *c, int argc, char **argv)
{
	static const char *const heading[] = {"round", "form", "version", "state", "from", "to",
		"closed", "subject", "title"};
	const size_t columns = sizeof heading / sizeof *heading;
	bool csv = false;
	struct round *rounds;
	const char **cells;
	size_t n;
	int status;
	enum err e;

	if (!cmd_listing(c, argc, argv, &csv, &status))
		return status;
	e = round_list(c->arena, c->db, &rounds, &n);
	if (e)
		return cmd_fail(c, e);
	cells = cmd_cells(c, heading, columns, n);
	for (size_t i = 0; i < n; i++) {
		const struct round *r = &rounds[i];
		const char *const row[] = {r->code, r->form_code,
			arena_printf(c->arena, "%d", r->form_version), state_of(r),
			day(r->from_day), day(r->to_day), day(r->closed_day), r->subject,
			r->title};

		memcpy(&cells[columns * (i + 1)], row, sizeof row);
	}
	cmd_table(c, csv, "llrllllll", cells, columns, n + 1);
	return cmd_done(c);
}

int cmd_round_list(int argc, char **argv)
{
	return cmd_run("round list", list_usage, argc, argv, run_list);
}
