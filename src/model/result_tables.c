/* Submissions to the plain tables of method A. One scan, a row at a time. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/map.h"
#include "base/text.h"
#include "codec/json.h"
#include "model/results.h"
#include "model/submissions.h"
#include "store/stmt.h"

/* What an answer's path means for the tables. */
struct column {
	enum measure measure;
	bool design_w;
	uint32_t function;	/* index; UINT32_MAX: none */
};

#define NO_FUNCTION UINT32_MAX

/* A growing table. */
struct table {
	void *items;
	size_t count, cap, size;
};

struct scan {
	struct arena *a;
	const struct form *form;
	struct map columns;		/* path → struct column */
	struct map department_index, function_index;	/* code → index */
	const struct round_department *asked;
	size_t asked_count;
	struct table respondents, picks, details, responses;
	struct audit_detail *row_details;	/* per function, of the row being read */
	bool *row_has;
	size_t functions;
};

bool results_has_list(const struct form *form)
{
	return form->department && form->picks;
}

/* Outside the arena while it grows: arenas keep what was outgrown. */
static void *append(struct table *t)
{
	if (t->count == t->cap) {
		t->cap += t->cap / 2 + 256;
		t->items = realloc(t->items, t->cap * t->size);
		if (!t->items)
			log_die("out of memory");
	}
	return (char *)t->items + t->size * t->count++;
}

/* The arena's end frees it. */
static void keep(struct arena *a, const struct table *t)
{
	if (t->items)
		arena_on_clean(a, free, t->items);
}

static void index_put(struct arena *a, struct map *m, const char *code, size_t index)
{
	size_t *cell = arena_alloc(a, sizeof *cell);

	*cell = index;
	map_put(m, code, cell);
}

static uint32_t index_get(const struct map *m, const char *code)
{
	const size_t *cell = map_get(m, code);

	return cell ? (uint32_t)*cell : UINT32_MAX;
}

/* Departments that count for themselves, with the people of those merged in. */
static void make_departments(struct scan *s, struct result_tables *out)
{
	struct audit_department *list = arena_array(s->a, s->asked_count + 1, sizeof *list);
	size_t n = 0;

	map_init(&s->department_index, s->a);
	for (size_t i = 0; i < s->asked_count; i++) {
		const char *code = s->asked[i].code;
		const char *under = round_department_counted(s->asked, s->asked_count, code);

		if (strcmp(code, under) != 0 || !*code)
			continue;
		list[n] = (struct audit_department){.code = code, .headcount = 0};
		for (size_t j = 0; j < s->asked_count; j++)
			if (strcmp(round_department_counted(s->asked, s->asked_count,
				s->asked[j].code), code) == 0)
				list[n].headcount += s->asked[j].headcount;
		index_put(s->a, &s->department_index, code, n++);
	}
	out->input.departments = list;
	out->input.n_departments = n;
}

static void add_column(struct scan *s, const char *path, struct column column)
{
	struct column *c = arena_alloc(s->a, sizeof *c);

	*c = column;
	map_put(&s->columns, path, c);
}

static void make_columns(struct scan *s)
{
	map_init(&s->columns, s->a);
	for (size_t i = 0; i < s->form->question_count; i++) {
		const struct question *q = s->form->questions[i];
		uint32_t f = q->function ? index_get(&s->function_index, q->function) :
			NO_FUNCTION;

		if (q->measure == MEASURE_NONE)
			continue;
		if (q->measure >= MEASURE_FREQ_N && f == NO_FUNCTION)
			continue;
		add_column(s, q->path, (struct column){q->measure, false, f});
	}
	for (size_t i = 0; i < s->form->node_count; i++) {
		const struct form_node *n = &s->form->nodes[i];
		uint32_t f;

		if (n->kind != NODE_ITERATION)
			continue;
		f = index_get(&s->function_index, n->choice->name);
		if (f != NO_FUNCTION)
			add_column(s, arena_printf(s->a, "%s/design_w", n->path),
				(struct column){MEASURE_NONE, true, f});
	}
}

/* A number, NAN for `dk`, blanks and anything else. */
static double number(const struct json_member *m)
{
	double v;

	return m->count == 1 && parse_double(m->values[0], &v) ? v : NAN;
}

static void add_picks(struct scan *s, const struct json_member *m, uint32_t respondent)
{
	for (size_t i = 0; i < m->count; i++) {
		uint32_t f = index_get(&s->function_index, m->values[i]);

		if (f != UINT32_MAX)
			*(struct audit_pick *)append(&s->picks) =
				(struct audit_pick){respondent, f};
	}
}

