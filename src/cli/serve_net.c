/*
 * The supervisor's network: where to listen, which names to answer, what to
 * print, and whether anybody answers. Knows nothing of processes.
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "serve_parts.h"

#define HOST_NAME_MAX_BYTES 254	/* DNS: 253 and the NUL */

/* Room for either family. */
union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static bool parse_address(const char *text, uint16_t port, union address *out)
{
	memset(out, 0, sizeof *out);
	if (inet_pton(AF_INET, text, &out->v4.sin_addr) == 1) {
		out->v4.sin_family = AF_INET;
		out->v4.sin_port = htons(port);
		return true;
	}
	out->v6.sin6_family = AF_INET6;
	out->v6.sin6_port = htons(port);
	return inet_pton(AF_INET6, text, &out->v6.sin6_addr) == 1;
}

static socklen_t address_size(const union address *at)
{
	return at->any.sa_family == AF_INET ? sizeof at->v4 : sizeof at->v6;
}

static bool is_any(const char *bind)
{
	return strcmp(bind, "0.0.0.0") == 0 || strcmp(bind, "::") == 0;
}

static bool is_loopback(const char *bind)
{
	return text_starts(bind, "127.") || strcmp(bind, "::1") == 0;
}

/* Whether we could listen there; the reason as in errno. */
static int try_listen(const union address *at)
{
	int fd = socket(at->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int on = 1, failed;

	if (fd < 0)
		return errno;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	failed = bind(fd, &at->any, address_size(at)) || listen(fd, 1) ? errno : 0;
	close(fd);
	return failed;
}

static enum err add_listen(struct site *site, const char *ip)
{
	union address at;
	int failed;

	parse_address(ip, site->port, &at);
	failed = try_listen(&at);
	/* IPv6's loopback comes along where the machine has one. */
	if ((failed == EADDRNOTAVAIL || failed == EAFNOSUPPORT)
		&& strcmp(ip, site->bind) != 0)
		return OK;
	if (failed == EADDRINUSE)
		return err_fail(ERR_SYSTEM, "port %d is in use: choose another with PORT=",
			site->port);
	if (failed == EACCES)
		return err_fail(ERR_SYSTEM, "port %d is for root alone: "
			"choose one from 1024 with PORT=", site->port);
	if (failed)
		return err_fail(ERR_SYSTEM, "cannot listen on %s: %s: choose another with BIND=",
			ip, strerror(failed));
	site->listen[site->listen_count++] = arena_printf(site->arena,
		at.any.sa_family == AF_INET ? "%s:%d" : "[%s]:%d", ip, site->port);
	return OK;
}

enum err net_listen_addresses(struct site *site)
{
	union address at;
	enum err e;

	if (strcmp(site->bind, "localhost") == 0)
		site->bind = "127.0.0.1";
	else if (strcmp(site->bind, "*") == 0)
		site->bind = "0.0.0.0";
	if (!parse_address(site->bind, site->port, &at))
		return err_fail(ERR_USAGE, "BIND is %s, which is not an IP address "
			"(0.0.0.0 stands for all of this machine's)", site->bind);
	if ((e = add_listen(site, site->bind)))
		return e;
	/* "localhost" means either to a browser. */
	if (strcmp(site->bind, "127.0.0.1") == 0 || strcmp(site->bind, "0.0.0.0") == 0)
		return add_listen(site, "::1");
	if (strcmp(site->bind, "::") == 0)
		return add_listen(site, "0.0.0.0");
	return OK;
}

/* The machine's addresses in its networks, each as a browser writes it. */
static size_t lan_addresses(const struct site *site, const char **out, size_t max)
{
	struct ifaddrs *all, *i;
	char text[INET6_ADDRSTRLEN];
	size_t count = 0;

	if (getifaddrs(&all))
		return 0;
	for (i = all; i && count < max; i = i->ifa_next) {
		const union address *at = (const void *)i->ifa_addr;

		if (!at || !(i->ifa_flags & IFF_UP) || (i->ifa_flags & IFF_LOOPBACK))
			continue;
		/* BIND=0.0.0.0 listens on none of IPv6 but loopback. */
		if (at->any.sa_family == AF_INET6 && strcmp(site->bind, "::") != 0)
			continue;
		if (at->any.sa_family == AF_INET) {
			inet_ntop(AF_INET, &at->v4.sin_addr, text, sizeof text);
			out[count++] = arena_strdup(site->arena, text);
		} else if (at->any.sa_family == AF_INET6
			&& !IN6_IS_ADDR_LINKLOCAL(&at->v6.sin6_addr)) {
			/* Link-local ones need a zone, which no browser takes. */
			inet_ntop(AF_INET6, &at->v6.sin6_addr, text, sizeof text);
			out[count++] = arena_printf(site->arena, "[%s]", text);
		}
	}
	freeifaddrs(all);
	return count;
}

static bool machine_name(char out[HOST_NAME_MAX_BYTES])
{
	if (gethostname(out, HOST_NAME_MAX_BYTES))
		return false;
	out[HOST_NAME_MAX_BYTES - 1] = '\0';
	for (char *p = out; *p; p++) {
		*p = (char)tolower((unsigned char)*p);
		if (!isalnum((unsigned char)*p) && !strchr("-.", *p))
			return false;
	}
	return *out != '\0';
}

/* " name", once. */
static void add_name(struct buf *out, const char *name)
{
	size_t len = strlen(name);
	const char *at = out->data;

	while ((at = strstr(at, name))) {
		if (at > out->data && at[-1] == ' ' && (at[len] == ' ' || !at[len]))
			return;
		at += len;
	}
	buf_printf(out, " %s", name);
}

/* Names somebody wrote; nothing that means more to nginx than a name. */
static enum err add_written(struct arena *a, const char *names, struct buf *out)
{
	char *all = arena_strdup(a, names), *next = all, *name;

	while ((name = strsep(&next, " ,\t\n"))) {
		bool v6 = name[0] == '[' && name[strlen(name) - 1] == ']';

		if (!*name)
			continue;
		for (char *p = name; *p; p++) {
			*p = (char)tolower((unsigned char)*p);
			if (!isalnum((unsigned char)*p) && !strchr(v6 ? "[]:." : "-._", *p))
				return err_fail(ERR_USAGE, "HOSTS holds %s, which is not a host name "
					"(write names alone, without http:// and port)", name);
		}
		if (*name == '.')
			return err_fail(ERR_USAGE, "HOSTS holds %s, which is not a host name", name);
		add_name(out, name);
	}
	return OK;
}

enum err net_names(const struct site *site, const char *more, struct buf *out)
{
	const char *lan[32];
	char own[HOST_NAME_MAX_BYTES];
	size_t count;
	enum err e;

	add_name(out, "localhost");
	add_name(out, "127.0.0.1");
	add_name(out, "[::1]");
	if (machine_name(own))
		add_name(out, own);
	if (is_any(site->bind)) {
		count = lan_addresses(site, lan, sizeof lan / sizeof *lan);
		for (size_t i = 0; i < count; i++)
			add_name(out, lan[i]);
	} else {
		add_name(out, arena_printf(site->arena, strchr(site->bind, ':')
			? "[%s]" : "%s", site->bind));
	}
	if ((e = add_written(site->arena, site->hosts, out))
		|| (e = add_written(site->arena, more, out)))
		return e;
	return out->full ? err_fail(ERR_USAGE, "HOSTS is too long") : OK;
}

static void add_address(const struct site *site, struct buf *out, const char *host)
{
	if (site->port == 80)
		buf_printf(out, "http://%s/\n", host);
	else
		buf_printf(out, "http://%s:%d/\n", host, site->port);
}

/* Names and addresses other machines may use, best first: what HOSTS says, the
 * machine's name, its addresses. */
static void add_outer(const struct site *site, struct buf *out)
{
	struct str rest = str_of(site->hosts);
	const char *lan[32];
	char own[HOST_NAME_MAX_BYTES];
	size_t count;

	while (rest.len) {
		size_t len = 0;

		while (len < rest.len && !strchr(" ,", rest.p[len]))
			len++;
		if (len)
			add_address(site, out, arena_strndup(site->arena, rest.p, len));
		len += len < rest.len;
		rest = (struct str){rest.p + len, rest.len - len};
	}
	if (is_loopback(site->bind))
		return;
	if (machine_name(own))
		add_address(site, out, own);
	if (!is_any(site->bind))
		return;
	count = lan_addresses(site, lan, sizeof lan / sizeof *lan);
	for (size_t i = 0; i < count; i++)
		add_address(site, out, lan[i]);
}

void net_print(const struct site *site)
{
	struct buf *own = buf_new(site->arena, HOST_NAME_MAX_BYTES + 32);
	struct buf *outer = buf_new(site->arena, 1 << 16);
	const char *kept = path_join(site->arena, site->run, "addresses");

	if (is_any(site->bind) || is_loopback(site->bind))
		add_address(site, own, strcmp(site->bind, "::1") == 0 || is_any(site->bind)
			|| strcmp(site->bind, "127.0.0.1") == 0 ? "localhost" : site->bind);
	else
		add_address(site, own, arena_printf(site->arena, strchr(site->bind, ':')
			? "[%s]" : "%s", site->bind));
	add_outer(site, outer);
	printf("%s%s", own->data, outer->data);
	fflush(stdout);
	if (!outer->len)
		unlink(kept);
	else if (file_write(kept, outer->data, outer->len, 0600))
		log_line("%s", err_detail());
}

/* Status of a GET, or 0 when no answer comes within a second. */
static int get_status(const struct site *site, const char *path)
{
	const char *ask = arena_printf(site->arena, "GET %s HTTP/1.0\r\nHost: localhost\r\n"
		"Accept: application/json\r\n\r\n", path);
	struct timeval second = {.tv_sec = 1};
	const char *ip = strcmp(site->bind, "0.0.0.0") == 0 ? "127.0.0.1"
		: strcmp(site->bind, "::") == 0 ? "::1" : site->bind;
	size_t len = strlen(ask);
	char answer[13] = "";
	union address at;
	int fd, status = 0;

	parse_address(ip, site->port, &at);
	fd = socket(at.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return 0;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &second, sizeof second);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &second, sizeof second);
	if (connect(fd, &at.any, address_size(&at)) == 0
		&& send(fd, ask, len, MSG_NOSIGNAL) == (ssize_t)len
		&& recv(fd, answer, 12, MSG_WAITALL) == 12
		&& sscanf(answer, "HTTP/%*d.%*d %d", &status) != 1)
		status = 0;
	close(fd);
	return status;
}

bool net_healthy(const struct site *site)
{
	int login, results, health = get_status(site, "/health");

	if (health != 200 && !(site->amiss && health == 503))
		return false;
	/* A page or a way to sign in: their programs are up. */
	login = get_status(site, "/login");
	results = get_status(site, "/results");
	return login > 0 && login < 500 && results > 0 && results < 500;
}
