/*
 * The draw of a loop, against an independent computation written from
 * contracts.md and the papers of SplitMix64 and PCG32; and base/prng against
 * the method's vectors.
 */
#include "forms.h"

#include "base/file.h"
#include "base/prng.h"
#include "base/text.h"
#include "codec/csv.h"

/* A second writing of the generator, kept apart from base/prng on purpose. */
struct own_pcg {
	uint64_t state, step;
};

/* The output `n` steps behind the first. */
static uint64_t own_split(uint64_t seed, uint64_t n)
{
	uint64_t x = seed + (n + 1) * UINT64_C(0x9E3779B97F4A7C15);

	x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
	return x ^ (x >> 31);
}

static uint32_t own_next(struct own_pcg *p)
{
	uint64_t s = p->state;
	uint32_t word = (uint32_t)(((s >> 18) ^ s) >> 27);
	unsigned rotate = (unsigned)(s >> 59);

	p->state = s * UINT64_C(6364136223846793005) + p->step;
	return rotate ? word >> rotate | word << (32 - rotate) : word;
}

static struct own_pcg own_start(uint64_t start)
{
	struct own_pcg p = {0, 54 * 2 + 1};

	own_next(&p);
	p.state += start;
	own_next(&p);
	return p;
}

static uint32_t own_bounded(struct own_pcg *p, uint32_t bound)
{
	uint64_t reject = (UINT64_C(1) << 32) % bound;

	for (;;) {
		uint32_t v = own_next(p);

		if (v >= reject)
			return v % bound;
	}
}

#define PEOPLE 8
static const char *const codes[PEOPLE] = {"SAL01", "SAL02", "SAL03", "SAL04", "SUP01", "SUP02",
	"ANY01", "ANY02"};

/* Which of the picked are asked: first always, m-1 of the rest. */
static void own_draw(uint64_t seed, size_t p, size_t first, size_t m, bool asked[PEOPLE])
{
	struct own_pcg pcg = own_start(own_split(seed, 0));
	size_t rest[PEOPLE], n = 0;

	memset(asked, 0, PEOPLE * sizeof *asked);
	for (size_t i = 0; i < p; i++)
		if (i != first)
			rest[n++] = i;
	asked[first] = true;
	for (size_t i = 0; i + 1 < m; i++) {
		size_t j = i + own_bounded(&pcg, (uint32_t)(n - i)), keep = rest[i];

		rest[i] = rest[j];
		rest[j] = keep;
		asked[rest[i]] = true;
	}
}

static struct form *audit(struct arena *a)
{
	struct outcome o = read_folder(a, "tests/data/form/audit");

	if (!o.form)
		fail_msg("%s", o.faults_text);
	return o.form;
}

static void evaluate_picks(struct arena *a, const struct form *f, uint64_t seed, size_t p,
	const char *first, struct form_state *s)
{
	struct form_context ctx = plain_context();
	struct answers *ans = answers_new(a, f);

	ctx.seed = seed;
	/* Sent in another order than the list's: that must not matter. */
	for (size_t i = p; i-- > 0;)
		assert_true(answers_add(ans, "pick/A10", codes[i]));
	if (first)
		assert_true(answers_add(ans, "painful/A11", first));
	form_evaluate(a, f, &ctx, ans, s);
}

static void test_draw(void **state)
{
	static const uint64_t seeds[] = {0, 1, 42, 20250701, 9007199254740991u};
	struct arena *a = arena_new();
	struct form *f = audit(a);

	(void)state;
	for (size_t k = 0; k < sizeof seeds / sizeof *seeds; k++)
		for (size_t p = 6; p <= PEOPLE; p++)
			for (size_t first = 0; first < p; first++) {
				bool asked[PEOPLE];
				struct form_state s;

				evaluate_picks(a, f, seeds[k], p, codes[first], &s);
				own_draw(seeds[k], p, first, 5, asked);
				for (size_t i = 0; i < PEOPLE; i++) {
					size_t node = f->sections[form_section_find(f,
						arena_printf(a, "detail/%s", codes[i]))].node;
					double w = !asked[i] ? 0 : i == first ? 1 :
						(double)(p - 1) / 4;

					assert_int_equal(s.relevant[node], asked[i]);
					assert_true(s.design_w[node] == w);
				}
			}
	arena_free(a);
}

static void test_no_draw_up_to_m(void **state)
{
	struct arena *a = arena_new();
	struct form *f = audit(a);
	struct form_state s;
	size_t asked = 0;

	(void)state;
	evaluate_picks(a, f, 42, 5, NULL, &s);
	for (size_t i = 0; i < f->node_count; i++) {
		if (f->nodes[i].kind != NODE_ITERATION)
			continue;
		asked += s.relevant[i];
		assert_true(s.design_w[i] == (s.relevant[i] ? 1 : 0));
	}
	assert_int_equal(asked, 5);
	assert_false(s.seed_missing);
	arena_free(a);
}

