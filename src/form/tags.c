/*
 * HTML that authors write into wordings. Owns which of it is told, and as what;
 * a `<` that begins no known tag is a sign like others.
 */
#include "tags.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"

#define REFERENCE_LETTERS 32	/* the longest, of HTML's list */

/* Names of elements, by what stands in their place here. */
static const struct {
	const char *names;
	enum fault_kind kind;
} known[] = {
	{" b strong ", FAULT_HTML_STRONG},
	{" i em ", FAULT_HTML_EM},
	{" br p div ", FAULT_HTML_BREAK},
	{" h1 h2 h3 h4 h5 h6 ", FAULT_HTML_HEADING},
	{" a ", FAULT_HTML_LINK},
	{" span u s font small big sup sub ul ol li center mark del ins strike img hr table tr td "
	 "th tbody thead pre code blockquote script style iframe object embed svg input button "
	 "form label audio video source html body head meta link title details summary ",
	 FAULT_HTML_OTHER},
};

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Whether a name of `len` bytes is one of those parted by blanks, in any case. */
static bool is_among(const char *names, const char *name, size_t len)
{
	for (const char *at = names + 1; *at; at = strchr(at, ' ') + 1)
		if (strncasecmp(at, name, len) == 0 && at[len] == ' ')
			return true;
	return false;
}

/* The end of the tag that begins at p, NULL: none does. */
static const char *tag_end(const char *p, enum fault_kind *kind)
{
	const char *name = p + 1 + (p[1] == '/'), *end = name, *close;

	while (is_letter(*end) || is_digit(*end))
		end++;
	if (end == name || !is_letter(*name) || !strchr(" \t\n/>", *end) || !*end)
		return NULL;
	close = end + strcspn(end, "<>");
	/* In “a <b and b> 2” two things are compared. */
	if (end + strspn(end, " \t\n/") < close && !memchr(end, '=', (size_t)(close - end)))
		return NULL;
	for (size_t i = 0; *close == '>' && i < sizeof known / sizeof *known; i++)
		if (is_among(known[i].names, name, (size_t)(end - name))) {
			*kind = known[i].kind;
			return close + 1;
		}
	return NULL;
}

/* The end of a character reference, as &nbsp; and &#160; are. */
static const char *reference_end(const char *p)
{
	const char *name = p + 1 + (p[1] == '#'), *end = name;

	while (end - name < REFERENCE_LETTERS && (is_letter(*end) || is_digit(*end)))
		end++;
	return end > name && *end == ';' ? end + 1 : NULL;
}

void tags_warn(struct compiler *c, const char *text, const char *file, size_t line,
	const char *column)
{
	bool told[FAULT_HTML_SIGN - FAULT_HTML_STRONG + 1] = {false};

	for (const char *p = strpbrk(text, "<&"); p; p = strpbrk(p, "<&")) {
		enum fault_kind kind = FAULT_HTML_SIGN;
		const char *end = *p == '<' ? tag_end(p, &kind) : reference_end(p);

		if (end && !told[kind - FAULT_HTML_STRONG]) {
			told[kind - FAULT_HTML_STRONG] = true;
			fault_add(c->warnings, file, line, column, kind,
				arena_strndup(c->arena, p, (size_t)(end - p)), NULL);
		}
		p = end ? end : p + 1;
	}
}
