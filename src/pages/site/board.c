/* The board everybody may read, and "me too" by the code of a tester's slip. */
#include "pages/board.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "model/change.h"
#include "pages/standing.h"
#include "pages/survey.h"
#include "pages/typed.h"
#include "view/url.h"

#define AT_ONCE 20	/* cards of a column on a page */
#define PAGE_OF_BOARD (-1)	/* among the pages that are kept */
#define PAGES_MOST 10000

static const char *const titles[BOARD_COLUMNS] = {"board.heard", "board.working", "board.done"};
static const char *const hints[BOARD_COLUMNS] = {"board.heard.hint", "board.working.hint",
	"board.done.hint"};

/* What the address asks for, and what a press came to. */
struct asked_board {
	const struct board *board;
	struct board_words words;
	const char *theme, *activity;	/* NULL: all */
	size_t pages[BOARD_COLUMNS];	/* from 0 on */
	int64_t number;			/* the comment that was pressed; 0 */
	const char *error;		/* beside it */
};

/* The address of this board with another theme, or another page of a column. */
static const char *address(const struct page *p, const char *theme, const char *activity,
	const size_t pages[BOARD_COLUMNS])
{
	const char *url = url_query(p->a, "/board", "lang", lang_code(p->lang));

	if (theme)
		url = url_query(p->a, url, "theme", theme);
	if (activity)
		url = url_query(p->a, url, "activity", activity);
	for (int c = 0; pages && c < BOARD_COLUMNS; c++)
		if (pages[c])
			url = url_query(p->a, url, board_column_code((enum board_column)c),
				arena_printf(p->a, "%zu", pages[c] + 1));
	return url;
}

static void read_asked(const struct request *req, struct asked_board *x)
{
	x->theme = params_get(&req->query, "theme");
	x->activity = x->theme ? NULL : params_get(&req->query, "activity");
	for (int c = 0; c < BOARD_COLUMNS; c++) {
		const char *text = params_get(&req->query, board_column_code((enum board_column)c));
		int64_t n = 0;

		if (text && parse_i64(text, &n) && n > 1 && n <= PAGES_MOST)
			x->pages[c] = (size_t)n - 1;
	}
}

/* ---- shown ---- */

static void add_filter(struct view_list *list, const char *label, const char *href, bool current)
{
	struct view_node *n = list_add(list);

	node_text(n, V_LABEL, label);
	node_text(n, V_HREF, href);
	node_flag(n, V_CURRENT, current);
}

static void add_filters(const struct page *p, const struct asked_board *x)
{
	const struct board *b = x->board;
	struct view_list *list = node_list(p->root, V_TABS);

	node_flag(p->root, V_MORE, b->n_themes + b->n_activities > 1);
	add_filter(list, page_text(p, "board.all"), address(p, NULL, NULL, NULL),
		!x->theme && !x->activity);
	for (size_t i = 0; i < b->n_themes; i++)
		add_filter(list, b->themes[i], address(p, b->themes[i], NULL, NULL),
			x->theme && strcmp(x->theme, b->themes[i]) == 0);
	for (size_t i = 0; i < b->n_activities; i++)
		add_filter(list, board_activity(p, &x->words, b->activities[i]),
			address(p, NULL, b->activities[i], NULL),
			x->activity && strcmp(x->activity, b->activities[i]) == 0);
}

static void add_paging(const struct page *p, const struct asked_board *x, struct view_node *n,
	enum board_column c, size_t all)
{
	size_t pages[BOARD_COLUMNS];

	memcpy(pages, x->pages, sizeof pages);
	if (x->pages[c]) {
		pages[c] = x->pages[c] - 1;
		node_text(n, V_BEFORE, address(p, x->theme, x->activity, pages));
	}
	if (all > (x->pages[c] + 1) * AT_ONCE) {
		pages[c] = x->pages[c] + 1;
		node_text(n, V_NEXT, address(p, x->theme, x->activity, pages));
	}
}

static enum err add_column(const struct page *p, struct asked_board *x, struct view_list *columns,
	enum board_column c)
{
	struct board_wanted wanted = {x->theme, x->activity, x->pages[c] * AT_ONCE, AT_ONCE};
	struct view_node *column = list_add(columns);
	struct view_list *list = node_list(column, V_CARDS);
	struct board_card *cards;
	size_t count = 0, all = 0;
	enum err e = board_cards(p->a, p->db, x->board, c, &wanted, &cards, &count, &all);

