/* The desk for comments, as a mailbox: filters and the queue. For those with the right to rows, as
 * raw words are read here. */
#include "triage.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "codec/digest.h"
#include "pages/results.h"
#include "pages/results_page.h"
#include "pages/typed.h"
#include "view/format.h"
#include "view/url.h"

#define PER_PAGE 30

/* ---- words ---- */

/* Keys of texts have small letters. */
static const char *key_of(struct arena *a, const char *what, const char *code)
{
	char *key = arena_printf(a, "triage.%s.%s", what, code);

	for (char *c = key; *c; c++)
		if (*c == 'S')
			*c = 's';
	return key;
}

const char *triage_label(const struct page *p, const char *what, const char *code)
{
	return *code ? page_text(p, key_of(p->a, what, code)) : "";
}

const char *triage_status_text(const struct page *p, const char *status, const char *version)
{
	return strcmp(status, "in_version") == 0 ? results_say(p, "triage.status.in_version",
		"version", version) : triage_label(p, "status", status);
}

const char *triage_activity(const struct triage_desk *d, const char *code)
{
	const struct catalogue_entry *e = catalogue_find(&d->functions, code);

	return e ? catalogue_label(&d->functions, e, page_language(&d->p)) : code;
}

void triage_choice(struct view_list *list, const char *value, const char *label, bool selected)
{
	struct view_node *n = list_add(list);

	node_text(n, V_VALUE, value);
	node_text(n, V_LABEL, label);
	node_flag(n, V_SELECTED, selected);
}

void triage_people_add(const struct triage_desk *d, struct view_node *n, enum view_name name,
	int64_t chosen)
{
	struct view_list *list = node_list(n, name);

	triage_choice(list, "0", page_text(&d->p, "triage.nobody"), !chosen);
	for (size_t i = 0; i < d->people_count; i++)
		triage_choice(list, arena_printf(d->p.a, "%lld", (long long)d->people[i].id),
			d->people[i].name, d->people[i].id == chosen);
}

/* ---- begin ---- */

/* A filter by its name: of the form that came, else of the address. */
static const char *asked(const struct request *req, const char *name)
{
	const char *sent = params_get(&req->form, name), *query = params_get(&req->query, name);

	return sent ? sent : query ? query : "";
}

static bool is_among(const char *word, const char *const *list)
{
	for (; *list; list++)
		if (strcmp(*list, word) == 0)
			return true;
	return false;
}

static const char *const shows[] = {"", "unread", "unanswered", "overdue", "mine", "vendor",
	"picture", NULL};
static const char *const statuses[] = {"", "all", "new", "accepted", "planned", "in_version",
	"verified", "declined", "duplicate", "left_out", NULL};
static const char *const kinds[] = {"", "gap", "bug", "change", "praise", NULL};
static const char *const severities[] = {"", "S1", "S2", "S3", "S4", NULL};

static enum err read_filter(struct triage_desk *d)
{
	const struct request *req = d->p.req;
	const char *after = asked(req, "after"), *behind = asked(req, "behind");
	struct triage_filter *f = &d->filter;

	*f = (struct triage_filter){.status = asked(req, "f_status"), .show = asked(req, "show"),
		.kind = asked(req, "kind"), .severity = asked(req, "severity"),
		.activity = asked(req, "activity"), .lang = asked(req, "language"),
		.prototype = asked(req, "prototype"), .words = asked(req, "q"),
		.me = req->viewer->account};
	d->open = asked(req, "open");
	if (*after) {
		f->begun = true;
		if (!parse_i64(after, &f->after) || f->after < 0 ||
			(!f->after && !digest_unhex(behind, f->after_token, sizeof f->after_token)))
			return err_fail(ERR_INPUT, "there is no such page of the queue");
	}
	return is_among(f->status, statuses) && is_among(f->show, shows) &&
		is_among(f->kind, kinds) && is_among(f->severity, severities) ? OK :
		err_fail(ERR_INPUT, "there is no such filter");
}

static enum err add_looked_after(struct page *p)
{
	struct duty duty;
	enum err e = duty_load(p->db, DUTY_COMMENTS, &duty);
	bool owner = !e && duty_may(DUTY_COMMENTS, &duty.owner);
	bool deputy = !e && duty_may(DUTY_COMMENTS, &duty.deputy);

