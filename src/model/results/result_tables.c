/* Submissions to the plain tables of method A, a row at a time. Two scans: what quality needs of all would
 * take as much room again as their answers. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/grown.h"
#include "base/map.h"
#include "model/results.h"
#include "model/submissions.h"
#include "store/stmt.h"
#include "model/cuts.h"
#include "model/released.h"
#include "model/stored.h"

#define NO_FUNCTION UINT32_MAX
#define NO_DEPARTMENT UINT32_MAX
#define FIGURE_MAX 1e9	/* as analysis/audit takes them */
#define WEEK_HOURS 168

/* What a stored answer means for the tables. */
struct column {
	enum measure measure;	/* MEASURE_NONE: of no use, unless design_w */
	bool design_w;
	uint32_t function;	/* index; NO_FUNCTION: none */
};

struct scan {
	struct arena *a;
	struct arena *row;		/* until the next row */
	const struct form *form;
	const struct results_watch *watch;
	/* In the order of the form, in which answers are stored: the next one is
	 * nearly always the column after the last. */
	struct stored_names paths;
	struct column *columns;		/* as paths */
	struct stored_names functions, sections;
	struct map departments;		/* code asked → struct department_index */
	struct grown respondents, picks, details;
	struct quality_result *quality;	/* rows as respondents, judged by all but ratings */
	size_t row_details;		/* where those of the row being read begin */
};

/* Under which department of the input a code is counted. */
struct department_index {
	uint32_t index;
};

bool results_has_list(const struct form *form)
{
	return form->department && form->picks;
}

/* ---- departments ---- */

static void index_departments(struct scan *s, const struct round_department *asked,
	size_t count, const struct audit_department *list, size_t n)
{
	map_init(&s->departments, s->a);
	for (size_t i = 0; i < count; i++) {
		const char *under = round_department_counted(asked, count, asked[i].code);
		struct department_index *d = arena_alloc(s->a, sizeof *d);

		d->index = NO_DEPARTMENT;
		for (size_t j = 0; j < n; j++)
			if (strcmp(list[j].code, under) == 0)
				d->index = (uint32_t)j;
		map_put(&s->departments, asked[i].code, d);
	}
}

/* Departments that count for themselves, with the people of those merged in. */
static void make_departments(struct scan *s, const struct round_department *asked,
	size_t count, struct audit_input *out)
{
	struct audit_department *list = arena_array(s->a, count + 1, sizeof *list);
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		const char *code = asked[i].code;

		if (*code && strcmp(code, round_department_counted(asked, count, code)) == 0)
			list[n++] = (struct audit_department){code,
				round_department_people(asked, count, code)};
	}
	index_departments(s, asked, count, list, n);
	out->departments = list;
	out->n_departments = n;
}

/* ---- columns ---- */

static uint32_t function_index(const struct scan *s, struct str code)
{
	size_t next = 0, i = stored_names_find(&s->functions, code, &next);

	return i == STORED_NO_NAME ? NO_FUNCTION : (uint32_t)i;
}

static void add_column(struct scan *s, const char *path, struct column column)
{
	s->columns[s->paths.count] = column;
	stored_names_add(&s->paths, stored_text(s->a, path));
}

static void add_question(struct scan *s, const struct question *q)
{
	struct column c = {.measure = q->measure, .function = NO_FUNCTION};

	if (q->function)
		c.function = function_index(s, stored_text(s->a, q->function));
	if (measure_of(c.measure) >= MEASURE_OF_PILOT || (measure_of(c.measure) == MEASURE_OF_FUNCTION &&
		c.function == NO_FUNCTION))
		c.measure = MEASURE_NONE;
	add_column(s, q->path, c);
}

static void add_weight(struct scan *s, const struct form_node *n)
{
	uint32_t f = function_index(s, stored_text(s->a, n->choice->name));

	add_column(s, arena_printf(s->a, "%s/design_w", n->path),
		(struct column){.design_w = f != NO_FUNCTION, .function = f});
}

static void make_columns(struct scan *s, const struct audit_function *functions, size_t count)
{
	const struct form *f = s->form;

	stored_names_init(&s->functions, s->a, count);
	for (size_t i = 0; i < count; i++)
		stored_names_add(&s->functions, stored_text(s->a, functions[i].code));
	released_sections(s->a, f, &s->sections);
	stored_names_init(&s->paths, s->a, f->node_count);
	s->columns = arena_array(s->a, f->node_count, sizeof *s->columns);
	for (size_t i = 0; i < f->node_count; i++) {
		const struct form_node *n = &f->nodes[i];

		if (n->kind == NODE_ITERATION)
			add_weight(s, n);
		else if (n->kind == NODE_QUESTION)
			add_question(s, n->question);
	}
}

/* ---- one row ---- */

