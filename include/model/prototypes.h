/*
 * Prototypes: what a pilot tries, version by version, with the tasks its testers do. Owns their
 * tables; rounds freeze the tasks when they open (model/pilots.h).
 */
#ifndef MODEL_PROTOTYPES_H
#define MODEL_PROTOTYPES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct arena;
struct buf;
struct change;
struct csv_table;
struct db;

#define PROTOTYPE_TASKS_MAX 40
#define PROTOTYPE_CODE_MAX 32
#define PROTOTYPE_VERSION_MAX 16
#define PROTOTYPE_TEXT_CHARS 1000

/* A wording of a version (task "") or a task, in one language. */
struct prototype_text {
	const char *task, *part, *lang, *text;
};

/* Parts: of a version its title and what is new in it; of a task its title, where it starts, the
 * sample customer, and when it is done. */
#define PROTOTYPE_TITLE "title"
#define PROTOTYPE_NEWS "news"
#define PROTOTYPE_START "start"
#define PROTOTYPE_SAMPLE "sample"
#define PROTOTYPE_DONE "done"

struct prototype_task {
	const char *code;		/* [A-Za-z0-9_-]{1,32} */
	const char *activity;		/* code of the function it belongs to */
	bool must;			/* else should */
	const char *requirement;	/* id of the one it tests, or "" */
};

struct prototype {
	const char *code;		/* [A-Za-z0-9_-]{1,32} */
	const char *version;		/* [A-Za-z0-9_.-]{1,16} */
	int position;			/* 1, 2, 3: the order they came in */
	const char *address;		/* where to open it, "" */
	const unsigned char *picture;	/* hash of 32 bytes, or NULL */
	const char *departments;	/* of all its versions: codes by blanks; "": all */
	struct prototype_task *tasks;	/* in their order */
	size_t task_count;
	struct prototype_text *texts;
	size_t text_count;
};

/* A version; `version` NULL: the latest. ERR_NOT_FOUND, ERR_STORE. */
enum err prototype_find(struct arena *a, struct db *db, const char *code, const char *version,
	struct prototype *out);
/* All versions, by code and position. */
enum err prototype_list(struct arena *a, struct db *db, struct prototype **out, size_t *count);

/* The prototype and version that a round's subject names, "CODE" or "CODE VERSION".
 * ERR_NOT_FOUND. */
enum err prototype_of_subject(struct arena *a, struct db *db, const char *subject,
	struct prototype *out);

/* A wording in a language, else in the first that has it; "" for none. `task` "": the version's. */
const char *prototype_say(const struct prototype *p, const char *task, const char *part,
	const char *lang);

/* Add a version, or put it in the place of the one there is; `position` and `picture` NULL are
 * kept then. Departments hold for all versions. Rounds without answers follow. ERR_INPUT: what is
 * wrong, by the field's name. */
enum err prototype_put(struct change *c, const struct prototype *p);

/* The picture shown instead of an address, stored before (picture_put_lasting); NULL: none. One that
 * no version shows any more goes. ERR_NOT_FOUND. */
enum err prototype_set_picture(struct change *c, const char *code, const char *version,
	const unsigned char hash[32]);

/* Take a version away, and the prototype with its last one. ERR_NOT_FOUND; ERR_CONFLICT: a round
 * is about it. */
enum err prototype_remove(struct change *c, const char *code, const char *version);

/* ---- how they are written ---- */

/* Of a prototype or a task: [A-Za-z0-9_-]{1,32}, of a version {1,16} and of a requirement {1,32}
 * with dots, none beginning with a dash. An address is "" or one that a browser opens by itself. */
bool prototype_code_ok(const char *code);
bool prototype_version_ok(const char *version);
bool prototype_requirement_ok(const char *requirement);
bool prototype_address_ok(const char *address);

/* ---- as a table ---- */

/* Versions from a table: columns prototype, version, task, title::Language (code), news::…,
 * start::…, sample::…, done_when::…, address, departments, activity, level, requirement. A row
 * with a blank task is a version's, the others are its tasks in their order. A heading without a
 * language is in the kiosk's first. All faults are named in one go, by line and column: ERR_INPUT.
 * Without a column of departments those known stay. Memory from `a`; the table must live as long. */
enum err prototypes_read(struct arena *a, struct db *db, const struct csv_table *table,
	struct faults *faults, struct prototype **out, size_t *count);

/* The same table of versions; `lang_name` tells a language by its code. */
void prototypes_write(const struct prototype *list, size_t count,
	const char *(*lang_name)(const char *code), struct buf *out);

#endif
