/* What quality is judged by, from a stored submission. */
#include "model/released.h"

#include <string.h>

#include "base/arena.h"
#include "form/form.h"
#include "store/stmt.h"
#include "model/stored.h"

#define SECTIONS_TIMED 512	/* more do not fit into a stored text of pages */

void released_sections(struct arena *a, const struct form *form, struct stored_names *out)
{
	stored_names_init(out, a, form->section_count);
	for (size_t i = 0; i < form->section_count; i++)
		stored_names_add(out, str_of(form->sections[i].id));
}

/* id:seconds;… to page times. */
static void read_pages(struct arena *room, const struct stored_names *sections,
	const char *pages, struct quality_response *out)
{
	struct quality_page list[SECTIONS_TIMED];
	struct str rest = str_of(pages);
	size_t n = 0, next = 0;

	while (rest.len && n < SECTIONS_TIMED) {
		struct str seconds, one = str_cut(rest, ';', &rest), id = str_cut(one, ':', &seconds);
		double v = stored_number(seconds);
		/* What is no page of the form was made up. */
		size_t page = stored_names_find(sections, id, &next);

		if (page != STORED_NO_NAME && v >= 0)
			list[n++] = (struct quality_page){.page = page, .seconds = v};
	}
	if (!n)
		return;

	struct quality_page *timed = arena_array(room, n, sizeof *timed);

	memcpy(timed, list, n * sizeof *list);
	out->pages = timed;
	out->page_count = n;
}

void released_quality(struct arena *room, const struct stored_names *sections,
	struct stmt *row, struct quality_response *out)
{
	bool breakoff = strcmp(col_text(row, "status"), "breakoff") == 0;

	*out = (struct quality_response){
		.started = QUALITY_NO_TIME,
		.submitted = QUALITY_NO_TIME,
		.was_submitted = true,
		.eligible = (size_t)col_i64(row, "eligible"),
		.answered = (size_t)col_i64(row, "answered"),
		.release = (uint32_t)col_i64(row, "release"),
		/* Judged at intake, where the pages were known. */
		.picks_done = !breakoff,
		.timed_functions = !breakoff,
		.active_s = col_double(row, "active_s"),
	};
	if (quality_flags_parse(col_text(row, "flags"), &out->intake_flags))
		out->intake_flags = 0;
	read_pages(room, sections, col_text(row, "pages"), out);
}