/* A figure within its bounds; what lies outside was no answer to the question. */
static double figure(struct str value, double least, double most)
{
	double v = stored_number(value);

	return v >= least && v <= most ? v : NAN;
}

/* Minutes, or one of the bands of the paper form. */
static double minutes_of(struct str value)
{
	char band[8];
	double v = stored_number(value);

	if (isnan(v) && value.len < sizeof band) {
		memcpy(band, value.p, value.len);
		band[value.len] = '\0';
		if (!audit_minutes_parse(band, &v))
			return NAN;
	}
	return v >= 0 && v <= FIGURE_MAX ? v : NAN;
}

static enum audit_unit unit_of(struct str value)
{
	static const enum audit_unit units[] = {AUDIT_UNIT_DAY, AUDIT_UNIT_WEEK,
		AUDIT_UNIT_MONTH, AUDIT_UNIT_QUARTER, AUDIT_UNIT_YEAR};

	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (str_eq(value, audit_unit_name(units[i])))
			return units[i];
	return AUDIT_UNIT_NONE;
}

static void add_picks(struct scan *s, struct str list, uint32_t respondent)
{
	struct str code;
	size_t next = 0;

	while (stored_item(&list, &code)) {
		size_t f = stored_names_find(&s->functions, code, &next);

		if (f != STORED_NO_NAME)
			*(struct audit_pick *)grown_add(&s->picks) =
				(struct audit_pick){respondent, (uint32_t)f};
	}
}

/* The row's detail of a function; answers of one stand together. */
static struct audit_detail *detail_of(struct scan *s, uint32_t respondent, uint32_t function)
{
	struct audit_detail *list = s->details.items, *fresh;

	for (size_t i = s->details.count; i > s->row_details; i--)
		if (list[i - 1].function == function)
			return &list[i - 1];
	fresh = grown_add(&s->details);
	*fresh = (struct audit_detail){.respondent = respondent, .function = function,
		.design_w = 1, .freq_n = NAN, .minutes = NAN, .rework10 = NAN,
		.frust5 = NAN, .want5 = NAN, .rule5 = NAN};
	return fresh;
}

static void add_detail(struct scan *s, const struct column *c, struct str value,
	uint32_t respondent)
{
	struct audit_detail *d = detail_of(s, respondent, c->function);

	if (c->design_w) {
		double w = stored_number(value);

		d->design_w = w > 0 && w <= FIGURE_MAX ? w : 1;
		return;
	}
	switch (c->measure) {
	case MEASURE_FREQ_N:
		d->freq_n = figure(value, 0, FIGURE_MAX);
		break;
	case MEASURE_FREQ_UNIT:
		d->freq_unit = unit_of(value);
		break;
	case MEASURE_MINUTES:
		d->minutes = minutes_of(value);
		break;
	case MEASURE_REWORK10:
		d->rework10 = (float)figure(value, 0, 10);
		break;
	case MEASURE_FRUST5:
		d->frust5 = (float)figure(value, 1, 5);
		break;
	case MEASURE_WANT5:
		d->want5 = (float)figure(value, 1, 5);
		break;
	case MEASURE_RULE5:
		d->rule5 = (float)figure(value, 1, 5);
		break;
	default:
		break;
	}
}

static void add_answer(struct scan *s, const struct column *c,
	const struct stored_member *m, uint32_t respondent)
{
	struct audit_respondent *r = (struct audit_respondent *)s->respondents.items + respondent;

	if (c->measure == MEASURE_WEEKLY_HOURS) {
		r->weekly_hours = figure(m->value, 0, WEEK_HOURS);
	} else if (c->measure == MEASURE_PICKS) {
		r->picks_done = true;
		if (m->kind == STORED_LIST)
			add_picks(s, m->value, respondent);
	} else if (c->function != NO_FUNCTION && (c->design_w || c->measure != MEASURE_NONE)) {
		add_detail(s, c, m->value, respondent);
	}
}

/* Judged at once: those of a million would take more room than all else that is kept of them. */
static void judge_ratings(struct scan *s, struct quality_row *out)
{
	const struct audit_detail *list = s->details.items;
	size_t n = 0;

	arena_reset(s->row);
	if (s->details.count == s->row_details)
		return;

	double *ratings = arena_array(s->row, 3 * (s->details.count - s->row_details),
		sizeof *ratings);

	for (size_t i = s->row_details; i < s->details.count; i++) {
		ratings[n++] = list[i].frust5;
		ratings[n++] = list[i].want5;
		ratings[n++] = list[i].rule5;
	}
	if (quality_straight(s->row, ratings, n))
		out->flags |= QUALITY_STRAIGHT;
	out->exclude = quality_excluded(out->status, out->flags);
}

