/*
 * Forms: questionnaires as they were brought in. A version is immutable: a change
 * is a new version of the same code, and so is going back to what an older one said.
 * The latest is the one of the highest number: what was brought in last.
 */
#ifndef MODEL_FORMS_H
#define MODEL_FORMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "form/catalogue.h"
#include "form/form.h"
#include "form/input.h"

struct arena;
struct change;
struct db;

#define FORM_SHEET_MAX ((size_t)4 << 20)	/* bytes of one sheet */

/* Sheets as they were brought: their texts, the catalogues beside them, and the
 * form they compile to. */
struct form_pack {
	const char *name;		/* the folder's or file's */
	struct form_sheets sheets;
	struct catalogue catalogues[CATALOGUE_KINDS];
	bool has_catalogue[CATALOGUE_KINDS];
	struct form *form;
};

/* Read and compile what is at `path`: a folder, a ZIP, a workbook, a CSV. Reserved lists that have no CSV beside the
 * form come from `known` (may be NULL). All faults at once: ERR_INPUT. */
enum err form_pack_read(struct arena *a, const char *path,
	const struct catalogue *const known[CATALOGUE_KINDS], struct faults *faults,
	struct faults *warnings, struct form_pack *out);

struct form_row {
	int64_t id;
	const char *code, *title;
	int version;
	int minor;			/* its latest correction of wording; 0: none */
	int64_t rounds;			/* rounds that use it (form_list) */
	bool latest;			/* of its code (form_list) */
};

/* Store a pack's form and the new codes of its lists, which rounds without answers follow.
 * What the latest version shows already (with its corrections) is that version: *out is it.
 * A part of another change: without a line in the trail. */
enum err form_add(struct change *c, const struct form_pack *pack, struct form_row *out);

/* The same as a change of its own; a translations.csv in `folder` (where it is one) says
 * how far the texts were reviewed. */
enum err form_bring(struct change *c, const struct form_pack *pack, const char *folder,
	struct form_row *out);

/* The latest version of a form. ERR_NOT_FOUND. */
enum err form_latest(struct arena *a, struct db *db, const char *code,
	struct form_row *out);
/* The version of that number. ERR_NOT_FOUND. */
enum err form_version(struct arena *a, struct db *db, const char *code, int version,
	struct form_row *out);
enum err form_by_id(struct arena *a, struct db *db, int64_t id, struct form_row *out);
/* All, in the order of codes and versions. */
enum err form_list(struct arena *a, struct db *db, struct form_row **out, size_t *count);

/* The sheets of a stored form: as it was published, or with that correction. ERR_NOT_FOUND. */
enum err form_sheets_load(struct arena *a, struct db *db, int64_t id,
	struct form_sheets *out);
enum err form_sheets_at(struct arena *a, struct db *db, int64_t id, int minor,
	struct form_sheets *out);

#endif
