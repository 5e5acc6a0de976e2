/*
 * Response rates. Owns the NONRESPONSE warning of method G; refuses to know
 * how a response was judged complete.
 */
#include "analysis/response.h"

#include <math.h>

void response_rates(const struct response_department *departments, size_t count,
	struct response_rate *rates, struct response_result *out)
{
	struct response_result r = {.rate = NAN, .ratio = NAN};
	double people = 0, answered = 0, lowest = INFINITY, highest = 0;
	size_t known = 0;
	bool low = false;

	for (size_t i = 0; i < count; i++) {
		double headcount = departments[i].headcount;

		rates[i] = (struct response_rate){.rate = NAN};
		if (!(headcount > 0))
			continue;
		rates[i].rate = (double)departments[i].answered / headcount;
		rates[i].low = rates[i].rate < RESPONSE_RATE_LOW;
		low = low || rates[i].low;
		lowest = fmin(lowest, rates[i].rate);
		highest = fmax(highest, rates[i].rate);
		people += headcount;
		answered += (double)departments[i].answered;
		known++;
	}
	if (known > 0)
		r.rate = answered / people;
	if (known > 1 && highest > 0)
		r.ratio = lowest > 0 ? highest / lowest : INFINITY;
	r.apart = r.ratio > RESPONSE_RATIO_MAX;
	r.warn = low || r.apart;
	*out = r;
}
