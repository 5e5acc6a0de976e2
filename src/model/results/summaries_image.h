/*
 * Summaries as they are stored (codec/image.h).
 */
#ifndef MODEL_RESULTS_SUMMARIES_IMAGE_H
#define MODEL_RESULTS_SUMMARIES_IMAGE_H

#include "codec/image.h"
#include "model/summaries.h"

/* All but the round and its form, which stand in `s` before it is read: questions and choices are
 * its own. */
void summaries_image(struct image *im, struct summaries *s);

#endif
