/* Receipts made, found, and kept as hashes with each release. */
#include "model/receipts.h"

#include <string.h>

#include "analysis/privacy.h"
#include "analysis/quality.h"
#include "base/arena.h"
#include "codec/digest.h"
#include "model/keys.h"
#include "model/releases.h"
#include "model/submissions.h"
#include "store/stmt.h"
#include "model/usable.h"

/* As counted_receipt.why says it. */
static const char *const why_names[] = {
	[RECEIPT_COUNTED] = "", [RECEIPT_BREAKOFF] = "breakoff", [RECEIPT_DUP] = "dup",
	[RECEIPT_WINDOW] = "window", [RECEIPT_QUALITY] = "quality",
};

#define FATES (sizeof why_names / sizeof *why_names)

/* None for a round that is final, also where its key is still to be deleted. */
static enum err receipt_key(struct db *db, int64_t round, unsigned char key[KEYS_ROUND_BYTES],
	bool *there)
{
	struct stmt *s = db_stmt(db, STMT_ROUND_UNFINISHED);
	bool row;

	stmt_i64(s, ":round", round);

	enum err e = stmt_step(s, &row);

	*there = false;
	if (!e && row)
		e = keys_round(db, col_text(s, "code"), key, there);
	stmt_done(s);
	return e;
}

/* The first 60 bits of keyed BLAKE2b of the id. */
static void receipt_of(const unsigned char key[KEYS_ROUND_BYTES], const unsigned char *id,
	char out[RECEIPT_CHARS])
{
	unsigned char mac[8];
	char text[DIGEST_BASE32_CHARS(8)];

	digest_keyed(key, 32, id, SUBMISSION_ID_BYTES, mac, sizeof mac);
	digest_base32(mac, sizeof mac, text);
	memcpy(out, text, RECEIPT_CHARS - 1);
	out[RECEIPT_CHARS - 1] = '\0';
}

enum err receipt_make(struct db *db, int64_t round, const unsigned char *id,
	char out[RECEIPT_CHARS])
{
	unsigned char key[KEYS_ROUND_BYTES];
	bool there;
	enum err e = receipt_key(db, round, key, &there);

	out[0] = '\0';
	if (!e && there)
		receipt_of(key, id, out);
	return e;
}

static void hash_of(const char *receipt, unsigned char out[DIGEST_BYTES])
{
	digest_of(receipt, strlen(receipt), out);
}

static struct stmt *with_hash(struct db *db, enum stmt_id id, int64_t round,
	const char *receipt)
{
	struct stmt *s = db_stmt(db, id);
	unsigned char hash[DIGEST_BYTES];

	hash_of(receipt, hash);
	stmt_i64(s, ":round", round);
	stmt_blob(s, ":hash", hash, sizeof hash);
	return s;
}

enum err receipt_keep(struct db *db, int64_t round, const unsigned char *id)
{
	char receipt[RECEIPT_CHARS];
	enum err e = receipt_make(db, round, id, receipt);

	return e || !*receipt ? e : stmt_run(with_hash(db, STMT_RECEIPT_ADD, round, receipt));
}

/* ---- finding ---- */

const char *receipt_plain(struct arena *a, const char *typed)
{
	char *out = arena_alloc(a, RECEIPT_CHARS);
	size_t n = 0;

	for (; *typed && n < RECEIPT_CHARS; typed++) {
		char c = *typed >= 'a' && *typed <= 'z' ? (char)(*typed - 32) : *typed;

		if (c == ' ' || c == '-')
			continue;
		if (n == RECEIPT_CHARS - 1)
			return "";
		out[n++] = c == '0' ? 'O' : c == '1' ? 'I' : c == '8' ? 'B' : c;
	}
	return n == RECEIPT_CHARS - 1 ? out : "";
}

static enum receipt_fate fate_named(const char *why)
{
	for (size_t i = RECEIPT_COUNTED; i < FATES; i++)
		if (strcmp(why, why_names[i]) == 0)
			return (enum receipt_fate)i;
	return RECEIPT_QUALITY;
}

/* Among those that a release of this round judged. */
static enum err find_judged(struct arena *a, struct db *db, const char *receipt,
	struct receipt_found *found, bool *row)
{
	struct stmt *s = with_hash(db, STMT_COUNTED_FIND, found->round.id, receipt);
	enum err e = stmt_step(s, row);

