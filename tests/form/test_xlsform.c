/* Reading forms: what is understood, and how faults are named. */
#include "forms.h"

#include <math.h>

#include "base/file.h"

static struct arena *arena;

static int setup(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static void test_plain_form(void **state)
{
	struct form *f = good_form(arena,
		"type,name,label\ntext,who,Your name?\ninteger,age,Your age?\n", NULL, NULL);

	(void)state;
	assert_string_equal(f->id, "test");
	assert_int_equal(f->question_count, 2);
	assert_int_equal(f->language_count, 1);
	assert_string_equal(f->questions[1]->path, "age");
	assert_int_equal(f->questions[1]->type, Q_INTEGER);
	assert_non_null(form_question(f, "who"));
	assert_null(form_question(f, "nobody"));
	/* A run of loose questions is one section, named by its first. */
	assert_int_equal(f->section_count, 1);
	assert_string_equal(f->sections[0].id, "q:who");
}

static void test_paths_and_sections(void **state)
{
	struct form *f = good_form(arena,
		"type,name,label\n"
		"text,a,A\n"
		"begin group,g,G\n"
		"text,b,B\n"
		"begin group,h,H\n"
		"text,c,C\n"
		"end group,,\n"
		"end group,,\n"
		"text,d,D\n"
		"begin loop over cars,car,\n"
		"text,e,E\n"
		"end loop,,\n",
		"list_name,name,label\ncars,fiat,Fiat\ncars,none,None\ncars,skoda,Škoda\n"
		"cars,dk,?\n",
		NULL);
	static const char *const ids[] = {"q:a", "g", "q:d", "car/fiat", "car/skoda"};

	(void)state;
	assert_int_equal(f->section_count, 5);
	for (size_t i = 0; i < 5; i++)
		assert_string_equal(f->sections[i].id, ids[i]);
	assert_non_null(form_question(f, "g/h/c"));
	assert_non_null(form_question(f, "car/skoda/e"));
	/* none and dk are no things to ask about. */
	assert_null(form_question(f, "car/none/e"));
	assert_null(form_question(f, "car/dk/e"));
	assert_int_equal(form_section_find(f, "g"), 1);
	assert_true(form_section_find(f, "nope") == FORM_NO_NODE);
}

static void test_loop_inside_group(void **state)
{
	struct form *f = good_form(arena,
		"type,name,label\nbegin group,g,G\ntext,a,A\nbegin loop over l,x,\ntext,b,B\n"
		"end loop,,\ntext,c,C\nend group,,\n",
		"list_name,name,label\nl,p,P\nl,q,Q\n", NULL);
	static const char *const ids[] = {"g", "g/x/p", "g/x/q", "q:g/c"};

	(void)state;
	assert_int_equal(f->section_count, 4);
	for (size_t i = 0; i < 4; i++)
		assert_string_equal(f->sections[i].id, ids[i]);
}

static void test_loop_wording(void **state)
{
	struct form *f = good_form(arena,
		"type,name,label::English (en),label::Slovak (sk)\n"
		"begin loop over l,x,,\n"
		"integer,n,%(label)s: how many? (%(name)s),%(label)s: koľko?\n"
		"end loop,,,\n",
		"list_name,name,label::English (en),label::Slovak (sk)\nl,p,Pears,Hrušky\n"
		"l,a,Apples,\n", NULL);
	struct form_context ctx = plain_context();
	const struct question *p = form_question(f, "x/p/n"), *a = form_question(f, "x/a/n");
	size_t language;
	bool fallback;

	(void)state;
	assert_string_equal(words_show(arena, f, &ctx, NULL, &f->nodes[p->node].label,
		&fallback), "Pears: how many? (p)");
	assert_false(fallback);
	assert_string_equal(runs_plain(arena, section_title(arena, f, &ctx, NULL, 0, NULL)),
		"Pears");
	ctx.language = form_language(f, "sk");
	assert_int_equal(ctx.language, 1);
	assert_string_equal(words_show(arena, f, &ctx, NULL, &f->nodes[p->node].label, NULL),
		"Hrušky: koľko?");
	/* A choice without a Slovak label goes by the default language's. */
	assert_string_equal(words_show(arena, f, &ctx, NULL, &f->nodes[a->node].label, NULL),
		"Apples: koľko?");
	assert_string_equal(runs_plain(arena, section_title(arena, f, &ctx, NULL, 1, &language)),
		"Apples");
	assert_int_equal(language, 0);
	assert_string_equal(p->function, "p");
}

static void test_languages(void **state)
{
	struct form *f = good_form(arena,
		"type,name,label::English (en),label::Slovenčina (sk),hint::Polski\n"
		"text,a,A,,ą\n", NULL,
		"form_title,form_id,default_language,form_title::Slovenčina (sk)\n"
		"Titled,f1,English (en),Nadpis\n");
	struct form_context ctx = plain_context();
	bool fallback;

	(void)state;
	assert_int_equal(f->language_count, 3);
	assert_string_equal(f->languages[0].code, "en");
	assert_string_equal(f->languages[1].name, "Slovenčina");
	assert_string_equal(f->languages[2].code, "pl");
	assert_string_equal(f->id, "f1");
	assert_string_equal(f->titles[0], "Titled");
	assert_string_equal(f->titles[1], "Nadpis");
	assert_string_equal(f->titles[2], "Titled");
	ctx.language = 1;
	assert_string_equal(words_show(arena, f, &ctx, NULL, &f->nodes[0].label, &fallback), "A");
	assert_true(fallback);
	assert_int_equal(form_language(f, "xx"), f->default_language);
}

static void test_default_language_without_labels(void **state)
{
	(void)state;
	expect_fault(arena, "type,name,label::English (en)\ntext,a,A\n", NULL,
		"default_language\nFrench (fr)\n",
		"settings.csv:2: default_language: the survey has no label column in “French");
	/* A bare label is in the default language, whatever it is called. */
	assert_string_equal(good_form(arena, "type,name,label\ntext,a,A\n", NULL,
		"default_language\nFrench (fr)\n")->languages[0].code, "fr");
}

static void test_scopes(void **state)
{
	struct form *f = good_form(arena,
		"type,name,label,relevant\n"
		"text,n,Outer,\n"
		"begin loop over l,x,,\n"
		"text,n,Inner,\n"
		"text,m,M,${n} = 'a'\n"
		"end loop,,,\n"
		"text,z,Z,${n} = 'outer'\n",
		"list_name,name,label\nl,p,P\nl,q,Q\n", NULL);
	struct form_context ctx = plain_context();
	struct form_state s;

	(void)state;
	form_evaluate(arena, f, &ctx,
		answer_all(arena, f, "n=outer", "x/p/n=a", "x/q/n=b", NULL), &s);
	assert_true(s.relevant[form_question(f, "x/p/m")->node]);
	assert_false(s.relevant[form_question(f, "x/q/m")->node]);
	assert_true(s.relevant[form_question(f, "z")->node]);
	expect_fault(arena, "type,name,label,relevant\nbegin loop over l,x,,\ntext,n,N,\nend loop,,,\n"
		"text,z,Z,${n} = 'a'\n", "list_name,name,label\nl,p,P\nl,q,Q\n", NULL,
		"survey.csv:5: relevant: at character 1: ${n}: several questions have that name");
}

static void test_faults_in_one_go(void **state)
{
	struct outcome o = read_texts(arena,
		"type,name,label,relevant,constraint\n"
		"image,pic,Picture,,\n"
		"text,two words,Name,,\n"
		"select_one nolist,q,Q,,\n"
		"text,a,A,${ghost} = 1,\n"
		"text,a,Again,,fly(.)\n"
		"text,b,,,\n"
		"end group,,,,\n"
		"begin group,g,G,,\n", NULL, NULL);
	static const char *const expected[] = {
		"survey.csv:2: type: not supported: image",
		"survey.csv:3: name: “two words” is not a valid name",
		"survey.csv:4: type: there is no list “nolist”",
		"survey.csv:5: relevant: at character 1: ${ghost}: there is no question",
		"survey.csv:6: name: “a” is already the name of line 5",
		"survey.csv:6: constraint: at character 1: there is no function fly()",
		"survey.csv:7: label: is missing in default",
		"survey.csv:8: type: end group without a begin group",
		"survey.csv:9: type: begin group without an end group",
	};

	(void)state;
	assert_null(o.form);
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
		if (!strstr(o.faults_text, expected[i]))
			fail_msg("expected “%s” among:\n%s", expected[i], o.faults_text);
}

static void test_unsupported_by_name(void **state)
{
	static const char *const types[] = {"image", "audio", "video", "geopoint", "geotrace",
		"barcode", "osm l", "file", "select_one_external l", "select_one_from_file a.csv",
		"include other", "xml-external"};

	(void)state;
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		expect_fault(arena, arena_printf(arena, "type,name,label\n%s,q,Q\n", types[i]), NULL, NULL,
			"survey.csv:2: type: not supported: ");
	expect_fault(arena, "type,name,label,repeat_count\ntext,q,Q,3\n", NULL, NULL,
		"survey.csv:2: repeat_count: belongs only on a begin repeat");
	expect_fault(arena, "type,name,label\nhologram,q,Q\n", NULL, NULL,
		"survey.csv:2: type: “hologram” is not a type of question");
	expect_fault(arena, "type,name,label\n,q,Q\n", NULL, NULL, "survey.csv:2: type: is missing");
}

/* Sheet, row, column and name of the file, and what to do; a column without any is no fault. */
static void test_media_by_name(void **state)
{
	static const char *const columns[] = {"image", "audio", "video", "big-image", "media::image",
		"media::audio", "media::video", "media::big-image", "media:image", "Image",
		"image::English (en)", "media::image::English (en)", "audio::Deutsch (de)"};

	(void)state;
	for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
		const char *header = columns[i];
		const char *survey = arena_printf(arena, "type,name,label,%s\ntext,p,P,\ntext,q,Q,"
			"the map.jpg\n", header);
		const char *choices = arena_printf(arena, "list_name,name,label,%s\nl,a,A,\n"
			"l,b,B,b.mp3\n", header);

		expect_fault(arena, survey, NULL, NULL, arena_printf(arena,
			"survey.csv:3: %s: “the map.jpg” cannot be shown: there are no pictures, "
			"sound or video in questions yet; remove the column, or say in the label "
			"what there is to see or hear\n", header));
		expect_fault(arena, "type,name,label\nselect_one l,q,Q\n", choices, NULL,
			arena_printf(arena, "choices.csv:3: %s: “b.mp3” cannot be shown", header));
		assert_string_equal(read_texts(arena, arena_printf(arena,
			"type,name,label,%s\nselect_one l,q,Q, \n", header), arena_printf(arena,
			"list_name,name,label,%s\nl,a,A,\n", header), NULL).faults_text, "");
	}
}

