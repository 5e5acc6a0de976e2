/* Requirements, versions and signatures: what is frozen stays, who signs what, once. */
#include "audit_house.h"

#include "model/baseline.h"
#include "model/proxies.h"
#include "model/signing.h"
#include "model/stakeholders.h"

static struct round r;
static struct priorities list;
static int64_t anna, boris;

struct job {
	const char *id, *text, *depends, *code;
	int64_t version, who, sponsor;
	struct signature *signature;
	char fresh[SIGN_CODE_CHARS];
	size_t added;
};

static enum err set_job(struct db *db, void *ctx)
{
	struct job *j = ctx;
	struct requirement q = {.id = j->id, .text = j->text, .why = "", .activity = "",
		.test = "seen on the screen", .owner = "Anna", .depends = j->depends};

	return requirement_set(CHANGE(arena, db, "anna"), &r, &q);
}

static enum err set(const char *id, const char *text, const char *depends)
{
	struct job j = {.id = id, .text = text, .depends = depends};

	return store_write(house, set_job, &j);
}

static enum err remove_job(struct db *db, void *ctx)
{
	return requirement_remove(CHANGE(arena, db, "anna"), &r, ctx);
}

static enum err propose_job(struct db *db, void *ctx)
{
	struct job *j = ctx;

	return requirements_propose(CHANGE(arena, db, "anna"), &list, &j->added);
}

static enum err freeze_job(struct db *db, void *ctx)
{
	struct job *j = ctx;

	return baseline_freeze(CHANGE(arena, db, "anna"), &list, j->text ? j->text : "agreed",
		&j->version);
}

static int64_t freeze(void)
{
	struct job j = {0};

	assert_int_equal(store_write(house, freeze_job, &j), OK);
	return j.version;
}

static struct baseline version(int64_t v)
{
	struct baseline b;

	assert_int_equal(baseline_load(arena, house_db(), r.id, v, &b), OK);
	return b;
}

static enum err person_job(struct db *db, void *ctx)
{
	struct stakeholder *s = ctx;

	return stakeholder_set(CHANGE(NULL, db, "anna"), s, &s->id);
}

static int64_t person(const char *name, const char *department, enum project_role role,
	double hours)
{
	struct stakeholder s = {.name = name, .department = department, .hours = 10,
		.signs = true};

	for (int i = 0; i < PROJECT_ROLE_COUNT; i++)
		s.given[i] = NAN;
	s.given[role] = hours;
	assert_int_equal(store_write(house, person_job, &s), OK);
	return s.id;
}

static enum err issue_job(struct db *db, void *ctx)
{
	struct job *j = ctx;

	return sign_code_issue(CHANGE_BY(NULL, db, &kiosk, "anna"), &r, j->version, j->who,
		j->fresh);
}

static const char *issue(int64_t v, int64_t who)
{
	struct job j = {.version = v, .who = who};

	assert_int_equal(store_write(house, issue_job, &j), OK);
	return arena_strdup(arena, j.fresh);
}

static enum err sign_job(struct db *db, void *ctx)
{
	struct job *j = ctx;

	return signature_put(CHANGE_BY(arena, db, &kiosk, "anna"), &r, j->version, j->signature,
		j->code);
}

/* Every requirement of the version alike, but `id`. */
static enum err sign(int64_t v, int64_t who, const char *code, const char *id,
	enum sign_verdict verdict, const char *reason)
{
	struct baseline b = version(v);
	struct signature s = {.stakeholder = who, .witness = code ? "" : "Cyril",
		.paper = !code, .missing = "", .count = b.n_requirements,
		.items = arena_array(arena, b.n_requirements, sizeof *s.items)};
	struct job j = {.version = v, .who = who, .signature = &s, .code = code};

	for (size_t i = 0; i < s.count; i++) {
		bool other = id && strcmp(b.requirements[i].id, id) == 0;

		s.items[i] = (struct signature_item){.requirement = b.requirements[i].id,
			.verdict = other ? verdict : SIGN_AGREE, .level = "must", .testable = 1,
			.reason = other ? reason : ""};
	}
	return store_write(house, sign_job, &j);
}

static enum signing_state state_of(int64_t v)
{
	struct baseline b = version(v);
	struct signature *s;
	size_t n;

	assert_int_equal(signatures_load(arena, house_db(), r.id, v, &s, &n), OK);
	return signing_judge(&b, s, n);
}

