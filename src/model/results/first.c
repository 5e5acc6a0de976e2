/* With what to start: the first ones of a list as one answer. */
#include "model/results.h"

const size_t first_offered[FIRST_OFFERED] = {3, 5, 10};

void priorities_first(const struct priorities *p, size_t index, struct first_ones *out)
{
	struct first_ones f = {.list = *p};

	/* The rows stand in the same order, whatever the first ones are. */
	f.list.tables.params.top_k = first_offered[index];
	f.list.result = p->sure.first[index];
	f.count = f.list.result.n_together;
	if (f.count)
		f.sum = f.list.result.together[f.count - 1];
	*out = f;
}
