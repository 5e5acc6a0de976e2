/* Opening a round: what it is asked for is checked, and offered in the languages that are whole. */
#include "model/rounds.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "model/catalogues.h"
#include "model/change.h"
#include "model/forms.h"
#include "model/keys.h"
#include "model/pilots.h"
#include "model/prototypes.h"
#include "model/settings.h"
#include "model/trail.h"
#include "round_parts.h"

#define LANGUAGES_BYTES 4000	/* codes of all that a form and the kiosk may have */

static enum err check_departments(struct arena *a, struct db *db,
	const struct round_spec *spec)
{
	struct department *list;
	size_t n;
	enum err e = departments_load(a, db, &list, &n);

	for (size_t i = 0; !e && i < spec->department_count; i++) {
		size_t j = 0;

		while (j < n && strcmp(list[j].code, spec->departments[i]) != 0)
			j++;
		if (j == n)
			return err_text(err_fail(ERR_INPUT, "there is no department %s: add it "
				"with `kiosk department add`", spec->departments[i]),
				"rounds.no_department", "code", spec->departments[i], NULL);
	}
	return e;
}

static enum err check_spec(struct arena *a, struct db *db, const struct round_spec *spec)
{
	enum err e = round_check_words(spec);

	if (e)
		return e;
	if (spec->code)
		e = round_check_code(spec->code);
	if (e)
		return e;
	if (spec->questionnaire && !questionnaire_known(spec->questionnaire))
		return err_fail(ERR_INPUT, "the questionnaire is sus or umux, not %.20s",
			spec->questionnaire);
	return check_departments(a, db, spec);
}

/* FORM-1, FORM-2 …: the first that is free. What a code may not have is one '-'
 * between the rest; a code that begins with it would read as an option. */
