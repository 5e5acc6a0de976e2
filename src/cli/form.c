/*
 * kiosk form: checking a folder of sheets, bringing it in, listing what is there.
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "cmd.h"
#include "commands.h"
#include "form/form.h"
#include "model/catalogues.h"
#include "model/change.h"
#include "model/forms.h"
#include "web/places.h"

static const char check_usage[] =
	"usage: kiosk form check PATH\n"
	"\n"
	"Reads the form at PATH and lists all its faults as file:line: column: message; what\n"
	"is only ignored comes as warnings. PATH is a folder (survey.csv, choices.csv,\n"
	"settings.csv and, when beside them, functions.csv, departments.csv, reports.csv), a\n"
	"ZIP of one, an Excel workbook (.xlsx) with sheets of these names, or a single CSV\n"
	"with the sheets' names in its first column.\n"
	"Lists of activities, departments and reports that are not beside the form are those\n"
	"of the starter pack. Needs no data folder.\n";

static const char add_usage[] =
	"usage: kiosk form add PATH [--data DIR]\n"
	"\n"
	"Brings the form at PATH in (folder, ZIP, .xlsx or CSV, as form check), as a new\n"
	"version when its code is known; what the latest version shows already changes\n"
	"nothing, what an older one said is a new version, too. New codes of the lists beside\n"
	"it are added to the kiosk's; a translations.csv in the folder says how far its texts\n"
	"were reviewed. Prints the form's code. With a fault anywhere nothing is brought in.\n";

static const char list_usage[] =
	"usage: kiosk form list [--csv] [--data DIR]\n"
	"\n"
	"Forms with their versions, and how many rounds use each.\n";

/* The texts of a form in its folder, for faults. */
struct reading {
	struct faults faults, warnings;
	struct form_pack pack;
};

static enum err read_pack(struct cmd *c, const char *path,
	const struct catalogue *const known[CATALOGUE_KINDS], struct reading *r)
{
	faults_init(&r->faults, c->arena);
	faults_init(&r->warnings, c->arena);
	return form_pack_read(c->arena, path, known, &r->faults, &r->warnings, &r->pack);
}

static int reading_failed(struct cmd *c, const struct reading *r, enum err e)
{
	cmd_warnings(c, &r->warnings);
	if (!r->faults.count)
		return cmd_fail(c, e);
	return cmd_faults(c, &r->faults);
}

/* The starter pack's lists; those that cannot be read are not there. */
static void starter_lists(struct cmd *c, struct catalogue lists[CATALOGUE_KINDS],
	const struct catalogue *known[CATALOGUE_KINDS])
{
	struct places places;

	for (int k = 0; k < CATALOGUE_KINDS; k++)
		known[k] = NULL;
	if (places_find(c->arena, &places))
		return;
	for (int k = 0; k < CATALOGUE_KINDS; k++) {
		const char *file = arena_printf(c->arena, "%s/forms/crm-audit/%s.csv", places.www,
			catalogue_name((enum catalogue_kind)k));
		struct faults ignored;
		char *text;
		size_t len;

		faults_init(&ignored, c->arena);
		if (file_read(c->arena, file, FORM_SHEET_MAX, &text, &len) == OK
			&& catalogue_read_text(c->arena, (enum catalogue_kind)k, file, text, len,
				&ignored, &lists[k]) == OK)
			known[k] = &lists[k];
	}
}

static size_t count_questions(const struct form *form)
{
	size_t n = 0;

	for (size_t i = 0; i < form->question_count; i++)
		n += form->questions[i]->takes_answer;
	return n;
}

static int run_check(struct cmd *c, int argc, char **argv)
{
	struct catalogue lists[CATALOGUE_KINDS];
	const struct catalogue *known[CATALOGUE_KINDS];
	struct reading r;
	int status;
	enum err e;

	if (!cmd_options(c, argc, argv, NULL, 0, 1, 1, &status))
		return status;
	starter_lists(c, lists, known);
	e = read_pack(c, c->args[0], known, &r);
	if (e)
		return reading_failed(c, &r, e);
	cmd_warnings(c, &r.warnings);
	printf("sound: %zu questions in %zu languages\n", count_questions(r.pack.form),
		r.pack.form->language_count);
	return cmd_done(c);
}

int cmd_form_check(int argc, char **argv)
{
	return cmd_run("form check", check_usage, argc, argv, run_check);
}

/* ---- form add ---- */

static enum err load_lists(struct cmd *c, struct catalogue lists[CATALOGUE_KINDS],
	const struct catalogue *known[CATALOGUE_KINDS])
{
	enum err e = OK;

	for (int k = 0; !e && k < CATALOGUE_KINDS; k++) {
		e = catalogue_load(c->arena, c->db, (enum catalogue_kind)k, &lists[k]);
		known[k] = lists[k].count ? &lists[k] : NULL;
	}
	return e;
}

static int run_add(struct cmd *c, int argc, char **argv)
{
	struct catalogue lists[CATALOGUE_KINDS];
	const struct catalogue *known[CATALOGUE_KINDS];
	struct reading r;
	struct form_row row;
	struct change change;
	int status;
	enum err e;

	if (!cmd_open_with(c, argc, argv, NULL, 0, 1, &status))
		return status;
	e = load_lists(c, lists, known);
	if (e)
		return cmd_fail(c, e);
	e = read_pack(c, c->args[0], known, &r);
	if (e)
		return reading_failed(c, &r, e);
	cmd_warnings(c, &r.warnings);
	e = cmd_change(c, &change);
	if (!e)
		e = change_end(&change, form_bring(&change, &r.pack, c->args[0], &row));
	if (e)
		return cmd_fail(c, e);
	printf("version %d\n%s\n", row.version, row.code);
	return cmd_done(c);
}

int cmd_form_add(int argc, char **argv)
{
	return cmd_run("form add", add_usage, argc, argv, run_add);
}

/* ---- form list ---- */

static int run_list(struct cmd *c, int argc, char **argv)
{
	static const char *const heading[] = {"form", "version", "title", "rounds"};
	bool csv = false;
	struct form_row *forms;
	const char **cells;
	size_t n;
	int status;
	enum err e;

	if (!cmd_listing(c, argc, argv, &csv, &status))
		return status;
	e = form_list(c->arena, c->db, &forms, &n);
	if (e)
		return cmd_fail(c, e);
	cells = cmd_cells(c, heading, 4, n);
	for (size_t i = 0; i < n; i++) {
		const char **row = &cells[4 * (i + 1)];

		row[0] = forms[i].code;
		row[1] = arena_printf(c->arena, "%d", forms[i].version);
		row[2] = forms[i].title;
		row[3] = arena_printf(c->arena, "%lld", (long long)forms[i].rounds);
	}
	cmd_table(c, csv, "lrlr", cells, 4, n + 1);
	return cmd_done(c);
}

int cmd_form_list(int argc, char **argv)
{
	return cmd_run("form list", list_usage, argc, argv, run_list);
}
