/*
 * The `type` column: today's names, which the list of question types has, and those of
 * older workbooks.
 */
#include "types.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"

/* Beside the names in form/question_types.def. */
struct simple_type {
	const char *spelling;	/* lower case, blanks for _ */
	enum row_kind kind;
	enum question_type question;
};

static const struct simple_type simple_types[] = {
	{"string", ROW_QUESTION, Q_TEXT},
	{"phone number", ROW_QUESTION, Q_TEXT}, {"add text prompt", ROW_QUESTION, Q_TEXT},
	{"int", ROW_QUESTION, Q_INTEGER},
	{"add integer prompt", ROW_QUESTION, Q_INTEGER},
	{"percentage", ROW_QUESTION, Q_INTEGER},
	{"number of days in last month", ROW_QUESTION, Q_INTEGER},
	{"number of days in last six months", ROW_QUESTION, Q_INTEGER},
	{"number of days in last year", ROW_QUESTION, Q_INTEGER},
	{"q string", ROW_QUESTION, Q_TEXT}, {"q int", ROW_QUESTION, Q_INTEGER},
	{"q decimal", ROW_QUESTION, Q_DECIMAL}, {"q date", ROW_QUESTION, Q_DATE},
	{"q date time", ROW_QUESTION, Q_DATETIME}, {"q acknowledge", ROW_QUESTION, Q_ACKNOWLEDGE},
	{"q note", ROW_QUESTION, Q_NOTE}, {"q phone number", ROW_QUESTION, Q_TEXT},
	{"add string prompt", ROW_QUESTION, Q_TEXT}, {"add time prompt", ROW_QUESTION, Q_TIME},
	{"add datetime prompt", ROW_QUESTION, Q_DATETIME},
	{"add date time prompt", ROW_QUESTION, Q_DATETIME},
	{"add phone number prompt", ROW_QUESTION, Q_TEXT},
	{"add decimal prompt", ROW_QUESTION, Q_DECIMAL},
	{"add date prompt", ROW_QUESTION, Q_DATE},
	{"date time", ROW_QUESTION, Q_DATETIME},
	{"trigger", ROW_QUESTION, Q_ACKNOWLEDGE},
	{"add acknowledge prompt", ROW_QUESTION, Q_ACKNOWLEDGE},
	{"add note prompt", ROW_QUESTION, Q_NOTE},
	{"calculation", ROW_QUESTION, Q_CALCULATE},
	{"q calculate", ROW_QUESTION, Q_CALCULATE},
	{"add calculate prompt", ROW_QUESTION, Q_CALCULATE},
	{"start", ROW_QUESTION, Q_META}, {"end", ROW_QUESTION, Q_META},
	{"start time", ROW_QUESTION, Q_META}, {"end time", ROW_QUESTION, Q_META},
	{"get start time", ROW_QUESTION, Q_META}, {"get end time", ROW_QUESTION, Q_META},
	{"get device id", ROW_QUESTION, Q_META}, {"get phone number", ROW_QUESTION, Q_META},
	{"get sim id", ROW_QUESTION, Q_META}, {"get subscriber id", ROW_QUESTION, Q_META},
	{"today", ROW_QUESTION, Q_META}, {"get today", ROW_QUESTION, Q_META},
	{"deviceid", ROW_QUESTION, Q_META}, {"device id", ROW_QUESTION, Q_META},
	{"uri:deviceid", ROW_QUESTION, Q_META}, {"imei", ROW_QUESTION, Q_META},
	{"username", ROW_QUESTION, Q_META}, {"uri:username", ROW_QUESTION, Q_META},
	{"phonenumber", ROW_QUESTION, Q_META}, {"uri:phonenumber", ROW_QUESTION, Q_META},
	{"simserial", ROW_QUESTION, Q_META}, {"sim id", ROW_QUESTION, Q_META},
	{"uri:simserial", ROW_QUESTION, Q_META}, {"subscriberid", ROW_QUESTION, Q_META},
	{"subscriber id", ROW_QUESTION, Q_META}, {"uri:subscriberid", ROW_QUESTION, Q_META},
	{"email", ROW_QUESTION, Q_META}, {"uri:email", ROW_QUESTION, Q_META},
	{"audit", ROW_QUESTION, Q_META},
	{"begin group", ROW_BEGIN_GROUP, Q_NOTE}, {"group", ROW_BEGIN_GROUP, Q_NOTE},
	{"end group", ROW_END_GROUP, Q_NOTE},
	{"end loop", ROW_END_LOOP, Q_NOTE},
	{"begin repeat", ROW_BEGIN_REPEAT, Q_NOTE}, {"end repeat", ROW_END_REPEAT, Q_NOTE},
	{"repeat", ROW_BEGIN_REPEAT, Q_NOTE},
	{"begin lgroup", ROW_BEGIN_REPEAT, Q_NOTE}, {"end lgroup", ROW_END_REPEAT, Q_NOTE},
	{"begin looped group", ROW_BEGIN_REPEAT, Q_NOTE},
	{"end looped group", ROW_END_REPEAT, Q_NOTE},
	{"add image prompt", ROW_UNSUPPORTED, Q_NOTE}, {"add photo prompt", ROW_UNSUPPORTED, Q_NOTE},
	{"add audio prompt", ROW_UNSUPPORTED, Q_NOTE}, {"add video prompt", ROW_UNSUPPORTED, Q_NOTE},
	{"add file prompt", ROW_UNSUPPORTED, Q_NOTE}, {"q picture", ROW_UNSUPPORTED, Q_NOTE},
	{"q audio", ROW_UNSUPPORTED, Q_NOTE}, {"q video", ROW_UNSUPPORTED, Q_NOTE},
	{"q image", ROW_UNSUPPORTED, Q_NOTE}, {"q location", ROW_UNSUPPORTED, Q_NOTE},
	{"add location prompt", ROW_UNSUPPORTED, Q_NOTE},
	{"add barcode prompt", ROW_UNSUPPORTED, Q_NOTE},
	{"q geopoint", ROW_UNSUPPORTED, Q_NOTE}, {"q barcode", ROW_UNSUPPORTED, Q_NOTE},
	{"photo", ROW_UNSUPPORTED, Q_NOTE},
	{"audio", ROW_UNSUPPORTED, Q_NOTE}, {"video", ROW_UNSUPPORTED, Q_NOTE},
	{"background-audio", ROW_UNSUPPORTED, Q_NOTE},
	{"file", ROW_UNSUPPORTED, Q_NOTE}, {"barcode", ROW_UNSUPPORTED, Q_NOTE},
	{"geopoint", ROW_UNSUPPORTED, Q_NOTE}, {"geotrace", ROW_UNSUPPORTED, Q_NOTE},
	{"geoshape", ROW_UNSUPPORTED, Q_NOTE}, {"gps", ROW_UNSUPPORTED, Q_NOTE},
	{"location", ROW_UNSUPPORTED, Q_NOTE}, {"start-geopoint", ROW_UNSUPPORTED, Q_NOTE},
	{"xml-external", ROW_EXTERNAL, Q_NOTE}, {"csv-external", ROW_EXTERNAL, Q_NOTE},
	{"background-geopoint", ROW_UNSUPPORTED, Q_NOTE}, {"entity", ROW_UNSUPPORTED, Q_NOTE},
	{"begin score", ROW_BUILDER, Q_NOTE}, {"score  row", ROW_BUILDER, Q_NOTE},
	{"end score", ROW_BUILDER, Q_NOTE}, {"begin rank", ROW_BUILDER, Q_NOTE},
	{"rank  level", ROW_BUILDER, Q_NOTE}, {"end rank", ROW_BUILDER, Q_NOTE},
	{"begin kobomatrix", ROW_BUILDER, Q_NOTE}, {"end kobomatrix", ROW_BUILDER, Q_NOTE},
};

