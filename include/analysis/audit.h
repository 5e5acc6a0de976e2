/*
 * The CRM audit's automation priority score: hours a week that software could
 * save, pain and wish, per function and department (method A), and how sure that
 * is (part B). Without draws (boot 0) what needs them is absent: NAN, 0 or
 * AUDIT_VERDICT_NONE as each field says.
 *
 * Pure: tables in, tables out. Every sum runs in the order department code,
 * respondent id, function code (bytewise), so that the order of the input
 * never shows in the result, not in a single bit.
 *
 * Source: method.md, part A. Its pieces by name: Kish's effective sample size,
 * winsorising by median and MAD of logarithms, empirical-Bayes shrinkage with a
 * prior size from a one-way analysis of variance, an additive value with swing
 * weights on fixed anchors.
 */
#ifndef ANALYSIS_AUDIT_H
#define ANALYSIS_AUDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct arena;

/* The versions of the method that are computed, the last one the newest. */
#define AUDIT_METHOD_FIRST 1
#define AUDIT_METHOD_LAST 2

/* Parameters with their defaults (A4): X(kind, name, default). Kinds: real is a
 * double, count a size_t, whole a uint64_t. Names are those of params.json. */
#define AUDIT_PARAMS(X) \
	X(count, method_version, 2)	/* AUDIT_METHOD_FIRST to _LAST */ \
	X(real, week_hours, 40)		/* paid hours; the budget when blank */ \
	X(real, days_per_week, 5) \
	X(real, weeks_per_year, 46)	/* worked; version 1 has 52 */ \
	X(real, wins_c, 2.5)		/* cap = exp(median + wins_c * scale) */ \
	X(count, wins_min_n, 5) \
	X(real, wins_scale_floor, 0.25) \
	X(real, realisation, 0.8)	/* of the rule-bound share */ \
	X(real, auto_default, 0.5)	/* when nobody answered on rules */ \
	X(real, k0_min, 1) \
	X(real, k0_max, 20) \
	X(real, k0_default, 4) \
	X(real, k0_min_dfw, 10) \
	X(real, k0_min_dfb, 2) \
	X(real, share_lo, 0.001)	/* anchors of u_time */ \
	X(real, share_hi, 0.10) \
	X(real, effort_lo, 1)		/* anchors of u_ease, days */ \
	X(real, effort_hi, 60) \
	X(real, w_time, 0.40) \
	X(real, w_pain, 0.20) \
	X(real, w_want, 0.20) \
	X(real, w_exec, 0.10) \
	X(real, w_ease, 0.10) \
	X(count, boot, 2000) \
	X(whole, seed, 20250701) \
	X(real, level, 0.90) \
	X(count, top_k, 5) \
	X(count, lattice, 20) \
	X(real, local_radius, 0.10) \
	X(real, dis_min_points, 15) \
	X(count, dis_min_doers, 5) \
	X(whole, group_over, 50000000)	/* respondents x draws: beyond it, departments of */ \
	X(count, groups, 1000)		/* more than so many are drawn in so many groups */

struct audit_params {
#define AUDIT_FIELD_real double
#define AUDIT_FIELD_count size_t
#define AUDIT_FIELD_whole uint64_t
#define AUDIT_FIELD(kind, name, value) AUDIT_FIELD_##kind name;
	AUDIT_PARAMS(AUDIT_FIELD)
#undef AUDIT_FIELD
#undef AUDIT_FIELD_real
#undef AUDIT_FIELD_count
#undef AUDIT_FIELD_whole
};

/* The defaults. */
struct audit_params audit_params_default(void);

/* How many parameters there are, and the name of each (static). */
size_t audit_params_count(void);
const char *audit_params_name(size_t index);

/* The value as params.json writes it: the shortest text that reads back the
 * same. From `a`. */
char *audit_params_text(struct arena *a, const struct audit_params *p, size_t index);

/* "A2B2": the versions of parts A and B that compute a list; a static string. */
const char *audit_method_name(const struct audit_params *p);

/* Set one parameter from its text. ERR_NOT_FOUND: no such name. ERR_INPUT: not
 * a number, or not of its kind (whole, not negative). */
enum err audit_params_set(struct audit_params *p, const char *name, const char *text);

