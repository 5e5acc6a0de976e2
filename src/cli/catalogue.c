/*
 * kiosk function add, kiosk department add: a catalogue's CSV brought in.
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "cmd.h"
#include "codec/csv.h"
#include "commands.h"
#include "form/catalogue.h"
#include "model/catalogues.h"
#include "model/change.h"
#include "model/forms.h"

#define USAGE_BYTES 2000

static const char function_lead[] =
	"usage: kiosk function add CSV [--data DIR]\n"
	"\n"
	"Adds the functions (activities) in the file CSV, and updates those whose code is\n"
	"known. Rounds without answers follow; those with answers keep the list they opened\n"
	"with. Prints the codes.\n";

static const char department_lead[] =
	"usage: kiosk department add CSV [--data DIR]\n"
	"\n"
	"Adds the departments in the file CSV, and updates those whose code is known. Prints\n"
	"the codes.\n";

/* The lead, and a line for each column of the list. */
static const char *usage_of(enum catalogue_kind kind, const char *lead, char out[USAGE_BYTES])
{
	size_t n = (size_t)snprintf(out, USAGE_BYTES, "%sColumns:\n  code\n"
		"  label::English (en) and other languages\n  hint::…\n", lead);

	for (const struct catalogue_column *c = catalogue_columns; c->name; c++)
		if (c->list == kind && n < USAGE_BYTES)
			n += (size_t)snprintf(out + n, USAGE_BYTES - n, "  %s%s%s%s\n", c->name,
				c->about ? " (" : "", c->about ? c->about : "",
				c->about ? ")" : "");
	return out;
}

static enum err read_list(struct cmd *c, const char *path, enum catalogue_kind kind,
	struct faults *faults, struct catalogue *out)
{
	struct csv_table table;
	const char *file = path_base(c->arena, path);

	if (!file_exists(path))
		return err_fail(ERR_NOT_FOUND, "there is no file %s", path);
	if (file_is_dir(path))
		return err_fail(ERR_INPUT, "%s is a folder: name a CSV file", path);

	enum err e = csv_table_load(c->arena, path, file, FORM_SHEET_MAX, faults, &table);

	return e ? e : catalogue_read(c->arena, kind, &table, faults, out);
}

static int bring(struct cmd *c, int argc, char **argv, enum catalogue_kind kind)
{
	struct catalogue list;
	struct change change;
	struct faults faults;
	int status;
	enum err e;

	if (!cmd_open_with(c, argc, argv, NULL, 0, 1, &status))
		return status;
	faults_init(&faults, c->arena);
	e = read_list(c, c->args[0], kind, &faults, &list);
	if (e && faults.count)
		return cmd_faults(c, &faults);
	if (!e)
		e = cmd_change(c, &change);
	if (!e)
		e = change_end(&change, catalogue_bring(&change, &list));
	if (e)
		return cmd_fail(c, e);
	for (size_t i = 0; i < list.count; i++)
		puts(list.entries[i].code);
	return cmd_done(c);
}

static int run_function(struct cmd *c, int argc, char **argv)
{
	return bring(c, argc, argv, CATALOGUE_FUNCTIONS);
}

static int run_department(struct cmd *c, int argc, char **argv)
{
	return bring(c, argc, argv, CATALOGUE_DEPARTMENTS);
}

int cmd_function_add(int argc, char **argv)
{
	char usage[USAGE_BYTES];

	return cmd_run("function add", usage_of(CATALOGUE_FUNCTIONS, function_lead, usage), argc,
		argv, run_function);
}

int cmd_department_add(int argc, char **argv)
{
	char usage[USAGE_BYTES];

	return cmd_run("department add", usage_of(CATALOGUE_DEPARTMENTS, department_lead, usage),
		argc, argv, run_department);
}
