/* dx[n, e] = sum of dy[n, k] over the k with index[n, k] = e: the gradient of take.
 *   dy: (N, K), index: (N, K) i32, dx: (N, E).
 *   Linear in dy, so its gradient is take. */
#include "core/ops/op_moe.h"

enum { N_EXPERTS };

static mg_status infer(mg_node *node) {
    MG_TRY(mg_op_expect(node, 0, MG_F32, 2));
    MG_TRY(mg_op_expect(node, 1, MG_I32, 2));
    MG_TRY(mg_op_expect_shape(node, 1, node->in[0]->shape));
    mg_op_output(node, 0, MG_F32, MG_SHAPE2(node->in[0]->shape.dims[0], node->attr[N_EXPERTS].i));
    return MG_OK;
}

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    dx[0] = mg_take(g, dy[0], node->in[1]);
}

/* Scalars: E, K, n = N * E. Grid: n output elements. */
static void lower(const mg_node *node, mg_kernel *kernel) {
    int64_t n = mg_tensor_elements(node->out[0]);
    mg_kernel_param_u(kernel, node->attr[N_EXPERTS].i);
    mg_kernel_param_u(kernel, node->in[1]->shape.dims[1]);
    mg_kernel_param_u(kernel, n);
    mg_kernel_grid(kernel, n, 1, 1);
}

mg_tensor *mg_take_grad(mg_graph *g, mg_tensor *dy, mg_tensor *index, int64_t n_experts) {
    return mg_graph_apply(g, &mg_op_take_grad, 2, (mg_tensor *[]){dy, index}, 1,
                          (mg_attr[]){{.i = n_experts}});
}

/* Inputs: dy, scores, bias, segments; the index comes from moe_topk. */
static int build(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    mg_topk_options options = {
        .k = in[0]->shape.dims[1], .n_group = 1, .topk_group = 1, .group_top = 1};
    mg_tensor *index = mg_moe_topk(g, in[1], in[2], in[3], &options);
    out[0] = mg_take_grad(g, in[0], index, in[1]->shape.dims[1]);
    return 1;
}

#define EXACT         .tolerance = 0, .reason = "a copy: the indices of a row are distinct"
#define ROUTING(n, e) MG_CASE_SCORES(n, e), MG_CASE_CONST(MG_DIMS(e), -1, 1), MG_CASE_SEGMENTS(n)
static const mg_op_case cases[] = {
    {"top3_of_7", 4, {MG_CASE_REAL(MG_DIMS(8, 3)), ROUTING(8, 7)}, build, EXACT},
    {"one_of_five", 4, {MG_CASE_REAL(MG_DIMS(9, 1)), ROUTING(9, 5)}, build, EXACT},
    {"all", 4, {MG_CASE_REAL(MG_DIMS(4, 3)), ROUTING(4, 3)}, build, EXACT},
    {"many", 4, {MG_CASE_CONST(MG_DIMS(2001, 2), -2, 2), ROUTING(2001, 12)}, build, EXACT},
};

const mg_op mg_op_take_grad = {
    .name = "take_grad",
    .infer = infer,
    .vjp = vjp,
    .lower = lower,
    .n_out = 1,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
