/* Prototypes in the store. */
#include "model/prototypes.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "model/catalogues.h"
#include "model/change.h"
#include "model/rounds.h"
#include "model/trail.h"
#include "store/stmt.h"
#include "store/store.h"

#define ADDRESS_CHARS 500

/* ---- reading ---- */

static void read_head(struct arena *a, struct stmt *s, void *row)
{
	struct prototype *p = row;

	*p = (struct prototype){
		.code = col_copy(a, s, "prototype"),
		.version = col_copy(a, s, "version"),
		.position = (int)col_i64(s, "position"),
		.address = col_copy(a, s, "address"),
		.departments = col_copy(a, s, "departments"),
	};
	if (!col_is_null(s, "picture")) {
		unsigned char *hash = arena_alloc(a, 32);

		memcpy(hash, col_blob(s, "picture"), 32);
		p->picture = hash;
	}
}

static void read_task(struct arena *a, struct stmt *s, void *row)
{
	*(struct prototype_task *)row = (struct prototype_task){
		.code = col_copy(a, s, "code"),
		.activity = col_copy(a, s, "activity"),
		.must = strcmp(col_text(s, "level"), "must") == 0,
		.requirement = col_copy(a, s, "requirement"),
	};
}

static void read_text(struct arena *a, struct stmt *s, void *row)
{
	*(struct prototype_text *)row = (struct prototype_text){
		.task = col_copy(a, s, "task"),
		.part = col_copy(a, s, "part"),
		.lang = col_copy(a, s, "lang"),
		.text = col_copy(a, s, "text"),
	};
}

static struct stmt *of_version(struct db *db, enum stmt_id id, const char *code,
	const char *version)
{
	struct stmt *s = db_stmt(db, id);

	stmt_text(s, ":prototype", code);
	stmt_text(s, ":version", version);
	return s;
}

static enum err read_parts(struct arena *a, struct db *db, struct prototype *p)
{
	enum err e = stmt_list(a, of_version(db, STMT_PROTOTYPE_TASKS, p->code, p->version),
		read_task, &p->tasks, &p->task_count);

	return e ? e : stmt_list(a, of_version(db, STMT_PROTOTYPE_TEXTS, p->code, p->version),
		read_text, &p->texts, &p->text_count);
}

enum err prototype_find(struct arena *a, struct db *db, const char *code, const char *version,
	struct prototype *out)
{
	struct stmt *s = of_version(db, STMT_PROTOTYPE_GET, code, version);
	struct prototype p;
	bool row;
	enum err e = stmt_step(s, &row);

	if (!e && row)
		read_head(a, s, &p);
	stmt_done(s);
	if (!e && !row)
		return err_text(err_fail(ERR_NOT_FOUND, "there is no prototype %.40s%s%.20s: "
			"`kiosk prototype add` brings one", code, version ? " " : "",
			version ? version : ""), "prototypes.none_such", "code", code, NULL);
	if (!e)
		e = read_parts(a, db, &p);
	if (!e)
		*out = p;
	return e;
}

enum err prototype_list(struct arena *a, struct db *db, struct prototype **out, size_t *count)
{
	struct prototype *list;
	size_t n;
	enum err e = stmt_list(a, db_stmt(db, STMT_PROTOTYPE_LIST), read_head, &list, &n);

	for (size_t i = 0; !e && i < n; i++)
		e = read_parts(a, db, &list[i]);
	if (!e) {
		*out = list;
		*count = n;
	}
	return e;
}

enum err prototype_of_subject(struct arena *a, struct db *db, const char *subject,
	struct prototype *out)
{
	struct str version, code = str_cut(str_trim(str_of(subject)), ' ', &version);

	version = str_trim(version);
	return prototype_find(a, db, arena_strndup(a, code.p, code.len),
		version.len ? arena_strndup(a, version.p, version.len) : NULL, out);
}

const char *prototype_say(const struct prototype *p, const char *task, const char *part,
	const char *lang)
{
	const char *first = "";

	for (size_t i = 0; i < p->text_count; i++) {
		const struct prototype_text *t = &p->texts[i];

		if (strcmp(t->task, task) != 0 || strcmp(t->part, part) != 0 || !*t->text)
			continue;
		if (strcmp(t->lang, lang) == 0)
			return t->text;
		if (!*first)
			first = t->text;
	}
	return first;
}

/* ---- checking ---- */