static void test_choices_faults(void **state)
{
	const char *survey = "type,name,label\nselect_one l,q,Q\n";

	(void)state;
	expect_fault(arena, survey, "list_name,name,label\nl,a b,A\n", NULL,
		"choices.csv:2: name: “a b” contains a space");
	expect_fault(arena, survey, "list_name,name,label\nl,a,A\nl,a,B\n", NULL,
		"choices.csv:3: name: “a” is already on the list “l”");
	expect_fault(arena, survey, "list_name,name,label\nl,,A\n", NULL,
		"choices.csv:2: name: is missing");
	expect_fault(arena, survey, "list_name,label\nl,A\n", NULL, "choices.csv:1: name: the column");
	assert_non_null(good_form(arena, survey, "list_name,name,label\nl,a,A\nl,a,B\n",
		"allow_choice_duplicates\nyes\n"));
	/* Any UTF-8 without blanks is a code. */
	assert_non_null(list_choice(good_form(arena, survey, "list_name,name,label\nl,áno!,A\n",
		NULL)->lists[0], "áno!"));
}

static void test_circles(void **state)
{
	(void)state;
	expect_fault(arena, "type,name,label,relevant\ntext,a,A,${b} = 1\ntext,b,B,${a} = 1\n", NULL, NULL,
		"goes round in a circle: ");
	expect_fault(arena, "type,name,label,relevant\ntext,a,A,${a} = 1\n", NULL, NULL,
		"survey.csv:2: name: goes round in a circle: a → a");
	expect_fault(arena, "type,name,label,calculation\ncalculate,a,,${b}+1\n"
		"calculate,b,,${a}+1\n", NULL, NULL, "circle");
	/* A group's relevance may not rest on what it holds. */
	expect_fault(arena, "type,name,label,relevant\nbegin group,g,G,${a} = 1\ntext,a,A,\n"
		"end group,,,\n", NULL, NULL, "circle");
	expect_fault(arena,
		"type,name,label,choice_filter\nselect_one l,a,A,\"selected(${a}, name)\"\n",
		"list_name,name,label\nl,x,X\n", NULL, "circle");
	/* A constraint may. */
	assert_non_null(good_form(arena,
		"type,name,label,constraint\ninteger,a,A,. > 1 and ${a} < 5\n", NULL, NULL));
}

