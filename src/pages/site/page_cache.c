/* Whole pages that are the same for everyone: their bytes, parted where a reader's
 * own values go. */
#include "pages/standing.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/random.h"
#include "form/form.h"

/* Text up to a slot; the last piece has none behind it. */
struct piece {
	const char *bytes;
	size_t len;
	enum page_slot slot;
};

struct bytes {
	bool same_for_all;
	struct piece *pieces;
	size_t count;
};

/* The marks are no secret, but no form's text can hold them by chance. */
static char marks[PAGE_SLOTS][48];

void page_slots_make(void)
{
	for (int i = 0; i < PAGE_SLOTS; i++) {
		char uuid[37];

		random_uuid4(uuid);
		snprintf(marks[i], sizeof marks[i], "slot-%s", uuid);
	}
}

const char *page_slot_text(enum page_slot slot)
{
	return marks[slot];
}

/* The nearest mark from `at` on, and whose it is; NULL behind the last. */
static const char *next_mark(const char *at, enum page_slot *slot)
{
	const char *first = NULL;

	for (int i = 0; i < PAGE_SLOTS; i++) {
		const char *found = strstr(at, marks[i]);

		if (found && (!first || found < first)) {
			first = found;
			*slot = (enum page_slot)i;
		}
	}
	return first;
}

static void add_piece(struct arena *a, struct bytes *b, const char *bytes, size_t len,
	enum page_slot slot)
{
	b->pieces = arena_grow(a, b->pieces, b->count + 1, sizeof *b->pieces);
	b->pieces[b->count++] = (struct piece){bytes, len, slot};
}

static void part(struct arena *a, const struct buf *body, struct bytes *b)
{
	const char *at = arena_strndup(a, body->data, body->len), *mark;
	enum page_slot slot = PAGE_SLOTS;

	while ((mark = next_mark(at, &slot))) {
		add_piece(a, b, at, (size_t)(mark - at), slot);
		at = mark + strlen(marks[slot]);
	}
	add_piece(a, b, at, strlen(at), PAGE_SLOTS);
}

struct drawing {
	struct page *page;
	page_draw *draw;
	void *ctx;
};

static enum err make_bytes(struct arena *a, void *ctx, void **value)
{
	struct drawing *d = ctx;
	struct bytes *b = arena_alloc(a, sizeof *b);
	enum err e = d->draw(d->page, d->ctx, &b->same_for_all);

	*value = b;
	if (e || !b->same_for_all)
		return e;
	if (d->page->res->body->full)
		return err_fail(ERR_TOO_LARGE, "the page is too large");
	part(a, d->page->res->body, b);
	return OK;
}

/* Nothing that could make the page another one for this reader. */
static bool is_plain(const struct request *req)
{
	return strcmp(req->method, "POST") != 0 && !req->viewer && !req->cookies.count
		&& !req->accept_json && (req->query.count == 0
		|| (req->query.count == 1 && strcmp(req->query.list[0].name, "lang") == 0));
}

/* 20250701 for 2025-07-01. */
static int64_t day_number(const char *day)
{
	int64_t n = 0;

	for (; *day; day++)
		if (*day != '-')
			n = 10 * n + (*day - '0');
	return n;
}

/* A number for each page that there may be of `what`: one a language. */
static int64_t page_number(const struct page *p, int64_t what)
{
	return what * (LANG_COUNT + FORM_LANGUAGES_MAX) +
		(p->tongue ? LANG_COUNT + (int64_t)p->tongue->index : (int64_t)p->lang);
}

enum err page_cached(struct page *p, int64_t what, page_draw *draw, void *ctx,
	const char *const values[PAGE_SLOTS], bool *answered)
{
	struct drawing drawing = {p, draw, ctx};
	struct cache_key key = {.round = page_number(p, what),
		.version = {p->version, day_number(page_today(p))}};
	struct buf *out;
	const struct bytes *b;
	void *value;
	enum err e;

	*answered = false;
	if (!is_plain(p->req))
		return OK;
	e = cache_get(p->site->pages, p->a, &key, make_bytes, &drawing, &value);
	b = value;
	if (e || !b->same_for_all)
		return e;
	out = response_html(p->res, 200);
	for (size_t i = 0; i < b->count; i++) {
		buf_add(out, b->pieces[i].bytes, b->pieces[i].len);
		if (b->pieces[i].slot != PAGE_SLOTS)
			buf_puts(out, values[b->pieces[i].slot]);
	}
	*answered = true;
	return OK;
}
