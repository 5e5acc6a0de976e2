/* Drafts, corrections and reviews: what is published never changes, words alone make a
 * correction, open rounds take it over and closed ones do not. */
#include "audit_house.h"

#include "form/texts.h"
#include "model/drafts.h"
#include "model/reviews.h"

#define SURVEY "type,name,label::English (en),label::Slovak (sk)\r\n" \
	"select_one yn,a,Redy?,Hotovo?\r\n"
#define CHOICES "list_name,name,label::English (en),label::Slovak (sk)\r\n" \
	"yn,yes,Yes,Áno\r\nyn,no,No,Nie\r\n"
#define SETTINGS "form_title,form_id,default_language\r\nCheck,check,English (en)\r\n"

struct step {
	struct form_sheets sheets;
	struct form *form;
	struct form_draft draft;
	struct form_row row;
	int64_t base;
	const char *round, *languages;
};

static enum err add_job(struct db *db, void *ctx)
{
	struct step *s = ctx;

	return draft_add(CHANGE(arena, db, "anna"), "check", &s->sheets, s->form, s->base,
		&s->draft);
}

static enum err publish_job(struct db *db, void *ctx)
{
	struct step *s = ctx;

	return draft_publish(CHANGE(arena, db, "anna"), &s->draft, &s->row);
}

static enum err correct_job(struct db *db, void *ctx)
{
	struct step *s = ctx;

	return draft_correct(CHANGE(arena, db, "anna"), &s->draft, &s->row);
}

static enum err begin_round(struct db *db, void *ctx)
{
	struct step *s = ctx;
	struct round_spec spec = {.form = "check", .title = "Check", .code = s->round,
		.languages = s->languages};
	struct round r;

	return round_open(CHANGE(arena, db, "anna"), &spec, &r);
}

static enum err end_round(struct db *db, void *ctx)
{
	struct step *s = ctx;

	return round_close(CHANGE(arena, db, "anna"), s->round);
}

static struct step draft_of(const char *survey, const char *choices)
{
	struct step s = {.sheets = {{survey, choices, SETTINGS}}};
	struct faults faults, warnings;

	faults_init(&faults, arena);
	faults_init(&warnings, arena);
	assert_int_equal(draft_compile(arena, house_db(), "check", &s.sheets, &faults, &warnings,
		&s.form), OK);
	assert_int_equal(store_write(house, add_job, &s), OK);
	return s;
}

static const char *shown(const char *code)
{
	struct round r;
	struct form *f;

	assert_int_equal(round_find(arena, house_db(), code, &r), OK);
	assert_int_equal(round_form(arena, house_db(), &r, &f), OK);
	return f->nodes[0].label.by_language[0].pieces[0].literal;
}

