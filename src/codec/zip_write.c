/*
 * A ZIP archive as a stream of bytes. Owns the records and the compression; what
 * the entries mean, and where the bytes go, is the caller's.
 */
#include <string.h>
#include <zlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "codec/zip.h"
#include "zip_format.h"

/* Input is deflated in whole pieces of this size, so that the result does not
 * depend on how the caller cut it. */
#define IN_BYTES 65536
#define OUT_BYTES 65536

/* Of the central directory in memory: some five million entries. */
#define INDEX_MAX_BYTES ((size_t)512 << 20)

#define LEVEL 1
#define VERSION_NEEDED 45	/* ZIP64 */
#define MADE_BY (3 << 8 | VERSION_NEEDED)
#define REGULAR_0644 (0100644u << 16)
#define DOS_1980_01_01 (0x0021u << 16)	/* date, and time 00:00:00 */
#define FLAGS (FLAG_DESCRIPTOR | FLAG_UTF8)

/* An entry as it waits for the central directory, its name behind it. */
struct waiting {
	uint64_t bytes, packed, local_at;
	uint32_t crc;
	uint32_t name_len;
};

struct zip_writer {
	struct arena *arena;
	struct zip_sink sink;
	enum err failed;
	bool in_entry, finished;

	z_stream z;
	size_t in_len, out_len;
	uint64_t flushed;		/* bytes the sink has taken */

	struct waiting entry;		/* the one being written */
	uint64_t data_at;
	char name[NAME_MAX_BYTES];
	struct buf *index;
	uint64_t count;
	uint64_t *seen;			/* hashes of names, 0 is free */
	size_t seen_slots;

	unsigned char in[IN_BYTES], out[OUT_BYTES];
};

static void end_deflate(void *zw)
{
	deflateEnd(&((struct zip_writer *)zw)->z);
}

struct zip_writer *zip_writer_new(struct arena *a, struct zip_sink sink)
{
	struct zip_writer *zw = arena_alloc(a, sizeof *zw);

	zw->arena = a;
	zw->sink = sink;
	zw->index = buf_new(a, INDEX_MAX_BYTES);
	if (deflateInit2(&zw->z, LEVEL, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		log_die("out of memory (deflate)");
	arena_on_clean(a, end_deflate, zw);
	return zw;
}

static uint64_t position(const struct zip_writer *zw)
{
	return zw->flushed + zw->out_len;
}

static enum err flush(struct zip_writer *zw)
{
	if (zw->out_len && !zw->failed)
		zw->failed = zw->sink.write(zw->sink.ctx, zw->out, zw->out_len);
	zw->flushed += zw->out_len;
	zw->out_len = 0;
	return zw->failed;
}

static void put(struct zip_writer *zw, const void *bytes, size_t len)
{
	const unsigned char *p = bytes;

	while (len && !zw->failed) {
		size_t room = OUT_BYTES - zw->out_len, n = len < room ? len : room;

		memcpy(zw->out + zw->out_len, p, n);
		zw->out_len += n;
		p += n;
		len -= n;
		if (zw->out_len == OUT_BYTES)
			flush(zw);
	}
}

/* Deflate what waits in `in`; `mode` is Z_NO_FLUSH or Z_FINISH. */
static enum err squeeze(struct zip_writer *zw, int mode)
{
	int state;

	zw->entry.crc = (uint32_t)crc32(zw->entry.crc, zw->in, (uInt)zw->in_len);
	zw->z.next_in = zw->in;
	zw->z.avail_in = (uInt)zw->in_len;
	zw->in_len = 0;
	do {
		zw->z.next_out = zw->out + zw->out_len;
		zw->z.avail_out = (uInt)(OUT_BYTES - zw->out_len);
		state = deflate(&zw->z, mode);
		if (state == Z_STREAM_ERROR)
			log_die("deflate lost its state");
		zw->out_len = OUT_BYTES - zw->z.avail_out;
		if (zw->out_len == OUT_BYTES)
			flush(zw);
	} while (!zw->failed && (mode == Z_FINISH ? state != Z_STREAM_END : zw->z.avail_in > 0));
	return zw->failed;
}

/* FNV-1a, 64 bit; 0 marks a free slot. */
static uint64_t hash_of(const char *name, size_t len)
{
	uint64_t h = 14695981039346656037u;

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)name[i]) * 1099511628211u;
	return h ? h : 1;
}

