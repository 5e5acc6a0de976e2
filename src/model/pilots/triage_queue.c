/* The queue and one comment of it, as the desk shows them, and who is asked for what waits. */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "codec/digest.h"
#include "store/stmt.h"
#include "triage_parts.h"

/* ---- the queue ---- */

struct now {
	char today[DAY_CHARS];
	const char *half;
};

static struct now now_is(void)
{
	struct now n;

	n.half = triage_now(n.today);
	return n;
}

static int late_by(const char *severity, int waits)
{
	int limit = strcmp(severity, "S1") == 0 ? TRIAGE_S1_HALF_DAYS : TRIAGE_HALF_DAYS;

	return waits >= 2 * limit ? 2 : waits >= limit ? 1 : 0;
}

static void read_item(struct arena *a, struct stmt *s, void *row)
{
	struct triage_item *i = row;
	struct now now = now_is();

	*i = (struct triage_item){
		.number = col_i64(s, "number"), .answered = !col_is_null(s, "waited"),
		.left_out = !col_is_null(s, "number") && !col_i64(s, "was_read"),
		.proposed = col_i64(s, "proposed") != 0,
		.picture_waits = strcmp(col_text(s, "picture_state"), "raw") == 0,
		.words = col_copy(a, s, "words"), .kind = col_copy(a, s, "kind"),
		.severity = col_copy(a, s, "severity"), .activity = col_copy(a, s, "activity"),
		.lang = col_copy(a, s, "lang"), .prototype = col_copy(a, s, "prototype"),
		.version = col_copy(a, s, "version"), .status = col_copy(a, s, "status"),
		.in_version = col_copy(a, s, "in_version"), .owner = col_i64(s, "owner"),
		.voices = col_i64(s, "voices"),
	};
	digest_hex(col_blob(s, "token"), COMMENT_TOKEN_BYTES, i->token);
	if (i->answered || i->left_out)
		return;
	i->waits = triage_half_days(col_text(s, "day"), col_text(s, "half"), now.today, now.half);
	i->late = late_by(i->severity, i->waits);
}

static void bind_limit(struct stmt *s, const char *name, int half_days)
{
	struct now now = now_is();
	char limit[TRIAGE_LIMIT_CHARS];

	triage_limit(half_days, now.today, now.half, limit);
	stmt_text(s, name, limit);
}

static void bind_limits(struct stmt *s)
{
	bind_limit(s, ":late", TRIAGE_HALF_DAYS);
	bind_limit(s, ":late_s1", TRIAGE_S1_HALF_DAYS);
}

/* "17", "C17"; -1 for other words. */
static int64_t number_of(const char *words)
{
	int64_t n;

	return parse_i64(words + (*words == 'C' || *words == 'c'), &n) && n > 0 ? n : -1;
}

enum err triage_queue(struct arena *a, struct db *db, const struct triage_filter *f, size_t most,
	struct triage_item **out, size_t *count)
{
	struct stmt *s = db_stmt(db, STMT_TRIAGE_QUEUE);

	stmt_i64(s, ":begun", f->begun);
	stmt_i64(s, ":after", f->after);
	stmt_blob(s, ":after_token", f->after_token, sizeof f->after_token);
	stmt_text(s, ":status", f->status);
	stmt_text(s, ":show", f->show);
	stmt_i64(s, ":me", f->me);
	stmt_text(s, ":kind", f->kind);
	stmt_text(s, ":severity", f->severity);
	stmt_text(s, ":activity", f->activity);
	stmt_text(s, ":lang", f->lang);
	stmt_text(s, ":prototype", f->prototype);
	stmt_text(s, ":words", f->words);
	stmt_i64(s, ":number", number_of(f->words));
	stmt_i64(s, ":most", (int64_t)most);
	bind_limits(s);
	return stmt_list(a, s, read_item, out, count);
}

/* ---- one ---- */

static enum err by_token(struct db *db, enum stmt_id id, const char *token, struct stmt **out)
{
	unsigned char bytes[COMMENT_TOKEN_BYTES];

	if (!digest_unhex(token, bytes, sizeof bytes))
		return err_fail(ERR_NOT_FOUND, "there is no such comment");
	*out = db_stmt(db, id);
	stmt_blob(*out, ":token", bytes, sizeof bytes);
	return OK;
}

