/* What synthetic respondents answer (see demo.h). */
#include "demo.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/prng.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "form/show.h"

#define PAGES_MAX 1000
#define PASSES 6	/* answering can make further questions relevant */

/* ---- the company ---- */

static const struct {
	const char *code;
	size_t people;
} departments[] = {{"SAL", 48}, {"MKT", 18}, {"SUP", 42}, {"MGT", 12}};

#define OTHER_PEOPLE 10

static size_t people_of(const char *code)
{
	for (size_t i = 0; i < sizeof departments / sizeof *departments; i++)
		if (strcmp(departments[i].code, code) == 0)
			return departments[i].people;
	return OTHER_PEOPLE;
}

size_t demo_share(const char *const *codes, size_t count, size_t index, size_t respondents)
{
	size_t all = 0, before = 0;

	for (size_t i = 0; i < count; i++) {
		all += people_of(codes[i]);
		if (i < index)
			before += people_of(codes[i]);
	}
	if (!all)
		return 0;
	/* The difference of two rounded sums, so that all of them add up. */
	return (before + people_of(codes[index])) * respondents / all
		- before * respondents / all;
}

/* What doing a function is like, around which its doers answer. */
struct habit {
	const char *code;
	double minutes, per_week;	/* medians */
	double done;			/* share of its home department */
	double pain, want, rule;	/* 1 to 5 */
	double effort_days, exec;
};

static const struct habit habits[] = {
	{"SAL01", 6, 9, .85, 2.6, 4.3, 4.2, 6, 2},
	{"SAL03", 4, 14, .90, 3.4, 4.1, 3.8, 5, 2},
	{"SAL04", 5, 20, .90, 3.6, 4.5, 4.0, 8, 3},
	{"SAL05", 4, 12, .75, 2.4, 3.8, 3.9, 4, 1.5},
	{"SAL06", 45, 4, .80, 4.1, 4.4, 3.3, 25, 3},
	{"SAL07", 20, 1.5, .45, 4.2, 3.6, 2.8, 15, 2},
	{"SAL08", 35, 1, .70, 3.7, 4.0, 3.5, 10, 2.5},
	{"SAL09", 25, 1.2, .60, 3.3, 3.5, 3.2, 9, 1},
	{"SAL10", 3, 5, .55, 3.2, 3.9, 4.1, 6, 1.5},
	{"SAL11", 8, 4, .50, 2.9, 3.6, 2.7, 14, 1.5},
	{"SAL12", 2, 5, .35, 2.7, 3.9, 3.9, 5, 1},
	{"MKT01", 60, 1, .70, 3.8, 4.2, 3.6, 12, 2},
	{"MKT02", 90, 0.7, .65, 3.0, 3.9, 3.1, 14, 2},
	{"MKT03", 40, 0.5, .45, 3.4, 4.0, 4.1, 7, 1},
	{"MKT05", 50, 1, .60, 3.2, 3.8, 3.9, 9, 1.5},
	{"MKT06", 10, 3, .50, 3.9, 4.3, 4.4, 6, 2.5},
	{"MKT07", 12, 1.5, .40, 2.9, 4.1, 3.9, 10, 1.5},
	{"MKT08", 30, 1.2, .45, 2.8, 3.8, 2.6, 20, 2},
	{"MKT09", 6, 2, .40, 3.2, 4.2, 4.0, 5, 1.5},
	{"SUP01", 5, 40, .95, 2.5, 4.0, 4.3, 6, 2},
	{"SUP03", 8, 30, .92, 4.3, 4.6, 4.1, 8, 3},
	{"SUP04", 8, 25, .85, 3.3, 4.1, 3.8, 18, 2},
	{"SUP05", 10, 8, .65, 3.9, 3.9, 3.3, 7, 1.5},
	{"SUP06", 3, 25, .80, 2.1, 3.7, 4.5, 3, 1},
	{"SUP07", 1, 35, .65, 2.8, 4.0, 3.8, 8, 2},
	{"SUP08", 1, 30, .60, 3.0, 3.9, 3.2, 7, 1.5},
	{"SUP09", 2, 30, .70, 3.4, 4.3, 3.7, 9, 2.5},
	{"MGT01", 70, 1.2, .55, 3.9, 4.3, 4.0, 10, 2.5},
	{"MGT02", 45, 0.6, .50, 4.3, 4.4, 3.4, 16, 2},
	{"MGT03", 30, 0.8, .40, 2.8, 3.9, 3.0, 8, 2},
};

static struct habit habit_of(const char *code)
{
	uint64_t hash = 14695981039346656037u;
	struct prng r;