/* The slot of the hash, or the free one where it belongs. */
static uint64_t *slot_of(uint64_t *slots, size_t count, uint64_t hash)
{
	size_t i = (size_t)hash & (count - 1);

	while (slots[i] && slots[i] != hash)
		i = (i + 1) & (count - 1);
	return &slots[i];
}

/* Remember a name by its hash; false when it was there. That two names of one
 * archive share 64 bits by chance is out of reach of any number of entries. */
static bool first_time(struct zip_writer *zw, const char *name, size_t len)
{
	if (2 * (zw->count + 1) > zw->seen_slots) {
		size_t bigger = zw->seen_slots ? 2 * zw->seen_slots : 64;
		uint64_t *slots = arena_array(zw->arena, bigger, sizeof *slots);

		for (size_t i = 0; i < zw->seen_slots; i++)
			if (zw->seen[i])
				*slot_of(slots, bigger, zw->seen[i]) = zw->seen[i];
		zw->seen = slots;
		zw->seen_slots = bigger;
	}

	uint64_t hash = hash_of(name, len);
	uint64_t *slot = slot_of(zw->seen, zw->seen_slots, hash);

	if (*slot)
		return false;
	*slot = hash;
	return true;
}

static void put_local(struct zip_writer *zw)
{
	unsigned char head[LOCAL_BYTES], extra[20], *p = head;

	p = put32(p, SIG_LOCAL);
	p = put16(p, VERSION_NEEDED);
	p = put16(p, FLAGS);
	p = put16(p, METHOD_DEFLATED);
	p = put32(p, DOS_1980_01_01);
	/* CRC and sizes follow in the descriptor (bit 3 of the flags). */
	p = put32(p, 0);
	p = put32(p, 0);
	p = put32(p, 0);
	p = put16(p, zw->entry.name_len);
	put16(p, sizeof extra);
	put(zw, head, sizeof head);
	put(zw, zw->name, zw->entry.name_len);

	/* Its presence makes the sizes of the descriptor 8 bytes each (4.3.9.2). */
	p = put16(extra, EXTRA_ZIP64);
	p = put16(p, 16);
	p = put64(p, 0);
	put64(p, 0);
	put(zw, extra, sizeof extra);
}

static enum err fail(struct zip_writer *zw, enum err e)
{
	zw->failed = e;
	return e;
}

enum err zip_begin(struct zip_writer *zw, const char *name)
{
	size_t len = strlen(name);

	if (zw->failed)
		return zw->failed;
	if (zw->in_entry || zw->finished)
		return fail(zw, err_fail(ERR_USAGE, "ZIP: an entry begins out of turn"));
	if (!zip_name_valid(name, len) || name[len - 1] == '/')
		return fail(zw, err_fail(ERR_INPUT, "ZIP: a name that may not be used: %s", name));
	if (!first_time(zw, name, len))
		return fail(zw, err_fail(ERR_INPUT, "ZIP: two entries named %s", name));
	zw->entry = (struct waiting){.local_at = position(zw), .name_len = (uint32_t)len,
		.crc = (uint32_t)crc32(0, NULL, 0)};
	memcpy(zw->name, name, len);
	put_local(zw);
	zw->data_at = position(zw);
	zw->in_entry = true;
	deflateReset(&zw->z);
	return zw->failed;
}

enum err zip_write(struct zip_writer *zw, const void *bytes, size_t len)
{
	const unsigned char *p = bytes;

	if (!zw->failed && !zw->in_entry)
		return fail(zw, err_fail(ERR_USAGE, "ZIP: bytes outside an entry"));
	while (len && !zw->failed) {
		size_t room = IN_BYTES - zw->in_len, n = len < room ? len : room;

		memcpy(zw->in + zw->in_len, p, n);
		zw->in_len += n;
		zw->entry.bytes += n;
		p += n;
		len -= n;
		if (zw->in_len == IN_BYTES)
			squeeze(zw, Z_NO_FLUSH);
	}
	return zw->failed;
}

enum err zip_end(struct zip_writer *zw)
{
	unsigned char descriptor[24], *p = descriptor;

	if (zw->failed)
		return zw->failed;
	if (!zw->in_entry)
		return fail(zw, err_fail(ERR_USAGE, "ZIP: no entry to end"));
	if (squeeze(zw, Z_FINISH) != OK)
		return zw->failed;
	zw->entry.packed = position(zw) - zw->data_at;
	p = put32(p, SIG_DESCRIPTOR);
	p = put32(p, zw->entry.crc);
	p = put64(p, zw->entry.packed);
	put64(p, zw->entry.bytes);
	put(zw, descriptor, sizeof descriptor);

