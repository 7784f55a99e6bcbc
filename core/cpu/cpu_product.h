/* Small matrix products whose rows lie anywhere: what attention does with its blocks of queries and
 * keys, and with the rows of a segment.
 *
 *     y[y_row[r] + c] += sum_k w[w_row[r] + k * w_step] * x[x_row[k] + c],  c < columns
 *
 * Each element is one sum in the order of k, so it does not depend on how rows and columns are cut
 * into tiles. */
#ifndef MG_CPU_CPU_PRODUCT_H
#define MG_CPU_CPU_PRODUCT_H

#include <stdbool.h>

#include "core/cpu/isa.h"

typedef struct mg_product {
    float *y;
    const float *w, *x;
    const int64_t *y_row, *w_row, *x_row; /* offsets in floats */
    int64_t w_step;
    int64_t rows, columns, n_k;
    bool overwrite; /* y = instead of y += */
} mg_product;

#define MG_PRODUCT_ROWS 8
/* Vectors side by side in a tile of MG_PRODUCT_ROWS: the sums must fit into the registers. */
#define MG_PRODUCT_PAIR (MG_VW == 16 ? 8 : 4)

/* One tile; `rows`, `vectors` and `whole` are constants where this is inlined. Unless `whole`, the
 * last vector has `lanes` lanes. */
MG_INLINE void mg_product_tile(const mg_product *p, int64_t row, int64_t column, int rows,
                               int vectors, bool whole, int64_t lanes) {
    vf sum[MG_PRODUCT_ROWS][2];
    const float *w[MG_PRODUCT_ROWS];
    float *y[MG_PRODUCT_ROWS];
#pragma GCC unroll 8
    for (int r = 0; r < rows; r++) {
        w[r] = p->w + p->w_row[row + r];
        y[r] = p->y + p->y_row[row + r] + column;
#pragma GCC unroll 2
        for (int v = 0; v < vectors; v++) {
            if (p->overwrite)
                sum[r][v] = (vf){0};
            else
                sum[r][v] = whole ? vf_load(y[r] + v * MG_VW) : vf_load_n(y[r], lanes);
        }
    }
    for (int64_t k = 0, at = 0; k < p->n_k; k++, at += p->w_step) {
        const float *x = p->x + p->x_row[k] + column;
        vf value[2];
#pragma GCC unroll 2
        for (int v = 0; v < vectors; v++) {
            value[v] = whole ? vf_load(x + v * MG_VW) : vf_load_n(x, lanes);
        }
#pragma GCC unroll 8
        for (int r = 0; r < rows; r++) {
#pragma GCC unroll 2
            for (int v = 0; v < vectors; v++) sum[r][v] += w[r][at] * value[v];
        }
    }
#pragma GCC unroll 8
    for (int r = 0; r < rows; r++) {
#pragma GCC unroll 2
        for (int v = 0; v < vectors; v++) {
            if (whole)
                vf_store(y[r] + v * MG_VW, sum[r][v]);
            else
                vf_store_n(y[r], sum[r][v], lanes);
        }
    }
}

/* All rows of one or two vectors of columns. */
MG_INLINE void mg_product_strip(const mg_product *p, int64_t column, int vectors, bool whole,
                                int64_t lanes) {
    int64_t r = 0;
    if (vectors == 1 || MG_PRODUCT_PAIR == 8) {
        for (; r + 8 <= p->rows; r += 8) mg_product_tile(p, r, column, 8, vectors, whole, lanes);
    }
    for (; r + 4 <= p->rows; r += 4) mg_product_tile(p, r, column, 4, vectors, whole, lanes);
    if (r + 2 <= p->rows) {
        mg_product_tile(p, r, column, 2, vectors, whole, lanes);
        r += 2;
    }
    if (r < p->rows) mg_product_tile(p, r, column, 1, vectors, whole, lanes);
}

static __attribute__((noinline, unused)) void mg_product_run(const mg_product *p) {
    int64_t c = 0;
    for (; c + 2 * MG_VW <= p->columns; c += 2 * MG_VW) mg_product_strip(p, c, 2, true, MG_VW);
    if (c + MG_VW <= p->columns) {
        mg_product_strip(p, c, 1, true, MG_VW);
        c += MG_VW;
    }
    if (c < p->columns) mg_product_strip(p, c, 1, false, p->columns - c);
}

/* Matrices in rows of any distance: y (rows, columns) += w x, or = w x if overwrite. Element (r, k)
 * of w is w[r * w_row + k * w_step], row k of x is x + k * x_row, row r of y is y + r * y_row. */
typedef struct mg_product_matrices {
    float *y;
    const float *w, *x;
    int64_t y_row, w_row, w_step, x_row;
    int64_t rows, columns, n_k;
    bool overwrite;
} mg_product_matrices;

#define MG_PRODUCT_PANEL 64

static __attribute__((unused)) void mg_product_strided(const mg_product_matrices *m) {
    int64_t y_row[MG_PRODUCT_PANEL], w_row[MG_PRODUCT_PANEL], x_row[MG_PRODUCT_PANEL];
    for (int64_t i = 0; i < MG_PRODUCT_PANEL; i++) {
        y_row[i] = i * m->y_row;
        w_row[i] = i * m->w_row;
        x_row[i] = i * m->x_row;
    }
    for (int64_t row = 0; row < m->rows; row += MG_PRODUCT_PANEL) {
        int64_t k = 0, left = m->rows - row;
        do {
            mg_product p = {.y = m->y + row * m->y_row,
                            .w = m->w + row * m->w_row + k * m->w_step,
                            .x = m->x + k * m->x_row,
                            .y_row = y_row,
                            .w_row = w_row,
                            .x_row = x_row,
                            .w_step = m->w_step,
                            .rows = left < MG_PRODUCT_PANEL ? left : MG_PRODUCT_PANEL,
                            .columns = m->columns,
                            .n_k = m->n_k - k < MG_PRODUCT_PANEL ? m->n_k - k : MG_PRODUCT_PANEL,
                            .overwrite = m->overwrite && k == 0};
            mg_product_run(&p);
            k += p.n_k;
        } while (k < m->n_k);
    }
}

#endif