static void add_detail(struct scan *s, const struct column *c, const struct json_member *m,
	uint32_t respondent)
{
	struct audit_detail *d = &s->row_details[c->function];

	if (!s->row_has[c->function]) {
		*d = (struct audit_detail){.respondent = respondent, .function = c->function,
			.design_w = 1, .freq_n = NAN, .minutes = NAN, .rework10 = NAN,
			.frust5 = NAN, .want5 = NAN, .rule5 = NAN};
		s->row_has[c->function] = true;
	}
	if (c->design_w) {
		d->design_w = number(m);
		return;
	}
	switch (c->measure) {
	case MEASURE_FREQ_N:
		d->freq_n = number(m);
		break;
	case MEASURE_FREQ_UNIT:
		if (m->count != 1 || !audit_unit_parse(m->values[0], &d->freq_unit))
			d->freq_unit = AUDIT_UNIT_NONE;
		break;
	case MEASURE_MINUTES:
		if (m->count != 1 || !audit_minutes_parse(m->values[0], &d->minutes))
			d->minutes = NAN;
		break;
	case MEASURE_REWORK10:
		d->rework10 = number(m);
		break;
	case MEASURE_FRUST5:
		d->frust5 = number(m);
		break;
	case MEASURE_WANT5:
		d->want5 = number(m);
		break;
	case MEASURE_RULE5:
		d->rule5 = number(m);
		break;
	default:
		break;
	}
}

/* A copy that stays. */
static void *kept(struct arena *a, const void *bytes, size_t len)
{
	void *copy = arena_alloc(a, len + 1);

	if (len)
		memcpy(copy, bytes, len);
	return copy;
}

/* id:seconds;… to page times; a page met twice counts as one, times added. */
static void read_pages(struct scan *s, const char *pages, struct arena *scratch,
	struct quality_response *out)
{
	struct str rest = str_of(pages);
	struct quality_page *list;
	size_t n = 0, most = 1;

	for (const char *c = pages; *c; c++)
		most += *c == ';';
	list = arena_array(scratch, most, sizeof *list);
	while (rest.len) {
		struct str seconds, one = str_cut(rest, ';', &rest), id = str_cut(one, ':', &seconds);
		char *code = arena_strndup(scratch, id.p ? id.p : "", id.len);
		char *value = arena_strndup(scratch, seconds.p ? seconds.p : "", seconds.len);
		double v;
		size_t page = form_section_find(s->form, code);

		/* What is no page of the form was made up. */
		if (page == FORM_NO_NODE || !parse_double(value, &v) || v < 0)
			continue;
		list[n++] = (struct quality_page){.page = page, .seconds = v};
	}
	out->pages = kept(s->a, list, n * sizeof *list);
	out->page_count = n;
}

/* Columns of STMT_SUBMISSION_RELEASED. */
enum { ID, DEPARTMENT, STATUS, FLAGS, ELIGIBLE, ANSWERED, ACTIVE, PAGES, ANSWERS };

static void read_quality(struct scan *s, struct stmt *row, const char *id,
	struct arena *scratch, const double *ratings, size_t rating_count)
{
	struct quality_response *q = append(&s->responses);
	const char *status = col_text(row, STATUS);
	bool breakoff = strcmp(status, "breakoff") == 0;

	*q = (struct quality_response){
		.id = id,
		.started = QUALITY_NO_TIME,
		.submitted = QUALITY_NO_TIME,
		.was_submitted = true,
		.eligible = (size_t)col_i64(row, ELIGIBLE),
		.answered = (size_t)col_i64(row, ANSWERED),
		/* Judged at intake, where the pages were known. */
		.picks_done = !breakoff,
		.timed_functions = !breakoff,
		.active_s = col_double(row, ACTIVE),
		.ratings = kept(s->a, ratings, rating_count * sizeof *ratings),
		.rating_count = rating_count,
	};
	if (quality_flags_parse(col_text(row, FLAGS), &q->intake_flags))
		q->intake_flags = 0;
	read_pages(s, col_text(row, PAGES), scratch, q);
}

static size_t flush_details(struct scan *s, double *ratings)
{
	size_t n = 0;

	for (size_t f = 0; f < s->functions; f++) {
		const struct audit_detail *d = &s->row_details[f];

		if (!s->row_has[f])
			continue;
		s->row_has[f] = false;
		if (isnan(d->design_w) || d->design_w <= 0)
			s->row_details[f].design_w = 1;
		*(struct audit_detail *)append(&s->details) = *d;
		ratings[n++] = d->frust5;
		ratings[n++] = d->want5;
		ratings[n++] = d->rule5;
	}
	return n;
}

static enum err read_row(struct scan *s, struct stmt *row, struct arena *scratch)
{
	struct json_flat flat;
	const char *department = round_department_counted(s->asked, s->asked_count,
		col_text(row, DEPARTMENT));
	uint32_t respondent = (uint32_t)s->respondents.count;
	struct audit_respondent *r;
	char id[37];
	double *ratings;
	size_t rating_count;
	enum err e = json_scan(scratch, col_text(row, ANSWERS), col_len(row, ANSWERS), NULL, &flat);

