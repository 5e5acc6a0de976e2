/*
 * Compiling: what its parts share. The way: sheets → lists and rows (a tree of
 * the survey) → nodes (loops expanded) → wording and logic per node → order.
 */
#ifndef FORM_COMPILE_H
#define FORM_COMPILE_H

#include "base/map.h"
#include "form/form.h"
#include "sheet.h"
#include "types.h"

#define ROWS_MAX 5000
#define CHOICES_MAX 20000
#define TEXT_BYTES_MAX (16u << 20)	/* of all wordings after loops are expanded */
#define EXPR_TOTAL_MAX 500000		/* tree nodes of all expressions */
#define REF_TOTAL_MAX 500000		/* ${refs} of all expressions */

/* The wordings of a question, in the order of the columns below. */
enum wording { WORDING_LABEL, WORDING_HINT, WORDING_CONSTRAINT, WORDING_REQUIRED, WORDINGS };

enum formula {
	FORMULA_RELEVANT, FORMULA_CONSTRAINT, FORMULA_REQUIRED, FORMULA_CALCULATION,
	FORMULA_DEFAULT, FORMULA_CHOICE_FILTER, FORMULA_READONLY, FORMULA_REPEAT_COUNT, FORMULAS,
};

/* A choice as read: wording is compiled for the lists a form uses. */
struct raw_choice {
	struct choice choice;
	const char **labels, **hints;	/* per language of the form, "" missing */
	const char *file;
	size_t line;
};

struct raw_list {
	struct choice_list list;
	struct raw_choice *raw;
	size_t count;
	bool compiled;
	bool told;		/* that it is reserved */
};

/* A row of the survey that makes something. */
struct row {
	size_t row, line;	/* in the sheet; the file's line */
	struct row_type type;
	const char *name;
	struct row *parent, *first, *last, *next;
	struct raw_list *list;
	const char *other_of;	/* the text question behind or_other: the asked one */
	unsigned reported;	/* bits of wordings and formulas whose fault is known */
	struct form_words shared[WORDINGS];	/* where all iterations read alike */
	bool has_shared[WORDINGS];
};

/* What an expanded node was made from. */
struct origin {
	struct row *row;
	const struct raw_choice *loop_choice;	/* innermost iteration, or NULL */
};

struct name_uses {
	size_t *nodes;		/* ascending */
	size_t count;
};

struct compiler {
	struct arena *arena;
	const struct form_source *source;
	struct faults *faults, *warnings;
	struct form *form;
	struct sheet survey, choices, settings;
	bool duplicates;	/* allow_choice_duplicates */
	int *wording_columns[WORDINGS];	/* per language, -1 none */
	int formula_columns[FORMULAS];
	struct map lists;	/* name → struct raw_list */
	struct row root;
	struct origin *origins;	/* per node */
	struct map names;	/* name → struct name_uses */
	size_t text_bytes, expr_nodes, ref_count;
	bool text_full, expr_full, nodes_full;
};

extern const char *const wording_keys[WORDINGS];
extern const char *const formula_keys[FORMULAS];

/* languages.c: the languages of the form and which column holds what. */
void compile_languages(struct compiler *c);
/* The wording of one language in a catalogue, "" when missing. */
size_t catalogue_language(const struct catalogue *cat, const struct form_language *l);

/* lists.c */
void compile_lists(struct compiler *c);
/* A copy of the list with the choice `other` at its end (or_other). */
struct raw_list *list_with_other(struct compiler *c, struct raw_list *list);
/* Compile the wording of a list a question uses and enter it in the form. */
void list_use(struct compiler *c, struct raw_list *list);

/* fields.c */
/* Whether a name at the top of a form, or a list with this choice, is the kiosk's own
 * (contracts.md, Reserved). */
bool name_reserved(const char *name);
bool list_reserved(const char *list, const char *choice);
/* What the question at `path` is called in posts; `path` itself, or in `a`. */
const char *field_name(struct arena *a, const char *path);

/* rows.c: read the survey into c->root. */
void compile_rows(struct compiler *c);
/* A trimmed cell of the row, "" for a row that was made up. */
const char *row_cell(struct compiler *c, const struct row *r, const char *key);
void row_fault(struct compiler *c, const struct row *r, const char *key, enum fault_kind kind, ...)
	__attribute__((sentinel));
void row_warn(struct compiler *c, const struct row *r, const char *key, enum fault_kind kind, ...)
	__attribute__((sentinel));

/* expand.c: nodes, questions, sections. */
void compile_nodes(struct compiler *c);

/* wording.c */
/* What ${name} means seen from node `from` (FORM_NO_NODE: from outside all
 * groups). False with *why. */
bool scope_find(struct compiler *c, size_t from, const char *name, size_t *node,
	const char **why);
/* The same where several may be meant; `whole`: seen from outside all repeats. */
bool scope_find_several(struct compiler *c, size_t from, const char *name, bool whole,
	const size_t **nodes, size_t *count, const char **why);
void compile_wording(struct compiler *c, size_t node);
/* One text for all languages, seen from `from`; faults as file:line: column. */
struct form_words words_compile(struct compiler *c, size_t from, const char *const *texts,
	const char *file, size_t line, const char *column);
/* %(name)s and %(label)s filled in; `language` for the label. */
const char *loop_fill(struct compiler *c, const struct raw_choice *choice, const char *text,
	size_t language);

/* logic.c: expressions, parameters and kiosk columns of a node. */
void compile_logic(struct compiler *c, size_t node);
/* Checks that need the whole form: measures, draws. */
void compile_measures(struct compiler *c);

/* parameters.c */
void compile_parameters(struct compiler *c, const struct row *r, struct question *q);

/* order.c: an order in which each node follows what it rests on; circles are
 * faults. */
void compile_order(struct compiler *c);

#endif
