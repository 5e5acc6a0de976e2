/*
 * Marks of a text to pieces: lines to paragraphs and headings; each to tokens; signs are
 * paired by a stack of those that are open. Owns the grammar of marks.h; refuses to know
 * HTML and what names mean.
 */
#include "marks.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/runs.h"

#define SIGNS_MOST 3		/* of one kind, side by side */

enum token_kind { TOKEN_TEXT, TOKEN_REF, TOKEN_SIGNS, TOKEN_NOTHING };

struct token {
	enum token_kind kind;
	struct str text;	/* as it is shown; of a reference its name */
	/* Signs: */
	unsigned left;		/* how many have no partner */
	int strong, em;		/* what they begin, or end */
	bool begins, ends;	/* what they may do */
	bool loose;		/* a blank on the inner side */
	size_t line;
};

struct reading {
	struct arena *scratch, *arena;
	struct token *tokens;
	size_t count, *open, open_count, line;
	/* Open signs by sign, * and _, and how many stand side by side; of two, in this line. */
	size_t waiting[2][SIGNS_MOST + 1], in_line[2];
	size_t loose;		/* place among `open` of the one that ends in this line, + 1 */
	struct mark_piece *pieces;
	size_t piece_count;
	struct buf text;	/* of the piece that is being put together */
	unsigned char style, heading;
};

/* ---- letters ---- */

static bool is_space(uint32_t c)
{
	return c <= ' ' || c == 0xA0 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 ||
		c == 0x202F || c == 0x205F || c == 0x3000;
}

/* Beyond ASCII all is letters but for these: punctuation, symbols, pictures. */
static bool is_word(uint32_t c)
{
	static const uint32_t gaps[][2] = {
		{0x80, 0xA9}, {0xAB, 0xB4}, {0xB6, 0xB9}, {0xBB, 0xBF}, {0xD7, 0xD7}, {0xF7, 0xF7},
		{0x589, 0x58A}, {0x5BE, 0x5BE}, {0x5C0, 0x5C0}, {0x5C3, 0x5C3}, {0x5F3, 0x5F4},
		{0x60C, 0x60D}, {0x61B, 0x61F}, {0x66A, 0x66D}, {0x6D4, 0x6D4}, {0x964, 0x965},
		{0x1361, 0x1368}, {0x2000, 0x206F}, {0x20A0, 0x20CF}, {0x2190, 0x2BFF},
		{0x2E00, 0x2E7F}, {0x3000, 0x3004}, {0x3008, 0x3030}, {0xFE30, 0xFE6F},
		{0xFF01, 0xFF0F}, {0xFF1A, 0xFF20}, {0xFF3B, 0xFF40}, {0xFF5B, 0xFF65},
		{0x1F000, 0x1FAFF},
	};

	if (c < 0x80)
		return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
	for (size_t i = 0; i < sizeof gaps / sizeof *gaps; i++)
		if (c >= gaps[i][0] && c <= gaps[i][1])
			return false;
	return true;
}

static bool is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

/* Where the text ends, and between lines, there is a blank. */
static uint32_t letter_before(const char *p, const char *from)
{
	const char *at = p;
	size_t len;

	if (p == from)
		return '\n';
	do
		at--;
	while (at > from && ((unsigned char)*at & 0xC0) == 0x80);
	/* The end of a reference, if it is one, or an ordinary brace. */
	return *at == '}' ? 'x' : utf8_take(at, &len);
}

static uint32_t letter_behind(const char *p, const char *end)
{
	size_t len;

	return p == end ? '\n' : mark_ref_length(p) ? 'x' : utf8_take(p, &len);
}

size_t mark_ref_length(const char *p)
{
	const char *close;

	if (p[0] != '$' || p[1] != '{')
		return 0;
	close = p + 2 + strcspn(p + 2, "{}\n$");
	return *close == '}' && close > p + 2 ? (size_t)(close + 1 - p) : 0;
}

/* ---- a paragraph to tokens ---- */

static struct token *add(struct reading *r, enum token_kind kind, const char *from, const char *to)
{
	struct token *t;

	r->tokens = arena_grow(r->scratch, r->tokens, r->count + 1, sizeof *r->tokens);
	t = &r->tokens[r->count++];
	*t = (struct token){.kind = kind, .text = {from, (size_t)(to - from)}, .line = r->line};
	return t;
}

