/* A card of the board as it stands on a page, and the strip of the latest ones. */
#include "pages/board.h"

#include <string.h>

#include "base/arena.h"
#include "base/map.h"
#include "model/catalogues.h"
#include "model/prototypes.h"
#include "pages/pictures.h"
#include "pages/standing.h"
#include "view/format.h"
#include "view/url.h"

#define STRIP_MOST 3
#define LOOKED_AT 12	/* for those that were not declined */

enum err board_words_load(const struct page *p, struct board_words *out)
{
	out->activities = arena_alloc(p->a, sizeof *out->activities);
	out->prototypes = arena_alloc(p->a, sizeof *out->prototypes);
	map_init(out->prototypes, p->a);
	return catalogue_load(p->a, p->db, CATALOGUE_FUNCTIONS, out->activities);
}

const char *board_activity(const struct page *p, const struct board_words *w, const char *code)
{
	const char *label = catalogue_label(w->activities, catalogue_find(w->activities, code),
		lang_code(p->lang));

	return label ? label : code;
}

/* The prototype's title, which its latest version has; its code where there is none. */
static enum err find_title(const struct page *p, struct board_words *w, const char *code,
	const char **out)
{
	struct prototype latest;
	enum err e;

	*out = map_get(w->prototypes, code);
	if (*out)
		return OK;
	*out = code;
	e = prototype_find(p->a, p->db, code, NULL, &latest);
	if (!e) {
		const char *title = prototype_say(&latest, "", PROTOTYPE_TITLE, lang_code(p->lang));

		*out = *title ? title : code;
	}
	map_put(w->prototypes, code, (void *)*out);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* "06/2026" */
static const char *month_text(const struct page *p, const char *month)
{
	return strlen(month) == 7 ? arena_printf(p->a, "%s/%.4s", month + 5, month) : NULL;
}

static const char *how_many(const struct page *p, const struct board_card *c)
{
	if (c->at.kind == BOARD_DECISION || c->at.kind == BOARD_BASELINE)
		return page_text(p, c->at.kind == BOARD_DECISION ? "board.decision" :
			"board.baseline");
	return c->voices == 1 ? page_text(p, "board.one") : c->voices ?
		page_count(p, "board.people", c->voices) : page_text(p, "board.several");
}

/* What became of a comment; NULL: its column says it. */
static const char *state_text(const struct page *p, const struct board_card *c,
	const char *prototype)
{
	const char *key = strcmp(c->status, "planned") == 0 ? "board.planned" :
		strcmp(c->status, "declined") == 0 ? "board.declined" :
		strcmp(c->status, "verified") == 0 ? *c->version && *prototype ? "board.solved_in" :
		"board.solved" : strcmp(c->status, "in_version") != 0 ? NULL :
		*prototype ? "board.in_version" : "board.to_try";

	return key ? catalog_fill(p->a, page_text(p, key), "name", prototype, "version",
		c->version, NULL) : NULL;
}

enum err board_node_card(const struct page *p, struct board_words *w, struct view_node *n,
	const struct board_card *c)
{
	const char *title = "";
	enum err e = *c->prototype ? find_title(p, w, c->prototype, &title) : OK;

	node_text(n, V_ID, c->at.number ? arena_printf(p->a, "C%ld", (long)c->at.number) : NULL);
	node_text(n, V_ACTIVITY, *c->at.theme ? c->at.theme : *c->at.activity ?
		board_activity(p, w, c->at.activity) : NULL);
	node_text(n, V_SAID, c->said);
	node_text(n, V_SAID_LANG, c->said_lang);
	node_text(n, V_REPLY, *c->reply ? c->reply : NULL);
	node_text(n, V_REPLY_LANG, c->reply_lang);
	node_text(n, V_COUNT, how_many(p, c));
	node_text(n, V_STATUS, state_text(p, c, title));
	node_flag(n, V_GONE, strcmp(c->status, "declined") == 0);
	node_text(n, V_DATE, month_text(p, c->at.month));
	node_text(n, V_PICTURE, NULL);
	node_flag(n, V_ME_TOO, c->me_too);
	node_int(n, V_N, c->at.number);
	if (c->picture)
		node_text(n, V_PICTURE, picture_path(p->a, c->picture));
	return e;
}

/* ---- put up from another page ---- */

enum err board_node_put(const struct page *p, struct view_node *n, const struct round *r,
	enum board_kind kind, const char *ref)
{
	const struct viewer *v = p->req->viewer;
	struct board_card card;
	struct view_node *put;
	enum err e;

	if (!v || !v->rows || v->role == VIEWER_MANAGER)
		return OK;
	e = board_card_of(p->a, p->db, r->id, kind, ref, &card);
	if (e && e != ERR_NOT_FOUND)
		return e;
	put = node_object(n, V_CARD);
	node_flag(put, V_SHOWN, !e && !card.taken_down);
	node_text(put, V_TYPE, board_kind_code(kind));
	node_text(put, V_SCOPE, r->code);
	node_text(put, V_ID, ref);
	node_text(put, V_LANG, lang_code(p->lang));
	node_text(put, V_VALUE, board_column_code(kind == BOARD_BASELINE ? BOARD_DONE :
		BOARD_WORKING));
	node_int(put, V_MAX, BOARD_SAID_CHARS);
	node_text(put, V_HREF, url_query(p->a, url_query(p->a, url_query(p->a,
		"/results/board/card", "kind", board_kind_code(kind)), "round", r->code), "ref",
		ref));
	return OK;
}

/* ---- the strip ---- */

/* The first ones of a column; a no has its place on the board alone. */
static enum err first_ones(const struct page *p, const struct board *b, enum board_column column,
	struct board_card **out, size_t *count)
{
	static const struct board_wanted wanted = {.most = LOOKED_AT};
	size_t n = 0, found, all;
	enum err e = board_cards(p->a, p->db, b, column, &wanted, out, &found, &all);

	for (size_t i = 0; !e && i < found && n < STRIP_MOST; i++)
		if (strcmp((*out)[i].status, "declined") != 0)
			(*out)[n++] = (*out)[i];
	*count = n;
	return e;
}

/* The latest of two columns; what is done goes first within a month. */
static enum err latest(const struct page *p, const struct board *b, struct board_card **out,
	size_t *count)
{
	struct board_card *done, *working, *list = arena_array(p->a, STRIP_MOST, sizeof *list);
	size_t n_done, n_working = 0, d = 0, w = 0, n = 0;
	enum err e = first_ones(p, b, BOARD_DONE, &done, &n_done);

	if (!e)
		e = first_ones(p, b, BOARD_WORKING, &working, &n_working);
	if (e)
		return e;
	while (n < STRIP_MOST && (d < n_done || w < n_working)) {
		bool next_done = w == n_working || (d < n_done &&
			strcmp(done[d].at.month, working[w].at.month) >= 0);

		list[n++] = next_done ? done[d++] : working[w++];
	}
	*out = list;
	*count = n;
	return OK;
}

enum err board_add_strip(struct page *p)
{
	const struct board *b;
	struct board_words words;
	struct board_card *cards;
	struct view_list *list;
	size_t count = 0;
	enum err e = standing_board(p, &b);

	if (e)
		return e;
	node_flag(p->root, V_BOARD, b->counts[BOARD_HEARD] + b->counts[BOARD_WORKING] +
		b->counts[BOARD_DONE] > 0);
	e = latest(p, b, &cards, &count);
	if (e || !count)
		return e;
	e = board_words_load(p, &words);
	list = node_list(node_object(p->root, V_SAID_CARDS), V_ROWS);
	for (size_t i = 0; !e && i < count; i++)
		e = board_node_card(p, &words, list_add(list), &cards[i]);
	return e;
}
