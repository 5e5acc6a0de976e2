/*
 * Runs a command and writes what it took: `measure FILE COMMAND [ARGUMENT...]` appends a line
 * "milliseconds kilobytes" (wall clock, peak memory) to FILE and ends as the command did.
 */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1000 + (double)t.tv_nsec / 1e6;
}

int main(int argc, char **argv)
{
	struct rusage used;
	double from = now_ms();
	int status;
	pid_t child;
	FILE *out;

	if (argc < 3)
		return 126;
	child = fork();
	if (child == 0) {
		execvp(argv[2], argv + 2);
		_exit(127);
	}
	if (child < 0 || wait4(child, &status, 0, &used) < 0)
		return 126;
	out = fopen(argv[1], "a");
	if (!out)
		return 126;
	fprintf(out, "%.1f %ld\n", now_ms() - from, used.ru_maxrss);
	fclose(out);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 125;
}
