/* admin.fcgi: signing in, and what administrators do. */
#include "pages/admin.h"
#include "pages/site.h"
#include "web/app.h"

static const struct route routes[] = {
	{"GET", "/login", login_get, ROUTE_PUBLIC, 0},
	{"POST", "/login", login_post, ROUTE_PUBLIC, 0},
	{"POST", "/logout", logout_post, ROUTE_STAFF | ROUTE_ONE_TIME, 0},
	{"GET", "/admin", admin_get, ROUTE_ADMIN, 0},
	{"GET", "/admin/", admin_get, ROUTE_ADMIN, 0},
	{"GET", "/admin/password", password_get, ROUTE_STAFF | ROUTE_ONE_TIME, 0},
	{"POST", "/admin/password", password_post, ROUTE_STAFF | ROUTE_ONE_TIME, 0},
	{"GET", "/admin/setup", setup_get, ROUTE_ADMIN, 0},
	{"POST", "/admin/setup", setup_post, ROUTE_ADMIN, 0},
	{"GET", "/admin/poster", poster_get, ROUTE_ADMIN, 0},
	{"GET", "/admin/trail", trail_get, ROUTE_ADMIN, 0},
	{"GET", "/admin/users", users_get, ROUTE_ADMIN, 0},
	{"POST", "/admin/users", users_post, ROUTE_ADMIN, 0},
	{"POST", "/admin/users/:id/edit", user_edit_post, ROUTE_ADMIN, 0},
	{"POST", "/admin/users/:id/reset", user_reset_post, ROUTE_ADMIN, 0},
	{"GET", "/admin/settings", settings_get, ROUTE_ADMIN, 0},
	{"POST", "/admin/settings", settings_post, ROUTE_ADMIN, 0},
	{"GET", "/admin/functions", functions_get, ROUTE_ADMIN, 0},
	{"GET", "/admin/functions.csv", functions_csv_get, ROUTE_ADMIN, 0},
	{"POST", "/admin/functions", functions_post, ROUTE_ADMIN | ROUTE_UPLOAD, 0},
	{"POST", "/admin/functions/put", functions_put_post, ROUTE_ADMIN, 0},
	{"POST", "/admin/functions/remove", functions_remove_post, ROUTE_ADMIN, 0},
	{"GET", "/admin/departments", departments_get, ROUTE_ADMIN, 0},
	{"GET", "/admin/departments.csv", departments_csv_get, ROUTE_ADMIN, 0},
	{"POST", "/admin/departments", departments_post, ROUTE_ADMIN | ROUTE_UPLOAD, 0},
	{"POST", "/admin/departments/put", departments_put_post, ROUTE_ADMIN, 0},
	{"POST", "/admin/departments/remove", departments_remove_post, ROUTE_ADMIN, 0},
	{"GET", "/admin/project", project_edit_get, ROUTE_ADMIN, 0},
	{"POST", "/admin/project", project_edit_post, ROUTE_ADMIN, 0},
	{"GET", "/admin/rounds", rounds_get, ROUTE_ADMIN, 0},
	{"POST", "/admin/rounds", rounds_post, ROUTE_ADMIN, 0},
	{"GET", "/admin/rounds/_new", round_new_get, ROUTE_ADMIN, 0},
	{"GET", "/admin/rounds/:round", round_get, ROUTE_ADMIN, 0},
	{"POST", "/admin/rounds/:round/edit", round_edit_post, ROUTE_ADMIN, 0},
	{"POST", "/admin/rounds/:round/close", round_close_post, ROUTE_ADMIN, 0},
	{"POST", "/admin/rounds/:round/codes", round_codes_post, ROUTE_ADMIN, 0},
	{"GET", "/admin/rounds/:round/invite", round_invite_get, ROUTE_ADMIN, 0},
	{"GET", "/admin/rounds/:round/paper", round_paper_get, ROUTE_ADMIN, 0},
};

static struct site site = {.role = STORE_ADMIN, .tick = admin_tick};

static const struct web_app app = {
	.name = "admin",
	.routes = routes,
	.route_count = sizeof routes / sizeof *routes,
	.ctx = &site,
	.change_password = "/admin/password",
	.begin = site_begin,
	.end = site_end,
	.tick = site_tick,
	.find_session = site_session,
	.error_page = site_error_page,
};

int main(int argc, char **argv)
{
	return web_main(&app, argc, argv);
}
