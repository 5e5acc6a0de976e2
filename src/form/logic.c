/*
 * Logic of nodes: their expressions, and the kiosk_ columns that tie questions
 * to the audit's measures. Owns what a cell of these columns may hold.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/text.h"
#include "canon.h"
#include "compile.h"
#include "expr_tree.h"

#define DRAW_MAX 1000

const char *const formula_keys[FORMULAS] = {
	[FORMULA_RELEVANT] = "relevant", [FORMULA_CONSTRAINT] = "constraint",
	[FORMULA_REQUIRED] = "required", [FORMULA_CALCULATION] = "calculation",
	[FORMULA_DEFAULT] = "default", [FORMULA_CHOICE_FILTER] = "choice_filter",
	[FORMULA_READONLY] = "readonly", [FORMULA_REPEAT_COUNT] = "repeat_count",
};

struct naming {
	struct compiler *c;
	size_t node;
	const struct choice_list *list;
};

static bool name_question(void *data, const char *name, size_t *ref, const char **why)
{
	struct naming *n = data;

	return scope_find(n->c, n->node, name, ref, why);
}

static bool name_several(void *data, const char *name, bool whole, const size_t **refs,
	size_t *count, const char **why)
{
	struct naming *n = data;

	return scope_find_several(n->c, n->node, name, whole, refs, count, why);
}

/* `..` of a question is the group around it. */
static size_t name_position(void *data, size_t ups)
{
	const struct naming *n = data;
	size_t at = n->node;

	while (ups-- && at != FORM_NO_NODE)
		at = n->c->form->nodes[at].parent;
	return at == FORM_NO_NODE || !n->c->form->nodes[at].number ? 1 :
		n->c->form->nodes[at].number;
}

static bool name_column(void *data, const char *name, size_t *ref)
{
	const struct choice_list *l = ((struct naming *)data)->list;

	for (size_t i = 0; i < l->column_count; i++)
		if (strcmp(l->column_names[i], name) == 0) {
			*ref = i;
			return true;
		}
	return false;
}

/* yes and no as authors write them; 1, 0, or -1 for an expression. */
static int yes_no(const char *cell)
{
	static const char *const yes[] = {"yes", "true", "true()", "1"};
	static const char *const no[] = {"no", "false", "false()", "0"};

	for (size_t i = 0; i < 4; i++) {
		if (strcasecmp(cell, yes[i]) == 0)
			return 1;
		if (strcasecmp(cell, no[i]) == 0)
			return 0;
	}
	return -1;
}

/* A default is plain text unless it refers to something or calls a function. */
static bool is_dynamic(const char *text)
{
	if (strstr(text, "${"))
		return true;
	for (const char *p = strchr(text, '('); p; p = strchr(p + 1, '('))
		if (p > text && (isalnum((unsigned char)p[-1]) || p[-1] == '-'))
			return true;
	return false;
}

/* trigger = ${a}, ${b}: “${a}, ${b}”, or NULL when the cell is blank or a fault. */
static const char *trigger_of(struct compiler *c, struct row *r)
{
	const char *cell = row_cell(c, r, "trigger");
	size_t len = strlen(cell);

	if (!len)
		return NULL;
	if (len > 3 && text_starts(cell, "${") && cell[len - 1] == '}')
		return cell;
	if (!(r->reported & 1u << 26))
		row_fault(c, r, "trigger", FAULT_WRITE_QUESTION, NULL);
	r->reported |= 1u << 26;
	return NULL;
}

/* A calculation with a trigger waits for the answer it names. What a respondent
 * may change afterwards is a default then (compile_question). */
static const char *triggered(struct compiler *c, struct row *r, const char *calculation)
{
	const char *trigger = *calculation ? trigger_of(c, r) : NULL;

	return trigger ? arena_printf(c->arena, "if(concat(%s, '') != '', %s, '')", trigger,
		calculation) : calculation;
}

