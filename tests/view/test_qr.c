/* QR codes: what a camera needs around and in them, and nothing the policy forbids. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "view/chart.h"
#include "view/qr.h"

#define SIDE_MAX 200

static unsigned char grid[SIDE_MAX][SIDE_MAX];

/* The dark modules of the path, into the grid; the side with the quiet zone. */
static int draw(const char *svg)
{
	const char *at = strstr(svg, "fill=\"#000\"");
	int side = 0, x, y, n, used;

	memset(grid, 0, sizeof grid);
	assert_int_equal(sscanf(strstr(svg, "viewBox=\"0 0 "), "viewBox=\"0 0 %d", &side), 1);
	assert_true(side < SIDE_MAX);
	at = strstr(at, "d=\"") + 3;
	while (sscanf(at, "M%d %dh%dv1h-%*dz%n", &x, &y, &n, &used) == 3) {
		assert_true(x + n <= side && y < side);
		memset(&grid[y][x], 1, (size_t)n);
		at += used;
	}
	assert_int_equal(*at, '"');
	return side;
}

/* ISO/IEC 18004: 7 x 7 with a ring of light and a core of 3 x 3. */
static void assert_finder(int left, int top)
{
	for (int y = 0; y < 7; y++)
		for (int x = 0; x < 7; x++) {
			int ring = x == 0 || y == 0 || x == 6 || y == 6;
			int core = x >= 2 && x <= 4 && y >= 2 && y <= 4;

			assert_int_equal(grid[top + y][left + x], ring || core);
		}
}

static void a_camera_finds_it(void **state)
{
	struct arena *a = arena_new();
	int side = draw(markup_html(qr_code(a, "http://kiosk.example:8080/s/crm-audit-1"
		"#code=7QK2D-M0X9C", "7QK2D-M0X9C")));

	(void)state;
	assert_int_equal((side - 8 - 17) % 4, 0);
	assert_finder(4, 4);
	assert_finder(side - 11, 4);
	assert_finder(4, side - 11);
	for (int i = 0; i < side; i++)
		for (int k = 0; k < 4; k++) {
			assert_int_equal(grid[i][k] | grid[k][i], 0);
			assert_int_equal(grid[i][side - 1 - k] | grid[side - 1 - k][i], 0);
		}
	arena_free(a);
}

static void its_label_is_text_and_nothing_is_styled(void **state)
{
	struct arena *a = arena_new();
	const char *svg = markup_html(qr_code(a, "x", "\"><script>"));

	(void)state;
	assert_null(strstr(svg, "<script"));
	assert_null(strstr(svg, "style="));
	assert_non_null(strstr(svg, "aria-label=\"&quot;&gt;&lt;script&gt;\""));
	arena_free(a);
}

static void what_is_too_long_is_none(void **state)
{
	struct arena *a = arena_new();
	char *text = arena_alloc(a, 3001);

	(void)state;
	memset(text, 'a', 3000);
	assert_null(qr_code(a, text, "long"));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_camera_finds_it),
		cmocka_unit_test(its_label_is_text_and_nothing_is_styled),
		cmocka_unit_test(what_is_too_long_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
