/*
 * Handlers of admin.fcgi: bringing forms in, writing, translating and publishing them.
 */
#ifndef PAGES_FORMS_H
#define PAGES_FORMS_H

#include "base/err.h"

struct request;
struct response;

/* Longest upload of a form, bytes; the site's configuration has the same. */
#define FORMS_UPLOAD_MAX ((int64_t)5 << 20)

/* Longest table of texts or choices, bytes: a hundred texts of the longest. */
#define FORMS_TABLE_MAX ((int64_t)1 << 20)

/* All forms, drafts and templates; an upload; a draft of a form or template. */
enum err forms_get(struct request *req, struct response *res);
enum err forms_post(struct request *req, struct response *res);
enum err forms_start_post(struct request *req, struct response *res);
/* A template, or a stored form (`version`), as workbook or ZIP. */
enum err template_file_get(struct request *req, struct response *res);
enum err form_file_get(struct request *req, struct response *res);

/* One form: its versions; two of them compared. */
enum err form_get(struct request *req, struct response *res);
enum err form_diff_get(struct request *req, struct response *res);
enum err form_preview(struct request *req, struct response *res);

/* One draft. */
enum err draft_get(struct request *req, struct response *res);
enum err draft_preview(struct request *req, struct response *res);
enum err draft_publish_post(struct request *req, struct response *res);
enum err draft_correct_post(struct request *req, struct response *res);
enum err draft_discard_post(struct request *req, struct response *res);
enum err draft_file_get(struct request *req, struct response *res);
enum err draft_choices_get(struct request *req, struct response *res);
enum err draft_choices_post(struct request *req, struct response *res);

/* The translation table of a form or a draft: a language beside the default. */
enum err texts_get(struct request *req, struct response *res);
enum err texts_post(struct request *req, struct response *res);
enum err texts_file_get(struct request *req, struct response *res);
enum err texts_file_post(struct request *req, struct response *res);

#endif
