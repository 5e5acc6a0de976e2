/*
 * Where a POST comes from, and its token (contracts.md: a foreign Origin is
 * refused; a POST without Origin is judged by its token where one is required).
 */
#include "fake.h"

#include "../../src/web/guard.h"

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

static bool foreign(const char *origin, const char *host, bool https)
{
	struct fake f = fake_request("POST", "/");
	struct request *req;

	if (origin)
		fake_set(&f, "HTTP_ORIGIN", origin);
	fake_set(&f, "HTTP_HOST", host);
	if (https)
		fake_set(&f, "HTTPS", "on");
	assert_int_equal(fake_make(a, &f, &req), OK);
	return guard_foreign(req);
}

static void own_origins(void **state)
{
	(void)state;
	assert_false(foreign(NULL, "localhost:8080", false));
	assert_false(foreign("http://localhost:8080", "localhost:8080", false));
	assert_false(foreign("http://LOCALHOST:8080", "localhost:8080", false));
	assert_false(foreign("http://kiosk", "kiosk:80", false));
	assert_false(foreign("http://kiosk:80", "kiosk", false));
	assert_false(foreign("https://kiosk", "kiosk:443", true));
	assert_false(foreign("http://[::1]:8080", "[::1]:8080", false));
}

static void foreign_origins(void **state)
{
	(void)state;
	assert_true(foreign("null", "localhost:8080", false));
	assert_true(foreign("http://evil.example", "localhost:8080", false));
	assert_true(foreign("http://localhost", "localhost:8080", false));
	assert_true(foreign("http://localhost:8081", "localhost:8080", false));
	assert_true(foreign("http://localhost:80800", "localhost:8080", false));
	assert_true(foreign("http://localhost:8080.evil", "localhost:8080", false));
	assert_true(foreign("https://localhost:8080", "localhost:8080", false));
	assert_true(foreign("http://localhost:8080", "localhost:8080", true));
	assert_true(foreign("http://kiosk:443", "kiosk", false));
	assert_true(foreign("http://", "", false));
	assert_true(foreign("http://x@localhost:8080", "localhost:8080", false));
}

static enum err handle(struct request *req, struct response *res)
{
	(void)req;
	handled++;
	buf_puts(response_html(res, 200), "done");
	return OK;
}

static enum err find_session(struct request *req, const char *token,
	struct viewer **viewer)
{
	static struct viewer admin = {1, "admin", VIEWER_ADMIN, true, false, "their-token", false,
		true};

	(void)req;
	if (strcmp(token, "alive") == 0)
		*viewer = &admin;
	return OK;
}

static enum err show_token(struct request *req, struct response *res)
{
	buf_puts(response_html(res, 200), response_csrf(req, res));
	return OK;
}

static const struct route routes[] = {
	{"POST", "/open", handle, ROUTE_PUBLIC | ROUTE_OPEN_POST, 0},
	{"POST", "/admin", handle, ROUTE_ADMIN, 0},
	{"POST", "/upload", handle, ROUTE_ADMIN | ROUTE_RAW_BODY, 0},
	{"GET", "/login", show_token, ROUTE_PUBLIC, 0},
	{"POST", "/login", handle, ROUTE_PUBLIC, 0},
};
static const struct web_app app = {
	.name = "test", .routes = routes, .route_count = sizeof routes / sizeof *routes,
	.find_session = find_session,
};

/* Status of a POST; a 200 means handled, everything else that it was not. */
static int post(const char *path, const char *origin, const char *cookie,
	const char *body, const char *header_token)
{
	struct fake f = fake_request("POST", path);
	const char *out;
	int before = handled, status;

	fake_form(&f, body);
	if (origin)
		fake_set(&f, "HTTP_ORIGIN", origin);
	if (cookie)
		fake_set(&f, "HTTP_COOKIE", cookie);
	if (header_token)
		fake_set(&f, "HTTP_KIOSK_CSRF", header_token);
	out = fake_run(a, &app, &f);
	assert_int_equal(sscanf(out, "Status: %d", &status), 1);
	assert_int_equal(handled - before, status == 200 ? 1 : 0);
	return status;
}

