/*
 * Places: where the programs, www/ and nginx/ are, judged from where this
 * binary is: a build folder in a source tree (bin/, cgi-bin/), or installed under
 * PREFIX (bin/, lib/kiosk/, share/kiosk/). Knows nothing of what they hold.
 */
#ifndef WEB_PLACES_H
#define WEB_PLACES_H

#include "base/err.h"

struct arena;

struct places {
	const char *programs;	/* survey.fcgi, results.fcgi, admin.fcgi */
	const char *www;	/* templates/ static/ i18n/ forms/ help/ */
	const char *nginx;	/* kiosk.conf.in */
};

/* Absolute paths in the arena; a build folder outside the tree finds the tree
 * when started in it. ERR_NOT_FOUND. */
enum err places_find(struct arena *a, struct places *out);

#endif