struct list_type {
	const char *prefix;	/* what stands before the list's name */
	enum row_kind kind;
	enum question_type question;
};

/* The longer of two that begin alike stands first. */
static const struct list_type list_types[] = {
	{"select one from file", ROW_EXTERNAL, Q_NOTE},
	{"select multiple from file", ROW_EXTERNAL, Q_NOTE},
	{"cascading select", ROW_EXTERNAL, Q_NOTE},
	{"select one external", ROW_EXTERNAL, Q_NOTE},
	{"select multiple external", ROW_EXTERNAL, Q_NOTE},
	{"select one from", ROW_QUESTION, Q_SELECT_ONE},
	{"select one using", ROW_QUESTION, Q_SELECT_ONE},
	{"select one", ROW_QUESTION, Q_SELECT_ONE},
	{"select1 from", ROW_QUESTION, Q_SELECT_ONE},
	{"select1", ROW_QUESTION, Q_SELECT_ONE},
	{"add select one prompt using", ROW_QUESTION, Q_SELECT_ONE},
	{"select all that apply from", ROW_QUESTION, Q_SELECT_MULTIPLE},
	{"select all that apply", ROW_QUESTION, Q_SELECT_MULTIPLE},
	{"select multiple from", ROW_QUESTION, Q_SELECT_MULTIPLE},
	{"select multiple using", ROW_QUESTION, Q_SELECT_MULTIPLE},
	{"select multiple", ROW_QUESTION, Q_SELECT_MULTIPLE},
	{"add select multiple prompt using", ROW_QUESTION, Q_SELECT_MULTIPLE},
	{"odk:rank", ROW_QUESTION, Q_RANK}, {"rank", ROW_QUESTION, Q_RANK},
	{"begin loop over", ROW_BEGIN_LOOP, Q_NOTE}, {"begin loop", ROW_BEGIN_LOOP, Q_NOTE},
	{"osm", ROW_UNSUPPORTED, Q_NOTE}, {"include", ROW_UNSUPPORTED, Q_NOTE},
};

