/*
 * Fuzz: a form as survey, choices, settings and answers, parted by lines of
 * "====". What compiles is answered, checked, shown and read back.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "form/check.h"
#include "form/sheets.h"
#include "form/show.h"

#define PARTS 4
static const char divider[] = "\n====\n";

static void split(char *text, char *parts[PARTS])
{
	for (size_t i = 0; i < PARTS; i++) {
		char *next = text ? strstr(text, divider) : NULL;

		parts[i] = text;
		text = NULL;
		if (next) {
			*next = '\0';
			text = next + sizeof divider - 1;
		}
	}
}

static struct answers *read_answers(struct arena *a, const struct form *f, const char *text)
{
	struct answers *ans = answers_new(a, f);
	struct str rest = str_of(text);

	while (rest.len) {
		struct str value, line = str_cut(rest, '\n', &rest);
		struct str name = str_cut(line, '=', &value);

		answers_add(ans, arena_strndup(a, name.p, name.len),
			arena_strndup(a, value.p, value.len));
	}
	return ans;
}

static void show_all(struct arena *a, const struct form *f, const struct form_context *ctx,
	const struct form_state *s)
{
	for (size_t i = 0; i < f->section_count; i++)
		section_title(a, f, ctx, s, i, NULL);
	for (size_t i = 0; i < f->question_count; i++) {
		struct shown_choice *choices;
		size_t count;

		words_show(a, f, ctx, s, &f->nodes[f->questions[i]->node].label, NULL);
		words_runs(a, f, ctx, s, &f->nodes[f->questions[i]->node].label, NULL);
		choices_show(a, f, ctx, s, f->questions[i], &choices, &count);
		answer_show(a, f, ctx, s, f->questions[i]);
	}
}

static void use(struct arena *a, const struct form *f, const char *text)
{
	struct form_context ctx = {.has_seed = true, .seed = 7, .today = "2025-07-01",
		.now = "2025-07-01T10:30:00"};
	struct answers *ans = read_answers(a, f, text ? text : ""), *back;
	struct check c, again;

	form_check(a, f, &ctx, ans, &c);
	show_all(a, f, &ctx, &c.state);
	if (c.fault_count)
		return;
	/* What was taken must be taken again, and come out the same. */
	if (answers_from_json(a, f, c.json, c.json_len, &back) != OK)
		abort();
	form_check(a, f, &ctx, back, &again);
	(void)again;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct faults faults, warnings;
	struct form *f;
	char *parts[PARTS];

	split(arena_strndup(a, (const char *)data, size), parts);
	faults_init(&faults, a);
	faults_init(&warnings, a);
	if (form_compile_texts(a, "fuzz", &(struct form_sheets){{parts[0], parts[1], parts[2]}}, NULL, NULL,
		&faults, &warnings, &f) == OK)
		use(a, f, parts[3]);
	else if (faults.count == 0)
		abort();
	arena_free(a);
	return 0;
}
