/*
 * Fuzz target: any bytes as a template, rendered with a hostile value. What
 * compiles must render within its bound, and the value must come out escaped.
 */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "fuzz.h"
#include "view/catalog.h"
#include "view/template.h"

#define MARK "\x02"

static const char catalog_csv[] =
	"key,en,sk,pl,it,es,ca\n"
	"hello,Hello {user} & <co>,Ahoj {user},,,,\n"
	"answers#one,{n} answer,,,,,\n"
	"answers#other,{n} answers,,,,,\n";

static void fill(struct view_node *node, int depth)
{
	node_text(node, V_TITLE, MARK "<\"'>&");
	node_text(node, V_USER, MARK "'\"><script>");
	node_text(node, V_HREF, "javascript:" MARK "<");
	node_int(node, V_N, depth);
	node_flag(node, V_ACTIVE, depth % 2);
	if (depth < 3) {
		struct view_list *rows = node_list(node, V_ROWS);

		fill(list_add(rows), depth + 1);
		fill(list_add(rows), depth + 1);
		fill(node_object(node, V_ITEMS), depth + 1);
	}
}

/* The value's first character never comes out behind the mark as it is. */
static void check(const struct buf *out)
{
	for (size_t i = 0; i + 1 < out->len; i++)
		PROMISE(out->data[i] != MARK[0] || !strchr("<>\"'", out->data[i + 1]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct arena *a = arena_new();
	struct faults faults;
	const struct catalog *catalog;
	const struct view_set *set;
	struct view_source source = {"page", "page.html", (const char *)data, len};

	/* The mark must be the values' alone. */
	if (len > 65536 || memchr(data, MARK[0], len)) {
		arena_free(a);
		return 0;
	}
	faults_init(&faults, a);
	PROMISE(catalog_read(a, "f.csv", catalog_csv, strlen(catalog_csv), &faults, &catalog) == OK);
	if (view_compile(a, &source, 1, catalog, &faults, &set) == OK) {
		struct view *view = view_new(a);

		fill(view_root(view), 0);
		for (int lang = 0; lang < LANG_COUNT; lang++) {
			struct buf *out = buf_new(a, 1 << 16);

			if (view_render(set, "page", (enum lang)lang, view_root(view), out) == OK)
				check(out);
			else
				PROMISE(out->len == 0);
		}
	} else {
		PROMISE(faults.count > 0);
	}
	arena_free(a);
	return 0;
}
