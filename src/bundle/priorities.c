/*
 * priorities.csv: the lists of releases, with the columns of expected_overall.csv,
 * what may be shown, and what they were computed with.
 */
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "parts.h"

#define OVERALL "overall"
#define NAMES_IN "en"

#define NUMBER(name, title) {name, "number", title, NULL, NULL}
#define WHOLE(name, title) {name, "integer", title, NULL, NULL}
#define TEXT(name, title) {name, "string", title, NULL, NULL}

static const struct field priorities_fields[] = {
	TEXT("round", "Code of the round"),
	TEXT("scope", "overall, or the code of a department"),
	TEXT("func", "Code of the function (activity)"),
	WHOLE("doers", "Respondents who do it"),
	WHOLE("detailed", "Of them, who timed it"),
	NUMBER("doers_pop", "People who do it, by headcount"),
	NUMBER("share", "Share of people who do it"),
	NUMBER("hours_now", "Hours a week it takes now"),
	NUMBER("auto", "Automatable share"),
	NUMBER("hours_saved", "Hours a week that could be saved"),
	NUMBER("saved_lo", "Interval of hours_saved, low"),
	NUMBER("saved_hi", "Interval of hours_saved, high"),
	NUMBER("saved_nr_lo", "saved_lo if those who did not answer spend 3/4 as much"),
	NUMBER("saved_nr_hi", "saved_hi if those who did not answer spend 4/3 as much"),
	NUMBER("pain", "Pain, 0 to 1"),
	NUMBER("want", "Wanted, 0 to 1"),
	NUMBER("u_time", "Utility of time, 0 to 1"),
	NUMBER("u_exec", "Utility of the executives' figure, 0 to 1"),
	NUMBER("u_ease", "Utility of ease, 0 to 1"),
	NUMBER("score", "Priority score, 0 to 100"),
	NUMBER("score_lo", "Interval of score, low"),
	NUMBER("score_hi", "Interval of score, high"),
	NUMBER("score_se", "Standard error of score"),
	WHOLE("rank", "Rank, 1 is first"),
	WHOLE("cs_lo", "Simultaneous rank set, best"),
	WHOLE("cs_hi", "Simultaneous rank set, worst"),
	WHOLE("csm_lo", "Marginal rank set, best"),
	WHOLE("csm_hi", "Marginal rank set, worst"),
	WHOLE("in_topk_set", "1: may be among the first k"),
	TEXT("verdict", "clear, possible or unlikely to be among the first k"),
	NUMBER("p_topk", "Bootstrap support for the first k"),
	NUMBER("p_first", "Bootstrap support for the first place"),
	NUMBER("w_topk", "Share of weights with it among the first k"),
	NUMBER("w_first", "Share of weights with it first"),
	NUMBER("w_topk_local", "Share of near weights with it among the first k"),
	NUMBER("payback_weeks", "Weeks until the effort is saved"),
	TEXT("state", "shown, or hidden: some of its figures rest on too few answers"),
	WHOLE("release", "Number of the release within the round"),
	{"release_day", "date", "Local day of the release", NULL, NULL},
	TEXT("method", "Version of the method"),
	WHOLE("seed", "Seed of the draws"),
	WHOLE("draws", "Bootstrap draws made"),
	WHOLE("top_k", "The k of verdict, in_topk_set, p_topk, w_topk and w_topk_local"),
	NUMBER("level", "Confidence of intervals and rank sets"),
	TEXT("standing", "solid or contested: what draws and weights say together"),
	NUMBER("w_time", "Weight of time, as applied"),
	NUMBER("w_pain", "Weight of pain, as applied"),
	NUMBER("w_want", "Weight of wanted, as applied"),
	NUMBER("w_exec", "Weight of the executives' figure, as applied"),
	NUMBER("w_ease", "Weight of ease, as applied"),
	WHOLE("n_pain", "Respondents whose answers pain rests on"),
	WHOLE("n_want", "Respondents whose answers wanted rests on"),
	TEXT("department", "Name of the department, in English where it has one"),
	TEXT("activity", "Name of the function (activity), in English where it has one"),
};
static const size_t priorities_field_count =
	sizeof priorities_fields / sizeof *priorities_fields;

