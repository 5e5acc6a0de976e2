/*
 * The audit's input tables, as `kiosk compute audit` reads them: the submissions
 * of the last release, with numbers written so that they read back the same.
 */
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "codec/json.h"
#include "parts.h"

static const struct field department_fields[] = {
	{"dept", "string", "Code of the department", NULL, NULL},
	{"headcount", "number", "People in it; blank: as many as answered", NULL, NULL},
};

static const struct field function_fields[] = {
	{"func", "string", "Code of the function", NULL, NULL},
	{"effort_days", "number", "Days to build its automation", NULL, NULL},
	{"exec", "number", "Executives' figure, 0 to 3", NULL, NULL},
	{"auto_override", "number", "Automatable share set by an analyst, 0 to 1", NULL, NULL},
};

static const struct field respondent_fields[] = {
	{"resp", "string", "Random id of the submission", NULL, NULL},
	{"dept", "string", "Code of the department", NULL, NULL},
	{"weekly_hours", "number", "Hours worked per week", NULL, NULL},
	{"picks_done", "integer", "1: the page of functions was sent", NULL, NULL},
	{"excluded", "integer", "1: left out by the rules of quality (method G)", NULL, NULL},
	{"release", "integer", "Release with which the respondent came", NULL, NULL},
};

static const struct field cell_fields[] = {
	{"dept", "string", "Code of the department", NULL, NULL},
	{"func", "string", "Code of the function", NULL, NULL},
	{"release", "integer", "Release up to which its respondents count; blank: all", NULL, NULL},
};

static const struct field pick_fields[] = {
	{"resp", "string", "Random id of the submission", NULL, NULL},
	{"func", "string", "Code of a function the respondent does", NULL, NULL},
};

static const struct field detail_fields[] = {
	{"resp", "string", "Random id of the submission", NULL, NULL},
	{"func", "string", "Code of the function", NULL, NULL},
	{"design_w", "number", "Design weight of the draw", NULL, NULL},
	{"freq_n", "number", "Times per freq_unit", NULL, NULL},
	{"freq_unit", "string", "day, week, month, quarter or year", NULL, NULL},
	{"minutes", "number", "Minutes of one time", NULL, NULL},
	{"rework10", "number", "Of 10 times, how many need extra work", NULL, NULL},
	{"frust5", "number", "Frustration, 1 to 5", NULL, NULL},
	{"want5", "number", "Wanted, 1 to 5", NULL, NULL},
	{"rule5", "number", "Rule-bound, 1 to 5", NULL, NULL},
};

#define COUNT(fields) (sizeof fields / sizeof *fields)

/* One round's tables on their way out. */
struct tables {
	struct bundle *b;
	struct arena *scratch;
	const char *round;
	const struct audit_input *in;
	const bool *pooled;	/* per department of the input */
	const char *pool;	/* code the pooled ones are under */
};

/* The same value when read again. */
static void put_exact(struct tables *t, double v)
{
	csv_put(&t->b->out.csv, format_double(t->scratch, v));
}

static void end_row(struct tables *t)
{
	out_row(&t->b->out);
	arena_reset(t->scratch);
}

static void begin(struct tables *t, const char *name, const char *what,
	const struct field *fields, size_t count, const char *key)
{
	struct arena *a = t->b->arena;

	out_table(&t->b->out, arena_printf(a, "audit/%s/%s.csv", t->round, name),
		arena_printf(a, "input of method A for round %s: %s", t->round, what), fields,
		count, key);
}

static const char *department(const struct tables *t, size_t index)
{
	return t->pooled[index] ? t->pool : t->in->departments[index].code;
}

static void write_departments(struct tables *t)
{
	double pooled = 0;
	bool any = false;

	begin(t, "departments", "departments", department_fields, COUNT(department_fields),
		"dept");
	for (size_t i = 0; i < t->in->n_departments; i++) {
		if (t->pooled[i]) {
			pooled += t->in->departments[i].headcount;
			any = true;
			continue;
		}
		csv_put(&t->b->out.csv, t->in->departments[i].code);
		put_exact(t, t->in->departments[i].headcount);
		end_row(t);
	}
	if (any) {
		csv_put(&t->b->out.csv, t->pool);
		put_exact(t, pooled);
		end_row(t);
	}
	out_end(&t->b->out);
}

static void write_functions(struct tables *t)
{
	begin(t, "functions", "functions", function_fields, COUNT(function_fields), "func");
	for (size_t i = 0; i < t->in->n_functions; i++) {
		const struct audit_function *f = &t->in->functions[i];

		csv_put(&t->b->out.csv, f->code);
		put_exact(t, f->effort_days);
		put_exact(t, f->exec);
		put_exact(t, f->auto_override);
		end_row(t);
	}
	out_end(&t->b->out);
}

