/* Access codes: made, looked up by their keyed hash, used up. */
#include "model/codes.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/random.h"
#include "model/change.h"
#include "model/kiosk.h"
#include "model/pilots.h"
#include "model/trail.h"
#include "store/stmt.h"

#define SIGNS (CODE_CHARS - 2)	/* without the dash and the NUL */

/* Crockford's Base32: no I, L, O, U. */
static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static void write_code(const char signs[SIGNS], char out[CODE_CHARS])
{
	memcpy(out, signs, SIGNS / 2);
	out[SIGNS / 2] = '-';
	memcpy(out + SIGNS / 2 + 1, signs + SIGNS / 2, SIGNS / 2);
	out[CODE_CHARS - 1] = '\0';
}

static char read_sign(char c)
{
	c = c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
	c = c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
	return c && strchr(alphabet, c) ? c : '\0';
}

void code_draw(char *signs, size_t count)
{
	random_bytes(signs, count);
	for (size_t i = 0; i < count; i++)
		signs[i] = alphabet[(unsigned char)signs[i] % 32];
}

bool code_signs(const char *typed, char *signs, size_t count)
{
	size_t n = 0;

	for (; typed && *typed; typed++) {
		if (*typed == ' ' || *typed == '-')
			continue;
		if (n == count || !(signs[n++] = read_sign(*typed)))
			return false;
	}
	return n == count;
}

bool code_plain(const char *typed, char out[CODE_CHARS])
{
	char signs[SIGNS];

	if (!code_signs(typed, signs, SIGNS))
		return false;
	write_code(signs, out);
	return true;
}

/* Keyed by the kiosk's hash key, and by the round: the same code of two rounds
 * cannot be told to be the same. */
static enum err hash_code(struct db *db, int64_t round, const char code[CODE_CHARS],
	unsigned char out[CODE_HASH_BYTES])
{
	struct kiosk kiosk;
	char text[40];
	enum err e = kiosk_load(db, &kiosk);

	if (e)
		return e;
	snprintf(text, sizeof text, "%lld %s", (long long)round, code);
	kiosk_hash(&kiosk, "access code", text, strlen(text), out);
	return OK;
}

static enum err no_such_code(void)
{
	return err_text(err_fail(ERR_DENIED, "this access code is unknown or used"),
		"error.code.title", NULL);
}

static enum err hash_typed(struct db *db, const struct round *r, const char *typed,
	unsigned char out[CODE_HASH_BYTES])
{
	char code[CODE_CHARS];

	if (!code_plain(typed, code))
		return no_such_code();
	return round_is_pilot(r) ? tester_hash(db, r->prototype, code, out) :
		hash_code(db, r->id, code, out);
}

/* ---- making ---- */

static enum err check_making(struct arena *a, struct db *db, const struct round *r,
	const char *department, size_t count)
{
	struct round_department *list;
	size_t n, i = 0;
	enum err e;

	if (r->access != ACCESS_CODES)
		return err_text(err_fail(ERR_CONFLICT, "round %s is open to all: it takes no "
			"access codes", r->code), "codes.open_round", "round", r->code, NULL);
	if (r->closed_day)
		return err_text(err_fail(ERR_CONFLICT, "round %s was closed on %s", r->code,
			r->closed_day), "rounds.closed_already", "round", r->code, NULL);
	if (count < 1 || count > CODES_AT_ONCE)
		return err_text(err_fail(ERR_INPUT, "make 1 to %d codes at a time",
			CODES_AT_ONCE), "codes.how_many", NULL);
	e = round_departments(a, db, r->id, &list, &n);
	if (e)
		return e;
	while (i < n && strcmp(list[i].code, department) != 0)
		i++;
	return i < n ? OK : err_text(err_fail(ERR_INPUT, "round %s does not ask department %s",
		r->code, department), "codes.department", "department", department, NULL);
}

