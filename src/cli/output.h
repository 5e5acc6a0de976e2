/*
 * A file somebody named, being written: what stood there stays until the new one is
 * whole; what is no file (a pipe, a device) is written into, never replaced.
 */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct arena;

struct output {
	const char *name;	/* as it was given, for messages */
	const char *path;	/* what it will be called, links followed */
	const char *fresh;	/* the new file beside it; NULL: written into directly */
	int fd;
	bool is_stdout;		/* nothing else may be printed there */
};

/*
 * Begin. "-" is standard output, and so is any name for what standard output is.
 * A link is followed, also one whose file is yet to be made. A file that is there or
 * is not: a new one is begun beside it, mode 0600. A pipe or a device is opened; a
 * pipe's other end is waited for. A pipe that nobody reads any more fails the write
 * instead of ending the process. `name` and the memory of `a` must live until the end.
 * ERR_INPUT for a folder, a socket, or one of the files of the kiosk in `data` (NULL:
 * none is looked for); ERR_SYSTEM.
 */
enum err output_open(struct arena *a, const char *name, const char *data,
	struct output *out);

/* ERR_SYSTEM: the disk is full, nobody reads. */
enum err output_write(const struct output *o, const void *bytes, size_t len);

/* Flush it to the disk and give it its name, or with `keep` false remove it; what went
 * into a pipe cannot be taken back. ERR_SYSTEM. */
enum err output_close(struct output *o, bool keep);

/* All of it at once. */
enum err output_file(struct arena *a, const char *name, const void *bytes, size_t len);

#endif