static const char *formula_text(struct compiler *c, size_t node, enum formula what)
{
	struct origin *o = &c->origins[node];
	const char *cell = row_cell(c, o->row, formula_keys[what]);

	if (o->row->other_of)
		return what == FORMULA_RELEVANT ?
			arena_printf(c->arena, "selected(${%s}, 'other')", o->row->other_of) : "";
	if (what == FORMULA_CONSTRAINT && !*cell && o->row->type.constraint)
		cell = o->row->type.constraint;
	if (what == FORMULA_CALCULATION)
		cell = triggered(c, o->row, cell);
	return loop_fill(c, o->loop_choice, cell, c->form->default_language);
}

static void formula_fault(struct compiler *c, struct row *r, enum formula what)
{
	unsigned bit = 1u << (WORDINGS + what);

	/* All iterations of a loop share the cell: say it once. */
	if (r->reported & bit)
		return;
	r->reported |= bit;
	faults_add_said(c->faults, c->survey.file, r->line,
		sheet_header(&c->survey, formula_keys[what]));
}

static bool expr_budget(struct compiler *c, struct row *r, enum formula what,
	const struct expr *e)
{
	const size_t *refs;

	c->expr_nodes += expr_size(e);
	c->ref_count += expr_refs(e, &refs);
	if (c->expr_nodes <= EXPR_TOTAL_MAX && c->ref_count <= REF_TOTAL_MAX)
		return true;
	if (!c->expr_full)
		row_fault(c, r, formula_keys[what], FAULT_FORM_LARGE_EXPRESSIONS,
			DIGITS(EXPR_TOTAL_MAX), NULL);
	c->expr_full = true;
	return false;
}

static const struct expr *formula(struct compiler *c, size_t node, enum formula what)
{
	struct row *r = c->origins[node].row;
	const struct question *q = c->form->nodes[node].question;
	struct naming naming = {c, node, q ? q->list : NULL};
	struct expr_names names = {.data = &naming, .question = name_question,
		.several = name_several, .position = name_position,
		.dot = what == FORMULA_CONSTRAINT || what == FORMULA_CALCULATION ||
			what == FORMULA_DEFAULT,
		.random = what == FORMULA_CALCULATION || what == FORMULA_DEFAULT};
	const char *text = formula_text(c, node, what);
	struct expr *e = NULL;

	if (!*text || c->expr_full)
		return NULL;
	if (what == FORMULA_REQUIRED || what == FORMULA_READONLY || what == FORMULA_RELEVANT) {
		int known = yes_no(text);

		if (known == 1 && what == FORMULA_RELEVANT)
			return NULL;
		if (known >= 0)
			return known ? expr_constant(c->arena, "true") :
				what == FORMULA_RELEVANT ? expr_constant(c->arena, "") : NULL;
	}
	if (what == FORMULA_DEFAULT && !is_dynamic(text))
		return expr_constant(c->arena, text);
	if (what == FORMULA_CHOICE_FILTER && naming.list)
		names.column = name_column;
	if (expr_parse(c->arena, text, &names, &e) != OK) {
		formula_fault(c, r, what);
		return NULL;
	}
	return expr_budget(c, r, what, e) ? e : NULL;
}

/* Types of question a measure can come from. */
enum fitting { FIT_ONE, FIT_SEVERAL, FIT_NUMBER, FIT_RATING, FIT_WORDS, FIT_PICTURE };

