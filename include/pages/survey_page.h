/*
 * Survey pages: one request's view of a round being answered.
 */
#ifndef PAGES_SURVEY_PAGE_H
#define PAGES_SURVEY_PAGE_H

#include "base/runs.h"
#include "form/answers.h"
#include "form/check.h"
#include "form/form.h"
#include "model/rounds.h"
#include "pages/site.h"

struct survey {
	struct page page;
	struct round round;
	const struct form *form;
	struct form_context ctx;
	struct answers *answers;
	struct form_state state;	/* of the answers so far */
	const char *instance_id;	/* as sent, or issued with this page */
	const char *seed;		/* the same; digits */
	bool fresh;			/* issued with this page */
	bool asks_code;			/* the page has the field of the access code, and no other */
	const char *department;		/* known before anybody is asked: of the code, or of the
					 * screen; a code of the list, or NULL */
	const char *preview;		/* address of a preview, which stores nothing; NULL */
	const char *back;		/* of a preview: where it was begun */
	const struct round_department *asked;	/* departments of the round, once counted */
	size_t asked_count;
	bool bare;			/* the page carries all answers, and has no field of its own */
	bool doubted;			/* the page asks about what is not wrong, once */
	bool *at;			/* per section: its fields are on the page */
};

/* Begin the page; the round and its form: those of the address, or of a code.
 * ERR_NOT_FOUND, ERR_STORE. */
enum err survey_open(struct request *req, struct response *res, struct survey *out);
enum err survey_open_round(struct request *req, struct response *res, const char *code,
	struct survey *out);
/* Read what was sent; it is not evaluated yet: form_check() does that, too. */
void survey_read(struct survey *s);
/* What the server issues where the browser has no script to make its own. */
void survey_issue_ids(struct survey *s);

/* The department a shared screen belongs to, as its address or its cookie says; "" for none. */
const char *survey_screen_department(const struct request *req);
/* From now on it is that one's, or nobody's. ERR_INPUT: no code is written like that. */
enum err survey_keep_screen(const struct request *req, struct response *res, const char *code);
/* From here on it is known: what was answered to that question is put in its place. Codes that
 * are no department of the round are left. */
enum err survey_know_department(struct survey *s, const char *code);
/* The department of the tester whose slip has the code that was typed; "" where it is no pilot's, or
 * nobody's. What they are not asked again (tester_without()). ERR_STORE. */
enum err survey_tester(const struct survey *s, const char *typed, const char **department,
	uint64_t *without);
/* After survey_read(): a tester's slip says the department, whatever else was sent, as what is asked
 * of one department is shown to no other; and what they are not asked again. *refused: a pilot's,
 * without a slip. ERR_STORE. */
enum err survey_know_tester(struct survey *s, bool *refused);
/* Whether a question needs no asking. */
bool survey_knows(const struct survey *s, const struct question *q);

/* ---- survey_language.c ---- */

/* Which languages a page can be read in besides the interface's: those of the form that the
 * round names, all of them where it is NULL. */
void survey_find_languages(struct page *p, const struct round *r, const struct form *f);
/* The one of that code, NULL: none. */
const struct tongue *survey_tongue(const struct page *p, const char *code);
/* The language that the request is for. */
void survey_choose_language(struct survey *s);
/* Speak that language, where it is offered; else stay. */
void survey_switch_language(struct survey *s, const char *code);

/* A wording among others on a page. */
struct text_in {
	const char *lang;	/* "sk"; "und" where the form names its language without a code */
	bool other;		/* than the page's */
	const char *dir;	/* "rtl", "ltr", "auto"; "": as the page */
};
struct text_in survey_in(const struct page *p, const struct form *f, size_t language,
	struct runs r);
/* Set a value to a wording in a language of the form: marked where that is not the page's. */
void survey_put(const struct page *p, const struct form *f, struct view_node *n,
	enum view_name name, struct runs r, size_t language);
/* The same to words of the interface. */
void survey_say(const struct page *p, struct view_node *n, enum view_name name, const char *text);

/* Show the first section; do one step (the name of the button pressed). */
enum err survey_first(struct survey *s);
enum err survey_step(struct survey *s, const char *step);

/* Keep what was filled in so far, and show the code that opens it. */
enum err survey_pause(struct survey *s);
/* A page that was opened by a code has arrived, so what was kept can go. ERR_STORE, ERR_BUSY. */
enum err survey_arrived(struct survey *s);

