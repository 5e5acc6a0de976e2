/*
 * kiosk erase: answers that somebody wants gone.
 */
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"
#include "cmd.h"
#include "commands.h"
#include "model/change.h"
#include "model/erase.h"
#include "model/receipts.h"
#include "store/store.h"

#define READERS_TRIES 150	/* of 0.2 s each */

static const char usage[] =
	"usage: kiosk erase --receipt CODE | --round ROUND | --before DATE [--data DIR]\n"
	"\n"
	"Erases answers: those of a receipt, all of a round, or all that arrived before a\n"
	"day. They cannot be brought back or sent again, and the lists of their rounds are\n"
	"computed without them. Returns when no byte of them is left in the data folder:\n"
	"copies made by migrations and restores (before-*.db) hold answers as well and are\n"
	"removed. Backups and bundles elsewhere are yours to remove. A text that was\n"
	"released is apart from its answers: take it back on the page of texts.\n";

static enum err remove_copies(struct cmd *c)
{
	DIR *dir = opendir(c->data);
	struct dirent *entry;
	enum err e = OK;

	if (!dir)
		return file_fail("read", c->data);
	while (!e && (entry = readdir(dir))) {
		const char *path = path_join(c->arena, c->data, entry->d_name);

		if (strncmp(entry->d_name, "before-", 7) != 0)
			continue;
		if (unlink(path))
			e = file_fail("remove", path);
		else
			fprintf(stderr, "removed %s, which held them as well\n", path);
	}
	closedir(dir);
	return e;
}

/* Until nobody reads what was there before. */
static enum err empty_wal(struct cmd *c)
{
	enum err e = store_empty_wal(c->store);

	for (int i = 0; e == ERR_BUSY && i < READERS_TRIES; i++)
		e = store_empty_wal(c->store);
	return e == ERR_BUSY ? err_fail(ERR_STORE, "erased, but somebody still reads as it was before: "
		"its bytes stay in kiosk.db-wal until they are done; say `kiosk erase` again then") : e;
}

static int run(struct cmd *c, int argc, char **argv)
{
	const char *receipt = NULL, *round = NULL, *before = NULL;
	const struct cmd_option options[] = {
		{.name = "receipt", .value = &receipt},
		{.name = "round", .value = &round},
		{.name = "before", .value = &before},
	};
	struct change change;
	int64_t count = 0;
	int status;
	enum err e;

	if (!cmd_options(c, argc, argv, options, 3, 0, 0, &status))
		return status;
	if (!!receipt + !!round + !!before != 1)
		return cmd_usage(c, "say one of --receipt, --round, --before");
	if (before && !text_is_date(before))
		return cmd_usage(c, "--before is a day, YYYY-MM-DD");
	e = cmd_open(c);
	if (!e)
		e = cmd_change(c, &change);
	if (!e)
		e = change_end(&change, receipt ? erase_receipt(&change, receipt_plain(c->arena, receipt), &count) :
			round ? erase_round(&change, round, &count) :
			erase_before(&change, before, &count));
	if (!e)
		e = empty_wal(c);
	if (!e)
		e = remove_copies(c);
	if (e)
		return cmd_fail(c, e);
	printf("%lld answers erased\n", (long long)count);
	return cmd_done(c);
}

int cmd_erase(int argc, char **argv)
{
	return cmd_run("erase", usage, argc, argv, run);
}