	if (owner || deputy)
		node_text(p->root, V_NOTE, results_say(p, owner && deputy ?
			"texts.looked_after_both" : "texts.looked_after", "owner",
			owner ? duty.owner.name : duty.deputy.name, "deputy", duty.deputy.name));
	return e;
}

static enum err show_closed(struct page *p)
{
	bool admin = p->req->viewer->role == VIEWER_ADMIN;
	enum err e = add_looked_after(p);

	node_text(p->root, V_TEXT, page_text(p, admin ? "triage.no_right_yet" : "triage.no_right"));
	node_text(p->root, V_HREF, admin ? "/admin/users" : NULL);
	return e ? e : page_end(p, 403, "triage_closed");
}

enum err triage_desk_begin(struct request *req, struct response *res, struct triage_desk *d,
	bool *allowed)
{
	enum err e = office_begin(req, res, "triage.title", &d->p);

	if (e)
		return e;
	*allowed = req->viewer->rows;
	if (!*allowed)
		return show_closed(&d->p);
	d->refused = false;
	e = read_filter(d);
	if (!e)
		e = catalogue_load(d->p.a, d->p.db, CATALOGUE_FUNCTIONS, &d->functions);
	return e ? e : triage_people(d->p.a, d->p.db, &d->people, &d->people_count);
}

/* ---- addresses ---- */

/* The filters that are set, by their names in addresses. */
static size_t filters_of(const struct triage_desk *d, const char *(*out)[2])
{
	const struct triage_filter *f = &d->filter;
	const char *const all[][2] = {{"f_status", f->status}, {"show", f->show}, {"kind", f->kind},
		{"severity", f->severity}, {"activity", f->activity}, {"language", f->lang},
		{"prototype", f->prototype}, {"q", f->words}};
	size_t n = 0;

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (*all[i][1]) {
			out[n][0] = all[i][0];
			out[n++][1] = all[i][1];
		}
	return n;
}

#define FILTERS_MAX 8

static const char *place(const struct triage_desk *d, const char *url)
{
	const struct triage_filter *f = &d->filter;
	char hex[TRIAGE_HEX_CHARS];

	if (!f->begun)
		return url;
	url = url_query(d->p.a, url, "after", arena_printf(d->p.a, "%lld", (long long)f->after));
	digest_hex(f->after_token, sizeof f->after_token, hex);
	return f->after ? url : url_query(d->p.a, url, "behind", hex);
}

static const char *filtered(const struct triage_desk *d)
{
	const char *set[FILTERS_MAX][2], *url = TRIAGE_PATH;
	size_t n = filters_of(d, set);

	for (size_t i = 0; i < n; i++)
		url = url_query(d->p.a, url, set[i][0], set[i][1]);
	return url;
}

const char *triage_address(const struct triage_desk *d, const char *token)
{
	const char *url = place(d, filtered(d));

	return *token ? url_query(d->p.a, url, "open", token) : url;
}

/* The same as hidden fields of each form. */
static void add_params(struct triage_desk *d)
{
	struct view_list *list = node_list(d->p.root, V_PARAMS);
	const char *set[FILTERS_MAX][2];
	size_t n = filters_of(d, set);
	char hex[TRIAGE_HEX_CHARS];

	digest_hex(d->filter.after_token, sizeof d->filter.after_token, hex);
	for (size_t i = 0; i < n; i++) {
		struct view_node *p = list_add(list);

		node_text(p, V_NAME, set[i][0]);
		node_text(p, V_VALUE, set[i][1]);
	}
	for (size_t i = 0; d->filter.begun && i < 2; i++) {
		struct view_node *p = list_add(list);

		node_text(p, V_NAME, i ? "behind" : "after");
		node_text(p, V_VALUE, i ? arena_strdup(d->p.a, hex) :
			arena_printf(d->p.a, "%lld", (long long)d->filter.after));
	}
}

/* ---- filters ---- */

static struct view_list *add_field(struct triage_desk *d, struct view_list *fields,
	const char *name, const char *label)
{
	struct view_node *n = list_add(fields);

	node_text(n, V_NAME, name);
	node_text(n, V_LABEL, page_text(&d->p, label));
	return node_list(n, V_CHOICES);
}

