/*
 * Handlers of survey.fcgi: what staff see. Routes are in cgi-bin/survey.c.
 */
#ifndef PAGES_SURVEY_H
#define PAGES_SURVEY_H

#include "base/err.h"

struct request;
struct response;

enum err start_get(struct request *req, struct response *res);
enum err survey_get(struct request *req, struct response *res);
enum err survey_form_get(struct request *req, struct response *res);
enum err survey_alike_get(struct request *req, struct response *res);
enum err survey_post(struct request *req, struct response *res);
enum err resume_get(struct request *req, struct response *res);
enum err resume_post(struct request *req, struct response *res);
enum err thanks_get(struct request *req, struct response *res);
enum err media_post(struct request *req, struct response *res);
enum err receipt_get(struct request *req, struct response *res);
enum err receipt_post(struct request *req, struct response *res);
enum err board_get(struct request *req, struct response *res);
enum err board_post(struct request *req, struct response *res);
enum err board_picture_get(struct request *req, struct response *res);
enum err promise_get(struct request *req, struct response *res);
enum err project_get(struct request *req, struct response *res);
enum err logo_get_page(struct request *req, struct response *res);
enum err theme_get(struct request *req, struct response *res);
enum err health_get(struct request *req, struct response *res);

#endif
