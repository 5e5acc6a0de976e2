/*
 * What leaves the house: headers that cannot be split, redirects that stay here,
 * cookies, tags, downloads, streams that break.
 */
#include "fake.h"


static struct arena *a;
static struct response *res;
static struct request *req;
static enum err (*handler)(struct request *r, struct response *s);

static int setup(void **state)
{
	struct fake *f;

	(void)state;
	a = arena_new();
	f = arena_alloc(a, sizeof *f);
	*f = fake_request("GET", "/");
	assert_int_equal(fake_make(a, f, &req), OK);
	res = response_new(a);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static enum err call(struct request *r, struct response *s)
{
	return handler(r, s);
}

static const struct route routes[] = {{"GET", "/", call, ROUTE_PUBLIC, 0}};
static const struct web_app app = {.name = "test", .routes = routes, .route_count = 1};

static void headers_cannot_be_split(void **state)
{
	static const char *const bad[] = {
		"a\r\nSet-Cookie: x=1", "a\nb", "a\rb", "a\tb", "\x7f", "a\x01",
	};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_int_equal(response_header(res, "X-Test", bad[i]), ERR_INPUT);
		assert_int_equal(response_header(res, bad[i], "value"), ERR_INPUT);
		assert_int_equal(response_redirect(res, bad[i]), ERR_INPUT);
		assert_int_equal(response_session(req, res, bad[i]), ERR_INPUT);
	}
	assert_int_equal(response_header(res, "", "v"), ERR_INPUT);
	assert_int_equal(response_header(res, "A:", "v"), ERR_INPUT);
	assert_int_equal(response_header(res, "Set-Cookie", "a=1"), ERR_INPUT);
	assert_int_equal(res->header_count, 0);
	assert_null(response_get(res, "X-Test"));
}

static void a_header_replaces_its_namesake(void **state)
{
	(void)state;
	assert_int_equal(response_header(res, "X-Test", "1"), OK);
	assert_int_equal(response_header(res, "x-test", "2"), OK);
	assert_int_equal(res->header_count, 1);
	assert_string_equal(response_get(res, "X-TEST"), "2");
}

static void redirects_stay_here(void **state)
{
	static const char *const elsewhere[] = {
		"//evil", "/\\evil", "\\\\evil", "http://evil", "evil", "", "/\t/evil",
		"/a\\b", "javascript:alert(1)", " /a", "?a=1",
	};

	(void)state;
	for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++) {
		if (response_path_is_local(elsewhere[i]))
			fail_msg("%s was taken", elsewhere[i]);
		assert_int_equal(response_redirect(res, elsewhere[i]), ERR_INPUT);
		assert_int_equal(res->status, 200);
	}
	assert_int_equal(response_redirect(res, "/results?x=1&y=//a#b"), OK);
	assert_int_equal(res->status, 303);
	assert_string_equal(response_get(res, "Location"), "/results?x=1&y=//a#b");
	assert_int_equal(response_redirect(res, "/a b\xc5\xbe\"%20"), OK);
	assert_string_equal(response_get(res, "Location"), "/a%20b%C5%BE%22%20");
}

/* corpora/payloads: what people try in `next=`. */
static void redirect_payloads(void **state)
{
	FILE *list = fopen("../shared/corpora/payloads/openredirects.txt", "r");
	char line[2048];
	size_t tried = 0;

	(void)state;
	if (!list) {
		print_message("no ../shared/corpora/payloads: skipped\n");
		return;
	}
	while (fgets(line, sizeof line, list)) {
		line[strcspn(line, "\r\n")] = '\0';
		tried++;
		/* What is taken can only mean a path: one slash, no second. */
		if (response_redirect(res, line) == OK) {
			const char *to = response_get(res, "Location");

			assert_true(to[0] == '/' && to[1] != '/' && !strchr(to, '\\'));
		}
	}
	fclose(list);
	assert_true(tried > 10);
}

