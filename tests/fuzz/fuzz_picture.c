/*
 * Pictures: any bytes are refused, or come out as a picture that is whole by the stricter reader,
 * has the size that was told, and is taken again.
 */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "codec/picture.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct arena *a = arena_new();
	struct buf *clean = buf_new(a, PICTURE_BYTES_MAX), *again = buf_new(a, PICTURE_BYTES_MAX);
	struct picture p = {0}, read = {0};
	enum picture_fault fault = picture_clean_here(data, len, &p, clean);

	PROMISE(fault < PICTURE_FAULTS);
	if (!fault) {
		PROMISE(picture_check(clean->data, clean->len, &read));
		PROMISE(read.width == p.width && read.height == p.height);
		PROMISE(strcmp(read.type, p.type) == 0);
		PROMISE((size_t)p.width * p.height <= PICTURE_OUT_PIXELS);
		PROMISE(picture_clean_here(clean->data, clean->len, &read, again) == PICTURE_GOOD);
		PROMISE(read.width == p.width && read.height == p.height);
	}
	arena_free(a);
	return 0;
}