static void write_respondents(struct tables *t)
{
	begin(t, "respondents", "respondents of the last release", respondent_fields,
		COUNT(respondent_fields), "resp");
	for (size_t i = 0; i < t->in->n_respondents; i++) {
		const struct audit_respondent *r = &t->in->respondents[i];

		csv_put(&t->b->out.csv, r->id);
		csv_put(&t->b->out.csv, department(t, r->department));
		put_exact(t, r->weekly_hours);
		csv_put(&t->b->out.csv, r->picks_done ? "1" : "0");
		csv_put(&t->b->out.csv, r->excluded ? "1" : "0");
		put_exact(t, r->release);
		end_row(t);
	}
	out_end(&t->b->out);
}

static void write_picks(struct tables *t)
{
	begin(t, "picks", "functions each respondent does", pick_fields, COUNT(pick_fields),
		"resp func");
	for (size_t i = 0; i < t->in->n_picks; i++) {
		const struct audit_pick *p = &t->in->picks[i];

		csv_put(&t->b->out.csv, t->in->respondents[p->respondent].id);
		csv_put(&t->b->out.csv, t->in->functions[p->function].code);
		end_row(t);
	}
	out_end(&t->b->out);
}

static void write_details(struct tables *t)
{
	begin(t, "details", "what each respondent said of the functions asked in detail",
		detail_fields, COUNT(detail_fields), "resp func");
	for (size_t i = 0; i < t->in->n_details; i++) {
		const struct audit_detail *d = &t->in->details[i];
		const double figures[] = {d->minutes, d->rework10, d->frust5, d->want5, d->rule5};

		csv_put(&t->b->out.csv, t->in->respondents[d->respondent].id);
		csv_put(&t->b->out.csv, t->in->functions[d->function].code);
		put_exact(t, d->design_w);
		put_exact(t, d->freq_n);
		csv_put(&t->b->out.csv, audit_unit_name(d->freq_unit));
		for (size_t f = 0; f < COUNT(figures); f++)
			put_exact(t, figures[f]);
		end_row(t);
	}
	out_end(&t->b->out);
}

/* Departments that are written as one are built from all. */
static void write_cells(struct tables *t)
{
	begin(t, "cells", "whose answers each cell is built from", cell_fields,
		COUNT(cell_fields), "dept func");
	for (size_t i = 0; i < t->in->n_cuts; i++) {
		const struct audit_cut *c = &t->in->cuts[i];

		if (t->pooled[c->department])
			continue;
		csv_put(&t->b->out.csv, t->in->departments[c->department].code);
		csv_put(&t->b->out.csv, t->in->functions[c->function].code);
		put_exact(t, c->release);
		end_row(t);
	}
	out_end(&t->b->out);
}

static void write_params(struct tables *t, const struct audit_params *p)
{
	struct out *o = &t->b->out;
	struct json_writer w = {.out = o->text};

	out_begin(o, arena_printf(t->b->arena, "audit/%s/params.json", t->round),
		arena_printf(t->b->arena, "parameters and weights of method A for round %s",
			t->round));
	json_begin_object(&w);
	for (size_t i = 0; i < audit_params_count(); i++) {
		const char *value = audit_params_text(t->scratch, p, i);

		json_key(&w, audit_params_name(i));
		json_raw(&w, value, strlen(value));
	}
	json_end_object(&w);
	buf_putc(o->text, '\n');
	arena_reset(t->scratch);
	out_end(o);
}

/* With drop_small: departments with too few respondents in the release. */
static const bool *find_pooled(struct bundle *b, const struct audit_input *in)
{
	bool *pooled = arena_array(b->arena, in->n_departments + 1, sizeof *pooled);
	size_t *n = arena_array(b->arena, in->n_departments + 1, sizeof *n);

	for (size_t i = 0; i < in->n_respondents; i++)
		n[in->respondents[i].department]++;
	for (size_t d = 0; d < in->n_departments; d++)
		pooled[d] = b->options->drop_small && n[d]
			&& n[d] < privacy_k((size_t)b->options->min_cell);
	return pooled;
}

/* A code no department has. */
static const char *pool_code(struct bundle *b, const struct audit_input *in)
{
	const char *code = POOLED;

	for (size_t d = 0; d < in->n_departments; d++)
		if (strcmp(in->departments[d].code, code) == 0) {
			code = arena_printf(b->arena, "%s-", code);
			d = SIZE_MAX;
		}
	return code;
}

static void write_round(struct bundle *b, const struct bundle_round *r)
{
	const struct result_tables *tables = &r->list->tables;
	struct tables t = {.b = b, .scratch = arena_new(), .round = r->round.code,
		.in = &tables->input};

	t.pooled = find_pooled(b, t.in);
	t.pool = pool_code(b, t.in);
	write_departments(&t);
	write_functions(&t);
	write_respondents(&t);
	write_picks(&t);
	write_details(&t);
	write_cells(&t);
	write_params(&t, &tables->params);
	arena_free(t.scratch);
}

void write_audit(struct bundle *b)
{
	for (size_t i = 0; i < b->count && !b->out.err; i++)
		if (b->rounds[i].list)
			write_round(b, &b->rounds[i]);
}
