/*
 * A picture of a version of a prototype, for testers to look at where there is nothing to open: put
 * there, put in the place of another, taken away.
 */
#include "model/change.h"
#include "model/pictures.h"
#include "pages/admin.h"
#include "pages/typed.h"
#include "prototypes.h"
#include "view/url.h"

static enum err put(struct change *c, const struct request *req, const struct kept_picture *picture)
{
	enum err e = picture ? picture_put_lasting(c, picture) : OK;

	return e ? e : prototype_set_picture(c, request_capture(req, "code"),
		request_capture(req, "version"), picture ? picture->hash : NULL);
}

static enum err store(struct request *req, const struct kept_picture *picture)
{
	struct change c;
	enum err e = page_change(req, &c);

	return e ? e : change_end(&c, put(&c, req, picture));
}

/* Made anew before the change begins: that is slow. */
static enum err take(struct request *req)
{
	const struct upload *file = req->files.count ? &req->files.list[0] : NULL;
	struct kept_picture made;
	enum err e;

	if (!file || !file->len)
		return err_text(err_fail(ERR_INPUT, "choose a picture first"), "survey.picture.none",
			NULL);
	e = picture_make(req->arena, file->data, file->len, &made);
	return e ? e : store(req, &made);
}

enum err prototype_picture_post(struct request *req, struct response *res)
{
	enum err e = *typed(req, "remove") ? store(req, NULL) : take(req);
	struct said said = err_said(req->arena);

	if (e == ERR_INPUT || e == ERR_TOO_LARGE || e == ERR_BUSY)
		return prototype_show(req, res, 422, &said);
	return e ? e : response_redirect(res, url_query(req->arena, url_path(req->arena,
		"/admin/prototypes/%s/%s", request_capture(req, "code"),
		request_capture(req, "version")), "done", "1"));
}
