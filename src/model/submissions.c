/* Intake: judging, storing once, counting, releasing. */
#include "model/submissions.h"

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
#include "model/releases.h"
#include "store/stmt.h"
#include "store/store.h"

#define PAGES_MAX 1024
#define KEPT_MAX ((size_t)512 << 10)
#define DUPLICATE_ANSWERS 12	/* method G: so many equal answers are no chance */
#define DUPLICATE_SECONDS (30 * 60)

/* One intake on its way; the writer's job reads it. */
struct intake_job {
	struct arena *arena;
	const struct round *round;
	const struct submission_post *post;
	const struct check *check;
	int min_cell;
	unsigned char id[SUBMISSION_ID_BYTES];
	unsigned char digest[DIGEST_BYTES];
	const char *department, *device, *pages;
	char today[DAY_CHARS];
	bool before_noon;
	double active_s;
	enum quality_status status;
	unsigned flags;
	enum intake outcome;
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

static enum err known_digest(struct db *db, const unsigned char *id, bool *known,
	unsigned char digest[DIGEST_BYTES])
{
	struct stmt *s = db_stmt(db, STMT_SUBMISSION_DIGEST);

	stmt_blob(s, ":id", id, SUBMISSION_ID_BYTES);

	enum err e = stmt_step(s, known);

	if (!e && *known && col_len(s, 0) == DIGEST_BYTES)
		memcpy(digest, col_blob(s, 0), DIGEST_BYTES);
	stmt_done(s);
	return e;
}

static enum err is_erased(struct db *db, const unsigned char *id, bool *erased)
{
	struct stmt *s = db_stmt(db, STMT_ERASED_GET);

	stmt_blob(s, ":id", id, SUBMISSION_ID_BYTES);

	enum err e = stmt_step(s, erased);

	stmt_done(s);
	return e;
}

static enum err receipt_key(struct db *db, int64_t round, unsigned char key[32], bool *there)
{
	struct stmt *s = db_stmt(db, STMT_ROUND_RECEIPT_KEY);
	bool row;

	stmt_i64(s, ":round", round);

	enum err e = stmt_step(s, &row);

	*there = !e && row && col_len(s, 0) == 32;
	if (*there)
		memcpy(key, col_blob(s, 0), 32);
	stmt_done(s);
	return e;
}

/* The first 60 bits of keyed BLAKE2b of the id. */
static void receipt_of(const unsigned char key[32], const unsigned char *id,
	char out[RECEIPT_CHARS])
{
	unsigned char mac[8];
	char text[DIGEST_BASE32_CHARS(8)];

	digest_keyed(key, 32, id, SUBMISSION_ID_BYTES, mac, sizeof mac);
	digest_base32(mac, sizeof mac, text);
	memcpy(out, text, RECEIPT_CHARS - 1);
	out[RECEIPT_CHARS - 1] = '\0';
}

static enum err make_receipt(struct db *db, const struct intake_job *job,
	char out[RECEIPT_CHARS])
{
	unsigned char key[32];
	bool there;
	enum err e = receipt_key(db, job->round->id, key, &there);

	out[0] = '\0';
	if (!e && there)
		receipt_of(key, job->id, out);
	return e;
}

enum err receipt_find(struct arena *a, struct db *db, const char *receipt, struct round *out)
{
	struct round *rounds;
	size_t n;
	enum err e = round_list(a, db, &rounds, &n);