static const char *hash_of(struct arena *a, struct stmt *s)
{
	char *hex;

	if (col_is_null(s, "picture"))
		return "";
	hex = arena_alloc(a, DIGEST_HEX_CHARS);
	digest_hex(col_blob(s, "picture"), DIGEST_BYTES, hex);
	return hex;
}

static void read_comment(struct arena *a, struct stmt *s, struct triage_comment *out)
{
	*out = (struct triage_comment){
		.was_read = col_i64(s, "was_read") != 0, .original = col_i64(s, "original"),
		.round = col_copy(a, s, "round"), .reply = col_copy(a, s, "reply"),
		.reply_lang = col_copy(a, s, "reply_lang"), .month = col_copy(a, s, "month"),
		.theme = col_copy(a, s, "theme"), .picture = hash_of(a, s),
		.picture_state = col_copy(a, s, "picture_state"),
		.vendor = col_copy(a, s, "vendor"), .deputy = col_i64(s, "deputy"),
		.seen = col_i64(s, "seen"), .alike = col_i64(s, "alike"),
	};
	read_item(a, s, &out->item);
}

enum err triage_find(struct arena *a, struct db *db, const char *token,
	struct triage_comment *out)
{
	struct stmt *s;
	bool row = false;
	enum err e = by_token(db, STMT_TRIAGE_ONE, token, &s);

	if (e)
		return e;
	e = stmt_step(s, &row);
	if (!e && row)
		read_comment(a, s, out);
	stmt_done(s);
	return e || row ? e : err_fail(ERR_NOT_FOUND, "there is no such comment");
}

static void read_token(struct arena *a, struct stmt *s, void *row)
{
	char *hex = arena_alloc(a, TRIAGE_HEX_CHARS);

	digest_hex(col_blob(s, "token"), COMMENT_TOKEN_BYTES, hex);
	*(const char **)row = hex;
}

enum err triage_alike(struct arena *a, struct db *db, const char *token,
	struct triage_tokens *out)
{
	const char **list;
	size_t count;
	struct stmt *s;
	enum err e = by_token(db, STMT_TRIAGE_ALIKE, token, &s);

	if (e)
		return e;
	stmt_i64(s, ":most", TRIAGE_BATCH_MAX);
	e = stmt_list(a, s, read_token, &list, &count);
	if (!e)
		*out = (struct triage_tokens){list, count};
	return e;
}

static void read_number(struct arena *a, struct stmt *s, void *row)
{
	(void)a;
	*(int64_t *)row = col_i64(s, "number");
}

enum err triage_repeats(struct arena *a, struct db *db, const char *token, int64_t **out,
	size_t *count)
{
	struct stmt *s;
	enum err e = by_token(db, STMT_TRIAGE_REPEATS, token, &s);

	return e ? e : stmt_list(a, s, read_number, out, count);
}

static void read_event(struct arena *a, struct stmt *s, void *row)
{
	struct triage_event *v = row;

	*v = (struct triage_event){
		.day = col_copy(a, s, "day"), .actor = col_copy(a, s, "actor"),
		.action = col_copy(a, s, "action"), .status = col_copy(a, s, "status"),
		.in_version = col_copy(a, s, "in_version"), .reply = col_copy(a, s, "reply"),
		.reply_lang = col_copy(a, s, "reply_lang"), .note = col_copy(a, s, "note"),
		.undone = col_i64(s, "undone") != 0,
	};
	digest_hex(col_blob(s, "batch"), COMMENT_TOKEN_BYTES, v->batch);
}

enum err triage_history(struct arena *a, struct db *db, const char *token,
	struct triage_event **out, size_t *count)
{
	struct stmt *s;
	enum err e = by_token(db, STMT_TRIAGE_HISTORY, token, &s);

	return e ? e : stmt_list(a, s, read_event, out, count);
}

/* ---- to choose from ---- */

enum err triage_values(struct arena *a, struct db *db, enum triage_column which,
	const char ***out, size_t *count)
{
	static const enum stmt_id ids[] = {
		[TRIAGE_LANGS] = STMT_TRIAGE_LANGS,
		[TRIAGE_ACTIVITIES] = STMT_TRIAGE_ACTIVITIES,
		[TRIAGE_PROTOTYPES] = STMT_TRIAGE_PROTOTYPES,
	};

	return stmt_texts(a, db_stmt(db, ids[which]), out, count);
}

