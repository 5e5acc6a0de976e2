/*
 * What people type into forms, as the pages of the office read it.
 */
#ifndef PAGES_TYPED_H
#define PAGES_TYPED_H

#include <stdbool.h>

struct arena;
struct request;

/* A field of the form, "" when it is absent. */
const char *typed(const struct request *req, const char *name);

/* What was typed where the form comes back, else `stored`. */
const char *typed_or(const struct request *req, const char *name, const char *stored);

/* Whether one of the values of `name` that were sent is `value`. */
bool ticked(const struct request *req, const char *name, const char *value);

/* A number (one comma or dot, spaces around); blank is NAN. */
bool typed_number(struct arena *a, const char *text, double *out);

#endif