	if (!e && *row) {
		found->fate = fate_named(col_text(s, "why"));
		found->day = col_copy(a, s, "day");
	}
	stmt_done(s);
	return e;
}

static enum err find_kept(struct db *db, const char *receipt, int64_t round, bool *row)
{
	struct stmt *s = with_hash(db, STMT_RECEIPT_FIND, round, receipt);
	enum err e = stmt_step(s, row);

	stmt_done(s);
	return e;
}

/* The release up to which those of all answers are kept; 0: none. */
static enum err last_kept(struct arena *a, struct db *db, int64_t round, int64_t *seq)
{
	struct release latest;
	enum err e = release_latest(a, db, round, &latest);
	bool any = false;

	*seq = 0;
	if (!e)
		e = receipts_of_release(db, round, latest.seq, &any);
	if (any)
		*seq = latest.seq;
	return e == ERR_NOT_FOUND ? OK : e;
}

/* Among those that no release has judged yet, while the key is there. */
static enum err find_waiting(struct arena *a, struct db *db, const char *receipt, int64_t round,
	bool *found)
{
	unsigned char key[KEYS_ROUND_BYTES];
	bool there;
	struct stmt *s;
	int64_t seq;
	enum err e = receipt_key(db, round, key, &there);

	*found = false;
	if (!e && there)
		e = last_kept(a, db, round, &seq);
	if (e || !there)
		return e;
	s = db_stmt(db, STMT_WAITING_IDS);
	stmt_i64(s, ":round", round);
	stmt_i64(s, ":seq", seq);
	while (!*found && stmt_next(s, &e)) {
		char text[RECEIPT_CHARS];

		receipt_of(key, col_blob(s, "id"), text);
		*found = strcmp(text, receipt) == 0;
	}
	stmt_done(s);
	return e;
}

enum err receipt_find(struct arena *a, struct db *db, const char *receipt,
	struct receipt_found *out)
{
	struct round *rounds;
	size_t n;
	enum err e = round_list(a, db, &rounds, &n);

	for (size_t i = 0; !e && i < n; i++) {
		struct receipt_found found = {.round = rounds[i], .fate = RECEIPT_ARRIVED};
		bool row;

		e = find_judged(a, db, receipt, &found, &row);
		if (!e && !row)
			e = find_kept(db, receipt, rounds[i].id, &row);
		if (!e && !row)
			e = find_waiting(a, db, receipt, rounds[i].id, &row);
		if (e || !row)
			continue;
		*out = found;
		return OK;
	}
	return e ? e : err_fail(ERR_NOT_FOUND, "this receipt is not known");
}

/* ---- erasing ---- */

static enum err id_in_round(struct db *db, const char *receipt, int64_t round, unsigned char *id,
	bool *found)
{
	unsigned char key[KEYS_ROUND_BYTES];
	struct stmt *s;
	bool there;
	enum err e = receipt_key(db, round, key, &there);

	*found = false;
	if (e || !there)
		return e;
	s = db_stmt(db, STMT_SUBMISSION_IDS);
	stmt_i64(s, ":round", round);
	while (!*found && stmt_next(s, &e)) {
		char text[RECEIPT_CHARS];

		receipt_of(key, col_blob(s, "id"), text);
		*found = strcmp(text, receipt) == 0;
		if (*found)
			memcpy(id, col_blob(s, "id"), SUBMISSION_ID_BYTES);
	}
	stmt_done(s);
	return e;
}

enum err receipt_id(struct arena *a, struct db *db, const char *receipt, unsigned char *id)
{
	struct round *rounds;
	size_t n;
	bool found = false;
	enum err e = round_list(a, db, &rounds, &n);

	for (size_t i = 0; !e && !found && i < n; i++)
		e = id_in_round(db, receipt, rounds[i].id, id, &found);
	return e || found ? e : err_fail(ERR_NOT_FOUND,
		"this receipt is not known, or its round is final: then nothing leads from it to answers");
}

enum err receipt_forget(struct db *db, int64_t round, const unsigned char *id)
{
	char receipt[RECEIPT_CHARS];
	enum err e = receipt_make(db, round, id, receipt);

