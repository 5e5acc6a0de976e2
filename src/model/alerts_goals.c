/* Goals behind, for alerts (method H). */
#include <math.h>
#include <stdio.h>

#include "alerts_parts.h"
#include "analysis/packs.h"
#include "base/clock.h"
#include "store/stmt.h"

/* Days of the Gregorian calendar since 1970-01-01. Source: Howard Hinnant,
 * "chrono-Compatible Low-Level Date Algorithms", days_from_civil. */
double alert_day(const char *day)
{
	int y, m, d, era, yoe, doy;

	if (sscanf(day, "%4d-%2d-%2d", &y, &m, &d) != 3)
		return NAN;
	y -= m <= 2;
	era = (y >= 0 ? y : y - 399) / 400;
	yoe = y - era * 400;
	doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	return (double)era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

double alert_today(void)
{
	char today[DAY_CHARS];

	clock_day(clock_now(), today, NULL);
	return alert_day(today);
}

enum err alert_goals_behind(struct db *db, double *out)
{
	struct stmt *s = db_stmt(db, STMT_GOAL_LIST);
	double today = alert_today(), behind = 0;
	bool row;
	enum err e;

	while (!(e = stmt_step(s, &row)) && row)
		behind += goal_of(col_double(s, 3), col_double(s, 5), col_double(s, 10), today,
			alert_day(col_text(s, 4)), alert_day(col_text(s, 6))).state ==
			GOAL_BEHIND;
	stmt_done(s);
	*out = behind;
	return e;
}
