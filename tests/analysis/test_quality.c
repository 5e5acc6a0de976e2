/*
 * Data quality: tests/vectors/quality, each rule of method G at its threshold,
 * and response rates.
 */
#include "analysis/quality.h"

#include "analysis/response.h"
#include "tables.h"

#define PAGES 8

static const char *const page_names[PAGES] = {"d1", "d2", "pick", "want", "paper", "zero"};

static int64_t time_in(const struct csv_table *t, size_t row, const char *column)
{
	int64_t v = QUALITY_NO_TIME;

	if (*cell(t, row, column))
		assert_true(parse_i64(cell(t, row, column), &v));
	return v;
}

static size_t split_pages(const char *text, struct quality_page *out)
{
	size_t n = 0;

	while (*text) {
		const char *colon = strchr(text, ':');
		char *end;
		size_t page = 0;

		while (strncmp(page_names[page], text, (size_t)(colon - text)) != 0)
			page++;
		out[n].page = page;
		out[n++].seconds = strtod(colon + 1, &end);
		text = *end ? end + 1 : end;
	}
	return n;
}

static size_t split_ratings(const char *text, double *out)
{
	size_t n = 0;

	while (*text) {
		char *end;

		out[n++] = strtod(text, &end);
		text = *end ? end + 1 : end;
	}
	return n;
}

static void vectors_hold(void **state)
{
	struct arena *a = arena_new();
	struct csv_table t = load_table(a, VECTORS "quality", "responses.csv");
	struct csv_table want = load_table(a, VECTORS "quality", "expected.csv");
	struct quality_response *r = arena_array(a, t.rows, sizeof *r);
	struct quality_input in = {r, t.rows, PAGES, 1751353200, 1752566400};
	struct quality_result result;

	(void)state;
	for (size_t i = 0; i < t.rows; i++) {
		struct quality_page *pages = arena_array(a, PAGES, sizeof *pages);
		double *ratings = arena_array(a, 64, sizeof *ratings);

		r[i] = (struct quality_response){
			.id = cell(&t, i, "resp"), .kiosk = cell(&t, i, "kiosk"),
			.token = cell(&t, i, "token"), .digest = cell(&t, i, "hash"),
			.started = time_in(&t, i, "started"),
			.submitted = time_in(&t, i, "submitted"),
			.eligible = count(&t, i, "eligible"), .answered = count(&t, i, "answered"),
			.picks_done = count(&t, i, "picks_done") == 1,
			.timed_functions = count(&t, i, "detailed"),
			.active_s = number(&t, i, "active_s"),
			.pages = pages, .page_count = split_pages(cell(&t, i, "pages"), pages),
			.ratings = ratings,
			.rating_count = split_ratings(cell(&t, i, "ratings"), ratings),
		};
	}
	assert_int_equal(quality_compute(a, &in, &result), OK);
	assert_int_equal(want.rows, t.rows);
	for (size_t i = 0; i < want.rows; i++) {
		const char *id = cell(&want, i, "resp");

		assert_string_equal(id, r[i].id);
		assert_string_equal(quality_status_name(result.rows[i].status),
			cell(&want, i, "status"));
		assert_near(result.rows[i].rsi, number(&want, i, "rsi"), "rsi", id);
		assert_string_equal(quality_flags_text(a, result.rows[i].flags),
			cell(&want, i, "flags"));
		assert_int_equal(result.rows[i].exclude, count(&want, i, "exclude"));
	}
	arena_free(a);
}

/* A complete response without anything odd, of which a test changes one thing. */
static struct quality_response plain(const char *id)
{
	return (struct quality_response){.id = id, .started = QUALITY_NO_TIME,
		.submitted = QUALITY_NO_TIME, .was_submitted = true, .eligible = 20,
		.answered = 20, .picks_done = true, .timed_functions = 1, .active_s = NAN};
}

/* Compute a few responses in a window from 1000 to 100000. */
static void compute(struct arena *a, const struct quality_response *r, size_t n,
	struct quality_row *rows)
{
	struct quality_input in = {r, n, PAGES, 1000, 100000};
	struct quality_result result;

