/* x_b = w_b y, row by row: the products of two rows' elements, as s blocks.
 *   y (G, C, D), w (G, C, s) -> x (G, C, s D).
 *   dy = sum_b w_b dx_b (row_mix),   dw_b = dx_b . y (row_dots). */
#include "core/ops/op_rows.h"

enum { Y, W };

static mg_status infer(mg_node *node) {
    MG_TRY(mg_op_expect(node, Y, MG_F32, 3));
    MG_TRY(mg_op_expect(node, W, MG_F32, 3));
    mg_shape x = node->in[Y]->shape;
    int64_t blocks = node->in[W]->shape.dims[2];
    MG_TRY(mg_op_expect_shape(node, W, MG_SHAPE3(x.dims[0], x.dims[1], blocks)));
    x.dims[2] *= blocks;
    mg_op_output(node, 0, MG_F32, x);
    return MG_OK;
}

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    dx[Y] = mg_row_mix(g, dy[0], node->in[W]);
    dx[W] = mg_row_dots(g, dy[0], node->in[Y]);
}

/* Grid: elements of x. */
static void lower(const mg_node *node, mg_kernel *kernel) {
    mg_shape x = node->out[0]->shape;
    mg_rows_params(mg_rows_split(x, node->in[W]->shape.dims[2]), kernel);
    mg_kernel_grid(kernel, x.dims[0] * x.dims[1] * x.dims[2], 1, 1);
}

mg_tensor *mg_row_spread(mg_graph *g, mg_tensor *y, mg_tensor *w) {
    return mg_graph_apply(g, &mg_op_row_spread, 2, (mg_tensor *[]){y, w}, 0, NULL);
}

static int build(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_row_spread(g, in[0], in[1]);
    return 1;
}

#define REAL(...)  MG_CASE_REAL(MG_DIMS(__VA_ARGS__))
#define CONST(...) MG_CASE_CONST(MG_DIMS(__VA_ARGS__), -2, 2)
static const mg_op_case cases[] = {
    {"one", 2, {REAL(1, 1, 1), REAL(1, 1, 1)}, build, MG_ROWS_CLOSE},
    {"scale", 2, {REAL(2, 3, 5), REAL(2, 3, 1)}, build, MG_ROWS_CLOSE},
    {"blocks", 2, {REAL(2, 5, 17), REAL(2, 5, 2)}, build, MG_ROWS_CLOSE},
    {"many", 2, {CONST(70, 33, 64), CONST(70, 33, 2)}, build, MG_ROWS_CLOSE},
};

const mg_op mg_op_row_spread = {
    .name = "row_spread",
    .infer = infer,
    .vjp = vjp,
    .lower = lower,
    .n_out = 1,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