static const char *add_ref(struct reading *r, const char *p)
{
	size_t len = mark_ref_length(p);
	struct token *t = add(r, TOKEN_REF, p, p + len);

	t->text = str_trim((struct str){p + 2, len - 3});
	return p + len;
}

/* Whether two signs may begin and end with blanks inside: at the beginning of a line before
 * something else, and where a blank is on both sides. */
static bool may_begin_loose(const char *p, const char *to, const char *from, const char *end)
{
	const char *next = to + strspn(to, " \t");

	return (p == from || p[-1] == '\n') && next > to && next < end && *next != '\n' &&
		*next != *p;
}

static const char *add_signs(struct reading *r, const char *p, const char *from, const char *end)
{
	const char *to = p;
	uint32_t before = letter_before(p, from), behind;
	struct token *t;
	bool inside;

	while (to < end && *to == *p)
		to++;
	behind = letter_behind(to, end);
	t = add(r, TOKEN_SIGNS, p, to);
	t->left = t->text.len > SIGNS_MOST ? 0 : (unsigned)t->text.len;
	if (!t->left || (t->left == 2 && is_digit(before) && is_digit(behind))) {
		t->kind = TOKEN_TEXT;
		return to;
	}
	inside = t->left == 2 && *p == '*';
	t->begins = !is_space(behind) && (inside || !is_word(before));
	t->ends = !is_space(before) && (inside || !is_word(behind));
	if (t->left == 2 && !t->begins && !t->ends) {
		t->loose = true;
		t->begins = may_begin_loose(p, to, from, end);
		t->ends = !t->begins && is_space(before) && is_space(behind);
	}
	return to;
}

/* Behind the bracket at the end of an address that begins at p; NULL: there is none. */
static const char *address_end(const char *p, const char *end)
{
	const char *from = p;

	while (p < end && !strchr(" \t\n[]()", *p)) {
		size_t len = mark_ref_length(p);

		p += len ? len : 1;
	}
	return p > from && p < end && *p == ')' ? p + 1 : NULL;
}

/* The address of a link, in brackets. */
static void add_address(struct reading *r, const char *p, const char *end)
{
	const char *from = p;

	add(r, TOKEN_TEXT, " (", NULL)->text.len = 2;
	while (p < end)
		if (mark_ref_length(p)) {
			add(r, TOKEN_TEXT, from, p);
			from = p = add_ref(r, p);
		} else {
			p++;
		}
	add(r, TOKEN_TEXT, from, end);
}

/* From a `]` on, where the bracket it closes is the token `open`, SIZE_MAX: none. */
static const char *add_bracket(struct reading *r, const char *p, const char *end, size_t *open)
{
	const char *to = NULL;
	size_t at = *open;

	*open = SIZE_MAX;
	if (at != SIZE_MAX && p > r->tokens[at].text.p + 1 && p + 1 < end && p[1] == '(')
		to = address_end(p + 2, end);
	if (!to) {
		add(r, TOKEN_TEXT, p, p + 1);
		return p + 1;
	}
	r->tokens[at].kind = TOKEN_NOTHING;
	add_address(r, p + 2, to);
	return to;
}

static void tokenize(struct reading *r, const char *from, const char *end)
{
	size_t open = SIZE_MAX;
	const char *p = from;

	while (p < end) {
		size_t plain = strcspn(p, "*_[]\\$\n");

		if (p + plain > end)
			plain = (size_t)(end - p);
		if (plain) {
			add(r, TOKEN_TEXT, p, p + plain);
			p += plain;
		} else if (*p == '*' || *p == '_') {
			p = add_signs(r, p, from, end);
		} else if (*p == '[') {
			open = r->count;
			add(r, TOKEN_TEXT, p, p + 1);
			p++;
		} else if (*p == ']') {
			p = add_bracket(r, p, end, &open);
		} else if (*p == '$' && mark_ref_length(p)) {
			p = add_ref(r, p);
		} else {
			bool taken = *p == '\\' && p + 1 < end && strchr("\\*_#[]", p[1]);

			add(r, TOKEN_TEXT, p + taken, p + taken + 1);
			r->line += *p == '\n';
			p += 1 + taken;
		}
	}
}

