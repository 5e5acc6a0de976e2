/*
 * Wording: what a label reads as in each language, cut at its ${refs}; and what
 * a name refers to from where it stands. Owns scopes and substitution.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "compile.h"
#include "marks.h"

static const char *const fact_names[FORM_FACTS] = {
	[FACT_GROUP] = "kiosk_group", [FACT_ANALYST] = "kiosk_analyst",
	[FACT_MINUTES] = "kiosk_minutes", [FACT_PROTOTYPE] = "kiosk_prototype",
	[FACT_NEWS] = "kiosk_news", [FACT_ADDRESS] = "kiosk_address",
	[FACT_PICTURE] = "kiosk_picture",
};

enum form_fact fact_named(const char *name)
{
	enum form_fact fact = 0;

	while (fact < FORM_FACTS && strcmp(fact_names[fact], name) != 0)
		fact++;
	return fact;
}

const char *fact_name(enum form_fact fact)
{
	return fact_names[fact];
}

const char *piece_name(const struct form *f, const struct form_piece *piece)
{
	for (enum form_fact fact = 0; fact < FORM_FACTS; fact++)
		if (piece->ref == FORM_FACT(fact))
			return fact_names[fact];
	return f->nodes[piece->ref].name;
}

/* How many uses of a name lie among the descendants of `top` (FORM_NO_NODE: the
 * whole form); *found is the only one, or the only direct child. */
static size_t uses_below(const struct compiler *c, const struct name_uses *uses, size_t top,
	size_t *found)
{
	const struct form *f = c->form;
	size_t first = top == FORM_NO_NODE ? 0 : top + 1;
	size_t end = top == FORM_NO_NODE ? f->node_count : f->nodes[top].end;
	size_t low = 0, high = uses->count, all = 0, children = 0, child = 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (uses->nodes[middle] < first)
			low = middle + 1;
		else
			high = middle;
	}
	for (size_t i = low; i < uses->count && uses->nodes[i] < end; i++) {
		all++;
		*found = uses->nodes[i];
		if (f->nodes[uses->nodes[i]].parent == top) {
			children++;
			child = uses->nodes[i];
		}
		if (all > 1 && children > 1)
			break;
	}
	if (children == 1) {
		*found = child;
		return 1;
	}
	return all;
}

