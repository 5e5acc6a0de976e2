/*
 * Response rates per department and the NONRESPONSE warning. Method G.
 */
#ifndef ANALYSIS_RESPONSE_H
#define ANALYSIS_RESPONSE_H

#include <stdbool.h>
#include <stddef.h>

#define RESPONSE_RATE_LOW 0.50	/* a rate below warns */
#define RESPONSE_RATIO_MAX 2.0	/* highest over lowest rate above warns */

struct response_department {
	const char *code;
	double headcount;	/* people in it; NAN or 0: rate unknown */
	size_t answered;	/* complete + partial */
};

struct response_rate {
	double rate;		/* answered / headcount, may pass 1; NAN unknown */
	bool low;		/* under RESPONSE_RATE_LOW */
};

struct response_result {
	double rate;		/* of all departments with a known headcount; NAN */
	double ratio;		/* highest over lowest rate; INFINITY when the lowest
				   is 0 and the highest is not; NAN under two rates, or all 0 */
	bool apart;		/* ratio over RESPONSE_RATIO_MAX */
	bool warn;		/* NONRESPONSE: apart, or a department is low */
};

/* rates[count]: one per department, in the order given. */
void response_rates(const struct response_department *departments, size_t count,
	struct response_rate *rates, struct response_result *out);

#endif
