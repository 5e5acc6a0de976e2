/*
 * Parameters of the audit: defaults, names, texts, and whether they make sense
 * together. Knows nothing of files and forms.
 */
#include "analysis/audit.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

enum kind {
	KIND_real,
	KIND_count,
	KIND_whole,
};

/* How a parameter is found by its name. */
struct param {
	const char *name;
	enum kind kind;
	size_t at;
};

static const struct param params[] = {
#define PARAM(kind, name, value) {#name, KIND_##kind, offsetof(struct audit_params, name)},
	AUDIT_PARAMS(PARAM)
#undef PARAM
};

/* Above it, a count is a slip of the hand. */
#define COUNT_MAX 10000000u

struct audit_params audit_params_default(void)
{
	return (struct audit_params){
#define DEFAULT(kind, name, value) .name = value,
		AUDIT_PARAMS(DEFAULT)
#undef DEFAULT
	};
}

size_t audit_params_count(void)
{
	return sizeof params / sizeof params[0];
}

const char *audit_params_name(size_t index)
{
	return params[index].name;
}

char *audit_params_text(struct arena *a, const struct audit_params *p, size_t index)
{
	const char *field = (const char *)p + params[index].at;
	double real;
	size_t count;
	uint64_t whole;

	switch (params[index].kind) {
	case KIND_real:
		memcpy(&real, field, sizeof real);
		return format_double(a, real);
	case KIND_count:
		memcpy(&count, field, sizeof count);
		return arena_printf(a, "%zu", count);
	case KIND_whole:
		break;
	}
	memcpy(&whole, field, sizeof whole);
	return arena_printf(a, "%llu", (unsigned long long)whole);
}

/* A whole number from its digits, or from a real that is one (2e3). */
static bool parse_whole(const char *text, uint64_t *out)
{
	double real;

	if (parse_u64(text, out))
		return true;
	if (!parse_double(text, &real) || real < 0 || real > 9007199254740992.0
		|| real != floor(real))
		return false;
	*out = (uint64_t)real;
	return true;
}

enum err audit_params_set(struct audit_params *p, const char *name, const char *text)
{
	const struct param *param = NULL;
	double real;
	uint64_t whole;

	for (size_t i = 0; i < audit_params_count(); i++)
		if (strcmp(name, params[i].name) == 0)
			param = &params[i];
	if (!param)
		return err_fail(ERR_NOT_FOUND, "no parameter is called \"%.60s\"", name);

	char *field = (char *)p + param->at;

	if (param->kind == KIND_real) {
		if (!parse_double(text, &real))
			return err_fail(ERR_INPUT, "%s: \"%.60s\" is not a number", name, text);
		memcpy(field, &real, sizeof real);
		return OK;
	}
	if (!parse_whole(text, &whole))
		return err_fail(ERR_INPUT, "%s: \"%.60s\" is not a whole number of 0 or more",
			name, text);
	if (param->kind == KIND_whole) {
		memcpy(field, &whole, sizeof whole);
		return OK;
	}
	if (whole > COUNT_MAX)
		return err_fail(ERR_INPUT, "%s: at most %u", name, COUNT_MAX);

	size_t count = (size_t)whole;

	memcpy(field, &count, sizeof count);
	return OK;
}

/* A rule for one value; the comparison is written so that NaN fails it. */
struct rule {
	bool holds;
	const char *says;
};

enum err audit_params_check(const struct audit_params *p)
{
	const struct rule rules[] = {
		{p->method_version >= AUDIT_METHOD_FIRST && p->method_version <= AUDIT_METHOD_LAST,
			"method_version: 1 or 2"},
		{p->week_hours > 0 && p->week_hours <= 168,
			"week_hours: over 0, at most 168"},
		{p->days_per_week > 0 && p->days_per_week <= 7,
			"days_per_week: over 0, at most 7"},
		{p->weeks_per_year > 0 && p->weeks_per_year <= 53,
			"weeks_per_year: over 0, at most 53"},
		{p->wins_c >= 0 && p->wins_c <= 100, "wins_c: 0 to 100"},
		{p->wins_scale_floor >= 0 && p->wins_scale_floor <= 100,
			"wins_scale_floor: 0 to 100"},
		{p->realisation >= 0 && p->realisation <= 1, "realisation: 0 to 1"},
		{p->auto_default >= 0 && p->auto_default <= 1, "auto_default: 0 to 1"},
		{p->k0_min >= 0 && p->k0_max >= p->k0_min && isfinite(p->k0_max),
			"k0_min: 0 or more, k0_max: not under it"},
		{p->k0_default >= 0 && isfinite(p->k0_default), "k0_default: 0 or more"},
		{p->k0_min_dfw >= 0 && p->k0_min_dfb >= 0,
			"k0_min_dfw, k0_min_dfb: 0 or more"},
		{p->share_lo > 0 && p->share_hi > p->share_lo && isfinite(p->share_hi),
			"share_lo: over 0, share_hi: over share_lo"},
		{p->effort_lo > 0 && p->effort_hi > p->effort_lo && isfinite(p->effort_hi),
			"effort_lo: over 0, effort_hi: over effort_lo"},
		{p->w_time >= 0 && p->w_pain >= 0 && p->w_want >= 0 && p->w_exec >= 0
			&& p->w_ease >= 0 && p->w_time + p->w_pain + p->w_want + p->w_exec
			+ p->w_ease > 0 && isfinite(p->w_time + p->w_pain + p->w_want
			+ p->w_exec + p->w_ease),
			"w_time, w_pain, w_want, w_exec, w_ease: none under 0, one over 0"},
		{p->level > 0 && p->level < 1, "level: over 0, under 1"},
		{p->boot != 1, "boot: 0 (no draws), or 2 or more"},
		{p->lattice >= 1 && p->lattice <= 100, "lattice: 1 to 100"},
		{p->top_k >= 1, "top_k: 1 or more"},
		{p->local_radius >= 0 && p->local_radius <= 1, "local_radius: 0 to 1"},
		{p->dis_min_points >= 0 && p->dis_min_points <= 100,
			"dis_min_points: 0 to 100"},
		{p->groups >= 2, "groups: 2 or more"},
	};

	for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
		if (!rules[i].holds)
			return err_fail(ERR_INPUT, "%s", rules[i].says);
	return OK;
}
