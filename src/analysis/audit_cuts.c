/* Cuts of cells, and what lies beyond them. */
#include "audit_cuts.h"

#include "base/arena.h"

/* The step of a department's people up to a release; a new one where there is none. */
static uint32_t step_of(struct arena *a, struct prep *prep, size_t department, uint32_t release)
{
	struct prep_step *fresh;

	for (size_t s = prep->n_departments; s < prep->n_steps; s++)
		if (prep->steps[s].department == department && prep->steps[s].release == release)
			return (uint32_t)s;
	prep->steps = arena_grow(a, prep->steps, prep->n_steps + 1, sizeof *prep->steps);
	fresh = &prep->steps[prep->n_steps];
	*fresh = (struct prep_step){(uint32_t)department, release, 0};
	return (uint32_t)prep->n_steps++;
}

static void whole_departments(struct arena *a, struct prep *prep)
{
	for (size_t d = 0; d < prep->n_departments; d++)
		step_of(a, prep, d, UINT32_MAX);
	prep->step = arena_array(a, prep->n_departments * prep->n_functions, sizeof *prep->step);
	for (size_t d = 0; d < prep->n_departments; d++)
		for (size_t f = 0; f < prep->n_functions; f++)
			prep->step[d * prep->n_functions + f] = (uint32_t)d;
}

/* What is known of the cells while their cuts are read. */
struct reading {
	const struct order *departments, *functions;
	uint32_t *newest;	/* per department */
	bool *seen;		/* per cell */
};

/* The last release with which somebody of a department came. */
static uint32_t *newest_of(struct arena *a, const struct audit_input *in,
	const struct prep *prep)
{
	uint32_t *newest = arena_array(a, prep->n_departments, sizeof *newest);

	for (size_t d = 0; d < prep->n_departments; d++)
		for (size_t i = prep->people_from[d]; i < prep->people_from[d + 1]; i++)
			if (in->respondents[prep->person_input[i]].release > newest[d])
				newest[d] = in->respondents[prep->person_input[i]].release;
	return newest;
}

static enum err read_cut(struct arena *a, const struct audit_input *in, size_t i,
	const struct reading *r, struct prep *prep)
{
	const struct audit_cut *cut = &in->cuts[i];
	size_t d, cell;

	if (cut->department >= in->n_departments || cut->function >= in->n_functions)
		return err_fail(ERR_INPUT, "cut %zu: no such department or function", i + 1);
	d = r->departments->position[cut->department];
	cell = d * prep->n_functions + r->functions->position[cut->function];
	if (r->seen[cell])
		return err_fail(ERR_INPUT, "department \"%.60s\", function \"%.60s\": two cuts",
			in->departments[cut->department].code, in->functions[cut->function].code);
	r->seen[cell] = true;
	/* Beyond it nobody came: the whole department. */
	if (cut->release < r->newest[d])
		prep->step[cell] = step_of(a, prep, d, cut->release);
	return OK;
}

static void count_people(const struct audit_input *in, struct prep *prep)
{
	for (size_t s = 0; s < prep->n_steps; s++) {
		struct prep_step *step = &prep->steps[s];
		size_t from = prep->people_from[step->department],
			to = prep->people_from[step->department + 1];

		for (size_t i = from; i < to; i++)
			step->people += prep_in_step(in, prep, i, s);
	}
}

/* Whether what a person of a department says of a function is beyond its cell. */
static bool is_beyond(const struct audit_input *in, const struct prep *prep, size_t department,
	size_t person, uint32_t function)
{
	size_t cell = department * prep->n_functions + function;

	return !prep_in_step(in, prep, person, prep->step[cell]);
}

enum err audit_find_cuts(struct arena *a, const struct audit_input *in,
	const struct order *departments, const struct order *functions, struct prep *prep)
{
	struct reading r = {.departments = departments, .functions = functions};
	enum err e = OK;

	whole_departments(a, prep);
	if (in->n_cuts) {
		r.newest = newest_of(a, in, prep);
		r.seen = arena_array(a, prep->n_departments * prep->n_functions, sizeof *r.seen);
	}
	for (size_t i = 0; e == OK && i < in->n_cuts; i++)
		e = read_cut(a, in, i, &r, prep);
	if (e)
		return e;
	count_people(in, prep);
	if (prep->n_steps == prep->n_departments)
		return OK;
	prep->waits = arena_array(a, prep->details_from[prep->n_people] + 1, sizeof *prep->waits);
	for (size_t d = 0; d < prep->n_departments; d++)
		for (size_t p = prep->people_from[d]; p < prep->people_from[d + 1]; p++)
			for (size_t i = prep->details_from[p]; i < prep->details_from[p + 1]; i++)
				prep->waits[i] = is_beyond(in, prep, d, p,
					order_function(prep->details[i]));
	return OK;
}

/* A person's rows that stay, moved up to where the next goes. */
static size_t drop_picks(const struct audit_input *in, struct prep *prep, size_t department,
	size_t person, size_t from, size_t next)
{
	for (size_t i = from; i < prep->picks_from[person + 1]; i++)
		if (!is_beyond(in, prep, department, person, prep->picks[i]))
			prep->picks[next++] = prep->picks[i];
	return next;
}

static size_t drop_details(struct prep *prep, size_t person, size_t from, size_t next)
{
	for (size_t i = from; i < prep->details_from[person + 1]; i++)
		if (!prep->waits[i]) {
			prep->details[next] = prep->details[i];
			prep->hours[next++] = prep->hours[i];
		}
	return next;
}

void audit_drop_waiting(const struct audit_input *in, struct prep *prep)
{
	size_t pick = 0, detail = 0, picks = 0, details = 0;

	if (!prep->waits)
		return;
	for (size_t d = 0; d < prep->n_departments; d++)
		for (size_t p = prep->people_from[d]; p < prep->people_from[d + 1]; p++) {
			picks = drop_picks(in, prep, d, p, pick, picks);
			details = drop_details(prep, p, detail, details);
			pick = prep->picks_from[p + 1];
			detail = prep->details_from[p + 1];
			prep->picks_from[p + 1] = picks;
			prep->details_from[p + 1] = details;
		}
	prep->waits = NULL;
}
