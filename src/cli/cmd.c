/*
 * What the commands share. Knows options, folders and statuses; no command.
 */
#include "cmd.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "codec/csv.h"
#include "codec/digest.h"
#include "privilege.h"
#include "model/change.h"
#include "model/trail.h"
#include "model/upgrade.h"
#include "store/store.h"

#define OPTIONS_MAX 16
#define OUTPUT_MAX ((size_t)64 << 20)
#define INSTALLED_DATA "/var/lib/kiosk"

/* getopt_long's number of the first long option. */
#define FIRST 256

int cmd_run(const char *name, const char *usage, int argc, char **argv,
	int (*run)(struct cmd *c, int argc, char **argv))
{
	struct cmd c = {.name = name, .usage = usage, .arena = arena_new()};
	int status = run(&c, argc, argv);

	store_close(c.store);
	arena_free(c.arena);
	return status;
}

/* The usage's first paragraph, in one line. */
static void print_synopsis(const char *usage)
{
	const char *end = strstr(usage, "\n\n");
	struct str rest = {usage, end ? (size_t)(end - usage) : strlen(usage)};

	while (rest.len) {
		struct str line = str_trim(str_cut(rest, '\n', &rest));

		fprintf(stderr, "%.*s%c", (int)line.len, line.p, rest.len ? ' ' : '\n');
	}
}

int cmd_usage(const struct cmd *c, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "kiosk %s: ", c->name);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	print_synopsis(c->usage);
	return STATUS_USAGE;
}

/* The folder `data` beside the programs of a build; installed: the service's. */
static const char *default_data(struct arena *a)
{
	char exe[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);

	if (n <= 0)
		return INSTALLED_DATA;
	exe[n] = '\0';
	for (int i = 0; i < 2; i++) {
		char *slash = strrchr(exe, '/');

		if (slash)
			*slash = '\0';
	}
	return file_is_dir(path_join(a, exe, "cgi-bin")) ? path_join(a, exe, "data") :
		INSTALLED_DATA;
}

static const char *choose_data(struct arena *a, const char *option)
{
	static const char *const names[] = {"KIOSK_DATA", "DATA"};

	if (option)
		return option;
	for (size_t i = 0; i < 2; i++) {
		const char *value = getenv(names[i]);

		if (value && *value)
			return value;
	}
	return default_data(a);
}

/* What the usage calls the argument `index`: of the words in its first line the
 * index-th that is no option, no option's value and in no brackets. */
static const char *argument_name(struct cmd *c, size_t index)
{
	struct str rest, line = str_cut(str_of(c->usage + strlen("usage: kiosk ")
		+ strlen(c->name)), '\n', &rest);
	bool bracket = false, value = false;

	while (line.len) {
		struct str word = str_cut(line, ' ', &line);

		bracket = bracket || (word.len && *word.p == '[');
		if (word.len && !bracket && !value && *word.p != '-' && index-- == 0)
			return arena_strndup(c->arena, word.p, strcspn(word.p, ". \n"));
		value = word.len && *word.p == '-';
		bracket = bracket && !memchr(word.p, ']', word.len);
	}
	return "an argument";
}

static void list_add(struct arena *a, struct cmd_list *l, const char *value)
{
	l->items = arena_grow(a, l->items, l->count + 1, sizeof *l->items);
	l->items[l->count++] = value;
}

static void take_option(struct arena *a, const struct cmd_option *o, const char *value)
{
	if (o->flag)
		*o->flag = true;
	else if (o->value)
		*o->value = value;
	else
		list_add(a, o->list, value);
}

/* getopt's tables; letters take a value or none as their option does. */
static void make_tables(const struct cmd_option *options, size_t count,
	struct option *longs, char *letters)
{
	size_t n = 0;

	*letters++ = ':';
	for (size_t i = 0; i < count; i++) {
		bool value = !options[i].flag;

		if (options[i].name[1]) {
			longs[n++] = (struct option){options[i].name,
				value ? required_argument : no_argument, NULL, FIRST + (int)i};
			continue;
		}
		*letters++ = options[i].name[0];
		if (value)
			*letters++ = ':';
	}
	longs[n] = (struct option){NULL, 0, NULL, 0};
	*letters = '\0';
}

static const struct cmd_option *option_of(const struct cmd_option *options, size_t count,
	int c)
{
	if (c >= FIRST)
		return &options[c - FIRST];
	for (size_t i = 0; i < count; i++)
		if (!options[i].name[1] && options[i].name[0] == c)
			return &options[i];
	return NULL;
}

