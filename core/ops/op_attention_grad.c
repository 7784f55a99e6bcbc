/* With p = exp(s - lse) for visible pairs, delta[b, t, h] = sum_d o do:
 *   dv[j] = sum_{t, h of the group} p do
 *   ds    = p (do . v[j] - delta)
 *   dq    = scale * sum_j ds k[j],   dk[j] = scale * sum_{t, h of the group} ds q
 *   inputs q, k, v, o, lse, do, q_seg, q_pos, k_seg, k_pos; outputs dq, dk, dv.
 *   No gradient of its own: training needs none. */
#include "core/ops/op_attention.h"

static mg_status infer(mg_node *node) {
    MG_TRY(mg_attention_check(node, 6));
    const int64_t *q = node->in[0]->shape.dims;
    mg_shape o = MG_SHAPE4(q[0], q[1], q[2], node->attr[MG_ATTENTION_V_DIM].i);
    MG_TRY(mg_op_expect_shape(node, 3, o));
    MG_TRY(mg_op_expect_shape(node, 4, MG_SHAPE3(q[0], q[1], q[2])));
    MG_TRY(mg_op_expect_shape(node, 5, o));
    for (int i = 0; i < 3; i++) mg_op_output(node, i, MG_F32, node->in[i]->shape);
    return MG_OK;
}

static void lower(const mg_node *node, mg_kernel *kernel) {
    const int64_t *q = node->in[0]->shape.dims, *k = node->in[1]->shape.dims;
    mg_attention_params(node, kernel);
    /* T queries (dq) and S keys (dk, dv), heads, rows of the batch; a kernel whose unit is a key
     * head does nothing for y >= G in the second half. */
    mg_kernel_grid(kernel, q[1] + k[1], q[2], q[0]);
}

/* The forward op and its gradient in one graph, so that o and lse belong to q, k, v. */
static int build_with(mg_graph *g, mg_tensor *const *in, mg_tensor **out, bool causal,
                      int64_t window) {
    mg_attention_mask mask = {causal, window, in[3], in[4], in[5], in[6]};
    mg_tensor *o = mg_attention(g, in[0], in[1], in[2], &mask, 0.3);
    if (mg_graph_status(g) != MG_OK) return 0;
    mg_tensor *dx[MG_NODE_INPUTS] = {NULL};
    mg_op_attention.vjp(g, o->node, &in[7], dx);
    for (int i = 0; i < 3; i++) out[i] = dx[i];
    return 3;
}

static int build(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    return build_with(g, in, out, true, 0);
}

static int build_full_window(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    return build_with(g, in, out, false, 20);
}

static void fill(int index, double *values, int64_t n) {
    for (int64_t i = 0; i < n; i++) {
        double segment = i >= n - 3 ? -1 : (double)(i / 16);
        values[i] = index % 2 == 0 ? (double)(i % 16) : segment;
    }
}

/* One problem: positions count up. */
static void fill_one_segment(int index, double *values, int64_t n) {
    for (int64_t i = 0; i < n; i++) values[i] = index % 2 == 0 ? (double)i : 0;
}

/* Every key is visible to everyone, in another row, too; no query is padding. */
static void fill_always(int index, double *values, int64_t n) {
    for (int64_t i = 0; i < n; i++) {
        double segment = index == 5 ? MG_SEGMENT_ALWAYS : 3;
        values[i] = index % 2 == 0 ? (double)i : segment;
    }
}

#define INPUTS(b, t, h, gr, dk, dv)                                                                \
    {                                                                                              \
        MG_CASE_CONST(MG_DIMS(b, t, h, dk), -2, 2), MG_CASE_CONST(MG_DIMS(b, t, gr, dk), -2, 2),   \
            MG_CASE_CONST(MG_DIMS(b, t, gr, dv), -2, 2), MG_CASE_CUSTOM(MG_I32, MG_DIMS(b, t)),    \
            MG_CASE_CUSTOM(MG_I32, MG_DIMS(b, t)), MG_CASE_CUSTOM(MG_I32, MG_DIMS(b, t)),          \
            MG_CASE_CUSTOM(MG_I32, MG_DIMS(b, t)), MG_CASE_CONST(MG_DIMS(b, t, h, dv), -1, 1)      \
    }
#define CHECK                                                                                      \
    .tolerance = 8e-6, .reason = "fp32 scores of magnitude 20 in an exponential, summed",          \
    .forward_only = true

static const mg_op_case cases[] = {
    {"small", 8, INPUTS(1, 19, 2, 2, 5, 4), build, fill, CHECK},
    {"grouped_heads", 8, INPUTS(2, 21, 6, 2, 8, 7), build, fill, CHECK},
    {"always", 8, INPUTS(2, 17, 2, 1, 8, 7), build, fill_always, CHECK},
    {"causal_long", 8, INPUTS(1, 150, 2, 1, 20, 12), build, fill_one_segment, CHECK},
    {"full_window", 8, INPUTS(1, 90, 2, 2, 6, 5), build_full_window, fill_one_segment, CHECK},
    {"wide", 8, INPUTS(1, 70, 2, 1, 150, 133), build, fill_one_segment, CHECK},
    {"many_heads", 8, INPUTS(1, 4, 35, 1, 6, 4), build, fill_one_segment, CHECK},
    {"packed_large", 8, INPUTS(3, 133, 4, 4, 48, 32), build, fill, CHECK},
};

const mg_op mg_op_attention_grad = {
    .name = "attention_grad",
    .infer = infer,
    .lower = lower,
    .n_out = 3,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