	for (size_t i = 0; !e && i < n; i++) {
		unsigned char key[32];
		bool there, row;
		struct stmt *s;

		e = receipt_key(db, rounds[i].id, key, &there);
		if (e || !there)
			continue;
		s = db_stmt(db, STMT_SUBMISSION_IDS);
		stmt_i64(s, ":round", rounds[i].id);
		while (!(e = stmt_step(s, &row)) && row) {
			char text[RECEIPT_CHARS];

			receipt_of(key, col_blob(s, 0), text);
			if (strcmp(text, receipt) == 0) {
				stmt_done(s);
				*out = rounds[i];
				return OK;
			}
		}
		stmt_done(s);
	}
	return e ? e : err_fail(ERR_NOT_FOUND, "no open round has this receipt");
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
static bool find_department(struct intake_job *job, const struct form_context *ctx,
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
	return !res->bad_field;
}

/* `id:seconds;…` with plain ids; anything else is not kept. */
static const char *plain_pages(const char *pages)
{
	if (!pages || strlen(pages) > PAGES_MAX)
		return "";
	for (const char *c = pages; *c; c++)
		if ((unsigned char)*c <= ' ' || *c == 0x7F || *c == '"' || *c == ',')
			return "";
	return pages;
}

static void judge_days(struct intake_job *job)
{
	const struct round *r = job->round;
	const char *day = job->post->queued, *last = r->closed_day ? r->closed_day : r->to_day;

	if (r->to_day && last && strcmp(r->to_day, last) < 0)
		last = r->to_day;
	if (!day || !text_is_date(day))
		return;
	if (strcmp(day, job->today) > 0)
		job->flags |= QUALITY_CLOCK;
	if ((r->from_day && strcmp(day, r->from_day) < 0) || (last && strcmp(day, last) > 0))
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

/* Whether the round takes this post today: open, or queued while it was. */
static bool takes(const struct intake_job *job)
{
	const struct round *r = job->round;
	enum round_state state = round_state_on(r, job->today);
	const char *last = r->closed_day ? r->closed_day : r->to_day;
	char until[DAY_CHARS];

	if (state == ROUND_OPEN)
		return true;
	if (state == ROUND_PLANNED || !job->post->queued || !text_is_date(job->post->queued))
		return false;
	clock_day_add(last, SUBMISSION_QUEUE_DAYS, until);
	return strcmp(job->today, until) <= 0;
}

/* BLAKE2b-256 of round, department and the checked answers, a line each. */
static void digest_answers(struct intake_job *job)
{
	char *text = arena_printf(job->arena, "%s\n%s\n%s", job->round->code,
		job->department, job->check->json);

	digest_of(text, strlen(text), job->digest);
}

/* ---- keeping aside ---- */

/* The answers as they were sent: {"path": ["value", …], …}. */
static const char *raw_answers(struct arena *a, const struct answers *answers)
{
	struct buf *out = buf_new(a, KEPT_MAX);
	struct json_writer w = {.out = out};

	json_begin_object(&w);
	for (size_t i = 0; i < answers->form->question_count; i++) {
		const struct question *q = answers->form->questions[i];
		const struct answer *answer = answers_of(answers, q);

		if (!answer->count)
			continue;
		json_key(&w, q->path);
		json_begin_array(&w);
		for (size_t v = 0; v < answer->count; v++)
			json_string(&w, answer->values[v]);
		json_end_array(&w);
	}
	json_end_object(&w);
	return out->data;
}

static enum err keep_aside(struct db *db, void *ctx)
{
	struct intake_job *job = ctx;
	const char *raw = raw_answers(job->arena, job->post->answers);
	unsigned char token[16], digest[DIGEST_BYTES];
	struct stmt *s = db_stmt(db, STMT_QUARANTINE_ADD);

	random_bytes(token, sizeof token);
	digest_of(raw, strlen(raw), digest);
	stmt_blob(s, ":token", token, sizeof token);
	stmt_blob(s, ":id", job->id, sizeof job->id);
	stmt_text(s, ":round", job->round->code);
	stmt_text(s, ":reason", job->outcome == INTAKE_KEPT ? "conflict" : "refused");
	stmt_text(s, ":day", job->today);
	stmt_blob(s, ":digest", digest, sizeof digest);
	stmt_text(s, ":answers", raw);
	return stmt_run(s);
}

/* ---- storing ---- */

static enum err look_for_duplicate(struct db *db, struct intake_job *job)
{
	int64_t now = clock_now();
	struct stmt *s;
	bool seen = false;
	enum err e;

	if (!*job->device || job->check->answered < DUPLICATE_ANSWERS)
		return OK;
	s = db_stmt(db, STMT_RECENT_PURGE);
	stmt_i64(s, ":before", now - DUPLICATE_SECONDS);
	e = stmt_run(s);
	if (e)
		return e;
	s = db_stmt(db, STMT_RECENT_GET);
	stmt_text(s, ":device", job->device);
	stmt_blob(s, ":digest", job->digest, DIGEST_BYTES);
	stmt_i64(s, ":after", now - DUPLICATE_SECONDS);
	e = stmt_step(s, &seen);
	stmt_done(s);
	if (e)
		return e;
	if (seen)
		job->flags |= QUALITY_DUP;
	s = db_stmt(db, STMT_RECENT_PUT);
	stmt_text(s, ":device", job->device);
	stmt_blob(s, ":digest", job->digest, DIGEST_BYTES);
	stmt_i64(s, ":at", now);
	return stmt_run(s);
}

static enum err insert(struct db *db, struct intake_job *job, bool *stored)
{
	struct stmt *s = db_stmt(db, STMT_SUBMISSION_ADD);

	stmt_blob(s, ":id", job->id, sizeof job->id);
	stmt_i64(s, ":round", job->round->id);
	stmt_text(s, ":department", job->department);
	stmt_text(s, ":lang", job->post->lang ? job->post->lang : "");
	stmt_text(s, ":device", job->device);
	stmt_text(s, ":day", job->today);
	stmt_text(s, ":half", job->before_noon ? "am" : "pm");
	stmt_text(s, ":status", quality_status_name(job->status));
	stmt_text(s, ":flags", quality_flags_text(job->arena, job->flags));
	stmt_i64(s, ":eligible", (int64_t)job->check->eligible);
	stmt_i64(s, ":answered", (int64_t)job->check->answered);
	stmt_double(s, ":active_s", job->active_s);
	stmt_text(s, ":pages", job->pages);
	stmt_blob(s, ":digest", job->digest, DIGEST_BYTES);
	stmt_text_n(s, ":answers", job->check->json, job->check->json_len);

	enum err e = stmt_run(s);

	*stored = !e && db_changes(db) == 1;
	return e;
}

/* Count it for its department, and release when that was the last one needed. */
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
		fresh = col_i64(s, 0);
	stmt_done(s);
	/* A release can fall due only where a counter, or a sum of them, passes
	 * the cell size: looked at then, and now and again. */
	if (e || !fresh || (fresh > job->min_cell && fresh % job->min_cell != 0))
		return e;
	e = round_departments(job->arena, db, job->round->id, &list, &n);
	if (!e && release_due(list, n, job->min_cell))
		e = release_make(job->arena, db, job->round->id, RELEASE_ANSWERS);
	return e;
}

static enum err store_job_run(struct db *db, void *ctx)
{
	struct intake_job *job = ctx;
	unsigned char digest[DIGEST_BYTES];
	bool stored, known;
	enum err e = look_for_duplicate(db, job);