static void session_cookies(void **state)
{
	(void)state;
	req->host = "localhost";
	assert_int_equal(response_session(req, res, "abc_DEF-1"), OK);
	assert_string_equal(response_get(res, "Set-Cookie"),
		"kiosk=abc_DEF-1; Path=/; HttpOnly; SameSite=Strict");
	response_session_end(req, res);
	assert_int_equal(res->header_count, 1);
	assert_string_equal(response_get(res, "Set-Cookie"),
		"kiosk=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
	assert_int_equal(response_cookie(req, res, "kiosk-form", "1", 60), OK);
	assert_int_equal(res->header_count, 2);
	assert_int_equal(response_session(req, res, "a;b"), ERR_INPUT);
	assert_int_equal(response_session(req, res, "a b"), ERR_INPUT);
	req->https = true;
	res->header_count = 0;
	assert_int_equal(response_session(req, res, "abc"), OK);
	assert_string_equal(response_get(res, "Set-Cookie"),
		"__Host-kiosk=abc; Path=/; HttpOnly; SameSite=Strict; Secure");
	req->host = "kiosk.example:8443";
	res->header_count = 0;
	assert_int_equal(response_session(req, res, "abc"), OK);
	assert_string_equal(response_get(res, "Set-Cookie"),
		"__Host-kiosk-8443=abc; Path=/; HttpOnly; SameSite=Strict; Secure");
}

static void downloads_are_quoted(void **state)
{
	(void)state;
	response_download(res, "application/zip", "crm-audit-1.zip");
	assert_string_equal(response_get(res, "Content-Disposition"),
		"attachment; filename=\"crm-audit-1.zip\"");
	response_download(res, "application/zip", "a\"; x=\\\r\n../\xc5\xbe.zip");
	assert_string_equal(response_get(res, "Content-Disposition"),
		"attachment; filename=\"a_; x=___..__.zip\"; "
		"filename*=UTF-8''a%22%3B%20x%3D%5F%0D%0A..%5F%C5%BE.zip");
}

static void tags(void **state)
{
	static const char *const same[] = {"\"v1\"", "W/\"v1\"", "\"x\", W/\"v1\"", "*"};
	static const char *const other[] = {"\"v2\"", "v1", "\"V1\"", "\"v1", ""};

	(void)state;
	for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
		req->if_none_match = same[i];
		res->status = 200;
		assert_true(response_etag(req, res, "v1"));
		assert_int_equal(res->status, 304);
	}
	for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
		req->if_none_match = other[i];
		assert_false(response_etag(req, res, "v1"));
	}
	req->if_none_match = NULL;
	assert_false(response_etag(req, res, "v1"));
	assert_string_equal(response_get(res, "ETag"), "\"v1\"");
}

static enum err page(struct request *r, struct response *s)
{
	(void)r;
	buf_puts(response_html(s, 200), "<p>page</p>");
	return OK;
}

static void every_page_is_guarded(void **state)
{
	struct fake f = fake_request("GET", "/");
	const char *out;

	(void)state;
	handler = page;
	out = fake_run(a, &app, &f);
	assert_true(f.whole);
	assert_status(out, 200);
	assert_header(out, "Content-Type: text/html; charset=utf-8");
	assert_header(out, arena_printf(a, "Content-Security-Policy: %s", web_csp));
	assert_header(out, "X-Content-Type-Options: nosniff");
	assert_header(out, "Referrer-Policy: same-origin");
	assert_header(out, "Cache-Control: no-store");
	assert_header(out, "Content-Length: 11");
	assert_null(strstr(web_csp, "unsafe"));
	assert_non_null(strstr(web_csp, "default-src 'none'"));
	assert_non_null(strstr(web_csp, "frame-ancestors 'none'"));
	assert_non_null(strstr(web_csp, "base-uri 'none'"));
	assert_non_null(strstr(web_csp, "form-action 'self'"));
	f = fake_request("GET", "/nope");
	assert_header(fake_run(a, &app, &f), "X-Content-Type-Options: nosniff");
}

static enum err cached(struct request *r, struct response *s)
{
	response_cache(s, "no-cache");
	if (!response_etag(r, s, "v1-sk"))
		buf_puts(response_json(s, 200), "{}");
	return OK;
}

