/*
 * kiosk init: a new data folder with the kiosk's keys, the account admin, the
 * starter pack and an open CRM audit; and the same for `kiosk serve` (serve.h).
 * Cut short anywhere, the next call goes on.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "cmd.h"
#include "codec/digest.h"
#include "commands.h"
#include "init.h"
#include "model/accounts.h"
#include "model/calendar.h"
#include "model/catalogues.h"
#include "model/change.h"
#include "model/forms.h"
#include "model/reviews.h"
#include "model/keys.h"
#include "model/kiosk.h"
#include "model/rounds.h"
#include "model/trail.h"
#include "serve.h"
#include "store/store.h"
#include "web/places.h"

#define STARTER "forms/crm-audit"
#define STARTER_ROUND "crm-audit-1"
#define STARTER_TITLE "CRM audit"

static const char usage[] =
	"usage: kiosk init [--data DIR]\n"
	"\n"
	"Makes DIR with a new database in it: the kiosk's keys, the account admin, the\n"
	"CRM audit form with its activities and departments, and the round " STARTER_ROUND "\n"
	"open to all of them, whose code is the last line printed.\n"
	"admin's password is KIOSK_ADMIN_PASSWORD of the environment, or a one-time\n"
	"password that is printed once. A folder that has a database is left as it is; so is\n"
	"one that is open to others than its owner (chmod 700 DIR first).\n";

/* What is set up. */
struct setup {
	struct arena *arena;
	struct form_pack pack;
	const char *folder;	/* it came from */
};

static enum err read_pack(struct setup *s)
{
	struct faults faults, warnings;
	struct places places;
	enum err e = places_find(s->arena, &places);

	if (e)
		return err_fail(ERR_SYSTEM, "%s", err_detail());
	faults_init(&faults, s->arena);
	faults_init(&warnings, s->arena);
	s->folder = path_join(s->arena, places.www, STARTER);
	if (form_pack_read(s->arena, s->folder, NULL, &faults,
		&warnings, &s->pack))
		return faults.count ? err_fail(ERR_SYSTEM, "the starter pack: %s:%zu: %s",
			faults.list[0].file, faults.list[0].line, faults.list[0].message) :
			err_fail(ERR_SYSTEM, "the starter pack: %s", err_detail());
	return OK;
}

static enum err add_starter(struct change *c, const struct setup *s)
{
	struct round_spec spec = {.title = STARTER_TITLE, .code = STARTER_ROUND};
	struct form_row form;
	struct round round;
	enum err e = form_add(c, &s->pack, &form);

	if (!e)
		e = translations_take_folder(c, form.code, s->pack.sheets.texts, s->folder);
	if (e)
		return e;
	spec.form = form.code;
	e = round_open(c, &spec, &round);
	return e ? e : trail_event(c, TRAIL_INIT, NULL, NULL);
}

static enum err add_kiosk(struct change *c)
{
	enum err e = kiosk_ensure(c->db);

	if (!e)
		e = calendar_note(c->db);
	return e ? e : setting_put(c, "timezone", clock_machine_zone());
}

/* admin with the password from outside, when there is one. */
static enum err ensure_admin(struct cmd *c, bool first_run)
{
	char one_time[ACCOUNT_ONE_TIME_CHARS];
	enum err e = account_ensure_admin(c->store, getenv("KIOSK_ADMIN_PASSWORD"), first_run,
		one_time);

	if (e == ERR_INPUT)
		return err_fail(e, "KIOSK_ADMIN_PASSWORD: %s", err_detail());
	if (e)
		return e;
	if (*one_time)
		printf("Sign in as admin with the one-time password %s\n", one_time);
	fflush(stdout);
	return OK;
}

/* Make the database where there is none, and fill it. */
static enum err create(struct cmd *c, const char *actor)
{
	struct setup s = {.arena = c->arena};
	struct change change;
	enum err e = read_pack(&s);

	if (!e && !store_exists(c->data))
		e = store_create(c->data);
	if (!e && !c->store)
		e = cmd_open(c);
	if (!e)
		e = change_begin(&change, c->arena, c->store, NULL, actor);
	if (!e)
		e = change_end(&change, add_kiosk(&change));
	if (!e)
		clock_set_zone(clock_machine_zone());
	if (!e)
		e = ensure_admin(c, true);
	if (!e)
		e = change_begin(&change, c->arena, c->store, NULL, actor);
	return e ? e : change_end(&change, add_starter(&change, &s));
}

