/* With what to start: the first ones of a list as one answer. */
#include "model/results.h"

#include <math.h>

#include "base/arena.h"

/* Those who did not answer may spend from the one to the other of those who did (B.2). */
#define ABSENT_LO (3.0 / 4)
#define ABSENT_HI (4.0 / 3)

/* How much more the sum would be if those who did not answer spent `x` as much. */
static double with_absent(const struct audit_result *r, size_t k, double x)
{
	double sum = 0, all = 0;

	for (size_t i = 0; i < r->n_dept; i++) {
		const struct audit_dept_row *row = &r->dept[i];
		const struct audit_department_result *d = &r->departments[row->department];
		double answered = (double)d->n / d->population;

		if (r->functions[row->function].row >= k)
			continue;
		all += row->hours_saved;
		sum += row->hours_saved * (answered + (1 - answered) * x);
	}
	return all > 0 ? sum / all : 1;
}

enum err priorities_first(struct arena *a, const struct priorities *p, size_t k,
	struct first_ones *out)
{
	struct audit_params params = p->tables.params;
	struct first_ones f = {.absent_lo = NAN, .absent_hi = NAN};
	enum err e;

	params.top_k = k;
	e = priorities_reweigh(a, p, &params, &f.list);
	if (e)
		return e;
	f.count = f.list.result.n_together;
	if (f.count) {
		f.sum = f.list.result.together[f.count - 1];
		f.absent_lo = f.sum.saved_lo * with_absent(&f.list.result, f.count, ABSENT_LO);
		f.absent_hi = f.sum.saved_hi * with_absent(&f.list.result, f.count, ABSENT_HI);
	}
	*out = f;
	return OK;
}
