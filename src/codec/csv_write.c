/*
 * CSV rows into a buffer. Owns quoting (RFC 4180) and the formula guard of the
 * Excel profile; knows nothing of files and columns.
 */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "codec/csv.h"

#define NUMBER_CHARS 64

static bool needs_quotes(const char *value, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (value[i] == ',' || value[i] == '"' || value[i] == '\r' || value[i] == '\n')
			return true;
	return false;
}

static bool is_number(const char *value, size_t len)
{
	char text[NUMBER_CHARS];
	double ignored;

	if (len >= sizeof text || memchr(value, '\0', len))
		return false;
	memcpy(text, value, len);
	text[len] = '\0';
	return parse_double(text, &ignored);
}

/* Whether a spreadsheet would take the cell for a formula (OWASP, "CSV
 * injection"): it begins with one of = + - @, their full-width forms, or a
 * blank that is dropped before such a sign is looked for. */
static bool would_run(const char *value, size_t len)
{
	static const char *const wide[] = {"\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D",
		"\xEF\xBC\xA0"};

	if (!len)
		return false;
	if (memchr("=+-@\t\r\n", value[0], 7))
		return !is_number(value, len);
	for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
		if (len >= 3 && memcmp(value, wide[i], 3) == 0)
			return true;
	return false;
}

void csv_put_n(struct csv_writer *w, const char *value, size_t len)
{
	bool guard = w->excel && would_run(value, len);

	if (w->in_row)
		buf_putc(w->out, ',');
	w->in_row = true;
	if (!needs_quotes(value, len)) {
		if (guard)
			buf_putc(w->out, '\'');
		buf_add(w->out, value, len);
		return;
	}
	buf_putc(w->out, '"');
	if (guard)
		buf_putc(w->out, '\'');
	for (size_t i = 0; i < len;) {
		const char *quote = memchr(value + i, '"', len - i);
		size_t n = quote ? (size_t)(quote - value) + 1 - i : len - i;

		buf_add(w->out, value + i, n);
		if (quote)
			buf_putc(w->out, '"');
		i += n;
	}
	buf_putc(w->out, '"');
}

void csv_put(struct csv_writer *w, const char *value)
{
	csv_put_n(w, value, strlen(value));
}

void csv_put_i64(struct csv_writer *w, long long value)
{
	char text[NUMBER_CHARS];
	int len = snprintf(text, sizeof text, "%lld", value);

	csv_put_n(w, text, (size_t)len);
}

void csv_put_double(struct csv_writer *w, double value)
{
	char text[NUMBER_CHARS] = "";
	int len = 0;

	if (isfinite(value))
		len = snprintf(text, sizeof text, "%.10g", value == 0 ? 0.0 : value);
	csv_put_n(w, text, (size_t)len);
}

void csv_end_row(struct csv_writer *w)
{
	buf_add(w->out, "\r\n", 2);
	w->in_row = false;
}

void csv_put_row(struct csv_writer *w, ...)
{
	va_list ap;

	va_start(ap, w);
	for (const char *value; (value = va_arg(ap, const char *));)
		csv_put(w, value);
	va_end(ap);
	csv_end_row(w);
}