/* What old types of number bring with them. */
static const char *constraint_of(const char *spelling)
{
	static const char *const known[][2] = {
		{"percentage", ". >= 0 and . <= 100"},
		{"number of days in last month", ". >= 0 and . <= 31"},
		{"number of days in last six months", ". >= 0 and . <= 183"},
		{"number of days in last year", ". >= 0 and . <= 365"},
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(known[i][0], spelling) == 0)
			return known[i][1];
	return NULL;
}

/* One blank between words. */
static char *single_spaced(struct arena *a, const char *cell)
{
	char *out = arena_strdup(a, cell), *to = out;

	for (const char *c = cell; *c; c++) {
		bool blank = isspace((unsigned char)*c);

		if (!blank)
			*to++ = *c;
		else if (to > out && to[-1] != ' ')
			*to++ = ' ';
	}
	if (to > out && to[-1] == ' ')
		to--;
	*to = '\0';
	return out;
}

/* The same length, lower case, _ as a blank: what the tables are compared to. */
static char *comparable(struct arena *a, const char *s)
{
	char *out = arena_strdup(a, s);

	for (char *c = out; *c; c++)
		*c = *c == '_' ? ' ' : (char)tolower((unsigned char)*c);
	return out;
}

/* Cut "or specify other" from the end of both spellings. */
static bool cut_or_other(char *text, char *plain)
{
	static const char *const endings[] = {" or specify other", " or other"};

	for (size_t i = 0; i < 2; i++) {
		if (!text_ends(plain, endings[i]))
			continue;

		size_t len = strlen(plain) - strlen(endings[i]);

		text[len] = plain[len] = '\0';
		return true;
	}
	return false;
}

static bool read_list_type(struct arena *a, char *text, char *plain, struct row_type *out)
{
	for (size_t i = 0; i < sizeof list_types / sizeof *list_types; i++) {
		const struct list_type *t = &list_types[i];
		size_t len = strlen(t->prefix);

		if (strncmp(plain, t->prefix, len) != 0 || (plain[len] && plain[len] != ' '))
			continue;
		*out = (struct row_type){.kind = t->kind, .question = t->question,
			.spelling = t->prefix};
		if (t->kind == ROW_QUESTION && t->question != Q_RANK)
			out->or_other = cut_or_other(text, plain);
		if (text[len]) {
			out->list = arena_strdup(a, text + len + 1);
			out->list_has_blank = strchr(out->list, ' ') != NULL;
		}
		return true;
	}
	return false;
}

/* The type's own name, where no list stands behind it. */
static bool read_name(const char *plain, struct row_type *out)
{
	for (enum question_type q = 0; q < QUESTION_TYPES; q++) {
		const struct question_traits *t = question_traits(q);

		if (t->role == ROLE_META || t->role == ROLE_COUNT || answer_is_coded(t->answer) ||
			strcasecmp(plain, t->name) != 0)
			continue;
		*out = (struct row_type){.kind = ROW_QUESTION, .question = q, .spelling = t->name};
		return true;
	}
	return false;
}

void row_type_read(struct arena *a, const char *cell, struct row_type *out)
{
	char *text = single_spaced(a, cell), *plain = comparable(a, text);

	if (read_name(plain, out))
		return;
	for (size_t i = 0; i < sizeof simple_types / sizeof *simple_types; i++) {
		const struct simple_type *t = &simple_types[i];

		if (strcmp(plain, t->spelling) == 0) {
			*out = (struct row_type){.kind = t->kind, .question = t->question,
				.spelling = t->spelling, .constraint = constraint_of(t->spelling)};
			return;
		}
	}
	if (!read_list_type(a, text, plain, out))
		*out = (struct row_type){.kind = ROW_UNKNOWN};
}
