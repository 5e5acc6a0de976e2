/* The list for the vendor, and what comes back with it. */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "base/text.h"
#include "codec/csv.h"
#include "codec/digest.h"
#include "codec/json.h"
#include "model/change.h"
#include "store/stmt.h"
#include "triage_parts.h"

#define PROPOSAL_MAX ((size_t)128 << 10)

const char *const vendor_columns[] = {"number", "kind", "severity", "activity", "text", "picture",
	"how_often", "status", "version", "reply", NULL};

static void read_row(struct arena *a, struct stmt *s, void *row)
{
	struct vendor_row *v = row;

	*v = (struct vendor_row){
		.number = col_i64(s, "number"), .voices = col_i64(s, "voices"),
		.kind = col_copy(a, s, "kind"), .severity = col_copy(a, s, "severity"),
		.activity = col_copy(a, s, "activity"), .text = col_copy(a, s, "text"),
		.status = col_copy(a, s, "status"), .in_version = col_copy(a, s, "in_version"),
		.picture = "",
	};
	if (!col_is_null(s, "picture")) {
		char *hex = arena_alloc(a, DIGEST_HEX_CHARS);

		digest_hex(col_blob(s, "picture"), DIGEST_BYTES, hex);
		v->picture = hex;
	}
}

enum err vendor_list(struct arena *a, struct db *db, const char *prototype, bool all,
	struct vendor_row **out, size_t *count)
{
	struct stmt *s = db_stmt(db, STMT_VENDOR_LIST);

	stmt_text(s, ":prototype", prototype);
	stmt_i64(s, ":all", all);
	return stmt_list(a, s, read_row, out, count);
}

/* ---- coming back ---- */

bool vendor_proposed(struct arena *a, const char *vendor, struct vendor_proposal *out)
{
	struct json_flat flat;
	const char *status, *version, *reply, *lang;

	if (!*vendor || json_scan(a, vendor, strlen(vendor), NULL, &flat))
		return false;
	status = json_text(&flat, "status");
	version = json_text(&flat, "in_version");
	reply = json_text(&flat, "reply");
	lang = json_text(&flat, "reply_lang");
	*out = (struct vendor_proposal){status ? status : "", version ? version : "",
		reply ? reply : "", lang ? lang : ""};
	return true;
}

static const char *packed(struct arena *a, const struct vendor_proposal *v)
{
	struct buf *out = buf_new(a, PROPOSAL_MAX);
	struct json_writer w = {.out = out};
	const char *const pairs[][2] = {{"status", v->status}, {"in_version", v->in_version},
		{"reply", v->reply}, {"reply_lang", v->reply_lang}};

	json_begin_object(&w);
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		json_key(&w, pairs[i][0]);
		json_string(&w, pairs[i][1]);
	}
	json_end_object(&w);
	return out->data;
}

struct taking {
	struct triage_press *press;
	const struct csv_table *table;
	struct faults *faults;
	const char *lang;
	struct map met;		/* number => its row */
	int number, status, version, reply;
	struct triage_state first;
	size_t taken;
};

/* A cell as it was meant: the guard against formulas is ours. */
static const char *cell(const struct taking *t, size_t row, int column)
{
	struct str text = str_trim(str_of(csv_cell(t->table, row, column)));

	if (text.len > 1 && text.p[0] == '\'' && strchr("=+-@", text.p[1])) {
		text.p++;
		text.len--;
	}
	return text_plain_lines(t->press->change->arena,
		arena_strndup(t->press->change->arena, text.p, text.len));
}

static void bad(struct taking *t, size_t row, const char *column)
{
	faults_add_said(t->faults, t->table->file, t->table->lines[row], column);
}

static enum err token_of(struct db *db, int64_t number, unsigned char *token, bool *row)
{
	struct stmt *s = db_stmt(db, STMT_TRIAGE_OF_NUMBER);
	enum err e;

	stmt_i64(s, ":number", number);
	e = stmt_step(s, row);
	if (!e && *row)
		memcpy(token, col_blob(s, "token"), COMMENT_TOKEN_BYTES);
	stmt_done(s);
	return e;
}

/* The comment a row is about; *there false: a fault was added. */
static enum err find_row(struct taking *t, size_t row, struct triage_state *s, bool *there)
{
	struct change *c = t->press->change;
	const char *text = cell(t, row, t->number);
	unsigned char token[COMMENT_TOKEN_BYTES];
	int64_t number;
	enum err e = OK;

