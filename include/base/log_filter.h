/*
 * What of the lines that nginx and the programs write may be kept. nginx puts the
 * client's address, the whole request with its query, the host, the referrer and the
 * time into each line about a request, and file names that a request made up:
 * what is not known to be harmless is left out. Pure: a line in, a line out.
 */
#ifndef BASE_LOG_FILTER_H
#define BASE_LOG_FILTER_H

#include <stdbool.h>

#include "base/log.h"

struct buf;

/* A line of nginx's error log (without its newline) as it may be kept, with its
 * level, behind what `out` holds.
 * `own`: the folder whose files may be named, as no request chooses their names.
 * `starting`: nobody has asked for anything yet, so faults of the configuration are
 * kept whole. False for what is no such line: a piece of a request, maybe. */
bool log_filter_nginx(const char *line, const char *own, bool starting, struct buf *out,
	enum log_level *level);

/* A line of a program of ours, "<3>survey: text", as log_line() made it; or what the
 * C library says when one dies, then with `name` in front. */
void log_filter_program(const char *line, const char *name, struct buf *out,
	enum log_level *level);

#endif
