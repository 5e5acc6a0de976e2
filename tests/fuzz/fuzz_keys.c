/*
 * The file of the secret keys: any bytes are refused, or are exactly what would be written for
 * the keys that were read of them.
 */
#include <string.h>

#include "../../src/model/kiosk/keys_file.h"
#include "base/arena.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct keys keys;
	size_t len;

	if (keys_parse(a, (const char *)data, size, &keys)) {
		const char *text = keys_format(a, &keys, &len);

		PROMISE(len == size);
		PROMISE(memcmp(text, data, size) == 0);
		for (size_t i = 0; i < keys.round_count; i++)
			PROMISE(keys_find(&keys, keys.rounds[i].code) == &keys.rounds[i]);
	}
	arena_free(a);
	return 0;
}
