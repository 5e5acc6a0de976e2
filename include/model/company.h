/*
 * Company: who this kiosk is set up for. Owns the confirming of its name and of the
 * people in each department, after which its answers are real.
 */
#ifndef MODEL_COMPANY_H
#define MODEL_COMPANY_H

#include <stddef.h>

#include "base/err.h"

struct change;
struct department;

/* Confirm name, headcounts and who is counted with whom; rounds without answers follow.
 * ERR_NOT_FOUND for a department; ERR_INPUT: the name is none, departments counted with
 * each other in a circle, a form that does not fit any more. */
enum err company_confirm(struct change *c, const char *name, const struct department *list,
	size_t count);

#endif