	for (size_t i = 0; i < sizeof habits / sizeof *habits; i++)
		if (strcmp(habits[i].code, code) == 0)
			return habits[i];
	for (const char *c = code; *c; c++)
		hash = (hash ^ (unsigned char)*c) * 1099511628211u;
	prng_seed(&r, hash);
	return (struct habit){code, 3 + prng_bounded(&r, 40), 1 + prng_bounded(&r, 15),
		.5 + prng_bounded(&r, 40) / 100.0, 2 + prng_bounded(&r, 25) / 10.0,
		3 + prng_bounded(&r, 17) / 10.0, 2.5 + prng_bounded(&r, 20) / 10.0,
		3 + prng_bounded(&r, 20), prng_bounded(&r, 7) / 2.0};
}

double demo_effort_days(const char *function)
{
	return habit_of(function).effort_days;
}

double demo_exec(const char *function)
{
	return habit_of(function).exec;
}

/* ---- chance ---- */

/* One respondent while answering. */
struct person {
	struct arena *a;
	const struct form *form;
	struct form_context *ctx;
	struct form_state state;
	struct answers *answers;
	struct prng r;
	const char *department;
	double mood;		/* how much more pain than others, in points of 1 to 5 */
	double pace;		/* factor on the time a page takes */
	bool careless;		/* leaves most of it blank */
};

static double uniform(struct prng *r)
{
	return (prng_next(r) + 0.5) / 4294967296.0;
}

/* Box and Muller (1958). */
static double normal(struct prng *r)
{
	double u = uniform(r), v = uniform(r);

	return sqrt(-2 * log(u)) * cos(6.283185307179586 * v);
}

static bool chance(struct prng *r, double share)
{
	return uniform(r) < share;
}

static double bounded(double v, double lo, double hi)
{
	return v < lo ? lo : v > hi ? hi : v;
}

/* ---- answers by measure ---- */

static void put(struct person *p, const struct question *q, const char *value)
{
	answers_add(p->answers, q->path, value);
}

static void put_whole(struct person *p, const struct question *q, double v)
{
	put(p, q, arena_printf(p->a, "%.0f", v));
}

/* A code of the list that is a figure: the nearest there is, or now and then dk. */
static void put_rating(struct person *p, const struct question *q, double v, double lo,
	double hi)
{
	const char *code = arena_printf(p->a, "%.0f", bounded(round(v), lo, hi));

	if (!q->list)
		put(p, q, code);
	else if (chance(&p->r, .04) && list_choice(q->list, "dk"))
		put(p, q, "dk");
	else if (list_choice(q->list, code))
		put(p, q, code);
}

static void pick_functions(struct person *p, const struct question *q)
{
	bool any = false;

	for (size_t i = 0; q->list && i < q->list->count; i++) {
		const struct choice *c = &q->list->choices[i];
		double done;

		if (strcmp(c->name, "none") == 0 || strcmp(c->name, "dk") == 0)
			continue;
		done = habit_of(c->name).done;
		if (strcmp(c->home, "*") != 0 && strcmp(c->home, p->department) != 0)
			done = .004;
		if (chance(&p->r, done)) {
			put(p, q, c->name);
			any = true;
		}
	}
	if (!any)
		put(p, q, "none");
}

static double times_per_week(struct person *p, const struct habit *h)
{
	return h->per_week * exp(0.7 * normal(&p->r));
}

/* How often, in the unit people would say it in; both questions ask for it. */
struct frequency {
	double n;
	const char *unit;
};

static struct frequency frequency_of(double weekly)
{
	const struct {
		const char *unit;
		double per_week;
	} units[] = {{"day", 5}, {"week", 1}, {"month", 12 / 52.0}, {"quarter", 4 / 52.0},
		{"year", 1 / 52.0}};
	size_t u = 0;

	while (u < 4 && weekly < units[u].per_week * 0.95)
		u++;
	return (struct frequency){bounded(round(weekly / units[u].per_week), 1, 99),
		units[u].unit};
}

/* The chip people would tap, or the figure itself. */
static double say_minutes(struct person *p, double minutes)
{
	static const double chips[] = {1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120};
	double best = chips[0];

	if (chance(&p->r, .15))
		return bounded(round(minutes), 1, 600);
	for (size_t i = 1; i < sizeof chips / sizeof *chips; i++)
		if (fabs(log(chips[i] / minutes)) < fabs(log(best / minutes)))
			best = chips[i];
	return best;
}

static void put_hours(struct person *p, const struct question *q)
{
	static const char *const codes[] = {"39", "39", "39", "39", "34", "34", "25", "45", "45",
		"15", "dk"};
	const char *code = codes[prng_bounded(&p->r, sizeof codes / sizeof *codes)];

	if (!q->list || list_choice(q->list, code))
		put(p, q, code);
}

/* Both questions of how often must tell the same story: it is drawn from a
 * generator of its own for the person and the function. */
