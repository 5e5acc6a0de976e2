/*
 * Numbers of a language into a buffer of the caller's: what format.c puts into
 * an arena and the renderer straight onto the page.
 */
#ifndef VIEW_NUMBER_H
#define VIEW_NUMBER_H

#include <stdint.h>

#include "view/lang.h"

/* Room for any double with 9 decimals, separators of two bytes and a sign. */
#define NUMBER_BYTES 640

/* Both write a NUL-terminated text; "" for NaN and infinities. */
void number_write(char out[NUMBER_BYTES], enum lang lang, double v, int decimals);
void number_write_integer(char out[NUMBER_BYTES], enum lang lang, int64_t v);

#endif
