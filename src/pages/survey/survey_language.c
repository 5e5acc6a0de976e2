/*
 * In which language a survey's pages are: one of the interface's, or one that the form alone
 * is in, where the interface's words stay what they are. Owns the choice, and what a page says
 * of texts in another language than its own.
 */
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/text.h"
#include "form/show.h"
#include "pages/survey_page.h"
#include "view/runs.h"

/* ---- which there are ---- */

void survey_find_languages(struct page *p, const struct round *r, const struct form *f)
{
	struct tongue *list = arena_array(p->a, f->language_count, sizeof *list);
	size_t count = 0;

	for (size_t i = 0; i < f->language_count; i++) {
		const struct form_language *l = &f->languages[i];
		/* A round without a list of languages speaks those of the kiosk. */
		bool offered = !r || (*r->languages && round_speaks(r, l->code));

		if (*l->code && !language_spoken(l->code) && offered)
			list[count++] = (struct tongue){l->code, l->name, i};
	}
	p->tongues = list;
	p->tongue_count = count;
}

const struct tongue *survey_tongue(const struct page *p, const char *code)
{
	for (size_t i = 0; code && i < p->tongue_count; i++)
		if (strcasecmp(p->tongues[i].code, code) == 0)
			return &p->tongues[i];
	return NULL;
}

/* ---- which one ---- */

/* The interface's words beside a language it does not speak: a relative's of that language
 * ("en" for "en-gb"), else those of the form's default, else the kiosk's first. */
static enum lang interface_beside(const struct survey *s, const char *code)
{
	const struct settings *set = &s->page.settings;
	enum lang lang = LANG_EN;

	if (!lang_parse(code, &lang) &&
		!lang_parse(s->form->languages[s->form->default_language].code, &lang) &&
		set->language_count)
		lang_parse(set->languages[0], &lang);
	return lang;
}

/* That language; the one there is where there is none of that code. */
static void speak(struct survey *s, const char *code)
{
	struct page *p = &s->page;

	p->tongue = survey_tongue(p, code);
	if (p->tongue)
		p->lang = interface_beside(s, p->tongue->code);
	else
		lang_parse(code, &p->lang);
	s->ctx.language = p->tongue ? p->tongue->index :
		form_language(s->form, lang_code(p->lang));
}

/* The best for who asks for none: one of the form's own where the browser puts it first. */
static const char *accepted(const struct survey *s)
{
	const struct page *p = &s->page;
	const char **codes = arena_array(p->a, LANG_COUNT + p->tongue_count, sizeof *codes);
	size_t count = 0, best;

	for (int i = 0; i < LANG_COUNT; i++)
		codes[count++] = lang_code((enum lang)i);
	for (size_t i = 0; i < p->tongue_count; i++)
		codes[count++] = p->tongues[i].code;
	best = lang_best(p->req->accept_language, codes, count);
	return best < count ? codes[best] : lang_code(p->lang);
}

static bool is_spoken(const struct survey *s)
{
	return s->preview || s->page.tongue || round_speaks(&s->round, lang_code(s->page.lang));
}

/* As asked for, else as the browser does, else a round's first. */
void survey_choose_language(struct survey *s)
{
	const struct page *p = &s->page;
	const char *asked = params_get(&p->req->form, "lang");
	struct str rest = str_of(s->round.languages), first = str_cut(rest, ' ', &rest);

	if (!asked)
		asked = params_get(&p->req->query, "lang");
	speak(s, asked ? asked : accepted(s));
	if (!is_spoken(s))
		speak(s, accepted(s));
	if (!is_spoken(s))
		speak(s, arena_strndup(p->a, first.p, first.len));
}

void survey_switch_language(struct survey *s, const char *code)
{
	const struct tongue *tongue = s->page.tongue;
	enum lang lang = s->page.lang;
	size_t language = s->ctx.language;

	speak(s, code);
	if (is_spoken(s))
		return;
	s->page.tongue = tongue;
	s->page.lang = lang;
	s->ctx.language = language;
}

/* ---- texts in other languages ---- */

/* The language of a wording of the form: of a column without any, the page's own. */
static const char *language_of(const struct page *p, const struct form_language *l)
{
	if (*l->code)
		return l->code;
	return strcmp(l->name, "default") == 0 && !p->tongue ? page_language(p) : "und";
}

struct text_in survey_in(const struct page *p, const struct form *f, size_t language,
	struct runs r)
{
	const struct form_language *l = &f->languages[language];
	struct text_in in = {.lang = language_of(p, l), .dir = ""};
	const char *page_dir, *dir;

	in.other = strcasecmp(in.lang, page_language(p)) != 0;
	/* Nearly every label is in the page's own: the lists of scripts are not read for it. */
	if (*l->code && !in.other)
		return in;
	page_dir = lang_dir(page_language(p));
	dir = lang_dir(l->code);
	if (*l->code)
		in.dir = strcmp(dir, page_dir) == 0 ? "" : dir;
	else if (strcmp(page_dir, "rtl") == 0)
		in.dir = "auto";
	for (size_t i = 0; !*l->code && !*in.dir && i < r.count; i++)
		in.dir = lang_has_rtl(r.list[i].text) ? "auto" : "";
	return in;
}

void survey_put(const struct page *p, const struct form *f, struct view_node *n,
	enum view_name name, struct runs r, size_t language)
{
	struct text_in in = survey_in(p, f, language, r);

	node_runs_in(n, name, r, in.other ? in.lang : "", in.dir);
}

void survey_say(const struct page *p, struct view_node *n, enum view_name name, const char *text)
{
	bool rtl = p->tongue && strcmp(lang_dir(p->tongue->code), "rtl") == 0;

	if (p->tongue)
		node_runs_in(n, name, runs_of(p->a, text), lang_code(p->lang), rtl ? "ltr" : "");
	else
		node_text(n, name, text);
}
