/*
 * The editor of one version of a prototype, with its tasks: in the page's language, what other
 * languages say is kept. What was typed is read as the table it would be, by the same rules, so
 * that each fault stands beside its field.
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "codec/csv.h"
#include "model/catalogues.h"
#include "model/change.h"
#include "pages/admin.h"
#include "pages/office.h"
#include "pages/pictures.h"
#include "pages/typed.h"
#include "prototypes.h"
#include "view/url.h"

#define BLANK_TASKS 3		/* free rows below the tasks there are */
#define LANGS_MAX 16

enum kind { LINE, AREA, ACTIVITY, LEVEL };

/* Fields of a version and of a task: `column` is that of the table, `part` the text it is. */
static const struct field {
	const char *name, *column, *part;
	enum kind kind;
	const char *max;		/* characters */
	const char *label, *hint;	/* keys; hint NULL: none */
} head_fields[] = {
	{"title", "title", PROTOTYPE_TITLE, LINE, "200", "prototypes.field.title",
		"prototypes.field.title.hint"},
	{"news", "news", PROTOTYPE_NEWS, AREA, "1000", "prototypes.field.news",
		"prototypes.field.news.hint"},
	{"address", "address", NULL, LINE, "500", "prototypes.field.address",
		"prototypes.field.address.hint"},
}, task_fields[] = {
	{"title", "title", PROTOTYPE_TITLE, LINE, "200", "prototypes.task.title", NULL},
	{"start", "start", PROTOTYPE_START, LINE, "300", "prototypes.task.start", NULL},
	{"sample", "sample", PROTOTYPE_SAMPLE, LINE, "300", "prototypes.task.sample", NULL},
	{"done", "done_when", PROTOTYPE_DONE, AREA, "500", "prototypes.task.done", NULL},
	{"activity", "activity", NULL, ACTIVITY, NULL, "prototypes.task.activity", NULL},
	{"level", "level", NULL, LEVEL, NULL, "prototypes.task.level", NULL},
	{"requirement", "requirement", NULL, LINE, "32", "prototypes.task.requirement", NULL},
	{"code", "task", NULL, LINE, "32", "catalogues.code", "prototypes.task.code.hint"},
};

#define HEAD_FIELDS (sizeof head_fields / sizeof *head_fields)
#define TASK_FIELDS (sizeof task_fields / sizeof *task_fields)
#define FIELDS_MAX 8

/* A task as it stands in the editor. */
struct row {
	const char *was;		/* the code its other languages are under */
	const char *value[FIELDS_MAX];	/* by task_fields */
	bool left_out;
	size_t line;			/* in the table; 0: it is not there */
};

struct editor {
	struct page *p;
	const char *code, *version;
	bool found;			/* it is one that there is */
	struct prototype from;		/* where other languages come from; code NULL: nowhere */
	const char *value[HEAD_FIELDS];
	struct row *rows;
	size_t count, shown;
	struct faults faults;
	const char *taken;		/* there is one of that code and version; else NULL */
};

/* ---- from the store, or from what was typed ---- */

static const char *text_of(const struct prototype *v, const char *task, const char *part,
	const char *lang)
{
	for (size_t i = 0; v->code && i < v->text_count; i++)
		if (strcmp(v->texts[i].task, task) == 0 && strcmp(v->texts[i].part, part) == 0 &&
			strcmp(v->texts[i].lang, lang) == 0)
			return v->texts[i].text;
	return "";
}

static const char *stored_in_task(const struct editor *ed, const struct prototype_task *t,
	const struct field *f)
{
	if (f->part)
		return text_of(&ed->from, t->code, f->part, lang_code(ed->p->lang));
	if (f->kind == ACTIVITY)
		return t->activity;
	if (f->kind == LEVEL)
		return t->must ? "must" : "should";
	return strcmp(f->name, "code") == 0 ? t->code : t->requirement;
}

static void fill_stored(struct editor *ed)
{
	const struct prototype *v = &ed->from;

	for (size_t i = 0; i < HEAD_FIELDS; i++)
		ed->value[i] = !v->code ? "" : head_fields[i].part ? text_of(v, "",
			head_fields[i].part, lang_code(ed->p->lang)) : v->address;
	ed->count = v->code ? v->task_count : 0;
	ed->shown = ed->count + (ed->count ? 1 : BLANK_TASKS);
	ed->rows = arena_array(ed->p->a, ed->shown + 1, sizeof *ed->rows);
	for (size_t t = 0; t < ed->shown; t++) {
		ed->rows[t].was = t < ed->count ? v->tasks[t].code : "";
		for (size_t i = 0; i < TASK_FIELDS; i++)
			ed->rows[t].value[i] = t < ed->count ?
				stored_in_task(ed, &v->tasks[t], &task_fields[i]) : "";
	}
}

