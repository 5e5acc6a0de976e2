/*
 * A form as it is brought in: any bytes under any of the names end in sheets, which
 * read back the same from their texts, or in a word what is wrong.
 */
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "codec/csv.h"
#include "form/input.h"
#include "fuzz.h"

static void check_sheet(struct arena *a, const struct form_input *in, enum form_sheet k)
{
	const struct csv_table *t = in->tables[k];
	struct csv_limits limits = csv_limits_default;
	struct faults faults;
	struct csv_table again;

	limits.remarks = true;
	PROMISE(in->sheets.texts[k]);
	PROMISE(utf8_valid(in->sheets.texts[k], strlen(in->sheets.texts[k])));
	faults_init(&faults, a);
	/* One odd column is refused by the separator in it. */
	if (t->columns < 2 || csv_table_read(a, "x", in->sheets.texts[k], strlen(in->sheets.texts[k]),
			&limits, &faults, &again) != OK)
		return;
	PROMISE(again.columns <= t->columns);
	PROMISE(again.rows <= t->rows);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const char *const names[] = {"form.csv", "survey.csv", "form.zip", "form.xlsx"};
	struct arena *a = arena_new();
	struct form_file f = {.len = len ? len - 1 : 0};
	struct faults faults, warnings;
	struct form_input in;
	struct form *form;
	enum err e;

	faults_init(&faults, a);
	faults_init(&warnings, a);
	f.name = names[len ? data[0] % 4 : 0];
	f.data = len ? (const char *)data + 1 : "";
	e = form_input_read(a, &f, 1, &faults, &warnings, &in);
	if (e) {
		PROMISE(faults.count > 0 || e == ERR_NOT_FOUND);
	} else {
		PROMISE(in.tables[FORM_SURVEY]);
		for (enum form_sheet k = FORM_SURVEY; k < FORM_SHEETS; k++)
			if (in.tables[k])
				check_sheet(a, &in, k);
		e = form_input_compile(a, &in, NULL, &faults, &warnings, NULL, &form);
		PROMISE(e == OK || faults.count > 0);
	}
	arena_free(a);
	return 0;
}
