/* A passphrase from whoever calls: typed at the terminal, unseen, or a line of standard input. */
#ifndef CLI_PASSPHRASE_H
#define CLI_PASSPHRASE_H

#include <stdbool.h>

#include "base/err.h"

#define PASSPHRASE_CHARS 1026	/* with line feed and NUL */

/* Where standard input is a terminal, or is taken by something else, it is asked for at the
 * terminal, with `twice` two times; else it is the first line of standard input. With `twice` it
 * is to be one that seals: as long as passwords are at least. The caller wipes it. ERR_INPUT,
 * ERR_SYSTEM when there is no terminal. */
enum err passphrase_read(bool twice, bool taken, char out[PASSPHRASE_CHARS]);

#endif
