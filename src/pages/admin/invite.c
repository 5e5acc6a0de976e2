/* Inviting people to a round: slips with access codes, poster and text to paste. */
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "model/catalogues.h"
#include "model/change.h"
#include "model/codes.h"
#include "pages/office.h"
#include "pages/admin.h"
#include "rounds.h"
#include "view/format.h"
#include "view/qr.h"
#include "view/url.h"

#define CODES_ON_A_SHEET 1000

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

static void add_slip(struct page *p, struct view_list *slips, const char *address,
	const char *label, const char *code)
{
	struct view_node *n = list_add(slips);
	const char *target = arena_printf(p->a, "%s#code=%s", address, code);

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
	const char *address;
	enum err e = office_begin(req, res, "rounds.codes", &p);

	if (!e)
		e = round_catalogue(p.a, p.db, sheet->round.id, CATALOGUE_DEPARTMENTS, &c);
	if (e)
		return e;
	slips = node_list(p.root, V_SLIPS);
	address = round_address(&p, &sheet->round);
	for (size_t d = 0; d < sheet->department_count; d++) {
		const char *code = sheet->departments[d].code;
		const char *label = catalogue_label(&c, catalogue_find(&c, code),
			lang_code(p.lang));

		for (int64_t i = 0; sheet->codes[d] && i < sheet->count; i++)
			add_slip(&p, slips, address, label, sheet->codes[d][i]);
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
		e = round_find(req->arena, db, request_capture(req, "round"), &sheet.round);
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

/* In the words of `lang`, whatever the page's language is. */
static const char *words(const struct page *p, enum lang lang, const char *key)
{
	return catalog_text(p->site->catalog, lang, key);
}

static const char *until(const struct page *p, enum lang lang, const struct round *r)
{
	return r->to_day ? catalog_fill(p->a, words(p, lang, "poster.until"), "date",
		format_date(p->a, lang, r->to_day), NULL) : NULL;
}

static const char *anonymous(const struct page *p, enum lang lang)
{
	return catalog_fill(p->a, words(p, lang, "poster.anonymous"), "k",
		format_integer(p->a, lang, p->settings.min_cell), NULL);
}

/* The text to paste: what, how long, for whom it is safe, where, until when. */
static const char *mail_text(const struct page *p, enum lang lang, const struct round *r,
	const char *address)
{
	const char *last = until(p, lang, r);
	const char *contact = p->settings.contact;

	return arena_printf(p->a, "%s\n\n%s\n%s\n%s%s\n\n%s\n%s\n%s%s%s",
		words(p, lang, "invite.greeting"),
		catalog_fill(p->a, words(p, lang, "invite.what"), "title", r->title, NULL),
		words(p, lang, "invite.why"), anonymous(p, lang),
		r->access == ACCESS_CODES ? arena_printf(p->a, "\n%s",
			words(p, lang, "invite.code")) : "",
		words(p, lang, "poster.address"), address, last ? last : "",
		*contact ? "\n\n" : "", contact);
}

static void add_language(struct page *p, struct view_list *list, enum lang lang,
	const struct round *r, const char *address)
{
	struct view_node *n = list_add(list);

	node_text(n, V_CODE, lang_code(lang));
	node_text(n, V_NAME, lang_name(lang));
	node_text(n, V_TITLE, words(p, lang, "poster.title"));
	node_textf(n, V_TEXT, "%s %s", words(p, lang, "poster.minutes"), anonymous(p, lang));
	node_text(n, V_DATE, until(p, lang, r));
	node_text(n, V_MAIL, mail_text(p, lang, r, arena_printf(p->a, "%s?lang=%s", address,
		lang_code(lang))));
}

enum err round_invite_get(struct request *req, struct response *res)
{
	struct page p;
	struct round r;
	struct view_list *list;
	const char *address;
	enum err e = office_begin(req, res, "rounds.invite", &p);

	if (!e)
		e = round_find(p.a, p.db, request_capture(req, "round"), &r);
	if (e)
		return e;
	address = round_address(&p, &r);
	list = node_list(p.root, V_LANGS);
	for (int i = 0; i < LANG_COUNT; i++)
		if (round_speaks(&r, lang_code((enum lang)i)))
			add_language(&p, list, (enum lang)i, &r, address);
	node_text(p.root, V_ROUND, r.title);
	node_text(p.root, V_URL, address);
	node_flag(p.root, V_WARNING, office_only_here(&p));
	node_markup(p.root, V_QR, qr_code(p.a, address, address));
	node_text(p.root, V_HREF, url_path(p.a, "/admin/rounds/%s", r.code));
	return page_end(&p, 200, "invite");
}
