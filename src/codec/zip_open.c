/*
 * The structure of a ZIP archive: everything that is checked before an entry is
 * read. It trusts no number of the file until it was compared with another one
 * or with the size of the file. Contents are zip_read.c's.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/text.h"
#include "zip_reader.h"

/* Bits a reader may ignore: how hard the deflater tried, and what we know. */
#define FLAGS_KNOWN (0x0006 | FLAG_DESCRIPTOR | FLAG_UTF8)

/* Below this an entry may be packed as tightly as it will. */
#define RATIO_FREE_BYTES ((uint64_t)16 << 20)

const struct zip_limits zip_limits_default = {100000, (uint64_t)8 << 30, 500};

/* Where the central directory lies, by the end records. */
struct directory {
	uint64_t at, bytes, count;
	uint64_t end;		/* offset of the record behind it */
};

static enum err bad(const char *what)
{
	return err_fail(ERR_INPUT, "ZIP: %s", what);
}

static enum err bad_entry(const struct zip_item *item, const char *what)
{
	return err_fail(ERR_INPUT, "ZIP: %s: %s", item->entry.name, what);
}

enum err zip_pread(struct zip_reader *zr, uint64_t at, void *out, size_t len)
{
	unsigned char *p = out;

	if (at > zr->file_bytes || len > zr->file_bytes - at)
		return bad("a record reaches beyond the end of the file");
	if (zr->bytes) {
		memcpy(p, zr->bytes + at, len);
		return OK;
	}
	while (len) {
		ssize_t n = pread(zr->fd, p, len, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_fail(ERR_SYSTEM, "cannot read the ZIP: %s", strerror(errno));
		if (n == 0)
			return bad("the file became shorter while it was read");
		p += n;
		at += (uint64_t)n;
		len -= (size_t)n;
	}
	return OK;
}

/* A field of the end record stands for itself or for the one of ZIP64. */
static bool agrees(uint64_t field, uint64_t all_ones, uint64_t value)
{
	return field == value || field == all_ones;
}

static enum err read_end64(struct zip_reader *zr, const unsigned char *end,
	const unsigned char *locator, uint64_t locator_at, struct directory *dir)
{
	unsigned char r[END64_BYTES];

	if (locator_at < END64_BYTES || get64(locator + 8) != locator_at - END64_BYTES ||
			get32(locator + 4) != 0 || get32(locator + 16) > 1)
		return bad("its ZIP64 locator is wrong");

	enum err e = zip_pread(zr, locator_at - END64_BYTES, r, sizeof r);

	if (e != OK)
		return e;
	if (get32(r) != SIG_END64 || get64(r + 4) != END64_BYTES - 12 || get32(r + 16) ||
			get32(r + 20) || get64(r + 24) != get64(r + 32))
		return bad("its ZIP64 end record is wrong");

	struct directory d = {get64(r + 48), get64(r + 40), get64(r + 32),
		locator_at - END64_BYTES};

	if (!agrees(get16(end + 4), IN_ZIP64_16, 0) || !agrees(get16(end + 6), IN_ZIP64_16, 0) ||
			!agrees(get16(end + 8), IN_ZIP64_16, d.count) ||
			!agrees(get16(end + 10), IN_ZIP64_16, d.count) ||
			!agrees(get32(end + 12), IN_ZIP64_32, d.bytes) ||
			!agrees(get32(end + 16), IN_ZIP64_32, d.at))
		return bad("its two end records contradict each other");
	*dir = d;
	return OK;
}

static enum err read_end(struct zip_reader *zr, struct directory *dir)
{
	unsigned char r[LOCATOR64_BYTES + END_BYTES], *end = r + LOCATOR64_BYTES;
	uint64_t end_at = zr->file_bytes - END_BYTES;

	if (zr->file_bytes < END_BYTES)
		return bad("this is not a ZIP file, or only a piece of one");

	size_t before = end_at < LOCATOR64_BYTES ? 0 : LOCATOR64_BYTES;
	enum err e = zip_pread(zr, end_at - before, end - before, END_BYTES + before);

