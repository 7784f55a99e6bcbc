/* What row_mix, row_spread and row_dots share. Rows are (G, C) of them; x (G, C, s D) is s blocks
 * of D columns side by side, x_b; w (G, C, s), y (G, C, D). The three are the gradients of one
 * number, sum over rows and b of w_b (x_b . y). */
#ifndef MG_OPS_OP_ROWS_H
#define MG_OPS_OP_ROWS_H

#include "core/ops/ops.h"

typedef struct mg_rows_view {
    int64_t rows, blocks, d;
} mg_rows_view;

/* Of an input x and either w or y, whose width divides that of x. */
static inline mg_rows_view mg_rows_split(mg_shape x, int64_t blocks) {
    return (mg_rows_view){x.dims[0] * x.dims[1], blocks, x.dims[2] / blocks};
}

/* For infer: input `narrow` has the rows of input `wide` and a width that divides its. */
static inline mg_status mg_rows_expect(const mg_node *node, int wide, int narrow) {
    MG_TRY(mg_op_expect(node, wide, MG_F32, 3));
    MG_TRY(mg_op_expect(node, narrow, MG_F32, 3));
    mg_shape x = node->in[wide]->shape, y = node->in[narrow]->shape;
    if (x.dims[2] % y.dims[2] != 0) {
        return mg_fail(MG_ERR_SHAPE, "%s: rows of %lld are not blocks for rows of %lld",
                       node->op->name, (long long)x.dims[2], (long long)y.dims[2]);
    }
    return mg_op_expect_shape(node, narrow, MG_SHAPE3(x.dims[0], x.dims[1], y.dims[2]));
}

/* Scalars: rows, s, D. */
static inline void mg_rows_params(mg_rows_view view, mg_kernel *kernel) {
    mg_kernel_param_u(kernel, view.rows);
    mg_kernel_param_u(kernel, view.blocks);
    mg_kernel_param_u(kernel, view.d);
}

#define MG_ROWS_CLOSE .tolerance = 1e-6, .reason = "roundings of a sum of up to 70 products"

#endif
