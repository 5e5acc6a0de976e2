/* A house with the shipped audit, a pilot of two tasks, and testers with slips. */
#ifndef TEST_PILOT_HOUSE_H
#define TEST_PILOT_HOUSE_H

#include "audit_house.h"

#include "model/codes.h"
#include "model/comments.h"
#include "model/inbox.h"
#include "model/pilots.h"
#include "model/prototypes.h"
#include "model/raw_texts.h"

#define PILOT_PACK "www/forms/pilot-feedback"

static struct change change;

/* What comes of a call in a change of its own. */
#define changed(call) ( \
	assert_int_equal(change_begin(&change, arena, house, &kiosk, "anna"), OK), \
	change_end(&change, call))

static inline struct prototype quotes(const char *version)
{
	static struct prototype_task tasks[] = {
		{"T1", "SAL01", true, "R1"}, {"T2", "SAL03", false, ""},
	};
	static struct prototype_text texts[] = {
		{"", PROTOTYPE_TITLE, "en", "Quotes"}, {"", PROTOTYPE_NEWS, "en", "Discounts"},
		{"T1", PROTOTYPE_TITLE, "en", "Find a customer"}, {"T1", PROTOTYPE_START, "en", "Start page"},
		{"T1", PROTOTYPE_DONE, "en", "The history is open"},
		{"T2", PROTOTYPE_TITLE, "en", "Log a call"}, {"T2", PROTOTYPE_DONE, "en", "It is listed"},
		{"T1", PROTOTYPE_TITLE, "sk", "Nájsť zákazníka"},
	};

	return (struct prototype){.code = "quotes", .version = version, .address = "https://crm.example/",
		.departments = "SAL SUP", .tasks = tasks, .task_count = 2, .texts = texts, .text_count = 8};
}

static inline void put_prototype(const char *version)
{
	struct prototype p = quotes(version);

	if (changed(prototype_put(&change, &p)))
		fail_msg("%s", err_detail());
}

static inline struct round pilot(const char *code)
{
	pack_bring_in(PILOT_PACK);
	put_prototype("1");
	return round_of((struct round_spec){.form = "pilot-feedback", .title = "Pilot", .code = code,
		.subject = "quotes"});
}

static inline const char *slip(const struct round *r, const char *department)
{
	char (*codes)[CODE_CHARS];

	assert_int_equal(changed(codes_make(&change, r, department, 1, &codes)), OK);
	return arena_strdup(arena, codes[0]);
}

#endif
