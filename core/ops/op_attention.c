/* s[b, t, h, j] = scale * sum_d q[b, t, h, d] k[b, j, g, d],  g = h / (H / G)
 * p = softmax over the visible j;  o[b, t, h] = sum_j p v[b, j, g]
 *   q (B, T, H, Dk), k (B, S, G, Dk), v (B, S, G, >= Dv), o (B, T, H, Dv);
 *   second output lse (B, T, H) = log sum exp of the visible s, kept for the gradient (0 where a
 * query sees nothing; its o is 0). Who is visible: mg_attention_mask in ops.h. dq, dk, dv: op
 * attention_grad. Vaswani et al. 2017; evaluated without the (T, S) matrix as in Dao et al. 2022,
 * arXiv 2205.14135. */
#include "core/ops/op_attention.h"

mg_status mg_attention_check(const mg_node *node, int first_mask) {
    for (int i = 0; i < 3; i++) MG_TRY(mg_op_expect(node, i, MG_F32, 4));
    const int64_t *q = node->in[0]->shape.dims, *k = node->in[1]->shape.dims;
    const int64_t *v = node->in[2]->shape.dims;
    int64_t v_dim = node->attr[MG_ATTENTION_V_DIM].i;
    MG_TRY(mg_op_expect_shape(node, 1, MG_SHAPE4(q[0], k[1], k[2], q[3])));
    MG_TRY(mg_op_expect_shape(node, 2, MG_SHAPE4(q[0], k[1], k[2], v[3])));
    if (k[2] < 1 || q[2] % k[2] != 0 || v_dim < 1 || v_dim > v[3]) {
        return mg_fail(
            MG_ERR_SHAPE, "%s: %lld heads over %lld key heads, values of %lld from %lld features",
            node->op->name, (long long)q[2], (long long)k[2], (long long)v_dim, (long long)v[3]);
    }
    for (int i = 0; i < 4; i++) {
        MG_TRY(mg_op_expect(node, first_mask + i, MG_I32, 2));
        mg_shape shape = MG_SHAPE2(q[0], i < 2 ? q[1] : k[1]);
        MG_TRY(mg_op_expect_shape(node, first_mask + i, shape));
    }
    return MG_OK;
}

void mg_attention_params(const mg_node *node, mg_kernel *kernel) {
    const int64_t *q = node->in[0]->shape.dims, *k = node->in[1]->shape.dims;
    mg_kernel_param_u(kernel, q[0]);
    mg_kernel_param_u(kernel, q[1]);
    mg_kernel_param_u(kernel, k[1]);
    mg_kernel_param_u(kernel, q[2]);
    mg_kernel_param_u(kernel, k[2]);
    mg_kernel_param_u(kernel, q[3]);
    mg_kernel_param_u(kernel, node->attr[MG_ATTENTION_V_DIM].i);
    mg_kernel_param_u(kernel, node->in[2]->shape.dims[3]);
    mg_kernel_param_u(kernel, node->attr[MG_ATTENTION_CAUSAL].i);
    mg_kernel_param_u(kernel, node->attr[MG_ATTENTION_WINDOW].i);
    mg_kernel_param_f(kernel, node->attr[MG_ATTENTION_SCALE].f);
}

static mg_status infer(mg_node *node) {
    MG_TRY(mg_attention_check(node, 3));
    const int64_t *q = node->in[0]->shape.dims;
    mg_op_output(node, 0, MG_F32, MG_SHAPE4(q[0], q[1], q[2], node->attr[MG_ATTENTION_V_DIM].i));
    mg_op_output(node, 1, MG_F32, MG_SHAPE3(q[0], q[1], q[2]));
    return MG_OK;
}

/* lse is internal to the pair of ops: nothing else reads it, so dy[1] is never set. */
static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    mg_tensor *const *in = node->in;
    if (in[1] == in[2]) {
        mg_graph_fail(g, mg_fail(MG_ERR_UNSUPPORTED, "attention over a latent cache has no "
                                                     "gradient"));
        return;
    }
    mg_tensor *inputs[] = {in[0], in[1], in[2], node->out[0], node->out[1],
                           dy[0], in[3], in[4], in[5],        in[6]};
    mg_node *grad =
        mg_graph_append(g, &mg_op_attention_grad, 10, inputs, MG_NODE_ATTRS, node->attr);
    for (int i = 0; grad && i < 3; i++) dx[i] = grad->out[i];
}

