/*
 * Names of fields: what questions are called in posts and on pages, and which names the
 * kiosk keeps for itself. What is posted beside the answers (an access code, a
 * department, a seed) must never be read as an answer, nor an answer as one of these.
 */
#include <string.h>

#include "base/arena.h"
#include "compile.h"

/* The contract's: no question or group of a new form may be called so. */
static const char *const reserved[] = {"seed", "lang", "pages", "step", "code", "department",
	"device", "instance_id", "active_s", "submission", "round", NULL};
/* What pages and posts kept aside carry besides. */
static const char *const carried[] = {"at", "seen", "csrf", "queued", "paused", NULL};
/* Lists that are the company's; of `systems` there is none yet. */
static const char *const lists[] = {"functions", "departments", "reports", "systems", NULL};
/* Choices that forms may add to them. */
static const char *const added[] = {"none", "dk", "other", NULL};

static bool one_of(const char *const *names, const char *name)
{
	for (; *names; names++)
		if (strcmp(*names, name) == 0)
			return true;
	return false;
}

bool name_reserved(const char *name)
{
	return one_of(reserved, name);
}

bool list_reserved(const char *list, const char *choice)
{
	return one_of(lists, list) && !one_of(added, choice);
}

/* A path has no slash in front, so nothing else is called so. */
const char *field_name(struct arena *a, const char *path)
{
	return one_of(reserved, path) || one_of(carried, path) ?
		arena_printf(a, "/%s", path) : path;
}

const struct question *form_field(const struct form *f, const char *name)
{
	const struct question *q = form_question(f, name + (*name == '/'));

	return q && strcmp(q->field, name) == 0 ? q : NULL;
}
