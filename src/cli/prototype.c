/*
 * kiosk prototype: versions of prototypes and their tasks, brought in, listed, taken away.
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "cmd.h"
#include "codec/csv.h"
#include "commands.h"
#include "model/forms.h"
#include "model/change.h"
#include "model/prototypes.h"

static const char add_usage[] =
	"usage: kiosk prototype add CSV [--data DIR]\n"
	"\n"
	"Adds the versions of prototypes in the file CSV with their tasks, and puts those whose\n"
	"version is known in its place. Rounds without answers follow; those with answers keep\n"
	"the tasks they opened with. Prints the codes of the prototypes.\n"
	"Columns; a row with a blank task is about the version, the others are its tasks:\n"
	"  prototype      its code\n"
	"  version        as people call it: 1, 2.0, beta\n"
	"  task           the task's code\n"
	"  title::English (en) and other languages: of the prototype, or of the task\n"
	"  news::…        what is new in the version\n"
	"  start::…       where the task starts\n"
	"  sample::…      its sample customer\n"
	"  done_when::…   when it is done\n"
	"  address        where to open the prototype: https://…\n"
	"  departments    codes by blanks of those that try it; blank: all\n"
	"  activity       the one the task belongs to\n"
	"  level          must or should\n"
	"  requirement    id of the one the task tests, or blank\n";

static const char list_usage[] =
	"usage: kiosk prototype list [--csv] [--data DIR]\n"
	"\n"
	"All versions of all prototypes, in the order they came in.\n";

static const char remove_usage[] =
	"usage: kiosk prototype remove CODE VERSION [--data DIR]\n"
	"\n"
	"Takes a version away, and the prototype with its last one. Not where a round is about it.\n";

struct versions {
	struct prototype *list;
	size_t count;
};

static enum err read_file(struct cmd *c, const char *path, struct faults *faults,
	struct versions *out)
{
	struct csv_table *table = arena_alloc(c->arena, sizeof *table);
	enum err e;

	if (!file_exists(path))
		return err_fail(ERR_NOT_FOUND, "there is no file %s", path);
	if (file_is_dir(path))
		return err_fail(ERR_INPUT, "%s is a folder: name a CSV file", path);
	e = csv_table_load(c->arena, path, path_base(c->arena, path), FORM_SHEET_MAX, faults,
		table);
	return e ? e : prototypes_read(c->arena, c->db, table, faults, &out->list, &out->count);
}

static enum err put_all(struct change *change, const struct versions *v)
{
	enum err e = OK;

	for (size_t i = 0; !e && i < v->count; i++)
		e = prototype_put(change, &v->list[i]);
	return e;
}

static bool first_of(const struct versions *v, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (strcmp(v->list[i].code, v->list[at].code) == 0)
			return false;
	return true;
}

static int run_add(struct cmd *c, int argc, char **argv)
{
	struct versions versions = {0};
	struct change change;
	struct faults faults;
	int status;
	enum err e;

	if (!cmd_open_with(c, argc, argv, NULL, 0, 1, &status))
		return status;
	faults_init(&faults, c->arena);
	e = read_file(c, c->args[0], &faults, &versions);
	if (e && faults.count)
		return cmd_faults(c, &faults);
	if (!e)
		e = cmd_change(c, &change);
	if (!e)
		e = change_end(&change, put_all(&change, &versions));
	if (e)
		return cmd_fail(c, e);
	for (size_t i = 0; i < versions.count; i++)
		if (first_of(&versions, i))
			puts(versions.list[i].code);
	return cmd_done(c);
}

int cmd_prototype_add(int argc, char **argv)
{
	return cmd_run("prototype add", add_usage, argc, argv, run_add);
}

static int run_list(struct cmd *c, int argc, char **argv)
{
	static const char *const heading[] = {"prototype", "version", "tasks", "departments",
		"address", "title"};
	const size_t columns = sizeof heading / sizeof *heading;
	struct prototype *list;
	const char **cells;
	bool csv = false;
	size_t n;
	int status;
	enum err e;

	if (!cmd_listing(c, argc, argv, &csv, &status))
		return status;
	e = prototype_list(c->arena, c->db, &list, &n);
	if (e)
		return cmd_fail(c, e);
	cells = cmd_cells(c, heading, columns, n);
	for (size_t i = 0; i < n; i++) {
		const struct prototype *p = &list[i];
		const char *const row[] = {p->code, p->version,
			arena_printf(c->arena, "%zu", p->task_count),
			*p->departments ? p->departments : "all", p->address,
			prototype_say(p, "", PROTOTYPE_TITLE, c->settings.languages[0])};

		memcpy(&cells[columns * (i + 1)], row, sizeof row);
	}
	cmd_table(c, csv, "llrlll", cells, columns, n + 1);
	return cmd_done(c);
}

int cmd_prototype_list(int argc, char **argv)
{
	return cmd_run("prototype list", list_usage, argc, argv, run_list);
}

static int run_remove(struct cmd *c, int argc, char **argv)
{
	struct change change;
	int status;
	enum err e;

	if (!cmd_open_with(c, argc, argv, NULL, 0, 2, &status))
		return status;
	e = cmd_change(c, &change);
	if (!e)
		e = change_end(&change, prototype_remove(&change, c->args[0], c->args[1]));
	return e ? cmd_fail(c, e) : cmd_done(c);
}

int cmd_prototype_remove(int argc, char **argv)
{
	return cmd_run("prototype remove", remove_usage, argc, argv, run_remove);
}
