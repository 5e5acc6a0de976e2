/* The keeper's day: a look five times a second, and what it calls for. */
#include "keeper/keeper.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "chores.h"
#include "codec/digest.h"
#include "model/change.h"
#include "model/inbox.h"
#include "model/releases.h"
#include "model/settings.h"
#include "model/submissions.h"
#include "model/trail.h"
#include "model/triage.h"
#include "model/upgrade.h"
#include "store/store.h"
#include "worker.h"

#define LOOK_MS 200
#define CHORES_MS 1000
#define HINTS_MS 60000
#define QUIET_MS 3000		/* without a commit: silence */
#define SETTLE_MS 40000		/* answers wait no longer, silent or not */

struct watch {
	int64_t version;	/* of the data, as of the latest look */
	int64_t changed_at;	/* clock_mono_ms() of the latest commit seen */
	int64_t waits_since;	/* of the first answer seen in the inbox; 0: it is empty */
	int64_t chores_at, hints_at;
	size_t quarantined;	/* as of the latest settling */
	bool wal_full;		/* something was committed since it was emptied */
	struct worker worker;
};

static enum err begin(struct keeper *k)
{
	const char *data = getenv("KIOSK_DATA");
	struct arena *a = arena_new();
	struct settings settings;
	struct db *db;
	enum err e;

	if (!data)
		data = getenv("DATA");
	if (!data) {
		arena_free(a);
		return err_fail(ERR_USAGE, "KIOSK_DATA names no data folder");
	}
	digest_init();
	e = store_open(data, STORE_ADMIN, kiosk_upgrades, &k->store);
	if (!e)
		e = store_reader(k->store, &db);
	if (!e)
		e = kiosk_load(db, &k->kiosk);
	if (!e)
		e = settings_load(a, db, &settings);
	if (!e)
		clock_set_zone(settings.timezone);
	arena_free(a);
	return e;
}

/* ---- releases ---- */

/* A release takes a round's answers out of the inbox: what testers among them say is solved is counted
 * here, as there is nothing left to settle. */
static void count_solved(struct keeper *k)
{
	struct change c;
	enum err e = change_begin(&c, NULL, k->store, &k->kiosk, TRAIL_SYSTEM);

	if (!e)
		e = change_end(&c, triage_tally(&c));
	if (e)
		log_line("what testers say is solved could not be counted: %s", err_detail());
}

static void release(struct keeper *k)
{
	struct arena *a = arena_new();
	struct settings settings = {0};
	struct db *db;
	bool made = false;
	enum err e = store_reader(k->store, &db);

	if (!e)
		e = settings_load(a, db, &settings);
	if (!e)
		e = releases_make_due(k->store, settings.min_cell, &made);
	if (e)
		log_line("a release could not be made: %s", err_detail());
	else if (made)
		count_solved(k);
	arena_free(a);
}

/* ---- the inbox and the WAL ---- */

/* With what testers among them say of what was said to be solved. */
static enum err settle_answers(struct change *c)
{
	enum err e = inbox_settle(c->db);

	return e ? e : triage_tally(c);
}

static void settle(struct keeper *k, struct watch *w)
{
	struct change c;
	enum err e = change_begin(&c, NULL, k->store, &k->kiosk, TRAIL_SYSTEM);

	if (!e)
		e = change_end(&c, settle_answers(&c));
	if (e) {
		log_line("answers stay in the inbox: %s", err_detail());
		/* Not again at once: a disk that is full stays so for a while. */
		w->changed_at = w->waits_since = clock_mono_ms();
		return;
	}
	w->waits_since = 0;
	w->wal_full = true;
}

static void empty_wal(struct keeper *k, struct watch *w)
{
	enum err e = store_empty_wal(k->store);

	/* Somebody reads: the next look finds it over. */
	if (e == ERR_BUSY)
		return;
	if (e)
		log_line("the write-ahead log could not be emptied: %s", err_detail());
	w->wal_full = false;
}