static const char *const reserved[] = {"seed", "lang", "pages", "step", "code", "department",
	"device", "instance_id", "active_s", "submission", "round"};

static void refused(const char *survey, const char *choices, const char *expected)
{
	struct outcome o = read_new(arena, survey, choices);

	assert_null(o.form);
	if (!strstr(o.faults_text, expected))
		fail_msg("expected “%s” among:\n%s", expected, o.faults_text);
}

static void accepted(const char *survey, const char *choices)
{
	struct outcome o = read_new(arena, survey, choices);

	if (!o.form)
		fail_msg("%s", o.faults_text);
}

/* Names of the contract, at the top of a form: questions and whatever else stands there. */
static void test_reserved_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++) {
		const char *name = reserved[i];

		refused(arena_printf(arena, "type,name,label\ntext,a,A\ninteger,%s,N\n", name), NULL,
			arena_printf(arena, "survey.csv:3: name: “%s” is the name of a field of the "
				"kiosk; choose another or put the question into a group", name));
		refused(arena_printf(arena, "type,name,label\nbegin repeat,%s,R\ntext,a,A\n"
			"end repeat,,\n", name), NULL, "survey.csv:2: name: “");
		refused(arena_printf(arena, "type,name,label\nbegin group,%s,R\ntext,a,A\n"
			"end group,,\n", name), NULL, "survey.csv:2: name: “");
		accepted(arena_printf(arena, "type,name,label\nbegin group,g,G\ntext,%s,S\n"
			"end group,,\n", name), NULL);
	}
	refused("type,name,label,kiosk_measure\nselect_one l,department,D,department\n",
		"list_name,name,label\nl,a,A\n", "“department” is the name of a field");
	refused("type,name,label\nbegin loop over l,code,C\ntext,a,A\nend loop,,\n",
		"list_name,name,label\nl,a,A\n", "“code” is the name of a field");
	/* Letters tell names apart, and what is never collected is no field. */
	accepted("type,name,label\ntext,Code,C\ntext,code_2,C\ndeviceid,device,\n", NULL);
	/* The choice "other" of a question brings a field along. */
	accepted("type,name,label\nselect_one l or_other,cod,C\n",
		"list_name,name,label\nl,a,A\n");
	refused("type,name,label,kiosk_draw\nselect_multiple l,p,P,\nbegin loop over l,d,D,1\n"
		"text,design_w,A,\nend loop,,,\n", "list_name,name,label\nl,a,A\n",
		"survey.csv:4: name: “design_w” is what the weight of the draw is stored under");
}