/* Whether the values make sense together. ERR_INPUT: the detail says which one
 * and how to mend it. */
enum err audit_params_check(const struct audit_params *p);

/* ---- the tables ---- */

enum audit_unit {
	AUDIT_UNIT_NONE,	/* missing */
	AUDIT_UNIT_DAY,
	AUDIT_UNIT_WEEK,
	AUDIT_UNIT_MONTH,
	AUDIT_UNIT_QUARTER,
	AUDIT_UNIT_YEAR,
};

/* "day" … "year" to the unit; false for anything else ("" is NONE). */
bool audit_unit_parse(const char *text, enum audit_unit *out);
/* "" for NONE; a static string. */
const char *audit_unit_name(enum audit_unit u);

/* Times a week for one time a unit (A2.2); NAN for NONE. */
double audit_per_week(enum audit_unit unit, const struct audit_params *p);

/* Minutes as written: a number, or a paper band "b1" … "b8", whose value is the
 * logarithmic mean of its ends (A1.4). "" is NAN. False: neither, or negative. */
bool audit_minutes_parse(const char *text, double *minutes);

/* Strings are the caller's and must outlive the result. NAN is missing. */
struct audit_department {
	const char *code;
	double headcount;	/* NAN: as many as answered */
};

struct audit_function {
	const char *code;
	double effort_days;	/* to build; NAN: not estimated */
	double exec;		/* mean of the executives' 0 to 3; NAN: not asked */
	double auto_override;	/* analyst's automatable share 0 to 1; NAN */
};

struct audit_respondent {
	const char *id;
	uint32_t department;	/* index into departments */
	bool picks_done;	/* else not in n */
	bool excluded;		/* by quality (analysis/quality.h) */
	double weekly_hours;	/* over 0 (version 1: 0 or more); NAN: week_hours */
	uint32_t release;	/* with which they entered; 0: not said, before all */
};

struct audit_pick {
	uint32_t respondent, function;	/* indices */
};

/* A detail without a pick is ignored (A2.2). Ratings are whole on forms, so that single precision
 * holds them: of millions each byte counts. */
struct audit_detail {
	uint32_t respondent, function;	/* indices */
	enum audit_unit freq_unit;
	float rework10;		/* 0 to 10 */
	float frust5, want5, rule5;	/* 1 to 5 */
	double design_w;	/* over 0; NAN: 1 */
	double freq_n;		/* times per unit */
	double minutes;		/* of one time */
};

/* P12: a cell is built from the respondents up to a release, its cut; one without a cut from
 * all. */
struct audit_cut {
	uint32_t department, function;	/* indices */
	uint32_t release;
};

struct audit_input {
	const struct audit_department *departments;
	const struct audit_function *functions;
	const struct audit_respondent *respondents;
	const struct audit_pick *picks;
	const struct audit_detail *details;
	size_t n_departments, n_functions, n_respondents, n_picks, n_details;
	const struct audit_cut *cuts;
	size_t n_cuts;
};

/* ---- the result ---- */

enum audit_measure {
	AUDIT_HOURS,	/* per week */
	AUDIT_PAIN,	/* 0 to 1 */
	AUDIT_WANT,	/* 0 to 1 */
	AUDIT_RULE,	/* 0 to 1 */
	AUDIT_MEASURES
};

enum audit_criterion {
	AUDIT_BY_TIME,
	AUDIT_BY_PAIN,
	AUDIT_BY_WANT,
	AUDIT_BY_EXEC,
	AUDIT_BY_EASE,
	AUDIT_CRITERIA
};

/* "h", "pain", "want", "rule"; static strings. */
const char *audit_measure_name(enum audit_measure m);
/* "time", "pain", "want", "exec", "ease". */
const char *audit_criterion_name(enum audit_criterion c);

/* Why a function has no rank. */
enum audit_unranked {
	AUDIT_RANKED,
	AUDIT_NOT_DONE,		/* nobody does it */
	AUDIT_NO_TIMING,	/* nobody timed it */
};
/* "", "not_done", "no_timing". */
const char *audit_unranked_name(enum audit_unranked u);

enum audit_verdict {
	AUDIT_VERDICT_NONE,	/* no draws yet */
	AUDIT_CLEAR,
	AUDIT_POSSIBLE,
	AUDIT_UNLIKELY,
};
/* "", "clear", "possible", "unlikely". */
const char *audit_verdict_name(enum audit_verdict v);

