/* What is old, and who works it out. */
#include "worker.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "model/backups.h"
#include "model/computed.h"
#include "model/settings.h"
#include "store/store.h"

#define WORKER_NICE 10
#define LOOK_MS 60000
#define AGAIN_MS 3600000

/* A round past the id `after` of which something is old, and the cell size its list goes by. */
static enum err next_due(struct keeper *k, struct arena *a, int64_t after, struct round *round,
	int *min_cell, bool *any)
{
	struct settings settings;
	struct db *db;
	enum err e = store_reader(k->store, &db);

	*any = false;
	if (!e)
		e = settings_load(a, db, &settings);
	if (e)
		return e;
	*min_cell = settings.min_cell;
	return computed_due(a, db, settings.min_cell, after, round, any);
}

/* The settings, and today. */
static enum err look_around(struct keeper *k, struct arena *a, struct settings *s, char *today)
{
	struct db *db;
	enum err e = store_reader(k->store, &db);

	clock_day(clock_now(), today, NULL);
	return e ? e : settings_load(a, db, s);
}

static bool backup_is_due(struct keeper *k)
{
	struct arena *a = arena_new();
	struct settings s;
	char today[DAY_CHARS];
	bool due = look_around(k, a, &s, today) == OK && backups_due(a, &s, today);

	arena_free(a);
	return due;
}

/* What goes wrong is in the trail and on stderr. */
static void back_up(struct keeper *k)
{
	struct arena *a = arena_new();
	struct settings s;
	char today[DAY_CHARS];

	if (look_around(k, a, &s, today) == OK && backups_due(a, &s, today))
		(void)backups_make(a, k->store, &k->kiosk, &s, today);
	arena_free(a);
}

bool worker_run(struct keeper *k)
{
	bool any = true, good = true;
	int64_t after = 0;

	/* Whatever comes of it. */
	(void)!nice(WORKER_NICE);
	back_up(k);

	while (any) {
		struct arena *a = arena_new();
		struct round round;
		int min_cell;
		enum err e = next_due(k, a, after, &round, &min_cell, &any);

		if (!e && any) {
			after = round.id;
			e = computed_make(k->store, &round, min_cell);
		}
		if (e)
			log_line("results could not be worked out: %s", err_detail());
		good = good && !e;
		arena_free(a);
	}
	return good;
}

static bool is_due(struct keeper *k)
{
	struct arena *a = arena_new();
	struct round round;
	int min_cell;
	bool any;
	enum err e = next_due(k, a, 0, &round, &min_cell, &any);

	arena_free(a);
	return !e && any;
}

/* It takes seconds, and nothing may wait for it: a process of its own, that ends with this
 * one. */
static pid_t hire(void)
{
	pid_t parent = getpid(), child = fork();
	sigset_t none;

	if (child)
		return child > 0 ? child : 0;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	execl("/proc/self/exe", "keeper.fcgi", "--results", (char *)NULL);
	_exit(1);
}

/* A folder that is away may come back within the hour. */
static bool time_for_backup(struct keeper *k, struct worker *w)
{
	int64_t now = clock_mono_ms();
	bool due = now >= w->backup_at && backup_is_due(k);

	if (now >= w->backup_at)
		w->backup_at = now + (due ? AGAIN_MS : LOOK_MS);
	return due;
}

/* What went wrong is not tried again at once: it writes, by which something may be old. */
static void see_end(struct worker *w)
{
	int status = 0;

	if (!w->process || waitpid(w->process, &status, WNOHANG) == 0)
		return;
	w->process = 0;
	if (status) {
		w->due = true;
		w->again_at = clock_mono_ms() + LOOK_MS;
	}
}

void worker_look(struct keeper *k, struct worker *w)
{
	see_end(w);
	if (w->process)
		return;
	if (time_for_backup(k, w)) {
		w->process = hire();
	} else if (w->due && clock_mono_ms() >= w->again_at) {
		w->due = false;
		if (is_due(k))
			w->process = hire();
	}
}

void worker_dismiss(struct worker *w)
{
	if (!w->process)
		return;
	kill(w->process, SIGKILL);
	waitpid(w->process, NULL, 0);
}
