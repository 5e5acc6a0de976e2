/* Random bytes from the kernel. */
#include "base/random.h"

#include <errno.h>
#include <stdio.h>
#include <sys/random.h>

#include "base/log.h"

static void (*source)(void *out, size_t len);

void random_fix(void (*fn)(void *out, size_t len))
{
	source = fn;
}

void random_bytes(void *out, size_t len)
{
	unsigned char *p = out;

	if (source) {
		source(out, len);
		return;
	}
	while (len) {
		ssize_t n = getrandom(p, len, 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			log_die("the kernel gave no random bytes");
		p += n;
		len -= (size_t)n;
	}
}

uint64_t random_53(void)
{
	uint64_t v;

	random_bytes(&v, sizeof v);
	return v >> 11;
}

void random_uuid4(char out[37])
{
	unsigned char b[16];
	static const char hex[] = "0123456789abcdef";
	char *at = out;

	random_bytes(b, sizeof b);
	b[6] = (unsigned char)((b[6] & 0x0F) | 0x40);
	b[8] = (unsigned char)((b[8] & 0x3F) | 0x80);
	for (int i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*at++ = '-';
		*at++ = hex[b[i] >> 4];
		*at++ = hex[b[i] & 15];
	}
	*at = '\0';
}
