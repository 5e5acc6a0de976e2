/*
 * Headings of survey, choices and settings: the spellings of fifteen years of
 * XLSForm, brought to one. Owns names of columns and languages; refuses to know
 * what stands below them.
 */
#include "sheet.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/text.h"
#include "codec/xlsx.h"

#define SHOWN_BYTES 60		/* of a cell in a warning */

struct spelling {
	const char *heading;	/* lower case, blanks as _, `::` as : */
	const char *key;
};

static const struct spelling survey_spellings[] = {
	{"type", "type"}, {"command", "type"},
	{"name", "name"}, {"tag", "name"}, {"value", "name"},
	{"label", "label"}, {"caption", "label"}, {"hint", "hint"},
	{"required", "required"}, {"bind:required", "required"},
	{"required_message", "required_message"}, {"required_msg", "required_message"},
	{"requiredmsg", "required_message"}, {"bind:jr:requiredmsg", "required_message"},
	{"relevant", "relevant"}, {"relevance", "relevant"}, {"bind:relevant", "relevant"},
	{"constraint", "constraint"}, {"bind:constraint", "constraint"},
	{"constraint_message", "constraint_message"},
	{"constraining_message", "constraint_message"},
	{"bind:jr:constraintmsg", "constraint_message"},
	{"calculation", "calculation"}, {"calculate", "calculation"},
	{"bind:calculate", "calculation"},
	{"default", "default"}, {"appearance", "appearance"},
	{"control:appearance", "appearance"}, {"body:appearance", "appearance"},
	{"choice_filter", "choice_filter"},
	{"readonly", "readonly"}, {"read_only", "readonly"}, {"bind:readonly", "readonly"},
	{"parameters", "parameters"}, {"disabled", "disabled"},
	{"repeat_count", "repeat_count"}, {"count", "repeat_count"},
	{"jr:count", "repeat_count"}, {"control:jr:count", "repeat_count"},
	{"body:jr:count", "repeat_count"}, {"trigger", "trigger"},
	{"kiosk_function", "kiosk_function"}, {"kiosk_measure", "kiosk_measure"},
	{"kiosk_draw", "kiosk_draw"}, {"kiosk_first", "kiosk_first"},
	{NULL, NULL},
};

static const struct spelling choices_spellings[] = {
	{"list_name", "list_name"}, {"name", "name"}, {"value", "name"},
	{"label", "label"}, {"caption", "label"}, {"hint", "hint"},
	{NULL, NULL},
};

static const struct spelling settings_spellings[] = {
	{"form_title", "form_title"}, {"title", "form_title"}, {"set_form_title", "form_title"},
	{"form_id", "form_id"}, {"id_string", "form_id"}, {"set_form_id", "form_id"},
	{"version", "version"}, {"default_language", "default_language"},
	{"allow_choice_duplicates", "allow_choice_duplicates"},
	{NULL, NULL},
};

static const char *const translatable[] = {
	"label", "hint", "constraint_message", "required_message", NULL,
};

static const char *const media_names[] = {
	"image", "audio", "video", "big-image", "media", NULL,
};

static bool one_of(const char *const *list, const char *s)
{
	for (; *list; list++)
		if (strcmp(*list, s) == 0)
			return true;
	return false;
}

static const struct spelling *spellings_of(enum form_sheet kind)
{
	switch (kind) {
	case FORM_SURVEY:
		return survey_spellings;
	case FORM_CHOICES:
		return choices_spellings;
	default:
		return settings_spellings;
	}
}

static const char *find_key(enum form_sheet kind, const char *heading)
{
	for (const struct spelling *s = spellings_of(kind); s->heading; s++)
		if (strcmp(s->heading, heading) == 0)
			return s->key;
	return NULL;
}

