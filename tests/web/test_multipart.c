/*
 * Bodies with files (RFC 7578): what browsers send is taken apart to the byte, and
 * whatever else is refused whole.
 */
#include "fake.h"

#include "web/multipart.h"

static struct arena *a;
static struct params fields;
static struct uploads files;

static int setup(void **state)
{
	(void)state;
	a = arena_new();
	fields = (struct params){0};
	files = (struct uploads){0};
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static enum err parse_n(const char *body, size_t len)
{
	char *copy = arena_strndup(a, body, len);

	return multipart_parse(a, "B", copy, len, &fields, &files);
}

static enum err parse(const char *body)
{
	return parse_n(body, strlen(body));
}

#define FIELD(name) "--B\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n"
#define FILE_PART(name, file) "--B\r\nContent-Disposition: form-data; name=\"" name \
	"\"; filename=\"" file "\"\r\nContent-Type: text/csv\r\n\r\n"

static void takes_fields_and_files(void **state)
{
	static const char body[] = FIELD("csrf") "t\r\n" FILE_PART("f", "survey.csv")
		"type,name\r\n\0\xff\r\n" "\r\n" FILE_PART("f", "C:\\x\\č%22.zip") "\r\n--B--\r\n";

	(void)state;
	assert_int_equal(parse_n(body, sizeof body - 1), OK);
	assert_int_equal(fields.count, 1);
	assert_string_equal(params_get(&fields, "csrf"), "t");
	assert_int_equal(files.count, 2);
	assert_string_equal(files.list[0].filename, "survey.csv");
	assert_int_equal(files.list[0].len, 15);
	assert_memory_equal(files.list[0].data, "type,name\r\n\0\xff\r\n", 15);
	assert_string_equal(files.list[1].filename, "č\".zip");
	assert_int_equal(files.list[1].len, 0);
}

static void no_file_chosen_is_none(void **state)
{
	(void)state;
	assert_int_equal(parse(FILE_PART("f", "") "\r\n--B--\r\n"), OK);
	assert_int_equal(files.count, 0);
}

static void refuses_what_is_broken(void **state)
{
	static const char *const bodies[] = {
		"", "--B", "--B\r\n", "--B--x", "x\r\n--B--",
		FIELD("x") "v",				/* cut */
		FIELD("x") "v\r\n--B",
		FIELD("x") "v\r\n--B--more",
		FIELD("x") "v\r\n--C--",
		FIELD("x") "\xff\r\n--B--",		/* a field that is no UTF-8 */
		"--B\r\nContent-Type: text/csv\r\n\r\nv\r\n--B--",	/* no name */
		"--B\r\nContent-Disposition: form-data\r\n\r\nv\r\n--B--",
		"--B\r\nContent-Disposition: form-data; name=x\r\n\r\nv\r\n--B--",
		"--B\r\nContent-Disposition: form-data; name=\"x\"; name=\"y\"\r\n\r\nv\r\n--B--",
		"--B\r\nContent-Disposition: attachment; name=\"x\"\r\n\r\nv\r\n--B--",
		"--B\nContent-Disposition: form-data; name=\"x\"\n\nv\n--B--",
		FIELD("x") "v\r\n--B\r\nContent-Transfer-Encoding: base64\r\n\r\nv\r\n--B--",
	};

	(void)state;
	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
		if (parse(bodies[i]) != ERR_INPUT)
			fail_msg("taken: %s", bodies[i]);
		assert_int_equal(fields.count + files.count, 0);
	}
}

static void a_body_cut_anywhere_is_refused(void **state)
{
	static const char body[] = FIELD("csrf") "t\r\n" FILE_PART("f", "a.csv") "1\r\n--B--";

	(void)state;
	for (size_t len = 0; len < sizeof body - 1; len++)
		assert_int_equal(parse_n(body, len), ERR_INPUT);
	assert_int_equal(parse_n(body, sizeof body - 1), OK);
}

static void too_many_parts(void **state)
{
	struct buf *b = buf_new(a, 1 << 20);

	(void)state;
	for (int i = 0; i <= MULTIPART_PARTS_MAX; i++)
		buf_puts(b, FIELD("x") "v\r\n");
	buf_puts(b, "--B--");
	assert_int_equal(parse(b->data), ERR_TOO_LARGE);
}

static void boundaries(void **state)
{
	(void)state;
	assert_string_equal(multipart_boundary(a, "multipart/form-data; boundary=--x"), "--x");
	assert_string_equal(multipart_boundary(a, "Multipart/Form-Data; boundary=\"a b\""), "a b");
	assert_null(multipart_boundary(a, "multipart/form-data"));
	assert_null(multipart_boundary(a, "multipart/form-data; boundary="));
	assert_null(multipart_boundary(a, "multipart/mixed; boundary=x"));
	assert_null(multipart_boundary(a, "multipart/form-data; boundary=a\"b"));
	assert_null(multipart_boundary(a, arena_printf(a, "multipart/form-data; boundary=%071d", 0)));
}

/* ---- through the routes ---- */

static enum err show(struct request *req, struct response *res)
{
	buf_printf(response_html(res, 200), "%zu %zu", req->form.count, req->files.count);
	return OK;
}

static const struct route routes[] = {
	{"POST", "/upload", show, ROUTE_PUBLIC | ROUTE_OPEN_POST | ROUTE_UPLOAD, 1000},
	{"POST", "/form", show, ROUTE_PUBLIC | ROUTE_OPEN_POST, 1000},
	{"POST", "/guarded", show, ROUTE_PUBLIC | ROUTE_UPLOAD, 1000},
};

static const struct web_app app = {.name = "test", .routes = routes, .route_count = 3};

static const char *send_body(const char *path, const char *body)
{
	struct fake f = fake_request("POST", path);

	fake_form(&f, body);
	fake_set(&f, "CONTENT_TYPE", "multipart/form-data; boundary=B");
	return fake_run(a, &app, &f);
}

static void routes_take_uploads_where_they_say_so(void **state)
{
	const char *body = FIELD("x") "v\r\n" FILE_PART("f", "a.csv") "1\r\n--B--\r\n";
	const char *out = send_body("/upload", body);

	(void)state;
	assert_status(out, 200);
	assert_string_equal(fake_body(out), "1 1");
	assert_status(send_body("/form", body), 415);
	assert_status(send_body("/upload", "--B\r\n"), 400);
	assert_status(send_body("/guarded", body), 403);
	assert_status(send_body("/upload", arena_printf(a, "%01001d", 0)), 413);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(takes_fields_and_files, setup, teardown),
		cmocka_unit_test_setup_teardown(no_file_chosen_is_none, setup, teardown),
		cmocka_unit_test_setup_teardown(refuses_what_is_broken, setup, teardown),
		cmocka_unit_test_setup_teardown(a_body_cut_anywhere_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(too_many_parts, setup, teardown),
		cmocka_unit_test_setup_teardown(boundaries, setup, teardown),
		cmocka_unit_test_setup_teardown(routes_take_uploads_where_they_say_so, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