static bool code_ok(const char *code, size_t most, bool dots)
{
	size_t len = strlen(code);

	for (const char *c = code; *c; c++)
		if (!((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
			(*c >= '0' && *c <= '9') || *c == '_' || *c == '-' || (dots && *c == '.')))
			return false;
	return len && len <= most && code[0] != '-';
}

bool prototype_code_ok(const char *code)
{
	return code_ok(code, PROTOTYPE_CODE_MAX, false);
}

bool prototype_version_ok(const char *version)
{
	return code_ok(version, PROTOTYPE_VERSION_MAX, true);
}

bool prototype_requirement_ok(const char *requirement)
{
	return code_ok(requirement, PROTOTYPE_CODE_MAX, true);
}

/* Pages link to it, so it is one that a browser opens by itself. */
bool prototype_address_ok(const char *address)
{
	return !*address || ((text_starts(address, "https://") || text_starts(address, "http://")) &&
		text_fits(address, ADDRESS_CHARS) && utf8_valid(address, strlen(address)) &&
		!strpbrk(address, " \t\r\n\"<>"));
}

static enum err bad(const char *field, const char *value, const char *say)
{
	return err_text(err_fail(ERR_INPUT, "%s “%.60s”: %s", field, value, say),
		"prototypes.bad", "field", field, "value", value, NULL);
}

static enum err check_activity(struct arena *a, struct db *db, const struct prototype *p)
{
	struct catalogue functions;
	enum err e = catalogue_load(a, db, CATALOGUE_FUNCTIONS, &functions);

	for (size_t i = 0; !e && i < p->task_count; i++)
		if (!catalogue_find(&functions, p->tasks[i].activity))
			e = bad("activity", p->tasks[i].activity, "is not one of the kiosk's activities");
	return e;
}

static enum err check_departments(struct arena *a, struct db *db, const struct prototype *p)
{
	struct catalogue list;
	struct str rest = str_of(p->departments);
	enum err e = catalogue_load(a, db, CATALOGUE_DEPARTMENTS, &list);

	while (!e && rest.len) {
		struct str word = str_cut(rest, ' ', &rest);
		const char *code = arena_strndup(a, word.p, word.len);

		if (word.len && !catalogue_find(&list, code))
			e = bad("departments", code, "is not a department of the kiosk");
	}
	return e;
}

static enum err check_tasks(const struct prototype *p)
{
	if (p->task_count > PROTOTYPE_TASKS_MAX)
		return err_text(err_fail(ERR_INPUT, "a version has at most %d tasks",
			PROTOTYPE_TASKS_MAX), "prototypes.many_tasks", NULL);
	for (size_t i = 0; i < p->task_count; i++) {
		const struct prototype_task *t = &p->tasks[i];

		if (!prototype_code_ok(t->code))
			return bad("task", t->code, "must be 1 to 32 of A-Z a-z 0-9 _ -");
		for (size_t k = 0; k < i; k++)
			if (strcmp(p->tasks[k].code, t->code) == 0)
				return bad("task", t->code, "is there twice");
		if (!*prototype_say(p, t->code, PROTOTYPE_TITLE, ""))
			return bad("task", t->code, "needs a title");
		if (!*prototype_say(p, t->code, PROTOTYPE_DONE, ""))
			return bad("task", t->code, "must say when it is done");
		if (*t->requirement && !prototype_requirement_ok(t->requirement))
			return bad("requirement", t->requirement, "is not written like R12");
	}
	return OK;
}

static enum err check(struct arena *a, struct db *db, const struct prototype *p)
{
	enum err e;

	if (!prototype_code_ok(p->code))
		return bad("code", p->code, "must be 1 to 32 of A-Z a-z 0-9 _ -");
	if (!prototype_version_ok(p->version))
		return bad("version", p->version, "must be 1 to 16 of A-Z a-z 0-9 _ - .");
	if (!*prototype_say(p, "", PROTOTYPE_TITLE, ""))
		return bad("title", "", "is missing");
	if (!prototype_address_ok(p->address))
		return bad("address", p->address, "must begin with https:// or http://");
	for (size_t i = 0; i < p->text_count; i++)
		if (!text_fits(p->texts[i].text, PROTOTYPE_TEXT_CHARS) ||
			!utf8_valid(p->texts[i].text, strlen(p->texts[i].text)))
			return bad(p->texts[i].part, p->texts[i].text, "is too long or not UTF-8");
	e = check_tasks(p);
	if (!e)
		e = check_activity(a, db, p);
	return e ? e : check_departments(a, db, p);
}

/* ---- changing ---- */

static enum err put_head(struct db *db, const struct prototype *p)
{
	struct stmt *s = db_stmt(db, STMT_PROTOTYPE_PUT);
	enum err e;

	stmt_text(s, ":prototype", p->code);
	stmt_text(s, ":departments", p->departments);
	e = stmt_run(s);
	if (e)
		return e;
	s = of_version(db, STMT_PROTOTYPE_VERSION_PUT, p->code, p->version);
	stmt_text(s, ":address", p->address);
	return stmt_run(s);
}

static enum err put_tasks(struct db *db, const struct prototype *p)
{
	enum err e = OK;

	for (size_t i = 0; !e && i < p->task_count; i++) {
		const struct prototype_task *t = &p->tasks[i];
		struct stmt *s = of_version(db, STMT_PROTOTYPE_TASK_ADD, p->code, p->version);

		stmt_text(s, ":code", t->code);
		stmt_i64(s, ":position", (int64_t)i + 1);
		stmt_text(s, ":activity", t->activity);
		stmt_text(s, ":level", t->must ? "must" : "should");
		stmt_text(s, ":requirement", t->requirement);
		e = stmt_run(s);
	}
	return e;
}

static enum err put_texts(struct db *db, const struct prototype *p)
{
	enum err e = OK;

	for (size_t i = 0; !e && i < p->text_count; i++) {
		const struct prototype_text *t = &p->texts[i];
		struct stmt *s;

		if (!*t->text)
			continue;
		s = of_version(db, STMT_PROTOTYPE_TEXT_ADD, p->code, p->version);
		stmt_text(s, ":task", t->task);
		stmt_text(s, ":part", t->part);
		stmt_text(s, ":lang", t->lang);
		stmt_text(s, ":text", t->text);
		e = stmt_run(s);
	}
	return e;
}

static const char *called(struct arena *a, const char *code, const char *version)
{
	return arena_printf(a, "%s %s", code, version);
}

enum err prototype_put(struct change *c, const struct prototype *p)
{
	enum err e = check(c->arena, c->db, p);

	if (!e)
		e = put_head(c->db, p);
	if (!e)
		e = stmt_run(of_version(c->db, STMT_PROTOTYPE_TASKS_DROP, p->code, p->version));
	if (!e)
		e = stmt_run(of_version(c->db, STMT_PROTOTYPE_TEXTS_DROP, p->code, p->version));
	if (!e)
		e = put_tasks(c->db, p);
	if (!e)
		e = put_texts(c->db, p);
	if (!e)
		e = rounds_follow_catalogues(c);
	return e ? e : trail_append(c, "prototype.put", called(c->arena, p->code, p->version),
		prototype_say(p, "", PROTOTYPE_TITLE, ""));
}

/* Those of prototypes that none shows any more. */
static enum err drop_unused_pictures(struct db *db)
{
	struct stmt *s = db_stmt(db, STMT_PICTURES_DROP_ROUND);

	stmt_i64(s, ":round", 0);
	return stmt_run(s);
}

enum err prototype_set_picture(struct change *c, const char *code, const char *version,
	const unsigned char hash[32])
{
	struct stmt *s = of_version(c->db, STMT_PROTOTYPE_PICTURE, code, version);
	enum err e;

	if (hash)
		stmt_blob(s, ":picture", hash, 32);
	else
		stmt_null(s, ":picture");
	e = stmt_run(s);
	if (!e && db_changes(c->db) != 1)
		return err_fail(ERR_NOT_FOUND, "there is no prototype %.40s %.20s", code, version);
	if (!e)
		e = drop_unused_pictures(c->db);
	return e ? e : trail_append(c, "prototype.picture", called(c->arena, code, version),
		hash ? "set" : "taken away");
}

static enum err used_by_round(struct db *db, const char *code, const char *version)
{
	struct stmt *s = of_version(db, STMT_PROTOTYPE_USED, code, version);
	bool used;
	enum err e = stmt_step(s, &used);

	stmt_done(s);
	return e || !used ? e : err_text(err_fail(ERR_CONFLICT, "a round is about %s %s: it stays",
		code, version), "prototypes.used", "code", code, "version", version, NULL);
}

enum err prototype_remove(struct change *c, const char *code, const char *version)
{
	struct prototype p;
	struct stmt *s;
	enum err e = prototype_find(c->arena, c->db, code, version, &p);

	if (!e)
		e = used_by_round(c->db, code, version);
	if (!e)
		e = stmt_run(of_version(c->db, STMT_PROTOTYPE_VERSION_DROP, code, version));
	if (e)
		return e;
	s = db_stmt(c->db, STMT_PROTOTYPE_DROP);
	stmt_text(s, ":prototype", code);
	e = stmt_run(s);
	if (!e)
		e = drop_unused_pictures(c->db);
	return e ? e : trail_append(c, "prototype.remove", called(c->arena, code, version), "");
}
