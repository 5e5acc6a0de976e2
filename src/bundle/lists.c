/*
 * The lists around the answers: forms as they were brought in, rounds, and the
 * departments and functions each round froze.
 */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "model/catalogues.h"
#include "model/forms.h"
#include "parts.h"

/* ---- forms/FORM-vN/ ---- */

/* The columns of a sheet as they are; without, when it cannot be read. */
static const struct field *sheet_fields(struct bundle *b, const char *csv, size_t *count,
	size_t *rows)
{
	struct csv_limits limits = csv_limits_default;
	struct faults faults;
	struct csv_table t;
	struct field *fields;

	*count = *rows = 0;
	limits.remarks = true;
	faults_init(&faults, b->arena);
	if (csv_table_read(b->arena, "sheet", csv, strlen(csv), &limits, &faults, &t))
		return NULL;
	fields = arena_array(b->arena, t.columns, sizeof *fields);
	for (size_t i = 0; i < t.columns; i++)
		fields[i] = (struct field){*t.header[i] ? t.header[i] :
			arena_printf(b->arena, "column %zu", i + 1), "string", t.header[i], NULL,
			NULL};
	*count = t.columns;
	*rows = t.rows;
	return fields;
}

static void put_sheet(struct bundle *b, const struct bundle_round *r, const char *name,
	const char *csv)
{
	struct out *o = &b->out;
	struct entry *entry;

	if (!csv)
		return;
	out_begin(o, arena_printf(b->arena, "forms/%s/%s.csv", r->form_name, name),
		arena_printf(b->arena, "the sheet %s of %s, version %d, as it was brought in",
			name, r->round.form_title, r->round.form_version));
	buf_puts(o->text, csv);
	out_end(o);
	entry = &o->entries[o->count - 1];
	entry->fields = sheet_fields(b, csv, &entry->field_count, &entry->rows);
}

/* Wording that was corrected while rounds ran: version N is the sheets above, N.1 what
 * they read with the rows of minor 1. */
static void put_corrections(struct bundle *b, const struct bundle_round *r)
{
	static const struct field fields[] = {
		{"minor", "integer", "Number of the correction: 1 is version N.1", NULL, NULL},
		{"day", "date", "Local day it was published", NULL, NULL},
		{"sheet", "string", "Sheet of the form", NULL, NULL},
		{"key", "string", "Name of the question, or list/code of the choice", NULL, NULL},
		{"column", "string", "What was reworded: label, hint …", NULL, NULL},
		{"language", "string", "Language", NULL, NULL},
		{"before", "string", "Wording until then", NULL, NULL},
		{"after", "string", "Wording from then on", NULL, NULL},
	};
	struct csv_writer *w = &b->out.csv;

	if (!r->corrected_count)
		return;
	out_table(&b->out, arena_printf(b->arena, "forms/%s/corrections.csv", r->form_name),
		arena_printf(b->arena, "corrections of the wording of %s, version %d",
			r->round.form_title, r->round.form_version), fields,
		sizeof fields / sizeof *fields, "minor sheet key column language");
	for (size_t i = 0; i < r->corrected_count; i++) {
		const struct corrected_text *c = &r->corrected[i];

		csv_put_i64(w, c->minor);
		csv_put(w, c->day);
		csv_put(w, c->sheet);
		csv_put(w, c->key);
		csv_put(w, c->column);
		csv_put(w, c->language);
		csv_put(w, c->before);
		csv_put(w, c->after);
		out_row(&b->out);
	}
	out_end(&b->out);
}

static void write_forms(struct bundle *b)
{
	for (size_t i = 0; i < b->count && !b->out.err; i++) {
		struct form_sheets sheets;

		if (form_met(b, i))
			continue;
		b->out.err = form_sheets_load(b->arena, b->db, b->rounds[i].round.form, &sheets);
		if (b->out.err)
			return;
		for (enum form_sheet k = FORM_SURVEY; k <= FORM_SETTINGS; k++)
			put_sheet(b, &b->rounds[i], form_sheet_name(k), sheets.texts[k]);
		put_corrections(b, &b->rounds[i]);
	}
}

/* ---- rounds.csv ---- */

static const struct field round_fields[] = {
	{"round", "string", "Code of the round", NULL, NULL},
	{"title", "string", "Title respondents see", NULL, NULL},
	{"form", "string", "Code of the form", NULL, NULL},
	{"version", "integer", "Version of the form", NULL, NULL},
	{"subject", "string", "Prototype or candidate it is about", NULL, NULL},
	{"from", "date", "First local day", NULL, NULL},
	{"to", "date", "Last local day", NULL, NULL},
	{"closed", "date", "Local day it was closed", NULL, NULL},
	{"release", "integer", "Number of the last release", NULL, NULL},
	{"release_day", "date", "Local day of the last release", NULL, NULL},
	{"submissions", "integer", "Submissions the last release rests on", NULL, NULL},
	{"coverage", "number", "Share of all people whose department answered", NULL, NULL},
	{"response_rate", "number", "Complete and partial answers by headcount", NULL, NULL},
};

