/* What the files of model/signing.h and model/proxies.h share: a signer's rows and line of the
 * trail. */
#ifndef MODEL_SIGNING_PARTS_H
#define MODEL_SIGNING_PARTS_H

#include <stdint.h>

#include "base/err.h"
#include "store/stmt.h"

struct arena;
struct baseline;
struct change;
struct db;
struct round;

/* A statement with :round, :version and :stakeholder bound. */
struct stmt *signing_stmt(struct db *db, enum stmt_id id, int64_t round, int64_t version,
	int64_t stakeholder);
/* Add a line to the trail that names the signer by number. */
enum err signing_record(struct change *c, const char *action, const struct round *round,
	int64_t version, int64_t stakeholder, const char *detail);
/* Load a version that must be the latest, so that nobody signs what is no longer asked.
 * ERR_CONFLICT: a newer one stands in its place. */
enum err signing_version(struct arena *a, struct db *db, const struct round *round,
	int64_t version, struct baseline *b);

#endif
