/* dlogits[n, v] = dnll[n] * (exp(logits[n, v] - lse[n]) - [v == target[n]]), 0 for an ignored
 * target. logits (N, V), targets (N) i32, lse (N), dnll (N). No gradient of its own: training needs
 * none. */
#include "core/ops/ops.h"

static mg_status infer(mg_node *node) {
    MG_TRY(mg_op_expect(node, 0, MG_F32, 2));
    mg_shape logits = node->in[0]->shape, rows = MG_SHAPE1(logits.dims[0]);
    for (int i = 1; i < 4; i++) MG_TRY(mg_op_expect_shape(node, i, rows));
    mg_op_output(node, 0, MG_F32, logits);
    return MG_OK;
}

static void lower(const mg_node *node, mg_kernel *kernel) {
    const int64_t *dims = node->in[0]->shape.dims;
    mg_kernel_param_u(kernel, dims[0]);
    mg_kernel_param_u(kernel, dims[1]);
    mg_kernel_grid(kernel, dims[0], 1, 1); /* rows */
}

/* Through the forward op, so that lse belongs to the logits. */
static int build(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    mg_tensor *nll = mg_cross_entropy(g, in[0], in[1]);
    if (mg_graph_status(g) != MG_OK) return 0;
    mg_tensor *dx[MG_NODE_INPUTS] = {NULL};
    mg_op_cross_entropy.vjp(g, nll->node, &in[2], dx);
    out[0] = dx[0];
    return 1;
}

#define CHECK .tolerance = 2e-6, .reason = "fp32 exponentials", .forward_only = true
static const mg_op_case cases[] = {
    {"ragged",
     3,
     {MG_CASE_REAL(MG_DIMS(9, 19)), MG_CASE_INTS(MG_DIMS(9), -2, 20), MG_CASE_REAL(MG_DIMS(9))},
     build,
     CHECK},
    {"wide",
     3,
     {MG_CASE_REAL(MG_DIMS(130, 1027)), MG_CASE_INTS(MG_DIMS(130), 0, 1026),
      MG_CASE_REAL(MG_DIMS(130))},
     build,
     CHECK},
};

const mg_op mg_op_cross_entropy_grad = {
    .name = "cross_entropy_grad",
    .infer = infer,
    .lower = lower,
    .n_out = 1,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