/* The first, "", is any. */
static void add_coded(struct triage_desk *d, struct view_list *list, const char *what,
	const char *const *codes, const char *chosen)
{
	for (; *codes; codes++)
		triage_choice(list, *codes, triage_label(&d->p, what, **codes ? *codes : "any"),
			strcmp(*codes, chosen) == 0);
}

static enum err add_found(struct triage_desk *d, struct view_list *list, const char *any,
	enum triage_column column, const char *chosen)
{
	const char **values;
	size_t n;
	enum err e = triage_values(d->p.a, d->p.db, column, &values, &n);

	triage_choice(list, "", page_text(&d->p, any), !*chosen);
	for (size_t i = 0; !e && i < n; i++) {
		const char *label = values[i];
		enum lang lang;

		if (column == TRIAGE_ACTIVITIES)
			label = triage_activity(d, values[i]);
		else if (column == TRIAGE_LANGS && lang_parse(values[i], &lang))
			label = lang_name(lang);
		triage_choice(list, values[i], label, strcmp(values[i], chosen) == 0);
	}
	return e;
}

static enum err add_filters(struct triage_desk *d)
{
	const struct triage_filter *f = &d->filter;
	struct view_node *root = d->p.root;
	struct view_list *fields = node_list(root, V_FIELDS), *list;
	const char *set[FILTERS_MAX][2];
	enum err e;

	add_coded(d, add_field(d, fields, "show", "triage.show"), "show", shows, f->show);
	add_coded(d, add_field(d, fields, "f_status", "triage.status"), "status_filter", statuses, f->status);
	add_coded(d, add_field(d, fields, "kind", "triage.kind"), "kind", kinds, f->kind);
	add_coded(d, add_field(d, fields, "severity", "triage.severity"), "severity", severities, f->severity);
	list = add_field(d, fields, "activity", "triage.activity");
	e = add_found(d, list, "triage.activity.any", TRIAGE_ACTIVITIES, f->activity);
	list = add_field(d, fields, "prototype", "triage.prototype");
	if (!e)
		e = add_found(d, list, "triage.prototype.any", TRIAGE_PROTOTYPES, f->prototype);
	if (!e)
		e = add_found(d, node_list(root, V_CHIPS), "triage.language.any", TRIAGE_LANGS, f->lang);
	node_text(root, V_SEARCH, f->words);
	node_flag(root, V_ACTIVE, filters_of(d, set) > 0);
	return e;
}

/* ---- the queue ---- */

static const char *number_text(const struct triage_desk *d, const struct triage_item *i)
{
	return i->number ? arena_printf(d->p.a, "C%lld", (long long)i->number) :
		page_text(&d->p, "triage.unread");
}

/* What is set of status, voices, activity and version, in one line. */
static const char *detail_of(const struct triage_desk *d, const struct triage_item *i)
{
	const struct page *p = &d->p;
	const char *const parts[] = {
		i->left_out ? page_text(p, "triage.status_filter.left_out") : i->number ?
			triage_status_text(p, i->status, i->in_version) : "",
		i->voices > 1 ? page_count(p, "board.people", i->voices) : "",
		*i->activity ? triage_activity(d, i->activity) : "",
		*i->prototype ? arena_printf(p->a, "%s %s", i->prototype, i->version) : "",
	};
	const char *line = "";

	for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
		if (*parts[k])
			line = arena_printf(p->a, "%s%s%s", line, *line ? " · " : "", parts[k]);
	return line;
}

static void add_item(struct triage_desk *d, struct view_list *items, const struct triage_item *i)
{
	struct page *p = &d->p;
	struct view_node *n = list_add(items);

	node_text(n, V_ID, arena_strdup(p->a, i->token));
	node_text(n, V_HREF, triage_address(d, i->token));
	node_flag(n, V_CURRENT, strcmp(i->token, d->open) == 0);
	node_text(n, V_NAME, number_text(d, i));
	node_text(n, V_TYPE, triage_label(p, "kind", i->kind));
	node_text(n, V_LEVEL, i->severity);
	node_text(n, V_TEXT, i->words);
	node_text(n, V_LANG, i->lang);
	node_text(n, V_DIR, lang_dir(i->lang));
	node_text(n, V_DETAIL, detail_of(d, i));
	node_text(n, V_WARNING, i->late ? page_text(p, "triage.late") : NULL);
	node_text(n, V_VALUE, i->proposed ? page_text(p, "triage.show.vendor") : NULL);
	node_flag(n, V_FRESH, !i->number);
}