/* B.6: what data and weights say together of a place among the first k. Solid:
 * clear, and in the top k under 80 % of the weights near the chosen ones.
 * Contested: otherwise, when the draws leave it possible, or when they and the
 * weights say different things (clear, yet not solid; unlikely, yet in the top k
 * under more than 20 % of near weights). */
enum audit_standing {
	AUDIT_STANDING_NONE,	/* neither, or no draws */
	AUDIT_SOLID,
	AUDIT_CONTESTED,
};
/* "", "solid", "contested". */
const char *audit_standing_name(enum audit_standing s);

/* How many respondents stand behind the figures of a cell, for P1 and P3. */
struct audit_counts {
	size_t doers;			/* ticked it */
	size_t answers[AUDIT_MEASURES];	/* gave hours, pain, want, rule; of rule those whom
					   its figure rests on */
	double max_share;	/* largest part of one respondent in sum(a h); 0 when
				   there are no hours */
};

/* Flags of a row: a figure that nobody gave was assumed. */
enum audit_assumed {
	AUDIT_ASSUMED_AUTO = 1 << 0,	/* no rule answer: auto_default */
	AUDIT_ASSUMED_PAIN = 1 << 1,	/* no answer: 0.5 */
	AUDIT_ASSUMED_WANT = 1 << 2,
};

/* A department, in code order. */
struct audit_department_result {
	const char *code;
	size_t input;		/* its index in the input */
	size_t n;		/* valid respondents; 0: not in the analysis */
	double headcount;	/* as given; n when blank */
	double population;	/* N = max(headcount, n); 0 when n is 0 */
	bool headcount_blank;	/* warn: hours are not scaled up */
	bool raised;		/* warn: more answered than the headcount says */
	double lambda;		/* B.1: how far draws spread in comparisons, 0 to 1 of what
				   they do elsewhere; 1 in version 1 */
	double max_share;	/* largest part of one respondent in the hours of all
				   its functions together; 0 without hours */
};

/* A function, ranked or not, in code order. */
struct audit_function_result {
	const char *code;
	size_t input;		/* its index in the input */
	enum audit_unranked unranked;
	double cap;		/* hours above were cut to it; NAN: no cap */
	size_t row;		/* in overall; SIZE_MAX when unranked */
	struct audit_counts counts;	/* over all departments */
};

/* A ranked function over all departments: the columns of overall.csv. */
struct audit_overall_row {
	size_t function;	/* index into audit_result.functions */
	const char *code;
	size_t doers;		/* respondents who do it */
	size_t detailed;	/* of them, who timed it */
	double doers_pop;	/* M: people who do it */
	double share;		/* M / people */
	double hours_now;	/* G, per week */
	double automatable;	/* column auto: T / G; NAN when G is 0 */
	double hours_saved;	/* T, per week */
	double saved_lo, saved_hi;	/* NAN until draws */
	double saved_nr_lo, saved_nr_hi;	/* B.2: if those who did not answer spend 3/4
						   to 4/3 as much; NAN until draws, and
						   in version 1 */
	double pain, want;	/* 0 to 1: u_pain, u_want */
	double u_time;
	double u_exec, u_ease;	/* NAN: no value; shown even when inactive */
	double score;		/* Q, 0 to 100 */
	double score_lo, score_hi, score_se;	/* NAN until draws */
	size_t rank;
	size_t cs_lo, cs_hi, csm_lo, csm_hi;	/* 0 until draws */
	int in_topk_set;	/* -1 until draws */
	enum audit_verdict verdict;
	enum audit_standing standing;
	double p_topk, p_first, w_topk, w_first, w_topk_local;	/* NAN until draws */
	double payback_weeks;	/* NAN: no effort given or nothing saved */
	unsigned assumed;	/* enum audit_assumed: where it holds everywhere */
	bool apart;		/* held apart (audit_hold_apart()): it has no place, and
				   nothing that compares knows of it */
};

