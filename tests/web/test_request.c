/*
 * What is understood of a request, and what is refused: strict decoding, Accept,
 * cookies, bodies that end too early; and that nobody asks who the client is.
 */
#include "fake.h"

static struct arena *a;

static int setup(void **state)
{
	(void)state;
	a = arena_new();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static enum err parse(const char *text, struct params *out)
{
	*out = (struct params){.list = NULL};
	return params_parse(a, text, strlen(text), out);
}

static void parameters_keep_order_and_repeats(void **state)
{
	const struct param *p = NULL;
	struct params all;

	(void)state;
	assert_int_equal(parse("tools=b&dept=SAL&tools=a&&empty=&bare", &all), OK);
	assert_int_equal(all.count, 5);
	p = params_next(&all, "tools", NULL);
	assert_string_equal(p->value, "b");
	p = params_next(&all, "tools", p);
	assert_string_equal(p->value, "a");
	assert_null(params_next(&all, "tools", p));
	assert_string_equal(params_get(&all, "empty"), "");
	assert_string_equal(params_get(&all, "bare"), "");
	assert_null(params_get(&all, "missing"));
}

static void percent_and_plus_are_decoded(void **state)
{
	struct params all;

	(void)state;
	assert_int_equal(parse("na%6de=1%2B1+%3d+2%26%C5%BE&x=a=b", &all), OK);
	assert_string_equal(params_get(&all, "name"), "1+1 = 2&\xc5\xbe");
	assert_int_equal(all.list[0].len, 10);
	assert_string_equal(params_get(&all, "x"), "a=b");
}

static void damaged_text_is_refused(void **state)
{
	static const char *const bad[] = {
		"a=%", "a=%4", "a=%zz", "a=%4g", "%=1", "a=%00", "a=x%00y", "a=%FF",
		"a=%C0%80", "a=%ED%A0%80", "a=\xff", "%C5=1",
	};
	struct params all;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		if (parse(bad[i], &all) != ERR_INPUT)
			fail_msg("%s was taken", bad[i]);
		assert_int_equal(all.count, 0);
	}
}

static void too_many_parameters_are_refused(void **state)
{
	size_t len = (PARAMS_MAX + 1) * 2;
	char *text = arena_alloc(a, len + 1);
	struct params all = {.list = NULL};

	(void)state;
	for (size_t i = 0; i < len; i += 2)
		memcpy(text + i, "a&", 2);
	assert_int_equal(params_parse(a, text, len - 2, &all), OK);
	assert_int_equal(all.count, PARAMS_MAX);
	all = (struct params){.list = NULL};
	assert_int_equal(params_parse(a, text, len, &all), ERR_TOO_LARGE);
}

static bool wants_json(const char *accept)
{
	struct fake f = fake_request("GET", "/");
	struct request *req;

	fake_set(&f, "HTTP_ACCEPT", accept);
	assert_int_equal(fake_make(a, &f, &req), OK);
	return req->accept_json;
}

static void json_where_it_is_preferred(void **state)
{
	(void)state;
	assert_true(wants_json("application/json"));
	assert_true(wants_json("application/json, text/plain, */*"));
	assert_true(wants_json("text/html;q=0.5, Application/JSON;q=0.9"));
	assert_true(wants_json("application/json;charset=utf-8"));
	assert_false(wants_json(""));
	assert_false(wants_json("*/*"));
	assert_false(wants_json("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"));
	assert_false(wants_json("text/html, application/json;q=0.9"));
	assert_false(wants_json("application/json;q=0, text/html;q=0.1"));
	assert_false(wants_json("application/json-seq"));
	assert_false(wants_json(";;,,;q=,application/json;q=x"));
}

static void path_from_any_server(void **state)
{
	struct fake f = fake_request("GET", "/s/crm \xc5\xbe");
	struct request *req;

	(void)state;
	fake_set(&f, "QUERY_STRING", "lang=sk&x=%26");
	assert_int_equal(fake_make(a, &f, &req), OK);
	assert_string_equal(req->path, "/s/crm \xc5\xbe");
	assert_string_equal(request_target(req), "/s/crm%20%C5%BE?lang=sk&x=%26");
	assert_string_equal(params_get(&req->query, "x"), "&");

	f = fake_request("GET", "");
	fake_set(&f, "REQUEST_URI", "/s/a%20b+c?lang=sk");
	fake_set(&f, "SCRIPT_NAME", "/other");
	assert_int_equal(fake_make(a, &f, &req), OK);
	assert_string_equal(req->path, "/s/a b+c");

	f = fake_request("GET", "");
	fake_set(&f, "SCRIPT_NAME", "/board");
	assert_int_equal(fake_make(a, &f, &req), OK);
	assert_string_equal(req->path, "/board");
}

