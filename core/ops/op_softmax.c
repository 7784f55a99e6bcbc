/* y[n, d] = exp(x[n, d]) / sum_e exp(x[n, e]), with the row's maximum taken off x first.
 *   x, y (N, D).
 *   dx = y * (dy - sum_d(dy * y)). */
#include "core/ops/ops.h"

static mg_status infer(mg_node *node) {
    MG_TRY(mg_op_expect(node, 0, MG_F32, 2));
    mg_op_output(node, 0, MG_F32, node->in[0]->shape);
    return MG_OK;
}

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    mg_tensor *y = node->out[0];
    mg_tensor *mean = mg_sum(g, mg_mul(g, dy[0], y), 1); /* (N, 1): dy's mean under y */
    mean = mg_broadcast(g, mean, 1, y->shape.dims[1]);
    dx[0] = mg_mul(g, y, mg_add(g, dy[0], mg_scale(g, mean, -1)));
}

/* Scalars: N, D. Grid: N rows. */
static void lower(const mg_node *node, mg_kernel *kernel) {
    mg_shape x = node->in[0]->shape;
    mg_kernel_param_u(kernel, x.dims[0]);
    mg_kernel_param_u(kernel, x.dims[1]);
    mg_kernel_grid(kernel, x.dims[0], 1, 1);
}

mg_tensor *mg_softmax(mg_graph *g, mg_tensor *x) {
    return mg_graph_apply(g, &mg_op_softmax, 1, &x, 0, NULL);
}

static int build(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_softmax(g, in[0]);
    return 1;
}

#define CLOSE .tolerance = 1e-6, .reason = "exp to a few ulp, a sum and a quotient"
static const mg_op_case cases[] = {
    {"one", 1, {MG_CASE_REAL(MG_DIMS(1, 1))}, build, CLOSE},
    {"ragged", 1, {MG_CASE_REAL(MG_DIMS(5, 37))}, build, CLOSE},
    {"experts", 1, {MG_CASE_REAL(MG_DIMS(9, 16))}, build, CLOSE},
    {"large values", 1, {MG_CASE_CONST(MG_DIMS(7, 65), -300, 300)}, build, CLOSE},
    {"tasks", 1, {MG_CASE_CONST(MG_DIMS(1025, 33), -5, 5)}, build, CLOSE},
    {"wide rows", 1, {MG_CASE_CONST(MG_DIMS(3, 17001), -5, 5)}, build, CLOSE},
};

const mg_op mg_op_softmax = {
    .name = "softmax",
    .infer = infer,
    .vjp = vjp,
    .lower = lower,
    .n_out = 1,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
