/* Fields and numbers as they are typed. */
#include "pages/typed.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "web/request.h"

bool typed_number(struct arena *a, const char *text, double *out)
{
	struct str s = str_trim(str_of(text));
	char *plain = arena_strndup(a, s.p ? s.p : "", s.len);

	for (char *c = plain; *c; c++)
		if (*c == ',')
			*c = '.';
	if (*plain)
		return parse_double(plain, out);
	*out = NAN;
	return true;
}

const char *typed_or(const struct request *req, const char *name, const char *stored)
{
	const char *value = params_get(&req->form, name);

	return value ? value : stored;
}

const char *typed(const struct request *req, const char *name)
{
	return typed_or(req, name, "");
}

bool ticked(const struct request *req, const char *name, const char *value)
{
	const struct param *at = NULL;

	while ((at = params_next(&req->form, name, at)))
		if (strcmp(at->value, value) == 0)
			return true;
	return false;
}
