/*
 * kiosk compute quality: status, flags and exclusion of responses in a table.
 */
#include <math.h>
#include <string.h>

#include "analysis/quality.h"
#include "base/arena.h"
#include "base/text.h"
#include "compute.h"

#define COUNT_MAX 1000000
#define SECONDS_MAX 1e9

static const char *const columns[] = {"resp", "kiosk", "token", "started", "submitted",
	"eligible", "answered", "picks_done", "detailed", "active_s", "pages", "ratings", "hash",
	NULL};

static int64_t read_time(const struct cell *at, const char *column)
{
	const char *text = cell_text(at, column);
	int64_t value;

	if (!*text)
		return QUALITY_NO_TIME;
	if (parse_i64(text, &value) && value != QUALITY_NO_TIME)
		return value;
	cell_fault(at, column, FAULT_QUALITY_TIME, text, NULL);
	return QUALITY_NO_TIME;
}

/* Parts of a cell between separators, the last one empty or not. */
static size_t count_parts(const char *text, char separator)
{
	size_t parts = *text != '\0';

	for (; *text; text++)
		parts += *text == separator;
	return parts;
}

/* "id:seconds;…"; ids become numbers in the order in which they first come. */
static void read_pages(const struct cell *at, struct map *pages, struct quality_response *r)
{
	struct arena *a = at->c->arena;
	struct str rest = str_of(cell_text(at, "pages"));
	struct quality_page *list =
		arena_array(a, count_parts(cell_text(at, "pages"), ';'), sizeof *list);

	while (rest.len) {
		struct str seconds, part = str_cut(rest, ';', &rest);
		struct str id = str_cut(part, ':', &seconds);
		const char *name = arena_strndup(a, id.p ? id.p : "", id.len);
		double value;

		if (!part.len)
			continue;
		if (!id.len || !seconds.len
			|| !parse_double(arena_strndup(a, seconds.p, seconds.len), &value)
			|| value < 0 || value > SECONDS_MAX) {
			cell_fault(at, "pages", FAULT_QUALITY_PAGES,
				arena_strndup(a, part.p, part.len), NULL);
			continue;
		}
		if (!map_has(pages, name))
			map_put(pages, name, (void *)(uintptr_t)(pages->count + 1));
		list[r->page_count++] = (struct quality_page){
			(size_t)(uintptr_t)map_get(pages, name) - 1, value};
	}
	r->pages = list;
}

/* "2|5||1": blank is a question not answered. */
static void read_ratings(const struct cell *at, struct quality_response *r)
{
	size_t n;
	double *list = cell_numbers(at, "ratings", '|', &n);

	for (size_t i = 0; i < n; i++)
		if (!isnan(list[i]))
			list[r->rating_count++] = list[i];
	r->ratings = list;
}

/* Codes met so far. */
struct names {
	struct map responses, pages;
};

static void read_response(const struct cell *at, void *ctx, void *out)
{
	struct names *names = ctx;
	struct quality_response *r = out;

	codes_add(&names->responses, at, "resp", (uint32_t)at->row);
	r->id = cell_text(at, "resp");
	r->kiosk = cell_text(at, "kiosk");
	r->token = cell_text(at, "token");
	r->digest = cell_text(at, "hash");
	r->started = read_time(at, "started");
	r->submitted = read_time(at, "submitted");
	r->eligible = (size_t)cell_whole(at, "eligible", COUNT_MAX, 0);
	r->answered = (size_t)cell_whole(at, "answered", COUNT_MAX, 0);
	r->picks_done = cell_yes(at, "picks_done");
	r->timed_functions = (size_t)cell_whole(at, "detailed", COUNT_MAX, 0);
	r->active_s = cell_number(at, "active_s", 0, SECONDS_MAX);
	read_pages(at, &names->pages, r);
	read_ratings(at, r);
}

/* A bound of the window; absent and null are open. */
static int64_t read_bound(struct compute *c, const struct json_flat *params, const char *name)
{
	const struct json_member *m = json_get(params, name);
	const char *text = json_text(params, name);
	int64_t value;

	if (!m || m->kind == JSON_NULL)
		return QUALITY_NO_TIME;
	if (text && parse_i64(text, &value) && value != QUALITY_NO_TIME)
		return value;
	fault_add(&c->faults, "params.json", 0, name, FAULT_QUALITY_PARAM, NULL);
	return QUALITY_NO_TIME;
}

static void put_rows(struct compute *c, const struct quality_input *in,
	const struct quality_result *result)
{
	struct csv_writer w = {.out = compute_output(c, "result.csv")};

	csv_put_row(&w, "resp", "status", "rsi", "flags", "exclude", NULL);
	for (size_t i = 0; i < in->count; i++) {
		const struct quality_row *row = &result->rows[i];

		csv_put(&w, in->responses[i].id);
		csv_put(&w, quality_status_name(row->status));
		csv_put_double(&w, row->rsi);
		csv_put(&w, quality_flags_text(c->arena, row->flags));
		csv_put_i64(&w, row->exclude);
		csv_end_row(&w);
	}
}

enum err compute_quality(struct compute *c)
{
	struct quality_input in = {0};
	struct quality_result result;
	struct json_flat params;
	struct names names;
	enum err e;

	if (compute_params(c, &params)) {
		in.opened = read_bound(c, &params, "opened");
		in.closed = read_bound(c, &params, "closed");
	}
	codes_init(&names.responses, c->arena);
	codes_init(&names.pages, c->arena);
	in.responses = compute_list(c, "responses.csv", columns, sizeof *in.responses,
		read_response, &names, &in.count);
	if (!in.responses || c->faults.count)
		return ERR_INPUT;
	in.pages = names.pages.count;
	e = quality_compute(c->arena, &in, &result);
	if (e == OK)
		put_rows(c, &in, &result);
	return e;
}
