/*
 * The route table: every flag with every role, methods, sizes, and which page an
 * error gets.
 */
#include "fake.h"

#include "web/status.h"

static struct arena *a;
static int handled;

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

static enum err handle(struct request *req, struct response *res)
{
	const char *round = request_capture(req, "round");
	const char *rest = request_capture(req, "rest");

	handled++;
	buf_printf(response_html(res, 200), "%s %s", round ? round : "-", rest ? rest : "-");
	return OK;
}

/* Fails after half a page and a header were made. */
static enum err fail_half_way(struct request *req, struct response *res)
{
	const char *e = params_get(&req->query, "e");

	response_header(res, "X-Half", "made");
	response_session(req, res, "half");
	buf_puts(response_html(res, 200), "half a page");
	return err_fail((enum err)(e[0] - 'A'), "the detail");
}

static enum err read_raw(struct request *req, struct response *res)
{
	char *data;
	size_t len;
	enum err e = request_read_all(req, &data, &len);

	if (e)
		return e;
	handled++;
	buf_printf(response_html(res, 200), "%zu", len);
	return OK;
}

/* The session cookie names the role. */
static enum err find_session(struct request *req, const char *token,
	struct viewer **viewer)
{
	static struct viewer viewers[] = {
		{1, "admin", VIEWER_ADMIN, false, false, "t", false, false},
		{2, "analyst", VIEWER_ANALYST, false, false, "t", false, false},
		{3, "manager", VIEWER_MANAGER, false, false, "t", false, false},
		{5, "pilot", VIEWER_MANAGER, false, true, "t", false, false},
		{4, "newcomer", VIEWER_ADMIN, true, false, "t", true, false},
	};

	(void)req;
	if (strcmp(token, "broken") == 0)
		return err_fail(ERR_STORE, "the store failed: secret path");
	for (size_t i = 0; i < sizeof viewers / sizeof *viewers; i++)
		if (strcmp(token, viewers[i].name) == 0)
			*viewer = &viewers[i];
	return OK;
}

static enum err error_page(struct request *req, int status, const char *detail,
	struct response *res)
{
	if (req->accept_json)
		buf_printf(response_json(res, status), "{\"s\":%d}", status);
	else
		buf_printf(response_html(res, status), "page %d: %s", status,
			detail ? detail : "(nothing)");
	return OK;
}

static const struct route routes[] = {
	{"GET", "/", handle, ROUTE_PUBLIC, 0},
	{"GET", "/s/:round", handle, ROUTE_PUBLIC, 0},
	{"POST", "/s/:round", handle, ROUTE_PUBLIC | ROUTE_OPEN_POST, 0},
	{"GET", "/s/:round/form", handle, ROUTE_PUBLIC, 0},
	{"POST", "/raw", read_raw, ROUTE_PUBLIC | ROUTE_OPEN_POST | ROUTE_RAW_BODY, 20},
	{"GET", "/files/*rest", handle, ROUTE_PUBLIC, 0},
	{"GET", "/fail", fail_half_way, ROUTE_PUBLIC, 0},
	{"GET", "/nobody", handle, 0, 0},
	{"GET", "/r/1", handle, ROUTE_ADMIN, 0},
	{"GET", "/r/2", handle, ROUTE_ANALYST, 0},
	{"GET", "/r/3", handle, ROUTE_ADMIN | ROUTE_ANALYST, 0},
	{"GET", "/r/4", handle, ROUTE_MANAGER, 0},
	{"GET", "/r/5", handle, ROUTE_ADMIN | ROUTE_MANAGER, 0},
	{"GET", "/r/6", handle, ROUTE_ANALYST | ROUTE_MANAGER, 0},
	{"GET", "/r/7", handle, ROUTE_STAFF, 0},
	{"POST", "/r/1", handle, ROUTE_ADMIN, 0},
	{"POST", "/r/2", handle, ROUTE_ANALYST, 0},
	{"POST", "/r/3", handle, ROUTE_ADMIN | ROUTE_ANALYST, 0},
	{"POST", "/r/4", handle, ROUTE_MANAGER, 0},
	{"POST", "/r/5", handle, ROUTE_ADMIN | ROUTE_MANAGER, 0},
	{"POST", "/r/6", handle, ROUTE_ANALYST | ROUTE_MANAGER, 0},
	{"POST", "/r/7", handle, ROUTE_STAFF, 0},
	{"GET", "/pilots", handle, ROUTE_ADMIN | ROUTE_ROUNDS, 0},
	{"POST", "/pilots", handle, ROUTE_ADMIN | ROUTE_ROUNDS, 0},
	{"GET", "/change", handle, ROUTE_STAFF | ROUTE_ONE_TIME, 0},
};
static const struct web_app app = {
	.name = "test", .routes = routes, .route_count = sizeof routes / sizeof *routes,
	.find_session = find_session, .error_page = error_page,
	.change_password = "/change",
};