/* NULL: the row's department does not count. */
static const struct department_index *department_of(const struct scan *s, struct stmt *row)
{
	const struct department_index *d = map_get(&s->departments, col_text(row, "department"));

	return d && d->index != NO_DEPARTMENT ? d : NULL;
}

static enum err read_row(struct scan *s, struct stmt *row)
{
	const struct department_index *d = department_of(s, row);
	uint32_t respondent = (uint32_t)s->respondents.count;
	struct audit_respondent *r;
	struct stored_member m;
	struct stored answers;
	char id[37];
	size_t next = 0;

	if (!d)
		return OK;
	submission_id_text(col_blob(row, "id"), id);
	r = grown_add(&s->respondents);
	*r = (struct audit_respondent){.id = arena_strndup(s->a, id, sizeof id - 1),
		.department = d->index, .weekly_hours = NAN,
		.release = (uint32_t)col_i64(row, "release")};
	s->row_details = s->details.count;
	stored_begin(&answers, col_text(row, "answers"), col_len(row, "answers"));
	while (stored_next(&answers, &m)) {
		size_t c = stored_names_find(&s->paths, m.key, &next);

		if (c != STORED_NO_NAME)
			add_answer(s, &s->columns[c], &m, respondent);
	}
	if (answers.bad)
		return err_fail(ERR_STORE, "the stored answers of %s cannot be read", id);
	judge_ratings(s, &s->quality->rows[respondent]);
	r = (struct audit_respondent *)s->respondents.items + respondent;
	r->excluded = s->quality->rows[respondent].exclude;
	return OK;
}

#define TELL_ROWS 1024

static enum err read_rows(struct scan *s, struct db *db, int64_t round, int64_t seq)
{
	struct stmt *row = db_stmt(db, STMT_SUBMISSION_RELEASED_AS_STORED);
	size_t done = 0;
	enum err e;

	stmt_i64(row, ":round", round);
	stmt_i64(row, ":seq", seq);
	while (stmt_next(row, &e)) {
		e = read_row(s, row);
		if (e)
			break;
		if (s->watch && ++done % TELL_ROWS == 0)
			s->watch->tell(s->watch->ctx, done);
	}
	stmt_done(row);
	return e;
}

/* By all but what was answered. */
static enum err judge_quality(struct scan *s, struct db *db, int64_t round, int64_t seq,
	struct quality_result *out)
{
	struct stmt *row = db_stmt(db, STMT_SUBMISSION_RELEASED_QUALITY);
	struct grown responses = {.size = sizeof(struct quality_response)};
	struct arena *room = arena_new();
	struct quality_input in = {.pages = s->form->section_count, .opened = QUALITY_NO_TIME,
		.closed = QUALITY_NO_TIME};
	enum err e;

	stmt_i64(row, ":round", round);
	stmt_i64(row, ":seq", seq);
	while (stmt_next(row, &e))
		if (department_of(s, row))
			released_quality(room, &s->sections, row, grown_add(&responses));
	in.responses = responses.items;
	in.count = responses.count;
	if (!e)
		e = quality_compute(s->a, &in, out);
	free(responses.items);
	arena_free(room);
	return e;
}

static void count_answered(struct scan *s, struct result_tables *out)
{
	const struct audit_respondent *respondents = s->respondents.items;
	struct response_department *answered = arena_array(s->a, out->input.n_departments + 1,
		sizeof *answered);

	for (size_t d = 0; d < out->input.n_departments; d++)
		answered[d] = (struct response_department){
			.code = out->input.departments[d].code,
			.headcount = out->input.departments[d].headcount};
	for (size_t i = 0; i < s->respondents.count; i++)
		if (out->quality.rows[i].status != QUALITY_BREAKOFF)
			answered[respondents[i].department].answered++;
	out->departments = answered;
}

/* ---- who waits (P12) ---- */

static struct cuts find_cuts(struct scan *s, struct arena *room, const struct audit_input *in,
	bool partial, uint32_t last, size_t k, struct cut_person *people)
{
	const struct audit_respondent *list = s->respondents.items;
	double *headcounts = arena_array(room, in->n_departments + 1, sizeof *headcounts);

	for (size_t d = 0; d < in->n_departments; d++)
		headcounts[d] = in->departments[d].headcount;

	for (size_t i = 0; i < s->respondents.count; i++)
		people[i] = (struct cut_person){list[i].department, list[i].release,
			list[i].picks_done && !list[i].excluded};
	return cuts_of_departments(room, people, s->respondents.count, in->n_departments,
		partial ? headcounts : NULL, last, k);
}

/* Move up those who stay; `place`: where each is then, NO_PLACE: nowhere. */
#define NO_PLACE UINT32_MAX

