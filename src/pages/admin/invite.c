/* Inviting people to a round: slips with access codes, poster and text to paste. */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "model/catalogues.h"
#include "model/change.h"
#include "model/codes.h"
#include "model/results.h"
#include "pages/office.h"
#include "pages/admin.h"
#include "pages/survey_page.h"
#include "rounds.h"
#include "view/format.h"
#include "view/qr.h"
#include "view/url.h"

#define CODES_ON_A_SHEET 1000
#define MAIL_BYTES 16384

const char *round_address(const struct page *p, const struct round *r)
{
	return arena_printf(p->a, "%s%s", office_address(p), url_path(p->a, "/s/%s", r->code));
}

/* ---- access codes ---- */

struct code_sheet {
	struct round round;
	int64_t count;			/* for each department */
	struct round_department *departments;
	size_t department_count;
	char (**codes)[CODE_CHARS];	/* per department; NULL: none made */
};

static enum err make_sheet(struct change *c, struct code_sheet *s)
{
	enum err e = round_departments(c->arena, c->db, s->round.id, &s->departments,
		&s->department_count);
	size_t n = s->department_count;

	if (e)
		return e;
	s->codes = arena_array(c->arena, n + 1, sizeof *s->codes);
	if ((int64_t)n * s->count > CODES_ON_A_SHEET)
		return err_text(err_fail(ERR_INPUT, "a sheet holds %d codes at most",
			CODES_ON_A_SHEET), "codes.too_many", NULL);
	for (size_t i = 0; !e && i < n; i++)
		if (*s->departments[i].code || n == 1)
			e = codes_make(c, &s->round, s->departments[i].code, (size_t)s->count,
				&s->codes[i]);
	return e;
}

/* Who gets a slip reads it in one of the round's languages: it says what it is in each. */
static void add_slip_words(struct page *p, struct view_node *slip, const struct round *r)
{
	struct view_list *list = node_list(slip, V_LINES);

	for (int i = 0; i < LANG_COUNT; i++) {
		const char *code = lang_code((enum lang)i);
		struct view_node *n;

		if (!round_speaks(r, code))
			continue;
		n = list_add(list);
		node_text(n, V_CODE, code);
		node_text(n, V_TEXT, catalog_text(p->site->catalog, (enum lang)i, "codes.slip"));
	}
}

static void add_slip(struct page *p, struct view_list *slips, const struct round *r,
	const char *label, const char *code)
{
	struct view_node *n = list_add(slips);
	const char *address = round_address(p, r);
	const char *target = arena_printf(p->a, "%s#code=%s", address, code);

	add_slip_words(p, n, r);

	node_text(n, V_CODE, code);
	node_text(n, V_LABEL, label);
	node_text(n, V_URL, address);
	node_markup(n, V_QR, qr_code(p->a, target, code));
}

static enum err show_sheet(struct request *req, struct response *res,
	const struct code_sheet *sheet)
{
	struct page p;
	struct catalogue c;
	struct view_list *slips;
	enum err e = office_begin(req, res, "rounds.codes", &p);

	if (!e)
		e = round_catalogue(p.a, p.db, sheet->round.id, CATALOGUE_DEPARTMENTS, &c);
	if (e)
		return e;
	slips = node_list(p.root, V_SLIPS);
	for (size_t d = 0; d < sheet->department_count; d++) {
		const char *code = sheet->departments[d].code;
		const char *label = catalogue_label(&c, catalogue_find(&c, code),
			lang_code(p.lang));

		for (int64_t i = 0; sheet->codes[d] && i < sheet->count; i++)
			add_slip(&p, slips, &sheet->round, label,
				sheet->codes[d][i]);
	}
	node_text(p.root, V_ROUND, sheet->round.title);
	node_text(p.root, V_HREF, url_path(p.a, "/admin/rounds/%s", sheet->round.code));
	return page_end(&p, 200, "codes");
}

enum err round_codes_post(struct request *req, struct response *res)
{
	struct site *site = req->app->ctx;
	struct code_sheet sheet;
	struct change c;
	const char *count = params_get(&req->form, "count");
	struct db *db;
	enum err e = store_reader(site->store, &db);

	if (!e)
		e = round_of_request(req, db, &sheet.round);
	if (e)
		return e;
	if (!count || !parse_i64(count, &sheet.count) || sheet.count < 1 ||
		sheet.count > CODES_ON_A_SHEET)
		return err_text(err_fail(ERR_INPUT, "a sheet holds 1 to %d codes",
			CODES_ON_A_SHEET), "codes.too_many", NULL);
	e = page_change(req, &c);
	if (!e)
		e = change_end(&c, make_sheet(&c, &sheet));
	return e ? e : show_sheet(req, res, &sheet);
}

