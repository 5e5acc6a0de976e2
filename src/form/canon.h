/* One question's raw values → the canonical text that is judged and stored. */
#ifndef FORM_CANON_H
#define FORM_CANON_H

#include "form/check.h"

struct arena;

struct canon {
	const char *value;	/* '' when blank or malformed */
	bool blank, malformed;
	enum check_code code;	/* when malformed */
	double arg1, arg2;
};

/* Judge form alone (number, date, on the list …), not filters or constraints. */
struct canon canon_of(struct arena *a, const struct question *q, const struct answer *raw);

#endif