static const char *name_of(const struct editor *ed, size_t t, const char *field)
{
	return arena_printf(ed->p->a, "task/%zu/%s", t + 1, field);
}

static const char *typed_plain(const struct editor *ed, const char *name)
{
	struct str s = str_trim(str_of(typed(ed->p->req, name)));

	return text_plain_lines(ed->p->a, arena_strndup(ed->p->a, s.p ? s.p : "", s.len));
}

static bool is_blank(const struct row *r)
{
	for (size_t i = 0; i < TASK_FIELDS; i++)
		if (task_fields[i].kind != ACTIVITY && task_fields[i].kind != LEVEL && *r->value[i])
			return false;
	return !*r->was;
}

static void fill_typed(struct editor *ed)
{
	int64_t n;

	if (!parse_i64(typed(ed->p->req, "tasks"), &n) || n < 0 || n > 2 * PROTOTYPE_TASKS_MAX)
		n = 0;
	for (size_t i = 0; i < HEAD_FIELDS; i++)
		ed->value[i] = typed_plain(ed, head_fields[i].name);
	ed->shown = (size_t)n + (strcmp(typed(ed->p->req, "step"), "more") == 0 ? BLANK_TASKS : 0);
	ed->rows = arena_array(ed->p->a, ed->shown + 1, sizeof *ed->rows);
	for (size_t t = 0; t < ed->shown; t++) {
		struct row *r = &ed->rows[t];

		r->was = typed_plain(ed, name_of(ed, t, "was"));
		r->left_out = *typed(ed->p->req, name_of(ed, t, "out"));
		for (size_t i = 0; i < TASK_FIELDS; i++)
			r->value[i] = typed_plain(ed, name_of(ed, t, task_fields[i].name));
		if (!is_blank(r))
			ed->count = t + 1;
	}
}

/* ---- as a table ---- */

static size_t languages_of(const struct editor *ed, const char *langs[LANGS_MAX])
{
	size_t n = 1;

	langs[0] = lang_code(ed->p->lang);
	for (size_t i = 0; ed->from.code && i < ed->from.text_count; i++) {
		size_t l = 0;

		while (l < n && strcmp(langs[l], ed->from.texts[i].lang) != 0)
			l++;
		if (l == n && n < LANGS_MAX)
			langs[n++] = ed->from.texts[i].lang;
	}
	return n;
}

struct table {
	struct csv_table t;
	const char *langs[LANGS_MAX];
	size_t lang_count;
};

static void set(struct table *t, size_t row, size_t column, const char *text)
{
	t->t.cells[row * t->t.columns + column] = text;
}

/* prototype, version, departments, address, then each text and field, those of texts in all languages. */
static void add_columns(const struct editor *ed, struct table *t)
{
	static const char *const first[] = {"prototype", "version", "departments", "address"};
	struct arena *a = ed->p->a;
	size_t n = 0, most = 5 + (TASK_FIELDS + 1) * LANGS_MAX;

	t->t.header = arena_array(a, most, sizeof *t->t.header);
	for (size_t i = 0; i < sizeof first / sizeof *first; i++)
		t->t.header[n++] = first[i];
	for (size_t l = 0; l < t->lang_count; l++)
		t->t.header[n++] = arena_printf(a, "news::%s", t->langs[l]);
	for (size_t i = 0; i < TASK_FIELDS; i++)
		for (size_t l = 0; l < (task_fields[i].part ? t->lang_count : 1); l++)
			t->t.header[n++] = task_fields[i].part ? arena_printf(a, "%s::%s",
				task_fields[i].column, t->langs[l]) : task_fields[i].column;
	t->t.columns = n;
}

/* A text in the page's language as typed, in the others as it was. */
static void set_texts(const struct editor *ed, struct table *t, size_t row, const char *task,
	const char *column, const char *part, const char *value)
{
	for (size_t l = 0; l < t->lang_count; l++) {
		int at = csv_column(&t->t, arena_printf(ed->p->a, "%s::%s", column, t->langs[l]));

		set(t, row, (size_t)at, !l ? value : text_of(&ed->from, task, part, t->langs[l]));
	}
}

