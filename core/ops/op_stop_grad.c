/* y = x, a view through which no gradient flows.
 *   x: any dtype and shape. */
#include "core/ops/ops.h"

static mg_status infer(mg_node *node) {
    mg_op_output(node, 0, node->in[0]->dtype, node->in[0]->shape);
    return MG_OK;
}

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    (void)g, (void)node, (void)dy, (void)dx;
}

mg_tensor *mg_stop_grad(mg_graph *g, mg_tensor *x) {
    return mg_graph_apply(g, &mg_op_stop_grad, 1, &x, 0, NULL);
}

/* The second factor is a constant to the gradient, and so to the test, which leaves it alone. */
static int build(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_mul(g, in[0], mg_stop_grad(g, mg_scale(g, in[1], 2)));
    return 1;
}

static const mg_op_case cases[] = {
    {"factor",
     2,
     {MG_CASE_REAL(MG_DIMS(5, 33)), MG_CASE_CONST(MG_DIMS(5, 33), -2, 2)},
     build,
     .tolerance = 1e-7,
     .reason = "one rounding"},
};

const mg_op mg_op_stop_grad = {
    .name = "stop_grad",
    .infer = infer,
    .vjp = vjp,
    .n_out = 1,
    .view = true,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
