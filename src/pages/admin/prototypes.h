/*
 * Pages about prototypes: what they share.
 */
#ifndef PAGES_PROTOTYPES_H
#define PAGES_PROTOTYPES_H

#include "base/err.h"
#include "model/prototypes.h"
#include "pages/site.h"

/* Where a version is changed. */
const char *prototype_path(const struct page *p, const struct prototype *v);

/* A language by its own name; the code of one that the interface does not speak. */
const char *prototype_lang_name(const char *code);

/* After a change: the list, with what was wrong on it. Fails with what is nobody's input. */
enum err prototype_finish(struct request *req, struct response *res, enum err e);

/* The editor of the version that the route names, as it is stored; `said` NULL, or why its picture
 * was not taken. */
enum err prototype_show(struct request *req, struct response *res, int status,
	const struct said *said);

#endif
