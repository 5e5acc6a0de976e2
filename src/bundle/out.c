/* Files into the ZIP (see out.h). */
#include "out.h"

#include "base/arena.h"

#define FLUSH_BYTES ((size_t)64 << 10)
/* Of one row or one piece of text; answers are bounded far below. */
#define TEXT_MAX ((size_t)64 << 20)

void out_init(struct out *o, struct arena *a, struct zip_sink sink)
{
	*o = (struct out){.arena = a};
	o->zip = zip_writer_new(a, sink);
	o->digest = digest_stream_new(a);
	o->text = buf_new(a, TEXT_MAX);
	o->csv = (struct csv_writer){.out = o->text};
}

static struct entry *current(struct out *o)
{
	return &o->entries[o->count - 1];
}

static void hand_on(struct out *o)
{
	if (!o->err && o->text->full)
		o->err = err_fail(ERR_TOO_LARGE, "a row of %s is too large", current(o)->path);
	if (!o->err)
		o->err = zip_write(o->zip, o->text->data, o->text->len);
	if (!o->err) {
		digest_stream_add(o->digest, o->text->data, o->text->len);
		current(o)->bytes += o->text->len;
	}
	buf_clear(o->text);
}

void out_begin(struct out *o, const char *path, const char *what)
{
	o->entries = arena_grow(o->arena, o->entries, o->count + 1, sizeof *o->entries);
	o->entries[o->count++] = (struct entry){.path = path, .what = what};
	if (!o->err)
		o->err = zip_begin(o->zip, path);
}

void out_table(struct out *o, const char *path, const char *what,
	const struct field *fields, size_t count, const char *key)
{
	out_begin(o, path, what);
	current(o)->fields = fields;
	current(o)->field_count = count;
	current(o)->key = key;
	for (size_t i = 0; i < count; i++)
		csv_put(&o->csv, fields[i].name);
	csv_end_row(&o->csv);
}

void out_row(struct out *o)
{
	csv_end_row(&o->csv);
	current(o)->rows++;
	if (!o->held)
		out_flush(o);
}

bool out_is_much(const struct out *o)
{
	return o->text->len >= FLUSH_BYTES || o->err;
}

void out_flush(struct out *o)
{
	if (out_is_much(o))
		hand_on(o);
}

void out_end(struct out *o)
{
	unsigned char digest[DIGEST_BYTES];

	hand_on(o);
	if (!o->err)
		o->err = zip_end(o->zip);
	digest_stream_end(o->digest, digest);
	digest_hex(digest, sizeof digest, current(o)->digest);
}

enum err out_finish(struct out *o)
{
	if (!o->err)
		o->err = zip_finish(o->zip);
	return o->err;
}
