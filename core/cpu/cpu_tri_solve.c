#include "core/cpu/cpu_product.h"
#include "core/cpu/cpu_rows.h"

/* Rows that are solved together: what the rows before them contribute is one matrix product, and
 * only the triangle inside of the block goes row by row. */
#define BLOCK MG_PRODUCT_ROWS

typedef struct triangle {
    const float *l, *b;
    float *x;
    int64_t c, d;
    int64_t row_step, column_step; /* of l, or of its transpose */
} triangle;

/* x[t] = b[t] - x[t] - sum over the rows from..t of this block, x[t] being what the product left.
 */
static void solve_row(const triangle *s, int64_t t, int64_t from, int64_t to) {
    float *x = s->x + t * s->d;
    const float *b = s->b + t * s->d;
    MG_FOR_VECTORS(i, lanes, s->d) {
        vf rest = vf_load_n(b + i, lanes) - vf_load_n(x + i, lanes);
        for (int64_t k = from; k < to; k++) {
            float weight = s->l[t * s->row_step + k * s->column_step];
            rest -= weight * vf_load_n(s->x + k * s->d + i, lanes);
        }
        vf_store_n(x + i, rest, lanes);
    }
}

/* x[first .. first + rows] = the product of these rows of l with x[from .. to]. */
static void known_part(const triangle *s, int64_t first, int64_t rows, int64_t from, int64_t to) {
    mg_product_strided(
        &(mg_product_matrices){.y = s->x + first * s->d,
                               .w = s->l + first * s->row_step + from * s->column_step,
                               .x = s->x + from * s->d,
                               .y_row = s->d,
                               .w_row = s->row_step,
                               .w_step = s->column_step,
                               .x_row = s->d,
                               .rows = rows,
                               .columns = s->d,
                               .n_k = to - from,
                               .overwrite = true});
}

static void solve_upwards(const triangle *s) {
    for (int64_t first = 0; first < s->c; first += BLOCK) {
        int64_t end = first + BLOCK < s->c ? first + BLOCK : s->c;
        known_part(s, first, end - first, 0, first);
        for (int64_t t = first; t < end; t++) solve_row(s, t, first, t);
    }
}

static void solve_downwards(const triangle *s) {
    for (int64_t end = s->c; end > 0; end -= BLOCK) {
        int64_t first = end > BLOCK ? end - BLOCK : 0;
        known_part(s, first, end - first, end, s->c);
        for (int64_t t = end - 1; t >= first; t--) solve_row(s, t, t + 1, end);
    }
}

static void group(const mg_kernel *kernel, void *const *data, int64_t g) {
    int64_t c = kernel->params[1].u, d = kernel->params[2].u;
    bool transpose = kernel->params[3].u;
    triangle s = {.l = (const float *)data[0] + g * c * c,
                  .b = (const float *)data[1] + g * c * d,
                  .x = (float *)data[2] + g * c * d,
                  .c = c,
                  .d = d,
                  .row_step = transpose ? 1 : c,
                  .column_step = transpose ? c : 1};
    if (transpose)
        solve_downwards(&s);
    else
        solve_upwards(&s);
}

MG_CPU_KERNEL(tri_solve) {
    int64_t c = kernel->params[1].u, d = kernel->params[2].u;
    mg_for_rows(pool, kernel, data, group, kernel->params[0].u, c * c * d / 8);
}
