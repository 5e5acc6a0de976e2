/*
 * Addresses of this site. Knows no routes: the caller gives the pattern.
 */
#include "view/url.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"

#define URL_BYTES_MAX (64 * 1024)

/* RFC 3986 section 2.3: unreserved characters stand for themselves. */
static void add_encoded(struct buf *out, const char *s)
{
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
				strchr("-._~", c))
			buf_putc(out, (char)c);
		else
			buf_printf(out, "%%%02X", c);
	}
}

/* Append one conversion of url_path(), `f` behind its '%'; returns the last
 * character of the conversion. */
static const char *add_conversion(struct buf *out, const char *f, const char *fmt, va_list *ap)
{
	if (*f == 's')
		add_encoded(out, va_arg(*ap, const char *));
	else if (*f == 'd')
		buf_printf(out, "%d", va_arg(*ap, int));
	else if (*f == '%')
		buf_putc(out, '%');
	else if (f[0] == 'l' && f[1] == 'd') {
		buf_printf(out, "%ld", va_arg(*ap, long));
		f++;
	} else
		log_die("url_path(\"%s\"): only %%s, %%d, %%ld and %%%% are known", fmt);
	return f;
}

char *url_path(struct arena *a, const char *fmt, ...)
{
	struct buf out;
	va_list ap;

	buf_init(&out, URL_BYTES_MAX);
	va_start(ap, fmt);
	for (const char *f = fmt; *f; f++) {
		if (*f == '%')
			f = add_conversion(&out, f + 1, fmt, &ap);
		else
			buf_putc(&out, *f);
	}
	va_end(ap);

	char *url = arena_strndup(a, out.data, out.len);

	buf_free(&out);
	return url;
}

char *url_query(struct arena *a, const char *url, const char *name, const char *value)
{
	if (!value)
		return arena_strdup(a, url);

	size_t before = strcspn(url, "#");
	struct buf out;

	buf_init(&out, URL_BYTES_MAX);
	buf_add(&out, url, before);
	buf_putc(&out, memchr(url, '?', before) ? '&' : '?');
	add_encoded(&out, name);
	buf_putc(&out, '=');
	add_encoded(&out, value);
	buf_puts(&out, url + before);

	char *result = arena_strndup(a, out.data, out.len);

	buf_free(&out);
	return result;
}

bool url_is_local(const char *url)
{
	/* Browsers drop tabs and line ends, and take a backslash for a slash. */
	for (const char *p = url; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f || *p == '\\')
			return false;
	return url[0] == '?' || url[0] == '#' || (url[0] == '/' && url[1] != '/');
}
