/*
 * What became of what the demo's testers reported: read, the same ones together, answered.
 */
#include "demo.h"

#include <string.h>

#include "base/arena.h"
#include "cmd.h"
#include "model/change.h"
#include "model/triage.h"

#define QUEUE_MOST 100

/* Answers by the number of a comment, over and over. */
static const struct {
	const char *status, *reply;
} answers[] = {
	{"planned", "We have it on the list for the next version."},
	{"accepted", "Thank you: we are looking into how it is done today."},
	{"planned", "The supplier works on it; the next version will have it."},
	{"declined", "It stays as it is: the order follows the due date, which most of you use."},
};

static enum err read_all(struct triage_press *p, struct arena *a, struct db *db,
	const char *prototype)
{
	struct triage_filter f = {.status = "", .show = "unread", .kind = "", .severity = "",
		.activity = "", .lang = "", .prototype = prototype, .words = ""};
	enum err e = OK;

	for (;;) {
		struct triage_item *list;
		struct triage_tokens alike;
		size_t n;

		e = triage_queue(a, db, &f, 1, &list, &n);
		if (e || !n)
			return e;
		e = triage_alike(a, db, list[0].token, &alike);
		if (!e)
			e = triage_read(p, alike, list[0].words);
		if (e)
			return e;
	}
}

static bool same_words(const struct triage_item *a, const struct triage_item *b)
{
	return strcmp(a->words, b->words) == 0 && strcmp(a->lang, b->lang) == 0;
}

static enum err settle_one(struct triage_press *p, const struct triage_item *list, size_t i)
{
	const char *const one[] = {list[i].token};
	struct triage_tokens t = {one, 1};
	struct triage_edit edit = {.status = answers[i % 4].status, .reply = answers[i % 4].reply,
		.reply_lang = "en", .owner = TRIAGE_AS_IT_IS, .deputy = TRIAGE_AS_IT_IS};

	for (size_t k = 0; k < i; k++)
		if (same_words(&list[k], &list[i]))
			return triage_merge(p, t, list[k].number);
	/* One is left for whoever looks at the desk. */
	return i % 5 == 4 ? OK : triage_edit(p, t, &edit);
}

/* What was planned before is in this version. */
static enum err deliver(struct triage_press *p, const struct triage_item *item,
	const char *version)
{
	const char *const one[] = {item->token};
	struct triage_edit edit = {.status = "in_version", .in_version = version,
		.reply = "It is in this version: please try it.", .reply_lang = "en",
		.owner = TRIAGE_AS_IT_IS, .deputy = TRIAGE_AS_IT_IS};

	return triage_edit(p, (struct triage_tokens){one, 1}, &edit);
}

static enum err triage_all(struct change *c, const char *prototype, const char *next)
{
	struct triage_filter f = {.status = "", .show = "", .kind = "", .severity = "",
		.activity = "", .lang = "", .prototype = prototype, .words = ""};
	struct triage_press p;
	struct triage_item *list = NULL;
	size_t n = 0;
	enum err e = triage_begin(&p, c);

	if (!e)
		e = read_all(&p, c->arena, c->db, prototype);
	if (!e)
		e = triage_queue(c->arena, c->db, &f, QUEUE_MOST, &list, &n);
	for (size_t i = 0; !e && i < n; i++)
		if (strcmp(list[i].status, "new") == 0)
			e = settle_one(&p, list, i);
	if (!e && next)
		e = triage_queue(c->arena, c->db, &f, QUEUE_MOST, &list, &n);
	for (size_t i = 0; next && !e && i < n; i++)
		if (strcmp(list[i].status, "planned") == 0)
			e = deliver(&p, &list[i], next);
	return e;
}

enum err demo_triage(struct cmd *c, const char *prototype, const char *next)
{
	struct change change;
	enum err e = cmd_change(c, &change);

	return e ? e : change_end(&change, triage_all(&change, prototype, next));
}
