/* Freezing a draft as a version, and reading versions (see model/baseline.h). */
#include "model/baseline.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "baseline_parts.h"
#include "codec/digest.h"
#include "model/change.h"
#include "model/settings.h"
#include "model/stakeholders.h"
#include "model/trail.h"
#include "store/stmt.h"

#define PARAMS_BYTES_MAX 8192

/* ---- figures as they are published (P6) ---- */

static double if_shown(enum cell_state s, double v)
{
	return s == CELL_SHOWN ? v : NAN;
}

/* What is shown of a row; where its score is hidden, so is all that places it. */
static struct baseline_activity activity_of(const struct priorities *p, size_t i)
{
	const struct audit_overall_row *r = &p->result.overall[i];
	const struct shown *s = &p->overall[i];
	bool ranked = s->score == CELL_SHOWN;
	bool sure = r->detailed >= INTERVAL_FROM;
	struct baseline_activity out = {.code = r->code, .rank = ranked ? r->rank : 0,
		.score = if_shown(s->score, round_decimals(r->score, 1)),
		.score_lo = if_shown(s->score, sure ? round_decimals(r->score_lo, 1) : NAN),
		.score_hi = if_shown(s->score, sure ? round_decimals(r->score_hi, 1) : NAN),
		.saved = if_shown(s->hours, round_digits(r->hours_saved, 2)),
		.saved_lo = if_shown(s->hours, sure ? round_digits(r->saved_lo, 2) : NAN),
		.saved_hi = if_shown(s->hours, sure ? round_digits(r->saved_hi, 2) : NAN),
		.people = if_shown(s->people, round_decimals(r->doers_pop, 0)),
		.pain = if_shown(s->pain, round_decimals(r->pain, 2)),
		.want = if_shown(s->want, round_decimals(r->want, 2)),
		.effort = p->tables.input.functions[p->result.functions[r->function].input]
			.effort_days,
		.verdict = ranked ? audit_verdict_name(r->verdict) : "", .solid = -1};

	/* Solid: clear, and the weights nearby agree (method B6). */
	if (ranked && r->verdict != AUDIT_VERDICT_NONE && !isnan(r->w_topk_local))
		out.solid = r->verdict == AUDIT_CLEAR && r->w_topk_local >= 0.8;
	return out;
}

static void add_activities(struct arena *a, const struct priorities *p, struct baseline *b)
{
	size_t n = 0;

	b->activities = arena_array(a, p->result.n_overall + p->result.n_functions + 1,
		sizeof *b->activities);
	for (size_t i = 0; i < p->result.n_overall; i++)
		b->activities[n++] = activity_of(p, i);
	for (size_t f = 0; f < p->result.n_functions; f++) {
		const struct audit_function_result *fn = &p->result.functions[f];

		if (fn->unranked == AUDIT_RANKED)
			continue;
		b->activities[n++] = (struct baseline_activity){.code = fn->code, .score = NAN,
			.score_lo = NAN, .score_hi = NAN, .saved = NAN, .saved_lo = NAN,
			.saved_hi = NAN, .people = NAN, .pain = NAN, .want = NAN, .effort = NAN,
			.verdict = audit_unranked_name(fn->unranked), .solid = -1};
	}
	b->n_activities = n;
}

static const char *params_text(struct arena *a, const struct audit_params *p)
{
	struct buf *out = buf_new(a, PARAMS_BYTES_MAX);

	for (size_t i = 0; i < audit_params_count(); i++)
		buf_printf(out, "%s=%s\n", audit_params_name(i), audit_params_text(a, p, i));
	return out->data;
}

static const char *active_text(struct arena *a, const struct audit_result *r)
{
	struct buf *out = buf_new(a, 200);

	for (int c = 0; c < AUDIT_CRITERIA; c++)
		if (r->active[c])
			buf_printf(out, "%s%s", out->len ? " " : "",
				audit_criterion_name((enum audit_criterion)c));
	return out->data;
}

