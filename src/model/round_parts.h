/*
 * What opening a round and changing what it holds have in common.
 */
#ifndef MODEL_ROUND_PARTS_H
#define MODEL_ROUND_PARTS_H

#include "model/rounds.h"
#include "store/stmt.h"

/* Run a statement whose one parameter is :round. In a write job. */
enum err round_run(struct db *db, enum stmt_id id, int64_t round);

/* Set the round's figures of one function, which is added when it is not there.
 * In a write job. */
enum err round_put_function(struct db *db, int64_t round, const struct audit_function *f);

#endif
