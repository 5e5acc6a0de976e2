/*
 * Where sheets come from: a folder of CSV files, or their texts. Owns file
 * names and bounds; compiling is compile.c's.
 */
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "codec/csv.h"
#include "form/form.h"

#define SHEET_BYTES_MAX (8u << 20)

static const struct csv_limits sheet_limits = {20000, 500, 65536};

/* NULL in *out when there is no such file. */
static enum err read_sheet(struct arena *a, const char *dir, const char *file,
	struct faults *faults, const struct csv_table **out)
{
	const char *path = path_join(a, dir, file);
	struct csv_table *table = arena_alloc(a, sizeof *table);
	char *data;
	size_t len;
	enum err e;

	*out = NULL;
	if (!file_exists(path))
		return OK;
	e = file_read(a, path, SHEET_BYTES_MAX, &data, &len);
	if (e == ERR_TOO_LARGE)
		faults_add(faults, file, 0, NULL, "is larger than %u MiB", SHEET_BYTES_MAX >> 20);
	if (e)
		return e == ERR_TOO_LARGE ? ERR_INPUT : e;
	/* Tools write an empty file for an empty sheet. */
	if (len == 0 && strcmp(file, "survey.csv") != 0)
		return OK;
	e = csv_table_read(a, file, data, len, &sheet_limits, faults, table);
	if (e)
		return e;
	*out = table;
	return OK;
}

static enum err read_catalogue(struct arena *a, const char *dir, enum catalogue_kind kind,
	struct faults *faults, const struct catalogue **out)
{
	const char *file = arena_printf(a, "%s.csv", catalogue_name(kind));
	const struct csv_table *table;
	struct catalogue *catalogue = arena_alloc(a, sizeof *catalogue);
	enum err e = read_sheet(a, dir, file, faults, &table);

	if (e || !table)
		return e;
	e = catalogue_read(a, kind, table, faults, catalogue);
	if (e)
		return e;
	*out = catalogue;
	return OK;
}

/* Remember the worse of two outcomes: a system's failure outdoes bad input. */
static enum err worse(enum err a, enum err b)
{
	return a == OK || (a == ERR_INPUT && b != OK) ? b : a;
}

enum err form_read_folder(struct arena *a, const char *dir, struct faults *faults,
	struct form_source *out)
{
	struct form_source s = {.name = path_base(a, dir)};
	enum err e;

	if (!file_exists(path_join(a, dir, "survey.csv")))
		return err_fail(ERR_NOT_FOUND, "%s: there is no survey.csv in this folder", dir);
	e = read_sheet(a, dir, "survey.csv", faults, &s.survey);
	e = worse(e, read_sheet(a, dir, "choices.csv", faults, &s.choices));
	e = worse(e, read_sheet(a, dir, "settings.csv", faults, &s.settings));
	for (enum catalogue_kind k = CATALOGUE_FUNCTIONS; k < CATALOGUE_KINDS; k++)
		e = worse(e, read_catalogue(a, dir, k, faults, &s.catalogues[k]));
	if (e)
		return e;
	*out = s;
	return OK;
}

static enum err parse_sheet(struct arena *a, const char *file, const char *text,
	struct faults *faults, const struct csv_table **out)
{
	struct csv_table *table = arena_alloc(a, sizeof *table);
	enum err e;

	*out = NULL;
	if (!text || !*text)
		return OK;
	e = csv_table_read(a, file, text, strlen(text), &sheet_limits, faults, table);
	if (e)
		return e;
	*out = table;
	return OK;
}

enum err form_compile_texts(struct arena *a, const char *name, const char *survey,
	const char *choices, const char *settings,
	const struct catalogue *const catalogues[CATALOGUE_KINDS],
	struct faults *faults, struct faults *warnings, struct form **out)
{
	struct form_source s = {.name = name};
	enum err e = parse_sheet(a, "survey.csv", survey, faults, &s.survey);

	if (!e && !s.survey) {
		faults_add(faults, "survey.csv", 0, NULL, "is empty");
		e = ERR_INPUT;
	}
	e = worse(e, parse_sheet(a, "choices.csv", choices, faults, &s.choices));
	e = worse(e, parse_sheet(a, "settings.csv", settings, faults, &s.settings));
	for (size_t k = 0; catalogues && k < CATALOGUE_KINDS; k++)
		s.catalogues[k] = catalogues[k];
	return e ? e : form_compile(a, &s, faults, warnings, out);
}