/* Answers for functions that were not drawn are dropped, not stored. */
static void test_undrawn_is_dropped(void **state)
{
	struct arena *a = arena_new();
	struct form *f = audit(a);
	struct form_context ctx = plain_context();
	struct answers *ans = answers_new(a, f);
	struct check c;
	bool asked[PEOPLE];

	(void)state;
	own_draw(ctx.seed, PEOPLE, 6, 5, asked);
	assert_true(answers_add(ans, "start/A01", "SAL"));
	assert_true(answers_add(ans, "painful/A11", codes[6]));
	for (size_t i = 0; i < PEOPLE; i++) {
		assert_true(answers_add(ans, "pick/A10", codes[i]));
		assert_true(answers_add(ans, arena_printf(a, "detail/%s/A21", codes[i]), "5"));
	}
	form_check(a, f, &ctx, ans, &c);
	assert_string_equal(fault_codes(a, &c), "");
	for (size_t i = 0; i < PEOPLE; i++) {
		const char *weight = arena_printf(a, "\"detail/%s/design_w\":%s,", codes[i],
			i == 6 ? "1" : "1.75");
		const char *minutes = arena_printf(a, "\"detail/%s/A21\":5", codes[i]);

		assert_int_equal(strstr(c.json, weight) != NULL, asked[i]);
		assert_int_equal(strstr(c.json, minutes) != NULL, asked[i]);
	}
	arena_free(a);
}

static void test_painful_is_required_past_m(void **state)
{
	struct arena *a = arena_new();
	struct form *f = audit(a);
	struct form_context ctx = plain_context();
	struct answers *ans = answers_new(a, f);
	struct check c;

	(void)state;
	assert_true(answers_add(ans, "start/A01", "SAL"));
	for (size_t i = 0; i < 6; i++)
		assert_true(answers_add(ans, "pick/A10", codes[i]));
	form_check(a, f, &ctx, ans, &c);
	assert_string_equal(fault_codes(a, &c), "painful/A11:required");
	arena_free(a);
}

static const char tossing[] =
	"type,name,label,calculation,default,relevant\n"
	"text,before,Before,,,\n"
	"calculate,toss,,\"if(random() < 0.5, 'heads', 'tails')\",,\n"
	"calculate,twice,,\"concat(random(), ' ', random())\",,\n"
	"integer,guess,Guess,,int(random() * 6) + 1,\n"
	"text,why,Why heads,,,${toss} = 'heads'\n";

/* What random() gives to question `index`, the `nth` time in its cell. */
static double own_random(uint64_t seed, size_t index, int nth)
{
	struct own_pcg pcg = own_start(own_split(seed, (UINT64_C(1) << 31) + index));
	uint32_t v = 0;

	for (int i = 0; i < nth; i++)
		v = own_next(&pcg);
	return (double)v / 4294967296.0;
}

/* formats.html, random(): drawn from the seed, so the same when it is checked again; each
 * question and each call draw for themselves; a coin falls both ways, evenly. */
static void test_random(void **state)
{
	struct arena *a = arena_new();
	struct form *f = read_texts(a, tossing, "", "").form;
	size_t heads = 0;

	(void)state;
	assert_non_null(f);
	assert_true(f->needs_seed);
	for (uint64_t seed = 1; seed <= 4000; seed++) {
		struct form_context ctx = plain_context();
		struct form_state s;
		bool head = own_random(seed, 1, 1) < 0.5;
		char both[64];

		ctx.seed = seed;
		form_evaluate(a, f, &ctx, answers_new(a, f), &s);
		heads += head;
		assert_string_equal(s.value[1], head ? "heads" : "tails");
		assert_int_equal(s.relevant[f->questions[4]->node], head);
		snprintf(both, sizeof both, "%d", (int)(own_random(seed, 3, 1) * 6) + 1);
		assert_string_equal(s.value[3], both);
		assert_string_equal(s.value[2], arena_printf(a, "%s %s",
			format_double(a, own_random(seed, 2, 1)),
			format_double(a, own_random(seed, 2, 2))));
	}
	/* Four standard deviations of 4,000 tosses. */
	assert_in_range(heads, 2000 - 127, 2000 + 127);
	arena_free(a);
}

