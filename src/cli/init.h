/*
 * Making a kiosk, for the other commands that may meet a folder without one.
 */
#ifndef CLI_INIT_H
#define CLI_INIT_H

#include "base/err.h"

struct cmd;

/* Make the database in c->data, which may exist but holds none, with the starter
 * pack and the account `admin`, whose one-time password is printed; then open it.
 * ERR_CONFLICT, ERR_STORE, ERR_SYSTEM. */
enum err init_create(struct cmd *c);

#endif
