/*
 * Submissions: the one way answers come in. Pages, the offline queue's replay
 * and merged bundles all enter here, behind form/check.
 */
#ifndef MODEL_SUBMISSIONS_H
#define MODEL_SUBMISSIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "form/answers.h"
#include "form/check.h"
#include "model/receipts.h"
#include "model/rounds.h"

struct arena;
struct db;
struct store;

#define SUBMISSION_ID_BYTES 16

/* What came with the answers; all texts as sent, NULL when absent. */
struct submission_post {
	const char *instance_id;	/* UUID v4 */
	const char *lang;		/* code of a language the pages speak */
	const char *department;		/* for forms without a department question */
	const char *device;		/* a hint: tells repeated answers, is not stored */
	const char *pages, *active_s;	/* times told by the page */
	const char *code;		/* access code, for rounds that want one */
	const char *queued;		/* Kiosk-Queued: local day it was meant to be sent */
	const struct answers *answers;
};

enum intake {
	INTAKE_STORED,		/* now, or before with the same digest */
	INTAKE_ERASED,		/* this id was erased */
	INTAKE_QUARANTINED,		/* not stored, but kept aside for an administrator */
	INTAKE_CLOSED,
	INTAKE_CODE,		/* the round wants an access code; it is unknown or used */
	INTAKE_INVALID,		/* see check.faults, field_fault */
};

struct submission_result {
	enum intake outcome;
	char receipt[RECEIPT_CHARS];	/* "" once the round's key is gone */
	struct check check;
	/* INTAKE_INVALID: a fault of the post beside the questions ("instance_id",
	 * "department"), else NULL. */
	const char *bad_field, *bad_message;
};

/* Check and store. `ctx` as for form_check; without departments (NULL), those of the
 * round are looked up. Returns after a durable commit. ERR_STORE, ERR_BUSY. */
enum err submission_take(struct arena *a, struct store *store, const struct round *r,
	const struct form *form, const struct form_context *ctx, int min_cell,
	const struct submission_post *post, struct submission_result *out);

/* BLAKE2b-256 of round, department and the answers' JSON (contracts.md, Digest). */
void submission_digest(struct arena *a, const char *round, const char *department,
	const char *answers, unsigned char out[32]);

/* Whether something is stored under an instance id. ERR_STORE. */
enum err submission_known(struct db *db, const char *instance_id, bool *known);

/* The codes of a round's departments as form_context wants them. */
enum err submission_departments(struct arena *a, struct db *db, int64_t round,
	const char *const **codes, size_t *count);

/* An instance id as 16 bytes, and back in lower case. */
bool submission_id_parse(const char *uuid, unsigned char out[SUBMISSION_ID_BYTES]);
void submission_id_text(const unsigned char id[SUBMISSION_ID_BYTES], char out[37]);

/* Hints of repetition past their half hour, or dated ahead: whether there are any; in a change,
 * delete them. ERR_STORE. */
enum err hints_old(struct db *db, bool *any);
enum err hints_forget(struct db *db);

/* How many are kept aside for an administrator. ERR_STORE. */
enum err quarantine_count(struct db *db, size_t *out);

#endif
