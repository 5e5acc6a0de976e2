/* Raw answers per question, and reading stored ones back. */
#include "form/answers.h"

#include "base/arena.h"
#include "codec/json.h"

struct answers *answers_new(struct arena *a, const struct form *f)
{
	struct answers *ans = arena_alloc(a, sizeof *ans);

	ans->arena = a;
	ans->form = f;
	ans->list = arena_array(a, f->question_count + 1, sizeof *ans->list);
	return ans;
}

static void add(struct answers *ans, struct answer *to, const char *value)
{
	to->present = true;
	if (to->count == ANSWER_VALUES_MAX) {
		to->overflow = true;
		return;
	}
	to->values = arena_grow(ans->arena, to->values, to->count + 1, sizeof *to->values);
	to->values[to->count++] = arena_strdup(ans->arena, value);
}

static bool add_to(struct answers *ans, const struct question *q, const char *value)
{
	if (!q || !q->takes_answer)
		return false;
	add(ans, &ans->list[q->index], value);
	return true;
}

bool answers_add(struct answers *ans, const char *path, const char *value)
{
	return add_to(ans, form_question(ans->form, path), value);
}

bool answers_post(struct answers *ans, const char *field, const char *value)
{
	return add_to(ans, form_field(ans->form, field), value);
}

const struct answer *answers_of(const struct answers *ans, const struct question *q)
{
	return &ans->list[q->index];
}

enum err answers_from_json(struct arena *a, const struct form *f, const char *json,
	size_t len, struct answers **out)
{
	static const struct json_limits limits = {4u << 20, 2 * FORM_NODES_MAX, 10000, 1u << 20};
	struct json_flat flat;
	enum err e = json_scan(a, json, len, &limits, &flat);
	struct answers *ans;

	if (e)
		return e;
	ans = answers_new(a, f);
	for (size_t i = 0; i < flat.count; i++) {
		const struct question *q = form_question(f, flat.members[i].key);

		for (size_t k = 0; q && k < flat.members[i].count; k++)
			add(ans, &ans->list[q->index], flat.members[i].values[k]);
	}
	*out = ans;
	return OK;
}

static void set_count(struct answers *ans, const struct question *q, size_t count)
{
	struct answer *to = &ans->list[q->index];

	*to = (struct answer){0};
	add(ans, to, arena_printf(ans->arena, "%zu", count));
}

void answers_instance_add(struct answers *ans, size_t repeat, size_t count)
{
	const struct form_node *n = &ans->form->nodes[repeat];

	if (n->question->takes_answer && count < n->max)
		set_count(ans, n->question, count + 1);
}

void answers_instance_remove(struct answers *ans, size_t instance, size_t count)
{
	const struct form_node *nodes = ans->form->nodes;
	size_t repeat = nodes[instance].parent, size = nodes[instance].end - instance;

	if (!nodes[repeat].question->takes_answer || nodes[instance].number > count)
		return;
	for (size_t i = instance; i < nodes[repeat].end; i++) {
		if (!nodes[i].question)
			continue;
		ans->list[nodes[i].question->index] = i + size < nodes[repeat].end ?
			ans->list[nodes[i + size].question->index] : (struct answer){0};
	}
	set_count(ans, nodes[repeat].question, count - 1);
}
