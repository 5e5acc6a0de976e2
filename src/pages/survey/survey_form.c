/*
 * GET /s/ROUND/form: the whole form in one language for the script, as JSON
 * made from the compiled form; www/static/form.js reads it. Owns that format.
 *
 *   {"code","lang","ui","dir",       the round, the page's language, the interface's where that
 *                                   is another, how the page is written
 *    "words":[lang,dir],"default":[lang,dir],   of wordings, of those in the default language
 *    "title","brand","start","promise", …   what pages show around the questions
 *    "pace":number                   seconds taken for a second of what the questions come to
 *    "facts":{name:text}              what wordings may say of this kiosk and round
 *    "departments":[codes] | null    those the round is open to
 *    "types":{type:{role,answer,canon,field,input,s}}   form/question_types.def, those asked
 *    "limits":{name:number}          pages/survey_limits.h
 *    "langs":[[code,name]…],"templates":{name:text},"texts":{key:text | {one,few,many,other}},
 *    "lists":[{"n":name,"c":[column…],"o":[[code,label,hint,home,own 0|1,cell…]…]}…],
 *    "nodes":[NODE…],"sections":[[id,node,first,end] | loop…]}
 * NODE, without what is blank: k kind (g group, l loop, i iteration, r repeat, n instance; none: a question), n name,
 *   l label, h hint (a text, [text] in the default language, [text,lang,dir] in another), ap appearance, rel relevant,
 *   in children; questions: t type, w name of the field where it is not the path, list, m measure, c cm
 *   constraint and message, q qm required, calc, def, filter, ro, neg 1: may be below zero, par;
 *   an expression is its text, or [text] where it is always this text; loops: list, d draw, f first, it iterations:
 *   [NODE, {offset: NODE} for what differs from the first] with the children in the first only;
 *   repeats: max, calc, it the first instance, which all others are like.
 * What a version answers is asked of the department it came from: only who sends a tester's code
 * along (Kiosk-Code) gets that of theirs; all else of it is never relevant, nor what they said of
 * this version in a round before.
 * Nodes are numbered as in the compiled form, every iteration and instance in full.
 */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "codec/digest.h"
#include "codec/json.h"
#include "form/expr.h"
#include "form/show.h"
#include "model/comments.h"
#include "pages/survey.h"
#include "pages/survey_limits.h"
#include "pages/survey_page.h"

#define FORM_JSON_MAX (12u << 20)

struct writing {
	struct survey *s;
	struct json_writer w;
	const char *tester;	/* department of the tester who asks; "" */
};

static void put_text(struct writing *wr, const char *key, const char *text)
{
	if (!*text)
		return;
	json_key(&wr->w, key);
	json_string(&wr->w, text);
}

static void put_number(struct writing *wr, const char *key, double v)
{
	json_key(&wr->w, key);
	json_double(&wr->w, v);
}

static void put_expr(struct writing *wr, const char *key, const struct expr *e)
{
	if (!e)
		return;
	json_key(&wr->w, key);
	if (expr_is_text(e))
		json_begin_array(&wr->w);
	json_string(&wr->w, expr_source(e));
	if (expr_is_text(e))
		json_end_array(&wr->w);
}

/* A wording with its ${refs} and marks as they were written. */
static const char *words_text(struct writing *wr, const struct form_words *words,
	size_t *language)
{
	const struct form_text *t = words_pick(wr->s->form, words, wr->s->ctx.language, language);

	return t ? t->source : "";
}

/* Language and direction of texts; of those in no language that is known, the direction is
 * that of each. */
static void put_tongue(struct writing *wr, size_t language)
{
	const struct form *f = wr->s->form;

	json_string(&wr->w, survey_in(&wr->s->page, f, language, runs_of(wr->s->page.a, "")).lang);
	json_string(&wr->w, lang_dir(f->languages[language].code));
}

static void put_wording(struct writing *wr, const char *text, size_t language)
{
	bool fell = language != wr->s->ctx.language;

	if (fell)
		json_begin_array(&wr->w);
	json_string(&wr->w, text);
	if (fell && language != wr->s->form->default_language)
		put_tongue(wr, language);
	if (fell)
		json_end_array(&wr->w);
}