static void test_random_without_seed(void **state)
{
	struct arena *a = arena_new();
	struct form *f = read_texts(a, tossing, "", "").form;
	struct form_context ctx = plain_context();
	struct form_state s;

	(void)state;
	ctx.has_seed = false;
	form_evaluate(a, f, &ctx, answers_new(a, f), &s);
	assert_true(s.seed_missing);
	arena_free(a);
}

/* Stored answers are read again without their seed, which is not kept: who was asked is
 * what the coin said then. A figure that was drawn and then changed stays changed. */
static void test_random_of_stored_answers(void **state)
{
	struct arena *a = arena_new();
	struct form *f = read_texts(a, tossing, "", "").form;
	size_t heads = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 100; seed++) {
		struct form_context ctx = plain_context();
		struct answers *given = answers_new(a, f), *read;
		bool head = own_random(seed, 1, 1) < 0.5;
		struct form_state s;
		struct check c;

		ctx.seed = seed;
		assert_true(answers_add(given, "guess", "99"));
		form_check(a, f, &ctx, given, &c);
		assert_int_equal(answers_from_json(a, f, c.json, c.json_len, &read), OK);
		ctx.has_seed = false;
		ctx.stored = true;
		form_evaluate(a, f, &ctx, read, &s);
		heads += head;
		assert_string_equal(s.value[1], head ? "heads" : "tails");
		assert_int_equal(s.relevant[f->questions[4]->node], head);
		assert_string_equal(s.value[2], c.state.value[2]);
		assert_string_equal(s.value[3], "99");
		assert_false(s.seed_missing);
	}
	assert_in_range(heads, 1, 99);
	arena_free(a);
}

/* Elsewhere it would be drawn anew with each look. */
static void test_random_elsewhere(void **state)
{
	struct arena *a = arena_new();
	struct outcome o = read_texts(a,
		"type,name,label,relevant,constraint\n"
		"text,one,One,random() < 0.5,\n"
		"integer,two,Two,,. > random()\n", "", "");

	(void)state;
	assert_null(o.form);
	assert_non_null(strstr(o.faults_text, "2: "));
	assert_non_null(strstr(o.faults_text, "3: "));
	assert_non_null(strstr(o.faults_text, "random() stands in a calculation or a default"));
	arena_free(a);
}

/* The method's vectors: draw b starts from output b+1 of SplitMix64(seed). */
static void test_prng_vectors(void **state)
{
	const char *path = "../shared/vectors/prng/expected.csv";
	struct arena *a = arena_new();
	struct faults faults;
	struct csv_table t;

	(void)state;
	if (!file_exists(path)) {
		print_message("skipped: %s is not here\n", path);
		arena_free(a);
		skip();
	}
	faults_init(&faults, a);
	assert_int_equal(csv_table_load(a, path, "expected.csv", 1u << 20, &faults, &t), OK);
	for (size_t i = 0; i < t.rows; i++) {
		uint64_t seed, draw, split = 0, bound;
		struct prng rng;
		char *first, *bounded;

		assert_true(parse_u64(csv_cell(&t, i, csv_column(&t, "seed")), &seed));
		assert_true(parse_u64(csv_cell(&t, i, csv_column(&t, "draw")), &draw));
		assert_true(parse_u64(csv_cell(&t, i, csv_column(&t, "bound")), &bound));
		for (uint64_t b = 0; b <= draw; b++)
			split = splitmix64(&seed);
		assert_string_equal(arena_printf(a, "%llu", (unsigned long long)split),
			csv_cell(&t, i, csv_column(&t, "splitmix")));
		prng_init(&rng, split, PRNG_STREAM);
		first = arena_printf(a, "%u", prng_next(&rng));
		for (int k = 0; k < 2; k++)
			first = arena_printf(a, "%s|%u", first, prng_next(&rng));
		assert_string_equal(first, csv_cell(&t, i, csv_column(&t, "first3")));
		bounded = arena_printf(a, "%u", prng_bounded(&rng, (uint32_t)bound));
		for (int k = 0; k < 7; k++)
			bounded = arena_printf(a, "%s|%u", bounded,
				prng_bounded(&rng, (uint32_t)bound));
		assert_string_equal(bounded, csv_cell(&t, i, csv_column(&t, "bounded")));
	}
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_draw), cmocka_unit_test(test_no_draw_up_to_m),
		cmocka_unit_test(test_undrawn_is_dropped),
		cmocka_unit_test(test_painful_is_required_past_m),
		cmocka_unit_test(test_random), cmocka_unit_test(test_random_without_seed),
		cmocka_unit_test(test_random_of_stored_answers),
		cmocka_unit_test(test_random_elsewhere),
		cmocka_unit_test(test_prng_vectors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