	if (e != OK)
		return e;
	if (get32(end) != SIG_END)
		return bad("this is not a ZIP file, or it was cut off, or something was added at its "
			"end");
	if (get16(end + 20))
		return bad("it has a comment, or something was added at its end");
	if (before && get32(r) == SIG_LOCATOR64)
		return read_end64(zr, end, r, end_at - LOCATOR64_BYTES, dir);
	if (get16(end + 4) || get16(end + 6) || get16(end + 8) != get16(end + 10))
		return bad("archives of several parts are not read");
	*dir = (struct directory){get32(end + 16), get32(end + 12), get16(end + 10), end_at};
	return OK;
}

static enum err check_directory(const struct zip_reader *zr, const struct directory *dir)
{
	if (dir->at > dir->end || dir->bytes != dir->end - dir->at)
		return bad("its directory is not where the end record says, or bytes were added");
	if (dir->count > zr->limits.entries)
		return err_fail(ERR_TOO_LARGE, "ZIP: more than %llu entries",
			(unsigned long long)zr->limits.entries);
	if (dir->count > dir->bytes / CENTRAL_BYTES)
		return bad("its directory is smaller than its entries");
	return OK;
}

struct extras {
	const unsigned char *zip64;	/* NULL when absent */
	size_t zip64_len;
};

/* Walk the extra fields; each must fit, ZIP64 be there once at most, and a
 * second name (Info-ZIP Unicode Path) be the same as the first. */
static enum err read_extras(const struct zip_item *item, const unsigned char *p, size_t len,
	struct extras *out)
{
	struct extras x = {NULL, 0};
	size_t name_len = strlen(item->entry.name);

	while (len) {
		if (len < 4 || get16(p + 2) > len - 4)
			return bad_entry(item, "an extra field exceeds its room");

		size_t n = get16(p + 2);

		if (get16(p) == EXTRA_ZIP64) {
			if (x.zip64)
				return bad_entry(item, "two ZIP64 fields");
			x = (struct extras){p + 4, n};
		}
		if (get16(p) == EXTRA_UNICODE_PATH && (n != name_len + 5 ||
				memcmp(p + 9, item->entry.name, name_len) != 0))
			return bad_entry(item, "it carries a second name");
		p += 4 + n;
		len -= 4 + n;
	}
	*out = x;
	return OK;
}

/* The value of a 32 bit field, taken from ZIP64 when it says so. */
static bool widen(uint64_t *value, struct extras *x)
{
	if (*value != IN_ZIP64_32)
		return true;
	if (x->zip64_len < 8)
		return false;
	*value = get64(x->zip64);
	x->zip64 += 8;
	x->zip64_len -= 8;
	return true;
}

static enum err check_kind(struct zip_item *item, const unsigned char *r)
{
	uint32_t mode = get32(r + 38) >> 16, type = mode & 0170000;
	struct zip_entry *entry = &item->entry;

	if (item->flags & (FLAG_ENCRYPTED | 0x0040 | 0x2000))
		return bad_entry(item, "it is encrypted");
	if (item->flags & ~FLAGS_KNOWN)
		return bad_entry(item, "it uses a feature that is not read");
	if (entry->method != METHOD_STORED && entry->method != METHOD_DEFLATED)
		return bad_entry(item, "its compression is not read: stored or deflated only");
	if (type != 0 && type != (entry->folder ? 0040000u : 0100000u))
		return bad_entry(item, "it is a link, a device, or no file");
	if (entry->folder && entry->bytes)
		return bad_entry(item, "a folder with content");
	if (entry->method == METHOD_STORED && entry->packed != entry->bytes)
		return bad_entry(item, "stored, but its two sizes differ");
	return OK;
}

static enum err check_sizes(struct zip_reader *zr, const struct zip_item *item,
	uint64_t *total)
{
	const struct zip_entry *entry = &item->entry;

	if (entry->bytes > zr->limits.bytes - *total)
		return err_fail(ERR_TOO_LARGE, "ZIP: %s: more than %llu bytes when unpacked",
			entry->name, (unsigned long long)zr->limits.bytes);
	if (zr->limits.ratio && entry->bytes > RATIO_FREE_BYTES &&
			entry->bytes / zr->limits.ratio > entry->packed)
		return err_fail(ERR_TOO_LARGE, "ZIP: %s: packed more than %llu times",
			entry->name, (unsigned long long)zr->limits.ratio);
	*total += entry->bytes;
	return OK;
}

/* A name in the arena; `r` is the fixed part, `name` what follows it. */
static enum err take_name(struct zip_reader *zr, size_t index, const unsigned char *r,
	const char *name, struct zip_item *item)
{
	size_t len = get16(r + 28);

	if (!zip_name_valid(name, len))
		return err_fail(ERR_INPUT, "ZIP: entry %zu: a name that is not allowed (absolute, "
			"with .. or \\, with control characters, not UTF-8, or too long)", index + 1);
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)name[i] >= 0x80 && !(item->flags & FLAG_UTF8))
			return err_fail(ERR_INPUT, "ZIP: entry %zu: its name is not marked as UTF-8",
				index + 1);
	item->entry.name = arena_strndup(zr->arena, name, len);
	item->entry.folder = name[len - 1] == '/';
	return OK;
}

