/* The list of what is to be done to the rows of older databases. */
#include "model/upgrade.h"

const struct store_upgrade kiosk_upgrades[] = {
	{0, NULL},
};
