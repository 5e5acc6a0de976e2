/*
 * kiosk compute pilot: verdicts on rounds, from verdicts.json.
 */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"
#include "compute_pilot.h"

#define FILE_NAME "verdicts.json"
#define FILE_MAX_BYTES ((size_t)16 << 20)

/* One case while it is read. */
struct reading {
	struct compute *c;
	size_t index;
	const char *name;
};

static const char *case_of(const struct reading *r)
{
	return r->name ? r->name : arena_printf(r->c->arena, "%zu", r->index + 1);
}

static void fault(const struct reading *r, const char *member, enum fault_kind kind)
{
	fault_add(&r->c->faults, FILE_NAME, 0, member, kind, case_of(r), NULL);
}

/* What reading JSON found. */
static void fault_json(const struct reading *r, const char *member)
{
	fault_add(&r->c->faults, FILE_NAME, 0, member, FAULT_CASE_JSON, case_of(r), err_detail(),
		NULL);
}

/* A number of 0 or more; NAN when absent or null. */
static double number(const struct reading *r, const struct json_flat *flat, const char *key)
{
	const struct json_member *m = json_get(flat, key);
	double value;

	if (!m || m->kind == JSON_NULL)
		return NAN;
	if (m->kind == JSON_NUMBER && parse_double(m->values[0], &value) && value >= 0)
		return value;
	fault(r, key, FAULT_CASE_NUMBER);
	return NAN;
}

static double number_or(const struct reading *r, const struct json_flat *flat,
	const char *key, double otherwise)
{
	double value = number(r, flat, key);

	return isnan(value) ? otherwise : value;
}

/* The member of that name; NULL when absent or null. */
static const struct json_part *part_of(const struct json_part *parts, size_t n, const char *key)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(parts[i].key, key) == 0 && *parts[i].text != 'n')
			return &parts[i];
	return NULL;
}

/* A list of numbers; null is one that is missing. */
static double *numbers(const struct reading *r, const struct json_part *part, size_t *n)
{
	struct json_part *items;
	double *list;
	size_t count;

	*n = 0;
	if (!part)
		return NULL;
	if (*part->text != '[' || json_split(r->c->arena, part->text, part->len, &items, &count)) {
		fault(r, part->key, FAULT_CASE_NUMBERS);
		return NULL;
	}
	list = arena_array(r->c->arena, count, sizeof *list);
	for (size_t i = 0; i < count; i++) {
		const char *text = arena_strndup(r->c->arena, items[i].text, items[i].len);

		if (strcmp(text, "null") == 0)
			continue;
		if (parse_double(text, &list[*n]))
			++*n;
		else
			fault(r, part->key, FAULT_CASE_NUMBERS);
	}
	return list;
}

static bool scan(const struct reading *r, const char *text, size_t len, struct json_flat *out)
{
	if (json_scan(r->c->arena, text, len, NULL, out) == OK)
		return true;
	fault_json(r, NULL);
	return false;
}

static void read_must(const struct reading *r, const struct json_part *part,
	struct pilot_round *round)
{
	struct json_part *items;
	struct pilot_must *list;
	size_t n;

	if (json_split(r->c->arena, part->text, part->len, &items, &n)) {
		fault_json(r, "must");
		return;
	}
	list = arena_array(r->c->arena, n, sizeof *list);
	for (size_t i = 0; i < n; i++) {
		struct json_flat flat;

		if (!scan(r, items[i].text, items[i].len, &flat))
			return;
		list[i].function = json_text(&flat, "func");
		list[i].successes = number_or(r, &flat, "x", 0);
		list[i].n = number_or(r, &flat, "n", 0);
		list[i].before_successes = number_or(r, &flat, "prev_x", 0);
		list[i].before_n = number_or(r, &flat, "prev_n", 0);
		if (!list[i].function)
			fault(r, "must", FAULT_CASE_FUNC);
		if (list[i].successes > list[i].n
			|| list[i].before_successes > list[i].before_n)
			fault(r, "must", FAULT_CASE_SUCCEEDED);
	}
	round->must = list;
	round->n_must = n;
}

/* Members that are lists. */
static bool is_list(const char *key)
{
	return strcmp(key, "must") == 0 || strcmp(key, "sus") == 0 || strcmp(key, "prev_sus") == 0;
}

/* The other members of a case, as an object that is flat. */
static const char *without_lists(struct arena *a, const struct json_part *parts, size_t n)
{
	struct buf *b = buf_new(a, FILE_MAX_BYTES);

	buf_putc(b, '{');
	for (size_t i = 0; i < n; i++) {
		if (is_list(parts[i].key))
			continue;
		buf_printf(b, "%s\"%s\":", b->len > 1 ? "," : "", parts[i].key);
		buf_add(b, parts[i].text, parts[i].len);
	}
	buf_putc(b, '}');
	return b->data;
}

static void put_verdict(struct pilot_out *o, const char *name, const struct pilot_round *round)
{
	struct pilot_limits limits = pilot_limits_default();
	const char *of = arena_printf(o->c->arena, "verdict:%s", name);
	struct pilot_judgement j;

	limits.method_version = o->method;
	pilot_judge(o->c->arena, round, &limits, &j);
	pilot_put_text(o, of, "verdict", pilot_verdict_name(j.verdict));
	pilot_put_text(o, of, "why", pilot_why_text(o->c->arena, round, &j));
}

static void judge_case(struct pilot_out *o, const struct json_part *part, size_t index)
{
	struct reading r = {.c = o->c, .index = index};
	struct pilot_round round = {0};
	struct json_part *parts;
	struct json_flat flat;
	const char *text;
	size_t n;

	if (*part->text != '{') {
		fault(&r, NULL, FAULT_CASE_OBJECT);
		return;
	}
	if (json_split(o->c->arena, part->text, part->len, &parts, &n)) {
		fault_json(&r, NULL);
		return;
	}
	text = without_lists(o->c->arena, parts, n);
	if (!scan(&r, text, strlen(text), &flat))
		return;
	r.name = json_text(&flat, "case");
	if (!r.name) {
		fault(&r, "case", FAULT_CASE_NAME);
		return;
	}
	if (part_of(parts, n, "must"))
		read_must(&r, part_of(parts, n, "must"), &round);
	round.round = number_or(&r, &flat, "round", 1);
	round.n = number_or(&r, &flat, "n", 0);
	round.sus = numbers(&r, part_of(parts, n, "sus"), &round.n_sus);
	round.sus_before = numbers(&r, part_of(parts, n, "prev_sus"),
		&round.n_sus_before);
	round.seq_mean = number(&r, &flat, "seq_mean");
	round.s1 = number_or(&r, &flat, "s1", 0);
	round.s2 = number_or(&r, &flat, "s2", 0);
	round.s12_before = number_or(&r, &flat, "prev_s12", 0);
	round.no_path = number_or(&r, &flat, "no_path", 0);
	put_verdict(o, r.name, &round);
}

void pilot_verdicts(struct pilot_out *o)
{
	const char *path = path_join(o->c->arena, o->c->dir, FILE_NAME);
	struct json_part *cases = NULL;
	char *text;
	size_t len, n = 0;
	enum err e;

	if (!file_exists(path))
		return;
	e = file_read(o->c->arena, path, FILE_MAX_BYTES, &text, &len);
	if (e == ERR_SYSTEM)
		o->c->system_failed = true;
	if (!e)
		e = json_split(o->c->arena, text, len, &cases, &n);
	if (e)
		faults_add_said(&o->c->faults, FILE_NAME, 0, NULL);
	for (size_t i = 0; i < n; i++)
		judge_case(o, &cases[i], i);
}
