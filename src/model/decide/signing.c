/* Codes, signatures, and when a version is signed (see model/signing.h). */
#include "model/signing.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/text.h"
#include "codec/digest.h"
#include "model/change.h"
#include "model/kiosk.h"
#include "model/stakeholders.h"
#include "model/trail.h"
#include "signing_parts.h"
#include "store/stmt.h"

#define CODE_BYTES 10
#define CODE_PURPOSE "signing code"

static const char *const verdicts[] = {"", "agree", "change", "object"};

const char *sign_verdict_code(enum sign_verdict v)
{
	return verdicts[v];
}

bool sign_verdict_parse(const char *code, enum sign_verdict *out)
{
	for (int i = SIGN_AGREE; code && i <= SIGN_OBJECT; i++)
		if (strcmp(verdicts[i], code) == 0) {
			*out = (enum sign_verdict)i;
			return true;
		}
	return false;
}

/* ---- codes ---- */

bool sign_code_tidy(const char *typed, char code[SIGN_CODE_CHARS])
{
	char tidy[SIGN_CODE_CHARS];
	size_t n = 0;

	for (const char *c = typed; *c; c++) {
		char up = *c >= 'a' && *c <= 'z' ? (char)(*c - 32) : *c;

		if (up == ' ' || up == '-')
			continue;
		up = up == '0' ? 'O' : up == '8' ? 'B' : up;
		if (n == SIGN_CODE_CHARS - 1 || !strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", up))
			return false;
		tidy[n++] = up;
	}
	tidy[n] = '\0';
	if (n != SIGN_CODE_CHARS - 1)
		return false;
	memcpy(code, tidy, sizeof tidy);
	return true;
}

static bool hash_code(const struct kiosk *k, const char *typed, unsigned char out[32])
{
	char code[SIGN_CODE_CHARS];

	if (!sign_code_tidy(typed, code))
		return false;
	kiosk_hash(k, CODE_PURPOSE, code, SIGN_CODE_CHARS - 1, out);
	return true;
}

struct stmt *signing_stmt(struct db *db, enum stmt_id id, int64_t round, int64_t version,
	int64_t stakeholder)
{
	struct stmt *s = db_stmt(db, id);

	stmt_i64(s, ":round", round);
	stmt_i64(s, ":version", version);
	stmt_i64(s, ":stakeholder", stakeholder);
	return s;
}

enum err signing_record(struct change *c, const char *action, const struct round *round,
	int64_t version, int64_t stakeholder, const char *detail)
{
	char object[120];

	snprintf(object, sizeof object, "%s version %lld, person %lld", round->code,
		(long long)version, (long long)stakeholder);
	return trail_append(c, action, object, detail);
}

enum err sign_code_issue(struct change *c, const struct round *round, int64_t version,
	int64_t stakeholder, char code[SIGN_CODE_CHARS])
{
	unsigned char bytes[CODE_BYTES], hash[32];
	char day[DAY_CHARS], fresh[SIGN_CODE_CHARS];
	enum err e = stmt_run(signing_stmt(c->db, STMT_SIGN_CODE_DROP, round->id, version,
		stakeholder));
	struct stmt *s;

	if (e)
		return e;
	random_bytes(bytes, sizeof bytes);
	digest_base32(bytes, sizeof bytes, fresh);
	hash_code(c->kiosk, fresh, hash);
	clock_day(clock_now(), day, NULL);
	s = signing_stmt(c->db, STMT_SIGN_CODE_ADD, round->id, version, stakeholder);
	stmt_blob(s, ":hash", hash, sizeof hash);
	stmt_text(s, ":day", day);
	e = stmt_run(s);
	if (e == ERR_CONFLICT)
		return err_fail(ERR_NOT_FOUND, "that person is not asked to sign version %lld",
			(long long)version);
	if (!e)
		e = signing_record(c, "baseline.code", round, version, stakeholder, NULL);
	if (!e)
		memcpy(code, fresh, sizeof fresh);
	return e;
}

enum err sign_code_find(struct arena *a, struct db *db, const struct kiosk *k,
	const char *typed, const char **round, int64_t *version, int64_t *stakeholder)
{
	unsigned char hash[32];
	bool row = false;
	enum err e = OK;

	if (hash_code(k, typed, hash)) {
		struct stmt *s = db_stmt(db, STMT_SIGN_CODE_GET);

		stmt_blob(s, ":hash", hash, sizeof hash);
		e = stmt_step(s, &row);
		if (!e && row) {
			*round = col_copy(a, s, "code");
			*version = col_i64(s, "version");
			*stakeholder = col_i64(s, "stakeholder");
		}
		stmt_done(s);
	}
	if (!e && !row)
		return err_fail(ERR_NOT_FOUND, "this code is unknown, or was used already");
	return e;
}

enum err sign_codes_out(struct arena *a, struct db *db, int64_t round, int64_t version,
	int64_t **stakeholders, size_t *count)
{
	struct stmt *s = db_stmt(db, STMT_SIGN_CODES);
	int64_t *list = NULL;
	size_t n = 0;
	enum err e;

	stmt_i64(s, ":round", round);
	stmt_i64(s, ":version", version);
	while (stmt_next(s, &e)) {
		list = arena_grow(a, list, n + 1, sizeof *list);
		list[n++] = col_i64(s, "stakeholder");
	}
	if (!e) {
		*stakeholders = list;
		*count = n;
	}
	return e;
}

/* ---- the check ---- */

static bool blank(const char *s)
{
	return !str_trim(str_of(s)).len;
}

static const struct signature_item *item_of(const struct signature *s, const char *id)
{
	for (size_t i = 0; i < s->count; i++)
		if (strcmp(s->items[i].requirement, id) == 0)
			return &s->items[i];
	return NULL;
}

enum sign_fault signature_item_check(const struct signature_item *item)
{
	if (!item || item->verdict == SIGN_NONE)
		return SIGN_UNANSWERED;
	if (!text_fits(item->reason, REQUIREMENT_TEXT_MAX))
		return SIGN_TOO_LONG;
	if (item->verdict != SIGN_AGREE && blank(item->reason))
		return SIGN_NO_REASON;
	return item->testable == 0 && blank(item->reason) ? SIGN_NOT_TESTED : SIGN_FINE;
}

enum sign_fault signature_check(const struct baseline *b, const struct signature *s,
	const char **culprit)
{
	*culprit = "";
	for (size_t i = 0; i < b->n_requirements; i++) {
		enum sign_fault f = signature_item_check(item_of(s, b->requirements[i].id));

		*culprit = b->requirements[i].id;
		if (f)
			return f;
	}
	*culprit = "";
	if (strlen(s->missing) > REQUIREMENT_TEXT_MAX ||
		strlen(s->witness) > REQUIREMENT_TEXT_MAX)
		return SIGN_TOO_LONG;
	return s->paper && blank(s->witness) ? SIGN_NO_WITNESS : SIGN_FINE;
}

static enum err check(const struct baseline *b, const struct signature *s)
{
	const char *id;

	switch (signature_check(b, s, &id)) {
	case SIGN_UNANSWERED:
		return err_fail(ERR_INPUT, "%s: choose one of the three answers", id);
	case SIGN_NO_REASON:
		return err_fail(ERR_INPUT, "%s: say what should change, or why not", id);
	case SIGN_NOT_TESTED:
		return err_fail(ERR_INPUT, "%s: say what is missing to test it", id);
	case SIGN_TOO_LONG:
		return err_fail(ERR_INPUT, "%s: a text is longer than %d characters", id,
			REQUIREMENT_TEXT_MAX);
	case SIGN_NO_WITNESS:
		return err_fail(ERR_INPUT, "name the witness who saw the signed paper");
	default:
		return OK;
	}
}

/* ---- storing ---- */

/* *seq: of the signature; *proxy: who signed for them, "" for themself. */
static enum err put_head(struct change *c, const struct round *round, const struct baseline *b,
	const struct signature *sig, int64_t *seq, const char **proxy)
{
	char day[DAY_CHARS];
	struct stmt *s = signing_stmt(c->db, STMT_SIGNATURE_ADD, round->id, b->version,
		sig->stakeholder);
	bool row;
	enum err e;

	clock_day(clock_now(), day, NULL);
	stmt_text(s, ":day", day);
	stmt_text(s, ":way", sig->paper ? "paper" : "code");
	stmt_text(s, ":witness", sig->paper ? sig->witness : "");
	stmt_blob(s, ":hash", b->hash, sizeof b->hash);
	e = stmt_step(s, &row);
	if (!e && row) {
		*seq = col_i64(s, "seq");
		*proxy = col_copy(c->arena, s, "proxy");
	}
	stmt_done(s);
	if (e == ERR_CONFLICT)
		return err_fail(ERR_NOT_FOUND, "that person is not asked to sign this version");
	return e;
}

static enum err put_item(struct db *db, const struct round *round, int64_t version,
	int64_t stakeholder, int64_t seq, const struct signature_item *item)
{
	struct stmt *s = signing_stmt(db, STMT_SIGNATURE_ITEM_ADD, round->id, version, stakeholder);

	stmt_i64(s, ":seq", seq);
	stmt_text(s, ":requirement", item->requirement);
	stmt_text(s, ":verdict", verdicts[item->verdict]);
	stmt_text(s, ":level", item->level);
	if (item->testable < 0)
		stmt_null(s, ":testable");
	else
		stmt_i64(s, ":testable", item->testable);
	stmt_text(s, ":reason", item->reason);
	return stmt_run(s);
}

static const struct baseline_signer *signer_of(const struct baseline *b, int64_t stakeholder)
{
	for (size_t i = 0; i < b->n_signers; i++)
		if (b->signers[i].stakeholder == stakeholder)
			return &b->signers[i];
	return NULL;
}

/* By name: of whoever said it. */
static enum err put_missing(struct db *db, const struct round *round, const struct baseline *b,
	const struct signature *sig, const char *proxy)
{
	const struct baseline_signer *who = signer_of(b, sig->stakeholder);
	struct stmt *s;

	if (blank(sig->missing) || !who)
		return OK;
	s = db_stmt(db, STMT_MISSING_ADD);
	stmt_i64(s, ":round", round->id);
	stmt_i64(s, ":version", b->version);
	stmt_text(s, ":name", *proxy ? proxy : who->name);
	stmt_text(s, ":text", sig->missing);
	return stmt_run(s);
}

enum err signing_version(struct arena *a, struct db *db, const struct round *round,
	int64_t version, struct baseline *b)
{
	enum err e = baseline_load(a, db, round->id, 0, b);

	if (!e && b->version != version)
		return err_fail(ERR_CONFLICT, "version %lld stands in the place of version %lld",
			(long long)b->version, (long long)version);
	return e;
}

/* Of a code that is used: it must be this signer's still. */
static enum err use_code(struct arena *a, struct db *db, const struct kiosk *k,
	const struct round *round, int64_t version, int64_t stakeholder, const char *typed)
{
	const char *code;
	int64_t of_version, whose;
	enum err e = sign_code_find(a, db, k, typed, &code, &of_version, &whose);

	if (!e && (strcmp(code, round->code) != 0 || of_version != version ||
		whose != stakeholder))
		return err_fail(ERR_NOT_FOUND, "this code is for something else");
	return e ? e : stmt_run(signing_stmt(db, STMT_SIGN_CODE_DROP, round->id, version,
		stakeholder));
}

enum err signature_put(struct change *c, const struct round *round, int64_t version,
	const struct signature *s, const char *typed)
{
	static const char *const words[] = {"", "agrees", "asks for a change", "objects"};
	struct baseline b;
	int64_t seq = 0;
	const char *proxy = "";
	enum err e = signing_version(c->arena, c->db, round, version, &b);

	if (!e)
		e = check(&b, s);
	if (!e && !s->paper)
		e = use_code(c->arena, c->db, c->kiosk, round, version, s->stakeholder, typed);
	if (!e)
		e = put_head(c, round, &b, s, &seq, &proxy);
	for (size_t i = 0; !e && i < b.n_requirements; i++)
		e = put_item(c->db, round, version, s->stakeholder, seq,
			item_of(s, b.requirements[i].id));
	if (!e)
		e = put_missing(c->db, round, &b, s, proxy);
	return e ? e : signing_record(c, s->paper ? "baseline.sign.paper" : "baseline.sign", round,
		version, s->stakeholder, arena_printf(c->arena, "%s%s", words[signature_verdict(s)],
		*proxy ? ", by proxy" : ""));
}

/* ---- reading ---- */

static enum err load_items(struct arena *a, struct db *db, int64_t round, int64_t version,
	struct signature *list, size_t count)
{
	struct stmt *s = db_stmt(db, STMT_SIGNATURE_ITEMS);
	enum err e;

	stmt_i64(s, ":round", round);
	stmt_i64(s, ":version", version);
	while (stmt_next(s, &e)) {
		for (size_t i = 0; i < count; i++) {
			struct signature *x = &list[i];
			struct signature_item *item;

			if (x->stakeholder != col_i64(s, "stakeholder") ||
				x->seq != col_i64(s, "seq"))
				continue;
			x->items = arena_grow(a, x->items, x->count + 1, sizeof *x->items);
			item = &x->items[x->count++];
			*item = (struct signature_item){
				.requirement = col_copy(a, s, "requirement"),
				.level = col_copy(a, s, "level"),
				.reason = col_copy(a, s, "reason"),
				.decision = col_copy_opt(a, s, "decision"),
				.sponsor = col_copy_opt(a, s, "sponsor"),
				.decided_day = col_copy_opt(a, s, "day"),
				.testable = col_is_null(s, "testable") ? -1 : (int)col_i64(s, "testable"),
			};
			sign_verdict_parse(col_text(s, "verdict"), &item->verdict);
		}
	}
	return e;
}

enum err signatures_load(struct arena *a, struct db *db, int64_t round, int64_t version,
	struct signature **out, size_t *count)
{
	struct stmt *s = db_stmt(db, STMT_SIGNATURES);
	struct signature *list = NULL;
	size_t n = 0;
	enum err e;

	stmt_i64(s, ":round", round);
	stmt_i64(s, ":version", version);
	while (stmt_next(s, &e)) {
		list = arena_grow(a, list, n + 1, sizeof *list);
		list[n++] = (struct signature){
			.stakeholder = col_i64(s, "stakeholder"),
			.seq = col_i64(s, "seq"),
			.day = col_copy(a, s, "day"),
			.paper = strcmp(col_text(s, "way"), "paper") == 0,
			.witness = col_copy(a, s, "witness"),
			.proxy = col_copy(a, s, "proxy"),
			.missing = "",
		};
	}
	if (!e)
		e = load_items(a, db, round, version, list, n);
	if (!e) {
		*out = list;
		*count = n;
	}
	return e;
}

const struct signature *signature_of(const struct signature *list, size_t count,
	int64_t stakeholder)
{
	for (size_t i = 0; i < count; i++)
		if (list[i].stakeholder == stakeholder)
			return &list[i];
	return NULL;
}

enum sign_verdict signature_verdict(const struct signature *s)
{
	enum sign_verdict v = SIGN_NONE;

	for (size_t i = 0; i < s->count; i++)
		if (s->items[i].verdict > v)
			v = s->items[i].verdict;
	return v;
}

/* What one signer leaves open: a change asked for, or an objection nobody decided. */
static bool leaves_open(const struct signature *s, bool *objections)
{
	bool open = false;

	for (size_t i = 0; i < s->count; i++) {
		bool decided = s->items[i].verdict == SIGN_OBJECT && s->items[i].decision;

		*objections |= decided;
		open |= s->items[i].verdict > SIGN_AGREE && !decided;
	}
	return open;
}

enum signing_state signing_judge(const struct baseline *b, const struct signature *list,
	size_t count)
{
	bool all = true, changes = false, objections = false;

	for (size_t i = 0; i < b->n_signers; i++) {
		const struct signature *s = signature_of(list, count, b->signers[i].stakeholder);

		all &= s != NULL;
		changes |= s && leaves_open(s, &objections);
	}
	if (!b->n_signers)
		return SIGNING_NOBODY;
	if (changes || !all)
		return changes ? SIGNING_CHANGES : SIGNING_OPEN;
	return objections ? SIGNING_OBJECTIONS : SIGNING_SIGNED;
}

bool signing_ended(enum signing_state s)
{
	return s == SIGNING_SIGNED || s == SIGNING_OBJECTIONS;
}

/* ---- the sponsor's decision ---- */

/* The objection that is decided, in the signer's latest word. */
static enum err find_objection(struct arena *a, struct db *db, int64_t round, int64_t version,
	int64_t stakeholder, const char *requirement, int64_t *seq)
{
	struct signature *list;
	const struct signature *signed_by;
	size_t count;
	enum err e = signatures_load(a, db, round, version, &list, &count);

	if (e)
		return e;
	signed_by = signature_of(list, count, stakeholder);
	for (size_t i = 0; signed_by && i < signed_by->count; i++) {
		const struct signature_item *item = &signed_by->items[i];

		if (strcmp(item->requirement, requirement) != 0 || item->verdict != SIGN_OBJECT)
			continue;
		*seq = signed_by->seq;
		return item->decision ? err_text(err_fail(ERR_CONFLICT, "this objection is decided"),
			"overrule.decided", NULL) : OK;
	}
	return err_fail(ERR_NOT_FOUND, "nobody objects to %.40s there", requirement);
}

/* The name of a sponsor of the project. */
static enum err sponsor_name(struct arena *a, struct db *db, int64_t who, const char **out)
{
	struct roster roster;
	enum err e = roster_load(a, db, &roster);

	for (size_t i = 0; !e && i < roster.count; i++)
		if (roster.people[i].id == who && !isnan(roster.people[i].given[PROJECT_SPONSOR])) {
			*out = roster.people[i].name;
			return OK;
		}
	return e ? e : err_text(err_fail(ERR_INPUT, "an objection is decided by a sponsor: give "
		"somebody that role"), "overrule.sponsor", NULL);
}

enum err objection_overrule(struct change *c, const struct round *round, int64_t version,
	int64_t stakeholder, const char *requirement, int64_t sponsor, const char *reason)
{
	struct baseline b;
	const char *name = "";
	char day[DAY_CHARS];
	int64_t seq = 0;
	struct stmt *s;
	enum err e = signing_version(c->arena, c->db, round, version, &b);

	if (!e)
		e = sponsor_name(c->arena, c->db, sponsor, &name);
	if (!e && (!str_trim(str_of(reason)).len || !text_fits(reason, REQUIREMENT_TEXT_MAX)))
		e = err_text(err_fail(ERR_INPUT, "a decision has a reason of up to %d characters",
			REQUIREMENT_TEXT_MAX), "overrule.reason", NULL);
	if (!e)
		e = find_objection(c->arena, c->db, round->id, version, stakeholder, requirement,
			&seq);
	if (e)
		return e;
	clock_day(clock_now(), day, NULL);
	s = db_stmt(c->db, STMT_OVERRULING_ADD);
	stmt_i64(s, ":round", round->id);
	stmt_i64(s, ":version", version);
	stmt_i64(s, ":stakeholder", stakeholder);
	stmt_i64(s, ":seq", seq);
	stmt_text(s, ":requirement", requirement);
	stmt_text(s, ":day", day);
	stmt_text(s, ":actor", c->actor);
	stmt_text(s, ":sponsor", name);
	stmt_text(s, ":reason", reason);
	e = stmt_run(s);
	return e ? e : signing_record(c, "baseline.overrule", round, version, stakeholder,
		requirement);
}
