/*
 * Templates: a small Mustache subset, compiled at start from a folder of
 * .html files, checked against the closed vocabulary of view/names.def.
 *
 *   {{name}}            the value, escaped (& < > " ')
 *   {{#name}}…{{/name}} once when it is there (flag true, number not 0, text
 *                       not empty, object), for each node of a list
 *   {{^name}}…{{/name}} when {{#name}} would show nothing
 *   {{>layout_head}}    another template of the folder, in the same context
 *   {{! words}}         a comment
 *   {{_ key}}           the catalog's text of the page's language; its
 *                       {placeholders} are names of the context, escaped.
 *                       Plural forms go by the number called `n`.
 *   {{_ key n=answered who=user}}   the same with {n} taken from `answered`
 *                       and {who} from `user`; `count=answered` is `n=answered`
 *
 * Lookup walks outward through the enclosing nodes. What is not set shows
 * nothing. There is no raw form: trusted HTML comes as struct markup only
 * (view/chart). Numbers show plain digits in {{name}} (fit for attributes)
 * and the language's separators inside {{_ …}}.
 *
 * Refused at start, with file:line: unknown names, keys and partials; sections
 * not closed, or closed in another HTML context; a value in an attribute
 * without quotes, in a tag's name, in a comment, in <script> or <style>;
 * style= and on…= attributes, script text. A value that begins an address
 * attribute (href, src, action, formaction) is shown only when it is local
 * (url_is_local) or http(s), else as "#". A text that falls back to English is
 * wrapped in <span lang="en"> where markup may stand. Leading white space of
 * lines, and lines that hold only section, partial or comment tags, are left out; so is
 * the line end of a file of one line, which may thus be a partial inside a line.
 */
#ifndef VIEW_TEMPLATE_H
#define VIEW_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "view/chart.h"
#include "view/lang.h"

struct arena;
struct buf;
struct catalog;
struct view_set;	/* compiled templates: never changed, shared by threads */
struct view;		/* the data of one page */
struct view_node;	/* a set of named values */
struct view_list;

enum view_name {
#define NAME(x) V_##x,
#include "view/names.def"
#undef NAME
	V_COUNT_OF_NAMES
};

/* How deep sections, partials and lists may nest within each other. */
#define VIEW_DEPTH_MAX 64

/* Compile every *.html of `dir` and of the folders in it: a template is called by its
 * file's name alone, wherever it stands. `a` and `cat` must live as long as the set.
 * Faults name "dir/FILE.html:line". ERR_INPUT (see the faults, or two files of one
 * name), ERR_SYSTEM. */
enum err view_load(struct arena *a, const char *dir, const struct catalog *cat,
	struct faults *faults, const struct view_set **out);

/* A template in memory. `text` stays the caller's and must live as long as
 * the set. */
struct view_source {
	const char *name;	/* "priorities" */
	const char *file;	/* the name used in faults */
	const char *text;
	size_t len;
};

/* The same from memory. ERR_INPUT. */
enum err view_compile(struct arena *a, const struct view_source *sources, size_t count,
	const struct catalog *cat, struct faults *faults, const struct view_set **out);

/* The text of template `name` as it was compiled, for a script that renders the
 * same; NULL when there is none. Lives as long as the set. */
const char *view_source_text(const struct view_set *set, const char *name, size_t *len);

/* An empty page; nodes, lists and numbers set in it take memory from `a`. */
struct view *view_new(struct arena *a);
struct view_node *view_root(struct view *v);
/* The page is in a language that the catalog does not speak: its texts then carry the
 * language they are in, and how that is written, where markup may stand. `lang`, of the
 * <html> element, must live as long as the page. */
void view_speaks(struct view_node *root, const char *lang);

/* Set a value; setting it again replaces it. Texts are not copied: they must
 * live as long as the arena; NULL is as if not set. UTF-8. */
void node_text(struct view_node *node, enum view_name name, const char *text);
void node_textf(struct view_node *node, enum view_name name, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void node_int(struct view_node *node, enum view_name name, int64_t v);
/* Shown with `decimals` as the page's language writes it; NaN is not set. */
void node_number(struct view_node *node, enum view_name name, double v, int decimals);
void node_flag(struct view_node *node, enum view_name name, bool on);
void node_markup(struct view_node *node, enum view_name name, const struct markup *m);
/* A node of its own, entered by {{#name}}. */
struct view_node *node_object(struct view_node *node, enum view_name name);
/* A list, empty at first; each list_add() appends a node and returns it. */
struct view_list *node_list(struct view_node *node, enum view_name name);
struct view_node *list_add(struct view_list *list);

/* Append the page of template `name` ("priorities" for priorities.html) to
 * `out`, or nothing. ERR_NOT_FOUND: no such template; ERR_TOO_LARGE: over the
 * buffer's maximum, or two million sections; ERR_SYSTEM: nested deeper than
 * VIEW_DEPTH_MAX. */
enum err view_render(const struct view_set *set, const char *name, enum lang lang,
	const struct view_node *root, struct buf *out);

#endif
