/* What a list cannot show: departments side by side, and hours against effort. */
#include "priority_rows.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "view/format.h"
#include "view/url.h"

#define HEAT_STEPS 5
#define HOURS_A_DAY 8		/* of effort (method A2.16) */
#define GUIDES_MAX 6

static const char *number(const struct page *p, double v, int decimals)
{
	return format_number(p->a, p->lang, v, decimals);
}

/* ---- heat map ---- */

static const struct audit_dept_row *dept_row(const struct priorities *p, size_t department,
	size_t function, const struct shown **shown)
{
	for (size_t i = 0; i < p->result.n_dept; i++)
		if (p->result.dept[i].department == department &&
			p->result.dept[i].function == function) {
			*shown = &p->dept[i];
			return &p->result.dept[i];
		}
	return NULL;
}

/* Hours saveable a week for each person of the department: departments of different
 * size side by side. */
static double per_person(const struct priorities *p, const struct audit_dept_row *row)
{
	double people = p->result.departments[row->department].population;

	return people > 0 ? row->hours_saved / people : 0;
}

static double most_per_person(const struct priorities *p)
{
	double most = 0;

	for (size_t i = 0; i < p->result.n_dept; i++)
		if (p->dept[i].hours == CELL_SHOWN)
			most = fmax(most, per_person(p, &p->result.dept[i]));
	return most;
}

static void add_cell(struct results *r, struct view_list *cells, size_t d, size_t function,
	double most)
{
	const struct priorities *p = r->list;
	const struct shown *shown = NULL;
	const struct audit_dept_row *row = dept_row(p, d, function, &shown);
	struct view_node *n = list_add(cells);
	double v;

	node_text(n, V_CODE, p->result.departments[d].code);
	if (!row || shown->hours == CELL_EMPTY) {
		node_text(n, V_TONE, "heat-none");
		node_text(n, V_TEXT, "–");
		return;
	}
	if (shown->hours != CELL_SHOWN) {
		node_text(n, V_TONE, "heat-hidden");
		node_text(n, V_TEXT, page_text(&r->page, "results.hidden_short"));
		return;
	}
	v = most > 0 ? per_person(p, row) / most : 0;
	node_text(n, V_NAME, "hours_saved");
	node_text(n, V_TEXT, hours_text(&r->page, row->hours_saved));
	node_textf(n, V_TONE, "heat-%d", (int)fmin(HEAT_STEPS - 1, floor(HEAT_STEPS * v)));
}

static void add_columns(struct results *r, struct view_node *heat)
{
	const struct priorities *p = r->list;
	struct view_list *columns = node_list(heat, V_COLUMNS);

	for (size_t d = 0; d < p->result.n_departments; d++) {
		struct view_node *n;

		if (p->departments[d] != CELL_SHOWN)
			continue;
		n = list_add(columns);
		node_text(n, V_LABEL, results_department(r, p->result.departments[d].code));
		node_text(n, V_CODE, p->result.departments[d].code);
		node_int(n, V_N, (int64_t)p->result.departments[d].n);
	}
}

/* What the shades stand for, each up to its end. */
static void add_legend(struct results *r, struct view_node *heat, double most)
{
	struct view_list *list = node_list(heat, V_LEVELS);

	for (int i = 0; i < HEAT_STEPS; i++) {
		struct view_node *n = list_add(list);

		node_textf(n, V_TONE, "heat-%d", i);
		node_text(n, V_TEXT, results_say(&r->page, "priorities.heat.upto", "hours",
			hours_text(&r->page, most * (i + 1) / HEAT_STEPS)));
	}
}

void heat_add(struct results *r)
{
	const struct priorities *p = r->list;
	struct view_node *heat;
	struct view_list *rows;
	double most = most_per_person(p);

	if (p->result.n_departments < 2 || !(most > 0))
		return;
	heat = node_object(r->page.root, V_HEAT);
	add_columns(r, heat);
	add_legend(r, heat, most);
	rows = node_list(heat, V_ROWS);
	for (size_t i = 0; i < p->result.n_overall; i++) {
		const struct audit_overall_row *row = &p->result.overall[i];
		struct view_node *n = list_add(rows);
		struct view_list *cells = node_list(n, V_CELLS);

		node_text(n, V_LABEL, results_function(r, row->code));
		node_text(n, V_ID, row->code);
		for (size_t d = 0; d < p->result.n_departments; d++)
			if (p->departments[d] == CELL_SHOWN)
				add_cell(r, cells, d, row->function, most);
	}
}

/* ---- effort against hours ---- */

/* What is drawn: rows with a place, an effort and something to save. */
struct efforts {
	struct line *lines;
	double *days;
	size_t count;
};

static struct efforts find_efforts(const struct results *r)
{
	const struct priorities *p = r->list;
	struct efforts e = {arena_array(r->page.a, p->result.n_overall + 1, sizeof *e.lines),
		arena_array(r->page.a, p->result.n_overall + 1, sizeof *e.days), 0};