/* Ids and digests of the submissions of a release, in the order of the ids. */
static enum err hash_data(struct arena *a, struct db *db, const struct priorities *p,
	unsigned char out[32])
{
	struct digest_stream *stream = digest_stream_new(a);
	struct stmt *s = db_stmt(db, STMT_BASELINE_DATA);
	enum err e;

	stmt_i64(s, ":round", p->round.id);
	stmt_i64(s, ":seq", p->release.seq);
	while (stmt_next(s, &e)) {
		digest_stream_add(stream, col_blob(s, "id"), col_len(s, "id"));
		digest_stream_add(stream, col_blob(s, "digest"), col_len(s, "digest"));
	}
	digest_stream_end(stream, out);
	return e;
}

static const char *roles_text(struct arena *a, const struct stakeholder *p)
{
	struct buf *out = buf_new(a, 400);

	for (int r = 0; r < PROJECT_ROLE_COUNT; r++)
		if (!isnan(p->given[r]))
			buf_printf(out, "%s%s", out->len ? " " : "",
				project_role_code((enum project_role)r));
	return out->data;
}

static enum err add_signers(struct arena *a, struct db *db, struct baseline *b)
{
	struct roster roster;
	enum err e = roster_load(a, db, &roster);

	if (e)
		return e;
	b->signers = arena_array(a, roster.count + 1, sizeof *b->signers);
	for (size_t i = 0; i < roster.count; i++)
		if (roster.people[i].signs)
			b->signers[b->n_signers++] = (struct baseline_signer){
				roster.people[i].id, roster.people[i].name,
				roles_text(a, &roster.people[i])};
	return OK;
}

/* ---- the hash of all that is frozen ---- */

/* A text behind its length, so that no two documents write the same bytes. */
static void hash_text(struct digest_stream *s, const char *text)
{
	size_t len = strlen(text);
	unsigned char n[8];

	for (int i = 0; i < 8; i++)
		n[i] = (unsigned char)((uint64_t)len >> (8 * (7 - i)));
	digest_stream_add(s, n, sizeof n);
	digest_stream_add(s, text, len);
}

static void hash_number(struct arena *a, struct digest_stream *s, double v)
{
	hash_text(s, format_double(a, v));
}

static void hash_requirements(struct digest_stream *s, const struct baseline *b)
{
	for (size_t i = 0; i < b->n_requirements; i++) {
		const struct requirement *r = &b->requirements[i];
		const char *const texts[] = {r->id, r->text, r->why, r->activity, r->test,
			requirement_level_code(r->level), r->owner, r->depends};

		for (size_t t = 0; t < sizeof texts / sizeof *texts; t++)
			hash_text(s, texts[t]);
	}
}

static void hash_activities(struct arena *a, struct digest_stream *s, const struct baseline *b)
{
	for (size_t i = 0; i < b->n_activities; i++) {
		const struct baseline_activity *x = &b->activities[i];
		const double figures[] = {(double)x->rank, x->score, x->score_lo, x->score_hi,
			x->saved, x->saved_lo, x->saved_hi, x->people, x->pain, x->want,
			x->effort, x->solid};

		hash_text(s, x->code);
		hash_text(s, x->verdict);
		for (size_t f = 0; f < sizeof figures / sizeof *figures; f++)
			hash_number(a, s, figures[f]);
	}
}

static void hash_all(struct arena *a, struct baseline *b, const char *round)
{
	struct digest_stream *s = digest_stream_new(a);
	const double head[] = {(double)b->version, (double)b->release, (double)b->respondents,
		(double)b->n_requirements, (double)b->n_activities, (double)b->n_gaps};

	hash_text(s, round);
	for (size_t i = 0; i < sizeof head / sizeof *head; i++)
		hash_number(a, s, head[i]);
	hash_text(s, b->method);
	hash_text(s, b->params);
	hash_text(s, b->active);
	digest_stream_add(s, b->data_hash, sizeof b->data_hash);
	hash_requirements(s, b);
	hash_activities(a, s, b);
	for (size_t i = 0; i < b->n_gaps; i++) {
		hash_text(s, gap_code(b->gaps[i].kind));
		hash_text(s, b->gaps[i].subject);
	}
	digest_stream_end(s, b->hash);
}

