/* What the files of model/alerts.h share: days as numbers, and goals. */
#ifndef MODEL_ALERTS_PARTS_H
#define MODEL_ALERTS_PARTS_H

#include "base/err.h"

struct db;

/* The number of a local day, and of today. */
double alert_day(const char *day);
double alert_today(void);
/* How many goals are behind. */
enum err alert_goals_behind(struct db *db, double *out);

#endif
