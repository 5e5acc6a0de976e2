/*
 * The supervisor before there is anything to supervise: its signals, and the child
 * that prepares the data folder. Knows nothing of nginx and the programs.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/log.h"
#include "cmd.h"
#include "serve.h"
#include "serve_parts.h"

#define HOSTS_MAX ((size_t)16 << 10)

void signals_watch(struct site *site)
{
	struct sigaction hangup;

	sigemptyset(&site->watched);
	sigaddset(&site->watched, SIGTERM);
	sigaddset(&site->watched, SIGINT);
	sigaddset(&site->watched, SIGCHLD);
	/* Under nohup it is ignored, and is to be. */
	if (sigaction(SIGHUP, NULL, &hangup) || hangup.sa_handler != SIG_IGN)
		sigaddset(&site->watched, SIGHUP);
	/* A shell's background job has SIGINT ignored; we are to hear it. */
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGCHLD, SIG_DFL);
	sigprocmask(SIG_BLOCK, &site->watched, NULL);
}

void signals_unwatch(void)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

bool signals_note(struct site *site, int signal)
{
	bool stop = signal == SIGTERM || signal == SIGINT || signal == SIGHUP;

	site->told_to_stop = site->told_to_stop || stop;
	return stop;
}

bool signals_told_to_stop(struct site *site)
{
	const struct timespec now = {0};
	int got;

	while ((got = sigtimedwait(&site->watched, NULL, &now)) > 0)
		signals_note(site, got);
	return site->told_to_stop;
}

/* In the child: nothing of the store stays open in the supervisor. SIGTERM ends it
 * at once, wherever it is: what it makes stands whole or not at all. */
static void child(const struct site *site, pid_t supervisor, int out)
{
	struct buf hosts;
	sigset_t term;
	int status;

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	/* Ctrl-C goes to the whole group: it is the supervisor's to pass on. */
	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	sigprocmask(SIG_UNBLOCK, &term, NULL);
	/* It may have gone between fork and prctl. */
	if (getppid() != supervisor)
		_exit(STATUS_SYSTEM);
	buf_init(&hosts, HOSTS_MAX);
	status = serve_init_data(site->data, &hosts);
	if (hosts.len && write(out, hosts.data, hosts.len) != (ssize_t)hosts.len)
		status = STATUS_SYSTEM;
	fflush(stdout);
	_exit(status);
}

/* Told once, the child is asked to end; told again, made to. */
static void pass_on(struct site *site, int signals, pid_t pid)
{
	struct signalfd_siginfo info;
	bool again = site->told_to_stop;

	if (read(signals, &info, sizeof info) == sizeof info
		&& signals_note(site, (int)info.ssi_signo))
		kill(pid, again ? SIGKILL : SIGTERM);
}

/* Until the child has closed its end, which it does by ending. */
static void listen_to(struct site *site, int signals, int from, pid_t pid, struct buf *hosts)
{
	struct pollfd on[] = {{.fd = from, .events = POLLIN}, {.fd = signals, .events = POLLIN}};
	char part[512];
	ssize_t n = 1;

	while (n != 0) {
		if (poll(on, 2, -1) < 0)
			continue;
		if (on[1].revents)
			pass_on(site, signals, pid);
		if (!on[0].revents)
			continue;
		n = read(from, part, sizeof part);
		if (n > 0)
			buf_add(hosts, part, (size_t)n);
	}
}

int prepare_data(struct site *site, struct buf *hosts)
{
	int signals = signalfd(-1, &site->watched, SFD_CLOEXEC);
	pid_t supervisor = getpid(), pid = -1;
	int ends[2], status;

	fflush(stdout);
	if (signals < 0 || pipe2(ends, O_CLOEXEC) || (pid = fork()) < 0) {
		log_line("cannot start a process: %s", strerror(errno));
		return STATUS_SYSTEM;
	}
	if (pid == 0)
		child(site, supervisor, ends[1]);
	close(ends[1]);
	listen_to(site, signals, ends[0], pid, hosts);
	close(ends[0]);
	close(signals);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return STATUS_SYSTEM;
	if (site->told_to_stop)
		return STATUS_DONE;
	if (!WIFEXITED(status))
		return STATUS_SYSTEM;
	site->amiss = WEXITSTATUS(status) == SERVE_AMISS;
	return site->amiss ? STATUS_DONE : WEXITSTATUS(status);
}