	assert_int_equal(quality_compute(a, &in, &result), OK);
	memcpy(rows, result.rows, n * sizeof *rows);
}

static void status_thresholds(void **state)
{
	struct arena *a = arena_new();
	struct quality_response r[7];
	struct quality_row rows[7];

	(void)state;
	for (size_t i = 0; i < 7; i++)
		r[i] = plain("r");
	r[0].answered = 16;
	r[1].answered = 15;
	r[2].answered = 10;
	r[3].answered = 9;
	r[4].answered = 15, r[4].timed_functions = 0;
	r[5].answered = 15, r[5].picks_done = false;
	r[6].eligible = r[6].answered = 0;
	compute(a, r, 7, rows);
	assert_int_equal(rows[0].status, QUALITY_COMPLETE);
	assert_int_equal(rows[1].status, QUALITY_PARTIAL);
	assert_int_equal(rows[2].status, QUALITY_PARTIAL);
	for (size_t i = 3; i < 7; i++) {
		assert_int_equal(rows[i].status, QUALITY_BREAKOFF);
		assert_true(rows[i].exclude);
	}
	assert_false(rows[1].exclude);
	arena_free(a);
}

static void duplicates(void **state)
{
	struct arena *a = arena_new();
	struct quality_response r[8];
	struct quality_row rows[8];

	(void)state;
	for (size_t i = 0; i < 8; i++) {
		r[i] = plain("r");
		r[i].kiosk = "K1", r[i].digest = "h";
	}
	/* The later one, whatever the order of rows; half an hour is within. */
	r[0].submitted = 5000 + 1800, r[1].submitted = 5000, r[2].submitted = 5000 + 3601;
	r[3].submitted = 5100, r[3].kiosk = "K2";
	r[4].submitted = 5200, r[4].answered = 11;
	r[5].submitted = 5300, r[5].digest = "other", r[5].token = "t";
	r[6].submitted = 90000, r[6].digest = "third", r[6].token = "t";
	r[7].submitted = 90001, r[7].digest = "";
	compute(a, r, 8, rows);
	for (size_t i = 0; i < 8; i++)
		assert_int_equal(rows[i].flags, i == 0 || i == 6 ? QUALITY_DUP : 0);
	assert_true(rows[0].exclude);
	arena_free(a);
}

static void window_and_clock(void **state)
{
	struct arena *a = arena_new();
	struct quality_response r[5];
	struct quality_row rows[5];
	const unsigned want[] = {0, 0, QUALITY_WINDOW, QUALITY_WINDOW, QUALITY_CLOCK};

	(void)state;
	for (size_t i = 0; i < 5; i++)
		r[i] = plain("r");
	r[0].submitted = 1000, r[1].submitted = 100000;
	r[2].submitted = 999, r[3].submitted = 100001;
	r[4].submitted = 2000, r[4].started = 2001;
	compute(a, r, 5, rows);
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(rows[i].flags, want[i]);
		assert_int_equal(rows[i].exclude, want[i] != 0);
	}
	arena_free(a);
}

static void straight_lining(void **state)
{
	struct arena *a = arena_new();
	double nine_of_ten[] = {4, 4, 4, 4, 4, 4, 4, 4, 4, 1};
	double eight_of_nine[] = {4, 4, 4, 4, 4, 4, 4, 4, 1};
	double seven[] = {4, 4, 4, 4, 4, 4, 4, NAN, NAN};
	struct quality_response r[3];
	struct quality_row rows[3];

	(void)state;
	for (size_t i = 0; i < 3; i++)
		r[i] = plain("r");
	r[0].ratings = nine_of_ten, r[0].rating_count = 10;
	r[1].ratings = eight_of_nine, r[1].rating_count = 9;
	r[2].ratings = seven, r[2].rating_count = 9;
	compute(a, r, 3, rows);
	assert_int_equal(rows[0].flags, QUALITY_STRAIGHT);
	assert_false(rows[0].exclude);
	assert_int_equal(rows[1].flags, 0);
	assert_int_equal(rows[2].flags, 0);
	arena_free(a);
}