static enum err add_queue(struct triage_desk *d)
{
	struct page *p = &d->p;
	struct view_list *items = node_list(p->root, V_ITEMS);
	struct triage_item *list;
	size_t n;
	enum err e = triage_queue(p->a, p->db, &d->filter, PER_PAGE + 1, &list, &n);

	if (e)
		return e;
	for (size_t i = 0; i < n && i < PER_PAGE; i++)
		add_item(d, items, &list[i]);
	if (n > PER_PAGE) {
		struct triage_desk next = *d;

		next.filter.begun = true;
		next.filter.after = list[PER_PAGE - 1].number;
		digest_unhex(list[PER_PAGE - 1].token, next.filter.after_token,
			sizeof next.filter.after_token);
		node_text(p->root, V_NEXT, triage_address(&next, ""));
	}
	node_text(p->root, V_FIRST, d->filter.begun ? filtered(d) : NULL);
	/* On wide screens the first stands open. */
	node_flag(p->root, V_SHOWN, *d->open);
	if (!*d->open && n)
		d->open = list[0].token;
	return OK;
}

static enum err add_counts(struct triage_desk *d)
{
	struct page *p = &d->p;
	struct triage_counts c;
	enum err e = triage_count(p->a, p->db, &c);

	if (!e)
		node_text(p->root, V_SAY, results_say(p, "triage.counts", "unread",
			format_integer(p->a, p->lang, c.unread), "unanswered",
			format_integer(p->a, p->lang, c.unanswered), "overdue",
			format_integer(p->a, p->lang, c.overdue)));
	return e;
}

/* What was done, as long as it can be undone. */
static enum err add_done(struct triage_desk *d)
{
	const char *batch = params_get(&d->p.req->query, "done");
	const char *again = params_get(&d->p.req->query, "undone");
	struct view_node *n;
	int64_t count = 0;
	bool yes = false;
	enum err e = batch ? triage_undoable(d->p.db, batch, &yes, &count) : OK;

	if (e || (!again && !count))
		return e;
	n = node_object(d->p.root, V_DONE);
	node_text(n, V_TEXT, again ? page_text(&d->p, "triage.undone") :
		page_count(&d->p, "triage.done", count));
	node_text(n, V_VALUE, yes && !again ? batch : NULL);
	return OK;
}

/* For all that are ticked. */
static void add_batch(struct triage_desk *d)
{
	struct view_list *list = node_list(d->p.root, V_STEPS);

	triage_choice(list, "", page_text(&d->p, "triage.as_it_is"), true);
	for (int s = 0; s < TRIAGE_STATUS_COUNT; s++) {
		const char *code = triage_status_code((enum triage_status)s);

		if (s != TRIAGE_DUPLICATE && s != TRIAGE_IN_VERSION)
			triage_choice(list, code, triage_label(&d->p, "status", code), false);
	}
	list = node_list(d->p.root, V_PEOPLE);
	triage_choice(list, "", page_text(&d->p, "triage.as_it_is"), true);
	for (size_t i = 0; i < d->people_count; i++)
		triage_choice(list, arena_printf(d->p.a, "%lld", (long long)d->people[i].id),
			d->people[i].name, false);
}

enum err triage_desk_show(struct triage_desk *d, int status, const char *warning)
{
	struct page *p = &d->p;
	enum err e = add_looked_after(p);

	if (!e)
		e = add_filters(d);
	if (!e)
		e = add_queue(d);
	if (!e)
		e = add_counts(d);
	if (!e)
		e = add_done(d);
	if (!e && *d->open)
		e = triage_card_add(d);
	if (e)
		return e;
	add_params(d);
	add_batch(d);
	node_text(p->root, V_LINK, triage_address(d, ""));
	node_text(p->root, V_ACTION, TRIAGE_PATH);
	node_text(p->root, V_WARNING, warning);
	return page_end(p, status, "triage");
}

enum err triage_get(struct request *req, struct response *res)
{
	struct triage_desk d;
	bool allowed;
	enum err e = triage_desk_begin(req, res, &d, &allowed);

	return e || !allowed ? e : triage_desk_show(&d, 200, NULL);
}
