/*
 * ZIP: the writer's archives by APPNOTE and the bundle's contract, checked by
 * the reader and, where it is installed, by unzip; the reader's strictness.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "codec/zip.h"

static struct arena *arena;
static char path[64];

static int setup(void **state)
{
	(void)state;
	arena = arena_new();
	snprintf(path, sizeof path, "/tmp/test_zip.XXXXXX");

	int fd = mkstemp(path);

	return fd < 0 ? -1 : close(fd);
}

static int teardown(void **state)
{
	(void)state;
	unlink(path);
	arena_free(arena);
	return 0;
}

static enum err to_buf(void *ctx, const void *bytes, size_t len)
{
	buf_add(ctx, bytes, len);
	return OK;
}

static enum err to_file(void *ctx, const void *bytes, size_t len)
{
	return fwrite(bytes, 1, len, ctx) == len ? OK : ERR_SYSTEM;
}

static void store(const void *bytes, size_t len)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
}

/* Open what is at `path` and read all of it. */
static enum err open_and_read(const struct zip_limits *limits, struct zip_reader **zr,
	struct buf *content)
{
	enum err e = zip_open(arena, path, limits, zr);

	for (size_t i = 0; e == OK && i < zip_count(*zr); i++)
		e = zip_read(*zr, zip_entry_at(*zr, i), (struct zip_sink){to_buf, content});
	return e;
}

static enum err opened(const void *bytes, size_t len)
{
	struct zip_reader *zr;
	struct buf *content = buf_new(arena, 1 << 20);

	store(bytes, len);
	return open_and_read(NULL, &zr, content);
}

/* Refused, with the words in the detail. */
static void assert_refused(const void *bytes, size_t len, const char *words)
{
	if (opened(bytes, len) != ERR_INPUT)
		fail_msg("taken, instead of: %s", words);
	if (!strstr(err_detail(), words))
		fail_msg("\"%s\" lacks \"%s\"", err_detail(), words);
}

static void unzip_agrees(void)
{
	if (system("command -v unzip >/dev/null 2>&1") != 0) {
		print_message("# unzip is not installed: not asked\n");
		return;
	}
	/* Without a UTF-8 locale it takes a name such as ž for damage. */
	assert_int_equal(system(arena_printf(arena, "LC_ALL=C.UTF-8 unzip -tqq %s "
		">/dev/null", path)), 0);
}

/* Two entries, the text cut into pieces of `piece` bytes. */
static struct buf *two_entries(size_t piece)
{
	struct buf *out = buf_new(arena, 1 << 20);
	struct zip_writer *zw = zip_writer_new(arena, (struct zip_sink){to_buf, out});
	struct buf *text = buf_new(arena, 1 << 20);

	for (int i = 0; i < 20000; i++)
		buf_printf(text, "%d,%d\r\n", i, i * i % 977);
	assert_int_equal(zip_begin(zw, "answers.csv"), OK);
	for (size_t at = 0; at < text->len; at += piece)
		assert_int_equal(zip_write(zw, text->data + at,
			text->len - at < piece ? text->len - at : piece), OK);
	assert_int_equal(zip_end(zw), OK);
	assert_int_equal(zip_begin(zw, "forms/\xC5\xBE/survey.csv"), OK);
	assert_int_equal(zip_end(zw), OK);
	assert_int_equal(zip_finish(zw), OK);
	return out;
}

static void round_trip(void **state)
{
	struct buf *zip = two_entries(1000);
	struct zip_reader *zr;
	char *data;
	size_t len;

	(void)state;
	store(zip->data, zip->len);
	assert_int_equal(zip_open(arena, path, NULL, &zr), OK);
	assert_int_equal(zip_count(zr), 2);
	assert_string_equal(zip_entry_at(zr, 0)->name, "answers.csv");
	assert_null(zip_find(zr, "answers.cs"));

	const struct zip_entry *entry = zip_find(zr, "answers.csv");

	assert_ptr_equal(entry, zip_entry_at(zr, 0));
	assert_int_equal(zip_read_all(arena, zr, entry, 1 << 20, &data, &len), OK);
	assert_int_equal(len, entry->bytes);
	assert_memory_equal(data, "0,0\r\n1,1\r\n2,4\r\n", 15);
	assert_memory_equal(data + len - 11, "19999,", 6);
	assert_int_equal(zip_read_all(arena, zr, entry, len - 1, &data, &len), ERR_TOO_LARGE);

	entry = zip_find(zr, "forms/\xC5\xBE/survey.csv");
	assert_non_null(entry);
	assert_int_equal(entry->bytes, 0);
	assert_false(entry->folder);
	assert_int_equal(zip_read_all(arena, zr, entry, 0, &data, &len), OK);
	assert_string_equal(data, "");
	unzip_agrees();
}

