/*
 * kiosk form diff, correct, translations, translate: versions compared, and the wording
 * of a form mended and translated from a shell.
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"
#include "cmd.h"
#include "codec/csv.h"
#include "commands.h"
#include "form/diff.h"
#include "model/change.h"
#include "model/drafts.h"
#include "model/reviews.h"

static const char diff_usage[] =
	"usage: kiosk form diff FORM [--from N] [--to N] [--csv] [--data DIR]\n"
	"\n"
	"What changed from version N to another (the last two where nothing is said), and\n"
	"what each change means for comparing rounds: none, read (worded otherwise), partly,\n"
	"broken.\n";

static const char correct_usage[] =
	"usage: kiosk form correct PATH [--data DIR]\n"
	"\n"
	"Reads the form at PATH (as form add) and publishes its wording as a correction, N.1,\n"
	"of the latest version of that form; open rounds of the version show it from now on.\n"
	"Refused when more than words changed. Prints the form's code.\n";

static const char translations_usage[] =
	"usage: kiosk form translations FORM [--csv] [--texts] [--data DIR]\n"
	"\n"
	"Per language how many texts are missing, drafts, reviewed and validated.\n"
	"  --texts  the translation table instead, as CSV: fill it in and give it to\n"
	"           `kiosk form translate`\n";

static const char translate_usage[] =
	"usage: kiosk form translate FORM FILE.csv [--data DIR]\n"
	"\n"
	"Takes a translation table over: its review states, and its texts as a correction,\n"
	"N.1, of the latest version. Blank cells change nothing. Prints the form's code.\n";

/* ---- diff ---- */

static bool read_version(const char *text, int *out)
{
	int64_t n;

	if (!text)
		return true;
	if (!parse_i64(text, &n) || n < 1 || n > 1000000)
		return false;
	*out = (int)n;
	return true;
}

static enum err compile_version(struct cmd *c, const char *code, int version,
	struct form **out)
{
	struct faults faults, warnings;
	struct form_sheets sheets;
	struct form_row row;
	enum err e = form_version(c->arena, c->db, code, version, &row);

	if (e == ERR_NOT_FOUND && version < 1)
		return err_fail(ERR_NOT_FOUND, "%.60s has one version only", code);
	if (e == ERR_NOT_FOUND)
		return err_fail(ERR_NOT_FOUND, "there is no version %d of %.60s", version, code);
	if (!e)
		e = form_sheets_at(c->arena, c->db, row.id, row.minor, &sheets);
	if (e)
		return e;
	faults_init(&faults, c->arena);
	faults_init(&warnings, c->arena);
	e = draft_compile(c->arena, c->db, code, &sheets, &faults, &warnings, out);
	return e == ERR_INPUT ? err_fail(e, "version %d does not fit the kiosk's lists any more",
		version) : e;
}

static const char *or_blank(const char *text)
{
	return text ? text : "";
}

static void print_diff(struct cmd *c, bool csv, const struct form_diff *diff)
{
	static const char *const heading[] = {"change", "question", "part", "language", "code",
		"before", "after", "rounds"};
	const size_t columns = sizeof heading / sizeof *heading;
	const char **cells = cmd_cells(c, heading, columns, diff->count);

	for (size_t i = 0; i < diff->count; i++) {
		const struct diff_change *d = &diff->changes[i];
		const char *const row[] = {diff_kind_name(d->kind), or_blank(d->path),
			or_blank(d->part), or_blank(d->language), or_blank(d->code),
			or_blank(d->before), or_blank(d->after), diff_bearing_name(d->bearing)};

		memcpy(&cells[columns * (i + 1)], row, sizeof row);
	}
	cmd_table(c, csv, "llllllll", cells, columns, diff->count + 1);
}