	if (e || !*receipt)
		return e;
	e = stmt_run(with_hash(db, STMT_RECEIPT_FORGET, round, receipt));
	return e ? e : stmt_run(with_hash(db, STMT_COUNTED_FORGET, round, receipt));
}

/* ---- with a release ---- */

static enum receipt_fate fate_of(const char *status, const char *flags)
{
	unsigned bits;

	if (strcmp(status, "breakoff") == 0)
		return RECEIPT_BREAKOFF;
	if (quality_flags_parse(flags, &bits))
		return RECEIPT_COUNTED;
	return bits & QUALITY_DUP ? RECEIPT_DUP :
		bits & QUALITY_WINDOW ? RECEIPT_WINDOW :
		bits & QUALITY_CLOCK ? RECEIPT_QUALITY : RECEIPT_COUNTED;
}

struct judged {
	unsigned char id[SUBMISSION_ID_BYTES];
	enum receipt_fate fate;
};

static enum err read_new(struct arena *a, struct db *db, int64_t round, int64_t seq,
	struct judged **out, size_t *count)
{
	struct stmt *s = db_stmt(db, STMT_SUBMISSION_NEW);
	enum err e;

	*out = NULL;
	*count = 0;
	stmt_i64(s, ":round", round);
	stmt_i64(s, ":seq", seq);
	while (stmt_next(s, &e)) {
		*out = arena_grow(a, *out, *count + 1, sizeof **out);
		memcpy((*out)[*count].id, col_blob(s, "id"), SUBMISSION_ID_BYTES);
		(*out)[(*count)++].fate = fate_of(col_text(s, "status"), col_text(s, "flags"));
	}
	return e;
}

/* A reason that few share would point at one answer. */
static void blur(struct judged *list, size_t count, int min_cell)
{
	size_t shared[FATES] = {0};

	for (size_t i = 0; i < count; i++)
		shared[list[i].fate]++;
	for (size_t i = 0; i < count; i++)
		if (list[i].fate != RECEIPT_COUNTED &&
			shared[list[i].fate] < privacy_k((size_t)min_cell))
			list[i].fate = RECEIPT_QUALITY;
}

static enum err add(struct db *db, int64_t round, int64_t seq, const unsigned char key[KEYS_ROUND_BYTES],
	const struct judged *j)
{
	char receipt[RECEIPT_CHARS];
	struct stmt *s;

	receipt_of(key, j->id, receipt);
	s = with_hash(db, STMT_COUNTED_ADD, round, receipt);
	stmt_i64(s, ":seq", seq);
	stmt_text(s, ":why", why_names[j->fate]);
	return stmt_run(s);
}

enum err receipts_of_release(struct db *db, int64_t round, int64_t seq, bool *any)
{
	struct stmt *s = db_stmt(db, STMT_COUNTED_ANY);
	enum err e;

	stmt_i64(s, ":round", round);
	stmt_i64(s, ":seq", seq);
	e = stmt_step(s, any);
	stmt_done(s);
	return e;
}

enum err receipts_release(struct arena *a, struct db *db, int64_t round, int64_t seq,
	int min_cell)
{
	unsigned char key[KEYS_ROUND_BYTES];
	struct judged *list;
	size_t count;
	bool there;
	enum err e = receipt_key(db, round, key, &there);

	if (e || !there)
		return e;
	e = read_new(a, db, round, seq, &list, &count);
	if (!e)
		blur(list, count, min_cell);
	for (size_t i = 0; !e && i < count; i++)
		e = add(db, round, seq, key, &list[i]);
	return e;
}

enum err receipts_judge(struct arena *a, struct db *db, const struct round *r, int64_t seq)
{
	unsigned char key[KEYS_ROUND_BYTES];
	struct usable usable;
	struct form *form;
	bool there;
	enum err e = receipt_key(db, r->id, key, &there);

	if (e || !there)
		return e;
	e = round_form(a, db, r, &form);
	if (!e)
		e = usable_load(a, db, form, r->id, seq, &usable);
	for (size_t i = 0; !e && i < usable.count; i++) {
		char receipt[RECEIPT_CHARS];

		if (!usable.excluded[i])
			continue;
		receipt_of(key, usable.ids[i], receipt);
		e = stmt_run(with_hash(db, STMT_COUNTED_LEFT_OUT, r->id, receipt));
	}
	return e;
}