static void put_opt(struct csv_writer *w, const char *text)
{
	csv_put(w, text ? text : "");
}

/* Whether counts of the round may be told. */
static bool told(const struct bundle *b, const struct bundle_round *r)
{
	return !b->hide || (r->release.seq
		&& r->release.submissions >= (int64_t)privacy_k((size_t)b->options->min_cell)
		&& (!r->list || r->list->shown));
}

static void write_rounds(struct bundle *b)
{
	struct csv_writer *w = &b->out.csv;

	out_table(&b->out, "rounds.csv", "the rounds of this bundle", round_fields,
		sizeof round_fields / sizeof *round_fields, "round");
	for (size_t i = 0; i < b->count; i++) {
		const struct bundle_round *r = &b->rounds[i];
		bool open = r->release.seq && told(b, r);

		csv_put(w, r->round.code);
		csv_put(w, r->round.title);
		csv_put(w, r->round.form_code);
		csv_put_i64(w, r->round.form_version);
		csv_put(w, r->round.subject);
		put_opt(w, r->round.from_day);
		put_opt(w, r->round.to_day);
		put_opt(w, r->round.closed_day);
		csv_put_double(w, r->release.seq ? (double)r->release.seq : NAN);
		put_opt(w, r->release.day);
		csv_put_double(w, open ? (double)r->release.submissions : NAN);
		csv_put_double(w, open && r->list ? r->list->result.coverage : NAN);
		csv_put_double(w, open && r->list ? r->list->response.rate : NAN);
		out_row(&b->out);
	}
	out_end(&b->out);
}

/* ---- departments.csv, functions.csv ---- */

/* The languages of a kind of list over all rounds, by code. */
static size_t list_languages(struct bundle *b, enum catalogue_kind kind, const char ***out)
{
	struct map met;
	const char **codes;

	map_init(&met, b->arena);
	for (size_t i = 0; i < b->count; i++) {
		const struct catalogue *c = &b->rounds[i].lists[kind];

		for (size_t l = 0; l < c->language_count; l++)
			map_put(&met, *c->languages[l].code ? c->languages[l].code :
				c->languages[l].name, b);
	}
	codes = arena_array(b->arena, met.count + 1, sizeof *codes);
	for (size_t i = 0; i < met.count; i++)
		codes[i] = met.entries[i].key;
	*out = codes;
	return met.count;
}

/* round, code, then what the kind has, its labels and hints. */
static const struct field *list_fields(struct bundle *b, const struct field *own,
	size_t own_count, const char *const *languages, size_t language_count, size_t *count)
{
	static const char *const texts[] = {"label", "hint"};
	struct field *f = arena_array(b->arena, own_count + 2 * language_count, sizeof *f);
	size_t n = own_count;

	memcpy(f, own, own_count * sizeof *f);
	for (size_t t = 0; t < 2; t++)
		for (size_t i = 0; i < language_count; i++)
			f[n++] = (struct field){arena_printf(b->arena, "%s::%s (%s)", texts[t],
				languages[i], languages[i]), "string", t ? "Hint" : "Label", NULL,
				NULL};
	*count = n;
	return f;
}

static void put_texts(struct bundle *b, const struct catalogue *c,
	const struct catalogue_entry *e, const char *const *languages, size_t count, bool hints)
{
	for (size_t i = 0; i < count; i++) {
		const char *text = "";

		for (size_t l = 0; l < c->language_count; l++) {
			const struct form_language *lang = &c->languages[l];

			if (strcmp(*lang->code ? lang->code : lang->name, languages[i]) == 0)
				text = hints ? e->hints[l] : e->labels[l];
		}
		csv_put(&b->out.csv, text);
	}
}

static const struct field department_fields[] = {
	{"round", "string", "Code of the round", NULL, NULL},
	{"code", "string", "Code of the department", NULL, NULL},
	{"asked", "integer", "1: the round is open to it", NULL, NULL},
	{"headcount", "number", "People in it", NULL, NULL},
	{"counted_as", "string", "Department it is counted under", NULL, NULL},
	{"answered", "integer", "Complete and partial answers in the last release", NULL, NULL},
	{"response_rate", "number", "Answered by headcount", NULL, NULL},
	{"state", "string", "shown, primary or secondary (hidden), empty", NULL, NULL},
};

/* The department's place in the list's result; SIZE_MAX: none. */
static size_t result_index(const struct priorities *p, const char *code)
{
	for (size_t d = 0; p && d < p->result.n_departments; d++)
		if (strcmp(p->result.departments[d].code, code) == 0)
			return d;
	return SIZE_MAX;
}