static void damaged_heads_are_refused(void **state)
{
	static const struct {const char *name, *value;} bad[] = {
		{"PATH_INFO", "no-slash"}, {"PATH_INFO", "/a\r\nb"},
		{"PATH_INFO", "/\xff"}, {"QUERY_STRING", "a=%0"},
		{"CONTENT_LENGTH", "-1"}, {"CONTENT_LENGTH", "1x"},
		{"CONTENT_LENGTH", "99999999999999999999"},
		{"HTTP_KIOSK_QUEUED", "2026-02-30"}, {"HTTP_KIOSK_QUEUED", "yesterday"},
		{"HTTP_COOKIE", "a=\n"}, {"HTTP_HOST", "a\x7f"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct fake f = fake_request("POST", "/");
		struct request *req;

		fake_set(&f, bad[i].name, bad[i].value);
		if (fake_make(a, &f, &req) != ERR_INPUT)
			fail_msg("%s %s was taken", bad[i].name, bad[i].value);
	}
}

static void cookies_and_their_prefix(void **state)
{
	struct fake f = fake_request("GET", "/");
	struct request *req;

	(void)state;
	fake_set(&f, "HTTP_HOST", "localhost");
	fake_set(&f, "HTTP_COOKIE", "a=1; kiosk=plain;__Host-kiosk=safe; b");
	assert_int_equal(fake_make(a, &f, &req), OK);
	assert_string_equal(request_cookie(req, "kiosk"), "plain");
	assert_string_equal(request_cookie(req, "b"), "");
	assert_null(request_cookie(req, "c"));
	fake_set(&f, "HTTPS", "on");
	assert_int_equal(fake_make(a, &f, &req), OK);
	assert_string_equal(request_cookie(req, "kiosk"), "safe");
	assert_null(request_cookie(req, "a"));
}

static void cookies_are_named_by_port(void **state)
{
	static const struct {
		const char *host, *value;
	} cases[] = {{"kiosk.example", "own"}, {"kiosk.example:8080", "first"},
		{"127.0.0.1:8081", "second"}, {"[::1]", "own"}, {"[::1]:8081", "second"},
		{"kiosk.example:8080; x", "own"}, {"kiosk.example:", "own"}};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct fake f = fake_request("GET", "/");
		struct request *req;

		fake_set(&f, "HTTP_HOST", cases[i].host);
		fake_set(&f, "HTTP_COOKIE", "kiosk-8081=second; kiosk-8080=first; kiosk=own");
		assert_int_equal(fake_make(a, &f, &req), OK);
		assert_string_equal(request_cookie(req, "kiosk"), cases[i].value);
	}
}

static void small_heads(void **state)
{
	struct fake f = fake_request("POST", "/");
	struct request *req;

	(void)state;
	fake_set(&f, "CONTENT_TYPE", "Application/X-WWW-Form-Urlencoded; charset=UTF-8");
	fake_set(&f, "HTTP_KIOSK_QUEUED", "2026-11-23");
	assert_int_equal(fake_make(a, &f, &req), OK);
	assert_string_equal(req->content_type, "application/x-www-form-urlencoded");
	assert_string_equal(req->queued, "2026-11-23");
	assert_int_equal(req->content_length, -1);
	assert_null(req->origin);
	assert_string_equal(req->accept_language, "");
}

static void a_short_body_is_an_error(void **state)
{
	struct fake f = fake_request("POST", "/");
	struct request *req;
	char *data;
	size_t len;

	(void)state;
	f.body = "0123456789";
	f.body_len = 10;
	fake_set(&f, "CONTENT_LENGTH", "10");
	assert_int_equal(fake_make(a, &f, &req), OK);
	assert_int_equal(request_read_all(req, &data, &len), OK);
	assert_int_equal(len, 10);
	assert_string_equal(data, "0123456789");

	f.body = "0123456789";
	f.body_len = 10;
	fake_set(&f, "CONTENT_LENGTH", "11");
	assert_int_equal(fake_make(a, &f, &req), OK);
	assert_int_equal(request_read_all(req, &data, &len), ERR_INPUT);
}

/* No more than was announced, however much comes. */
static void a_long_body_ends_where_announced(void **state)
{
	struct fake f = fake_request("POST", "/");
	struct request *req;
	char *data;
	size_t len;

	(void)state;
	f.body = "0123456789";
	f.body_len = 10;
	fake_set(&f, "CONTENT_LENGTH", "4");
	assert_int_equal(fake_make(a, &f, &req), OK);
	assert_int_equal(request_read_all(req, &data, &len), OK);
	assert_int_equal(len, 4);
	assert_string_equal(data, "0123");
}

static char asked[4096];

static const char *note_name(void *ctx, const char *name)
{
	(void)ctx;
	strncat(asked, name, sizeof asked - strlen(asked) - 2);
	strncat(asked, " ", sizeof asked - strlen(asked) - 1);
	return NULL;
}

/* "No names, no IP addresses, no user agents, anywhere." */
static void nobody_asks_who_the_client_is(void **state)
{
	struct web_env env = {note_name, NULL};
	struct request *req;

	(void)state;
	assert_int_equal(request_make(a, &env, NULL, &req), OK);
	assert_null(strstr(asked, "REMOTE"));
	assert_null(strstr(asked, "USER_AGENT"));
	assert_null(strstr(asked, "FORWARDED"));
	assert_non_null(strstr(asked, "HTTP_HOST "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parameters_keep_order_and_repeats),
		cmocka_unit_test(percent_and_plus_are_decoded),
		cmocka_unit_test(damaged_text_is_refused),
		cmocka_unit_test(too_many_parameters_are_refused),
		cmocka_unit_test(json_where_it_is_preferred),
		cmocka_unit_test(path_from_any_server),
		cmocka_unit_test(damaged_heads_are_refused),
		cmocka_unit_test(cookies_and_their_prefix),
		cmocka_unit_test(cookies_are_named_by_port),
		cmocka_unit_test(small_heads),
		cmocka_unit_test(a_short_body_is_an_error),
		cmocka_unit_test(a_long_body_ends_where_announced),
		cmocka_unit_test(nobody_asks_who_the_client_is),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