	buf_add(zw->index, &zw->entry, sizeof zw->entry);
	buf_add(zw->index, zw->name, zw->entry.name_len);
	if (zw->index->full)
		return fail(zw, err_fail(ERR_TOO_LARGE, "ZIP: too many entries"));
	zw->count++;
	zw->in_entry = false;
	return zw->failed;
}

/* The field as it stands in 32 bits; a larger value goes to `extra`. */
static uint32_t narrow(uint64_t value, unsigned char **extra)
{
	if (value < IN_ZIP64_32)
		return (uint32_t)value;
	*extra = put64(*extra, value);
	return IN_ZIP64_32;
}

static void put_central(struct zip_writer *zw, const struct waiting *e, const char *name)
{
	unsigned char head[CENTRAL_BYTES], extra[4 + 24], *p = head, *x = extra + 4;
	uint32_t bytes = narrow(e->bytes, &x), packed = narrow(e->packed, &x);
	uint32_t local_at = narrow(e->local_at, &x);
	size_t extra_len = x == extra + 4 ? 0 : (size_t)(x - extra);

	put16(put16(extra, EXTRA_ZIP64), (uint64_t)(x - extra - 4));
	p = put32(p, SIG_CENTRAL);
	p = put16(p, MADE_BY);
	p = put16(p, VERSION_NEEDED);
	p = put16(p, FLAGS);
	p = put16(p, METHOD_DEFLATED);
	p = put32(p, DOS_1980_01_01);
	p = put32(p, e->crc);
	p = put32(p, packed);
	p = put32(p, bytes);
	p = put16(p, e->name_len);
	p = put16(p, extra_len);
	p = put16(p, 0);	/* comment */
	p = put16(p, 0);	/* disk */
	p = put16(p, 0);	/* internal attributes */
	p = put32(p, REGULAR_0644);
	put32(p, local_at);
	put(zw, head, sizeof head);
	put(zw, name, e->name_len);
	put(zw, extra, extra_len);
}

static void put_end64(struct zip_writer *zw, uint64_t central_at, uint64_t central_bytes)
{
	unsigned char record[END64_BYTES + LOCATOR64_BYTES], *p = record;
	uint64_t record_at = position(zw);

	p = put32(p, SIG_END64);
	p = put64(p, END64_BYTES - 12);
	p = put16(p, MADE_BY);
	p = put16(p, VERSION_NEEDED);
	p = put32(p, 0);	/* this disk, disk of the directory */
	p = put32(p, 0);
	p = put64(p, zw->count);
	p = put64(p, zw->count);
	p = put64(p, central_bytes);
	p = put64(p, central_at);

	p = put32(p, SIG_LOCATOR64);
	p = put32(p, 0);
	p = put64(p, record_at);
	put32(p, 1);
	put(zw, record, sizeof record);
}

static void put_end(struct zip_writer *zw, uint64_t central_at, uint64_t central_bytes)
{
	unsigned char record[END_BYTES], *p = record;
	uint64_t count = zw->count < IN_ZIP64_16 ? zw->count : IN_ZIP64_16;

	if (zw->count >= IN_ZIP64_16 || central_at >= IN_ZIP64_32 || central_bytes >= IN_ZIP64_32)
		put_end64(zw, central_at, central_bytes);
	p = put32(p, SIG_END);
	p = put32(p, 0);	/* this disk, disk of the directory */
	p = put16(p, count);
	p = put16(p, count);
	p = put32(p, central_bytes < IN_ZIP64_32 ? central_bytes : IN_ZIP64_32);
	p = put32(p, central_at < IN_ZIP64_32 ? central_at : IN_ZIP64_32);
	put16(p, 0);		/* comment */
	put(zw, record, sizeof record);
}

enum err zip_finish(struct zip_writer *zw)
{
	uint64_t central_at = position(zw);

	if (zw->failed)
		return zw->failed;
	if (zw->in_entry || zw->finished)
		return fail(zw, err_fail(ERR_USAGE, "ZIP: the archive ends out of turn"));
	for (size_t at = 0; at < zw->index->len && !zw->failed;) {
		struct waiting e;

		memcpy(&e, zw->index->data + at, sizeof e);
		at += sizeof e;
		put_central(zw, &e, zw->index->data + at);
		at += e.name_len;
	}
	put_end(zw, central_at, position(zw) - central_at);
	zw->finished = true;
	return flush(zw);
}
