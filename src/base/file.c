/* Whole files, folders, paths. */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/text.h"

#define NAMES_MAX 10000

enum err file_fail(const char *what, const char *path)
{
	bool missing = errno == ENOENT || errno == ENOTDIR;

	return err_fail(missing ? ERR_NOT_FOUND : ERR_SYSTEM, "cannot %s %s: %s", what, path,
		strerror(errno));
}

static enum err check_file(int fd, const char *path, size_t max_bytes, size_t *size)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return file_fail("read", path);
	if (!S_ISREG(st.st_mode))
		return err_fail(ERR_INPUT, "%s is not a file", path);
	if ((size_t)st.st_size > max_bytes)
		return err_fail(ERR_TOO_LARGE, "%s is larger than %zu bytes", path, max_bytes);
	*size = (size_t)st.st_size;
	return OK;
}

static enum err open_sized(const char *path, size_t max_bytes, int *fd, size_t *size)
{
	enum err e;

	*fd = open(path, O_RDONLY | O_CLOEXEC);
	if (*fd < 0)
		return file_fail("read", path);
	e = check_file(*fd, path, max_bytes, size);
	if (e)
		close(*fd);
	return e;
}

enum err file_open(const char *path, size_t max_bytes, int *fd)
{
	size_t size;

	return open_sized(path, max_bytes, fd, &size);
}

enum err file_read_some(int fd, const char *path, char *bytes, size_t want, size_t *got)
{
	size_t have = 0;

	while (have < want) {
		ssize_t n = read(fd, bytes + have, want - have);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return file_fail("read", path);
		if (n == 0)
			break;
		have += (size_t)n;
	}
	*got = have;
	return OK;
}

enum err file_read(struct arena *a, const char *path, size_t max_bytes, char **data,
	size_t *len)
{
	size_t size;
	int fd;
	enum err e = open_sized(path, max_bytes, &fd, &size);

	if (e)
		return e;
	*data = arena_alloc(a, size + 1);
	e = file_read_some(fd, path, *data, size, len);
	close(fd);
	return e;
}

static bool write_all(int fd, const char *bytes, size_t len)
{
	while (len) {
		ssize_t n = write(fd, bytes, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		bytes += n;
		len -= (size_t)n;
	}
	return fsync(fd) == 0;
}

void file_sync_parent(const char *path)
{
	char dir[4096];

	snprintf(dir, sizeof dir, "%s", path);

	char *slash = strrchr(dir, '/');

	if (slash)
		slash[slash == dir] = '\0';

	int fd = open(slash ? dir : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
}

enum err file_write(const char *path, const void *data, size_t len, int mode)
{
	char tmp[4096];

	snprintf(tmp, sizeof tmp, "%s.new", path);

	int fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, (mode_t)mode);

	if (fd < 0)
		return err_fail(ERR_SYSTEM, "cannot write %s: %s", tmp, strerror(errno));

	bool done = write_all(fd, data, len);
	int why = errno;

	close(fd);
	if (done && rename(tmp, path) == 0) {
		file_sync_parent(path);
		return OK;
	}
	why = done ? errno : why;
	unlink(tmp);
	return err_fail(ERR_SYSTEM, "cannot write %s: %s", path, strerror(why));
}

enum err file_put_aside(struct arena *a, const char *path, const char **aside)
{
	for (int i = 1; i < NAMES_MAX; i++) {
		const char *name = arena_printf(a, "%s-aside-%d", path, i);

		if (file_exists(name))
			continue;
		if (rename(path, name))
			return file_fail("put aside", path);
		file_sync_parent(path);
		*aside = name;
		return OK;
	}
	return err_fail(ERR_SYSTEM, "too many files %s-aside-N", path);
}

bool file_exists(const char *path)
{
	return access(path, F_OK) == 0 || errno == EACCES;
}

bool file_is_dir(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

enum err file_mkdirs(const char *path)
{
	char part[4096];

	snprintf(part, sizeof part, "%s", path);
	for (char *c = part + 1;; c++) {
		if (*c && *c != '/')
			continue;

		char kept = *c;

		*c = '\0';
		if (mkdir(part, 0700) != 0 && errno != EEXIST)
			return err_fail(ERR_SYSTEM, "cannot make the folder %s: %s", part,
				strerror(errno));
		*c = kept;
		if (!kept)
			break;
	}
	if (!file_is_dir(path))
		return err_fail(ERR_SYSTEM, "%s is not a folder", path);
	return OK;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

enum err file_list(struct arena *a, const char *path, char ***names, size_t *count)
{
	DIR *d = opendir(path);
	char **list = NULL;
	size_t n = 0;

	if (!d)
		return file_fail("read", path);
	for (struct dirent *e; (e = readdir(d));) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		list = arena_grow(a, list, n + 1, sizeof *list);
		list[n++] = arena_strdup(a, e->d_name);
	}
	closedir(d);
	if (n)
		qsort(list, n, sizeof *list, by_name);
	*names = list;
	*count = n;
	return OK;
}

char *path_join(struct arena *a, const char *dir, const char *name)
{
	return arena_printf(a, "%s%s%s", dir, text_ends(dir, "/") ? "" : "/", name);
}

const char *path_base(struct arena *a, const char *path)
{
	size_t len = strlen(path);

	while (len > 1 && path[len - 1] == '/')
		len--;

	size_t start = len;

	while (start && path[start - 1] != '/')
		start--;
	return arena_strndup(a, path + start, len - start);
}
