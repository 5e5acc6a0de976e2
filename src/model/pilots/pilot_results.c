/* All rounds of a prototype (see model/pilot_results.h): reads them in order, each with the one before. */
#include "model/pilot_results.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "model/forms.h"
#include "model/reviews.h"
#include "pilot_parts.h"
#include "store/stmt.h"

struct loading {
	struct arena *a;
	struct db *db;
	struct pilot_results *out;
	struct testers *testers;	/* per round */
	struct scores *scores;
};

bool form_is_pilot(const struct form *f)
{
	for (size_t i = 0; i < f->question_count; i++)
		if (measure_of(f->questions[i]->measure) == MEASURE_OF_PILOT)
			return true;
	return false;
}

/* ---- a round's tasks ---- */

static void make_tasks(struct arena *a, struct pilot_round_results *r)
{
	const struct prototype *p = r->prototype;

	r->tasks = arena_array(a, p->task_count + 1, sizeof *r->tasks);
	r->activities = arena_array(a, p->task_count + 1, sizeof *r->activities);
	r->task_count = p->task_count;
	for (size_t i = 0; i < p->task_count; i++) {
		size_t at = 0;

		r->tasks[i].task = &p->tasks[i];
		r->tasks[i].function = p->tasks[i].activity;
		while (at < r->activity_count &&
			strcmp(r->activities[at].code, p->tasks[i].activity) != 0)
			at++;
		if (at == r->activity_count)
			r->activities[r->activity_count++].code = p->tasks[i].activity;
		r->activities[at].must |= p->tasks[i].must;
	}
}

static enum err add_no_paths(struct loading *l, struct pilot_round_results *r)
{
	const char **list;
	size_t n;
	enum err e = pilot_no_paths(l->a, l->db, r->round.id, &list, &n);

	for (size_t i = 0; !e && i < n; i++)
		for (size_t j = 0; j < r->activity_count; j++)
			if (strcmp(r->activities[j].code, list[i]) == 0)
				r->activities[j].confirmed = true;
	return e;
}

/* ---- the wording of SUS ---- */

static const char *const published[] = {"pl", "es"};	/* wording.md: tested translations */

/* The least state of the ten items' wording in a language. */
static enum text_state sus_state(const struct form *form, const struct form_texts *t,
	const struct text_review *reviews, size_t language)
{
	enum text_state least = TEXT_VALIDATED;

	for (size_t i = 0; i < form->question_count; i++) {
		const struct question *q = form->questions[i];
		const struct text_row *row;
		enum text_state state;

		if (q->measure < MEASURE_SUS1 || q->measure > MEASURE_SUS10)
			continue;
		row = texts_find(t, "survey", q->name, "label");
		state = row ? reviews[(size_t)(row - t->rows) * t->language_count + language].state :
			TEXT_MISSING;
		if (state < least)
			least = state;
	}
	return least;
}

/* English is the original; of the published translations those that somebody saw to be the
 * published ones; of others those that were validated. */
static bool is_validated(const struct form *form, const struct form_texts *t,
	const struct text_review *reviews, const char *lang)
{
	size_t language = texts_language(t, lang);
	enum text_state least;

	if (strcmp(lang, "en") == 0)
		return true;
	if (language == t->language_count)
		return false;
	least = sus_state(form, t, reviews, language);
	for (size_t i = 0; i < sizeof published / sizeof *published; i++)
		if (strcmp(published[i], lang) == 0)
			return least >= TEXT_REVIEWED;
	return least == TEXT_VALIDATED;
}

static enum err find_standing(struct loading *l, const struct form *form,
	const struct testers *testers, struct pilot_round_results *r)
{
	struct form_sheets sheets;
	struct text_review *reviews = NULL;
	struct form_texts texts;
	struct faults faults;
	size_t tested = 0, all = 0;
	enum err e = form_sheets_at(l->a, l->db, r->round.form, r->round.form_minor,
		&sheets);

	faults_init(&faults, l->a);
	if (!e)
		e = texts_read(l->a, sheets.texts, &faults, &texts);
	if (!e)
		e = reviews_load(l->a, l->db, r->round.form_code, &texts, &reviews);
	for (size_t i = 0; !e && i < testers->count; i++)
		if (testers->list[i].score >= 0) {
			tested += is_validated(form, &texts, reviews, testers->list[i].lang);
			all++;
		}
	if (!e)
		r->standing = !all ? SUS_NOT_ASKED : 2 * tested < all ? SUS_UNVALIDATED : SUS_VALIDATED;
	return e;
}

/* ---- comments ---- */

/* What was open at the end of a round: before the next one began. */
static const char *until(const struct loading *l, size_t i)
{
	const struct round *r = &l->out->rounds[i].round;

	if (i + 1 == l->out->count)
		return NULL;
	if (l->out->rounds[i + 1].round.from_day)
		return l->out->rounds[i + 1].round.from_day;
	return r->closed_day ? r->closed_day : r->to_day;
}

static enum err count_open(struct loading *l, size_t i)
{
	struct pilot_open *out = &l->out->rounds[i].open;
	struct stmt *s = db_stmt(l->db, STMT_PILOT_OPEN);
	const char *day = until(l, i);
	enum err e;

