/* One comment on the desk: what was said, what is done with it, its history. */
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "pages/results_page.h"
#include "pages/typed.h"
#include "triage.h"
#include "view/format.h"
#include "view/url.h"

#define FOUND_MOST 10

static const char *c_number(const struct page *p, int64_t n)
{
	return arena_printf(p->a, "C%lld", (long long)n);
}

/* What stands in a field: as typed where it was refused. */
static const char *field(const struct triage_desk *d, const char *name, const char *stored)
{
	return d->refused ? typed_or(d->p.req, name, stored) : stored;
}

static void add_facts(struct triage_desk *d, struct view_node *n, const struct triage_comment *c)
{
	struct page *p = &d->p;
	const struct triage_item *i = &c->item;
	enum lang lang;

	node_text(n, V_NAME, i->number ? c_number(p, i->number) : page_text(p, "triage.unread"));
	node_text(n, V_TYPE, triage_label(p, "kind", i->kind));
	node_text(n, V_LEVEL, *i->severity ? triage_label(p, "severity", i->severity) : NULL);
	node_text(n, V_STATUS, i->left_out ? page_text(p, "triage.status_filter.left_out") :
		i->number ? triage_status_text(p, i->status, i->in_version) : NULL);
	node_text(n, V_ACTIVITY, *i->activity ? triage_activity(d, i->activity) : NULL);
	node_text(n, V_VERSION, *i->prototype ?
		arena_printf(p->a, "%s %s", i->prototype, i->version) : NULL);
	node_text(n, V_ROUND, c->round);
	node_text(n, V_LABEL_LANG, lang_parse(i->lang, &lang) ? lang_name(lang) : i->lang);
	node_text(n, V_COUNT, i->voices > 1 ? page_count(p, "board.people", i->voices) :
		NULL);
	node_text(n, V_WARNING, i->late ? page_text(p, i->late > 1 ? "triage.late_all" :
		"triage.late_deputy") : NULL);
	node_text(n, V_ID, arena_strdup(p->a, i->token));
	node_int(n, V_SEEN, c->seen);
}

static void add_words(struct triage_desk *d, struct view_node *n, const struct triage_comment *c)
{
	struct page *p = &d->p;

	node_flag(n, V_FRESH, !c->was_read);
	node_text(n, V_LANG, c->item.lang);
	node_text(n, V_DIR, lang_dir(c->item.lang));
	node_text(n, V_TEXT, c->was_read ? c->item.words : NULL);
	node_text(n, V_SAMPLE, field(d, "words", c->item.words));
	node_text(n, V_ALIKE, c->alike > 1 ? results_say(p, "texts.alike", "n",
		format_integer(p->a, p->lang, c->alike)) : NULL);
	node_flag(n, V_HIDDEN, c->item.left_out);
}

static void add_picture(struct view_node *n, struct page *p, const struct triage_comment *c)
{
	struct view_node *picture;

	if (!*c->picture)
		return;
	picture = node_object(n, V_CHART);
	node_text(picture, V_URL, url_path(p->a, TRIAGE_PATH "/picture/%s", c->picture));
	node_text(picture, V_SAY, page_text(p, arena_printf(p->a, "triage.picture.%s",
		c->picture_state)));
	node_flag(picture, V_RELEASE, strcmp(c->picture_state, "released") != 0);
	node_flag(picture, V_LEFT, strcmp(c->picture_state, "left_out") != 0);
}

static void add_statuses(struct triage_desk *d, struct view_node *n, const char *chosen)
{
	struct view_list *list = node_list(n, V_STEPS);

	for (int s = 0; s < TRIAGE_STATUS_COUNT; s++) {
		const char *code = triage_status_code((enum triage_status)s);
		const char *label = s == TRIAGE_IN_VERSION ? page_text(&d->p, "triage.in_version") :
			triage_label(&d->p, "status", code);

		/* By merging alone, which is below. */
		if (s != TRIAGE_DUPLICATE || strcmp(chosen, code) == 0)
			triage_choice(list, code, label, strcmp(chosen, code) == 0);
	}
}

static void add_languages(struct view_node *n, const char *chosen)
{
	struct view_list *list = node_list(n, V_LEVELS);

	for (int l = 0; l < LANG_COUNT; l++)
		triage_choice(list, lang_code((enum lang)l), lang_name((enum lang)l),
			strcmp(lang_code((enum lang)l), chosen) == 0);
}

static int64_t person(const struct triage_desk *d, const char *name, int64_t stored)
{
	int64_t id;

	return parse_i64(field(d, name, ""), &id) ? id : stored;
}

