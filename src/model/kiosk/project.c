/* The project page's texts in the store. */
#include "model/project.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "model/change.h"
#include "model/trail.h"
#include "store/stmt.h"

static const char *const names[PROJECT_PARTS] = {"why", "changes", "when", "sponsor", "call"};

const char *project_part_name(enum project_part part)
{
	return names[part];
}

static bool find_part(const char *name, enum project_part *out)
{
	for (int i = 0; i < PROJECT_PARTS; i++)
		if (strcmp(names[i], name) == 0) {
			*out = (enum project_part)i;
			return true;
		}
	return false;
}

enum err project_load(struct arena *a, struct db *db, struct project_text **out, size_t *count)
{
	struct project_text *list = NULL;
	size_t n = 0;
	enum err e;
	struct stmt *s = db_stmt(db, STMT_PROJECT_TEXTS);

	while (stmt_next(s, &e)) {
		enum project_part part;

		if (!find_part(col_text(s, "part"), &part))
			continue;
		if (!n || strcmp(list[n - 1].lang, col_text(s, "lang")) != 0) {
			list = arena_grow(a, list, n + 1, sizeof *list);
			list[n].lang = col_copy(a, s, "lang");
			for (int i = 0; i < PROJECT_PARTS; i++)
				list[n].parts[i] = "";
			n++;
		}
		list[n - 1].parts[part] = col_copy(a, s, "text");
	}
	if (e)
		return e;
	*out = list;
	*count = n;
	return OK;
}

const char *project_pick(const struct project_text *list, size_t count, const char *lang,
	const char *otherwise, enum project_part part, const char **found)
{
	const char *const wanted[] = {lang, otherwise, NULL};

	for (size_t w = 0; w < 3; w++)
		for (size_t i = 0; i < count; i++)
			if (*list[i].parts[part] &&
				(!wanted[w] || strcmp(list[i].lang, wanted[w]) == 0)) {
				*found = list[i].lang;
				return list[i].parts[part];
			}
	*found = lang;
	return "";
}

static enum err put(struct db *db, const char *lang, enum project_part part, const char *text)
{
	size_t len = strlen(text);
	struct stmt *s;

	if (!utf8_valid(text, len) || utf8_count(text, len) > PROJECT_TEXT_MAX)
		return err_text(err_fail(ERR_INPUT, "a part has at most %d characters",
			PROJECT_TEXT_MAX), "project.too_long", NULL);
	s = db_stmt(db, len ? STMT_PROJECT_PUT : STMT_PROJECT_DROP);
	stmt_text(s, ":lang", lang);
	stmt_text(s, ":part", names[part]);
	if (len)
		stmt_text(s, ":text", text);
	return stmt_run(s);
}

enum err project_write(struct change *c, const char *lang, const char *const parts[PROJECT_PARTS])
{
	enum err e = OK;

	for (int i = 0; !e && i < PROJECT_PARTS; i++)
		if (parts[i])
			e = put(c->db, lang, (enum project_part)i, text_plain_lines(c->arena, parts[i]));
	return e ? e : trail_append(c, "project.edit", lang, NULL);
}
