/*
 * Failing writes, through SQLite's own table of system calls, so that the error
 * travels the way a real one does.
 */
#include "store/fault.h"

#include <errno.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <sys/types.h>
#include <unistd.h>

static _Atomic int passes, wanted, hits;

static int fails_now(void)
{
	int error = atomic_load(&wanted);

	if (!error || atomic_fetch_sub(&passes, 1) > 0)
		return 0;
	atomic_fetch_add(&hits, 1);
	return error;
}

static ssize_t faulty_pwrite(int fd, const void *bytes, size_t len, off_t at)
{
	int error = fails_now();

	if (!error)
		return pwrite(fd, bytes, len, at);
	errno = error;
	return -1;
}

static void install(void)
{
	sqlite3_vfs *vfs;

	sqlite3_initialize();
	vfs = sqlite3_vfs_find(NULL);
	vfs->xSetSystemCall(vfs, "pwrite", (sqlite3_syscall_ptr)faulty_pwrite);
	vfs->xSetSystemCall(vfs, "pwrite64", (sqlite3_syscall_ptr)faulty_pwrite);
}

void store_fault_writes(int skip, int error)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, install);
	atomic_store(&wanted, 0);
	atomic_store(&passes, skip);
	atomic_store(&hits, 0);
	atomic_store(&wanted, error);
}

int store_fault_hits(void)
{
	return atomic_load(&hits);
}
