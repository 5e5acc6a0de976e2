/* Intake: judging, storing once, counting, releasing. */
#include "model/receipts.h"
#include "model/submissions.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "analysis/quality.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/text.h"
#include "codec/digest.h"
#include "codec/json.h"
#include "model/calendar.h"
#include "model/codes.h"
#include "model/comments.h"
#include "model/inbox.h"
#include "model/pilots.h"
#include "model/raw_texts.h"
#include "model/releases.h"
#include "store/stmt.h"
#include "store/store.h"

#define PAGES_MAX 1024
#define DEVICE_MAX 64
#define QUARANTINED_MAX ((size_t)2 << 20)	/* a body of 256 KiB, all of it escaped */
#define QUARANTINE_MOST 2000	/* posts set aside */
#define DUPLICATE_ANSWERS 12	/* method G: so many equal answers are no chance */
#define DUPLICATE_SECONDS (30 * 60)

/* One intake on its way; the writer's job reads it. */
struct intake_job {
	struct arena *arena;
	const struct round *round;
	const struct submission_post *post;
	const struct form_context *context;
	const struct check *check;
	bool sound;		/* nothing is wrong with the post */
	int min_cell;
	unsigned char id[SUBMISSION_ID_BYTES];
	unsigned char digest[DIGEST_BYTES];
	const char *closed_day;	/* as of the latest look; NULL: not closed by hand */
	bool final;		/* as of the latest look */
	const char *department, *hint, *pages;
	struct calendar calendar;
	bool before_noon;
	double active_s;
	enum quality_status status;
	unsigned flags;
	bool erased, known;	/* the id; as of the latest look */
	unsigned char stored[DIGEST_BYTES];	/* under it, when it is known */
	struct access_code code;	/* as it was found, where the round wants one */
	bool code_good;
	enum intake outcome;
	char receipt[RECEIPT_CHARS];	/* as of the latest look; "" once the key is gone */
};

bool submission_id_parse(const char *uuid, unsigned char out[SUBMISSION_ID_BYTES])
{
	char hex[2 * SUBMISSION_ID_BYTES + 1];
	size_t n = 0;

	if (!text_is_uuid4(uuid))
		return false;
	for (; *uuid; uuid++)
		if (*uuid != '-')
			hex[n++] = *uuid >= 'A' && *uuid <= 'F' ? (char)(*uuid + 32) : *uuid;
	hex[n] = '\0';
	return digest_unhex(hex, out, SUBMISSION_ID_BYTES);
}

void submission_id_text(const unsigned char id[SUBMISSION_ID_BYTES], char out[37])
{
	char hex[2 * SUBMISSION_ID_BYTES + 1];
	char *at = out;

	digest_hex(id, SUBMISSION_ID_BYTES, hex);
	for (size_t i = 0; i < sizeof hex - 1; i++) {
		if (i == 8 || i == 12 || i == 16 || i == 20)
			*at++ = '-';
		*at++ = hex[i];
	}
	*at = '\0';
}

/* ---- reading what is known of an id ---- */

enum err submission_known(struct db *db, const char *instance_id, bool *known)
{
	unsigned char id[SUBMISSION_ID_BYTES];
	struct stmt *s;
	enum err e;

	*known = false;
	if (!submission_id_parse(instance_id, id))
		return OK;
	s = db_stmt(db, STMT_SUBMISSION_KNOWN);
	stmt_blob(s, ":id", id, sizeof id);
	e = stmt_step(s, known);
	stmt_done(s);
	return e;
}

/* Whether the id was erased or is known, whether the round was closed meanwhile, and the
 * receipt as long as the round has its key. */
static enum err look(struct db *db, struct intake_job *job)
{
	struct stmt *s = db_stmt(db, STMT_SUBMISSION_JUDGE);
	bool row;

	stmt_blob(s, ":id", job->id, sizeof job->id);
	stmt_i64(s, ":round", job->round->id);

	enum err e = stmt_step(s, &row);

	job->known = false;
	if (!e && row) {
		job->erased = col_i64(s, "erased");
		job->closed_day = col_copy_opt(job->arena, s, "closed_day");
		job->final = col_i64(s, "final");
		job->known = col_len(s, "digest") == DIGEST_BYTES;
	}
	if (job->known)
		memcpy(job->stored, col_blob(s, "digest"), DIGEST_BYTES);
	stmt_done(s);
	if (!e && !row)
		return err_fail(ERR_NOT_FOUND, "there is no round %s", job->round->code);
	return e ? e : receipt_make(db, job->round->id, job->id, job->receipt);
}

