/*
 * From rows to nodes: loops become a group per choice, every node gets its
 * path, and the form is cut into sections. Owns paths and sections.
 */
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "compile.h"

static size_t node_new(struct compiler *c, enum node_kind kind, struct row *r, size_t parent,
	const char *name, const struct raw_choice *loop_choice)
{
	struct form *f = c->form;
	size_t at = f->node_count;
	struct form_node *n;

	if (at == FORM_NODES_MAX) {
		if (!c->nodes_full)
			row_fault(c, r, "type", FAULT_FORM_LARGE_NODES, DIGITS(FORM_NODES_MAX),
				NULL);
		c->nodes_full = true;
		return FORM_NO_NODE;
	}
	f->nodes = arena_grow(c->arena, f->nodes, at + 1, sizeof *f->nodes);
	c->origins = arena_grow(c->arena, c->origins, at + 1, sizeof *c->origins);
	n = &f->nodes[f->node_count++];
	*n = (struct form_node){.kind = kind, .name = name, .parent = parent, .end = at + 1,
		.section = FORM_NO_NODE, .line = r->line, .appearance = "",
		.first = FORM_NO_NODE};
	n->path = parent == FORM_NO_NODE ? name :
		arena_printf(c->arena, "%s/%s", f->nodes[parent].path, name);
	c->origins[at] = (struct origin){r, loop_choice};
	return at;
}

static void remember_name(struct compiler *c, size_t node)
{
	const char *name = c->form->nodes[node].name;
	struct name_uses *uses = map_get(&c->names, name);

	if (!uses) {
		uses = arena_alloc(c->arena, sizeof *uses);
		map_put(&c->names, name, uses);
	}
	uses->nodes = arena_grow(c->arena, uses->nodes, uses->count + 1, sizeof *uses->nodes);
	uses->nodes[uses->count++] = node;
}

static bool has_answer(enum question_type t)
{
	return question_traits(t)->role == ROLE_ASKED || question_traits(t)->role == ROLE_COUNT;
}

static void add_question(struct compiler *c, size_t node, struct row *r)
{
	struct question *q = arena_alloc(c->arena, sizeof *q);
	struct form_node *n = &c->form->nodes[node];

	q->node = node;
	q->path = n->path;
	q->field = field_name(c->arena, q->path);
	q->name = n->name;
	q->type = r->type.question;
	q->takes_answer = has_answer(q->type);
	q->meta = q->type == Q_META && r->type.spelling ? r->type.spelling : "";
	q->appearance = "";
	if (r->list) {
		list_use(c, r->list);
		q->list = &r->list->list;
	}
	n->question = q;
	remember_name(c, node);
}

static void add_rows(struct compiler *c, struct row *group, size_t parent,
	const struct raw_choice *loop_choice);

/* How many instances a repeat is expanded to: see form.h. */
static size_t repeat_max(struct compiler *c, size_t node, const struct row *r)
{
	const char *count = row_cell(c, r, "repeat_count");
	struct question limits = {.type = Q_COUNT};
	size_t parent = c->form->nodes[node].parent;
	uint64_t fixed;

	compile_parameters(c, r, &limits);
	if (parse_u64(count, &fixed)) {
		if (fixed >= 1 && fixed <= FORM_REPEAT_LIMIT)
			return (size_t)fixed;
		row_fault(c, r, "repeat_count", FAULT_REPEATS_FROM, DIGITS(FORM_REPEAT_LIMIT),
			NULL);
		return 1;
	}
	if (limits.parameters.max_chars > FORM_REPEAT_LIMIT) {
		row_fault(c, r, "parameters", FAULT_MAX_UP_TO, DIGITS(FORM_REPEAT_LIMIT), NULL);
		return 1;
	}
	if (limits.parameters.max_chars)
		return limits.parameters.max_chars;
	for (; parent != FORM_NO_NODE; parent = c->form->nodes[parent].parent)
		if (c->form->nodes[parent].kind == NODE_INSTANCE)
			return FORM_REPEAT_NESTED;
	return FORM_REPEAT_MAX;
}

static void add_repeat(struct compiler *c, size_t node, struct row *r,
	const struct raw_choice *loop_choice)
{
	struct form *f = c->form;
	size_t max = repeat_max(c, node, r);

	r->type.question = Q_COUNT;
	add_question(c, node, r);
	f->nodes[node].question->takes_answer = !*row_cell(c, r, "repeat_count");
	f->nodes[node].max = max;
	for (size_t i = 1; i <= max && !c->nodes_full; i++) {
		size_t at = node_new(c, NODE_INSTANCE, r, node,
			arena_printf(c->arena, "%zu", i), loop_choice);

		if (at == FORM_NO_NODE)
			return;
		f->nodes[at].number = i;
		add_rows(c, r, at, loop_choice);
		f->nodes[at].end = f->node_count;
	}
}