static struct frequency frequency_said(struct person *p, const struct question *q)
{
	struct habit h = habit_of(q->function ? q->function : "");
	struct prng kept = p->r;
	struct frequency f;

	prng_seed(&p->r, p->ctx->seed ^ (uint64_t)(h.minutes * 1000 + h.per_week * 7
		+ h.effort_days * 100003));
	f = frequency_of(times_per_week(p, &h));
	p->r = kept;
	return f;
}

static bool answer_measure(struct person *p, const struct question *q)
{
	struct habit h = habit_of(q->function ? q->function : "");
	double pain = h.pain + p->mood;

	switch (q->measure) {
	case MEASURE_DEPARTMENT:
		put(p, q, p->department);
		return true;
	case MEASURE_WEEKLY_HOURS:
		put_hours(p, q);
		return true;
	case MEASURE_PICKS:
		pick_functions(p, q);
		return true;
	case MEASURE_FREQ_N:
		put_whole(p, q, frequency_said(p, q).n);
		return true;
	case MEASURE_FREQ_UNIT:
		put(p, q, frequency_said(p, q).unit);
		return true;
	case MEASURE_MINUTES:
		put_whole(p, q, say_minutes(p, bounded(h.minutes * exp(0.5 * normal(&p->r)),
			1, 600)));
		return true;
	case MEASURE_REWORK10:
		put_rating(p, q, (pain - 1) * 1.1 + 1.2 * normal(&p->r), 0, 10);
		return true;
	case MEASURE_FRUST5:
		put_rating(p, q, pain + 0.8 * normal(&p->r), 1, 5);
		return true;
	case MEASURE_WANT5:
		put_rating(p, q, h.want + 0.3 * p->mood + 0.8 * normal(&p->r), 1, 5);
		return true;
	case MEASURE_RULE5:
		put_rating(p, q, h.rule + 0.9 * normal(&p->r), 1, 5);
		return true;
	default:
		return false;
	}
}

/* ---- other questions ---- */

static const struct {
	const char *lang, *text;
	bool stays;	/* with people: an answer to what must, to nothing else */
} texts[] = {
	{"en", "The same data is typed in three places.", false},
	{"en", "Templates for the most frequent cases.", false},
	{"en", "The call before the quote.", true},
	{"sk", "Tie isté údaje zadávame na troch miestach.", false},
	{"sk", "Pomohli by šablóny pre najčastejšie prípady.", false},
	{"sk", "Prvý telefonát so zákazníkom.", true},
	{"pl", "Te same dane wpisujemy w trzech miejscach.", false},
	{"pl", "Przydałyby się szablony dla najczęstszych przypadków.", false},
	{"pl", "Pierwsza rozmowa z klientem.", true},
	{"it", "Gli stessi dati si scrivono in tre posti.", false},
	{"it", "Servirebbero modelli per i casi più frequenti.", false},
	{"it", "La telefonata prima del preventivo.", true},
	{"es", "Los mismos datos se escriben en tres sitios.", false},
	{"es", "Ayudarían plantillas para los casos más frecuentes.", false},
	{"es", "La llamada antes del presupuesto.", true},
	{"ca", "Les mateixes dades s’escriuen en tres llocs.", false},
	{"ca", "Ajudarien plantilles per als casos més freqüents.", false},
	{"ca", "La trucada abans del pressupost.", true},
};

static void answer_text(struct person *p, const struct question *q, const char *lang)
{
	size_t n = sizeof texts / sizeof *texts, start = prng_bounded(&p->r, (uint32_t)n);
	size_t max = q->parameters.max_chars;
	bool stays = text_ends(q->path, "/A31_keep");

	if (!chance(&p->r, .07))
		return;
	for (size_t i = 0; i < n; i++) {
		const char *text = texts[(start + i) % n].text;

		if (strcmp(texts[(start + i) % n].lang, lang) == 0
			&& texts[(start + i) % n].stays == stays
			&& (!max || utf8_count(text, strlen(text)) <= max)) {
			put(p, q, text);
			return;
		}
	}
}

static void answer_choices(struct person *p, const struct question *q)
{
	struct shown_choice *shown;
	size_t n, wanted;

	choices_show(p->a, p->form, p->ctx, &p->state, q, &shown, &n);
	while (n && (strcmp(shown[n - 1].choice->name, "dk") == 0
		|| strcmp(shown[n - 1].choice->name, "none") == 0))
		n--;
	if (!n)
		return;
	wanted = q->type == Q_SELECT_MULTIPLE ? 1 + prng_bounded(&p->r, n < 3 ? (uint32_t)n : 3)
		: 1;
	if (q->type == Q_RANK)
		wanted = n;
	for (size_t i = 0; i < wanted; i++) {
		size_t j = i + prng_bounded(&p->r, (uint32_t)(n - i));
		struct shown_choice chosen = shown[j];

		shown[j] = shown[i];
		shown[i] = chosen;
		put(p, q, chosen.choice->name);
	}
}

