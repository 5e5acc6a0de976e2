/*
 * nginx and the programs say the same: the security headers of files and of
 * pages, the limits of both, and that no variable names the client.
 */
#include "fake.h"

#include "base/file.h"

static struct arena *a;
static char *conf;

static int setup(void **state)
{
	size_t len;

	(void)state;
	a = arena_new();
	return file_read(a, "nginx/kiosk.conf.in", 1 << 20, &conf, &len) == OK ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

/* The page of a bare app has the defaults alone. */
static void security_headers_agree(void **state)
{
	static const char *const names[] = {
		"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy",
		"Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy",
		"Permissions-Policy",
	};
	static const struct web_app bare = {.name = "bare"};
	struct fake f = fake_request("GET", "/");
	const char *out = fake_run(a, &bare, &f);

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *at = strstr(out, arena_printf(a, "\r\n%s: ", names[i]));
		const char *value;

		assert_non_null(at);
		value = at + 2 + strlen(names[i]) + 2;
		value = arena_strndup(a, value, strcspn(value, "\r"));
		if (!strstr(conf, arena_printf(a, "\"\" \"%s\";", value)))
			fail_msg("nginx has another %s than %s", names[i], value);
		assert_non_null(strstr(conf, arena_printf(a, "add_header %s $", names[i])));
	}
}

/* An add_header of a location takes away all those above it. */
static void no_location_has_headers_of_its_own(void **state)
{
	const char *servers = strstr(conf, "\tserver {");

	(void)state;
	assert_non_null(servers);
	assert_null(strstr(servers, "add_header"));
}

static void limits_agree_with_the_contract(void **state)
{
	(void)state;
	assert_int_equal(ROUTE_FORM_MAX, 256 * 1024);
	assert_non_null(strstr(conf, "\tclient_max_body_size 256k;"));
	assert_non_null(strstr(conf, "\tclient_body_buffer_size 256k;"));
	assert_int_equal(ROUTE_PICTURE_MAX, 5 * 1024 * 1024);
	assert_non_null(strstr(conf, "client_max_body_size 5m;"));
	assert_non_null(strstr(conf, "client_body_buffer_size 5m;"));
	assert_non_null(strstr(conf, "zone=answers:4m rate=20r/s;"));
	assert_non_null(strstr(conf, "zone=answers burst=200 nodelay;"));
	assert_non_null(strstr(conf, "limit_req_status 429;"));
	assert_non_null(strstr(conf, "fastcgi_max_temp_file_size 0;"));
	assert_non_null(strstr(conf, "fastcgi_next_upstream off;"));
	assert_non_null(strstr(conf, "fastcgi_keep_conn off;"));
}

/* "No names, no IP addresses, no user agents, anywhere." An address is taken in
 * one place, for what is counted in memory: the limits of nginx, and who guesses at secrets,
 * which only the programs of six pages are told. */
static void nobody_is_told_who_the_client_is(void **state)
{
	const char *at = conf;
	int addresses = 0;

	(void)state;
	while ((at = strstr(at, "remote_addr"))) {
		addresses++;
		at++;
	}
	assert_int_equal(addresses, 1);
	assert_non_null(strstr(conf, "\t\t\"~^/(login|admin/password|receipt|resume|sign|vote)$\" $from;"));
	assert_non_null(strstr(conf, "fastcgi_param KIOSK_CLIENT $client if_not_empty;"));
	assert_null(strstr(conf, "fastcgi_param REMOTE"));
	for (at = strstr(conf, "log_format"); at; at = strstr(at + 1, "log_format"))
		assert_null(memmem(at, strcspn(at, ";"), "$from", 5));
	assert_null(strstr(conf, "user_agent"));
	assert_null(strstr(conf, "$request_uri"));
	assert_null(strstr(conf, "$request "));
	assert_non_null(strstr(conf, "fastcgi_pass_request_headers off;"));
	assert_non_null(strstr(conf, "error_log stderr crit;"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(security_headers_agree),
		cmocka_unit_test(no_location_has_headers_of_its_own),
		cmocka_unit_test(limits_agree_with_the_contract),
		cmocka_unit_test(nobody_is_told_who_the_client_is),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
