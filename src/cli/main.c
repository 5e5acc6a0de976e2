/*
 * kiosk: the table of commands, and which of them was called.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/version.h"
#include "cmd.h"
#include "commands.h"
#include "compute.h"
#include "serve.h"
#include "store/store.h"

static const struct command {
	const char *name;	/* one word or two */
	int (*run)(int argc, char **argv);
	const char *help;
} commands[] = {
	{"serve", cmd_serve, "start nginx and the programs, and supervise them"},
	{"init", cmd_init, "make a new data folder, with the CRM audit open in it"},
	{"check", cmd_check, "look whether database, audit trail and forms are sound"},
	{"backup", cmd_backup, "copy the database into one file, while programs run"},
	{"restore", cmd_restore, "put a backup in the database's place"},
	{"keys export", cmd_keys_export, "the secret keys, sealed by a passphrase, into a file"},
	{"keys import", cmd_keys_import, "put them back from there"},
	{"keys renew", cmd_keys_renew, "make new ones for those that are lost for good"},
	{"clock show", cmd_clock_show, "by which day the kiosk goes, and what waits for the clock"},
	{"clock confirm", cmd_clock_confirm, "believe the machine's clock after a jump"},
	{"erase", cmd_erase, "erase answers: of a receipt, of a round, before a day"},
	{"stats", cmd_stats, "how much there is of what; no answers"},
	{"audit verify", cmd_audit_verify, "recompute the chain of the audit trail"},
	{"audit list", cmd_audit_list, "the audit trail"},
	{"form check", cmd_form_check, "list the faults of a form; needs no data folder"},
	{"form add", cmd_form_add, "bring a form in"},
	{"form list", cmd_form_list, "forms and their versions"},
	{"form diff", cmd_form_diff, "what changed between two versions of a form"},
	{"form correct", cmd_form_correct, "correct the wording of a form, also in open rounds"},
	{"form translations", cmd_form_translations, "how complete and reviewed each language is"},
	{"form translate", cmd_form_translate, "take a translation table over"},
	{"function add", cmd_function_add, "bring the list of functions in, or more of them"},
	{"department add", cmd_department_add, "bring departments in, or their headcounts"},
	{"prototype add", cmd_prototype_add, "bring versions of prototypes in, with their tasks"},
	{"prototype list", cmd_prototype_list, "prototypes and their versions"},
	{"prototype remove", cmd_prototype_remove, "take a version of a prototype away"},
	{"round open", cmd_round_open, "open a form to departments"},
	{"round codes", cmd_round_codes, "make one-time access codes for a round"},
	{"round close", cmd_round_close, "close a round: its last release is made"},
	{"round reopen", cmd_round_reopen, "take answers to a closed round again"},
	{"round final", cmd_round_final, "make a closed round final before its 30 days are over"},
	{"round list", cmd_round_list, "rounds, and until when they are open"},
	{"user add", cmd_user_add, "make an account with a one-time password"},
	{"user list", cmd_user_list, "accounts and what they may do"},
	{"user password", cmd_user_password, "a one-time password for who forgot theirs"},
	{"user disable", cmd_user_disable, "an account that may not sign in any more"},
	{"user enable", cmd_user_enable, "and one that may again"},
	{"setting list", cmd_setting_list, "settings, their values and defaults"},
	{"setting get", cmd_setting_get, "the value of a setting"},
	{"setting set", cmd_setting_set, "change a setting"},
	{"priorities", cmd_priorities, "the priority list of a round's last release"},
	{"compute", cmd_compute, "the method on plain tables, without a data folder"},
	{"export", cmd_export, "a round's data as a ZIP of CSV tables"},
	{"demo", cmd_demo, "fill the CRM audit with a synthetic company's answers"},
};

#define COMMANDS (sizeof commands / sizeof commands[0])

/* The second word of a command whose first is `family`; NULL: it is none of them. */
static const char *member_of(const struct command *c, const char *family)
{
	size_t len = strlen(family);

	return strncmp(c->name, family, len) == 0 && c->name[len] == ' ' ?
		c->name + len + 1 : NULL;
}

