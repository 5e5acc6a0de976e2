/* The well-formed front of a text; the rules themselves are base/text's. */
#include "utf8_front.h"

#include "base/text.h"

size_t utf8_front(const char *s, size_t len)
{
	size_t at = 0;

	while (at < len) {
		size_t n = 1;

		while (n < 4 && n < len - at && !utf8_valid(s + at, n))
			n++;
		if (!utf8_valid(s + at, n))
			break;
		at += n;
	}
	return at;
}
