/* A list field by field. What is added to a struct and not here is missing from what is stored: the
 * test of it compares all bytes of lists before and after. */
#include "list_image.h"

#include "base/arena.h"

/* ---- items ---- */

static void pass_bool(struct image *im, void *item)
{
	image_bool(im, item);
}

static void pass_u64(struct image *im, void *item)
{
	image_u64(im, item);
}

static void pass_code(struct image *im, void *item)
{
	image_name(im, item);
}

static void pass_counts(struct image *im, void *item)
{
	struct audit_counts *c = item;

	image_size(im, &c->doers);
	for (size_t m = 0; m < AUDIT_MEASURES; m++)
		image_size(im, &c->answers[m]);
	image_f64(im, &c->max_share);
}

static void pass_department(struct image *im, void *item)
{
	struct audit_department_result *d = item;

	image_name(im, &d->code);
	image_size(im, &d->input);
	image_size(im, &d->n);
	image_f64(im, &d->headcount);
	image_f64(im, &d->population);
	image_bool(im, &d->headcount_blank);
	image_bool(im, &d->raised);
	image_f64(im, &d->lambda);
	image_f64(im, &d->max_share);
}

static void pass_function(struct image *im, void *item)
{
	struct audit_function_result *f = item;

	image_name(im, &f->code);
	image_size(im, &f->input);
	image_enum(im, &f->unranked, AUDIT_NO_TIMING + 1);
	image_f64(im, &f->cap);
	image_size(im, &f->row);
	pass_counts(im, &f->counts);
}

static void pass_assumed(struct image *im, unsigned *assumed)
{
	uint32_t bits = *assumed;

	image_u32(im, &bits);
	*assumed = bits;
}

static void pass_overall(struct image *im, void *item)
{
	struct audit_overall_row *r = item;
	double *const figures[] = {&r->doers_pop, &r->share, &r->hours_now, &r->automatable,
		&r->hours_saved, &r->saved_lo, &r->saved_hi, &r->saved_nr_lo, &r->saved_nr_hi,
		&r->pain, &r->want, &r->u_time, &r->u_exec, &r->u_ease, &r->score, &r->score_lo,
		&r->score_hi, &r->score_se, &r->p_topk, &r->p_first, &r->w_topk, &r->w_first,
		&r->w_topk_local, &r->payback_weeks};
	size_t *const counts[] = {&r->function, &r->doers, &r->detailed, &r->rank, &r->cs_lo,
		&r->cs_hi, &r->csm_lo, &r->csm_hi};

	image_name(im, &r->code);
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
		image_size(im, counts[i]);
	for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
		image_f64(im, figures[i]);
	image_int(im, &r->in_topk_set);
	image_enum(im, &r->verdict, AUDIT_UNLIKELY + 1);
	image_enum(im, &r->standing, AUDIT_CONTESTED + 1);
	pass_assumed(im, &r->assumed);
	image_bool(im, &r->apart);
}

static void pass_dept(struct image *im, void *item)
{
	struct audit_dept_row *r = item;
	double *const figures[] = {&r->share, &r->h_mean, &r->h_shrunk, &r->hours_now,
		&r->automatable, &r->hours_saved, &r->saved_lo, &r->saved_hi, &r->saved_nr_lo,
		&r->saved_nr_hi, &r->pain, &r->want, &r->u_time, &r->score, &r->score_lo,
		&r->score_hi};

	image_size(im, &r->department);
	image_size(im, &r->function);
	image_name(im, &r->dept);
	image_name(im, &r->func);
	image_size(im, &r->n);
	image_size(im, &r->doers);
	for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
		image_f64(im, figures[i]);
	image_size(im, &r->rank);
	pass_assumed(im, &r->assumed);
	image_bool(im, &r->apart);
}

static void pass_disagree(struct image *im, void *item)
{
	struct audit_disagree *d = item;

	image_size(im, &d->function);
	image_size(im, &d->hi);
	image_size(im, &d->lo);
	image_name(im, &d->func);
	image_text(im, &d->dept_hi);
	image_text(im, &d->dept_lo);
	image_f64(im, &d->diff);
	image_f64(im, &d->t);
	image_f64(im, &d->crit);
	image_bool(im, &d->flag);
	im->bad |= d->flag && (!d->dept_hi || !d->dept_lo);
}

static void pass_together(struct image *im, void *item)
{
	struct audit_together *t = item;

	image_size(im, &t->timed_by);
	image_f64(im, &t->saved);
	image_f64(im, &t->saved_lo);
	image_f64(im, &t->saved_hi);
	image_f64(im, &t->saved_nr_lo);
	image_f64(im, &t->saved_nr_hi);
}

/* ---- the result ---- */

/* Indices of rows lead into these lists. */
static void check_rows(struct image *im, const struct audit_result *r)
{
	for (size_t i = 0; i < r->n_overall; i++)
		im->bad |= r->overall[i].function >= r->n_functions;
	for (size_t i = 0; i < r->n_dept; i++)
		im->bad |= r->dept[i].function >= r->n_functions ||
			r->dept[i].department >= r->n_departments;
	for (size_t i = 0; i < r->n_functions; i++)
		im->bad |= r->functions[i].row != SIZE_MAX && r->functions[i].row >= r->n_overall;
	for (size_t i = 0; i < r->n_disagree; i++)
		im->bad |= r->disagree[i].function >= r->n_functions ||
			r->disagree[i].hi >= r->n_departments || r->disagree[i].lo >= r->n_departments;
}