static const char *typed_departments(const struct editor *ed)
{
	struct buf *codes = buf_new(ed->p->a, 4000);
	const struct param *at = NULL;

	while ((at = params_next(&ed->p->req->form, "department", at)))
		buf_printf(codes, "%s%s", codes->len ? " " : "", at->value);
	return codes->data;
}

static void add_head(const struct editor *ed, struct table *t, size_t row)
{
	for (size_t c = 0; c < t->t.columns; c++)
		set(t, row, c, "");
	set(t, row, 0, ed->code);
	set(t, row, 1, ed->version);
	set(t, row, 2, typed_departments(ed));
	for (size_t i = 0; i < HEAD_FIELDS; i++)
		if (head_fields[i].part)
			set_texts(ed, t, row, "", head_fields[i].column, head_fields[i].part,
				ed->value[i]);
		else
			set(t, row, 3, ed->value[i]);
}

static void add_task(const struct editor *ed, struct table *t, size_t row, const struct row *r)
{
	for (size_t c = 0; c < t->t.columns; c++)
		set(t, row, c, "");
	set(t, row, 0, ed->code);
	set(t, row, 1, ed->version);
	for (size_t i = 0; i < TASK_FIELDS; i++)
		if (task_fields[i].part)
			set_texts(ed, t, row, r->was, task_fields[i].column, task_fields[i].part,
				r->value[i]);
		else
			set(t, row, (size_t)csv_column(&t->t, task_fields[i].column),
				r->value[i]);
}

static bool has_code(const struct editor *ed, const char *code)
{
	for (size_t t = 0; t < ed->shown; t++)
		if (strcmp(ed->rows[t].value[TASK_FIELDS - 1], code) == 0)
			return true;
	return false;
}

/* Who leaves the code to the kiosk gets T1, T2 … */
static void give_code(struct editor *ed, struct row *r)
{
	const char *code = "";

	if (*r->value[TASK_FIELDS - 1])
		return;
	for (int n = 1; n <= 3 * PROTOTYPE_TASKS_MAX; n++) {
		code = arena_printf(ed->p->a, "T%d", n);
		if (!has_code(ed, code))
			break;
	}
	r->value[TASK_FIELDS - 1] = code;
}

static void make_table(struct editor *ed, struct table *t)
{
	struct arena *a = ed->p->a;

	*t = (struct table){.t = {.file = "prototypes.csv"}};
	t->lang_count = languages_of(ed, t->langs);
	add_columns(ed, t);
	t->t.cells = arena_array(a, (ed->shown + 1) * t->t.columns, sizeof *t->t.cells);
	t->t.lines = arena_array(a, ed->shown + 1, sizeof *t->t.lines);
	t->t.lines[0] = 1;
	add_head(ed, t, t->t.rows++);
	for (size_t i = 0; i < ed->shown; i++) {
		if (is_blank(&ed->rows[i]) || ed->rows[i].left_out)
			continue;
		give_code(ed, &ed->rows[i]);
		ed->rows[i].line = t->t.lines[t->t.rows] = t->t.rows + 1;
		add_task(ed, t, t->t.rows++, &ed->rows[i]);
	}
}

/* ---- showing ---- */

/* What is wrong in a column of a line of the table; NULL: nothing. */
static const char *wrong(const struct editor *ed, size_t line, const char *column)
{
	for (size_t i = 0; line && i < ed->faults.count; i++) {
		const struct fault *f = &ed->faults.list[i];

		if (f->line == line && f->column && strncmp(f->column, column, strlen(column)) == 0 &&
			strchr(":", f->column[strlen(column)]))
			return office_fault(ed->p, f);
	}
	return NULL;
}

static void add_choice(struct view_list *list, const char *value, const char *label,
	const char *chosen)
{
	struct view_node *n = list_add(list);

	node_text(n, V_VALUE, value);
	node_text(n, V_LABEL, label);
	node_flag(n, V_SELECTED, strcmp(value, chosen) == 0);
}

static void add_choices(const struct editor *ed, struct view_node *n, enum kind kind,
	const struct catalogue *functions, const char *chosen)
{
	struct view_list *list = node_list(n, V_CHOICES);

	if (kind == LEVEL) {
		add_choice(list, "must", page_text(ed->p, "prototypes.must"), chosen);
		add_choice(list, "should", page_text(ed->p, "prototypes.should"), chosen);
		return;
	}
	add_choice(list, "", page_text(ed->p, "prototypes.choose"), chosen);
	for (size_t i = 0; i < functions->count; i++)
		add_choice(list, functions->entries[i].code, catalogue_label(functions,
			&functions->entries[i], lang_code(ed->p->lang)), chosen);
}