static void test_reserved_lists(void **state)
{
	static const char *const lists[] = {"functions", "departments", "reports", "systems"};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		const char *survey = arena_printf(arena, "type,name,label\nselect_one %s,q,Q\n",
			lists[i]);
		const char *fault = arena_printf(arena, "choices.csv:3: list_name: “%s” is a list of "
			"the kiosk's own", lists[i]);
		struct outcome o = read_new(arena, survey, arena_printf(arena,
			"list_name,name,label\n%s,none,None\n%s,a,A\n%s,b,B\n", lists[i], lists[i],
			lists[i]));

		assert_null(o.form);
		assert_non_null(strstr(o.faults_text, fault));
		assert_int_equal(o.faults.count, 1);
		accepted(survey, arena_printf(arena, "list_name,name,label\n%s,none,None\n%s,dk,?\n",
			lists[i], lists[i]));
		/* What is kept already goes on as it did. */
		o = read_texts(arena, survey, arena_printf(arena, "list_name,name,label\n%s,a,A\n",
			lists[i]), NULL);
		assert_non_null(o.form);
		assert_string_equal(o.warnings_text, "");
		assert_non_null(list_choice(o.form->lists[0], "a"));
	}
}

/* A reference that is begun and not ended would be read as it stands. */
static void test_open_references(void **state)
{
	static const char *const open[] = {"ask ${who) now", "ask ${who", "${", "${} x", "a ${who or ${who}"};
	static const char *const named[] = {"“${who)”", "“${who”", "“${”", "“${}”", "“${who”"};

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		const char *survey = arena_printf(arena, "type,name,label\ntext,who,Who?\nnote,n,%s\n",
			open[i]);
		struct outcome o;

		refused(survey, NULL, arena_printf(arena, "survey.csv:3: label: %s is not closed and "
			"would be read as it stands; write ${question}", named[i]));
		o = read_texts(arena, survey, NULL, NULL);
		assert_non_null(o.form);
		assert_non_null(strstr(o.warnings_text, "is not closed"));
	}
	refused("type,name,label\nselect_one l,a,A\n", "list_name,name,label\nl,1,Like ${a\n",
		"choices.csv:2: label: “${a” is not closed");
	accepted("type,name,label\ntext,who,Who?\nnote,n,\"${who}, 5 $ {or} so\"\n", NULL);
}