	node_text(column, V_CODE, board_column_code(c));
	node_text(column, V_LABEL, page_text(p, titles[c]));
	node_text(column, V_HINT, page_text(p, hints[c]));
	node_int(column, V_MAX, (int64_t)all);
	node_text(column, V_BEFORE, NULL);
	node_text(column, V_NEXT, NULL);
	for (size_t i = 0; !e && i < count; i++) {
		struct view_node *n = list_add(list);

		e = board_node_card(p, &x->words, n, &cards[i]);
		if (x->error && cards[i].at.number && cards[i].at.number == x->number)
			node_text(n, V_ERROR, x->error);
	}
	if (!e)
		add_paging(p, x, column, c, all);
	return e;
}

static enum err fill_board(struct page *p, struct asked_board *x)
{
	struct view_list *columns;
	enum err e = standing_board(p, &x->board);

	if (!e)
		e = board_words_load(p, &x->words);
	if (e)
		return e;
	node_text(p->root, V_TITLE, page_text(p, "start.said.title"));
	node_flag(p->root, V_ANY, x->board->counts[BOARD_HEARD] + x->board->counts[BOARD_WORKING] +
		x->board->counts[BOARD_DONE] > 0);
	node_text(p->root, V_ACTION, address(p, x->theme, x->activity, x->pages));
	node_text(p->root, V_ERROR, NULL);
	node_text(p->root, V_VALUE, x->error ? typed(p->req, "code") : NULL);
	node_flag(p->root, V_PLAIN, true);
	add_filters(p, x);
	columns = node_list(p->root, V_COLUMNS);
	for (int c = 0; !e && c < BOARD_COLUMNS; c++)
		e = add_column(p, x, columns, (enum board_column)c);
	return e;
}

static enum err draw_board(struct page *p, void *ctx, bool *same_for_all)
{
	struct asked_board *x = ctx;
	enum err e = fill_board(p, x);

	*same_for_all = true;
	return e ? e : page_end(p, 200, "board");
}

/* Of whom a voice was noted, by the address the press leads to. */
static void add_noted(const struct page *p)
{
	const char *text = params_get(&p->req->query, "noted");
	int64_t number = 0;

	if (text && parse_i64(text, &number) && number > 0)
		node_text(p->root, V_DONE, catalog_fill(p->a, page_text(p, "board.noted"), "id",
			arena_printf(p->a, "C%ld", (long)number), NULL));
}

enum err board_get(struct request *req, struct response *res)
{
	static const char *const nothing[PAGE_SLOTS] = {"", ""};
	struct asked_board x = {.theme = NULL};
	struct page p;
	bool answered, same;
	enum err e = page_begin(req, res, &p);

	if (e)
		return e;
	read_asked(req, &x);
	e = page_cached(&p, PAGE_OF_BOARD, draw_board, &x, nothing, &answered);
	if (e || answered)
		return e;
	add_noted(&p);
	return draw_board(&p, &x, &same);
}

/* ---- me too ---- */

enum err board_post(struct request *req, struct response *res)
{
	struct asked_board x = {.theme = NULL};
	struct change c;
	struct page p;
	enum err e = page_begin(req, res, &p);

	if (e)
		return e;
	if (!parse_i64(typed(req, "number"), &x.number) || x.number <= 0)
		return err_fail(ERR_INPUT, "no comment is named");
	e = page_try(req, THROTTLE_ME_TOO, "");
	if (e)
		return e;
	e = page_change(req, &c);
	if (!e)
		e = change_end(&c, board_me_too(&c, x.number, typed(req, "code")));
	if (e != ERR_DENIED)
		page_right(req, THROTTLE_ME_TOO, "");
	read_asked(req, &x);
	if (!e)
		return response_redirect(res, url_query(p.a, address(&p, x.theme, x.activity,
			x.pages), "noted", arena_printf(p.a, "%ld", (long)x.number)));
	if (e != ERR_DENIED)
		return e;
	x.error = page_text(&p, "board.unknown_code");
	e = fill_board(&p, &x);
	node_text(p.root, V_WARNING, x.error);
	return e ? e : page_end(&p, 422, "board");
}
