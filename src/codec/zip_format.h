/*
 * The records of a ZIP file (PKWARE APPNOTE 6.3.10, section 4.3), shared by the
 * writer and the reader. Private to the codecs.
 */
#ifndef CODEC_ZIP_FORMAT_H
#define CODEC_ZIP_FORMAT_H

#include <stdint.h>

#define SIG_LOCAL 0x04034b50u
#define SIG_DESCRIPTOR 0x08074b50u
#define SIG_CENTRAL 0x02014b50u
#define SIG_END64 0x06064b50u
#define SIG_LOCATOR64 0x07064b50u
#define SIG_END 0x06054b50u

/* Bytes of the fixed parts. */
#define LOCAL_BYTES 30
#define CENTRAL_BYTES 46
#define END64_BYTES 56
#define LOCATOR64_BYTES 20
#define END_BYTES 22

#define EXTRA_ZIP64 0x0001
#define EXTRA_UNICODE_PATH 0x7075

#define FLAG_ENCRYPTED 0x0001
#define FLAG_DESCRIPTOR 0x0008
#define FLAG_UTF8 0x0800

#define METHOD_STORED 0
#define METHOD_DEFLATED 8

/* A 16 or 32 bit field whose value stands in the ZIP64 record instead. */
#define IN_ZIP64_16 0xFFFFu
#define IN_ZIP64_32 0xFFFFFFFFu

#define NAME_MAX_BYTES 1024

/* Little-endian numbers; the put functions return what follows. */
static inline uint16_t get16(const unsigned char *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

static inline uint32_t get32(const unsigned char *p)
{
	return (uint32_t)get16(p) | (uint32_t)get16(p + 2) << 16;
}

static inline uint64_t get64(const unsigned char *p)
{
	return get32(p) | (uint64_t)get32(p + 4) << 32;
}

static inline unsigned char *put16(unsigned char *p, uint64_t v)
{
	p[0] = (unsigned char)v;
	p[1] = (unsigned char)(v >> 8);
	return p + 2;
}

static inline unsigned char *put32(unsigned char *p, uint64_t v)
{
	return put16(put16(p, v), v >> 16);
}

static inline unsigned char *put64(unsigned char *p, uint64_t v)
{
	return put32(put32(p, v), v >> 32);
}

#endif