static const struct {
	const char *name;
	enum measure_of of;
	enum fitting type;
	const char *codes;
} measures[] = {
	[MEASURE_NONE] = {.name = "", .codes = ""},
#define MEASURE(NAME, name, of, type, codes) \
	[MEASURE_##NAME] = {name, MEASURE_OF_##of, FIT_##type, codes},
#include "form/measures.def"
#undef MEASURE
};

const char *measure_name(enum measure m)
{
	return measures[m].name;
}

enum measure_of measure_of(enum measure m)
{
	return measures[m].of;
}

static bool measure_fits(const struct question *q)
{
	enum answer_kind k = question_answer(q);
	bool number = question_has_number(q) && q->type != Q_COUNT;

	switch (measures[q->measure].type) {
	case FIT_ONE:
		return k == ANSWER_CODE;
	case FIT_SEVERAL:
		return k == ANSWER_CODES;
	case FIT_NUMBER:
		return number;
	case FIT_RATING:
		return number || k == ANSWER_CODE;
	case FIT_WORDS:
		return k == ANSWER_TEXT;
	case FIT_PICTURE:
		return k == ANSWER_PICTURE;
	}
	return false;
}

static void check_measure_type(struct compiler *c, struct row *r, const struct question *q)
{
	if (measure_fits(q) || (r->reported & 1u << 31))
		return;
	r->reported |= 1u << 31;
	row_fault(c, r, "kiosk_measure", FAULT_MEASURE_TYPE, measure_name(q->measure),
		question_type_name(q->type), NULL);
}

/* For who named one that is not known. */
static const char *known_measures(struct arena *a)
{
	const char *list = measure_name(MEASURE_DEPARTMENT);

	for (enum measure m = MEASURE_DEPARTMENT + 1; m < MEASURES; m++)
		list = arena_printf(a, "%s, %s", list, measure_name(m));
	return list;
}

static void read_measure(struct compiler *c, struct row *r, struct question *q)
{
	const char *cell = row_cell(c, r, "kiosk_measure");

	if (!*cell)
		return;
	for (enum measure m = MEASURE_DEPARTMENT; m < MEASURES; m++)
		if (strcmp(cell, measure_name(m)) == 0)
			q->measure = m;
	if (q->measure != MEASURE_NONE) {
		check_measure_type(c, r, q);
	} else if (!(r->reported & 1u << 31)) {
		r->reported |= 1u << 31;
		row_fault(c, r, "kiosk_measure", FAULT_MEASURE_UNKNOWN, cell,
			known_measures(c->arena), NULL);
	}
}

/* A default that can never be an answer leaves the field blank on pages, and a post that
 * leaves the field out is refused for it. */
static void check_default(struct compiler *c, struct row *r, const struct question *q)
{
	const char *cell = row_cell(c, r, "default"), *value;
	struct answer given = {.present = true};
	bool many = answer_is_several(question_answer(q));
	struct str rest;

	if (!q->initial || !q->takes_answer || !expr_is_text(q->initial) || (r->reported & 1u << 25))
		return;
	/* Its list is missing, which is said already. */
	if (!q->list && answer_is_coded(question_answer(q)))
		return;
	value = expr_source(q->initial);
	given.values = arena_array(c->arena, strlen(value) + 1, sizeof *given.values);
	for (rest = str_of(value); rest.len;) {
		struct str word = many ? str_cut(rest, ' ', &rest) : rest;

		given.values[given.count++] = arena_strndup(c->arena, word.p, word.len);
		if (!many)
			break;
	}
	if (!canon_of(c->arena, q, &given).malformed)
		return;
	r->reported |= 1u << 25;
	if (c->source->published)
		row_warn(c, r, "default", FAULT_DEFAULT_NEVER, cell, NULL);
	else
		row_fault(c, r, "default", FAULT_DEFAULT_NEVER, cell, NULL);
}

static void compile_question(struct compiler *c, size_t node)
{
	struct form_node *n = &c->form->nodes[node];
	struct question *q = n->question;
	struct origin *o = &c->origins[node];
	struct row *r = o->row;
	const char *function = loop_fill(c, o->loop_choice, row_cell(c, r, "kiosk_function"),
		c->form->default_language);

	q->appearance = n->appearance;
	q->constraint = formula(c, node, FORMULA_CONSTRAINT);
	q->required = formula(c, node, FORMULA_REQUIRED);
	q->calculation = formula(c, node, FORMULA_CALCULATION);
	q->initial = formula(c, node, FORMULA_DEFAULT);
	/* The columns it filters by are in the other file. */
	if (r->type.kind != ROW_EXTERNAL)
		q->choice_filter = formula(c, node, FORMULA_CHOICE_FILTER);
	q->readonly = formula(c, node, FORMULA_READONLY);
	if (q->type == Q_META) {
		q->calculation = q->initial = NULL;
		return;
	}
	if (q->type == Q_CALCULATE && !*row_cell(c, r, "calculation") && !q->initial &&
		!(r->reported & 1u << 30)) {
		r->reported |= 1u << 30;
		row_fault(c, r, "calculation", FAULT_CELL_MISSING, NULL);
	}
	if (q->calculation && q->takes_answer && *row_cell(c, r, "trigger")) {
		q->initial = q->calculation;
		q->calculation = NULL;
	}
	if (q->calculation)
		q->takes_answer = false;
	q->function = *function ? function : o->loop_choice ? o->loop_choice->choice.name : NULL;
	read_measure(c, r, q);
	compile_parameters(c, r, q);
	check_default(c, r, q);
}

/* `${question}` and nothing else. */
static size_t first_question(struct compiler *c, size_t loop, const struct row *r)
{
	const char *cell = row_cell(c, r, "kiosk_first"), *why;
	size_t len = strlen(cell), node;
	const struct question *q;

	if (!*cell)
		return FORM_NO_NODE;
	if (len < 4 || !text_starts(cell, "${") || cell[len - 1] != '}') {
		row_fault(c, r, "kiosk_first", FAULT_WRITE_QUESTION, NULL);
		return FORM_NO_NODE;
	}
	if (!scope_find(c, c->form->nodes[loop].parent,
		arena_strndup(c->arena, cell + 2, len - 3), &node, &why)) {
		row_fault(c, r, "kiosk_first", FAULT_FIRST_UNKNOWN, cell, why, NULL);
		return FORM_NO_NODE;
	}
	q = c->form->nodes[node].question;
	if (q->type == Q_SELECT_ONE && (node < loop || node >= c->form->nodes[loop].end))
		return node;
	row_fault(c, r, "kiosk_first", FAULT_FIRST_TYPE, cell, NULL);
	return FORM_NO_NODE;
}

static void compile_loop(struct compiler *c, size_t node)
{
	struct row *r = c->origins[node].row;
	struct form_node *n = &c->form->nodes[node];
	const char *cell = row_cell(c, r, "kiosk_draw");
	uint64_t m;

	if (*cell) {
		if (parse_u64(cell, &m) && m >= 1 && m <= DRAW_MAX)
			n->draw = (size_t)m;
		else
			row_fault(c, r, "kiosk_draw", FAULT_WHOLE_NUMBER_FROM, DIGITS(DRAW_MAX),
				NULL);
	}
	n->first = first_question(c, node, r);
	if (n->first != FORM_NO_NODE && !*cell)
		row_fault(c, r, "kiosk_first", FAULT_FIRST_WITHOUT_DRAW, NULL);
}

static const char *const known_appearances[] = {
	"minimal", "likert", "joined", "columns", "columns-pack", "columns-2", "columns-3", "columns-4",
	"columns-5", "multiline", "numbers", "chips", "table-list", "field-list", "label",
	"list-nolabel", "horizontal", "horizontal-compact", "quick", "w1", "w2", "w3", "w4", "w5",
	"w6", "w7", "w8", "w9", "w10", "compact", "hidden-label", "autocomplete", "year",
	"month-year", "no-calendar", "vertical", "no-ticks", "picker", "rating", "thousands-sep",
};

static void compile_appearance(struct compiler *c, size_t node)
{
	struct row *r = c->origins[node].row;
	struct str rest = str_of(row_cell(c, r, "appearance"));

	c->form->nodes[node].appearance = rest.p;
	if (r->reported & 1u << 29)
		return;
	r->reported |= 1u << 29;
	while (rest.len) {
		struct str word = str_cut(rest, ' ', &rest);
		bool known = word.len == 0;

		for (size_t i = 0; i < sizeof known_appearances / sizeof *known_appearances; i++)
			known |= str_eq(word, known_appearances[i]);
		if (!known)
			row_warn(c, r, "appearance", FAULT_APPEARANCE_UNKNOWN,
				arena_strndup(c->arena, word.p, word.len), NULL);
	}
}

void compile_logic(struct compiler *c, size_t node)
{
	struct form_node *n = &c->form->nodes[node];

	compile_appearance(c, node);
	if (n->kind == NODE_INSTANCE)
		return;
	if (n->kind != NODE_LOOP)
		n->relevant = formula(c, node, FORMULA_RELEVANT);
	if (n->kind == NODE_REPEAT)
		n->question->calculation = formula(c, node, FORMULA_REPEAT_COUNT);
	if (n->kind == NODE_LOOP)
		compile_loop(c, node);
	else if (n->kind == NODE_QUESTION)
		compile_question(c, node);
}

static void single_measure(struct compiler *c, const struct question *q,
	const struct question **slot)
{
	if (*slot)
		row_fault(c, c->origins[q->node].row, "kiosk_measure", FAULT_MEASURE_TWICE,
			measure_name(q->measure), (*slot)->path, NULL);
	else
		*slot = q;
}

static bool among(const char *codes, const char *code)
{
	struct str rest = str_of(codes);

	while (rest.len)
		if (str_eq(str_cut(rest, ' ', &rest), code))
			return true;
	return false;
}

/* Whether a measure knows what a choice of its question means. */
static bool code_known(enum measure m, const char *code)
{
	double hours;

	if (strcmp(code, "dk") == 0)
		return true;
	if (m == MEASURE_WEEKLY_HOURS)
		return parse_double(code, &hours) && hours > 0 && hours <= 168;
	return !*measures[m].codes || among(measures[m].codes, code);
}

static void check_codes(struct compiler *c, const struct question *q)
{
	struct row *r = c->origins[q->node].row;

	if (!q->list || (r->reported & 1u << 28))
		return;
	r->reported |= 1u << 28;
	for (size_t i = 0; i < q->list->count; i++) {
		const char *code = q->list->choices[i].name;

		if (code_known(q->measure, code))
			continue;
		if (q->measure == MEASURE_WEEKLY_HOURS)
			row_fault(c, r, "kiosk_measure", FAULT_HOURS_UNKNOWN, code, NULL);
		else
			row_fault(c, r, "kiosk_measure", FAULT_MEASURE_CODE, code,
				measure_name(q->measure), measures[q->measure].codes, NULL);
	}
}

void compile_measures(struct compiler *c)
{
	struct form *f = c->form;

	for (size_t i = 0; i < f->question_count; i++) {
		const struct question *q = f->questions[i];

		if (q->measure == MEASURE_DEPARTMENT)
			single_measure(c, q, &f->department);
		else if (q->measure == MEASURE_WEEKLY_HOURS)
			single_measure(c, q, &f->weekly_hours);
		else if (q->measure == MEASURE_PICKS)
			single_measure(c, q, &f->picks);
		if (q->measure != MEASURE_NONE)
			check_codes(c, q);
		if (measure_of(q->measure) == MEASURE_OF_FUNCTION && !q->function)
			row_fault(c, c->origins[q->node].row, "kiosk_function",
				FAULT_FUNCTION_MISSING, measure_name(q->measure), NULL);
		f->needs_seed |= q->parameters.randomize && !q->parameters.has_seed;
		f->needs_seed |= question_draws(q);
	}
	for (size_t i = 0; i < f->node_count; i++)
		f->needs_seed |= f->nodes[i].draw > 0;
}
