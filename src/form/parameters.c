/*
 * The `parameters` column: name=value, parted by blanks, semicolons or commas
 * (a comma also parts the values of a list: chips=1,2,5).
 */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "compile.h"

#define CHIPS_MAX 40

struct reading {
	struct compiler *c;
	const struct row *row;
	struct question *q;
	bool silent;	/* the row's faults are known from an earlier iteration */
};

static bool number_of(const char *value, double *out)
{
	return parse_double(value, out);
}

static void fault(struct reading *r, const char *name, const char *value, const char *what)
{
	if (!r->silent)
		row_fault(r->c, r->row, "parameters", FAULT_PARAMETER_BAD, name, value, what, NULL);
}

static void read_chips(struct reading *r, const char *value)
{
	struct question_parameters *p = &r->q->parameters;
	struct str rest = str_of(value);

	p->chips = arena_array(r->c->arena, CHIPS_MAX, sizeof *p->chips);
	while (rest.len) {
		struct str part = str_cut(rest, ',', &rest);
		const char *text = arena_strndup(r->c->arena, part.p, part.len);

		if (p->chip_count == CHIPS_MAX ||
			!number_of(text, &p->chips[p->chip_count])) {
			fault(r, "chips", value, "must be up to 40 numbers separated by commas");
			return;
		}
		p->chip_count++;
	}
}

static void read_seed(struct reading *r, const char *value)
{
	struct question_parameters *p = &r->q->parameters;

	if (parse_u64(value, &p->seed))
		p->has_seed = true;
	else if (!r->silent)
		row_warn(r->c, r->row, "parameters", FAULT_SEED_UNUSED, value, NULL);
}

static void read_whole(struct reading *r, const char *name, const char *value, size_t *out)
{
	uint64_t v;

	if (parse_u64(value, &v) && v >= 1 && v <= 100000)
		*out = (size_t)v;
	else
		fault(r, name, value, "must be a whole number from 1 to 100000");
}

static void read_one(struct reading *r, const char *name, const char *value)
{
	struct question_parameters *p = &r->q->parameters;
	bool range = r->q->type == Q_RANGE;
	double *number = strcmp(name, "start") == 0 ? &p->start :
		strcmp(name, "end") == 0 ? &p->end : &p->step;

	if (strcmp(name, "randomize") == 0)
		p->randomize = strcmp(value, "true") == 0 || strcmp(value, "yes") == 0;
	else if (strcmp(name, "seed") == 0)
		read_seed(r, value);
	else if (strcmp(name, "chips") == 0)
		read_chips(r, value);
	else if (strcmp(name, "max") == 0)
		read_whole(r, name, value, &p->max_chars);
	else if (strcmp(name, "rows") == 0)
		read_whole(r, name, value, &p->rows);
	else if (range && (number != &p->step || strcmp(name, "step") == 0)) {
		if (!number_of(value, number))
			fault(r, name, value, "must be a number");
	} else if (!r->silent)
		row_warn(r->c, r->row, "parameters", FAULT_PARAMETER_UNKNOWN, name, NULL);
}

/* The length of the first item of `s`: up to a blank or semicolon, or to a comma
 * behind which another name= follows. */
static size_t item_length(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		size_t j = i + 1;

		if (strchr(" ;\t\n", s.p[i]))
			return i;
		if (s.p[i] != ',')
			continue;
		while (j < s.len && (s.p[j] == '-' || s.p[j] == '_' || s.p[j] == ' ' ||
				(s.p[j] >= 'a' && s.p[j] <= 'z')))
			j++;
		if (j > i + 1 && j < s.len && s.p[j] == '=')
			return i;
	}
	return s.len;
}

/* "start = 1" reads as "start=1". */
static const char *without_blanks_at_equals(struct arena *a, const char *cell)
{
	char *out = arena_strdup(a, cell), *to = out;

	for (const char *p = cell; *p; p++) {
		const char *next = p + strspn(p, " ");

		if (*p == ' ' && (*next == '=' || (to > out && to[-1] == '=')))
			continue;
		*to++ = *p;
	}
	*to = '\0';
	return out;
}

static void check_range(struct reading *r)
{
	struct question_parameters *p = &r->q->parameters;

	p->start = isnan(p->start) ? 0 : p->start;
	p->end = isnan(p->end) ? 10 : p->end;
	p->step = isnan(p->step) ? 1 : p->step;
	if (!r->silent && (p->step == 0 || p->start == p->end ||
			fabs(p->step) > fabs(p->end - p->start)))
		row_fault(r->c, r->row, "parameters", FAULT_RANGE_BAD, NULL);
	if (p->start > p->end) {
		double swap = p->start;

		p->start = p->end;
		p->end = swap;
	}
	p->step = fabs(p->step);
}

void compile_parameters(struct compiler *c, const struct row *row, struct question *q)
{
	struct reading r = {c, row, q, (row->reported & 1u << 27) != 0};
	struct str rest = str_of(without_blanks_at_equals(c->arena,
		row_cell(c, row, "parameters")));

	q->parameters = (struct question_parameters){.start = NAN, .end = NAN, .step = NAN};
	while ((rest = str_trim(rest)).len) {
		size_t len = item_length(rest);
		struct str item = {rest.p, len}, value;
		struct str name = str_trim(str_cut(item, '=', &value));

		if (len && value.len)
			read_one(&r, arena_strndup(c->arena, name.p, name.len),
				arena_strndup(c->arena, value.p, value.len));
		else if (len && !r.silent)
			row_fault(c, row, "parameters", FAULT_PARAMETER_FORM,
				arena_strndup(c->arena, rest.p, len), NULL);
		rest.p += len + (len < rest.len);
		rest.len -= len + (len < rest.len);
	}
	if (q->type == Q_RANGE)
		check_range(&r);
	/* Of this row everything is said; its further iterations keep quiet. */
	((struct row *)row)->reported |= 1u << 27;
}
