/* Matrices of digits for the families that move entries about: a row is one operand, the number
 * whose decimal digits are its entries, so that 12 columns and as many rows fit. */
#ifndef MG_GYM_FAMILIES_CALCULUS_GRID_H
#define MG_GYM_FAMILIES_CALCULUS_GRID_H

#include "gym/families/calculus_tools.h"

enum { MG_GRID_SIDE = 12 };

typedef struct mg_grid {
    int rows, cols;
    int64_t cell[MG_GRID_SIDE * MG_GRID_SIDE];
} mg_grid;

void mg_grid_unpack(mg_grid *grid, const int64_t *row, int rows, int cols);
void mg_grid_draw(mg_rng *rng, int64_t *row, int rows, int cols);
void mg_text_grid(mg_text *out, const mg_grid *grid);

/* In place. */
void mg_grid_turn(mg_grid *grid, int quarters); /* clockwise, any number >= 0 */
void mg_grid_transpose(mg_grid *grid);
void mg_grid_mirror(mg_grid *grid, bool left_right); /* or top and bottom change places */

#endif
