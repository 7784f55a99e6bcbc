/* bias[e] += speed[0] * sign(mean(load) - load[e]), in place: an expert with more than its share of
 * tokens becomes less attractive, without a loss term (DeepSeek-V3, 2.1.2; Wang et al. 2024).
 *   bias, load (E); speed (1). Not differentiable. */
#include "core/ops/ops.h"

static mg_status infer(mg_node *node) {
    MG_TRY(mg_op_expect(node, 0, MG_F32, 1));
    MG_TRY(mg_op_expect(node, 1, MG_F32, 1));
    MG_TRY(mg_op_expect_shape(node, 1, node->in[0]->shape));
    MG_TRY(mg_op_expect(node, 2, MG_F32, 1));
    MG_TRY(mg_op_expect_shape(node, 2, MG_SHAPE1(1)));
    mg_op_output(node, 0, MG_F32, node->in[0]->shape);
    return MG_OK;
}

/* Scalars: E. Grid: E experts. */
static void lower(const mg_node *node, mg_kernel *kernel) {
    mg_kernel_param_u(kernel, mg_tensor_elements(node->in[0]));
    mg_kernel_grid(kernel, mg_tensor_elements(node->in[0]), 1, 1);
}

mg_tensor *mg_router_bias_update(mg_graph *g, mg_tensor *bias, mg_tensor *load, mg_tensor *speed) {
    return mg_graph_apply(g, &mg_op_router_bias_update, 3, (mg_tensor *[]){bias, load, speed}, 0,
                          NULL);
}

static int build(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_router_bias_update(g, in[0], in[1], in[2]);
    return 1;
}

/* Loads are counts; the mean of 0, 3, 6, 0, 3, 6, .. is met by every third expert. */
static void fill(int index, double *values, int64_t n) {
    for (int64_t i = 0; i < n; i++) {
        values[i] = index == 0 ? (double)(i % 5) / 8 : index == 1 ? (double)(i % 3 * 3) : 0.125;
    }
}

static void fill_idle(int index, double *values, int64_t n) {
    for (int64_t i = 0; i < n; i++) values[i] = index == 1 ? 0 : 0.125;
}

/* A mean that is no integer. */
static void fill_uneven(int index, double *values, int64_t n) {
    for (int64_t i = 0; i < n; i++) values[i] = index == 1 ? (double)(1000 + i * 7 % 13) : 0.125;
}

#define EXACT   .tolerance = 1e-7, .reason = "one rounding", .forward_only = true
#define REAL(n) MG_CASE_CUSTOM(MG_F32, MG_DIMS(n))
#define EXPERTS(n)                                                                                 \
    { REAL(n), REAL(n), REAL(1) }
static const mg_op_case cases[] = {
    {"one", 3, EXPERTS(1), build, fill, EXACT},
    {"three loads", 3, EXPERTS(33), build, fill, EXACT},
    {"nothing routed", 3, EXPERTS(16), build, fill_idle, EXACT},
    {"uneven", 3, EXPERTS(259), build, fill_uneven, EXACT},
};

const mg_op mg_op_router_bias_update = {
    .name = "router_bias_update",
    .infer = infer,
    .lower = lower,
    .n_out = 1,
    .writes = {1},
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
