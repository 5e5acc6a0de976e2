/* Quality of any form's submissions, from what is stored. */
#include "model/usable.h"

#include <string.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/text.h"
#include "form/answers.h"
#include "form/check.h"
#include "form/form.h"
#include "model/released.h"
#include "store/stmt.h"
#include "model/stored.h"

struct judging {
	struct arena *room;	/* until all are judged */
	struct arena *row;	/* of the row being read */
	const struct form *form;
	struct quality_response *list;
	size_t count;
	unsigned char (*ids)[16];
	struct map codes;	/* departments: code to the same text */
	const char **departments;
};

static void read_ratings(struct judging *j, const struct answers *answers,
	struct quality_response *out)
{
	double *ratings = arena_array(j->row, j->form->question_count + 1, sizeof *ratings);
	double *kept;
	size_t n = 0;

	for (size_t i = 0; i < j->form->question_count; i++) {
		const struct question *q = j->form->questions[i];
		const struct answer *given = answers_of(answers, q);
		double v;

		if (given->count && question_is_rating(q) && parse_double(given->values[0], &v))
			ratings[n++] = v;
	}
	kept = arena_array(j->room, n + 1, sizeof *kept);
	memcpy(kept, ratings, n * sizeof *kept);
	out->ratings = kept;
	out->rating_count = n;
}

/* The code of the row's department, once for all rows. */
static const char *department_of(struct judging *j, struct stmt *row, struct arena *a)
{
	const char *code = map_get(&j->codes, col_text(row, "department"));

	if (!code) {
		code = col_copy(a, row, "department");
		map_put(&j->codes, code, (void *)code);
	}
	return code;
}

static enum err read_row(struct judging *j, const struct stored_names *sections,
	struct stmt *row, struct arena *a)
{
	struct answers *answers;

	if (answers_from_json(j->row, j->form, col_text(row, "answers"),
		col_len(row, "answers"), &answers))
		return err_fail(ERR_STORE, "stored answers cannot be read");
	j->list = arena_grow(j->room, j->list, j->count + 1, sizeof *j->list);
	j->ids = arena_grow(a, j->ids, j->count + 1, sizeof *j->ids);
	j->departments = arena_grow(a, j->departments, j->count + 1, sizeof *j->departments);
	j->departments[j->count] = department_of(j, row, a);
	released_quality(j->room, sections, row, &j->list[j->count]);
	j->list[j->count].id = "";
	memcpy(j->ids[j->count], col_blob(row, "id"), sizeof *j->ids);
	read_ratings(j, answers, &j->list[j->count++]);
	arena_reset(j->row);
	return OK;
}

static enum err judge(struct judging *j, struct arena *a, struct usable *out)
{
	struct quality_input in = {.responses = j->list, .count = j->count,
		.pages = j->form->section_count, .opened = QUALITY_NO_TIME,
		.closed = QUALITY_NO_TIME};
	struct quality_result quality;
	enum err e = quality_compute(j->room, &in, &quality);

	if (e)
		return e;
	*out = (struct usable){.ids = j->ids, .count = j->count,
		.departments = j->departments,
		.excluded = arena_array(a, j->count + 1, sizeof *out->excluded),
		.releases = arena_array(a, j->count + 1, sizeof *out->releases)};
	for (size_t i = 0; i < j->count; i++) {
		out->excluded[i] = quality.rows[i].exclude;
		out->releases[i] = j->list[i].release;
	}
	return OK;
}

enum err usable_load(struct arena *a, struct db *db, const struct form *form,
	int64_t round, int64_t seq, struct usable *out)
{
	struct judging j = {.room = arena_new(), .row = arena_new(), .form = form};
	struct stmt *row = db_stmt(db, STMT_SUBMISSION_RELEASED);
	struct stored_names sections;
	enum err e;

	map_init(&j.codes, j.room);
	released_sections(j.room, form, &sections);
	stmt_i64(row, ":round", round);
	stmt_i64(row, ":seq", seq);
	while (stmt_next(row, &e))
		if ((e = read_row(&j, &sections, row, a)))
			break;
	stmt_done(row);
	if (!e)
		e = judge(&j, a, out);
	arena_free(j.row);
	arena_free(j.room);
	return e;
}
