/* The table of settings, and reading and writing them (see model/settings.h). */
#include "model/settings.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/colour.h"
#include "base/file.h"
#include "base/text.h"
#include "model/backups.h"
#include "model/change.h"
#include "model/trail.h"
#include "store/stmt.h"

#define ZONES "/usr/share/zoneinfo/"
#define LIST_MAX 20

enum kind { TEXT, NUMBER, COLOUR, SWITCH, ZONE, HOSTS, LANGUAGES };

enum { COMPANY, ACCENT, LOGO, CONFIRMED, TIMEZONE, MIN_CELL, HOST_NAMES, LANGS, CONTACT,
	ANALYST, MOVES_ON, RETENTION, QUARANTINE, BACKUPS, SETTING_COUNT };

static const struct definition {
	const char *key, *fallback;	/* NULL: the machine's zone */
	enum kind kind;
	int64_t least, most;		/* TEXT: characters; NUMBER: the value */
} table[SETTING_COUNT] = {
	[COMPANY] = {"company_name", "", TEXT, 0, 120},
	[ACCENT] = {"accent", "", COLOUR, 0, 7},
	[LOGO] = {"logo", "", TEXT, 0, 16},
	[CONFIRMED] = {"confirmed", "0", SWITCH, 0, 1},
	[TIMEZONE] = {"timezone", NULL, ZONE, 1, 100},
	[MIN_CELL] = {"min_cell", "5", NUMBER, MIN_CELL_LEAST, 1000},
	[HOST_NAMES] = {"hosts", "", HOSTS, 0, LIST_MAX},
	[LANGS] = {"languages", "en sk pl it es ca", LANGUAGES, 1, LIST_MAX},
	[CONTACT] = {"contact", "", TEXT, 0, 300},
	[ANALYST] = {"analyst", "", TEXT, 0, 120},
	[MOVES_ON] = {"moves_on", "0", SWITCH, 0, 1},
	[RETENTION] = {"retention_days", "0", NUMBER, 0, 36500},
	[QUARANTINE] = {"quarantine_days", "30", NUMBER, 1, 3650},
	[BACKUPS] = {"backup_folder", "", TEXT, 0, 200},
};

const char *setting_key(size_t i)
{
	return i < SETTING_COUNT ? table[i].key : NULL;
}

static const struct definition *find(const char *key)
{
	for (size_t i = 0; i < SETTING_COUNT; i++)
		if (strcmp(table[i].key, key) == 0)
			return &table[i];
	return NULL;
}

/* Looked up once: many threads load settings. */
static char machine_zone[256];

static void find_machine_zone(void)
{
	snprintf(machine_zone, sizeof machine_zone, "%s", clock_machine_zone());
}

static const char *fallback(const struct definition *d)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	if (d->fallback)
		return d->fallback;
	pthread_once(&once, find_machine_zone);
	return machine_zone;
}

const char *setting_default(const char *key)
{
	const struct definition *d = find(key);

	return d ? fallback(d) : NULL;
}

/* ---- what is allowed ---- */

static enum err check_text(const struct definition *d, const char *value)
{
	for (const char *c = value; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7F)
			return err_text(err_fail(ERR_INPUT, "%s is one line of text without "
				"control characters.", d->key), "settings.bad_text", NULL);
	if (utf8_count(value, strlen(value)) > (size_t)d->most)
		return err_text(err_fail(ERR_INPUT, "%s is too long: at most %d characters.",
			d->key, (int)d->most), "settings.too_long", NULL);
	return OK;
}

static enum err check_number(const struct definition *d, const char *value)
{
	int64_t v;
	char least[24], most[24];

	if (parse_i64(value, &v) && v >= d->least && v <= d->most)
		return OK;
	snprintf(least, sizeof least, "%lld", (long long)d->least);
	snprintf(most, sizeof most, "%lld", (long long)d->most);
	return err_text(err_fail(ERR_INPUT, "%s is a whole number from %s to %s.", d->key, least,
		most), "settings.bad_number", "min", least, "max", most, NULL);
}

static enum err check_zone(const char *value)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789_+-/";
	char path[200];
	size_t len = strlen(value);

	snprintf(path, sizeof path, ZONES "%s", value);
	if (len && len <= 100 && *value != '/' && strspn(value, allowed) == len &&
		(strcmp(value, "UTC") == 0 || (file_exists(path) && !file_is_dir(path))))
		return OK;
	return err_text(err_fail(ERR_INPUT, "timezone is the IANA name of a time zone, such as"
		" Europe/Bratislava."), "settings.bad_zone", NULL);
}

