/*
 * The numbers at the boxes of a printed form. Owns the one rule that print and entry
 * share: a choice whose code (else its label) is a whole number has that number; the
 * others have the numbers behind the highest. Where labels begin with other numbers than
 * their codes (code 25, "20–29"), or most choices are no numbers, boxes are counted from 1.
 */
#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "codec/digest.h"
#include "form/show.h"
#include "paper.h"

#define NUMBER_CHARS 5	/* longer ones are codes of another kind */

/* The whole number that a text begins with, and what is behind it. */
static bool leading_number(const char *text, int64_t *out, const char **rest)
{
	size_t sign = *text == '-', len = strspn(text + sign, "0123456789");
	char digits[NUMBER_CHARS + 2] = "";

	if (!len || len > NUMBER_CHARS)
		return false;
	memcpy(digits, text, sign + len);
	*rest = text + sign + len;
	return parse_i64(digits, out);
}

/* Its beginning; "" where an answer is filled in. */
static const char *default_label(const struct form *f, const struct choice *c)
{
	size_t shown;
	const struct form_text *t = words_pick(f, &c->label, f->default_language, &shown);

	for (size_t i = 0; t && i < t->count; i++)
		if (t->pieces[i].ref != FORM_NO_NODE)
			return "";
	return t ? t->pieces[0].literal : "";
}

/* A word of its own: "2" and "2 – a little", but not "2nd". */
static bool ends_word(const char *rest)
{
	return !isalnum((unsigned char)*rest) && !((unsigned char)*rest & 0x80 &&
		(unsigned char)*rest != 0xE2);
}

/* False where code and label say different numbers. */
static bool own_number(const struct form *f, const struct choice *c, int64_t *number, bool *has)
{
	const char *label = default_label(f, c), *rest;
	int64_t said;
	bool says = leading_number(label, &said, &rest) && ends_word(rest);

	*has = leading_number(c->name, number, &rest) && !*rest;
	if (*has)
		return !says || said == *number;
	*has = says && leading_number(label, number, &rest) && !*rest;
	return true;
}

static bool is_among(const int64_t *numbers, const bool *has, size_t count, int64_t n)
{
	for (size_t i = 0; i < count; i++)
		if (has[i] && numbers[i] == n)
			return true;
	return false;
}

/* The choices' own numbers; false where they have none that will do. */
static bool own_numbers(struct arena *a, const struct form *f, const struct choice_list *list,
	int64_t *out)
{
	bool *has = arena_array(a, list->count + 1, sizeof *has);
	size_t own = 0;
	int64_t next = 1;

	for (size_t i = 0; i < list->count; i++) {
		if (!own_number(f, &list->choices[i], &out[i], &has[i]) ||
			(has[i] && is_among(out, has, i, out[i])))
			return false;
		own += has[i];
		if (has[i] && out[i] >= next)
			next = out[i] + 1;
	}
	for (size_t i = 0; i < list->count; i++)
		if (!has[i])
			out[i] = next++;
	/* One name of many that happens to be a number makes no scale. */
	return own && 2 * own >= list->count;
}

static const int64_t *number_list(struct arena *a, const struct paper *p,
	const struct choice_list *list)
{
	int64_t *out = arena_array(a, list->count + 1, sizeof *out);

	if (!p->unmarked && own_numbers(a, p->form, list, out))
		return out;
	for (size_t i = 0; i < list->count; i++)
		out[i] = (int64_t)i + 1;
	return out;
}

static void add_line(struct arena *a, struct digest_stream *s, const char *text, int64_t number)
{
	const char *line = arena_printf(a, "%s %" PRId64 "\n", text, number);

	digest_stream_add(s, line, strlen(line));
}

/* Sheets whose numbers mean the same have the same mark. */
static void make_mark(struct arena *a, struct paper *p)
{
	struct digest_stream *s = digest_stream_new(a);
	unsigned char digest[DIGEST_BYTES];
	char hex[2 * DIGEST_BYTES + 1];

	for (size_t i = 0; i < p->count; i++) {
		const struct paper_item *item = &p->items[i];
		const struct form_node *node = &p->form->nodes[item->node];

		if (!item->number)
			continue;
		add_line(a, s, node->path, item->number);
		if (item->question)
			add_line(a, s, question_type_name(item->question->type), item->card);
	}
	for (size_t i = 0; i < p->form->list_count; i++)
		for (size_t c = 0; c < p->form->lists[i]->count; c++)
			add_line(a, s, p->form->lists[i]->choices[c].name, p->numbers[i][c]);
	digest_stream_end(s, digest);
	digest_hex(digest, sizeof digest, hex);
	for (size_t i = 0; i < PAPER_MARK_CHARS - 1; i++)
		p->mark[i] = (char)toupper((unsigned char)hex[i]);
}

void paper_number_lists(struct arena *a, struct paper *p)
{
	const int64_t **numbers = arena_array(a, p->form->list_count + 1, sizeof *numbers);

	for (size_t i = 0; i < p->form->list_count; i++)
		numbers[i] = number_list(a, p, p->form->lists[i]);
	p->numbers = numbers;
	make_mark(a, p);
}

const int64_t *paper_numbers(const struct paper *p, const struct choice_list *list)
{
	size_t i = 0;

	while (p->form->lists[i] != list)
		i++;
	return p->numbers[i];
}

size_t paper_choice(const struct paper *p, const struct choice_list *list, int64_t number)
{
	const int64_t *numbers = paper_numbers(p, list);
	size_t i = 0;

	while (i < list->count && numbers[i] != number)
		i++;
	return i;
}

const char *paper_behind(int64_t number, const char *label)
{
	const char *rest;
	int64_t said;

	return leading_number(label, &said, &rest) && said == number && ends_word(rest) ? rest :
		label;
}
