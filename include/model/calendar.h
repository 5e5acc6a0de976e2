/*
 * Calendar: by which day the kiosk goes. Answers are deleted by age and rounds closed
 * by date, so a clock that was set wrong would do harm that cannot be undone. The
 * highest day seen is kept; a clock far from it is not believed until an administrator
 * confirms it, and meanwhile nothing is deleted or closed by date.
 */
#ifndef MODEL_CALENDAR_H
#define MODEL_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"

struct change;
struct db;

#define CALENDAR_AHEAD_DAYS 40		/* a kiosk may have been off so long */
#define CALENDAR_STEP_S (60 * 60)	/* set by more than this while running */

enum calendar_state {
	CALENDAR_SOUND,
	CALENDAR_AHEAD,		/* more than CALENDAR_AHEAD_DAYS past the highest day seen */
	CALENDAR_BACK,		/* a day or more before it */
	CALENDAR_STEPPED,	/* set by more than an hour while the kiosk ran */
};

/* What is kept: days are those of UTC, so that another time zone is no jump. */
struct calendar_kept {
	bool there;		/* false in a kiosk that has seen no day yet */
	bool stepped;
	char day[DAY_CHARS];
};

/* Local days but for `known`. */
struct calendar {
	enum calendar_state state;
	char clock[DAY_CHARS];	/* what the clock says */
	char known[DAY_CHARS];	/* the highest day seen */
	/* By which rounds are open and things are old: the clock's day while it is sound,
	 * else the last one known. */
	char today[DAY_CHARS];
	/* What is written on what comes or is closed now: the clock's day, but never one
	 * before the last one known, as what seems old would be deleted early. */
	char arrival[DAY_CHARS];
	bool newer;		/* sound, and past what is kept: calendar_note() is due */
};

/* What is kept, and what it means by the clock as it is now. ERR_STORE, ERR_BUSY. */
enum err calendar_load(struct db *db, struct calendar_kept *out);
void calendar_judge(const struct calendar_kept *kept, struct calendar *out);
/* Both at once. */
enum err calendar_read(struct db *db, struct calendar *out);

/* In a write job: keep the clock's day as the highest seen, where it is sound. */
enum err calendar_note(struct db *db);

/* Believe the clock as it is now; into the trail. ERR_CONFLICT when
 * there is nothing to confirm. */
enum err calendar_confirm(struct change *c);

/* Whether calendar_redate() has anything to do; by reading. ERR_STORE. */
enum err calendar_ahead(struct db *db, const char *today, bool *any);

/* Give days that lie ahead of `today` that day: they were written while
 * the clock was wrong, and would never get old. Only while the clock is sound. */
enum err calendar_redate(struct change *c, const char *today);

/* Watching the clock of a process that runs long; zeroed to begin with. */
struct calendar_watch {
	bool begun, told;
	int64_t offset_s;	/* clock less running time, while it was believed */
};

enum calendar_step { STEP_NONE, STEP_SEEN, STEP_UNDONE };

/* Look at it, about once a second: `offset_s` is the clock less a time that only goes
 * forward, `stepped` what is kept. STEP_SEEN, STEP_UNDONE: keep that or take it back
 * (calendar_keep_step) and say so (`told`). */
enum calendar_step calendar_look(struct calendar_watch *w, int64_t offset_s, bool stepped);
enum err calendar_keep_step(struct change *c, bool stepped);

#endif