static void test_defaults_that_fit(void **state)
{
	static const char choices[] = "list_name,name,label\nl,a,A\nl,b,B\n";
	static const char *const good[] = {"select_one l,q,Q,b", "select_multiple l,q,Q,b a",
		"rank l,q,Q,b a", "integer,q,Q,-3", "decimal,q,Q,\"1,5\"", "date,q,Q,2024-02-29",
		"date,q,Q,today()", "text,q,Q,anything", "calculate,q,,1", "time,q,Q,9:30"};
	static const char *const bad[][2] = {{"select_one l,q,Q,c", "c"},
		{"select_one l,q,Q,a b", "a b"}, {"select_multiple l,q,Q,a c", "a c"},
		{"rank l,q,Q,a a", "a a"}, {"integer,q,Q,many", "many"}, {"integer,q,Q,1.5", "1.5"},
		{"date,q,Q,01/02/2024", "01/02/2024"}, {"time,q,Q,noon", "noon"},
		{"acknowledge,q,Q,yes", "yes"}};

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		accepted(arena_printf(arena, "type,name,label,default\n%s\n", good[i]), choices);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		const char *survey = arena_printf(arena, "type,name,label,default\n%s\n", bad[i][0]);

		refused(survey, choices, arena_printf(arena,
			"survey.csv:2: default: “%s” can never be an answer", bad[i][1]));
		assert_non_null(read_texts(arena, survey, choices, NULL).form);
	}
	refused("type,name,label,default,parameters\nrange,q,Q,7,start=1 end=5\n", NULL,
		"survey.csv:2: default: “7” can never be");
	/* Of a list that is missing nothing more is said, whatever the type. */
	refused("type,name,label,default\nselect_one no,q,Q,a\n", choices, "survey.csv:2: type");
	refused("type,name,label,default\nselect_multiple no,q,Q,a b\n", choices, "survey.csv:2: type");
	refused("type,name,label,default\nrank no,q,Q,b a\n", choices, "survey.csv:2: type");
}

/* A form that is kept already keeps its questions, under other names of fields. */
static void test_renamed_fields(void **state)
{
	static const char *const carried[] = {"at", "seen", "csrf", "queued"};
	struct form *f;

	(void)state;
	for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++) {
		struct outcome o = read_texts(arena, arena_printf(arena,
			"type,name,label\ntext,%s,S\n", reserved[i]), NULL, NULL);
		struct answers *ans;

		assert_non_null(o.form);
		assert_non_null(strstr(o.warnings_text, "is a name of the kiosk's own; this form "
			"keeps working"));
		ans = answers_new(arena, o.form);
		assert_false(answers_post(ans, reserved[i], "of the post"));
		assert_true(answers_post(ans, arena_printf(arena, "/%s", reserved[i]), "mine"));
		assert_int_equal(answers_of(ans, o.form->questions[0])->count, 1);
		assert_string_equal(o.form->questions[0]->path, reserved[i]);
	}
	/* What pages carry besides is no reason to refuse a form. */
	for (size_t i = 0; i < sizeof carried / sizeof *carried; i++) {
		struct outcome o = read_new(arena, arena_printf(arena,
			"type,name,label\ntext,%s,S\n", carried[i]), NULL);

		assert_non_null(o.form);
		assert_null(form_field(o.form, carried[i]));
		assert_non_null(form_field(o.form, arena_printf(arena, "/%s", carried[i])));
	}
	f = good_form(arena, "type,name,label\ntext,a,A\nbegin group,g,G\ntext,code,C\nend group,,\n"
		"begin repeat,round,R\ntext,b,B\nend repeat,,\n", NULL, NULL);
	assert_string_equal(form_field(f, "a")->path, "a");
	assert_null(form_field(f, "/a"));
	assert_string_equal(form_field(f, "g/code")->path, "g/code");
	assert_null(form_field(f, "/g/code"));
	assert_string_equal(form_field(f, "/round")->path, "round");
	assert_string_equal(form_field(f, "round/1/b")->path, "round/1/b");
	assert_null(form_field(f, "round"));
	assert_null(form_field(f, ""));
	assert_null(form_field(f, "/"));
}

static void test_warnings(void **state)
{
	(void)state;
	expect_warning(arena, "type,name,label,nonsense\ntext,a,A,x\n", NULL,
		"survey.csv:1: nonsense: the column is not known");
	expect_warning(arena, "type,name,label,appearance\ntext,a,A,sparkling\n", NULL,
		"survey.csv:2: appearance: “sparkling” is not known");
	expect_warning(arena, "type,name,label\nstart,start,\ndeviceid,d,\ntext,a,A\n", NULL,
		"survey.csv:3: type: accepted, but never collected");
	expect_warning(arena, "type,name,label\nbegin loop over l,x,\ntext,a,How many %(label)s now?\n"
		"end loop,,\n", "list_name,name,label\nl,p,P\nl,q,Q\n",
		"survey.csv:3: label: %(label)s is in mid-sentence");
}

