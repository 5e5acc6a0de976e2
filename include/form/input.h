/*
 * Input: a form as somebody brings it. One entry point: bytes and file names in,
 * sheets out, whatever they came as; compiling is form_compile's, storing the
 * model's. Owns formats, file names and bounds; writes nothing anywhere.
 *
 * Taken are: an Excel workbook (.xlsx) with the sheets survey, choices, settings
 * (functions, departments, reports); a ZIP with their CSVs, in one folder or
 * none, or with a workbook; the CSVs themselves; a single CSV with the sheets'
 * names in its first column. CSV may be parted by semicolons or tabs and be in
 * UTF-16: that is read, with a warning. The content decides, not the ending.
 */
#ifndef FORM_INPUT_H
#define FORM_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "codec/zip.h"
#include "form/form.h"
#include "form/sheets.h"

struct arena;
struct csv_table;

#define FORM_INPUT_MAX ((size_t)8 << 20)	/* bytes of one file; of an archive's, too */

/* A file as it was uploaded or found. */
struct form_file {
	const char *name;	/* "crm.xlsx", "survey.csv"; folders before it are cut off */
	const char *data;	/* stays the caller's, and must live as long as the sheets */
	size_t len;
};

/* The sheets of a form: as tables, in which faults know the line or row of the
 * file that came, and as CSV (UTF-8, no BOM) to be kept. */
struct form_input {
	const char *name;	/* of the folder or file, without ending: the form's id when
				 * its settings have none */
	const struct csv_table *tables[FORM_SHEETS];	/* NULL: not there */
	struct form_sheets sheets;	/* remarks in columns without a heading stay in them, but
					 * for the catalogues' */
	bool published;		/* set it to compile a correction: see form_source */
};

/* Read `count` files: one of any kind, or several CSVs named after their sheets.
 * All that is wrong is added to `faults` (ERR_INPUT), what was put right to
 * `warnings`. Single cells that cannot be read are faults, but no failure: what
 * follows can be judged with them, and form_input_compile fails then.
 * ERR_NOT_FOUND: there is no survey among them. At most 2 s and 64 MB
 * for the worst of files. */
enum err form_input_read(struct arena *a, const struct form_file *files, size_t count,
	struct faults *faults, struct faults *warnings, struct form_input *out);

/* The same of what is at `path`: a folder of CSVs, a ZIP, a workbook, a CSV. */
enum err form_input_path(struct arena *a, const char *path, struct faults *faults,
	struct faults *warnings, struct form_input *out);

/* Read the catalogues among the sheets (faults are added) and compile, both the tables,
 * whose places faults name, and the texts, as they will be read once they are kept: what
 * this takes can be opened. Catalogues
 * that did not come are those of `known` (may be NULL); `catalogues`, unless NULL,
 * gets those that did, else NULL. */
enum err form_input_compile(struct arena *a, const struct form_input *in,
	const struct catalogue *const known[CATALOGUE_KINDS], struct faults *faults,
	struct faults *warnings, const struct catalogue *catalogues[CATALOGUE_KINDS],
	struct form **out);

/* The sheets as a workbook. */
enum err form_workbook_write(struct arena *a, const struct form_sheets *sheets,
	struct zip_sink sink);

#endif
