/* Pictures that came with comments, and those of prototypes, as answers. */
#include "pages/pictures.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "codec/digest.h"
#include "pages/site.h"
#include "pages/survey.h"
#include "view/url.h"

static const char *name_of(struct arena *a, const struct kept_picture *p, const char *hash)
{
	const char *ends = strcmp(p->type, "image/png") == 0 ? "png" :
		strcmp(p->type, "image/webp") == 0 ? "webp" : "jpg";

	return arena_printf(a, "inline; filename=\"picture-%.12s.%s\"", hash, ends);
}

const char *picture_path(struct arena *a, const unsigned char *hash)
{
	char hex[PICTURE_HASH_CHARS];

	digest_hex(hash, PICTURE_HASH_BYTES, hex);
	return url_path(a, "/board/picture/%s", hex);
}

enum err picture_answer(struct request *req, struct response *res, enum picture_for who)
{
	const char *hash = request_capture(req, "hash");
	struct kept_picture found;
	struct page p;
	enum err e = page_begin(req, res, &p);

	if (!e)
		e = picture_get(p.a, p.db, who, hash, &found);
	if (!e)
		e = response_header(res, "Content-Security-Policy", "sandbox; default-src 'none'");
	if (!e)
		e = response_header(res, "Content-Disposition", name_of(p.a, &found, hash));
	if (e)
		return e;
	if (who == PICTURE_FOR_ALL) {
		response_cache(res, "private, no-cache");
		if (response_etag(req, res, hash))
			return OK;
	}
	buf_add(response_body(res, 200, found.type), found.bytes, found.len);
	return OK;
}

enum err board_picture_get(struct request *req, struct response *res)
{
	return picture_answer(req, res, PICTURE_FOR_ALL);
}