static void put_words(struct writing *wr, const char *key, const struct form_words *words)
{
	size_t language;
	const char *text = words_text(wr, words, &language);

	if (!*text)
		return;
	json_key(&wr->w, key);
	put_wording(wr, text, language);
}

/* ---- lists ---- */

static size_t list_number(const struct form *f, const struct choice_list *list)
{
	size_t i = 0;

	while (i < f->list_count && f->lists[i] != list)
		i++;
	return i;
}

/* Words of the interface in place of a wording. */
static void put_own_words(struct writing *wr, const char *text)
{
	const struct page *p = &wr->s->page;

	if (!p->tongue) {
		json_string(&wr->w, text);
		return;
	}
	json_begin_array(&wr->w);
	json_string(&wr->w, text);
	json_string(&wr->w, lang_code(p->lang));
	json_string(&wr->w, lang_dir(lang_code(p->lang)));
	json_end_array(&wr->w);
}

/* Columns are sent where a filter may look at them. */
static bool is_filtered(const struct form *f, const struct choice_list *list)
{
	for (size_t i = 0; i < f->question_count; i++)
		if (f->questions[i]->list == list && f->questions[i]->choice_filter)
			return true;
	return false;
}

/* Comments that a version answers; whose department each is of is told to nobody. */
static bool is_answered(const struct choice_list *list)
{
	return strcmp(list->name, "answered") == 0;
}

static void put_choice(struct writing *wr, const struct choice_list *list,
	const struct choice *c, bool filtered)
{
	bool counted = wr->s->form->department && wr->s->form->department->list == list &&
		*survey_counted(wr->s, c->name);
	size_t language;
	const char *text = words_text(wr, &c->label, &language);

	json_begin_array(&wr->w);
	json_string(&wr->w, c->name);
	put_wording(wr, text, language);
	text = words_text(wr, &c->hint, &language);
	if (counted)
		put_own_words(wr, survey_counted(wr->s, c->name));
	else
		put_wording(wr, text, language);
	json_string(&wr->w, is_answered(list) ? "" : c->home);
	json_i64(&wr->w, c->from_catalogue);
	for (size_t i = 1; filtered && i < list->column_count; i++)
		json_string(&wr->w, c->columns[i] ? c->columns[i] : "");
	json_end_array(&wr->w);
}

static void put_list(struct writing *wr, const struct choice_list *list)
{
	bool filtered = is_filtered(wr->s->form, list);

	json_begin_object(&wr->w);
	put_text(wr, "n", list->name);
	json_key(&wr->w, "c");
	json_begin_array(&wr->w);
	for (size_t i = 1; filtered && i < list->column_count; i++)
		json_string(&wr->w, list->column_names[i]);
	json_end_array(&wr->w);
	json_key(&wr->w, "o");
	json_begin_array(&wr->w);
	for (size_t i = 0; i < list->count; i++)
		put_choice(wr, list, &list->choices[i], filtered);
	json_end_array(&wr->w);
	json_end_object(&wr->w);
}

/* ---- nodes ---- */

static void put_parameters(struct writing *wr, const struct question *q)
{
	const struct question_parameters *p = &q->parameters;

	json_key(&wr->w, "par");
	json_begin_object(&wr->w);
	if (p->randomize)
		put_number(wr, "randomize", 1);
	/* As text: it may be larger than a script's numbers are exact. */
	if (p->has_seed)
		put_text(wr, "seed", arena_printf(wr->s->page.a, "%" PRIu64, p->seed));
	if (q->type == Q_RANGE) {
		put_number(wr, "start", p->start);
		put_number(wr, "end", p->end);
		put_number(wr, "step", p->step);
	}
	if (p->max_chars)
		put_number(wr, "max", (double)p->max_chars);
	if (p->rows)
		put_number(wr, "rows", (double)p->rows);
	if (p->chip_count) {
		json_key(&wr->w, "chips");
		json_begin_array(&wr->w);
		for (size_t i = 0; i < p->chip_count; i++)
			json_double(&wr->w, p->chips[i]);
		json_end_array(&wr->w);
	}
	json_end_object(&wr->w);
}

