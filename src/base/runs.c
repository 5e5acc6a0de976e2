/* Runs put together, and their text alone. */
#include "base/runs.h"

#include <string.h>

#include "base/arena.h"

struct runs runs_of(struct arena *a, const char *text)
{
	struct text_run *run;

	if (!text || !*text)
		return (struct runs){NULL, 0};
	run = arena_alloc(a, sizeof *run);
	run->text = text;
	return (struct runs){run, 1};
}

struct runs runs_join(struct arena *a, struct runs first, struct runs then)
{
	struct text_run *list;

	if (!first.count || !then.count)
		return first.count ? first : then;
	list = arena_array(a, first.count + then.count, sizeof *list);
	memcpy(list, first.list, first.count * sizeof *list);
	memcpy(list + first.count, then.list, then.count * sizeof *list);
	return (struct runs){list, first.count + then.count};
}

const char *runs_plain(struct arena *a, struct runs r)
{
	size_t len = 0;
	char *out, *to;

	if (r.count < 2)
		return r.count ? r.list[0].text : "";
	for (size_t i = 0; i < r.count; i++)
		len += strlen(r.list[i].text);
	out = to = arena_alloc(a, len + 1);
	for (size_t i = 0; i < r.count; i++) {
		size_t part = strlen(r.list[i].text);

		memcpy(to, r.list[i].text, part);
		to += part;
	}
	return out;
}