static int set_up(void **state)
{
	struct form *form;

	if (audit_set_up(state))
		return -1;
	people("SAL", 20, NULL);
	people("SUP", 10, NULL);
	people("MKT", 0, NULL);
	people("MGT", 0, NULL);
	r = round_of((struct round_spec){.code = "one"});
	form = form_of(&r);
	answer_whole(&r, form, "SAL", "SAL01", 6);
	answer_whole(&r, form, "SUP", "SUP01", 5);
	round_end(&r);
	assert_int_equal(priorities_load(arena, house_db(), &r, form, MIN_CELL, NULL, &list), OK);
	anna = person("Anna", "SAL", PROJECT_SPONSOR, 4);
	boris = person("Boris", "", PROJECT_TRAINER, 30);
	return 0;
}

static void depends_on_what_is_there_and_never_on_itself(void **state)
{
	(void)state;
	assert_int_equal(set("R1", "one", ""), OK);
	assert_int_equal(set("R2", "two", "R1"), OK);
	assert_int_equal(set("R3", "three", "R1, R2"), OK);
	assert_int_equal(set("R1", "one", "R3"), ERR_INPUT);
	assert_int_equal(set("R1", "one", "R1"), ERR_INPUT);
	assert_int_equal(set("R4", "four", "R9"), ERR_INPUT);
	assert_int_equal(set("R 5", "five", ""), ERR_INPUT);
	assert_int_equal(store_write(house, remove_job, "R1"), ERR_INPUT);
	assert_int_equal(store_write(house, remove_job, "R3"), OK);
	assert_int_equal(store_write(house, remove_job, "R3"), ERR_NOT_FOUND);
}

static void the_list_proposes_once(void **state)
{
	struct job j = {0};
	struct requirement *found;
	size_t n;

	(void)state;
	assert_int_equal(store_write(house, propose_job, &j), OK);
	assert_int_equal(j.added, 2);
	assert_int_equal(store_write(house, propose_job, &j), OK);
	assert_int_equal(j.added, 0);
	assert_int_equal(requirements_load(arena, house_db(), r.id, &found, &n), OK);
	assert_int_equal(n, 2);
	assert_string_equal(found[0].id, "R1");
	assert_string_not_equal(found[0].activity, "");
}

static void freezing_names_what_is_open(void **state)
{
	struct job j = {0};

	(void)state;
	assert_int_equal(store_write(house, freeze_job, &j), ERR_INPUT);
	assert_int_equal(store_write(house, propose_job, &j), OK);
	assert_int_equal(set("R3", "a text", ""), OK);
	/* Nobody confirmed the company: its figures are not frozen without a word. */
	assert_int_equal(store_write(house, freeze_job, &(struct job){.text = " "}), ERR_INPUT);
	assert_int_equal(freeze(), 1);

	struct baseline b = version(1);

	assert_int_equal(b.n_requirements, 3);
	assert_int_equal(b.n_signers, 2);
	/* Two proposals without text, test and owner. */
	assert_int_equal(b.n_gaps, 6);
	assert_int_equal(b.gaps[0].kind, GAP_NO_TEXT);
	assert_non_null(strstr(b.params, "seed=20250701\n"));
	assert_non_null(strstr(b.params, "w_time=0.4\n"));
	assert_int_equal(b.respondents, 11);
	assert_true(baseline_activity(&b, "SAL01")->rank > 0);
	assert_true(baseline_activity(&b, "SAL01")->saved > 0);
}

static void a_version_never_changes(void **state)
{
	struct baseline_change *changes;
	size_t n;

	(void)state;
	assert_int_equal(set("R1", "one", ""), OK);
	assert_int_equal(set("R2", "two", ""), OK);
	assert_int_equal(freeze(), 1);
	assert_int_equal(set("R1", "one, better", ""), OK);
	assert_int_equal(store_write(house, remove_job, "R2"), OK);
	assert_int_equal(set("R7", "seven", "R1"), OK);
	assert_int_equal(freeze(), 2);

	struct baseline one = version(1), two = version(2);

	assert_string_equal(one.requirements[0].text, "one");
	assert_memory_not_equal(one.hash, two.hash, 32);
	assert_memory_equal(one.data_hash, two.data_hash, 32);
	changes = baseline_diff(arena, &one, &two, &n);
	assert_int_equal(n, 3);
	assert_int_equal(changes[0].kind, CHANGE_TEXT);
	assert_string_equal(changes[0].before, "one");
	assert_string_equal(changes[0].after, "one, better");
	assert_int_equal(changes[1].kind, CHANGE_ADDED);
	assert_string_equal(changes[1].subject, "R7");
	assert_int_equal(changes[2].kind, CHANGE_REMOVED);
	assert_string_equal(changes[2].subject, "R2");
	assert_false(requirement_unchanged(&one, &two, "R1"));
}

