/*
 * A stored list: any bytes are none, or a list whose rows lead nowhere but into it, and that is
 * written again as it was read.
 */
#include <string.h>

#include "../../src/model/results/judge.h"
#include "../../src/model/results/list_image.h"
#include "base/arena.h"
#include "base/buf.h"
#include "fuzz.h"

#define MOST ((size_t)1 << 24)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct priorities p = {0};
	struct image im = image_reader(a, data, size);

	list_image(&im, &p);
	if (image_whole(&im)) {
		struct buf *again = buf_new(a, MOST);

		judge_lay_out(a, &p);
		for (size_t i = 0; p.shown && i < FIRST_OFFERED; i++) {
			struct first_ones first;

			priorities_first(&p, i, &first);
			PROMISE(first.count == p.sure.first[i].n_together);
		}
		im = image_writer(again);
		list_image(&im, &p);
		PROMISE(again->len == size);
		PROMISE(memcmp(again->data, data, size) == 0);
	}
	arena_free(a);
	return 0;
}
