/*
 * The seam for failing writes: makes SQLite's own write calls fail, so that a
 * test sees what a full or a dying disk does. For tests alone.
 */
#ifndef STORE_FAULT_H
#define STORE_FAULT_H

/* From here on, let `skip` write calls of SQLite pass and fail every later one
 * with `error` (ENOSPC: the disk is full; EIO: it is broken). Error 0 ends it.
 * Process-wide; takes effect on open connections too. */
void store_fault_writes(int skip, int error);

/* Write calls failed since the last store_fault_writes(). */
int store_fault_hits(void);

#endif
