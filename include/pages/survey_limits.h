/* Survey pages: the limits that page and script share. */
#ifndef PAGES_SURVEY_LIMITS_H
#define PAGES_SURVEY_LIMITS_H

#include "form/form.h"

struct json_writer;

#define CHOICES_SEARCHED 15	/* lists from here on get a search box */
#define CHOICES_LONG 60		/* from here on they scroll within a box */
#define CHOICES_GRID 8		/* from here on long labels stand side by side */
#define CHOICES_WHOLE 12	/* from here on they take the width of the page */
#define SCALE_MAX 12		/* figures beside each other as a scale */
#define LABEL_FIGURE 3		/* characters of a figure */
#define CHOICES_DROPDOWN 400	/* single choices from here on a drop-down */
#define LABEL_BRIEF 24		/* characters of a label that is brief */
#define AREA_CHARS 120		/* texts longer than that get several lines */
#define AREA_LINES 3
#define MATRIX_COLUMNS 11	/* wider tables are asked row by row */
#define LOOP_GUESS 3		/* iterations of a loop that nothing is known of */
#define CARDS_ENOUGH 3		/* iterations of a loop that draws: then one may finish */
#define ALMOST_S 45		/* seconds left that are no minute any more */
#define MINUTE_OVER 0.25	/* of a minute: so much over whole ones is not told */
#define TURN_S 2		/* seconds to the next section */
#define REVIEW_S 10		/* for all answers, looked over */
#define PASSED_S 3		/* for a question that is left open */
#define PACE_WEIGHT_S 120	/* what others took weighs as so many seconds of one's own */
#define PACE_FASTEST 0.6	/* of the time that others took */
#define PACE_SLOWEST 3

/* What the type of a question is called in GET /s/ROUND/form. */
const char *survey_type_name(enum question_type t);
/* Its members "types", of the types that the form asks, and "limits". */
void survey_put_types(struct json_writer *w, const struct form *f);
void survey_put_limits(struct json_writer *w);

#endif
