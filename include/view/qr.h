/*
 * QR codes as inline SVG (ISO/IEC 18004, by libqrencode): dark on light whatever the
 * page's colours are, with the quiet zone around, so that any camera reads them.
 */
#ifndef VIEW_QR_H
#define VIEW_QR_H

struct arena;
struct markup;

/* The code of `text` (bytes as they are), error correction M; `label` is read out by
 * screen readers. NULL when the text is too long for a code (2,331 bytes). */
const struct markup *qr_code(struct arena *a, const char *text, const char *label);

#endif
