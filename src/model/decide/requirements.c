/* The draft: requirements, what signers miss, gaps (see model/baseline.h). */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "baseline_parts.h"
#include "model/baseline.h"
#include "model/change.h"
#include "model/trail.h"
#include "store/stmt.h"

static const char *const levels[] = {"must", "should", "could", "wont"};

const char *requirement_level_code(enum requirement_level l)
{
	return levels[l];
}

bool requirement_level_parse(const char *code, enum requirement_level *out)
{
	for (int i = 0; code && i < LEVEL_COUNT; i++)
		if (strcmp(levels[i], code) == 0) {
			*out = (enum requirement_level)i;
			return true;
		}
	return false;
}

const struct requirement *requirement_find(const struct requirement *list, size_t count,
	const char *id)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i].id, id) == 0)
			return &list[i];
	return NULL;
}

/* ---- the check ---- */

static bool id_fits(const char *id)
{
	size_t n = strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-");

	return n > 0 && n <= REQUIREMENT_ID_MAX && !id[n];
}

static bool fits(const struct requirement *r)
{
	return text_fits(r->text, REQUIREMENT_TEXT_MAX) && text_fits(r->why, REQUIREMENT_TEXT_MAX) &&
		text_fits(r->test, REQUIREMENT_TEXT_MAX) &&
		text_fits(r->owner, REQUIREMENT_TEXT_MAX) &&
		strlen(r->depends) <= REQUIREMENT_DEPENDS_MAX;
}

/* Position of the id at the front of *rest, which moves on; SIZE_MAX: unknown. */
static size_t next_id(const struct requirement *list, size_t count, struct str *rest)
{
	struct str id = str_cut(*rest, ' ', rest);

	for (size_t i = 0; i < count; i++)
		if (str_eq(id, list[i].id))
			return i;
	return SIZE_MAX;
}

/* Those whose needs are all met are taken off again and again: who is left stands in
 * a circle, or needs one that does. */
static const char *find_circle(const struct requirement *list, size_t count)
{
	bool met[REQUIREMENTS_MAX] = {false};
	bool moved = true;

	while (moved) {
		moved = false;
		for (size_t i = 0; i < count; i++) {
			struct str rest = str_of(list[i].depends);
			bool all = true;

			while (rest.len)
				all &= met[next_id(list, count, &rest)];
			if (all && !met[i])
				moved = met[i] = true;
		}
	}
	for (size_t i = 0; i < count; i++)
		if (!met[i])
			return list[i].id;
	return NULL;
}

enum requirement_fault requirements_check(const struct requirement *list, size_t count,
	const char **culprit)
{
	*culprit = "";
	if (count > REQUIREMENTS_MAX)
		return REQUIREMENT_TOO_MANY;
	for (size_t i = 0; i < count; i++) {
		struct str rest = str_of(list[i].depends);

		*culprit = list[i].id;
		if (!id_fits(list[i].id))
			return REQUIREMENT_BAD_ID;
		if (!fits(&list[i]))
			return REQUIREMENT_TOO_LONG;
		while (rest.len)
			if (next_id(list, count, &rest) == SIZE_MAX)
				return REQUIREMENT_UNKNOWN;
	}
	*culprit = find_circle(list, count);
	return *culprit ? REQUIREMENT_CIRCLE : REQUIREMENT_FINE;
}

static enum err check_fault(const struct requirement *list, size_t count)
{
	const char *id;

	switch (requirements_check(list, count, &id)) {
	case REQUIREMENT_BAD_ID:
		return err_fail(ERR_INPUT, "“%.40s” is not an id: use up to %d letters, digits, "
			"dots and hyphens", id, REQUIREMENT_ID_MAX);
	case REQUIREMENT_TOO_LONG:
		return err_fail(ERR_INPUT, "%s: a text is longer than %d characters", id,
			REQUIREMENT_TEXT_MAX);
	case REQUIREMENT_UNKNOWN:
		return err_fail(ERR_INPUT, "%s depends on an id that is not there", id);
	case REQUIREMENT_CIRCLE:
		return err_fail(ERR_INPUT, "%s depends on itself by way of others", id);
	case REQUIREMENT_TOO_MANY:
		return err_fail(ERR_INPUT, "more than %d requirements", REQUIREMENTS_MAX);
	default:
		return OK;
	}
}

/* ---- the draft in the store ---- */