static void put_question(struct writing *wr, const struct question *q)
{
	const struct question_parameters *p = &q->parameters;

	if (q->field != q->path)
		put_text(wr, "w", q->field);
	put_text(wr, "t", survey_type_name(q->type));
	if (q->type == Q_META)
		put_text(wr, "meta", q->meta);
	if (q->list)
		put_number(wr, "list", (double)list_number(wr->s->form, q->list));
	put_text(wr, "m", measure_name(q->measure));
	put_expr(wr, "c", q->constraint);
	put_words(wr, "cm", &q->constraint_message);
	put_expr(wr, "q", q->required);
	put_words(wr, "qm", &q->required_message);
	put_expr(wr, "calc", q->calculation);
	put_expr(wr, "def", q->initial);
	put_expr(wr, "filter", q->choice_filter);
	put_expr(wr, "ro", q->readonly);
	if (question_takes_negative(q))
		put_number(wr, "neg", 1);
	if (p->randomize || p->max_chars || p->rows || p->chip_count || q->type == Q_RANGE)
		put_parameters(wr, q);
}

/* Whether this person is not asked: of a comment that came from another department than the
 * tester's, or what they said of this version before. */
static bool is_kept_back(const struct writing *wr, size_t at)
{
	const struct form *f = wr->s->form;
	const struct question *q = f->nodes[at].question;

	if (q && (wr->s->ctx.without & MEASURE_BIT(q->measure)))
		return true;
	for (; at != FORM_NO_NODE; at = f->nodes[at].parent) {
		const struct form_node *n = &f->nodes[at];

		if (n->kind == NODE_ITERATION && is_answered(f->nodes[n->parent].list))
			return wr->s->round.access == ACCESS_CODES && *n->choice->home &&
				strcmp(n->choice->home, wr->tester) != 0;
	}
	return false;
}

/* What a node itself is, without what it contains; the object stays open. */
static void open_node(struct writing *wr, size_t at)
{
	static const char *const kinds[] = {[NODE_GROUP] = "g", [NODE_LOOP] = "l",
		[NODE_ITERATION] = "i", [NODE_QUESTION] = "", [NODE_REPEAT] = "r",
		[NODE_INSTANCE] = "n"};
	const struct form *f = wr->s->form;
	const struct form_node *n = &f->nodes[at];

	json_begin_object(&wr->w);
	put_text(wr, "k", kinds[n->kind]);
	put_text(wr, "n", n->name);
	put_words(wr, "l", &n->label);
	put_words(wr, "h", &n->hint);
	put_text(wr, "ap", n->appearance ? n->appearance : "");
	if (is_kept_back(wr, at))
		put_text(wr, "rel", "false()");
	else
		put_expr(wr, "rel", n->relevant);
	if (n->question)
		put_question(wr, n->question);
	if (n->kind == NODE_LOOP) {
		put_number(wr, "list", (double)list_number(f, n->list));
		if (n->draw)
			put_number(wr, "d", (double)n->draw);
		if (n->first != FORM_NO_NODE)
			put_number(wr, "f", (double)n->first);
	}
	if (n->kind == NODE_REPEAT)
		put_number(wr, "max", (double)n->max);
}

static void put_nodes(struct writing *wr, const char *key, size_t from, size_t end);

/* The node alone, as text. */
static const char *own_text(struct writing *wr, size_t at)
{
	struct writing alone = *wr;
	struct buf *out = buf_new(wr->s->page.a, 1u << 20);

	alone.w = (struct json_writer){.out = out};
	open_node(&alone, at);
	json_end_object(&alone.w);
	return out->data;
}

/* What differs from the first iteration, which begins at `first`. */
static void put_differences(struct writing *wr, size_t first, size_t at)
{
	size_t count = wr->s->form->nodes[at].end - at;

	json_begin_object(&wr->w);
	for (size_t i = 1; i < count; i++) {
		const char *own = own_text(wr, at + i);

		if (strcmp(own, own_text(wr, first + i)) == 0)
			continue;
		json_key(&wr->w, arena_printf(wr->s->page.a, "%zu", i));
		json_raw(&wr->w, own, strlen(own));
	}
	json_end_object(&wr->w);
}

