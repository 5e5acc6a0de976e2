/* The filter of the log (see base/log_filter.h). */
#include "base/log_filter.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"

#define MESSAGE_BYTES 240

/* nginx's words for what it was doing (its own constants, "while …"). */
static const char *const doings[] = {
	"accepting new connection", "connecting to upstream", "logging request",
	"reading client request", "reading response header from upstream",
	"reading upstream", "sending request to upstream", "sending response to client",
	"sending to client", "SSL handshaking", "waiting for request", "keepalive",
	"closing request", "logging to syslog",
};

static enum log_level level_of(const char *name)
{
	static const struct {
		const char *name;
		enum log_level level;
	} known[] = {
		/* Level 0 is shouted at every terminal of the machine. */
		{"emerg]", LOG_LEVEL_ALERT}, {"alert]", LOG_LEVEL_ALERT},
		{"crit]", LOG_LEVEL_CRIT}, {"error]", LOG_LEVEL_ERROR},
		{"warn]", LOG_LEVEL_WARN}, {"notice]", LOG_LEVEL_NOTE},
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (text_starts(name, known[i].name))
			return known[i].level;
	return LOG_LEVEL_INFO;
}

static const char *skip(const char *p, const char *shape)
{
	for (; *shape; shape++, p++)
		if (*shape == '9' ? !isdigit((unsigned char)*p) : *p != *shape)
			return NULL;
	return p;
}

static const char *digits(const char *p)
{
	if (!p || !isdigit((unsigned char)*p))
		return NULL;
	while (isdigit((unsigned char)*p))
		p++;
	return p;
}

/* Behind "2026/11/28 21:00:00 [crit] 12#12: " or "nginx: [crit] ": the message, or NULL. */
static const char *behind_head(const char *line, enum log_level *level)
{
	const char *p = skip(line, "nginx: [");
	bool short_head = p != NULL;

	if (!p)
		p = skip(line, "9999/99/99 99:99:99 [");
	if (!p)
		return NULL;
	*level = level_of(p);
	while (islower((unsigned char)*p))
		p++;
	p = skip(p, "] ");
	if (p && !short_head)
		p = (p = digits(p)) && (p = skip(p, "#")) && (p = digits(p)) ? skip(p, ": ") : NULL;
	return p;
}

/* Words as nginx has them; numbers that stand alone may be lengths, and do not stay. */
static void add_words(struct buf *out, const char *from, size_t len)
{
	bool alone = true;

	for (size_t i = 0; i < len && i < MESSAGE_BYTES; i++) {
		char c = from[i];

		if (isdigit((unsigned char)c) && alone) {
			if (out->data[out->len - 1] != '#')
				buf_putc(out, '#');
			continue;
		}
		alone = !isalnum((unsigned char)c) && !strchr("/:_-.", c);
		buf_putc(out, c);
	}
}

/* Length of `"DATA/run/access.log"`, where the text begins with such a name of ours. */
static size_t own_name(const char *text, const char *own)
{
	size_t len = strlen(own), at = 1 + len;

	if (*text != '"' || strncmp(text + 1, own, len) != 0 || text[at] != '/')
		return 0;
	while (isalnum((unsigned char)text[at]) || text[at] == '/' || text[at] == '.'
		|| text[at] == '_')
		at++;
	return text[at] == '"' ? at + 1 : 0;
}

/* "(28: No space left on device)" by its number, in words that are the system's. */
static void add_error(struct buf *out, const char *message)
{
	const char *at = strstr(message, " failed (");
	long number = at ? strtol(at + strlen(" failed ("), NULL, 10) : 0;

	if (number > 0 && number < 1000)
		buf_printf(out, "%s (%ld: %s)", text_ends(out->data, "failed") ? "" : " failed",
			number, strerror((int)number));
}

static void add_doing(struct buf *out, const char *message)
{
	char words[60];

	for (size_t i = 0; i < sizeof doings / sizeof *doings; i++) {
		snprintf(words, sizeof words, " while %s", doings[i]);
		if (strstr(message, words)) {
			buf_puts(out, words);
			return;
		}
	}
}

/* Of a message that may be about a request: what stands before the first name in it,
 * the error by its number, and what was being done. */
static void reduce(struct buf *out, const char *message, const char *own)
{
	size_t len = strcspn(message, "\",("), name;

	/* "open() " goes on behind its brackets. */
	while (message[len] == '(' && message[len + 1] == ')')
		len += 2 + strcspn(message + len + 2, "\",(");
	name = own_name(message + len, own);
	while (len && message[len - 1] == ' ')
		len--;
	add_words(out, message, len);
	if (name)
		buf_printf(out, " %.*s", (int)name, strchr(message, '"'));
	add_error(out, message);
	add_doing(out, message);
}

bool log_filter_nginx(const char *line, const char *own, bool starting, struct buf *out,
	enum log_level *level)
{
	const char *message = behind_head(line, level);
	bool of_request = message && *message == '*';

	if (of_request && (message = digits(message + 1)))
		message = skip(message, " ");
	if (!message)
		return false;
	buf_puts(out, "nginx: ");
	if (starting && !of_request)
		buf_puts(out, message);
	else
		reduce(out, message, own);
	return true;
}

void log_filter_program(const char *line, const char *name, struct buf *out,
	enum log_level *level)
{
	bool marked = line[0] == '<' && line[1] > '0' && line[1] <= '7' && line[2] == '>';

	*level = marked ? (enum log_level)(line[1] - '0') : LOG_LEVEL_ERROR;
	if (marked)
		buf_puts(out, line + 3);
	else
		buf_printf(out, "%s: %s", name, line);
}
