/* survey.fcgi: what staff see. Answers come in here and nowhere else. */
#include "pages/site.h"
#include "pages/survey.h"
#include "web/app.h"

static const struct route routes[] = {
	{"GET", "/", start_get, ROUTE_PUBLIC, 0},
	{"GET", "/s/:round", survey_get, ROUTE_PUBLIC, 0},
	{"POST", "/s/:round", survey_post, ROUTE_PUBLIC | ROUTE_OPEN_POST, 0},
	{"GET", "/s/:round/form", survey_form_get, ROUTE_PUBLIC, 0},
	{"POST", "/s/:round/media", media_post, ROUTE_PUBLIC | ROUTE_OPEN_POST | ROUTE_RAW_BODY,
		ROUTE_MEDIA_MAX},
	{"GET", "/s/:round/comments", survey_alike_get, ROUTE_PUBLIC, 0},
	{"GET", "/s/:round/thanks", thanks_get, ROUTE_PUBLIC, 0},
	{"GET", "/resume", resume_get, ROUTE_PUBLIC, 0},
	{"POST", "/resume", resume_post, ROUTE_PUBLIC | ROUTE_OPEN_POST, 0},
	{"GET", "/receipt", receipt_get, ROUTE_PUBLIC, 0},
	{"POST", "/receipt", receipt_post, ROUTE_PUBLIC | ROUTE_OPEN_POST, 0},
	{"GET", "/board", board_get, ROUTE_PUBLIC, 0},
	{"POST", "/board", board_post, ROUTE_PUBLIC | ROUTE_OPEN_POST, 0},
	{"GET", "/board/picture/:hash", board_picture_get, ROUTE_PUBLIC, 0},
	{"GET", "/promise", promise_get, ROUTE_PUBLIC, 0},
	{"GET", "/project", project_get, ROUTE_PUBLIC, 0},
	{"GET", "/logo", logo_get_page, ROUTE_PUBLIC, 0},
	{"GET", "/theme.css", theme_get, ROUTE_PUBLIC, 0},
	{"GET", "/health", health_get, ROUTE_PUBLIC, 0},
};

static struct site site = {.role = STORE_SURVEY};

static const struct web_app app = {
	.name = "survey",
	.routes = routes,
	.route_count = sizeof routes / sizeof *routes,
	.ctx = &site,
	.begin = site_begin,
	.end = site_end,
	.tick = site_tick,
	.after = site_after,
	.error_page = site_error_page,
};

int main(int argc, char **argv)
{
	return web_main(&app, argc, argv);
}
