/*
 * JSON texts into a buffer. Owns commas, escapes and numbers; the shape is the
 * caller's.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "codec/json.h"
#include "utf8_front.h"

#define NUMBER_CHARS 40

static void before_value(struct json_writer *w)
{
	if (w->comma)
		buf_putc(w->out, ',');
	w->comma = true;
}

static void begin(struct json_writer *w, char c)
{
	before_value(w);
	buf_putc(w->out, c);
	w->comma = false;
}

static void end(struct json_writer *w, char c)
{
	buf_putc(w->out, c);
	w->comma = true;
}

void json_begin_object(struct json_writer *w)
{
	begin(w, '{');
}

void json_end_object(struct json_writer *w)
{
	end(w, '}');
}

void json_begin_array(struct json_writer *w)
{
	begin(w, '[');
}

void json_end_array(struct json_writer *w)
{
	end(w, ']');
}

static void escape(struct buf *out, unsigned char c)
{
	static const char named[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
	const char *at = c ? strchr(named, c) : NULL;

	if (at)
		buf_printf(out, "\\%c", letters[at - named]);
	else
		buf_printf(out, "\\u%04x", c);
}

/* Well-formed UTF-8 between quotes. */
static void quoted(struct buf *out, const char *s, size_t len)
{
	size_t done = 0;

	buf_putc(out, '"');
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		buf_add(out, s + done, i - done);
		escape(out, c);
		done = i + 1;
	}
	buf_add(out, s + done, len - done);
	buf_putc(out, '"');
}

/* A string some bytes of which are not UTF-8: each becomes U+FFFD. */
static void mended(struct buf *out, const char *s, size_t len)
{
	struct buf text;

	buf_init(&text, 3 * len);
	for (size_t at = 0; at < len;) {
		size_t n = utf8_front(s + at, len - at);

		buf_add(&text, s + at, n);
		at += n;
		if (at == len)
			break;
		/* NUL is a character too: it gets its escape later. */
		if (s[at])
			buf_puts(&text, "\xEF\xBF\xBD");
		else
			buf_putc(&text, '\0');
		at++;
	}
	quoted(out, text.data, text.len);
	buf_free(&text);
}

static void put_string(struct buf *out, const char *s, size_t len)
{
	if (utf8_valid(s, len))
		quoted(out, s, len);
	else
		mended(out, s, len);
}

void json_key(struct json_writer *w, const char *key)
{
	before_value(w);
	put_string(w->out, key, strlen(key));
	buf_putc(w->out, ':');
	w->comma = false;
}

void json_string_n(struct json_writer *w, const char *value, size_t len)
{
	before_value(w);
	put_string(w->out, value, len);
}

void json_string(struct json_writer *w, const char *value)
{
	if (value)
		json_string_n(w, value, strlen(value));
	else
		json_null(w);
}

void json_i64(struct json_writer *w, int64_t value)
{
	before_value(w);
	buf_printf(w->out, "%" PRId64, value);
}

void json_double(struct json_writer *w, double value)
{
	char text[NUMBER_CHARS];

	if (!isfinite(value)) {
		json_null(w);
		return;
	}
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof text, "%.*g", digits, value == 0 ? 0.0 : value);
		if (strtod(text, NULL) == value)
			break;
	}
	json_raw(w, text, strlen(text));
}

void json_bool(struct json_writer *w, bool value)
{
	before_value(w);
	buf_puts(w->out, value ? "true" : "false");
}

void json_null(struct json_writer *w)
{
	before_value(w);
	buf_puts(w->out, "null");
}

void json_raw(struct json_writer *w, const char *json, size_t len)
{
	before_value(w);
	buf_add(w->out, json, len);
}
