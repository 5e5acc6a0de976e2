/* Who signs for whom (see model/proxies.h). */
#include "model/proxies.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "model/change.h"
#include "model/rounds.h"
#include "model/signing.h"
#include "model/stakeholders.h"
#include "signing_parts.h"

static void read_proxy(struct arena *a, struct stmt *s, void *row)
{
	*(struct proxy *)row = (struct proxy){
		col_i64(s, "stakeholder"),
		col_i64(s, "proxy"),
		col_copy(a, s, "name"),
		col_copy(a, s, "reason"),
	};
}

enum err proxies_load(struct arena *a, struct db *db, int64_t round, int64_t version,
	struct proxy **out, size_t *count)
{
	struct stmt *s = db_stmt(db, STMT_SIGN_PROXIES);

	stmt_i64(s, ":round", round);
	stmt_i64(s, ":version", version);
	return stmt_list(a, s, read_proxy, out, count);
}

const struct proxy *proxy_of(const struct proxy *list, size_t count, int64_t stakeholder)
{
	for (size_t i = 0; i < count; i++)
		if (list[i].stakeholder == stakeholder)
			return &list[i];
	return NULL;
}

/* ---- the check ---- */

/* The version must be the latest, and `stakeholder` asked to sign it and yet to do so. */
static enum err check_signer(struct change *c, const struct round *round, int64_t version,
	int64_t stakeholder)
{
	struct baseline b;
	struct signature *signatures;
	size_t count, i = 0;
	enum err e = signing_version(c->arena, c->db, round, version, &b);

	if (!e)
		e = signatures_load(c->arena, c->db, round->id, version, &signatures, &count);
	if (e)
		return e;
	while (i < b.n_signers && b.signers[i].stakeholder != stakeholder)
		i++;
	if (i == b.n_signers)
		return err_fail(ERR_NOT_FOUND, "that person is not asked to sign this version");
	if (signature_of(signatures, count, stakeholder))
		return err_text(err_fail(ERR_CONFLICT, "that person's signature is there already"),
			"proxy.signed", NULL);
	return OK;
}

/* *name: of the person, who is on the roster, and neither the signer nor away. */
static enum err check_person(struct change *c, const struct round *round, int64_t version,
	int64_t stakeholder, int64_t person, const char **name)
{
	struct roster roster;
	struct proxy *list;
	size_t count;
	const struct stakeholder *found;
	enum err e = roster_load(c->arena, c->db, &roster);

	if (!e)
		e = proxies_load(c->arena, c->db, round->id, version, &list, &count);
	if (e)
		return e;
	found = roster_find(&roster, person);
	if (!found || person == stakeholder)
		return err_text(err_fail(ERR_INPUT, "choose another person of the project"),
			"proxy.other", NULL);
	if (proxy_of(list, count, person))
		return err_text(err_fail(ERR_INPUT, "the proxy is away, too"), "proxy.away", NULL);
	*name = found->name;
	return OK;
}

/* Who is away does not sign for another who has not signed. */
static enum err check_free(struct change *c, const struct round *round, int64_t version,
	int64_t stakeholder)
{
	struct signature *signatures;
	struct proxy *list;
	size_t n_signatures, count;
	enum err e = signatures_load(c->arena, c->db, round->id, version, &signatures,
		&n_signatures);

	if (!e)
		e = proxies_load(c->arena, c->db, round->id, version, &list, &count);
	for (size_t i = 0; !e && i < count; i++)
		if (list[i].person == stakeholder &&
			!signature_of(signatures, n_signatures, list[i].stakeholder))
			return err_text(err_fail(ERR_INPUT, "that person signs for another"),
				"proxy.signs", NULL);
	return e;
}

static enum err check_reason(const char *reason)
{
	if (str_trim(str_of(reason)).len && text_fits(reason, PROXY_REASON_MAX))
		return OK;
	return err_text(err_fail(ERR_INPUT, "a proxy has a reason of up to %d characters",
		PROXY_REASON_MAX), "proxy.reason", NULL);
}

/* ---- storing ---- */

/* An unused code is the one's who was to sign until now. */
static enum err drop_code(struct change *c, const struct round *round, int64_t version,
	int64_t stakeholder)
{
	return stmt_run(signing_stmt(c->db, STMT_SIGN_CODE_DROP, round->id, version, stakeholder));
}

enum err proxy_name(struct change *c, const struct round *round, int64_t version,
	int64_t stakeholder, int64_t person, const char *reason)
{
	char day[DAY_CHARS], detail[40];
	const char *name = "";
	struct stmt *s;
	enum err e = check_signer(c, round, version, stakeholder);

	if (!e)
		e = check_person(c, round, version, stakeholder, person, &name);
	if (!e)
		e = check_free(c, round, version, stakeholder);
	if (!e)
		e = check_reason(reason);
	if (!e)
		e = drop_code(c, round, version, stakeholder);
	if (e)
		return e;
	clock_day(clock_now(), day, NULL);
	s = signing_stmt(c->db, STMT_SIGN_PROXY_PUT, round->id, version, stakeholder);
	stmt_i64(s, ":proxy", person);
	stmt_text(s, ":name", name);
	stmt_text(s, ":reason", reason);
	stmt_text(s, ":day", day);
	stmt_text(s, ":actor", c->actor);
	e = stmt_run(s);
	snprintf(detail, sizeof detail, "by person %lld", (long long)person);
	return e ? e : signing_record(c, "baseline.proxy", round, version, stakeholder, detail);
}

enum err proxy_withdraw(struct change *c, const struct round *round, int64_t version,
	int64_t stakeholder)
{
	enum err e = check_signer(c, round, version, stakeholder);

	if (!e)
		e = stmt_run(signing_stmt(c->db, STMT_SIGN_PROXY_DROP, round->id, version,
			stakeholder));
	if (!e && !db_changes(c->db))
		e = err_fail(ERR_NOT_FOUND, "nobody signs for that person");
	if (!e)
		e = drop_code(c, round, version, stakeholder);
	return e ? e : signing_record(c, "baseline.proxy.drop", round, version, stakeholder, NULL);
}
