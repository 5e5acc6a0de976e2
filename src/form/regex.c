/*
 * regex() by PCRE2, bounded in matching steps, depth and memory. Owns the
 * difference to Java's patterns; refuses to know expressions.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "regex.h"

#include <pcre2.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"

#define MATCH_STEPS 200000
#define MATCH_DEPTH 2000
#define MATCH_HEAP_KIB 4096

struct regex {
	pcre2_code *code;
	pcre2_match_context *limits;
};

static void regex_clean(void *data)
{
	struct regex *re = data;

	pcre2_match_context_free(re->limits);
	pcre2_code_free(re->code);
}

static bool is_class_escape(const char *p)
{
	return p[0] == '\\' && p[1] && strchr("dDwWsShHvV", p[1]);
}

/* In a bracket class, a hyphen beside a class escape is literal for Java and
 * for RegExp without the u flag; PCRE2 refuses it, so it is escaped here. */
static const char *mend_hyphens(struct arena *a, const char *pattern)
{
	struct buf *out = buf_new(a, 2 * strlen(pattern) + 1);
	bool in_class = false, after_escape = false;

	for (const char *p = pattern; *p; p++) {
		if (*p == '\\' && p[1]) {
			after_escape = in_class && is_class_escape(p);
			buf_putc(out, *p++);
			buf_putc(out, *p);
			continue;
		}
		if (in_class && *p == '-' && (after_escape || is_class_escape(p + 1)))
			buf_putc(out, '\\');
		buf_putc(out, *p);
		if (!in_class && *p == '[') {
			in_class = true;
			/* A bracket that closes at once is literal. */
			if (p[1] == '^')
				buf_putc(out, *++p);
			if (p[1] == ']')
				buf_putc(out, *++p);
		} else if (*p == ']') {
			in_class = false;
		}
		after_escape = false;
	}
	return out->data;
}

enum err regex_compile(struct arena *a, const char *pattern, const struct regex **out)
{
	const char *mended = mend_hyphens(a, pattern);
	uint32_t options = PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_ANCHORED |
		PCRE2_ENDANCHORED | PCRE2_DOLLAR_ENDONLY;
	int code;
	PCRE2_SIZE at;
	pcre2_code *compiled = pcre2_compile((PCRE2_SPTR)mended, strlen(mended), options,
		&code, &at, NULL);

	if (!compiled) {
		PCRE2_UCHAR text[160];

		pcre2_get_error_message(code, text, sizeof text);
		return err_fail(ERR_INPUT, "the pattern is not valid: %s", (const char *)text);
	}

	struct regex *re = arena_alloc(a, sizeof *re);

	re->code = compiled;
	re->limits = pcre2_match_context_create(NULL);
	arena_on_clean(a, regex_clean, re);
	if (re->limits) {
		pcre2_set_match_limit(re->limits, MATCH_STEPS);
		pcre2_set_depth_limit(re->limits, MATCH_DEPTH);
		pcre2_set_heap_limit(re->limits, MATCH_HEAP_KIB);
	}
	*out = re;
	return OK;
}

bool regex_matches(const struct regex *re, const char *subject)
{
	/* One pair: nothing but the outcome is asked for. */
	pcre2_match_data *match = re->limits ? pcre2_match_data_create(1, NULL) : NULL;
	int found;

	if (!match)
		return false;
	found = pcre2_match(re->code, (PCRE2_SPTR)subject, strlen(subject), 0, 0, match,
		re->limits);
	pcre2_match_data_free(match);
	return found >= 0;
}
