/*
 * Workbooks: any styles, shared strings and sheet (parted by a NUL) inside a sound
 * archive end in tables of text or in faults; never in a column beyond the limit.
 */
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "codec/xlsx.h"
#include "fuzz.h"

static enum err take(void *ctx, const void *bytes, size_t len)
{
	buf_add(ctx, bytes, len);
	return OK;
}

static void put(struct zip_writer *zw, const char *name, const void *data, size_t len)
{
	PROMISE(zip_begin(zw, name) == OK);
	PROMISE(zip_write(zw, data, len) == OK);
	PROMISE(zip_end(zw) == OK);
}

static bool every(const char *name)
{
	(void)name;
	return true;
}

static const char book[] = "<workbook xmlns:r='r'><sheets><sheet name='s' r:id='1'/></sheets>"
	"</workbook>";
static const char rels[] = "<r><Relationship Id='1' Target='sheet.xml'/></r>";

static void make(struct zip_writer *zw, const uint8_t *data, size_t len)
{
	static const char *const names[] = {"xl/styles.xml", "xl/sharedStrings.xml",
		"xl/sheet.xml"};

	put(zw, "xl/workbook.xml", book, sizeof book - 1);
	put(zw, "xl/_rels/workbook.xml.rels", rels, sizeof rels - 1);
	for (size_t i = 0; i < 3; i++) {
		const uint8_t *end = i < 2 && len ? memchr(data, 0, len) : NULL;
		size_t part = end ? (size_t)(end - data) : len;

		put(zw, names[i], data, part);
		data += end ? part + 1 : part;
		len -= end ? part + 1 : part;
	}
	PROMISE(zip_finish(zw) == OK);
}

static void check_table(const struct csv_table *t)
{
	PROMISE(t->columns <= 50);
	PROMISE(t->rows <= 200);
	for (size_t r = 0; r < t->rows; r++) {
		PROMISE(t->lines[r] > (r ? t->lines[r - 1] : 0));
		for (size_t i = 0; i < t->columns; i++) {
			const char *cell = csv_cell(t, r, (int)i);

			PROMISE(utf8_valid(cell, strlen(cell)));
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct arena *a = arena_new();
	struct buf *out = buf_new(a, (size_t)32 << 20);
	struct zip_writer *zw = zip_writer_new(a, (struct zip_sink){take, out});
	struct zip_reader *zr;
	struct xlsx_sheet *sheets;
	struct faults faults;
	size_t count;
	enum err e;

	faults_init(&faults, a);
	make(zw, data, len);
	PROMISE(zip_open_bytes(a, out->data, out->len, NULL, &zr) == OK);
	e = xlsx_read(a, zr, &(struct csv_limits){.rows = 200, .columns = 50,
		.cell_bytes = 4096}, every, &faults, &sheets, &count);
	if (e)
		PROMISE(faults.count > 0);
	for (size_t i = 0; !e && i < count; i++)
		if (!sheets[i].empty)
			check_table(&sheets[i].table);
	arena_free(a);
	return 0;
}
