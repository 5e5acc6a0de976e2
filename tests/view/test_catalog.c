/* Catalogs: what translators write, and what they are told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "view/catalog.h"

#define HEADER "key,note,en,sk,pl,it,es,ca,sk_state,pl_state,it_state,es_state,ca_state\n"

struct world {
	struct arena *arena;
	struct faults faults;
	const struct catalog *catalog;
};

static int setup(void **state)
{
	struct world *w = calloc(1, sizeof *w);

	w->arena = arena_new();
	faults_init(&w->faults, w->arena);
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;

	arena_free(w->arena);
	free(w);
	return 0;
}

static void read_good(struct world *w, const char *csv)
{
	enum err e = catalog_read(w->arena, "i.csv", csv, strlen(csv), &w->faults, &w->catalog);
	struct buf *out = buf_new(w->arena, 1 << 20);

	faults_print(&w->faults, out);
	if (e)
		fail_msg("%s", out->data);
}

static void assert_fault(struct world *w, const char *csv, const char *part)
{
	struct buf *out = buf_new(w->arena, 1 << 20);

	faults_init(&w->faults, w->arena);
	w->catalog = NULL;
	assert_int_equal(catalog_read(w->arena, "i.csv", csv, strlen(csv), &w->faults, &w->catalog),
		ERR_INPUT);
	assert_null(w->catalog);
	faults_print(&w->faults, out);
	if (!strstr(out->data, part))
		fail_msg("faults: %s\nexpected: %s", out->data, part);
}

static const char plurals[] = HEADER
	"a#one,,{n} round,{n} kolo,{n} runda,{n} tornata,{n} ronda,{n} ronda,,,,,\n"
	"a#few,,,{n} kolá,{n} rundy,,,,,,,,\n"
	"a#many,,,{n} kola,{n} rund,{n} di tornate,{n} de rondas,{n} de rondes,,,,,\n"
	"a#other,,{n} rounds,{n} kôl,{n} rundy,{n} tornate,{n} rondas,{n} rondes,,,,,\n";

static void test_texts(void **state)
{
	struct world *w = *state;

	read_good(w, HEADER "send,button,Send,Odoslať,Wyślij,Invia,Enviar,,,,,,\n");
	assert_string_equal(catalog_text(w->catalog, LANG_SK, "send"), "Odoslať");
	assert_string_equal(catalog_text(w->catalog, LANG_CA, "send"), "Send");
	assert_true(catalog_translated(w->catalog, LANG_SK, "send"));
	assert_false(catalog_translated(w->catalog, LANG_CA, "send"));
	assert_true(catalog_has(w->catalog, "send"));
	assert_false(catalog_has(w->catalog, "sent"));
	assert_string_equal(catalog_text(w->catalog, LANG_SK, "sent"), "sent");
	assert_int_equal(catalog_count(w->catalog), 1);
	assert_string_equal(catalog_key(w->catalog, 0), "send");
}

/* CLDR, plural rules, cardinal: samples of its tables. */
static void test_plural_forms(void **state)
{
	struct world *w = *state;
	static const struct {
		enum lang lang;
		int64_t n;
		const char *text;
	} cases[] = {
		{LANG_EN, 0, "{n} rounds"}, {LANG_EN, 1, "{n} round"}, {LANG_EN, 2, "{n} rounds"},
		{LANG_SK, 0, "{n} kôl"}, {LANG_SK, 1, "{n} kolo"}, {LANG_SK, 2, "{n} kolá"},
		{LANG_SK, 4, "{n} kolá"}, {LANG_SK, 5, "{n} kôl"}, {LANG_SK, 22, "{n} kôl"},
		{LANG_PL, 1, "{n} runda"}, {LANG_PL, 2, "{n} rundy"}, {LANG_PL, 5, "{n} rund"},
		{LANG_PL, 12, "{n} rund"}, {LANG_PL, 22, "{n} rundy"}, {LANG_PL, 112, "{n} rund"},
		{LANG_PL, 0, "{n} rund"}, {LANG_PL, 21, "{n} rund"},
		{LANG_IT, 1, "{n} tornata"}, {LANG_IT, 0, "{n} tornate"},
		{LANG_IT, 1000000, "{n} di tornate"}, {LANG_IT, 1000001, "{n} tornate"},
		{LANG_ES, 1, "{n} ronda"}, {LANG_ES, 2000000, "{n} de rondas"},
		{LANG_CA, 1, "{n} ronda"}, {LANG_CA, 7, "{n} rondes"},
		{LANG_EN, -1, "{n} round"},
	};

	read_good(w, plurals);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(catalog_plural(w->catalog, cases[i].lang, "a", cases[i].n),
			cases[i].text);
	assert_int_equal(catalog_count(w->catalog), 1);
	assert_int_equal(lang_plural(LANG_SK, 1.5, 1), PLURAL_MANY);
	assert_int_equal(lang_plural(LANG_PL, 1.5, 1), PLURAL_OTHER);
	assert_int_equal(lang_plural(LANG_EN, 1.0, 1), PLURAL_OTHER);
	assert_int_equal(lang_plural(LANG_ES, 1.0, 1), PLURAL_ONE);
}