static void pass_weights(struct image *im, struct audit_result *r)
{
	for (size_t m = 0; m < AUDIT_MEASURES; m++)
		image_f64(im, &r->k0[m]);
	for (size_t c = 0; c < AUDIT_CRITERIA; c++) {
		image_bool(im, &r->active[c]);
		image_f64(im, &r->weights[c]);
	}
}

static void pass_drawn(struct image *im, struct audit_result *r)
{
	image_size(im, &r->boot);
	image_size(im, &r->groups);
	image_f64(im, &r->inflation);
	image_size(im, &r->lattice_points);
	image_size(im, &r->local_points);
	r->first_draw = image_doubles(im, r->first_draw, r->n_functions);
	r->last_draw = image_doubles(im, r->last_draw, r->n_functions);
	r->first_corrected = image_doubles(im, r->first_corrected, r->n_functions);
	r->last_corrected = image_doubles(im, r->last_corrected, r->n_functions);
	r->before = image_items(im, (void *)r->before, r->n_functions * r->n_functions,
		sizeof *r->before, pass_bool);
	r->disagree = image_list(im, r->disagree, &r->n_disagree, sizeof *r->disagree,
		pass_disagree);
	im->bad |= r->boot && !r->before;
}

static void pass_result(struct image *im, struct audit_result *r)
{
	r->overall = image_list(im, r->overall, &r->n_overall, sizeof *r->overall, pass_overall);
	image_size(im, &r->n_listed);
	r->dept = image_list(im, r->dept, &r->n_dept, sizeof *r->dept, pass_dept);
	r->departments = image_list(im, r->departments, &r->n_departments,
		sizeof *r->departments, pass_department);
	r->functions = image_list(im, r->functions, &r->n_functions, sizeof *r->functions,
		pass_function);
	r->cells = image_items(im, r->cells, r->n_departments * r->n_functions,
		sizeof *r->cells, pass_counts);
	image_size(im, &r->n);
	image_f64(im, &r->population);
	image_f64(im, &r->coverage);
	pass_weights(im, r);
	image_size(im, &r->n_winsorised);
	r->together = image_list(im, r->together, &r->n_together, sizeof *r->together,
		pass_together);
	pass_drawn(im, r);
	check_rows(im, r);
	im->bad |= !r->cells || r->n_listed > r->n_overall;
}

/* ---- tables, and what may be shown ---- */

static void pass_input_department(struct image *im, void *item)
{
	struct audit_department *d = item;

	image_name(im, &d->code);
	image_f64(im, &d->headcount);
}

static void pass_input_function(struct image *im, void *item)
{
	struct audit_function *f = item;

	image_name(im, &f->code);
	image_f64(im, &f->effort_days);
	image_f64(im, &f->exec);
	image_f64(im, &f->auto_override);
}

static void pass_answered(struct image *im, void *item)
{
	struct response_department *d = item;

	image_name(im, &d->code);
	image_f64(im, &d->headcount);
	image_size(im, &d->answered);
}

static void pass_params(struct image *im, struct audit_params *p)
{
#define PASS_real image_f64
#define PASS_count image_size
#define PASS_whole image_u64
#define PASS_PARAM(kind, name, value) PASS_##kind(im, &p->name);
	AUDIT_PARAMS(PASS_PARAM)
#undef PASS_PARAM
}

static void pass_quality(struct image *im, struct quality_result *q)
{
	image_size(im, &q->complete);
	image_size(im, &q->partial);
	image_size(im, &q->breakoff);
	image_size(im, &q->excluded);
	for (size_t i = 0; i < QUALITY_FLAGS; i++)
		image_size(im, &q->flagged[i]);
}

static void pass_tables(struct image *im, struct result_tables *t)
{
	struct audit_input *in = &t->input;

	in->departments = image_list(im, (void *)in->departments, &in->n_departments,
		sizeof *in->departments, pass_input_department);
	in->functions = image_list(im, (void *)in->functions, &in->n_functions,
		sizeof *in->functions, pass_input_function);
	pass_params(im, &t->params);
	pass_quality(im, &t->quality);
	t->departments = image_items(im, t->departments, in->n_departments,
		sizeof *t->departments, pass_answered);
	im->bad |= !t->departments;
}

static void pass_state(struct image *im, void *item)
{
	image_enum(im, (enum cell_state *)item, CELL_EMPTY + 1);
}

static void pass_shown(struct image *im, void *item)
{
	struct shown *s = item;

	pass_state(im, &s->doers);
	pass_state(im, &s->people);
	pass_state(im, &s->hours);
	pass_state(im, &s->pain);
	pass_state(im, &s->want);
	pass_state(im, &s->score);
}

void release_image(struct image *im, struct release *r)
{
	image_i64(im, &r->seq);
	image_name(im, &r->day);
	image_enum(im, &r->reason, RELEASE_CLOSING + 1);
	image_i64(im, &r->submissions);
}