/* The fields hold what the vendor proposes, where that waits. */
static void add_fields(struct triage_desk *d, struct view_node *n, const struct triage_comment *c)
{
	struct page *p = &d->p;
	struct vendor_proposal v = {c->item.status, c->item.in_version, c->reply, c->reply_lang};
	struct vendor_proposal proposed;
	bool waits = vendor_proposed(p->a, c->vendor, &proposed);

	if (waits) {
		v = proposed;
		if (!*v.reply) {
			v.reply = c->reply;
			v.reply_lang = c->reply_lang;
		}
	}
	node_flag(n, V_FROM, waits);
	node_flag(n, V_MAY_EDIT, c->was_read);
	add_statuses(d, n, field(d, "status", v.status));
	node_text(n, V_STORED, field(d, "version", v.in_version));
	node_text(n, V_ANSWER, field(d, "reply", v.reply));
	add_languages(n, field(d, "reply_lang", *v.reply_lang ? v.reply_lang : c->item.lang));
	node_text(n, V_REMARKS, field(d, "note", ""));
	node_text(n, V_SUBJECT, field(d, "theme", c->theme));
	triage_people_add(d, n, V_OWNER, person(d, "owner", c->item.owner));
	triage_people_add(d, n, V_DEPUTY, person(d, "deputy", c->deputy));
}

/* ---- merging ---- */

/* Those that could be meant: read, and no duplicates themselves. */
static enum err add_found(struct triage_desk *d, struct view_node *n,
	const struct triage_comment *c)
{
	struct page *p = &d->p;
	const char *words = params_get(&p->req->query, "find");
	struct triage_filter f = {.status = "all", .show = "", .kind = "", .severity = "",
		.activity = "", .lang = "", .prototype = "", .words = words ? words : ""};
	struct view_list *list = node_list(n, V_FOUND);
	struct triage_item *items;
	size_t count, shown = 0;
	enum err e;

	node_text(n, V_ASKED, words);
	node_flag(n, V_SETTLE, c->was_read);
	if (!words || !*words)
		return OK;
	e = triage_queue(p->a, p->db, &f, 10 * FOUND_MOST, &items, &count);
	for (size_t i = 0; !e && i < count && shown < FOUND_MOST; i++) {
		struct view_node *m;

		if (!items[i].number || items[i].left_out ||
			strcmp(items[i].status, "duplicate") == 0 ||
			strcmp(items[i].token, c->item.token) == 0)
			continue;
		shown++;
		m = list_add(list);
		node_int(m, V_VALUE, items[i].number);
		node_text(m, V_NAME, c_number(p, items[i].number));
		node_text(m, V_TEXT, items[i].words);
		node_text(m, V_STATUS, triage_status_text(p, items[i].status, items[i].in_version));
	}
	node_flag(n, V_EMPTY, !shown);
	return e;
}

static enum err add_repeats(struct triage_desk *d, struct view_node *n,
	const struct triage_comment *c)
{
	struct page *p = &d->p;
	const char *all = "";
	int64_t *numbers;
	size_t count;
	enum err e = triage_repeats(p->a, p->db, c->item.token, &numbers, &count);

	for (size_t i = 0; !e && i < count; i++)
		all = arena_printf(p->a, "%s%sC%lld", all, i ? ", " : "", (long long)numbers[i]);
	if (c->original)
		node_text(n, V_DEPENDS, results_say(p, "triage.repeats", "number",
			c_number(p, c->original)));
	else if (!e && count)
		node_text(n, V_DEPENDS, results_say(p, "triage.repeated", "numbers", all));
	return e;
}

/* ---- history ---- */

static enum err add_history(struct triage_desk *d, struct view_node *n, const char *token)
{
	struct page *p = &d->p;
	struct view_list *list = node_list(n, V_EARLIER);
	struct triage_event *events;
	size_t count;
	enum err e = triage_history(p->a, p->db, token, &events, &count);

	for (size_t i = count; !e && i-- > 0;) {
		const struct triage_event *v = &events[i];
		struct view_node *row = list_add(list);

		node_text(row, V_DATE, format_date(p->a, p->lang, v->day));
		node_text(row, V_USER, strcmp(v->actor, "testers") == 0 ?
			page_text(p, "triage.testers") : v->actor);
		node_text(row, V_TITLE, triage_label(p, "action", v->action));
		node_text(row, V_STATUS, triage_status_text(p, v->status, v->in_version));
		node_text(row, V_ANSWER, v->reply);
		node_text(row, V_REMARKS, v->note);
		node_flag(row, V_GONE, v->undone);
	}
	return e;
}

enum err triage_card_add(struct triage_desk *d)
{
	struct triage_comment c;
	struct view_node *n;
	enum err e = triage_find(d->p.a, d->p.db, d->open, &c);

	/* It was erased, or there never was one. */
	if (e == ERR_NOT_FOUND)
		return OK;
	if (e)
		return e;
	n = node_object(d->p.root, V_CARD);
	add_facts(d, n, &c);
	add_words(d, n, &c);
	add_picture(n, &d->p, &c);
	add_fields(d, n, &c);
	e = add_found(d, n, &c);
	if (!e)
		e = add_repeats(d, n, &c);
	return e ? e : add_history(d, n, d->open);
}
