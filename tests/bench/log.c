/*
 * The bare log: appends BENCH_BYTES bytes for each POST to the file BENCH_LOG and waits for
 * fdatasync, all that wait by one. What no store can do better.
 */
#include <fcntl.h>
#include <unistd.h>

#include "group.h"

#define MOST (16 << 20)

static int fd;
static size_t bytes;
static char buffer[MOST];

static void *write_all(void *arg)
{
	(void)arg;
	for (;;) {
		struct wish *batch = take_all();
		size_t n = 0;
		bool good;

		for (struct wish *w = batch; w && n + bytes <= sizeof buffer; w = w->next) {
			memset(buffer + n, 'x', bytes);
			memcpy(buffer + n, w->id, 32);
			n += bytes;
		}
		good = write(fd, buffer, n) == (ssize_t)n && fdatasync(fd) == 0;
		answer_all(batch, good);
	}
	return NULL;
}

int main(void)
{
	const char *size = getenv("BENCH_BYTES");
	pthread_t id;

	bytes = size ? strtoul(size, NULL, 10) : 64;
	fd = open(getenv("BENCH_LOG"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd < 0 || bytes < 64 || bytes > MOST / 4096)
		return 1;
	if (pthread_create(&id, NULL, write_all, NULL))
		return 1;
	return bench_serve(answer_post);
}
