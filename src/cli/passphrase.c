/* Passphrases (see passphrase.h). Never an option nor of the environment: others see those. */
#include "passphrase.h"

#include <errno.h>
#include <fcntl.h>
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

static enum err ask(int tty, const char *prompt, char out[PASSPHRASE_CHARS])
{
	struct termios shown, hidden;
	bool is_tty = tcgetattr(tty, &shown) == 0;
	enum err e;

	hidden = shown;
	if (is_tty) {
		hidden.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
		tcsetattr(tty, TCSAFLUSH, &hidden);
	}
	dprintf(tty, "%s: ", prompt);
	e = read_line(tty, out);
	if (is_tty)
		tcsetattr(tty, TCSAFLUSH, &shown);
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