/* Lower case, blanks as one _, `::` as : */
static char *plain_heading(struct arena *a, const char *header)
{
	char *out = arena_strdup(a, header), *to = out;

	for (const char *c = header; *c; c++) {
		if (*c == ' ' || *c == '\t') {
			if (to > out && to[-1] != '_' && to[-1] != ':')
				*to++ = '_';
		} else if (*c == ':') {
			if (to > out && to[-1] == '_')
				to--;
			if (to == out || to[-1] != ':')
				*to++ = ':';
		} else {
			*to++ = (char)tolower((unsigned char)*c);
		}
	}
	*to = '\0';
	return out;
}

/* The language of `label::Slovak (sk)`, `label : Slovak`: what follows the
 * first colon, in the author's letters. */
static const char *heading_language(struct arena *a, const char *header)
{
	const char *colon = strchr(header, ':');
	struct str rest;

	while (*colon == ':')
		colon++;
	rest = str_trim(str_of(colon));
	return rest.len ? arena_strndup(a, rest.p, rest.len) : NULL;
}

static void recognise(struct arena *a, enum form_sheet kind, const char *header,
	struct sheet_column *out)
{
	char *plain = plain_heading(a, header), *colon = strchr(plain, ':');
	const char *key = find_key(kind, plain), *base = plain;

	*out = (struct sheet_column){.key = header, .header = header};
	if (!key && colon) {
		char *first = arena_strndup(a, plain, (size_t)(colon - plain));
		const char *translated = find_key(kind, first);

		base = first;
		if (translated && one_of(translatable, translated)) {
			key = translated;
			out->language = heading_language(a, header);
		}
	}
	if (key) {
		out->key = key;
		out->known = true;
	} else if (kind != FORM_SETTINGS && one_of(media_names, base)) {
		out->media = true;
	}
}

void sheet_open(struct arena *a, enum form_sheet kind, const struct csv_table *table,
	struct faults *faults, struct sheet *out)
{
	static const char *const files[] = {[FORM_SURVEY] = "survey.csv",
		[FORM_CHOICES] = "choices.csv", [FORM_SETTINGS] = "settings.csv"};
	struct sheet s = {.table = table, .file = table ? table->file : files[kind]};

	s.header_line = 1;
	if (table) {
		s.header_line = table->header_line ? table->header_line : 1;
		s.column_count = table->columns;
		s.rows = table->rows;
		s.columns = arena_array(a, table->columns, sizeof *s.columns);
	}
	for (size_t i = 0; i < s.column_count; i++) {
		recognise(a, kind, table->header[i], &s.columns[i]);
		for (size_t j = 0; s.columns[i].known && j < i; j++) {
			const struct sheet_column *x = &s.columns[j], *y = &s.columns[i];

			if (x->known && x->key == y->key && (x->language ? y->language &&
					strcasecmp(x->language, y->language) == 0 : !y->language))
				fault_add(faults, s.file, s.header_line, y->header,
					FAULT_COLUMN_SAME, x->header, NULL);
		}
	}
	*out = s;
}

/* As much of a cell as tells which it is. */
static const char *shown(struct arena *a, struct str cell)
{
	if (cell.len <= SHOWN_BYTES)
		return arena_strndup(a, cell.p, cell.len);
	return arena_printf(a, "%.*s…", (int)utf8_cut(cell.p, SHOWN_BYTES), cell.p);
}

void sheet_warn_remarks(struct arena *a, const struct csv_table *t, struct faults *warnings)
{
	size_t found = 0;

	for (size_t r = 0; r < t->rows; r++)
		for (size_t i = 0; i < t->columns; i++) {
			struct str cell = str_trim(str_of(csv_cell(t, r, (int)i)));

			if (*t->header[i] || !cell.len || found++ >= CELLS_NAMED)
				continue;
			fault_add(warnings, t->file, t->lines[r],
				xlsx_column_letters(a, t->column_from + i), FAULT_CELL_UNNAMED,
				shown(a, cell), NULL);
		}
	if (found > CELLS_NAMED)
		fault_add(warnings, t->file, 0, NULL, FAULT_CELLS_UNNAMED,
			DIGITS(found - CELLS_NAMED), NULL);
}

int sheet_find(const struct sheet *s, const char *key)
{
	for (size_t i = 0; i < s->column_count; i++)
		if (!s->columns[i].language && !s->columns[i].media &&
			strcmp(s->columns[i].key, key) == 0)
			return (int)i;
	return -1;
}

