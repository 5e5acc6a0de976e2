/*
 * JSON: any bytes end in a flat object or a detail with the offset; an object
 * that is written again scans the same; the writer's strings scan as they were.
 */
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "codec/json.h"
#include "fuzz.h"

static void put_text(struct json_writer *w, enum json_kind kind, const char *text)
{
	if (kind == JSON_NUMBER)
		json_raw(w, text, strlen(text));
	else
		json_string(w, text);
}

static void put_member(struct json_writer *w, const struct json_member *m)
{
	json_key(w, m->key);
	switch (m->kind) {
	case JSON_STRING:
	case JSON_NUMBER:
		PROMISE(m->count == 1);
		put_text(w, m->kind, m->values[0]);
		break;
	case JSON_TRUE:
	case JSON_FALSE:
		json_bool(w, m->kind == JSON_TRUE);
		break;
	case JSON_NULL:
		json_null(w);
		break;
	case JSON_LIST:
		json_begin_array(w);
		for (size_t i = 0; i < m->count; i++)
			json_string(w, m->values[i]);
		json_end_array(w);
		break;
	}
}

static void check_same(const struct json_flat *x, const struct json_flat *y)
{
	PROMISE(x->count == y->count);
	for (size_t i = 0; i < x->count; i++) {
		const struct json_member *a = &x->members[i], *b = &y->members[i];

		PROMISE(strcmp(a->key, b->key) == 0);
		PROMISE(a->kind == b->kind && a->count == b->count);
		for (size_t j = 0; j < a->count; j++) {
			PROMISE(utf8_valid(a->values[j], strlen(a->values[j])));
			PROMISE(strcmp(a->values[j], b->values[j]) == 0);
		}
	}
}

static void check_object(struct arena *a, const struct json_flat *flat, size_t len)
{
	struct json_writer w = {.out = buf_new(a, 8 * len + 100)};
	struct json_limits wide = {8 * len + 100, len, len, 8 * len + 100};
	struct json_flat again;

	json_begin_object(&w);
	for (size_t i = 0; i < flat->count; i++)
		put_member(&w, &flat->members[i]);
	json_end_object(&w);
	PROMISE(!w.out->full);
	PROMISE(json_scan(a, w.out->data, w.out->len, &wide, &again) == OK);
	check_same(flat, &again);
}

/* The bytes as one string: what the writer makes of them is JSON, unless they
 * hold a NUL, which the scanner refuses. */
static void check_string(struct arena *a, const char *text, size_t len)
{
	struct json_writer w = {.out = buf_new(a, 8 * len + 100)};
	struct json_limits wide = {8 * len + 100, 2, 2, 8 * len + 100};
	struct json_flat flat;

	json_begin_object(&w);
	json_key(&w, "k");
	json_string_n(&w, text, len);
	json_end_object(&w);
	PROMISE(!w.out->full);
	PROMISE(utf8_valid(w.out->data, w.out->len));

	enum err e = json_scan(a, w.out->data, w.out->len, &wide, &flat);

	if (len && memchr(text, '\0', len)) {
		PROMISE(e == ERR_INPUT);
		return;
	}
	PROMISE(e == OK);
	if (utf8_valid(text, len)) {
		PROMISE(strlen(json_text(&flat, "k")) == len);
		PROMISE(memcmp(json_text(&flat, "k"), text, len) == 0);
	}
}

/* Parts lie within the text, one after another; a flat object splits into its
 * members. */
static void check_parts(struct arena *a, const char *text, size_t len, size_t members)
{
	struct json_part *parts;
	size_t n, end = 0;
	enum err e = json_split(a, text, len, &parts, &n);

	PROMISE(e == OK || members == SIZE_MAX);
	if (e) {
		PROMISE(e == ERR_INPUT && *err_detail());
		return;
	}
	PROMISE(members == SIZE_MAX || n == members);
	for (size_t i = 0; i < n; i++) {
		PROMISE(parts[i].len > 0 && parts[i].text >= text + end);
		end = (size_t)(parts[i].text - text) + parts[i].len;
		PROMISE(end < len);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct arena *a = arena_new();
	struct json_flat flat;
	enum err e = json_scan(a, (const char *)data, len, NULL, &flat);

	if (e == OK)
		check_object(a, &flat, len);
	else
		PROMISE(*err_detail());
	check_parts(a, (const char *)data, len, e == OK ? flat.count : SIZE_MAX);
	check_string(a, (const char *)data, len);
	arena_free(a);
	return 0;
}
