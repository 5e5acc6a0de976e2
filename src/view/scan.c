/* The HTML scanner of the template compiler. Knows no template syntax. */
#include "scan.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static bool one_of(const char *word, const char *const *list)
{
	for (; *list; list++)
		if (strcmp(word, *list) == 0)
			return true;
	return false;
}

static void add_to_name(char *name, size_t size, size_t *len, char c)
{
	if (*len + 1 < size) {
		name[(*len)++] = (char)tolower((unsigned char)c);
		name[*len] = '\0';
	}
}

/* A tag's '>' was read: what element are we in now? */
static const char *tag_complete(struct scan *s)
{
	static const char *const kept[] = {"script", "style", "title", "textarea", "option", "pre",
		NULL};

	s->state = SCAN_TEXT;
	if (s->tag[0] == '/') {
		if (strcmp(s->tag + 1, s->inside) == 0)
			s->inside[0] = '\0';
	} else if (strcmp(s->tag, "style") == 0) {
		return "<style> is blocked by the CSP: write it in kiosk.css";
	} else if (one_of(s->tag, kept)) {
		memcpy(s->inside, s->tag, sizeof s->inside);
	}
	return NULL;
}

static const char *feed_text(struct scan *s, char c)
{
	if (c == '<') {
		s->state = SCAN_OPEN;
		s->len = 0;
		s->tag[0] = '\0';
	} else if (strcmp(s->inside, "script") == 0 && !isspace((unsigned char)c)) {
		return "a script's text is blocked by the CSP: write it in a file of static/";
	}
	return NULL;
}

static const char *feed_open(struct scan *s, char c)
{
	if (c == '!') {
		s->state = SCAN_DECLARATION;
		s->dashes = 0;
		s->len = 0;
	} else if (isalpha((unsigned char)c) || c == '/') {
		s->state = SCAN_TAG;
		add_to_name(s->tag, sizeof s->tag, &s->len, c);
	} else {
		return "write a '<' that opens no tag as &lt;";
	}
	return NULL;
}

/* Inside a tag, outside names and values. */
static const char *feed_attrs(struct scan *s, char c)
{
	if (c == '>')
		return tag_complete(s);
	if (isspace((unsigned char)c) || c == '/')
		return NULL;
	if (strchr("\"'=<", c))
		return "a tag is broken here: expected an attribute's name or '>'";
	s->state = SCAN_ATTR;
	s->len = 0;
	add_to_name(s->attr, sizeof s->attr, &s->len, c);
	return NULL;
}

static const char *check_attr(const struct scan *s)
{
	if (strcmp(s->attr, "style") == 0)
		return "style= is blocked by the CSP: use a class of kiosk.css";
	if (strncmp(s->attr, "on", 2) == 0)
		return "event attributes are blocked by the CSP: use a data- hook of kiosk.js";
	if (strcmp(s->attr, "srcdoc") == 0)
		return "srcdoc= cannot be kept safe";
	return NULL;
}

static const char *feed_attr(struct scan *s, char c)
{
	if (c == '=') {
		s->state = SCAN_EQUALS;
		return check_attr(s);
	}
	if (isspace((unsigned char)c) || c == '>' || c == '/') {
		s->state = SCAN_ATTRS;
		return feed_attrs(s, c);
	}
	if (strchr("\"'<", c))
		return "a tag is broken here: a quote in an attribute's name";
	add_to_name(s->attr, sizeof s->attr, &s->len, c);
	return NULL;
}

/* "<!" has two kinds: a comment, once two dashes follow, and a doctype. */
static const char *feed_declaration(struct scan *s, char c)
{
	if (s->len < 2 && c == '-') {
		if (++s->len == 2) {
			s->state = SCAN_COMMENT;
			s->dashes = 0;
		}
	} else if (c == '>') {
		s->state = SCAN_TEXT;
	} else {
		s->len = 2;
	}
	return NULL;
}

static const char *feed_comment(struct scan *s, char c)
{
	if (c == '>' && s->dashes >= 2)
		s->state = SCAN_TEXT;
	s->dashes = c == '-' ? s->dashes + 1 : 0;
	return NULL;
}

static const char *feed(struct scan *s, char c)
{
	switch (s->state) {
	case SCAN_TEXT:
		return feed_text(s, c);
	case SCAN_OPEN:
		return feed_open(s, c);
	case SCAN_TAG:
		if (isalnum((unsigned char)c) || c == '-') {
			add_to_name(s->tag, sizeof s->tag, &s->len, c);
			return NULL;
		}
		s->state = SCAN_ATTRS;
		return feed_attrs(s, c);
	case SCAN_ATTRS:
		return feed_attrs(s, c);
	case SCAN_ATTR:
		return feed_attr(s, c);
	case SCAN_EQUALS:
		if (c != '"' && c != '\'')
			return "write quotes around the attribute's value";
		s->state = c == '"' ? SCAN_DOUBLE : SCAN_SINGLE;
		s->value_begun = false;
		return NULL;
	case SCAN_DOUBLE:
	case SCAN_SINGLE:
		if (c == (s->state == SCAN_DOUBLE ? '"' : '\''))
			s->state = SCAN_ATTRS;
		else
			s->value_begun = true;
		return NULL;
	case SCAN_COMMENT:
		return feed_comment(s, c);
	case SCAN_DECLARATION:
		return feed_declaration(s, c);
	}
	return NULL;
}

const char *scan_feed(struct scan *s, const char *bytes, size_t len, size_t *at)
{
	for (size_t i = 0; i < len; i++) {
		const char *wrong = feed(s, bytes[i]);

		if (wrong) {
			*at = i;
			return wrong;
		}
	}
	return NULL;
}

void scan_settle(struct scan *s)
{
	if (s->state == SCAN_ATTR)
		s->state = SCAN_ATTRS;
}

bool scan_in_url(const struct scan *s)
{
	static const char *const addresses[] = {"href", "src", "action", "formaction", "poster",
		"data", "cite", "ping", "srcset", "xlink:href", NULL};

	return (s->state == SCAN_DOUBLE || s->state == SCAN_SINGLE) && one_of(s->attr, addresses);
}

bool scan_free_space(const struct scan *s)
{
	return (s->state == SCAN_TEXT && strcmp(s->inside, "pre") != 0 &&
		strcmp(s->inside, "textarea") != 0) || s->state == SCAN_ATTRS;
}

bool scan_same(const struct scan *a, const struct scan *b)
{
	if (a->state != b->state || strcmp(a->inside, b->inside) != 0)
		return false;
	if (a->state == SCAN_DOUBLE || a->state == SCAN_SINGLE)
		return strcmp(a->attr, b->attr) == 0;
	return true;
}