/* A row's figures, those that may not be told already taken out. */
struct line {
	const char *scope, *func;
	bool counted, people, hours, pain, want, score;	/* told */
	bool all;				/* shown to everyone, all of it */
	size_t doers, detailed, n_pain, n_want, rank;
	double doers_pop, share, hours_now, automatable, hours_saved, u_time;
	double pain_value, want_value, u_exec, u_ease, score_value, payback;
	double saved_lo, saved_hi, saved_nr_lo, saved_nr_hi, score_lo, score_hi, score_se;
	const struct audit_overall_row *sets;	/* rank sets and what follows; NULL */
	double p_topk, p_first, w_topk, w_first, w_topk_local;
};

void bundle_priorities_header(struct csv_writer *w)
{
	for (size_t i = 0; i < priorities_field_count; i++)
		csv_put(w, priorities_fields[i].name);
	csv_end_row(w);
}

static void put_count(struct csv_writer *w, bool told, size_t n)
{
	if (told)
		csv_put_i64(w, (long long)n);
	else
		csv_put(w, "");
}

static void put_number(struct csv_writer *w, bool told, double v)
{
	csv_put_double(w, told ? v : NAN);
}

/* A place that only draws can tell: 0 is none. */
static void put_place(struct csv_writer *w, bool told, size_t place)
{
	put_count(w, told && place > 0, place);
}

/* Rank sets, verdict, support: of the list over all departments. */
static void put_sets(struct csv_writer *w, const struct line *l)
{
	static const struct audit_overall_row none = {.in_topk_set = -1};
	const struct audit_overall_row *s = l->sets ? l->sets : &none;
	const double shares[] = {l->p_topk, l->p_first, l->w_topk, l->w_first,
		l->w_topk_local};

	put_place(w, l->score, s->cs_lo);
	put_place(w, l->score, s->cs_hi);
	put_place(w, l->score, s->csm_lo);
	put_place(w, l->score, s->csm_hi);
	put_count(w, l->score && s->in_topk_set >= 0, s->in_topk_set == 1);
	csv_put(w, l->score ? audit_verdict_name(s->verdict) : "");
	for (size_t i = 0; i < sizeof shares / sizeof *shares; i++)
		put_number(w, l->score && l->sets, shares[i]);
}

static void put_origin(struct csv_writer *w, const struct priorities *p, const struct line *l)
{
	bool sets = l->score && l->sets;

	csv_put_i64(w, p->release.seq);
	csv_put(w, p->release.day);
	csv_put(w, audit_method_name(&p->tables.params));
	csv_put_i64(w, (long long)p->tables.params.seed);
	csv_put_i64(w, (long long)p->result.boot);
	csv_put_i64(w, (long long)p->tables.params.top_k);
	csv_put_double(w, p->tables.params.level);
	csv_put(w, sets ? audit_standing_name(l->sets->standing) : "");
	for (size_t c = 0; c < AUDIT_CRITERIA; c++)
		csv_put_double(w, p->result.weights[c]);
	put_count(w, l->pain, l->n_pain);
	put_count(w, l->want, l->n_want);
}

/* Names beside the codes. */
static void put_names(struct csv_writer *w, const struct priorities *p, const struct line *l)
{
	csv_put(w, strcmp(l->scope, OVERALL) == 0 ? "" :
		priorities_department(p, l->scope, NAMES_IN));
	csv_put(w, priorities_function(p, l->func, NAMES_IN));
}