/* ---- judging what came beside the answers ---- */

enum err submission_departments(struct arena *a, struct db *db, int64_t round,
	const char *const **codes, size_t *count)
{
	struct round_department *list;
	size_t n;
	enum err e = round_departments(a, db, round, &list, &n);

	if (e)
		return e;

	const char **out = arena_array(a, n + 1, sizeof *out);

	*count = 0;
	for (size_t i = 0; i < n; i++)
		if (*list[i].code)
			out[(*count)++] = list[i].code;
	*codes = out;
	return OK;
}

static bool is_listed(const struct form_context *ctx, const char *code)
{
	for (size_t i = 0; i < ctx->department_count; i++)
		if (strcmp(ctx->departments[i], code) == 0)
			return true;
	return false;
}

/* The department the answers count for: the form's question, or the field. */
static void find_department(struct intake_job *job, const struct form_context *ctx,
	struct submission_result *res)
{
	const char *field = job->post->department, *asked = job->check->department;

	job->department = asked ? asked : field ? field : "";
	if (field && *field && asked && strcmp(field, asked) != 0) {
		res->bad_field = "department";
		res->bad_message = "the department differs from the one in the answers";
	} else if (field && *field && !is_listed(ctx, field)) {
		res->bad_field = "department";
		res->bad_message = "this round is not open to that department";
	}
}

/* A code speaks for its department: where nobody asks for one, the answers count
 * for it; where somebody does, it must be that one. */
static enum err heed_code(struct db *db, struct intake_job *job, struct submission_result *res)
{
	const char *department;
	enum err e;

	job->code_good = true;
	if (job->round->access != ACCESS_CODES)
		return OK;
	e = code_find(job->arena, db, job->round, job->post->code, &job->code);
	job->code_good = !e && !job->code.used;
	if (e && e != ERR_DENIED)
		return e;
	department = e ? "" : job->code.department;
	if (!*department)
		return OK;
	if (!*job->department)
		job->department = department;
	if (strcmp(job->department, department) != 0 && !res->bad_field) {
		res->bad_field = "code";
		res->bad_message = "this access code was made for another department";
	}
	return OK;
}

/* `id:seconds;…` without blanks and controls; anything else is not kept. */
static const char *plain_pages(const char *pages)
{
	size_t len = pages ? strlen(pages) : 0;

	if (len > PAGES_MAX || !utf8_valid(pages ? pages : "", len))
		return "";
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)pages[i] <= ' ' || strchr("\x7F\",", pages[i]))
			return "";
	return pages ? pages : "";
}

static const char *plain_hint(const char *device)
{
	size_t len = device ? strlen(device) : 0;

	return len && len <= DEVICE_MAX && utf8_valid(device, len) ? device : "";
}

/* The last day answers could be given on; NULL while there is none. */
static const char *last_day(const struct intake_job *job)
{
	const char *closed = job->closed_day, *to = job->round->to_day;

	return !closed || (to && strcmp(to, closed) < 0) ? to : closed;
}

static void judge_days(struct intake_job *job)
{
	const char *day = job->post->queued, *from = job->round->from_day, *last = last_day(job);

	if (!day || !text_is_date(day))
		return;
	/* A device's clock may be right where ours was set back. */
	if (strcmp(day, job->calendar.arrival) > 0)
		job->flags |= QUALITY_CLOCK;
	if ((from && strcmp(day, from) < 0) || (last && strcmp(day, last) > 0))
		job->flags |= QUALITY_WINDOW;
}

/* Method G for the one submission; a respondent who does none of the functions
 * has nothing to time. */
static void judge_status(struct intake_job *job, const struct form *form)
{
	const struct check *c = job->check;
	double share = c->eligible ? (double)c->answered / (double)c->eligible : 1;
	bool picks = !form->picks || c->picks_done;
	bool none = form->picks && strcmp(c->state.value[form->picks->index], "none") == 0;
	bool timed = !form->picks || none || c->detailed > 0;

	job->status = share >= 0.80 ? QUALITY_COMPLETE :
		share >= 0.50 && picks && timed ? QUALITY_PARTIAL : QUALITY_BREAKOFF;
}

/* Whether the round takes this post today: open, or queued while it was and not final. */
static bool takes(const struct intake_job *job)
{
	struct round now = *job->round;
	char until[DAY_CHARS];

	now.closed_day = job->closed_day;
	switch (round_state_on(&now, job->calendar.today)) {
	case ROUND_OPEN:
		return true;
	case ROUND_PLANNED:
		return false;
	case ROUND_CLOSED:
		break;
	}
	if (job->final || !job->post->queued || !text_is_date(job->post->queued))
		return false;
	clock_day_add(last_day(job), ROUND_QUEUE_DAYS, until);
	return strcmp(job->calendar.today, until) <= 0;
}

