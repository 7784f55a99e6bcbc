/* The K experts of each token with the largest scores[n, e] + bias[e], best first.
 *   scores: (N, E), bias: (E), segments: (N) i32, y: (N, K) i32.
 *   Groups: experts form n_group groups of E / n_group neighbours; a group's score is the sum of
 * its group_top best experts (DeepSeek-V2, 2.2.2: 1; V3, 2.1.2: 2); only the topk_group best groups
 *   are used. Ties, of experts and of groups, go to the lower index. NaN counts as -infinity.
 *   A padding token (segments[n] < 0) gives -1.
 *   The bias only selects (Wang et al. 2024): the experts' weights are taken from the scores. */
#include "core/ops/op_moe.h"

enum { TOP_K, N_GROUP, TOPK_GROUP, GROUP_TOP };

#define MAX_GROUPS 32 /* kernels keep the chosen groups in one word */

static mg_status infer(mg_node *node) {
    MG_TRY(mg_op_expect(node, 0, MG_F32, 2));
    int64_t n_tokens = node->in[0]->shape.dims[0], n_experts = node->in[0]->shape.dims[1];
    MG_TRY(mg_op_expect(node, 1, MG_F32, 1));
    MG_TRY(mg_op_expect_shape(node, 1, MG_SHAPE1(n_experts)));
    MG_TRY(mg_op_expect(node, 2, MG_I32, 1));
    MG_TRY(mg_op_expect_shape(node, 2, MG_SHAPE1(n_tokens)));
    long long k = node->attr[TOP_K].i, n_group = node->attr[N_GROUP].i;
    long long topk_group = node->attr[TOPK_GROUP].i, group_top = node->attr[GROUP_TOP].i;
    if (n_group < 1 || n_group > MAX_GROUPS || n_experts % n_group != 0) {
        return mg_fail(
            MG_ERR_ARG,
            "moe_topk: n_group is %lld, want a divisor of %lld experts that is at most %d", n_group,
            (long long)n_experts, MAX_GROUPS);
    }
    long long size = n_experts / n_group;
    if (topk_group < 1 || topk_group > n_group || group_top < 1 || group_top > size) {
        return mg_fail(
            MG_ERR_ARG,
            "moe_topk: topk_group is %lld and group_top %lld, want 1 to %lld and 1 to %lld",
            topk_group, group_top, n_group, size);
    }
    if (k < 1 || k > topk_group * size) {
        return mg_fail(MG_ERR_ARG, "moe_topk: k is %lld, want 1 to %lld (topk_group * group size)",
                       k, topk_group * size);
    }
    mg_op_output(node, 0, MG_I32, MG_SHAPE2(n_tokens, k));
    return MG_OK;
}

/* Scalars: N, E, K, n_group, topk_group, group_top. Grid: N tokens. */
static void lower(const mg_node *node, mg_kernel *kernel) {
    mg_shape scores = node->in[0]->shape;
    mg_kernel_param_u(kernel, scores.dims[0]);
    mg_kernel_param_u(kernel, scores.dims[1]);
    for (int i = TOP_K; i <= GROUP_TOP; i++) mg_kernel_param_u(kernel, node->attr[i].i);
    mg_kernel_grid(kernel, scores.dims[0], 1, 1);
}

mg_tensor *mg_moe_topk(mg_graph *g, mg_tensor *scores, mg_tensor *bias, mg_tensor *segments,
                       const mg_topk_options *options) {
    return mg_graph_apply(g, &mg_op_moe_topk, 3, (mg_tensor *[]){scores, bias, segments}, 4,
                          (mg_attr[]){{.i = options->k},
                                      {.i = options->n_group},
                                      {.i = options->topk_group},
                                      {.i = options->group_top}});
}

static int build_with(mg_graph *g, mg_tensor *const *in, mg_tensor **out, mg_topk_options options) {
    out[0] = mg_moe_topk(g, in[0], in[1], in[2], &options);
    return 1;
}

static int build_top1(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    return build_with(g, in, out, (mg_topk_options){1, 1, 1, 1});
}

static int build_top2(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    return build_with(g, in, out, (mg_topk_options){2, 1, 1, 1});
}

static int build_v2(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    return build_with(g, in, out, (mg_topk_options){4, 4, 2, 1});
}

static int build_v3(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    return build_with(g, in, out, (mg_topk_options){4, 4, 2, 2});
}

static int build_large(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    return build_with(g, in, out, (mg_topk_options){8, 8, 4, 2});
}

/* Few different scores, so that nearly all decisions are ties; negative ones, so that a group that
 * is masked with 0 instead of excluded would win. */
static void fill_ties(int index, double *values, int64_t n) {
    for (int64_t i = 0; i < n; i++) {
        double tie = index == 0 ? -1 - (double)(i * 7 % 5 / 2) : 0;
        values[i] = index == 2 ? (double)(i % 3) : tie;
    }
}

static void fill_nan(int index, double *values, int64_t n) {
    fill_ties(index, values, n);
    if (index != 0) return;
    for (int64_t i = 0; i < n; i += 3) values[i] = __builtin_nan("");
    for (int64_t i = 0; i < n / 4; i++) values[i] = __builtin_nan("");
    for (int64_t i = n / 4; i < n; i += 11) values[i] = i % 2 ? __builtin_inf() : -__builtin_inf();
}

#define EXACT .tolerance = 0, .reason = "indices"
#define ROUTING(n, e)                                                                              \
    MG_CASE_SCORES(n, e), MG_CASE_CONST(MG_DIMS(e), -0.3, 0.3), MG_CASE_SEGMENTS(n)
#define CUSTOM(n, e)                                                                               \
    MG_CASE_CUSTOM(MG_F32, MG_DIMS(n, e)), MG_CASE_CUSTOM(MG_F32, MG_DIMS(e)),                     \
        MG_CASE_CUSTOM(MG_I32, MG_DIMS(n))
static const mg_op_case cases[] = {
    {"top1_of_1", 3, {ROUTING(5, 1)}, build_top1, EXACT},
    {"top1_of_5", 3, {ROUTING(31, 5)}, build_top1, EXACT},
    {"top2_of_8", 3, {ROUTING(700, 8)}, build_top2, EXACT},
    {"v2_groups", 3, {ROUTING(65, 12)}, build_v2, EXACT},
    {"v3_groups", 3, {ROUTING(65, 12)}, build_v3, EXACT},
    {"v3_256", 3, {ROUTING(40, 256)}, build_large, EXACT},
    {"ties", 3, {CUSTOM(30, 12)}, build_v3, .fill = fill_ties, EXACT},
    {"ties_v2", 3, {CUSTOM(30, 12)}, build_v2, .fill = fill_ties, EXACT},
    {"nan", 3, {CUSTOM(30, 12)}, build_v3, .fill = fill_nan, EXACT},
    {"nan_top2", 3, {CUSTOM(30, 7)}, build_top2, .fill = fill_nan, EXACT},
};

const mg_op mg_op_moe_topk = {
    .name = "moe_topk",
    .infer = infer,
    .lower = lower,
    .n_out = 1,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
