/*
 * The compiled form: a questionnaire read from XLSForm sheets, immutable, in an
 * arena that outlives the requests which use it. Owns structure, wording and
 * logic; refuses to know answers (answers.h, check.h) and where forms are kept.
 *
 * Loops are expanded: `begin loop over LIST` named LOOP is one group a choice
 * CODE of the list (except dk and none), path LOOP/CODE/name. Nodes stand in
 * form order, each before what it contains, so the descendants of node i are
 * i+1 … nodes[i].end-1.
 *
 * Repeats are expanded too: `begin repeat` named children is a NODE_REPEAT and
 * behind it nodes[i].max instances (NODE_INSTANCE, number 1 … max), paths
 * children/1/age. The bound is a constant repeat_count, else parameters max=N,
 * else FORM_REPEAT_MAX (FORM_REPEAT_NESTED inside another repeat).
 *  - Instances are alike: with first = i+1 and size = nodes[first].end - first,
 *    instance n begins at first + (n-1)*size, and the same place in it is the
 *    same row of the survey.
 *  - How many there are is the value of the repeat's own question: type Q_COUNT,
 *    path of the repeat (`children` = "3"). Pages post it as a hidden field.
 *    With repeat_count it is computed and takes no answer. Not posted, it is the
 *    last instance that any field was posted for, at least 1 (0 with the
 *    appearance minimal). Instance n is relevant when n <= count.
 *  - To add: post one more. To remove instance k: what follows it moves up, one
 *    less (answers_instance_add, answers_instance_remove). More than max is
 *    CHECK_REPEATS; pages offer no Add at max (form_instances).
 *  - A repeat is shown in one section with all its instances; where it stands in
 *    no group it is a section of its own (id and node: the repeat's).
 *  - The label belongs to the repeat, and pages number the instances; a label
 *    that refers to a question inside stands on the instances instead.
 *  - Names: inside an instance ${age} is that instance's; from outside it is the
 *    first instance's, and in the functions that take several (sum min max count
 *    count-non-empty join concat …) all relevant ones; in these the questions of
 *    all iterations of a loop, too. count(${children}) counts instances, ${children}
 *    elsewhere is their number; position(..) is the number of the instance that
 *    `..` (the group around, ../.. the one around that) is, 1 when it is none;
 *    indexed-repeat(${age}, ${children}, 2) picks one from anywhere.
 *  - Stored and exported: children (a number) and children/1/age … as any other
 *    question; the type of the count is called `repeat` in the codebook.
 */
#ifndef FORM_FORM_H
#define FORM_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/map.h"
#include "form/catalogue.h"

struct arena;
struct csv_table;
struct form_sheets;
struct expr;

#define FORM_NODES_MAX 20000
#define FORM_DEPTH_MAX 16
#define FORM_REPEAT_MAX 50
#define FORM_REPEAT_NESTED 10
#define FORM_REPEAT_LIMIT 1000	/* what max= and a constant repeat_count may say */
#define FORM_ID_MAX 100
#define FORM_LANGUAGES_MAX 40
#define FORM_TEXT_CHARS 4000	/* answers to text questions, unless max= says */
#define FORM_NO_NODE ((size_t)-1)

/* The types of questions, by the list in form/question_types.def. */
enum question_type {
#define TYPE(NAME, name, role, answer, canon, schema, field, input, s, blank_s, thirds, most_s) \
	Q_##NAME,
#include "form/question_types.def"
#undef TYPE
	QUESTION_TYPES
};

enum question_role {
	ROLE_ASKED,
	ROLE_SHOWN,		/* no answer */
	ROLE_COMPUTED,		/* not shown */
	ROLE_META,		/* start, today, deviceid …: never collected */
	ROLE_COUNT,		/* a repeat's own: how many instances there are */
};

/* What an answer is to those who check, show, print, sum up and export it. */
enum answer_kind {
	ANSWER_NONE,
	ANSWER_TEXT,		/* a respondent's own words, moderated before anyone reads them */
	ANSWER_VALUE,		/* one short word: as it stands */
	ANSWER_WHOLE, ANSWER_NUMBER,
	ANSWER_DAY, ANSWER_CLOCK, ANSWER_MOMENT,
	ANSWER_TICK,
	ANSWER_PICTURE,		/* a hash of what was taken apart (model/pictures.h); moderated as texts */
	ANSWER_CODE, ANSWER_CODES, ANSWER_RANKED,	/* of a list of choices */
	ANSWER_KINDS
};

struct question_traits {
	const char *name;
	enum question_role role;
	enum answer_kind answer;
	const char *canon, *schema, *field, *input;
	double seconds[4];	/* required, optional, thirds for each choice, most */
};

