/*
 * What pilots say of a prototype (method E): questionnaires, tasks, the step from
 * one round to the next, and the verdict on a round.
 *
 * Sources: Brooke 1996 (SUS); Sauro and Lewis 2016, "Quantifying the User
 * Experience", for grades, adjusted intervals of small samples and times; Bangor,
 * Kortum and Miller 2009 (adjectives); Lewis, Utesch and Maher 2013 (UMUX-Lite);
 * Agresti and Coull 1998 (a proportion); Rocks 2016 (net promoter score); Agresti
 * and Caffo 2000, Agresti and Min 2005 (two proportions); Fagerland, Lydersen and
 * Laake 2013 (McNemar mid-p); Campbell 2007 (N-1 chi-square); Welch 1947.
 *
 * Levels are two-sided; NAN is missing or not to be had.
 */
#ifndef ANALYSIS_PILOT_H
#define ANALYSIS_PILOT_H

#include <stdbool.h>
#include <stddef.h>

struct interval {
	double lo, hi;
};

/* A mean and its t interval. */
struct mean {
	size_t n;
	double mean, sd;
	struct interval at;	/* NAN: fewer than two values */
};

/* Values that are NAN do not count. */
struct mean pilot_mean(const double *values, size_t n, double level);

/* ---- questionnaires ---- */

#define SUS_ITEMS 10

/* Score 0 to 100 of ten answers of 1 to 5. One may be missing; NAN when more are,
 * or when one is out of its range. */
double sus_score(const double answers[SUS_ITEMS]);

/* What an answer to item `item` (0 first) adds to the score, 0 to 4; NAN for NAN. */
double sus_item(size_t item, double answer);

/* "A+" … "F" of a mean score, rounded to 0.1; "" for NAN. */
const char *sus_grade(double mean);
/* "Worst imaginable" … "Best imaginable", the nearest; "" for NAN. */
const char *sus_adjective(double mean);
#define SUS_AVERAGE 68

/* Two answers of 1 to 7: 0 to 100. */
double umux_lite(double capable, double easy);
/* By the regression of Lewis, Utesch and Maher: version 1 of the method alone, as nobody
 * was asked that SUS. */
double umux_as_sus(double raw);

/* ---- tasks ---- */

/* Adjusted Wald: centre and interval, within 0 to 1. */
struct proportion {
	double centre;
	struct interval at;
};
struct proportion pilot_proportion(double successes, double n, double level);

/* Geometric mean of times over 0, and the t interval of their logarithms. */
struct mean pilot_times(const double *seconds, size_t n, double level);

/* Net promoter score of answers of 0 to 10, in points from -100 to 100. */
struct net_promoter {
	size_t n;
	double score;
	struct interval at;
};
struct net_promoter pilot_nps(const double *answers, size_t n, double level);

/* ---- told and measured ---- */

/* How many testers a function needs, and how many functions a factor. */
#define CALIBRATION_TESTERS 5
#define CALIBRATION_FUNCTIONS 3

/* Minutes of a function as the audit was told them, and as testers needed. */
struct told_measured {
	const double *told, *measured;	/* each over 0; others do not count */
	size_t n_told, n_measured;
};

/* ln of measured over told minutes, over functions. */
struct calibration {
	size_t functions;	/* told, and measured often enough */
	double b, s;		/* mean and SD over functions; NAN: too few of them */
};
struct calibration pilot_calibration(const struct told_measured *list, size_t n);

/* Hours saved as testers' times would have them: T e^b, in an interval of the logarithm
 * whose half width is the root of `half`^2 (that of T, ln) and (t SD(b))^2. `several`
 * functions together, or one. NAN where there is no calibration. Beside T, never in its
 * place. */
struct calibrated {
	double saved;
	struct interval at;
};
struct calibrated pilot_calibrated(const struct calibration *c, double saved, double half,
	bool several, double level);

/* ---- from round to round ---- */

/* Later less earlier. */
struct difference {
	double diff;
	struct interval at;
	double df, p;		/* p: two-sided, of no change */
};

/* Means, two groups of other people: Welch. NAN do not count. */
struct difference pilot_welch(const double *before, size_t n_before, const double *after,
	size_t n_after, double level);
