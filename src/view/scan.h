/*
 * Where in HTML a template's tag stands: a small scanner that is fed the
 * literal text between the tags and keeps just enough to tell text from
 * attributes, and to refuse what the CSP or escaping could not keep safe.
 */
#ifndef VIEW_SCAN_H
#define VIEW_SCAN_H

#include <stdbool.h>
#include <stddef.h>

enum scan_state {
	SCAN_TEXT,
	SCAN_OPEN,	/* behind '<' */
	SCAN_TAG,	/* in a tag's name */
	SCAN_ATTRS,	/* in a tag, between attributes */
	SCAN_ATTR,	/* in an attribute's name */
	SCAN_EQUALS,	/* behind '=' */
	SCAN_DOUBLE,	/* in "…" */
	SCAN_SINGLE,	/* in '…' */
	SCAN_COMMENT,	/* in <!-- … --> */
	SCAN_DECLARATION,	/* in <! … > */
};

struct scan {
	enum scan_state state;
	char tag[16];		/* name of the tag, lower case, cut */
	char attr[24];		/* name of the attribute */
	char inside[16];	/* script, style, title, textarea, option, pre; or "" */
	size_t len;		/* of the name being read */
	size_t dashes;		/* run of '-' in a comment */
	bool value_begun;	/* an attribute's value has some bytes already */
};

/* Take literal bytes; NULL, or what is wrong with them (*at: which byte). */
const char *scan_feed(struct scan *s, const char *bytes, size_t len, size_t *at);

/* An attribute whose name just ended is complete: before a tag of the template. */
void scan_settle(struct scan *s);

/* Is the attribute of this value an address (href, src …)? */
bool scan_in_url(const struct scan *s);

/* Is white space at the start of a line without meaning here? */
bool scan_free_space(const struct scan *s);

/* The same place of the HTML, as far as what may follow goes? */
bool scan_same(const struct scan *a, const struct scan *b);

#endif
