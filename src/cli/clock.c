/*
 * kiosk clock show, kiosk clock confirm: what the kiosk makes of the machine's clock.
 */
#include <stdio.h>

#include "base/arena.h"
#include "cmd.h"
#include "commands.h"
#include "model/calendar.h"
#include "model/change.h"
#include "model/retention.h"

static const char show_usage[] =
	"usage: kiosk clock show [--data DIR]\n"
	"\n"
	"What the clock says, the last day known, whether the clock is believed, and what would\n"
	"be closed and deleted by date if it were. A clock is in doubt when it is more than 40\n"
	"days ahead of the highest day seen or a day behind it, or was set by more than an hour\n"
	"while the kiosk ran. Answers are taken all the same; nothing is deleted or closed by\n"
	"date until the clock is right again or somebody confirms it.\n";

static const char confirm_usage[] =
	"usage: kiosk clock confirm [--data DIR]\n"
	"\n"
	"Believes the clock as it is now. What `kiosk clock show` lists then happens while the\n"
	"kiosk is served. If the date is wrong, set the machine's clock instead.\n";

static void print_waiting(const struct waiting *w)
{
	if (!w->round_count && !w->answers && !w->aside && !w->texts && !w->finals) {
		puts("waiting: nothing");
		return;
	}
	for (size_t i = 0; i < w->round_count; i++)
		printf("waiting: round %s closes, its last day was %s\n", w->rounds[i].code,
			w->rounds[i].to_day);
	if (w->finals)
		printf("waiting: %zu closed rounds become final\n", w->finals);
	if (w->answers)
		printf("waiting: %lld answers are deleted by age\n", (long long)w->answers);
	if (w->texts)
		printf("waiting: %lld raw texts are deleted by age\n", (long long)w->texts);
	if (w->aside)
		printf("waiting: %lld answers kept aside are deleted by age\n", (long long)w->aside);
}

static enum err print(struct cmd *c)
{
	static const char *const states[] = {
		[CALENDAR_SOUND] = "believed",
		[CALENDAR_AHEAD] = "in doubt: more than 40 days ahead",
		[CALENDAR_BACK] = "in doubt: behind the last day known",
		[CALENDAR_STEPPED] = "in doubt: it was set while the kiosk ran",
	};
	struct calendar calendar;
	struct waiting waiting;
	enum err e = calendar_read(c->db, &calendar);

	if (e)
		return e;
	printf("clock: %s, %s\nlast day known: %s\n", calendar.clock, states[calendar.state],
		calendar.known);
	if (calendar.state == CALENDAR_SOUND)
		return OK;
	e = retention_waiting(c->arena, c->db, &c->settings, calendar.clock, &waiting);
	if (!e)
		print_waiting(&waiting);
	return e;
}

static int run_show(struct cmd *c, int argc, char **argv)
{
	int status;
	enum err e;

	if (!cmd_open_with(c, argc, argv, NULL, 0, 0, &status))
		return status;
	e = print(c);
	return e ? cmd_fail(c, e) : cmd_done(c);
}

int cmd_clock_show(int argc, char **argv)
{
	return cmd_run("clock show", show_usage, argc, argv, run_show);
}

static int run_confirm(struct cmd *c, int argc, char **argv)
{
	struct change change;
	int status;
	enum err e;

	if (!cmd_open_with(c, argc, argv, NULL, 0, 0, &status))
		return status;
	e = cmd_change(c, &change);
	if (!e)
		e = change_end(&change, calendar_confirm(&change));
	if (!e)
		e = print(c);
	return e ? cmd_fail(c, e) : cmd_done(c);
}

int cmd_clock_confirm(int argc, char **argv)
{
	return cmd_run("clock confirm", confirm_usage, argc, argv, run_confirm);
}
