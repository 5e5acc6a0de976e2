/*
 * Site: what the pages of a program share: store, templates, texts, compiled
 * forms; and the beginning and end every page has. Where web, view and model
 * meet.
 */
#ifndef PAGES_SITE_H
#define PAGES_SITE_H

#include <stdbool.h>

#include "base/err.h"
#include "model/calendar.h"
#include "model/cache.h"
#include "model/kiosk.h"
#include "model/rounds.h"
#include "model/settings.h"
#include "model/throttle.h"
#include "store/store.h"
#include "view/catalog.h"
#include "view/lang.h"
#include "view/template.h"
#include "web/app.h"

struct change;
struct db;

/* One per process; a program's app.ctx. Set `role` before web_main(). */
struct site {
	enum store_role role;
	struct arena *arena;		/* lives as long as the process */
	struct store *store;
	const struct catalog *catalog;
	const struct view_set *views;
	const char *help;		/* folder of its documents, a folder a language in it */
	struct cache *forms;		/* compiled forms of rounds */
	struct cache *lists;		/* priority lists of releases */
	struct cache *drawn;		/* those with draws, where they are stored apart */
	struct cache *summaries;		/* answers to each question, of releases */
	struct cache *standing, *pages;	/* until the next commit */
	struct kiosk kiosk;
};

/* Callbacks of a web_app whose ctx is a struct site. */
enum err site_begin(void *site);
void site_end(void *site);
void site_tick(void *site);
void site_after(void *site);
/* A parameter of addresses that a page looks at again by itself: that is nobody's use of the session. */
#define LOOKS_AGAIN "looked"
enum err site_session(struct request *req, const char *token, struct viewer **viewer);
/* Asks for the password once more (struct web_app, prove). */
enum err site_prove(struct request *req, struct response *res, bool *proved);
/* Notes what was denied (struct web_app, denied). */
void site_denied(struct request *req, const struct route *route, const char *why);
enum err site_error_page(struct request *req, int status, const char *detail,
	struct response *res);

/* A language that a form is in and the interface is not. */
struct tongue {
	const char *code, *name;	/* "ar"; as its author calls it */
	size_t index;			/* among the form's languages */
};

/* A page on its way. */
struct page {
	struct request *req;
	struct response *res;
	struct site *site;
	struct arena *a;
	struct db *db;			/* the thread's read connection */
	int64_t version;		/* the store's data version, as this request began */
	struct settings settings;
	struct calendar calendar;
	enum lang lang;			/* of the interface's own words */
	struct view_node *root;
	const struct round *round;	/* what the page asks: its languages are offered; or NULL */
	const struct tongue *tongues;	/* further ones in which it can be read */
	size_t tongue_count;
	const struct tongue *tongue;	/* that it is read in; NULL: `lang` */
	bool office;			/* for those who signed in, not for staff */
	const char *results_of;		/* the code of the round whose results it shows; or NULL */
	bool results_listed;		/* and whether that has a priority list */
	const char *results_pilot;	/* of a pilot's round the code of its prototype; or NULL */
};

/* Begin: read connection, settings, language (`lang` parameter, else the
 * browser's, else the kiosk's first), an empty page. ERR_STORE. */
enum err page_begin(struct request *req, struct response *res, struct page *out);

/* Begin a page for those who work here: `title` is a key of the catalogue, the
 * language that of the last ?lang= (kept in a cookie), else the browser's, else
 * the kiosk's first. page_end() adds menu and language links. */
enum err office_begin(struct request *req, struct response *res, const char *title,
	struct page *out);

/* Add what every page shows (language links, menu, brand), render `template`
 * with `status` into the response. */
enum err page_end(struct page *p, int status, const char *template);

/* Whether this try at a secret is looked at; it counts as wrong until page_right() (see
 * model/throttle.h). `name`: whose, or "". ERR_BUSY: to wait req->wait_s first. Where nobody
 * tells who asks, every try is looked at. */
enum err page_try(struct request *req, enum throttle_kind kind, const char *name);
void page_right(struct request *req, enum throttle_kind kind, const char *name);

/* Begin a change of who asks; see change_begin(). */
enum err page_change(struct request *req, struct change *out);

/* The language that the page as a whole is in: "sk", "ar". */
const char *page_language(const struct page *p);

/* The interface's text in the page's language. */
const char *page_text(const struct page *p, const char *key);

/* The same for a number of things, which stands in place of its {n}. */
const char *page_count(const struct page *p, const char *key, int64_t n);

/* What was said of a failure, in the page's language where that is known; its
 * English words elsewhere. NULL for NULL. */
const char *page_said(const struct page *p, const struct said *said);

/* What stands at the top of every page: the company, else the product. */
const char *page_brand(const struct page *p);
/* Whether the kiosk, and the round the page is about, offer that language of the interface. */
bool page_speaks(const struct page *p, enum lang lang);

/* The local day by which rounds are open: today's, or the last one known while the
 * clock is in doubt (model/calendar.h). */
const char *page_today(const struct page *p);

#endif