static void a_304_has_no_body(void **state)
{
	struct fake f = fake_request("GET", "/");
	const char *out;

	(void)state;
	handler = cached;
	assert_status(fake_run(a, &app, &f), 200);
	fake_set(&f, "HTTP_IF_NONE_MATCH", "\"v1-sk\"");
	out = fake_run(a, &app, &f);
	assert_status(out, 304);
	assert_header(out, "ETag: \"v1-sk\"");
	assert_header(out, "Cache-Control: no-cache");
	assert_string_equal(fake_body(out), "");
	assert_null(strstr(out, "Content-Length"));
}

static enum err too_long(struct request *r, struct response *s)
{
	struct buf *b = response_html(s, 200);
	size_t part = (size_t)1 << 20;
	char *text = arena_alloc(r->arena, part);

	for (size_t i = 0; i <= RESPONSE_MAX / part; i++)
		buf_add(b, text, part);
	return OK;
}

/* Half a page is never sent as if it were whole. */
static void a_page_too_long_is_an_error(void **state)
{
	struct fake f = fake_request("GET", "/");

	(void)state;
	handler = too_long;
	assert_status(fake_run(a, &app, &f), 500);
}

static enum err produce(void *ctx, struct web_sink *sink)
{
	const char *how = ctx;
	enum err e;

	if (*how == 'e')
		return err_fail(ERR_STORE, "before the first byte");
	for (int i = 0; i < 3; i++) {
		if ((e = web_sink_write(sink, "12345", 5)))
			return e;
		if (*how == 'm')
			return err_fail(ERR_STORE, "in the middle");
	}
	return OK;
}

static enum err stream(struct request *r, struct response *s)
{
	response_download(s, "text/csv", "a.csv");
	response_stream(s, produce, (void *)(uintptr_t)params_get(&r->query, "how"));
	return OK;
}

static void streams(void **state)
{
	struct fake f = fake_request("GET", "/");
	const char *out;
	size_t whole_len;

	(void)state;
	handler = stream;
	fake_set(&f, "QUERY_STRING", "how=well");
	out = fake_run(a, &app, &f);
	assert_true(f.whole);
	assert_string_equal(fake_body(out), "123451234512345");
	whole_len = f.out->len;
	assert_null(strstr(out, "Content-Length"));
	assert_header(out, "Content-Disposition: attachment; filename=\"a.csv\"");

	/* In the middle: the connection has to be cut. */
	fake_set(&f, "QUERY_STRING", "how=middle");
	out = fake_run(a, &app, &f);
	assert_false(f.whole);
	assert_string_equal(fake_body(out), "12345");

	/* Before anything was sent there is still a proper answer. */
	fake_set(&f, "QUERY_STRING", "how=early");
	out = fake_run(a, &app, &f);
	assert_true(f.whole);
	assert_status(out, 503);
	assert_null(strstr(out, "a.csv"));

	/* The reader goes away: the producer is told. */
	fake_set(&f, "QUERY_STRING", "how=well");
	f.write_limit = whole_len - 1;
	fake_run(a, &app, &f);
	assert_false(f.whole);

	f.write_limit = SIZE_MAX;
	fake_set(&f, "REQUEST_METHOD", "HEAD");
	assert_string_equal(fake_body(fake_run(a, &app, &f)), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(headers_cannot_be_split, setup, teardown),
		cmocka_unit_test_setup_teardown(a_header_replaces_its_namesake, setup, teardown),
		cmocka_unit_test_setup_teardown(redirects_stay_here, setup, teardown),
		cmocka_unit_test_setup_teardown(redirect_payloads, setup, teardown),
		cmocka_unit_test_setup_teardown(session_cookies, setup, teardown),
		cmocka_unit_test_setup_teardown(downloads_are_quoted, setup, teardown),
		cmocka_unit_test_setup_teardown(tags, setup, teardown),
		cmocka_unit_test_setup_teardown(every_page_is_guarded, setup, teardown),
		cmocka_unit_test_setup_teardown(a_304_has_no_body, setup, teardown),
		cmocka_unit_test_setup_teardown(a_page_too_long_is_an_error, setup, teardown),
		cmocka_unit_test_setup_teardown(streams, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
