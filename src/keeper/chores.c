/* What is done by the day: rounds past their last day are closed, what was
 * kept long enough is deleted; and nothing of that while the clock is in doubt. */
#include "chores.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "bundle/export.h"
#include "model/archive.h"
#include "model/calendar.h"
#include "model/change.h"
#include "model/comments.h"
#include "model/inbox.h"
#include "model/keys.h"
#include "model/paused.h"
#include "model/pictures.h"
#include "model/raw_texts.h"
#include "model/refusals.h"
#include "model/releases.h"
#include "model/retention.h"
#include "model/trail.h"
#include "model/triage.h"
#include "store/store.h"

struct chore {
	struct arena *arena;
	struct settings settings;
	const char *today;
};

/* One change of the program itself, by what is done without further arguments. */
typedef enum err chore_run(struct change *c, const struct chore *job);

static enum err run(struct keeper *k, const struct chore *job, chore_run *f)
{
	struct change c;
	enum err e = change_begin(&c, job->arena, k->store, &k->kiosk, TRAIL_SYSTEM);

	return e ? e : change_end(&c, f(&c, job));
}

static enum err close_past(struct change *c, const struct chore *job)
{
	return rounds_close_past(c, job->today);
}

/* Is a round open whose last day has passed? */
static bool any_past(struct chore *job, struct db *db)
{
	struct round *list;
	size_t n;

	if (round_list(job->arena, db, &list, &n))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!list[i].closed_day && list[i].to_day &&
			strcmp(job->today, list[i].to_day) > 0)
			return true;
	return false;
}

static enum err purge_texts(struct change *c, const struct chore *job)
{
	enum err e = raw_texts_purge(c, job->today);

	return e ? e : comments_purge(c, job->today);
}

/* ---- answers past their days ---- */

static enum err to_buffer(void *ctx, const void *bytes, size_t len)
{
	struct buf *out = ctx;

	buf_add(out, bytes, len);
	return out->full ? err_fail(ERR_TOO_LARGE, "the bundle is over its limit") : OK;
}

/* The aggregate bundle of a round, kept before its answers go. */
static enum err archive_round(struct keeper *k, struct chore *job, struct db *db,
	const char *code)
{
	struct arena *a = arena_new();
	struct buf zip;
	struct change c;
	struct bundle_options options = {.rounds = &code, .round_count = 1,
		.min_cell = job->settings.min_cell, .example = !job->settings.confirmed};
	enum err e;

	buf_init(&zip, ARCHIVE_MAX);
	e = bundle_export(a, db, &options, (struct zip_sink){.write = to_buffer, .ctx = &zip},
		NULL);
	if (!e)
		e = change_begin(&c, a, k->store, &k->kiosk, TRAIL_SYSTEM);
	if (!e)
		e = change_end(&c, archive_put(&c, code, zip.data, zip.len));
	buf_free(&zip);
	arena_free(a);
	return e;
}

static enum err archive_old(struct keeper *k, struct chore *job)
{
	const char **codes;
	char day[DAY_CHARS];
	struct db *db;
	size_t count;
	enum err e = store_reader(k->store, &db);

	if (e || !job->settings.retention_days)
		return e;
	clock_day_add(job->today, -job->settings.retention_days, day);
	e = archive_due(job->arena, db, day, &codes, &count);
	for (size_t i = 0; !e && i < count; i++)
		e = archive_round(k, job, db, codes[i]);
	return e;
}

static enum err expire(struct change *c, const struct chore *job)
{
	int64_t deleted;

	return retention_run(c, &job->settings, job->today, &deleted);
}

static enum err redate(struct change *c, const struct chore *job)
{
	return calendar_redate(c, job->today);
}

static enum err finish_rounds(struct change *c, const struct chore *job)
{
	return rounds_finish(c, job->today);
}

static enum err prune_keys(struct change *c, const struct chore *job)
{
	(void)job;
	return keys_prune(c);
}

/* Behind what made rounds final: that may have been cut short before their keys went. */
static void prune(struct keeper *k, struct db *db, struct chore *job)
{
	bool any = false;

	if (keys_any_final(db, &any) || (any && run(k, job, prune_keys)))
		log_line("keys of final rounds could not be deleted: %s", err_detail());
}

static enum err order_one(struct change *c, const struct chore *job)
{
	int64_t round;
	bool any;
	enum err e = inbox_unordered(c->db, &round, &any);

	(void)job;
	return e || !any ? e : inbox_order(c->db, round);
}

/* Answers of rounds that are final, some at a time: others write in between. */
static void order_finals(struct keeper *k, struct db *db, struct chore *job)
{
	int64_t round;
	bool any = false;

	while (inbox_unordered(db, &round, &any) == OK && any)
		if (run(k, job, order_one)) {
			log_line("answers of a final round stay as they came: %s", err_detail());
			return;
		}
}

/* Whether a round became final since the latest look: by day or by press. */
static bool any_new_final(struct chore *job, struct db *db)
{
	static size_t known;
	struct round *list;
	size_t n, finals = 0;
	bool more;

	if (round_list(job->arena, db, &list, &n))
		return false;
	for (size_t i = 0; i < n; i++)
		finals += list[i].final_day != NULL;
	more = finals > known;
	known = finals;
	return more;
}

