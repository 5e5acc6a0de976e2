/*
 * kiosk compute: arguments, the choice of the part, and where results go.
 * Knows no table and no formula.
 */
#include "compute.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "analysis/agree.h"
#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"
#include "cmd.h"
#include "output.h"

static const char usage[] =
	"usage: kiosk compute audit|more|pilot|agree|maxdiff|quality|privacy|prng DIR\n"
	"       [--out DIR] [--seed N]\n"
	"\n"
	"Computes the method on the plain tables in DIR, without a store.\n"
	"  audit    departments, functions, respondents, picks, details .csv, params.json\n"
	"           to overall, dept, disagree, together .csv, meta.json\n"
	"  more     the same tables to more.csv: how many first places so many more answers\n"
	"           would make clear, if those missing answer like those who did\n"
	"  pilot    sus, umux, completion, nps, seq, times, prop2, calibration .csv,\n"
	"           verdicts.json (those that are there) to result.csv\n"
	"  agree    scores.csv to result.csv, want.csv to polarised.csv\n"
	"  maxdiff  tasks.csv (params.json: items, ridge) to result.csv\n"
	"  quality  responses.csv (params.json: opened, closed) to result.csv\n"
	"  privacy  cells.csv (params.json: k) to result.csv\n"
	"  prng     seeds.csv to result.csv\n"
	"\n"
	"Without --out the files go to standard output, each after a line \"# NAME\".\n"
	"--seed: of agree's permutations (7). Columns that need bootstrap draws are empty\n"
	"when audit's params.json says \"boot\": 0. \"method_version\" in the params.json of\n"
	"audit and pilot: 1 or 2, the newest unless said.\n";

struct part {
	const char *name;
	enum err (*run)(struct compute *c);
};

static const struct part parts[] = {
	{"agree", compute_agree},
	{"audit", compute_audit},
	{"maxdiff", compute_maxdiff},
	{"more", compute_more},
	{"pilot", compute_pilot},
	{"prng", compute_prng},
	{"privacy", compute_privacy},
	{"quality", compute_quality},
};

static const struct part *part_of(const char *name)
{
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		if (strcmp(parts[i].name, name) == 0)
			return &parts[i];
	return NULL;
}

static int print_faults(const struct compute *c)
{
	struct buf *text = buf_new(c->arena, (size_t)1 << 24);

	faults_print(&c->faults, text);
	fputs(text->data, stderr);
	return c->system_failed ? STATUS_SYSTEM : STATUS_INPUT;
}

static enum err write_stdout(const struct compute *c)
{
	for (size_t i = 0; i < c->n_outputs; i++) {
		const struct compute_output *out = &c->outputs[i];

		printf("# %s\n", out->name);
		fwrite(out->text->data, 1, out->text->len, stdout);
	}
	if (fflush(stdout) != 0 || ferror(stdout))
		return err_fail(ERR_SYSTEM, "cannot write to standard output");
	return OK;
}

static enum err write_folder(const struct compute *c, const char *dir)
{
	enum err e = file_is_dir(dir) ? OK : file_mkdirs(dir);

	for (size_t i = 0; e == OK && i < c->n_outputs; i++) {
		const struct compute_output *out = &c->outputs[i];

		e = output_file(c->arena, path_join(c->arena, dir, out->name),
			out->text->data, out->text->len);
	}
	return e;
}

static enum err write_outputs(const struct compute *c, const char *dir)
{
	for (size_t i = 0; i < c->n_outputs; i++)
		if (c->outputs[i].text->full)
			return err_fail(ERR_TOO_LARGE, "%s would be over %zu bytes",
				c->outputs[i].name, c->outputs[i].text->max);
	return dir ? write_folder(c, dir) : write_stdout(c);
}

static int run_part(struct compute *c, const struct part *part, const char *out)
{
	enum err e;

	if (!file_is_dir(c->dir)) {
		bool denied = access(c->dir, F_OK) && errno == EACCES;

		fprintf(stderr, "%s: %s\n", c->dir, denied ? strerror(EACCES) : "no such folder");
		return denied ? STATUS_SYSTEM : STATUS_INPUT;
	}
	e = part->run(c);
	if (c->faults.count > 0)
		return print_faults(c);
	if (e == OK)
		e = write_outputs(c, out);
	if (e == OK)
		return STATUS_DONE;
	fprintf(stderr, "%s: %s\n", c->dir, err_detail());
	return e == ERR_INPUT || e == ERR_TOO_LARGE ? STATUS_INPUT : STATUS_SYSTEM;
}

static int run(struct cmd *c, int argc, char **argv)
{
	struct compute job = {.arena = c->arena, .seed = AGREE_SEED};
	const char *out = NULL, *seed = NULL;
	const struct cmd_option options[] = {
		{.name = "out", .value = &out},
		{.name = "seed", .value = &seed},
	};
	const struct part *part;
	int status;

	if (!cmd_options(c, argc, argv, options, 2, 2, 2, &status))
		return status;
	part = part_of(c->args[0]);
	if (!part)
		return cmd_usage(c, "\"%.60s\" is not computed by this version", c->args[0]);
	if (out && !*out)
		return cmd_usage(c, "--out needs a folder");
	if (seed && part->run != compute_agree)
		return cmd_usage(c, "--seed is agree's; the audit's stands in its params.json");
	if (seed && !parse_u64(seed, &job.seed))
		return cmd_usage(c, "--seed needs a whole number");
	job.dir = c->args[1];
	faults_init(&job.faults, c->arena);
	return run_part(&job, part, out);
}

int cmd_compute(int argc, char **argv)
{
	return cmd_run("compute", usage, argc, argv, run);
}
