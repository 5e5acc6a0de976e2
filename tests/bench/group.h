/*
 * What the bare stores of the benchmark share: for each POST the id at the end of its body waits for
 * one thread, which stores all that wait at once.
 */
#ifndef TESTS_BENCH_GROUP_H
#define TESTS_BENCH_GROUP_H

#include <stdbool.h>
#include <string.h>

#include "bench.h"

struct wish {
	char id[33];		/* hex */
	bool done, stored;
	struct wish *next;
	pthread_cond_t answered;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t work = PTHREAD_COND_INITIALIZER;
static struct wish *first, **last = &first;

/* Those that wait, at least one. */
static inline struct wish *take_all(void)
{
	struct wish *batch;

	pthread_mutex_lock(&mutex);
	while (!first)
		pthread_cond_wait(&work, &mutex);
	batch = first;
	first = NULL;
	last = &first;
	pthread_mutex_unlock(&mutex);
	return batch;
}

static inline void answer_all(struct wish *batch, bool stored)
{
	pthread_mutex_lock(&mutex);
	while (batch) {
		struct wish *next = batch->next;

		batch->stored = stored;
		batch->done = true;
		pthread_cond_signal(&batch->answered);
		batch = next;
	}
	pthread_mutex_unlock(&mutex);
}

static inline bool store(const char *id)
{
	struct wish w = {.done = false};

	memcpy(w.id, id, 33);
	pthread_cond_init(&w.answered, NULL);
	pthread_mutex_lock(&mutex);
	*last = &w;
	last = &w.next;
	pthread_cond_signal(&work);
	while (!w.done)
		pthread_cond_wait(&w.answered, &mutex);
	pthread_mutex_unlock(&mutex);
	pthread_cond_destroy(&w.answered);
	return w.stored;
}

static inline void answer_post(FCGX_Request *r)
{
	char body[65536], id[33];
	int got = FCGX_GetStr(body, sizeof body, r->in), n = 0;

	for (int i = got - 36; i >= 0 && i < got && n < 32; i++)
		if (body[i] != '-')
			id[n++] = body[i];
	id[n] = '\0';
	if (n == 32 && store(id))
		FCGX_PutS("Status: 201 Created\r\nContent-Type: application/json\r\n"
			"Content-Length: 3\r\n\r\n{}\n", r->out);
	else
		FCGX_PutS("Status: 503 Service Unavailable\r\n\r\n", r->out);
}

#endif