/* A requirement from the columns id, text, why, activity, test, level, owner, depends. */
static struct requirement requirement_row(struct arena *a, struct stmt *s)
{
	struct requirement r = {.id = col_copy(a, s, "id"), .text = col_copy(a, s, "text"),
		.why = col_copy(a, s, "why"), .activity = col_copy(a, s, "activity"),
		.test = col_copy(a, s, "test"), .owner = col_copy(a, s, "owner"),
		.depends = col_copy(a, s, "depends")};

	requirement_level_parse(col_text(s, "level"), &r.level);
	return r;
}

enum err requirements_read(struct arena *a, struct stmt *s, struct requirement **out,
	size_t *count)
{
	struct requirement *list = NULL;
	size_t n = 0;
	enum err e;

	while (stmt_next(s, &e)) {
		list = arena_grow(a, list, n + 1, sizeof *list);
		list[n++] = requirement_row(a, s);
	}
	if (!e) {
		*out = list;
		*count = n;
	}
	return e;
}

enum err requirements_load(struct arena *a, struct db *db, int64_t round,
	struct requirement **out, size_t *count)
{
	struct stmt *s = db_stmt(db, STMT_REQUIREMENT_LIST);

	stmt_i64(s, ":round", round);
	return requirements_read(a, s, out, count);
}

enum err requirement_fresh_id(struct arena *a, struct db *db, int64_t round, const char **id)
{
	struct stmt *s = db_stmt(db, STMT_REQUIREMENT_IDS_USED);
	int64_t most = 0, n;
	enum err e;

	stmt_i64(s, ":round", round);
	while (stmt_next(s, &e)) {
		const char *used = col_text(s, "id");

		if (*used == 'R' && parse_i64(used + 1, &n) && n > most && n < 1000000)
			most = n;
	}
	if (!e)
		*id = arena_printf(a, "R%lld", (long long)most + 1);
	return e;
}

const char *requirement_depends(struct arena *a, const char *typed)
{
	struct buf *out = buf_new(a, strlen(typed) + 1);

	for (const char *c = typed + strspn(typed, " ,;\t\r\n"); *c; c += strspn(c, " ,;\t\r\n")) {
		size_t n = strcspn(c, " ,;\t\r\n");

		if (out->len)
			buf_putc(out, ' ');
		buf_add(out, c, n);
		c += n;
	}
	return out->data;
}

void requirement_bind(struct stmt *s, const struct requirement *r)
{
	stmt_text(s, ":id", r->id);
	stmt_text(s, ":text", r->text);
	stmt_text(s, ":why", r->why);
	stmt_text(s, ":activity", r->activity);
	stmt_text(s, ":test", r->test);
	stmt_text(s, ":level", levels[r->level]);
	stmt_text(s, ":owner", r->owner);
	stmt_text(s, ":depends", r->depends);
}

static enum err put(struct db *db, int64_t round, const struct requirement *r)
{
	struct stmt *s = db_stmt(db, STMT_REQUIREMENT_PUT);

	stmt_i64(s, ":round", round);
	requirement_bind(s, r);
	return stmt_run(s);
}

enum err requirement_set(struct change *c, const struct round *round,
	const struct requirement *r)
{
	struct requirement *list, fresh = *r;
	size_t count;
	enum err e;

	fresh.depends = requirement_depends(c->arena, r->depends);
	e = put(c->db, round->id, &fresh);
	if (!e)
		e = requirements_load(c->arena, c->db, round->id, &list, &count);
	if (!e)
		e = check_fault(list, count);
	return e ? e : trail_append(c, "requirement.set", round->code, r->id);
}

enum err requirement_remove(struct change *c, const struct round *round, const char *id)
{
	struct requirement *list;
	size_t count;
	struct stmt *s = db_stmt(c->db, STMT_REQUIREMENT_DROP);
	enum err e;

	stmt_i64(s, ":round", round->id);
	stmt_text(s, ":id", id);
	e = stmt_run(s);
	if (!e && !db_changes(c->db))
		return err_fail(ERR_NOT_FOUND, "the draft has no requirement %.40s", id);
	if (!e)
		e = requirements_load(c->arena, c->db, round->id, &list, &count);
	if (!e)
		e = check_fault(list, count);
	return e ? e : trail_append(c, "requirement.remove", round->code, id);
}

/* Without draws the first `top_k` ranks stand for the clear ones. */
static bool proposed(const struct priorities *p, const struct audit_overall_row *row,
	enum requirement_level *level)
{
	if (row->verdict == AUDIT_UNLIKELY)
		return false;
	if (row->verdict == AUDIT_VERDICT_NONE && row->rank > p->tables.params.top_k)
		return false;
	*level = row->verdict == AUDIT_CLEAR ? LEVEL_MUST : LEVEL_SHOULD;
	return true;
}

