/* y[r] = x[rows[r] / K], zeros where rows[r] < 0: every token's features, once for each of its
 * experts, in the experts' order.
 *   x: (N, D), rows: (M) i32, M = N * K, y: (M, D). slots (N, K) i32 is read by the gradient alone.
 *   dx[n] = sum over k of dy[slots[n, k]]: moe_combine with weights 1. */
#include "core/ops/op_moe.h"

static mg_status infer(mg_node *node) {
    MG_TRY(mg_op_expect(node, 0, MG_F32, 2));
    MG_TRY(mg_op_expect(node, 1, MG_I32, 1));
    MG_TRY(mg_op_expect(node, 2, MG_I32, 2));
    mg_shape x = node->in[0]->shape, slots = node->in[2]->shape;
    MG_TRY(mg_op_expect_shape(node, 2, MG_SHAPE2(x.dims[0], slots.dims[1])));
    int64_t m = slots.dims[0] * slots.dims[1];
    MG_TRY(mg_op_expect_shape(node, 1, MG_SHAPE1(m)));
    mg_op_output(node, 0, MG_F32, MG_SHAPE2(m, x.dims[1]));
    return MG_OK;
}

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    mg_moe_rows rows = {.rows = node->in[1], .slots = node->in[2]};
    mg_tensor *ones = mg_fill(g, rows.slots->shape, 1);
    dx[0] = mg_moe_combine(g, dy[0], ones, &rows);
}

/* Scalars: M, D, K. Grid: M * D output elements. */
static void lower(const mg_node *node, mg_kernel *kernel) {
    mg_shape y = node->out[0]->shape;
    mg_kernel_param_u(kernel, y.dims[0]);
    mg_kernel_param_u(kernel, y.dims[1]);
    mg_kernel_param_u(kernel, node->in[2]->shape.dims[1]);
    mg_kernel_grid(kernel, y.dims[0] * y.dims[1], 1, 1);
}

mg_tensor *mg_moe_dispatch(mg_graph *g, mg_tensor *x, const mg_moe_rows *rows) {
    return mg_graph_apply(g, &mg_op_moe_dispatch, 3, (mg_tensor *[]){x, rows->rows, rows->slots}, 0,
                          NULL);
}

static int build_with(mg_graph *g, mg_tensor *const *in, mg_tensor **out, int64_t k) {
    mg_moe_rows rows = mg_case_route(g, in[1], in[2], k);
    out[0] = mg_moe_dispatch(g, in[0], &rows);
    return 1;
}

static int build_1(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    return build_with(g, in, out, 1);
}

static int build_2(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    return build_with(g, in, out, 2);
}

static int build_3(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    return build_with(g, in, out, 3);
}

#define EXACT         .tolerance = 0, .reason = "a copy"
#define ROUTING(n, e) MG_CASE_SCORES(n, e), MG_CASE_SEGMENTS(n)
static const mg_op_case cases[] = {
    {"top2", 3, {MG_CASE_REAL(MG_DIMS(7, 5)), ROUTING(7, 4)}, build_2, EXACT},
    {"top1", 3, {MG_CASE_REAL(MG_DIMS(6, 3)), ROUTING(6, 3)}, build_1, EXACT},
    {"idle_experts", 3, {MG_CASE_REAL(MG_DIMS(3, 4)), ROUTING(3, 13)}, build_3, EXACT},
    {"large", 3, {MG_CASE_CONST(MG_DIMS(501, 67), -2, 2), ROUTING(501, 6)}, build_3, EXACT},
};

const mg_op mg_op_moe_dispatch = {
    .name = "moe_dispatch",
    .infer = infer,
    .vjp = vjp,
    .lower = lower,
    .n_out = 1,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
