/* Files around the database, for the files of this folder. */
#ifndef STORE_DISK_H
#define STORE_DISK_H

#include <stddef.h>

#include "base/err.h"

#define PATH_BYTES 4096

/* "dir/name" in `out`; ERR_INPUT when it is too long. */
enum err disk_path(char out[PATH_BYTES], const char *dir, const char *name);

/* Hold DATA/kiosk.lock: making and migrating are done by one process at a time.
 * *fd is -1 in a folder that cannot be written. End with disk_unlock(). */
enum err disk_lock(const char *data_dir, int *fd);
void disk_unlock(int fd);

/* A new, empty file of mode 0600 over whatever was there. No connection may be
 * open on `path`. */
enum err disk_fresh(const char *path);

/* Flush the file, rename it, flush the folder. */
enum err disk_publish(const char *from, const char *to);

/* Whether the disk of the folder has room for `bytes` more; writes nothing. ERR_SYSTEM,
 * with a detail that names no path. */
enum err disk_room(const char *dir, size_t bytes);

/* Write so much, durably, into a file that nobody sees and that is gone again.
 * ERR_SYSTEM as above. */
enum err disk_probe(const char *dir, size_t bytes);

/* Remove a database that is not in use, with what SQLite left beside it. */
void disk_remove(const char *path);

#endif
