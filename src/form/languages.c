/*
 * Which languages a form has, and which column holds which wording in which
 * language. A heading without a language is the default language's.
 */
#include <string.h>

#include "base/arena.h"
#include "compile.h"

const char *const wording_keys[WORDINGS] = {
	[WORDING_LABEL] = "label", [WORDING_HINT] = "hint",
	[WORDING_CONSTRAINT] = "constraint_message", [WORDING_REQUIRED] = "required_message",
};

bool language_spoken(const char *code)
{
	static const char *const codes[] = {"en", "sk", "pl", "it", "es", "ca"};

	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		if (strcmp(codes[i], code) == 0)
			return true;
	return false;
}

static size_t language_find(const struct compiler *c, const struct form_language *l)
{
	const struct form *f = c->form;

	for (size_t i = 0; i < f->language_count; i++)
		if (form_language_same(&f->languages[i], l))
			return i;
	return FORM_NO_NODE;
}

static size_t language_add(struct compiler *c, struct form_language l)
{
	struct form *f = c->form;
	size_t at = language_find(c, &l);

	if (at != FORM_NO_NODE || f->language_count == FORM_LANGUAGES_MAX)
		return at;
	f->languages[f->language_count] = l;
	return f->language_count++;
}

static size_t add_heading(struct compiler *c, const char *heading)
{
	return language_add(c, heading ? form_language_of(c->arena, heading) :
		(struct form_language){"default", ""});
}

static void collect(struct compiler *c, const struct sheet *s, const char *only_key,
	bool unlabelled)
{
	for (size_t i = 0; i < s->column_count; i++) {
		const struct sheet_column *col = &s->columns[i];

		if (!col->known || (only_key && strcmp(col->key, only_key) != 0) ||
			(!col->language && !unlabelled))
			continue;
		if (add_heading(c, col->language) == FORM_NO_NODE) {
			fault_add(c->faults, s->file, s->header_line, col->header,
				FAULT_LANGUAGES_MANY, DIGITS(FORM_LANGUAGES_MAX), NULL);
			return;
		}
	}
}

/* Language of a column; a heading without one is the default's. */
static size_t column_language(const struct compiler *c, const struct sheet_column *col)
{
	struct form_language l;

	if (!col->language)
		return c->form->default_language;
	l = form_language_of(c->arena, col->language);
	return language_find(c, &l);
}

static void map_columns(struct compiler *c)
{
	for (size_t w = 0; w < WORDINGS; w++) {
		c->wording_columns[w] = arena_array(c->arena, FORM_LANGUAGES_MAX, sizeof(int));
		for (size_t l = 0; l < FORM_LANGUAGES_MAX; l++)
			c->wording_columns[w][l] = -1;
	}
	for (size_t i = 0; i < c->survey.column_count; i++) {
		const struct sheet_column *col = &c->survey.columns[i];

		for (size_t w = 0; col->known && w < WORDINGS; w++) {
			size_t l = column_language(c, col);

			/* A heading that names the language outdoes one without. */
			if (strcmp(col->key, wording_keys[w]) == 0 && l != FORM_NO_NODE &&
				(c->wording_columns[w][l] < 0 || col->language))
				c->wording_columns[w][l] = (int)i;
		}
	}
}

/* Whether a label column is in this language (a bare one is in any). */
static bool has_labels(const struct compiler *c, const char *heading)
{
	struct form_language wanted = form_language_of(c->arena, heading);

	for (size_t i = 0; i < c->survey.column_count; i++) {
		const struct sheet_column *col = &c->survey.columns[i];
		struct form_language l;

		if (!col->known || strcmp(col->key, "label") != 0)
			continue;
		if (!col->language)
			return true;
		l = form_language_of(c->arena, col->language);
		if (form_language_same(&l, &wanted))
			return true;
	}
	return false;
}

/* The first column in a language, of a sheet or NULL. */
static const struct sheet_column *column_in(const struct compiler *c, const struct sheet *s,
	size_t language)
{
	for (size_t i = 0; i < s->column_count; i++)
		if (s->columns[i].known && s->columns[i].language &&
			column_language(c, &s->columns[i]) == language)
			return &s->columns[i];
	return NULL;
}

/* Of languages in which respondents meet words in another one, and of those that can never
 * be offered. */
static void warn_languages(struct compiler *c)
{
	for (size_t i = 0; i < c->form->language_count; i++) {
		const struct form_language *l = &c->form->languages[i];
		const struct sheet *s = &c->survey;
		const struct sheet_column *col = column_in(c, s, i);

		if (!col) {
			s = &c->choices;
			col = column_in(c, s, i);
		}
		if (!col || language_spoken(l->code))
			continue;
		if (*l->code)
			fault_add(c->warnings, s->file, s->header_line, col->header,
				FAULT_LANGUAGE_FOREIGN, l->name, NULL);
		else
			fault_add(c->warnings, s->file, s->header_line, col->header,
				FAULT_LANGUAGE_CODELESS, l->name, col->key, NULL);
	}
}

void compile_languages(struct compiler *c)
{
	struct form *f = c->form;
	const char *wanted = c->settings.rows ?
		sheet_cell(c->arena, &c->settings, 0, "default_language") : "";

	f->languages = arena_array(c->arena, FORM_LANGUAGES_MAX, sizeof *f->languages);
	if (*wanted && !has_labels(c, wanted)) {
		fault_add(c->faults, c->settings.file, sheet_line(&c->settings, 0),
			"default_language", FAULT_LANGUAGE_UNLABELLED, wanted, NULL);
		wanted = "";
	}
	if (*wanted)
		add_heading(c, wanted);
	/* Without a setting, the first label column is the default; a bare `label`
	 * is a language of its own only where it comes first. */
	collect(c, &c->survey, "label", !*wanted && sheet_find(&c->survey, "label") >= 0 &&
		f->language_count == 0);
	collect(c, &c->survey, NULL, false);
	collect(c, &c->choices, NULL, false);
	if (f->language_count == 0)
		language_add(c, (struct form_language){"default", ""});
	f->default_language = 0;
	map_columns(c);
	warn_languages(c);
}

size_t catalogue_language(const struct catalogue *cat, const struct form_language *l)
{
	for (size_t i = 0; i < cat->language_count; i++)
		if (form_language_same(&cat->languages[i], l))
			return i;
	return FORM_NO_NODE;
}
