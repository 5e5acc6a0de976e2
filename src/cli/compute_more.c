/*
 * kiosk compute more: how many more answers make the first places clear, from the tables
 * of `kiosk compute audit`.
 */
#include "analysis/audit_more.h"
#include "compute_audit.h"

static void put_point(struct csv_writer *w, size_t answers, double clear, bool enough)
{
	csv_put_i64(w, (long long)answers);
	csv_put_double(w, clear);
	csv_put_i64(w, enough);
	csv_end_row(w);
}

enum err compute_more(struct compute *c)
{
	struct csv_writer w = {.out = compute_output(c, "more.csv")};
	struct audit_input in;
	struct audit_params params;
	struct audit_result result;
	struct audit_more more;
	enum err e = compute_audit_read(c, &in, &params);

	if (e == OK && params.boot == 0)
		e = err_fail(ERR_INPUT, "boot: without draws nothing is clear");
	if (e == OK)
		e = audit_compute(c->arena, &in, &params, &result);
	if (e == OK)
		e = audit_more_answers(c->arena, &in, &params, &result, &more);
	if (e)
		return e;
	csv_put_row(&w, "more", "clear", "enough", NULL);
	put_point(&w, 0, (double)more.today, more.reached && more.enough == 0);
	for (size_t i = 0; i < more.n_points; i++)
		put_point(&w, more.points[i].answers, more.points[i].clear,
			more.reached && more.points[i].answers >= more.enough);
	return OK;
}
