/*
 * Digests, passwords, signatures: known answers of the RFCs (BLAKE2b with other
 * lengths: of another implementation, Python's hashlib).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/random.h"
#include "codec/digest.h"

#define EMPTY_256 "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8"
#define ABC_256 "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319"

/* RFC 7693, appendix A. */
#define ABC_512 \
	"ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1" \
	"7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923"

static void blake2b_256(void **state)
{
	char hex[DIGEST_HEX_CHARS];

	(void)state;
	digest_hex_of(NULL, 0, hex);
	assert_string_equal(hex, EMPTY_256);
	digest_hex_of("abc", 3, hex);
	assert_string_equal(hex, ABC_256);
}

static void blake2b_keyed(void **state)
{
	static const char *const want[] = {
		[1] = "97",
		[20] = "6e350170bfb6c4ba331ba6d3c25db40395af2916",
		[64] = "b72071e096277edebb8ee5134dd3714996307ba3a55aa4733d412abbe28e909e"
			"10e57e6fbfb4ef53b3b960518294ff889a90829254412e2a60b85add07a3674f",
	};
	unsigned char bytes[256], out[DIGEST_MAX_BYTES];
	char hex[2 * DIGEST_MAX_BYTES + 1];

	(void)state;
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (unsigned char)i;
	for (size_t n = 1; n <= DIGEST_MAX_BYTES; n++) {
		memset(out, 0xAA, sizeof out);
		digest_keyed(bytes, 64, bytes, sizeof bytes, out, n);
		for (size_t i = n; i < sizeof out; i++)
			assert_int_equal(out[i], 0xAA);
		digest_hex(out, n, hex);
		if (want[n])
			assert_string_equal(hex, want[n]);
	}
	digest_keyed(NULL, 0, "abc", 3, out, 64);
	digest_hex(out, 64, hex);
	assert_string_equal(hex, ABC_512);
}

static void streams(void **state)
{
	struct arena *a = arena_new();
	/* The odd byte makes the arena's next place one that must be aligned. */
	struct digest_stream *s = (arena_alloc(a, 1), digest_stream_new(a));
	unsigned char bytes[256], out[DIGEST_BYTES];
	char hex[DIGEST_HEX_CHARS];

	(void)state;
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (unsigned char)i;
	for (int i = 0; i < 1000; i++) {
		digest_stream_add(s, bytes, 100);
		digest_stream_add(s, bytes + 100, 156);
	}
	digest_stream_end(s, out);
	digest_hex(out, sizeof out, hex);
	assert_string_equal(hex,
		"5d074c3f889bcba3b3a253496ee73cba18832b6d3c67d2b739dc202c78ed2581");

	digest_stream_add(s, "ab", 2);
	digest_stream_add(s, "c", 1);
	digest_stream_end(s, out);
	digest_hex(out, sizeof out, hex);
	assert_string_equal(hex, ABC_256);

	digest_stream_end(s, out);
	digest_hex(out, sizeof out, hex);
	assert_string_equal(hex, EMPTY_256);
	arena_free(a);
}

static void hex_is_strict(void **state)
{
	unsigned char out[3] = {1, 2, 3};

	(void)state;
	assert_false(digest_unhex("00ff7", out, 3));
	assert_false(digest_unhex("00ff7ff", out, 3));
	assert_false(digest_unhex("00FF7F", out, 3));
	assert_false(digest_unhex("00ff7g", out, 3));
	assert_false(digest_unhex("", out, 3));
	assert_int_equal(out[0], 1);
	assert_int_equal(out[2], 3);
	assert_true(digest_unhex("00ff7e", out, 3));
	assert_memory_equal(out, "\x00\xFF\x7E", 3);
	assert_true(digest_unhex("", out, 0));
}

/* RFC 4648, section 10, without the padding. */
static void base32(void **state)
{
	static const char *const want[] = {"", "MY", "MZXQ", "MZXW6", "MZXW6YQ", "MZXW6YTB",
		"MZXW6YTBOI"};
	char out[DIGEST_BASE32_CHARS(6)];

	(void)state;
	assert_int_equal(sizeof out, 11);
	for (size_t n = 0; n <= 6; n++) {
		digest_base32("foobar", n, out);
		assert_string_equal(out, want[n]);
		assert_int_equal(strlen(out) + 1, DIGEST_BASE32_CHARS(n));
	}
	digest_base32("\xFF\xFF\xFF\xFF\xFF", 5, out);
	assert_string_equal(out, "77777777");
}

static void same(void **state)
{
	(void)state;
	assert_true(digest_same("abc", "abc", 3));
	assert_false(digest_same("abc", "abd", 3));
	assert_false(digest_same("abc", "Abc", 3));
	assert_true(digest_same("abc", "xyz", 0));
}

