/* results.fcgi: what analysts and managers read and take away. */
#include "pages/pilots.h"
#include "pages/results.h"
#include "pages/site.h"
#include "web/app.h"

#define READERS ROUTE_STAFF
#define ANALYSTS (ROUTE_ADMIN | ROUTE_ANALYST)

static const struct route routes[] = {
	{"GET", "/decisions", decisions_get, READERS, 0},
	{"GET", "/results", results_get, READERS, 0},
	{"GET", "/results/", results_get, READERS, 0},
	{"GET", "/results/triage", triage_get, ANALYSTS, 0},
	{"POST", "/results/triage", triage_post, ANALYSTS, 0},
	{"GET", "/results/triage/vendor", triage_vendor_get, ANALYSTS, 0},
	{"GET", "/results/triage/vendor.csv", triage_vendor_csv_get, ANALYSTS, 0},
	{"POST", "/results/triage/vendor", triage_vendor_post, ANALYSTS | ROUTE_UPLOAD, VENDOR_UPLOAD_MAX},
	{"GET", "/results/board", board_desk_get, ANALYSTS, 0},
	{"POST", "/results/board", board_desk_post, ANALYSTS, 0},
	{"GET", "/results/board/card", board_card_get, ANALYSTS, 0},
	{"GET", "/results/pilots", pilots_get, READERS, 0},
	{"GET", "/results/pilots/:prototype", pilot_get, READERS, 0},
	{"POST", "/results/pilots/:prototype", pilot_post, ANALYSTS, 0},
	{"GET", "/results/pilots/:prototype/:round", pilot_sheet_get, READERS, 0},
	{"GET", "/results/:round", results_round_get, READERS, 0},
	{"GET", "/results/:round/priorities", priorities_get, READERS, 0},
	{"GET", "/results/:round/functions/:function", function_get, READERS, 0},
	{"GET", "/results/:round/texts", free_texts_get, ANALYSTS, 0},
	{"POST", "/results/:round/texts", free_texts_post, ANALYSTS, 0},
	{"POST", "/results/:round/weights", weights_post, ANALYSTS, 0},
	{"GET", "/results/:round/baseline", baseline_get, READERS, 0},
	{"POST", "/results/:round/baseline", baseline_post, ANALYSTS, 0},
	{"GET", "/results/:round/requirement", requirement_get, ANALYSTS, 0},
	{"POST", "/results/:round/requirement", requirement_post, ANALYSTS, 0},
	{"GET", "/results/:round/baseline/:version", baseline_version_get, READERS, 0},
	{"POST", "/results/:round/baseline/:version/codes", baseline_codes_post, ANALYSTS, 0},
	{"POST", "/results/:round/baseline/:version/overrule", baseline_overrule_post, ANALYSTS, 0},
	{"POST", "/results/:round/baseline/:version/proxy", baseline_proxy_post, ANALYSTS, 0},
	{"GET", "/results/:round/baseline/:version/paper", baseline_paper_get, ANALYSTS, 0},
	{"POST", "/results/:round/baseline/:version/paper", baseline_paper_post, ANALYSTS, 0},
	{"GET", "/results/:round/brief", brief_get, READERS, 0},
	{"POST", "/results/:round/brief", brief_post, ANALYSTS, 0},
	{"GET", "/results/:round/roster", roster_get, READERS, 0},
	{"POST", "/results/:round/roster", roster_post, ANALYSTS, 0},
	{"GET", "/results/:round/exec", exec_get, READERS, 0},
	{"POST", "/results/:round/exec", exec_post, ANALYSTS, 0},
	{"GET", "/results/:round/agenda", agenda_get, READERS, 0},
	{"POST", "/results/:round/agenda", agenda_post, ANALYSTS, 0},
	{"GET", "/vote", vote_get, ROUTE_PUBLIC, 0},
	{"POST", "/vote", vote_post, ROUTE_PUBLIC | ROUTE_OPEN_POST, 0},
	{"GET", "/sign", sign_get, ROUTE_PUBLIC, 0},
	{"POST", "/sign", sign_post, ROUTE_PUBLIC | ROUTE_OPEN_POST, 0},
	{"GET", "/results/:round/quarter", quarter_get, READERS, 0},
	{"POST", "/results/:round/quarter", quarter_post, ANALYSTS, 0},
	{"GET", "/results/triage/picture/:hash", triage_picture_get, ANALYSTS, 0},
	{"GET", "/results/:round/export", export_get, ANALYSTS, 0},
};

static struct site site = {.role = STORE_RESULTS};

static const struct web_app app = {
	.name = "results",
	.routes = routes,
	.route_count = sizeof routes / sizeof *routes,
	.ctx = &site,
	.change_password = "/admin/password",
	.begin = site_begin,
	.end = site_end,
	.find_session = site_session,
	.denied = site_denied,
	.error_page = site_error_page,
};

int main(int argc, char **argv)
{
	return web_main(&app, argc, argv);
}
