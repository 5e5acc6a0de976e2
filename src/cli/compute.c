/*
 * kiosk compute: arguments, the choice of the part, and where results go.
 * Knows no table and no formula.
 */
#include "compute.h"

#include <stdio.h>
#include <string.h>

#include "analysis/agree.h"
#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"

static const char usage[] =
	"usage: kiosk compute audit|pilot|agree|maxdiff|quality|privacy|prng DIR [--out DIR]\n"
	"       [--seed N]\n"
	"\n"
	"Computes the method on the plain tables in DIR, without a store.\n"
	"  audit    departments, functions, respondents, picks, details .csv, params.json\n"
	"           to overall, dept, disagree .csv, meta.json\n"
	"  pilot    sus, umux, completion, nps, seq, times, prop2 .csv, verdicts.json (those\n"
	"           that are there) to result.csv\n"
	"  agree    scores.csv to result.csv, want.csv to polarised.csv\n"
	"  maxdiff  tasks.csv (params.json: items, ridge) to result.csv\n"
	"  quality  responses.csv (params.json: opened, closed) to result.csv\n"
	"  privacy  cells.csv (params.json: k) to result.csv\n"
	"  prng     seeds.csv to result.csv\n"
	"\n"
	"Without --out the files go to standard output, each after a line \"# NAME\".\n"
	"--seed: of agree's permutations (7). Columns that need bootstrap draws are empty\n"
	"when audit's params.json says \"boot\": 0.\n";

struct part {
	const char *name;
	enum err (*run)(struct compute *c);
};

static const struct part parts[] = {
	{"agree", compute_agree},
	{"audit", compute_audit},
	{"maxdiff", compute_maxdiff},
	{"pilot", compute_pilot},
	{"prng", compute_prng},
	{"privacy", compute_privacy},
	{"quality", compute_quality},
};

#define STATUS_USAGE 1
#define STATUS_INPUT 2
#define STATUS_SYSTEM 3

struct arguments {
	const char *part, *dir, *out, *seed_text;
	uint64_t seed;
	bool help;
};

/* Where an option's value is: behind '=' or the next argument. False: this is
 * not the option. *value is NULL when there is none. */
static bool option(const char *name, int argc, char **argv, int *at, const char **value)
{
	size_t len = strlen(name);
	const char *arg = argv[*at];

	if (strncmp(arg, name, len) != 0 || (arg[len] && arg[len] != '='))
		return false;
	if (arg[len] == '=')
		*value = arg + len + 1;
	else
		*value = *at + 1 < argc ? argv[++*at] : NULL;
	if (*value && !**value)
		*value = NULL;
	return true;
}

static enum err read_arguments(int argc, char **argv, struct arguments *out)
{
	struct arguments a = {.seed = AGREE_SEED};
	const char *data;

	for (int i = 1; i < argc; i++) {
		const char *arg = argv[i];

		if (strcmp(arg, "--help") == 0 || strcmp(arg, "-h") == 0) {
			a.help = true;
		} else if (option("--out", argc, argv, &i, &a.out)) {
			if (!a.out)
				return err_fail(ERR_USAGE, "--out needs a folder");
		} else if (option("--seed", argc, argv, &i, &a.seed_text)) {
			if (!a.seed_text || !parse_u64(a.seed_text, &a.seed))
				return err_fail(ERR_USAGE, "--seed needs a whole number");
		} else if (option("--data", argc, argv, &i, &data)) {
			/* Every command takes it; here nothing is stored. */
			if (!data)
				return err_fail(ERR_USAGE, "--data needs a folder");
		} else if (arg[0] == '-' && arg[1]) {
			return err_fail(ERR_USAGE, "unknown option %s", arg);
		} else if (!a.part) {
			a.part = arg;
		} else if (!a.dir) {
			a.dir = arg;
		} else {
			return err_fail(ERR_USAGE, "too many arguments: %s", arg);
		}
	}
	*out = a;
	return OK;
}

static int usage_error(const char *what)
{
	fprintf(stderr, "kiosk compute: %s\n%s", what, usage);
	return STATUS_USAGE;
}

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

		e = file_write(path_join(c->arena, dir, out->name), out->text->data,
			out->text->len, 0644);
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
		fprintf(stderr, "%s: no such folder\n", c->dir);
		return STATUS_INPUT;
	}
	e = part->run(c);
	if (c->faults.count > 0)
		return print_faults(c);
	if (e == OK)
		e = write_outputs(c, out);
	if (e == OK)
		return 0;
	fprintf(stderr, "%s: %s\n", c->dir, err_detail());
	return e == ERR_INPUT || e == ERR_TOO_LARGE ? STATUS_INPUT : STATUS_SYSTEM;
}

int cmd_compute(int argc, char **argv)
{
	struct arguments args = {0};

	if (read_arguments(argc, argv, &args))
		return usage_error(err_detail());
	if (args.help) {
		fputs(usage, stdout);
		return 0;
	}
	if (!args.part)
		return usage_error("what is to be computed?");

	const struct part *part = part_of(args.part);

	if (!part) {
		err_fail(ERR_USAGE, "\"%.60s\" is not computed by this version", args.part);
		return usage_error(err_detail());
	}
	if (!args.dir)
		return usage_error("the folder with the tables is missing");
	if (args.seed_text && part->run != compute_agree)
		return usage_error("--seed is agree's; the audit's stands in its params.json");

	struct compute c = {.arena = arena_new(), .dir = args.dir, .seed = args.seed};
	int status;

	faults_init(&c.faults, c.arena);
	status = run_part(&c, part, args.out);
	arena_free(c.arena);
	return status;
}
