/* What triage keeps of a comment: its row, its events, how long it waits. */
#include "triage_parts.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/random.h"
#include "base/text.h"
#include "codec/digest.h"
#include "codec/json.h"
#include "model/change.h"
#include "model/kiosk.h"
#include "model/trail.h"
#include "store/stmt.h"

#define BEFORE_MAX ((size_t)128 << 10)

static const char *const codes[] = {
#define TRIAGE_STATUS(id, code) code,
	TRIAGE_STATUSES(TRIAGE_STATUS)
#undef TRIAGE_STATUS
};

const char *triage_status_code(enum triage_status s)
{
	return codes[s];
}

bool triage_status_parse(const char *code, enum triage_status *out)
{
	for (int i = 0; i < TRIAGE_STATUS_COUNT; i++)
		if (strcmp(codes[i], code) == 0) {
			*out = (enum triage_status)i;
			return true;
		}
	return false;
}

/* ---- half days ---- */

/* Half days of Mondays to Fridays that have begun by then; those of a weekend are Monday's. */
static int half_days_until(const char *day, const char *half)
{
	/* Since a Monday: 1970-01-01 was a Thursday. */
	int days = clock_day_number(day) + 3, weekday = days % 7;

	if (weekday >= 5)
		return 10 * (days / 7) + 10;
	return 10 * (days / 7) + 2 * weekday + (strcmp(half, "pm") == 0);
}

int triage_half_days(const char *day, const char *half, const char *today, const char *now)
{
	int n = *day ? half_days_until(today, now) - half_days_until(day, half) : 0;

	return n > 0 ? n : 0;
}

const char *triage_now(char today[DAY_CHARS])
{
	bool morning;

	clock_day(clock_now(), today, &morning);
	return morning ? "am" : "pm";
}

void triage_limit(int half_days, const char *today, const char *half,
	char out[TRIAGE_LIMIT_CHARS])
{
	char day[DAY_CHARS];
	const char *h = half;
	int back = 0;

	clock_day_add(today, 0, day);
	while (triage_half_days(day, h, today, half) < half_days) {
		back += strcmp(h, "am") == 0;
		h = strcmp(h, "am") == 0 ? "pm" : "am";
		clock_day_add(today, -back, day);
	}
	snprintf(out, TRIAGE_LIMIT_CHARS, "%s%s", day, h);
}

/* ---- a comment ---- */

static const char *copy_or(struct arena *a, struct stmt *s, const char *column)
{
	return col_copy(a, s, column);
}

static void read_state(struct arena *a, struct stmt *s, struct triage_state *out)
{
	*out = (struct triage_state){
		.number = col_i64(s, "number"), .raw = col_copy_opt(a, s, "raw"),
		.text = copy_or(a, s, "text"), .prototype = copy_or(a, s, "prototype"),
		.severity = copy_or(a, s, "severity"), .status = copy_or(a, s, "status"),
		.in_version = copy_or(a, s, "in_version"), .reply = copy_or(a, s, "reply"),
		.reply_lang = copy_or(a, s, "reply_lang"), .month = copy_or(a, s, "month"),
		.theme = copy_or(a, s, "theme"), .vendor = copy_or(a, s, "vendor"),
		.picture_state = copy_or(a, s, "picture_state"), .day = copy_or(a, s, "day"),
		.half = copy_or(a, s, "half"), .owner = col_i64(s, "owner"),
		.deputy = col_i64(s, "deputy"),
		.waited = col_is_null(s, "waited") ? -1 : col_i64(s, "waited"),
		.repeats = !col_is_null(s, "original"),
	};
	memcpy(out->token, col_blob(s, "token"), sizeof out->token);
	if (out->repeats)
		memcpy(out->original, col_blob(s, "original"), sizeof out->original);
}

enum err triage_load(struct arena *a, struct db *db, const unsigned char *token,
	struct triage_state *out)
{
	struct stmt *s = db_stmt(db, STMT_TRIAGE_GET);
	bool row;
	enum err e;

	stmt_blob(s, ":token", token, COMMENT_TOKEN_BYTES);
	e = stmt_step(s, &row);
	if (!e && row)
		read_state(a, s, out);
	stmt_done(s);
	return e || row ? e : err_fail(ERR_NOT_FOUND, "there is no such comment");
}

static void bind_id(struct stmt *s, const char *name, int64_t id)
{
	if (id > 0)
		stmt_i64(s, name, id);
	else
		stmt_null(s, name);
}

enum err triage_store(struct db *db, const struct triage_state *c)
{
	struct stmt *s = db_stmt(db, STMT_TRIAGE_SET);

