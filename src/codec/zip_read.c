/*
 * The entries of an archive that zip_open.c found in order: their bytes, with
 * size and CRC checked on the way.
 */
#include <string.h>
#include <zlib.h>

#include "base/arena.h"
#include "base/log.h"
#include "zip_reader.h"

#define IN_BYTES 16384
#define OUT_BYTES 32768

size_t zip_count(const struct zip_reader *zr)
{
	return zr->count;
}

const struct zip_entry *zip_entry_at(const struct zip_reader *zr, size_t index)
{
	return &zr->items[index].entry;
}

const struct zip_entry *zip_find(const struct zip_reader *zr, const char *name)
{
	size_t low = 0, high = zr->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(name, zr->by_name[middle]->entry.name);

		if (order == 0)
			return &zr->by_name[middle]->entry;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* An entry on its way to the sink. */
struct passage {
	struct zip_reader *zr;
	const struct zip_entry *entry;
	struct zip_sink sink;
	uint64_t at, left;	/* packed bytes not yet read */
	uint64_t bytes;		/* handed on */
	uint32_t crc;
	unsigned char in[IN_BYTES];
};

static enum err damaged(const struct zip_entry *entry, const char *what)
{
	return err_fail(ERR_INPUT, "ZIP: %s: %s", entry->name, what);
}

static enum err next_piece(struct passage *p, size_t *len)
{
	size_t n = p->left < IN_BYTES ? (size_t)p->left : IN_BYTES;
	enum err e = zip_pread(p->zr, p->at, p->in, n);

	if (e != OK)
		return e;
	p->at += n;
	p->left -= n;
	*len = n;
	return OK;
}

static enum err hand_on(struct passage *p, const unsigned char *bytes, size_t len)
{
	if (len > p->entry->bytes - p->bytes)
		return damaged(p->entry, "it holds more bytes than its directory says");
	p->bytes += len;
	p->crc = (uint32_t)crc32(p->crc, bytes, (uInt)len);
	return len ? p->sink.write(p->sink.ctx, bytes, len) : OK;
}

static enum err pass_stored(struct passage *p)
{
	while (p->left) {
		size_t n;
		enum err e = next_piece(p, &n);

		if (e == OK)
			e = hand_on(p, p->in, n);
		if (e != OK)
			return e;
	}
	return OK;
}

/* Inflate until the end of the deflated stream or of the packed bytes. */
static enum err inflate_all(struct passage *p, z_stream *z)
{
	unsigned char out[OUT_BYTES];
	int state = Z_OK;

	while (state != Z_STREAM_END) {
		if (!z->avail_in && p->left) {
			size_t n;
			enum err e = next_piece(p, &n);

			if (e != OK)
				return e;
			z->next_in = p->in;
			z->avail_in = (uInt)n;
		}
		z->next_out = out;
		z->avail_out = OUT_BYTES;
		state = inflate(z, Z_NO_FLUSH);
		if (state == Z_MEM_ERROR)
			log_die("out of memory (inflate)");
		if (state != Z_OK && state != Z_STREAM_END)
			return damaged(p->entry, state == Z_BUF_ERROR ? "its data ends too early" :
				"its data is damaged");

		enum err e = hand_on(p, out, OUT_BYTES - z->avail_out);

		if (e != OK)
			return e;
	}
	if (z->avail_in || p->left)
		return damaged(p->entry, "hidden bytes follow its data");
	return OK;
}

static enum err pass_deflated(struct passage *p)
{
	z_stream z = {0};

	if (inflateInit2(&z, -MAX_WBITS) != Z_OK)
		log_die("out of memory (inflate)");

	enum err e = inflate_all(p, &z);

	inflateEnd(&z);
	return e;
}

enum err zip_read(struct zip_reader *zr, const struct zip_entry *entry, struct zip_sink sink)
{
	struct passage p = {
		.zr = zr,
		.entry = entry,
		.sink = sink,
		.at = entry->data_at,
		.left = entry->packed,
		.crc = (uint32_t)crc32(0, NULL, 0),
	};
	enum err e = entry->method == METHOD_STORED ? pass_stored(&p) : pass_deflated(&p);

	if (e != OK)
		return e;
	if (p.bytes != entry->bytes)
		return damaged(entry, "it holds fewer bytes than its directory says");
	if (p.crc != entry->crc)
		return damaged(entry, "its checksum is wrong");
	return OK;
}

struct target {
	char *data;
	size_t len;
};

static enum err append(void *ctx, const void *bytes, size_t len)
{
	struct target *t = ctx;

	memcpy(t->data + t->len, bytes, len);
	t->len += len;
	return OK;
}

enum err zip_read_all(struct arena *a, struct zip_reader *zr, const struct zip_entry *entry,
	size_t max_bytes, char **data, size_t *len)
{
	if (entry->bytes > max_bytes)
		return err_fail(ERR_TOO_LARGE, "ZIP: %s: more than %zu bytes", entry->name,
			max_bytes);

	/* No more than the directory says is ever handed on. */
	struct target t = {.data = arena_alloc(a, (size_t)entry->bytes + 1)};
	enum err e = zip_read(zr, entry, (struct zip_sink){append, &t});

	if (e != OK)
		return e;
	*data = t.data;
	*len = t.len;
	return OK;
}
