/* What a round holds: departments, frozen lists, figures and parameters, its form. */
#include "round_parts.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "model/catalogues.h"
#include "model/change.h"
#include "model/forms.h"
#include "model/cache.h"
#include "model/pilots.h"
#include "model/trail.h"

enum err round_run(struct db *db, enum stmt_id id, int64_t round)
{
	struct stmt *s = db_stmt(db, id);

	stmt_i64(s, ":round", round);
	return stmt_run(s);
}

enum err round_put_function(struct db *db, int64_t round, const struct audit_function *f)
{
	struct stmt *s = db_stmt(db, STMT_ROUND_FUNCTION_PUT);

	stmt_i64(s, ":round", round);
	stmt_text(s, ":code", f->code);
	stmt_double(s, ":effort_days", f->effort_days);
	stmt_double(s, ":exec", f->exec);
	stmt_double(s, ":auto_override", f->auto_override);
	return stmt_run(s);
}

static void read_round_department(struct arena *a, struct stmt *s, void *row)
{
	*(struct round_department *)row = (struct round_department){
		.code = col_copy(a, s, "code"),
		.headcount = col_double(s, "headcount"),
		.merged_into = col_copy_opt(a, s, "merged_into"),
		.answered = col_i64(s, "answered"),
		.released = col_i64(s, "released"),
	};
}

enum err round_departments(struct arena *a, struct db *db, int64_t round,
	struct round_department **out, size_t *count)
{
	struct stmt *s = db_stmt(db, STMT_ROUND_DEPARTMENTS);

	stmt_i64(s, ":round", round);
	return stmt_list(a, s, read_round_department, out, count);
}

static const struct round_department *department_of(const struct round_department *list,
	size_t count, const char *code)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i].code, code) == 0)
			return &list[i];
	return NULL;
}

const char *round_department_counted(const struct round_department *list, size_t count,
	const char *code)
{
	/* Merging has no circles (department_set); the bound is for a file that
	 * was edited by hand. A target the round does not ask is not followed. */
	for (size_t steps = 0; steps <= count; steps++) {
		const struct round_department *d = department_of(list, count, code);

		if (!d || !d->merged_into || !department_of(list, count, d->merged_into))
			return d ? d->code : code;
		code = d->merged_into;
	}
	return code;
}

double round_department_people(const struct round_department *list, size_t count,
	const char *code)
{
	double people = 0;

	for (size_t i = 0; i < count; i++)
		if (strcmp(round_department_counted(list, count, list[i].code), code) == 0)
			people += list[i].headcount;
	return people;
}

static enum err list_csv(struct arena *a, struct db *db, int64_t round,
	enum catalogue_kind kind, const char **out)
{
	struct stmt *s = db_stmt(db, STMT_ROUND_LIST_GET);
	bool row;

	stmt_i64(s, ":round", round);
	stmt_text(s, ":list", catalogue_name(kind));

	enum err e = stmt_step(s, &row);

	*out = !e && row ? col_copy(a, s, "csv") : "code\r\n";
	stmt_done(s);
	return e;
}

enum err round_catalogue(struct arena *a, struct db *db, int64_t round,
	enum catalogue_kind kind, struct catalogue *out)
{
	const char *csv;
	struct faults faults;
	enum err e = list_csv(a, db, round, kind, &csv);

	if (e)
		return e;
	faults_init(&faults, a);
	if (strchr(csv, '\n') == csv + strlen(csv) - 1) {
		*out = (struct catalogue){.kind = kind};
		return OK;
	}
	e = catalogue_read_text(a, kind, catalogue_name(kind), csv, strlen(csv), &faults, out);
	if (e)
		return err_fail(ERR_STORE, "the round's %s cannot be read: %s",
			catalogue_name(kind), faults.count ? faults.list[0].message : "");
	return OK;
}

static void read_audit_function(struct arena *a, struct stmt *s, void *row)
{
	*(struct audit_function *)row = (struct audit_function){
		.code = col_copy(a, s, "code"),
		.effort_days = col_double(s, "effort_days"),
		.exec = col_double(s, "exec"),
		.auto_override = col_double(s, "auto_override"),
	};
}

enum err round_functions(struct arena *a, struct db *db, int64_t round,
	struct audit_function **out, size_t *count)
{
	struct stmt *s = db_stmt(db, STMT_ROUND_FUNCTIONS);

	stmt_i64(s, ":round", round);
	return stmt_list(a, s, read_audit_function, out, count);
}

/* What holds where a round says nothing. It says nothing of the method where its releases
 * were made before there was a second version. */
static struct audit_params unsaid(void)
{
	struct audit_params p = audit_params_default();

	p.method_version = AUDIT_METHOD_FIRST;
	return p;
}

enum err round_params(struct arena *a, struct db *db, int64_t round,
	struct audit_params *out)
{
	struct audit_params p = unsaid();
	enum err e;
	struct stmt *s = db_stmt(db, STMT_ROUND_PARAMS);

