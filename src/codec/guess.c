/* Common passwords, by libzxcvbn (see codec/guess.h). The one file that includes zxcvbn.h. */
#include "codec/guess.h"

#include <math.h>
#include <stdio.h>
#include <zxcvbn.h>

#define TRIES 1e6
/* The time it takes grows with the square of the length; what begins with so much that is
 * hard to guess is. */
#define LOOKED_AT 64

bool password_is_common(const char *password, const char *const *words)
{
	char begin[LOOKED_AT + 1];

	snprintf(begin, sizeof begin, "%s", password);
	/* Its third parameter lists what it saw: nobody asks. The words are only read. */
	return ZxcvbnMatch(begin, (const char **)words, NULL) < log2(TRIES);
}