/* What is past its days, as `w` says of it. */
static void tidy(struct keeper *k, struct chore *job, const struct waiting *w)
{
	if (w->finals && run(k, job, finish_rounds))
		log_line("closed rounds could not be made final: %s", err_detail());
	if (w->texts && run(k, job, purge_texts))
		log_line("raw texts past their days could not be deleted: %s", err_detail());
	if (!w->answers && !w->aside)
		return;
	/* What cannot be kept is not deleted either. */
	if (archive_old(k, job))
		log_line("a round could not be archived, so its answers stay: %s", err_detail());
	else if (run(k, job, expire))
		log_line("what was kept long enough could not be deleted: %s", err_detail());
}

/* The first list does not wait for everybody for ever. */
static void early(struct keeper *k, struct chore *job)
{
	bool made;

	if (releases_make_early(k->store, job->settings.min_cell, job->today, &made))
		log_line("a first list could not be made: %s", err_detail());
}

/* What testers said that left the inbox by another way than the keeper's. */
static enum err tally(struct change *c, const struct chore *job)
{
	(void)job;
	return triage_tally(c);
}

/* Once a local day, and after a start. It is looked for by reading: to look while
 * writing would keep every answer waiting for as long as a round is large. */
static void tidy_daily(struct keeper *k, struct db *db, struct chore *job)
{
	static char done[DAY_CHARS];
	struct waiting w;
	bool ahead;

	if (strcmp(job->today, done) == 0)
		return;
	memcpy(done, job->today, sizeof done);
	/* Days that lie ahead first: by them, nothing would ever be old. */
	if (calendar_ahead(db, job->today, &ahead) ||
		(ahead && run(k, job, redate)))
		log_line("days that lie ahead could not be corrected: %s", err_detail());
	early(k, job);
	if (retention_waiting(job->arena, db, &job->settings, job->today, &w))
		log_line("what is past its days could not be found: %s", err_detail());
	else
		tidy(k, job, &w);
	order_finals(k, db, job);
	if (run(k, job, tally))
		log_line("what testers say is solved could not be counted: %s", err_detail());
}

/* ---- paused answers and pictures nobody sent, by the hour ---- */

static enum err purge_paused(struct change *c, const struct chore *job)
{
	(void)job;
	return paused_purge(c);
}

static void forget_paused(struct keeper *k, struct db *db, struct chore *job)
{
	bool any = false;

	if (paused_due(db, &any) || (any && run(k, job, purge_paused)))
		log_line("paused answers past their hour could not be deleted: %s", err_detail());
}

static enum err purge_pictures(struct change *c, const struct chore *job)
{
	(void)job;
	return pictures_purge(c);
}

static void forget_pictures(struct keeper *k, struct db *db, struct chore *job)
{
	bool any = false;

	if (pictures_due(db, &any) || (any && run(k, job, purge_pictures)))
		log_line("pictures that were not sent could not be deleted: %s", err_detail());
}

/* ---- the clock ---- */

/* Was it set while this process ran? */
static void watch_clock(struct keeper *k, const struct calendar_kept *kept)
{
	static struct calendar_watch watch;
	enum calendar_step step = calendar_look(&watch, clock_now() - clock_running_s(),
		kept->stepped);
	bool seen = step == STEP_SEEN;
	struct change c;

	if (step != STEP_NONE &&
		change_begin(&c, NULL, k->store, &k->kiosk, TRAIL_SYSTEM) == OK &&
		change_end(&c, calendar_keep_step(&c, seen)) == OK)
		watch.told = seen;
}

static void say_doubt(const struct calendar *c)
{
	static enum calendar_state said = CALENDAR_SOUND;

	if (c->state != said && c->state != CALENDAR_SOUND)
		log_at(LOG_LEVEL_WARN, "the clock says %s, the last day known is %s%s: nothing is deleted or "
			"closed by date until an administrator confirms the date", c->clock,
			c->known, c->state == CALENDAR_STEPPED ? ", and it was set meanwhile" : "");
	said = c->state;
}

/* Whether things may be done by date. */
static bool clock_is_sound(struct keeper *k, struct db *db, struct calendar *out)
{
	struct calendar_kept kept;
	struct change c;

	if (calendar_load(db, &kept))
		return false;
	watch_clock(k, &kept);
	if (calendar_read(db, out))
		return false;
	say_doubt(out);
	if (out->newer && change_begin(&c, NULL, k->store, &k->kiosk, TRAIL_SYSTEM) == OK)
		change_end(&c, calendar_note(c.db));
	return out->state == CALENDAR_SOUND;
}

void chores_run(struct keeper *k)
{
	struct arena *a = arena_new();
	struct calendar calendar;
	struct chore job = {.arena = a, .today = calendar.today};
	struct db *db;

	if (refusals_look(k->store))
		log_line("refusals could not be summed up: %s", err_detail());
	if (store_reader(k->store, &db) == OK && settings_load(a, db, &job.settings) == OK
		&& clock_is_sound(k, db, &calendar)) {
		tidy_daily(k, db, &job);
		forget_paused(k, db, &job);
		forget_pictures(k, db, &job);
		if (any_new_final(&job, db)) {
			prune(k, db, &job);
			order_finals(k, db, &job);
		}
		if (any_past(&job, db) && run(k, &job, close_past))
			log_line("a round past its last day could not be closed: %s",
				err_detail());
	}
	arena_free(a);
}
