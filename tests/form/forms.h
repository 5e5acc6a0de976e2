/* Helpers of the form tests: compile from texts or a folder, answer, check. */
#ifndef TESTS_FORM_FORMS_H
#define TESTS_FORM_FORMS_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "form/answers.h"
#include "form/check.h"
#include "form/form.h"
#include "form/input.h"
#include "form/show.h"

/* What reading gave: the form (NULL when it has faults), and both lists as text. */
struct outcome {
	struct form *form;
	struct faults faults, warnings;
	const char *faults_text, *warnings_text;
};

static inline const char *faults_text(struct arena *a, const struct faults *f)
{
	struct buf *b = buf_new(a, 1u << 20);

	faults_print(f, b);
	return b->data;
}

static inline struct outcome read_texts(struct arena *a, const char *survey,
	const char *choices, const char *settings)
{
	struct outcome o = {0};

	faults_init(&o.faults, a);
	faults_init(&o.warnings, a);
	if (form_compile_texts(a, "test", &(struct form_sheets){{survey, choices, settings}}, NULL, NULL,
		&o.faults, &o.warnings, &o.form) != OK)
		o.form = NULL;
	o.faults_text = faults_text(a, &o.faults);
	o.warnings_text = faults_text(a, &o.warnings);
	return o;
}

/* The same of a form that is brought in, not one that is kept already. */
static inline struct outcome read_new(struct arena *a, const char *survey, const char *choices)
{
	struct form_file files[] = {{"survey.csv", survey, strlen(survey)},
		{"choices.csv", choices, choices ? strlen(choices) : 0}};
	struct outcome o = {0};
	struct form_input in;

	faults_init(&o.faults, a);
	faults_init(&o.warnings, a);
	if (form_input_read(a, files, choices ? 2 : 1, &o.faults, &o.warnings, &in) != OK ||
		form_input_compile(a, &in, NULL, &o.faults, &o.warnings, NULL, &o.form) != OK)
		o.form = NULL;
	o.faults_text = faults_text(a, &o.faults);
	o.warnings_text = faults_text(a, &o.warnings);
	return o;
}

static inline struct outcome read_folder(struct arena *a, const char *dir)
{
	struct outcome o = {0};
	struct form_input in;

	faults_init(&o.faults, a);
	faults_init(&o.warnings, a);
	if (form_input_path(a, dir, &o.faults, &o.warnings, &in) != OK ||
		form_input_compile(a, &in, NULL, &o.faults, &o.warnings, NULL, &o.form) != OK)
		o.form = NULL;
	o.faults_text = faults_text(a, &o.faults);
	o.warnings_text = faults_text(a, &o.warnings);
	return o;
}

/* A form that must be without faults. */
static inline struct form *good_form(struct arena *a, const char *survey, const char *choices,
	const char *settings)
{
	struct outcome o = read_texts(a, survey, choices, settings);

	if (!o.form)
		fail_msg("%s", o.faults_text);
	return o.form;
}

static inline struct form_context plain_context(void)
{
	return (struct form_context){.has_seed = true, .seed = 42, .today = "2025-07-01",
		.now = "2025-07-01T10:30:00"};
}

/* Answers written path=value, NULL at the end. */
static inline struct answers *answer_all(struct arena *a, const struct form *f, ...)
{
	struct answers *ans = answers_new(a, f);
	const char *pair;
	va_list ap;

	va_start(ap, f);
	while ((pair = va_arg(ap, const char *))) {
		const char *equals = strchr(pair, '=');

		assert_non_null(equals);
		if (!answers_add(ans, arena_strndup(a, pair, (size_t)(equals - pair)),
			equals + 1))
			fail_msg("no question takes “%s”", pair);
	}
	va_end(ap);
	return ans;
}

/* "path:code path:code" of a check's faults. */
static inline const char *fault_codes(struct arena *a, const struct check *c)
{
	struct buf *b = buf_new(a, 1u << 20);

	for (size_t i = 0; i < c->fault_count; i++)
		buf_printf(b, "%s%s:%s", i ? " " : "", c->faults[i].field,
			check_code_name(c->faults[i].code));
	return b->data;
}

/* Sheets that are refused, with this among what is told. */
static inline void expect_fault(struct arena *a, const char *survey, const char *choices,
	const char *settings, const char *text)
{
	struct outcome o = read_texts(a, survey, choices, settings);

	assert_null(o.form);
	if (!strstr(o.faults_text, text))
		fail_msg("expected “%s” among:\n%s", text, o.faults_text);
}

/* Sheets that are sound, with this among what their author is told. */
static inline void expect_warning(struct arena *a, const char *survey, const char *choices,
	const char *text)
{
	struct outcome o = read_texts(a, survey, choices, NULL);

	if (!o.form)
		fail_msg("%s", o.faults_text);
	if (!strstr(o.warnings_text, text))
		fail_msg("expected “%s” among:\n%s", text, o.warnings_text);
}

/* What is stored: the answers, then what stays apart from them, each as " path=text". */
static inline const char *kept(struct arena *arena, const struct check *c)
{
	struct buf *b = buf_new(arena, 1u << 20);

	if (c->json)
		buf_add(b, c->json, c->json_len);
	for (size_t i = 0; i < c->text_count; i++)
		buf_printf(b, " %s=%s", c->texts[i].question->path, c->texts[i].text);
	return b->data;
}

#endif