static void pieces_do_not_matter(void **state)
{
	struct buf *whole = two_entries(SIZE_MAX);
	static const size_t pieces[] = {1, 7, 4096, 65535, 65536, 65537};

	(void)state;
	for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
		struct buf *again = two_entries(pieces[i]);

		assert_int_equal(again->len, whole->len);
		assert_memory_equal(again->data, whole->data, whole->len);
	}
}

static uint64_t le(const struct buf *b, size_t at, int bytes)
{
	uint64_t v = 0;

	assert_true(at + (size_t)bytes <= b->len);
	for (int i = bytes; i-- > 0;)
		v = v << 8 | (unsigned char)b->data[at + (size_t)i];
	return v;
}

/* APPNOTE 4.3.7, 4.3.9, 4.3.12, 4.3.16, and "The bundle" of the contracts. */
static void records_by_the_contract(void **state)
{
	struct buf *out = buf_new(arena, 1000);
	struct zip_writer *zw = zip_writer_new(arena, (struct zip_sink){to_buf, out});

	(void)state;
	assert_int_equal(zip_begin(zw, "a"), OK);
	assert_int_equal(zip_write(zw, "123456789", 9), OK);
	assert_int_equal(zip_end(zw), OK);
	assert_int_equal(zip_finish(zw), OK);

	assert_int_equal(le(out, 0, 4), 0x04034b50);
	assert_int_equal(le(out, 4, 2), 45);
	assert_int_equal(le(out, 6, 2), 0x0808);
	assert_int_equal(le(out, 8, 2), 8);
	assert_int_equal(le(out, 10, 2), 0);
	assert_int_equal(le(out, 12, 2), 1 << 5 | 1);
	for (size_t at = 14; at < 26; at += 4)
		assert_int_equal(le(out, at, 4), 0);
	assert_int_equal(le(out, 26, 2), 1);
	assert_int_equal(le(out, 28, 2), 20);
	assert_int_equal(out->data[30], 'a');
	assert_int_equal(le(out, 31, 2), 1);
	assert_int_equal(le(out, 33, 2), 16);

	size_t end = out->len - 22, central = (size_t)le(out, end + 16, 4);
	size_t descriptor = central - 24;
	uint64_t packed = descriptor - 51;

	assert_int_equal(le(out, descriptor, 4), 0x08074b50);
	assert_int_equal(le(out, descriptor + 4, 4), 0xCBF43926);
	assert_int_equal(le(out, descriptor + 8, 8), packed);
	assert_int_equal(le(out, descriptor + 16, 8), 9);

	assert_int_equal(le(out, central, 4), 0x02014b50);
	assert_int_equal(le(out, central + 8, 2), 0x0808);
	assert_int_equal(le(out, central + 14, 2), 1 << 5 | 1);
	assert_int_equal(le(out, central + 16, 4), 0xCBF43926);
	assert_int_equal(le(out, central + 20, 4), packed);
	assert_int_equal(le(out, central + 24, 4), 9);
	assert_int_equal(le(out, central + 42, 4), 0);

	assert_int_equal(le(out, end, 4), 0x06054b50);
	assert_int_equal(le(out, end + 10, 2), 1);
	assert_int_equal(le(out, end + 12, 4), end - central);
	assert_int_equal(le(out, end + 20, 2), 0);
}