static void add_loop(struct compiler *c, size_t node, struct row *r)
{
	struct form *f = c->form;
	struct map seen;

	map_init(&seen, c->arena);
	if (!r->list)
		return;
	list_use(c, r->list);
	f->nodes[node].list = &r->list->list;
	for (size_t i = 0; i < r->list->count && !c->nodes_full; i++) {
		struct raw_choice *choice = &r->list->raw[i];
		const char *code = choice->choice.name;
		size_t at;

		if (strcmp(code, "dk") == 0 || strcmp(code, "none") == 0 ||
			!map_put(&seen, code, choice))
			continue;
		if (strchr(code, '/')) {
			row_fault(c, r, "type", FAULT_CODE_SLASH, code, NULL);
			continue;
		}
		at = node_new(c, NODE_ITERATION, r, node, code, choice);
		if (at == FORM_NO_NODE)
			return;
		f->nodes[at].choice = &r->list->list.choices[i];
		add_rows(c, r, at, choice);
		f->nodes[at].end = f->node_count;
	}
}

static void add_rows(struct compiler *c, struct row *group, size_t parent,
	const struct raw_choice *loop_choice)
{
	struct form *f = c->form;

	for (struct row *r = group->first; r && !c->nodes_full; r = r->next) {
		enum node_kind kind = r->type.kind == ROW_QUESTION ? NODE_QUESTION :
			r->type.kind == ROW_BEGIN_LOOP ? NODE_LOOP :
			r->type.kind == ROW_BEGIN_REPEAT ? NODE_REPEAT : NODE_GROUP;
		size_t at;

		if (r->type.kind >= ROW_UNSUPPORTED) {
			/* Kept by name, so that what refers to it is no second fault. */
			kind = NODE_QUESTION;
			r->type.question = Q_META;
		}
		at = node_new(c, kind, r, parent, r->name, loop_choice);
		if (at == FORM_NO_NODE)
			return;
		if (kind == NODE_QUESTION)
			add_question(c, at, r);
		else if (kind == NODE_LOOP)
			add_loop(c, at, r);
		else if (kind == NODE_REPEAT)
			add_repeat(c, at, r, loop_choice);
		else
			add_rows(c, r, at, loop_choice);
		f->nodes[at].end = f->node_count;
	}
}

static bool holds_loop(const struct form *f, size_t node)
{
	/* A repeat is never cut, whatever it holds. */
	for (size_t i = node; i < f->nodes[node].end;) {
		if (f->nodes[i].kind == NODE_LOOP)
			return true;
		i = f->nodes[i].kind == NODE_REPEAT ? f->nodes[i].end : i + 1;
	}
	return false;
}

static void section_add(struct form *f, const char *id, size_t node, size_t first, size_t end)
{
	size_t at = f->section_count++;

	f->sections[at] = (struct form_section){id, node, first, end};
	for (size_t i = first; i < end; i++)
		f->nodes[i].section = at;
}

/* Cut what stands between `from` and `end` (children of one parent) into
 * sections; `group` is the parent while no section has its name yet. */
static void cut_sections(struct compiler *c, size_t from, size_t end, size_t group)
{
	struct form *f = c->form;
	size_t run = FORM_NO_NODE;

	for (size_t i = from;; i = f->nodes[i].end) {
		bool loose = i < end && (f->nodes[i].kind == NODE_QUESTION ||
			(group != FORM_NO_NODE && !holds_loop(f, i)));

		if (loose) {
			run = run == FORM_NO_NODE ? i : run;
			continue;
		}
		if (run != FORM_NO_NODE) {
			bool named = group != FORM_NO_NODE && run == group + 1;
			const char *id = named ? f->nodes[group].path :
				arena_printf(c->arena, "q:%s", f->nodes[run].path);

			section_add(f, id, named ? group : FORM_NO_NODE, run, i);
			run = FORM_NO_NODE;
		}
		if (i >= end)
			return;
		if (f->nodes[i].kind == NODE_LOOP) {
			for (size_t k = i + 1; k < f->nodes[i].end; k = f->nodes[k].end)
				section_add(f, f->nodes[k].path, k, k, f->nodes[k].end);
		} else if (holds_loop(f, i)) {
			cut_sections(c, i + 1, f->nodes[i].end, i);
		} else {
			section_add(f, f->nodes[i].path, i, i, f->nodes[i].end);
		}
	}
}

void compile_nodes(struct compiler *c)
{
	struct form *f = c->form;

	map_init(&c->names, c->arena);
	map_init(&f->by_path, c->arena);
	f->lists = arena_array(c->arena, c->survey.rows + 1, sizeof *f->lists);
	add_rows(c, &c->root, FORM_NO_NODE, NULL);
	f->questions = arena_array(c->arena, f->node_count + 1, sizeof *f->questions);
	f->sections = arena_array(c->arena, f->node_count + 1, sizeof *f->sections);
	f->repeats = arena_array(c->arena, f->node_count + 1, sizeof *f->repeats);
	for (size_t i = 0; i < f->node_count; i++) {
		struct question *q = f->nodes[i].question;

		if (!q)
			continue;
		q->index = f->question_count;
		f->questions[f->question_count++] = q;
		if (q->type == Q_COUNT)
			f->repeats[f->repeat_count++] = q;
		map_put(&f->by_path, q->path, q);
	}
	cut_sections(c, 0, f->node_count, FORM_NO_NODE);
}