/* A start that was given up is no answer: the real one is not the second, nor is it late. */
static void given_up(void **state)
{
	struct arena *a = arena_new();
	struct quality_response r[3];
	struct quality_row rows[3];

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		r[i] = plain("r");
		r[i].token = "t", r[i].digest = "d", r[i].kiosk = "k";
		r[i].submitted = 2000 + (int64_t)i;
	}
	r[0].submitted = QUALITY_NO_TIME, r[0].was_submitted = false, r[0].started = 999;
	compute(a, r, 3, rows);
	assert_int_equal(rows[0].flags, 0);
	assert_int_equal(rows[1].flags, 0);
	assert_int_equal(rows[2].flags, QUALITY_DUP);
	arena_free(a);
}

/* A page most pass in no time tells nothing; on others a tenth of a second is the least. */
static void pages_of_no_time(void **state)
{
	struct arena *a = arena_new();
	struct quality_page no_time = {0, 0}, short_time = {1, 0.2}, slow = {0, 9},
		none[] = {{0, 0}, {1, 0}};
	struct quality_response r[22];
	struct quality_row rows[22];

	(void)state;
	for (size_t i = 0; i < 22; i++) {
		r[i] = plain("r");
		r[i].pages = i < 10 ? &no_time : &short_time;
		r[i].page_count = 1;
		r[i].active_s = 100;
	}
	r[20].pages = none, r[20].page_count = 2;
	r[21].pages = &slow;
	compute(a, r, 22, rows);
	assert_true(isnan(rows[0].rsi) && isnan(rows[21].rsi));
	assert_int_equal(rows[0].flags, 0);
	assert_near(rows[10].rsi, 1, "rsi", "as all");
	assert_near(rows[20].rsi, 2, "rsi", "in no time");
	arena_free(a);
}

/* Ten visits of ten seconds; the eleventh person took five: twice as fast. */
static void speed(void **state)
{
	struct arena *a = arena_new();
	struct quality_page ten = {0, 10}, halves[2] = {{0, 2}, {0, 3}}, none = {1, 1};
	struct quality_response r[13];
	struct quality_row rows[13];

	(void)state;
	for (size_t i = 0; i < 13; i++) {
		r[i] = plain("r");
		r[i].pages = &ten, r[i].page_count = 1;
	}
	/* Met twice: one visit of five seconds. */
	r[10].pages = halves, r[10].page_count = 2;
	/* A page of one visit says nothing: seconds an answer decide. */
	r[11].pages = &none, r[11].active_s = 39;
	r[12].pages = NULL, r[12].page_count = 0, r[12].active_s = 40;
	compute(a, r, 13, rows);
	assert_near(rows[0].rsi, 1, "rsi", "plain");
	assert_int_equal(rows[0].flags, 0);
	assert_near(rows[10].rsi, 2, "rsi", "fast");
	assert_int_equal(rows[10].flags, QUALITY_SPEED);
	assert_false(rows[10].exclude);
	assert_true(isnan(rows[11].rsi));
	assert_int_equal(rows[11].flags, QUALITY_SPEED);
	assert_int_equal(rows[12].flags, 0);
	arena_free(a);
}

/* Who was fast beside those of before stays so when many come who are as fast; these are usual
 * then. An even count has its median between. */
