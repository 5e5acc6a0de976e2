/*
 * How far a quantity may lie apart, by what is known of it: reads problems of linear constraints on
 * stdin, prints the least and the greatest value asked for. By GLPK (linear and integer programming).
 *
 *   int LOW HIGH               a whole number; the first of a problem is number 1
 *   num LOW HIGH               any number; HIGH may be inf
 *   row LOW HIGH C V C V ...   LOW <= sum of C times quantity V <= HIGH
 *   ask V                      prints "V LEAST GREATEST", or "V none" where nothing fits
 *   end                        of a problem
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <glpk.h>

#define LINE_MAX_BYTES 65536
#define TERMS_MAX 4096

static void die(const char *what, const char *line)
{
	fprintf(stderr, "bounds: %s: %s\n", what, line);
	exit(2);
}

static int bound_kind(double lo, double hi)
{
	if (isinf(hi))
		return isinf(lo) ? GLP_FR : GLP_LO;
	return isinf(lo) ? GLP_UP : lo < hi ? GLP_DB : GLP_FX;
}

static char *next_word(char **rest, const char *line)
{
	char *word = strtok_r(NULL, " \n", rest);

	if (!word)
		die("something is missing", line);
	return word;
}

static void read_row(glp_prob *p, char **rest, const char *line)
{
	static int at[TERMS_MAX + 1];
	static double value[TERMS_MAX + 1];
	double lo = strtod(next_word(rest, line), NULL), hi = strtod(next_word(rest, line), NULL);
	int row = glp_add_rows(p, 1), n = 0;
	char *word;

	glp_set_row_bnds(p, row, bound_kind(lo, hi), lo, hi);
	while ((word = strtok_r(NULL, " \n", rest))) {
		if (n++ == TERMS_MAX)
			die("too many terms", line);
		value[n] = strtod(word, NULL);
		at[n] = (int)strtol(next_word(rest, line), NULL, 10);
	}
	glp_set_mat_row(p, row, n, at, value);
}

static void read_column(glp_prob *p, int kind, char **rest, const char *line)
{
	double lo = strtod(next_word(rest, line), NULL), hi = strtod(next_word(rest, line), NULL);
	int column = glp_add_cols(p, 1);

	glp_set_col_kind(p, column, kind);
	glp_set_col_bnds(p, column, bound_kind(lo, hi), lo, hi);
}

/* False: nothing fits. A quantity without a bound is infinite. */
static bool extreme(glp_prob *p, int column, int direction, double *out)
{
	glp_iocp how;
	int e;

	glp_init_iocp(&how);
	how.msg_lev = GLP_MSG_OFF;
	how.presolve = GLP_ON;
	glp_set_obj_dir(p, direction);
	glp_set_obj_coef(p, column, 1);
	e = glp_intopt(p, &how);
	glp_set_obj_coef(p, column, 0);
	if (e == GLP_ENODFS) {
		*out = direction == GLP_MAX ? INFINITY : -INFINITY;
		return true;
	}
	if (e || glp_mip_status(p) != GLP_OPT)
		return false;
	*out = glp_mip_obj_val(p);
	return true;
}

static void answer(glp_prob *p, int column)
{
	double lo, hi;

	if (extreme(p, column, GLP_MIN, &lo) && extreme(p, column, GLP_MAX, &hi))
		printf("%d %.9g %.9g\n", column, lo, hi);
	else
		printf("%d none\n", column);
}

int main(void)
{
	static char line[LINE_MAX_BYTES], words[LINE_MAX_BYTES];
	glp_prob *p = glp_create_prob();

	while (fgets(line, sizeof line, stdin)) {
		char *rest, *verb;

		memcpy(words, line, sizeof words);
		verb = strtok_r(words, " \n", &rest);
		if (!verb)
			continue;
		if (strcmp(verb, "int") == 0)
			read_column(p, GLP_IV, &rest, line);
		else if (strcmp(verb, "num") == 0)
			read_column(p, GLP_CV, &rest, line);
		else if (strcmp(verb, "row") == 0)
			read_row(p, &rest, line);
		else if (strcmp(verb, "ask") == 0)
			answer(p, (int)strtol(next_word(&rest, line), NULL, 10));
		else if (strcmp(verb, "end") == 0)
			glp_erase_prob(p);
		else
			die("what is that", line);
	}
	glp_delete_prob(p);
	return 0;
}
