/* Names, roles and passwords (see model/accounts.h). */
#include "model/accounts.h"

#include <locale.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <wctype.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/text.h"
#include "codec/guess.h"
#include "model/change.h"
#include "model/sessions.h"
#include "model/trail.h"
#include "store/stmt.h"
#include "store/store.h"

static const char *const roles[] = {
	[ROLE_ADMIN] = "admin",
	[ROLE_ANALYST] = "analyst",
	[ROLE_MANAGER] = "manager",
};

const char *role_name(enum account_role role)
{
	return roles[role];
}

bool role_parse(const char *name, enum account_role *out)
{
	for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
		if (strcmp(name, roles[i]) == 0) {
			*out = (enum account_role)i;
			return true;
		}
	return false;
}

/* Letters of all scripts, whatever the process's locale is; this one is built
 * into the C library. */
static locale_t unicode;

static void unicode_open(void)
{
	unicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
}

static bool name_char(uint32_t c)
{
	if (c < 0x80 && strchr(".-_@", (int)c))
		return c != 0;
	return unicode ? iswalnum_l((wint_t)c, unicode) != 0 : c < 0x80 && iswalnum((wint_t)c);
}

bool account_name_valid(const char *name)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	size_t len = strlen(name), step, chars = 0;

	pthread_once(&once, unicode_open);
	if (!len || len >= ACCOUNT_NAME_BYTES || !utf8_valid(name, len))
		return false;
	for (const char *at = name; *at; at += step, chars++)
		if (!name_char(utf8_take(at, &step)))
			return false;
	return chars <= ACCOUNT_NAME_MAX;
}

void account_name_key(const char *name, char out[ACCOUNT_NAME_BYTES])
{
	char *to = out;
	size_t step;

	if (account_name_valid(name))
		for (const char *at = name; *at; at += step) {
			wint_t c = (wint_t)utf8_take(at, &step);

			c = unicode ? towlower_l(c, unicode) : towlower(c);
			to += utf8_put(to, (uint32_t)c);
		}
	*to = '\0';
}

void account_one_time(char out[ACCOUNT_ONE_TIME_CHARS])
{
	static const char alphabet[] = "abcdefghjkmnpqrstuvwxyz23456789";

	for (int i = 0; i < ACCOUNT_ONE_TIME_CHARS - 1; i++) {
		uint64_t r;

		random_bytes(&r, sizeof r);
		out[i] = i % 5 == 4 ? '-' : alphabet[r % (sizeof alphabet - 1)];
	}
	out[ACCOUNT_ONE_TIME_CHARS - 1] = '\0';
}

enum err account_hash(const char *name, const char *password, char out[ACCOUNT_HASH_CHARS])
{
	char key[ACCOUNT_NAME_BYTES], password_key[ACCOUNT_NAME_BYTES];
	size_t len = strlen(password);

	if (len > ACCOUNT_PASSWORD_MAX)
		return err_text(err_fail(ERR_INPUT, "The password is too long: at most %d "
			"characters.", ACCOUNT_PASSWORD_MAX), "password.too_long", NULL);
	if (!utf8_valid(password, len))
		return err_fail(ERR_INPUT, "The password is not UTF-8 text.");
	if (utf8_count(password, len) < ACCOUNT_PASSWORD_MIN)
		return err_text(err_fail(ERR_INPUT, "The password is too short: at least %d "
			"characters.", ACCOUNT_PASSWORD_MIN), "password.too_short", NULL);
	account_name_key(name, key);
	account_name_key(password, password_key);
	if (*key && strcmp(key, password_key) == 0)
		return err_text(err_fail(ERR_INPUT, "The password must not be the account's "
			"name."), "password.is_name", NULL);
	if (password_is_common(password, (const char *const[]){key, "kiosk", "survey", NULL}))
		return err_text(err_fail(ERR_INPUT, "The password is among those that are tried "
			"first: take a longer one, such as a few words."), "password.common", NULL);
	return password_hash(password, len, out);
}

static void bind_one_time(struct stmt *s, bool must_change)
{
	stmt_i64(s, ":must_change", must_change);
	if (must_change)
		stmt_i64(s, ":one_time_until", clock_now() + ACCOUNT_ONE_TIME_S);
	else
		stmt_null(s, ":one_time_until");
}

bool account_expired(const struct account *a)
{
	return a->must_change && clock_now() >= a->one_time_until;
}

static enum err insert(struct db *db, const char *name, enum account_role role, bool rows,
	const char *hash, bool must_change)
{
	char key[ACCOUNT_NAME_BYTES];

	if (!account_name_valid(name))
		return err_text(err_fail(ERR_INPUT, "An account's name is 1 to %d letters, "
			"digits or . - _ @ without spaces.", ACCOUNT_NAME_MAX), "users.bad_name",
			NULL);
	account_name_key(name, key);

	struct stmt *s = db_stmt(db, STMT_ACCOUNT_ADD);

	stmt_text(s, ":name", name);
	stmt_text(s, ":name_key", key);
	stmt_text(s, ":role", role_name(role));
	stmt_i64(s, ":rows", rows);
	stmt_text(s, ":password", hash);
	bind_one_time(s, must_change);

	enum err e = stmt_run(s);

	return e != ERR_CONFLICT ? e :
		err_text(err_fail(e, "There is an account named %s already.", name),
			"users.taken", "name", name, NULL);
}

