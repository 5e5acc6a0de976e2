/*
 * What the bare programs of the benchmark share: threads that accept FastCGI on fd 0, as the
 * kiosk's do, and nothing else of it.
 */
#ifndef TESTS_BENCH_H
#define TESTS_BENCH_H

#include <fcgiapp.h>
#include <pthread.h>
#include <stdlib.h>

#define BENCH_THREADS 16

static void *bench_accept(void *answer)
{
	void (*answer_one)(FCGX_Request *) = *(void (**)(FCGX_Request *))answer;
	FCGX_Request r;

	FCGX_InitRequest(&r, 0, 0);
	while (FCGX_Accept_r(&r) == 0) {
		answer_one(&r);
		FCGX_Finish_r(&r);
	}
	return NULL;
}

/* Until it is killed. */
static inline int bench_serve(void (*answer_one)(FCGX_Request *))
{
	pthread_t ids[BENCH_THREADS];

	FCGX_Init();
	for (int i = 0; i < BENCH_THREADS; i++)
		if (pthread_create(&ids[i], NULL, bench_accept, &answer_one))
			return 1;
	for (int i = 0; i < BENCH_THREADS; i++)
		pthread_join(ids[i], NULL);
	return 0;
}

#endif