static void a_code_signs_once(void **state)
{
	(void)state;
	assert_int_equal(set("R1", "one", ""), OK);
	freeze();

	const char *code = issue(1, anna);
	const char *round, *spaced = arena_printf(arena, "%.4s-%.4s %s", code, code + 4, code + 8);
	int64_t v, who;

	assert_int_equal(sign_code_find(arena, house_db(), &kiosk, spaced, &round, &v, &who), OK);
	assert_string_equal(round, "one");
	assert_int_equal(who, anna);
	assert_int_equal(sign(1, boris, code, NULL, SIGN_AGREE, ""), ERR_NOT_FOUND);
	assert_int_equal(sign(1, anna, code, "R1", SIGN_OBJECT, " "), ERR_INPUT);
	assert_int_equal(sign(1, anna, code, NULL, SIGN_AGREE, ""), OK);
	assert_int_equal(sign(1, anna, code, NULL, SIGN_AGREE, ""), ERR_NOT_FOUND);
	assert_int_equal(sign_code_find(arena, house_db(), &kiosk, code, &round, &v, &who),
		ERR_NOT_FOUND);

	const char *old = issue(1, boris);
	const char *fresh = issue(1, boris);

	assert_int_equal(sign(1, boris, old, NULL, SIGN_AGREE, ""), ERR_NOT_FOUND);
	assert_int_equal(sign(1, boris, fresh, NULL, SIGN_AGREE, ""), OK);
}

static void signed_when_all_agree_with_the_latest(void **state)
{
	(void)state;
	assert_int_equal(set("R1", "one", ""), OK);
	assert_int_equal(set("R2", "two", ""), OK);
	freeze();
	assert_int_equal(state_of(1), SIGNING_OPEN);
	assert_int_equal(sign(1, anna, NULL, NULL, SIGN_AGREE, ""), OK);
	assert_int_equal(state_of(1), SIGNING_OPEN);
	assert_int_equal(sign(1, boris, NULL, "R2", SIGN_CHANGE, "in two steps"), OK);
	assert_int_equal(state_of(1), SIGNING_CHANGES);
	assert_int_equal(set("R2", "two, in two steps", ""), OK);
	assert_int_equal(freeze(), 2);
	assert_int_equal(sign(1, anna, NULL, NULL, SIGN_AGREE, ""), ERR_CONFLICT);
	assert_int_equal(sign(2, anna, NULL, NULL, SIGN_AGREE, ""), OK);
	assert_int_equal(sign(2, boris, NULL, NULL, SIGN_AGREE, ""), OK);
	assert_int_equal(state_of(2), SIGNING_SIGNED);
	assert_int_equal(state_of(1), SIGNING_CHANGES);
	/* Who objects after all is heard, and may be won over again. */
	assert_int_equal(sign(2, boris, NULL, "R1", SIGN_OBJECT, "too dear"), OK);
	assert_int_equal(state_of(2), SIGNING_CHANGES);
	assert_int_equal(sign(2, boris, NULL, NULL, SIGN_AGREE, ""), OK);
	assert_int_equal(state_of(2), SIGNING_SIGNED);
}

static enum err overrule_job(struct db *db, void *ctx)
{
	struct job *j = ctx;

	return objection_overrule(CHANGE(arena, db, "anna"), &r, j->version, j->who, j->id,
		j->sponsor, j->text);
}

static enum err overrule(int64_t who, const char *id, int64_t sponsor, const char *reason)
{
	struct job j = {.version = 1, .who = who, .id = id, .sponsor = sponsor, .text = reason};

	return store_write(house, overrule_job, &j);
}