static void put_iterations(struct writing *wr, size_t loop)
{
	const struct form *f = wr->s->form;

	json_key(&wr->w, "it");
	json_begin_array(&wr->w);
	for (size_t i = loop + 1; i < f->nodes[loop].end; i = f->nodes[i].end) {
		json_begin_array(&wr->w);
		open_node(wr, i);
		if (i == loop + 1)
			put_nodes(wr, "in", i + 1, f->nodes[i].end);
		json_end_object(&wr->w);
		if (i != loop + 1)
			put_differences(wr, loop + 1, i);
		json_end_array(&wr->w);
		if (f->nodes[loop].kind == NODE_REPEAT)
			break;
	}
	json_end_array(&wr->w);
}

static void put_nodes(struct writing *wr, const char *key, size_t from, size_t end)
{
	const struct form *f = wr->s->form;

	json_key(&wr->w, key);
	json_begin_array(&wr->w);
	for (size_t i = from; i < end; i = f->nodes[i].end) {
		open_node(wr, i);
		if (f->nodes[i].kind == NODE_LOOP || f->nodes[i].kind == NODE_REPEAT)
			put_iterations(wr, i);
		else if (f->nodes[i].end > i + 1)
			put_nodes(wr, "in", i + 1, f->nodes[i].end);
		json_end_object(&wr->w);
	}
	json_end_array(&wr->w);
}

/* Sections of a loop are its iterations: the loop alone says so. */
static void put_sections(struct writing *wr)
{
	const struct form *f = wr->s->form;
	size_t loop = FORM_NO_NODE;

	json_key(&wr->w, "sections");
	json_begin_array(&wr->w);
	for (size_t i = 0; i < f->section_count; i++) {
		const struct form_section *sec = &f->sections[i];
		bool iteration = sec->node != FORM_NO_NODE &&
			f->nodes[sec->node].kind == NODE_ITERATION;

		if (iteration) {
			if (f->nodes[sec->node].parent != loop)
				json_i64(&wr->w, (int64_t)f->nodes[sec->node].parent);
			loop = f->nodes[sec->node].parent;
			continue;
		}
		json_begin_array(&wr->w);
		json_string(&wr->w, sec->id);
		json_i64(&wr->w, sec->node == FORM_NO_NODE ? -1 : (int64_t)sec->node);
		json_i64(&wr->w, (int64_t)sec->first);
		json_i64(&wr->w, (int64_t)sec->end);
		json_end_array(&wr->w);
	}
	json_end_array(&wr->w);
}

/* ---- what pages show around the questions ---- */

static const char *const templates[] = {"survey", "review", "staff_bar", "staff_foot",
	"progress", "answers_form", "field", "field_notes", "field_label", "field_legend",
	"field_chips", "field_pad", "idle_dialog", "field_picture"};

/* Texts that are asked for by the script, not by a template. */
static const char *const more_texts[] = {"survey.doubt.blank", "survey.doubt.half",
	"survey.other_number", "survey.takes", "survey.offline", "survey.check", "survey.sending", "survey.unsent",
	"survey.undelivered", "survey.waiting",
	"survey.lang_later", "survey.leave", "survey.leave.yes", "dialog.cancel",
	"survey.repeat.remove", "survey.block.own", "survey.block.everyone",
	"survey.block.others", "survey.drawn", "survey.repeat.ask", "error.retry",
	"pause.failed", "error.409.text", "error.closed.text", "error.code.text", "error.500.text",
	"error.413.text", "error.404.text"};

/* The same where comments are taken, or minutes of a task; and where a picture is asked for. */
static const char *const tester_texts[] = {"survey.pilot.start", "survey.pilot.stop",
	"survey.same.title", "survey.same.chosen"};
static const char *const picture_texts[] = {"survey.picture.file", "survey.picture.hint",
	"survey.picture.paint", "survey.picture.keys", "survey.picture.preview", "survey.picture.tool",
	"survey.picture.box", "survey.picture.pen", "survey.picture.undo", "survey.picture.use",
	"survey.picture.remove", "survey.picture.sending", "survey.picture.none",
	"survey.picture.unknown", "survey.picture.failed"};

