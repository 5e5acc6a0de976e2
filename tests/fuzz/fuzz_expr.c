/* Fuzz: any text as an expression; what parses is evaluated. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "form/expr.h"

static bool find_question(void *data, const char *name, size_t *ref, const char **why)
{
	(void)data;
	*why = "there is no question of that name";
	*ref = strlen(name) % 4;
	return *name != 'x';
}

static bool find_column(void *data, const char *name, size_t *ref)
{
	(void)data;
	*ref = strlen(name) % 4;
	return *name != 'x';
}

static const char *const texts[] = {"", "12.5", "a b c", "2025-07-01"};

static struct value question(void *data, size_t ref)
{
	(void)data;
	return ref == 1 ? value_of_number(12.5) : value_of_string(texts[ref]);
}

static const char *column(void *data, size_t ref)
{
	(void)data;
	return texts[ref];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct expr_names names = {.question = find_question, .column = find_column, .dot = true};
	struct expr_env env = {.arena = a, .question = question, .column = column,
		.dot = value_of_string("a b"), .today = "2025-07-01",
		.now = "2025-07-01T10:30:00"};
	struct expr *e;

	if (expr_parse(a, arena_strndup(a, (const char *)data, size), &names, &e) == OK) {
		const char *text = value_string(a, expr_eval(e, &env));

		if (!utf8_valid(text, strlen(text)))
			abort();
	}
	arena_free(a);
	return 0;
}
