/*
 * The template compiler: text to operations, once at start. Every name, key
 * and partial is resolved here, so that nothing can be missing while a page is
 * rendered; every value is checked to stand where escaping keeps it harmless.
 */
#include <ctype.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"
#include "compile_phrase.h"
#include "program.h"
#include "scan.h"

#define TEMPLATE_BYTES_MAX (1u << 20)

struct open_section {
	size_t op;
	enum view_name name;
	size_t line;
	struct scan at;		/* the HTML in front of its content */
};

struct compiler {
	struct arena *arena;
	const struct view_set *set;
	const struct catalog *catalog;
	struct faults *faults;
	const char *file;
	struct template *template;
	const char *begin, *p, *end;
	size_t line;
	const char *bare_end;	/* end of a line that holds only silent tags */
	struct buf text;	/* literal bytes since the last operation */
	struct scan scan;
	bool html_broken;	/* one fault of the HTML is enough: the rest follows from it */
	struct open_section open[VIEW_DEPTH_MAX];
	size_t depth, too_deep;
};

static void fault(struct compiler *c, enum fault_kind kind)
{
	fault_add(c->faults, c->file, c->line, NULL, kind, NULL);
}

static struct op *add_op(struct compiler *c, enum op_kind kind)
{
	struct template *t = c->template;

	t->ops = arena_grow(c->arena, t->ops, t->count + 1, sizeof *t->ops);

	struct op *op = &t->ops[t->count++];

	*op = (struct op){.kind = kind};
	return op;
}

/* Make one operation of the literal bytes so far. */
static void flush_text(struct compiler *c)
{
	if (!c->text.len)
		return;

	struct op *op = add_op(c, OP_TEXT);

	op->text.bytes = arena_strndup(c->arena, c->text.data, c->text.len);
	op->text.len = c->text.len;
	buf_clear(&c->text);
}

static size_t count_lines(const char *p, size_t len)
{
	size_t lines = 0;

	for (size_t i = 0; i < len; i++)
		lines += p[i] == '\n';
	return lines;
}

/* Literal bytes of the template, at c->p. */
static void take_text(struct compiler *c, size_t len)
{
	size_t at = 0;
	const char *wrong = c->html_broken ? NULL : scan_feed(&c->scan, c->p, len, &at);

	if (wrong) {
		fault_add(c->faults, c->file, c->line + count_lines(c->p, at), NULL,
			FAULT_TEMPLATE_HTML, wrong, NULL);
		c->html_broken = true;
	}
	buf_add(&c->text, c->p, len);
	c->line += count_lines(c->p, len);
	c->p += len;
}

/* The bytes between "{{" and "}}" at `p`; false when it is not closed. */
static bool tag_at(const char *p, const char *end, struct str *inner, const char **after)
{
	const char *close = memmem(p + 2, (size_t)(end - p - 2), "}}", 2);

	if (!close)
		return false;
	*inner = (struct str){p + 2, (size_t)(close - p - 2)};
	*after = close + 2;
	return true;
}

static bool is_tag(const char *p, const char *end)
{
	return end - p >= 2 && p[0] == '{' && p[1] == '{';
}

/* Behind the line at `p`, when it holds nothing but white space and tags that
 * print nothing themselves; else NULL. */
static const char *bare_line(const char *p, const char *end)
{
	bool tags = false;

	while (p < end && *p != '\n') {
		struct str inner;
		const char *after;

		if (*p == ' ' || *p == '\t' || *p == '\r') {
			p++;
		} else if (is_tag(p, end) && tag_at(p, end, &inner, &after) && inner.len &&
				strchr("#^/>!", inner.p[0])) {
			tags = true;
			p = after;
		} else {
			return NULL;
		}
	}
	return !tags ? NULL : p < end ? p + 1 : p;
}

/* The name behind a sigil; false, with a fault, when it is not of the vocabulary. */
static bool name_of(struct compiler *c, struct str word, enum view_name *out)
{
	if (view_name_find(word, out))
		return true;
	fault_add(c->faults, c->file, c->line, NULL, FAULT_TEMPLATE_NAME,
		arena_strndup(c->arena, word.p, word.len), NULL);
	return false;
}

/* Where a value or text would stand; false, with a fault, when it must not. */
static bool place_of(struct compiler *c, enum place *out)
{
	if (c->html_broken)
		return false;
	switch (c->scan.state) {
	case SCAN_TEXT:
		if (strcmp(c->scan.inside, "script") == 0)
			break;
		*out = !c->scan.inside[0] || strcmp(c->scan.inside, "pre") == 0 ?
			PLACE_TEXT : PLACE_WORDS;
		return true;
	case SCAN_DOUBLE:
	case SCAN_SINGLE:
		*out = scan_in_url(&c->scan) && !c->scan.value_begun ? PLACE_URL : PLACE_ATTR;
		return true;
	case SCAN_EQUALS:
		fault(c, FAULT_TEMPLATE_QUOTES);
		return false;
	default:
		break;
	}
	fault(c, FAULT_TEMPLATE_PLACE);
	return false;
}

