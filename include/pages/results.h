/*
 * Handlers of results.fcgi: what analysts and managers read.
 */
#ifndef PAGES_RESULTS_H
#define PAGES_RESULTS_H

#include "base/err.h"

struct request;
struct response;

enum err results_get(struct request *req, struct response *res);
enum err results_round_get(struct request *req, struct response *res);
enum err priorities_get(struct request *req, struct response *res);
enum err function_get(struct request *req, struct response *res);
enum err free_texts_get(struct request *req, struct response *res);
enum err free_texts_post(struct request *req, struct response *res);
enum err triage_picture_get(struct request *req, struct response *res);
enum err triage_get(struct request *req, struct response *res);
enum err triage_post(struct request *req, struct response *res);
enum err triage_vendor_get(struct request *req, struct response *res);
enum err triage_vendor_csv_get(struct request *req, struct response *res);
#define VENDOR_UPLOAD_MAX ((int64_t)5 << 20)	/* ten thousand comments */
enum err triage_vendor_post(struct request *req, struct response *res);
enum err weights_post(struct request *req, struct response *res);
enum err decisions_get(struct request *req, struct response *res);
enum err baseline_get(struct request *req, struct response *res);
enum err requirement_get(struct request *req, struct response *res);
enum err requirement_post(struct request *req, struct response *res);
enum err baseline_post(struct request *req, struct response *res);
enum err baseline_version_get(struct request *req, struct response *res);
enum err baseline_overrule_post(struct request *req, struct response *res);
enum err baseline_proxy_post(struct request *req, struct response *res);
enum err baseline_codes_post(struct request *req, struct response *res);
enum err baseline_paper_get(struct request *req, struct response *res);
enum err baseline_paper_post(struct request *req, struct response *res);
enum err brief_get(struct request *req, struct response *res);
enum err brief_post(struct request *req, struct response *res);
enum err roster_get(struct request *req, struct response *res);
enum err roster_post(struct request *req, struct response *res);
enum err exec_get(struct request *req, struct response *res);
enum err exec_post(struct request *req, struct response *res);
enum err agenda_get(struct request *req, struct response *res);
enum err agenda_post(struct request *req, struct response *res);
enum err vote_get(struct request *req, struct response *res);
enum err vote_post(struct request *req, struct response *res);
enum err sign_get(struct request *req, struct response *res);
enum err sign_post(struct request *req, struct response *res);
enum err quarter_get(struct request *req, struct response *res);
enum err quarter_post(struct request *req, struct response *res);
enum err board_desk_get(struct request *req, struct response *res);
enum err board_desk_post(struct request *req, struct response *res);
enum err board_card_get(struct request *req, struct response *res);
enum err export_get(struct request *req, struct response *res);

#endif
