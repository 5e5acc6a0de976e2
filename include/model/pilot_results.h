/*
 * Results of pilots (method E): what the testers of a prototype said, round by round, under the
 * privacy rules (method F), and the verdict on each round. Owns which answer is which figure;
 * the arithmetic is analysis/pilot.h's, wording and charts are the pages'.
 *
 * A round's figures rest on the answers of its last release that quality (method G) leaves in.
 * A figure is shown when the smallest group or more gave it; those who came later wait until as
 * many more did (P12).
 */
#ifndef MODEL_PILOT_RESULTS_H
#define MODEL_PILOT_RESULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analysis/pilot.h"
#include "analysis/privacy.h"
#include "base/err.h"
#include "model/pilot_decisions.h"
#include "model/prototypes.h"
#include "model/releases.h"
#include "model/rounds.h"

struct arena;
struct db;
struct priorities;

#define PILOT_LEVEL 0.90	/* of intervals that pages show; criteria have their own */

/* A mean of answers, one a tester. */
struct pilot_figure {
	enum cell_state state;
	struct mean m;		/* of times: geometric */
};

/* A share of those who answered. */
struct pilot_share {
	enum cell_state state;
	size_t x, n;
	double share;		/* x of n; NAN for nobody */
	struct interval at;	/* adjusted Wald */
};

/* From the round before. */
struct pilot_change {
	bool there;		/* both rounds have the figure, and it may be shown */
	bool paired;
	size_t pairs;		/* testers of both rounds; where paired */
	struct difference d;
	bool improved;		/* the 90 % interval is above 0; of SUS by 5 points or more */
	bool worse;		/* it is below 0 */
};

/* Of those of a department who answered a task, how many did it with help only. */
struct pilot_helped {
	const char *department;	/* code, as it is counted */
	enum cell_state state;
	size_t helped, n;
};

struct pilot_task {
	const struct prototype_task *task;
	const char *function;	/* what verdicts call it: its activity's code, and behind a dot its
				   own where the activity has more than one must task */
	struct pilot_share done;	/* without help */
	struct pilot_share helped;	/* only with help */
	struct pilot_figure ease;	/* SEQ, 1 to 7 */
	struct pilot_figure minutes;
	struct pilot_change done_change, ease_change, minutes_change;	/* minutes: of logarithms */
	struct pilot_helped *departments;	/* by code */
	size_t department_count;
};

struct pilot_activity {
	const char *code;
	bool must;		/* it has a must task */
	struct pilot_share fit;	/* as it is or with a workaround, of those who tried it */
	struct pilot_change fit_change;
	size_t impossible;	/* testers to whom it does not fit, and who cannot do their work */
	bool candidate;		/* for no way: a must activity, and two or more such testers */
	bool confirmed;		/* the owner says there is none */
	double *minutes;	/* of its tasks, a tester's mean each; minute_count of them */
	size_t minute_count;
};

/* How far the wording of SUS was tested, in the languages it was answered in. */
enum sus_standing { SUS_NOT_ASKED, SUS_VALIDATED, SUS_UNVALIDATED };

struct pilot_open {
	int64_t by_severity[4];	/* S1 to S4: reported so far and not closed, duplicates apart */
	int64_t none;		/* without a severity */
};

/* A criterion of the verdict. */
enum pilot_criterion {
	CRITERION_N, CRITERION_NO_PATH, CRITERION_S1, CRITERION_S2, CRITERION_SUCCESS,
	CRITERION_SUCCESS_LO, CRITERION_SUS, CRITERION_SUS_LO, CRITERION_SEQ, CRITERION_STOP_SUS,
	CRITERION_STOP_SUCCESS, CRITERION_STALLED, CRITERION_COUNT,
};

struct pilot_check {
	enum pilot_criterion what;
	size_t task;		/* index; of CRITERION_SUCCESS and the like */
	double figure;		/* NAN: there is none, or it may not be shown */
	double threshold;
	bool met, advice;	/* advice: shown, and not counted */
};

struct pilot_round_results {
	struct round round;
	struct release release;	/* seq 0: none yet */
	int number;		/* the how-manieth round of the prototype */
	bool shown;		/* min_cell usable testers or more */
	size_t testers, excluded;
	const struct prototype *prototype;	/* as the round's version has it */
	struct pilot_task *tasks;
	size_t task_count;
	struct pilot_activity *activities;
	size_t activity_count;
	struct pilot_figure sus;
	struct pilot_figure sus_items[SUS_ITEMS];	/* contributions, 0 to 4 */
	struct pilot_change sus_change;
	enum sus_standing standing;
	struct pilot_figure umux;
	enum cell_state nps_state;
	struct net_promoter nps;
	double ease;		/* mean SEQ of the must tasks; NAN */
	struct pilot_open open;
	struct pilot_round judged;	/* what the verdict rests on; SUS of unvalidated wording is
					   not in it */
	struct pilot_judgement judgement;
	const char *why;	/* the reasons as `kiosk compute pilot` writes them */
	struct pilot_check *checks;
	size_t check_count;
	struct pilot_decision *decisions;	/* newest first */
	size_t decision_count;
};

struct pilot_results {
	const char *code;	/* of the prototype */
	struct prototype latest;	/* its latest version */
	int min_cell;
	struct pilot_limits limits;
	struct pilot_round_results *rounds;	/* oldest first */
	size_t count;
	const struct pilot_round_results *now;	/* the latest that is shown; NULL: none */
	struct pilot_wave *waves;
	size_t wave_count;
};

/* Whether a form asks what pilots are judged by. */
bool form_is_pilot(const struct form *f);

/* All of a prototype. ERR_NOT_FOUND: there is no such prototype. ERR_STORE. */
enum err pilot_results_load(struct arena *a, struct db *db, const char *prototype, int min_cell,
	struct pilot_results *out);

/* ---- beside the audit ---- */

/* An activity as the audit was told it and as testers measured it. */
struct pilot_measured {
	const char *activity;
	enum cell_state state;	/* of what was measured */
	struct mean measured;	/* minutes, geometric */
	double told;		/* minutes, geometric mean of the audit; NAN: not to be shown */
	double saved;		/* T; NAN: not to be shown */
	struct calibrated calibrated;	/* beside T; NAN: too few activities */
	bool quick_win;		/* may be among the first, done without help, measured */
};

struct pilot_measures {
	struct calibration c;
	struct pilot_measured *list;	/* activities of the latest round that is shown */
	size_t count;
};

/* `audit`: the list of an audit's latest release, NULL for none. Told minutes are those of its
 * details. */
enum err pilot_measure(struct arena *a, struct db *db, const struct pilot_results *r,
	const struct priorities *audit, const struct form *audit_form, struct pilot_measures *out);
/* The one of an activity; NULL: it was not tried. */
const struct pilot_measured *pilot_measured_find(const struct pilot_measures *c,
	const char *activity);

#endif
