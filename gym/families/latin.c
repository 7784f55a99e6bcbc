#include "gym/families/latin.h"

enum { DRAW_TRIES = 4 };

void mg_latin_start(mg_latin *board, int size, int box_rows, int box_columns) {
    *board = (mg_latin){.size = size, .box_rows = box_rows, .box_columns = box_columns};
    board->left = size * size;
    for (int i = 0; i < board->left; i++) board->candidates[i] = (uint16_t)((1 << size) - 1);
}

static void forbid(mg_latin *board, int cell, int bits) {
    if (board->value[cell]) return;
    board->candidates[cell] &= (uint16_t)~bits;
    if (!board->candidates[cell]) board->broken = true;
}

void mg_latin_place(mg_latin *board, int cell, int value) {
    int size = board->size, row = cell / size, column = cell % size, bit = 1 << (value - 1);
    if (!(board->candidates[cell] & bit)) board->broken = true;
    board->value[cell] = (uint8_t)value;
    board->candidates[cell] = (uint16_t)bit;
    board->left--;
    for (int k = 0; k < size; k++) {
        forbid(board, row * size + k, bit);
        forbid(board, k * size + column, bit);
    }
    if (!board->box_rows) return;
    int top = row / board->box_rows * board->box_rows;
    int first = column / board->box_columns * board->box_columns;
    for (int k = 0; k < size; k++)
        forbid(board, (top + k / board->box_columns) * size + first + k % board->box_columns, bit);
}

/* low < high: the low one is below the greatest of the high one, and the other way round. */
static void order(mg_latin *board, int low, int high) {
    int top = 31 - __builtin_clz(board->candidates[high] | 1u);
    int bottom = __builtin_ctz(board->candidates[low] | 1u << 15);
    forbid(board, low, ~((1 << top) - 1));
    forbid(board, high, (1 << (bottom + 1)) - 1);
}

static void apply_signs(mg_latin *board) {
    int size = board->size;
    for (int i = 0; i < size * size && !board->broken; i++) {
        if (board->right[i] == MG_LESS) order(board, i, i + 1);
        if (board->right[i] == MG_MORE) order(board, i + 1, i);
        if (board->below[i] == MG_LESS) order(board, i, i + size);
        if (board->below[i] == MG_MORE) order(board, i + size, i);
    }
}

/* Cell k of unit u: rows, then columns, then boxes. */
static int unit_cell(const mg_latin *board, int unit, int k) {
    int size = board->size;
    if (unit < size) return unit * size + k;
    if (unit < 2 * size) return k * size + unit - size;
    unit -= 2 * size;
    int across = size / board->box_columns;
    int top = unit / across * board->box_rows, first = unit % across * board->box_columns;
    return (top + k / board->box_columns) * size + first + k % board->box_columns;
}

int mg_latin_step(mg_latin *board) {
    int size = board->size;
    if (board->has_signs) apply_signs(board);
    if (board->broken || board->left == 0) return -1;
    for (int i = 0; i < size * size; i++) {
        int bits = board->candidates[i];
        if (board->value[i] || bits & (bits - 1)) continue;
        mg_latin_place(board, i, __builtin_ctz((unsigned)bits) + 1);
        return i;
    }
    for (int unit = 0; unit < (board->box_rows ? 3 : 2) * size; unit++) {
        int once = 0, twice = 0;
        for (int k = 0; k < size; k++) {
            int bits = board->candidates[unit_cell(board, unit, k)];
            twice |= once & bits;
            once |= bits;
        }
        for (int k = 0; k < size; k++) {
            int cell = unit_cell(board, unit, k), bits = board->candidates[cell] & ~twice;
            if (board->value[cell] || !bits) continue;
            if (bits & (bits - 1)) board->broken = true;
            mg_latin_place(board, cell, __builtin_ctz((unsigned)bits) + 1);
            return cell;
        }
    }
    return -1;
}

void mg_latin_run(mg_latin *board) {
    while (!board->broken && mg_latin_step(board) >= 0) continue;
}

/* A board that is right for every size and box, its numbers, rows and columns mixed. */
static void draw_pattern(mg_rng *rng, int size, int box_rows, int box_columns, int64_t *solution) {
    int64_t number[MG_LATIN_SIZE];
    for (int i = 0; i < size; i++) number[i] = i + 1;
    mg_shuffle(rng, number, size);
    int high = box_rows ? box_rows : 1, wide = box_rows ? box_columns : size;
    for (int r = 0; r < size; r++)
        for (int c = 0; c < size; c++)
            solution[r * size + c] = number[(wide * (r % high) + r / high + c) % size];
}

/* A random candidate for the open cell with the fewest, until the board is full. */
static bool draw_freely(mg_rng *rng, mg_latin *board) {
    int cells = board->size * board->size;
    while (board->left && !board->broken) {
        int best = -1, fewest = 99, start = (int)mg_rng_below(rng, (uint32_t)cells);
        for (int k = 0; k < cells; k++) {
            int cell = (start + k) % cells;
            if (board->value[cell]) continue;
            int count = __builtin_popcount(board->candidates[cell]);
            if (count < fewest) {
                fewest = count;
                best = cell;
            }
        }
        int skip = (int)mg_rng_below(rng, (uint32_t)fewest), bits = board->candidates[best];
        while (skip--) bits &= bits - 1;
        mg_latin_place(board, best, __builtin_ctz((unsigned)bits) + 1);
        mg_latin_run(board);
    }
    return !board->broken;
}

void mg_latin_draw(mg_rng *rng, int size, int box_rows, int box_columns, int64_t *solution) {
    for (int i = 0; i < DRAW_TRIES; i++) {
        mg_latin board;
        mg_latin_start(&board, size, box_rows, box_columns);
        if (!draw_freely(rng, &board)) continue;
        for (int k = 0; k < size * size; k++) solution[k] = board.value[k];
        return;
    }
    draw_pattern(rng, size, box_rows, box_columns, solution);
}

void mg_latin_reveal(mg_rng *rng, mg_latin *board, const int64_t *solution, int least,
                     int64_t *given) {
    int64_t order_of[MG_LATIN_CELLS];
    int cells = board->size * board->size, count = 0;
    for (int i = 0; i < cells; i++) {
        order_of[i] = i;
        given[i] = 0;
    }
    mg_shuffle(rng, order_of, cells);
    mg_latin_run(board);
    for (int i = 0; i < cells && board->left; i++) {
        int cell = (int)order_of[i];
        if (board->value[cell]) continue;
        mg_latin_place(board, cell, (int)solution[cell]);
        given[cell] = 1;
        count++;
        mg_latin_run(board);
    }
    for (int i = 0; i < cells && count < least; i++) {
        count += !given[order_of[i]];
        given[order_of[i]] = 1;
    }
}
