/*
 * The board, "You said, we did": what was said, what becomes of it, and the answer. Owns which
 * comments are on it and what of them everybody may see, its cards besides comments (reviewed
 * texts of the audit, decisions, baselines), and "me too".
 *
 * Only what somebody reviewed is on it: of a comment the reviewer's words, once it has a number,
 * of a text those that were released. It never knows a department, a day, a note or raw words; its
 * order is the month's, then the theme's. How many said so is a number from the smallest group
 * on; the activity is shown where so many do it, by the latest list of a round (method F, P1).
 */
#ifndef MODEL_BOARD_H
#define MODEL_BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct arena;
struct change;
struct db;
struct priorities;
struct round;

#define BOARD_ID_BYTES 16
#define BOARD_SAID_CHARS 1000	/* what is said on a card that is no comment, and its answer */
#define BOARD_THEME_CHARS 60

/* heard: read, accepted. working: planned, or in a version to be tried. done: verified, or declined
 * with an answer. */
enum board_column { BOARD_HEARD, BOARD_WORKING, BOARD_DONE, BOARD_COLUMNS };

enum board_kind { BOARD_COMMENT, BOARD_TEXT, BOARD_DECISION, BOARD_BASELINE, BOARD_KINDS };

/* "heard" …, "comment" …; static strings. False: there is none of that name. */
const char *board_column_code(enum board_column c);
bool board_column_parse(const char *code, enum board_column *out);
const char *board_kind_code(enum board_kind k);
bool board_kind_parse(const char *code, enum board_kind *out);

/* A card's place: what the board is sorted and filtered by. */
struct board_entry {
	enum board_kind kind;
	enum board_column column;
	int64_t number;				/* of a comment; 0 */
	unsigned char id[BOARD_ID_BYTES];	/* of the others */
	const char *month;			/* YYYY-MM; "" while nothing was said to it */
	const char *theme;			/* "": that of its activity */
	const char *activity;			/* code; "" for none and where few do it */
};

/* The whole board: column by column, the latest month first, then by theme and number. */
struct board {
	struct board_entry *columns[BOARD_COLUMNS];
	size_t counts[BOARD_COLUMNS];
	const char **themes, **activities;	/* those there are, once each, sorted */
	size_t n_themes, n_activities;
	size_t k;				/* the smallest group that is told */
};

/* All memory from `a`; `min_cell` as the settings have it. ERR_STORE. */
enum err board_load(struct arena *a, struct db *db, int min_cell, struct board *out);

/* A card as everybody may see it. */
struct board_card {
	struct board_entry at;
	const char *said, *said_lang, *reply, *reply_lang;
	const char *status;			/* of a comment: "planned" …; "" of others */
	const char *prototype, *version;	/* version: the one it is in; "" */
	const char *ref, *round;		/* of the others: what it is about; the round's code */
	int64_t voices;				/* people, from board.k on; 1: one; 0: several */
	bool me_too;				/* a tester may add a voice */
	bool taken_down;
	const unsigned char *picture;		/* hash of 32 bytes, released; NULL */
};

/* Which are asked for: of a theme or an activity (NULL: all), `most` from the one at `from` on. */
struct board_wanted {
	const char *theme, *activity;
	size_t from, most;
};

/* Those of a column, from `a`; *all: how many there would be without from and most. What went since
 * the board was loaded is left out. ERR_STORE. */
enum err board_cards(struct arena *a, struct db *db, const struct board *b, enum board_column column,
	const struct board_wanted *wanted, struct board_card **out, size_t *count, size_t *all);

/* A voice more for the comment of that number, by the code of a tester's slip as it was typed. The
 * same comes of it whether the voice is new or was there. ERR_NOT_FOUND: no such comment on the
 * board that testers may add to; ERR_DENIED: no such code of its prototype. It leaves no line in the
 * trail, which would say when. */
enum err board_me_too(struct change *c, int64_t number, const char *code);

/* ---- cards besides comments, by those who answer them ---- */

struct board_post {
	enum board_kind kind;
	const char *ref;	/* text: its token in hex; decision: activity; baseline: version */
	const char *theme, *said, *said_lang, *reply, *reply_lang;
	const char *activity;	/* code; "" for none */
	enum board_column column;
};

/* What keeps a card from being put up. */
enum board_fault {
	BOARD_FINE,
	BOARD_NO_WORDS,		/* nothing is said */
	BOARD_NO_REPLY,		/* a text that is worked on or done has an answer */
	BOARD_TOO_LONG,
};
enum board_fault board_check(const struct board_post *p);

/* Put a card up, or in the place of the one there is of the same thing, which is then not taken down
 * any more; *id may be NULL. The words of a text are those that were released, whatever `p` says.
 * ERR_INPUT: board_check(), or a thing there is none of; ERR_CONFLICT: the text is not released any
 * more. */
enum err board_put(struct change *c, const struct round *r, const struct board_post *p,
	unsigned char id[BOARD_ID_BYTES]);

/* Take a card down, or put it back as it was. ERR_NOT_FOUND. */
enum err board_take_down(struct change *c, const unsigned char id[BOARD_ID_BYTES], bool down);

/* All of them, also those taken down, the latest month first; one by its id, or by what it is about
 * (ERR_NOT_FOUND). */
enum err board_posted(struct arena *a, struct db *db, struct board_card **out, size_t *count);
enum err board_card_by_id(struct arena *a, struct db *db, const unsigned char id[BOARD_ID_BYTES],
	struct board_card *out);
enum err board_card_of(struct arena *a, struct db *db, int64_t round, enum board_kind kind,
	const char *ref, struct board_card *out);

/* In a change: the card of a text goes with the text; all of a round's do. */
enum err board_forget_text(struct db *db, int64_t round, const unsigned char *token);
enum err board_forget_texts(struct db *db, int64_t round);

/* In a write job: keep which activities so many people do that they may be named, as the list of a
 * round has it. */
enum err board_name_activities(struct db *db, const struct priorities *p);

#endif
