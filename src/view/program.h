/*
 * A compiled template: a flat array of operations, made by compile.c and run
 * by render.c. Never changed after the set is complete.
 */
#ifndef VIEW_PROGRAM_H
#define VIEW_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/map.h"
#include "message.h"
#include "view/template.h"

enum op_kind {
	OP_TEXT,	/* bytes as they stand in the template */
	OP_VALUE,
	OP_SECTION,	/* runs what follows up to `end` */
	OP_INVERTED,
	OP_PARTIAL,
	OP_TRANSLATE,
};

/* Where a value stands: how much markup may be there. */
enum place {
	PLACE_TEXT,	/* between tags */
	PLACE_WORDS,	/* in title, textarea, option: text without markup */
	PLACE_ATTR,	/* in a quoted attribute */
	PLACE_URL,	/* at the start of an attribute that is an address */
};

/* Part of a translated text: bytes already escaped, or a value. */
struct piece {
	const char *html;	/* NULL: the value called `name` */
	size_t len;
	enum view_name name;
};

struct phrase {
	struct piece *pieces;
	size_t count;
};

struct translate {
	const struct message *message;
	enum view_name number;	/* chooses the plural form */
	struct phrase phrases[LANG_COUNT][PLURAL_COUNT];
};

struct op {
	enum op_kind kind;
	enum place place;
	enum view_name name;
	size_t end;		/* sections: index of the operation behind them */
	union {
		struct {
			const char *bytes;
			size_t len;
		} text;
		const struct template *partial;
		const struct translate *translate;
	};
};

struct template {
	const char *name;
	const char *source;
	size_t source_len;
	struct op *ops;
	size_t count;
};

struct view_set {
	struct map by_name;	/* -> struct template */
};

#endif