static enum err free_code(struct arena *a, struct db *db, const char *form,
	const char **out)
{
	char stem[25];
	size_t len = 0;

	for (const char *c = form; *c && len < sizeof stem - 1; c++) {
		bool upper = *c >= 'A' && *c <= 'Z';
		bool plain = (*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9');

		if (upper || plain)
			stem[len++] = upper ? (char)(*c + 32) : *c;
		else if (len && stem[len - 1] != '-')
			stem[len++] = '-';
	}
	while (len && stem[len - 1] == '-')
		len--;
	stem[len] = '\0';
	for (int i = 1; i < 100000; i++) {
		char *code = arena_printf(a, "%s-%d", len ? stem : "round", i);
		struct round r;
		enum err e = round_find(a, db, code, &r);

		if (e == ERR_NOT_FOUND) {
			*out = code;
			return OK;
		}
		if (e)
			return e;
	}
	return err_fail(ERR_CONFLICT, "no free code for a round of %s: give one", form);
}

/* What a round is opened with once its subject is known. */
struct opening {
	struct round_spec spec;
	const char *prototype, *version;	/* "" of what is no pilot's */
};

static void add_departments_of(struct arena *a, const struct prototype *p, struct round_spec *spec)
{
	struct str rest = str_of(p->departments);
	const char **codes = NULL;
	size_t n = 0;

	while (rest.len) {
		struct str word = str_cut(rest, ' ', &rest);

		if (!word.len)
			continue;
		codes = arena_grow(a, codes, n + 1, sizeof *codes);
		codes[n++] = arena_strndup(a, word.p, word.len);
	}
	spec->departments = codes;
	spec->department_count = n;
}

static enum err find_subject(struct arena *a, struct db *db, struct opening *o)
{
	struct prototype p;
	enum err e = o->spec.subject && *o->spec.subject ?
		prototype_of_subject(a, db, o->spec.subject, &p) : ERR_NOT_FOUND;

	if (e == ERR_NOT_FOUND)
		return OK;
	if (e)
		return e;
	o->prototype = p.code;
	o->version = p.version;
	o->spec.subject = arena_printf(a, "%s %s", p.code, p.version);
	o->spec.access = ACCESS_CODES;
	if (!o->spec.department_count)
		add_departments_of(a, &p, &o->spec);
	return OK;
}

/* Testers are asked about tasks, which are a prototype's. */
static enum err check_subject(const struct opening *o, const struct form *f)
{
	bool tasks = false;

	for (size_t i = 0; i < f->question_count; i++)
		tasks |= f->questions[i]->measure == MEASURE_TASK_DONE;
	return !tasks || *o->prototype ? OK : err_text(err_fail(ERR_INPUT, "the form %.60s asks "
		"about a prototype: name one as the subject, with its version or without",
		o->spec.form), "rounds.needs_prototype", "form", o->spec.form, NULL);
}

static enum err insert_round(struct db *db, const struct opening *o, const char *code,
	int64_t form)
{
	const struct round_spec *spec = &o->spec;
	struct stmt *s = db_stmt(db, STMT_ROUND_ADD);

	stmt_text(s, ":code", code);
	stmt_i64(s, ":form", form);
	stmt_text(s, ":title", spec->title);
	stmt_text(s, ":subject", spec->subject ? spec->subject : "");
	stmt_text(s, ":prototype", o->prototype);
	stmt_text(s, ":version", o->version);
	stmt_text(s, ":questionnaire", spec->questionnaire ? spec->questionnaire : "sus");
	stmt_text(s, ":from_day", spec->from_day);
	stmt_text(s, ":to_day", spec->to_day);
	stmt_text(s, ":access", spec->access == ACCESS_CODES ? "codes" : "open");
	stmt_text(s, ":languages", spec->languages ? spec->languages : "");
	return stmt_run(s);
}

static bool lacks(const struct form_words *w, size_t lang, size_t languages)
{
	bool any = false;

	for (size_t i = 0; w->by_language && i < languages; i++)
		any = any || w->by_language[i].count;
	return any && !w->by_language[lang].count;
}

/* Labels that a language lacks and another has. Hints and messages may fall back to
 * another language; what is asked may not. */
static size_t missing_words(const struct form *f, size_t lang)
{
	size_t n = 0;

	for (size_t i = 0; i < f->node_count; i++)
		n += lacks(&f->nodes[i].label, lang, f->language_count);
	for (size_t l = 0; l < f->list_count; l++)
		for (size_t i = 0; i < f->lists[l]->count; i++)
			n += lacks(&f->lists[l]->choices[i].label, lang, f->language_count);
	return n;
}

static enum err words_missing(struct arena *a, size_t missing, const char *name)
{
	return err_text(err_fail(ERR_INPUT, "%zu texts are missing in %s: translate the form, "
		"leave the language out, or open the round as incomplete", missing, name),
		"rounds.incomplete", "n", arena_printf(a, "%zu", missing), "language", name, NULL);
}

/* The form's language of that code, `language_count`: it is in none such. */
static size_t language_at(const struct form *f, const char *code)
{
	size_t i = 0;

	while (i < f->language_count && strcmp(f->languages[i].code, code) != 0)
		i++;
	return i;
}

/* Whether a language that the form is not in shows its default: beside words of the
 * interface in that language, or where nobody says which language it is. */
static bool falls_back(const struct form *f)
{
	const char *code = f->languages[f->default_language].code;

	return !*code || language_spoken(code);
}

/* Whether a language of the kiosk can be offered: the form has it whole, or not at all
 * and falls back to its default. */
static bool can_offer(const struct form *f, const char *code, bool incomplete)
{
	size_t i = language_at(f, code);

	if (i == f->language_count && !falls_back(f))
		return false;
	return incomplete ||
		!missing_words(f, i < f->language_count ? i : f->default_language);
}

static void add_code(struct buf *list, const char *code)
{
	buf_printf(list, "%s%s", list->len ? " " : "", code);
}

/* The languages of the form that lack wording. */
static const char *incomplete_in(struct arena *a, const struct form *f)
{
	struct buf *list = buf_new(a, LANGUAGES_BYTES);

	for (size_t i = 0; i < f->language_count; i++)
		if (*f->languages[i].code && missing_words(f, i))
			add_code(list, f->languages[i].code);
	return list->data;
}

/* Languages that the form is in and the interface does not speak: those that are whole. */
static bool add_further(const struct form *f, bool incomplete, struct buf *list)
{
	size_t before = list->len;

	for (size_t i = 0; i < f->language_count; i++)
		if (*f->languages[i].code && !language_spoken(f->languages[i].code) &&
			(incomplete || !missing_words(f, i)))
			add_code(list, f->languages[i].code);
	return list->len > before;
}

static enum err set_languages(struct arena *a, struct db *db, struct round *r, const char *list)
{
	struct stmt *s = db_stmt(db, STMT_ROUND_EDIT);
	enum err e;

	stmt_i64(s, ":round", r->id);
	stmt_text(s, ":title", r->title);
	stmt_text(s, ":subject", r->subject);
	stmt_text(s, ":from_day", r->from_day);
	stmt_text(s, ":to_day", r->to_day);
	stmt_text(s, ":languages", list);
	e = stmt_run(s);
	return e ? e : round_find(a, db, r->code, r);
}

/* Nothing asked for: the round speaks the kiosk's languages but for those in which the
 * form is incomplete, and those that the form alone is in. */
static enum err offer_complete(struct arena *a, struct db *db, const struct form *f,
	bool incomplete, struct round *r)
{
	struct buf *offered = buf_new(a, LANGUAGES_BYTES);
	struct settings settings;
	enum err e = settings_load(a, db, &settings);
	size_t left_out = 0;
	bool further;

	if (e)
		return e;
	for (size_t i = 0; i < settings.language_count; i++) {
		if (can_offer(f, settings.languages[i], incomplete))
			add_code(offered, settings.languages[i]);
		else
			left_out++;
	}
	further = add_further(f, incomplete, offered);
	if (!offered->len)
		return words_missing(a, missing_words(f, f->default_language),
			f->languages[f->default_language].name);
	if (left_out || further)
		e = set_languages(a, db, r, offered->data);
	r->left_out = incomplete ? "" : incomplete_in(a, f);
	return e;
}

/* Those asked for, and those that the form alone is in. A round does not open in a language
 * that lacks wording, unless somebody says so; one that the form is not in at all is no
 * language of it where nothing could stand in. */
static enum err offer_asked(struct arena *a, struct db *db, const struct form *f,
	const struct round_spec *spec, struct round *r)
{
	struct buf *offered = buf_new(a, LANGUAGES_BYTES);
	struct str rest = str_of(spec->languages);

	while (rest.len) {
		struct str word = str_cut(rest, ' ', &rest);
		const char *code = arena_strndup(a, word.p ? word.p : "", word.len);
		size_t lang = language_at(f, code);
		bool known = lang < f->language_count;
		size_t missing = known ? missing_words(f, lang) : f->node_count;

		if (!known && !falls_back(f))
			continue;
		if (missing && !spec->incomplete)
			return words_missing(a, missing, known ? f->languages[lang].name : code);
		add_code(offered, code);
	}
	add_further(f, spec->incomplete, offered);
	if (!offered->len)
		return err_text(err_fail(ERR_INPUT, "a round is offered in at least one language"),
			"rounds.no_language", NULL);
	return strcmp(offered->data, r->languages) == 0 ? OK :
		set_languages(a, db, r, offered->data);
}

enum err round_open(struct change *c, const struct round_spec *given, struct round *out)
{
	struct opening opening = {.spec = *given, .prototype = "", .version = ""};
	const struct round_spec *spec = &opening.spec;
	struct form_row form;
	struct form *compiled;
	struct round r;
	enum err e = check_spec(c->arena, c->db, spec);

	if (!e)
		e = find_subject(c->arena, c->db, &opening);
	if (!e)
		e = form_latest(c->arena, c->db, spec->form, &form);
	if (e == ERR_NOT_FOUND)
		return err_text(err_fail(ERR_NOT_FOUND, "there is no form %.60s: `kiosk form "
			"list` shows them", spec->form), "rounds.no_form", "form", spec->form, NULL);
	if (e)
		return e;

	const char *code = spec->code;

	e = code ? round_check_free(c->arena, c->db, code) :
		free_code(c->arena, c->db, spec->form, &code);
	if (!e)
		e = insert_round(c->db, &opening, code, form.id);
	if (!e)
		e = round_freeze(c->arena, c->db, db_last_id(c->db), spec->departments,
			spec->department_count);
	if (!e)
		e = round_find(c->arena, c->db, code, &r);
	/* With the lists of today the form must still hold together. */
	if (!e)
		e = round_form(c->arena, c->db, &r, &compiled);
	if (!e)
		e = check_subject(&opening, compiled);
	if (!e)
		e = spec->languages ? offer_asked(c->arena, c->db, compiled, spec, &r) :
			offer_complete(c->arena, c->db, compiled, spec->incomplete, &r);
	/* Answers without a department are counted under ''. */
	if (!e && !compiled->department)
		e = round_add_department(c->db, r.id, "");
	/* Nothing that is refused leaves one. */
	if (!e)
		e = keys_round_make(c->db, code);
	if (!e)
		e = trail_append(c, "round.open", code, spec->title);
	if (!e)
		*out = r;
	return e;
}