static bool has_activity(const struct requirement *list, size_t count, const char *code)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i].activity, code) == 0)
			return true;
	return false;
}

enum err requirements_propose(struct change *c, const struct priorities *p, size_t *added)
{
	struct requirement *list;
	size_t count, n = 0;
	enum err e = requirements_load(c->arena, c->db, p->round.id, &list, &count);

	for (size_t i = 0; !e && i < p->result.n_overall && count + n < REQUIREMENTS_MAX; i++) {
		const struct audit_overall_row *row = &p->result.overall[i];
		struct requirement r = {.text = "", .why = "", .activity = row->code,
			.test = "", .owner = "", .depends = ""};

		if (p->overall[i].score != CELL_SHOWN || !proposed(p, row, &r.level) ||
			has_activity(list, count, row->code))
			continue;
		e = requirement_fresh_id(c->arena, c->db, p->round.id, &r.id);
		if (!e)
			e = put(c->db, p->round.id, &r);
		n++;
	}
	if (!e)
		e = trail_append(c, "requirement.propose", p->round.code,
			arena_printf(c->arena, "%zu from the list", n));
	if (!e)
		*added = n;
	return e;
}

/* ---- what signers miss ---- */

static void read_missing_item(struct arena *a, struct stmt *s, void *row)
{
	*(struct missing_item *)row = (struct missing_item){
		.id = col_i64(s, "id"),
		.version = col_i64(s, "version"),
		.name = col_copy(a, s, "name"),
		.text = col_copy(a, s, "text"),
		.settled = col_copy(a, s, "settled"),
	};
}

enum err missing_load(struct arena *a, struct db *db, int64_t round,
	struct missing_item **out, size_t *count)
{
	struct stmt *s = db_stmt(db, STMT_MISSING_LIST);

	stmt_i64(s, ":round", round);
	return stmt_list(a, s, read_missing_item, out, count);
}

enum err missing_settle(struct change *c, const struct round *round, int64_t id,
	const char *how)
{
	struct stmt *s;
	enum err e;

	if (!str_trim(str_of(how)).len || !text_fits(how, REQUIREMENT_TEXT_MAX))
		return err_fail(ERR_INPUT, "say how it was settled, in up to %d characters",
			REQUIREMENT_TEXT_MAX);
	s = db_stmt(c->db, STMT_MISSING_SETTLE);
	stmt_i64(s, ":round", round->id);
	stmt_i64(s, ":id", id);
	stmt_text(s, ":settled", how);
	e = stmt_run(s);
	if (!e && !db_changes(c->db))
		return err_fail(ERR_NOT_FOUND, "nobody reported that this is missing");
	return e ? e : trail_append(c, "missing.settle", round->code, NULL);
}

/* ---- gaps ---- */

static const char *const gap_codes[] = {"no_text", "no_test", "no_owner", "no_timing",
	"missing"};

const char *gap_code(enum gap_kind k)
{
	return gap_codes[k];
}

static bool blank(const char *s)
{
	return !str_trim(str_of(s)).len;
}

static bool lacks(const struct requirement *r, enum gap_kind k)
{
	return blank(k == GAP_NO_TEXT ? r->text : k == GAP_NO_TEST ? r->test : r->owner);
}

struct gap *baseline_gaps(struct arena *a, const struct requirement *list, size_t count,
	const struct priorities *p, const struct missing_item *missing, size_t n_missing,
	size_t *out)
{
	size_t untimed = p ? p->result.n_functions : 0, n = 0;
	struct gap *gaps = arena_array(a, 3 * count + untimed + n_missing + 1, sizeof *gaps);

	for (int k = GAP_NO_TEXT; k <= GAP_NO_OWNER; k++)
		for (size_t i = 0; i < count; i++)
			if (lacks(&list[i], (enum gap_kind)k))
				gaps[n++] = (struct gap){(enum gap_kind)k, list[i].id};
	for (size_t i = 0; i < untimed; i++)
		if (p->result.functions[i].unranked == AUDIT_NO_TIMING)
			gaps[n++] = (struct gap){GAP_NO_TIMING, p->result.functions[i].code};
	for (size_t i = 0; i < n_missing; i++)
		if (!*missing[i].settled)
			gaps[n++] = (struct gap){GAP_MISSING, missing[i].text};
	*out = n;
	return gaps;
}
