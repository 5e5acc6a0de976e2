/* Pilots' rounds: what they freeze, and whose their answers are. */
#include "model/pilots.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "base/text.h"
#include "codec/csv.h"
#include "model/catalogues.h"
#include "model/change.h"
#include "model/forms.h"
#include "model/kiosk.h"
#include "model/prototypes.h"
#include "model/rounds.h"
#include "store/stmt.h"

#define LIST_CSV_MAX ((size_t)4 << 20)
#define LANGUAGES_MAX 16
#define TASK_DONE "task_done"	/* what only testers of a prototype are asked */
#define NOTHING "–"	/* for what is not said, so that its line is there */

static const char *const list_names[PILOT_LIST_COUNT] = {
#define PILOT_LIST(id, name) [PILOT_##id] = name,
	PILOT_LISTS(PILOT_LIST)
#undef PILOT_LIST
};

bool round_is_pilot(const struct round *r)
{
	return r->prototype && *r->prototype;
}

bool questionnaire_known(const char *code)
{
	return strcmp(code, "sus") == 0 || strcmp(code, "umux") == 0;
}

enum err form_asks_prototype(struct arena *a, struct db *db, int64_t form, bool *out)
{
	struct csv_limits limits = csv_limits_default;
	struct csv_table table;
	struct form_sheets sheets;
	struct faults faults;
	const char *survey;
	int column;
	enum err e = form_sheets_load(a, db, form, &sheets);

	faults_init(&faults, a);
	/* As authors leave it: it compiled once. */
	limits.remarks = true;
	survey = e ? NULL : sheets.texts[FORM_SURVEY];
	if (!e)
		e = csv_table_read(a, "survey.csv", survey, strlen(survey), &limits, &faults,
			&table);
	if (e)
		return e;
	column = csv_column(&table, "kiosk_measure");
	*out = false;
	for (size_t i = 0; i < table.rows; i++)
		*out |= str_eq(str_trim(str_of(csv_cell(&table, i, column))), TASK_DONE);
	return OK;
}

/* ---- making the lists ---- */

struct making {
	struct arena *arena;
	struct db *db;
	int64_t round;
	struct prototype prototype;
	struct form_language languages[LANGUAGES_MAX];
	size_t language_count;
};

static void add_language(struct making *m, const char *code)
{
	for (size_t i = 0; i < m->language_count; i++)
		if (strcmp(m->languages[i].code, code) == 0)
			return;
	if (m->language_count < LANGUAGES_MAX)
		m->languages[m->language_count++] = (struct form_language){code, code};
}

static struct catalogue list_of(struct making *m, size_t most)
{
	return (struct catalogue){.kind = CATALOGUE_FUNCTIONS, .languages = m->languages,
		.language_count = m->language_count,
		.entries = arena_array(m->arena, most + 1, sizeof(struct catalogue_entry))};
}

static struct catalogue_entry *add_entry(struct making *m, struct catalogue *list,
	const char *code, const char *home)
{
	struct catalogue_entry *e = &list->entries[list->count++];

	*e = (struct catalogue_entry){.code = code, .home = home, .effort_days = NAN, .exec = NAN,
		.auto_override = NAN, .headcount = NAN};
	e->labels = arena_array(m->arena, m->language_count + 1, sizeof *e->labels);
	e->hints = arena_array(m->arena, m->language_count + 1, sizeof *e->hints);
	return e;
}

static enum err freeze(struct making *m, enum pilot_list which, const struct catalogue *list)
{
	struct buf *csv = buf_new(m->arena, LIST_CSV_MAX);
	struct stmt *s;

	catalogue_write(list, csv);
	if (csv->full)
		return err_fail(ERR_TOO_LARGE, "the list of %s is too large", list_names[which]);
	s = db_stmt(m->db, STMT_ROUND_LIST_PUT);
	stmt_i64(s, ":round", m->round);
	stmt_text(s, ":list", list_names[which]);
	stmt_text_n(s, ":csv", csv->data, csv->len);
	return stmt_run(s);
}

static const char *said(const struct making *m, const char *task, const char *part,
	const char *lang)
{
	const char *text = prototype_say(&m->prototype, task, part, lang);

	return *text ? text : NOTHING;
}

static enum err freeze_tasks(struct making *m)
{
	const struct prototype *p = &m->prototype;
	struct catalogue list = list_of(m, p->task_count);

	for (size_t i = 0; i < p->task_count; i++) {
		const char *code = p->tasks[i].code;
		struct catalogue_entry *e = add_entry(m, &list, code, p->tasks[i].activity);

		for (size_t l = 0; l < m->language_count; l++) {
			const char *lang = m->languages[l].code;

			e->labels[l] = said(m, code, PROTOTYPE_TITLE, lang);
			e->hints[l] = arena_printf(m->arena, "%s\n%s\n%s",
				said(m, code, PROTOTYPE_START, lang),
				said(m, code, PROTOTYPE_SAMPLE, lang),
				said(m, code, PROTOTYPE_DONE, lang));
		}
	}
	return freeze(m, PILOT_TASKS, &list);
}

