/*
 * A list as it is stored (codec/image.h).
 */
#ifndef MODEL_RESULTS_LIST_IMAGE_H
#define MODEL_RESULTS_LIST_IMAGE_H

#include "analysis/audit_more.h"
#include "codec/image.h"
#include "model/results.h"

/* All of a list but single answers, the draws, who is over budget and who timed what; its round, labels and
 * response rates are the reader's to put in, and so is the order of what may be shown. */
void list_image(struct image *im, struct priorities *p);

/* The release that something is of. */
void release_image(struct image *im, struct release *r);

/* The curve of more answers. */
void more_image(struct image *im, struct audit_more *m);

/* Its draws, and who timed what: of a list that is read already. */
void draws_image(struct image *im, struct priorities *p);

#endif