static void put_line(struct csv_writer *w, const struct priorities *p, const struct line *l)
{
	csv_put(w, p->round.code);
	csv_put(w, l->scope);
	csv_put(w, l->func);
	put_count(w, l->counted, l->doers);
	put_count(w, l->hours, l->detailed);
	put_number(w, l->people, l->doers_pop);
	put_number(w, l->people, l->share);
	put_number(w, l->hours, l->hours_now);
	put_number(w, l->hours, l->automatable);
	put_number(w, l->hours, l->hours_saved);
	put_number(w, l->hours, l->saved_lo);
	put_number(w, l->hours, l->saved_hi);
	put_number(w, l->hours, l->saved_nr_lo);
	put_number(w, l->hours, l->saved_nr_hi);
	put_number(w, l->pain, l->pain_value);
	put_number(w, l->want, l->want_value);
	put_number(w, l->hours, l->u_time);
	put_number(w, true, l->u_exec);
	put_number(w, true, l->u_ease);
	put_number(w, l->score, l->score_value);
	put_number(w, l->score, l->score_lo);
	put_number(w, l->score, l->score_hi);
	put_number(w, l->score, l->score_se);
	put_count(w, l->score && l->rank, l->rank);
	put_sets(w, l);
	put_number(w, l->hours, l->payback);
	csv_put(w, l->all ? "shown" : "hidden");
	put_origin(w, p, l);
	put_names(w, p, l);
}

static double to_hundredth(double v)
{
	return rint(v * 100) / 100;
}

/* As figures are published (method F, P6): full digits would let a hidden cell
 * be worked out from a total to the last decimal. Halves go where printf() puts
 * them on the pages: one figure is the same on every way out. */
static void publish(struct line *l)
{
	double *const hours[] = {&l->hours_now, &l->hours_saved, &l->payback, &l->saved_lo,
		&l->saved_hi, &l->saved_nr_lo, &l->saved_nr_hi};
	double *const shares[] = {&l->share, &l->automatable, &l->u_time, &l->pain_value,
		&l->want_value, &l->u_exec, &l->u_ease, &l->p_topk, &l->p_first, &l->w_topk,
		&l->w_first, &l->w_topk_local};
	double *const points[] = {&l->score_value, &l->score_lo, &l->score_hi, &l->score_se};

	for (size_t i = 0; i < sizeof hours / sizeof *hours; i++)
		*hours[i] = round_digits(*hours[i], 2);
	for (size_t i = 0; i < sizeof shares / sizeof *shares; i++)
		*shares[i] = to_hundredth(*shares[i]);
	for (size_t i = 0; i < sizeof points / sizeof *points; i++)
		*points[i] = rint(*points[i] * 10) / 10;
	l->doers_pop = rint(l->doers_pop);
}

/* What a line tells: all of it, or with `hide` what may be shown. `open`: the
 * group as a whole may be shown. */
static void judge(struct line *l, const struct shown *s, bool open, bool hide)
{
	bool counted = open && s->doers == CELL_SHOWN;
	bool people = open && s->people == CELL_SHOWN;
	bool hours = open && s->hours == CELL_SHOWN;
	bool pain = open && s->pain == CELL_SHOWN;
	bool want = open && s->want == CELL_SHOWN;
	bool score = open && s->score == CELL_SHOWN;

	l->all = counted && hours && pain && want && score;
	l->counted = counted || !hide;
	l->people = people || !hide;
	l->hours = hours || !hide;
	l->pain = pain || !hide;
	l->want = want || !hide;
	l->score = score || !hide;
}

