/*
 * Randomness: bytes from the kernel, with a seam for tests.
 */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* Fill `out` from the kernel's generator; a failure ends the process. */
void random_bytes(void *out, size_t len);

/* A whole number from 0 to 2^53 - 1. */
uint64_t random_53(void);

/* A new UUID version 4, lower case, 37 bytes with its NUL. */
void random_uuid4(char out[37]);

/* From here on take bytes from `fn` (NULL: the kernel again). For tests. */
void random_fix(void (*fn)(void *out, size_t len));

#endif