static void test_english_plural_for_a_missing_language(void **state)
{
	struct world *w = *state;

	read_good(w, HEADER
		"a#one,,{n} round,,,,,,,,,,\n"
		"a#other,,{n} rounds,,,,,,,,,,\n");
	/* By the rules of English, not of Polish: 22 is no `few` there. */
	assert_string_equal(catalog_plural(w->catalog, LANG_PL, "a", 1), "{n} round");
	assert_string_equal(catalog_plural(w->catalog, LANG_PL, "a", 22), "{n} rounds");
}

static void test_faults(void **state)
{
	struct world *w = *state;

	assert_fault(w, "key,en\na,A\n", "sk: the column is missing");
	assert_fault(w, HEADER "a,,,Á,,,,,,,,,\n", "i.csv:2: en: \"a\" has no English text");
	assert_fault(w, HEADER "a,,A,,,,,,,,,,\na,,A,,,,,,,,,,\n", "i.csv:3: key: \"a\" is there twice");
	assert_fault(w, HEADER "a,,A {n},Á,,,,,,,,,\n", "sk: \"a\" lacks, and the English has, {n}");
	assert_fault(w, HEADER "a,,A,Á {x},,,,,,,,,\n", "sk: \"a\" holds, and the English has not, {x}");
	assert_fault(w, HEADER "A b,,A,,,,,,,,,,\n", "is not a key");
	assert_fault(w, HEADER "a#two,,A,,,,,,,,,,\n", "is not a key");
	assert_fault(w, HEADER "a,,A,,,,,,,,,,\na#one,,A,,,,,,,,,,\n", "with and without plural forms");
	assert_fault(w, HEADER "a,,A,Á,,,,,done,,,,\n", "sk_state: \"done\" is not a state");
	assert_fault(w, HEADER "a#one,,A,Á,,,,,,,,,\na#other,,A,Á,,,,,,,,,\n",
		"sk: \"a\" lacks its form \"a#few\"");
	assert_fault(w, HEADER "a#one,,A,,,,,,,,,,\n", "en: \"a\" lacks its form \"a#other\"");
	assert_fault(w, "", "");
	/* All in one go. */
	assert_fault(w, HEADER "a,,,,,,,,,,,,\nb,,,,,,,,,,,,\n", "i.csv:3:");
}

static void test_a_plural_form_may_leave_the_number_out(void **state)
{
	struct world *w = *state;

	read_good(w, HEADER
		"a#one,,one round,,,jedna,,,,,,,\n"
		"a#other,,{n} rounds,,,{n} tornate,,,,,,,\n");
	assert_string_equal(catalog_plural(w->catalog, LANG_IT, "a", 1), "jedna");
}

static void test_fill(void **state)
{
	struct world *w = *state;

	assert_string_equal(catalog_fill(w->arena, "{who}: {n} of {n}, {other} {} {A}", "n", "3",
		"who", "<Eva>", NULL), "<Eva>: 3 of 3, {other} {} {A}");
	assert_string_equal(catalog_fill(w->arena, "", NULL), "");
	assert_string_equal(catalog_fill(w->arena, "{n", "n", "{n}", NULL), "{n");
	/* A value is not searched again. */
	assert_string_equal(catalog_fill(w->arena, "{a}", "a", "{b}", "b", "x", NULL), "{b}");
}

