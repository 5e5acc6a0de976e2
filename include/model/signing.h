/*
 * Signing: the people a baseline was frozen for say agree, agree with change or
 * object to each of its requirements, by a personal code that works once, or on
 * paper before a witness. Owns codes, signatures and when a version counts as
 * signed (method H).
 */
#ifndef MODEL_SIGNING_H
#define MODEL_SIGNING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/baseline.h"

struct arena;
struct change;
struct db;
struct kiosk;

enum sign_verdict { SIGN_NONE, SIGN_AGREE, SIGN_CHANGE, SIGN_OBJECT };

/* "", "agree", "change", "object"; static strings. */
const char *sign_verdict_code(enum sign_verdict v);
bool sign_verdict_parse(const char *code, enum sign_verdict *out);

struct signature_item {
	const char *requirement;
	enum sign_verdict verdict;
	const char *level;	/* must … as they see it; "" not said */
	int testable;		/* 1, 0; -1 not said */
	const char *reason;
	/* What the sponsor decided about an objection; NULL: nothing. */
	const char *decision, *sponsor, *decided_day;
};

/* A signer's latest word on a version. */
struct signature {
	int64_t stakeholder, seq;
	const char *day, *witness;
	const char *proxy;		/* who signed for them (model/proxies.h); "" for themself */
	bool paper;
	const char *missing;		/* what they say is missing; "" for nothing */
	struct signature_item *items;	/* each requirement of the version once */
	size_t count;
};

/* 80 random bits in Base32, with the NUL. */
#define SIGN_CODE_CHARS 17

/* A fresh code for a signer of a version; an earlier unused one stops working. Only
 * its keyed hash is stored. ERR_NOT_FOUND: not a signer of that version. */
enum err sign_code_issue(struct change *c, const struct round *round, int64_t version,
	int64_t stakeholder, char code[SIGN_CODE_CHARS]);
/* The form in which codes are compared: upper case, without spaces and hyphens, 0 and
 * 8 as O and B. At most SIGN_CODE_CHARS - 1 characters; false when it cannot be one. */
bool sign_code_tidy(const char *typed, char code[SIGN_CODE_CHARS]);
/* Who holds a code (typed as people do), and for what. ERR_NOT_FOUND: unknown, used or
 * replaced. */
enum err sign_code_find(struct arena *a, struct db *db, const struct kiosk *k,
	const char *typed, const char **round, int64_t *version, int64_t *stakeholder);
/* Signers of a version who hold an unused code. */
enum err sign_codes_out(struct arena *a, struct db *db, int64_t round, int64_t version,
	int64_t **stakeholders, size_t *count);

/* What is wrong with what a signer says; *culprit is the requirement. */
enum sign_fault {
	SIGN_FINE,
	SIGN_UNANSWERED,	/* a requirement has no verdict */
	SIGN_NO_REASON,		/* change or object without one */
	SIGN_NOT_TESTED,	/* "cannot be tested" without saying what is missing */
	SIGN_TOO_LONG,
	SIGN_NO_WITNESS,	/* on paper, and nobody saw it */
};
/* Of one requirement's answer; NULL: there is none. */
enum sign_fault signature_item_check(const struct signature_item *item);
enum sign_fault signature_check(const struct baseline *b, const struct signature *s,
	const char **culprit);

/* Store a signature; of paper by `actor`, else by the holder of `typed`, whose code is
 * then used up. ERR_INPUT: the check's fault; ERR_NOT_FOUND: no such code or signer;
 * ERR_CONFLICT: a newer version stands in its place. */
enum err signature_put(struct change *c, const struct round *round, int64_t version,
	const struct signature *s, const char *typed);

/* The sponsor's reasoned decision about an objection of a signer's latest signature (method H):
 * it stands beside the objection, which stays. `sponsor`: a stakeholder who holds that role.
 * ERR_INPUT: no such sponsor, no reason, or one too long; ERR_NOT_FOUND: nobody objects to
 * that; ERR_CONFLICT: a newer version stands in its place, or it is decided. */
enum err objection_overrule(struct change *c, const struct round *round, int64_t version,
	int64_t stakeholder, const char *requirement, int64_t sponsor, const char *reason);

/* The latest signature of each who signed, by stakeholder. */
enum err signatures_load(struct arena *a, struct db *db, int64_t round, int64_t version,
	struct signature **out, size_t *count);
const struct signature *signature_of(const struct signature *list, size_t count,
	int64_t stakeholder);
/* The weightiest of its verdicts. */
enum sign_verdict signature_verdict(const struct signature *s);

enum signing_state {
	SIGNING_NOBODY,		/* the roster named no signer */
	SIGNING_OPEN,		/* somebody has not signed; nobody asks for a change */
	SIGNING_CHANGES,	/* somebody asks for a change or objects */
	SIGNING_SIGNED,		/* all agree with everything */
	SIGNING_OBJECTIONS,	/* all signed; what they object to the sponsor decided */
};
/* Whether nothing waits for a signature any more. */
bool signing_ended(enum signing_state s);
/* Of one version. That of a round is its latest version's: a change asked for is
 * settled by a later version that is signed again (method H). */
enum signing_state signing_judge(const struct baseline *b, const struct signature *list,
	size_t count);

#endif