static void empty_archive(void **state)
{
	struct buf *out = buf_new(arena, 1000);
	struct zip_writer *zw = zip_writer_new(arena, (struct zip_sink){to_buf, out});
	struct zip_reader *zr;

	(void)state;
	assert_int_equal(zip_finish(zw), OK);
	assert_int_equal(out->len, 22);
	store(out->data, out->len);
	assert_int_equal(zip_open(arena, path, NULL, &zr), OK);
	assert_int_equal(zip_count(zr), 0);
	assert_null(zip_find(zr, "a"));
}

static void writer_refuses(void **state)
{
	static const char *const bad[] = {"", "/a", "../a", "a//b", "folder/", "a\\b", "a\nb",
		"C:a", "\xFF"};
	struct zip_sink sink = {to_buf, buf_new(arena, 10000)};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(zip_begin(zip_writer_new(arena, sink), bad[i]), ERR_INPUT);

	struct zip_writer *zw = zip_writer_new(arena, sink);

	assert_int_equal(zip_begin(zw, "a"), OK);
	assert_int_equal(zip_end(zw), OK);
	assert_int_equal(zip_begin(zw, "a"), ERR_INPUT);
	assert_non_null(strstr(err_detail(), "two entries named a"));
	/* What failed once stays failed. */
	assert_int_equal(zip_begin(zw, "b"), ERR_INPUT);
	assert_int_equal(zip_finish(zw), ERR_INPUT);

	assert_int_equal(zip_write(zip_writer_new(arena, sink), "x", 1), ERR_USAGE);
	assert_int_equal(zip_end(zip_writer_new(arena, sink)), ERR_USAGE);
	zw = zip_writer_new(arena, sink);
	assert_int_equal(zip_begin(zw, "a"), OK);
	assert_int_equal(zip_finish(zw), ERR_USAGE);
}

static enum err disk_full(void *ctx, const void *bytes, size_t len)
{
	size_t *left = ctx;

	(void)bytes;
	if (len > *left)
		return ERR_SYSTEM;
	*left -= len;
	return OK;
}

static void failing_sink(void **state)
{
	size_t left = 100000;
	struct zip_writer *zw = zip_writer_new(arena, (struct zip_sink){disk_full, &left});
	uint32_t noise = 1;
	enum err e = zip_begin(zw, "a");

	(void)state;
	for (int i = 0; i < 1000000 && e == OK; i++) {
		noise = noise * 1664525 + 1013904223;
		e = zip_write(zw, &noise, sizeof noise);
	}
	assert_int_equal(e, ERR_SYSTEM);
	assert_int_equal(zip_end(zw), ERR_SYSTEM);
	assert_int_equal(zip_finish(zw), ERR_SYSTEM);
}

static void many_entries(void **state)
{
	FILE *f = fopen(path, "wb");
	struct zip_writer *zw = zip_writer_new(arena, (struct zip_sink){to_file, f});
	struct zip_reader *zr;
	char *data;
	size_t len;

	(void)state;
	for (int i = 0; i < 70000; i++) {
		char name[32];

		snprintf(name, sizeof name, "m/%d.txt", i);
		assert_int_equal(zip_begin(zw, name), OK);
		assert_int_equal(zip_write(zw, name, strlen(name)), OK);
		assert_int_equal(zip_end(zw), OK);
	}
	assert_int_equal(zip_finish(zw), OK);
	fclose(f);
	assert_int_equal(zip_open(arena, path, NULL, &zr), OK);
	assert_int_equal(zip_count(zr), 70000);
	assert_int_equal(zip_read_all(arena, zr, zip_find(zr, "m/69999.txt"), 100, &data, &len),
		OK);
	assert_string_equal(data, "m/69999.txt");
	unzip_agrees();

	struct zip_limits limits = zip_limits_default;

	limits.entries = 69999;
	assert_int_equal(zip_open(arena, path, &limits, &zr), ERR_TOO_LARGE);
}

static enum err count_bytes(void *ctx, const void *bytes, size_t len)
{
	(void)bytes;
	*(uint64_t *)ctx += len;
	return OK;
}

