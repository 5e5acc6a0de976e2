/* One row of the priority list: its figures, which of them may be told, and how. */
#include "priority_rows.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "view/format.h"

static const struct {
	const char *name;		/* as priorities.csv has it */
	const char *label;		/* key of its text */
} columns[COLUMNS] = {
	[PLACES] = {"cs_lo", "priorities.places"},
	[SCORE] = {"score", "priorities.score"},
	[SAVED] = {"hours_saved", "priorities.saveable"},
	[PEOPLE] = {"doers_pop", "results.people"},
	[PAIN] = {"pain", "priorities.pain"},
	[WANT] = {"want", "priorities.want"},
	[PAYBACK] = {"payback_weeks", "priorities.payback"},
};

const char *column_name(enum column c)
{
	return columns[c].name;
}

const char *column_label(const struct page *p, enum column c)
{
	return page_text(p, columns[c].label);
}

enum column column_find(const char *name)
{
	enum column c = PLACES;

	while (c < COLUMNS && !(name && strcmp(columns[c].name, name) == 0))
		c++;
	return c;
}

struct line line_overall(const struct priorities *p, size_t i)
{
	const struct audit_overall_row *r = &p->result.overall[i];
	bool sure = r->detailed >= INTERVAL_FROM;

	return (struct line){.code = r->code, .rank = r->rank, .score = r->score,
		.score_lo = sure ? r->score_lo : NAN, .score_hi = sure ? r->score_hi : NAN,
		.saved = r->hours_saved, .saved_lo = sure ? r->saved_lo : NAN,
		.saved_hi = sure ? r->saved_hi : NAN, .now = r->hours_now,
		.people = r->doers_pop, .pain = r->pain, .want = r->want,
		.payback = r->payback_weeks, .assumed = r->assumed, .shown = &p->overall[i],
		.counts = &p->result.functions[r->function].counts, .row = r};
}

struct line line_dept(const struct priorities *p, size_t i)
{
	const struct audit_dept_row *r = &p->result.dept[i];
	const struct audit_counts *c = audit_cell(&p->result, r->department, r->function);
	bool sure = c->answers[AUDIT_HOURS] >= INTERVAL_FROM;

	return (struct line){.code = r->func, .rank = r->rank, .score = r->score,
		.score_lo = sure ? r->score_lo : NAN, .score_hi = sure ? r->score_hi : NAN,
		.saved = r->hours_saved, .saved_lo = sure ? r->saved_lo : NAN,
		.saved_hi = sure ? r->saved_hi : NAN, .now = r->hours_now,
		.people = r->share * p->result.departments[r->department].population,
		.pain = r->pain, .want = r->want, .payback = NAN, .assumed = r->assumed,
		.shown = &p->dept[i], .counts = c};
}

double line_value(const struct line *l, enum column c)
{
	switch (c) {
	case PLACES:
		return l->row && l->row->verdict != AUDIT_VERDICT_NONE ? (double)l->row->cs_lo : NAN;
	case SCORE:
		return l->score;
	case SAVED:
		return l->saved;
	case PEOPLE:
		return l->people;
	case PAIN:
		return l->pain;
	case WANT:
		return l->want;
	case PAYBACK:
		return l->payback;
	case COLUMNS:
		break;
	}
	return NAN;
}

double line_told(const struct line *l, enum column c)
{
	double v = line_value(l, c);

	switch (c) {
	case SAVED:
	case PAYBACK:
		return round_digits(v, 2);
	case PAIN:
	case WANT:
		return round_decimals(100 * v, 0);
	case SCORE:
		return round_decimals(v, 1);
	default:
		return round_decimals(v, 0);
	}
}

enum cell_state line_state(const struct line *l, enum column c)
{
	const struct shown *s = l->shown;
	const enum cell_state states[COLUMNS] = {
		[PLACES] = s->score, [SCORE] = s->score, [SAVED] = s->hours,
		[PEOPLE] = s->people, [PAIN] = s->pain, [WANT] = s->want, [PAYBACK] = s->hours,
	};

	return states[c];
}

enum chart_tone line_tone(const struct line *l)
{
	enum audit_verdict v = l->row ? l->row->verdict : AUDIT_VERDICT_NONE;

	return v == AUDIT_CLEAR ? TONE_STRONG : v == AUDIT_UNLIKELY ? TONE_MUTED : TONE_PLAIN;
}

struct chart_strip line_strip(const struct line *l, enum column c)
{
	struct chart_strip s = {.value = line_told(l, c), .lo = NAN, .hi = NAN, .tone = line_tone(l)};

	if (c == PLACES && l->row && l->row->verdict != AUDIT_VERDICT_NONE) {
		s.value = (double)l->rank;
		s.lo = (double)l->row->cs_lo;
		s.hi = (double)l->row->cs_hi;
	} else if (c == SCORE) {
		s.lo = round_decimals(l->score_lo, 0);
		s.hi = round_decimals(l->score_hi, 0);
	} else if (c == SAVED) {
		s.lo = round_digits(l->saved_lo, 2);
		s.hi = round_digits(l->saved_hi, 2);
		s.bar = true;
	}
	return s;
}

double strip_end(struct chart_strip s)
{
	return isnan(s.hi) ? s.value : s.hi;
}

static const char *number(const struct page *p, double v, int decimals)
{
	return format_number(p->a, p->lang, v, decimals);
}

static const char *places_text(const struct page *p, const struct line *l)
{
	const char *lo = format_integer(p->a, p->lang, (int64_t)l->row->cs_lo);

	return l->row->cs_lo == l->row->cs_hi ? lo : format_range(p->a, lo,
		format_integer(p->a, p->lang, (int64_t)l->row->cs_hi));
}

const char *line_text(const struct page *p, const struct line *l, enum column c)
{
	double v = line_value(l, c);

	if (isnan(v))
		return "";
	switch (c) {
	case PLACES:
		return places_text(p, l);
	/* With more digits the effort over it would tell more of the hours (method F, P6). */
	case SAVED:
	case PAYBACK:
		return hours_text(p, v);
	case PAIN:
	case WANT:
		return index_text(p, v);
	case SCORE:
		return number(p, v, 1);
	default:
		return number(p, v, 0);
	}
}

const char *hours_between(const struct page *p, const struct line *l)
{
	return isnan(l->saved_lo) ? NULL
		: between_text(p, hours_text(p, l->saved_lo), hours_text(p, l->saved_hi));
}

const char *score_between(const struct page *p, const struct line *l)
{
	return isnan(l->score_lo) ? NULL
		: between_text(p, number(p, l->score_lo, 0), number(p, l->score_hi, 0));
}

const char *share_says(const struct results *r, const struct audit_overall_row *row)
{
	const struct page *p = &r->page;
	const struct audit_function_result *f = &r->list->result.functions[row->function];
	double part = r->list->tables.params.realisation;

	if (!isnan(r->list->tables.input.functions[f->input].auto_override))
		return page_text(p, "share.set");
	if (row->assumed & AUDIT_ASSUMED_AUTO)
		return page_text(p, "function.auto.assumed");
	return results_say(p, "share.made", "rules", share_text(p, row->automatable / part),
		"part", share_text(p, part));
}

const char *line_why_hidden(const struct page *p, const struct line *l)
{
	const struct shown *s = l->shown;
	const enum cell_state parts[] = {s->doers, s->hours, s->pain, s->want};
	bool few = false, other = false;

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		few |= parts[i] == CELL_PRIMARY;
		other |= parts[i] == CELL_SECONDARY;
	}
	return page_text(p, other && !few ? "priorities.why_other" : "priorities.why_few");
}