static struct line overall_line(const struct priorities *p, size_t i, bool hide)
{
	const struct audit_overall_row *r = &p->result.overall[i];
	const size_t *answers = p->result.functions[r->function].counts.answers;
	struct line l = {.scope = OVERALL, .func = r->code, .doers = r->doers,
		.n_pain = answers[AUDIT_PAIN], .n_want = answers[AUDIT_WANT],
		.detailed = r->detailed, .rank = r->rank, .doers_pop = r->doers_pop,
		.share = r->share, .hours_now = r->hours_now, .automatable = r->automatable,
		.hours_saved = r->hours_saved, .u_time = r->u_time, .pain_value = r->pain,
		.want_value = r->want, .u_exec = r->u_exec, .u_ease = r->u_ease,
		.score_value = r->score, .payback = r->payback_weeks,
		.saved_lo = r->saved_lo, .saved_hi = r->saved_hi,
		.saved_nr_lo = r->saved_nr_lo, .saved_nr_hi = r->saved_nr_hi, .score_lo = r->score_lo,
		.score_hi = r->score_hi, .score_se = r->score_se, .sets = r,
		.p_topk = r->p_topk, .p_first = r->p_first, .w_topk = r->w_topk,
		.w_first = r->w_first, .w_topk_local = r->w_topk_local};

	judge(&l, &p->overall[i], p->shown, hide);
	return l;
}

static struct line dept_line(const struct priorities *p, size_t i, bool hide)
{
	const struct audit_dept_row *r = &p->result.dept[i];
	const struct audit_department_result *d = &p->result.departments[r->department];
	const struct audit_function_result *f = &p->result.functions[r->function];
	const struct audit_overall_row *o = &p->result.overall[f->row];
	double days = p->tables.input.functions[f->input].effort_days;
	const size_t *answers = audit_cell(&p->result, r->department, r->function)->answers;
	struct line l = {.scope = r->dept, .func = r->func, .doers = r->doers,
		.n_pain = answers[AUDIT_PAIN], .n_want = answers[AUDIT_WANT],
		.detailed = answers[AUDIT_HOURS],
		.rank = r->rank, .doers_pop = r->share * d->population, .share = r->share,
		.hours_now = r->hours_now, .automatable = r->automatable,
		.hours_saved = r->hours_saved, .u_time = r->u_time, .pain_value = r->pain,
		.want_value = r->want, .u_exec = o->u_exec, .u_ease = o->u_ease,
		.score_value = r->score,
		.payback = r->hours_saved > 0 ? 8 * days / r->hours_saved : NAN,
		.saved_lo = r->saved_lo, .saved_hi = r->saved_hi,
		.saved_nr_lo = r->saved_nr_lo, .saved_nr_hi = r->saved_nr_hi, .score_lo = r->score_lo,
		.score_hi = r->score_hi, .score_se = NAN};

	judge(&l, &p->dept[i], p->shown && p->departments[r->department] == CELL_SHOWN, hide);
	return l;
}

/* A list's lines, overall first; `next` counts them. False past the last. */
static bool next_line(const struct priorities *p, size_t *next, bool hide, struct line *out)
{
	size_t i = (*next)++;

	if (i < p->result.n_overall) {
		*out = overall_line(p, i, hide);
		return true;
	}
	i -= p->result.n_overall;
	if (i >= p->result.n_dept)
		return false;
	*out = dept_line(p, i, hide);
	return true;
}

void bundle_priorities_rows(struct csv_writer *w, const struct priorities *p, bool hide)
{
	struct line l;
	size_t next = 0;

	while (next_line(p, &next, hide, &l)) {
		if (hide)
			publish(&l);
		put_line(w, p, &l);
		csv_end_row(w);
	}
}

void write_priorities(struct bundle *b)
{
	struct out *o = &b->out;

	out_table(o, "priorities.csv", "the priority list of each round's last release, overall "
		"and by department", priorities_fields, priorities_field_count,
		"round scope func");
	for (size_t i = 0; i < b->count; i++) {
		const struct priorities *p = b->rounds[i].list;
		struct line l;
		size_t next = 0;

		while (p && next_line(p, &next, b->hide, &l)) {
			/* Beside rows the list must be the one they give. */
			if (!b->options->rows)
				publish(&l);
			put_line(&o->csv, p, &l);
			out_row(o);
		}
	}
	out_end(o);
}