/* An entry, and then an offset, over 4 GiB; half a minute, so only when asked. */
static void beyond_4_gib(void **state)
{
	static const char zeros[1 << 16];
	struct zip_limits any = {10, UINT64_MAX, 0};
	struct zip_reader *zr;
	uint64_t got = 0;

	(void)state;
	if (!getenv("SLOW_TESTS")) {
		print_message("# SLOW_TESTS is not set: skipped\n");
		return;
	}

	FILE *f = fopen(path, "wb");
	struct zip_writer *zw = zip_writer_new(arena, (struct zip_sink){to_file, f});

	assert_int_equal(zip_begin(zw, "big"), OK);
	for (int i = 0; i < 65600; i++)
		assert_int_equal(zip_write(zw, zeros, sizeof zeros), OK);
	assert_int_equal(zip_end(zw), OK);
	assert_int_equal(zip_begin(zw, "small"), OK);
	assert_int_equal(zip_end(zw), OK);
	assert_int_equal(zip_finish(zw), OK);
	fclose(f);
	assert_int_equal(zip_open(arena, path, &any, &zr), OK);
	assert_int_equal(zip_read(zr, zip_find(zr, "big"),
		(struct zip_sink){count_bytes, &got}), OK);
	assert_true(got == 65600 * (uint64_t)sizeof zeros);
	assert_true(got > UINT32_MAX);
	unzip_agrees();
	any.bytes = got - 1;
	assert_int_equal(zip_open(arena, path, &any, &zr), ERR_TOO_LARGE);
}

static void names(void **state)
{
	static const char *const good[] = {"a", "a/b.csv", "a/", ".hidden", "..a", "a..b", "a/...",
		"ab:c", "\xC5\xBE", "\xC2\xA0", "a b"};
	static const char *const bad[] = {"", "/", "/a", "a//b", "a/./b", "./a", "..", "../a",
		"a/..", "a/../b", "a\\b", "c:/a", "C:", "a\x7F", "a\tb", "a\xC2\x85", "a//", "\xC5",
		"\xED\xA0\x80", "\xC0\xAF"};
	char *long_name = arena_alloc(arena, 1025);

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_true(zip_name_valid(good[i], strlen(good[i])));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(zip_name_valid(bad[i], strlen(bad[i])));
	assert_false(zip_name_valid("a\0b", 3));
	memset(long_name, 'x', 1025);
	assert_true(zip_name_valid(long_name, 1024));
	assert_false(zip_name_valid(long_name, 1025));
}

/*
 * An archive put together by hand, with one thing wrong. `what` says which.
 */
enum wrong {
	NOTHING, ENCRYPTED, STRONG, METHOD_12, LINK, DEVICE, ABSOLUTE, DUPLICATE, OTHER_NAME,
	OTHER_CRC, GAP, NO_UTF8_FLAG, SECOND_NAME, FOLDER_WITH_BYTES, SAME_PLACE, OTHER_DISK,
	DESCRIPTOR_12, DESCRIPTOR_16, DESCRIPTOR_WRONG, BAD_CRC, COMMENT,
};

static void put_le(struct buf *b, uint64_t v, int bytes)
{
	for (; bytes > 0; bytes--, v >>= 8)
		buf_putc(b, (char)(v & 255));
}

struct entry {
	const char *local, *central;
	uint64_t flags, method, crc, mode, at;
};

static bool with_descriptor(enum wrong what)
{
	return what == DESCRIPTOR_12 || what == DESCRIPTOR_16 || what == DESCRIPTOR_WRONG;
}

/* Two stored files "hello" with CRC 3610a686 of theirs. */
static struct entry entry_of(enum wrong what, bool second)
{
	struct entry e = {second ? "b" : "a", second ? "b" : "a", 0, 0, 0x3610a686,
		0100644, 0};

	if (!second)
		return e;
	if (what == ABSOLUTE)
		e.local = e.central = "/b";
	if (what == DUPLICATE)
		e.local = e.central = "a";
	if (what == OTHER_NAME)
		e.local = "c";
	if (what == NO_UTF8_FLAG)
		e.local = e.central = "\xC5\xBE";
	if (what == FOLDER_WITH_BYTES)
		e.local = e.central = "b/";
	if (what == BAD_CRC)
		e.crc++;
	e.flags = what == ENCRYPTED ? 1 : what == STRONG ? 0x41 : with_descriptor(what) ? 8 : 0;
	e.method = what == METHOD_12 ? 12 : 0;
	e.mode = what == LINK ? 0120777 : what == DEVICE ? 0020666 : what == FOLDER_WITH_BYTES ?
		0040755 : e.mode;
	return e;
}

