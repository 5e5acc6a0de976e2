/* Bringing a schema to what it should be, for migrate.c. */
#ifndef STORE_HEAL_H
#define STORE_HEAL_H

#include "base/err.h"

struct db;

/* Inside a transaction: look at what is there, and make of it what the program's
 * steps up to `version` make, keeping every row. Objects that are not of this program
 * stay. ERR_STORE with what cannot be kept or made; the caller rolls back. */
enum err heal(struct db *db, int version);

#endif
