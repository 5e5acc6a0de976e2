/*
 * GET /s/ROUND/comments?activity=CODE: what others reported of an activity, for who is about to
 * report the same. Owns that format:
 *
 *   [{"number":12,"text":"…","lang":"sk"}…]   reviewed words, the latest first
 */
#include <string.h>

#include "base/buf.h"
#include "codec/json.h"
#include "model/comments.h"
#include "pages/survey.h"
#include "pages/survey_page.h"

#define OFFERED 5

/* As it is stored: what is about something else has none. */
static const char *activity_asked(const struct request *req)
{
	const char *code = params_get(&req->query, "activity");

	return !code || strcmp(code, "none") == 0 || strcmp(code, "dk") == 0 ? "" : code;
}

static void put_one(struct json_writer *w, const struct comment_shown *c)
{
	json_begin_object(w);
	json_key(w, "number");
	json_i64(w, c->number);
	json_key(w, "text");
	json_string(w, c->text);
	json_key(w, "lang");
	json_string(w, c->lang);
	json_end_object(w);
}

enum err survey_alike_get(struct request *req, struct response *res)
{
	struct survey s;
	struct comment_shown *list;
	struct json_writer w = {0};
	size_t count;
	enum err e = survey_open(req, res, &s);

	if (e)
		return e;
	if (!form_takes_comments(s.form))
		return err_fail(ERR_NOT_FOUND, "the round takes no comments");
	e = comments_alike(s.page.a, s.page.db, s.round.prototype, activity_asked(req), OFFERED,
		&list, &count);
	if (e)
		return e;
	response_cache(res, "no-cache");
	w.out = response_json(res, 200);
	json_begin_array(&w);
	for (size_t i = 0; i < count; i++)
		put_one(&w, &list[i]);
	json_end_array(&w);
	return OK;
}