void submission_digest(struct arena *a, const char *round, const char *department,
	const char *answers, unsigned char out[DIGEST_BYTES])
{
	const char *text = arena_printf(a, "%s\n%s\n%s", round, department, answers);

	digest_of(text, strlen(text), out);
}

/* ---- keeping aside ---- */

static void put_field(struct json_writer *w, const char *name, const char *value)
{
	if (!value || !*value)
		return;
	json_key(w, name);
	json_string(w, value);
}

/* What was sent, for a person to judge and send again: the fields beside the
 * answers that bear on them, then {"field": ["value", …], …}. */
static const char *raw_post(const struct intake_job *job)
{
	const struct answers *answers = job->post->answers;
	const struct form *form = answers->form;
	struct buf *out = buf_new(job->arena, QUARANTINED_MAX);
	struct json_writer w = {.out = out};

	json_begin_object(&w);
	put_field(&w, "lang", job->post->lang);
	put_field(&w, "department", job->post->department);
	put_field(&w, "queued", job->post->queued);
	if (job->context->has_seed)
		put_field(&w, "seed", arena_printf(job->arena, "%" PRIu64,
			job->context->seed));
	for (size_t i = 0; i < form->question_count; i++) {
		const struct question *q = form->questions[i];
		const struct answer *answer = answers_of(answers, q);

		if (!answer->count)
			continue;
		json_key(&w, q->field);
		json_begin_array(&w);
		for (size_t v = 0; v < answer->count; v++)
			json_string(&w, answer->values[v]);
		json_end_array(&w);
	}
	json_end_object(&w);
	return out->full ? NULL : out->data;
}

/* Whoever sends may fill it: what it has no room for is undone, and stays with its sender. */
static enum err look_for_room(struct db *db)
{
	struct stmt *s = db_stmt(db, STMT_QUARANTINE_ROOM);
	bool row;
	enum err e = stmt_step(s, &row);
	bool full = !e && row && col_i64(s, "n") > QUARANTINE_MOST;

	stmt_done(s);
	return e || !full ? e : err_fail(ERR_BUSY, "%d posts are set aside, which is all there is "
		"room for: an administrator has to look at them", QUARANTINE_MOST);
}

static enum err quarantine(struct db *db, void *ctx)
{
	struct intake_job *job = ctx;
	const char *raw = raw_post(job);
	unsigned char token[16], digest[DIGEST_BYTES];
	struct stmt *s;
	enum err e;

	if (!raw)
		return err_fail(ERR_TOO_LARGE, "the answers are too large to be kept aside");
	random_bytes(token, sizeof token);
	digest_of(raw, strlen(raw), digest);
	s = db_stmt(db, STMT_QUARANTINE_ADD);
	stmt_blob(s, ":token", token, sizeof token);
	stmt_blob(s, ":id", job->id, sizeof job->id);
	stmt_text(s, ":round", job->round->code);
	stmt_text(s, ":reason", job->outcome == INTAKE_QUARANTINED ? "conflict" : "refused");
	stmt_text(s, ":day", job->calendar.arrival);
	stmt_blob(s, ":digest", digest, sizeof digest);
	stmt_text(s, ":answers", raw);
	e = stmt_run(s);
	/* It may be there already. */
	if (!e && db_changes(db) == 1)
		e = look_for_room(db);
	if (!e)
		job->outcome = INTAKE_QUARANTINED;
	return e;
}

/* Another post under a known id is kept aside; so is what waited in a queue and
 * is refused for good, as its sender has forgotten it. */
static bool is_quarantined(const struct intake_job *job)
{
	return job->outcome == INTAKE_QUARANTINED || (job->post->queued &&
		(job->outcome == INTAKE_CLOSED || job->outcome == INTAKE_CODE ||
		job->outcome == INTAKE_INVALID));
}

/* ---- storing ---- */

/* Enough answers to be told from others', from a device that says which it is. */
static bool can_repeat(const struct intake_job *job)
{
	return *job->hint && job->check->answered >= DUPLICATE_ANSWERS;
}

/* What lies ahead was noted before the clock was set back. */
static struct stmt *of_old_hints(struct db *db, enum stmt_id id)
{
	struct stmt *s = db_stmt(db, id);
	int64_t now = clock_now();

	stmt_i64(s, ":before", now - DUPLICATE_SECONDS);
	stmt_i64(s, ":now", now);
	return s;
}