static void print_help(FILE *out, const char *family)
{
	fputs("usage: kiosk COMMAND [--data DIR] [OPTION]... [ARGUMENT]...\n\n", out);
	for (size_t i = 0; i < COMMANDS; i++)
		if (!family || member_of(&commands[i], family))
			fprintf(out, "  %-17s %s\n", commands[i].name, commands[i].help);
	fputs("\nkiosk COMMAND --help says more on each.\n"
		"\n"
		"--data DIR is the data folder; without it KIOSK_DATA or DATA of the environment,\n"
		"then the folder data of the build (build/data), or /var/lib/kiosk when installed.\n"
		"Started by root, a command acts as the owner of the data folder.\n"
		"\n"
		"Exit status: 0 done; 1 wrong usage; 2 the input is bad, nothing was changed;\n"
		"3 the store or the system failed. --version prints the version.\n", out);
}

/* Words of argv the command's name takes up; 0: another command. */
static int matches(const struct command *c, int argc, char **argv)
{
	const char *blank = strchr(c->name, ' ');
	size_t len = blank ? (size_t)(blank - c->name) : strlen(c->name);

	if (strlen(argv[1]) != len || strncmp(argv[1], c->name, len) != 0)
		return 0;
	if (!blank)
		return 1;
	return argc > 2 && strcmp(argv[2], blank + 1) == 0 ? 2 : 0;
}

/* Whether `word` begins commands of two words. */
static bool is_family(const char *word)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (member_of(&commands[i], word))
			return true;
	return false;
}

static bool is_help(const char *word)
{
	return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 ||
		strcmp(word, "help") == 0;
}

/* What there is to choose from, in one line. */
static void print_choice(const char *family)
{
	const char *member, *between = " ";

	fprintf(stderr, "usage: kiosk %s", family ? family : "COMMAND [--data DIR] [OPTION]... "
		"[ARGUMENT]...; kiosk --help lists the commands");
	for (size_t i = 0; family && i < COMMANDS; i++)
		if ((member = member_of(&commands[i], family))) {
			fprintf(stderr, "%s%s", between, member);
			between = "|";
		}
	fputc('\n', stderr);
}

static int wrong(int argc, char **argv)
{
	const char *family = argc > 1 && is_family(argv[1]) ? argv[1] : NULL;

	if (argc < 2)
		fputs("kiosk: which command?\n", stderr);
	else if (family && argc < 3)
		fprintf(stderr, "kiosk %s: which command?\n", family);
	else
		fprintf(stderr, "kiosk: there is no command %s%s%s\n", argv[1],
			family ? " " : "", family ? argv[2] : "");
	print_choice(family);
	return STATUS_USAGE;
}

/* A descriptor 0 to 2 that is closed would go to the next file opened, and what is
 * printed would go into that. Opened the wrong way round, so that using it fails. */
static void fill_standard(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			open("/dev/null", fd ? O_RDONLY : O_WRONLY);
}

static int print_version(void)
{
	printf("kiosk " KIOSK_VERSION "\ndatabase version %d\n", store_schema_version());
	return fflush(stdout) || ferror(stdout) ? STATUS_SYSTEM : STATUS_DONE;
}

int main(int argc, char **argv)
{
	log_name("kiosk");
	umask(0077);
	fill_standard();
	if (argc == 2 && strcmp(argv[1], "--version") == 0)
		return print_version();
	if (argc > 1 && is_help(argv[1])) {
		print_help(stdout, NULL);
		return STATUS_DONE;
	}
	if (argc > 2 && is_family(argv[1]) && is_help(argv[2])) {
		print_help(stdout, argv[1]);
		return STATUS_DONE;
	}
	for (size_t i = 0; argc > 1 && i < COMMANDS; i++) {
		int words = matches(&commands[i], argc, argv);

		if (words)
			return commands[i].run(argc - words, argv + words);
	}
	return wrong(argc, argv);
}