static void compile_value(struct compiler *c, struct str word)
{
	enum view_name name;
	enum place place;

	if (!name_of(c, word, &name) || !place_of(c, &place))
		return;

	struct op *op = add_op(c, OP_VALUE);

	op->name = name;
	op->place = place;
	c->scan.value_begun = true;
}

static void compile_translate(struct compiler *c, struct str words)
{
	struct translate *t = arena_alloc(c->arena, sizeof *t);
	enum place place;

	if (!phrase_compile(c->arena, c->catalog, words, c->faults, c->file, c->line, t) ||
			!place_of(c, &place))
		return;
	if (scan_in_url(&c->scan)) {
		fault(c, FAULT_TEMPLATE_ADDRESS);
		return;
	}

	struct op *op = add_op(c, OP_TRANSLATE);

	op->place = place;
	op->translate = t;
}

static void compile_partial(struct compiler *c, struct str word)
{
	const struct template *partial = map_get(&c->set->by_name,
		arena_strndup(c->arena, word.p, word.len));

	if (!partial)
		fault_add(c->faults, c->file, c->line, NULL, FAULT_TEMPLATE_PARTIAL,
			arena_strndup(c->arena, word.p, word.len), NULL);
	else if (!c->html_broken && (c->scan.state != SCAN_TEXT || c->scan.inside[0]))
		fault(c, FAULT_TEMPLATE_PARTIAL_PLACE);
	else
		add_op(c, OP_PARTIAL)->partial = partial;
}

static void open_section(struct compiler *c, enum op_kind kind, struct str word)
{
	enum view_name name = V_COUNT_OF_NAMES;
	bool known = name_of(c, word, &name);

	scan_settle(&c->scan);
	if (c->depth == VIEW_DEPTH_MAX) {
		if (!c->too_deep++)
			fault(c, FAULT_TEMPLATE_DEEP);
		return;
	}
	if (!c->html_broken && c->scan.state != SCAN_ATTRS) {
		enum place place;

		place_of(c, &place);
	}
	c->open[c->depth++] = (struct open_section){c->template->count, name, c->line, c->scan};

	struct op *op = add_op(c, kind);

	op->name = known ? name : (enum view_name)0;
}

static void close_section(struct compiler *c, struct str word)
{
	enum view_name name = V_COUNT_OF_NAMES;

	if (c->too_deep) {
		c->too_deep--;
		return;
	}
	if (!c->depth) {
		fault_add(c->faults, c->file, c->line, NULL, FAULT_TEMPLATE_NOTHING_OPEN,
			arena_strndup(c->arena, word.p, word.len), NULL);
		return;
	}

	struct open_section *open = &c->open[--c->depth];

	view_name_find(word, &name);
	if (name != open->name) {
		fault_add(c->faults, c->file, c->line, NULL, FAULT_TEMPLATE_OTHER_OPEN,
			arena_strndup(c->arena, word.p, word.len), DIGITS(open->line), NULL);
	}
	scan_settle(&c->scan);
	if (!c->html_broken && !scan_same(&open->at, &c->scan))
		fault_add(c->faults, c->file, c->line, NULL, FAULT_TEMPLATE_SECTION_HTML,
			DIGITS(open->line), NULL);
	/* Without its content the section leaves the HTML as it was in front. */
	c->scan = open->at;
	c->template->ops[open->op].end = c->template->count;
}

/* The tag at c->p, which stands in "{{" and "}}". */
static void compile_tag(struct compiler *c)
{
	struct str inner;
	const char *after;

	if (!tag_at(c->p, c->end, &inner, &after)) {
		fault(c, FAULT_TEMPLATE_TAG_OPEN);
		c->p = c->end;
		return;
	}
	flush_text(c);

	char sigil = inner.len ? inner.p[0] : '\0';
	struct str word = inner.len ? str_trim((struct str){inner.p + 1, inner.len - 1}) : inner;

	if (sigil == '#')
		open_section(c, OP_SECTION, word);
	else if (sigil == '^')
		open_section(c, OP_INVERTED, word);
	else if (sigil == '/')
		close_section(c, word);
	else if (sigil == '>')
		compile_partial(c, word);
	else if (sigil == '_')
		compile_translate(c, word);
	else if (sigil == '{' || sigil == '&')
		fault(c, FAULT_TEMPLATE_RAW);
	else if (sigil != '!')
		compile_value(c, str_trim(inner));
	c->line += count_lines(c->p, (size_t)(after - c->p));
	c->p = after;
}

/* At the start of a line: leave out what only indents. */
static void begin_line(struct compiler *c)
{
	if (!scan_free_space(&c->scan))
		return;
	c->bare_end = bare_line(c->p, c->end);
	if (c->bare_end)
		return;
	while (c->p < c->end && (*c->p == ' ' || *c->p == '\t'))
		c->p++;
	/* An empty line: the line end in front of it is there already. */
	if (c->p < c->end && *c->p == '\n') {
		c->p++;
		c->line++;
	}
}

