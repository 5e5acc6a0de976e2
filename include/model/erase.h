/*
 * Erasing answers because somebody asks for it: their rows, what was written with
 * them (released or not), receipts and repetitions; their ids are never taken again. Figures
 * that were frozen (baseline versions, bundles that were taken away) stay.
 */
#ifndef MODEL_ERASE_H
#define MODEL_ERASE_H

#include <stdint.h>

#include "base/err.h"

struct change;

/* Each in a change that may do everything; *count: how many answers went. The trail says how many,
 * and never which. The bytes are gone when the write-ahead log is empty (store_empty_wal()).
 * ERR_STORE. */

/* Those of a receipt, as long as its round has its key. ERR_NOT_FOUND: it is not known (any
 * more). */
enum err erase_receipt(struct change *c, const char *receipt, int64_t *count);

/* All of a round, which stays; those that are paused too, uncounted. ERR_NOT_FOUND. */
enum err erase_round(struct change *c, const char *code, int64_t *count);

/* All that arrived before a day, YYYY-MM-DD. */
enum err erase_before(struct change *c, const char *day, int64_t *count);

#endif
