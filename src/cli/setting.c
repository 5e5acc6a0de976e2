/*
 * kiosk setting: what an administrator may set, from a shell.
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "cmd.h"
#include "commands.h"
#include "model/change.h"
#include "model/settings.h"

static const char list_usage[] =
	"usage: kiosk setting list [--csv] [--data DIR]\n"
	"\n"
	"All settings, with their values and what they are while nobody sets them.\n";

static const char get_usage[] =
	"usage: kiosk setting get KEY [--data DIR]\n"
	"\n"
	"Prints the value of one setting, alone.\n";

static const char set_usage[] =
	"usage: kiosk setting set KEY VALUE [--data DIR]\n"
	"\n"
	"Sets one, as the page Settings does: what is not allowed is refused with a sentence\n"
	"that says what is. A list is one argument, separated by spaces. Programs that run take it\n"
	"over with the next request; host names that are answered with the next start.\n";

static int run_list(struct cmd *c, int argc, char **argv)
{
	static const char *const heading[] = {"key", "value", "default"};
	bool csv = false;
	const char **cells;
	size_t n = 0;
	int status;

	if (!cmd_listing(c, argc, argv, &csv, &status))
		return status;
	while (setting_key(n))
		n++;
	cells = cmd_cells(c, heading, 3, n);
	for (size_t i = 0; i < n; i++) {
		const char *key = setting_key(i);
		const char *const row[] = {key, setting_text(c->arena, &c->settings, key),
			setting_default(key)};

		memcpy(&cells[3 * (i + 1)], row, sizeof row);
	}
	cmd_table(c, csv, "lll", cells, 3, n + 1);
	return cmd_done(c);
}

int cmd_setting_list(int argc, char **argv)
{
	return cmd_run("setting list", list_usage, argc, argv, run_list);
}

static enum err unknown(const char *key)
{
	return err_fail(ERR_NOT_FOUND, "there is no setting %s: kiosk setting list names them",
		key);
}

static int run_get(struct cmd *c, int argc, char **argv)
{
	const char *value;
	int status;

	if (!cmd_open_with(c, argc, argv, NULL, 0, 1, &status))
		return status;
	value = setting_text(c->arena, &c->settings, c->args[0]);
	if (!value)
		return cmd_fail(c, unknown(c->args[0]));
	puts(value);
	return cmd_done(c);
}

int cmd_setting_get(int argc, char **argv)
{
	return cmd_run("setting get", get_usage, argc, argv, run_get);
}

static int run_set(struct cmd *c, int argc, char **argv)
{
	struct setting_value sent;
	const char *bad = NULL;
	struct change change;
	int status;
	enum err e;

	if (!cmd_open_with(c, argc, argv, NULL, 0, 2, &status))
		return status;
	sent = (struct setting_value){c->args[0], c->args[1]};
	e = setting_default(sent.key) ? cmd_change(c, &change) : unknown(sent.key);
	if (!e)
		e = change_end(&change, settings_change(&change, &sent, 1, &bad));
	return e ? cmd_fail(c, e) : cmd_done(c);
}

int cmd_setting_set(int argc, char **argv)
{
	return cmd_run("setting set", set_usage, argc, argv, run_set);
}