/* ---- writing a version ---- */

static struct stmt *part(struct db *db, enum stmt_id id, int64_t round, int64_t version,
	size_t position)
{
	struct stmt *s = db_stmt(db, id);

	stmt_i64(s, ":round", round);
	stmt_i64(s, ":version", version);
	if (position)
		stmt_i64(s, ":position", (int64_t)position);
	return s;
}

static enum err put_head(struct db *db, int64_t round, const struct baseline *b)
{
	struct stmt *s = part(db, STMT_BASELINE_ADD, round, b->version, 0);

	stmt_text(s, ":day", b->day);
	stmt_i64(s, ":release", b->release);
	stmt_i64(s, ":respondents", b->respondents);
	stmt_text(s, ":method", b->method);
	stmt_text(s, ":params", b->params);
	stmt_text(s, ":active", b->active);
	stmt_blob(s, ":data_hash", b->data_hash, sizeof b->data_hash);
	stmt_blob(s, ":hash", b->hash, sizeof b->hash);
	stmt_text(s, ":actor", b->actor);
	stmt_text(s, ":note", b->note);
	return stmt_run(s);
}

static enum err put_activity(struct db *db, int64_t round, const struct baseline *b, size_t i)
{
	const struct baseline_activity *x = &b->activities[i];
	struct stmt *s = part(db, STMT_BASELINE_ACTIVITY_ADD, round, b->version, i + 1);

	stmt_text(s, ":code", x->code);
	if (x->rank)
		stmt_i64(s, ":rank", (int64_t)x->rank);
	else
		stmt_null(s, ":rank");
	stmt_double(s, ":score", x->score);
	stmt_double(s, ":score_lo", x->score_lo);
	stmt_double(s, ":score_hi", x->score_hi);
	stmt_double(s, ":saved", x->saved);
	stmt_double(s, ":saved_lo", x->saved_lo);
	stmt_double(s, ":saved_hi", x->saved_hi);
	stmt_double(s, ":people", x->people);
	stmt_double(s, ":pain", x->pain);
	stmt_double(s, ":want", x->want);
	stmt_double(s, ":effort", x->effort);
	stmt_text(s, ":verdict", x->verdict);
	if (x->solid >= 0)
		stmt_i64(s, ":solid", x->solid);
	else
		stmt_null(s, ":solid");
	return stmt_run(s);
}

static enum err put_parts(struct db *db, int64_t round, const struct baseline *b)
{
	enum err e = OK;

	for (size_t i = 0; !e && i < b->n_requirements; i++) {
		struct stmt *s = part(db, STMT_BASELINE_REQUIREMENT_ADD, round, b->version,
			i + 1);

		requirement_bind(s, &b->requirements[i]);
		e = stmt_run(s);
	}
	for (size_t i = 0; !e && i < b->n_activities; i++)
		e = put_activity(db, round, b, i);
	for (size_t i = 0; !e && i < b->n_gaps; i++) {
		struct stmt *s = part(db, STMT_BASELINE_GAP_ADD, round, b->version, i + 1);

		stmt_text(s, ":kind", gap_code(b->gaps[i].kind));
		stmt_text(s, ":subject", b->gaps[i].subject);
		e = stmt_run(s);
	}
	for (size_t i = 0; !e && i < b->n_signers; i++) {
		struct stmt *s = part(db, STMT_BASELINE_SIGNER_ADD, round, b->version, 0);

		stmt_i64(s, ":stakeholder", b->signers[i].stakeholder);
		stmt_text(s, ":name", b->signers[i].name);
		stmt_text(s, ":roles", b->signers[i].roles);
		e = stmt_run(s);
	}
	return e;
}

static enum err gather(struct arena *a, struct db *db, const struct priorities *p,
	struct baseline *b)
{
	struct missing_item *missing;
	size_t n_missing;
	const char *culprit;
	enum err e = requirements_load(a, db, p->round.id, &b->requirements,
		&b->n_requirements);