static void an_objection_is_decided_by_a_sponsor_once(void **state)
{
	(void)state;
	assert_int_equal(set("R1", "one", ""), OK);
	assert_int_equal(set("R2", "two", ""), OK);
	freeze();
	assert_int_equal(sign(1, boris, NULL, "R1", SIGN_OBJECT, "too dear"), OK);
	/* Boris trains: he is no sponsor. A decision has a reason, and an objection. */
	assert_int_equal(overrule(boris, "R1", boris, "needed by law"), ERR_INPUT);
	assert_int_equal(overrule(boris, "R1", anna, " "), ERR_INPUT);
	assert_int_equal(overrule(boris, "R2", anna, "needed by law"), ERR_NOT_FOUND);
	assert_int_equal(overrule(anna, "R1", anna, "needed by law"), ERR_NOT_FOUND);
	assert_int_equal(state_of(1), SIGNING_CHANGES);
	assert_int_equal(overrule(boris, "R1", anna, "needed by law"), OK);
	assert_int_equal(overrule(boris, "R1", anna, "once more"), ERR_CONFLICT);
	/* Silence is no consent: Anna has not signed yet. */
	assert_int_equal(state_of(1), SIGNING_OPEN);
	assert_int_equal(sign(1, anna, NULL, NULL, SIGN_AGREE, ""), OK);
	assert_int_equal(state_of(1), SIGNING_OBJECTIONS);
	assert_true(signing_ended(state_of(1)));
	/* What is said anew was not decided; a change that is asked for takes a new version. */
	assert_int_equal(sign(1, boris, NULL, "R1", SIGN_OBJECT, "and too late"), OK);
	assert_int_equal(state_of(1), SIGNING_CHANGES);
	assert_int_equal(sign(1, boris, NULL, "R1", SIGN_CHANGE, "in two steps"), OK);
	assert_int_equal(overrule(boris, "R1", anna, "no"), ERR_NOT_FOUND);
	assert_int_equal(sign(1, boris, NULL, NULL, SIGN_AGREE, ""), OK);
	assert_int_equal(state_of(1), SIGNING_SIGNED);
	assert_int_equal(set("R1", "one, shorter", ""), OK);
	assert_int_equal(freeze(), 2);
	assert_int_equal(overrule(boris, "R1", anna, "too late"), ERR_CONFLICT);
}

static enum err proxy_job(struct db *db, void *ctx)
{
	struct job *j = ctx;
	struct change *c = CHANGE(arena, db, "anna");

	return j->text ? proxy_name(c, &r, j->version, j->who, j->sponsor, j->text) :
		proxy_withdraw(c, &r, j->version, j->who);
}

/* `reason` NULL: who was named is not any more. */
static enum err proxy(int64_t who, int64_t person, const char *reason)
{
	struct job j = {.version = 1, .who = who, .sponsor = person, .text = reason};

	return store_write(house, proxy_job, &j);
}

static enum err leave_job(struct db *db, void *ctx)
{
	return stakeholder_leave(CHANGE(arena, db, "anna"), *(int64_t *)ctx);
}

static void a_proxy_signs_for_who_is_away(void **state)
{
	int64_t cyril, dana;
	struct signature *s;
	struct proxy *named;
	size_t n;

	(void)state;
	assert_int_equal(set("R1", "one", ""), OK);
	freeze();
	cyril = person("Cyril", "SAL", PROJECT_IT, 4);
	dana = person("Dana", "SAL", PROJECT_IT, 4);
	assert_int_equal(store_write(house, leave_job, &dana), OK);
	assert_int_equal(proxy(boris, cyril, " "), ERR_INPUT);
	assert_int_equal(proxy(boris, cyril, arena_printf(arena, "%0*d", PROXY_REASON_MAX + 1, 1)),
		ERR_INPUT);
	assert_int_equal(proxy(boris, boris, "ill"), ERR_INPUT);
	assert_int_equal(proxy(boris, dana, "ill"), ERR_INPUT);
	assert_int_equal(proxy(boris, 999, "ill"), ERR_INPUT);
	assert_int_equal(proxy(cyril, anna, "ill"), ERR_NOT_FOUND);
	assert_int_equal(proxy(boris, 0, NULL), ERR_NOT_FOUND);

	/* The letter goes to somebody else: whoever has the code of before cannot sign by it. */
	const char *own = issue(1, boris);

	assert_int_equal(proxy(boris, cyril, "ill"), OK);
	assert_int_equal(sign(1, boris, own, NULL, SIGN_AGREE, ""), ERR_NOT_FOUND);

	const char *code = issue(1, boris);

	assert_int_equal(proxy(boris, anna, "ill until May"), OK);
	assert_int_equal(sign(1, boris, code, NULL, SIGN_AGREE, ""), ERR_NOT_FOUND);
	/* Who is away signs for nobody. */
	assert_int_equal(proxy(anna, boris, "in Rome"), ERR_INPUT);
	/* Nor is somebody else named for one who signs for another. */
	assert_int_equal(proxy(anna, cyril, "in Rome"), ERR_INPUT);
	assert_int_equal(proxies_load(arena, house_db(), r.id, 1, &named, &n), OK);
	assert_int_equal(n, 1);
	assert_string_equal(proxy_of(named, n, boris)->name, "Anna");
	assert_string_equal(proxy_of(named, n, boris)->reason, "ill until May");
	assert_null(proxy_of(named, n, anna));

	/* Once for herself, once for Boris: neither is the other's. */
	assert_int_equal(sign(1, boris, issue(1, boris), NULL, SIGN_AGREE, ""), OK);
	assert_int_equal(state_of(1), SIGNING_OPEN);
	/* What she signed for Boris does not keep her. */
	assert_int_equal(proxy(anna, cyril, "in Rome"), OK);
	assert_int_equal(proxy(anna, 0, NULL), OK);
	assert_int_equal(sign(1, anna, NULL, NULL, SIGN_AGREE, ""), OK);
	assert_int_equal(state_of(1), SIGNING_SIGNED);
	assert_int_equal(signatures_load(arena, house_db(), r.id, 1, &s, &n), OK);
	assert_int_equal(n, 2);
	assert_string_equal(signature_of(s, n, boris)->proxy, "Anna");
	assert_string_equal(signature_of(s, n, anna)->proxy, "");
	/* What is signed stays as it was signed. */
	assert_int_equal(proxy(boris, 0, NULL), ERR_CONFLICT);
	assert_int_equal(proxy(boris, cyril, "ill"), ERR_CONFLICT);
	assert_int_equal(freeze(), 2);
	assert_int_equal(proxy(anna, cyril, "ill"), ERR_CONFLICT);
}