static void read_person(struct arena *a, struct stmt *s, void *row)
{
	*(struct triage_person *)row = (struct triage_person){col_i64(s, "id"),
		col_copy(a, s, "name")};
}

enum err triage_people(struct arena *a, struct db *db, struct triage_person **out, size_t *count)
{
	return stmt_list(a, db_stmt(db, STMT_TRIAGE_PEOPLE), read_person, out, count);
}

/* ---- nobody forgets ---- */

static double median_of(const int64_t *sorted, size_t n)
{
	return n ? (double)(sorted[(n - 1) / 2] + sorted[n / 2]) / 2 : NAN;
}

enum err triage_count(struct arena *a, struct db *db, struct triage_counts *out)
{
	struct stmt *s = db_stmt(db, STMT_TRIAGE_COUNTS);
	int64_t *waited;
	size_t n;
	bool row;
	enum err e;

	bind_limits(s);
	e = stmt_step(s, &row);
	*out = (struct triage_counts){.median = NAN};
	if (!e && row) {
		out->unread = col_i64(s, "unread");
		out->unanswered = col_i64(s, "unanswered");
		out->overdue = col_i64(s, "overdue");
	}
	stmt_done(s);
	if (!e)
		e = stmt_ids(a, db_stmt(db, STMT_TRIAGE_WAITED), &waited, &n);
	if (!e) {
		out->answered = (int64_t)n;
		out->median = median_of(waited, n);
	}
	return e;
}

/* Comments of one owner and deputy that are as late. */
struct group {
	int64_t owner, deputy, late, n;
};

static void read_group(struct arena *a, struct stmt *s, void *row)
{
	(void)a;
	*(struct group *)row = (struct group){col_i64(s, "owner"), col_i64(s, "deputy"),
		col_i64(s, "late"), col_i64(s, "n")};
}

/* The comment's own, else the queue's; those that may not any more are passed over. */
static enum err in_charge(struct db *db, int64_t own, const struct account *of_queue, int64_t *out)
{
	struct account a = {0};
	enum err e = own ? account_by_id(db, own, &a) : OK;

	if (e && e != ERR_NOT_FOUND)
		return e;
	if (own && !e && duty_may(DUTY_COMMENTS, &a))
		*out = a.id;
	else
		*out = duty_may(DUTY_COMMENTS, of_queue) ? of_queue->id : 0;
	return OK;
}

static enum err asks_for(struct db *db, const struct duty *d, const struct group *g,
	const struct account *who, bool *out)
{
	int64_t owner = 0, deputy = 0;
	enum err e = in_charge(db, g->owner, &d->owner, &owner);

	if (!e)
		e = in_charge(db, g->deputy, &d->deputy, &deputy);
	*out = false;
	if (e)
		return e;
	if (!owner && !deputy)
		*out = duty_may(DUTY_COMMENTS, who) || who->role == ROLE_ADMIN;
	else
		*out = who->id == owner || ((g->late || !owner) && who->id == deputy) ||
			((g->late == 2 || (g->late && !deputy)) && who->role == ROLE_ADMIN);
	return OK;
}

enum err triage_asked(struct arena *a, struct db *db, const struct duty *d,
	const struct account *who, int64_t *waiting, int64_t *overdue)
{
	struct stmt *s = db_stmt(db, STMT_TRIAGE_GROUPS);
	struct group *list;
	size_t count;
	enum err e;

	bind_limits(s);
	bind_limit(s, ":later", 2 * TRIAGE_HALF_DAYS);
	bind_limit(s, ":later_s1", 2 * TRIAGE_S1_HALF_DAYS);
	e = stmt_list(a, s, read_group, &list, &count);
	*waiting = *overdue = 0;
	for (size_t i = 0; !e && i < count; i++) {
		bool asked;

		e = asks_for(db, d, &list[i], who, &asked);
		if (!e && asked) {
			*waiting += list[i].n;
			*overdue += list[i].late ? list[i].n : 0;
		}
	}
	return e;
}
