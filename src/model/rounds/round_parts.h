/*
 * What opening a round and changing what it holds have in common.
 */
#ifndef MODEL_ROUND_PARTS_H
#define MODEL_ROUND_PARTS_H

#include "model/rounds.h"
#include "store/stmt.h"

/* Run a statement whose one parameter is :round. In a write job. */
enum err round_run(struct db *db, enum stmt_id id, int64_t round);

/* What may be changed later as well: title, subject, days. ERR_INPUT. */
enum err round_check_words(const struct round_spec *spec);
/* That no round has the code yet: ERR_CONFLICT. */
enum err round_check_free(struct arena *a, struct db *db, const char *code);
/* ERR_INPUT: it is not written as codes are, or a page beside the rounds' has it as its address. */
enum err round_check_code(const char *code);

/* Set the round's figures of one function, which is added when it is not there.
 * In a write job. */
enum err round_put_function(struct db *db, int64_t round, const struct audit_function *f);

/* Copy the catalogues into the round, with the departments named, or all; a department
 * more, '' for answers without one. In a write job. */
enum err round_freeze(struct arena *a, struct db *db, int64_t round,
	const char *const *only, size_t only_count);
enum err round_add_department(struct db *db, int64_t round, const char *code);

#endif
