/*
 * Guess: how soon somebody who tries the common passwords first comes to one. Knows the
 * words and passwords that libzxcvbn brings along, English ones for the most part.
 */
#ifndef CODEC_GUESS_H
#define CODEC_GUESS_H

#include <stdbool.h>

/* Whether a password is found within a million tries: one of the common ones, a word, a
 * name, a date, a row of keys, something repeated, also with other letters or digits in
 * place of some and a few behind it (D. Wheeler, zxcvbn, USENIX Security 2016: the guesses
 * that throttled sign-ins have to stand). `words`, ended by NULL, are as well known as the
 * first of the list: names of whom and what it is for. */
bool password_is_common(const char *password, const char *const *words);

#endif
