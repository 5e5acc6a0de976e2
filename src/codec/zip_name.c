/* Which names may stand in an archive; the writer and the reader both ask. */
#include <string.h>

#include "base/text.h"
#include "codec/zip.h"
#include "zip_format.h"

static bool part_valid(const char *part, size_t len)
{
	if (len == 0)
		return false;
	return !(part[0] == '.' && (len == 1 || (len == 2 && part[1] == '.')));
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* C0, DEL, and C1 as UTF-8 writes it; the backslash parts names elsewhere. */
static bool has_bad_character(const char *name, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)name[i];

		if (c < 0x20 || c == 0x7F || c == '\\')
			return true;
		if (c == 0xC2 && (unsigned char)name[i + 1] < 0xA0)
			return true;
	}
	return false;
}

bool zip_name_valid(const char *name, size_t len)
{
	if (len == 0 || len > NAME_MAX_BYTES || !utf8_valid(name, len) ||
			has_bad_character(name, len))
		return false;
	if (len >= 2 && is_letter(name[0]) && name[1] == ':')
		return false;
	if (len > 1 && name[len - 1] == '/')
		len--;
	for (;;) {
		const char *slash = memchr(name, '/', len);
		size_t part = slash ? (size_t)(slash - name) : len;

		if (!part_valid(name, part))
			return false;
		if (!slash)
			return true;
		name += part + 1;
		len -= part + 1;
	}
}
