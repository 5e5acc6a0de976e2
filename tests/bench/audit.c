/*
 * The audit's list with everything part B tells of it, for an invented company:
 * audit RESPONDENTS FUNCTIONS DRAWS prints the seconds of the plain list, and of
 * the list with draws, rank sets and weightings. One thread.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "analysis/audit.h"
#include "base/arena.h"
#include "base/prng.h"

#define DEPARTMENTS 4
#define DETAILED 5

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double one_to(struct prng *g, uint32_t n)
{
	return 1 + prng_bounded(g, n);
}

static struct audit_detail detail_of(struct prng *g, uint32_t respondent, uint32_t function)
{
	return (struct audit_detail){.respondent = respondent, .function = function,
		.freq_unit = prng_bounded(g, 2) ? AUDIT_UNIT_WEEK : AUDIT_UNIT_MONTH,
		.design_w = 1 + prng_bounded(g, 3) / 2.0, .freq_n = one_to(g, 12),
		.minutes = 5 * one_to(g, 12), .rework10 = (float)one_to(g, 10), .frust5 = (float)one_to(g, 5),
		.want5 = (float)one_to(g, 5), .rule5 = (float)one_to(g, 5)};
}

/* Each does about six of the functions and tells of five. */
static void invent(struct arena *a, size_t people, size_t functions, struct audit_input *in)
{
	struct audit_department *d = arena_array(a, DEPARTMENTS, sizeof *d);
	struct audit_function *f = arena_array(a, functions, sizeof *f);
	struct audit_respondent *r = arena_array(a, people, sizeof *r);
	struct audit_pick *picks = arena_array(a, people * functions, sizeof *picks);
	struct audit_detail *details = arena_array(a, people * DETAILED, sizeof *details);
	struct prng g;

	prng_seed(&g, 1);
	for (size_t i = 0; i < DEPARTMENTS; i++)
		d[i] = (struct audit_department){arena_printf(a, "D%zu", i), (double)people / 2};
	for (size_t i = 0; i < functions; i++)
		f[i] = (struct audit_function){arena_printf(a, "F%03zu", i), one_to(&g, 30),
			one_to(&g, 3), __builtin_nan("")};
	for (uint32_t i = 0; i < people; i++) {
		size_t told = 0;

		r[i] = (struct audit_respondent){arena_printf(a, "R%07u", i), i % DEPARTMENTS,
			true, false, 40, 0};
		for (uint32_t j = 0; j < functions; j++) {
			if (prng_bounded(&g, (uint32_t)functions) >= 3 + j % 7)
				continue;
			picks[in->n_picks++] = (struct audit_pick){i, j};
			if (told++ < DETAILED)
				details[in->n_details++] = detail_of(&g, i, j);
		}
	}
	in->departments = d;
	in->functions = f;
	in->respondents = r;
	in->picks = picks;
	in->details = details;
	in->n_departments = DEPARTMENTS;
	in->n_functions = functions;
	in->n_respondents = people;
}

static double seconds(const struct audit_input *in, size_t draws, struct audit_result *out)
{
	struct arena *a = arena_new();
	struct audit_params p = audit_params_default();
	double start = now();

	p.boot = draws;
	if (audit_compute(a, in, &p, out)) {
		fprintf(stderr, "%s\n", err_detail());
		exit(1);
	}
	start = now() - start;
	arena_free(a);
	return start;
}

int main(int argc, char **argv)
{
	struct arena *a = arena_new();
	struct audit_input in = {0};
	struct audit_result r;
	double plain, drawn;

	if (argc != 4)
		return 1;
	invent(a, strtoul(argv[1], NULL, 10), strtoul(argv[2], NULL, 10), &in);
	plain = seconds(&in, 0, &r);
	drawn = seconds(&in, strtoul(argv[3], NULL, 10), &r);
	printf("%.4f %.4f %zu %zu\n", plain, drawn, r.lattice_points, r.groups);
	arena_free(a);
	return 0;
}