static void answer_other(struct person *p, const struct question *q, const char *lang)
{
	switch (q->type) {
	case Q_TEXT:
		answer_text(p, q, lang);
		break;
	case Q_SELECT_ONE:
	case Q_SELECT_MULTIPLE:
	case Q_RANK:
		answer_choices(p, q);
		break;
	case Q_INTEGER:
	case Q_DECIMAL:
		put_whole(p, q, 1 + prng_bounded(&p->r, 10));
		break;
	case Q_DATE:
		put(p, q, p->ctx->today);
		break;
	default:
		break;
	}
}

/* Answers what has become relevant; true when there was something. */
static bool answer_pass(struct person *p, bool *asked, const char *lang)
{
	bool any = false;

	form_evaluate(p->a, p->form, p->ctx, p->answers, &p->state);
	for (size_t i = 0; i < p->form->question_count; i++) {
		const struct question *q = p->form->questions[i];
		bool skip = p->careless && q->measure != MEASURE_DEPARTMENT
			&& q->measure != MEASURE_PICKS && chance(&p->r, .8);

		if (asked[i] || !q->takes_answer || !p->state.relevant[q->node])
			continue;
		asked[i] = any = true;
		if (skip && !question_required(p->a, p->ctx, &p->state, q))
			continue;
		if (!answer_measure(p, q))
			answer_other(p, q, lang);
	}
	return any;
}

/* ---- the post ---- */

void demo_uuid(struct prng *r, char out[37])
{
	unsigned char b[16];
	char *at = out;

	for (size_t i = 0; i < sizeof b; i++)
		b[i] = (unsigned char)(prng_next(r) >> 24);
	b[6] = (unsigned char)((b[6] & 0x0F) | 0x40);
	b[8] = (unsigned char)((b[8] & 0x3F) | 0x80);
	for (size_t i = 0; i < sizeof b; i++)
		at += snprintf(at, 4, i == 4 || i == 6 || i == 8 || i == 10 ? "-%02x" : "%02x",
			b[i]);
}

static const char *choose_language(struct person *p)
{
	static const char *const mix[] = {"sk", "sk", "sk", "sk", "en", "en", "pl", "pl", "it",
		"es", "ca"};
	const char *code = mix[prng_bounded(&p->r, sizeof mix / sizeof *mix)];
	const struct form *f = p->form;

	p->ctx->language = form_language(f, code);
	return *f->languages[p->ctx->language].code ? f->languages[p->ctx->language].code : code;
}

/* Seconds per section that was shown: reading, and so much for each question. */
static void make_times(struct person *p, struct demo_post *out)
{
	struct buf *pages = buf_new(p->a, PAGES_MAX);
	double active = 0;

	for (size_t i = 0; i < p->form->section_count; i++) {
		const struct form_section *s = &p->form->sections[i];
		double seconds = 4;
		char one[80];

		if (!p->state.section_shown[i])
			continue;
		for (size_t n = s->first; n < s->end; n++)
			if (p->form->nodes[n].question && p->state.relevant[n])
				seconds += 4;
		seconds = round(bounded(seconds * p->pace * exp(0.3 * normal(&p->r)), 1, 900));
		active += seconds;
		if (strlen(s->id) < 60 && pages->len + sizeof one < PAGES_MAX) {
			snprintf(one, sizeof one, "%s:%.0f;", s->id, seconds);
			buf_puts(pages, one);
		}
	}
	out->pages = pages->data;
	out->active_s = arena_printf(p->a, "%.0f", active);
}

void demo_respondent(struct arena *a, const struct form *form, struct form_context *ctx,
	uint64_t seed, size_t number, const char *department, struct demo_post *out)
{
	struct person p = {.a = a, .form = form, .ctx = ctx, .department = department};
	bool *asked = arena_array(a, form->question_count + 1, sizeof *asked);

	prng_for_draw(&p.r, seed, number);
	demo_uuid(&p.r, out->instance_id);
	out->draw_seed = ((uint64_t)prng_next(&p.r) << 21) | (prng_next(&p.r) >> 11);
	ctx->has_seed = true;
	ctx->seed = out->draw_seed;
	out->lang = choose_language(&p);
	p.mood = 0.4 * normal(&p.r);
	p.careless = chance(&p.r, .03);
	p.pace = (chance(&p.r, .02) ? 0.3 : 1) * exp(0.25 * normal(&p.r));
	p.answers = out->answers = answers_new(a, form);
	for (int i = 0; i < PASSES && answer_pass(&p, asked, out->lang); i++)
		continue;
	make_times(&p, out);
}
