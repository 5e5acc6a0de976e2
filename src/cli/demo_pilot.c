/*
 * The demo's pilot: a prototype in two versions, each tried by synthetic testers with slips of
 * their own, taken in as any others.
 */
#include "demo.h"

#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "cmd.h"
#include "codec/csv.h"
#include "model/catalogues.h"
#include "model/change.h"
#include "model/codes.h"
#include "model/forms.h"
#include "model/inbox.h"
#include "model/prototypes.h"
#include "model/releases.h"
#include "model/reviews.h"
#include "model/rounds.h"
#include "model/submissions.h"
#include "web/places.h"

#define PACK "forms/pilot-feedback"
#define REPORT_PACK "forms/issue-report"
#define EXAMPLE "help/prototype-example.csv"
#define TESTERS_MAX 24

/* How many try it, by department. */
static const struct {
	const char *department;
	size_t people;
} groups[] = {{"SAL", 9}, {"SUP", 7}};

struct pilot {
	struct cmd *c;
	const char *www;
	uint64_t seed;
	char today[DAY_CHARS];
	struct prototype *versions;
	size_t version_count;
	struct round round;
	struct form *form;
	const char *codes[TESTERS_MAX], *departments[TESTERS_MAX];	/* of the testers' slips */
	size_t testers;
};

/* A file of ours that has faults is ours to mend. */
static enum err faulty(const char *what, const struct faults *faults)
{
	return faults->count ? err_fail(ERR_SYSTEM, "%s: %s:%zu: %s", what, faults->list[0].file,
		faults->list[0].line, faults->list[0].message) : err_fail(ERR_SYSTEM, "%s: %s",
		what, err_detail());
}

static enum err add_form(struct change *change, const struct pilot *p, const char *named)
{
	const char *folder = path_join(change->arena, p->www, named);
	struct catalogue lists[CATALOGUE_KINDS];
	const struct catalogue *known[CATALOGUE_KINDS];
	struct faults faults, warnings;
	struct form_pack pack;
	struct form_row form;
	enum err e = OK;

	for (int k = 0; !e && k < CATALOGUE_KINDS; k++) {
		e = catalogue_load(change->arena, change->db, (enum catalogue_kind)k, &lists[k]);
		known[k] = &lists[k];
	}

	faults_init(&faults, change->arena);
	faults_init(&warnings, change->arena);
	if (!e && form_pack_read(change->arena, folder, known, &faults, &warnings, &pack))
		return faulty(folder, &faults);
	if (!e)
		e = form_add(change, &pack, &form);
	return e ? e : translations_take_folder(change, form.code, pack.sheets.texts, folder);
}

static enum err add_versions(struct change *change, struct pilot *p)
{
	const char *path = path_join(change->arena, p->www, EXAMPLE);
	struct csv_table *table = arena_alloc(change->arena, sizeof *table);
	struct faults faults;
	char *text;
	size_t len;
	enum err e = file_read(change->arena, path, (size_t)1 << 20, &text, &len);

	faults_init(&faults, change->arena);
	if (e)
		return e;
	if (csv_table_read(change->arena, EXAMPLE, text, len, NULL, &faults, table) ||
		prototypes_read(change->arena, change->db, table, &faults, &p->versions,
		&p->version_count))
		return faulty(EXAMPLE, &faults);
	for (size_t i = 0; !e && i < p->version_count; i++)
		e = prototype_put(change, &p->versions[i]);
	return e;
}

/* Testers keep their slips from round to round. */
static enum err make_slips(struct change *change, struct pilot *p)
{
	enum err e = OK;

	if (p->testers)
		return OK;
	for (size_t g = 0; !e && g < sizeof groups / sizeof *groups; g++) {
		char (*codes)[CODE_CHARS];

		e = codes_make(change, &p->round, groups[g].department, groups[g].people, &codes);
		for (size_t i = 0; !e && i < groups[g].people; i++) {
			p->codes[p->testers] = codes[i];
			p->departments[p->testers++] = groups[g].department;
		}
	}
	return e;
}

static enum err open_version(struct change *change, struct pilot *p, const struct prototype *v)
{
	struct round_spec spec = {.form = "pilot-feedback",
		.title = arena_printf(change->arena, "%s %s",
			prototype_say(v, "", PROTOTYPE_TITLE, "en"), v->version),
		.code = arena_printf(change->arena, "%s-%s", v->code, v->version),
		.subject = arena_printf(change->arena, "%s %s", v->code, v->version)};
	enum err e = round_open(change, &spec, &p->round);

	if (!e)
		e = make_slips(change, p);
	return e ? e : round_form(change->arena, change->db, &p->round, &p->form);
}

static enum err take(struct pilot *p, struct arena *a, size_t number, int version)
{
	struct form_context ctx = {.today = p->today, .now = arena_printf(a, "%sT12:00:00", p->today)};
	struct submission_result result;
	struct demo_post post;
	enum err e;

	demo_tester(a, p->form, &ctx, p->seed, number, version, p->departments[number], &post);

	const struct submission_post sent = {.instance_id = post.instance_id, .lang = post.lang,
		.pages = post.pages, .active_s = post.active_s, .code = p->codes[number],
		.answers = post.answers};

	e = submission_take(a, p->c->store, &p->round, p->form, &ctx, p->c->settings.min_cell,
		&sent, &result);
	if (!e && result.outcome != INTAKE_STORED)
		e = err_fail(ERR_SYSTEM, "the demo's tester was refused: %s", result.check.fault_count ?
			result.check.faults[0].field : "");
	return e;
}

static enum err close_version(struct change *change, struct pilot *p)
{
	enum err e = inbox_move(change->db);

	return e ? e : round_close(change, p->round.code);
}

static enum err try_version(struct pilot *p, int version)
{
	struct change change;
	struct arena *a = arena_new();
	enum err e = cmd_change(p->c, &change);

	if (!e)
		e = change_end(&change, open_version(&change, p, &p->versions[version - 1]));
	for (size_t i = 0; !e && i < p->testers; i++) {
		e = take(p, a, i, version);
		arena_reset(a);
	}
	if (!e)
		e = cmd_change(p->c, &change);
	if (!e)
		e = change_end(&change, close_version(&change, p));
	arena_free(a);
	return e;
}

enum err demo_pilot(struct cmd *c, uint64_t seed)
{
	struct pilot p = {.c = c, .seed = seed};
	struct places places;
	struct change change;
	enum err e = places_find(c->arena, &places);

	if (e)
		return err_fail(ERR_SYSTEM, "%s", err_detail());
	p.www = places.www;
	clock_day(clock_now(), p.today, NULL);
	e = cmd_change(c, &change);
	if (!e) {
		e = add_form(&change, &p, PACK);
		if (!e)
			e = add_form(&change, &p, REPORT_PACK);
		e = change_end(&change, e ? e : add_versions(&change, &p));
	}
	for (int v = 1; !e && v <= (int)p.version_count; v++) {
		e = try_version(&p, v);
		if (!e)
			e = demo_triage(c, p.versions[v - 1].code, v < (int)p.version_count ?
				p.versions[v].version : NULL);
	}
	if (!e)
		e = demo_reports(c, p.today);
	return e ? e : demo_decide(c, &p.round);
}
