/*
 * Writing a workbook: each sheet goes into the ZIP as its rows come; what names
 * the sheets follows at the end. Owns the few parts Excel asks for.
 */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "codec/xlsx.h"

#define SHEETS_MAX 50
#define NAME_CHARS_MAX 31
#define ROW_BYTES_MAX (8u << 20)

struct xlsx_writer {
	struct arena *arena;
	struct zip_writer *zip;
	struct buf *out;
	const char *names[SHEETS_MAX];
	size_t count, rows;
};

struct xlsx_writer *xlsx_writer_new(struct arena *a, struct zip_sink sink)
{
	struct xlsx_writer *xw = arena_alloc(a, sizeof *xw);

	xw->arena = a;
	xw->zip = zip_writer_new(a, sink);
	xw->out = buf_new(a, ROW_BYTES_MAX);
	return xw;
}

/* Text of XML 1.0: what it cannot hold is left out, CR is written so that it
 * survives. */
static void put_text(struct buf *out, const char *s)
{
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c == '&')
			buf_puts(out, "&amp;");
		else if (c == '<')
			buf_puts(out, "&lt;");
		else if (c == '>')
			buf_puts(out, "&gt;");
		else if (c == '"')
			buf_puts(out, "&quot;");
		else if (c == '_' && s[1] == 'x' && strspn(s + 2, "0123456789abcdefABCDEF") >= 4 &&
				s[6] == '_')
			buf_puts(out, "_x005F_");	/* else it would read as a character */
		else if (c == '\r')
			buf_puts(out, "_x000D_");
		else if (c == 0xEF && (unsigned char)s[1] == 0xBF && (unsigned char)s[2] >= 0xBE)
			s += 2;
		else if (c >= 0x20 || c == '\n' || c == '\t')
			buf_putc(out, *s);
	}
}

static enum err flush(struct xlsx_writer *xw)
{
	enum err e = xw->out->full ? err_fail(ERR_TOO_LARGE, "a row larger than %u MiB",
		ROW_BYTES_MAX >> 20) : zip_write(xw->zip, xw->out->data, xw->out->len);

	buf_clear(xw->out);
	return e;
}

static enum err whole_part(struct xlsx_writer *xw, const char *name)
{
	enum err e = zip_begin(xw->zip, name);

	e = e ? e : flush(xw);
	return e ? e : zip_end(xw->zip);
}

#define XML_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define MAIN_NS "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define REL_NS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE_NS "http://schemas.openxmlformats.org/package/2006/"
#define TYPE_MAIN "application/vnd.openxmlformats-officedocument.spreadsheetml."

/* ECMA-376, 18.2.19: 31 characters without : \ / ? * [ ]. */
static const char *sheet_name(struct arena *a, const char *name)
{
	char *out = arena_strdup(a, name), *p = out;
	size_t chars = 0;

	for (; *p; p++) {
		if (strchr(":\\/?*[]", *p))
			*p = '_';
		if (((unsigned char)*p & 0xC0) != 0x80 && chars++ == NAME_CHARS_MAX)
			break;
	}
	*p = '\0';
	return out;
}

enum err xlsx_sheet_begin(struct xlsx_writer *xw, const char *name)
{
	enum err e;

	if (xw->count == SHEETS_MAX)
		return err_fail(ERR_TOO_LARGE, "more than %d sheets", SHEETS_MAX);
	xw->names[xw->count++] = sheet_name(xw->arena, name);
	xw->rows = 0;
	e = zip_begin(xw->zip, arena_printf(xw->arena, "xl/worksheets/sheet%zu.xml", xw->count));
	if (e)
		return e;
	buf_puts(xw->out, XML_HEAD "<worksheet xmlns=\"" MAIN_NS "\"><sheetViews><sheetView "
		"workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" "
		"state=\"frozen\"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight=\"15\"/>"
		"<cols><col min=\"1\" max=\"50\" width=\"24\" customWidth=\"1\"/></cols><sheetData>");
	return flush(xw);
}

static void put_place(struct buf *out, size_t column, size_t row)
{
	char letters[8];
	size_t at = sizeof letters;

	for (size_t n = column + 1; n && at; n = (n - 1) / 26)
		letters[--at] = (char)('A' + (n - 1) % 26);
	buf_add(out, letters + at, sizeof letters - at);
	buf_printf(out, "%zu", row);
}

