/*
 * Handlers of results.fcgi: what pilots say of prototypes, and what people decide on it.
 */
#ifndef PAGES_PILOTS_H
#define PAGES_PILOTS_H

#include "base/err.h"

struct request;
struct response;
struct results;

enum err pilots_get(struct request *req, struct response *res);
enum err pilot_get(struct request *req, struct response *res);
enum err pilot_post(struct request *req, struct response *res);
enum err pilot_sheet_get(struct request *req, struct response *res);

/* On the page of an activity of an audit: minutes measured beside those told, under V_MEASURED,
 * where a pilot has timed it. */
enum err pilots_add_measured(struct results *r, const char *activity);

#endif
