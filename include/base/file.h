/*
 * Files: whole files with a bound, folders in a fixed order, paths.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct arena;

/* The whole file, NUL added behind it. ERR_NOT_FOUND, ERR_TOO_LARGE (over
 * `max_bytes`), ERR_SYSTEM. */
enum err file_read(struct arena *a, const char *path, size_t max_bytes,
	char **data, size_t *len);

/* Open a file to be read piece by piece; the caller closes *fd. Errors as file_read(). */
enum err file_open(const char *path, size_t max_bytes, int *fd);
/* The next `want` bytes; *got is less at the end of the file alone. ERR_SYSTEM. */
enum err file_read_some(int fd, const char *path, char *bytes, size_t want, size_t *got);

/* Write a new file beside `path`, flush it to the disk, rename it into place
 * and flush the folder. Mode is octal permissions. ERR_SYSTEM. */
enum err file_write(const char *path, const void *data, size_t len, int mode);

/* Give the file another name, PATH-aside-1, PATH-aside-2 …, the first that is free; *aside is
 * from `a`. ERR_NOT_FOUND when there is none, ERR_SYSTEM. */
enum err file_put_aside(struct arena *a, const char *path, const char **aside);

/* Flush the folder `path` stands in, so that a rename or removal lasts. */
void file_sync_parent(const char *path);

/* The failure that errno tells of: "cannot WHAT PATH: why". ERR_NOT_FOUND when there is
 * no such file, else ERR_SYSTEM. */
enum err file_fail(const char *what, const char *path);

/* What cannot be seen for want of permission counts as there: opening it says why. */
bool file_exists(const char *path);
bool file_is_dir(const char *path);

/* Make the folder and those above it, mode 0700. ERR_SYSTEM. */
enum err file_mkdirs(const char *path);

/* Names in a folder without '.' and '..', bytewise order. */
enum err file_list(struct arena *a, const char *path, char ***names, size_t *count);

/* "dir/name" */
char *path_join(struct arena *a, const char *dir, const char *name);
/* The last part of a path, without a trailing slash. */
const char *path_base(struct arena *a, const char *path);

#endif