/* The variable part of a central header, already in `tail`. */
static enum err take_central(struct zip_reader *zr, size_t index, const unsigned char *r,
	const unsigned char *tail, struct zip_item *out)
{
	struct zip_item item = {
		.flags = get16(r + 8),
		.dos_time = get32(r + 12),
		.local_at = get32(r + 42),
		.entry = {.method = get16(r + 10), .crc = get32(r + 16), .packed = get32(r + 20),
			.bytes = get32(r + 24)},
	};
	struct extras x;
	enum err e = take_name(zr, index, r, (const char *)tail, &item);

	if (e == OK)
		e = read_extras(&item, tail + get16(r + 28), get16(r + 30), &x);
	if (e != OK)
		return e;
	if (!widen(&item.entry.bytes, &x) || !widen(&item.entry.packed, &x) ||
			!widen(&item.local_at, &x))
		return bad_entry(&item, "its ZIP64 field lacks a value");
	if (get16(r + 34))
		return bad_entry(&item, "it lies in another part of the archive");
	*out = item;
	return check_kind(&item, r);
}

static enum err read_central(struct zip_reader *zr, const struct directory *dir)
{
	/* Name, extra field and comment have 16 bit lengths. */
	unsigned char r[CENTRAL_BYTES], *tail = arena_alloc(zr->arena, 2 * IN_ZIP64_16);
	uint64_t at = dir->at, total = 0;

	zr->count = (size_t)dir->count;
	zr->items = arena_array(zr->arena, zr->count, sizeof *zr->items);
	for (size_t i = 0; i < zr->count; i++) {
		enum err e = zip_pread(zr, at, r, sizeof r);

		if (e != OK)
			return e;
		if (get32(r) != SIG_CENTRAL)
			return err_fail(ERR_INPUT, "ZIP: entry %zu: no record of its directory", i + 1);

		size_t tail_len = (size_t)get16(r + 28) + get16(r + 30);

		e = zip_pread(zr, at + CENTRAL_BYTES, tail, tail_len);
		if (e == OK)
			e = take_central(zr, i, r, tail, &zr->items[i]);
		if (e == OK)
			e = check_sizes(zr, &zr->items[i], &total);
		if (e != OK)
			return e;
		at += CENTRAL_BYTES + tail_len + get16(r + 32);
	}
	return at == dir->end ? OK : bad("its directory does not end where it should");
}

static int by_name(const void *a, const void *b)
{
	const struct zip_item *const *x = a, *const *y = b;

	return strcmp((*x)->entry.name, (*y)->entry.name);
}

static int by_place(const void *a, const void *b)
{
	const struct zip_item *const *x = a, *const *y = b;

	return ((*x)->local_at > (*y)->local_at) - ((*x)->local_at < (*y)->local_at);
}

static struct zip_item **sorted(struct zip_reader *zr, int (*order)(const void *, const void *))
{
	struct zip_item **list = arena_array(zr->arena, zr->count + 1, sizeof *list);

	for (size_t i = 0; i < zr->count; i++)
		list[i] = &zr->items[i];
	qsort(list, zr->count, sizeof *list, order);
	return list;
}

static enum err check_names(struct zip_reader *zr)
{
	zr->by_name = sorted(zr, by_name);
	for (size_t i = 1; i < zr->count; i++)
		if (strcmp(zr->by_name[i - 1]->entry.name, zr->by_name[i]->entry.name) == 0)
			return bad_entry(zr->by_name[i], "the name is there twice");
	return OK;
}

/* Size or CRC of a local header: with a descriptor it may be left at zero. */
static bool local_agrees(const struct zip_item *item, uint64_t local, uint64_t central)
{
	return local == central || (local == 0 && item->flags & FLAG_DESCRIPTOR);
}

static enum err check_local(struct zip_reader *zr, struct zip_item *item,
	unsigned char *tail)
{
	unsigned char r[LOCAL_BYTES];
	struct zip_entry *entry = &item->entry;
	struct extras x;
	enum err e = zip_pread(zr, item->local_at, r, sizeof r);

	if (e != OK)
		return e;
	if (get32(r) != SIG_LOCAL)
		return bad_entry(item, "no local header where its directory says");

	size_t name_len = get16(r + 26), extra_len = get16(r + 28);

	if (name_len != strlen(entry->name))
		return bad_entry(item, "its two headers differ in the name");
	e = zip_pread(zr, item->local_at + LOCAL_BYTES, tail, name_len + extra_len);
	if (e != OK)
		return e;
	if (memcmp(tail, entry->name, name_len) != 0)
		return bad_entry(item, "its two headers differ in the name");
	e = read_extras(item, tail + name_len, extra_len, &x);
	if (e != OK)
		return e;

	uint64_t packed = get32(r + 18), bytes = get32(r + 22);

	if (!widen(&bytes, &x) || !widen(&packed, &x))
		return bad_entry(item, "its ZIP64 field lacks a value");
	if (get16(r + 6) != item->flags || get16(r + 8) != entry->method ||
			get32(r + 10) != item->dos_time ||
			!local_agrees(item, get32(r + 14), entry->crc) ||
			!local_agrees(item, packed, entry->packed) ||
			!local_agrees(item, bytes, entry->bytes))
		return bad_entry(item, "its two headers differ");
	entry->data_at = item->local_at + LOCAL_BYTES + name_len + extra_len;
	return OK;
}

