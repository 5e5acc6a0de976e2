/*
 * Any bytes as a form's body, a query, a path, a cookie header and an Accept
 * header: nothing is read or written out of bounds, and whatever is taken is
 * UTF-8 without NUL.
 */
#include <string.h>

#include "../../src/web/transport.h"
#include "base/arena.h"
#include "base/text.h"
#include "fuzz.h"
#include "web/request.h"

static const char *text;

static const char *get_variable(void *ctx, const char *name)
{
	(void)ctx;
	return strcmp(name, "REQUEST_METHOD") == 0 || strcmp(name, "PATH_INFO") == 0
		? NULL : text;
}

static void check(const struct params *p)
{
	for (size_t i = 0; i < p->count; i++) {
		const struct param *one = &p->list[i];

		PROMISE(utf8_valid(one->value, one->len));
		PROMISE(strlen(one->value) == one->len);
		PROMISE(utf8_valid(one->name, strlen(one->name)));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct arena *a = arena_new();
	struct web_env env = {get_variable, NULL};
	struct params body = {.list = NULL};
	struct request *req;

	if (params_parse(a, (const char *)data, len, &body) == OK)
		check(&body);
	text = arena_strndup(a, (const char *)data, len);
	if (request_make(a, &env, NULL, &req) == OK) {
		check(&req->query);
		check(&req->cookies);
		PROMISE(req->path[0] == '/' && utf8_valid(req->path, strlen(req->path)));
		PROMISE(request_target(req)[0] == '/');
	}
	arena_free(a);
	return 0;
}
