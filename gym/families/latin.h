/* Boards of rows and columns that hold every number once, perhaps boxes, perhaps signs between
 * neighbours: solved by naked and hidden singles alone. What these solve has one solution, and
 * every step can be shown. Puzzles are made by giving one more cell wherever they are stuck, so
 * their cost is bounded. */
#ifndef MG_GYM_FAMILIES_LATIN_H
#define MG_GYM_FAMILIES_LATIN_H

#include "gym/families/puzzle.h"

enum { MG_LATIN_SIZE = 9, MG_LATIN_CELLS = 81, MG_LESS = 1, MG_MORE = 2 };

typedef struct mg_latin {
    int size, box_rows, box_columns;     /* boxes of 0 rows: none */
    uint16_t candidates[MG_LATIN_CELLS]; /* bit v - 1: may be v */
    uint8_t value[MG_LATIN_CELLS];       /* 0: open */
    uint8_t right[MG_LATIN_CELLS];       /* sign to the cell at the right: MG_LESS, MG_MORE */
    uint8_t below[MG_LATIN_CELLS];       /* and to the cell below */
    bool has_signs, broken;              /* broken: a cell without candidates */
    int left;                            /* open cells */
} mg_latin;

void mg_latin_start(mg_latin *board, int size, int box_rows, int box_columns);
void mg_latin_place(mg_latin *board, int cell, int value);

/* Places one cell that is forced; -1 where none is found. */
int mg_latin_step(mg_latin *board);

/* All forced cells. */
void mg_latin_run(mg_latin *board);

/* A random full board; `solution` holds size^2 values. */
void mg_latin_draw(mg_rng *rng, int size, int box_rows, int box_columns, int64_t *solution);

/* Gives cells of the solution, in random order and only open ones, until the rest is forced; then
 * more until at least `least` are given. `board` holds the signs; given[i] becomes 0 or 1. */
void mg_latin_reveal(mg_rng *rng, mg_latin *board, const int64_t *solution, int least,
                     int64_t *given);

#endif
