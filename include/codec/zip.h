/*
 * ZIP (PKWARE APPNOTE 6.3.10): a writer that streams, and a strict reader. Both
 * know entries with a name and bytes, nothing of what a bundle holds, and never
 * put anything on the disk.
 */
#ifndef CODEC_ZIP_H
#define CODEC_ZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct arena;

/* Where bytes go: a socket, a file, a digest, a parser. What `write` returns
 * other than OK ends the work and is handed on. */
struct zip_sink {
	enum err (*write)(void *ctx, const void *bytes, size_t len);
	void *ctx;
};

/* Whether a name may stand in our archives: UTF-8, 1 to 1,024 bytes, relative,
 * '/' between parts, no part empty or "." or "..", no backslash, no control
 * character, no drive letter. A '/' at the end names a folder. */
bool zip_name_valid(const char *name, size_t len);

/*
 * Writer. Every entry is deflated at level 1 with a ZIP64 data descriptor (local
 * sizes zero, extra field 0x0001), dated 1980-01-01, its name flagged UTF-8: the
 * same entries with the same bytes give the same archive, in whatever pieces
 * they come. About 400 KiB of memory; less than 100 bytes and its name an entry.
 */
struct zip_writer;

/* A writer that lives in the arena. */
struct zip_writer *zip_writer_new(struct arena *a, struct zip_sink sink);
/* Begin an entry. ERR_INPUT for a name that is not valid, names a folder, or was
 * there before; ERR_USAGE inside another entry. After any error of the writer
 * every further call returns that error: the archive is lost. */
enum err zip_begin(struct zip_writer *zw, const char *name);
enum err zip_write(struct zip_writer *zw, const void *bytes, size_t len);
enum err zip_end(struct zip_writer *zw);
/* Write the central directory; nothing may follow. */
enum err zip_finish(struct zip_writer *zw);

/*
 * Reader. zip_open checks the whole structure before any entry is read: one
 * disk, no archive comment, no encryption, methods 0 and 8 only, valid names,
 * no duplicates, no links or devices, local headers and descriptors equal to
 * the central directory, and entries that lie back to back from the first byte
 * of the file, so that nothing overlaps and nothing is hidden. Folders (names
 * with '/' at the end) must be empty.
 */
struct zip_limits {
	uint64_t entries;
	uint64_t bytes;		/* all entries together, inflated */
	uint64_t ratio;		/* an entry over 16 MiB may hold so many times its packed size; 0: any */
};
extern const struct zip_limits zip_limits_default;	/* 100,000, 8 GiB, 500 */

struct zip_entry {
	const char *name;	/* in the arena of the reader */
	uint64_t bytes;		/* inflated */
	uint64_t packed;
	uint32_t crc;
	uint16_t method;	/* 0 stored, 8 deflated */
	bool folder;
	uint64_t data_at;	/* offset of its packed bytes in the file */
};

struct zip_reader;

/* Open the archive at `path`; it is closed with the arena. `limits` may be NULL:
 * the default ones. ERR_NOT_FOUND, ERR_SYSTEM; ERR_INPUT when it is no ZIP or
 * breaks a rule above (the detail names the entry); ERR_TOO_LARGE for a limit. */
enum err zip_open(struct arena *a, const char *path, const struct zip_limits *limits,
	struct zip_reader **out);

/* The same of bytes in memory, which must live as long as the reader. */
enum err zip_open_bytes(struct arena *a, const void *bytes, size_t len,
	const struct zip_limits *limits, struct zip_reader **out);

/* Entries in the order of the central directory. */
size_t zip_count(const struct zip_reader *zr);
const struct zip_entry *zip_entry_at(const struct zip_reader *zr, size_t index);
/* The entry of that name, NULL when absent. */
const struct zip_entry *zip_find(const struct zip_reader *zr, const char *name);

/* Hand the bytes of an entry to `sink`, piece by piece. Only when OK is returned
 * were size and CRC right: what came before must not be trusted until then.
 * ERR_INPUT when the data is damaged. */
enum err zip_read(struct zip_reader *zr, const struct zip_entry *entry,
	struct zip_sink sink);

/* The whole entry in `a`, a NUL behind it. ERR_TOO_LARGE over `max_bytes`. */
enum err zip_read_all(struct arena *a, struct zip_reader *zr,
	const struct zip_entry *entry, size_t max_bytes, char **data, size_t *len);

#endif