/* ---- signs to pairs ---- */

static int sign_of(const struct token *t)
{
	return *t->text.p == '_';
}

static void count_open(struct reading *r, const struct token *t, bool more)
{
	size_t *waiting = &r->waiting[sign_of(t)][t->left], *here = &r->in_line[sign_of(t)];

	*waiting += more ? 1 : (size_t)-1;
	if (t->left == 2 && t->line == r->line)
		*here += more ? 1 : (size_t)-1;
}

static void open_signs(struct reading *r, size_t at)
{
	r->open = arena_grow(r->scratch, r->open, r->open_count + 1, sizeof *r->open);
	r->open[r->open_count++] = at;
	count_open(r, &r->tokens[at], true);
	if (r->tokens[at].loose)
		r->loose = r->open_count;
}

/* The one on top. */
static void drop_open(struct reading *r)
{
	struct token *t = &r->tokens[r->open[--r->open_count]];

	if (t->begins)
		count_open(r, t, false);
	if (r->loose > r->open_count)
		r->loose = 0;
}

/* Whether one that is open has as many signs as `t` can end: the same, or three are there
 * on one of the two sides. */
static bool suits(const struct token *open, const struct token *t)
{
	if (!open->begins || sign_of(open) != sign_of(t))
		return false;
	if (t->loose)
		return open->left == 2 && open->line == t->line;
	return open->left == t->left || open->left == 3 || t->left == 3;
}

static bool any_suits(const struct reading *r, const struct token *t)
{
	const size_t *waiting = r->waiting[sign_of(t)];

	if (t->loose)
		return r->in_line[sign_of(t)] > 0;
	return waiting[t->left] || waiting[3] || (t->left == 3 && (waiting[1] || waiting[2]));
}

/* Those above it stay as they were written. */
static struct token *find_open(struct reading *r, const struct token *t)
{
	while (!suits(&r->tokens[r->open[r->open_count - 1]], t))
		drop_open(r);
	return &r->tokens[r->open[r->open_count - 1]];
}

static void take(struct token *t, unsigned signs)
{
	t->left -= signs;
	t->strong += signs >= 2;
	t->em += signs != 2;
}

/* End what is open, nearest first; false: nothing of it was. */
static bool close_signs(struct reading *r, struct token *t)
{
	bool any = false;

	while (t->left && any_suits(r, t)) {
		struct token *open = find_open(r, t);
		unsigned signs = open->left < t->left ? open->left : t->left;

		count_open(r, open, false);
		take(open, signs);
		take(t, signs);
		if (open->left)
			count_open(r, open, true);
		else
			r->open_count--;
		if (r->loose > r->open_count)
			r->loose = 0;
		any = true;
	}
	return any;
}

/* What was to end in a line that is over. */
static void end_line(struct reading *r, size_t line)
{
	if (r->loose) {
		struct token *t = &r->tokens[r->open[r->loose - 1]];

		count_open(r, t, false);
		t->begins = false;
		r->loose = 0;
	}
	r->line = line;
	r->in_line[0] = r->in_line[1] = 0;
}

static void pair(struct reading *r)
{
	memset(r->waiting, 0, sizeof r->waiting);
	memset(r->in_line, 0, sizeof r->in_line);
	r->open_count = r->loose = 0;
	for (size_t i = 0; i < r->count; i++) {
		struct token *t = &r->tokens[i];

		if (t->kind != TOKEN_SIGNS)
			continue;
		if (t->line != r->line)
			end_line(r, t->line);
		if (t->ends && close_signs(r, t))
			t->begins = false;
		else if (t->begins)
			open_signs(r, i);
		t->ends = !t->begins;
	}
}

/* ---- pieces ---- */

static void add_piece(struct reading *r, const char *text, bool ref)
{
	r->pieces = arena_grow(r->arena, r->pieces, r->piece_count + 1, sizeof *r->pieces);
	r->pieces[r->piece_count++] = (struct mark_piece){text, ref, r->style, r->heading};
}

static void end_piece(struct reading *r)
{
	if (r->text.len)
		add_piece(r, arena_strndup(r->arena, r->text.data, r->text.len), false);
	buf_clear(&r->text);
}

