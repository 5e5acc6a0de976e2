/* What of nginx's lines may be kept: no address, query, host, referrer, length, time, and no
 * name that a request made up; the fault itself is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/log_filter.h"

#define HEAD "2026/11/28 21:04:05 [crit] 4711#4712: "
#define REQUEST ", client: 192.0.2.77, server: localhost, request: \"GET /s/a?answer=Zx9 " \
	"HTTP/1.1\", host: \"kiosk.example\", referrer: \"http://Zx9.example/\""

static void kept(const char *line, bool starting, enum log_level level, const char *expected)
{
	enum log_level got = LOG_LEVEL_INFO;
	struct buf out;

	buf_init(&out, 4096);
	assert_true(log_filter_nginx(line, "/data/run", starting, &out, &got));
	assert_string_equal(out.data, expected);
	assert_int_equal(got, level);
	buf_free(&out);
}

static void dropped(const char *line)
{
	enum log_level level;
	struct buf out;

	buf_init(&out, 4096);
	assert_false(log_filter_nginx(line, "/data/run", false, &out, &level));
	buf_free(&out);
}

static void what_happened_stays(void **state)
{
	(void)state;
	kept(HEAD "*12 connect() to unix:/data/run/survey.sock failed (2: No such file or "
		"directory) while connecting to upstream" REQUEST ", upstream: \"fastcgi://x:\"",
		false, LOG_LEVEL_CRIT, "nginx: connect() to unix:/data/run/survey.sock failed "
		"(2: No such file or directory) while connecting to upstream");
	kept(HEAD "*5 pwrite() \"/data/run/body/0000000012\" failed (28: No space left on device)"
		REQUEST, false, LOG_LEVEL_CRIT, "nginx: pwrite() \"/data/run/body/0000000012\" "
		"failed (28: No space left on device)");
	kept("2026/11/28 21:04:05 [alert] 1#1: *5 write() to \"/data/run/access.log\" failed "
		"(28: No space left on device) while logging request" REQUEST, false,
		LOG_LEVEL_ALERT, "nginx: write() to \"/data/run/access.log\" failed (28: No space "
		"left on device) while logging request");
	kept("2026/11/28 21:04:05 [alert] 77#77: worker process 4711 exited on signal 9", false,
		LOG_LEVEL_ALERT, "nginx: worker process # exited on signal #");
	kept("2026/11/28 21:04:05 [alert] 1#1: 8192 worker_connections are not enough", false,
		LOG_LEVEL_ALERT, "nginx: # worker_connections are not enough");
}

static void what_a_request_made_up_goes(void **state)
{
	(void)state;
	kept(HEAD "*9 open() \"/www/static/Zx9\" failed (24: Too many open files)" REQUEST, false,
		LOG_LEVEL_CRIT, "nginx: open() failed (24: Too many open files)");
	kept(HEAD "*9 open() \"/www/static/a\" Zx9, client: \"b\" failed (5: Zx9)" REQUEST, false,
		LOG_LEVEL_CRIT, "nginx: open() failed (5: Input/output error)");
	kept(HEAD "*9 open() \"/data/run/../Zx9 x\" failed (5: I/O)" REQUEST, false,
		LOG_LEVEL_CRIT, "nginx: open() failed (5: Input/output error)");
	kept(HEAD "*9 client intended to send too large body: 123456 bytes" REQUEST, false,
		LOG_LEVEL_CRIT, "nginx: client intended to send too large body: # bytes");
	kept(HEAD "*9 SSL_do_handshake() failed (SSL: error:0A) while SSL handshaking, client: "
		"192.0.2.77, server: 0.0.0.0:443", false, LOG_LEVEL_CRIT,
		"nginx: SSL_do_handshake() failed while SSL handshaking");
	/* A line end in a name makes a second line of the rest. */
	dropped("Zx9\" failed (36: File name too long)" REQUEST);
	dropped("");
	dropped("2026/11/28 21:04:05 [crit] Zx9");
}

static void faults_of_the_configuration_stay_whole(void **state)
{
	(void)state;
	kept("nginx: [emerg] unknown directive \"x\" in /data/run/nginx.conf:12", true,
		LOG_LEVEL_ALERT, "nginx: unknown directive \"x\" in /data/run/nginx.conf:12");
	kept("2026/11/28 21:04:05 [emerg] 12#12: bind() to 127.0.0.1:8080 failed (98: Address "
		"already in use)", true, LOG_LEVEL_ALERT,
		"nginx: bind() to 127.0.0.1:8080 failed (98: Address already in use)");
	kept(HEAD "*1 recv() failed" REQUEST, true, LOG_LEVEL_CRIT, "nginx: recv() failed");
}

static void programs_say_their_level(void **state)
{
	enum log_level level = LOG_LEVEL_INFO;
	struct buf out;

	(void)state;
	buf_init(&out, 4096);
	log_filter_program("<4>survey: text", "survey.fcgi", &out, &level);
	assert_string_equal(out.data, "survey: text");
	assert_int_equal(level, LOG_LEVEL_WARN);
	buf_clear(&out);
	log_filter_program("free(): invalid pointer", "survey.fcgi", &out, &level);
	assert_string_equal(out.data, "survey.fcgi: free(): invalid pointer");
	assert_int_equal(level, LOG_LEVEL_ERROR);
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_happened_stays),
		cmocka_unit_test(what_a_request_made_up_goes),
		cmocka_unit_test(faults_of_the_configuration_stay_whole),
		cmocka_unit_test(programs_say_their_level),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