static void passwords(void **state)
{
	char hash[PASSWORD_HASH_CHARS], again[PASSWORD_HASH_CHARS];
	const char *word = "kô\xC5\x88 a m\xC3\xA1j";

	(void)state;
	assert_int_equal(password_hash(word, strlen(word), hash), OK);
	assert_int_equal(strncmp(hash, "$argon2id$", 10), 0);
	assert_int_equal(password_hash(word, strlen(word), again), OK);
	assert_string_not_equal(hash, again);
	assert_true(password_verify(hash, word, strlen(word)));
	assert_false(password_verify(hash, word, strlen(word) - 1));
	assert_false(password_verify(hash, "", 0));
	assert_false(password_verify(NULL, word, strlen(word)));
	assert_false(password_verify("", "", 0));
	assert_false(password_verify("no hash", word, strlen(word)));
}

/* Processor time, which other programs of the machine do not lengthen. */
static int64_t used_us(void)
{
	struct rusage r;

	getrusage(RUSAGE_SELF, &r);
	return 1000000 * (int64_t)(r.ru_utime.tv_sec + r.ru_stime.tv_sec) + r.ru_utime.tv_usec +
		r.ru_stime.tv_usec;
}

static int64_t verify_us(const char *stored)
{
	int64_t from = used_us();

	password_verify(stored, "wrong", 5);
	return used_us() - from;
}

/* Somebody unknown must not be told apart by the time it takes. */
static void unknown_users_take_as_long(void **state)
{
	char hash[PASSWORD_HASH_CHARS];
	int64_t known = INT64_MAX, unknown = INT64_MAX;

	(void)state;
	assert_int_equal(password_hash("right", 5, hash), OK);
	for (int i = 0; i < 5; i++) {
		int64_t with = verify_us(hash), without = verify_us(NULL);

		known = with < known ? with : known;
		unknown = without < unknown ? without : unknown;
	}
	assert_true(known > 1000);
	assert_true(unknown > known / 2 && unknown < known * 2);
}

static const char *seed_hex;

static void fixed_seed(void *out, size_t len)
{
	assert_true(digest_unhex(seed_hex, out, len));
}

/* RFC 8032, section 7.1, tests 1 and 2. */
static void ed25519(void **state)
{
	static const struct {
		const char *seed, *public_key, *message, *signature;
	} cases[] = {
		{"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
		"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
		"e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
		"5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
		{"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
		"3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "r",
		"92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
		"085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		unsigned char public_key[SIGN_PUBLIC_BYTES], secret[SIGN_SECRET_BYTES];
		unsigned char signature[SIGN_BYTES];
		char hex[2 * SIGN_BYTES + 1];
		size_t len = strlen(cases[i].message);

		seed_hex = cases[i].seed;
		random_fix(fixed_seed);
		sign_keypair(public_key, secret);
		random_fix(NULL);
		digest_hex(public_key, sizeof public_key, hex);
		assert_string_equal(hex, cases[i].public_key);
		sign_make(cases[i].message, len, secret, signature);
		digest_hex(signature, sizeof signature, hex);
		assert_string_equal(hex, cases[i].signature);
		assert_true(sign_verify(cases[i].message, len, public_key, signature));
		assert_false(sign_verify("x", 1, public_key, signature));
		signature[40] ^= 1;
		assert_false(sign_verify(cases[i].message, len, public_key, signature));
	}
}

static void fresh_pairs_differ(void **state)
{
	unsigned char public_a[SIGN_PUBLIC_BYTES], public_b[SIGN_PUBLIC_BYTES];
	unsigned char secret[SIGN_SECRET_BYTES], signature[SIGN_BYTES];

	(void)state;
	sign_keypair(public_a, secret);
	sign_keypair(public_b, secret);
	assert_memory_not_equal(public_a, public_b, SIGN_PUBLIC_BYTES);
	sign_make("m", 1, secret, signature);
	assert_true(sign_verify("m", 1, public_b, signature));
	assert_false(sign_verify("m", 1, public_a, signature));
	sign_wipe(secret, sizeof secret);
	for (size_t i = 0; i < sizeof secret; i++)
		assert_int_equal(secret[i], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blake2b_256),
		cmocka_unit_test(blake2b_keyed),
		cmocka_unit_test(streams),
		cmocka_unit_test(hex_is_strict),
		cmocka_unit_test(base32),
		cmocka_unit_test(same),
		cmocka_unit_test(passwords),
		cmocka_unit_test(unknown_users_take_as_long),
		cmocka_unit_test(ed25519),
		cmocka_unit_test(fresh_pairs_differ),
	};

	digest_init();
	digest_init();
	return cmocka_run_group_tests_name("codec/digest", tests, NULL, NULL);
}
