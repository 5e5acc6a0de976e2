/*
 * Results of pilots, private: the testers of a round as they are read, and what figures are made
 * of them.
 */
#ifndef MODEL_PILOT_PARTS_H
#define MODEL_PILOT_PARTS_H

#include "model/pilot_results.h"
#include "model/pilots.h"

/* What a figure is: each has a cut of its own (P12). */
enum tester_figure { FIGURE_SUS, FIGURE_UMUX, FIGURE_NPS, FIGURES };

enum task_done { DONE_NO, DONE_HELPED, DONE_ALONE, DONE_UNKNOWN };

struct task_answer {
	enum task_done done;
	double ease, minutes;	/* NAN: not said */
};

enum fit { FIT_AS_IS, FIT_WORKAROUND, FIT_NONE, FIT_NOT_TRIED, FIT_UNKNOWN };

struct fit_answer {
	enum fit fit;
	bool s1;		/* with a comment that says they cannot do their work */
};

/* Somebody who counts. */
struct tester {
	bool known;		/* came with a slip's code */
	unsigned char code[TESTER_BYTES];
	uint32_t from;		/* release from which they count */
	const char *department;	/* as it is counted */
	const char *lang;
	double sus[SUS_ITEMS], score;	/* NAN: not said */
	double umux, recommend;
	struct task_answer *tasks;	/* as the round's tasks */
	struct fit_answer *fits;	/* as its activities */
};

/* Where figures stand among the cuts of a round. */
struct figure_cuts {
	const uint32_t *whole;		/* [FIGURES] */
	const uint32_t *done, *ease, *minutes;	/* per task */
	const uint32_t *fit;		/* per activity */
};

struct testers {
	struct tester *list;	/* in the order of their answers' ids */
	size_t count;
	size_t excluded;	/* by quality */
	struct figure_cuts cuts;
	const char **departments;	/* codes under which they are counted, each once, in order */
	size_t department_count;
	struct cuts *by_department;
};

/* Those of the round's latest release, r->release, with r->tasks and r->activities made. */
enum err testers_load(struct arena *a, struct db *db, const struct form *form, int min_cell,
	const struct pilot_round_results *r, struct testers *out);

/* Whether what a tester said of a figure counts: it stands up to the figure's cut. */
static inline bool tester_counts(const struct tester *t, uint32_t cut)
{
	return t->from <= cut;
}

/* pilot_figures.c: all figures of a round. Those who gave SUS in an earlier round of the version,
 * `earlier`, count there. */
void pilot_figures(struct arena *a, int min_cell,
	struct testers *testers, const struct testers *const *earlier, size_t earlier_count,
	struct pilot_round_results *r);

/* pilot_steps.c: what changed from `before`. */
void pilot_steps(struct arena *a, int min_cell, const struct pilot_round_results *before,
	const struct testers *then, struct pilot_round_results *r, const struct testers *now);
/* The task of `r` that is the same as `t` of another round: of its code and activity; NULL. */
const struct pilot_task *pilot_same_task(const struct pilot_round_results *r,
	const struct pilot_task *t);

/* pilot_judging.c: the verdict, with its criteria. `before`: the round before that is shown; NULL.
 * Scores are those of testers that count. */
struct scores {
	double *list;
	size_t count;
};
void pilot_judging(struct arena *a, const struct pilot_limits *l, int min_cell,
	const struct pilot_round_results *before, const struct scores *sus_before,
	const struct scores *sus, struct pilot_round_results *r);

#endif