static enum err add_code(struct db *db, const struct round *r, const char *department,
	char out[CODE_CHARS])
{
	unsigned char hash[CODE_HASH_BYTES];
	char signs[SIGNS];
	struct stmt *s;
	enum err e;

	code_draw(signs, SIGNS);
	write_code(signs, out);
	if (round_is_pilot(r))
		return tester_add(db, r->prototype, out, department);
	e = hash_code(db, r->id, out, hash);
	if (e)
		return e;
	s = db_stmt(db, STMT_CODE_ADD);
	stmt_i64(s, ":round", r->id);
	stmt_blob(s, ":hash", hash, sizeof hash);
	stmt_text(s, ":department", department);
	return stmt_run(s);
}

enum err codes_make(struct change *c, const struct round *r, const char *department,
	size_t count, char (**out)[CODE_CHARS])
{
	char (*codes)[CODE_CHARS] = arena_array(c->arena, count + 1, sizeof *codes);
	enum err e = check_making(c->arena, c->db, r, department, count);

	for (size_t i = 0; !e && i < count; i++)
		e = add_code(c->db, r, department, codes[i]);
	if (!e)
		e = trail_append(c, "round.codes", r->code,
			arena_printf(c->arena, "%zu for %s", count, *department ? department : "all"));
	if (!e)
		*out = codes;
	return e;
}

/* ---- counting and using ---- */

static void read_code_count(struct arena *a, struct stmt *s, void *row)
{
	*(struct code_count *)row = (struct code_count){
		.department = col_copy(a, s, "department"),
		.made = col_i64(s, "made"),
		.used = col_i64(s, "used"),
	};
}

enum err codes_count(struct arena *a, struct db *db, const struct round *r,
	struct code_count **out, size_t *count)
{
	struct stmt *s = db_stmt(db, round_is_pilot(r) ? STMT_TESTER_COUNTS : STMT_CODE_COUNTS);

	stmt_i64(s, ":round", r->id);
	if (round_is_pilot(r))
		stmt_text(s, ":prototype", r->prototype);
	return stmt_list(a, s, read_code_count, out, count);
}

static enum err find_plain(struct arena *a, struct db *db, const struct round *r,
	struct access_code *out, bool *known)
{
	struct stmt *s = db_stmt(db, STMT_CODE_FIND);
	enum err e;

	stmt_i64(s, ":round", r->id);
	stmt_blob(s, ":hash", out->hash, sizeof out->hash);
	e = stmt_step(s, known);
	if (!e && *known) {
		out->department = col_copy(a, s, "department");
		out->used = col_i64(s, "used");
	}
	stmt_done(s);
	return e;
}

static enum err find_tester(struct arena *a, struct db *db, const struct round *r,
	struct access_code *out, bool *known)
{
	enum err e = tester_find(a, db, r->prototype, out->hash, known, &out->department);

	return e || !*known ? e : tester_answered(db, r->id, out->hash, &out->used);
}

enum err code_find(struct arena *a, struct db *db, const struct round *r, const char *typed,
	struct access_code *out)
{
	bool known;
	enum err e = hash_typed(db, r, typed, out->hash);

	if (!e)
		e = round_is_pilot(r) ? find_tester(a, db, r, out, &known) :
			find_plain(a, db, r, out, &known);
	return e || known ? e : no_such_code();
}

enum err code_use(struct db *db, const struct round *r, const struct access_code *code, bool *mine)
{
	struct stmt *s;
	bool used;
	enum err e;

	/* A tester's answers say themselves that they are there. */
	if (round_is_pilot(r)) {
		e = tester_answered(db, r->id, code->hash, &used);
		*mine = !e && !used;
		return e;
	}
	s = db_stmt(db, STMT_CODE_USE);
	stmt_i64(s, ":round", r->id);
	stmt_blob(s, ":hash", code->hash, sizeof code->hash);
	e = stmt_run(s);
	*mine = !e && db_changes(db) == 1;
	return e;
}
