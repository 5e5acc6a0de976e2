/* What differs between two versions (see model/baseline.h). Pure. */
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "model/baseline.h"

struct diff {
	struct arena *a;
	struct baseline_change *list;
	size_t count;
};

static void add(struct diff *d, enum change_kind kind, const char *subject, const char *before,
	const char *after)
{
	d->list = arena_grow(d->a, d->list, d->count + 1, sizeof *d->list);
	d->list[d->count++] = (struct baseline_change){kind, subject, before, after};
}

static void compare(struct diff *d, enum change_kind kind, const char *subject,
	const char *before, const char *after)
{
	if (strcmp(before, after) != 0)
		add(d, kind, subject, before, after);
}

static void compare_requirement(struct diff *d, const struct requirement *old,
	const struct requirement *r)
{
	compare(d, CHANGE_TEXT, r->id, old->text, r->text);
	compare(d, CHANGE_WHY, r->id, old->why, r->why);
	compare(d, CHANGE_ACTIVITY, r->id, old->activity, r->activity);
	compare(d, CHANGE_TEST, r->id, old->test, r->test);
	compare(d, CHANGE_LEVEL, r->id, requirement_level_code(old->level),
		requirement_level_code(r->level));
	compare(d, CHANGE_OWNER, r->id, old->owner, r->owner);
	compare(d, CHANGE_DEPENDS, r->id, old->depends, r->depends);
}

static void diff_requirements(struct diff *d, const struct baseline *old,
	const struct baseline *b)
{
	for (size_t i = 0; i < b->n_requirements; i++) {
		const struct requirement *r = &b->requirements[i];
		const struct requirement *was = requirement_find(old->requirements,
			old->n_requirements, r->id);

		if (was)
			compare_requirement(d, was, r);
		else
			add(d, CHANGE_ADDED, r->id, "", r->text);
	}
	for (size_t i = 0; i < old->n_requirements; i++) {
		const struct requirement *r = &old->requirements[i];

		if (!requirement_find(b->requirements, b->n_requirements, r->id))
			add(d, CHANGE_REMOVED, r->id, r->text, "");
	}
}

static const char *rank_text(struct arena *a, const struct baseline_activity *x)
{
	return x && x->rank ? arena_printf(a, "%zu", x->rank) : "";
}

static void diff_ranks(struct diff *d, const struct baseline *old, const struct baseline *b)
{
	for (size_t i = 0; i < b->n_activities; i++) {
		const char *code = b->activities[i].code;

		compare(d, CHANGE_RANK, code, rank_text(d->a, baseline_activity(old, code)),
			rank_text(d->a, &b->activities[i]));
	}
}

/* The value of `name` in lines of name=value. */
static const char *param_of(struct arena *a, const char *params, struct str name)
{
	struct str rest = str_of(params);

	while (rest.len) {
		struct str value, line = str_cut(rest, '\n', &rest);

		if (str_same(str_cut(line, '=', &value), name))
			return arena_strndup(a, value.p, value.len);
	}
	return "";
}

static void diff_params(struct diff *d, const struct baseline *old, const struct baseline *b)
{
	struct str rest = str_of(b->params);

	while (rest.len) {
		struct str value, line = str_cut(rest, '\n', &rest);
		struct str name = str_cut(line, '=', &value);

		if (name.len)
			compare(d, CHANGE_PARAM, arena_strndup(d->a, name.p, name.len),
				param_of(d->a, old->params, name),
				arena_strndup(d->a, value.p, value.len));
	}
}

struct baseline_change *baseline_diff(struct arena *a, const struct baseline *old,
	const struct baseline *b, size_t *count)
{
	struct diff d = {.a = a};

	diff_requirements(&d, old, b);
	if (memcmp(old->data_hash, b->data_hash, sizeof b->data_hash) != 0)
		add(&d, CHANGE_RELEASE, "", arena_printf(a, "%lld", (long long)old->respondents),
			arena_printf(a, "%lld", (long long)b->respondents));
	diff_params(&d, old, b);
	diff_ranks(&d, old, b);
	*count = d.count;
	return d.list;
}

bool requirement_unchanged(const struct baseline *old, const struct baseline *b, const char *id)
{
	const struct requirement *was = requirement_find(old->requirements, old->n_requirements,
		id);
	const struct requirement *is = requirement_find(b->requirements, b->n_requirements, id);

	return was && is && was->level == is->level && strcmp(was->text, is->text) == 0 &&
		strcmp(was->why, is->why) == 0 && strcmp(was->activity, is->activity) == 0 &&
		strcmp(was->test, is->test) == 0 && strcmp(was->owner, is->owner) == 0 &&
		strcmp(was->depends, is->depends) == 0;
}