static void speed_is_judged_for_good(void **state)
{
	struct arena *a = arena_new();
	struct quality_page slow = {0, 100}, fast = {0, 40};
	struct quality_response r[22];
	struct quality_row rows[22], before[11];

	(void)state;
	for (size_t i = 0; i < 22; i++) {
		r[i] = plain("r");
		r[i].pages = i % 2 ? &slow : &fast;
		r[i].page_count = 1;
	}
	/* Ten slow ones and a fast one, then eleven fast ones, in no order of time. */
	for (size_t i = 0; i < 22; i++)
		r[i].release = i % 2 || i == 10 ? 1 : 2;
	r[21].pages = &fast;
	r[21].release = 2;
	compute(a, r, 22, rows);
	assert_near(rows[10].rsi, 2.5, "rsi", "the fast one");
	assert_int_equal(rows[10].flags, QUALITY_SPEED);
	assert_near(rows[0].rsi, 1, "rsi", "as most are then");
	assert_int_equal(rows[0].flags | rows[21].flags, 0);
	assert_near(rows[1].rsi, 1, "rsi", "a slow one, judged beside its like");
	/* The same as at the first release, judged alone. */
	for (size_t i = 0; i < 11; i++)
		r[i] = r[i < 10 ? 2 * i + 1 : 10];
	compute(a, r, 11, before);
	assert_near(before[10].rsi, rows[10].rsi, "rsi", "then and now");
	/* All with one release: the median of 22 lies between 40 and 40. */
	for (size_t i = 0; i < 22; i++) {
		r[i].pages = i < 12 ? &fast : &slow;
		r[i].release = 1;
	}
	compute(a, r, 22, rows);
	assert_near(rows[0].rsi, 1, "rsi", "of all");
	r[11].pages = &slow;
	compute(a, r, 22, rows);
	assert_near(rows[0].rsi, 70.0 / 40, "rsi", "between the middle two");
	arena_free(a);
}

/* Stored submissions know no times: what intake found is kept. */
static void flags_of_intake(void **state)
{
	struct arena *a = arena_new();
	struct quality_response r = plain("r");
	struct quality_page beyond = {PAGES, 1};
	struct quality_input in = {&r, 1, PAGES, QUALITY_NO_TIME, QUALITY_NO_TIME};
	struct quality_result result;
	unsigned flags = 0;

	(void)state;
	r.intake_flags = QUALITY_WINDOW;
	assert_int_equal(quality_compute(a, &in, &result), OK);
	assert_string_equal(quality_flags_text(a, result.rows[0].flags), "WINDOW");
	assert_int_equal(result.excluded, 1);
	assert_int_equal(result.flagged[3], 1);
	assert_int_equal(quality_flags_parse("SPEED+CLOCK", &flags), OK);
	assert_int_equal(flags, QUALITY_SPEED | QUALITY_CLOCK);
	assert_int_equal(quality_flags_parse("", &flags), OK);
	assert_int_equal(flags, 0);
	assert_int_equal(quality_flags_parse("SPEEDY", &flags), ERR_INPUT);
	r.pages = &beyond, r.page_count = 1;
	assert_int_equal(quality_compute(a, &in, &result), ERR_INPUT);
	in.count = 0;
	assert_int_equal(quality_compute(a, &in, &result), OK);
	arena_free(a);
}

static void rates(void **state)
{
	struct response_department d[] = {{"A", 10, 9}, {"B", 10, 5}, {"C", NAN, 4}};
	struct response_rate r[3];
	struct response_result all;

	(void)state;
	response_rates(d, 3, r, &all);
	assert_near(r[0].rate, 0.9, "rate", "A");
	assert_true(isnan(r[2].rate));
	assert_near(all.rate, 0.7, "rate", "all");
	assert_near(all.ratio, 1.8, "ratio", "all");
	assert_false(all.warn);
	d[1].answered = 4;
	response_rates(d, 3, r, &all);
	assert_true(r[1].low && all.apart && all.warn);
	d[0].answered = 10, d[0].headcount = 5, d[1].answered = 6;
	response_rates(d, 3, r, &all);
	assert_true(!r[1].low && all.apart && all.warn);
	d[1].answered = 0;
	response_rates(d, 2, r, &all);
	assert_true(isinf(all.ratio) && all.apart);
	response_rates(d, 0, NULL, &all);
	assert_true(isnan(all.rate) && !all.warn);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors_hold),
		cmocka_unit_test(status_thresholds),
		cmocka_unit_test(duplicates),
		cmocka_unit_test(window_and_clock),
		cmocka_unit_test(straight_lining),
		cmocka_unit_test(speed),
		cmocka_unit_test(speed_is_judged_for_good),
		cmocka_unit_test(given_up),
		cmocka_unit_test(pages_of_no_time),
		cmocka_unit_test(flags_of_intake),
		cmocka_unit_test(rates),
	};

	return cmocka_run_group_tests_name("analysis/quality", tests, NULL, NULL);
}
