/*
 * ZIP: any bytes are refused or open as an archive whose entries keep their
 * promises (names, sizes, limits), and which, written again, reads the same.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "codec/zip.h"
#include "fuzz.h"

#define MAX_BYTES (4u << 20)

static const struct zip_limits limits = {200, MAX_BYTES, 500};

static enum err to_buf(void *ctx, const void *bytes, size_t len)
{
	buf_add(ctx, bytes, len);
	return OK;
}

/* The bytes as a file without a name; its path. */
static char *as_file(struct arena *a, int *fd, const void *data, size_t len)
{
	*fd = memfd_create("fuzz", MFD_CLOEXEC);
	PROMISE(*fd >= 0);
	PROMISE(write(*fd, data, len) == (ssize_t)len);
	return arena_printf(a, "/proc/self/fd/%d", *fd);
}

static struct buf *contents(struct arena *a, struct zip_reader *zr, size_t i)
{
	const struct zip_entry *entry = zip_entry_at(zr, i);
	struct buf *out = buf_new(a, MAX_BYTES);

	PROMISE(zip_name_valid(entry->name, strlen(entry->name)));
	PROMISE(zip_find(zr, entry->name) == entry);
	if (zip_read(zr, entry, (struct zip_sink){to_buf, out}) != OK) {
		PROMISE(out->len <= entry->bytes);
		return NULL;
	}
	PROMISE(out->len == entry->bytes && !out->full);
	return out;
}

static void check_again(struct arena *a, const struct buf *zip, struct buf **content,
	size_t count)
{
	struct zip_reader *zr;
	int fd;

	PROMISE(zip_open(a, as_file(a, &fd, zip->data, zip->len), NULL, &zr) == OK);
	PROMISE(zip_count(zr) == count);
	for (size_t i = 0; i < count; i++) {
		struct buf *again = contents(a, zr, i);

		PROMISE(again && again->len == content[i]->len);
		PROMISE(memcmp(again->data, content[i]->data, again->len) == 0);
	}
	close(fd);
}

static void check_archive(struct arena *a, struct zip_reader *zr)
{
	struct buf *zip = buf_new(a, 4 * MAX_BYTES);
	struct zip_writer *zw = zip_writer_new(a, (struct zip_sink){to_buf, zip});
	struct buf **content = arena_array(a, zip_count(zr) + 1, sizeof *content);
	size_t count = 0;

	for (size_t i = 0; i < zip_count(zr); i++) {
		struct buf *bytes = contents(a, zr, i);

		if (!bytes || zip_entry_at(zr, i)->folder)
			continue;
		PROMISE(zip_begin(zw, zip_entry_at(zr, i)->name) == OK);
		PROMISE(zip_write(zw, bytes->data, bytes->len) == OK);
		PROMISE(zip_end(zw) == OK);
		content[count++] = bytes;
	}
	PROMISE(zip_finish(zw) == OK);
	PROMISE(!zip->full);
	check_again(a, zip, content, count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct arena *a = arena_new();
	struct zip_reader *zr;
	int fd;
	enum err e = zip_open(a, as_file(a, &fd, data, len), &limits, &zr);

	if (e == OK)
		check_archive(a, zr);
	else
		PROMISE((e == ERR_INPUT || e == ERR_TOO_LARGE) && *err_detail());
	arena_free(a);
	close(fd);
	return 0;
}
