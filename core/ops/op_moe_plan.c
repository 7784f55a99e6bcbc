/* Sorts the routed pairs (n, k) by expert, stable in the order n * K + k.
 *   experts: (N, K) i32; an entry outside [0, E) is padding and gets no row. M = N * K.
 *   slots: (N, K) i32, the row of each pair, -1 for padding;
 *   rows: (M) i32, the pair n * K + k of each row, -1 from offsets[E] on;
 *   offsets: (E + 1) i32, expert e owns rows offsets[e] .. offsets[e + 1];
 *   load: (E) f32, pairs of each expert. */
#include "core/ops/op_moe.h"

enum { N_EXPERTS };

static mg_status infer(mg_node *node) {
    MG_TRY(mg_op_expect(node, 0, MG_I32, 2));
    mg_shape experts = node->in[0]->shape;
    int64_t n_experts = node->attr[N_EXPERTS].i;
    if (n_experts < 1) {
        return mg_fail(MG_ERR_ARG, "moe_plan: n_experts is %lld, want at least 1",
                       (long long)n_experts);
    }
    mg_op_output(node, 0, MG_I32, experts);
    mg_op_output(node, 1, MG_I32, MG_SHAPE1(experts.dims[0] * experts.dims[1]));
    mg_op_output(node, 2, MG_I32, MG_SHAPE1(n_experts + 1));
    mg_op_output(node, 3, MG_F32, MG_SHAPE1(n_experts));
    return MG_OK;
}

/* Scalars: M, E. Grid: E + 1 scans over all pairs, one for each expert and one for the padding. */
static void lower(const mg_node *node, mg_kernel *kernel) {
    int64_t n_experts = node->attr[N_EXPERTS].i;
    mg_kernel_param_u(kernel, mg_tensor_elements(node->in[0]));
    mg_kernel_param_u(kernel, n_experts);
    mg_kernel_grid(kernel, n_experts + 1, 1, 1);
}

mg_moe_rows mg_moe_plan(mg_graph *g, mg_tensor *experts, int64_t n_experts) {
    mg_node *node = mg_graph_append(g, &mg_op_moe_plan, 1, (mg_tensor *[]){experts}, 1,
                                    (mg_attr[]){{.i = n_experts}});
    if (!node) return (mg_moe_rows){&g->poison, &g->poison, &g->poison, &g->poison};
    return (mg_moe_rows){
        .slots = node->out[0], .rows = node->out[1], .offsets = node->out[2], .load = node->out[3]};
}

mg_moe_rows mg_case_route(mg_graph *g, mg_tensor *scores, mg_tensor *segments, int64_t k) {
    int64_t n_experts = scores->shape.dims[1];
    mg_tensor *bias = mg_fill(g, MG_SHAPE1(n_experts), 0);
    mg_topk_options options = {.k = k, .n_group = 1, .topk_group = 1, .group_top = 1};
    return mg_moe_plan(g, mg_moe_topk(g, scores, bias, segments, &options), n_experts);
}

static int outputs_of(mg_moe_rows rows, mg_tensor **out) {
    out[0] = rows.slots;
    out[1] = rows.rows;
    out[2] = rows.offsets;
    out[3] = rows.load;
    return 4;
}

static int build_5(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    return outputs_of(mg_moe_plan(g, in[0], 5), out);
}

static int build_200(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    return outputs_of(mg_moe_plan(g, in[0], 200), out);
}

static int build_routed(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    return outputs_of(mg_case_route(g, in[0], in[1], 3), out);
}

#define EXACT .tolerance = 0, .reason = "integers"
#define PAIRS(n, k, low, high)                                                                     \
    { MG_CASE_INTS(MG_DIMS(n, k), low, high) }
static const mg_op_case cases[] = {
    {"one_pair", 1, PAIRS(1, 1, 4, 4), build_5, EXACT},
    {"no_padding", 1, PAIRS(37, 1, 0, 4), build_5, EXACT},
    {"all_padding", 1, PAIRS(9, 2, -1, -1), build_5, EXACT},
    {"out_of_range", 1, PAIRS(50, 2, -3, 8), build_5, EXACT},
    {"one_busy_expert", 1, PAIRS(300, 2, 2, 2), build_5, EXACT},
    {"idle_experts", 1, PAIRS(40, 2, -1, 199), build_200, EXACT},
    {"many", 1, PAIRS(4111, 2, -1, 4), build_5, EXACT},
    {"many_experts", 1, PAIRS(1031, 8, -1, 199), build_200, EXACT},
    {"routed", 2, {MG_CASE_SCORES(100, 6), MG_CASE_SEGMENTS(100)}, build_routed, EXACT},
};

const mg_op mg_op_moe_plan = {
    .name = "moe_plan",
    .infer = infer,
    .lower = lower,
    .n_out = 4,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