/* One step: a tag, or literal bytes up to the next tag or line. */
static void compile_step(struct compiler *c)
{
	if (c->p == c->begin || c->p[-1] == '\n') {
		const char *before = c->p;

		begin_line(c);
		if (c->p > before && c->p[-1] == '\n')
			return;
	}
	if (c->p == c->end)
		return;
	if (is_tag(c->p, c->end)) {
		compile_tag(c);
	} else if (c->bare_end && c->p < c->bare_end) {
		c->line += *c->p == '\n';
		c->p++;
	} else {
		const char *stop = memchr(c->p, '\n', (size_t)(c->end - c->p));
		const char *tag = memmem(c->p, (size_t)(c->end - c->p), "{{", 2);

		stop = stop ? stop + 1 : c->end;
		if (tag && tag < stop)
			stop = tag;
		take_text(c, (size_t)(stop - c->p));
	}
}

static void finish(struct compiler *c)
{
	flush_text(c);
	while (c->depth) {
		struct open_section *open = &c->open[--c->depth];

		fault_add(c->faults, c->file, open->line, NULL, FAULT_TEMPLATE_SECTION_OPEN, NULL);
		c->template->ops[open->op].end = c->template->count;
	}
	if (!c->html_broken && (c->scan.state != SCAN_TEXT || c->scan.inside[0]))
		fault(c, FAULT_TEMPLATE_END);
}

static void compile_source(struct compiler *c, const struct view_source *source)
{
	c->file = source->file;
	c->template = map_get(&c->set->by_name, source->name);
	c->begin = c->p = source->text;
	c->end = source->text + source->len;
	c->line = 1;
	if (!utf8_valid(source->text, source->len)) {
		fault(c, FAULT_TEMPLATE_UTF8);
		return;
	}
	buf_init(&c->text, TEMPLATE_BYTES_MAX);
	while (c->p < c->end)
		compile_step(c);
	finish(c);
	if (c->text.full)
		fault(c, FAULT_TEMPLATE_LARGE);
	buf_free(&c->text);
}

enum err view_compile(struct arena *a, const struct view_source *sources, size_t count,
	const struct catalog *cat, struct faults *faults, const struct view_set **out)
{
	struct view_set *set = arena_alloc(a, sizeof *set);
	size_t before = faults->count + faults->dropped;

	map_init(&set->by_name, a);
	for (size_t i = 0; i < count; i++) {
		struct template *t = arena_alloc(a, sizeof *t);

		t->name = arena_strdup(a, sources[i].name);
		t->source = sources[i].text;
		t->source_len = sources[i].len;
		map_put(&set->by_name, t->name, t);
	}
	for (size_t i = 0; i < count; i++) {
		struct compiler c = {.arena = a, .set = set, .catalog = cat, .faults = faults};

		compile_source(&c, &sources[i]);
	}
	if (faults->count + faults->dropped > before)
		return err_fail(ERR_INPUT, "the templates have %zu faults",
			faults->count + faults->dropped - before);
	*out = set;
	return OK;
}

/* Templates found so far. */
struct loading {
	struct arena *a;
	struct view_source *sources;
	size_t count;
};

static enum err load_file(struct loading *l, const char *dir, const char *name)
{
	struct view_source *source;
	char *text;
	enum err e;

	l->sources = arena_grow(l->a, l->sources, l->count + 1, sizeof *l->sources);
	source = &l->sources[l->count];
	source->name = arena_strndup(l->a, name, strlen(name) - strlen(".html"));
	source->file = path_join(l->a, dir, name);
	for (size_t i = 0; i < l->count; i++)
		if (strcmp(l->sources[i].name, source->name) == 0)
			return err_fail(ERR_INPUT, "%s and %s have one name", l->sources[i].file,
				source->file);
	e = file_read(l->a, source->file, TEMPLATE_BYTES_MAX, &text, &source->len);
	if (e)
		return e;
	source->text = text;
	/* A template of one line may stand inside a line. */
	if (source->len && memchr(text, '\n', source->len) == text + source->len - 1)
		source->len--;
	l->count++;
	return OK;
}

/* The templates of a folder, and of the rooms in it when it is the whole. */
static enum err load_folder(struct loading *l, const char *dir, bool whole)
{
	char **names;
	size_t files;
	enum err e = file_list(l->a, dir, &names, &files);

	for (size_t i = 0; !e && i < files; i++) {
		if (names[i][0] == '.')
			continue;
		if (text_ends(names[i], ".html"))
			e = load_file(l, dir, names[i]);
		else if (whole && file_is_dir(path_join(l->a, dir, names[i])))
			e = load_folder(l, path_join(l->a, dir, names[i]), false);
	}
	return e;
}

enum err view_load(struct arena *a, const char *dir, const struct catalog *cat,
	struct faults *faults, const struct view_set **out)
{
	struct loading l = {.a = a};
	enum err e = load_folder(&l, dir, true);

	return e ? e : view_compile(a, l.sources, l.count, cat, faults, out);
}

const char *view_source_text(const struct view_set *set, const char *name, size_t *len)
{
	const struct template *t = map_get(&set->by_name, name);

	if (!t)
		return NULL;
	*len = t->source_len;
	return t->source;
}
