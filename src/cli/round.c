/*
 * kiosk round: opening, closing, making final, listing.
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "codec/csv.h"
#include "cmd.h"
#include "commands.h"
#include "model/calendar.h"
#include "model/change.h"
#include "model/codes.h"
#include "model/keys.h"
#include "model/rounds.h"

#define SHEET_MAX ((size_t)16 << 20)

static const char open_usage[] =
	"usage: kiosk round open --form F --title T [--code C] [--department D]...\n"
	"                        [--from DATE] [--to DATE] [--subject S] [--codes N]\n"
	"                        [--questionnaire sus|umux] [--incomplete] [--data DIR]\n"
	"\n"
	"Opens the latest version of form F and prints the round's code.\n"
	"  --title T       what respondents see\n"
	"  --code C        1 to 32 of a-z, 0-9 and -; otherwise F-1, F-2 …\n"
	"  --department D  asked; may be given several times; otherwise all\n"
	"  --from --to     first and last local day, YYYY-MM-DD, both included\n"
	"  --subject S     what the round is about: a prototype's code, with its version or in its\n"
	"                  latest, or a candidate\n"
	"  --questionnaire sus or umux: which of the two testers of a prototype are asked\n"
	"  --incomplete    also in languages in which the form lacks texts, which are then shown\n"
	"                  in its default language; otherwise those languages are not offered\n"
	"  --codes N       only for holders of a one-time access code: makes N for each\n"
	"                  department and prints them as `kiosk round codes` does\n";

static const char codes_usage[] =
	"usage: kiosk round codes R --count N [--department D]... [--data DIR]\n"
	"\n"
	"Makes N more one-time access codes for each department of round R, or for those\n"
	"named, and prints them as CSV: department, code. They are stored as hashes only:\n"
	"what is not kept now is lost. Each lets one person answer once.\n";

static const char close_usage[] =
	"usage: kiosk round close R [--data DIR]\n"
	"\n"
	"Closes round R: answers are taken no longer (but those that waited on a device until\n"
	"today), the last release is made. For 30 days it can be reopened; then it is final,\n"
	"and the key of its receipts is deleted.\n";

static const char reopen_usage[] =
	"usage: kiosk round reopen R [--to DATE] [--data DIR]\n"
	"\n"
	"Takes answers to the closed round R again, until it is closed again. What was released\n"
	"stays as it is; the next closing makes a release only when at least as many answers\n"
	"came since as the smallest group has. Not for rounds that are final.\n"
	"  --to DATE       last local day, YYYY-MM-DD; otherwise as it was, or none when that\n"
	"                  day has passed\n";

static const char final_usage[] =
	"usage: kiosk round final R [--data DIR]\n"
	"\n"
	"Makes the closed round R final now, not 30 days after it was closed: for when no device\n"
	"has answers left to send. What still comes from one is kept aside and does not count.\n"
	"A release is made when at least as many answers came since the last one as the\n"
	"smallest group has. The key of the receipts is deleted: they say only whether answers\n"
	"were counted, and erase nothing. The round cannot be reopened.\n";

static const char list_usage[] =
	"usage: kiosk round list [--csv] [--data DIR]\n"
	"\n"
	"All rounds, oldest first.\n";

struct opening {
	struct round_spec spec;
	struct round round;
	int64_t codes;			/* for each department; 0: none */
	struct buf *sheet;		/* those made, as CSV */
};

static enum err make_codes(struct change *c, struct opening *job, struct csv_writer *w,
	const char *department)
{
	char (*codes)[CODE_CHARS];
	enum err e = codes_make(c, &job->round, department, (size_t)job->codes, &codes);

	for (int64_t i = 0; !e && i < job->codes; i++) {
		csv_put(w, department);
		csv_put(w, codes[i]);
		csv_end_row(w);
	}
	return e;
}

/* For the departments named, else for all the round asks. */
static enum err make_sheet(struct change *c, struct opening *job)
{
	struct csv_writer w = {.out = job->sheet};
	struct round_department *list;
	size_t n;
	enum err e = round_departments(c->arena, c->db, job->round.id, &list, &n);

	csv_put(&w, "department");
	csv_put(&w, "code");
	csv_end_row(&w);
	for (size_t i = 0; !e && i < job->spec.department_count; i++)
		e = make_codes(c, job, &w, job->spec.departments[i]);
	for (size_t i = 0; !e && !job->spec.department_count && i < n; i++)
		if (*list[i].code || n == 1)
			e = make_codes(c, job, &w, list[i].code);
	return e;
}

static enum err open_round(struct change *c, struct opening *job)
{
	enum err e = round_open(c, &job->spec, &job->round);

	return e || !job->codes ? e : make_sheet(c, job);
}

static bool read_count(const char *text, int64_t *out)
{
	return parse_i64(text, out) && *out >= 1 && *out <= CODES_AT_ONCE;
}

