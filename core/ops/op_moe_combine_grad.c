/* The gradient of moe_combine.
 *   dy: (N, D), x: (M, D), weight: (N, K), slots: (N, K) i32, rows: (M) i32, M = N * K.
 *   dx: (M, D), dx[r] = weight[p] dy[p / K] for the pair p = rows[r], zeros where rows[r] < 0;
 *   dweight: (N, K), dweight[n, k] = <x[slots[n, k]], dy[n]>, 0 where the slot is negative.
 *   Not differentiated again: no model here needs the Hessian of its routing. */
#include "core/ops/op_moe.h"

static mg_status infer(mg_node *node) {
    MG_TRY(mg_op_expect(node, 0, MG_F32, 2));
    MG_TRY(mg_op_expect(node, 1, MG_F32, 2));
    MG_TRY(mg_op_expect(node, 2, MG_F32, 2));
    MG_TRY(mg_op_expect(node, 3, MG_I32, 2));
    MG_TRY(mg_op_expect(node, 4, MG_I32, 1));
    mg_shape x = node->in[1]->shape, weight = node->in[2]->shape;
    int64_t m = weight.dims[0] * weight.dims[1];
    MG_TRY(mg_op_expect_shape(node, 0, MG_SHAPE2(weight.dims[0], x.dims[1])));
    MG_TRY(mg_op_expect_shape(node, 1, MG_SHAPE2(m, x.dims[1])));
    MG_TRY(mg_op_expect_shape(node, 3, weight));
    MG_TRY(mg_op_expect_shape(node, 4, MG_SHAPE1(m)));
    mg_op_output(node, 0, MG_F32, x);
    mg_op_output(node, 1, MG_F32, weight);
    return MG_OK;
}

/* Scalars: M, D, K. Grid: M; unit i serves the pair i, and clears row i if that is padding, so that
 * every output has one writer. */
static void lower(const mg_node *node, mg_kernel *kernel) {
    mg_shape x = node->in[1]->shape;
    mg_kernel_param_u(kernel, x.dims[0]);
    mg_kernel_param_u(kernel, x.dims[1]);
    mg_kernel_param_u(kernel, node->in[2]->shape.dims[1]);
    mg_kernel_grid(kernel, x.dims[0], 1, 1);
}

/* Inputs: dy (N, D), x (M, D), weight (N, K), scores (N, E), segments (N). */
static int build(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    mg_moe_rows rows = mg_case_route(g, in[3], in[4], in[2]->shape.dims[1]);
    mg_node *node =
        mg_graph_append(g, &mg_op_moe_combine_grad, 5,
                        (mg_tensor *[]){in[0], in[1], in[2], rows.slots, rows.rows}, 0, NULL);
    out[0] = node ? node->out[0] : &g->poison;
    out[1] = node ? node->out[1] : &g->poison;
    return 2;
}

#define SUMS          .tolerance = 1e-6, .reason = "sums of D <= 67 products: sqrt(D) eps"
#define CONST(...)    MG_CASE_CONST(MG_DIMS(__VA_ARGS__), -2, 2)
#define ROUTING(n, e) MG_CASE_SCORES(n, e), MG_CASE_SEGMENTS(n)
static const mg_op_case cases[] = {
    {"top2", 5, {CONST(7, 5), CONST(14, 5), CONST(7, 2), ROUTING(7, 4)}, build, SUMS},
    {"top1", 5, {CONST(6, 3), CONST(6, 3), CONST(6, 1), ROUTING(6, 3)}, build, SUMS},
    {"idle_experts", 5, {CONST(3, 4), CONST(9, 4), CONST(3, 3), ROUTING(3, 13)}, build, SUMS},
    {"large", 5, {CONST(501, 67), CONST(1503, 67), CONST(501, 3), ROUTING(501, 6)}, build, SUMS},
};

const mg_op mg_op_moe_combine_grad = {
    .name = "moe_combine_grad",
    .infer = infer,
    .lower = lower,
    .n_out = 2,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
