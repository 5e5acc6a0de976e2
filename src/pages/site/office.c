/* What office pages share beside their bar. */
#include "pages/office.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"

#define ADDRESSES_MAX ((size_t)1 << 16)	/* bytes of the supervisor's file */
#define ADDRESSES_SHOWN 8

const char *const *office_addresses(const struct page *p)
{
	const char **list = arena_array(p->a, ADDRESSES_SHOWN + 1, sizeof *list);
	const char *data = getenv("KIOSK_DATA");
	struct str rest = {0};
	size_t n = 0, len;
	char *text;

	if (data && file_read(p->a, path_join(p->a, data, "run/addresses"), ADDRESSES_MAX,
		&text, &len) == OK)
		rest = (struct str){text, len};
	while (rest.len && n < ADDRESSES_SHOWN) {
		struct str line = str_cut(rest, '\n', &rest);

		if (line.len)
			list[n++] = arena_strndup(p->a, line.p, line.len);
	}
	if (!n && *p->req->host)
		list[n++] = arena_printf(p->a, "%s://%s/", p->req->https ? "https" : "http",
			p->req->host);
	return list;
}

bool office_only_here(const struct page *p)
{
	static const char *const local[] = {"://localhost", "://127.", "://[::1]"};
	const char *first = office_addresses(p)[0];

	for (size_t i = 0; first && i < sizeof local / sizeof *local; i++)
		if (strstr(first, local[i]))
			return true;
	return false;
}

const char *typed_or(const struct request *req, const char *name, const char *stored)
{
	const char *typed = params_get(&req->form, name);

	return typed ? typed : stored;
}

bool ticked(const struct request *req, const char *name, const char *value)
{
	const struct param *at = NULL;

	while ((at = params_next(&req->form, name, at)))
		if (strcmp(at->value, value) == 0)
			return true;
	return false;
}
