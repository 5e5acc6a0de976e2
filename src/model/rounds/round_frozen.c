/*
 * What a round froze when it opened: the lists of functions and departments, and the figures
 * by which its results are weighed. Until somebody answers it follows the catalogues.
 */
#include "model/rounds.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "model/catalogues.h"
#include "model/change.h"
#include "model/forms.h"
#include "model/pilots.h"
#include "round_parts.h"

#define LIST_CSV_MAX ((size_t)8 << 20)

static bool listed(const char *const *list, size_t n, const char *code)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i], code) == 0)
			return true;
	return n == 0;
}

static enum err freeze_list(struct arena *a, struct db *db, int64_t round,
	const struct catalogue *c)
{
	struct buf *csv = buf_new(a, LIST_CSV_MAX);
	struct stmt *s;

	catalogue_write(c, csv);
	if (csv->full)
		return err_fail(ERR_TOO_LARGE, "the list of %s is too large",
			catalogue_name(c->kind));
	s = db_stmt(db, STMT_ROUND_LIST_PUT);
	stmt_i64(s, ":round", round);
	stmt_text(s, ":list", catalogue_name(c->kind));
	stmt_text_n(s, ":csv", csv->data, csv->len);
	return stmt_run(s);
}

enum err round_add_department(struct db *db, int64_t round, const char *code)
{
	struct stmt *s = db_stmt(db, STMT_ROUND_DEPARTMENT_ADD);

	stmt_i64(s, ":round", round);
	stmt_text(s, ":code", code);
	return stmt_run(s);
}

static enum err add_departments(struct db *db, int64_t round, const struct catalogue *c,
	const char *const *only, size_t only_count)
{
	enum err e = OK;

	for (size_t i = 0; !e && i < c->count; i++)
		if (listed(only, only_count, c->entries[i].code))
			e = round_add_department(db, round, c->entries[i].code);
	return e;
}

static enum err add_functions(struct db *db, int64_t round, const struct catalogue *c)
{
	enum err e = OK;

	for (size_t i = 0; !e && i < c->count; i++) {
		const struct catalogue_entry *entry = &c->entries[i];
		struct audit_function f = {entry->code, entry->effort_days, entry->exec,
			entry->auto_override};

		e = round_put_function(db, round, &f);
	}
	return e;
}

enum err round_freeze(struct arena *a, struct db *db, int64_t round,
	const char *const *only, size_t only_count)
{
	struct catalogue c[CATALOGUE_KINDS];
	enum err e = OK;

	for (int k = 0; !e && k < CATALOGUE_KINDS; k++) {
		e = catalogue_load(a, db, (enum catalogue_kind)k, &c[k]);
		if (!e)
			e = freeze_list(a, db, round, &c[k]);
	}
	if (!e)
		e = add_departments(db, round, &c[CATALOGUE_DEPARTMENTS], only, only_count);
	if (!e)
		e = add_functions(db, round, &c[CATALOGUE_FUNCTIONS]);
	return e ? e : pilot_freeze(a, db, round);
}

/* ---- following the catalogues ---- */

static enum err has_answers(struct db *db, int64_t round, bool *out)
{
	struct stmt *s = db_stmt(db, STMT_SUBMISSION_ANY);

	stmt_i64(s, ":round", round);

	enum err e = stmt_step(s, out);

	stmt_done(s);
	return e;
}

static bool same_figure(double l, double r)
{
	return (isnan(l) && isnan(r)) || l == r;
}

/* The figures of this round that are not those of the catalogue it froze. */
static enum err figures_set(struct arena *a, struct db *db, int64_t round,
	struct audit_function **out, size_t *count)
{
	struct catalogue frozen;
	struct audit_function *list;
	size_t n, kept = 0;
	enum err e = round_functions(a, db, round, &list, &n);

	if (!e)
		e = round_catalogue(a, db, round, CATALOGUE_FUNCTIONS, &frozen);
	if (e)
		return e;
	for (size_t i = 0; i < n; i++) {
		const struct catalogue_entry *c = catalogue_find(&frozen, list[i].code);

		if (!c || !same_figure(c->effort_days, list[i].effort_days) ||
			!same_figure(c->exec, list[i].exec) ||
			!same_figure(c->auto_override, list[i].auto_override))
			list[kept++] = list[i];
	}
	*out = list;
	*count = kept;
	return OK;
}

/* What was set for the round itself stays set, where the function does. */
static enum err put_figures(struct arena *a, struct db *db, int64_t round,
	const struct audit_function *list, size_t count)
{
	struct catalogue now;
	enum err e = round_catalogue(a, db, round, CATALOGUE_FUNCTIONS, &now);

	for (size_t i = 0; !e && i < count; i++)
		if (catalogue_find(&now, list[i].code))
			e = round_put_function(db, round, &list[i]);
	return e;
}

/* The departments a round was opened to by name; NULL: all there were. */
static enum err departments_named(struct arena *a, struct db *db, int64_t round,
	const char *const **only, size_t *count, bool *without)
{
	struct round_department *asked;
	struct catalogue before;
	const char **list;
	size_t n;
	enum err e = round_departments(a, db, round, &asked, &n);

	if (!e)
		e = round_catalogue(a, db, round, CATALOGUE_DEPARTMENTS, &before);
	if (e)
		return e;
	*without = n && !*asked[0].code;
	*only = NULL;
	*count = 0;
	if (n - *without >= before.count)
		return OK;
	list = arena_array(a, n, sizeof *list);
	for (size_t i = 0; i < n; i++)
		list[i] = asked[i].code;
	*only = list;
	*count = n;
	return OK;
}

static enum err refreeze(struct arena *a, struct db *db, const struct round *r)
{
	struct audit_function *figures;
	struct form *form;
	const char *const *only;
	size_t figure_count, only_count;
	bool without;
	enum err e = departments_named(a, db, r->id, &only, &only_count, &without);

	if (!e)
		e = figures_set(a, db, r->id, &figures, &figure_count);
	if (!e)
		e = round_run(db, STMT_ROUND_DEPARTMENTS_DROP, r->id);
	if (!e)
		e = round_run(db, STMT_ROUND_FUNCTIONS_DROP, r->id);
	if (!e)
		e = round_freeze(a, db, r->id, only, only_count);
	if (!e && without)
		e = round_add_department(db, r->id, "");
	if (!e)
		e = put_figures(a, db, r->id, figures, figure_count);
	/* A change that would break an open round is refused as a whole. */
	return e ? e : round_form(a, db, r, &form);
}

enum err rounds_follow_catalogues(struct change *c)
{
	struct round *list;
	size_t n;
	enum err e = round_list(c->arena, c->db, &list, &n);

	for (size_t i = 0; !e && i < n; i++) {
		bool answered = false;

		if (list[i].closed_day)
			continue;
		e = has_answers(c->db, list[i].id, &answered);
		if (!e && !answered)
			e = refreeze(c->arena, c->db, &list[i]);
		if (!e)
			e = round_run(c->db, STMT_ROUND_TOUCH, list[i].id);
	}
	return e;
}