	stmt_text(s, ":prototype", l->out->code);
	stmt_i64(s, ":round", l->out->rounds[i].round.id);
	stmt_text(s, ":until", day);
	while (stmt_next(s, &e)) {
		const char *severity = col_text(s, "severity");

		if (severity[0] == 'S' && severity[1] >= '1' && severity[1] <= '4')
			out->by_severity[severity[1] - '1'] = col_i64(s, "n");
		else
			out->none = col_i64(s, "n");
	}
	return e;
}

/* ---- a round ---- */

/* Rounds of the same version before it: their testers gave SUS for it already. */
static const struct testers **earlier_of(const struct loading *l, size_t i, size_t *count)
{
	const struct testers **list = arena_array(l->a, i + 1, sizeof *list);

	*count = 0;
	for (size_t j = 0; j < i; j++)
		if (strcmp(l->out->rounds[j].round.prototype_version,
			l->out->rounds[i].round.prototype_version) == 0)
			list[(*count)++] = &l->testers[j];
	return list;
}

static struct scores scores_of(struct arena *a, const struct testers *t)
{
	struct scores s = {.list = arena_array(a, t->count + 1, sizeof *s.list)};

	for (size_t i = 0; i < t->count; i++)
		if (t->list[i].score >= 0)
			s.list[s.count++] = t->list[i].score;
	return s;
}

/* The latest before it that is shown; l->out->count: none. */
static size_t before(const struct loading *l, size_t i)
{
	while (i-- > 0)
		if (l->out->rounds[i].shown)
			return i;
	return l->out->count;
}

static enum err load_answers(struct loading *l, size_t i)
{
	struct pilot_round_results *r = &l->out->rounds[i];
	const struct testers **earlier;
	struct form *form;
	size_t count, old = before(l, i);
	enum err e = round_form(l->a, l->db, &r->round, &form);

	if (!e)
		e = testers_load(l->a, l->db, form, l->out->min_cell, r, &l->testers[i]);
	if (e)
		return e;
	earlier = earlier_of(l, i, &count);
	pilot_figures(l->a, l->out->min_cell, &l->testers[i], earlier, count, r);
	l->scores[i] = scores_of(l->a, &l->testers[i]);
	if (r->shown && old < l->out->count)
		pilot_steps(l->a, l->out->min_cell, &l->out->rounds[old], &l->testers[old], r,
			&l->testers[i]);
	return find_standing(l, form, &l->testers[i], r);
}

static enum err load_round(struct loading *l, size_t i)
{
	struct pilot_round_results *r = &l->out->rounds[i];
	struct prototype *p = arena_alloc(l->a, sizeof *p);
	enum err e = prototype_find(l->a, l->db, r->round.prototype, r->round.prototype_version, p);
	size_t old = before(l, i);

	r->prototype = p;
	r->ease = NAN;
	if (!e) {
		make_tasks(l->a, r);
		e = add_no_paths(l, r);
	}
	if (!e)
		e = count_open(l, i);
	if (!e)
		e = pilot_decisions_load(l->a, l->db, r->round.id, &r->decisions,
			&r->decision_count);
	if (!e)
		e = release_latest(l->a, l->db, r->round.id, &r->release);
	if (!e)
		e = load_answers(l, i);
	if (e == ERR_NOT_FOUND)
		e = OK;
	if (!e && r->shown)
		l->out->now = r;
	if (!e)
		pilot_judging(l->a, &l->out->limits, l->out->min_cell, old < l->out->count ?
			&l->out->rounds[old] : NULL, old < l->out->count ? &l->scores[old] :
			NULL, &l->scores[i], r);
	return e;
}

/* Rounds that ask of the prototype what pilots are judged by, oldest first. */
static enum err find_rounds(struct loading *l)
{
	struct round *all;
	struct form *form;
	size_t n;
	enum err e = round_list(l->a, l->db, &all, &n);

	if (e)
		return e;
	l->out->rounds = arena_array(l->a, n + 1, sizeof *l->out->rounds);
	l->testers = arena_array(l->a, n + 1, sizeof *l->testers);
	l->scores = arena_array(l->a, n + 1, sizeof *l->scores);
	for (size_t i = 0; !e && i < n; i++) {
		if (strcmp(all[i].prototype, l->out->code) != 0)
			continue;
		e = round_form(l->a, l->db, &all[i], &form);
		if (e || !form_is_pilot(form))
			continue;
		l->out->rounds[l->out->count].round = all[i];
		l->out->rounds[l->out->count].number = (int)l->out->count + 1;
		l->out->count++;
	}
	return e;
}

enum err pilot_results_load(struct arena *a, struct db *db, const char *prototype, int min_cell,
	struct pilot_results *out)
{
	struct loading l = {.a = a, .db = db, .out = out};
	enum err e;

	*out = (struct pilot_results){.code = arena_strdup(a, prototype),
		.min_cell = (int)privacy_k((size_t)min_cell)};
	e = prototype_find(a, db, prototype, NULL, &out->latest);
	if (!e)
		e = pilot_limits_load(db, prototype, &out->limits);
	if (!e)
		e = find_rounds(&l);
	if (e)
		return e;
	e = db_read_begin(db);
	if (e)
		return e;
	for (size_t i = 0; !e && i < out->count; i++)
		e = load_round(&l, i);
	db_read_end(db);
	return e ? e : pilot_waves_load(a, db, prototype, &out->waves, &out->wave_count);
}
