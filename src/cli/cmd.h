/*
 * What the commands share: options, the data folder, the store, exit statuses.
 * Each command is a function in a file named after it; the table is in main.c.
 */
#ifndef CLI_CMD_H
#define CLI_CMD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "model/settings.h"

struct arena;
struct buf;
struct change;
struct csv_writer;
struct db;
struct store;

enum {
	STATUS_DONE = 0,
	STATUS_USAGE = 1,	/* the call is wrong */
	STATUS_INPUT = 2,	/* the input is bad, nothing changed */
	STATUS_SYSTEM = 3,	/* the store or the system failed */
};

/* A command's call. Zeroed but for the first three before cmd_options(). */
struct cmd {
	const char *name;		/* "round open", in front of messages */
	const char *usage;		/* printed by --help */
	struct arena *arena;		/* of the whole command */
	const char *data;		/* the data folder */
	const char **args;		/* what is no option */
	size_t arg_count;
	struct store *store;		/* from cmd_open() on, in role admin */
	struct db *db;			/* its reader */
	struct settings settings;
};

/* Texts given by an option that may be repeated. */
struct cmd_list {
	const char **items;
	size_t count;
};

/* An option: exactly one of the three says where it goes. */
struct cmd_option {
	const char *name;		/* without "--"; one letter: -o */
	bool *flag;			/* takes no value */
	const char **value;
	struct cmd_list *list;
};

/* Run a command: arena, `run`, end of the store and the arena. Exit status. */
int cmd_run(const char *name, const char *usage, int argc, char **argv,
	int (*run)(struct cmd *c, int argc, char **argv));

/* Read options (--data and --help besides the `count` given) and arguments, of
 * which there must be `least` to `most`. False: *status says how to end. */
bool cmd_options(struct cmd *c, int argc, char **argv, const struct cmd_option *options,
	size_t count, size_t least, size_t most, int *status);

/* Become the owner of the data folder, when root was asked to. */
enum err cmd_become_owner(struct cmd *c);
/* Run `fn` as the owner of the data folder: in a child, so that this process can
 * still use what only root may; or here, when nobody need be become. Its status. */
int cmd_as_owner(struct cmd *c, int (*fn)(struct cmd *c, void *ctx), void *ctx);
/* Become its owner, open the store, read the settings, set the clock's zone. */
enum err cmd_open(struct cmd *c);

/* From here to the end of the command nobody serves the folder. ERR_BUSY: a kiosk does. */
enum err cmd_alone(struct cmd *c);

/* Begin a change by the shell; see change_begin(). */
enum err cmd_change(struct cmd *c, struct change *out);

/* Begin a command that looks at nothing before the store: cmd_options() with `arguments`
 * arguments, then cmd_open(). False: *status says how to end. */
bool cmd_open_with(struct cmd *c, int argc, char **argv, const struct cmd_option *options,
	size_t count, size_t arguments, int *status);

/* The same for one that lists: its only option is --csv, it takes no argument. */
bool cmd_listing(struct cmd *c, int argc, char **argv, bool *csv, int *status);

/* Print the latest failure's detail to stderr; the exit status for `e`. */
int cmd_fail(const struct cmd *c, enum err e);
/* Print faults, "file:line: column: message", and return STATUS_INPUT. */
int cmd_faults(const struct cmd *c, const struct faults *faults);
/* Print warnings the same way, each after "warning: ". */
void cmd_warnings(const struct cmd *c, const struct faults *warnings);
/* A wrong call: message and usage to stderr; STATUS_USAGE. */
int cmd_usage(const struct cmd *c, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Flush what was printed. A full disk or a closed pipe is a failure. */
int cmd_done(const struct cmd *c);

/* A table as text in columns, or with `csv` as CSV; cells row by row, the first
 * row is the heading. Columns are as wide as their widest cell; `align` has a
 * character per column: 'l' or 'r', to the left or right. cmd_cells() makes room
 * for the heading, already in it, and `rows` more. */
const char **cmd_cells(const struct cmd *c, const char *const *heading, size_t columns,
	size_t rows);
void cmd_table(const struct cmd *c, bool csv, const char *align, const char *const *cells,
	size_t columns, size_t rows);

#endif