static int run_diff(struct cmd *c, int argc, char **argv)
{
	const char *from_text = NULL, *to_text = NULL;
	bool csv = false;
	const struct cmd_option options[] = {
		{.name = "from", .value = &from_text},
		{.name = "to", .value = &to_text},
		{.name = "csv", .flag = &csv},
	};
	struct form *before, *after;
	struct form_row latest;
	struct form_diff diff;
	int status, from = 0, to = 0;
	enum err e;

	if (!cmd_options(c, argc, argv, options, 3, 1, 1, &status))
		return status;
	if (!read_version(from_text, &from) || !read_version(to_text, &to))
		return cmd_usage(c, "a version is a number from 1");
	e = cmd_open(c);
	if (!e)
		e = form_latest(c->arena, c->db, c->args[0], &latest);
	if (e)
		return cmd_fail(c, e);
	to = to ? to : latest.version;
	from = from ? from : to - 1;
	e = compile_version(c, c->args[0], from, &before);
	if (!e)
		e = compile_version(c, c->args[0], to, &after);
	if (e)
		return cmd_fail(c, e);
	form_compare(c->arena, before, after, &diff);
	print_diff(c, csv, &diff);
	return cmd_done(c);
}

int cmd_form_diff(int argc, char **argv)
{
	return cmd_run("form diff", diff_usage, argc, argv, run_diff);
}

/* ---- correct ---- */

struct correcting {
	const char *name;
	const struct form_sheets *sheets;
	const struct form *form;
	struct form_row row;		/* whose latest version it corrects */
	const struct form_texts *texts;	/* with `changes`, or NULL */
	const struct translation_change *changes;
	size_t count;
	bool words;
};

static enum err correct(struct change *c, struct correcting *job)
{
	struct form_draft draft;
	enum err e = OK;

	if (job->words) {
		e = draft_add(c, job->name, job->sheets, job->form, job->row.id, &draft);
		if (!e)
			e = draft_correct(c, &draft, &job->row);
	}
	return e || !job->texts ? e : translations_keep(c, job->row.code, job->texts,
		job->changes, job->count);
}

/* All of it or nothing; the version it became. */
static int store_correction(struct cmd *c, struct correcting *job)
{
	const struct form_row *row = &job->row;
	struct change change;
	enum err e = cmd_change(c, &change);

	if (!e)
		e = change_end(&change, correct(&change, job));
	if (e)
		return cmd_fail(c, e);
	if (row->minor)
		printf("version %d.%d\n", row->version, row->minor);
	else
		printf("version %d\n", row->version);
	puts(row->code);
	return cmd_done(c);
}

static int run_correct(struct cmd *c, int argc, char **argv)
{
	struct known_catalogues known;
	struct faults faults, warnings;
	struct form_sheets sheets = {{NULL}};
	struct form_input in;
	struct form *form;
	struct correcting job = {.sheets = &sheets, .words = true};
	int status;
	enum err e;

	if (!cmd_open_with(c, argc, argv, NULL, 0, 1, &status))
		return status;
	faults_init(&faults, c->arena);
	faults_init(&warnings, c->arena);
	e = catalogues_known(c->arena, c->db, &known);
	if (!e)
		e = form_input_path(c->arena, c->args[0], &faults, &warnings, &in);
	in.published = true;
	if (!e)
		e = form_input_compile(c->arena, &in, known.known, &faults, &warnings, NULL, &form);
	cmd_warnings(c, &warnings);
	if (faults.count)
		return cmd_faults(c, &faults);
	if (!e)
		e = form_latest(c->arena, c->db, form->id, &job.row);
	if (e)
		return cmd_fail(c, e);
	/* Lists beside it are the kiosk's own business: a correction leaves them alone. */
	for (int k = FORM_SURVEY; k <= FORM_SETTINGS; k++)
		sheets.texts[k] = in.sheets.texts[k];
	job.name = in.name;
	job.form = form;
	return store_correction(c, &job);
}

int cmd_form_correct(int argc, char **argv)
{
	return cmd_run("form correct", correct_usage, argc, argv, run_correct);
}

/* ---- translations ---- */

struct wording {
	struct form_row row;
	struct form_sheets sheets;
	struct form_texts texts;
	struct text_review *reviews;
};

