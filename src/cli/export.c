/*
 * kiosk export: a bundle into a file. What is in it: bundle/export.
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "bundle/export.h"
#include "cmd.h"
#include "commands.h"
#include "model/change.h"
#include "model/trail.h"
#include "output.h"

static const char usage[] =
	"usage: kiosk export ROUND... -o FILE.zip [--aggregate] [--data DIR]\n"
	"\n"
	"Writes the rounds as a ZIP of CSV tables with their description: submissions,\n"
	"answers, the audit's tables, codebook, forms, lists, priorities. Single answers are\n"
	"in it, without names; with --aggregate only figures that may be shown to anyone.\n"
	"The same data and options give the same bytes. Prints the file's name.\n"
	"  -o FILE.zip  made beside it and put in its place when whole; links are followed,\n"
	"               pipes and devices written into; - is standard output\n";

struct exporting {
	struct bundle_options options;
	struct output file;
};

static enum err write_file(void *ctx, const void *bytes, size_t len)
{
	return output_write(ctx, bytes, len);
}

/* Rounds, and whether rows; the head that it printed. */
static enum err note(struct change *c, const struct bundle_options *options,
	const struct bundle_mark *mark)
{
	struct buf *rounds = buf_new(c->arena, TRAIL_TEXT_MAX);
	enum err e = mark->fresh ? trail_head_went(c, mark->content, &mark->head) : OK;

	for (size_t i = 0; i < options->round_count; i++)
		buf_printf(rounds, "%s%s", i ? " " : "", options->rounds[i]);
	return e ? e : trail_event(c, TRAIL_EXPORT, rounds->data,
		options->rows ? "rows" : "aggregates");
}

static int export_as_owner(struct cmd *c, void *ctx)
{
	struct exporting *x = ctx;
	struct zip_sink sink = {write_file, &x->file};
	struct bundle_mark mark;
	struct change change;
	enum err e = cmd_open(c);

	if (!e) {
		x->options.min_cell = c->settings.min_cell;
		x->options.example = !c->settings.confirmed;
		e = bundle_export(c->arena, c->db, &x->options, sink, &mark);
	}
	/* What left is recorded, before the file has its name. */
	if (!e)
		e = cmd_change(c, &change);
	if (!e)
		e = change_end(&change, note(&change, &x->options, &mark));
	return e ? cmd_fail(c, e) : STATUS_DONE;
}

static int run(struct cmd *c, int argc, char **argv)
{
	struct exporting x = {0};
	const char *file = NULL;
	bool aggregate = false;
	const struct cmd_option options[] = {
		{.name = "o", .value = &file},
		{.name = "aggregate", .flag = &aggregate},
	};
	int status;
	enum err e;

	if (!cmd_options(c, argc, argv, options, 2, 1, (size_t)argc, &status))
		return status;
	if (!file || !*file)
		return cmd_usage(c, "-o FILE.zip is missing");
	x.options.rounds = c->args;
	x.options.round_count = c->arg_count;
	x.options.rows = !aggregate;
	e = output_open(c->arena, file, c->data, &x.file);
	if (e)
		return cmd_fail(c, e);
	status = cmd_as_owner(c, export_as_owner, &x);
	e = output_close(&x.file, status == STATUS_DONE);
	if (e)
		return cmd_fail(c, e);
	if (status == STATUS_DONE && !x.file.is_stdout)
		puts(file);
	return status ? status : cmd_done(c);
}

int cmd_export(int argc, char **argv)
{
	return cmd_run("export", usage, argc, argv, run);
}