static enum err check_colour(const char *value)
{
	if (!*value || (strlen(value) == 7 && value[0] == '#' &&
		strspn(value + 1, "0123456789abcdefABCDEF") == 6))
		return OK;
	return err_text(err_fail(ERR_INPUT, "accent is a colour such as #0a5c59, or nothing."),
		"settings.bad_colour", NULL);
}

static bool is_host(struct str s)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"0123456789.-";
	bool bracketed = s.len > 2 && s.p[0] == '[' && s.p[s.len - 1] == ']';
	const char *set = bracketed ? "0123456789abcdefABCDEF:." : allowed;

	if (bracketed)
		s = (struct str){s.p + 1, s.len - 2};
	if (!s.len || s.len > 253)
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (!strchr(set, s.p[i]))
			return false;
	return true;
}

/* A code as in label::Name (code): sk, pt-BR. */
static bool is_language(struct str s)
{
	size_t i = 0;

	while (i < s.len && s.p[i] >= 'a' && s.p[i] <= 'z')
		i++;
	if (i < 2 || i > 3)
		return false;
	if (i == s.len)
		return true;
	if (s.p[i++] != '-' || s.len - i < 2 || s.len - i > 8)
		return false;
	for (; i < s.len; i++) {
		char c = s.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')))
			return false;
	}
	return true;
}

/* The next word of a list parted by blanks or commas; empty at the end. */
static struct str next_word(const char **at)
{
	*at += strspn(*at, " ,\t\r\n");

	struct str word = {*at, strcspn(*at, " ,\t\r\n")};

	*at += word.len;
	return word;
}

static enum err check_list(const struct definition *d, const char *value)
{
	bool hosts = d->kind == HOSTS;
	struct str word;
	char shown[64];
	int n = 0;

	for (const char *at = value; (word = next_word(&at)).len; n++) {
		if (hosts ? is_host(word) : is_language(word))
			continue;
		snprintf(shown, sizeof shown, "%.*s", word.len > 60 ? 60 : (int)word.len, word.p);
		return err_text(err_fail(ERR_INPUT, "%s: “%s” is not a %s.", d->key, shown,
			hosts ? "host name (kiosk.example, without http:// and port)"
			: "language code (en, sk, pt-BR)"), hosts ? "settings.bad_host" :
			"settings.bad_language", "value", shown, NULL);
	}
	if (n < d->least || n > d->most)
		return err_text(err_fail(ERR_INPUT, "%s: name %d to %d of them, separated by spaces.",
			d->key, (int)d->least, (int)d->most), "settings.bad_list", NULL);
	return OK;
}

static enum err check(const struct definition *d, const char *value)
{
	if (!utf8_valid(value, strlen(value)))
		return err_fail(ERR_INPUT, "%s is not UTF-8 text.", d->key);
	switch (d->kind) {
	case TEXT:
		return check_text(d, value);
	case NUMBER:
		return check_number(d, value);
	case SWITCH:
		return strcmp(value, "0") == 0 || strcmp(value, "1") == 0 ? OK
			: err_fail(ERR_INPUT, "%s is 0 or 1.", d->key);
	case ZONE:
		return check_zone(value);
	case COLOUR:
		return check_colour(value);
	case HOSTS:
	case LANGUAGES:
		return check_list(d, value);
	}
	return err_fail(ERR_SYSTEM, "%s has no kind", d->key);
}

enum err setting_put(struct change *c, const char *key, const char *value)
{
	const struct definition *d = find(key);

	if (!d)
		return err_fail(ERR_NOT_FOUND, "there is no such setting");

	enum err e = check(d, value);

	if (e)
		return e;

	struct stmt *s = db_stmt(c->db, STMT_SETTING_PUT);

	stmt_text(s, ":key", key);
	stmt_text(s, ":value", value);
	return stmt_run(s);
}

/* ---- reading ---- */

static const char **split(struct arena *a, const char *value, size_t *count)
{
	const char **list = arena_array(a, LIST_MAX, sizeof *list);
	struct str word;
	size_t n = 0;

	for (const char *at = value; n < LIST_MAX && (word = next_word(&at)).len; n++)
		list[n] = arena_strndup(a, word.p, word.len);
	*count = n;
	return list;
}

/* Values that passed check_number(). */
static int number(const char *value)
{
	int64_t v = 0;

	parse_i64(value, &v);
	return (int)v;
}