static void test_review(void **state)
{
	struct world *w = *state;
	size_t counts[REVIEW_COUNT];

	read_good(w, HEADER
		"a,,A,Á,,,,,reviewed,,,,\n"
		"b,,B,B,,,,,validated,,,,\n"
		"c,,C,C,,,,,,,,,\n"
		"d#one,,D,D,,,,,reviewed,,,,\n"
		"d#few,,,D,,,,,draft,,,,\n"
		"d#other,,D,D,,,,,reviewed,,,,\n");
	catalog_review(w->catalog, LANG_SK, counts);
	assert_int_equal(counts[REVIEW_VALIDATED], 1);
	assert_int_equal(counts[REVIEW_REVIEWED], 1);
	assert_int_equal(counts[REVIEW_DRAFT], 2);
	assert_int_equal(counts[REVIEW_MISSING], 0);
	catalog_review(w->catalog, LANG_PL, counts);
	assert_int_equal(counts[REVIEW_MISSING], 4);
}

/* Wording: "Languages are named in their own words". */
static void test_languages(void **state)
{
	enum lang lang = LANG_EN;

	(void)state;
	assert_string_equal(lang_name(LANG_EN), "English");
	assert_string_equal(lang_name(LANG_SK), "Slovenčina");
	assert_string_equal(lang_name(LANG_PL), "Polski");
	assert_string_equal(lang_name(LANG_IT), "Italiano");
	assert_string_equal(lang_name(LANG_ES), "Español");
	assert_string_equal(lang_name(LANG_CA), "Català");
	assert_true(lang_parse("pl", &lang));
	assert_int_equal(lang, LANG_PL);
	assert_true(lang_parse("ES-mx", &lang));
	assert_int_equal(lang, LANG_ES);
	assert_false(lang_parse("de", &lang));
	assert_false(lang_parse("", &lang));
	assert_false(lang_parse("esp", &lang));
	assert_false(lang_parse(NULL, &lang));
	assert_int_equal(lang, LANG_ES);
}

/* RFC 9110 section 12.5.4. */
static void test_accept_language(void **state)
{
	(void)state;
	assert_int_equal(lang_accept("sk-SK,sk;q=0.9,en;q=0.8", LANG_EN), LANG_SK);
	assert_int_equal(lang_accept("de, it;q=0.3, ca;q=0.7", LANG_EN), LANG_CA);
	assert_int_equal(lang_accept("en;q=0, pl;q=0.001", LANG_EN), LANG_PL);
	assert_int_equal(lang_accept("de,fr", LANG_SK), LANG_SK);
	assert_int_equal(lang_accept("*", LANG_SK), LANG_SK);
	assert_int_equal(lang_accept(NULL, LANG_SK), LANG_SK);
	assert_int_equal(lang_accept(";;;,,=,q=1;it;q=,es;q=x", LANG_SK), LANG_SK);
}

/* The catalog that is shipped reads without a fault. */
static void test_shipped_catalog(void **state)
{
	struct world *w = *state;
	const char *path = "www/i18n/interface.csv";
	struct buf *out = buf_new(w->arena, 1 << 20);
	enum err e;

	e = catalog_load(w->arena, path, &w->faults, &w->catalog);
	faults_print(&w->faults, out);
	if (e)
		fail_msg("%s\n%s", err_detail(), out->data);
	assert_true(catalog_count(w->catalog) > 0);
	assert_int_equal(catalog_load(w->arena, "www/i18n/nowhere.csv", &w->faults, &w->catalog),
		ERR_NOT_FOUND);
}

int main(void)
{
#define TEST(x) cmocka_unit_test_setup_teardown(x, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_texts),
		TEST(test_plural_forms),
		TEST(test_english_plural_for_a_missing_language),
		TEST(test_faults),
		TEST(test_a_plural_form_may_leave_the_number_out),
		TEST(test_fill),
		TEST(test_review),
		TEST(test_languages),
		TEST(test_accept_language),
		TEST(test_shipped_catalog),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