static void set_style(struct reading *r, int style, unsigned char heading)
{
	if (style == r->style && heading == r->heading)
		return;
	end_piece(r);
	r->style = (unsigned char)style;
	r->heading = heading;
}

static void put_tokens(struct reading *r, unsigned char heading)
{
	int strong = 0, em = 0;

	set_style(r, 0, heading);
	for (size_t i = 0; i < r->count; i++) {
		const struct token *t = &r->tokens[i];
		int more = t->begins ? 1 : -1;

		if (t->kind == TOKEN_TEXT) {
			buf_add(&r->text, t->text.p, t->text.len);
		} else if (t->kind == TOKEN_REF) {
			end_piece(r);
			add_piece(r, arena_strndup(r->arena, t->text.p, t->text.len), true);
		} else if (t->kind == TOKEN_SIGNS) {
			if (t->begins)
				buf_add(&r->text, t->text.p, t->left);
			strong += more * t->strong;
			em += more * t->em;
			set_style(r, (strong ? RUN_STRONG : 0) | (em ? RUN_EM : 0), heading);
			if (!t->begins)
				buf_add(&r->text, t->text.p, t->left);
		}
	}
}

static void put_block(struct reading *r, const char *from, const char *end, unsigned char heading)
{
	r->count = 0;
	tokenize(r, from, end);
	pair(r);
	put_tokens(r, heading);
	set_style(r, 0, 0);
}

/* ---- lines ---- */

/* The level of the heading that a line is; *title: behind its signs. */
static unsigned char heading_of(struct str line, struct str *title)
{
	size_t level = 0;

	while (level < line.len && line.p[level] == '#')
		level++;
	if (level < 1 || level > 6 || level == line.len ||
		(line.p[level] != ' ' && line.p[level] != '\t'))
		return 0;
	*title = str_trim((struct str){line.p + level, line.len - level});
	return title->len ? (unsigned char)level : 0;
}

static bool is_blank(struct str line)
{
	return !str_trim(line).len;
}

/* A paragraph ends before a blank line, a heading, and where the text does. */
static void put_lines(struct reading *r, const char *text)
{
	struct str rest = str_of(text), title;
	const char *end = text + rest.len, *from = text;

	while (from <= end) {
		const char *to = from + strcspn(from, "\n");
		unsigned char level = heading_of((struct str){from, (size_t)(to - from)}, &title);

		if (level) {
			put_block(r, title.p, title.p + title.len, level);
		} else {
			while (*to && !is_blank((struct str){from, (size_t)(to - from)})) {
				struct str next = {to + 1, strcspn(to + 1, "\n")};

				if (is_blank(next) || heading_of(next, &title))
					break;
				to = next.p + next.len;
			}
			put_block(r, from, to, 0);
		}
		if (*to)
			buf_putc(&r->text, '\n');
		from = to + 1;
	}
}

/* CR LF and CR as LF. */
static const char *plain_ends(struct arena *a, const char *text)
{
	char *out, *to;

	if (!strchr(text, '\r'))
		return text;
	out = to = arena_alloc(a, strlen(text) + 1);
	for (const char *p = text; *p; p++)
		if (*p != '\r' || p[1] != '\n')
			*to++ = *p;
	*to = '\0';
	for (to = out; (to = strchr(to, '\r')); )
		*to = '\n';
	return out;
}

size_t marks_read(struct arena *a, const char *text, struct mark_piece **out)
{
	struct reading r = {.arena = a};

	r.scratch = arena_new();
	text = plain_ends(r.scratch, text);
	buf_init(&r.text, strlen(text) + 1);
	put_lines(&r, text);
	end_piece(&r);
	buf_free(&r.text);
	arena_free(r.scratch);
	*out = r.pieces;
	return r.piece_count;
}

const char *marks_left_out(struct arena *a, const char *text)
{
	struct mark_piece *pieces;
	struct buf *out;
	size_t count;

	if (!strpbrk(text, MARK_BYTES))
		return text;
	count = marks_read(a, text, &pieces);
	out = buf_new(a, 2 * strlen(text));
	for (size_t i = 0; i < count; i++)
		buf_printf(out, pieces[i].ref ? "${%s}" : "%s", pieces[i].text);
	return out->data;
}