	if (!e)
		e = insert(db, job, &stored);
	if (e)
		return e;
	job->outcome = INTAKE_STORED;
	if (stored)
		return count(db, job);
	e = known_digest(db, job->id, &known, digest);
	if (e || (known && digest_same(digest, job->digest, DIGEST_BYTES)))
		return e;
	job->outcome = INTAKE_KEPT;
	return keep_aside(db, job);
}

/* What the id alone decides: erased, or stored before. *decided otherwise false. */
static enum err judge_id(struct db *db, struct store *store, struct intake_job *job,
	bool *decided)
{
	unsigned char digest[DIGEST_BYTES];
	bool erased, known;
	enum err e = is_erased(db, job->id, &erased);

	if (!e && erased) {
		job->outcome = INTAKE_ERASED;
		*decided = true;
		return OK;
	}
	if (!e)
		e = known_digest(db, job->id, &known, digest);
	if (e || !known)
		return e;
	*decided = true;
	if (!job->check->fault_count && digest_same(digest, job->digest, DIGEST_BYTES)) {
		job->outcome = INTAKE_STORED;
		return OK;
	}
	job->outcome = INTAKE_KEPT;
	return store_write(store, keep_aside, job);
}

/* Refused for good; what waited in a queue must not be lost for that. */
static enum err refuse(struct store *store, struct intake_job *job, enum intake why)
{
	job->outcome = why;
	if (!job->post->queued)
		return OK;

	enum err e = store_write(store, keep_aside, job);

	if (!e)
		job->outcome = INTAKE_KEPT;
	return e;
}

static enum err decide(struct db *db, struct store *store, struct intake_job *job,
	bool sound)
{
	bool decided = false;
	enum err e = judge_id(db, store, job, &decided);

	if (e || decided)
		return e;
	if (!takes(job))
		return refuse(store, job, INTAKE_CLOSED);
	if (!sound)
		return refuse(store, job, INTAKE_INVALID);
	return store_write(store, store_job_run, job);
}

enum err submission_take(struct arena *a, struct store *store, const struct round *r,
	const struct form *form, const struct form_context *given, int min_cell,
	const struct submission_post *post, struct submission_result *out)
{
	struct form_context ctx = *given;
	struct intake_job job = {.arena = a, .round = r, .post = post, .min_cell = min_cell,
		.check = &out->check, .device = "", .pages = plain_pages(post->pages),
		.active_s = NAN};
	struct db *db;
	enum err e = store_reader(store, &db);

	if (!e)
		e = submission_departments(a, db, r->id, &ctx.departments,
			&ctx.department_count);
	if (e)
		return e;
	*out = (struct submission_result){.outcome = INTAKE_INVALID};
	clock_day(clock_now(), job.today, &job.before_noon);
	if (!post->instance_id || !submission_id_parse(post->instance_id, job.id)) {
		out->bad_field = "instance_id";
		out->bad_message = "instance_id must be a UUID version 4";
	}
	if (post->active_s && (!parse_double(post->active_s, &job.active_s) ||
		job.active_s < 0))
		job.active_s = NAN;
	form_check(a, form, &ctx, post->answers, &out->check);
	if (out->bad_field)
		return OK;

	bool sound = find_department(&job, &ctx, out) && !out->check.fault_count;

	if (sound) {
		digest_answers(&job);
		judge_days(&job);
		judge_status(&job, form);
	}
	e = decide(db, store, &job, sound);
	if (!e && job.outcome == INTAKE_STORED)
		e = make_receipt(db, &job, out->receipt);
	out->outcome = job.outcome;
	return e;
}