/* The data descriptor, whose form its length tells: sizes of 4 or 8 bytes, with
 * a signature or without (4.3.9). */
static enum err check_descriptor(struct zip_reader *zr, const struct zip_item *item,
	uint64_t at, uint64_t len)
{
	unsigned char r[24], *p = r;

	if (len != 12 && len != 16 && len != 20 && len != 24)
		return bad_entry(item, "entries overlap, or hidden bytes follow it");

	enum err e = zip_pread(zr, at, r, (size_t)len);

	if (e != OK)
		return e;
	if (len == 16 || len == 24) {
		if (get32(p) != SIG_DESCRIPTOR)
			return bad_entry(item, "hidden bytes follow it");
		p += 4;
	}

	bool wide = len >= 20;
	uint64_t packed = wide ? get64(p + 4) : get32(p + 4);
	uint64_t bytes = wide ? get64(p + 12) : get32(p + 8);

	if (get32(p) != item->entry.crc || packed != item->entry.packed ||
			bytes != item->entry.bytes)
		return bad_entry(item, "its data descriptor and its directory differ");
	return OK;
}

/* Entries must lie back to back from the first byte to the directory. */
static enum err check_places(struct zip_reader *zr, const struct directory *dir)
{
	struct zip_item **list = sorted(zr, by_place);
	unsigned char *tail = arena_alloc(zr->arena, NAME_MAX_BYTES + IN_ZIP64_16);
	uint64_t expected = 0;

	for (size_t i = 0; i < zr->count; i++) {
		struct zip_item *item = list[i];
		uint64_t next = i + 1 < zr->count ? list[i + 1]->local_at : dir->at;

		if (item->local_at != expected)
			return bad_entry(item, "hidden bytes before it");

		enum err e = check_local(zr, item, tail);

		if (e != OK)
			return e;
		if (item->entry.data_at > next || item->entry.packed > next - item->entry.data_at)
			return bad_entry(item, "it overlaps what follows");

		uint64_t end = item->entry.data_at + item->entry.packed;

		if (item->flags & FLAG_DESCRIPTOR)
			e = check_descriptor(zr, item, end, next - end);
		else if (end != next)
			e = bad_entry(item, "hidden bytes follow it");
		if (e != OK)
			return e;
		expected = next;
	}
	return expected == dir->at ? OK : bad("bytes before its directory");
}

static void close_file(void *zr)
{
	close(((struct zip_reader *)zr)->fd);
}

static enum err open_file(struct zip_reader *zr, const char *path)
{
	struct stat st;

	/* Not to wait for a writer, should it be a pipe. */
	zr->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (zr->fd < 0)
		return err_fail(errno == ENOENT ? ERR_NOT_FOUND : ERR_SYSTEM, "cannot read %s: %s",
			path, strerror(errno));
	arena_on_clean(zr->arena, close_file, zr);
	if (fstat(zr->fd, &st) != 0)
		return err_fail(ERR_SYSTEM, "cannot read %s: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return err_fail(ERR_INPUT, "%s is not a file", path);
	zr->file_bytes = (uint64_t)st.st_size;
	return OK;
}

static struct zip_reader *reader_new(struct arena *a, const struct zip_limits *limits)
{
	struct zip_reader *zr = arena_alloc(a, sizeof *zr);

	zr->arena = a;
	zr->limits = limits ? *limits : zip_limits_default;
	return zr;
}

static enum err read_structure(struct zip_reader *zr, struct zip_reader **out)
{
	struct directory dir = {0};
	enum err e = read_end(zr, &dir);

	if (e == OK)
		e = check_directory(zr, &dir);
	if (e == OK)
		e = read_central(zr, &dir);
	if (e == OK)
		e = check_names(zr);
	if (e == OK)
		e = check_places(zr, &dir);
	if (e == OK)
		*out = zr;
	return e;
}

enum err zip_open(struct arena *a, const char *path, const struct zip_limits *limits,
	struct zip_reader **out)
{
	struct zip_reader *zr = reader_new(a, limits);
	enum err e = open_file(zr, path);

	return e ? e : read_structure(zr, out);
}

enum err zip_open_bytes(struct arena *a, const void *bytes, size_t len,
	const struct zip_limits *limits, struct zip_reader **out)
{
	struct zip_reader *zr = reader_new(a, limits);

	zr->bytes = bytes;
	zr->file_bytes = len;
	return read_structure(zr, out);
}