	if (e)
		return err_fail(ERR_STORE, "a stored answer cannot be read: %s", err_detail());
	if (index_get(&s->department_index, department) == UINT32_MAX)
		return OK;
	submission_id_text(col_blob(row, ID), id);
	r = append(&s->respondents);
	*r = (struct audit_respondent){
		.id = arena_strdup(s->a, id),
		.department = index_get(&s->department_index, department),
		.weekly_hours = NAN,
	};
	for (size_t i = 0; i < flat.count; i++) {
		const struct json_member *m = &flat.members[i];
		const struct column *c = map_get(&s->columns, m->key);

		if (!c)
			continue;
		if (c->measure == MEASURE_WEEKLY_HOURS)
			r->weekly_hours = number(m);
		else if (c->measure == MEASURE_PICKS) {
			r->picks_done = true;
			add_picks(s, m, respondent);
		} else if (c->function != NO_FUNCTION) {
			add_detail(s, c, m, respondent);
		}
	}
	ratings = arena_array(scratch, 3 * s->functions + 1, sizeof *ratings);
	rating_count = flush_details(s, ratings);
	read_quality(s, row, r->id, scratch, ratings, rating_count);
	return OK;
}

static enum err read_rows(struct scan *s, struct db *db, int64_t round, int64_t seq)
{
	struct arena *scratch = arena_new();
	struct stmt *row = db_stmt(db, STMT_SUBMISSION_RELEASED);
	bool more;
	enum err e;

	stmt_i64(row, ":round", round);
	stmt_i64(row, ":seq", seq);
	while (!(e = stmt_step(row, &more)) && more) {
		e = read_row(s, row, scratch);
		arena_reset(scratch);
		if (e)
			break;
	}
	stmt_done(row);
	arena_free(scratch);
	return e;
}

static enum err judge_quality(struct scan *s, struct result_tables *out)
{
	struct quality_input in = {
		.responses = s->responses.items,
		.count = s->responses.count,
		.pages = s->form->section_count,
		.opened = QUALITY_NO_TIME,
		.closed = QUALITY_NO_TIME,
	};
	struct audit_respondent *respondents = s->respondents.items;
	struct response_department *answered = arena_array(s->a, out->input.n_departments + 1,
		sizeof *answered);
	enum err e = quality_compute(s->a, &in, &out->quality);

	if (e)
		return e;
	for (size_t d = 0; d < out->input.n_departments; d++)
		answered[d] = (struct response_department){
			.code = out->input.departments[d].code,
			.headcount = out->input.departments[d].headcount};
	for (size_t i = 0; i < s->respondents.count; i++) {
		respondents[i].excluded = out->quality.rows[i].exclude;
		if (out->quality.rows[i].status != QUALITY_BREAKOFF)
			answered[respondents[i].department].answered++;
	}
	out->departments = answered;
	return OK;
}

enum err results_tables(struct arena *a, struct db *db, const struct round *r,
	const struct form *form, int64_t seq, struct result_tables *out)
{
	struct scan s = {
		.a = a,
		.form = form,
		.respondents.size = sizeof(struct audit_respondent),
		.picks.size = sizeof(struct audit_pick),
		.details.size = sizeof(struct audit_detail),
		.responses.size = sizeof(struct quality_response),
	};
	struct result_tables t = {0};
	struct round_department *asked;
	struct audit_function *functions;
	enum err e;

	if (!results_has_list(form))
		return err_fail(ERR_INPUT, "the form of this round asks for no department or "
			"no functions: it has no priority list");
	e = round_departments(a, db, r->id, &asked, &s.asked_count);
	if (!e)
		e = round_functions(a, db, r->id, &functions, &s.functions);
	if (!e)
		e = round_params(a, db, r->id, &t.params);
	if (e)
		return e;
	s.asked = asked;
	make_departments(&s, &t);
	map_init(&s.function_index, a);
	for (size_t i = 0; i < s.functions; i++)
		index_put(a, &s.function_index, functions[i].code, i);
	make_columns(&s);
	s.row_details = arena_array(a, s.functions + 1, sizeof *s.row_details);
	s.row_has = arena_array(a, s.functions + 1, sizeof *s.row_has);
	e = read_rows(&s, db, r->id, seq);
	keep(a, &s.respondents);
	keep(a, &s.picks);
	keep(a, &s.details);
	keep(a, &s.responses);
	if (!e)
		e = judge_quality(&s, &t);
	if (e)
		return e;
	t.input.functions = functions;
	t.input.n_functions = s.functions;
	t.input.respondents = s.respondents.items;
	t.input.n_respondents = s.respondents.count;
	t.input.picks = s.picks.items;
	t.input.n_picks = s.picks.count;
	t.input.details = s.details.items;
	t.input.n_details = s.details.count;
	*out = t;
	return OK;
}