/* `task`: the code under which other languages say it, NULL: none does; line 0: nothing can be
 * wrong. */
static void add_field(const struct editor *ed, struct view_list *list, const struct field *f,
	const char *name, const char *task, const char *value, size_t line,
	const struct catalogue *functions)
{
	struct view_node *n = list_add(list);
	const char *other = f->part && task && !*value && ed->from.code ?
		prototype_say(&ed->from, task, f->part, lang_code(ed->p->lang)) : "";

	node_text(n, V_NAME, name);
	node_text(n, V_LABEL, page_text(ed->p, f->label));
	node_text(n, V_HINT, f->hint ? page_text(ed->p, f->hint) : "");
	node_text(n, V_NOTE, *other ? catalog_fill(ed->p->a, page_text(ed->p,
		"prototypes.elsewhere"), "text", other, NULL) : "");
	node_text(n, V_VALUE, value);
	node_text(n, V_MAX, f->max ? f->max : "");
	node_text(n, V_ERROR, wrong(ed, line, f->column) ? wrong(ed, line, f->column) : "");
	node_flag(n, V_IS_AREA, f->kind == AREA);
	node_flag(n, V_IS_CHOICES, f->kind == ACTIVITY || f->kind == LEVEL);
	node_flag(n, V_IS_TEXT, f->kind == LINE);
	if (f->kind == ACTIVITY || f->kind == LEVEL)
		add_choices(ed, n, f->kind, functions, value);
}

static void add_tasks(const struct editor *ed, const struct catalogue *functions)
{
	struct view_list *list = node_list(ed->p->root, V_ITEMS);

	for (size_t t = 0; t < ed->shown; t++) {
		const struct row *r = &ed->rows[t];
		struct view_node *n = list_add(list);
		struct view_list *fields = node_list(n, V_FIELDS);

		node_int(n, V_N, (int64_t)t + 1);
		node_text(n, V_ID, name_of(ed, t, ""));
		node_text(n, V_CODE, r->was);
		node_text(n, V_TITLE, r->value[0]);
		node_flag(n, V_FOUND, *r->was != '\0');
		node_flag(n, V_SELECTED, r->left_out);
		node_flag(n, V_FRESH, t >= ed->count);
		for (size_t i = 0; i < TASK_FIELDS; i++)
			add_field(ed, fields, &task_fields[i], name_of(ed, t, task_fields[i].name),
				*r->was ? r->was : NULL, r->value[i], r->line, functions);
	}
	node_int(ed->p->root, V_COUNT, (int64_t)ed->shown);
}

static bool named(const char *codes, const char *code)
{
	struct str rest = str_of(codes);

	while (rest.len)
		if (str_eq(str_cut(rest, ' ', &rest), code))
			return true;
	return false;
}

static enum err add_departments(const struct editor *ed)
{
	struct page *p = ed->p;
	struct view_list *list = node_list(p->root, V_DEPARTMENTS);
	bool sent = params_get(&p->req->form, "csrf");
	struct catalogue c;
	enum err e = catalogue_load(p->a, p->db, CATALOGUE_DEPARTMENTS, &c);

	for (size_t i = 0; !e && i < c.count; i++) {
		struct view_node *n = list_add(list);
		const char *code = c.entries[i].code;

		node_text(n, V_CODE, code);
		node_text(n, V_LABEL, catalogue_label(&c, &c.entries[i], lang_code(p->lang)));
		node_flag(n, V_SELECTED, sent ? ticked(p->req, "department", code) :
			ed->from.code && named(ed->from.departments, code));
	}
	return e;
}

static enum err show_editor(struct editor *ed, int status)
{
	struct page *p = ed->p;
	struct view_list *fields = node_list(p->root, V_FIELDS);
	struct catalogue functions;
	enum err e = catalogue_load(p->a, p->db, CATALOGUE_FUNCTIONS, &functions);

