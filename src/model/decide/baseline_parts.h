/* What the files of model/baseline.h share: a requirement to and from a statement. */
#ifndef MODEL_BASELINE_PARTS_H
#define MODEL_BASELINE_PARTS_H

#include <stddef.h>

#include "base/err.h"

struct arena;
struct requirement;
struct stmt;

/* Bind :id :text :why :activity :test :level :owner :depends. */
void requirement_bind(struct stmt *s, const struct requirement *r);
/* Read all rows of id, text, why, activity, test, level, owner, depends; ends `s`. */
enum err requirements_read(struct arena *a, struct stmt *s, struct requirement **out,
	size_t *count);

#endif
