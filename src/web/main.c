/*
 * Main: what every program does around its requests, by FastCGI or by CGI.
 */
#include <fcgiapp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/log.h"
#include "transport.h"
#include "web/app.h"

/* Before any thread is made, so that all of them inherit it: a signal must
 * reach the main thread alone, which waits for it. */
static void block_signals(void)
{
	sigset_t stop;

	sigemptyset(&stop);
	sigaddset(&stop, SIGTERM);
	sigaddset(&stop, SIGINT);
	sigprocmask(SIG_BLOCK, &stop, NULL);
	/* A terminal that goes away is the supervisor's matter. */
	signal(SIGHUP, SIG_IGN);
}

int web_main(const struct web_app *app, int argc, char **argv)
{
	bool cgi = FCGX_IsCGI();
	int status;

	(void)argc;
	(void)argv;
	log_name(app->name);
	umask(0077);
	if (cgi && !getenv("REQUEST_METHOD")) {
		fprintf(stderr,
			"%s.fcgi answers FastCGI on the listening socket that is its fd 0,\n"
			"or one CGI request (REQUEST_METHOD, PATH_INFO ...) on stdin and stdout.\n"
			"`kiosk serve` starts it behind nginx.\n", app->name);
		return 1;
	}
	signal(SIGPIPE, SIG_IGN);
	if (!cgi) {
		block_signals();
		log_levels(true);
	}
	if (app->begin && app->begin(app->ctx))
		log_die("cannot start: %s", err_detail());
	status = cgi ? web_cgi(app) : web_fcgi(app);
	if (cgi && app->after)
		app->after(app->ctx);
	if (app->end)
		app->end(app->ctx);
	return status;
}