/* Means, the same people: after[i] is of who gave before[i]. */
struct difference pilot_paired(const double *before, const double *after, size_t n, double level);

/* Proportions, two groups: Agresti-Caffo, N-1 chi-square. */
struct difference pilot_proportions(double x1, double n1, double x2, double n2, double level);
/* Proportions, the same people: those who succeeded only before, only after, and
 * all. Agresti-Min, McNemar mid-p. */
struct difference pilot_proportions_paired(double only_before, double only_after, double n,
	double level);

/* Whether rounds of so many, with so many codes in both, are compared in pairs. */
bool pilot_pairs(size_t n_before, size_t n_after, size_t in_both);

/* "Improved": the 90 % interval lies above 0, and SUS gained 5 points or more. */
bool pilot_improved(const struct difference *sus);

/* ---- the verdict ---- */

/* Thresholds with their defaults: X(name, default). All may be edited; pages
 * print them. */
#define PILOT_LIMITS(X) \
	X(method_version, 2)	/* 1 called a round stalled however good it was */ \
	X(min_n, 5)		/* below it: INSUFFICIENT */ \
	X(level, 0.80)		/* of the intervals that follow */ \
	X(stop_sus, 51.7)	/* STOP: SUS is under it, interval and all */ \
	X(stop_success, 0.50)	/* STOP: a must function's success, two rounds */ \
	X(stop_round, 3)	/* from this round on, standing still is STOP */ \
	X(stop_gain, 2.5)	/* standing still: SUS gains less */ \
	X(go_s1, 0)		/* GO: at most so many open S1 … */ \
	X(go_s2, 2) \
	X(go_success, 0.80)	/* of every must function */ \
	X(go_success_lo, 0.60)	/* and the lower end of its interval */ \
	X(go_sus, 68)		/* SUS that reaches it does not stand still either */ \
	X(go_sus_lo, 62.7) \
	X(go_seq, 5.0)		/* mean ease of the must tasks */

struct pilot_limits {
#define PILOT_LIMIT(name, value) double name;
	PILOT_LIMITS(PILOT_LIMIT)
#undef PILOT_LIMIT
};
struct pilot_limits pilot_limits_default(void);

/* A must function's task. */
struct pilot_must {
	const char *function;
	double successes, n;
	double before_successes, before_n;	/* the previous round; n 0: none */
};

struct pilot_round {
	double round;		/* 1 is the first */
	double n;		/* people */
	const struct pilot_must *must;
	size_t n_must;
	const double *sus, *sus_before;
	size_t n_sus, n_sus_before;
	double seq_mean;	/* of the must tasks; NAN: not asked */
	double s1, s2;		/* open */
	double s12_before;	/* S1 and S2 open in the previous round */
	double no_path;		/* must functions confirmed impossible */
};

enum pilot_verdict {
	PILOT_INSUFFICIENT,
	PILOT_STOP,
	PILOT_GO,
	PILOT_ITERATE,
};
/* "INSUFFICIENT" … "ITERATE". */
const char *pilot_verdict_name(enum pilot_verdict v);

/* What a verdict rests on: the criteria that stopped it, or that GO misses. */
enum pilot_why {
	PILOT_WHY_N = 1 << 0,
	PILOT_WHY_NO_PATH = 1 << 1,
	PILOT_WHY_SUS_FAIL = 1 << 2,
	PILOT_WHY_STALLED = 1 << 3,
	PILOT_WHY_S1 = 1 << 4,
	PILOT_WHY_S2 = 1 << 5,
	PILOT_WHY_SUS = 1 << 6,
	PILOT_WHY_SEQ = 1 << 7,
};

struct pilot_judgement {
	enum pilot_verdict verdict;
	unsigned why;		/* enum pilot_why */
	bool *must_fail;	/* per must function: as STOP or as GO has it */
	bool any_must;
	char between;		/* reasons when they are written: ';', in version 1 '|' */
};

struct arena;

/* Judge a round. must_fail lives in `a`. */
void pilot_judge(struct arena *a, const struct pilot_round *r, const struct pilot_limits *l,
	struct pilot_judgement *out);

/* The reasons as `kiosk compute pilot` writes them: "s1;success:F1"; "". From `a`. */
const char *pilot_why_text(struct arena *a, const struct pilot_round *r,
	const struct pilot_judgement *j);

#endif