const char *sheet_at(struct arena *a, const struct sheet *s, size_t row, int column)
{
	struct str cell;

	if (column < 0)
		return "";
	cell = str_trim(str_of(csv_cell(s->table, row, column)));
	return cell.p[cell.len] ? arena_strndup(a, cell.p, cell.len) : cell.p;
}

const char *sheet_cell(struct arena *a, const struct sheet *s, size_t row, const char *key)
{
	return sheet_at(a, s, row, sheet_find(s, key));
}

size_t sheet_line(const struct sheet *s, size_t row)
{
	return s->table->lines[row];
}

const char *sheet_header(const struct sheet *s, const char *key)
{
	int column = sheet_find(s, key);

	return column < 0 ? key : s->columns[column].header;
}

/* Names by which authors call languages without giving the code. */
static const char *known_code(const char *name)
{
	static const struct {
		const char *name, *code;
	} names[] = {
		{"english", "en"}, {"slovak", "sk"}, {"slovenčina", "sk"}, {"polish", "pl"},
		{"polski", "pl"}, {"italian", "it"}, {"italiano", "it"}, {"spanish", "es"},
		{"español", "es"}, {"catalan", "ca"}, {"català", "ca"}, {"french", "fr"},
		{"français", "fr"}, {"german", "de"}, {"deutsch", "de"}, {"czech", "cs"},
		{"čeština", "cs"}, {"portuguese", "pt"}, {"português", "pt"},
		{"hungarian", "hu"}, {"magyar", "hu"}, {"ukrainian", "uk"}, {"russian", "ru"},
		{"arabic", "ar"}, {"العربية", "ar"}, {"hebrew", "he"}, {"עברית", "he"},
		{"persian", "fa"}, {"farsi", "fa"}, {"فارسی", "fa"}, {"dari", "prs"},
		{"pashto", "ps"}, {"urdu", "ur"}, {"اردو", "ur"}, {"sorani", "ckb"},
		{"chinese", "zh"}, {"swahili", "sw"}, {"amharic", "am"}, {"turkish", "tr"},
		{"türkçe", "tr"}, {"українська", "uk"}, {"русский", "ru"},
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcasecmp(names[i].name, name) == 0)
			return names[i].code;
	return "";
}

static char *lower(struct arena *a, struct str s)
{
	char *out = arena_strndup(a, s.p, s.len);

	for (char *c = out; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return out;
}

/* A language code as BCP 47 begins it: two or three letters, then -parts. */
static bool is_code(struct str s)
{
	size_t letters = 0;

	while (letters < s.len && isalpha((unsigned char)s.p[letters]))
		letters++;
	if (letters < 2 || letters > 3)
		return false;
	for (size_t i = letters; i < s.len; i++)
		if (s.p[i] != '-' && !isalnum((unsigned char)s.p[i]))
			return false;
	return s.len == letters || s.p[letters] == '-';
}

struct form_language form_language_of(struct arena *a, const char *heading)
{
	struct str all = str_trim(str_of(heading)), code;
	const char *open = NULL;
	char *name;

	for (size_t i = all.len; i-- > 0 && !open;)
		if (all.p[i] == '(')
			open = all.p + i;
	if (open && all.len && all.p[all.len - 1] == ')') {
		code = str_trim((struct str){open + 1,
			(size_t)(all.p + all.len - 1 - (open + 1))});
		all = str_trim((struct str){all.p, (size_t)(open - all.p)});
		name = arena_strndup(a, all.p, all.len);
		return (struct form_language){name, is_code(code) ? lower(a, code) : ""};
	}
	name = arena_strndup(a, all.p, all.len);
	return (struct form_language){name, is_code(all) ? lower(a, all) : known_code(name)};
}

bool form_language_same(const struct form_language *a, const struct form_language *b)
{
	if (*a->code && *b->code)
		return strcmp(a->code, b->code) == 0;
	return strcasecmp(a->name, b->name) == 0;
}
