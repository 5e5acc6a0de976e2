/*
 * Testers' packs: a slip with a code, and a card for each task with room for notes, four to a sheet
 * of A4. Owns how they are printed; what a round's tasks are is frozen with it (model/pilots.h).
 */
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "model/catalogues.h"
#include "model/change.h"
#include "model/codes.h"
#include "model/pilots.h"
#include "model/prototypes.h"
#include "pages/admin.h"
#include "pages/office.h"
#include "pages/pictures.h"
#include "pages/typed.h"
#include "prototypes.h"
#include "rounds.h"
#include "view/format.h"
#include "view/qr.h"
#include "view/url.h"

#define CARDS_MOST 1000		/* in one print */
#define PACKS_MOST 200		/* for each department */
#define CARDS_ON_A_SHEET 4
#define NOTHING "–"		/* what a frozen task does not say */

struct task {
	const char *code, *title, *start, *sample, *done;
};

struct pack {
	struct page *p;
	struct round round;		/* code NULL: none */
	struct prototype prototype;
	struct task *tasks;
	size_t task_count;
	const char *address;		/* of the form, NULL: none */
	const struct markup *qr;	/* the same */
	struct view_list *sheets, *cards;
	size_t on_sheet;
};

/* ---- the tasks ---- */

/* In the page's language, else in the first that says it. */
static const char *say(const struct pack *k, const struct catalogue *c, const char *const *texts)
{
	const char *first = "";

	for (size_t i = 0; i < c->language_count; i++) {
		if (!*texts[i])
			continue;
		if (strcmp(c->languages[i].code, lang_code(k->p->lang)) == 0)
			return texts[i];
		if (!*first)
			first = texts[i];
	}
	return first;
}

static const char *line_of(struct arena *a, struct str *rest)
{
	struct str line = str_cut(*rest, '\n', rest);

	return str_eq(line, NOTHING) ? NULL : arena_strndup(a, line.p ? line.p : "", line.len);
}

/* As the round froze them. */
static enum err frozen_tasks(struct pack *k)
{
	struct catalogue list;
	enum err e = pilot_list(k->p->a, k->p->db, k->round.id, PILOT_TASKS, &list);

	if (e)
		return e;
	k->tasks = arena_array(k->p->a, list.count + 1, sizeof *k->tasks);
	for (size_t i = 0; i < list.count; i++) {
		const struct catalogue_entry *entry = &list.entries[i];
		struct str rest = str_of(say(k, &list, entry->hints));
		struct task *t = &k->tasks[k->task_count++];

		t->code = entry->code;
		t->title = say(k, &list, entry->labels);
		t->start = line_of(k->p->a, &rest);
		t->sample = line_of(k->p->a, &rest);
		t->done = rest.len ? arena_strndup(k->p->a, rest.p, rest.len) : NULL;
	}
	return OK;
}

static const char *or_null(const char *text)
{
	return *text ? text : NULL;
}

static void own_tasks(struct pack *k)
{
	const struct prototype *v = &k->prototype;
	const char *lang = lang_code(k->p->lang);

	k->tasks = arena_array(k->p->a, v->task_count + 1, sizeof *k->tasks);
	for (size_t i = 0; i < v->task_count; i++) {
		const char *code = v->tasks[i].code;

		k->tasks[k->task_count++] = (struct task){
			.code = code,
			.title = prototype_say(v, code, PROTOTYPE_TITLE, lang),
			.start = or_null(prototype_say(v, code, PROTOTYPE_START, lang)),
			.sample = or_null(prototype_say(v, code, PROTOTYPE_SAMPLE, lang)),
			.done = or_null(prototype_say(v, code, PROTOTYPE_DONE, lang)),
		};
	}
}

/* ---- the sheets ---- */

static struct view_node *next_card(struct pack *k)
{
	if (!k->cards || k->on_sheet == CARDS_ON_A_SHEET) {
		k->cards = node_list(list_add(k->sheets), V_CARDS);
		k->on_sheet = 0;
	}
	k->on_sheet++;
	return list_add(k->cards);
}