static void lower(const mg_node *node, mg_kernel *kernel) {
    const int64_t *q = node->in[0]->shape.dims;
    mg_attention_params(node, kernel);
    mg_kernel_grid(kernel, q[1], q[2], q[0]); /* queries, heads, rows of the batch */
}

static mg_tensor *apply(mg_graph *g, mg_tensor *q, mg_tensor *k, mg_tensor *v, int64_t v_dim,
                        const mg_attention_mask *mask, double scale) {
    mg_tensor *in[] = {q, k, v, mask->q_seg, mask->q_pos, mask->k_seg, mask->k_pos};
    mg_attr attr[] = {
        [MG_ATTENTION_CAUSAL] = {.i = mask->causal},
        [MG_ATTENTION_WINDOW] = {.i = mask->window},
        [MG_ATTENTION_SCALE] = {.f = scale},
        [MG_ATTENTION_V_DIM] = {.i = v_dim},
    };
    return mg_graph_apply(g, &mg_op_attention, 7, in, 4, attr);
}

mg_tensor *mg_attention(mg_graph *g, mg_tensor *q, mg_tensor *k, mg_tensor *v,
                        const mg_attention_mask *mask, double scale) {
    return apply(g, q, k, v, v->shape.dims[3], mask, scale);
}

mg_tensor *mg_attention_latent(mg_graph *g, mg_tensor *q, mg_tensor *k, int64_t v_dim,
                               const mg_attention_mask *mask, double scale) {
    return apply(g, q, k, k, v_dim, mask, scale);
}

static int build_with(mg_graph *g, mg_tensor *const *in, mg_tensor **out, bool causal,
                      int64_t window) {
    mg_attention_mask mask = {causal, window, in[3], in[4], in[5], in[6]};
    out[0] = mg_attention(g, in[0], in[1], in[2], &mask, 0.4);
    return 1;
}

static int build_causal(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    return build_with(g, in, out, true, 0);
}

static int build_full(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    return build_with(g, in, out, false, 0);
}

static int build_window(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    return build_with(g, in, out, true, 3);
}

static int build_full_window(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    return build_with(g, in, out, false, 3);
}

static int build_latent(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    mg_attention_mask mask = {true, 0, in[3], in[4], in[5], in[6]};
    out[0] = mg_attention_latent(g, in[0], in[1], 5, &mask, 0.4);
    return 1;
}

/* One problem: positions count up. */
static void fill_one_segment(int index, double *values, int64_t n) {
    for (int64_t i = 0; i < n; i++) values[i] = index % 2 == 0 ? (double)i : 0;
}

/* Problems of 5 tokens, then 4 tokens of padding; positions restart. */
static void fill_packed(int index, double *values, int64_t n) {
    for (int64_t i = 0; i < n; i++) {
        bool padding = i >= n - 4;
        double segment = padding ? -1 : (double)(i / 5);
        values[i] = index % 2 == 0 ? (double)(i % 5) : segment;
    }
}

/* Two problems token by token, so that visible keys are no contiguous range. */
static void fill_interleaved(int index, double *values, int64_t n) {
    for (int64_t i = 0; i < n; i++) values[i] = index % 2 == 0 ? (double)(i / 2) : (double)(i % 2);
}

/* Keys 0 and 1 are always visible; queries of a third segment see nothing else. */
static void fill_prefix(int index, double *values, int64_t n) {
    for (int64_t i = 0; i < n; i++) {
        double segment = index == 5 && i < 2 ? MG_SEGMENT_ALWAYS : (double)(i % 3 == 2 ? 7 : i % 2);
        values[i] = index % 2 == 0 ? (double)i : segment;
    }
    if (index == 3) values[0] = 9;
}

/* Every query is padding. */
static void fill_padding(int index, double *values, int64_t n) {
    for (int64_t i = 0; i < n; i++) values[i] = index % 2 == 0 ? (double)i : -1;
}

/* One new token per row: its segment is 0 (row 1 has ended: padding) and its position is in the
 * middle of the cache; what lies behind it is not yet written. */