static void a_draft_is_kept_until_it_is_published(void **state)
{
	struct step s = draft_of(SURVEY, CHOICES);
	struct form_draft *list;
	struct form_row row;
	size_t n;

	(void)state;
	assert_string_equal(s.draft.code, "check");
	assert_string_equal(s.draft.actor, "anna");
	assert_int_equal(s.draft.base, 0);
	assert_int_equal(form_latest(arena, house_db(), "check", &row), ERR_NOT_FOUND);
	assert_int_equal(store_write(house, publish_job, &s), OK);
	assert_int_equal(s.row.version, 1);
	assert_int_equal(draft_list(arena, house_db(), &list, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(store_write(house, publish_job, &s), ERR_NOT_FOUND);
}

static void words_alone_go_into_open_rounds(void **state)
{
	struct step s = draft_of(SURVEY, CHOICES), fixed;
	struct form_sheets sheets;
	struct corrected_text *told;
	bool correction;
	size_t n;

	(void)state;
	assert_int_equal(store_write(house, publish_job, &s), OK);
	s.round = "one";
	assert_int_equal(store_write(house, begin_round, &s), OK);
	s.round = "two";
	assert_int_equal(store_write(house, begin_round, &s), OK);
	assert_int_equal(store_write(house, end_round, &s), OK);

	fixed = draft_of("type,name,label::English (en),label::Slovak (sk)\r\n"
		"select_one yn,a,Ready?,Hotovo?\r\n", CHOICES);
	assert_int_equal(fixed.draft.base, s.row.id);
	assert_int_equal(draft_is_correction(arena, house_db(), &fixed.draft, &correction), OK);
	assert_true(correction);
	assert_int_equal(store_write(house, correct_job, &fixed), OK);
	assert_int_equal(fixed.row.version, 1);
	assert_int_equal(fixed.row.minor, 1);
	assert_string_equal(shown("one"), "Ready?");
	assert_string_equal(shown("two"), "Redy?");

	assert_int_equal(form_sheets_load(arena, house_db(), s.row.id, &sheets), OK);
	assert_string_equal(sheets.texts[FORM_SURVEY], SURVEY);
	assert_int_equal(corrections_texts(arena, house_db(), s.row.id, &told, &n), OK);
	assert_int_equal(n, 1);
	assert_string_equal(told[0].key, "a");
	assert_string_equal(told[0].before, "Redy?");
	assert_string_equal(told[0].after, "Ready?");

	/* A round that opens now begins with it. */
	s.round = "three";
	assert_int_equal(store_write(house, begin_round, &s), OK);
	assert_string_equal(shown("three"), "Ready?");
}

static void more_than_words_is_a_version(void **state)
{
	struct step s = draft_of(SURVEY, CHOICES), other;
	bool correction;

	(void)state;
	assert_int_equal(store_write(house, publish_job, &s), OK);
	other = draft_of(SURVEY, "list_name,name,label::English (en),label::Slovak (sk)\r\n"
		"yn,yes,Yes,Áno\r\nyn,nope,No,Nie\r\n");
	assert_int_equal(draft_is_correction(arena, house_db(), &other.draft, &correction), OK);
	assert_false(correction);
	assert_int_equal(store_write(house, correct_job, &other), ERR_CONFLICT);
	assert_int_equal(store_write(house, publish_job, &other), OK);
	assert_int_equal(other.row.version, 2);

	/* The same sheets again are no correction either. */
	other = draft_of(SURVEY, CHOICES);
	assert_int_equal(store_write(house, correct_job, &other), ERR_CONFLICT);
}

/* Published again, what was there before a correction or another version is shown again. */
static void going_back_is_a_version(void **state)
{
	static const char ready[] = "type,name,label::English (en),label::Slovak (sk)\r\n"
		"select_one yn,a,Ready?,Hotovo?\r\n";
	struct step s = draft_of(SURVEY, CHOICES), fixed, back;

	(void)state;
	assert_int_equal(store_write(house, publish_job, &s), OK);
	fixed = draft_of(ready, CHOICES);
	assert_int_equal(store_write(house, correct_job, &fixed), OK);
	/* What is shown already makes no version. */
	back = draft_of(ready, CHOICES);
	assert_int_equal(store_write(house, publish_job, &back), OK);
	assert_int_equal(back.row.version, 1);
	assert_int_equal(back.row.minor, 1);
	back = draft_of(SURVEY, CHOICES);
	assert_int_equal(store_write(house, publish_job, &back), OK);
	assert_int_equal(back.row.version, 2);
	assert_int_equal(back.row.minor, 0);
	s.round = "one";
	assert_int_equal(store_write(house, begin_round, &s), OK);
	assert_string_equal(shown("one"), "Redy?");
	assert_int_equal(draft_of(SURVEY, CHOICES).draft.base, back.row.id);
}

static void incomplete_languages_are_refused(void **state)
{
	struct step s = draft_of("type,name,label::English (en),label::Slovak (sk)\r\n"
		"text,a,Ready?,\r\ntext,b,Really?,Naozaj?\r\n", NULL);

	(void)state;
	assert_int_equal(store_write(house, publish_job, &s), OK);
	s.round = "one";
	s.languages = "en sk";
	assert_int_equal(store_write(house, begin_round, &s), ERR_INPUT);
	assert_non_null(strstr(err_detail(), "Slovak"));
	s.languages = "en";
	assert_int_equal(store_write(house, begin_round, &s), OK);
}

/* ---- reviews ---- */

struct reviewing {
	const struct form_texts *t;
	const struct text_row *row;
};

static enum err review_job(struct db *db, void *ctx)
{
	struct reviewing *r = ctx;

	return review_put(CHANGE(arena, db, "anna"), "check", r->t, r->row, 1, TEXT_VALIDATED,
		"teacher");
}

static void a_state_holds_for_its_words(void **state)
{
	const char *sheets[TEXTS_SHEETS] = {SURVEY, CHOICES, SETTINGS};
	struct text_review *reviews;
	struct faults faults;
	struct form_texts t;
	struct reviewing r = {.t = &t};
	size_t at, counts[TEXT_STATES];

	(void)state;
	faults_init(&faults, arena);
	assert_int_equal(texts_read(arena, sheets, &faults, &t), OK);
	r.row = texts_find(&t, "choices", "yn/yes", "label");
	at = (size_t)(r.row - t.rows) * t.language_count + 1;
	assert_int_equal(store_write(house, review_job, &r), OK);
	assert_int_equal(reviews_load(arena, house_db(), "check", &t, &reviews), OK);
	assert_int_equal(reviews[at].state, TEXT_VALIDATED);
	assert_string_equal(reviews[at].by, "teacher");
	reviews_count(&t, reviews, 1, counts);
	assert_int_equal(counts[TEXT_VALIDATED], 1);
	assert_int_equal(counts[TEXT_DRAFT], 2);
	assert_int_equal(counts[TEXT_MISSING], 0);	/* the title falls back by rule */

	texts_set(&t, r.row, 1, "Hej");
	assert_int_equal(reviews_load(arena, house_db(), "check", &t, &reviews), OK);
	assert_int_equal(reviews[at].state, TEXT_DRAFT);
	texts_set(&t, r.row, 1, "Áno");
	assert_int_equal(reviews_load(arena, house_db(), "check", &t, &reviews), OK);
	assert_int_equal(reviews[at].state, TEXT_VALIDATED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_draft_is_kept_until_it_is_published, audit_set_up,
			audit_tear_down),
		cmocka_unit_test_setup_teardown(words_alone_go_into_open_rounds, audit_set_up,
			audit_tear_down),
		cmocka_unit_test_setup_teardown(more_than_words_is_a_version, audit_set_up,
			audit_tear_down),
		cmocka_unit_test_setup_teardown(going_back_is_a_version, audit_set_up,
			audit_tear_down),
		cmocka_unit_test_setup_teardown(incomplete_languages_are_refused, audit_set_up,
			audit_tear_down),
		cmocka_unit_test_setup_teardown(a_state_holds_for_its_words, audit_set_up,
			audit_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
