#include "gym/families/calculus_grid.h"

void mg_grid_unpack(mg_grid *grid, const int64_t *row, int rows, int cols) {
    grid->rows = rows;
    grid->cols = cols;
    for (int r = 0; r < rows; r++) {
        int64_t rest = row[r];
        for (int c = cols; c-- > 0; rest /= 10) grid->cell[r * cols + c] = rest % 10;
    }
}

void mg_grid_draw(mg_rng *rng, int64_t *row, int rows, int cols) {
    mg_draw_all(rng, row, rows, 0, mg_power_of_ten(cols) - 1);
}

void mg_text_grid(mg_text *out, const mg_grid *grid) {
    mg_text_matrix(out, grid->cell, grid->rows, grid->cols);
}

void mg_grid_transpose(mg_grid *grid) {
    mg_grid old = *grid;
    grid->rows = old.cols;
    grid->cols = old.rows;
    for (int r = 0; r < grid->rows; r++)
        for (int c = 0; c < grid->cols; c++)
            grid->cell[r * grid->cols + c] = old.cell[c * old.cols + r];
}

void mg_grid_mirror(mg_grid *grid, bool left_right) {
    mg_grid old = *grid;
    int rows = grid->rows, cols = grid->cols;
    for (int r = 0; r < rows; r++)
        for (int c = 0; c < cols; c++)
            grid->cell[r * cols + c] =
                old.cell[left_right ? r * cols + cols - 1 - c : (rows - 1 - r) * cols + c];
}

void mg_grid_turn(mg_grid *grid, int quarters) {
    for (int i = 0; i < quarters % 4; i++) {
        mg_grid_transpose(grid);
        mg_grid_mirror(grid, true);
    }
}
