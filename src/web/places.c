/*
 * Places: from /proc/self/exe upwards.
 */
#include "web/places.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"

/* Folders above the binary's that are looked at: build/asan/bin is three. */
#define LEVELS_MAX 5

/* The path without its last part; "" at the top. */
static char *parent(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');

	return arena_strndup(a, path, slash ? (size_t)(slash - path) : 0);
}

static bool is_source(struct arena *a, const char *root)
{
	return file_exists(path_join(a, root, "nginx/kiosk.conf.in"))
		&& file_is_dir(path_join(a, root, "www"));
}

static bool is_installed(struct arena *a, const char *root)
{
	return file_is_dir(path_join(a, root, "lib/kiosk"))
		&& is_source(a, path_join(a, root, "share/kiosk"));
}

enum err places_find(struct arena *a, struct places *out)
{
	char exe[PATH_MAX], here[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
	const char *root, *tree, *beside;

	if (n <= 0)
		return err_fail(ERR_NOT_FOUND, "cannot tell where this program is");
	exe[n] = '\0';
	beside = parent(a, parent(a, exe));
	root = beside;
	for (int i = 0; i < LEVELS_MAX && *root; i++, root = parent(a, root)) {
		bool installed = is_installed(a, root);

		if (!installed && !is_source(a, root))
			continue;
		tree = installed ? path_join(a, root, "share/kiosk") : root;
		*out = (struct places){
			.programs = installed ? path_join(a, root, "lib/kiosk")
				: path_join(a, beside, "cgi-bin"),
			.www = path_join(a, tree, "www"),
			.nginx = path_join(a, tree, "nginx"),
		};
		return OK;
	}
	if (!getcwd(here, sizeof here) || !is_source(a, here))
		return err_fail(ERR_NOT_FOUND, "www/ and nginx/ are neither above %s "
			"nor here: start it from the source tree", exe);
	*out = (struct places){
		.programs = path_join(a, beside, "cgi-bin"),
		.www = path_join(a, here, "www"),
		.nginx = path_join(a, here, "nginx"),
	};
	return OK;
}