enum err init_create(struct cmd *c)
{
	digest_init();
	return create(c, TRAIL_SHELL);
}

/* Opens the store where there is one. The starter pack came last: without a form,
 * the setting up was cut short and is done again. */
static enum err is_set_up(struct cmd *c, bool *out)
{
	struct form_row *forms;
	size_t n = 0;
	enum err e = OK;

	if (store_exists(c->data))
		e = cmd_open(c);
	if (!e && c->store)
		e = form_list(c->arena, c->db, &forms, &n);
	*out = n > 0;
	return e;
}

static int run_init(struct cmd *c, int argc, char **argv)
{
	bool there;
	int status;
	enum err e;

	if (!cmd_options(c, argc, argv, NULL, 0, 0, 0, &status))
		return status;
	digest_init();
	e = cmd_become_owner(c);
	if (!e)
		e = is_set_up(c, &there);
	if (!e && there)
		e = err_fail(ERR_CONFLICT, "there is a kiosk in %s already; it was left as it is",
			c->data);
	if (!e)
		e = create(c, TRAIL_SHELL);
	if (e)
		return cmd_fail(c, e);
	puts(STARTER_ROUND);
	return cmd_done(c);
}

int cmd_init(int argc, char **argv)
{
	return cmd_run("init", usage, argc, argv, run_init);
}

/* ---- for kiosk serve ---- */

static enum err note_and_close(struct change *c, const char *today)
{
	enum err e = calendar_note(c->db);

	return e ? e : rounds_close_past(c, today);
}

/* By date, unless the clock is in doubt. */
static enum err close_past(struct cmd *c)
{
	struct calendar calendar;
	struct change change;
	enum err e = calendar_read(c->db, &calendar);

	if (e)
		return e;
	if (calendar.state != CALENDAR_SOUND) {
		log_at(LOG_LEVEL_WARN, "the clock says %s, the last day known is %s: nothing is deleted or closed"
			" by date until an administrator confirms the date, on the page Administration"
			" or by kiosk clock confirm", calendar.clock, calendar.known);
		return OK;
	}
	e = change_begin(&change, c->arena, c->store, NULL, TRAIL_SYSTEM);
	return e ? e : change_end(&change, note_and_close(&change, calendar.today));
}

/* A kiosk whose schema is amiss starts all the same: what still works is better than
 * nothing, and /health says 503 as long as it is so. */
static enum err look_at_schema(struct cmd *c, bool *amiss)
{
	const char **faults;
	size_t count;
	enum err e = store_schema_faults(c->arena, c->store, &faults, &count);

	if (e)
		return e;
	for (size_t i = 0; i < count; i++)
		log_at(LOG_LEVEL_WARN, "schema: %s", faults[i]);
	if (count)
		log_at(LOG_LEVEL_WARN, "the schema is not as this program makes it, and /health will say so: "
			"restore a backup, or take away what is not of this program");
	*amiss = count > 0;
	return OK;
}

/* Without them nothing can be changed, so nothing is served either. What is open to others is
 * closed, and said: somebody may have read it. */
static enum err look_at_keys(struct cmd *c)
{
	struct keys_found found = {0};
	enum err e = keys_check(c->db);

	if (!e)
		e = keys_look(c->arena, c->db, &found);
	if (e || !found.wide)
		return e;
	if (chmod(found.path, 0600))
		return file_fail("close to others", found.path);
	log_at(LOG_LEVEL_WARN, "%s was open to others than its owner, and no longer is", found.path);
	return OK;
}

static enum err start(struct cmd *c, bool *amiss)
{
	bool there;
	enum err e = is_set_up(c, &there);

	if (!e && there)
		e = look_at_keys(c);
	if (!e)
		e = there ? ensure_admin(c, false) : create(c, TRAIL_SYSTEM);
	if (!e)
		e = look_at_schema(c, amiss);
	return e ? e : close_past(c);
}

int serve_init_data(const char *data, struct buf *hosts)
{
	struct cmd c = {.name = "serve", .usage = "", .arena = arena_new(), .data = data};
	bool amiss = false;
	int status = STATUS_DONE;
	enum err e;

	digest_init();
	e = start(&c, &amiss);
	for (size_t i = 0; !e && i < c.settings.host_count; i++)
		buf_printf(hosts, " %s", c.settings.hosts[i]);
	if (e)
		status = cmd_fail(&c, e);
	else if (amiss)
		status = SERVE_AMISS;
	fflush(stdout);
	store_close(c.store);
	arena_free(c.arena);
	return status;
}