static bool has_task_of(const struct prototype *p, const char *activity)
{
	for (size_t i = 0; i < p->task_count; i++)
		if (strcmp(p->tasks[i].activity, activity) == 0)
			return true;
	return false;
}

/* As the round froze the functions, in their order. */
static enum err freeze_activities(struct making *m)
{
	struct catalogue functions, list;
	enum err e = round_catalogue(m->arena, m->db, m->round, CATALOGUE_FUNCTIONS, &functions);

	if (e)
		return e;
	list = functions;
	list.entries = arena_array(m->arena, functions.count + 1, sizeof *list.entries);
	list.count = 0;
	for (size_t i = 0; i < functions.count; i++)
		if (has_task_of(&m->prototype, functions.entries[i].code))
			list.entries[list.count++] = functions.entries[i];
	for (size_t i = 0; i < m->prototype.task_count; i++)
		if (!catalogue_find(&list, m->prototype.tasks[i].activity))
			return err_fail(ERR_INPUT, "task %s belongs to %s, which is not an activity here",
				m->prototype.tasks[i].code, m->prototype.tasks[i].activity);
	return freeze(m, PILOT_ACTIVITIES, &list);
}

/* Comments that this version is said to solve, in the words they were released in: for the testers of
 * the department they came from; of everybody, where another one said the same. */
static enum err freeze_answered(struct making *m)
{
	struct catalogue list = list_of(m, 0);
	struct stmt *s = db_stmt(m->db, STMT_COMMENTS_ANSWERED);
	enum err e;

	list.entries = NULL;
	stmt_text(s, ":prototype", m->prototype.code);
	stmt_text(s, ":version", m->prototype.version);
	while (stmt_next(s, &e)) {
		struct catalogue_entry *entry;

		list.entries = arena_grow(m->arena, list.entries, list.count + 1,
			sizeof *list.entries);
		entry = add_entry(m, &list, arena_printf(m->arena, "c%lld",
			(long long)col_i64(s, "number")), col_copy(m->arena, s, "department"));
		for (size_t l = 0; l < m->language_count; l++) {
			entry->labels[l] = col_copy(m->arena, s, "text");
			entry->hints[l] = col_copy(m->arena, s, "reply");
		}
	}
	return e ? e : freeze(m, PILOT_ANSWERED, &list);
}

static enum err find_subject(struct making *m, bool *pilot)
{
	struct stmt *s = db_stmt(m->db, STMT_PILOT_SUBJECT);
	const char *code = "", *version = "";
	bool row;
	enum err e;

	stmt_i64(s, ":round", m->round);
	e = stmt_step(s, &row);
	if (!e && row) {
		code = col_copy(m->arena, s, "prototype");
		version = col_copy(m->arena, s, "version");
	}
	stmt_done(s);
	*pilot = *code;
	return e || !*code ? e : prototype_find(m->arena, m->db, code, version, &m->prototype);
}

enum err pilot_freeze(struct arena *a, struct db *db, int64_t round)
{
	struct making m = {.arena = a, .db = db, .round = round};
	bool pilot;
	enum err e = find_subject(&m, &pilot);

	if (e || !pilot)
		return e;
	if (!m.prototype.task_count)
		return err_text(err_fail(ERR_INPUT, "%s %s has no tasks yet: testers would have "
			"nothing to do", m.prototype.code, m.prototype.version),
			"prototypes.no_tasks", "code", m.prototype.code, "version",
			m.prototype.version, NULL);
	for (size_t i = 0; i < m.prototype.text_count; i++)
		add_language(&m, m.prototype.texts[i].lang);
	e = freeze_tasks(&m);
	if (!e)
		e = freeze_activities(&m);
	return e ? e : freeze_answered(&m);
}

/* ---- reading them ---- */

enum err pilot_list(struct arena *a, struct db *db, int64_t round, enum pilot_list which,
	struct catalogue *out)
{
	struct stmt *s = db_stmt(db, STMT_ROUND_LIST_GET);
	struct faults faults;
	const char *csv = NULL;
	bool row;
	enum err e;

	stmt_i64(s, ":round", round);
	stmt_text(s, ":list", list_names[which]);
	e = stmt_step(s, &row);
	if (!e && row)
		csv = col_copy(a, s, "csv");
	stmt_done(s);
	*out = (struct catalogue){.kind = CATALOGUE_FUNCTIONS};
	if (e || !csv || strchr(csv, '\n') == csv + strlen(csv) - 1)
		return e;
	faults_init(&faults, a);
	if (catalogue_read_text(a, CATALOGUE_FUNCTIONS, list_names[which], csv, strlen(csv),
		&faults, out))
		return err_fail(ERR_STORE, "the round's %s cannot be read: %s", list_names[which],
			faults.count ? faults.list[0].message : "");
	return OK;
}

