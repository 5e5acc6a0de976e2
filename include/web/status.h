/*
 * Status: the one place where an error becomes an HTTP status.
 */
#ifndef WEB_STATUS_H
#define WEB_STATUS_H

#include "base/err.h"

struct response;

/* 200 OK, 422 INPUT, 413 TOO_LARGE, 404 NOT_FOUND, 410 GONE, 409 CONFLICT,
 * 403 DENIED, 429 BUSY, 503 STORE and SYSTEM, 500 USAGE. */
int status_of(enum err e);

/* The reason phrase, "Not Found"; "Unknown" for statuses we do not send. */
const char *status_text(int status);

#endif
