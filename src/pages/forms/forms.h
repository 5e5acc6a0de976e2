/*
 * Pages about forms, private: what they share.
 */
#ifndef PAGES_FORMS_PRIVATE_H
#define PAGES_FORMS_PRIVATE_H

#include "form/diff.h"
#include "form/texts.h"
#include "model/drafts.h"
#include "pages/forms.h"
#include "pages/site.h"

/* A form or draft that an address names: captures `draft`, or `form` with the query
 * `version` (else the latest). Its sheets are those it is shown with now. */
struct edited {
	bool is_draft;
	struct form_draft draft;
	struct form_row row;		/* of a form; of a draft's base, id 0: none */
	struct form_sheets sheets;
	const char *href;		/* its page */
};

/* ERR_NOT_FOUND, ERR_STORE. */
enum err edited_find(struct request *req, struct db *db, struct edited *out);
/* The same before there is a page: by the thread's reader, given too; a store that fails
 * is told to the site. */
enum err edited_open(struct request *req, struct db **db, struct edited *out);
/* The form_id it has or would have. */
const char *edited_code(const struct edited *d);
/* Compile it. ERR_INPUT, when the kiosk's lists have changed since. */
enum err edited_compile(struct arena *a, struct db *db, const struct edited *d,
	struct faults *faults, struct faults *warnings, struct form **out);
/* Its texts, in the order of texts_sheet_names. */
enum err edited_texts(struct arena *a, const struct edited *d, struct form_texts *out);

/* "Version 2.1", in the page's language. */
const char *forms_version(const struct page *p, int version, int minor);

/* A language in its own words, where it is one of ours; else as the sheets call it. */
const char *forms_language(const struct form_language *l);

/* How far each of its languages is, as V_LANGS: V_COUNT texts are missing, V_FROM, V_TO,
 * V_VALUE are draft, reviewed, validated; V_NOTE says what is missing in words. */
enum err forms_add_languages(struct page *p, const struct edited *d);

/* Faults, each with its place, message and, where one is known, an example; as the list
 * `name`. */
void forms_add_faults(struct page *p, enum view_name name, const struct faults *faults);
/* The page that lists what is wrong with an upload; status 422. */
enum err forms_show_faults(struct request *req, struct response *res,
	const struct faults *faults, const struct faults *warnings);
/* The list of forms with what was said of a failure. */
enum err forms_show_list(struct request *req, struct response *res, int status,
	const struct said *said);

/* What changed, in words, and what it means: V_CHANGES, V_NOTE. */
void forms_add_diff(struct page *p, const struct form_diff *diff);

/* Sheets as a download: `ending` "xlsx" or "zip"; ERR_NOT_FOUND for others. */
enum err forms_download(struct request *req, struct response *res, const char *name,
	const char *ending, const struct form_sheets *sheets);

/* A write job's failure: what an administrator can mend is told, all else passed on. */
bool forms_can_mend(enum err e);

#endif