static int run_open(struct cmd *c, int argc, char **argv)
{
	struct change change;
	struct opening job = {.sheet = buf_new(c->arena, SHEET_MAX)};
	struct cmd_list departments = {0};
	const char *codes = NULL;
	const struct cmd_option options[] = {
		{.name = "form", .value = &job.spec.form},
		{.name = "title", .value = &job.spec.title},
		{.name = "code", .value = &job.spec.code},
		{.name = "department", .list = &departments},
		{.name = "from", .value = &job.spec.from_day},
		{.name = "to", .value = &job.spec.to_day},
		{.name = "subject", .value = &job.spec.subject},
		{.name = "questionnaire", .value = &job.spec.questionnaire},
		{.name = "codes", .value = &codes},
		{.name = "incomplete", .flag = &job.spec.incomplete},
	};
	int status;
	enum err e;

	if (!cmd_options(c, argc, argv, options, sizeof options / sizeof *options, 0, 0,
		&status))
		return status;
	if (!job.spec.form || !job.spec.title)
		return cmd_usage(c, "--%s is missing", job.spec.form ? "title" : "form");
	if (codes && !read_count(codes, &job.codes))
		return cmd_usage(c, "--codes is a number from 1 to %d", CODES_AT_ONCE);
	job.spec.access = codes ? ACCESS_CODES : ACCESS_OPEN;
	job.spec.departments = departments.items;
	job.spec.department_count = departments.count;
	e = cmd_open(c);
	if (!e)
		e = cmd_change(c, &change);
	if (!e)
		e = change_end(&change, open_round(&change, &job));
	if (e)
		return cmd_fail(c, e);
	if (*job.round.languages)
		fprintf(stderr, "offered in: %s\n", job.round.languages);
	if (job.round.left_out && *job.round.left_out)
		fprintf(stderr, "not offered in: %s (the form is not complete)\n",
			job.round.left_out);
	fputs(job.sheet->data, stdout);
	puts(job.round.code);
	return cmd_done(c);
}

int cmd_round_open(int argc, char **argv)
{
	return cmd_run("round open", open_usage, argc, argv, run_open);
}

static int run_codes(struct cmd *c, int argc, char **argv)
{
	struct change change;
	struct opening job = {.sheet = buf_new(c->arena, SHEET_MAX)};
	struct cmd_list departments = {0};
	const char *count = NULL;
	const struct cmd_option options[] = {
		{.name = "count", .value = &count},
		{.name = "department", .list = &departments},
	};
	int status;
	enum err e;

	if (!cmd_options(c, argc, argv, options, sizeof options / sizeof *options, 1, 1,
		&status))
		return status;
	if (!count || !read_count(count, &job.codes))
		return cmd_usage(c, "--count is a number from 1 to %d", CODES_AT_ONCE);
	job.spec.departments = departments.items;
	job.spec.department_count = departments.count;
	e = cmd_open(c);
	if (!e)
		e = round_find(c->arena, c->db, c->args[0], &job.round);
	if (!e)
		e = cmd_change(c, &change);
	if (!e)
		e = change_end(&change, make_sheet(&change, &job));
	if (e)
		return cmd_fail(c, e);
	fputs(job.sheet->data, stdout);
	return cmd_done(c);
}

int cmd_round_codes(int argc, char **argv)
{
	return cmd_run("round codes", codes_usage, argc, argv, run_codes);
}

/* One change of the round that is the only argument. */
static int change_round(struct cmd *c, int argc, char **argv,
	enum err (*fn)(struct change *c, const char *code))
{
	struct change change;
	int status;
	enum err e;

	if (!cmd_open_with(c, argc, argv, NULL, 0, 1, &status))
		return status;
	e = cmd_change(c, &change);
	if (!e)
		e = change_end(&change, fn(&change, c->args[0]));
	return e ? cmd_fail(c, e) : STATUS_DONE;
}

static int run_close(struct cmd *c, int argc, char **argv)
{
	return change_round(c, argc, argv, round_close);
}

int cmd_round_close(int argc, char **argv)
{
	return cmd_run("round close", close_usage, argc, argv, run_close);
}

static int run_reopen(struct cmd *c, int argc, char **argv)
{
	const char *to_day = NULL;
	const struct cmd_option options[] = {{.name = "to", .value = &to_day}};
	struct change change;
	int status;
	enum err e;

	if (!cmd_open_with(c, argc, argv, options, 1, 1, &status))
		return status;
	e = cmd_change(c, &change);
	if (!e)
		e = change_end(&change, round_reopen(&change, c->args[0], to_day));
	return e ? cmd_fail(c, e) : STATUS_DONE;
}

int cmd_round_reopen(int argc, char **argv)
{
	return cmd_run("round reopen", reopen_usage, argc, argv, run_reopen);
}

/* The key goes once the round is final for good, in a change of its own. */
static int run_final(struct cmd *c, int argc, char **argv)
{
	struct change change;
	int status = change_round(c, argc, argv, round_finish);
	enum err e;

	/* It may have been asked for help only. */
	if (status || !c->store)
		return status;
	e = cmd_change(c, &change);
	if (!e)
		e = change_end(&change, keys_prune(&change));
	return e ? cmd_fail(c, e) : STATUS_DONE;
}

int cmd_round_final(int argc, char **argv)
{
	return cmd_run("round final", final_usage, argc, argv, run_final);
}

static const char *state_of(const struct round *r, const char *today)
{
	switch (round_state_on(r, today)) {
	case ROUND_PLANNED:
		return "planned";
	case ROUND_OPEN:
		return "open";
	case ROUND_CLOSED:
		break;
	}
	return r->final_day ? "final" : "closed";
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
	struct calendar calendar;
	struct round *rounds;
	const char **cells;
	size_t n;
	int status;
	enum err e;

	if (!cmd_listing(c, argc, argv, &csv, &status))
		return status;
	e = calendar_read(c->db, &calendar);
	if (!e)
		e = round_list(c->arena, c->db, &rounds, &n);
	if (e)
		return cmd_fail(c, e);
	cells = cmd_cells(c, heading, columns, n);
	for (size_t i = 0; i < n; i++) {
		const struct round *r = &rounds[i];
		const char *const row[] = {r->code, r->form_code,
			arena_printf(c->arena, "%d", r->form_version), state_of(r, calendar.today),
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