/* Whether something waits that tells of an order: answers, or what was set aside. */
static bool anything_waits(struct keeper *k, struct watch *w)
{
	int64_t inbox = 0;
	size_t quarantined = w->quarantined;
	struct db *db;

	if (store_reader(k->store, &db) || inbox_count(db, &inbox) ||
		quarantine_count(db, &quarantined))
		return false;
	if (!inbox && quarantined == w->quarantined)
		return false;
	w->quarantined = quarantined;
	return true;
}

/* Answers that come purge them as well; this is for when none comes. */
static void forget_hints(struct keeper *k, struct watch *w, int64_t now)
{
	struct change c;
	struct db *db;
	bool any = false;

	if (now < w->hints_at)
		return;
	w->hints_at = now + HINTS_MS;
	if (store_reader(k->store, &db) || hints_old(db, &any) || !any)
		return;
	if (change_begin(&c, NULL, k->store, &k->kiosk, TRAIL_SYSTEM) == OK)
		change_end(&c, hints_forget(c.db));
}

/* What the keeper itself writes is seen as a change by the next look, which then finds nothing to do: so
 * is what others write in the same instant. */
static void look(struct keeper *k, struct watch *w)
{
	int64_t now = clock_mono_ms(), version = w->version;
	bool silent;

	forget_hints(k, w, now);
	if (store_data_version(k->store, &version))
		return;
	if (version != w->version) {
		w->version = version;
		w->changed_at = now;
		w->wal_full = w->worker.due = true;
		release(k);
		if (!w->waits_since && anything_waits(k, w))
			w->waits_since = now;
	}
	silent = now - w->changed_at >= QUIET_MS;
	if (w->waits_since && (silent || now - w->waits_since >= SETTLE_MS)) {
		settle(k, w);
		empty_wal(k, w);
	} else if (w->wal_full && silent) {
		empty_wal(k, w);
	}
}

/* What is left to do when nobody writes any more. */
static void finish(struct keeper *k, struct watch *w)
{
	release(k);
	if (anything_waits(k, w))
		settle(k, w);
	empty_wal(k, w);
}

static void keep(struct keeper *k, struct watch *w, const sigset_t *stop)
{
	const struct timespec wait = {.tv_nsec = LOOK_MS * 1000000L};

	/* What an earlier run left. */
	w->version = -1;
	while (sigtimedwait(stop, NULL, &wait) < 0 && !store_failed(k->store)) {
		look(k, w);
		if (clock_mono_ms() < w->chores_at)
			continue;
		w->chores_at = clock_mono_ms() + CHORES_MS;
		chores_run(k);
		worker_look(k, &w->worker);
	}
}

int keeper_main(int argc, char **argv)
{
	bool once = argc == 2 && strcmp(argv[1], "--once") == 0;
	bool results = argc == 2 && strcmp(argv[1], "--results") == 0;
	struct keeper k = {0};
	struct watch w = {0};
	sigset_t stop;
	bool failed;

	log_name("keeper");
	umask(0077);
	if (argc > 1 && !once && !results) {
		fprintf(stderr, "keeper.fcgi keeps the data folder that KIOSK_DATA names; --once: and "
			"ends; --results: works out what is old, and ends.\n`kiosk serve` starts "
			"it.\n");
		return 1;
	}
	if (results) {
		if (begin(&k))
			log_die("cannot start: %s", err_detail());
		failed = !worker_run(&k);
		store_close(k.store);
		return failed;
	}
	sigemptyset(&stop);
	sigaddset(&stop, SIGTERM);
	sigaddset(&stop, SIGINT);
	sigprocmask(SIG_BLOCK, &stop, NULL);
	signal(SIGHUP, SIG_IGN);
	if (begin(&k))
		log_die("cannot start: %s", err_detail());
	if (once) {
		chores_run(&k);
		worker_run(&k);
	} else {
		keep(&k, &w, &stop);
		worker_dismiss(&w.worker);
	}
	failed = store_failed(k.store);
	if (!failed)
		finish(&k, &w);
	failed = failed || store_failed(k.store);
	store_close(k.store);
	return failed ? 3 : 0;
}
