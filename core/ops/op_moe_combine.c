/* y[n] = sum over k of weight[n, k] * x[slots[n, k]], in the order of k; a negative slot adds
 * nothing.
 *   x: (M, D), M = N * K, weight: (N, K), slots: (N, K) i32, y: (N, D). rows (M) i32 is read by the
 *   gradient alone.
 *   dx[r] = weight[p] dy[p / K] for the pair p = rows[r], dweight[n, k] = <x[slots[n, k]], dy[n]>:
 *   moe_combine_grad. */
#include "core/ops/op_moe.h"

static mg_status infer(mg_node *node) {
    MG_TRY(mg_op_expect(node, 0, MG_F32, 2));
    MG_TRY(mg_op_expect(node, 1, MG_F32, 2));
    MG_TRY(mg_op_expect(node, 2, MG_I32, 2));
    MG_TRY(mg_op_expect(node, 3, MG_I32, 1));
    mg_shape x = node->in[0]->shape, weight = node->in[1]->shape;
    int64_t m = weight.dims[0] * weight.dims[1];
    MG_TRY(mg_op_expect_shape(node, 0, MG_SHAPE2(m, x.dims[1])));
    MG_TRY(mg_op_expect_shape(node, 2, weight));
    MG_TRY(mg_op_expect_shape(node, 3, MG_SHAPE1(m)));
    mg_op_output(node, 0, MG_F32, MG_SHAPE2(weight.dims[0], x.dims[1]));
    return MG_OK;
}

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    mg_node *grad = mg_graph_append(
        g, &mg_op_moe_combine_grad, 5,
        (mg_tensor *[]){dy[0], node->in[0], node->in[1], node->in[2], node->in[3]}, 0, NULL);
    if (!grad) return;
    dx[0] = grad->out[0];
    dx[1] = grad->out[1];
}

/* Scalars: N, D, K. Grid: N * D output elements. */
static void lower(const mg_node *node, mg_kernel *kernel) {
    mg_shape y = node->out[0]->shape;
    mg_kernel_param_u(kernel, y.dims[0]);
    mg_kernel_param_u(kernel, y.dims[1]);
    mg_kernel_param_u(kernel, node->in[1]->shape.dims[1]);
    mg_kernel_grid(kernel, y.dims[0] * y.dims[1], 1, 1);
}

mg_tensor *mg_moe_combine(mg_graph *g, mg_tensor *x, mg_tensor *weight, const mg_moe_rows *rows) {
    return mg_graph_apply(g, &mg_op_moe_combine, 4,
                          (mg_tensor *[]){x, weight, rows->slots, rows->rows}, 0, NULL);
}

/* Inputs: x (M, D), weight (N, K), scores (N, E), segments (N). */
static int build(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    mg_moe_rows rows = mg_case_route(g, in[2], in[3], in[1]->shape.dims[1]);
    out[0] = mg_moe_combine(g, in[0], in[1], &rows);
    return 1;
}

#define SUMS          .tolerance = 3e-7, .reason = "K <= 3 products and sums: a few eps"
#define REAL(...)     MG_CASE_REAL(MG_DIMS(__VA_ARGS__))
#define CONST(...)    MG_CASE_CONST(MG_DIMS(__VA_ARGS__), -2, 2)
#define ROUTING(n, e) MG_CASE_SCORES(n, e), MG_CASE_SEGMENTS(n)
static const mg_op_case cases[] = {
    {"top2", 4, {REAL(14, 5), REAL(7, 2), ROUTING(7, 4)}, build, SUMS},
    {"top1", 4, {REAL(6, 3), REAL(6, 1), ROUTING(6, 3)}, build, SUMS},
    {"idle_experts", 4, {REAL(9, 4), REAL(3, 3), ROUTING(3, 13)}, build, SUMS},
    {"large", 4, {CONST(1503, 67), CONST(501, 3), ROUTING(501, 6)}, build, SUMS},
};

const mg_op mg_op_moe_combine = {
    .name = "moe_combine",
    .infer = infer,
    .vjp = vjp,
    .lower = lower,
    .n_out = 1,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
