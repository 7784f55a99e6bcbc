/* y[e] = a_e^T b_e over the rows that expert e owns.
 *   a: (M, P), b: (M, Q), rows sorted by expert; offsets: (E + 1) i32; y: (E, P, Q).
 *   An expert without rows gives zeros; rows from offsets[E] on are not read.
 *   da[r] = b[r] dy[e]^T, db[r] = a[r] dy[e]: both are grouped_matmul. */
#include "core/ops/op_moe.h"

static mg_status infer(mg_node *node) {
    MG_TRY(mg_op_expect(node, 0, MG_F32, 2));
    MG_TRY(mg_op_expect(node, 1, MG_F32, 2));
    MG_TRY(mg_op_expect(node, 2, MG_I32, 1));
    mg_shape a = node->in[0]->shape, b = node->in[1]->shape;
    MG_TRY(mg_op_expect_shape(node, 1, MG_SHAPE2(a.dims[0], b.dims[1])));
    int64_t n_experts = node->in[2]->shape.dims[0] - 1;
    mg_op_output(node, 0, MG_F32, MG_SHAPE3(n_experts, a.dims[1], b.dims[1]));
    return MG_OK;
}

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    mg_tensor *a = node->in[0], *b = node->in[1], *offsets = node->in[2];
    dx[0] = mg_grouped_matmul(g, b, dy[0], offsets, true);
    dx[1] = mg_grouped_matmul(g, a, dy[0], offsets, false);
}

/* Scalars: M, P, Q, E. Grid: Q x P x E output elements. */
static void lower(const mg_node *node, mg_kernel *kernel) {
    mg_shape y = node->out[0]->shape;
    mg_kernel_param_u(kernel, node->in[0]->shape.dims[0]);
    mg_kernel_param_u(kernel, y.dims[1]);
    mg_kernel_param_u(kernel, y.dims[2]);
    mg_kernel_param_u(kernel, y.dims[0]);
    mg_kernel_grid(kernel, y.dims[2], y.dims[1], y.dims[0]);
}

mg_tensor *mg_grouped_matmul_dw(mg_graph *g, mg_tensor *a, mg_tensor *b, mg_tensor *offsets) {
    return mg_graph_apply(g, &mg_op_grouped_matmul_dw, 3, (mg_tensor *[]){a, b, offsets}, 0, NULL);
}

/* Inputs of the cases: a (M, P), b (M, Q), scores (N, E), segments (N); K = M / N. */
static int build(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    int64_t k = in[0]->shape.dims[0] / in[2]->shape.dims[0];
    out[0] = mg_grouped_matmul_dw(g, in[0], in[1], mg_case_route(g, in[2], in[3], k).offsets);
    return 1;
}

#define SUMS          .tolerance = 4e-6, .reason = "up to 300 rows a sum: sqrt(300) eps = 2e-6"
#define REAL(...)     MG_CASE_REAL(MG_DIMS(__VA_ARGS__))
#define CONST(...)    MG_CASE_CONST(MG_DIMS(__VA_ARGS__), -2, 2)
#define ROUTING(n, e) MG_CASE_SCORES(n, e), MG_CASE_SEGMENTS(n)
static const mg_op_case cases[] = {
    {"small", 4, {REAL(12, 5), REAL(12, 3), ROUTING(6, 4)}, build, SUMS},
    {"idle_experts", 4, {REAL(6, 3), REAL(6, 4), ROUTING(3, 9)}, build, SUMS},
    {"idle_wide", 4, {CONST(6, 4), CONST(6, 150), ROUTING(3, 9)}, build, SUMS},
    {"one_expert", 4, {REAL(7, 4), REAL(7, 2), ROUTING(7, 1)}, build, SUMS},
    {"ragged", 4, {CONST(3 * 61, 33), CONST(3 * 61, 35), ROUTING(61, 7)}, build, SUMS},
    {"wide", 4, {CONST(2 * 300, 140), CONST(2 * 300, 150), ROUTING(300, 5)}, build, SUMS},
};

const mg_op mg_op_grouped_matmul_dw = {
    .name = "grouped_matmul_dw",
    .infer = infer,
    .vjp = vjp,
    .lower = lower,
    .n_out = 1,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