/* A form that is no round's: the same pages, step by step through the server, of which
 * nothing is kept. `action` is the address they post to, with the token of who is
 * signed in; `back` where the preview was begun. */
enum err survey_preview(struct request *req, struct response *res, const struct form *form,
	const char *action, const char *back);

/* Evaluate the answers (again after a change of language or answers). */
void survey_evaluate(struct survey *s);

/* The next section to show behind (or before) `section`; FORM_NO_NODE past the
 * end. FORM_NO_NODE as `section` starts at that end. */
size_t survey_next(const struct survey *s, size_t section);
size_t survey_before(const struct survey *s, size_t section);

/* Where it goes on behind the iterations of a loop that draws, for who has enough of them:
 * *left of them are still to come, 0 while too few are done or it is no such loop.
 * FORM_NO_NODE: the review. */
size_t survey_past_loop(const struct survey *s, size_t section, size_t *left);

/* What is asked about once before it goes on from a section, though nothing is wrong: a key
 * of the catalogue, or NULL. *about: what it is about, or "". */
const char *survey_doubt(const struct survey *s, size_t section, const char **about);

/* Show the sections marked in `at`, with the faults of `check` (may be NULL)
 * beside their fields. */
enum err survey_show_sections(struct survey *s, int status, const struct check *check);
/* Ask for the access code, before anything else; `error` is what is wrong with the one that was
 * sent (a key; status 403), or NULL. Nothing that was answered is lost. */
enum err survey_show_code(struct survey *s, const char *error);
/* Whether answers on the page brought questions to it that it did not show. */
bool survey_brings_more(const struct survey *s);
/* Show all answers, each a tap away. */
enum err survey_show_review(struct survey *s);

/* The questions of a section that are asked now, with the faults of `check`
 * (may be NULL), as the list V_FIELDS of its node. */
void survey_add_fields(struct survey *s, struct view_node *section_node, size_t section,
	const struct check *check);
/* Whether a person is asked, or told, something by it; and whether by that of a node, as things
 * stand. */
bool survey_is_asked(const struct question *q);
bool survey_asks(const struct survey *s, size_t node);
/* What an entry of a repeat is called: its own label, else the repeat's with its number. */
struct runs survey_entry_title(const struct survey *s, size_t instance, size_t *language);
/* Seconds still needed from `section` on, at this person's pace so far. */
double survey_seconds_left(const struct survey *s, size_t section);
/* As they are told: at least one, rounded up unless hardly anything is over. */
int survey_whole_minutes(double seconds);
/* Iterations that a loop is counted with while what decides on them is not answered. */
size_t survey_expected(const struct survey *s, size_t loop);
/* The minutes a round takes whoever comes: as measured, else as its questions come to. */
int survey_minutes(const struct page *p, const struct round *r, const struct form *form);
/* A round that is called like its form is called so in the reader's language. */
const char *survey_title(const struct page *p, const struct round *r, const struct form *f);
/* Read how departments are counted, for survey_counted(); wordings and choices say it. */
enum err survey_count(struct survey *s);
/* What is said under a department that is too small to be shown alone: with whom it is
 * counted, or that it counts in the company only; "" of others. */
const char *survey_counted(const struct survey *s, const char *code);
/* Seconds that people were seen to take for a second of what its questions come to. */
double survey_pace(const struct page *p, const struct round *r, const struct form *form);
/* What wordings say of this kiosk and round, in the page's language. */
void survey_facts(const struct page *p, const struct round *r, const struct form *form,
	struct form_context *ctx);
/* A number as the page's language writes it, with the decimals it has. */
const char *survey_number(const struct survey *s, double v);

/* A fault in words: the form's own, else the interface's. */
const char *survey_fault_text(const struct survey *s, const struct check_fault *f);
/* Set a value to the same as it is drawn; to "" for NULL. */
void survey_put_fault(const struct survey *s, struct view_node *n, enum view_name name,
	const struct check_fault *f);

/* Pages that carry all that was answered, and show none of it. */
enum err survey_show_bare(struct survey *s, int status, const char *template);
/* What is wrong with an access code that was sent (NULL: none was): a key; NULL: nothing, or the
 * round asks for none. */
const char *survey_code_fault(const struct survey *s, const char *typed);
/* Ask for the picture of a question, by its field. */
enum err survey_picture(struct survey *s, const char *field);

/* A page that says why nothing can be answered: title and text keys. */
enum err survey_show_end(struct survey *s, int status, const char *key);
/* The same where the round is not open. */
enum err survey_show_closed(struct survey *s);

#endif