bool cmd_options(struct cmd *c, int argc, char **argv, const struct cmd_option *options,
	size_t count, size_t least, size_t most, int *status)
{
	struct cmd_option all[OPTIONS_MAX];
	struct option longs[OPTIONS_MAX + 1];
	char letters[2 * OPTIONS_MAX + 2];
	const char *data = NULL;
	unsigned char seen[OPTIONS_MAX] = {0};
	bool help = false;
	int got;

	for (size_t i = 0; i < count; i++)
		all[i] = options[i];
	all[count] = (struct cmd_option){.name = "data", .value = &data};
	all[count + 1] = (struct cmd_option){.name = "help", .flag = &help};
	make_tables(all, count + 2, longs, letters);
	*status = STATUS_DONE;
	opterr = 0;
	optind = 0;
	while ((got = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
		const struct cmd_option *o = option_of(all, count + 2, got);

		if (!o)
			*status = cmd_usage(c, got == ':' ? "%s needs a value" :
				"%s is not an option of this command", argv[optind - 1]);
		else if (!o->list && seen[o - all]++)
			*status = cmd_usage(c, "%s%s is there twice: say it once",
				o->name[1] ? "--" : "-", o->name);
		if (*status)
			return false;
		take_option(c->arena, o, optarg);
	}
	if (help) {
		fputs(c->usage, stdout);
		*status = cmd_done(c);
		return false;
	}
	c->args = arena_array(c->arena, (size_t)argc + 1, sizeof *c->args);
	while (optind < argc)
		c->args[c->arg_count++] = argv[optind++];
	if (c->arg_count < least || c->arg_count > most) {
		*status = c->arg_count < least ?
			cmd_usage(c, "%s is missing", argument_name(c, c->arg_count)) :
			cmd_usage(c, "%s is one argument too many", c->args[most]);
		return false;
	}
	if (data && !*data) {
		*status = cmd_usage(c, "--data needs a folder");
		return false;
	}
	c->data = choose_data(c->arena, data);
	return true;
}

enum err cmd_become_owner(struct cmd *c)
{
	return privilege_as_owner(c->arena, c->data);
}

/* No database is a matter of the folder, not of what was typed. */
static enum err no_kiosk(const struct cmd *c)
{
	return err_fail(ERR_SYSTEM, "there is no kiosk in %s: name its folder with --data, or "
		"make one with `kiosk init`", c->data);
}

static int run_as_owner(struct cmd *c, int (*fn)(struct cmd *c, void *ctx), void *ctx)
{
	enum err e = cmd_become_owner(c);
	int status = e ? cmd_fail(c, e) : fn(c, ctx);

	fflush(stdout);
	store_close(c->store);
	return status;
}

int cmd_as_owner(struct cmd *c, int (*fn)(struct cmd *c, void *ctx), void *ctx)
{
	struct stat st;
	int status;
	pid_t pid;

	if (stat(c->data, &st))
		return cmd_fail(c, errno == ENOENT ? no_kiosk(c) : err_fail(ERR_SYSTEM,
			"cannot use %s: %s", c->data, strerror(errno)));
	if (geteuid() != 0 || st.st_uid == 0)
		return fn(c, ctx);
	fflush(stdout);
	pid = fork();
	if (pid < 0)
		return cmd_fail(c, err_fail(ERR_SYSTEM, "cannot start a process"));
	if (pid == 0)
		_exit(run_as_owner(c, fn, ctx));
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return STATUS_SYSTEM;
	return WIFEXITED(status) ? WEXITSTATUS(status) : cmd_fail(c, err_fail(ERR_SYSTEM,
		"ended by signal %d", WTERMSIG(status)));
}

enum err cmd_open(struct cmd *c)
{
	enum err e = cmd_become_owner(c);

	digest_init();
	if (!e)
		e = store_open(c->data, STORE_ADMIN, kiosk_upgrades, &c->store);
	if (e == ERR_NOT_FOUND)
		return no_kiosk(c);
	if (!e)
		e = store_reader(c->store, &c->db);
	if (!e)
		e = settings_load(c->arena, c->db, &c->settings);
	if (!e)
		clock_set_zone(c->settings.timezone);
	return e;
}

enum err cmd_change(struct cmd *c, struct change *out)
{
	return change_begin(out, c->arena, c->store, NULL, TRAIL_SHELL);
}

/* The supervisor holds this lock. */
enum err cmd_alone(struct cmd *c)
{
	const char *path = path_join(c->arena, c->data, "run/lock");
	int fd = open(path, O_RDWR | O_CLOEXEC);

	if (fd < 0)
		return errno == ENOENT ? OK : err_fail(ERR_SYSTEM, "cannot tell whether a kiosk "
			"serves %s: %s", c->data, strerror(errno));
	if (flock(fd, LOCK_EX | LOCK_NB))
		return err_fail(ERR_BUSY, "a kiosk serves %s: stop it first", c->data);
	return OK;
}

bool cmd_open_with(struct cmd *c, int argc, char **argv, const struct cmd_option *options,
	size_t count, size_t arguments, int *status)
{
	enum err e;

	if (!cmd_options(c, argc, argv, options, count, arguments, arguments, status))
		return false;
	e = cmd_open(c);
	if (e)
		*status = cmd_fail(c, e);
	return !e;
}

bool cmd_listing(struct cmd *c, int argc, char **argv, bool *csv, int *status)
{
	const struct cmd_option options[] = {{.name = "csv", .flag = csv}};

	return cmd_open_with(c, argc, argv, options, 1, 0, status);
}

const char **cmd_cells(const struct cmd *c, const char *const *heading, size_t columns,
	size_t rows)
{
	const char **cells = arena_array(c->arena, columns * (rows + 1), sizeof *cells);

	memcpy(cells, heading, columns * sizeof *cells);
	return cells;
}

int cmd_fail(const struct cmd *c, enum err e)
{
	fprintf(stderr, "kiosk %s: %s\n", c->name, err_detail());
	switch (e) {
	case OK:
		return STATUS_DONE;
	case ERR_USAGE:
		return STATUS_USAGE;
	case ERR_INPUT:
	case ERR_TOO_LARGE:
	case ERR_NOT_FOUND:
	case ERR_GONE:
	case ERR_CONFLICT:
		return STATUS_INPUT;
	case ERR_DENIED:
	case ERR_BUSY:
	case ERR_STORE:
	case ERR_SYSTEM:
		break;
	}
	return STATUS_SYSTEM;
}

int cmd_faults(const struct cmd *c, const struct faults *faults)
{
	struct buf *text = buf_new(c->arena, OUTPUT_MAX);

	faults_print(faults, text);
	fputs(text->data, stderr);
	return STATUS_INPUT;
}

void cmd_warnings(const struct cmd *c, const struct faults *warnings)
{
	struct buf *text = buf_new(c->arena, OUTPUT_MAX);
	struct str rest;

	faults_print(warnings, text);
	rest = (struct str){text->data, text->len};
	while (rest.len) {
		struct str line = str_cut(rest, '\n', &rest);

		fprintf(stderr, "warning: %.*s\n", (int)line.len, line.p);
	}
}

int cmd_done(const struct cmd *c)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return STATUS_DONE;
	fprintf(stderr, "kiosk %s: cannot write to standard output\n", c->name);
	return STATUS_SYSTEM;
}