static void put_answered(struct bundle *b, const struct bundle_round *r, const char *code)
{
	struct csv_writer *w = &b->out.csv;
	size_t d = result_index(r->list, code);
	enum cell_state state;
	bool open;

	if (d == SIZE_MAX) {
		csv_put(w, "");
		csv_put(w, "");
		csv_put(w, "");
		return;
	}
	state = r->list->departments[d];
	open = !b->hide || (r->list->shown && (state == CELL_SHOWN || state == CELL_EMPTY));
	csv_put_double(w, open ? (double)r->list->tables.departments[
		r->list->result.departments[d].input].answered : NAN);
	csv_put_double(w, open ? r->list->rates[d].rate : NAN);
	csv_put(w, cell_state_name(state));
}

static void put_department(struct bundle *b, const struct bundle_round *r,
	const struct catalogue_entry *e)
{
	struct csv_writer *w = &b->out.csv;
	const struct round_department *asked = NULL;

	for (size_t i = 0; i < r->department_count; i++)
		if (strcmp(r->departments[i].code, e->code) == 0)
			asked = &r->departments[i];
	csv_put(w, r->round.code);
	csv_put(w, e->code);
	csv_put(w, asked ? "1" : "0");
	csv_put_double(w, asked ? asked->headcount : e->headcount);
	csv_put(w, asked ? round_department_counted(r->departments, r->department_count, e->code)
		: "");
	put_answered(b, r, e->code);
}

static void write_departments(struct bundle *b)
{
	const char **languages;
	size_t count, n = list_languages(b, CATALOGUE_DEPARTMENTS, &languages);
	const struct field *fields = list_fields(b, department_fields,
		sizeof department_fields / sizeof *department_fields, languages, n, &count);

	out_table(&b->out, "departments.csv", "departments as each round has them", fields, count,
		"round code");
	for (size_t i = 0; i < b->count; i++) {
		const struct catalogue *c = &b->rounds[i].lists[CATALOGUE_DEPARTMENTS];

		for (size_t e = 0; e < c->count; e++) {
			put_department(b, &b->rounds[i], &c->entries[e]);
			put_texts(b, c, &c->entries[e], languages, n, false);
			put_texts(b, c, &c->entries[e], languages, n, true);
			out_row(&b->out);
		}
	}
	out_end(&b->out);
}

static const struct field function_fields[] = {
	{"round", "string", "Code of the round", NULL, NULL},
	{"code", "string", "Code of the function (activity)", NULL, NULL},
	{"home", "string", "Department it is at home in; * everyone", NULL, NULL},
	{"effort_days", "number", "Days to build its automation", NULL, NULL},
	{"exec", "number", "Executives' figure, 0 to 3", NULL, NULL},
	{"auto_override", "number", "Automatable share set by an analyst, 0 to 1", NULL, NULL},
	{"unranked", "string", "Why the last release does not rank it: not_done, no_timing",
		NULL, NULL},
};

static const char *unranked(const struct priorities *p, const char *code)
{
	for (size_t f = 0; p && p->shown && f < p->result.n_functions; f++)
		if (strcmp(p->result.functions[f].code, code) == 0)
			return audit_unranked_name(p->result.functions[f].unranked);
	return "";
}

static void put_function(struct bundle *b, const struct bundle_round *r,
	const struct catalogue_entry *e)
{
	struct csv_writer *w = &b->out.csv;
	struct audit_function figures = {e->code, e->effort_days, e->exec, e->auto_override};

	for (size_t i = 0; i < r->function_count; i++)
		if (strcmp(r->functions[i].code, e->code) == 0)
			figures = r->functions[i];
	csv_put(w, r->round.code);
	csv_put(w, e->code);
	csv_put(w, e->home);
	csv_put_double(w, figures.effort_days);
	csv_put_double(w, figures.exec);
	csv_put_double(w, figures.auto_override);
	csv_put(w, unranked(r->list, e->code));
}

static void write_functions(struct bundle *b)
{
	const char **languages;
	size_t count, n = list_languages(b, CATALOGUE_FUNCTIONS, &languages);
	const struct field *fields = list_fields(b, function_fields,
		sizeof function_fields / sizeof *function_fields, languages, n, &count);

	out_table(&b->out, "functions.csv", "functions (activities) as each round has them",
		fields, count, "round code");
	for (size_t i = 0; i < b->count; i++) {
		const struct catalogue *c = &b->rounds[i].lists[CATALOGUE_FUNCTIONS];

		for (size_t e = 0; e < c->count; e++) {
			put_function(b, &b->rounds[i], &c->entries[e]);
			put_texts(b, c, &c->entries[e], languages, n, false);
			put_texts(b, c, &c->entries[e], languages, n, true);
			out_row(&b->out);
		}
	}
	out_end(&b->out);
}

void write_lists(struct bundle *b)
{
	write_forms(b);
	write_rounds(b);
	write_departments(b);
	write_functions(b);
}
