/* Looking at a database file without writing, for the files of this folder. */
#ifndef STORE_CHECK_H
#define STORE_CHECK_H

#include "base/err.h"

/* store_check(); `keys` also follows every reference. */
enum err check_file(const char *path, bool keys, int *version);

#endif
