/* The desk for comments: what its files share. Private. */
#ifndef PAGES_TRIAGE_H
#define PAGES_TRIAGE_H

#include "model/catalogues.h"
#include "model/triage.h"
#include "pages/site.h"

#define TRIAGE_PATH "/results/triage"
#define TRIAGE_VENDOR_PATH TRIAGE_PATH "/vendor"

struct triage_desk {
	struct page p;
	struct triage_filter filter;
	const char *open;		/* token of the comment on the right; "" none */
	struct catalogue functions;
	struct triage_person *people;
	size_t people_count;
	bool refused;			/* what was typed is shown again */
};

/* Begin: what the address or the form that came names. *allowed false: the page that says whom to
 * ask was made. ERR_INPUT: there is no such filter. */
enum err triage_desk_begin(struct request *req, struct response *res, struct triage_desk *d,
	bool *allowed);

/* The page, with a warning (NULL: none). */
enum err triage_desk_show(struct triage_desk *d, int status, const char *warning);

/* This page with the same filters and that comment open. */
const char *triage_address(const struct triage_desk *d, const char *token);

/* What is open, under V_CARD. ERR_STORE. */
enum err triage_card_add(struct triage_desk *d);

/* Texts: "triage.status.planned", "triage.kind.gap", "triage.severity.S1"; the label of an
 * activity; of a status its version, too. */
const char *triage_label(const struct page *p, const char *what, const char *code);
const char *triage_status_text(const struct page *p, const char *status, const char *version);
const char *triage_activity(const struct triage_desk *d, const char *code);

/* A choice of a list. */
void triage_choice(struct view_list *list, const char *value, const char *label, bool selected);
/* Accounts, nobody above them. */
void triage_people_add(const struct triage_desk *d, struct view_node *n, enum view_name name,
	int64_t chosen);

#endif
