/*
 * What page and script share: what the types of a form's questions are, and where a long
 * list or text is shown otherwise. The script has both from GET /s/ROUND/form alone.
 */
#include "codec/json.h"
#include "pages/survey_limits.h"

static const char *const role_names[] = {
	[ROLE_ASKED] = "asked", [ROLE_SHOWN] = "shown", [ROLE_COMPUTED] = "computed",
	[ROLE_META] = "meta", [ROLE_COUNT] = "count",
};

static const char *const answer_names[ANSWER_KINDS] = {
	[ANSWER_NONE] = "none", [ANSWER_TEXT] = "text", [ANSWER_VALUE] = "value",
	[ANSWER_WHOLE] = "whole", [ANSWER_NUMBER] = "number", [ANSWER_DAY] = "day",
	[ANSWER_CLOCK] = "clock", [ANSWER_MOMENT] = "moment", [ANSWER_TICK] = "tick",
	[ANSWER_CODE] = "code", [ANSWER_CODES] = "codes", [ANSWER_RANKED] = "ranked",
	[ANSWER_PICTURE] = "picture",
};

const char *survey_type_name(enum question_type t)
{
	return t == Q_META ? "meta" : question_type_name(t);
}

static void put_text(struct json_writer *w, const char *key, const char *text)
{
	json_key(w, key);
	json_string(w, text);
}

static void put_type(struct json_writer *w, enum question_type type)
{
	const struct question_traits *t = question_traits(type);

	json_key(w, survey_type_name(type));
	json_begin_object(w);
	put_text(w, "role", role_names[t->role]);
	put_text(w, "answer", answer_names[t->answer]);
	put_text(w, "canon", t->canon);
	put_text(w, "field", t->field);
	if (*t->input)
		put_text(w, "input", t->input);
	json_key(w, "s");
	json_begin_array(w);
	for (size_t i = 0; i < sizeof t->seconds / sizeof *t->seconds; i++)
		json_double(w, t->seconds[i]);
	json_end_array(w);
	json_end_object(w);
}

void survey_put_types(struct json_writer *w, const struct form *f)
{
	bool asked[QUESTION_TYPES] = {false};

	for (size_t i = 0; i < f->question_count; i++)
		asked[f->questions[i]->type] = true;
	json_key(w, "types");
	json_begin_object(w);
	for (enum question_type t = 0; t < QUESTION_TYPES; t++)
		if (asked[t])
			put_type(w, t);
	json_end_object(w);
}

void survey_put_limits(struct json_writer *w)
{
	static const struct {
		const char *name;
		double value;
	} limits[] = {
		{"searched", CHOICES_SEARCHED}, {"long", CHOICES_LONG}, {"grid", CHOICES_GRID},
		{"whole", CHOICES_WHOLE}, {"scale", SCALE_MAX}, {"figure", LABEL_FIGURE},
		{"dropdown", CHOICES_DROPDOWN}, {"brief", LABEL_BRIEF}, {"area", AREA_CHARS},
		{"lines", AREA_LINES}, {"text", FORM_TEXT_CHARS}, {"columns", MATRIX_COLUMNS},
		{"guess", LOOP_GUESS}, {"enough", CARDS_ENOUGH}, {"almost", ALMOST_S},
		{"over", MINUTE_OVER}, {"turn", TURN_S}, {"review", REVIEW_S}, {"passed", PASSED_S},
		{"weight", PACE_WEIGHT_S}, {"fastest", PACE_FASTEST}, {"slowest", PACE_SLOWEST},
	};

	json_key(w, "limits");
	json_begin_object(w);
	for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
		json_key(w, limits[i].name);
		json_double(w, limits[i].value);
	}
	json_end_object(w);
}
