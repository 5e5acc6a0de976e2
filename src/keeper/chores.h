/*
 * What the keeper is, and what it does by the day.
 */
#ifndef KEEPER_CHORES_H
#define KEEPER_CHORES_H

#include "model/kiosk.h"

struct store;

struct keeper {
	struct store *store;
	struct kiosk kiosk;
};

/* Close rounds past their last day, make rounds final, delete what was kept long enough; once a
 * local day and after a start. Nothing of it while the clock is in doubt, which is looked at
 * each time. What fails is logged and tried again. */
void chores_run(struct keeper *k);

#endif
