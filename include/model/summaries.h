/*
 * Summaries: of every question of a round, how many were asked, how many answered
 * and what they said, from the submissions of a release and under the privacy
 * rules (method F). Owns counting and hiding; knows no wording and no chart.
 */
#ifndef MODEL_SUMMARIES_H
#define MODEL_SUMMARIES_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/privacy.h"
#include "base/err.h"
#include "model/releases.h"
#include "model/rounds.h"

struct arena;
struct db;
struct cache;

enum summary_kind {
	SUMMARY_CHOICES,	/* parts: the choices, in the order of their list */
	SUMMARY_RANK,		/* the same, with mean places */
	SUMMARY_NUMBERS,	/* parts: ranges of numbers, each with enough people */
	SUMMARY_DATES,		/* parts: ranges of months */
	SUMMARY_TEXTS,		/* no parts: counted only; texts go through review */
};

/* Some of the answers: a choice, or what lies from `from` to `to`. */
struct summary_part {
	const struct choice *choice;	/* NULL for ranges */
	double from, to;		/* numbers, inclusive, as answered */
	const char *first, *last;	/* months, YYYY-MM, inclusive */
	size_t count;			/* people */
	double mean_place;		/* rank: of those who gave it one; NAN */
	enum cell_state state;
};

struct question_summary {
	const struct question *question;
	enum summary_kind kind;
	size_t asked, answered;		/* usable respondents */
	enum cell_state state;		/* shown when min_cell or more answered */
	struct summary_part *parts;
	size_t part_count;
	double mean, median;		/* numbers; NAN */
	bool weekly;			/* numbers: times, whatever unit each was told in, made
					   times a week */
};

struct summaries {
	struct round round;
	struct release release;
	const struct form *form;
	int min_cell;
	size_t usable, excluded;	/* submissions, by quality (method G) */
	bool shown;			/* min_cell usable ones or more */
	struct question_summary *list;	/* what takes an answer but for the department;
					 * form order */
	size_t count;
};

/* Those of the round's latest release, from `cache` until round, release or minimum cell change; they
 * stay until the request's arena `a` ends. What is stored is read; of a small release they are counted
 * where nothing fresh is, of a large one those of before are shown meanwhile. ERR_NOT_FOUND:
 * nothing is released, or nothing is counted yet. ERR_STORE. */
enum err summaries_cached(struct cache *cache, struct arena *a, struct db *db,
	const struct round *r, const struct form *form, int min_cell,
	const struct summaries **out);

/* The same, made anew, all memory from `a`. */
enum err summaries_load(struct arena *a, struct db *db, const struct round *r,
	const struct form *form, int min_cell, struct summaries *out);

/* The summary of a question by its path; NULL when it has none. */
const struct question_summary *summaries_find(const struct summaries *s, const char *path);

#endif