static void print_csv(const struct cmd *c, const char *const *cells, size_t columns,
	size_t rows)
{
	struct csv_writer w = {.out = buf_new(c->arena, OUTPUT_MAX)};

	for (size_t i = 0; i < columns * rows; i++) {
		csv_put(&w, cells[i]);
		if (i % columns == columns - 1)
			csv_end_row(&w);
	}
	fwrite(w.out->data, 1, w.out->len, stdout);
}

/* Control characters of a cell would break the table, or the terminal. */
static void print_cell(const char *text, size_t pad, bool right)
{
	if (right)
		printf("%*s", (int)pad, "");
	for (; *text; text++)
		putchar((unsigned char)*text < ' ' || *text == 0x7F ? '?' : *text);
	if (!right)
		printf("%*s", (int)pad, "");
}

void cmd_table(const struct cmd *c, bool csv, const char *align, const char *const *cells,
	size_t columns, size_t rows)
{
	size_t *width = arena_array(c->arena, columns, sizeof *width);

	if (csv) {
		print_csv(c, cells, columns, rows);
		return;
	}
	for (size_t i = 0; i < columns * rows; i++) {
		size_t chars = utf8_count(cells[i], strlen(cells[i]));

		if (chars > width[i % columns])
			width[i % columns] = chars;
	}
	for (size_t i = 0; i < columns * rows; i++) {
		size_t at = i % columns;
		bool last = at == columns - 1, right = align[at] == 'r';
		size_t pad = width[at] - utf8_count(cells[i], strlen(cells[i]));

		print_cell(cells[i], last && !right ? 0 : pad, right);
		fputs(last ? "\n" : "  ", stdout);
	}
}
