/*
 * XML parts through expat. Owns what is refused before it costs anything: DTDs
 * (and with them entities), parts too large, names or comments without an end.
 */
#include <expat.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/text.h"
#include "xlsx_xml.h"

/* expat looks at an unfinished tag again with every piece: no tag is this long. */
#define TAG_BYTES_MAX (512u << 10)
/* It keeps something for each open element: a sheet has six in one another. */
#define ELEMENT_DEPTH_MAX 100

struct run {
	const struct xlsx_part *part;
	XML_Parser parser;
	uint64_t fed;
	size_t depth;
	const char *refused;
};

/* Newer ones advise others here, which the expat of Debian 12 does not have. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
static XML_Index byte_of(XML_Parser parser)
{
	return XML_GetCurrentByteIndex(parser);
}

static XML_Size line_of(XML_Parser parser)
{
	return XML_GetCurrentLineNumber(parser);
}
#pragma GCC diagnostic pop

static const char *local_name(const char *name)
{
	const char *colon = strrchr(name, ':');

	return colon ? colon + 1 : name;
}

const char *xlsx_attribute(const char **attributes, const char *name)
{
	for (; *attributes; attributes += 2)
		if (strcmp(local_name(*attributes), name) == 0)
			return attributes[1];
	return NULL;
}

static void refuse(struct run *r, const char *why)
{
	r->refused = why;
	XML_StopParser(r->parser, XML_FALSE);
}

static void on_start(void *data, const char *name, const char **attributes)
{
	struct run *r = data;

	if (++r->depth > ELEMENT_DEPTH_MAX) {
		refuse(r, "elements nested too deep");
		return;
	}
	r->part->start(r->part->ctx, local_name(name), attributes);
}

static void on_end(void *data, const char *name)
{
	struct run *r = data;

	r->depth--;
	if (r->part->end)
		r->part->end(r->part->ctx, local_name(name));
}

static void on_text(void *data, const char *s, int len)
{
	struct run *r = data;

	if (r->part->text)
		r->part->text(r->part->ctx, s, len);
}

static void on_doctype(void *data, const char *name, const char *system, const char *public,
	int internal)
{
	(void)name;
	(void)system;
	(void)public;
	(void)internal;
	refuse(data, "it has a document type (DTD), which no workbook has");
}

static enum err feed(void *ctx, const void *bytes, size_t len)
{
	struct run *r = ctx;
	XML_Index at;

	r->fed += len;
	if (XML_Parse(r->parser, bytes, (int)len, 0) != XML_STATUS_OK)
		return ERR_INPUT;
	at = byte_of(r->parser);
	if (at >= 0 && r->fed > (uint64_t)at && r->fed - (uint64_t)at > TAG_BYTES_MAX) {
		r->refused = "a tag without an end";
		return ERR_INPUT;
	}
	return OK;
}

static enum err failed(struct run *r, const char *name)
{
	if (r->refused)
		return err_fail(ERR_INPUT, "%s: %s", name, r->refused);
	return err_fail(ERR_INPUT, "%s, line %lu: %s", name,
		line_of(r->parser), XML_ErrorString(XML_GetErrorCode(r->parser)));
}

static void free_parser(void *parser)
{
	XML_ParserFree(parser);
}

enum err xlsx_part_read(struct arena *a, struct zip_reader *zr, const char *name,
	const struct xlsx_part *part)
{
	const struct zip_entry *entry = zip_find(zr, name);
	struct run r = {.part = part};
	enum err e;

	if (!entry)
		return err_fail(ERR_NOT_FOUND, "the workbook has no part %s", name);
	if (entry->bytes > XLSX_PART_MAX)
		return err_fail(ERR_INPUT, "%s is larger than %u MiB", name,
			(unsigned)(XLSX_PART_MAX >> 20));
	r.parser = XML_ParserCreate(NULL);
	if (!r.parser)
		log_die("the XML reader cannot start");
	arena_on_clean(a, free_parser, r.parser);
	XML_SetUserData(r.parser, &r);
	XML_SetElementHandler(r.parser, on_start, on_end);
	XML_SetCharacterDataHandler(r.parser, on_text);
	XML_SetStartDoctypeDeclHandler(r.parser, on_doctype);
	e = zip_read(zr, entry, (struct zip_sink){feed, &r});
	if (e && (r.refused || XML_GetErrorCode(r.parser) != XML_ERROR_NONE))
		return failed(&r, name);
	if (!e && XML_Parse(r.parser, "", 0, 1) != XML_STATUS_OK)
		return failed(&r, name);
	return e;
}

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 :
		c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* ECMA-376, 22.9.2.19 ST_Xstring: _xHHHH_ is a character XML cannot hold; only
 * those of ASCII are met. */
void xlsx_unescape(char *s)
{
	char *to = s;

	for (; *s; s++) {
		if (s[0] == '_' && s[1] == 'x' && s[2] == '0' && s[3] == '0' && hex(s[4]) >= 0 &&
			hex(s[4]) < 8 && hex(s[5]) >= 0 && s[6] == '_' &&
			hex(s[4]) * 16 + hex(s[5]) > 0) {
			*to++ = (char)(hex(s[4]) * 16 + hex(s[5]));
			s += 6;
		} else {
			*to++ = *s;
		}
	}
	*to = '\0';
}
