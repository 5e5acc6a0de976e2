/*
 * The bare echo: answers every request with ECHO_BYTES bytes that it has ready. What
 * nginx, the socket and libfcgi cost by themselves.
 */
#include <string.h>

#include "bench.h"

static char *body;
static int body_bytes;

static void answer(FCGX_Request *r)
{
	FCGX_FPrintF(r->out, "Content-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n",
		body_bytes);
	FCGX_PutStr(body, body_bytes, r->out);
}

int main(void)
{
	const char *bytes = getenv("ECHO_BYTES");

	body_bytes = bytes ? (int)strtol(bytes, NULL, 10) : 1;
	body = malloc((size_t)body_bytes + 1);
	if (!body)
		return 1;
	memset(body, 'x', (size_t)body_bytes);
	return bench_serve(answer);
}