enum err hints_old(struct db *db, bool *any)
{
	struct stmt *s = of_old_hints(db, STMT_RECENT_OLD);
	enum err e = stmt_step(s, any);

	stmt_done(s);
	return e;
}

enum err hints_forget(struct db *db)
{
	return stmt_run(of_old_hints(db, STMT_RECENT_PURGE));
}

static enum err look_for_duplicate(struct db *db, struct intake_job *job)
{
	struct stmt *s;
	bool seen = false;
	enum err e = hints_forget(db);

	if (e || !can_repeat(job))
		return e;
	s = db_stmt(db, STMT_RECENT_GET);
	stmt_text(s, ":device", job->hint);
	stmt_blob(s, ":digest", job->digest, DIGEST_BYTES);
	e = stmt_step(s, &seen);
	stmt_done(s);
	if (!e && seen)
		job->flags |= QUALITY_DUP;
	return e;
}

static enum err note_answers(struct db *db, const struct intake_job *job)
{
	struct stmt *s;

	if (!can_repeat(job))
		return OK;
	s = db_stmt(db, STMT_RECENT_PUT);
	stmt_text(s, ":device", job->hint);
	stmt_blob(s, ":digest", job->digest, DIGEST_BYTES);
	stmt_i64(s, ":at", clock_now());
	return stmt_run(s);
}

static enum err insert(struct db *db, const struct intake_job *job)
{
	struct stmt *s = db_stmt(db, STMT_INBOX_ADD);

	stmt_blob(s, ":id", job->id, sizeof job->id);
	stmt_i64(s, ":round", job->round->id);
	stmt_text(s, ":department", job->department);
	stmt_text(s, ":lang", job->post->lang ? job->post->lang : "");
	/* No device is enrolled yet: what is unknown is stored blank. */
	stmt_text(s, ":device", "");
	stmt_text(s, ":day", job->calendar.arrival);
	stmt_text(s, ":half", job->before_noon ? "am" : "pm");
	stmt_text(s, ":status", quality_status_name(job->status));
	stmt_text(s, ":flags", quality_flags_text(job->arena, job->flags));
	stmt_i64(s, ":eligible", (int64_t)job->check->eligible);
	stmt_i64(s, ":answered", (int64_t)job->check->answered);
	stmt_double(s, ":active_s", job->active_s);
	stmt_text(s, ":pages", job->pages);
	stmt_blob(s, ":digest", job->digest, DIGEST_BYTES);
	stmt_text_n(s, ":answers", job->check->json, job->check->json_len);
	stmt_text(s, ":texts", raw_texts_pack(job->arena, job->receipt, job->check));
	stmt_text(s, ":comments", comments_pack(job->arena, job->receipt, job->check));
	if (round_is_pilot(job->round) && job->round->access == ACCESS_CODES)
		stmt_blob(s, ":tester", job->code.hash, sizeof job->code.hash);
	else
		stmt_null(s, ":tester");
	return stmt_run(s);
}

/* Count it for its department, and note that a release is due when that was the last one
 * needed: the keeper makes it. */
static enum err count(struct db *db, struct intake_job *job)
{
	struct round_department *list;
	size_t n;
	struct stmt *s;
	enum err e;
	int64_t fresh = 0;
	bool row;

	if (quality_excluded(job->status, job->flags))
		return OK;
	s = db_stmt(db, STMT_ROUND_DEPARTMENT_COUNT);
	stmt_i64(s, ":round", job->round->id);
	stmt_text(s, ":code", job->department);
	e = stmt_step(s, &row);
	if (!e && row)
		fresh = col_i64(s, "waiting");
	stmt_done(s);
	/* A release can fall due only where a counter, or a sum of them, passes
	 * the cell size: looked at then, and now and again. */
	if (e || !fresh || (fresh > job->min_cell && fresh % job->min_cell != 0))
		return e;
	e = round_departments(job->arena, db, job->round->id, &list, &n);
	return e || !release_due(list, n, job->min_cell) ? e : release_note_due(db, job->round->id);
}

/* What a known id decides: stored before, or something else stands there. */
static enum intake known_outcome(const struct intake_job *job)
{
	return job->sound && digest_same(job->stored, job->digest, DIGEST_BYTES) ?
		INTAKE_STORED : INTAKE_QUARANTINED;
}