static int compare_nodes(const void *a, const void *b)
{
	const size_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* The uses of a name below `top`, as a run of uses->nodes. */
static size_t uses_run(const struct compiler *c, const struct name_uses *uses, size_t top,
	const size_t **run)
{
	const struct form *f = c->form;
	size_t end = top == FORM_NO_NODE ? f->node_count : f->nodes[top].end, n = 0, low = 0;

	while (top != FORM_NO_NODE && low < uses->count && uses->nodes[low] <= top)
		low++;
	while (low + n < uses->count && uses->nodes[low + n] < end)
		n++;
	*run = uses->nodes + low;
	return n;
}

/* Whether they are all the same row of the survey; with `repeats`, expanded by
 * repeats alone. */
static bool one_row(const struct compiler *c, const size_t *nodes, size_t count, size_t top,
	bool repeats)
{
	for (size_t i = 0; i < count; i++) {
		if (c->origins[nodes[i]].row != c->origins[nodes[0]].row)
			return false;
		for (size_t up = nodes[i]; repeats && up != top; up = c->form->nodes[up].parent)
			if (c->form->nodes[up].kind == NODE_ITERATION)
				return false;
	}
	return true;
}

/* The innermost group around `from` in which the name means something: its uses
 * there, or the only direct child. */
static size_t scope_look(struct compiler *c, size_t from, const char *name,
	const size_t **nodes, size_t *top, const char **why)
{
	const struct form *f = c->form;
	const struct name_uses *uses = map_get(&c->names, name);

	*why = "there is no question of that name";
	if (!uses)
		return 0;
	for (size_t at = from;; at = f->nodes[at].parent) {
		size_t found = 0, count;

		/* A question's own scope is its group. */
		if (at != FORM_NO_NODE && f->nodes[at].kind == NODE_QUESTION)
			continue;
		count = uses_below(c, uses, at, &found);
		*top = at;
		if (count == 1) {
			const size_t *hit = bsearch(&found, uses->nodes, uses->count, sizeof found,
				compare_nodes);

			*nodes = hit;
			return 1;
		}
		if (count > 1)
			return uses_run(c, uses, at, nodes);
		if (at == FORM_NO_NODE)
			return 0;
	}
}

static const char several_meant[] = "several questions have that name; rename them, or refer "
	"to it from inside its group or loop";

bool scope_find(struct compiler *c, size_t from, const char *name, size_t *node,
	const char **why)
{
	const size_t *nodes;
	size_t top, count = scope_look(c, from, name, &nodes, &top, why);

	if (!count)
		return false;
	/* Of the instances of a repeat the first is meant, as in XPath. */
	if (count > 1 && !one_row(c, nodes, count, top, true)) {
		*why = several_meant;
		return false;
	}
	*node = nodes[0];
	return true;
}

/* All instances of the repeats. */
static size_t instances_of(struct compiler *c, const size_t *repeats, size_t count,
	const size_t **out)
{
	const struct form *f = c->form;
	size_t *list, n = 0, max = f->nodes[repeats[0]].max;

	list = arena_array(c->arena, count * max + 1, sizeof *list);
	for (size_t i = 0; i < count; i++)
		for (size_t at = repeats[i] + 1; at < f->nodes[repeats[i]].end && n < count * max;
			at = f->nodes[at].end)
			list[n++] = at;
	*out = list;
	return n;
}

bool scope_find_several(struct compiler *c, size_t from, const char *name, bool whole,
	const size_t **nodes, size_t *count, const char **why)
{
	const struct form *f = c->form;
	size_t top;

	for (size_t up = from; whole && up != FORM_NO_NODE; up = f->nodes[up].parent)
		if (f->nodes[up].kind == NODE_REPEAT)
			from = f->nodes[up].parent;
	*count = scope_look(c, from, name, nodes, &top, why);
	if (!*count)
		return false;
	if (!one_row(c, *nodes, *count, top, false)) {
		*why = several_meant;
		return false;
	}
	if (f->nodes[**nodes].kind == NODE_REPEAT)
		*count = instances_of(c, *nodes, *count, nodes);
	return true;
}

/* "%(hint)s": the whole (line 0); "%(hint2)s": its second line. */
static bool hint_named(const char *at, size_t *line, size_t *len)
{
	static const char *const names[] = {"%(hint)s", "%(hint1)s", "%(hint2)s", "%(hint3)s"};

	for (*line = 0; *line < sizeof names / sizeof *names; ++*line)
		if (text_starts(at, names[*line])) {
			*len = strlen(names[*line]);
			return true;
		}
	return false;
}

static void hint_add(struct buf *out, const char *hint, size_t line)
{
	struct str rest = str_of(hint), part = rest;

	for (size_t i = 0; i < line; i++)
		part = str_cut(rest, '\n', &rest);
	buf_add(out, part.p, part.len);
}

const char *loop_fill(struct compiler *c, const struct raw_choice *choice, const char *text,
	size_t language)
{
	const char *label, *hint, *filled, *at = text, *hit;
	size_t line, len;
	struct buf out;

	if (!choice || !strstr(text, "%("))
		return text;
	label = choice->labels[language];
	if (!*label)
		label = choice->labels[c->form->default_language];
	if (!*label)
		label = choice->choice.name;
	hint = choice->hints[language];
	if (!*hint)
		hint = choice->hints[c->form->default_language];
	/* A scratch of its own: this runs for every text of every iteration. */
	buf_init(&out, TEXT_BYTES_MAX);
	for (; (hit = strstr(at, "%(")); ) {
		buf_add(&out, at, (size_t)(hit - at));
		if (text_starts(hit, "%(name)s")) {
			buf_puts(&out, choice->choice.name);
			at = hit + 8;
		} else if (text_starts(hit, "%(label)s")) {
			buf_puts(&out, label);
			at = hit + 9;
		} else if (choice->choice.from_catalogue && hint_named(hit, &line, &len)) {
			hint_add(&out, hint, line);
			at = hit + len;
		} else if (choice->choice.from_catalogue && text_starts(hit, "%(home)s")) {
			buf_puts(&out, choice->choice.home);
			at = hit + 8;
		} else {
			buf_puts(&out, "%(");
			at = hit + 2;
		}
	}
	buf_puts(&out, at);
	filled = arena_strndup(c->arena, out.data, out.len);
	buf_free(&out);
	return filled;
}

/* A `${` that no name and brace follow, as far as the next blank; NULL: none. */
static const char *open_ref(struct arena *a, const char *text)
{
	for (const char *p = strstr(text, "${"); p; p = strstr(p + 2, "${"))
		if (!mark_ref_length(p))
			return arena_strndup(a, p, strcspn(p, " \n\t"));
	return NULL;
}

/* What a name between braces means: a node, or a fact. False: nothing, *why says so. */
static bool find_ref(struct compiler *c, size_t from, const char *name, size_t *ref,
	const char **why)
{
	if (fact_named(name) == FORM_FACTS || map_get(&c->names, name))
		return scope_find(c, from, name, ref, why);
	*ref = FORM_FACT(fact_named(name));
	return true;
}

/* False: *bad is the name that means nothing here, *why says so. */
static bool cut_text(struct compiler *c, size_t from, const char *text, struct form_text *out,
	const char **bad, const char **why)
{
	struct mark_piece plain = {.text = text}, *marks = &plain;
	size_t count = strpbrk(text, MARK_BYTES) ? marks_read(c->arena, text, &marks) : 1;
	struct form_piece *pieces = arena_array(c->arena, count + 1, sizeof *pieces);

	c->text_bytes += count * (sizeof *pieces + sizeof *marks);
	for (size_t i = 0; i < count; i++) {
		pieces[i] = (struct form_piece){marks[i].text, FORM_NO_NODE, marks[i].style,
			marks[i].heading};
		if (!marks[i].ref)
			continue;
		pieces[i].literal = "";
		if (!find_ref(c, from, marks[i].text, &pieces[i].ref, why)) {
			*bad = marks[i].text;
			return false;
		}
	}
	*out = (struct form_text){text, pieces, count};
	return true;
}

static bool budget(struct compiler *c, size_t bytes, const char *file, size_t line,
	const char *column)
{
	c->text_bytes += bytes;
	if (c->text_bytes <= TEXT_BYTES_MAX)
		return true;
	if (!c->text_full)
		fault_add(c->faults, file, line, column, FAULT_FORM_LARGE_WORDING,
			DIGITS(TEXT_BYTES_MAX >> 20), NULL);
	c->text_full = true;
	return false;
}

struct form_words words_compile(struct compiler *c, size_t from, const char *const *texts,
	const char *file, size_t line, const char *column)
{
	size_t languages = c->form->language_count;
	struct form_text *out = NULL;

	for (size_t l = 0; l < languages; l++) {
		const char *why = "", *bad = "", *open = open_ref(c->arena, texts[l]);

		if (open)
			fault_add(c->source->published ? c->warnings : c->faults, file, line,
				column, FAULT_REFERENCE_OPEN, open, NULL);
		if (!*texts[l] || !budget(c, strlen(texts[l]) + sizeof *out, file, line, column))
			continue;
		if (!out)
			out = arena_array(c->arena, languages, sizeof *out);
		if (!cut_text(c, from, texts[l], &out[l], &bad, &why)) {
			fault_add(c->faults, file, line, column, text_starts(why, "several") ?
				FAULT_REFERENCE_SEVERAL_IN : FAULT_REFERENCE_UNKNOWN_IN, bad, why,
				c->form->languages[l].name, NULL);
			break;
		}
	}
	return (struct form_words){out};
}

/* Activity labels are headings: in mid-sentence their case and article would be
 * wrong in most languages (wording.md). */
static bool label_in_sentence(const char *text)
{
	const char *hit = strstr(text, "%(label)s"), *before, *after;

	if (!hit)
		return false;
	for (before = hit; before > text && before[-1] == ' '; before--)
		;
	for (after = hit + 9; *after == ' '; after++)
		;
	return (before > text && !strchr(".:!?\n\"*(-", before[-1]) &&
			(unsigned char)before[-1] < 0x80) ||
		(*after && !strchr(".:!?\n\"*)-", *after) && (unsigned char)*after < 0x80);
}

static void warn_label(struct compiler *c, struct row *r, enum wording w, const char *text)
{
	unsigned bit = 1u << (w + WORDINGS + FORMULAS);

	if ((r->reported & bit) || !label_in_sentence(text))
		return;
	r->reported |= bit;
	row_warn(c, r, wording_keys[w], FAULT_LABEL_IN_SENTENCE, NULL);
}

static const char *other_label(const struct form_language *l)
{
	static const char *const words[][2] = {
		{"sk", "Uveďte, čo iné"}, {"pl", "Co innego?"}, {"it", "Specificare altro"},
		{"es", "Especifique otro"}, {"ca", "Especifica-ho"},
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(words[i][0], l->code) == 0)
			return words[i][1];
	return "Specify other";
}

/* The texts of a row in all languages; true when any iteration reads alike. */
static bool row_texts(struct compiler *c, struct row *r, const struct raw_choice *choice,
	enum wording w, const char **texts)
{
	const struct form *f = c->form;
	bool alike = true;

	for (size_t l = 0; l < f->language_count; l++) {
		const char *text = sheet_at(c->arena, &c->survey, r->row, c->wording_columns[w][l]);

		if (r->other_of)
			text = w == WORDING_LABEL ? other_label(&f->languages[l]) : "";
		if (choice)
			warn_label(c, r, w, text);
		alike &= !strstr(text, "${") && !strstr(text, "%(");
		texts[l] = loop_fill(c, choice, text, l);
	}
	return alike;
}

static struct form_words row_words(struct compiler *c, size_t node, enum wording w)
{
	struct origin *o = &c->origins[node];
	struct row *r = o->row;
	const char *texts[FORM_LANGUAGES_MAX];
	size_t before = c->faults->count;
	struct faults *faults = c->faults, silent;
	struct form_words words;
	bool alike;

	if (r->has_shared[w])
		return r->shared[w];
	alike = row_texts(c, r, o->loop_choice, w, texts);
	faults_init(&silent, c->arena);
	if (r->reported & (1u << w))
		c->faults = &silent;
	words = words_compile(c, node, texts, c->survey.file, r->line, wording_keys[w]);
	c->faults = faults;
	if (faults->count > before)
		r->reported |= 1u << w;
	if (alike) {
		r->shared[w] = words;
		r->has_shared[w] = true;
	}
	return words;
}

static void check_label(struct compiler *c, const struct form_node *n, struct row *r)
{
	const struct form *f = c->form;
	enum question_role role = question_traits(n->question->type)->role;
	const struct form_text *label = n->label.by_language, *hint = n->hint.by_language;
	const char *language = f->languages[f->default_language].name;

	if (role == ROLE_COMPUTED || role == ROLE_META || (r->reported & 1u) ||
		(label && label[f->default_language].count) ||
		(hint && hint[f->default_language].count))
		return;
	r->reported |= 1u;
	/* In another language it is better than none. */
	if (label || hint)
		row_warn(c, r, "label", FAULT_LABEL_UNTRANSLATED, language, NULL);
	else
		row_fault(c, r, "label", FAULT_LABEL_MISSING, language, NULL);
}

static bool names_choice(struct compiler *c, const struct row *r)
{
	for (size_t l = 0; l < c->form->language_count; l++)
		if (strstr(sheet_at(c->arena, &c->survey, r->row,
				c->wording_columns[WORDING_LABEL][l]), "%("))
			return true;
	return false;
}

/* Whether a label of the repeat refers to a question that is inside it. */
static bool names_inside(struct compiler *c, size_t node, const struct row *r)
{
	const struct form *f = c->form;
	size_t repeat = f->nodes[node].kind == NODE_INSTANCE ? f->nodes[node].parent : node;

	for (size_t l = 0; l < f->language_count; l++)
		for (const char *p = sheet_at(c->arena, &c->survey, r->row,
				c->wording_columns[WORDING_LABEL][l]); *p; p++) {
			size_t len = mark_ref_length(p), found;
			const char *why;

			if (len && scope_find(c, repeat, arena_strndup(c->arena, p + 2, len - 3),
					&found, &why) && found > repeat &&
				found < f->nodes[repeat].end)
				return true;
		}
	return false;
}

void compile_wording(struct compiler *c, size_t node)
{
	struct form_node *n = &c->form->nodes[node];
	struct row *r = c->origins[node].row;
	struct question *q = n->question;

	/* A loop's label with %(label)s belongs to its iterations, one without to
	 * the loop as a whole; the iterations are then called as their choices. */
	if (n->kind == NODE_LOOP || n->kind == NODE_ITERATION) {
		if (names_choice(c, r) == (n->kind == NODE_ITERATION))
			n->label = row_words(c, node, WORDING_LABEL);
		else if (n->kind == NODE_ITERATION)
			n->label = n->choice->label;
		return;
	}
	/* A repeat's label that refers to a question inside belongs to its instances. */
	if ((n->kind == NODE_REPEAT || n->kind == NODE_INSTANCE) &&
		names_inside(c, node, r) != (n->kind == NODE_INSTANCE))
		return;
	n->label = row_words(c, node, WORDING_LABEL);
	n->hint = row_words(c, node, WORDING_HINT);
	if (!q || q->type == Q_COUNT)
		return;
	q->constraint_message = row_words(c, node, WORDING_CONSTRAINT);
	q->required_message = row_words(c, node, WORDING_REQUIRED);
	check_label(c, n, r);
}
