/* nll[n] = lse[n] - logits[n, target[n]],  lse[n] = log sum_v exp(logits[n, v]).
 *   logits (N, V), targets (N) i32, nll (N); second output lse (N), kept for the gradient. A target
 *   outside [0, V) gives nll 0.
 *   dlogits: op cross_entropy_grad. */
#include "core/ops/ops.h"

static mg_status infer(mg_node *node) {
    MG_TRY(mg_op_expect(node, 0, MG_F32, 2));
    MG_TRY(mg_op_expect(node, 1, MG_I32, 1));
    mg_shape rows = MG_SHAPE1(node->in[0]->shape.dims[0]);
    MG_TRY(mg_op_expect_shape(node, 1, rows));
    mg_op_output(node, 0, MG_F32, rows);
    mg_op_output(node, 1, MG_F32, rows);
    return MG_OK;
}

/* lse is internal to the pair of ops: nothing else reads it, so dy[1] is never set. */
static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    mg_tensor *in[] = {node->in[0], node->in[1], node->out[1], dy[0]};
    dx[0] = mg_graph_apply(g, &mg_op_cross_entropy_grad, 4, in, 0, NULL);
}

static void lower(const mg_node *node, mg_kernel *kernel) {
    const int64_t *dims = node->in[0]->shape.dims;
    mg_kernel_param_u(kernel, dims[0]);
    mg_kernel_param_u(kernel, dims[1]);
    mg_kernel_grid(kernel, dims[0], 1, 1); /* rows */
}

mg_tensor *mg_cross_entropy(mg_graph *g, mg_tensor *logits, mg_tensor *targets) {
    return mg_graph_apply(g, &mg_op_cross_entropy, 2, (mg_tensor *[]){logits, targets}, 0, NULL);
}

static int build(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_cross_entropy(g, in[0], in[1]);
    return 1;
}

#define CHECK .tolerance = 1e-6, .reason = "fp32 sum of up to 1,000 exponentials"
static const mg_op_case cases[] = {
    {"one", 2, {MG_CASE_REAL(MG_DIMS(1, 1)), MG_CASE_INTS(MG_DIMS(1), 0, 0)}, build, CHECK},
    {"ragged", 2, {MG_CASE_REAL(MG_DIMS(7, 19)), MG_CASE_INTS(MG_DIMS(7), 0, 18)}, build, CHECK},
    {"ignored", 2, {MG_CASE_REAL(MG_DIMS(9, 5)), MG_CASE_INTS(MG_DIMS(9), -3, 8)}, build, CHECK},
    {"large_logits",
     2,
     {MG_CASE_CONST(MG_DIMS(5, 40), -500, 500), MG_CASE_INTS(MG_DIMS(5), 0, 39)},
     build,
     CHECK},
    {"wide",
     2,
     {MG_CASE_CONST(MG_DIMS(130, 1027), -9, 9), MG_CASE_INTS(MG_DIMS(130), 0, 1026)},
     build,
     CHECK},
};

const mg_op mg_op_cross_entropy = {
    .name = "cross_entropy",
    .infer = infer,
    .vjp = vjp,
    .lower = lower,
    .n_out = 2,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