/* For the trail: "analyst with rows, disabled". */
static const char *rights(struct arena *a, enum account_role role, bool rows, bool disabled)
{
	return arena_printf(a, "%s%s%s", role_name(role), rows ? " with rows" : "",
		disabled ? ", disabled" : "");
}

enum err account_add(struct change *c, const char *name, enum account_role role, bool rows,
	const char *hash, bool must_change, int64_t *id)
{
	int64_t added;
	enum err e = insert(c->db, name, role, rows, hash, must_change);

	added = db_last_id(c->db);
	if (!e)
		e = trail_append(c, "user.add", name, rights(c->arena, role, rows, false));
	if (!e)
		*id = added;
	return e;
}

/* Columns: id name role rows rounds must_change one_time_until disabled. */
static void read_account(struct arena *a, struct stmt *s, void *row)
{
	struct account *out = row;

	(void)a;
	out->id = col_i64(s, "id");
	snprintf(out->name, sizeof out->name, "%s", col_text(s, "name"));
	role_parse(col_text(s, "role"), &out->role);
	out->rows = col_i64(s, "rows");
	out->rounds = col_i64(s, "rounds");
	out->must_change = col_i64(s, "must_change");
	out->one_time_until = col_i64(s, "one_time_until");
	out->disabled = col_i64(s, "disabled");
}

enum err account_list(struct arena *a, struct db *db, struct account **list, size_t *count)
{
	return stmt_list(a, db_stmt(db, STMT_ACCOUNT_LIST), read_account, list, count);
}

enum err account_by_id(struct db *db, int64_t id, struct account *out)
{
	struct stmt *s = db_stmt(db, STMT_ACCOUNT_BY_ID);
	bool row;

	stmt_i64(s, ":id", id);

	enum err e = stmt_step(s, &row);

	if (!e && row)
		read_account(NULL, s, out);
	else if (!e)
		e = err_fail(ERR_NOT_FOUND, "there is no such account");
	stmt_done(s);
	return e;
}

/* `hash` (may be NULL) gets the stored password. */
static enum err find(struct db *db, const char *name, struct account *out,
	char hash[ACCOUNT_HASH_CHARS])
{
	char key[ACCOUNT_NAME_BYTES];
	struct stmt *s = db_stmt(db, STMT_ACCOUNT_BY_NAME);
	bool row;

	account_name_key(name, key);
	stmt_text(s, ":name_key", key);

	enum err e = stmt_step(s, &row);

	if (!e && row) {
		read_account(NULL, s, out);
		if (hash)
			snprintf(hash, ACCOUNT_HASH_CHARS, "%s", col_text(s, "password"));
	} else if (!e) {
		e = err_fail(ERR_NOT_FOUND, "there is no account named %s", name);
	}
	stmt_done(s);
	return e;
}

enum err account_by_name(struct db *db, const char *name, struct account *out)
{
	return find(db, name, out, NULL);
}

enum err account_check_password(struct db *db, const char *name, const char *password,
	struct account *out)
{
	char hash[ACCOUNT_HASH_CHARS] = "";
	struct account found = {0};
	size_t len = strnlen(password, ACCOUNT_PASSWORD_MAX + 1);
	enum err e = find(db, name, &found, hash);

	if (e && e != ERR_NOT_FOUND)
		return e;
	/* Always once, whatever is known already. */
	bool right = password_verify(hash, password, len) && len <= ACCOUNT_PASSWORD_MAX;

	if (!right || e || found.disabled)
		return err_fail(ERR_DENIED, "wrong name or password");
	*out = found;
	return OK;
}

static enum err put_password(struct db *db, int64_t id, const char *hash, bool must_change)
{
	struct stmt *s = db_stmt(db, STMT_ACCOUNT_PASSWORD);

	stmt_i64(s, ":id", id);
	stmt_text(s, ":password", hash);
	bind_one_time(s, must_change);

	enum err e = stmt_run(s);

	if (!e && db_changes(db) == 0)
		return err_fail(ERR_NOT_FOUND, "there is no such account");
	return e ? e : session_end_account(db, id);
}

enum err account_change_password(struct change *c, int64_t id, const char *hash)
{
	enum err e = put_password(c->db, id, hash, false);

	return e ? e : trail_append(c, "user.password", c->actor, NULL);
}

enum err account_reset_password(struct change *c, int64_t id, const char *hash)
{
	struct account account;
	enum err e = account_by_id(c->db, id, &account);

	if (!e)
		e = put_password(c->db, id, hash, true);
	/* Who forgot it has tried others before asking. */
	if (!e)
		e = session_unlock(c, account.name);
	return e ? e : trail_append(c, "user.reset", account.name, NULL);
}

