/*
 * Pages of the baseline, private: what requirements, roster, signing, brief, goals
 * and agenda share.
 */
#ifndef PAGES_BASELINE_PRIVATE_H
#define PAGES_BASELINE_PRIVATE_H

#include "model/baseline.h"
#include "model/proxies.h"
#include "model/signing.h"
#include "model/stakeholders.h"
#include "pages/results_page.h"
#include "pages/signing.h"
#include "pages/typed.h"

/* A page of the round in the address; `title` is a key of the catalogue. */
enum err baseline_begin(struct request *req, struct response *res, const char *title,
	struct results *out);

/* The catalogue's text of `prefix`.`code`, for codes of a closed list. */
const char *coded_text(const struct page *p, const char *prefix, const char *code);

/* "12" or a dash for what is not known. */
const char *number_text(const struct page *p, double v, int decimals);
/* "120 (90–150)"; without an interval the value alone; a dash for NAN. Published
 * hours: two significant digits. */
const char *hours_range(const struct page *p, double v, double lo, double hi);
/* How many people do it, or that it is hidden. */
const char *people_text(const struct page *p, const struct baseline_activity *x);

/* A requirement's words and the figures of its activity in a node of a list: of a
 * version `b`, or of the round's list as it is now when `b` is NULL. */
void node_requirement(struct results *r, struct view_node *n, const struct requirement *q,
	const struct baseline *b);
/* Gaps in words, under `name`. */
void add_gaps(struct results *r, enum view_name name, const struct gap *gaps, size_t count);
/* What differs from the version before, under V_CHANGES; nothing for the first. */
enum err add_changes(struct results *r, const struct baseline *b);
/* Label of an activity as the round names it, in the page's language. */
const char *activity_text(const struct results *r, const char *code);

/* Fill the form that signs `b` (template sign_form): what was typed, else what who signs
 * agreed with before. `paper`: somebody else enters it. */
enum err add_sign_form(struct results *r, const struct baseline *b, int64_t who, bool paper);
/* Read it. Texts live as long as the request. */
void read_signature(struct request *req, const struct baseline *b, int64_t who, bool paper,
	struct signature *out);
/* The check's fault in words, or NULL. */
const char *signature_fault(const struct page *p, const struct baseline *b,
	const struct signature *s);

/* "Y for X" where a proxy signs, else the name; `proxy` may be NULL or "". */
const char *signer_text(const struct page *p, const char *name, const char *proxy);
/* Who signs a version for `who`; *out NULL: they do. */
enum err find_proxy(struct results *r, int64_t version, int64_t who, const struct proxy **out);

/* The page of the version in the address. ERR_NOT_FOUND: there is none. */
enum err version_begin(struct request *req, struct response *res, const char *title,
	struct results *r, struct baseline *b);
/* Show it, the requirements document. */
enum err version_show(struct results *r, const struct baseline *b, int status, const char *error);
/* Where somebody has not signed yet: the form that names who signs for them, under V_AWAY. */
enum err add_away(struct results *r, const struct baseline *b, const struct signature *signatures,
	size_t count);

/* What the roster lacks, as warnings under V_LACKS. */
enum err add_lacks(struct results *r, const struct roster *roster);

/* What signers of a version said. */
struct remarks {
	const struct baseline *baseline;
	const struct signature *signatures;
	size_t count;
	const struct roster *deciders;	/* whose sponsors may decide an objection here; NULL: none */
};

/* What they want changed in a requirement, and what was decided about it: V_REMARKS. */
void add_remarks(struct results *r, struct view_node *n, const struct remarks *said,
	const char *requirement);

#endif
