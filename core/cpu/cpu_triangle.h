/* Solves (I + N) x = b, or (I + N)^T x = b, for the columns of b; N is what lies below the diagonal
 * of l (C, C). Rows of b and x may lie apart. */
#ifndef MG_CPU_CPU_TRIANGLE_H
#define MG_CPU_CPU_TRIANGLE_H

#include "core/cpu/cpu_product.h"
#include "core/cpu/cpu_rows.h"

typedef struct mg_triangle {
    const float *l, *b;
    float *x; /* not b */
    int64_t c, columns;
    int64_t b_row, x_row; /* from a row to the next */
    bool transpose;
} mg_triangle;

/* Rows that are solved together: what the rows before them contribute is one matrix product, and
 * only the triangle inside of the block goes row by row. */
#define MG_TRIANGLE_BLOCK MG_PRODUCT_ROWS

MG_INLINE int64_t mg_triangle_row_step(const mg_triangle *s) {
    return s->transpose ? 1 : s->c;
}

MG_INLINE int64_t mg_triangle_column_step(const mg_triangle *s) {
    return s->transpose ? s->c : 1;
}

/* x[t] = b[t] - x[t] - sum over the rows from..to of this block, x[t] being what the product left.
 */
MG_INLINE void mg_triangle_row(const mg_triangle *s, int64_t t, int64_t from, int64_t to) {
    float *x = s->x + t * s->x_row;
    const float *b = s->b + t * s->b_row;
    const float *weights = s->l + t * mg_triangle_row_step(s);
    int64_t step = mg_triangle_column_step(s);
    MG_FOR_VECTORS(i, lanes, s->columns) {
        vf rest = vf_load_n(b + i, lanes) - vf_load_n(x + i, lanes);
        for (int64_t k = from; k < to; k++) {
            rest -= weights[k * step] * vf_load_n(s->x + k * s->x_row + i, lanes);
        }
        vf_store_n(x + i, rest, lanes);
    }
}

/* x[first .. first + rows] = the product of these rows of N with x[from .. to]. */
MG_INLINE void mg_triangle_known(const mg_triangle *s, int64_t first, int64_t rows, int64_t from,
                                 int64_t to) {
    int64_t row = mg_triangle_row_step(s), column = mg_triangle_column_step(s);
    mg_product_strided(&(mg_product_matrices){.y = s->x + first * s->x_row,
                                              .w = s->l + first * row + from * column,
                                              .x = s->x + from * s->x_row,
                                              .y_row = s->x_row,
                                              .w_row = row,
                                              .w_step = column,
                                              .x_row = s->x_row,
                                              .rows = rows,
                                              .columns = s->columns,
                                              .n_k = to - from,
                                              .overwrite = true});
}

static __attribute__((unused)) void mg_triangle_solve(const mg_triangle *s) {
    int64_t blocks = (s->c + MG_TRIANGLE_BLOCK - 1) / MG_TRIANGLE_BLOCK;
    for (int64_t i = 0; i < blocks; i++) {
        int64_t first = (s->transpose ? blocks - 1 - i : i) * MG_TRIANGLE_BLOCK;
        int64_t end = first + MG_TRIANGLE_BLOCK < s->c ? first + MG_TRIANGLE_BLOCK : s->c;
        if (s->transpose) {
            mg_triangle_known(s, first, end - first, end, s->c);
            for (int64_t t = end - 1; t >= first; t--) mg_triangle_row(s, t, t + 1, end);
        } else {
            mg_triangle_known(s, first, end - first, 0, first);
            for (int64_t t = first; t < end; t++) mg_triangle_row(s, t, first, t);
        }
    }
}

#endif
