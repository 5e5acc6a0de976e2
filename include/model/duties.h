/*
 * Duties: who looks after what waits, and who when they do not. Owns the owner and the deputy of
 * each queue, and the day since when nobody has looked after it; what waits there is others'.
 *
 * When a text came nobody may know (model/raw_texts.h). So days are counted from the one on which
 * the queue was last worked on, its owner saw that nothing waits, or it was given to its owner:
 * after DUTY_WORKDAYS of them, Mondays to Fridays, the deputy is asked too, after as many more
 * every administrator. Whoever is disabled, or has lost what the queue asks for, is passed over
 * at once; where neither is left, all are asked that may do it, as where nobody is named.
 */
#ifndef MODEL_DUTIES_H
#define MODEL_DUTIES_H

#include <stdbool.h>

#include "base/clock.h"
#include "base/err.h"
#include "model/accounts.h"

struct arena;
struct change;
struct db;

/* Id, code: texts nobody has read yet and comments nobody has answered, for accounts with the right
 * to rows; answers kept aside, for administrators. */
#define DUTY_QUEUES(X) \
	X(TEXTS, "texts") \
	X(COMMENTS, "comments") \
	X(KEPT, "kept")

enum duty_queue {
#define DUTY_QUEUE_ID(id, code) DUTY_##id,
	DUTY_QUEUES(DUTY_QUEUE_ID)
#undef DUTY_QUEUE_ID
	DUTY_QUEUE_COUNT
};

/* "texts" "comments" "kept" */
const char *duty_code(enum duty_queue q);

#define DUTY_WORKDAYS 5

/* Accounts as they are now; an id of 0: nobody. */
struct duty {
	struct account owner, deputy;
	char attended[DAY_CHARS];	/* local day; "" when nobody was ever named */
};

/* Of one queue. Roles results and admin. ERR_STORE. */
enum err duty_load(struct db *db, enum duty_queue q, struct duty *out);

/* Whether an account may look after it, now. */
bool duty_may(enum duty_queue q, const struct account *a);

/* How far it has passed on by the local day `today`. */
enum duty_turn {
	DUTY_ANYBODY,	/* nobody is named that may: all are asked that may, and administrators */
	DUTY_OWNER,
	DUTY_DEPUTY,	/* and the owner, if there is one */
	DUTY_ADMINS,	/* and both */
};

enum duty_turn duty_turn(enum duty_queue q, const struct duty *d, const char *today);

/* Whether that account is asked; an administrator may be without being allowed to do it: to name
 * who may. */
bool duty_asks(enum duty_queue q, const struct duty *d, const struct account *who,
	const char *today);

/* Whether it is the owner or the deputy, and may be. */
bool duty_has(enum duty_queue q, const struct duty *d, const struct account *who);

/* Name owner and deputy by the ids of their accounts, 0: nobody. Who is new as owner has their days
 * from `today` on. ERR_INPUT: one may not do it, both are one, or a deputy of nobody. */
enum err duty_set(struct change *c, enum duty_queue q, int64_t owner, int64_t deputy,
	const char *today);

/* It was looked after on `today`, at most one write a day: that leaves no row in the trail, which
 * has what was done. */
enum err duty_attend(struct change *c, enum duty_queue q, const char *today);

#endif
