/* Parts of a workbook: XML by expat, bounded; names without their prefix. */
#ifndef CODEC_XLSX_XML_H
#define CODEC_XLSX_XML_H

#include "codec/xlsx.h"

#define XLSX_PART_MAX ((uint64_t)24 << 20)	/* inflated bytes of one part */

struct xlsx_part {
	/* Element names come without a prefix; attributes as expat gives them. */
	void (*start)(void *ctx, const char *name, const char **attributes);
	void (*end)(void *ctx, const char *name);
	void (*text)(void *ctx, const char *s, int len);
	void *ctx;
};

/* Run a part through the handlers. ERR_INPUT with the reason in err_detail(): no
 * XML, a DTD, a limit. ERR_NOT_FOUND: there is no such part. */
enum err xlsx_part_read(struct arena *a, struct zip_reader *zr, const char *name,
	const struct xlsx_part *part);

/* Value of an attribute by its name without prefix, NULL when absent. */
const char *xlsx_attribute(const char **attributes, const char *name);

/* Shared strings and styles of a workbook. */
struct xlsx_book {
	const char **strings;
	size_t string_count;
	unsigned char *dates;	/* per cell style: one of the below */
	size_t style_count;
	bool from_1904;
};
enum { XLSX_PLAIN, XLSX_DATE, XLSX_TIME, XLSX_DATETIME };

enum err xlsx_strings_read(struct arena *a, struct zip_reader *zr, struct xlsx_book *book);
enum err xlsx_styles_read(struct arena *a, struct zip_reader *zr, struct xlsx_book *book);

/* Read a sheet's cells into a table; see codec/xlsx.h. */
enum err xlsx_sheet_read(struct arena *a, struct zip_reader *zr, const char *part,
	const struct xlsx_book *book, const struct csv_limits *limits, struct faults *faults,
	struct xlsx_sheet *sheet);

/* _x000D_ and its like, in place. */
void xlsx_unescape(char *s);

#endif