/* Of two questionnaires the one that the round has not. */
static uint64_t not_asked(const char *questionnaire)
{
	uint64_t sus = 0;

	for (enum measure m = MEASURE_SUS1; m <= MEASURE_SUS10; m++)
		sus |= MEASURE_BIT(m);
	return strcmp(questionnaire, "umux") == 0 ? sus :
		MEASURE_BIT(MEASURE_UMUX1) | MEASURE_BIT(MEASURE_UMUX2);
}

enum err pilot_more(struct arena *a, struct db *db, const struct round *r,
	const struct form_more **out)
{
	struct form_more *more;
	struct form_list *lists;
	struct catalogue *entries;
	enum err e = OK;

	*out = NULL;
	if (!round_is_pilot(r))
		return OK;
	more = arena_alloc(a, sizeof *more);
	lists = arena_array(a, PILOT_LIST_COUNT, sizeof *lists);
	entries = arena_array(a, PILOT_LIST_COUNT, sizeof *entries);
	for (int i = 0; !e && i < PILOT_LIST_COUNT; i++) {
		e = pilot_list(a, db, r->id, (enum pilot_list)i, &entries[i]);
		lists[i] = (struct form_list){list_names[i], &entries[i]};
	}
	*more = (struct form_more){.lists = lists, .list_count = PILOT_LIST_COUNT,
		.without = not_asked(r->questionnaire)};
	*out = more;
	return e;
}

/* ---- testers ---- */

/* Keyed by the kiosk's hash key and the prototype: codes of two of them cannot be told to be the
 * same person's. */
enum err tester_hash(struct db *db, const char *prototype, const char *code,
	unsigned char out[TESTER_BYTES])
{
	struct kiosk kiosk;
	char text[80];
	enum err e = kiosk_load(db, &kiosk);

	if (e)
		return e;
	snprintf(text, sizeof text, "%.40s %.30s", prototype, code);
	kiosk_hash(&kiosk, "tester", text, strlen(text), out);
	return OK;
}

enum err tester_add(struct db *db, const char *prototype, const char *code, const char *department)
{
	unsigned char hash[TESTER_BYTES];
	struct stmt *s;
	enum err e = tester_hash(db, prototype, code, hash);

	if (e)
		return e;
	s = db_stmt(db, STMT_TESTER_ADD);
	stmt_text(s, ":prototype", prototype);
	stmt_blob(s, ":hash", hash, sizeof hash);
	stmt_text(s, ":department", department);
	return stmt_run(s);
}

enum err tester_find(struct arena *a, struct db *db, const char *prototype,
	const unsigned char hash[TESTER_BYTES], bool *known, const char **department)
{
	struct stmt *s = db_stmt(db, STMT_TESTER_GET);
	enum err e;

	stmt_text(s, ":prototype", prototype);
	stmt_blob(s, ":hash", hash, TESTER_BYTES);
	e = stmt_step(s, known);
	if (!e && *known)
		*department = col_copy(a, s, "department");
	stmt_done(s);
	return e;
}

enum err tester_answered(struct db *db, int64_t round, const unsigned char hash[TESTER_BYTES],
	bool *out)
{
	struct stmt *s = db_stmt(db, STMT_TESTER_ANSWERED);
	enum err e;

	stmt_i64(s, ":round", round);
	stmt_blob(s, ":hash", hash, TESTER_BYTES);
	e = stmt_step(s, out);
	stmt_done(s);
	return e;
}

enum err tester_without(struct db *db, const struct round *r,
	const unsigned char hash[TESTER_BYTES], uint64_t *out)
{
	struct stmt *s = db_stmt(db, STMT_TESTER_RATED);
	bool rated;
	enum err e;

	stmt_blob(s, ":hash", hash, TESTER_BYTES);
	stmt_i64(s, ":round", r->id);
	stmt_text(s, ":prototype", r->prototype);
	stmt_text(s, ":version", r->prototype_version);
	stmt_text(s, ":questionnaire", r->questionnaire);
	e = stmt_step(s, &rated);
	*out = !e && rated ? not_asked(strcmp(r->questionnaire, "umux") == 0 ? "sus" : "umux") : 0;
	stmt_done(s);
	return e;
}

enum err pairs_move(struct db *db, int64_t round)
{
	struct stmt *s = db_stmt(db, STMT_PAIRS_MOVE);

	stmt_i64(s, ":round", round);
	return stmt_run(s);
}