	for (size_t i = 0; i < p->result.n_overall; i++) {
		const struct audit_function_result *f =
			&p->result.functions[p->result.overall[i].function];
		struct line l = line_overall(p, i);

		if (l.shown->score != CELL_SHOWN || isnan(l.payback))
			continue;
		e.days[e.count] = p->tables.input.functions[f->input].effort_days;
		e.lines[e.count++] = l;
	}
	return e;
}

/* A round value with the decimals it has. */
static const char *step_text(const struct page *p, double v)
{
	return number(p, v, v >= 1 ? 0 : (int)ceil(-log10(v) - 1e-9));
}

static struct chart_scale scale_over(const struct page *p, double lo, double hi)
{
	double steps[CHART_STEPS_MAX];
	size_t n = chart_log_steps(lo, hi, steps);
	struct chart_tick *ticks = arena_array(p->a, n + 1, sizeof *ticks);

	for (size_t i = 0; i < n; i++)
		ticks[i] = (struct chart_tick){steps[i], step_text(p, steps[i])};
	return (struct chart_scale){n ? steps[0] : 0, n ? steps[n - 1] : 0, ticks, n};
}

/* Lines of equal payback through the points there are. */
static void add_guides(const struct page *p, struct chart_plane *plane, double lo, double hi)
{
	double weeks[CHART_STEPS_MAX];
	size_t n = chart_log_steps(lo, hi, weeks), by = 1 + (n ? (n - 1) / GUIDES_MAX : 0);
	struct chart_guide *guides = arena_array(p->a, n + 1, sizeof *guides);

	for (size_t i = 0; i < n; i += by)
		guides[plane->guide_count++] = (struct chart_guide){HOURS_A_DAY / weeks[i],
			results_say(p, "priorities.guide", "n", step_text(p, weeks[i]))};
	plane->guides = guides;
}

static struct chart_point point_of(const struct results *r, const struct line *l, double days)
{
	const struct page *p = &r->page;
	const char *name = results_function(r, l->code);

	return (struct chart_point){
		.mark = format_integer(p->a, p->lang, (int64_t)l->rank),
		.name = name,
		.text = results_say(p, "priorities.point", "name", name, "days",
			number(p, days, 0), "hours", hours_text(p, l->saved)),
		.x = days, .y = line_told(l, SAVED), .tone = line_tone(l),
	};
}

static void add_plane(struct results *r, const struct efforts *e)
{
	struct page *p = &r->page;
	struct chart_point *points = arena_array(p->a, e->count + 1, sizeof *points);
	struct chart_plane plane = {.id = "effort", .points = points, .count = e->count,
		.title = page_text(p, "priorities.plane"),
		.desc = page_text(p, "priorities.plane_text"),
		.x_name = page_text(p, "priorities.plane_x"),
		.y_name = page_text(p, "priorities.plane_y")};
	double days[2] = {INFINITY, 0}, hours[2] = {INFINITY, 0}, weeks[2] = {INFINITY, 0};

	for (size_t i = 0; i < e->count; i++) {
		const struct line *l = &e->lines[i];

		points[i] = point_of(r, l, e->days[i]);
		days[0] = fmin(days[0], e->days[i]);
		days[1] = fmax(days[1], e->days[i]);
		hours[0] = fmin(hours[0], points[i].y);
		hours[1] = fmax(hours[1], points[i].y);
		weeks[0] = fmin(weeks[0], line_told(l, PAYBACK));
		weeks[1] = fmax(weeks[1], line_told(l, PAYBACK));
	}
	plane.x = scale_over(p, days[0], days[1]);
	plane.y = scale_over(p, hours[0], hours[1]);
	add_guides(p, &plane, weeks[0], weeks[1]);
	node_markup(p->root, V_PLANE, chart_points(p->a, &plane));
}

static void add_line(struct results *r, struct view_list *list, const struct line *l, double days)
{
	const struct page *p = &r->page;
	struct view_node *n = list_add(list);
	const char *between = hours_between(p, l);

	node_int(n, V_RANK, (int64_t)l->rank);
	node_text(n, V_LABEL, results_function(r, l->code));
	node_text(n, V_CODE, l->code);
	node_text(n, V_HREF, url_path(p->a, "/results/%s/functions/%s", r->round.code, l->code));
	node_text(n, V_VALUE, number(p, days, days < 10 ? 1 : 0));
	node_text(n, V_SAVED, line_text(p, l, SAVED));
	if (between)
		node_text(n, V_SAVED_BETWEEN, between);
	node_text(n, V_PAYBACK, line_text(p, l, PAYBACK));
	node_int(n, V_N, (int64_t)l->counts->answers[AUDIT_HOURS]);
}

void effort_add(struct results *r)
{
	struct efforts e = find_efforts(r);
	struct view_list *list = node_list(r->page.root, V_LINES);

	for (size_t i = 0; i < e.count; i++)
		add_line(r, list, &e.lines[i], e.days[i]);
	if (e.count > 1)
		add_plane(r, &e);
}
