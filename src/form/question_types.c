/* What the list of question types (form/question_types.def) says of each. */
#include "form/form.h"

static const struct question_traits types[] = {
#define TYPE(NAME, name, role, answer, canon, schema, field, input, s, blank_s, thirds, most_s) \
	[Q_##NAME] = {name, ROLE_##role, ANSWER_##answer, #canon, schema, #field, input, \
		{s, blank_s, thirds, most_s}},
#include "form/question_types.def"
#undef TYPE
};

const struct question_traits *question_traits(enum question_type t)
{
	return &types[t];
}

const char *question_type_name(enum question_type t)
{
	return types[t].name;
}

enum answer_kind question_answer(const struct question *q)
{
	return types[q->type].answer;
}

bool question_has_number(const struct question *q)
{
	return question_answer(q) == ANSWER_WHOLE || question_answer(q) == ANSWER_NUMBER;
}

bool answer_is_coded(enum answer_kind k)
{
	return k == ANSWER_CODE || answer_is_several(k);
}

bool answer_is_several(enum answer_kind k)
{
	return k == ANSWER_CODES || k == ANSWER_RANKED;
}
