/* Every kind of fault is told in every language, and tells what it was given. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/err.h"
#include "view/catalog.h"

/* A row of the list, its samples behind a first that is none. */
struct kind {
	const char *name, *key, *text;
	const char *samples[FAULT_ARGS + 2];
};

static const struct kind kinds[] = {
#define FAULT(name, key, text, ...) [FAULT_##name] = {#name, key, text, {"", ##__VA_ARGS__}},
#define SHELL(name, text, ...) [FAULT_##name] = {#name, NULL, text, {"", ##__VA_ARGS__}},
#include "base/faults.def"
#undef FAULT
#undef SHELL
};

#define KINDS (sizeof kinds / sizeof *kinds)

/* The first {number} that was left as it stood, or NULL. */
static const char *unfilled(const char *text)
{
	for (const char *p = text; (p = strchr(p, '{')); p++)
		if (p[1] >= '0' && p[1] <= '9')
			return p;
	return NULL;
}

static void english_is_filled_by_its_sample(void **state)
{
	struct arena *a = arena_new();
	struct faults f;

	(void)state;
	faults_init(&f, a);
	for (size_t i = 0; i < KINDS; i++) {
		const char *const *s = kinds[i].samples + 1;
		const struct fault *fault;

		fault_add(&f, "x.csv", 1, NULL, (enum fault_kind)i, s[0], s[1], s[2], s[3], NULL);
		fault = &f.list[f.count - 1];
		if (unfilled(fault->message))
			fail_msg("%s: the sample lacks a value: %s", kinds[i].name, fault->message);
		for (size_t k = 0; k < FAULT_ARGS && s[k]; k++)
			if (!strstr(fault->message, s[k]))
				fail_msg("%s: “%s” is not told: %s", kinds[i].name, s[k],
					fault->message);
	}
	arena_free(a);
}

static void told_in_every_language(void **state)
{
	struct arena *a = arena_new();
	const struct catalog *catalog;
	struct faults f;

	(void)state;
	faults_init(&f, a);
	assert_int_equal(catalog_load(a, "www/i18n/interface.csv", &f, &catalog), OK);
	for (size_t i = 0; i < KINDS; i++) {
		const char *const *s = kinds[i].samples + 1;
		const char *pairs[] = {"1", s[0], "2", s[1], "3", s[2], "4", s[3], NULL};
		const char *key = arena_printf(a, "formfault.%s", kinds[i].key);

		for (size_t k = 0; k < FAULT_ARGS; k++)
			if (!s[k])
				pairs[2 * k] = NULL;
		for (int lang = 0; kinds[i].key && lang < LANG_COUNT; lang++) {
			const char *text;

			if (!catalog_translated(catalog, (enum lang)lang, key))
				fail_msg("%s has no text in %s", key, lang_code((enum lang)lang));
			text = catalog_fill_pairs(a, catalog_text(catalog, (enum lang)lang, key), pairs);
			if (unfilled(text))
				fail_msg("%s in %s wants more than it is given: %s", key,
					lang_code((enum lang)lang), text);
		}
	}
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(english_is_filled_by_its_sample),
		cmocka_unit_test(told_in_every_language),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
