/* What to talk about, and what each outcome changes (see model/agenda.h). */
#include "model/agenda.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "model/change.h"
#include "model/trail.h"
#include "store/stmt.h"

/* ---- what people disagree on ---- */

static const struct audit_disagree *differ(const struct priorities *p, size_t function)
{
	for (size_t i = 0; i < p->result.n_disagree; i++)
		if (p->result.disagree[i].function == function &&
			priorities_disagree(p, &p->result.disagree[i]))
			return &p->result.disagree[i];
	return NULL;
}

static size_t row_at(const struct priorities *p, size_t rank)
{
	for (size_t i = 0; i < p->result.n_listed; i++)
		if (p->result.overall[i].rank == rank)
			return i;
	return SIZE_MAX;
}

/* False: nothing is in dispute, or it may not be shown. */
static bool judge(const struct priorities *p, size_t row, struct agenda_item *out)
{
	const struct audit_overall_row *x = &p->result.overall[row];
	size_t k = p->tables.params.top_k;

	if (p->overall[row].score != CELL_SHOWN)
		return false;
	*out = (struct agenda_item){.row = row,
		.polarised = priorities_polarised(p, x->function),
		.contested = x->standing == AUDIT_CONTESTED,
		.differ = differ(p, x->function),
		.inside = x->rank <= k,
		.place_in = x->rank <= k ? x->rank : k,
		.place_out = x->rank > k ? x->rank : k + 1,
		.other = row_at(p, x->rank <= k ? k + 1 : k)};
	return out->polarised || out->contested || out->differ;
}

struct sorted {
	struct agenda_item item;
	size_t distance, rank;
};

static int by_consequence(const void *a, const void *b)
{
	const struct sorted *x = a, *y = b;

	if (x->distance != y->distance)
		return x->distance < y->distance ? -1 : 1;
	return (x->rank > y->rank) - (x->rank < y->rank);
}

size_t agenda_items(const struct priorities *p, struct agenda_item out[AGENDA_MOST],
	size_t *all)
{
	struct arena *room = arena_new();
	struct sorted *list = arena_array(room, p->result.n_overall + 1, sizeof *list);
	size_t n = 0, k = p->tables.params.top_k;

	for (size_t i = 0; p->shown && i < p->result.n_overall; i++) {
		size_t rank = p->result.overall[i].rank;

		if (!judge(p, i, &list[n].item))
			continue;
		list[n].rank = rank;
		list[n++].distance = rank > k ? rank - k - 1 : k - rank;
	}
	qsort(list, n, sizeof *list, by_consequence);
	*all = n;
	n = n < AGENDA_MOST ? n : AGENDA_MOST;
	for (size_t i = 0; i < n; i++)
		out[i] = list[i].item;
	arena_free(room);
	return n;
}

size_t agenda_minutes(size_t count)
{
	return count ? (AGENDA_MINUTES - AGENDA_OPENING - AGENDA_CLOSING) / count : 0;
}

/* ---- both views ---- */

static void read_agenda_view(struct arena *a, struct stmt *s, void *row)
{
	*(struct agenda_view *)row = (struct agenda_view){
		col_copy(a, s, "activity"),
		col_copy(a, s, "first"),
		col_copy(a, s, "second"),
	};
}

enum err agenda_views(struct arena *a, struct db *db, int64_t round,
	struct agenda_view **out, size_t *count)
{
	struct stmt *s = db_stmt(db, STMT_AGENDA_VIEWS);

	stmt_i64(s, ":round", round);
	return stmt_list(a, s, read_agenda_view, out, count);
}

enum err agenda_view_set(struct change *c, const struct round *r, const struct agenda_view *v)
{
	struct stmt *s;
	enum err e;

	if (!text_fits(v->first, AGENDA_VIEW_MAX) || !text_fits(v->second, AGENDA_VIEW_MAX))
		return err_fail(ERR_INPUT, "%.40s: a view has up to %d characters", v->activity,
			AGENDA_VIEW_MAX);
	s = db_stmt(c->db, STMT_AGENDA_VIEW_PUT);
	stmt_i64(s, ":round", r->id);
	stmt_text(s, ":activity", v->activity);
	stmt_text(s, ":first", v->first);
	stmt_text(s, ":second", v->second);
	e = stmt_run(s);
	return e ? e : trail_append(c, "agenda.view", r->code, v->activity);
}