	if (!e)
		e = add_departments(ed);
	if (e)
		return e;
	for (size_t i = 0; i < HEAD_FIELDS; i++)
		add_field(ed, fields, &head_fields[i], head_fields[i].name, "", ed->value[i], 1,
			&functions);
	add_tasks(ed, &functions);
	node_flag(p->root, V_FOUND, ed->found);
	node_text(p->root, V_CODE, ed->code);
	node_text(p->root, V_VERSION, ed->version);
	node_text(p->root, V_FROM, ed->from.code ? ed->from.version : "");
	node_text(p->root, V_SUBJECT, ed->from.code ? ed->from.code : "");
	node_text(p->root, V_WARNING, wrong(ed, 1, "prototype"));
	node_text(p->root, V_WHY, ed->taken ? ed->taken : wrong(ed, 1, "version"));
	node_flag(p->root, V_ERRORS, ed->faults.count > 0 || ed->taken);
	node_text(p->root, V_NAME, lang_name(p->lang));
	node_text(p->root, V_PICTURE, ed->from.picture ? picture_path(p->a, ed->from.picture) : "");
	node_text(p->root, V_ACTION, ed->found ? arena_printf(p->a, "%s/picture",
		prototype_path(p, &ed->from)) : "");
	return page_end(p, status, "prototype_edit");
}

static enum err begin(struct request *req, struct response *res, struct page *p,
	struct editor *ed, const char *code, const char *version)
{
	enum err e = office_begin(req, res, "prototypes.title", p);

	*ed = (struct editor){.p = p, .code = "", .version = ""};
	faults_init(&ed->faults, req->arena);
	return e || !code || !*code ? e : prototype_find(p->a, p->db, code, version, &ed->from);
}

/* A new one; ?copy=CODE begins with what the last version of that is. */
enum err prototype_new_get(struct request *req, struct response *res)
{
	struct page p;
	struct editor ed;
	enum err e = begin(req, res, &p, &ed, params_get(&req->query, "copy"), NULL);

	if (e)
		return e;
	ed.code = ed.from.code ? ed.from.code : "";
	fill_stored(&ed);
	/* What was new then is not new now. */
	if (ed.from.code)
		ed.value[1] = "";
	return show_editor(&ed, 200);
}

enum err prototype_show(struct request *req, struct response *res, int status,
	const struct said *said)
{
	struct page p;
	struct editor ed;
	enum err e = begin(req, res, &p, &ed, request_capture(req, "code"),
		request_capture(req, "version"));

	if (e)
		return e;
	ed.found = true;
	ed.code = ed.from.code;
	ed.version = ed.from.version;
	fill_stored(&ed);
	node_text(p.root, V_ERROR, said ? page_said(&p, said) : "");
	node_text(p.root, V_DONE, params_get(&req->query, "done") ? page_text(&p, "office.saved") : "");
	return show_editor(&ed, status);
}

enum err prototype_get(struct request *req, struct response *res)
{
	return prototype_show(req, res, 200, NULL);
}

/* ---- saving ---- */

/* A new version takes no other's place. */
static enum err check_new(struct editor *ed)
{
	struct prototype other;
	enum err e = ed->found ? ERR_NOT_FOUND :
		prototype_find(ed->p->a, ed->p->db, ed->code, ed->version, &other);

	if (!e)
		ed->taken = catalog_fill(ed->p->a, page_text(ed->p, "prototypes.taken"), "code",
			ed->code, "version", ed->version, NULL);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err save(struct editor *ed)
{
	struct prototype *list;
	struct table table;
	struct change c;
	size_t count;
	enum err e = check_new(ed);

	if (e)
		return e;
	make_table(ed, &table);
	e = prototypes_read(ed->p->a, ed->p->db, &table.t, &ed->faults, &list, &count);
	if (ed->faults.count || ed->taken)
		return ERR_INPUT;
	if (!e)
		e = page_change(ed->p->req, &c);
	return e ? e : change_end(&c, prototype_put(&c, &list[0]));
}

enum err prototype_put_post(struct request *req, struct response *res)
{
	struct page p;
	struct editor ed;
	const char *from = typed(req, "from");
	enum err e = begin(req, res, &p, &ed, typed(req, "subject"), *from ? from : NULL);

	if (e)
		return e;
	ed.found = *typed(req, "found");
	ed.code = ed.found ? ed.from.code ? ed.from.code : "" : typed_plain(&ed, "code");
	ed.version = ed.found ? ed.from.code ? ed.from.version : "" :
		typed_plain(&ed, "version");
	fill_typed(&ed);
	if (strcmp(typed(req, "step"), "more") == 0)
		return show_editor(&ed, 200);
	e = save(&ed);
	return e && (ed.faults.count || ed.taken) ? show_editor(&ed, 422) : prototype_finish(req, res, e);
}