	*there = false;
	if (parse_i64(text + (*text == 'C' || *text == 'c'), &number) && number > 0)
		e = token_of(c->db, number, token, there);
	if (!e && *there)
		e = triage_load(c->arena, c->db, token, s);
	if (e)
		return e;
	*there = *there && *s->text && !s->repeats;
	if (!*there) {
		err_text(err_fail(ERR_INPUT, "no comment has the number “%.20s”", text),
			"triage.vendor.no_number", "number", text, NULL);
		bad(t, row, "number");
	} else if (!map_put(&t->met, arena_printf(c->arena, "%lld", (long long)number), t)) {
		err_text(err_fail(ERR_INPUT, "the number %s came before", text),
			"triage.vendor.twice", "number", text, NULL);
		bad(t, row, "number");
		*there = false;
	}
	return OK;
}

static bool status_may_be(const char *status, const struct triage_state *s)
{
	enum triage_status code;

	return triage_status_parse(status, &code) && (strcmp(status, s->status) == 0 ||
		(code != TRIAGE_DUPLICATE && code != TRIAGE_VERIFIED));
}

static bool version_may_be(const char *version)
{
	return *version && triage_words_may_be(version, 16) && !strpbrk(version, " \t\n,;");
}

/* What a row proposes; false: a fault was added. */
static bool read_proposal(struct taking *t, size_t row, const struct triage_state *s,
	struct vendor_proposal *out)
{
	const char *status = cell(t, row, t->status);

	*out = (struct vendor_proposal){.status = *status ? status : s->status,
		.in_version = cell(t, row, t->version), .reply = cell(t, row, t->reply)};
	if (!status_may_be(out->status, s)) {
		err_text(err_fail(ERR_INPUT, "there is no status “%.40s” to choose", status),
			"triage.bad_status", "status", status, NULL);
		bad(t, row, "status");
		return false;
	}
	if ((strcmp(out->status, "in_version") == 0 && !*out->in_version) ||
		(*out->in_version && !version_may_be(out->in_version))) {
		err_text(err_fail(ERR_INPUT, "name the version that has it: 1 to 16 letters, digits or "
			"_ . -"), "triage.bad_version", NULL);
		bad(t, row, "version");
		return false;
	}
	if (!triage_words_may_be(out->reply, TRIAGE_WORDS_CHARS)) {
		err_text(err_fail(ERR_INPUT, "a reply, note or theme is too long"), "triage.too_long",
			NULL);
		bad(t, row, "reply");
		return false;
	}
	out->reply_lang = *out->reply ? t->lang : "";
	return true;
}

static bool says_more(const struct vendor_proposal *v, const struct triage_state *s)
{
	return strcmp(v->status, s->status) != 0 || (*v->reply && strcmp(v->reply, s->reply) != 0) ||
		(strcmp(v->status, "in_version") == 0 && strcmp(v->in_version, s->in_version) != 0);
}

static enum err take_row(struct taking *t, size_t row)
{
	struct triage_press *p = t->press;
	struct triage_deed d = {.action = "proposed"};
	struct vendor_proposal v;
	struct triage_state s = {0};
	bool there;
	enum err e = find_row(t, row, &s, &there);

	if (e || !there || !read_proposal(t, row, &s, &v) || !says_more(&v, &s))
		return e;
	if (!t->taken++)
		t->first = s;
	d.before = triage_before(p->change->arena, &s);
	s.vendor = packed(p->change->arena, &v);
	return triage_keep(p, &s, &d);
}

static bool has_columns(struct taking *t)
{
	static const char *const needed[] = {"number", "status", "version", "reply"};
	int *const at[] = {&t->number, &t->status, &t->version, &t->reply};
	bool good = true;

	for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
		*at[i] = csv_column(t->table, needed[i]);
		if (*at[i] >= 0)
			continue;
		err_text(err_fail(ERR_INPUT, "the column %s is missing", needed[i]),
			"triage.vendor.no_column", "name", needed[i], NULL);
		faults_add_said(t->faults, t->table->file, t->table->header_line, needed[i]);
		good = false;
	}
	return good;
}

enum err vendor_take(struct triage_press *p, const struct csv_table *table, const char *lang,
	struct faults *faults, size_t *taken)
{
	struct taking t = {.press = p, .table = table, .faults = faults, .lang = lang};
	enum err e = OK;

	map_init(&t.met, p->change->arena);
	if (has_columns(&t))
		for (size_t row = 0; !e && row < table->rows; row++)
			e = take_row(&t, row);
	if (!e && faults->count)
		return err_fail(ERR_INPUT, "the list has faults, and nothing was taken over");
	*taken = t.taken;
	return e || !t.taken ? e : triage_told(p, "comment.proposed", &t.first, t.taken);
}