/* ---- how sure ---- */

static void pass_settle(struct image *im, void *item)
{
	struct audit_settle *s = item;

	image_size(im, &s->upper);
	image_size(im, &s->lower);
	image_bool(im, &s->settled);
	image_size(im, &s->department);
	image_size(im, &s->more);
}

static void pass_agreement(struct image *im, struct agreement *g)
{
	image_size(im, &g->raters);
	image_size(im, &g->objects);
	image_f64(im, &g->s);
	image_f64(im, &g->ties);
	image_f64(im, &g->w);
	image_f64(im, &g->chi2);
	image_size(im, &g->df);
	image_f64(im, &g->p);
	image_f64(im, &g->spearman);
	image_f64(im, &g->permutation_p);
	image_bool(im, &g->enough);
	image_bool(im, &g->order_differs);
}

static void pass_sure(struct image *im, struct priorities *p)
{
	struct assessment *s = &p->sure;

	s->settle = image_list(im, s->settle, &s->settle_count, sizeof *s->settle, pass_settle);
	image_size(im, &s->without.left_out);
	image_bool(im, &s->without.changes);
	s->without.enter = image_list(im, s->without.enter, &s->without.n_enter,
		sizeof *s->without.enter, pass_code);
	s->without.leave = image_list(im, s->without.leave, &s->without.n_leave,
		sizeof *s->without.leave, pass_code);
	pass_agreement(im, &s->agreement);
	s->polarised = image_items(im, s->polarised, p->result.n_functions,
		sizeof *s->polarised, pass_bool);
	for (size_t i = 0; i < FIRST_OFFERED; i++) {
		pass_result(im, &s->first[i]);
		im->bad |= s->first[i].n_overall != p->result.n_overall ||
			s->first[i].n_functions != p->result.n_functions;
	}
	for (size_t i = 0; i < s->settle_count; i++)
		im->bad |= s->settle[i].upper >= p->result.n_overall ||
			s->settle[i].lower >= p->result.n_overall ||
			(s->settle[i].department != SIZE_MAX &&
			s->settle[i].department >= p->result.n_departments);
}

void list_image(struct image *im, struct priorities *p)
{
	release_image(im, &p->release);
	image_int(im, &p->min_cell);
	pass_tables(im, &p->tables);
	pass_result(im, &p->result);
	p->cells = image_items(im, p->cells, p->result.n_functions * (p->result.n_departments + 1),
		sizeof *p->cells, pass_shown);
	p->departments = image_items(im, p->departments, p->result.n_departments,
		sizeof *p->departments, pass_state);
	p->never = image_items(im, p->never, p->result.n_departments, sizeof *p->never, pass_bool);
	image_bool(im, &p->shown);
	im->bad |= !p->cells || !p->departments || !p->never;
	if (p->shown)
		pass_sure(im, p);
	for (size_t i = 0; i < p->result.n_departments; i++)
		im->bad |= p->result.departments[i].input >= p->tables.input.n_departments;
	for (size_t i = 0; i < p->result.n_functions; i++)
		im->bad |= p->result.functions[i].input >= p->tables.input.n_functions;
}

void draws_image(struct image *im, struct priorities *p)
{
	struct audit_draws *d = &p->draws;
	struct audit_result *r = &p->result;
	bool twice = d->compared[0] != d->u[0];
	size_t wide, high;

	image_size(im, &d->boot);
	image_size(im, &d->n_functions);
	image_size(im, &d->n_dept);
	image_bool(im, &twice);
	/* Before they are multiplied, and asked for. */
	im->bad |= d->boot != r->boot || d->n_functions != r->n_overall || d->n_dept != r->n_dept;
	wide = d->n_functions * d->boot;
	high = d->n_dept * d->boot;
	for (size_t c = 0; c < AUDIT_DRAWN; c++) {
		d->u[c] = image_doubles(im, d->u[c], wide);
		d->dept_u[c] = image_doubles(im, d->dept_u[c], high);
		d->compared[c] = twice ? image_doubles(im, d->compared[c], wide) : d->u[c];
		d->dept_compared[c] = twice ? image_doubles(im, d->dept_compared[c], high) :
			d->dept_u[c];
	}
	d->saved = image_doubles(im, d->saved, wide);
	d->now = image_doubles(im, d->now, wide);
	d->people = image_doubles(im, d->people, wide);
	d->dept_saved = image_doubles(im, d->dept_saved, high);
	image_size(im, &r->timed_words);
	r->timed = image_items(im, r->timed, r->n * r->timed_words, sizeof *r->timed, pass_u64);
}

static void pass_point(struct image *im, void *item)
{
	struct audit_more_point *p = item;

	image_size(im, &p->answers);
	image_f64(im, &p->clear);
}

void more_image(struct image *im, struct audit_more *m)
{
	image_size(im, &m->goal);
	image_size(im, &m->today);
	m->points = image_list(im, m->points, &m->n_points, sizeof *m->points, pass_point);
	image_bool(im, &m->reached);
	image_size(im, &m->enough);
}