/* A ranked function in a department where somebody does it: dept.csv. */
struct audit_dept_row {
	size_t department, function;	/* indices into the results */
	const char *dept, *func;
	size_t n;		/* respondents of the department, up to the cell's cut */
	size_t doers;
	double share;		/* doers / n, never shrunk */
	double h_mean;		/* weighted mean of those who timed it; NAN */
	double h_shrunk;
	double hours_now, automatable, hours_saved;
	double saved_lo, saved_hi;	/* NAN until draws */
	double saved_nr_lo, saved_nr_hi;
	double pain, want;	/* shrunk */
	double u_time;
	double score, score_lo, score_hi;	/* lo, hi NAN until draws */
	size_t rank;
	unsigned assumed;
	bool apart;
};

/* DEPT_DISAGREE (part C): the two departments of enough doers whose scores of a
 * function lie furthest apart. */
struct audit_disagree {
	size_t function, hi, lo;	/* indices: function, departments */
	const char *func, *dept_hi, *dept_lo;
	double diff;		/* points */
	double t;		/* diff / its standard error; NAN: that is 0 */
	double crit;		/* what t must exceed, for all pairs and functions at once;
				   NAN: none varies (version 1: 0) */
	bool flag;		/* at least dis_min_points apart, and t over crit */
};

/* B.7: the first k of the list together; intervals of each do not add. */
struct audit_together {
	size_t timed_by;	/* respondents who timed one of them */
	double saved;		/* hours a week */
	double saved_lo, saved_hi;	/* NAN until draws, and where nothing is saved */
	double saved_nr_lo, saved_nr_hi;	/* as of a row, for the sum; in version 1, too */
};

struct audit_result {
	struct audit_overall_row *overall;	/* by rank, then code; those apart last, by code */
	size_t n_overall, n_listed;		/* all, and those with a place */
	struct audit_dept_row *dept;		/* by department, then function */
	size_t n_dept;
	struct audit_department_result *departments;	/* code order */
	size_t n_departments;
	struct audit_function_result *functions;	/* code order */
	size_t n_functions;
	struct audit_counts *cells;	/* [department * n_functions + function] */

	size_t n;		/* valid respondents */
	double population;	/* sum of N */
	double coverage;	/* headcount of departments that answered / all; NAN
				   when there is nobody */
	double k0[AUDIT_MEASURES];
	bool active[AUDIT_CRITERIA];
	double weights[AUDIT_CRITERIA];	/* effective: sum 1 over the active, else 0 */
	const char **overbudget;	/* respondent ids, in the order of the sums */
	size_t n_overbudget;
	size_t n_winsorised;	/* hours cut to the cap */
	struct audit_together *together;	/* [k - 1]: of the first k rows of overall */
	size_t n_together;			/* the first top_k, or all listed */
	/* Who timed what: bits by function, timed_words for each of n respondents. */
	uint64_t *timed;
	size_t timed_words;

	/* What follows is blank without draws. */
	size_t boot;		/* draws made */
	size_t groups;		/* of respondents, that were drawn instead (audit_draws.h) */
	double inflation;	/* of critical values, for few respondents (B.3) */
	size_t lattice_points, local_points;	/* weightings tried: all, and near ones */
	double *first_draw, *last_draw;	/* scores in draws, by function; NAN unranked */
	double *first_corrected, *last_corrected;	/* as comparisons take them */
	const bool *before;	/* [f * n_functions + g]: the sets of places tell that f ranks
				   before g (B.3) */
	struct audit_disagree *disagree;	/* by function */
	size_t n_disagree;
};

/* Compute method A, steps 1 to 16, and with p->boot draws parts B and C of the
 * audit (analysis/audit_draws.h). The result, but for the input's strings, lives
 * in `a`. Without draws a million respondents take about a second, with 2,000
 * draws some seconds; 500 respondents with 2,000 draws some hundredths.
 * ERR_INPUT: parameters that audit_params_check() refuses; an index out of
 * range; two departments or functions of one code, two respondents of one
 * department and id, two picks or details of one respondent and function, two cuts of
 * one cell; a
 * figure out of its range; no weight left on an active criterion. */
enum err audit_compute(struct arena *a, const struct audit_input *in,
	const struct audit_params *p, struct audit_result *out);

/* The counts of a cell by positions in the result's departments and functions. */
static inline const struct audit_counts *audit_cell(const struct audit_result *r,
	size_t department, size_t function)
{
	return &r->cells[department * r->n_functions + function];
}

#endif