	if (!e && !b->n_requirements)
		return err_fail(ERR_INPUT, "there is no requirement to freeze yet");
	if (!e && requirements_check(b->requirements, b->n_requirements, &culprit))
		return err_fail(ERR_INPUT, "the draft must be corrected first: %s", culprit);
	if (!e)
		e = missing_load(a, db, p->round.id, &missing, &n_missing);
	if (!e)
		e = hash_data(a, db, p, b->data_hash);
	if (!e)
		e = add_signers(a, db, b);
	if (e)
		return e;
	add_activities(a, p, b);
	b->gaps = baseline_gaps(a, b->requirements, b->n_requirements, p, missing, n_missing,
		&b->n_gaps);
	return OK;
}

/* What people would sign unseen: figures nobody confirmed, requirements that say nothing. With
 * a reason it is done all the same, and the reason stands in the version. */
static enum err may_freeze_silently(const struct baseline *b, bool confirmed)
{
	if (!confirmed)
		return err_text(err_fail(ERR_INPUT, "the figures are examples: confirm company and "
			"departments, or say why it is frozen all the same"), "baseline.example",
			NULL);
	for (size_t i = 0; i < b->n_requirements; i++)
		if (!str_trim(str_of(b->requirements[i].text)).len)
			return err_text(err_fail(ERR_INPUT, "requirement %.40s has no text: write it, "
				"or say why it is frozen all the same", b->requirements[i].id),
				"baseline.no_text", "id", b->requirements[i].id, NULL);
	return OK;
}

enum err baseline_freeze(struct change *c, const struct priorities *p, const char *note,
	int64_t *version)
{
	char day[DAY_CHARS];
	struct settings settings;
	struct baseline b = {.release = p->release.seq, .respondents = (int64_t)p->result.n,
		.day = day, .method = BASELINE_METHOD, .actor = c->actor, .note = note};
	enum err e = baseline_count(c->db, p->round.id, &b.version);

	if (!e)
		e = settings_load(c->arena, c->db, &settings);
	if (!e && strlen(note) > REQUIREMENT_TEXT_MAX)
		return err_fail(ERR_INPUT, "the note is longer than %d characters",
			REQUIREMENT_TEXT_MAX);
	b.version++;
	clock_day(clock_now(), day, NULL);
	b.params = params_text(c->arena, &p->tables.params);
	b.active = active_text(c->arena, &p->result);
	if (!e)
		e = gather(c->arena, c->db, p, &b);
	if (!e && !str_trim(str_of(note)).len)
		e = may_freeze_silently(&b, settings.confirmed);
	if (e)
		return e;
	hash_all(c->arena, &b, p->round.code);
	e = put_head(c->db, p->round.id, &b);
	if (!e)
		e = put_parts(c->db, p->round.id, &b);
	if (!e)
		e = trail_append(c, "baseline.freeze",
			arena_printf(c->arena, "%s version %lld",
			p->round.code, (long long)b.version),
			arena_printf(c->arena,
			"%zu requirements, %zu gaps", b.n_requirements, b.n_gaps));
	if (!e)
		*version = b.version;
	return e;
}

/* ---- reading versions ---- */

enum err baseline_count(struct db *db, int64_t round, int64_t *count)
{
	struct stmt *s = db_stmt(db, STMT_BASELINE_LIST);
	int64_t n = 0;
	enum err e;

	stmt_i64(s, ":round", round);
	while (stmt_next(s, &e))
		n = col_i64(s, "version");
	if (!e)
		*count = n;
	return e;
}

static enum err load_head(struct arena *a, struct db *db, int64_t round, int64_t version,
	struct baseline *b)
{
	struct stmt *s = db_stmt(db, STMT_BASELINE_LIST);
	enum err e;

