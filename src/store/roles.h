/* Names of roles as stmt.def and grants.def write them. */
#ifndef STORE_ROLES_H
#define STORE_ROLES_H

#include "store/store.h"

enum {
	NONE = 0,
	SURVEY = STORE_SURVEY,
	RESULTS = STORE_RESULTS,
	ADMIN = STORE_ADMIN,
	ALL = STORE_SURVEY | STORE_RESULTS | STORE_ADMIN,
};

#endif