#define OWN "http://localhost:8080"

static void answers_need_no_token(void **state)
{
	(void)state;
	assert_int_equal(post("/open", NULL, NULL, "a=1", NULL), 200);
	assert_int_equal(post("/open", OWN, NULL, "a=1", NULL), 200);
	assert_int_equal(post("/open", "http://evil", NULL, "a=1", NULL), 403);
	assert_int_equal(post("/open", "null", NULL, "a=1", NULL), 403);
}

static void accounts_need_their_token(void **state)
{
	(void)state;
	assert_int_equal(post("/admin", OWN, "kiosk-8080=alive", "csrf=their-token", NULL), 200);
	assert_int_equal(post("/admin", NULL, "kiosk-8080=alive", "csrf=their-token", NULL), 200);
	assert_int_equal(post("/admin", OWN, "kiosk-8080=alive", "", NULL), 403);
	assert_int_equal(post("/admin", OWN, "kiosk-8080=alive", "csrf=", NULL), 403);
	assert_int_equal(post("/admin", OWN, "kiosk-8080=alive", "csrf=their-tokeN", NULL), 403);
	assert_int_equal(post("/admin", OWN, "kiosk-8080=alive", "csrf=their-token2", NULL), 403);
	assert_int_equal(post("/admin", NULL, "kiosk-8080=alive", "", NULL), 403);
	assert_int_equal(post("/admin", OWN, "kiosk-8080=alive; kiosk-form-8080=x", "csrf=x", NULL), 403);
	assert_int_equal(post("/admin", "http://evil", "kiosk-8080=alive", "csrf=their-token", NULL),
		403);
	assert_int_equal(post("/admin", OWN, "kiosk-8080=dead", "csrf=their-token", NULL), 401);
}

static void raw_bodies_carry_it_in_a_header(void **state)
{
	(void)state;
	assert_int_equal(post("/upload", OWN, "kiosk-8080=alive", "zip", "their-token"), 200);
	assert_int_equal(post("/upload", OWN, "kiosk-8080=alive", "csrf=their-token", NULL), 403);
	assert_int_equal(post("/upload", OWN, "kiosk-8080=alive", "zip", "other"), 403);
}

/* The login page's token goes with a cookie of its own. */
static void login_is_bound_to_its_cookie(void **state)
{
	struct fake f = fake_request("GET", "/login");
	const char *out, *token, *cookie;

	(void)state;
	out = fake_run(a, &app, &f);
	token = fake_body(out);
	assert_int_equal(strlen(token), 32);
	cookie = arena_printf(a, "kiosk-form-8080=%s", token);
	assert_header(out, arena_printf(a, "Set-Cookie: %s; Path=/; HttpOnly; SameSite=Strict",
		cookie));
	assert_int_equal(post("/login", OWN, cookie, arena_printf(a, "csrf=%s", token), NULL), 200);
	assert_int_equal(post("/login", OWN, NULL, arena_printf(a, "csrf=%s", token), NULL), 403);
	assert_int_equal(post("/login", OWN, cookie, "csrf=", NULL), 403);
	assert_int_equal(post("/login", OWN, "kiosk-form-8080=", "csrf=", NULL), 403);
	assert_int_equal(post("/login", OWN, NULL, "", NULL), 403);
	/* A second look at the page keeps the token, a foreign value does not stay. */
	fake_set(&f, "HTTP_COOKIE", cookie);
	assert_string_equal(fake_body(fake_run(a, &app, &f)), token);
	fake_set(&f, "HTTP_COOKIE", "kiosk-form-8080=planted");
	assert_string_not_equal(fake_body(fake_run(a, &app, &f)), "planted");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(own_origins),
		cmocka_unit_test(foreign_origins),
		cmocka_unit_test(answers_need_no_token),
		cmocka_unit_test(accounts_need_their_token),
		cmocka_unit_test(raw_bodies_carry_it_in_a_header),
		cmocka_unit_test(login_is_bound_to_its_cookie),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
