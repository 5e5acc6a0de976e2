/*
 * What a role may touch: SQLite asks here for every table and column when a
 * statement is prepared. Owns the decision, not the list (grants.def).
 */
#include "db.h"
#include "roles.h"

struct grant {
	const char *table;
	const char *column;	/* NULL: the table */
	unsigned read, add, edit, erase;
};

static const struct grant grants[] = {
#define GRANT(table, read, add, edit, erase) {table, NULL, read, add, edit, erase},
#define GRANT_COLUMN(table, column, read, edit) {table, column, read, NONE, edit, NONE},
#include "grants.def"
#undef GRANT
#undef GRANT_COLUMN
};

static const struct grant *grant_of(const char *table, const char *column)
{
	const struct grant *found = NULL;

	for (size_t i = 0; i < sizeof grants / sizeof *grants; i++) {
		const struct grant *g = &grants[i];

		if (sqlite3_stricmp(g->table, table) != 0)
			continue;
		if (!g->column && !found)
			found = g;
		else if (g->column && column && sqlite3_stricmp(g->column, column) == 0)
			return g;
	}
	return found;
}

static unsigned roles_for(int action, const char *one, const char *two)
{
	const struct grant *g;

	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_RECURSIVE:
	case SQLITE_FUNCTION:
		return ALL;
	case SQLITE_READ:
		g = grant_of(one, two);
		return g ? g->read : NONE;
	case SQLITE_INSERT:
		g = grant_of(one, NULL);
		return g ? g->add : NONE;
	case SQLITE_UPDATE:
		g = grant_of(one, two);
		return g ? g->edit : NONE;
	case SQLITE_DELETE:
		g = grant_of(one, NULL);
		return g ? g->erase : NONE;
	default:
		/* Schema, pragmas, ATTACH, transactions: the store's own. */
		return NONE;
	}
}

static int authorize(void *ctx, int action, const char *one, const char *two,
	const char *schema, const char *trigger)
{
	const struct db *db = ctx;

	(void)schema;
	(void)trigger;
	if (db->internal || (roles_for(action, one, two) & db->role))
		return SQLITE_OK;
	return SQLITE_DENY;
}

void role_install(struct db *db)
{
	sqlite3_set_authorizer(db->h, authorize, db);
}
