/*
 * texts.csv: what people wrote, as a reviewer let it be seen. In no order, without a link to
 * answers; as on pages, only where enough wrote something.
 */
#include <string.h>

#include "analysis/privacy.h"
#include "base/arena.h"
#include "model/raw_texts.h"
#include "model/texts.h"
#include "parts.h"

static const struct field text_fields[] = {
	{"round", "string", "Code of the round", NULL, NULL},
	{"question", "string", "Path of the question in its form", NULL, NULL},
	{"department", "string", "Code of the department; blank where too few of it wrote", NULL,
		NULL},
	{"text", "string", "What was written, as the reviewer left it", NULL, NULL},
};

/* Whether enough wrote something under a question by the release of the bundle. */
static bool enough(const struct raw_text_count *counts, size_t n, const char *question,
	int min_cell)
{
	size_t texts = 0;

	for (size_t i = 0; i < n; i++)
		if (strcmp(counts[i].question, question) == 0)
			texts += counts[i].n;
	return texts >= (size_t)min_cell;
}

static enum err write_round(struct bundle *b, const struct bundle_round *r)
{
	struct csv_writer *w = &b->out.csv;
	struct raw_text_count *counts;
	struct text_released *texts;
	size_t n, count;
	int k = (int)privacy_k((size_t)b->options->min_cell);
	enum err e = raw_texts_counts(b->arena, b->db, r->round.id, r->release.seq, &counts, &n);

	if (!e)
		e = texts_shown(b->arena, b->db, r->round.id, NULL, k, &texts, &count);
	for (size_t i = 0; !e && i < count && !b->out.err; i++) {
		if (!enough(counts, n, texts[i].question, k))
			continue;
		csv_put(w, r->round.code);
		csv_put(w, texts[i].question);
		csv_put(w, texts[i].department);
		csv_put(w, texts[i].text);
		out_row(&b->out);
	}
	return e;
}

void write_texts(struct bundle *b)
{
	enum err e = OK;

	out_table(&b->out, "texts.csv", "released texts, in no order", text_fields,
		sizeof text_fields / sizeof *text_fields, NULL);
	for (size_t i = 0; !e && i < b->count && !b->out.err; i++)
		e = write_round(b, &b->rounds[i]);
	if (e && !b->out.err)
		b->out.err = e;
	out_end(&b->out);
}
