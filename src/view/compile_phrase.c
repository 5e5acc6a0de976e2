/*
 * Translate tags. The literal parts of a text are escaped here, once, so that
 * rendering only copies them. Knows no HTML.
 */
#include "compile_phrase.h"

#include <ctype.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "escape.h"

#define ALIASES_MAX 8
#define PHRASE_BYTES_MAX (256u << 10)

static const char *const view_names[] = {
#define NAME(x) #x,
#include "view/names.def"
#undef NAME
};

struct alias {
	struct str placeholder;
	enum view_name name;
	bool used;
};

struct phrase_compiler {
	struct arena *arena;
	struct faults *faults;
	const char *file;
	size_t line;
	const struct message *message;
	struct alias aliases[ALIASES_MAX];
	size_t count;
	bool failed;
};

bool view_name_find(struct str word, enum view_name *out)
{
	for (int i = 0; i < V_COUNT_OF_NAMES; i++) {
		const char *name = view_names[i];
		size_t len = 0;

		/* tolower(X) != x also refuses upper case in the template. */
		while (len < word.len && name[len] &&
				tolower((unsigned char)name[len]) == word.p[len])
			len++;
		if (len == word.len && !name[len]) {
			*out = (enum view_name)i;
			return true;
		}
	}
	return false;
}

static void phrase_fault(struct phrase_compiler *c, struct str word, enum fault_kind kind)
{
	c->failed = true;
	fault_add(c->faults, c->file, c->line, NULL, kind, arena_strndup(c->arena, word.p, word.len),
		c->message ? c->message->key : NULL, NULL);
}

static struct alias *find_alias(struct phrase_compiler *c, struct str placeholder)
{
	for (size_t i = 0; i < c->count; i++)
		if (str_same(c->aliases[i].placeholder, placeholder))
			return &c->aliases[i];
	return NULL;
}

static void add_alias(struct phrase_compiler *c, struct str pair)
{
	struct str name, placeholder = str_cut(pair, '=', &name);
	struct alias alias = {.placeholder = placeholder};

	if (placeholder.len == pair.len)
		phrase_fault(c, pair, FAULT_PHRASE_PAIR);
	else if (!view_name_find(name, &alias.name))
		phrase_fault(c, name, FAULT_PHRASE_NAME);
	else if (c->count == ALIASES_MAX)
		phrase_fault(c, pair, FAULT_PHRASE_MANY);
	else
		c->aliases[c->count++] = alias;
}

/* The context's name for a placeholder. */
static bool resolve(struct phrase_compiler *c, struct str placeholder, enum view_name *out)
{
	struct alias *alias = find_alias(c, placeholder);

	if (!alias && str_eq(placeholder, "n"))
		alias = find_alias(c, str_of("count"));
	if (alias) {
		alias->used = true;
		*out = alias->name;
		return true;
	}
	return view_name_find(placeholder, out);
}

static void add_literal(struct phrase_compiler *c, struct phrase *phrase, const char *p, size_t len)
{
	struct buf escaped;

	if (!len)
		return;
	buf_init(&escaped, PHRASE_BYTES_MAX);
	html_escape(&escaped, p, len);
	phrase->pieces[phrase->count++] = (struct piece){
		.html = arena_strndup(c->arena, escaped.data, escaped.len),
		.len = escaped.len,
	};
	buf_free(&escaped);
}

static void compile_text(struct phrase_compiler *c, const char *text, struct phrase *phrase)
{
	const char *p = text, *end = text + strlen(text), *open, *after;
	size_t placeholders = 0;
	struct str word;

	for (after = p; placeholder_next(after, end, &word.p, &word.len, &after);)
		placeholders++;
	phrase->pieces = arena_array(c->arena, 2 * placeholders + 1, sizeof *phrase->pieces);
	while ((open = placeholder_next(p, end, &word.p, &word.len, &after))) {
		enum view_name name;

		add_literal(c, phrase, p, (size_t)(open - p));
		if (resolve(c, word, &name))
			phrase->pieces[phrase->count++] = (struct piece){.name = name};
		else
			phrase_fault(c, word, FAULT_PHRASE_PLACEHOLDER);
		p = after;
	}
	add_literal(c, phrase, p, (size_t)(end - p));
}

static void check_aliases(struct phrase_compiler *c)
{
	for (size_t i = 0; i < c->count; i++) {
		struct str placeholder = c->aliases[i].placeholder;
		bool number = str_eq(placeholder, "n") || str_eq(placeholder, "count");

		if (!c->aliases[i].used && !(number && c->message->plural))
			phrase_fault(c, placeholder, FAULT_PHRASE_UNUSED);
	}
}

/* The next word of `words`, which must be trimmed. */
static struct str next_word(struct str *words)
{
	size_t len = 0;

	while (len < words->len && !isspace((unsigned char)words->p[len]))
		len++;

	struct str word = {words->p, len};

	*words = str_trim((struct str){words->p + len, words->len - len});
	return word;
}

bool phrase_compile(struct arena *a, const struct catalog *cat, struct str words,
	struct faults *faults, const char *file, size_t line, struct translate *out)
{
	struct phrase_compiler c = {.arena = a, .faults = faults, .file = file, .line = line};
	struct str key = next_word(&words);

	c.message = catalog_message(cat, arena_strndup(a, key.p, key.len));
	if (!c.message) {
		phrase_fault(&c, key, FAULT_PHRASE_KEY);
		return false;
	}
	while (words.len)
		add_alias(&c, next_word(&words));
	out->message = c.message;
	if (!resolve(&c, str_of("n"), &out->number))
		phrase_fault(&c, str_of("n"), FAULT_PHRASE_NAME);
	for (size_t i = 0; i < c.count; i++)
		c.aliases[i].used = false;
	for (int lang = 0; lang < LANG_COUNT && !c.failed; lang++)
		for (int form = 0; form < PLURAL_COUNT && !c.failed; form++)
			if (c.message->text[lang][form])
				compile_text(&c, c.message->text[lang][form],
					&out->phrases[lang][form]);
	if (!c.failed)
		check_aliases(&c);
	return !c.failed;
}
