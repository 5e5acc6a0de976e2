/*
 * What new versions of the schema ask of the model: see store/store.h. Whoever opens a kiosk's
 * store hands these over.
 */
#ifndef MODEL_UPGRADE_H
#define MODEL_UPGRADE_H

#include "store/store.h"

/* By their versions, the last of version 0. */
extern const struct store_upgrade kiosk_upgrades[];

#endif
