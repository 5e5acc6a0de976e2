/* The logo in the store. */
#include "model/logo.h"

#include <string.h>

#include "base/arena.h"
#include "codec/digest.h"
#include "codec/picture.h"
#include "model/change.h"
#include "model/settings.h"
#include "model/trail.h"
#include "store/stmt.h"

#define NAME "logo"

static enum err drop(struct change *c)
{
	struct stmt *s = db_stmt(c->db, STMT_ASSET_DROP);
	enum err e;

	stmt_text(s, ":name", NAME);
	e = stmt_run(s);
	if (!e)
		e = setting_put(c, "logo", "");
	return e ? e : trail_append(c, "settings.change", NULL, "logo");
}

enum err logo_put(struct change *c, const void *bytes, size_t len)
{
	char tag[DIGEST_HEX_CHARS];
	struct picture picture;
	struct stmt *s;
	enum err e;

	if (!len)
		return drop(c);
	if (len > LOGO_BYTES_MAX)
		return err_text(err_fail(ERR_INPUT, "the picture has more than 64 KB"),
			"settings.logo.large", NULL);
	if (!picture_check(bytes, len, &picture))
		return err_text(err_fail(ERR_INPUT, "this is not a complete PNG or JPEG picture"),
			"settings.logo.bad", NULL);
	s = db_stmt(c->db, STMT_ASSET_PUT);
	stmt_text(s, ":name", NAME);
	stmt_text(s, ":type", picture.type);
	stmt_blob(s, ":bytes", bytes, len);
	e = stmt_run(s);
	digest_hex_of(bytes, len, tag);
	if (!e)
		e = setting_put(c, "logo", arena_strndup(c->arena, tag, 16));
	return e ? e : trail_append(c, "settings.change", NULL, "logo");
}

enum err logo_get(struct arena *a, struct db *db, const char **type, const void **bytes,
	size_t *len)
{
	struct stmt *s = db_stmt(db, STMT_ASSET_GET);
	bool row;
	enum err e;

	stmt_text(s, ":name", NAME);
	e = stmt_step(s, &row);
	if (!e && row) {
		*type = col_copy(a, s, "type");
		*len = col_len(s, "bytes");
		*bytes = memcpy(arena_alloc(a, *len + 1), col_blob(s, "bytes"), *len);
	}
	stmt_done(s);
	return e || row ? e : err_fail(ERR_NOT_FOUND, "there is no logo");
}
