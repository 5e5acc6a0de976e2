/*
 * The supervisor's face to the rest of the command line.
 */
#ifndef CLI_SERVE_H
#define CLI_SERVE_H

#include "base/err.h"

struct arena;
struct buf;

/* `kiosk serve`; argv[0] is "serve". Exit status. */
int cmd_serve(int argc, char **argv);

/* Make the data folder when it is new, and when run by root become the account
 * that will serve it, as `kiosk serve` does: for commands that fill a folder
 * before it is served. ERR_SYSTEM. */
enum err serve_make_data(struct arena *a, const char *data);

/* What src/cli/init.c gives: make the store when `data` holds none, check it (and
 * migrate it) when it does, print what its owner must know on the first run (the
 * one-time password). Runs in a child of its own, already as the owner of
 * `data`, which exists. Appends to `hosts` the host names the settings add, with
 * a space before each. Exit status: 0, SERVE_AMISS when all is ready but the schema is
 * not as it should be, or 2 or 3 with the reason on stderr. */
#define SERVE_AMISS 10
int serve_init_data(const char *data, struct buf *hosts);

#endif
