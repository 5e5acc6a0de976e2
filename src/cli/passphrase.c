/* Passphrases (see passphrase.h). Never an option nor of the environment: others see those. */
#include "passphrase.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/text.h"
#include "codec/digest.h"
#include "model/accounts.h"

/* A line without its end, byte by byte: what follows is somebody else's. */
static enum err read_line(int fd, char out[PASSPHRASE_CHARS])
{
	size_t len = 0;
	char c;
	ssize_t n;

	while ((n = read(fd, &c, 1)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_fail(ERR_SYSTEM, "cannot read the passphrase: %s", strerror(errno));
		if (c == '\n')
			break;
		if (!c || len == PASSPHRASE_CHARS - 1)
			return err_fail(ERR_INPUT, "the passphrase is too long, or no text");
		out[len++] = c;
	}
	if (len && out[len - 1] == '\r')
		len--;
	out[len] = '\0';
	if (!len)
		return err_fail(ERR_INPUT, "the passphrase is empty: type it, or give it as the first "
			"line of standard input");
	return OK;
}

/* ---- unseen ---- */

static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

#define ENDINGS (sizeof ending / sizeof *ending)

/* The terminal as it was, and what signals did: Ctrl-C must not leave a shell that shows
 * nothing. */
static struct {
	int tty;
	struct termios shown;
	struct sigaction before[ENDINGS];
} kept;

static void show_again(void)
{
	tcsetattr(kept.tty, TCSAFLUSH, &kept.shown);
	for (size_t i = 0; i < ENDINGS; i++)
		sigaction(ending[i], &kept.before[i], NULL);
}

static void end_shown(int signal_number)
{
	show_again();
	raise(signal_number);
}

/* False where it is no terminal. */
static bool hide(int tty)
{
	struct sigaction ends = {.sa_handler = end_shown};
	struct termios hidden;

	if (tcgetattr(tty, &kept.shown))
		return false;
	kept.tty = tty;
	for (size_t i = 0; i < ENDINGS; i++) {
		sigaction(ending[i], NULL, &kept.before[i]);
		if (kept.before[i].sa_handler != SIG_IGN)
			sigaction(ending[i], &ends, NULL);
	}
	hidden = kept.shown;
	hidden.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
	tcsetattr(tty, TCSAFLUSH, &hidden);
	return true;
}

static enum err ask(int tty, const char *prompt, char out[PASSPHRASE_CHARS])
{
	bool hidden = hide(tty);
	enum err e;

	dprintf(tty, "%s: ", prompt);
	e = read_line(tty, out);
	if (hidden)
		show_again();
	dprintf(tty, "\n");
	return e;
}

static enum err ask_again(int tty, const char *first)
{
	char again[PASSPHRASE_CHARS];
	enum err e = ask(tty, "The same again", again);

	if (!e && strcmp(again, first) != 0)
		e = err_fail(ERR_INPUT, "the two are not the same");
	sign_wipe(again, sizeof again);
	return e;
}

static enum err check_length(const char *text)
{
	size_t len = strlen(text);

	if (!utf8_valid(text, len) || utf8_count(text, len) < ACCOUNT_PASSWORD_MIN)
		return err_fail(ERR_INPUT, "the passphrase is too short: at least %d characters, and "
			"better several words", ACCOUNT_PASSWORD_MIN);
	return OK;
}

enum err passphrase_read(bool twice, bool taken, char out[PASSPHRASE_CHARS])
{
	int tty = -1;
	enum err e;

	if (taken || isatty(STDIN_FILENO)) {
		tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
		if (tty < 0)
			return err_fail(ERR_SYSTEM, "there is no terminal to ask for the passphrase at");
		e = ask(tty, twice ? "Passphrase to seal the keys by" : "Passphrase", out);
	} else {
		e = read_line(STDIN_FILENO, out);
	}
	if (!e && twice)
		e = check_length(out);
	if (!e && twice && tty >= 0)
		e = ask_again(tty, out);
	if (tty >= 0)
		close(tty);
	return e;
}
