/*
 * form_compile: settings, then the parts of compile.h in their order; and small
 * look-ups in the finished form.
 */
#include "compile.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/text.h"
#include "form/expr.h"

static bool truth(const char *cell)
{
	return strcasecmp(cell, "yes") == 0 || strcasecmp(cell, "true") == 0 ||
		strcmp(cell, "1") == 0;
}

/* `form_title::Slovak (sk)` gives the title of one language. */
static void read_titles(struct compiler *c)
{
	struct form *f = c->form;
	const struct sheet *s = &c->settings;

	f->titles = arena_array(c->arena, f->language_count, sizeof(char *));
	for (size_t l = 0; l < f->language_count; l++)
		f->titles[l] = f->title;
	for (size_t i = 0; s->rows && i < s->column_count; i++) {
		const char *header = s->columns[i].header, *colon = strchr(header, ':');
		const char *cell = sheet_at(c->arena, s, 0, (int)i);
		struct form_language named;

		if (!colon || !*cell || strncasecmp(header, "form_title", 10) != 0)
			continue;
		named = form_language_of(c->arena, colon + strspn(colon, ":"));
		for (size_t l = 0; l < f->language_count; l++)
			if (form_language_same(&f->languages[l], &named))
				f->titles[l] = cell;
	}
}

/* It stands in commands and addresses, and names folders of a bundle. */
static bool form_id_valid(const char *id)
{
	if (*id == '.' || strlen(id) > FORM_ID_MAX)
		return false;
	for (const char *p = id; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7F || strchr("/\\<>\"", *p))
			return false;
	return true;
}

static void read_settings(struct compiler *c)
{
	struct form *f = c->form;
	const struct sheet *s = &c->settings;

	f->id = f->title = f->version = "";
	if (s->rows) {
		f->id = sheet_cell(c->arena, s, 0, "form_id");
		f->title = sheet_cell(c->arena, s, 0, "form_title");
		f->version = sheet_cell(c->arena, s, 0, "version");
		c->duplicates = truth(sheet_cell(c->arena, s, 0, "allow_choice_duplicates"));
	}
	if (!*f->id)
		f->id = arena_strdup(c->arena, c->source->name);
	if (!form_id_valid(f->id))
		fault_add(c->faults, s->rows ? s->file : "survey.csv",
			s->rows ? sheet_line(s, 0) : 0, "form_id", FAULT_FORM_ID_INVALID,
			DIGITS(FORM_ID_MAX), NULL);
	if (!*f->title)
		f->title = f->id;
	for (size_t i = 0; s->rows && i < s->column_count; i++) {
		const struct sheet_column *col = &s->columns[i];

		if (!col->known && *col->header && *sheet_at(c->arena, s, 0, (int)i) &&
			strncasecmp(col->header, "form_title:", 11) != 0)
			fault_add(c->warnings, s->file, sheet_line(s, 0), col->header,
				FAULT_SETTING_UNUSED, NULL);
	}
	if (s->rows > 1)
		fault_add(c->warnings, s->file, sheet_line(s, 1), NULL, FAULT_SETTINGS_ROWS, NULL);
}

static void check_something_asked(struct compiler *c)
{
	for (size_t i = 0; i < c->form->question_count; i++)
		if (c->form->questions[i]->type != Q_META)
			return;
	if (c->faults->count == 0)
		fault_add(c->faults, c->survey.file, 0, NULL, FAULT_FORM_EMPTY, NULL);
}

static void warn_remarks(struct compiler *c)
{
	const struct form_source *s = c->source;
	const struct csv_table *const tables[] = {s->survey, s->choices, s->settings};

	for (size_t i = 0; i < 3; i++)
		if (tables[i])
			sheet_warn_remarks(c->arena, tables[i], c->warnings);
}

enum err form_compile(struct arena *a, const struct form_source *source,
	struct faults *faults, struct faults *warnings, struct form **out)
{
	struct compiler c = {.arena = a, .source = source, .faults = faults,
		.warnings = warnings};
	size_t before = faults->count + faults->dropped;

	c.form = arena_alloc(a, sizeof *c.form);
	sheet_open(a, FORM_SURVEY, source->survey, faults, &c.survey);
	sheet_open(a, FORM_CHOICES, source->choices, faults, &c.choices);
	sheet_open(a, FORM_SETTINGS, source->settings, faults, &c.settings);
	warn_remarks(&c);
	read_settings(&c);
	compile_languages(&c);
	read_titles(&c);
	compile_lists(&c);
	compile_rows(&c);
	compile_nodes(&c);
	for (size_t i = 0; i < c.form->node_count; i++) {
		compile_wording(&c, i);
		compile_logic(&c, i);
	}
	compile_measures(&c);
	compile_order(&c);
	check_something_asked(&c);
	faults_order(faults);
	faults_order(warnings);
	if (faults->count + faults->dropped > before)
		return err_fail(ERR_INPUT, "the form “%s” has faults", c.form->id);
	*out = c.form;
	return OK;
}

const struct question *form_question(const struct form *f, const char *path)
{
	return map_get(&f->by_path, path);
}

size_t form_section_find(const struct form *f, const char *id)
{
	for (size_t i = 0; i < f->section_count; i++)
		if (strcmp(f->sections[i].id, id) == 0)
			return i;
	return FORM_NO_NODE;
}

size_t form_language(const struct form *f, const char *code)
{
	for (size_t i = 0; i < f->language_count && *code; i++)
		if (strcasecmp(f->languages[i].code, code) == 0)
			return i;
	for (size_t i = 0; i < f->language_count && *code; i++)
		if (strcasecmp(f->languages[i].name, code) == 0)
			return i;
	return f->default_language;
}

const struct choice *list_choice(const struct choice_list *l, const char *name)
{
	return map_get(&l->by_name, name);
}

bool appearance_has(const char *appearance, const char *word)
{
	struct str rest = str_of(appearance);

	while (rest.len)
		if (str_eq(str_cut(rest, ' ', &rest), word))
			return true;
	return false;
}

bool question_draws(const struct question *q)
{
	return (q->calculation && expr_draws(q->calculation)) ||
		(q->initial && expr_draws(q->initial));
}

bool question_takes_negative(const struct question *q)
{
	if (q->type == Q_RANGE)
		return q->parameters.start < 0;
	return q->type != Q_COUNT && question_has_number(q) &&
		!(q->constraint && expr_bars_negative(q->constraint));
}
