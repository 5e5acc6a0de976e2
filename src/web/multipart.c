/*
 * Multipart: parts between boundaries to fields and files. No preamble, no nested
 * parts, no transfer encodings: browsers send none of them.
 */
#include "web/multipart.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/text.h"

static const char type[] = "multipart/form-data";

static bool boundary_char(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("'()+_,-./:=? ", c));
}

static const char *boundary_of(struct arena *a, struct str value)
{
	if (value.len > 2 && value.p[0] == '"' && value.p[value.len - 1] == '"')
		value = (struct str){value.p + 1, value.len - 2};
	if (!value.len || value.len > 70 || value.p[value.len - 1] == ' ')
		return NULL;
	for (size_t i = 0; i < value.len; i++)
		if (!boundary_char(value.p[i]))
			return NULL;
	return arena_strndup(a, value.p, value.len);
}

const char *multipart_boundary(struct arena *a, const char *content_type)
{
	struct str rest = str_of(content_type);
	struct str media = str_trim(str_cut(rest, ';', &rest));

	if (media.len != strlen(type) || strncasecmp(media.p, type, media.len) != 0)
		return NULL;
	while (rest.len) {
		struct str value, one = str_trim(str_cut(rest, ';', &rest));
		struct str name = str_cut(one, '=', &value);

		if (name.len == 8 && strncasecmp(name.p, "boundary", 8) == 0)
			return boundary_of(a, value);
	}
	return NULL;
}

struct part {
	const char *name, *filename;	/* NULL: not said */
	char *data;
	size_t len;
};

static enum err broken(const char *what)
{
	return err_text(err_fail(ERR_INPUT, "what was sent is not a proper upload: %s", what),
		"web.upload", NULL);
}

/* A quoted value, as browsers write it: `"`, CR and LF come as %22 %0D %0A. */
static bool read_quoted(struct arena *a, struct str *rest, const char **out)
{
	char *text, *to;
	size_t end;

	if (!rest->len || rest->p[0] != '"')
		return false;
	for (end = 1; end < rest->len && rest->p[end] != '"'; end++)
		;
	if (end == rest->len)
		return false;
	text = to = arena_strndup(a, rest->p + 1, end - 1);
	*rest = (struct str){rest->p + end + 1, rest->len - end - 1};
	if (!utf8_valid(text, strlen(text)) || strlen(text) != end - 1)
		return false;
	for (const char *p = text; *p; p++) {
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			return false;
		if (strncmp(p, "%22", 3) == 0) {
			*to++ = '"';
			p += 2;
		} else {
			*to++ = *p;
		}
	}
	*to = '\0';
	*out = text;
	return true;
}

/* form-data; name="x"; filename="y" */
static bool read_disposition(struct arena *a, struct str value, struct part *part)
{
	struct str rest, kind = str_trim(str_cut(value, ';', &rest));

	if (kind.len != 9 || strncasecmp(kind.p, "form-data", 9) != 0)
		return false;
	while ((rest = str_trim(rest)).len) {
		struct str name = str_trim(str_cut(rest, '=', &rest));
		const char *text;

		if (!read_quoted(a, &rest, &text))
			return false;
		rest = str_trim(rest);
		if (rest.len && rest.p[0] != ';')
			return false;
		if (rest.len)
			rest = (struct str){rest.p + 1, rest.len - 1};
		if (name.len == 4 && strncasecmp(name.p, "name", 4) == 0 && !part->name)
			part->name = text;
		else if (name.len == 8 && strncasecmp(name.p, "filename", 8) == 0 && !part->filename)
			part->filename = text;
		else
			return false;
	}
	return part->name != NULL;
}

static enum err read_head(struct arena *a, struct str head, struct part *part)
{
	while (head.len) {
		struct str value, line = str_cut(head, '\n', &head);
		struct str name = str_cut(line, ':', &value);

		if (!name.len || line.p[line.len - 1] != '\r')
			return broken("a broken header");
		value = str_trim(value);
		if (name.len == 19 && strncasecmp(name.p, "content-disposition", 19) == 0) {
			if (part->name || !read_disposition(a, value, part))
				return broken("a broken Content-Disposition");
		} else if (name.len != 12 || strncasecmp(name.p, "content-type", 12) != 0) {
			return broken("a header that no browser sends");
		}
	}
	return part->name ? OK : broken("a part without a name");
}

/* The head of a part ends at the first empty line. */
static enum err read_part(struct arena *a, char *data, size_t len, struct part *out)
{
	char *end = memmem(data, len, "\r\n\r\n", 4);

	if (!end || (size_t)(end - data) > MULTIPART_HEAD_MAX)
		return broken("a part without an end of its head");
	*out = (struct part){.data = end + 4, .len = len - (size_t)(end + 4 - data)};
	out->data[out->len] = '\0';
	return read_head(a, (struct str){data, (size_t)(end + 2 - data)}, out);
}

static const char *base_name(const char *filename)
{
	const char *base = filename;

	for (const char *p = filename; *p; p++)
		if (*p == '/' || *p == '\\')
			base = p + 1;
	return base;
}

static enum err take(struct arena *a, const struct part *part, struct params *fields,
	struct uploads *files)
{
	if (fields->count + files->count >= MULTIPART_PARTS_MAX)
		return err_fail(ERR_TOO_LARGE, "more than %d parts", MULTIPART_PARTS_MAX);
	if (!part->filename) {
		if (!utf8_valid(part->data, part->len))
			return broken("a field is not UTF-8 text");
		return params_add(a, fields, part->name, part->data, part->len);
	}
	if (!*part->filename && !part->len)
		return OK;
	files->list = arena_grow(a, files->list, files->count + 1, sizeof *files->list);
	files->list[files->count++] = (struct upload){part->name, base_name(part->filename),
		part->data, part->len};
	return OK;
}

enum err multipart_parse(struct arena *a, const char *boundary, char *body, size_t len,
	struct params *fields, struct uploads *files)
{
	const char *mark = arena_printf(a, "\r\n--%s", boundary);
	size_t mark_len = strlen(mark), at = mark_len - 2;
	struct params some = *fields;
	struct uploads more = *files;

	if (len < at || memcmp(body, mark + 2, at) != 0)
		return broken("it does not begin with its boundary");
	while (len - at >= 2 && memcmp(body + at, "\r\n", 2) == 0) {
		char *start = body + at + 2;
		char *end = memmem(start, len - at - 2, mark, mark_len);
		struct part part = {0};
		enum err e;

		if (!end)
			return broken("it was cut off");
		at = (size_t)(end - body) + mark_len;
		if ((e = read_part(a, start, (size_t)(end - start), &part))
			|| (e = take(a, &part, &some, &more)))
			return e;
	}
	if (len - at < 2 || memcmp(body + at, "--", 2) != 0)
		return broken("a part does not end with its boundary");
	if (len - at > 2 && (len - at != 4 || memcmp(body + at + 2, "\r\n", 2) != 0))
		return broken("something follows its end");
	*fields = some;
	*files = more;
	return OK;
}