	stmt_i64(s, ":round", round);
	while (stmt_next(s, &e)) {
		if (version && col_i64(s, "version") != version)
			continue;
		*b = (struct baseline){
			.version = col_i64(s, "version"),
			.day = col_copy(a, s, "day"),
			.release = col_i64(s, "release"),
			.respondents = col_i64(s, "respondents"),
			.method = col_copy(a, s, "method"),
			.params = col_copy(a, s, "params"),
			.active = col_copy(a, s, "active"),
			.actor = col_copy(a, s, "actor"),
			.note = col_copy(a, s, "note"),
		};
		memcpy(b->data_hash, col_blob(s, "data_hash"), sizeof b->data_hash);
		memcpy(b->hash, col_blob(s, "hash"), sizeof b->hash);
	}
	if (!e && !b->version)
		return err_fail(ERR_NOT_FOUND, "there is no such version of the requirements");
	return e;
}

static enum err load_activities(struct arena *a, struct stmt *s, struct baseline *b)
{
	enum err e;

	while (stmt_next(s, &e)) {
		b->activities = arena_grow(a, b->activities, b->n_activities + 1,
			sizeof *b->activities);
		b->activities[b->n_activities++] = (struct baseline_activity){
			.code = col_copy(a, s, "code"),
			.rank = (size_t)col_i64(s, "rank"),
			.score = col_double(s, "score"),
			.score_lo = col_double(s, "score_lo"),
			.score_hi = col_double(s, "score_hi"),
			.saved = col_double(s, "saved"),
			.saved_lo = col_double(s, "saved_lo"),
			.saved_hi = col_double(s, "saved_hi"),
			.people = col_double(s, "people"),
			.pain = col_double(s, "pain"),
			.want = col_double(s, "want"),
			.effort = col_double(s, "effort"),
			.verdict = col_copy(a, s, "verdict"),
			.solid = col_is_null(s, "solid") ? -1 : (int)col_i64(s, "solid"),
		};
	}
	return e;
}

static enum gap_kind gap_parse(const char *code)
{
	for (int k = 0; k < GAP_KINDS; k++)
		if (strcmp(gap_code((enum gap_kind)k), code) == 0)
			return (enum gap_kind)k;
	return GAP_MISSING;
}

static enum err load_gaps(struct arena *a, struct stmt *s, struct baseline *b)
{
	enum err e;

	while (stmt_next(s, &e)) {
		b->gaps = arena_grow(a, b->gaps, b->n_gaps + 1, sizeof *b->gaps);
		b->gaps[b->n_gaps++] = (struct gap){gap_parse(col_text(s, "kind")),
			col_copy(a, s, "subject")};
	}
	return e;
}

static enum err load_signers(struct arena *a, struct stmt *s, struct baseline *b)
{
	enum err e;

	while (stmt_next(s, &e)) {
		b->signers = arena_grow(a, b->signers, b->n_signers + 1, sizeof *b->signers);
		b->signers[b->n_signers++] = (struct baseline_signer){col_i64(s, "stakeholder"),
			col_copy(a, s, "name"), col_copy(a, s, "roles")};
	}
	return e;
}

enum err baseline_load(struct arena *a, struct db *db, int64_t round, int64_t version,
	struct baseline *out)
{
	struct baseline b = {0};
	enum err e = load_head(a, db, round, version, &b);

	if (!e)
		e = requirements_read(a, part(db, STMT_BASELINE_REQUIREMENTS, round, b.version, 0),
			&b.requirements, &b.n_requirements);
	if (!e)
		e = load_activities(a, part(db, STMT_BASELINE_ACTIVITIES, round, b.version, 0),
			&b);
	if (!e)
		e = load_gaps(a, part(db, STMT_BASELINE_GAPS, round, b.version, 0), &b);
	if (!e)
		e = load_signers(a, part(db, STMT_BASELINE_SIGNERS, round, b.version, 0), &b);
	if (!e)
		*out = b;
	return e;
}

const struct baseline_activity *baseline_activity(const struct baseline *b, const char *code)
{
	for (size_t i = 0; i < b->n_activities; i++)
		if (strcmp(b->activities[i].code, code) == 0)
			return &b->activities[i];
	return NULL;
}