/* ---- invitation ---- */

struct invitation {
	const struct page *p;
	struct round round;
	const char *address;
	int64_t minutes;	/* answering takes */
	bool has_list;		/* its answers decide what is automated first */
};

/* In the words of `lang`, whatever the page's language is. */
static const char *words(const struct invitation *v, enum lang lang, const char *key)
{
	return catalog_text(v->p->site->catalog, lang, key);
}

static const char *until(const struct invitation *v, enum lang lang)
{
	const char *last = v->round.to_day;

	return last ? catalog_fill(v->p->a, words(v, lang, "poster.until"), "date",
		format_date(v->p->a, lang, last), NULL) : NULL;
}

static const char *how_long(const struct invitation *v, enum lang lang)
{
	const struct catalog *c = v->p->site->catalog;

	return catalog_fill(v->p->a, catalog_plural(c, lang, "poster.minutes", v->minutes), "n",
		format_integer(v->p->a, lang, v->minutes), NULL);
}

/* Who holds a code is not called anonymous, although nothing joins it to the answers. */
static const char *promise(const struct invitation *v, enum lang lang)
{
	const char *key = v->round.access == ACCESS_CODES ? "poster.groups" : "poster.anonymous";

	return catalog_fill(v->p->a, words(v, lang, key), "k",
		format_integer(v->p->a, lang, v->p->settings.min_cell), NULL);
}

/* The text to paste: what, how long, for whom it is safe, where, until when. */
static const char *mail_text(const struct invitation *v, enum lang lang)
{
	const char *last = until(v, lang);
	const char *contact = v->p->settings.contact;
	struct buf *b = buf_new(v->p->a, MAIL_BYTES);

	buf_printf(b, "%s\n\n%s", words(v, lang, "invite.greeting"), catalog_fill(v->p->a,
		words(v, lang, "invite.what"), "title", v->round.title, NULL));
	if (v->has_list)
		buf_printf(b, "\n%s", words(v, lang, "invite.why"));
	buf_printf(b, "\n%s %s", how_long(v, lang), promise(v, lang));
	if (v->round.access == ACCESS_CODES)
		buf_printf(b, "\n%s", words(v, lang, "invite.code"));
	buf_printf(b, "\n\n%s\n%s?lang=%s\n%s%s%s", words(v, lang, "poster.address"), v->address,
		lang_code(lang), last ? last : "", *contact ? "\n\n" : "", contact);
	return b->data;
}

static void add_language(struct view_list *list, const struct invitation *v, enum lang lang)
{
	struct view_node *n = list_add(list);

	node_text(n, V_CODE, lang_code(lang));
	node_text(n, V_NAME, lang_name(lang));
	node_text(n, V_TITLE, words(v, lang, v->has_list ? "poster.title" : "poster.general"));
	node_textf(n, V_TEXT, "%s %s", how_long(v, lang), promise(v, lang));
	node_text(n, V_DATE, until(v, lang));
	node_text(n, V_MAIL, mail_text(v, lang));
}

/* What of the form and the settings an invitation says. */
static enum err find_invitation(const struct page *p, const char *code, struct invitation *v)
{
	const struct form *form;
	enum err e = round_find(p->a, p->db, code, &v->round);

	if (!e)
		e = round_form_of(p->site->forms, p->a, p->db, &v->round, &form);
	if (e)
		return e;
	v->minutes = survey_minutes(p, &v->round, form);
	v->p = p;
	v->address = round_address(p, &v->round);
	v->has_list = results_has_list(form);
	return OK;
}

enum err round_invite_get(struct request *req, struct response *res)
{
	struct page p;
	struct invitation v;
	struct view_list *list;
	enum err e = office_begin(req, res, "rounds.invite", &p);

	if (!e)
		e = find_invitation(&p, request_capture(req, "round"), &v);
	if (e)
		return e;
	list = node_list(p.root, V_LANGS);
	for (int i = 0; i < LANG_COUNT; i++)
		if (round_speaks(&v.round, lang_code((enum lang)i)))
			add_language(list, &v, (enum lang)i);
	node_text(p.root, V_ROUND, v.round.title);
	node_text(p.root, V_URL, v.address);
	node_flag(p.root, V_WARNING, office_only_here(&p));
	node_markup(p.root, V_QR, qr_code(p.a, v.address, v.address));
	node_text(p.root, V_HREF, url_path(p.a, "/admin/rounds/%s", v.round.code));
	return page_end(&p, 200, "invite");
}