static enum err other_admins(struct db *db, int64_t id, int64_t *count)
{
	struct stmt *s = db_stmt(db, STMT_ACCOUNT_OTHER_ADMINS);
	bool row;

	stmt_i64(s, ":id", id);

	enum err e = stmt_step(s, &row);

	if (!e)
		*count = col_i64(s, "n");
	stmt_done(s);
	return e;
}

static enum err edit(struct db *db, const struct account *was, enum account_role role,
	bool rows, bool disabled)
{
	int64_t others = 0;
	enum err e = other_admins(db, was->id, &others);

	if (e)
		return e;
	if (was->role == ROLE_ADMIN && !was->disabled && (role != ROLE_ADMIN || disabled) &&
		others == 0)
		return err_text(err_fail(ERR_CONFLICT, "%s is the only administrator: make "
			"another first.", was->name), "users.last_admin", "name", was->name, NULL);

	struct stmt *s = db_stmt(db, STMT_ACCOUNT_EDIT);

	stmt_i64(s, ":id", was->id);
	stmt_text(s, ":role", role_name(role));
	stmt_i64(s, ":rows", rows);
	stmt_i64(s, ":disabled", disabled);
	e = stmt_run(s);
	return e || !disabled ? e : session_end_account(db, was->id);
}

enum err account_edit(struct change *c, int64_t id, enum account_role role, bool rows,
	bool disabled)
{
	struct account was;
	enum err e = account_by_id(c->db, id, &was);

	if (!e)
		e = edit(c->db, &was, role, rows, disabled);
	return e ? e : trail_append(c, "user.edit", was.name,
		rights(c->arena, role, rows, disabled));
}

enum err account_set_rounds(struct change *c, int64_t id, bool rounds)
{
	struct account was;
	struct stmt *s;
	enum err e = account_by_id(c->db, id, &was);

	if (e || was.rounds == rounds)
		return e;
	s = db_stmt(c->db, STMT_ACCOUNT_ROUNDS);
	stmt_i64(s, ":id", id);
	stmt_i64(s, ":rounds", rounds);
	e = stmt_run(s);
	return e ? e : trail_append(c, "user.rounds", was.name, rounds ? "may open pilot rounds" :
		"may not open pilot rounds");
}

#define ADMIN_NAME "admin"

struct ensure {
	bool there, keep_password;
	struct account admin;
	char hash[ACCOUNT_HASH_CHARS];
	bool must_change;
};

static enum err ensure(struct db *db, const struct ensure *en)
{
	enum err e = OK;

	if (!en->there)
		return insert(db, ADMIN_NAME, ROLE_ADMIN, false, en->hash, en->must_change);
	if (!en->keep_password)
		e = put_password(db, en->admin.id, en->hash, en->must_change);
	return e ? e : edit(db, &en->admin, ROLE_ADMIN, en->admin.rows, false);
}

static enum err store_ensured(struct store *s, const struct ensure *en)
{
	struct change c;
	enum err e = change_begin(&c, NULL, s, NULL, TRAIL_SYSTEM);

	return e ? e : change_end(&c, ensure(c.db, en));
}

static enum err ensure_password(struct store *s, struct ensure *en, const char *password,
	const char *stored)
{
	size_t len = strlen(password);

	if (len > ACCOUNT_PASSWORD_MAX || !utf8_valid(password, len))
		return err_fail(ERR_INPUT, "KIOSK_ADMIN_PASSWORD must be UTF-8 text of at most"
			" %d bytes", ACCOUNT_PASSWORD_MAX);
	/* Set again only when it differs: that ends the sessions. */
	en->keep_password = en->there && !en->admin.must_change &&
		password_verify(stored, password, len);
	if (en->keep_password && en->admin.role == ROLE_ADMIN && !en->admin.disabled)
		return OK;

	enum err e = password_hash(password, len, en->hash);

	return e ? e : store_ensured(s, en);
}

enum err account_ensure_admin(struct store *s, const char *password, bool first_run,
	char one_time[ACCOUNT_ONE_TIME_CHARS])
{
	struct ensure en = {0};
	char stored[ACCOUNT_HASH_CHARS], made[ACCOUNT_ONE_TIME_CHARS] = "";
	struct db *db;
	enum err e = store_reader(s, &db);

	if (!e)
		e = find(db, ADMIN_NAME, &en.admin, stored);
	if (e && e != ERR_NOT_FOUND)
		return e;
	en.there = !e;
	e = OK;
	if (password && *password) {
		e = ensure_password(s, &en, password, stored);
	} else if (!en.there || (first_run && en.admin.must_change) ||
		account_expired(&en.admin)) {
		account_one_time(made);
		en.must_change = true;
		e = password_hash(made, strlen(made), en.hash);
		if (!e)
			e = store_ensured(s, &en);
	}
	if (!e)
		memcpy(one_time, made, sizeof made);
	sign_wipe(made, sizeof made);
	return e;
}
