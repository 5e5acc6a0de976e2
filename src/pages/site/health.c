/*
 * /health: whether answers are taken, and if not, why, in words that say nothing of answers
 * and nothing of the inside; the log has more.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "codec/json.h"
#include "model/keys.h"
#include "pages/site.h"
#include "pages/survey.h"

#define HEALTH_FAULTS 20

struct health {
	struct arena *a;
	const char *faults[HEALTH_FAULTS];
	size_t count;
};

static void add(struct health *h, const char *fault)
{
	if (h->count < HEALTH_FAULTS)
		h->faults[h->count++] = fault;
}

/* The supervisor's list of the programs, "survey 1" a line; 0 for one that does not run.
 * Without a supervisor there is none. */
static void look_at_programs(struct health *h)
{
	const char *data = getenv("KIOSK_DATA");
	char *text;
	size_t len;

	if (!data || file_read(h->a, path_join(h->a, data, "run/programs"), 4096, &text, &len))
		return;
	for (struct str rest = {text, len}; rest.len;) {
		struct str state, name = str_cut(str_cut(rest, '\n', &rest), ' ', &state);

		if (str_eq(str_trim(state), "0"))
			add(h, arena_printf(h->a, "the program %.*s does not run", (int)name.len,
				name.p));
	}
}

static void look_at_store(struct health *h, struct store *store)
{
	const char **faults;
	size_t count = 0;
	enum err e = store_health(store);

	if (!e)
		e = store_schema_faults(h->a, store, &faults, &count);
	if (e)
		log_line("health: %s", err_detail());
	if (e)
		add(h, e == ERR_SYSTEM ? arena_strdup(h->a, err_detail())
			: "the database does not take what is written");
	/* What is wrong with the schema is named by its tables. */
	for (size_t i = 0; i < count; i++)
		add(h, faults[i]);
}

/* Others may read them, or nothing can be changed without them. */
static void look_at_keys(struct health *h, struct store *store)
{
	struct keys_found found;
	struct db *db;
	enum err e = store_reader(store, &db);

	if (!e)
		e = keys_look(h->a, db, &found);
	if (e)
		log_line("health: %s", err_detail());
	if (e || found.state != KEYS_SOUND)
		add(h, "the kiosk's secret keys are missing or not its own");
	else if (found.wide)
		add(h, "the kiosk's secret keys are open to others than their owner");
}

enum err health_get(struct request *req, struct response *res)
{
	struct site *site = req->app->ctx;
	struct health h = {.a = req->arena};
	struct json_writer w;

	look_at_store(&h, site->store);
	look_at_keys(&h, site->store);
	look_at_programs(&h);
	w = (struct json_writer){.out = response_json(res, h.count ? 503 : 200)};
	if (h.count)
		response_header(res, "Retry-After", "5");
	json_begin_object(&w);
	json_key(&w, "status");
	json_string(&w, h.count ? "failing" : "ok");
	json_key(&w, "schema");
	json_i64(&w, store_schema_version());
	if (h.count) {
		json_key(&w, "faults");
		json_begin_array(&w);
		for (size_t i = 0; i < h.count; i++)
			json_string(&w, h.faults[i]);
		json_end_array(&w);
	}
	json_end_object(&w);
	return OK;
}
