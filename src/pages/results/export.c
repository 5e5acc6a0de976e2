/* The bundle as a download. */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "bundle/export.h"
#include "model/archive.h"
#include "model/change.h"
#include "model/trail.h"
#include "pages/results.h"
#include "pages/results_page.h"

struct job {
	struct request *req;
	struct arena *arena;
	struct db *db;
	struct bundle_options options;
	const char *code;
};

static enum err to_sink(void *ctx, const void *bytes, size_t len)
{
	return web_sink_write(ctx, bytes, len);
}

static enum err keep_mark(struct request *req, const struct bundle_mark *mark)
{
	struct change c;
	enum err e = page_change(req, &c);

	return e ? e : change_end(&c, trail_head_went(&c, mark->content, &mark->head));
}

static enum err stream(void *ctx, struct web_sink *sink)
{
	struct job *job = ctx;
	struct zip_sink out = {.write = to_sink, .ctx = sink};
	struct bundle_mark mark;
	enum err e = bundle_export(job->arena, job->db, &job->options, out, &mark);

	/* The bundle is whole; all that is lost is that the next one differs by its head. */
	if (!e && mark.fresh && keep_mark(job->req, &mark))
		log_line("the head in a bundle was not written down: %s", err_detail());
	return e;
}

/* Taking single answers away is written down before the first byte leaves. */
static enum err log_rows(struct request *req, const char *round)
{
	struct change c;
	enum err e = page_change(req, &c);

	return e ? e : change_end(&c, trail_event(&c, TRAIL_EXPORT_ROWS, round,
		"single answers, departments below the minimum cell left out"));
}

/* Of a round whose answers were deleted: the bundle that was made of them before. */
static enum err send_archive(struct results *r, struct response *res, const char *name)
{
	const char *zip;
	size_t len;
	enum err e = archive_get(r->page.a, r->page.db, r->round.id, &zip, &len);

	if (e)
		return e;
	response_download(res, "application/zip", name);
	buf_add(response_body(res, 200, "application/zip"), zip, len);
	return OK;
}

enum err export_get(struct request *req, struct response *res)
{
	struct results r;
	struct job *job = arena_alloc(req->arena, sizeof *job);
	bool rows = req->viewer->rows && !params_get(&req->query, "aggregate");
	enum err e = results_begin(req, res, &r);

	if (e)
		return e;
	/* A filter that is not applied must not look as if it were. */
	for (size_t i = 0; i < req->query.count; i++)
		if (strcmp(req->query.list[i].name, "aggregate") != 0)
			return err_fail(ERR_INPUT, "the export takes no “%.40s”: leave it out for "
				"the whole bundle", req->query.list[i].name);
	*job = (struct job){
		.req = req,
		.arena = req->arena,
		.db = r.page.db,
		.code = r.round.code,
		.options = {
			.rounds = &job->code,
			.round_count = 1,
			.rows = rows,
			.drop_small = true,
			.min_cell = r.page.settings.min_cell,
			.example = !r.page.settings.confirmed,
		},
	};
	if (r.archived)
		return send_archive(&r, res, bundle_name(req->arena, &job->options));
	if (rows)
		e = log_rows(req, r.round.code);
	if (e)
		return e;
	response_download(res, "application/zip", bundle_name(req->arena, &job->options));
	response_stream(res, stream, job);
	return OK;
}
