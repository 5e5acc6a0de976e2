/* What is done to the rows of older databases, by version. */
#include "model/upgrade.h"

#include "model/raw_texts.h"

const struct store_upgrade kiosk_upgrades[] = {
	{5, raw_texts_take_out},
	{0, NULL},
};