/* A text, or its plural forms where numbers of one category differ from others. */
static void put_catalog_text(struct writing *wr, const char *key)
{
	const struct catalog *c = wr->s->page.site->catalog;
	enum lang lang = wr->s->page.lang;
	/* A whole number of each category: five are many in Polish, a million in the others. */
	const struct { const char *category; int64_t n; } forms[] = {{"one", 1}, {"few", 2},
		{"many", lang == LANG_PL ? 5 : 1000000}, {"other", lang == LANG_PL ? -1 : 5}};
	const char *other = catalog_text(c, lang, key);
	bool plural = false;

	for (size_t i = 0; i < 3; i++)
		plural |= strcmp(catalog_plural(c, lang, key, forms[i].n), other) != 0;
	json_key(&wr->w, key);
	if (!plural) {
		json_string(&wr->w, other);
		return;
	}
	json_begin_object(&wr->w);
	for (size_t i = 0; i < 4; i++)
		put_text(wr, forms[i].category, i == 3 ? other :
			catalog_plural(c, lang, key, forms[i].n));
	json_end_object(&wr->w);
}

/* The keys of {{_ key …}} in a template, each once over all. */
static void put_template_texts(struct writing *wr, const char *text, struct map *seen)
{
	for (const char *p = strstr(text, "{{_ "); p; p = strstr(p, "{{_ ")) {
		const char *key;

		p += strlen("{{_ ");
		key = arena_strndup(wr->s->page.a, p, strcspn(p, " }"));
		if (map_put(seen, key, seen))
			put_catalog_text(wr, key);
	}
}

/* Without the white space that lines begin with. */
static const char *compact(struct arena *a, const char *text, size_t len)
{
	char *out = arena_alloc(a, len + 1), *to = out;
	bool begins = true;

	for (size_t i = 0; i < len; i++) {
		if (begins && (text[i] == ' ' || text[i] == '\t'))
			continue;
		begins = text[i] == '\n';
		*to++ = text[i];
	}
	*to = '\0';
	return out;
}

static bool asks_for_pictures(const struct form *f)
{
	for (size_t i = 0; i < f->question_count; i++)
		if (question_answer(f->questions[i]) == ANSWER_PICTURE)
			return true;
	return false;
}

/* Minutes of a task, or comments. */
static bool asks_testers(const struct form *f)
{
	for (size_t i = 0; i < f->question_count; i++)
		if (f->questions[i]->measure == MEASURE_TASK_MINUTES)
			return true;
	return form_takes_comments(f);
}

static void put_texts(struct writing *wr, struct map *seen, const char *const *keys, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (map_put(seen, keys[i], seen))
			put_catalog_text(wr, keys[i]);
}

static void put_views(struct writing *wr)
{
	const struct site *site = wr->s->page.site;
	struct arena *a = wr->s->page.a;
	const char *texts[sizeof templates / sizeof *templates];
	struct map seen;

	map_init(&seen, a);
	json_key(&wr->w, "templates");
	json_begin_object(&wr->w);
	for (size_t i = 0; i < sizeof templates / sizeof *templates; i++) {
		size_t len = 0;
		const char *text = view_source_text(site->views, templates[i], &len);

		/* The last is for forms that ask for pictures. */
		texts[i] = "";
		if (i + 1 == sizeof templates / sizeof *templates &&
			!asks_for_pictures(wr->s->form))
			break;
		texts[i] = text ? compact(a, text, len) : "";
		put_text(wr, templates[i], texts[i]);
	}
	json_end_object(&wr->w);
	json_key(&wr->w, "texts");
	json_begin_object(&wr->w);
	for (size_t i = 0; i < sizeof templates / sizeof *templates; i++)
		put_template_texts(wr, texts[i], &seen);
	put_texts(wr, &seen, more_texts, sizeof more_texts / sizeof *more_texts);
	if (asks_testers(wr->s->form))
		put_texts(wr, &seen, tester_texts, sizeof tester_texts / sizeof *tester_texts);
	if (asks_for_pictures(wr->s->form))
		put_texts(wr, &seen, picture_texts, sizeof picture_texts / sizeof *picture_texts);
	for (int code = 0; code < CHECK_CODES; code++) {
		const char *key = arena_printf(a, "fault.%s",
			check_code_name((enum check_code)code));

		if (catalog_has(site->catalog, key) && map_put(&seen, key, &seen))
			put_catalog_text(wr, key);
	}
	json_end_object(&wr->w);
}

