/*
 * What the analysis tests share: tables of tests/vectors, the audit's input
 * from them, and the comparison the vectors' README asks for.
 */
#ifndef TESTS_ANALYSIS_TABLES_H
#define TESTS_ANALYSIS_TABLES_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/audit.h"
#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"
#include "codec/csv.h"
#include "codec/json.h"

#define VECTORS "tests/vectors/"

static inline struct csv_table load_table(struct arena *a, const char *folder,
	const char *name)
{
	struct csv_table t;
	struct faults faults;

	faults_init(&faults, a);
	if (csv_table_load(a, path_join(a, folder, name), name, (size_t)1 << 24, &faults, &t))
		fail_msg("%s/%s: %s", folder, name, err_detail());
	return t;
}

/* The text of a column that must be there. */
static inline const char *cell(const struct csv_table *t, size_t row, const char *column)
{
	if (csv_column(t, column) < 0)
		fail_msg("%s has no column %s", t->file, column);
	return csv_cell(t, row, csv_column(t, column));
}

/* NAN when blank. */
static inline double number(const struct csv_table *t, size_t row, const char *column)
{
	const char *text = cell(t, row, column);
	double v;

	if (!*text)
		return NAN;
	if (!parse_double(text, &v))
		fail_msg("%s row %zu %s: %s", t->file, row, column, text);
	return v;
}

static inline size_t count(const struct csv_table *t, size_t row, const char *column)
{
	uint64_t v = 0;

	if (!parse_u64(cell(t, row, column), &v))
		fail_msg("%s row %zu %s: no count", t->file, row, column);
	return (size_t)v;
}

/* 1e-6 relative, 1e-9 absolute near 0; NAN is an empty cell. */
static inline bool near(double got, double want)
{
	if (isnan(got) || isnan(want))
		return isnan(got) && isnan(want);
	return fabs(got - want) <= fmax(1e-9, 1e-6 * fabs(want));
}

static inline void assert_near(double got, double want, const char *what, const char *row)
{
	if (!near(got, want))
		fail_msg("%s of %s: %.12g instead of %.12g", what, row, got, want);
}

static inline uint32_t index_of(const struct csv_table *t, const char *column,
	const char *code)
{
	for (size_t row = 0; row < t->rows; row++)
		if (strcmp(cell(t, row, column), code) == 0)
			return (uint32_t)row;
	fail_msg("%s: no %s", t->file, code);
	return 0;
}

/* An audit's tables, which a test may rearrange. */
struct tables {
	struct audit_department *departments;
	struct audit_function *functions;
	struct audit_respondent *respondents;
	struct audit_pick *picks;
	struct audit_detail *details;
	struct audit_input in;
	struct audit_params params;
};

static inline void load_params(struct arena *a, const char *folder, struct audit_params *p)
{
	struct json_flat flat;
	char *text;
	size_t len;

	*p = audit_params_default();
	assert_int_equal(file_read(a, path_join(a, folder, "params.json"), 65536, &text, &len), OK);
	assert_int_equal(json_scan(a, text, len, NULL, &flat), OK);
	for (size_t i = 0; i < flat.count; i++)
		assert_int_equal(audit_params_set(p, flat.members[i].key,
			flat.members[i].values[0]), OK);
}

static inline void load_rows(struct arena *a, const char *folder, struct tables *t,
	const struct csv_table *functions, const struct csv_table *respondents)
{
	struct csv_table picks = load_table(a, folder, "picks.csv");
	struct csv_table details = load_table(a, folder, "details.csv");

	t->picks = arena_array(a, picks.rows, sizeof *t->picks);
	for (size_t i = 0; i < picks.rows; i++)
		t->picks[i] = (struct audit_pick){
			index_of(respondents, "resp", cell(&picks, i, "resp")),
			index_of(functions, "func", cell(&picks, i, "func"))};
	t->details = arena_array(a, details.rows, sizeof *t->details);
	for (size_t i = 0; i < details.rows; i++) {
		struct audit_detail *d = &t->details[i];

		d->respondent = index_of(respondents, "resp", cell(&details, i, "resp"));
		d->function = index_of(functions, "func", cell(&details, i, "func"));
		assert_true(audit_unit_parse(cell(&details, i, "freq_unit"), &d->freq_unit));
		assert_true(audit_minutes_parse(cell(&details, i, "minutes"), &d->minutes));
		d->design_w = number(&details, i, "design_w");
		d->freq_n = number(&details, i, "freq_n");
		d->rework10 = (float)number(&details, i, "rework10");
		d->frust5 = (float)number(&details, i, "frust5");
		d->want5 = (float)number(&details, i, "want5");
		d->rule5 = (float)number(&details, i, "rule5");
	}
	t->in.n_picks = picks.rows;
	t->in.n_details = details.rows;
}

/* Read a folder laid out as tests/vectors/audit_tiny. */
static inline struct tables load_audit(struct arena *a, const char *folder)
{
	struct csv_table departments = load_table(a, folder, "departments.csv");
	struct csv_table functions = load_table(a, folder, "functions.csv");
	struct csv_table respondents = load_table(a, folder, "respondents.csv");
	struct tables t = {0};

	t.departments = arena_array(a, departments.rows, sizeof *t.departments);
	for (size_t i = 0; i < departments.rows; i++)
		t.departments[i] = (struct audit_department){cell(&departments, i, "dept"),
			number(&departments, i, "headcount")};
	t.functions = arena_array(a, functions.rows, sizeof *t.functions);
	for (size_t i = 0; i < functions.rows; i++)
		t.functions[i] = (struct audit_function){cell(&functions, i, "func"),
			number(&functions, i, "effort_days"), number(&functions, i, "exec"),
			number(&functions, i, "auto_override")};
	t.respondents = arena_array(a, respondents.rows, sizeof *t.respondents);
	for (size_t i = 0; i < respondents.rows; i++)
		t.respondents[i] = (struct audit_respondent){cell(&respondents, i, "resp"),
			index_of(&departments, "dept", cell(&respondents, i, "dept")),
			count(&respondents, i, "picks_done") == 1,
			count(&respondents, i, "excluded") == 1,
			number(&respondents, i, "weekly_hours"), 0};
	t.in.n_departments = departments.rows;
	t.in.n_functions = functions.rows;
	t.in.n_respondents = respondents.rows;
	load_rows(a, folder, &t, &functions, &respondents);
	load_params(a, folder, &t.params);
	t.in.departments = t.departments;
	t.in.functions = t.functions;
	t.in.respondents = t.respondents;
	t.in.picks = t.picks;
	t.in.details = t.details;
	return t;
}

#endif
