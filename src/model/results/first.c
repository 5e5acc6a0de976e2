/* With what to start: the first ones of a list as one answer. */
#include "model/results.h"

enum err priorities_first(struct arena *a, const struct priorities *p, size_t k,
	struct first_ones *out)
{
	struct audit_params params = p->tables.params;
	struct first_ones f = {.count = 0};
	enum err e;

	params.top_k = k;
	e = priorities_reweigh(a, p, &params, &f.list);
	if (e)
		return e;
	f.count = f.list.result.n_together;
	if (f.count)
		f.sum = f.list.result.together[f.count - 1];
	*out = f;
	return OK;
}