/* kiosk_measure, by the list in form/measures.def. */
enum measure {
	MEASURE_NONE,
#define MEASURE(NAME, ...) MEASURE_##NAME,
#include "form/measures.def"
#undef MEASURE
	MEASURES
};

/* What a measure belongs to. */
enum measure_of {
	MEASURE_OF_FORM,	/* one in a form */
	MEASURE_OF_FUNCTION,	/* each needs a function */
	MEASURE_OF_PILOT,	/* what testers say of a prototype */
	MEASURE_OF_COMMENT,	/* parts of a comment: those that stand in one group */
};

/* What a wording may name besides questions, so that it says what holds here: the smallest
 * group that is shown, who may see single answers, how many minutes it takes; of a pilot: the
 * prototype with its version, what is new in it, where to open it, and the address of the picture
 * shown in that one's place. */
enum form_fact {
	FACT_GROUP, FACT_ANALYST, FACT_MINUTES, FACT_PROTOTYPE, FACT_NEWS, FACT_ADDRESS,
	FACT_PICTURE, FORM_FACTS
};

/* One wording in one language, cut at its ${refs} and marks (src/form/marks.h): literal,
 * value of question node `ref` (FORM_NO_NODE: none), next piece. */
struct form_piece {
	const char *literal;
	size_t ref;		/* node index; FORM_FACT() of a fact */
	unsigned char style, heading;	/* base/runs.h */
};
#define FORM_FACT(fact) (FORM_NO_NODE - 1 - (size_t)(fact))

struct form_text {
	const char *source;	/* as it was written, names of loops filled in */
	const struct form_piece *pieces;
	size_t count;		/* 0: missing in this language */
};

/* A wording in all languages of the form: [language index]; NULL: in none. */
struct form_words {
	const struct form_text *by_language;
};

struct choice {
	const char *name;	/* the code that is stored */
	const char *home;	/* reserved lists: department, "*" or ""; else "" */
	struct form_words label, hint;
	const char **columns;	/* per column of its list, for choice filters */
	bool from_catalogue;
};

struct choice_list {
	const char *name;
	const char **column_names;	/* [0] name, [1] label, then the sheet's own */
	size_t column_count;
	struct choice *choices;
	size_t count;
	struct map by_name;		/* choice name → struct choice */
};

struct question_parameters {
	bool randomize;
	bool has_seed;		/* a fixed seed of its own */
	uint64_t seed;
	double start, end, step;	/* range; NAN when not given */
	size_t max_chars;	/* text; of a repeat: instances */
	double *chips;		/* numbers offered beside the field */
	size_t chip_count;
	size_t rows;		/* text: lines shown, 0 unless given */
};

struct question {
	size_t index;		/* in form->questions */
	size_t node;		/* in form->nodes */
	const char *path, *name;
	const char *field;	/* its name in posts and on pages: the path, or "/NAME" where
				 * that is the name of something the kiosk posts itself */
	enum question_type type;
	const char *appearance;		/* "" or words parted by blanks */
	const struct choice_list *list;	/* selects and rank, else NULL */
	struct question_parameters parameters;
	const struct expr *constraint, *required, *calculation, *initial, *choice_filter,
		*readonly;	/* NULL when the cell is blank */
	struct form_words constraint_message, required_message;
	enum measure measure;
	const char *function;	/* kiosk_function, or the loop's code; NULL: none */
	const char *meta;	/* Q_META: "start", "today", "deviceid", … */
	bool takes_answer;	/* a respondent can fill it (when relevant) */
	/* Its value is somebody's own words or picture, or computed from such: it never stands
	 * among the answers (check.h). */
	bool moderated;
};

enum node_kind {
	NODE_GROUP, NODE_LOOP, NODE_ITERATION, NODE_QUESTION, NODE_REPEAT, NODE_INSTANCE,
};

struct form_node {
	enum node_kind kind;
	const char *path, *name;
	size_t parent;		/* node index, FORM_NO_NODE at the top */
	size_t end;		/* one past the last descendant */
	size_t section;		/* in form->sections; FORM_NO_NODE for what only
				 * holds sections (a loop, a group around one) */
	size_t line;		/* of survey.csv */
	const char *appearance;
	struct form_words label, hint;	/* hint: questions */
	const struct expr *relevant;	/* a loop's stands on its iterations */
	struct question *question;	/* NODE_QUESTION; NODE_REPEAT: its count */
	const struct choice_list *list;	/* NODE_LOOP */
	const struct choice *choice;	/* NODE_ITERATION */
	size_t draw;		/* NODE_LOOP: kiosk_draw, 0: all */
	size_t first;		/* NODE_LOOP: kiosk_first's node, or FORM_NO_NODE */
	size_t max;		/* NODE_REPEAT: its instances */
	size_t number;		/* NODE_INSTANCE: from 1 */
};

/* What is one screen: a top-level group, an iteration of a loop, or a run of
 * questions outside groups. A repeat is never cut. */