static void put_head(struct buf *b, const struct entry *e, bool sizes, size_t extra)
{
	put_le(b, e->flags, 2);
	put_le(b, e->method, 2);
	put_le(b, 0x00210000, 4);
	put_le(b, sizes ? e->crc : 0, 4);
	put_le(b, sizes ? 5 : 0, 4);
	put_le(b, sizes ? 5 : 0, 4);
	put_le(b, strlen(e->local), 2);
	put_le(b, extra, 2);
}

static void put_entry(struct buf *b, struct entry *e, enum wrong what)
{
	bool after = e->flags & 8;

	e->at = b->len;
	put_le(b, 0x04034b50, 4);
	put_le(b, 20, 2);
	put_head(b, e, !after, 0);
	buf_puts(b, e->local);
	buf_puts(b, "hello");
	if (!after)
		return;
	if (what != DESCRIPTOR_12)
		put_le(b, 0x08074b50, 4);
	put_le(b, e->crc, 4);
	put_le(b, what == DESCRIPTOR_WRONG ? 6 : 5, 4);
	put_le(b, 5, 4);
}

static void put_record(struct buf *b, const struct entry *e, enum wrong what, bool second)
{
	size_t extra = what == SECOND_NAME && second ? 4 + 5 + 1 : 0;

	put_le(b, 0x02014b50, 4);
	put_le(b, 3 << 8 | 20, 2);
	put_le(b, 20, 2);
	put_head(b, e, true, extra);
	put_le(b, 0, 2);
	put_le(b, what == OTHER_DISK && second, 2);
	put_le(b, 0, 2);
	put_le(b, e->mode << 16, 4);
	put_le(b, e->at, 4);
	buf_puts(b, e->central);
	if (extra) {
		put_le(b, 0x7075, 2);
		put_le(b, 6, 2);
		put_le(b, 1, 5);
		buf_putc(b, 'x');
	}
}

static struct buf *crafted(enum wrong what)
{
	struct buf *b = buf_new(arena, 10000);
	struct entry first = entry_of(what, false), second = entry_of(what, true);

	put_entry(b, &first, what);
	if (what == GAP)
		buf_puts(b, "x");
	put_entry(b, &second, what);
	if (what == SAME_PLACE)
		second = first;
	if (what == OTHER_CRC)
		second.crc ^= 1;

	size_t central = b->len;

	put_record(b, &first, what, false);
	if (what == SAME_PLACE)
		second.central = "b";
	put_record(b, &second, what, true);

	size_t end = b->len;

	put_le(b, 0x06054b50, 4);
	put_le(b, 0, 4);
	put_le(b, 2, 2);
	put_le(b, 2, 2);
	put_le(b, end - central, 4);
	put_le(b, central, 4);
	put_le(b, what == COMMENT ? 3 : 0, 2);
	if (what == COMMENT)
		buf_puts(b, "hey");
	return b;
}

