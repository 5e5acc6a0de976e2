/* Board parts: reading a card that is no comment, for the board's files alone. */
#ifndef BOARD_PARTS_H
#define BOARD_PARTS_H

#include "model/board.h"

struct stmt;

/* A row of STMT_BOARD_CARD and its like. */
void board_read_card(struct arena *a, struct stmt *s, struct board_card *c);

#endif