	stmt_blob(s, ":token", c->token, sizeof c->token);
	bind_id(s, ":number", c->number);
	stmt_text(s, ":raw", c->raw);
	stmt_text(s, ":text", c->text);
	stmt_text(s, ":status", c->status);
	stmt_text(s, ":in_version", c->in_version);
	stmt_text(s, ":reply", c->reply);
	stmt_text(s, ":reply_lang", c->reply_lang);
	stmt_text(s, ":month", c->month);
	stmt_text(s, ":theme", c->theme);
	if (c->repeats)
		stmt_blob(s, ":original", c->original, sizeof c->original);
	else
		stmt_null(s, ":original");
	bind_id(s, ":owner", c->owner);
	bind_id(s, ":deputy", c->deputy);
	stmt_text(s, ":picture_state", c->picture_state);
	stmt_text(s, ":vendor", c->vendor);
	stmt_text(s, ":day", c->day);
	stmt_text(s, ":half", c->half);
	if (c->waited >= 0)
		stmt_i64(s, ":waited", c->waited);
	else
		stmt_null(s, ":waited");
	return stmt_run(s);
}

static enum err one_number(struct stmt *s, int64_t *out)
{
	bool row;
	enum err e = stmt_step(s, &row);

	if (!e)
		*out = row ? col_i64(s, "n") : 0;
	stmt_done(s);
	return e;
}

/* ---- events ---- */

const char *triage_before(struct arena *a, const struct triage_state *was)
{
	struct buf *out = buf_new(a, BEFORE_MAX);
	struct json_writer w = {.out = out};
	char original[TRIAGE_HEX_CHARS] = "";
	const char *const texts[][2] = {
		{"status", was->status}, {"in_version", was->in_version}, {"reply", was->reply},
		{"reply_lang", was->reply_lang}, {"month", was->month}, {"theme", was->theme},
		{"picture", was->picture_state}, {"vendor", was->vendor}, {"original", original},
	};

	if (was->repeats)
		digest_hex(was->original, sizeof was->original, original);
	json_begin_object(&w);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		json_key(&w, texts[i][0]);
		json_string(&w, texts[i][1]);
	}
	json_key(&w, "owner");
	json_i64(&w, was->owner);
	json_key(&w, "deputy");
	json_i64(&w, was->deputy);
	json_key(&w, "unread");
	json_bool(&w, was->number == 0);
	json_key(&w, "unanswered");
	json_bool(&w, was->waited < 0);
	json_end_object(&w);
	return out->full ? "" : out->data;
}

static enum err add_event(struct triage_press *p, const struct triage_state *s,
	const struct triage_deed *d)
{
	struct stmt *e = db_stmt(p->change->db, STMT_TRIAGE_EVENT_ADD);
	unsigned char id[COMMENT_TOKEN_BYTES];

	random_bytes(id, sizeof id);
	stmt_blob(e, ":id", id, sizeof id);
	stmt_blob(e, ":comment", s->token, sizeof s->token);
	stmt_i64(e, ":lamport", ++p->lamport);
	stmt_text(e, ":kiosk", p->change->kiosk ? p->change->kiosk->id : "");
	stmt_text(e, ":day", p->today);
	stmt_text(e, ":actor", d->actor ? d->actor : p->change->actor);
	stmt_text(e, ":action", d->action);
	stmt_text(e, ":status", s->status);
	stmt_text(e, ":in_version", s->in_version);
	stmt_text(e, ":reply", d->reply ? d->reply : "");
	stmt_text(e, ":reply_lang", d->reply_lang ? d->reply_lang : "");
	stmt_text(e, ":note", d->note ? d->note : "");
	stmt_blob(e, ":batch", p->batch, sizeof p->batch);
	stmt_text(e, ":before", d->before);
	return stmt_run(e);
}

enum err triage_keep(struct triage_press *p, const struct triage_state *s,
	const struct triage_deed *d)
{
	enum err e = triage_store(p->change->db, s);

	return e ? e : add_event(p, s, d);
}

void triage_public(const struct triage_press *p, struct triage_state *s)
{
	s->month = arena_strndup(p->change->arena, p->today, 7);
	if (s->waited >= 0)
		return;
	s->waited = triage_half_days(s->day, s->half, p->today, p->half);
	s->day = s->half = "";
}

enum err triage_trail(struct triage_press *p, const char *action, const struct triage_state *s,
	size_t count)
{
	struct arena *a = p->change->arena;

	return trail_append(p->change, action, s->number ? arena_printf(a, "C%lld",
		(long long)s->number) : NULL, count == 1 ? NULL :
		arena_printf(a, "%zu comments", count));
}

enum err triage_told(struct triage_press *p, const char *action, const struct triage_state *s,
	size_t count)
{
	enum err e = duty_attend(p->change, DUTY_COMMENTS, p->today);

	return e ? e : triage_trail(p, action, s, count);
}

bool triage_words_may_be(const char *words, size_t chars)
{
	return text_fits(words, chars) && utf8_valid(words, strlen(words));
}

enum err triage_begin(struct triage_press *p, struct change *c)
{
	p->change = c;
	random_bytes(p->batch, sizeof p->batch);
	p->half = triage_now(p->today);
	return one_number(db_stmt(c->db, STMT_TRIAGE_LAMPORT), &p->lamport);
}

enum err triage_give_number(struct db *db, struct triage_state *s)
{
	enum err e = one_number(db_stmt(db, STMT_TRIAGE_NUMBER_LAST), &s->number);

	s->number++;
	return e;
}
