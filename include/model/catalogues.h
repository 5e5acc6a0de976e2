/*
 * Catalogues: the company's functions, departments and reports as the kiosk
 * keeps them. Rounds freeze a copy when they open (model/rounds).
 */
#ifndef MODEL_CATALOGUES_H
#define MODEL_CATALOGUES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "form/catalogue.h"

struct arena;
struct change;
struct buf;
struct db;

/* Read a catalogue, entries in their order; memory from `a`. ERR_STORE. */
enum err catalogue_load(struct arena *a, struct db *db, enum catalogue_kind kind,
	struct catalogue *out);

/* Add new codes and update known ones; figures that are blank in `list` stay as they
 * are. Rounds without answers follow: ERR_INPUT when a form does not fit it any more. */
enum err catalogue_bring(struct change *c, const struct catalogue *list);

/* The same as a part of another change, without rounds and trail. With `only_new`, known
 * codes are left alone. */
enum err catalogue_upsert(struct change *c, const struct catalogue *list, bool only_new);

/* Take a code out of the catalogue; rounds without answers follow. ERR_NOT_FOUND; ERR_INPUT
 * when a form does not fit it any more. */
enum err catalogue_remove(struct change *c, enum catalogue_kind kind, const char *code);

/* The catalogue as its CSV (code, home, label::…, hint::…, figures). */
void catalogue_write(const struct catalogue *c, struct buf *out);

/* Label of an entry in a language code, without its marks, falling back to the first
 * there is, then to the code. NULL entry: NULL. */
const char *catalogue_label(const struct catalogue *c, const struct catalogue_entry *e,
	const char *lang);
/* The entry of a code, or NULL. */
const struct catalogue_entry *catalogue_find(const struct catalogue *c, const char *code);

/* How a department is counted. */
struct department {
	const char *code;
	double headcount;		/* NAN: unknown */
	const char *merged_into;	/* code, or NULL */
};

/* All departments with headcount and merging. ERR_STORE. */
enum err departments_load(struct arena *a, struct db *db, struct department **out,
	size_t *count);

/* Set a department's headcount (NAN: unknown) and the one it is counted with
 * (NULL: itself). ERR_NOT_FOUND; ERR_INPUT for a circle. */
enum err department_set(struct change *c, const char *code, double headcount,
	const char *merged_into);

#endif