static void keep_people(struct scan *s, struct quality_result *quality, const struct cuts *c,
	const struct cut_person *people, uint32_t *place)
{
	struct audit_respondent *list = s->respondents.items;
	uint32_t n = 0;

	for (size_t i = 0; i < s->respondents.count; i++) {
		place[i] = NO_PLACE;
		if (cuts_wait(c, &people[i]))
			continue;
		place[i] = n;
		quality->rows[n] = quality->rows[i];
		list[n++] = list[i];
	}
	s->respondents.count = n;
	quality_count(quality, n);
}

static void keep_rows(struct scan *s, const uint32_t *place)
{
	struct audit_pick *picks = s->picks.items;
	struct audit_detail *details = s->details.items;
	size_t n = 0, m = 0;

	for (size_t i = 0; i < s->picks.count; i++)
		if (place[picks[i].respondent] != NO_PLACE)
			picks[n++] = (struct audit_pick){place[picks[i].respondent],
				picks[i].function};
	for (size_t i = 0; i < s->details.count; i++)
		if (place[details[i].respondent] != NO_PLACE) {
			details[m] = details[i];
			details[m].respondent = place[details[m].respondent];
			m++;
		}
	s->picks.count = n;
	s->details.count = m;
}

static void put_tables(struct scan *s, struct audit_input *in)
{
	in->respondents = s->respondents.items;
	in->n_respondents = s->respondents.count;
	in->picks = s->picks.items;
	in->n_picks = s->picks.count;
	in->details = s->details.items;
	in->n_details = s->details.count;
}

static void let_wait(struct scan *s, bool partial, uint32_t last, size_t k,
	struct result_tables *t)
{
	struct arena *room = arena_new();
	struct cut_person *people = arena_array(room, s->respondents.count + 1, sizeof *people);
	struct cuts c = find_cuts(s, room, &t->input, partial, last, k, people);
	uint32_t *place = arena_array(room, s->respondents.count + 1, sizeof *place);

	keep_people(s, &t->quality, &c, people, place);
	keep_rows(s, place);
	put_tables(s, &t->input);
	t->told = cuts_of_cells(s->a, &c, &t->input);
	arena_free(room);
}

static enum err scan_release(struct scan *s, struct db *db, int64_t round, int64_t seq,
	int min_cell, struct result_tables *t)
{
	bool partial = false;
	enum err e = db_read_begin(db);

	if (e)
		return e;
	s->row = arena_new();
	s->quality = &t->quality;
	e = judge_quality(s, db, round, seq, &t->quality);
	if (!e)
		e = read_rows(s, db, round, seq);
	db_read_end(db);
	arena_free(s->row);
	quality_count(&t->quality, s->respondents.count);
	grown_keep(s->a, &s->respondents);
	grown_keep(s->a, &s->picks);
	grown_keep(s->a, &s->details);
	put_tables(s, &t->input);
	if (e)
		return e;
	if (seq > 0)
		e = release_is_partial(db, round, &partial);
	if (e)
		return e;
	if (seq > 1 || partial)
		let_wait(s, partial, (uint32_t)seq, privacy_k((size_t)min_cell), t);
	count_answered(s, t);
	return OK;
}

/* A week of no hours is nobody's, so it was not told; version 1 gave it no time at all. */
static void drop_idle(const struct scan *s, const struct result_tables *t)
{
	struct audit_respondent *r = s->respondents.items;

	for (size_t i = 0; t->params.method_version > 1 && i < s->respondents.count; i++)
		if (r[i].weekly_hours <= 0)
			r[i].weekly_hours = NAN;
}

enum err results_tables(struct arena *a, struct db *db, const struct round *r,
	const struct form *form, int64_t seq, int min_cell, const struct results_watch *watch,
	struct result_tables *out)
{
	struct scan s = {
		.a = a,
		.form = form,
		.watch = watch,
		.respondents.size = sizeof(struct audit_respondent),
		.picks.size = sizeof(struct audit_pick),
		.details.size = sizeof(struct audit_detail),
	};
	struct result_tables t = {0};
	struct round_department *asked;
	struct audit_function *functions;
	size_t asked_count, function_count;
	enum err e;

	if (!results_has_list(form))
		return err_fail(ERR_INPUT, "the form of this round asks for no department or "
			"no functions: it has no priority list");
	e = round_departments(a, db, r->id, &asked, &asked_count);
	if (!e)
		e = round_functions(a, db, r->id, &functions, &function_count);
	if (!e)
		e = round_params(a, db, r->id, &t.params);
	if (e)
		return e;
	make_departments(&s, asked, asked_count, &t.input);
	make_columns(&s, functions, function_count);
	t.input.functions = functions;
	t.input.n_functions = function_count;
	e = scan_release(&s, db, r->id, seq, min_cell, &t);
	drop_idle(&s, &t);
	if (!e)
		*out = t;
	return e;
}
