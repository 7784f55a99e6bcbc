/* y[n, k] = x[n, index[n, k]], 0 where the index is negative.
 *   x: (N, E), index: (N, K) i32 with entries below E that are distinct within a row, y: (N, K).
 *   dx = take_grad(dy, index). */
#include "core/ops/op_moe.h"

static mg_status infer(mg_node *node) {
    MG_TRY(mg_op_expect(node, 0, MG_F32, 2));
    MG_TRY(mg_op_expect(node, 1, MG_I32, 2));
    mg_shape index = node->in[1]->shape;
    MG_TRY(mg_op_expect_shape(node, 1, MG_SHAPE2(node->in[0]->shape.dims[0], index.dims[1])));
    mg_op_output(node, 0, MG_F32, index);
    return MG_OK;
}

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    dx[0] = mg_take_grad(g, dy[0], node->in[1], node->in[0]->shape.dims[1]);
}

/* Scalars: E, K, n = N * K. Grid: n output elements. */
static void lower(const mg_node *node, mg_kernel *kernel) {
    int64_t n = mg_tensor_elements(node->out[0]);
    mg_kernel_param_u(kernel, node->in[0]->shape.dims[1]);
    mg_kernel_param_u(kernel, node->in[1]->shape.dims[1]);
    mg_kernel_param_u(kernel, n);
    mg_kernel_grid(kernel, n, 1, 1);
}

mg_tensor *mg_take(mg_graph *g, mg_tensor *x, mg_tensor *index) {
    return mg_graph_apply(g, &mg_op_take, 2, (mg_tensor *[]){x, index}, 0, NULL);
}

static int build_any(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_take(g, in[0], in[1]);
    return 1;
}

/* Inputs: x, scores, bias, segments; the index comes from moe_topk. */
static int build_top3(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    mg_topk_options options = {.k = 3, .n_group = 1, .topk_group = 1, .group_top = 1};
    out[0] = mg_take(g, in[0], mg_moe_topk(g, in[1], in[2], in[3], &options));
    return 1;
}

#define EXACT     .tolerance = 0, .reason = "a copy"
#define REAL(...) MG_CASE_REAL(MG_DIMS(__VA_ARGS__))
static const mg_op_case cases[] = {
    {"one_of_five", 2, {REAL(9, 5), MG_CASE_INTS(MG_DIMS(9, 1), -1, 4)}, build_any, EXACT},
    {"top3_of_7",
     4,
     {REAL(8, 7), MG_CASE_SCORES(8, 7), MG_CASE_CONST(MG_DIMS(7), -1, 1), MG_CASE_SEGMENTS(8)},
     build_top3,
     EXACT},
    {"many",
     2,
     {MG_CASE_CONST(MG_DIMS(9001, 12), -2, 2), MG_CASE_INTS(MG_DIMS(9001, 2), -1, 11)},
     build_any,
     EXACT},
};

const mg_op mg_op_take = {
    .name = "take",
    .infer = infer,
    .vjp = vjp,
    .lower = lower,
    .n_out = 1,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
