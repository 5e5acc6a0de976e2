/*
 * Where UTF-8 ends being well-formed: for messages that name the place, and for
 * mending. Private to the codecs.
 */
#ifndef CODEC_UTF8_FRONT_H
#define CODEC_UTF8_FRONT_H

#include <stddef.h>

/* Bytes at the front that are well-formed UTF-8 without NUL; `len` when all are. */
size_t utf8_front(const char *s, size_t len);

#endif
