/*
 * Sealing: what is sealed opens by its passphrase alone, whole, with its head; and no file can ask
 * for more memory than a seal takes (codec/seal.h).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <sodium.h>
#include <string.h>

#include "codec/digest.h"
#include "codec/seal.h"

#define TEXT "round one 00ff"
#define TEXT_BYTES (sizeof TEXT - 1)
#define HEAD "head\n"
#define WORD "four words and a horse"

static struct seal seal;
static unsigned char sealed[TEXT_BYTES + SEAL_TAG_BYTES];

static int set_up(void **state)
{
	(void)state;
	digest_init();
	seal_begin(&seal);
	/* The least that is taken: tests are in a hurry. */
	seal.passes = 1;
	seal.memory = SEAL_MEMORY_MIN;
	return seal_close(&seal, WORD, HEAD, TEXT, TEXT_BYTES, sealed) == OK ? 0 : -1;
}

static bool opens(const char *word, const char *head, size_t len)
{
	unsigned char out[sizeof sealed] = {0};
	bool yes = false;

	assert_int_equal(seal_open(&seal, word, head, sealed, len, out, &yes), OK);
	if (yes)
		assert_memory_equal(out, TEXT, TEXT_BYTES);
	return yes;
}

static void it_opens_as_it_was_sealed(void **state)
{
	(void)state;
	assert_true(opens(WORD, HEAD, sizeof sealed));
	assert_false(opens("four words and a hound", HEAD, sizeof sealed));
	assert_false(opens("", HEAD, sizeof sealed));
	assert_false(opens(WORD, "Head\n", sizeof sealed));
	for (size_t len = 0; len < sizeof sealed; len++)
		assert_false(opens(WORD, HEAD, len));
	for (size_t i = 0; i < sizeof sealed; i += 5) {
		sealed[i] ^= 1;
		assert_false(opens(WORD, HEAD, sizeof sealed));
		sealed[i] ^= 1;
	}
	assert_true(opens(WORD, HEAD, sizeof sealed));
}

/* By the two algorithms as libsodium has them, so that other programs can open it. */
static void it_is_what_it_says(void **state)
{
	unsigned char key[32], out[TEXT_BYTES];
	unsigned long long len;

	(void)state;
	assert_int_equal(crypto_pwhash(key, sizeof key, WORD, strlen(WORD), seal.salt, seal.passes,
		(size_t)seal.memory, crypto_pwhash_ALG_ARGON2ID13), 0);
	assert_int_equal(crypto_aead_xchacha20poly1305_ietf_decrypt(out, &len, NULL, sealed,
		sizeof sealed, (const unsigned char *)HEAD, strlen(HEAD), seal.nonce, key), 0);
	assert_int_equal(len, TEXT_BYTES);
	assert_memory_equal(out, TEXT, TEXT_BYTES);
}

static void no_two_are_alike(void **state)
{
	struct seal other;

	(void)state;
	seal_begin(&other);
	assert_int_equal(other.passes, SEAL_PASSES);
	assert_int_equal(other.memory, SEAL_MEMORY);
	assert_memory_not_equal(other.salt, seal.salt, sizeof seal.salt);
	assert_memory_not_equal(other.nonce, seal.nonce, sizeof seal.nonce);
}

static void limits_are_bounded(void **state)
{
	static const struct {
		uint64_t passes, memory;
	} cases[] = {
		{0, SEAL_MEMORY}, {SEAL_PASSES_MAX + 1, SEAL_MEMORY}, {UINT64_MAX, SEAL_MEMORY},
		{SEAL_PASSES, 0}, {SEAL_PASSES, SEAL_MEMORY_MIN - 1},
		{SEAL_PASSES, SEAL_MEMORY_MAX + 1}, {SEAL_PASSES, UINT64_MAX},
	};
	unsigned char out[sizeof sealed];
	bool yes;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		seal.passes = cases[i].passes;
		seal.memory = cases[i].memory;
		assert_int_equal(seal_open(&seal, WORD, HEAD, sealed, sizeof sealed, out, &yes),
			ERR_INPUT);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(it_opens_as_it_was_sealed, set_up),
		cmocka_unit_test_setup(it_is_what_it_says, set_up),
		cmocka_unit_test_setup(no_two_are_alike, set_up),
		cmocka_unit_test_setup(limits_are_bounded, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
