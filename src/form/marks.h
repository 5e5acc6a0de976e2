/*
 * Marks: the part of Markdown that XLSForm has. Twin of www/static/marks.js, bound to it by
 * tests/vectors/marks.csv.
 *
 *   **strong** __strong__ *em* _em_, three signs for both; four and more are no mark
 *   # to ###### and a blank, at the beginning of a line: a heading, as far as the line goes
 *   [text](address): the text, then the address in brackets; nothing leads away from a kiosk
 *   \ before one of \ * _ # [ ] takes its meaning away
 *   ${name} is one letter to the signs around it, whatever it is filled with
 *
 * A mark begins before something that is no blank and ends behind such; both within one
 * paragraph. It stands at the edge of a word, as in file_name_x and 2*3*4 it does not; ** may
 * stand inside a word, but not between digits. Two signs may have blanks inside, as in
 * "**note **" and "** note **", where they begin and end in one line, the latter from its
 * beginning. What finds no partner stays as it was written, as does HTML.
 */
#ifndef FORM_MARKS_H
#define FORM_MARKS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

struct arena;

struct mark_piece {
	const char *text;	/* plain; or the name between the braces, trimmed */
	bool ref;
	unsigned char style, heading;	/* as in base/runs.h */
};

/* A text without any of these bytes is one piece, as it stands. */
#define MARK_BYTES "*_#\\[$\r"

/* Length of a `${name}` that begins at p, 0 when none does. */
size_t mark_ref_length(const char *p);

/* A text as people read it where no marks are drawn; itself where it has none. */
const char *marks_left_out(struct arena *a, const char *text);

/* A text, UTF-8, as its pieces, in `a`; their count. Linear in its length. CR LF and CR
 * become LF. */
size_t marks_read(struct arena *a, const char *text, struct mark_piece **out);

#endif
