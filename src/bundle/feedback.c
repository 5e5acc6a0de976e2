/*
 * feedback.csv and media/: what was reported, as it may be seen, and what became of it. In the
 * order of the numbers, which were given when comments were read: without department and day.
 * There where a round takes comments. What repeats another stands in it where as many said so as
 * may be counted.
 */
#include <string.h>

#include "analysis/privacy.h"
#include "base/arena.h"
#include "model/comments.h"
#include "parts.h"
#include "store/stmt.h"

static const struct field feedback_fields[] = {
	{"number", "integer", "C1 is 1: what people call it by", NULL, NULL},
	{"round", "string", "Code of the round it came in", NULL, NULL},
	{"prototype", "string", "Code of the prototype, or blank", NULL, NULL},
	{"version", "string", "Version it was said of", NULL, NULL},
	{"kind", "string", "gap, bug, change or praise", NULL, NULL},
	{"severity", "string", "S1 cannot work … S4 a matter of looks; blank: not said", NULL, NULL},
	{"activity", "string", "Code of the activity, or blank", NULL, NULL},
	{"lang", "string", "Language it was written in", NULL, NULL},
	{"text", "string", "What was written, as the reviewer left it", NULL, NULL},
	{"picture", "string", "File of its released picture, or blank", NULL, NULL},
	{"voices", "integer", "How many said so; blank where they are few", NULL, NULL},
	{"status", "string", "new accepted planned in_version verified declined duplicate", NULL, NULL},
	{"in_version", "string", "Version that is said to solve it", NULL, NULL},
	{"original", "integer", "Number of the one it repeats, or blank", NULL, NULL},
	{"reply", "string", "The latest public answer", NULL, NULL},
	{"reply_lang", "string", "Language of the answer", NULL, NULL},
	{"month", "string", "Month of the latest public change", NULL, NULL},
};

static const char *picture_path(struct bundle *b, const struct comment_shown *c)
{
	char hex[DIGEST_HEX_CHARS];

	if (!c->picture)
		return "";
	digest_hex(c->picture, DIGEST_BYTES, hex);
	return arena_printf(b->arena, "media/%s.%s", hex, strcmp(c->picture_type, "image/png") == 0 ?
		"png" : strcmp(c->picture_type, "image/webp") == 0 ? "webp" : "jpg");
}

static const char *number_or_blank(struct bundle *b, int64_t n)
{
	return n > 0 ? arena_printf(b->arena, "%lld", (long long)n) : "";
}

/* Whether as many said so as may be counted. */
static bool is_counted(const struct bundle *b, const struct comment_shown *c)
{
	return c->voices >= (int64_t)privacy_k((size_t)b->options->min_cell);
}

/* Those that repeat another's would be a count of the few who said so. */
static bool is_in(const struct bundle *b, const struct comment_shown *c)
{
	return !c->original || is_counted(b, c);
}

static void write_one(struct bundle *b, const struct bundle_round *r,
	const struct comment_shown *c)
{
	const char *const cells[] = {
		number_or_blank(b, c->number), r->round.code, c->prototype, c->version, c->kind,
		c->severity, c->activity, c->lang, c->text, picture_path(b, c),
		is_counted(b, c) && !c->original ? number_or_blank(b, c->voices) : "",
		c->status, c->in_version, number_or_blank(b, c->original), c->reply, c->reply_lang,
		c->month,
	};

	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
		csv_put(&b->out.csv, cells[i]);
	out_row(&b->out);
}

/* Comments of a round, as they go out. */
struct feedback {
	struct comment_shown *list;
	size_t count;
};

static void write_table(struct bundle *b, const struct feedback *rounds)
{
	out_table(&b->out, "feedback.csv", "what was reported, and what became of it",
		feedback_fields, sizeof feedback_fields / sizeof *feedback_fields, "number");
	for (size_t i = 0; i < b->count; i++)
		for (size_t k = 0; k < rounds[i].count && !b->out.err; k++)
			write_one(b, &b->rounds[i], &rounds[i].list[k]);
	out_end(&b->out);
}

/* One picture, once. */
static enum err write_picture(struct bundle *b, const struct comment_shown *c, struct map *met)
{
	const char *path = picture_path(b, c);
	struct stmt *s;
	bool row;
	enum err e;

	if (!*path || !map_put(met, path, met))
		return OK;
	s = db_stmt(b->db, STMT_PICTURE_BYTES);
	stmt_blob(s, ":hash", c->picture, DIGEST_BYTES);
	e = stmt_step(s, &row);
	if (!e && row) {
		out_begin(&b->out, path, "a picture, released with its comment");
		buf_add(b->out.text, col_blob(s, "bytes"), col_len(s, "bytes"));
		out_end(&b->out);
	}
	stmt_done(s);
	return e;
}

static enum err write_pictures(struct bundle *b, const struct feedback *rounds)
{
	struct map met;
	enum err e = OK;

	map_init(&met, b->arena);
	for (size_t i = 0; i < b->count; i++)
		for (size_t k = 0; !e && k < rounds[i].count && !b->out.err; k++)
			e = write_picture(b, &rounds[i].list[k], &met);
	return e;
}

static enum err load_round(struct bundle *b, size_t i, struct feedback *out)
{
	struct comment_shown *list = NULL;
	size_t n = 0;
	enum err e = comments_shown(b->arena, b->db, b->rounds[i].round.id, &list, &n);

	*out = (struct feedback){.list = list};
	for (size_t k = 0; !e && k < n; k++)
		if (is_in(b, &list[k]))
			list[out->count++] = list[k];
	return e;
}

void write_feedback(struct bundle *b)
{
	struct feedback *rounds = arena_array(b->arena, b->count + 1, sizeof *rounds);
	bool any = false;
	enum err e = OK;

	for (size_t i = 0; i < b->count; i++)
		any = any || form_takes_comments(b->rounds[i].form);
	if (!any)
		return;
	for (size_t i = 0; !e && i < b->count; i++)
		e = load_round(b, i, &rounds[i]);
	if (!e)
		write_table(b, rounds);
	if (!e)
		e = write_pictures(b, rounds);
	if (e && !b->out.err)
		b->out.err = e;
}