static void who_is_back_signs_after_all(void **state)
{
	struct signature *s;
	size_t n;

	(void)state;
	assert_int_equal(set("R1", "one", ""), OK);
	freeze();
	assert_int_equal(proxy(boris, anna, "ill"), OK);

	const char *code = issue(1, boris);

	assert_int_equal(proxy(boris, 0, NULL), OK);
	assert_int_equal(sign(1, boris, code, NULL, SIGN_AGREE, ""), ERR_NOT_FOUND);
	assert_int_equal(sign(1, boris, issue(1, boris), NULL, SIGN_AGREE, ""), OK);
	assert_int_equal(signatures_load(arena, house_db(), r.id, 1, &s, &n), OK);
	assert_string_equal(signature_of(s, n, boris)->proxy, "");
}

static void the_roster_tells_what_it_lacks(void **state)
{
	static const char *const departments[] = {"SAL", "SUP"};
	struct roster roster;

	(void)state;
	assert_int_equal(roster_load(arena, house_db(), &roster), OK);
	assert_int_equal(roster.count, 2);

	struct roster_lacks lacks = roster_judge(&roster, departments, 2);

	assert_int_equal(lacks.uncovered, PROJECT_ROLE_COUNT - 2);
	/* Boris has 10 hours and gives 30; no role is short. */
	assert_int_equal(lacks.overloaded, 1);
	assert_int_equal(lacks.unrepresented, 1);
	assert_true(roster_represents(&roster, "SAL"));
}

static enum err exec_job(struct db *db, void *ctx)
{
	struct job *j = ctx;
	struct exec_answer answers[] = {{j->who, "SAL01", (int)j->version}, {j->who, "SUP01", 1}};

	return exec_answers_set(CHANGE(arena, db, "anna"), &r, j->who, answers, 2);
}

static void executives_feed_their_criterion(void **state)
{
	struct audit_function *functions;
	size_t n;

	(void)state;
	assert_int_equal(store_write(house, exec_job, &(struct job){.who = anna, .version = 3}), OK);
	assert_int_equal(store_write(house, exec_job, &(struct job){.who = boris, .version = 2}), OK);
	assert_int_equal(store_write(house, exec_job, &(struct job){.who = boris, .version = 4}),
		ERR_INPUT);
	assert_int_equal(round_functions(arena, house_db(), r.id, &functions, &n), OK);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(functions[i].code, "SAL01") == 0)
			assert_float_equal(functions[i].exec, 2.5, 1e-12);
		else if (strcmp(functions[i].code, "SUP01") == 0)
			assert_float_equal(functions[i].exec, 1, 1e-12);
		else
			assert_true(isnan(functions[i].exec));
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, audit_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(depends_on_what_is_there_and_never_on_itself),
		TEST(the_list_proposes_once),
		TEST(freezing_names_what_is_open),
		TEST(a_version_never_changes),
		TEST(a_code_signs_once),
		TEST(signed_when_all_agree_with_the_latest),
		TEST(an_objection_is_decided_by_a_sponsor_once),
		TEST(a_proxy_signs_for_who_is_away),
		TEST(who_is_back_signs_after_all),
		TEST(the_roster_tells_what_it_lacks),
		TEST(executives_feed_their_criterion),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