static void test_older_spellings(void **state)
{
	struct form *f = good_form(arena,
		"TYPE,NAME,Label : English,Relevance,Constraint Message,requiredMsg\n"
		"select one from l,a,A,,,\n"
		"Select all that apply from l or specify other,b,B,${a} = 'x',,\n"
		"phone number,c,C,,,\n"
		"begin_group,g,G,,,\n"
		"trigger,d,D,,,\n"
		"end_group,,,,,\n",
		"list name,NAME,label:English\nl,x,X\n", NULL);

	(void)state;
	assert_int_equal(form_question(f, "a")->type, Q_SELECT_ONE);
	assert_int_equal(form_question(f, "b")->type, Q_SELECT_MULTIPLE);
	assert_non_null(list_choice(form_question(f, "b")->list, "other"));
	assert_null(list_choice(form_question(f, "a")->list, "other"));
	assert_int_equal(form_question(f, "b_other")->type, Q_TEXT);
	assert_int_equal(form_question(f, "c")->type, Q_TEXT);
	assert_int_equal(form_question(f, "g/d")->type, Q_ACKNOWLEDGE);
}

static void test_kiosk_columns(void **state)
{
	const char *choices = "list_name,name,label\nl,p,P\nl,q,Q\nu,day,Day\nu,moon,Moon\n";

	(void)state;
	expect_fault(arena, "type,name,label,kiosk_measure\ninteger,a,A,moods\n", NULL, NULL,
		"survey.csv:2: kiosk_measure: “moods” is not a measure");
	expect_fault(arena, "type,name,label,kiosk_measure\ntext,a,A,picks\n", NULL, NULL,
		"“picks” cannot come from a question of type text");
	expect_fault(arena, "type,name,label,kiosk_measure\ninteger,a,A,minutes\n", NULL, NULL,
		"survey.csv:2: kiosk_function: is missing");
	expect_fault(arena, "type,name,label,kiosk_measure,kiosk_function\n"
		"select_one u,a,A,freq_unit,F1\n",
		choices, NULL, "the choice “moon” is not one of those “freq_unit” needs: day week month quarter year");
	expect_fault(arena, "type,name,label,kiosk_draw\ntext,a,A,5\n", NULL, NULL,
		"survey.csv:2: kiosk_draw: belongs only on a begin loop");
	expect_fault(arena, "type,name,label,kiosk_draw,kiosk_first\nselect_one l,f,F,,\n"
		"begin loop over l,x,,many,${nope}\ntext,a,A,,\nend loop,,,,\n", choices, NULL,
		"survey.csv:3: kiosk_draw: must be a whole number");
}

static void test_bounds(void **state)
{
	struct buf *b = buf_new(arena, 1u << 20);

	(void)state;
	buf_puts(b, "type,name,label\n");
	for (int i = 0; i < 30; i++)
		buf_printf(b, "begin group,g%d,G\n", i);
	buf_puts(b, "text,a,A\n");
	for (int i = 0; i < 30; i++)
		buf_puts(b, "end group,,\n");
	expect_fault(arena, b->data, NULL, NULL, "groups may be nested 16 deep");
	for (int deep = 16; deep <= 17; deep++) {
		struct buf *g = buf_new(arena, 1u << 12);

		buf_puts(g, "type,name,label\n");
		for (int i = 0; i < deep; i++)
			buf_printf(g, "begin group,g%d,G\n", i);
		buf_puts(g, "text,a,A\n");
		for (int i = 0; i < deep; i++)
			buf_puts(g, "end group,,\n");
		assert_int_equal(read_texts(arena, g->data, NULL, NULL).form != NULL, deep == 16);
	}

	/* Loops in loops: 60 x 60 x 60 questions. */
	struct buf *l = buf_new(arena, 1u << 20);

	buf_puts(l, "list_name,name,label\n");
	for (int i = 0; i < 60; i++)
		buf_printf(l, "l,c%d,C\n", i);
	expect_fault(arena, "type,name,label\nbegin loop over l,x,\nbegin loop over l,y,\n"
		"begin loop over l,z,\ntext,a,A\nend loop,,\nend loop,,\nend loop,,\n", l->data,
		NULL, "more than 20000 questions and groups");
	expect_fault(arena, "", NULL, NULL, "survey.csv: is empty");
	expect_fault(arena, "name,label\na,A\n", NULL, NULL, "survey.csv:1: type: the column is missing");
	expect_fault(arena, "type,name,label\n", NULL, NULL, "survey.csv: the form has no questions");
}