/* The contract's table, in its order, after a look; false: it is to be stored. */
static bool is_refused(struct intake_job *job)
{
	if (job->erased)
		job->outcome = INTAKE_ERASED;
	else if (job->known)
		job->outcome = known_outcome(job);
	else if (!takes(job))
		job->outcome = INTAKE_CLOSED;
	else if (!job->code_good)
		job->outcome = INTAKE_CODE;
	else if (!job->sound)
		job->outcome = INTAKE_INVALID;
	else
		return false;
	return true;
}

static enum err store_new(struct db *db, struct intake_job *job)
{
	int64_t number;
	enum err e;

	job->flags = 0;
	judge_days(job);
	e = look_for_duplicate(db, job);
	if (!e)
		e = comments_keep_pictures(db, job->round->id, job->check);
	if (!e)
		e = insert(db, job);
	number = db_last_id(db);
	if (!e && job->calendar.newer)
		e = calendar_note(db);
	if (!e)
		e = note_answers(db, job);
	if (!e)
		e = count(db, job);
	job->outcome = INTAKE_STORED;
	return e ? e : inbox_arrived(db, job->round->id, number);
}

/* Between the first look and this one another thread or program may have stored
 * the same id, closed the round, used the code or erased the answers. The code is used up
 * by the transaction that stores the answers; its table knows nothing of them. */
static enum err store_job_run(struct db *db, void *ctx)
{
	struct intake_job *job = ctx;
	enum err e = look(db, job);
	bool refused = !e && is_refused(job);

	if (!e && !refused && job->round->access == ACCESS_CODES) {
		e = code_use(db, job->round, &job->code, &job->code_good);
		refused = !e && is_refused(job);
	}
	if (e)
		return e;
	if (!refused)
		return store_new(db, job);
	return is_quarantined(job) ? quarantine(db, job) : OK;
}

static enum err decide(struct db *db, struct store *store, struct intake_job *job)
{
	enum err e;

	/* What will be stored, as it looks, goes straight to the writer, which looks
	 * at all of it anyway, and with the pages at hand. */
	job->closed_day = job->round->closed_day;
	job->final = job->round->final_day;
	if (job->sound && takes(job))
		return store_write(store, store_job_run, job);
	e = look(db, job);
	if (e)
		return e;
	if (!is_refused(job))
		return store_write(store, store_job_run, job);
	return is_quarantined(job) ? store_write(store, quarantine, job) : OK;
}

static enum err read_times(struct db *db, struct intake_job *job)
{
	const char *active = job->post->active_s;
	char day[DAY_CHARS];

	clock_day(clock_now(), day, &job->before_noon);
	job->pages = plain_pages(job->post->pages);
	if (!active || !parse_double(active, &job->active_s) || job->active_s < 0)
		job->active_s = NAN;
	return calendar_read(db, &job->calendar);
}

enum err submission_take(struct arena *a, struct store *store, const struct round *r,
	const struct form *form, const struct form_context *given, int min_cell,
	const struct submission_post *post, struct submission_result *out)
{
	struct form_context ctx = *given;
	struct intake_job job = {.arena = a, .round = r, .post = post, .min_cell = min_cell,
		.context = given, .check = &out->check, .hint = plain_hint(post->device)};
	struct db *db;
	enum err e = store_reader(store, &db);

	if (!e && !ctx.departments)
		e = submission_departments(a, db, r->id, &ctx.departments,
			&ctx.department_count);
	if (!e)
		e = read_times(db, &job);
	if (e)
		return e;
	*out = (struct submission_result){.outcome = INTAKE_INVALID};
	form_check(a, form, &ctx, post->answers, &out->check);
	if (!post->instance_id || !submission_id_parse(post->instance_id, job.id)) {
		out->bad_field = "instance_id";
		out->bad_message = "instance_id must be a UUID version 4";
		return OK;
	}
	find_department(&job, &ctx, out);
	e = heed_code(db, &job, out);
	if (!e)
		e = comments_check_pictures(a, db, r->id, &out->check);
	if (e)
		return e;
	job.sound = !out->bad_field && !out->check.fault_count;
	if (job.sound) {
		submission_digest(a, r->code, job.department, out->check.json, job.digest);
		judge_status(&job, form);
	}
	e = decide(db, store, &job);
	if (!e && job.outcome == INTAKE_STORED)
		memcpy(out->receipt, job.receipt, sizeof job.receipt);
	out->outcome = job.outcome;
	return e;
}

enum err quarantine_count(struct db *db, size_t *out)
{
	struct stmt *s = db_stmt(db, STMT_QUARANTINE_COUNT);
	size_t n = 0;
	enum err e;

	while (stmt_next(s, &e))
		n = (size_t)col_i64(s, "n");
	if (!e)
		*out = n;
	return e;
}
