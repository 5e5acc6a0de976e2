/*
 * Replays files through a fuzz target with any compiler: each argument is a file
 * (or a folder of them), the number run is printed. What libFuzzer would report,
 * a crash or a failed check, ends the program here too.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "fuzz.h"

#define MAX_BYTES ((size_t)64 << 20)

static void run_file(struct arena *a, const char *path)
{
	char *data;
	size_t len;

	if (file_read(a, path, MAX_BYTES, &data, &len) != OK) {
		fprintf(stderr, "%s\n", err_detail());
		exit(3);
	}

	/* A block of its exact size, so that ASan sees a read past the end. */
	uint8_t *exact = malloc(len ? len : 1);

	if (!exact)
		exit(3);
	memcpy(exact, data, len);
	LLVMFuzzerTestOneInput(exact, len);
	free(exact);
}

static size_t run_path(struct arena *a, const char *path)
{
	char **names;
	size_t count;

	if (!file_is_dir(path)) {
		run_file(a, path);
		return 1;
	}
	if (file_list(a, path, &names, &count) != OK) {
		fprintf(stderr, "%s\n", err_detail());
		exit(3);
	}
	for (size_t i = 0; i < count; i++)
		run_file(a, path_join(a, path, names[i]));
	return count;
}

int main(int argc, char **argv)
{
	size_t ran = 0;

	for (int i = 1; i < argc; i++) {
		struct arena *a = arena_new();

		ran += run_path(a, argv[i]);
		arena_free(a);
	}
	printf("%zu inputs run\n", ran);
	return ran ? 0 : 1;
}
