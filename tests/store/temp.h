/* A folder of its own for each test, and looks at files. */
#ifndef TEST_TEMP_H
#define TEST_TEMP_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char temp_path[512];

static inline int temp_make(void **state)
{
	const char *tmp = getenv("TMPDIR");

	(void)state;
	snprintf(temp_path, sizeof temp_path, "%s/kiosk-XXXXXX", tmp ? tmp : "/tmp");
	return mkdtemp(temp_path) ? 0 : -1;
}

static inline int temp_unlink(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

static inline int temp_remove(void **state)
{
	(void)state;
	return nftw(temp_path, temp_unlink, 16, FTW_DEPTH | FTW_PHYS);
}

#endif