static const char *get(const char *method, const char *path, const char *query,
	const char *cookie, const char *accept)
{
	struct fake f = fake_request(method, path);

	fake_set(&f, "QUERY_STRING", query);
	if (cookie)
		fake_set(&f, "HTTP_COOKIE", cookie);
	if (accept)
		fake_set(&f, "HTTP_ACCEPT", accept);
	return fake_run(a, &app, &f);
}

static void every_role_at_every_flag(void **state)
{
	static const char *const roles[] = {"admin", "analyst", "manager"};

	(void)state;
	for (unsigned flags = 1; flags <= ROUTE_STAFF; flags++) {
		const char *path = arena_printf(a, "/r/%u", flags);

		for (unsigned r = 0; r < 3; r++) {
			const char *cookie = arena_printf(a, "kiosk-8080=%s", roles[r]);
			struct fake f = fake_request("POST", path);
			int expected = flags & (1u << r) ? 200 : 403;
			int earlier = handled;

			assert_status(get("GET", path, "", cookie, NULL), expected);
			fake_form(&f, "csrf=t");
			fake_set(&f, "HTTP_COOKIE", cookie);
			assert_status(fake_run(a, &app, &f), expected);
			assert_int_equal(handled - earlier, expected == 200 ? 2 : 0);
		}
		assert_status(get("GET", path, "", NULL, NULL), 303);
		assert_status(get("GET", path, "", "kiosk-8080=unknown", NULL), 303);
		assert_status(get("HEAD", path, "", NULL, NULL), 303);
		assert_status(get("GET", path, "", NULL, "application/json"), 401);
		assert_status(get("POST", path, "", NULL, NULL), 401);
	}
}

/* The tick opens what asks for it, and nothing else. */
static void who_opens_rounds(void **state)
{
	static const struct { const char *who; int expected; } cases[] = {{"admin", 200},
		{"analyst", 403}, {"manager", 403}, {"pilot", 200}};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *cookie = arena_printf(a, "kiosk-8080=%s", cases[i].who);
		struct fake f = fake_request("POST", "/pilots");

		assert_status(get("GET", "/pilots", "", cookie, NULL), cases[i].expected);
		fake_form(&f, "csrf=t");
		fake_set(&f, "HTTP_COOKIE", cookie);
		assert_status(fake_run(a, &app, &f), cases[i].expected);
	}
	assert_status(get("GET", "/pilots", "", NULL, NULL), 303);
	assert_status(get("GET", "/r/1", "", "kiosk-8080=pilot", NULL), 403);
	assert_status(get("GET", "/r/4", "", "kiosk-8080=pilot", NULL), 200);
}

static void no_flags_let_nobody_in(void **state)
{
	(void)state;
	assert_status(get("GET", "/nobody", "", "kiosk-8080=admin", NULL), 403);
	assert_status(get("GET", "/nobody", "", NULL, NULL), 303);
}