	(void)a;
	stmt_i64(s, ":round", round);
	while (stmt_next(s, &e))
		audit_params_set(&p, col_text(s, "name"), col_text(s, "value"));
	if (!e)
		*out = p;
	return e;
}

static enum err check_figures(const struct audit_function *known, size_t count,
	const struct audit_function *f)
{
	size_t i = 0;

	while (i < count && strcmp(known[i].code, f->code) != 0)
		i++;
	if (i == count)
		return err_fail(ERR_INPUT, "the round has no function %.60s", f->code);
	if (f->effort_days < 0 || f->exec < 0 || f->exec > 3 || f->auto_override < 0 ||
		f->auto_override > 1)
		return err_fail(ERR_INPUT, "%.60s: the effort is 0 days or more, the executives' "
			"figure 0 to 3, the automatable share 0 to 1", f->code);
	return OK;
}

enum err round_set_functions(struct change *c, const struct round *r,
	const struct audit_function *list, size_t count)
{
	struct audit_function *known;
	size_t n;
	enum err e = round_functions(c->arena, c->db, r->id, &known, &n);

	for (size_t i = 0; !e && i < count; i++)
		e = check_figures(known, n, &list[i]);
	for (size_t i = 0; !e && i < count; i++)
		e = round_put_function(c->db, r->id, &list[i]);
	if (!e)
		e = round_run(c->db, STMT_ROUND_TOUCH, r->id);
	if (!e)
		e = trail_append(c, "round.functions", r->code,
			arena_printf(c->arena, "effort, executives' figure or share of %zu functions",
				count));
	return e;
}

enum err round_set_params(struct change *c, const struct round *r, const struct audit_params *p)
{
	struct audit_params defaults = unsaid();
	struct buf *told = buf_new(c->arena, 1000);
	enum err e = audit_params_check(p);

	if (!e)
		e = round_run(c->db, STMT_ROUND_PARAMS_DROP, r->id);
	for (size_t i = 0; !e && i < audit_params_count(); i++) {
		const char *value = audit_params_text(c->arena, p, i);
		struct stmt *s;

		if (strcmp(value, audit_params_text(c->arena, &defaults, i)) == 0)
			continue;
		s = db_stmt(c->db, STMT_ROUND_PARAM_PUT);
		stmt_i64(s, ":round", r->id);
		stmt_text(s, ":name", audit_params_name(i));
		stmt_text(s, ":value", value);
		e = stmt_run(s);
		buf_printf(told, "%s=%s ", audit_params_name(i), value);
	}
	if (!e)
		e = round_run(c->db, STMT_ROUND_TOUCH, r->id);
	return e ? e : trail_append(c, "round.weights", r->code, told->data);
}

enum err round_form(struct arena *a, struct db *db, const struct round *r,
	struct form **out)
{
	struct form_sheets sheets;
	struct catalogue lists[CATALOGUE_KINDS];
	const struct catalogue *given[CATALOGUE_KINDS];
	const struct form_more *more;
	struct faults faults, warnings;
	enum err e = form_sheets_at(a, db, r->form, r->form_minor, &sheets);

	for (int k = 0; !e && k < CATALOGUE_KINDS; k++) {
		e = round_catalogue(a, db, r->id, (enum catalogue_kind)k, &lists[k]);
		given[k] = &lists[k];
	}
	if (!e)
		e = pilot_more(a, db, r, &more);
	if (e)
		return e;
	faults_init(&faults, a);
	faults_init(&warnings, a);
	if (form_compile_texts(a, r->form_code, &sheets, given, more, &faults, &warnings, out))
		return err_fail(ERR_INPUT, "the form %s does not fit the lists of functions, "
			"departments and reports: %s", r->form_code,
			faults.count ? faults.list[0].message : "");
	return OK;
}

struct making {
	struct db *db;
	const struct round *round;
};

static enum err make_form(struct arena *a, void *ctx, void **value)
{
	struct making *m = ctx;
	struct form *form;
	enum err e = round_form(a, m->db, m->round, &form);

	if (!e)
		*value = form;
	return e;
}

enum err round_form_of(struct cache *forms, struct arena *a, struct db *db,
	const struct round *round, const struct form **form)
{
	struct making making = {.db = db, .round = round};
	struct cache_key key = {.round = round->id, .version = {round->revision}};
	void *value;
	enum err e = cache_get(forms, a, &key, make_form, &making, &value);

	if (!e)
		*form = value;
	return e;
}

enum err round_form_cached(struct cache *forms, struct arena *a, struct db *db,
	const char *code, struct round *round, const struct form **form)
{
	struct round r;
	enum err e = round_find(a, db, code, &r);

	if (!e)
		e = round_form_of(forms, a, db, &r, form);
	if (!e)
		*round = r;
	return e;
}