enum err xlsx_row(struct xlsx_writer *xw, const char *const *cells, size_t count)
{
	xw->rows++;
	buf_printf(xw->out, "<row r=\"%zu\">", xw->rows);
	for (size_t i = 0; i < count; i++) {
		if (!*cells[i])
			continue;
		buf_puts(xw->out, "<c r=\"");
		put_place(xw->out, i, xw->rows);
		buf_printf(xw->out, "\" s=\"%d\" t=\"inlineStr\"><is><t xml:space=\"preserve\">",
			xw->rows == 1 ? 1 : 2);
		put_text(xw->out, cells[i]);
		buf_puts(xw->out, "</t></is></c>");
	}
	buf_puts(xw->out, "</row>");
	return flush(xw);
}

enum err xlsx_sheet_end(struct xlsx_writer *xw)
{
	enum err e;

	buf_puts(xw->out, "</sheetData></worksheet>");
	e = flush(xw);
	return e ? e : zip_end(xw->zip);
}

static enum err write_workbook(struct xlsx_writer *xw)
{
	buf_puts(xw->out, XML_HEAD "<workbook xmlns=\"" MAIN_NS "\" xmlns:r=\"" REL_NS
		"\"><sheets>");
	for (size_t i = 0; i < xw->count; i++) {
		buf_puts(xw->out, "<sheet name=\"");
		put_text(xw->out, xw->names[i]);
		buf_printf(xw->out, "\" sheetId=\"%zu\" r:id=\"rId%zu\"/>", i + 1, i + 1);
	}
	buf_puts(xw->out, "</sheets></workbook>");
	return whole_part(xw, "xl/workbook.xml");
}

static enum err write_relations(struct xlsx_writer *xw)
{
	buf_puts(xw->out, XML_HEAD "<Relationships xmlns=\"" PACKAGE_NS "relationships\">");
	for (size_t i = 1; i <= xw->count; i++)
		buf_printf(xw->out, "<Relationship Id=\"rId%zu\" Type=\"" REL_NS "/worksheet\" "
			"Target=\"worksheets/sheet%zu.xml\"/>", i, i);
	buf_printf(xw->out, "<Relationship Id=\"rId%zu\" Type=\"" REL_NS "/styles\" "
		"Target=\"styles.xml\"/></Relationships>", xw->count + 1);
	return whole_part(xw, "xl/_rels/workbook.xml.rels");
}

/* Style 1: bold, of headings; 2: text, as it is. */
static enum err write_styles(struct xlsx_writer *xw)
{
	buf_puts(xw->out, XML_HEAD "<styleSheet xmlns=\"" MAIN_NS "\"><fonts count=\"2\"><font>"
		"<sz val=\"11\"/><name val=\"Calibri\"/></font><font><b/><sz val=\"11\"/>"
		"<name val=\"Calibri\"/></font></fonts><fills count=\"2\"><fill><patternFill "
		"patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill>"
		"</fills><borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\">"
		"<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>"
		"<cellXfs count=\"3\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" "
		"xfId=\"0\"/><xf numFmtId=\"49\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" "
		"applyFont=\"1\" applyNumberFormat=\"1\"/><xf numFmtId=\"49\" fontId=\"0\" "
		"fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\" "
		"applyAlignment=\"1\"><alignment vertical=\"top\" wrapText=\"1\"/></xf></cellXfs>"
		"<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/>"
		"</cellStyles></styleSheet>");
	return whole_part(xw, "xl/styles.xml");
}

static enum err write_package(struct xlsx_writer *xw)
{
	enum err e;

	buf_puts(xw->out, XML_HEAD "<Relationships xmlns=\"" PACKAGE_NS "relationships\">"
		"<Relationship Id=\"rId1\" Type=\"" REL_NS "/officeDocument\" "
		"Target=\"xl/workbook.xml\"/></Relationships>");
	e = whole_part(xw, "_rels/.rels");
	if (e)
		return e;
	buf_puts(xw->out, XML_HEAD "<Types xmlns=\"" PACKAGE_NS "content-types\"><Default "
		"Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package."
		"relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>"
		"<Override PartName=\"/xl/workbook.xml\" ContentType=\"" TYPE_MAIN "sheet.main+xml\"/>"
		"<Override PartName=\"/xl/styles.xml\" ContentType=\"" TYPE_MAIN "styles+xml\"/>");
	for (size_t i = 1; i <= xw->count; i++)
		buf_printf(xw->out, "<Override PartName=\"/xl/worksheets/sheet%zu.xml\" "
			"ContentType=\"" TYPE_MAIN "worksheet+xml\"/>", i);
	buf_puts(xw->out, "</Types>");
	return whole_part(xw, "[Content_Types].xml");
}

enum err xlsx_finish(struct xlsx_writer *xw)
{
	enum err e = write_workbook(xw);

	e = e ? e : write_relations(xw);
	e = e ? e : write_styles(xw);
	e = e ? e : write_package(xw);
	return e ? e : zip_finish(xw->zip);
}
