/* Pictures made anew: what they are, and decoding them apart from everything else. */
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "codec/picture.h"
#include "picture_canvas.h"

/* Each takes PICTURE_MEMORY: more would make the kiosk's small machine wait for its disk. */
#define AT_ONCE 2

static atomic_int at_work;

typedef enum picture_fault decoder(const unsigned char *p, size_t len, struct canvas *c);

static decoder *decoder_of(const unsigned char *p, size_t len)
{
	if (len > 8 && memcmp(p, "\x89PNG\r\n\x1A\n", 8) == 0)
		return png_decode;
	if (len > 3 && memcmp(p, "\xFF\xD8\xFF", 3) == 0)
		return jpeg_decode;
	if (len > 12 && memcmp(p, "RIFF", 4) == 0 && memcmp(p + 8, "WEBP", 4) == 0)
		return webp_decode;
	return NULL;
}

/* Drawings as PNG; where that is too long, it was none. */
static enum picture_fault encode(const struct canvas *c, struct picture *out, struct buf *clean)
{
	struct picture made = {.type = "image/png"};

	canvas_seen(c, &made.width, &made.height);
	buf_clear(clean);
	if (c->photo || !png_encode(c, clean)) {
		made.type = "image/jpeg";
		buf_clear(clean);
		if (!jpeg_encode(c, clean))
			return PICTURE_LARGE;
	}
	*out = made;
	return PICTURE_GOOD;
}

enum picture_fault picture_clean_here(const void *bytes, size_t len, struct picture *out,
	struct buf *clean)
{
	struct canvas c = {.turn = 1};
	decoder *decode = decoder_of(bytes, len);
	enum picture_fault fault = len > PICTURE_BYTES_MAX ? PICTURE_LARGE :
		decode ? decode(bytes, len, &c) : PICTURE_UNKNOWN;

	if (!fault)
		fault = encode(&c, out, clean);
	canvas_end(&c);
	return fault;
}

/* ---- apart ---- */

/* What the child hands over; no pointers but to what was there before. */
struct handed {
	bool done;
	enum picture_fault fault;
	struct picture picture;
	size_t len;
	char bytes[];
};

#define HANDED_BYTES (sizeof(struct handed) + PICTURE_BYTES_MAX)

/* Memory that counts for RLIMIT_DATA so far: of /proc/self/statm the sixth number. */
static rlim_t memory_now(void)
{
	unsigned long pages = 0;
	FILE *f = fopen("/proc/self/statm", "re");

	if (!f || fscanf(f, "%*s %*s %*s %*s %*s %lu", &pages) != 1)
		pages = 0;
	if (f)
		fclose(f);
	return (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

/* Sanitizers have more memory than anybody; they count it as their own. */
#if defined(__SANITIZE_ADDRESS__)
#define BOUNDED false
#elif defined(__has_feature)
#define BOUNDED (!__has_feature(address_sanitizer))
#else
#define BOUNDED true
#endif

static void bound_self(rlim_t before)
{
	struct rlimit memory = {before + PICTURE_MEMORY, before + PICTURE_MEMORY};
	struct rlimit seconds = {PICTURE_SECONDS, PICTURE_SECONDS};
	struct rlimit none = {0, 0};

	setrlimit(RLIMIT_CORE, &none);
	if (BOUNDED && before) {
		setrlimit(RLIMIT_DATA, &memory);
		setrlimit(RLIMIT_CPU, &seconds);
	}
}

_Noreturn static void work(const void *bytes, size_t len, rlim_t before, struct handed *h)
{
	struct buf clean;

	bound_self(before);
	buf_init(&clean, PICTURE_BYTES_MAX);
	h->fault = picture_clean_here(bytes, len, &h->picture, &clean);
	if (!h->fault) {
		memcpy(h->bytes, clean.data, clean.len);
		h->len = clean.len;
	}
	h->done = true;
	_exit(0);
}

static enum picture_fault take(const struct handed *h, struct picture *out, struct buf *clean)
{
	if (!h->done)
		return PICTURE_LARGE;
	if (h->fault)
		return h->fault;
	buf_clear(clean);
	buf_add(clean, h->bytes, h->len);
	*out = h->picture;
	return clean->full ? PICTURE_LARGE : PICTURE_GOOD;
}

static enum picture_fault apart(const void *bytes, size_t len, struct picture *out,
	struct buf *clean)
{
	struct handed *h = mmap(NULL, HANDED_BYTES, PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	enum picture_fault fault;
	rlim_t before = memory_now();
	pid_t child;

	if (h == MAP_FAILED)
		return PICTURE_FAULTS;
	child = fork();
	if (child == 0)
		work(bytes, len, before, h);
	while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR)
		;
	fault = child < 0 ? PICTURE_FAULTS : take(h, out, clean);
	munmap(h, HANDED_BYTES);
	return fault;
}

enum picture_fault picture_clean(const void *bytes, size_t len, struct picture *out,
	struct buf *clean)
{
	enum picture_fault fault = PICTURE_FAULTS;

	if (len > PICTURE_BYTES_MAX || !decoder_of(bytes, len))
		return len > PICTURE_BYTES_MAX ? PICTURE_LARGE : PICTURE_UNKNOWN;
	if (atomic_fetch_add(&at_work, 1) < AT_ONCE)
		fault = apart(bytes, len, out, clean);
	atomic_fetch_sub(&at_work, 1);
	return fault;
}
