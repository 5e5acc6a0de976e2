/*
 * Answers: what a respondent sent, per question, before anything is believed;
 * and the reading back of stored answers. Owns the raw strings; refuses to
 * judge them (check.h).
 */
#ifndef FORM_ANSWERS_H
#define FORM_ANSWERS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "form/form.h"

struct arena;

#define ANSWER_VALUES_MAX 2000	/* values kept for one question; more are dropped
				 * and the check says so */

struct answer {
	const char **values;	/* as sent, in order */
	size_t count;
	bool present;		/* a field of that name came, even a blank one */
	bool overflow;
};

struct answers {
	struct arena *arena;
	const struct form *form;
	struct answer *list;	/* per question index */
};

/* No answers yet; memory from `a`. */
struct answers *answers_new(struct arena *a, const struct form *f);

/* Add a value (copied) to the question at `path`; fields may repeat. False when
 * the form has no question there that takes an answer.
 * A field that comes blank means "seen and left blank": pages post a blank
 * hidden field beside checkboxes, so that a default does not come back. */
bool answers_add(struct answers *ans, const char *path, const char *value);

/* The same by the name of its field, as pages post it. */
bool answers_post(struct answers *ans, const char *field, const char *value);

/* One instance more of the repeat at node `repeat`, which has `count` now
 * (form_instances). At its max nothing changes. */
void answers_instance_add(struct answers *ans, size_t repeat, size_t count);
/* Take the instance at node `instance` out of its repeat, which has `count` now:
 * the answers of those behind it move up. */
void answers_instance_remove(struct answers *ans, size_t instance, size_t count);

/* Values of a question as they were sent; never NULL. */
const struct answer *answers_of(const struct answers *ans, const struct question *q);

/* Read stored answers (the JSON that form_check made). Members the form does
 * not know are skipped. ERR_INPUT when it is not such an object. */
enum err answers_from_json(struct arena *a, const struct form *f, const char *json,
	size_t len, struct answers **out);

#endif
