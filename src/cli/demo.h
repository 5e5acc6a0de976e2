/*
 * The synthetic company: who works in it and what they would answer. Everything
 * follows from a seed; nothing is taken from a real survey.
 */
#ifndef CLI_DEMO_H
#define CLI_DEMO_H

#include <stddef.h>
#include <stdint.h>

#include "form/answers.h"
#include "form/check.h"

struct arena;
struct cmd;
struct prng;
struct round;

#define DEMO_COMPANY "Example Trading (synthetic)"

/* How many of `respondents` answers come from a department, `index` of those
 * with `codes`; all together as many as asked. */
size_t demo_share(const char *const *codes, size_t count, size_t index, size_t respondents);

/* Days to automate a function and what executives say of it (0 to 3). */
double demo_effort_days(const char *function);
double demo_exec(const char *function);

/* One respondent's post. */
struct demo_post {
	char instance_id[37];
	const char *lang;
	const char *pages;	/* id:seconds;… */
	const char *active_s;
	uint64_t draw_seed;	/* for the form's draws */
	struct answers *answers;
};

/* Respondent `number` of the company `seed`, who works in `department`. `ctx`
 * holds today, now and the departments; its seed is set to draw_seed. */
void demo_respondent(struct arena *a, const struct form *form, struct form_context *ctx,
	uint64_t seed, size_t number, const char *department, struct demo_post *out);

/* Tester `number` of a version of a prototype (1 is the first), as demo_respondent(). */
void demo_tester(struct arena *a, const struct form *form, struct form_context *ctx,
	uint64_t seed, size_t number, int version, const char *department, struct demo_post *out);

/* A prototype in two versions, tried by testers, whose comments are answered. */
enum err demo_pilot(struct cmd *c, uint64_t seed);
/* Read and answer what waits of a prototype; `next`: the version in which what was planned is
 * said to be solved; NULL: there is none. */
enum err demo_triage(struct cmd *c, const char *prototype, const char *next);

/* The form "Report an issue" in a round that stays open, with what some wrote in it, read and
 * answered but for one. The form is there. */
enum err demo_reports(struct cmd *c, const char *today);
/* Somebody decides on the last round of the pilot, and the first department begins. */
enum err demo_decide(struct cmd *c, const struct round *last);

/* A random UUID. */
void demo_uuid(struct prng *r, char out[37]);

#endif