enum err settings_load(struct arena *a, struct db *db, struct settings *out)
{
	const char *values[SETTING_COUNT];
	struct stmt *s = db_stmt(db, STMT_SETTING_LIST);
	enum err e;

	for (size_t i = 0; i < SETTING_COUNT; i++)
		values[i] = arena_strdup(a, fallback(&table[i]));
	while (stmt_next(s, &e)) {
		const struct definition *d = find(col_text(s, "key"));

		if (d && check(d, col_text(s, "value")) == OK)
			values[d - table] = col_copy(a, s, "value");
	}
	if (e)
		return e;
	*out = (struct settings){
		.company_name = values[COMPANY],
		.accent = values[ACCENT],
		.logo = values[LOGO],
		.confirmed = number(values[CONFIRMED]),
		.timezone = values[TIMEZONE],
		.min_cell = number(values[MIN_CELL]),
		.contact = values[CONTACT],
		.analyst = values[ANALYST],
		.moves_on = number(values[MOVES_ON]),
		.retention_days = number(values[RETENTION]),
		.quarantine_days = number(values[QUARANTINE]),
		.backup_folder = values[BACKUPS],
	};
	out->hosts = split(a, values[HOST_NAMES], &out->host_count);
	out->languages = split(a, values[LANGS], &out->language_count);
	return OK;
}

static const char *join(struct arena *a, const char **list, size_t count)
{
	const char *all = "";

	for (size_t i = 0; i < count; i++)
		all = arena_printf(a, "%s%s%s", all, i ? " " : "", list[i]);
	return all;
}

const char *setting_text(struct arena *a, const struct settings *s, const char *key)
{
	const struct definition *d = find(key);

	switch (d ? (int)(d - table) : SETTING_COUNT) {
	case COMPANY:
		return s->company_name;
	case ACCENT:
		return s->accent;
	case LOGO:
		return s->logo;
	case CONFIRMED:
		return s->confirmed ? "1" : "0";
	case TIMEZONE:
		return s->timezone;
	case MIN_CELL:
		return arena_printf(a, "%d", s->min_cell);
	case HOST_NAMES:
		return join(a, s->hosts, s->host_count);
	case LANGS:
		return join(a, s->languages, s->language_count);
	case CONTACT:
		return s->contact;
	case ANALYST:
		return s->analyst;
	case MOVES_ON:
		return s->moves_on ? "1" : "0";
	case RETENTION:
		return arena_printf(a, "%d", s->retention_days);
	case QUARANTINE:
		return arena_printf(a, "%d", s->quarantine_days);
	case BACKUPS:
		return s->backup_folder;
	default:
		return NULL;
	}
}

/* ---- changing ---- */

/* Before it is stored: the colour must be readable wherever it stands. */
static enum err check_accent(const char *value)
{
	static const struct colour white = {255, 255, 255};
	struct colour accent, nearest;
	char text[COLOUR_CHARS], ratio[16];

	if (!*value || !colour_parse(value, &accent) || accent_reads(accent, &nearest))
		return OK;	/* what is no colour the setting refuses */
	colour_text(nearest, text);
	snprintf(ratio, sizeof ratio, "%.1f", colour_contrast(accent, white));
	return err_text(err_fail(ERR_INPUT, "%s reads badly: contrast %s to 1; %s reads well",
		value, ratio, text), "settings.accent.weak", "value", value, "n", ratio,
		"better", text, NULL);
}

enum err settings_change(struct change *c, const struct setting_value *list, size_t count,
	const char **bad)
{
	struct buf *changed = buf_new(c->arena, TRAIL_TEXT_MAX);
	struct settings before;
	enum err e = settings_load(c->arena, c->db, &before);

	for (size_t i = 0; !e && i < count; i++) {
		const char *key = list[i].key, *value = list[i].value;
		const char *old = setting_text(c->arena, &before, key);

		if (old && strcmp(old, value) == 0)
			continue;
		if (strcmp(key, table[LOGO].key) == 0)
			e = err_fail(ERR_INPUT, "the logo is a picture: upload it on the page "
				"Settings");
		else if (strcmp(key, table[ACCENT].key) == 0)
			e = check_accent(value);
		else if (strcmp(key, table[BACKUPS].key) == 0 && *value)
			e = backups_folder_check(c->arena, c->db, value);
		if (!e)
			e = setting_put(c, key, value);
		if (e)
			*bad = key;
		buf_printf(changed, "%s%s", changed->len ? ", " : "", key);
	}
	return e || !changed->len ? e : trail_append(c, "settings.change", NULL, changed->data);
}