static void test_catalogues(void **state)
{
	struct outcome o = read_folder(arena, "tests/data/form/catalogue");
	const struct choice_list *l;

	(void)state;
	if (!o.form)
		fail_msg("%s", o.faults_text);
	l = form_question(o.form, "what")->list;
	assert_int_equal(l->count, 4);
	assert_string_equal(l->choices[0].name, "SAL01");
	assert_string_equal(l->choices[0].home, "SAL");
	/* What the form adds comes behind the catalogue. */
	assert_string_equal(l->choices[3].name, "none");
	assert_false(l->choices[3].from_catalogue);
	assert_string_equal(o.form->id, "catalogue");
}

static void test_catalogue_faults(void **state)
{
	static const char csv[] = "code,label,headcount,colour\nA,Alpha,ten,\nA,Twice,,\n"
		",Nameless,,\nB,,,\nC C,Blank,1.5,\n";
	static const char *const expected[] = {
		"f.csv:1: colour: is not a column", "f.csv:2: headcount: must be blank or a number",
		"f.csv:3: code: “A” is in the table twice", "f.csv:4: code: is missing",
		"f.csv:5: label: is missing", "f.csv:6: code: must have no spaces",
		"f.csv:6: headcount: must be a whole number",
	};
	struct faults faults;
	struct catalogue c;

	(void)state;
	faults_init(&faults, arena);
	assert_int_equal(catalogue_read_text(arena, CATALOGUE_DEPARTMENTS, "f.csv", csv,
		sizeof csv - 1, &faults, &c), ERR_INPUT);
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
		if (!strstr(faults_text(arena, &faults), expected[i]))
			fail_msg("expected “%s” among:\n%s", expected[i],
				faults_text(arena, &faults));
}

static void test_catalogue_figures(void **state)
{
	static const char csv[] = "code,home,label::Slovak (sk),effort_days,exec,auto_override\n"
		"F1,*,Prvá,12.5,3,0.4\nF2,,Druhá,,,\n";
	struct faults faults;
	struct catalogue c;

	(void)state;
	faults_init(&faults, arena);
	assert_int_equal(catalogue_read_text(arena, CATALOGUE_FUNCTIONS, "functions.csv", csv,
		sizeof csv - 1, &faults, &c), OK);
	assert_int_equal(c.count, 2);
	assert_string_equal(c.languages[0].code, "sk");
	assert_string_equal(c.entries[0].labels[0], "Prvá");
	assert_true(c.entries[0].effort_days == 12.5);
	assert_true(isnan(c.entries[1].exec));
}

/* What older forms leave out: names of notes and loops, a label in the default language;
 * and the numbers whose type says their bounds. */
static void test_old_habits(void **state)
{
	struct outcome o = read_texts(arena, "type,name,label::A (en),label::B (sk)\n"
		"note,,Hello,\nbegin loop over l,,,\npercentage,p,%(label)s,\nend loop,,,\n"
		"q string,only_sk,,Áno\n",
		"list name,name,label::A (en)\nl,x,X\n", NULL);
	struct form_context ctx = plain_context();
	struct check c;

	(void)state;
	if (!o.form)
		fail_msg("%s", o.faults_text);
	assert_string_equal(o.form->questions[0]->path, "generated_note_name_2");
	assert_non_null(form_question(o.form, "l/x/p"));
	assert_non_null(strstr(o.warnings_text,
		"survey.csv:6: label: is missing in A, the default language"));
	form_check(arena, o.form, &ctx, answer_all(arena, o.form, "l/x/p=101", NULL), &c);
	assert_string_equal(fault_codes(arena, &c), "l/x/p:constraint");
}

/* The older way to write a table: a row for the heading, then rows without labels. */
static void test_heading_of_table(void **state)
{
	struct outcome o = read_texts(arena, "type,name,label,required,appearance\n"
		"begin_group,g,How often?,,field-list\nselect_one l,h,In a week,yes,label\n"
		"select_one l,a,TV,,list-nolabel\nend_group,,,,\n",
		"list_name,name,label\nl,1,Never\nl,2,Often\n", NULL);
	struct form_context ctx = plain_context();
	struct check c;

	(void)state;
	if (!o.form)
		fail_msg("%s", o.faults_text);
	assert_int_equal(form_question(o.form, "g/h")->type, Q_NOTE);
	assert_false(form_question(o.form, "g/h")->takes_answer);
	form_check(arena, o.form, &ctx, answer_all(arena, o.form, "g/a=2", NULL), &c);
	assert_string_equal(fault_codes(arena, &c), "");
}

