/*
 * What zip_open.c finds and zip_read.c reads. Private to the codecs.
 */
#ifndef CODEC_ZIP_READER_H
#define CODEC_ZIP_READER_H

#include "codec/zip.h"
#include "zip_format.h"

struct zip_item {
	struct zip_entry entry;
	uint64_t local_at;
	uint32_t dos_time;
	uint16_t flags;
};

struct zip_reader {
	struct arena *arena;
	int fd;
	const unsigned char *bytes;	/* in memory, instead of fd */
	uint64_t file_bytes;
	struct zip_limits limits;
	struct zip_item *items;
	struct zip_item **by_name;
	size_t count;
};

/* Exactly `len` bytes at the offset; ERR_INPUT beyond the end of the file. */
enum err zip_pread(struct zip_reader *zr, uint64_t at, void *out, size_t len);

#endif
