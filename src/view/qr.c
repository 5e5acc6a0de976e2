/* QR codes: libqrencode's modules as one SVG path. The one file that includes qrencode.h. */
#include "view/qr.h"

#include <qrencode.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "escape.h"

#define QUIET 4			/* modules of light around the code */
#define SVG_MAX ((size_t)256 << 10)

/* Each run of dark modules of a row is a rectangle of the path. */
static void put_rows(struct buf *out, const QRcode *code)
{
	for (int y = 0; y < code->width; y++) {
		const unsigned char *row = code->data + (size_t)y * (size_t)code->width;

		for (int x = 0, n; x < code->width; x += n) {
			for (n = 0; x + n < code->width && (row[x + n] & 1); n++)
				;
			if (n)
				buf_printf(out, "M%d %dh%dv1h-%dz", x + QUIET, y + QUIET, n, n);
			else
				n = 1;
		}
	}
}

const struct markup *qr_code(struct arena *a, const char *text, const char *label)
{
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
	struct markup *m = arena_alloc(a, sizeof *m);
	struct buf *out;
	int side;

	if (!code)
		return NULL;
	out = buf_new(a, SVG_MAX);
	side = code->width + 2 * QUIET;
	buf_printf(out, "<svg class=\"qr\" viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\" "
		"role=\"img\" aria-label=\"", side, side);
	html_escape_text(out, label);
	buf_printf(out, "\"><path fill=\"#fff\" d=\"M0 0h%dv%dh-%dz\"/><path fill=\"#000\" d=\"",
		side, side, side);
	put_rows(out, code);
	buf_puts(out, "\"/></svg>");
	QRcode_free(code);
	m->html = out->data;
	m->len = out->len;
	return m;
}