static void add_cards(struct pack *k)
{
	for (size_t i = 0; i < k->task_count; i++) {
		const struct task *t = &k->tasks[i];
		struct view_node *n = node_object(next_card(k), V_TASK);

		node_int(n, V_N, (int64_t)i + 1);
		node_text(n, V_CODE, t->code);
		node_text(n, V_TITLE, t->title);
		node_text(n, V_START, t->start);
		node_text(n, V_SAMPLE, t->sample);
		node_text(n, V_DONE, t->done);
	}
}

/* A pack begins on a sheet of its own. */
static void add_pack(struct pack *k, const char *department, const char *code)
{
	struct view_node *n;

	k->cards = NULL;
	n = node_object(next_card(k), V_SLIP);
	node_text(n, V_LABEL, department ? department : "");
	node_text(n, V_CODE, code ? code : "");
	if (code)
		node_markup(n, V_QR, qr_code(k->p->a, arena_printf(k->p->a, "%s#code=%s",
			k->address, code), code));
	add_cards(k);
}

static enum err begin_pack(struct pack *k, struct page *p)
{
	const char *news;

	k->p = p;
	if (k->round.code) {
		enum err e = frozen_tasks(k);

		if (!e)
			e = prototype_find(p->a, p->db, k->round.prototype,
				k->round.prototype_version, &k->prototype);
		if (e)
			return e;
		k->address = round_address(p, &k->round);
		k->qr = qr_code(p->a, k->address, k->address);
		node_text(p->root, V_UNTIL, k->round.to_day ? catalog_fill(p->a, page_text(p,
			"poster.until"), "date", format_date(p->a, p->lang, k->round.to_day),
			NULL) : NULL);
	}
	news = prototype_say(&k->prototype, "", PROTOTYPE_NEWS, lang_code(p->lang));
	k->sheets = node_list(p->root, V_SHEETS);
	node_text(p->root, V_TITLE, prototype_say(&k->prototype, "", PROTOTYPE_TITLE,
		lang_code(p->lang)));
	node_text(p->root, V_VERSION, k->prototype.version);
	node_text(p->root, V_NEWS, or_null(news));
	node_text(p->root, V_LINK, or_null(k->prototype.address));
	node_text(p->root, V_PICTURE, k->prototype.picture ?
		picture_path(p->a, k->prototype.picture) : "");
	node_text(p->root, V_URL, k->address);
	node_flag(p->root, V_WARNING, k->address && office_only_here(p));
	node_markup(p->root, V_QR, k->qr);
	node_text(p->root, V_CONTACT, or_null(p->settings.contact));
	return OK;
}

/* In the language asked for, whatever the office is read in. */
static enum err begin_print(struct request *req, struct response *res, struct page *p)
{
	enum err e = office_begin(req, res, "packs.title", p);
	const char *code = params_get(&req->form, "print");
	enum lang lang;

	if (!code)
		code = params_get(&req->query, "print");
	if (!e && code && lang_parse(code, &lang))
		p->lang = lang;
	return e;
}

/* ---- pages ---- */

/* A pack to copy, for testers who keep their slip. */
enum err round_packs_get(struct request *req, struct response *res)
{
	struct page p;
	struct pack k = {0};
	enum err e = begin_print(req, res, &p);

	if (!e)
		e = round_of_request(req, p.db, &k.round);
	if (!e && !round_is_pilot(&k.round))
		e = err_fail(ERR_NOT_FOUND, "round %s is not about a prototype", k.round.code);
	if (!e)
		e = begin_pack(&k, &p);
	if (e)
		return e;
	add_pack(&k, NULL, NULL);
	node_text(p.root, V_HREF, url_path(p.a, "/admin/rounds/%s", k.round.code));
	node_text(p.root, V_NAME, k.round.title);
	return page_end(&p, 200, "packs");
}

/* The cards alone, with the address of the latest round that is open about the version. */
enum err prototype_cards_get(struct request *req, struct response *res)
{
	struct page p;
	struct pack k = {0};
	struct round *rounds;
	size_t count;
	enum err e = begin_print(req, res, &p);

