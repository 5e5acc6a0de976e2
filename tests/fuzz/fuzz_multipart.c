/*
 * Any bytes as a multipart body (the first line as its Content-Type): nothing is
 * read or written out of bounds, fields are UTF-8 without NUL, files lie within
 * the body, and what is refused adds nothing.
 */
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "fuzz.h"
#include "web/multipart.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct arena *a = arena_new();
	struct params fields = {0};
	struct uploads files = {0};
	const uint8_t *end = memchr(data, '\n', len);
	size_t head = end ? (size_t)(end - data) : 0;
	const char *line = arena_strndup(a, (const char *)data, head);
	const char *boundary = multipart_boundary(a, line);
	size_t rest = end ? len - head - 1 : len;
	char *body = arena_alloc(a, rest + 1);

	if (rest)
		memcpy(body, data + (len - rest), rest);
	if (multipart_parse(a, boundary ? boundary : "b", body, rest, &fields, &files) != OK) {
		PROMISE(fields.count == 0 && files.count == 0);
	}
	for (size_t i = 0; i < fields.count; i++) {
		PROMISE(strlen(fields.list[i].value) == fields.list[i].len);
		PROMISE(utf8_valid(fields.list[i].value, fields.list[i].len));
	}
	for (size_t i = 0; i < files.count; i++) {
		const struct upload *f = &files.list[i];

		PROMISE(f->data > body && f->data + f->len <= body + rest && f->data[f->len] == '\0');
		PROMISE(!strpbrk(f->filename, "/\\\r\n"));
	}
	arena_free(a);
	return 0;
}