struct form_section {
	const char *id;		/* "pick", "detail/SAL01", "q:NAME" of a run's first */
	size_t node;		/* the group or iteration; FORM_NO_NODE for a run */
	size_t first, end;	/* its nodes: first … end-1 */
};

struct form {
	const char *id, *title, *version;	/* version: the setting's text, or "" */
	const char **titles;		/* per language; the title where none is given */
	struct form_language *languages;
	size_t language_count;		/* at least 1 */
	size_t default_language;
	struct form_node *nodes;
	size_t node_count;
	struct question **questions;	/* in form order */
	size_t question_count;
	struct form_section *sections;
	size_t section_count;
	struct choice_list **lists;	/* those the form uses */
	size_t list_count;
	struct map by_path;		/* path → struct question */
	const struct question *department, *weekly_hours, *picks;	/* by measure; or NULL */
	const struct question **repeats;	/* counts of repeats, in form order */
	size_t repeat_count;
	bool needs_seed;		/* something may be drawn or shuffled */
	const size_t *order;		/* nodes so that each follows what it rests on */
};

/* What a form is compiled from: the sheets (input.h reads them) and the catalogues. */
struct form_source {
	const char *name;		/* form_id when the settings have none */
	const struct csv_table *survey, *choices, *settings;	/* the last two may be NULL */
	const struct catalogue *catalogues[CATALOGUE_KINDS];	/* NULL: not given */
	bool published;			/* it is kept already, or corrects what is: names that
					 * are reserved are only warned of */
	const struct form_more *more;	/* NULL: nothing */
};

/* A list of a round, which takes the place of the form's own of that name but for its none and dk. Each entry's `home`
 * stands for %(home)s in what is asked of it, its hint for %(hint)s, the hint's lines for
 * %(hint1)s to %(hint3)s. */
struct form_list {
	const char *name;
	const struct catalogue *entries;
};

/* What a round brings along besides the company's lists. */
struct form_more {
	const struct form_list *lists;
	size_t list_count;
	uint64_t without;	/* MEASURE_BIT of those that this round does not ask */
};
#define MEASURE_BIT(m) (UINT64_C(1) << (m))

/* Compile. Every fault of the form is added to `faults` in one go (ERR_INPUT);
 * what is only ignored goes to `warnings`. The form keeps nothing of the source
 * but strings of its tables, which must live in an arena as long as `a`. */
enum err form_compile(struct arena *a, const struct form_source *source,
	struct faults *faults, struct faults *warnings, struct form **out);

/* The same from the sheets' texts, as kept in a database (`published`). `catalogues` and `more`
 * as in form_source, or NULL; catalogues among the sheets are not read. */
enum err form_compile_texts(struct arena *a, const char *name, const struct form_sheets *sheets,
	const struct catalogue *const catalogues[CATALOGUE_KINDS], const struct form_more *more,
	struct faults *faults, struct faults *warnings, struct form **out);

/* Question by path, NULL when there is none. */
const struct question *form_question(const struct form *f, const char *path);
/* Question by the name of its field, NULL when there is none. */
const struct question *form_field(const struct form *f, const char *name);
/* Section by id, FORM_NO_NODE when there is none. */
size_t form_section_find(const struct form *f, const char *id);
/* Index of a language by code or name; the default when there is none. */
size_t form_language(const struct form *f, const char *code);
/* Whether the kiosk has words of its own in a language: those of view/lang.h (tests/view/test_lang.c). */
bool language_spoken(const char *code);
/* Choice of a list by code, NULL when there is none. */
const struct choice *list_choice(const struct choice_list *l, const char *name);
/* Whether `word` is one of the blank-parted words of an appearance. */
bool appearance_has(const char *appearance, const char *word);
/* Whether a number below zero may be an answer: by the range, or by a constraint. */
bool question_takes_negative(const struct question *q);
/* The fact of that name, FORM_FACTS: none. */
enum form_fact fact_named(const char *name);
const char *fact_name(enum form_fact fact);
/* What stands between the braces of a piece: a question's name or a fact's. */
const char *piece_name(const struct form *f, const struct form_piece *piece);
/* Whether random() stands in its calculation or default. */
bool question_draws(const struct question *q);
const struct question_traits *question_traits(enum question_type t);
enum answer_kind question_answer(const struct question *q);
/* ANSWER_WHOLE and ANSWER_NUMBER. */
bool question_has_number(const struct question *q);
/* Codes of a list; several of them. */
bool answer_is_coded(enum answer_kind k);
bool answer_is_several(enum answer_kind k);
/* The names XLSForm and the codebook use: "select_one", "minutes"; measure
 * "" for none. */
const char *question_type_name(enum question_type t);
const char *measure_name(enum measure m);
enum measure_of measure_of(enum measure m);

#endif