static void put_facts(struct writing *wr)
{
	struct survey *s = wr->s;

	put_number(wr, "pace", survey_pace(&s->page, &s->round, s->form));
	survey_facts(&s->page, &s->round, s->form, &s->ctx);
	json_key(&wr->w, "facts");
	json_begin_object(&wr->w);
	for (enum form_fact fact = 0; fact < FORM_FACTS; fact++) {
		json_key(&wr->w, fact_name(fact));
		json_string(&wr->w, s->ctx.facts[fact]);
	}
	json_end_object(&wr->w);
}

static void put_language(struct writing *wr, const char *code, const char *name)
{
	json_begin_array(&wr->w);
	json_string(&wr->w, code);
	json_string(&wr->w, name);
	json_end_array(&wr->w);
}

static void put_page(struct writing *wr)
{
	const struct survey *s = wr->s;
	const struct page *p = &s->page;

	put_text(wr, "code", s->round.code);
	put_text(wr, "title", survey_title(p, &s->round, s->form));
	put_text(wr, "lang", page_language(p));
	put_text(wr, "ui", p->tongue ? lang_code(p->lang) : "");
	put_text(wr, "dir", lang_dir(page_language(p)));
	json_key(&wr->w, "words");
	json_begin_array(&wr->w);
	put_tongue(wr, s->ctx.language);
	json_end_array(&wr->w);
	json_key(&wr->w, "default");
	json_begin_array(&wr->w);
	put_tongue(wr, s->form->default_language);
	json_end_array(&wr->w);
	put_text(wr, "brand", page_brand(p));
	put_facts(wr);
	json_key(&wr->w, "langs");
	json_begin_array(&wr->w);
	for (int i = 0; i < LANG_COUNT; i++)
		if (page_speaks(p, (enum lang)i))
			put_language(wr, lang_code((enum lang)i), lang_name((enum lang)i));
	for (size_t i = 0; i < p->tongue_count; i++)
		put_language(wr, p->tongues[i].code, p->tongues[i].name);
	json_end_array(&wr->w);
	json_key(&wr->w, "departments");
	json_begin_array(&wr->w);
	for (size_t i = 0; i < s->ctx.department_count; i++)
		json_string(&wr->w, s->ctx.departments[i]);
	json_end_array(&wr->w);
}

enum err survey_form_get(struct request *req, struct response *res)
{
	struct survey s;
	struct writing wr = {.s = &s, .tester = ""};
	char tag[DIGEST_HEX_CHARS];
	enum err e = survey_open(req, res, &s);

	if (e)
		return e;
	if (round_state_on(&s.round, s.ctx.today) != ROUND_OPEN)
		return err_fail(ERR_GONE, "this round is not open");
	if ((e = survey_count(&s)) || (e = survey_tester(&s, req->code_header, &wr.tester,
		&s.ctx.without)))
		return e;
	wr.w.out = buf_new(s.page.a, FORM_JSON_MAX);
	json_begin_object(&wr.w);
	put_page(&wr);
	survey_put_types(&wr.w, s.form);
	survey_put_limits(&wr.w);
	put_views(&wr);
	json_key(&wr.w, "lists");
	json_begin_array(&wr.w);
	for (size_t i = 0; i < s.form->list_count; i++)
		put_list(&wr, s.form->lists[i]);
	json_end_array(&wr.w);
	put_nodes(&wr, "nodes", 0, s.form->node_count);
	put_sections(&wr);
	json_end_object(&wr.w);
	if (wr.w.out->full)
		return err_fail(ERR_TOO_LARGE, "the form is too large to be sent whole");
	digest_hex_of(wr.w.out->data, wr.w.out->len, tag);
	response_cache(res, "no-cache");
	if (response_etag(req, res, tag))
		return OK;
	buf_add(response_json(res, 200), wr.w.out->data, wr.w.out->len);
	return OK;
}