static void crafted_archives(void **state)
{
	static const struct {
		enum wrong what;
		const char *words;
	} cases[] = {
		{ENCRYPTED, "b: it is encrypted"}, {STRONG, "b: it is encrypted"},
		{METHOD_12, "b: its compression"}, {LINK, "b: it is a link"},
		{DEVICE, "b: it is a link, a device"}, {ABSOLUTE, "entry 2: a name"},
		{DUPLICATE, "a: the name is there twice"}, {OTHER_NAME, "b: its two headers differ"},
		{OTHER_CRC, "b: its two headers differ"}, {GAP, "a: hidden bytes follow"},
		{NO_UTF8_FLAG, "entry 2: its name is not marked"},
		{SECOND_NAME, "b: it carries a second name"},
		{FOLDER_WITH_BYTES, "b/: a folder with content"},
		{SAME_PLACE, "overlaps what follows"}, {OTHER_DISK, "b: it lies in another part"},
		{DESCRIPTOR_WRONG, "b: its data descriptor"}, {BAD_CRC, "b: its checksum is wrong"},
		{COMMENT, "added at its end"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf *b = crafted(cases[i].what);

		assert_refused(b->data, b->len, cases[i].words);
	}

	static const enum wrong fine[] = {NOTHING, DESCRIPTOR_12, DESCRIPTOR_16};

	for (size_t i = 0; i < sizeof fine / sizeof *fine; i++) {
		struct buf *b = crafted(fine[i]);

		assert_int_equal(opened(b->data, b->len), OK);
	}
	unzip_agrees();
}

static void something_before_or_after(void **state)
{
	struct buf *zip = crafted(NOTHING), *more = buf_new(arena, 10000);

	(void)state;
	buf_puts(more, "#!");
	buf_add(more, zip->data, zip->len);
	assert_refused(more->data, more->len, "bytes were added");
	assert_refused(more->data + 2, zip->len - 1, "cut off");
	buf_clear(more);
	buf_add(more, zip->data, zip->len);
	buf_putc(more, '\0');
	assert_refused(more->data, more->len, "added at its end");
	assert_refused("", 0, "not a ZIP file");
	assert_refused("submission,round\r\n1,2\r\n3,4\r\n", 28, "not a ZIP file");
}

/* Every prefix is refused; every changed byte is refused or changes nothing. */
static void damaged_anywhere(void **state)
{
	struct buf *out = buf_new(arena, 1000), *content = buf_new(arena, 1000);
	struct zip_writer *zw = zip_writer_new(arena, (struct zip_sink){to_buf, out});
	struct arena *outer = arena;

	(void)state;
	assert_int_equal(zip_begin(zw, "ab/c"), OK);
	assert_int_equal(zip_write(zw, "hello hello hello", 17), OK);
	assert_int_equal(zip_end(zw), OK);
	assert_int_equal(zip_finish(zw), OK);
	arena = arena_new();
	for (size_t n = 0; n < out->len; n++) {
		assert_int_equal(opened(out->data, n), ERR_INPUT);
		arena_reset(arena);
	}
	for (size_t i = 0; i < 8 * out->len; i++) {
		struct zip_reader *zr;

		out->data[i / 8] ^= (char)(1 << i % 8);
		store(out->data, out->len);
		buf_clear(content);

		enum err e = open_and_read(NULL, &zr, content);

		if (e == OK) {
			assert_int_equal(zip_count(zr), 1);
			assert_string_equal(zip_entry_at(zr, 0)->name, "ab/c");
			assert_string_equal(content->data, "hello hello hello");
		}
		out->data[i / 8] ^= (char)(1 << i % 8);
		arena_reset(arena);
	}
	arena_free(arena);
	arena = outer;
}

static void bombs(void **state)
{
	static const char zeros[1 << 20];
	struct buf *out = buf_new(arena, 1 << 20);
	struct zip_writer *zw = zip_writer_new(arena, (struct zip_sink){to_buf, out});
	struct zip_limits limits = {10, 40 << 20, 100};
	struct zip_reader *zr;

	(void)state;
	assert_int_equal(zip_begin(zw, "zeros"), OK);
	for (int i = 0; i < 32; i++)
		assert_int_equal(zip_write(zw, zeros, sizeof zeros), OK);
	assert_int_equal(zip_end(zw), OK);
	assert_int_equal(zip_finish(zw), OK);
	store(out->data, out->len);
	assert_int_equal(zip_open(arena, path, &limits, &zr), ERR_TOO_LARGE);
	assert_non_null(strstr(err_detail(), "zeros: packed more than 100 times"));
	limits.ratio = 2000;
	assert_int_equal(zip_open(arena, path, &limits, &zr), OK);
	limits.bytes = (32 << 20) - 1;
	assert_int_equal(zip_open(arena, path, &limits, &zr), ERR_TOO_LARGE);

	/* The directory and the descriptor claim 1,000 bytes: no more come out. */
	size_t central = (size_t)le(out, out->len - 6, 4);
	uint64_t got = 0;

	memcpy(out->data + central + 24, "\xE8\x03\0", 4);
	memcpy(out->data + central - 8, "\xE8\x03\0\0\0\0\0", 8);
	store(out->data, out->len);
	assert_int_equal(zip_open(arena, path, &limits, &zr), OK);
	assert_int_equal(zip_read(zr, zip_entry_at(zr, 0),
		(struct zip_sink){count_bytes, &got}), ERR_INPUT);
	assert_non_null(strstr(err_detail(), "more bytes than its directory says"));
	assert_true(got <= 1000);
}

static enum err stop(void *ctx, const void *bytes, size_t len)
{
	(void)ctx;
	(void)bytes;
	(void)len;
	return ERR_BUSY;
}

static void sink_can_stop(void **state)
{
	struct buf *zip = two_entries(1000);
	struct zip_reader *zr;

	(void)state;
	store(zip->data, zip->len);
	assert_int_equal(zip_open(arena, path, NULL, &zr), OK);
	assert_int_equal(zip_read(zr, zip_entry_at(zr, 0), (struct zip_sink){stop, NULL}),
		ERR_BUSY);
}

static void not_a_file(void **state)
{
	struct zip_reader *zr = NULL;

	(void)state;
	assert_int_equal(zip_open(arena, "/tmp/no/such.zip", NULL, &zr), ERR_NOT_FOUND);
	assert_int_equal(zip_open(arena, "/tmp", NULL, &zr), ERR_INPUT);
	assert_int_equal(zip_open(arena, "/dev/zero", NULL, &zr), ERR_INPUT);
	assert_null(zr);
}

#define YAUZL "../shared/corpora/zip-yauzl"

/* What that corpus opens and we do not, on purpose. */
static const char *refused_by_policy(const char *name)
{
	static const struct {
		const char *start, *words;
	} list[] = {
		{"traditional-encryption", "it is encrypted"},
		{"bogus-compression-method", "its compression is not read"},
		/* Backslashes instead of slashes. */
		{"sloppy-filenames", "a name that is not allowed"},
		/* The name in the header is not UTF-8; the one meant is in a field. */
		{"unicode-path-extra-field", "a name that is not allowed"},
	};

	for (size_t i = 0; i < sizeof list / sizeof *list; i++)
		if (strncmp(name, list[i].start, strlen(list[i].start)) == 0)
			return list[i].words;
	return NULL;
}

static enum err corpus_file(const char *folder, const char *name)
{
	struct zip_reader *zr;
	struct buf *content = buf_new(arena, 16 << 20);

	enum err e = zip_open(arena, arena_printf(arena, YAUZL "/%s/%s", folder, name), NULL, &zr);

	for (size_t i = 0; e == OK && i < zip_count(zr); i++)
		e = zip_read(zr, zip_entry_at(zr, i), (struct zip_sink){to_buf, content});
	return e;
}

static void yauzl(void **state)
{
	char **files;
	size_t count;

	(void)state;
	if (!file_is_dir(YAUZL)) {
		print_message("# " YAUZL " is not here: skipped\n");
		return;
	}
	assert_int_equal(file_list(arena, YAUZL "/success", &files, &count), OK);
	assert_true(count >= 20);
	for (size_t i = 0; i < count; i++) {
		const char *policy = refused_by_policy(files[i]);
		enum err e = corpus_file("success", files[i]);

		if (e != (policy ? ERR_INPUT : OK) || (policy && !strstr(err_detail(), policy)))
			fail_msg("%s: %s", files[i], e ? err_detail() : "taken");
	}
	assert_int_equal(file_list(arena, YAUZL "/failure", &files, &count), OK);
	assert_true(count >= 20);
	for (size_t i = 0; i < count; i++)
		if (corpus_file("failure", files[i]) != ERR_INPUT)
			fail_msg("%s: taken", files[i]);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(round_trip),
		CASE(pieces_do_not_matter),
		CASE(records_by_the_contract),
		CASE(empty_archive),
		CASE(writer_refuses),
		CASE(failing_sink),
		CASE(many_entries),
		CASE(beyond_4_gib),
		CASE(names),
		CASE(crafted_archives),
		CASE(something_before_or_after),
		CASE(damaged_anywhere),
		CASE(bombs),
		CASE(sink_can_stop),
		CASE(not_a_file),
		CASE(yauzl),
	};

	return cmocka_run_group_tests_name("codec/zip", tests, NULL, NULL);
}