	if (!e)
		e = prototype_find(p.a, p.db, request_capture(req, "code"),
			request_capture(req, "version"), &k.prototype);
	if (!e)
		e = round_list(p.a, p.db, &rounds, &count);
	for (size_t i = 0; !e && i < count; i++)
		if (strcmp(rounds[i].prototype, k.prototype.code) == 0 && !rounds[i].closed_day &&
			strcmp(rounds[i].prototype_version, k.prototype.version) == 0)
			k.address = round_address(&p, &rounds[i]);
	if (e)
		return e;
	k.qr = k.address ? qr_code(p.a, k.address, k.address) : NULL;
	e = begin_pack(&k, &p);
	if (e)
		return e;
	own_tasks(&k);
	add_cards(&k);
	node_text(p.root, V_HREF, prototype_path(&p, &k.prototype));
	node_textf(p.root, V_NAME, "%s %s", k.prototype.code, k.prototype.version);
	return page_end(&p, 200, "packs");
}

struct making {
	struct round round;
	int64_t count;			/* for each department */
	size_t cards;			/* of a pack */
	struct round_department *departments;
	size_t department_count;
	char (**codes)[CODE_CHARS];	/* per department; NULL: none made */
};

static enum err too_many(void)
{
	return err_text(err_fail(ERR_INPUT, "that is more than %d cards", CARDS_MOST),
		"packs.too_many", "n", "1000", NULL);
}

static enum err make_codes(struct change *c, struct making *m)
{
	enum err e = round_departments(c->arena, c->db, m->round.id, &m->departments,
		&m->department_count);
	size_t n = m->department_count;

	if (e)
		return e;
	if (n * (size_t)m->count * m->cards > CARDS_MOST)
		return too_many();
	m->codes = arena_array(c->arena, n + 1, sizeof *m->codes);
	for (size_t i = 0; !e && i < n; i++)
		if (*m->departments[i].code || n == 1)
			e = codes_make(c, &m->round, m->departments[i].code, (size_t)m->count,
				&m->codes[i]);
	return e;
}

static enum err show_packs(struct request *req, struct response *res, const struct making *m)
{
	struct page p;
	struct pack k = {.round = m->round};
	struct catalogue c;
	enum err e = begin_print(req, res, &p);

	if (!e)
		e = begin_pack(&k, &p);
	if (!e)
		e = round_catalogue(p.a, p.db, m->round.id, CATALOGUE_DEPARTMENTS, &c);
	if (e)
		return e;
	for (size_t d = 0; d < m->department_count; d++) {
		const char *label = catalogue_label(&c, catalogue_find(&c, m->departments[d].code),
			lang_code(p.lang));

		for (int64_t i = 0; m->codes[d] && i < m->count; i++)
			add_pack(&k, label, m->codes[d][i]);
	}
	node_text(p.root, V_HREF, url_path(p.a, "/admin/rounds/%s", m->round.code));
	node_text(p.root, V_NAME, m->round.title);
	node_flag(p.root, V_ONCE, true);
	return page_end(&p, 200, "packs");
}

static enum err count_cards(struct request *req, struct db *db, struct making *m)
{
	struct catalogue tasks = {.count = 0};
	enum err e = round_of_request(req, db, &m->round);

	if (!e && !round_is_pilot(&m->round))
		e = err_fail(ERR_NOT_FOUND, "round %s is not about a prototype", m->round.code);
	if (!e)
		e = pilot_list(req->arena, db, m->round.id, PILOT_TASKS, &tasks);
	if (!e)
		m->cards = 1 + tasks.count;
	return e;
}

/* New slips for each department, each with its cards. No list of the codes is kept. */
enum err round_packs_post(struct request *req, struct response *res)
{
	struct site *site = req->app->ctx;
	struct making m = {0};
	struct change c;
	struct said said;
	struct db *db;
	enum err e = store_reader(site->store, &db);

	if (!e)
		e = count_cards(req, db, &m);
	if (e)
		return e;
	if (!parse_i64(typed(req, "count"), &m.count) || m.count < 1 || m.count > PACKS_MOST)
		e = err_text(err_fail(ERR_INPUT, "make 1 to %d packs", PACKS_MOST),
			"packs.how_many", "n", "200", NULL);
	if (!e)
		e = page_change(req, &c);
	if (!e)
		e = change_end(&c, make_codes(&c, &m));
	said = err_said(req->arena);
	if (e == ERR_INPUT || e == ERR_CONFLICT)
		return round_show(req, res, 422, &said);
	return e ? e : show_packs(req, res, &m);
}