static void fill_decode(int index, double *values, int64_t n) {
    for (int64_t i = 0; i < n; i++) {
        switch (index) {
        case 3:
            values[i] = i == 1 ? -1 : 0;
            break;
        case 4:
            values[i] = (double)(3 + 7 * i);
            break;
        case 5:
            values[i] = 0;
            break;
        default:
            values[i] = (double)(i % 31);
            break;
        }
    }
}

#define MASK(b, t, s)                                                                              \
    MG_CASE_CUSTOM(MG_I32, MG_DIMS(b, t)), MG_CASE_CUSTOM(MG_I32, MG_DIMS(b, t)),                  \
        MG_CASE_CUSTOM(MG_I32, MG_DIMS(b, s)), MG_CASE_CUSTOM(MG_I32, MG_DIMS(b, s))
#define SMALL(b, t, s, h, gr, dk, dv)                                                              \
    {                                                                                              \
        MG_CASE_REAL(MG_DIMS(b, t, h, dk)), MG_CASE_REAL(MG_DIMS(b, s, gr, dk)),                   \
            MG_CASE_REAL(MG_DIMS(b, s, gr, dv)), MASK(b, t, s)                                     \
    }
#define LARGE(b, t, s, h, gr, dk, dv)                                                              \
    {                                                                                              \
        MG_CASE_CONST(MG_DIMS(b, t, h, dk), -2, 2), MG_CASE_CONST(MG_DIMS(b, s, gr, dk), -2, 2),   \
            MG_CASE_CONST(MG_DIMS(b, s, gr, dv), -2, 2), MASK(b, t, s)                             \
    }
#define CHECK .tolerance = 4e-6, .reason = "fp32 scores of magnitude 20 in an exponential"

static const mg_op_case cases[] = {
    {"one", 7, SMALL(1, 1, 1, 1, 1, 2, 3), build_causal, fill_one_segment, CHECK},
    {"causal", 7, SMALL(1, 9, 9, 2, 2, 5, 4), build_causal, fill_one_segment, CHECK},
    {"full", 7, SMALL(1, 9, 9, 2, 2, 5, 4), build_full, fill_one_segment, CHECK},
    {"window", 7, SMALL(1, 11, 11, 1, 1, 4, 4), build_window, fill_one_segment, CHECK},
    {"full_window", 7, SMALL(1, 11, 11, 1, 1, 4, 4), build_full_window, fill_one_segment, CHECK},
    {"packed", 7, SMALL(1, 19, 19, 2, 2, 6, 4), build_causal, fill_packed, CHECK},
    {"packed_full", 7, SMALL(1, 19, 19, 2, 2, 6, 4), build_full, fill_packed, CHECK},
    {"interleaved", 7, SMALL(1, 12, 12, 2, 1, 4, 6), build_causal, fill_interleaved, CHECK},
    {"prefix", 7, SMALL(1, 8, 10, 2, 2, 4, 3), build_causal, fill_prefix, CHECK},
    {"padding", 7, SMALL(1, 5, 5, 2, 2, 4, 3), build_causal, fill_padding, CHECK},
    {"grouped_heads", 7, SMALL(2, 6, 6, 6, 2, 4, 3), build_causal, fill_packed, CHECK},
    {"decode", 7, LARGE(3, 1, 31, 4, 1, 80, 64), build_causal, fill_decode, CHECK},
    {"latent", 7, LARGE(3, 1, 31, 4, 1, 9, 9), build_latent, fill_decode, CHECK},
    {"packed_large", 7, LARGE(3, 133, 133, 4, 4, 48, 32), build_causal, fill_packed, CHECK},
    {"causal_long", 7, LARGE(1, 300, 300, 2, 2, 64, 64), build_causal, fill_one_segment, CHECK},
    {"wide", 7, LARGE(1, 5, 70, 2, 1, 150, 133), build_full, fill_one_segment, CHECK},
    {"many_heads", 7, LARGE(2, 3, 5, 35, 1, 6, 4), build_full, fill_one_segment, CHECK},
    {"full_long", 7, LARGE(1, 300, 300, 2, 2, 64, 64), build_full, fill_one_segment, CHECK},
};

const mg_op mg_op_attention = {
    .name = "attention",
    .infer = infer,
    .vjp = vjp,
    .lower = lower,
    .n_out = 2,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
