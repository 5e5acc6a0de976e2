/* Summaries field by field: questions by their paths, choices by their places in the list. */
#include "summaries_image.h"

#include "base/arena.h"
#include "form/form.h"
#include "list_image.h"

/* ---- of one question ---- */

static void pass_choice(struct image *im, const struct question *q, const struct choice **choice)
{
	size_t at = im->out && *choice ? (size_t)(*choice - q->list->choices) : SIZE_MAX;

	image_size(im, &at);
	if (im->out)
		return;
	im->bad |= at != SIZE_MAX && (!q->list || at >= q->list->count);
	*choice = im->bad || at == SIZE_MAX ? NULL : &q->list->choices[at];
}

static void pass_part(struct image *im, const struct question *q, struct summary_part *p)
{
	pass_choice(im, q, &p->choice);
	image_f64(im, &p->from);
	image_f64(im, &p->to);
	image_text(im, &p->first);
	image_text(im, &p->last);
	image_size(im, &p->count);
	image_f64(im, &p->mean_place);
	image_enum(im, &p->state, CELL_EMPTY + 1);
}

static void pass_parts(struct image *im, struct question_summary *q)
{
	image_size(im, &q->part_count);
	if (!im->out) {
		im->bad |= q->part_count > (size_t)(im->end - im->at);
		q->part_count = im->bad ? 0 : q->part_count;
		q->parts = arena_array(im->arena, q->part_count + 1, sizeof *q->parts);
	}
	for (size_t i = 0; i < q->part_count && !im->bad; i++)
		pass_part(im, q->question, &q->parts[i]);
}

static void pass_question(struct image *im, const struct form *form, struct question_summary *q)
{
	const char *path = im->out ? q->question->path : NULL;

	image_text(im, &path);
	if (!im->out)
		q->question = path ? form_question(form, path) : NULL;
	if (!q->question) {
		im->bad = true;
		return;
	}
	image_enum(im, &q->kind, SUMMARY_TEXTS + 1);
	image_size(im, &q->asked);
	image_size(im, &q->answered);
	image_enum(im, &q->state, CELL_EMPTY + 1);
	image_f64(im, &q->mean);
	image_f64(im, &q->median);
	image_bool(im, &q->weekly);
	pass_parts(im, q);
}

/* ---- all ---- */

void summaries_image(struct image *im, struct summaries *s)
{
	release_image(im, &s->release);
	image_int(im, &s->min_cell);
	image_size(im, &s->usable);
	image_size(im, &s->excluded);
	image_bool(im, &s->shown);
	image_size(im, &s->count);
	if (!im->out) {
		im->bad |= s->count > s->form->question_count;
		s->count = im->bad ? 0 : s->count;
		s->list = arena_array(im->arena, s->count + 1, sizeof *s->list);
	}
	for (size_t i = 0; i < s->count && !im->bad; i++)
		pass_question(im, s->form, &s->list[i]);
}
