/* w_b = x_b . y, row by row.
 *   x (G, C, s D), y (G, C, D) -> w (G, C, s).
 *   dx_b = dw_b y (row_spread),   dy = sum_b dw_b x_b (row_mix). */
#include "core/ops/op_rows.h"

enum { X, Y };

static mg_status infer(mg_node *node) {
    MG_TRY(mg_rows_expect(node, X, Y));
    mg_shape w = node->in[X]->shape;
    w.dims[2] /= node->in[Y]->shape.dims[2];
    mg_op_output(node, 0, MG_F32, w);
    return MG_OK;
}

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    dx[X] = mg_row_spread(g, node->in[Y], dy[0]);
    dx[Y] = mg_row_mix(g, node->in[X], dy[0]);
}

/* Grid: numbers of w. */
static void lower(const mg_node *node, mg_kernel *kernel) {
    mg_rows_view view = mg_rows_split(node->in[X]->shape, node->out[0]->shape.dims[2]);
    mg_rows_params(view, kernel);
    mg_kernel_grid(kernel, view.rows * view.blocks, 1, 1);
}

mg_tensor *mg_row_dots(mg_graph *g, mg_tensor *x, mg_tensor *y) {
    return mg_graph_apply(g, &mg_op_row_dots, 2, (mg_tensor *[]){x, y}, 0, NULL);
}

static int build(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_row_dots(g, in[0], in[1]);
    return 1;
}

#define REAL(...)  MG_CASE_REAL(MG_DIMS(__VA_ARGS__))
#define CONST(...) MG_CASE_CONST(MG_DIMS(__VA_ARGS__), -2, 2)
static const mg_op_case cases[] = {
    {"one", 2, {REAL(1, 1, 1), REAL(1, 1, 1)}, build, MG_ROWS_CLOSE},
    {"ragged", 2, {REAL(2, 3, 7), REAL(2, 3, 7)}, build, MG_ROWS_CLOSE},
    {"blocks", 2, {REAL(2, 5, 34), REAL(2, 5, 17)}, build, MG_ROWS_CLOSE},
    {"numbers", 2, {REAL(3, 2, 7), REAL(3, 2, 1)}, build, MG_ROWS_CLOSE},
    {"many", 2, {CONST(70, 33, 140), CONST(70, 33, 70)}, build, MG_ROWS_CLOSE},
};

const mg_op mg_op_row_dots = {
    .name = "row_dots",
    .infer = infer,
    .vjp = vjp,
    .lower = lower,
    .n_out = 1,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
