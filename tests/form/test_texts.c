/* The wording of sheets, cell by cell: found, changed, written back, nothing else touched. */
#include "forms.h"

#include "form/texts.h"

static struct arena *a;

static int setup(void **state)
{
	(void)state;
	a = arena_new();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static const char *const sheets[TEXTS_SHEETS] = {
	("type,name,label::English (en),label::Slovak (sk),hint,relevant\r\n"
	"begin group,g,Group,,,\r\n"
	"text,a,\"A, quoted\",Á,help,\r\n"
	"text,a,A again,,,${g} = 1\r\n"
	"end group,,,,,\r\n"),
	("list_name,name,label::English (en),label::Slovak (sk),region\r\n"
	"yn,yes,Yes,Áno,x\r\nyn,no,No,,y\r\nother,1,One,Jeden,\r\n"),
	"form_title,form_id,default_language\r\nTitle,f,English (en)\r\n",
};

static struct form_texts read_all(const char *const given[TEXTS_SHEETS])
{
	struct form_texts t;
	struct faults faults;

	faults_init(&faults, a);
	assert_int_equal(texts_read(a, given, &faults, &t), OK);
	return t;
}

static void finds_each_text_by_its_name(void **state)
{
	struct form_texts t = read_all(sheets);

	(void)state;
	assert_int_equal(t.language_count, 2);
	assert_string_equal(t.languages[0].code, "en");
	assert_string_equal(texts_find(&t, "settings", "form", "form_title")->texts[0], "Title");
	assert_string_equal(texts_find(&t, "survey", "a", "label")->texts[1], "Á");
	assert_string_equal(texts_find(&t, "survey", "a", "hint")->texts[0], "help");
	assert_string_equal(texts_find(&t, "survey", "a#2", "label")->texts[0], "A again");
	assert_string_equal(texts_find(&t, "choices", "yn/yes", "label")->texts[1], "Áno");
	assert_null(texts_find(&t, "choices", "yn/maybe", "label"));
	assert_int_equal(texts_missing(&t, 0), 0);
	assert_int_equal(texts_missing(&t, 1), 4);	/* g, the hint, a#2, no */
}

static void what_is_not_changed_comes_back_as_it_was(void **state)
{
	struct form_texts t = read_all(sheets);
	const char *out[TEXTS_SHEETS];

	(void)state;
	texts_set(&t, texts_find(&t, "survey", "a#2", "label"), 1, "Á, znova");
	texts_write(&t, sheets, out);
	assert_string_equal(out[0], "type,name,label::English (en),label::Slovak (sk),hint,relevant\r\n"
		"begin group,g,Group,,,\r\ntext,a,\"A, quoted\",Á,help,\r\n"
		"text,a,A again,\"Á, znova\",,${g} = 1\r\nend group,,,,,\r\n");
	assert_ptr_equal(out[1], sheets[1]);
	assert_ptr_equal(out[2], sheets[2]);
}

static void a_language_more_gets_its_columns(void **state)
{
	struct form_texts t = read_all(sheets);
	const char *out[TEXTS_SHEETS];
	size_t pl = texts_add_language(&t, "Polski (pl)");

	(void)state;
	assert_int_equal(pl, 2);
	assert_int_equal(texts_add_language(&t, "pl"), 2);
	texts_set(&t, texts_find(&t, "choices", "yn/no", "label"), pl, "Nie");
	texts_set(&t, texts_find(&t, "survey", "a", "hint"), pl, "pomoc");
	texts_write(&t, sheets, out);
	assert_non_null(strstr(out[1], "region,label::Polski (pl)\r\n"));
	assert_non_null(strstr(out[1], "yn,no,No,,y,Nie\r\n"));
	assert_non_null(strstr(out[0], "relevant,hint::Polski (pl)\r\n"));
	t = read_all(out);
	assert_int_equal(t.language_count, 3);
	assert_string_equal(texts_find(&t, "survey", "a", "hint")->texts[texts_language(&t, "pl")],
		"pomoc");
}

static bool only(const char *const before[], const char *const after[])
{
	bool out;

	assert_int_equal(texts_only_differ(a, before, after, &out), OK);
	return out;
}

static const char *with(const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);

	assert_non_null(at);
	return arena_printf(a, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

static void words_alone_are_told_from_the_rest(void **state)
{
	const char *other[TEXTS_SHEETS];

	(void)state;
	assert_true(only(sheets, sheets));
#define CHANGED(sheet, from, to) \
	(memcpy(other, sheets, sizeof other), \
	other[sheet] = with(sheets[sheet], from, to), only(sheets, other))
	assert_true(CHANGED(0, "A again", "B"));
	assert_true(CHANGED(0, "help", ""));
	assert_true(CHANGED(1, "Yes", "Yeah"));
	assert_true(CHANGED(2, "Title", "Other"));
	assert_true(CHANGED(1, "label::Slovak (sk)", "label::Polish (pl)"));
	assert_false(CHANGED(0, "text,a,A again", "text,b,A again"));
	assert_false(CHANGED(0, "text,a,A again", "integer,a,A again"));
	assert_false(CHANGED(0, "= 1", "= 2"));
	assert_false(CHANGED(1, "yn,no", "yn,nope"));
	assert_false(CHANGED(1, ",y\r\n", ",z\r\n"));
	assert_false(CHANGED(1, "other,1,One,Jeden,\r\n", ""));
	assert_false(CHANGED(2, ",f,", ",g,"));
	assert_false(CHANGED(2, "English (en)", "Slovak (sk)"));
}

static void choices_are_put_in_order(void **state)
{
	struct form_texts t = read_all(sheets);
	struct choice_edit *list, edits[3];
	const char *labels[] = {"Maybe", "Možno"}, *out[TEXTS_SHEETS];

	(void)state;
	assert_int_equal(texts_choices(&t, "yn", &list), 2);
	assert_string_equal(list[1].name, "no");
	edits[0] = list[1];
	edits[1] = (struct choice_edit){"maybe", labels, CHOICE_NEW};
	edits[2] = list[0];
	texts_choices_put(&t, "yn", edits, 3);
	texts_write(&t, sheets, out);
	assert_string_equal(out[1], "list_name,name,label::English (en),label::Slovak (sk),region\r\n"
		"yn,no,No,,y\r\nyn,maybe,Maybe,Možno,\r\nyn,yes,Yes,Áno,x\r\nother,1,One,Jeden,\r\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(finds_each_text_by_its_name, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_not_changed_comes_back_as_it_was, setup, teardown),
		cmocka_unit_test_setup_teardown(a_language_more_gets_its_columns, setup, teardown),
		cmocka_unit_test_setup_teardown(words_alone_are_told_from_the_rest, setup, teardown),
		cmocka_unit_test_setup_teardown(choices_are_put_in_order, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