static void login_comes_back(void **state)
{
	(void)state;
	assert_header(get("GET", "/r/1", "a=1&b=%2F", NULL, NULL),
		"Location: /login?next=/r/1%3Fa%3D1%26b%3D%252F");
}

static void a_one_time_password_opens_only_its_change(void **state)
{
	const char *out = get("GET", "/r/1", "", "kiosk-8080=newcomer", NULL);

	(void)state;
	assert_status(out, 303);
	assert_header(out, "Location: /change");
	assert_status(get("GET", "/r/1", "", "kiosk-8080=newcomer", "application/json"), 403);
	assert_status(get("GET", "/change", "", "kiosk-8080=newcomer", NULL), 200);
	assert_status(get("GET", "/", "", "kiosk-8080=newcomer", NULL), 200);
}

static void a_failing_session_store_lets_nobody_in(void **state)
{
	const char *out = get("GET", "/r/1", "", "kiosk-8080=broken", NULL);

	(void)state;
	assert_status(out, 503);
	assert_header(out, "Retry-After: 10");
	assert_null(strstr(out, "secret"));
}

static void patterns(void **state)
{
	(void)state;
	assert_string_equal(fake_body(get("GET", "/", "", NULL, NULL)), "- -");
	assert_string_equal(fake_body(get("GET", "/s/crm-1", "", NULL, NULL)), "crm-1 -");
	assert_string_equal(fake_body(get("GET", "/files/a/b.csv", "", NULL, NULL)), "- a/b.csv");
	assert_status(get("GET", "/s/crm-1/form", "", NULL, NULL), 200);
	assert_status(get("GET", "/s/", "", NULL, NULL), 404);
	assert_status(get("GET", "/s", "", NULL, NULL), 404);
	assert_status(get("GET", "/s/a/", "", NULL, NULL), 404);
	assert_status(get("GET", "/s//form", "", NULL, NULL), 404);
	assert_status(get("GET", "/files/", "", NULL, NULL), 404);
	assert_status(get("GET", "//", "", NULL, NULL), 404);
	assert_status(get("GET", "/S/a", "", NULL, NULL), 404);
}

static void methods(void **state)
{
	const char *out = get("PUT", "/s/a", "", NULL, NULL);

	(void)state;
	assert_status(out, 405);
	assert_header(out, "Allow: GET, HEAD, POST");
	out = get("DELETE", "/", "", NULL, NULL);
	assert_status(out, 405);
	assert_header(out, "Allow: GET, HEAD");
	assert_status(get("get", "/", "", NULL, NULL), 405);
	assert_status(get("PUT", "/nope", "", NULL, NULL), 404);
	out = get("HEAD", "/s/crm-1", "", NULL, NULL);
	assert_status(out, 200);
	assert_header(out, "Content-Length: 7");
	assert_string_equal(fake_body(out), "");
}

static const char *post(const char *path, const char *type, const char *length,
	const char *body, size_t len)
{
	struct fake f = fake_request("POST", path);

	f.body = body;
	f.body_len = len;
	fake_set(&f, "CONTENT_TYPE", type);
	if (length)
		fake_set(&f, "CONTENT_LENGTH", length);
	return fake_run(a, &app, &f);
}

#define FORM "application/x-www-form-urlencoded"

static void sizes_and_shapes(void **state)
{
	size_t max = (size_t)ROUTE_FORM_MAX;
	char *big = arena_alloc(a, max + 2);
	int earlier = handled;

	(void)state;
	memset(big, 'a', max + 1);
	assert_status(post("/s/a", FORM, arena_printf(a, "%zu", max), big, max), 200);
	assert_int_equal(handled, earlier + 1);
	assert_status(post("/s/a", FORM, arena_printf(a, "%zu", max + 1), big, max + 1), 413);
	assert_status(post("/s/a", FORM, "9223372036854775807", "", 0), 413);
	/* Cut off on the way: nothing is done. */
	assert_status(post("/s/a", FORM, "10", "a=1", 3), 400);
	assert_status(post("/s/a", FORM, "5", "a=%4x", 5), 400);
	assert_status(post("/s/a", "text/plain", "3", "a=1", 3), 415);
	assert_status(post("/s/a", "multipart/form-data; boundary=x", "3", "a=1", 3), 415);
	assert_int_equal(handled, earlier + 1);
	assert_status(post("/s/a", "", NULL, "", 0), 200);
}

