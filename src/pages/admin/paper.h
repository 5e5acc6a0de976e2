/*
 * A form on paper, private: what is printed and typed in, in one order with one
 * numbering. A loop that draws is as many cards as it draws: on each, respondents
 * write the number of what they describe. Printed, the cards are the columns of a grid.
 *
 * Every question that is printed has a number and one field to type in, always there:
 * nothing comes or goes while a sheet is typed.
 */
#ifndef PAGES_PAPER_H
#define PAGES_PAPER_H

#include "base/runs.h"
#include "form/check.h"
#include "form/form.h"
#include "pages/site.h"

#define PAPER_INSTANCES 3	/* of a repeat, printed */
#define PAPER_BANDS 8
#define PAPER_MARK_CHARS 5	/* with the NUL */

enum paper_kind { PAPER_SECTION, PAPER_NOTE, PAPER_CARD, PAPER_QUESTION };

struct paper_item {
	enum paper_kind kind;
	size_t node;
	const struct question *question;	/* of a card: that of the first iteration */
	size_t loop;				/* PAPER_CARD and its questions: the loop */
	int card;				/* from 1; 0: on no card */
	int number;				/* of the question, printed; 0: none */
};

struct paper {
	const struct form *form;
	struct paper_item *items;
	size_t count;
	/* Sheets printed before they bore a mark: boxes counted from 1 whatever they
	 * stand for, minutes in bands. They are typed in, and no longer printed. */
	bool unmarked;
	const int64_t **numbers;	/* per list of the form, per choice */
	bool **offered;		/* per question, per choice; NULL: all of them */
	char mark[PAPER_MARK_CHARS];	/* of sheets with this numbering */
};

void paper_layout(struct arena *a, const struct form *form, const struct form_context *ctx,
	bool unmarked, struct paper *out);

/* Whether a question has a box for a choice of its list: not where its choice filter leaves
 * the choice out whatever is answered. */
bool paper_offers(const struct paper *p, const struct question *q, size_t choice);
size_t paper_offered(const struct paper *p, const struct question *q);

/* The number at the box of each choice of a list of the form: what is printed, what is
 * typed, and where codes are numbers what is meant. Never the same number twice. */
const int64_t *paper_numbers(const struct paper *p, const struct choice_list *list);
/* The choice with that number; list->count when there is none. */
size_t paper_choice(const struct paper *p, const struct choice_list *list, int64_t number);
/* What stands behind the number: the label, without the number where it begins with it. */
const char *paper_behind(int64_t number, const char *label);

/* Whether a question is asked in bands of minutes; their bounds and what stands for
 * each (method A1.4: logarithmic mean). */
bool paper_in_bands(const struct paper *p, const struct question *q);
extern const struct paper_band {
	int from, to;
	double value;
} paper_bands[PAPER_BANDS];

/* The choices of the cards of a loop. */
const struct choice_list *paper_card_list(const struct paper *p, size_t loop);

/* What an item says, on paper and where it is typed in: on a card "…" stands where the
 * wording names what the card is about. Its name where it has no label. *language: which it is
 * in; may be NULL. */
struct runs paper_label(struct arena *a, const struct paper *p, const struct form_context *ctx,
	const struct paper_item *item, size_t *language);
struct runs paper_hint(struct arena *a, const struct paper *p, const struct form_context *ctx,
	const struct paper_item *item, size_t *language);

/* ---- paper_skip.c ---- */

/* The condition under which an item is answered, in words; NULL: always. */
const char *paper_skip(const struct page *page, const struct paper *p,
	const struct form_context *ctx, const struct paper_item *item);
/* The question where what a loop is about is ticked; NULL: there is none. */
const struct paper_item *paper_ticked(const struct page *page, const struct paper *p,
	size_t loop);

/* ---- paper_print.c ---- */

struct printed {
	const struct page *page;
	const struct paper *paper;
	struct form_context ctx;
};

/* A wording of the form, and a text of the kiosk, in the language of the sheet. */
struct runs printed_words(const struct printed *p, const struct form_words *w, size_t *language);
/* Set a value to such a wording. */
void printed_put(const struct printed *p, struct view_node *n, enum view_name name, struct runs r,
	size_t language);
const char *printed_say(const struct printed *p, const char *key);
/* Number, label, hint, condition, and how a question is answered. */
void printed_ask(const struct printed *p, struct view_node *n, const struct paper_item *item);
/* What stands at a box, behind its number; none where that says all. */
struct runs printed_choice(const struct printed *p, const struct choice_list *list, size_t i,
	size_t *language);
/* The number of an earlier question with the same long list, whose numbers are written
 * in place of ticking a box; 0: none. */
int printed_before(const struct printed *p, const struct question *q);

/* ---- paper_grid.c ---- */

/* The cards of a loop that draws as one grid, a column a card. `i` is the first card;
 * returns the item behind the last. */
size_t paper_grid(const struct printed *p, struct view_list *items, size_t i);

/* ---- paper_numbers.c ---- */

/* Work out `numbers` and `mark` of a paper that is laid out. */
void paper_number_lists(struct arena *a, struct paper *p);

#endif