/* What is not supported is said with what to do, once a row. */
static void test_unsupported(void **state)
{
	struct outcome o = read_texts(arena, "type,name,label,choice_filter\ngeopoint,a,A,\n"
		"select_one_from_file x.csv,b,B,town=1\nbegin_score,c,C,\nscore__row,d,D,\n"
		"end_score,,,\nrank__level,e,E,\nend_rank,,,\n", NULL, NULL);

	(void)state;
	assert_null(o.form);
	assert_non_null(strstr(o.faults_text, "survey.csv:2: type: not supported: geopoint; take"));
	assert_non_null(strstr(o.faults_text,
		"survey.csv:3: type: not supported: select one from file; put the choices"));
	assert_non_null(strstr(o.faults_text,
		"survey.csv:4: type: not supported: begin_score, a row of KoboToolbox's own"));
	assert_null(strstr(o.faults_text, "name: is missing"));
	assert_null(strstr(o.faults_text, "there is no list"));
	assert_null(strstr(o.faults_text, "choice_filter: at character"));
}

/* Forms others wrote: read, or refused by name. */
static void test_shared_forms(void **state)
{
	static const struct {
		const char *folder, *fault;	/* NULL: reads */
	} forms[] = {
		{"choice_filter_test", NULL}, {"group", NULL}, {"loop", NULL},
		/* Its filter compares with yes where 'yes' is meant. */
		{"or_other", "survey.csv:3: choice_filter: at character 8: “yes” is not a column"},
		{"specify_other", NULL}, {"text_and_integer", NULL}, {"yes_or_no_question", NULL},
		{"case_insensitivity", "survey.csv:4: TYPE: not supported: osm"},
		{"include", "survey.csv:3: type: not supported: include"},
		{"xlsform_spec_test", "not supported: geopoint"},
	};

	(void)state;
	if (!file_is_dir("../shared/xlsforms")) {
		print_message("skipped: ../shared/xlsforms is not here\n");
		skip();
	}
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		struct outcome o = read_folder(arena,
			path_join(arena, "../shared/xlsforms", forms[i].folder));

		if (!forms[i].fault && !o.form)
			fail_msg("%s:\n%s", forms[i].folder, o.faults_text);
		if (forms[i].fault && (o.form || !strstr(o.faults_text, forms[i].fault)))
			fail_msg("%s: expected “%s” among:\n%s", forms[i].folder,
				forms[i].fault, o.faults_text);
	}
}

static void test_no_folder(void **state)
{
	struct faults faults;
	struct form_input in;

	(void)state;
	faults_init(&faults, arena);
	assert_int_equal(form_input_path(arena, "tests/data/form/nowhere", &faults, &faults, &in),
		ERR_NOT_FOUND);
}

/* The pack we ship reads without a fault. */
static void test_audit_pack(void **state)
{
	struct outcome o;

	(void)state;
	if (!file_exists("www/forms/crm-audit/survey.csv")) {
		print_message("skipped: www/forms/crm-audit is not here\n");
		skip();
	}
	o = read_folder(arena, "www/forms/crm-audit");
	if (!o.form)
		fail_msg("%s", o.faults_text);
	assert_int_equal(o.form->language_count, 6);
	assert_non_null(o.form->picks);
	assert_non_null(o.form->department);
	assert_non_null(o.form->weekly_hours);
	assert_true(o.form->needs_seed);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(test_old_habits),
		T(test_plain_form), T(test_paths_and_sections), T(test_loop_inside_group),
		T(test_loop_wording), T(test_languages),
		T(test_default_language_without_labels), T(test_scopes),
		T(test_faults_in_one_go), T(test_unsupported_by_name), T(test_media_by_name),
		T(test_choices_faults),
		T(test_circles), T(test_reserved_names), T(test_reserved_lists),
		T(test_renamed_fields), T(test_open_references), T(test_defaults_that_fit), T(test_warnings),
		T(test_older_spellings), T(test_kiosk_columns), T(test_bounds),
		T(test_catalogues), T(test_catalogue_faults),
		T(test_catalogue_figures), T(test_heading_of_table), T(test_unsupported),
		T(test_shared_forms), T(test_no_folder),
		T(test_audit_pack),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
