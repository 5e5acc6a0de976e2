/*
 * Words of the audit's tables: units, paper bands, names of measures, criteria
 * and verdicts. Knows no arithmetic of the score.
 */
#include "analysis/audit.h"

#include <math.h>
#include <string.h>

#include "arith.h"
#include "base/text.h"

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

static const char *const unit_names[] = {
	[AUDIT_UNIT_NONE] = "",
	[AUDIT_UNIT_DAY] = "day",
	[AUDIT_UNIT_WEEK] = "week",
	[AUDIT_UNIT_MONTH] = "month",
	[AUDIT_UNIT_QUARTER] = "quarter",
	[AUDIT_UNIT_YEAR] = "year",
};

static const char *const measure_names[] = {
	[AUDIT_HOURS] = "h",
	[AUDIT_PAIN] = "pain",
	[AUDIT_WANT] = "want",
	[AUDIT_RULE] = "rule",
};

static const char *const criterion_names[] = {
	[AUDIT_BY_TIME] = "time",
	[AUDIT_BY_PAIN] = "pain",
	[AUDIT_BY_WANT] = "want",
	[AUDIT_BY_EXEC] = "exec",
	[AUDIT_BY_EASE] = "ease",
};

static const char *const unranked_names[] = {
	[AUDIT_RANKED] = "",
	[AUDIT_NOT_DONE] = "not_done",
	[AUDIT_NO_TIMING] = "no_timing",
};

static const char *const verdict_names[] = {
	[AUDIT_VERDICT_NONE] = "",
	[AUDIT_CLEAR] = "clear",
	[AUDIT_POSSIBLE] = "possible",
	[AUDIT_UNLIKELY] = "unlikely",
};

static const char *const standing_names[] = {
	[AUDIT_STANDING_NONE] = "",
	[AUDIT_SOLID] = "solid",
	[AUDIT_CONTESTED] = "contested",
};

/* Ends of the paper bands b1 to b8, minutes (A1.4). */
static const double band_ends[] = {1, 2, 5, 10, 20, 40, 60, 120, 240};

bool audit_unit_parse(const char *text, enum audit_unit *out)
{
	for (size_t i = 0; i < LENGTH(unit_names); i++)
		if (strcmp(text, unit_names[i]) == 0) {
			*out = (enum audit_unit)i;
			return true;
		}
	return false;
}

const char *audit_unit_name(enum audit_unit u)
{
	return unit_names[u];
}

bool audit_minutes_parse(const char *text, double *minutes)
{
	double value;

	if (!*text) {
		*minutes = NAN;
		return true;
	}
	if (text[0] == 'b') {
		if (text[1] < '1' || text[1] > '8' || text[2])
			return false;

		double lo = band_ends[text[1] - '1'], hi = band_ends[text[1] - '0'];

		*minutes = (hi - lo) / arith_log(hi / lo);
		return true;
	}
	if (!parse_double(text, &value) || value < 0)
		return false;
	*minutes = value;
	return true;
}

const char *audit_measure_name(enum audit_measure m)
{
	return measure_names[m];
}

const char *audit_criterion_name(enum audit_criterion c)
{
	return criterion_names[c];
}

const char *audit_unranked_name(enum audit_unranked u)
{
	return unranked_names[u];
}

const char *audit_verdict_name(enum audit_verdict v)
{
	return verdict_names[v];
}

const char *audit_standing_name(enum audit_standing s)
{
	return standing_names[s];
}
