/* Figures by name, in sentences. */
#include "pages/figures.h"

#include "base/arena.h"
#include "base/buf.h"

#define TOLD_MAX 8
#define TOLD_BYTES 2048

void node_says(const struct page *p, struct view_node *n, const char *key, const char *of,
	const struct told *told)
{
	const char *pairs[2 * TOLD_MAX + 1] = {NULL};
	struct buf *names = buf_new(p->a, TOLD_BYTES);

	for (size_t i = 0; i < TOLD_MAX && told[i].as; i++) {
		pairs[2 * i] = told[i].as;
		pairs[2 * i + 1] = told[i].text;
		if (told[i].figure)
			buf_printf(names, "%s%s:%s=%s", names->len ? "|" : "", told[i].figure, of,
				told[i].text);
	}
	node_text(n, V_TEXT, catalog_fill_pairs(p->a, page_text(p, key), pairs));
	node_text(n, V_TOLD, names->data);
}
