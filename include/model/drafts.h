/*
 * Drafts: forms that are not published yet. Owns keeping, changing and publishing
 * them: as a new version, or, when nothing but words changed, as a correction that
 * open rounds take over. A draft always compiles; what does not is never kept.
 */
#ifndef MODEL_DRAFTS_H
#define MODEL_DRAFTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "form/form.h"
#include "form/input.h"
#include "model/forms.h"

struct arena;
struct change;
struct db;

struct form_draft {
	int64_t id;
	const char *code, *title;	/* form_id and title it would have */
	const char *name;		/* of the file or form it came from */
	int64_t base;			/* form it began as or will follow; 0: none */
	const char *actor, *day;	/* who changed it last, and when */
};

/* The kiosk's catalogues; NULL in `known` where one is empty. */
struct known_catalogues {
	struct catalogue lists[CATALOGUE_KINDS];
	const struct catalogue *known[CATALOGUE_KINDS];
};
enum err catalogues_known(struct arena *a, struct db *db, struct known_catalogues *out);

/* Compile sheets with the catalogues beside them or else the kiosk's. ERR_INPUT: see
 * the faults. */
enum err draft_compile(struct arena *a, struct db *db, const char *name,
	const struct form_sheets *sheets, struct faults *faults, struct faults *warnings,
	struct form **out);

/* Keep sheets that compiled to `form` as a new draft; it follows the latest version
 * of that code, or `base` where that is given. */
enum err draft_add(struct change *c, const char *name, const struct form_sheets *sheets,
	const struct form *form, int64_t base, struct form_draft *out);
/* Put other sheets, which compiled to `form`, in its place. */
enum err draft_save(struct change *c, const struct form_draft *d,
	const struct form_sheets *sheets, const struct form *form);
/* A draft of a stored form as it is shown now. */
enum err draft_begin(struct change *c, const struct form_row *form, struct form_draft *out);

/* ERR_NOT_FOUND. */
enum err draft_find(struct arena *a, struct db *db, int64_t id, struct form_draft *out);
enum err draft_list(struct arena *a, struct db *db, struct form_draft **out, size_t *count);
enum err draft_load(struct arena *a, struct db *db, int64_t id, struct form_sheets *out);
enum err draft_drop(struct change *c, const struct form_draft *d);

/* Whether the draft differs in words alone from the version it follows, as that is
 * shown now, and comes without lists of its own: a correction. */
enum err draft_is_correction(struct arena *a, struct db *db, const struct form_draft *d,
	bool *out);

/* Make it the next version of its form; the draft goes. New codes of the lists beside
 * it are added to the kiosk's. ERR_INPUT when no new form may be so. */
enum err draft_publish(struct change *c, const struct form_draft *d, struct form_row *out);
/* Make it a correction (vN.1) of the version it follows: the rounds of that version
 * that are not closed are shown with it; the draft goes. ERR_CONFLICT
 * when more than words changed. */
enum err draft_correct(struct change *c, const struct form_draft *d, struct form_row *out);

/* Corrections of a version, oldest first. */
struct form_correction {
	int minor;
	const char *day;
};
enum err corrections_list(struct arena *a, struct db *db, int64_t form,
	struct form_correction **out, size_t *count);

/* What they changed, text by text, in that order. */
struct corrected_text {
	int minor;
	const char *day;
	const char *sheet, *key, *column, *language;	/* as in form/texts.h */
	const char *before, *after;
};
enum err corrections_texts(struct arena *a, struct db *db, int64_t form,
	struct corrected_text **out, size_t *count);

#endif
