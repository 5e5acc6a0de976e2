/*
 * A form on paper, private: what is printed and typed in, in one order with one
 * numbering. A loop that draws is as many cards as it draws: on each, respondents
 * write the number of what they describe.
 */
#ifndef PAGES_PAPER_H
#define PAGES_PAPER_H

#include "form/check.h"
#include "form/form.h"
#include "pages/site.h"

#define PAPER_INSTANCES 3	/* of a repeat, printed */
#define PAPER_BANDS 8

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
};

void paper_layout(struct arena *a, const struct form *form, struct paper *out);

/* Whether a question is asked in bands of minutes; their bounds and what stands for
 * each (method A1.4: logarithmic mean). */
bool paper_in_bands(const struct question *q);
extern const struct paper_band {
	int from, to;
	double value;
} paper_bands[PAPER_BANDS];

/* The choices of the cards of a loop, numbered as printed: those of its list. */
const struct choice_list *paper_card_list(const struct paper *p, size_t loop);

#endif