static void raw_bodies(void **state)
{
	int earlier = handled;

	(void)state;
	assert_string_equal(fake_body(post("/raw", "image/png", "4", "\0\1\2\3", 4)), "4");
	assert_int_equal(handled, earlier + 1);
	assert_status(post("/raw", "image/png", "21", "", 0), 413);
	assert_status(post("/raw", "image/png", NULL, "x", 1), 411);
	assert_status(post("/raw", "image/png", "10", "x", 1), 400);
	assert_int_equal(handled, earlier + 1);
}

static void an_error_replaces_half_a_page(void **state)
{
	static const struct {enum err e; int status; bool told;} expected[] = {
		{ERR_USAGE, 500, false}, {ERR_INPUT, 422, true},
		{ERR_TOO_LARGE, 413, true}, {ERR_NOT_FOUND, 404, true},
		{ERR_GONE, 410, true}, {ERR_CONFLICT, 409, true},
		{ERR_DENIED, 403, true}, {ERR_BUSY, 429, true},
		{ERR_STORE, 503, false}, {ERR_SYSTEM, 503, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
		const char *query = arena_printf(a, "e=%c", 'A' + (char)expected[i].e);
		const char *out = get("GET", "/fail", query, NULL, NULL);

		assert_int_equal(status_of(expected[i].e), expected[i].status);
		assert_status(out, expected[i].status);
		assert_null(strstr(out, "half"));
		assert_null(strstr(out, "X-Half"));
		assert_string_equal(fake_body(out), arena_printf(a, "page %d: %s",
			expected[i].status, expected[i].told ? "the detail" : "(nothing)"));
		if (expected[i].status == 429 || expected[i].status == 503)
			assert_header(out, "Retry-After: 10");
		out = get("GET", "/fail", query, NULL, "application/json");
		assert_status(out, expected[i].status);
		assert_header(out, "Content-Type: application/json");
	}
}

static void a_damaged_request_gets_a_page(void **state)
{
	(void)state;
	assert_status(get("GET", "/", "a=%", NULL, NULL), 400);
	assert_status(get("GET", "/", "a=%", NULL, "application/json"), 400);
	assert_string_equal(fake_body(get("GET", "/", "a=%", NULL, "application/json")),
		"{\"s\":400}");
}

/* Without pages of its own an app still answers plainly. */
static void plain_errors(void **state)
{
	static const struct web_app bare = {.name = "bare"};
	struct fake f = fake_request("GET", "/");

	(void)state;
	assert_string_equal(fake_body(fake_run(a, &bare, &f)), "404 Not Found\n");
	fake_set(&f, "HTTP_ACCEPT", "application/json");
	assert_string_equal(fake_body(fake_run(a, &bare, &f)),
		"{\"status\":404,\"message\":\"Not Found\"}\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_role_at_every_flag),
		cmocka_unit_test(who_opens_rounds),
		cmocka_unit_test(no_flags_let_nobody_in),
		cmocka_unit_test(login_comes_back),
		cmocka_unit_test(a_one_time_password_opens_only_its_change),
		cmocka_unit_test(a_failing_session_store_lets_nobody_in),
		cmocka_unit_test(patterns),
		cmocka_unit_test(methods),
		cmocka_unit_test(sizes_and_shapes),
		cmocka_unit_test(raw_bodies),
		cmocka_unit_test(an_error_replaces_half_a_page),
		cmocka_unit_test(a_damaged_request_gets_a_page),
		cmocka_unit_test(plain_errors),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
