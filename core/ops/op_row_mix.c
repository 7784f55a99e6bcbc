/* y = sum_b w_b x_b, row by row: with one block, rows times a number each.
 *   x (G, C, s D), w (G, C, s) -> y (G, C, D).
 *   dx_b = w_b dy (row_spread),   dw_b = x_b . dy (row_dots). */
#include "core/ops/op_rows.h"

enum { X, W };

static mg_status infer(mg_node *node) {
    MG_TRY(mg_rows_expect(node, X, W));
    mg_shape y = node->in[X]->shape;
    y.dims[2] /= node->in[W]->shape.dims[2];
    mg_op_output(node, 0, MG_F32, y);
    return MG_OK;
}

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    dx[X] = mg_row_spread(g, dy[0], node->in[W]);
    dx[W] = mg_row_dots(g, node->in[X], dy[0]);
}

/* Grid: elements of y. */
static void lower(const mg_node *node, mg_kernel *kernel) {
    mg_rows_view view = mg_rows_split(node->in[X]->shape, node->in[W]->shape.dims[2]);
    mg_rows_params(view, kernel);
    mg_kernel_grid(kernel, view.rows * view.d, 1, 1);
}

mg_tensor *mg_row_mix(mg_graph *g, mg_tensor *x, mg_tensor *w) {
    return mg_graph_apply(g, &mg_op_row_mix, 2, (mg_tensor *[]){x, w}, 0, NULL);
}

static int build(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_row_mix(g, in[0], in[1]);
    return 1;
}

#define REAL(...)  MG_CASE_REAL(MG_DIMS(__VA_ARGS__))
#define CONST(...) MG_CASE_CONST(MG_DIMS(__VA_ARGS__), -2, 2)
static const mg_op_case cases[] = {
    {"one", 2, {REAL(1, 1, 1), REAL(1, 1, 1)}, build, MG_ROWS_CLOSE},
    {"scale", 2, {REAL(2, 3, 5), REAL(2, 3, 1)}, build, MG_ROWS_CLOSE},
    {"blocks", 2, {REAL(2, 5, 34), REAL(2, 5, 2)}, build, MG_ROWS_CLOSE},
    {"numbers", 2, {REAL(3, 2, 7), REAL(3, 2, 7)}, build, MG_ROWS_CLOSE},
    {"many", 2, {CONST(70, 33, 128), CONST(70, 33, 2)}, build, MG_ROWS_CLOSE},
};

const mg_op mg_op_row_mix = {
    .name = "row_mix",
    .infer = infer,
    .vjp = vjp,
    .lower = lower,
    .n_out = 1,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