static enum err load_wording(struct cmd *c, struct wording *w)
{
	struct faults faults;
	enum err e = form_latest(c->arena, c->db, c->args[0], &w->row);

	faults_init(&faults, c->arena);
	if (!e)
		e = form_sheets_at(c->arena, c->db, w->row.id, w->row.minor, &w->sheets);
	if (!e)
		e = texts_read(c->arena, w->sheets.texts, &faults, &w->texts);
	return e ? e : reviews_load(c->arena, c->db, w->row.code, &w->texts, &w->reviews);
}

static int run_translations(struct cmd *c, int argc, char **argv)
{
	static const char *const heading[] = {"language", "code", "missing", "draft", "reviewed",
		"validated"};
	bool csv = false, texts = false;
	const struct cmd_option options[] = {
		{.name = "csv", .flag = &csv},
		{.name = "texts", .flag = &texts},
	};
	struct wording w;
	const char **cells;
	int status;
	enum err e;

	if (!cmd_open_with(c, argc, argv, options, 2, 1, &status))
		return status;
	e = load_wording(c, &w);
	if (e)
		return cmd_fail(c, e);
	if (texts) {
		fputs(translations_csv(c->arena, &w.texts, w.reviews), stdout);
		return cmd_done(c);
	}
	cells = cmd_cells(c, heading, 6, w.texts.language_count);
	for (size_t l = 0; l < w.texts.language_count; l++) {
		const char **row = &cells[6 * (l + 1)];
		size_t counts[TEXT_STATES];

		reviews_count(&w.texts, w.reviews, l, counts);
		row[0] = w.texts.languages[l].name;
		row[1] = w.texts.languages[l].code;
		for (size_t s = 0; s < TEXT_STATES; s++)
			row[2 + s] = arena_printf(c->arena, "%zu", counts[s]);
	}
	cmd_table(c, csv, "llrrrr", cells, 6, w.texts.language_count + 1);
	return cmd_done(c);
}

int cmd_form_translations(int argc, char **argv)
{
	return cmd_run("form translations", translations_usage, argc, argv, run_translations);
}

/* ---- translate ---- */

/* Read the table, and put its words into the sheets, which must still compile. */
static enum err apply_table(struct cmd *c, struct wording *w, struct faults *faults,
	struct correcting *job, struct form_sheets *sheets)
{
	struct faults warnings;
	struct translation_change *list;
	struct csv_table table;
	struct form *form;
	size_t count;
	enum err e = csv_table_load(c->arena, c->args[1], path_base(c->arena, c->args[1]),
		FORM_SHEET_MAX, faults, &table);

	if (!e)
		e = translations_read(c->arena, &w->texts, w->reviews, &table, faults, &list, &count);
	if (e)
		return e;
	for (size_t i = 0; i < count; i++)
		if (list[i].text) {
			job->words = true;
			texts_set(&w->texts, list[i].row, list[i].language, list[i].text);
		}
	*sheets = w->sheets;
	texts_write(&w->texts, w->sheets.texts, sheets->texts);
	faults_init(&warnings, c->arena);
	e = draft_compile(c->arena, c->db, w->row.code, sheets, faults, &warnings, &form);
	job->form = form;
	job->texts = &w->texts;
	job->changes = list;
	job->count = count;
	return e;
}

static int run_translate(struct cmd *c, int argc, char **argv)
{
	struct wording w = {0};
	struct form_sheets sheets;
	struct correcting job = {.sheets = &sheets};
	struct faults faults;
	int status;
	enum err e;

	if (!cmd_open_with(c, argc, argv, NULL, 0, 2, &status))
		return status;
	faults_init(&faults, c->arena);
	e = load_wording(c, &w);
	if (!e) {
		job.row = w.row;
		job.name = w.row.code;
		e = apply_table(c, &w, &faults, &job, &sheets);
	}
	if (faults.count)
		return cmd_faults(c, &faults);
	return e ? cmd_fail(c, e) : store_correction(c, &job);
}

int cmd_form_translate(int argc, char **argv)
{
	return cmd_run("form translate", translate_usage, argc, argv, run_translate);
}
