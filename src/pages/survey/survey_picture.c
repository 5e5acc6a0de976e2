/*
 * Pictures of comments on their way in. POST /s/ROUND/media takes one as it is (a script sends it,
 * and puts the hash that is answered into the field), or with the answers so far from a page of its
 * own, which then come back with the picture among them: so it goes without a script, too.
 */
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "codec/digest.h"
#include "codec/json.h"
#include "model/change.h"
#include "model/pictures.h"
#include "pages/survey.h"
#include "pages/survey_page.h"
#include "view/url.h"
#include "web/multipart.h"
#include "web/status.h"

static const struct question *picture_question(const struct survey *s, const char *field)
{
	for (size_t i = 0; i < s->form->question_count; i++) {
		const struct question *q = s->form->questions[i];

		if (q->takes_answer && question_answer(q) == ANSWER_PICTURE &&
			(!field || strcmp(q->field, field) == 0))
			return q;
	}
	return NULL;
}

/* Whether the round takes one from whoever sent `code`: ERR_NOT_FOUND, ERR_GONE, ERR_DENIED. */
static enum err may_send(const struct survey *s, const char *code)
{
	const char *fault = survey_code_fault(s, code);

	if (!picture_question(s, NULL))
		return err_fail(ERR_NOT_FOUND, "this round asks for no pictures");
	if (round_state_on(&s->round, s->ctx.today) != ROUND_OPEN)
		return err_text(err_fail(ERR_GONE, "this round is not open"), "error.closed.text", NULL);
	return fault ? err_text(err_fail(ERR_DENIED, "this access code is unknown or used"), fault,
		NULL) : OK;
}

/* Make it anew and store it. */
static enum err take(struct survey *s, const void *bytes, size_t len, struct kept_picture *out)
{
	struct change c;
	enum err e = picture_make(s->page.a, bytes, len, out);

	if (!e)
		e = page_change(s->page.req, &c);
	return e ? e : change_end(&c, picture_put(&c, s->round.id, out));
}

/* What went wrong, for the page's reader. */
static const char *said(const struct survey *s)
{
	struct said words = err_said(s->page.a);

	return words.key ? page_said(&s->page, &words) : page_text(&s->page, "survey.picture.failed");
}

/* ---- as it is ---- */

static enum err answer_refused(struct survey *s, enum err e)
{
	int status = status_of(e);
	const char *message = said(s);
	struct json_writer w = {.out = response_json(s->page.res, status)};

	json_begin_object(&w);
	json_key(&w, "status");
	json_i64(&w, status);
	json_key(&w, "message");
	json_string(&w, message);
	json_end_object(&w);
	return OK;
}

static enum err answer_taken(struct survey *s, const struct kept_picture *p)
{
	char hash[DIGEST_HEX_CHARS];
	struct json_writer w = {.out = response_json(s->page.res, 201)};

	digest_hex(p->hash, sizeof p->hash, hash);
	json_begin_object(&w);
	json_key(&w, "hash");
	json_string(&w, hash);
	json_key(&w, "width");
	json_i64(&w, p->width);
	json_key(&w, "height");
	json_i64(&w, p->height);
	json_end_object(&w);
	return OK;
}

static enum err take_raw(struct survey *s)
{
	struct request *req = s->page.req;
	struct kept_picture p;
	char *bytes;
	size_t len;
	enum err e = may_send(s, req->code_header);

	/* A type that other sites' pages cannot send unasked. */
	if (!e && !text_starts(req->content_type, "image/"))
		e = err_text(err_fail(ERR_INPUT, "a picture is sent as image/png, image/jpeg or "
			"image/webp"), "survey.picture.unknown", NULL);
	if (!e) {
		e = request_read_all(req, &bytes, &len);
		if (e)
			return e;
		e = take(s, bytes, len, &p);
	}
	if (e && status_of(e) >= 500)
		return e;
	return e ? answer_refused(s, e) : answer_taken(s, &p);
}

/* ---- by a page of its own ---- */

static enum err show_page(struct survey *s, const struct question *q, int status,
	const char *error)
{
	const struct answer *answer = answers_of(s->answers, q);

	node_text(s->page.root, V_NAME, q->field);
	node_text(s->page.root, V_VALUE, answer->count ? answer->values[answer->count - 1] : "");
	survey_say(&s->page, s->page.root, V_ERROR, error);
	node_text(s->page.root, V_TITLE, page_text(&s->page, "survey.picture.add"));
	node_text(s->page.root, V_HREF, url_path(s->page.a, "/s/%s/media", s->round.code));
	return survey_show_bare(s, status, "picture");
}

enum err survey_picture(struct survey *s, const char *field)
{
	const struct question *q = picture_question(s, field);

	return q && !s->preview ? show_page(s, q, 200, NULL) : survey_show_sections(s, 200, NULL);
}

/* In place of what was answered to the question; "" takes it away. */
static enum err put_answer(struct survey *s, const struct question *q, const char *hash)
{
	struct request *req = s->page.req;
	struct params form = {0};
	enum err e = OK;

	for (size_t i = 0; !e && i < req->form.count; i++) {
		const struct param *p = &req->form.list[i];

		if (strcmp(p->name, q->field) != 0)
			e = params_add(req->arena, &form, p->name, p->value, p->len);
	}
	if (!e)
		e = params_add(req->arena, &form, q->field, hash, strlen(hash));
	if (e)
		return e;
	req->form = form;
	survey_read(s);
	return OK;
}

/* Whichever button was pressed: with a picture, without one, or as it was. */
static enum err do_step(struct survey *s, const struct question *q, const char *step)
{
	const struct uploads *files = &s->page.req->files;
	struct kept_picture p;
	char hash[DIGEST_HEX_CHARS];
	enum err e;

	if (strcmp(step, "drop") == 0)
		return put_answer(s, q, "");
	if (strcmp(step, "put") != 0)
		return OK;
	if (!files->count)
		return err_text(err_fail(ERR_INPUT, "choose a picture first"), "survey.picture.none", NULL);
	e = take(s, files->list[0].data, files->list[0].len, &p);
	if (e)
		return e;
	digest_hex(p.hash, sizeof p.hash, hash);
	return put_answer(s, q, hash);
}

static enum err take_page(struct survey *s)
{
	struct request *req = s->page.req;
	const struct question *q;
	const char *step;
	bool refused;
	char *body;
	size_t len;
	enum err e = request_read_all(req, &body, &len);

	if (!e)
		e = multipart_parse(req->arena, req->boundary, body, len, &req->form, &req->files);
	if (e)
		return e;
	survey_choose_language(s);
	survey_read(s);
	e = survey_know_tester(s, &refused);
	if (e)
		return e;
	survey_evaluate(s);
	step = params_get(&req->form, "step");
	q = picture_question(s, params_get(&req->form, "picture"));
	if (!q || !step)
		return err_fail(ERR_INPUT, "this page sends a picture for a question");
	e = may_send(s, params_get(&req->form, "code"));
	if (e == ERR_GONE)
		return survey_show_closed(s);
	if (!e)
		e = do_step(s, q, step);
	if (e && status_of(e) >= 500)
		return e;
	if (e)
		return show_page(s, q, status_of(e), said(s));
	survey_evaluate(s);
	return survey_show_sections(s, 200, NULL);
}

enum err media_post(struct request *req, struct response *res)
{
	struct survey s;
	enum err e = survey_open(req, res, &s);

	if (e)
		return e;
	return req->boundary ? take_page(&s) : take_raw(&s);
}
