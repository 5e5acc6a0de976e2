/*
 * Keeper: the program that does what nobody waits for. Owns when answers leave the inbox, when
 * a release that is due is made, when the WAL is emptied, and what is done by the day.
 */
#ifndef KEEPER_KEEPER_H
#define KEEPER_KEEPER_H

/* Until SIGTERM or SIGINT, on the data folder that KIOSK_DATA (or DATA) names; with the
 * argument --once one round of all of it, as if it had been silent. What was left is done
 * before it ends. Exit status: 0; 1 wrong usage; 3 the store failed. */
int keeper_main(int argc, char **argv);

#endif
