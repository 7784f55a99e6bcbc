/* A causal convolution over time, each feature by itself:
 *   y[b, t, d] = sum_j w[j, d] x[b, t - j, d]  over j < K with t - j >= 0 and t, t - j of one
 *   segment.
 *   x, y (B, T, D), w (K, D), segments (B, T) i32 or none; a token of a negative segment (padding)
 *   gives 0 and is not read.
 * reverse: t + j in place of t - j.
 *   dx = conv1d of dy with w in the other direction;  dw: op conv1d_dw. */
#include "core/ops/op_conv1d.h"

enum { REVERSE };

mg_status mg_conv1d_expect(const mg_node *node, int input, int segments) {
    MG_TRY(mg_op_expect(node, input, MG_F32, 3));
    const int64_t *dims = node->in[input]->shape.dims;
    if (node->n_in <= segments) return MG_OK;
    MG_TRY(mg_op_expect(node, segments, MG_I32, 2));
    return mg_op_expect_shape(node, segments, MG_SHAPE2(dims[0], dims[1]));
}

static mg_status infer(mg_node *node) {
    MG_TRY(mg_conv1d_expect(node, 0, 2));
    MG_TRY(mg_op_expect(node, 1, MG_F32, 2));
    mg_shape x = node->in[0]->shape;
    int64_t taps = node->in[1]->shape.dims[0];
    MG_TRY(mg_op_expect_shape(node, 1, MG_SHAPE2(taps, x.dims[2])));
    mg_op_output(node, 0, MG_F32, x);
    return MG_OK;
}

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    mg_tensor *x = node->in[0], *w = node->in[1], *segments = node->n_in == 3 ? node->in[2] : NULL;
    bool reverse = node->attr[REVERSE].i;
    int64_t taps = w->shape.dims[0];
    dx[0] = mg_conv1d_directed(g, dy[0], w, segments, !reverse);
    dx[1] = reverse ? mg_conv1d_dw(g, dy[0], x, segments, taps)
                    : mg_conv1d_dw(g, x, dy[0], segments, taps);
}

/* Scalars: B, T, D, K, reverse, 1 if there are segments. Grid: B * T * D elements. */
static void lower(const mg_node *node, mg_kernel *kernel) {
    const int64_t *dims = node->in[0]->shape.dims;
    for (int i = 0; i < 3; i++) mg_kernel_param_u(kernel, dims[i]);
    mg_kernel_param_u(kernel, node->in[1]->shape.dims[0]);
    mg_kernel_param_u(kernel, node->attr[REVERSE].i);
    mg_kernel_param_u(kernel, node->n_in == 3);
    mg_kernel_grid(kernel, dims[0] * dims[1] * dims[2], 1, 1);
}

mg_tensor *mg_conv1d_directed(mg_graph *g, mg_tensor *x, mg_tensor *w, mg_tensor *segments,
                              bool reverse) {
    return mg_graph_apply(g, &mg_op_conv1d, segments ? 3 : 2, (mg_tensor *[]){x, w, segments}, 1,
                          &(mg_attr){.i = reverse});
}

mg_tensor *mg_conv1d(mg_graph *g, mg_tensor *x, mg_tensor *w, mg_tensor *segments) {
    return mg_conv1d_directed(g, x, w, segments, false);
}

static int build(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_conv1d(g, in[0], in[1], NULL);
    out[1] = mg_conv1d_directed(g, in[0], in[1], NULL, true);
    return 2;
}

static int build_segments(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_conv1d(g, in[0], in[1], in[2]);
    out[1] = mg_conv1d_directed(g, in[0], in[1], in[2], true);
    return 2;
}

#define CLOSE      .tolerance = 1e-6, .reason = "sums of a few products"
#define REAL(...)  MG_CASE_REAL(MG_DIMS(__VA_ARGS__))
#define CONST(...) MG_CASE_CONST(MG_DIMS(__VA_ARGS__), -2, 2)
static const mg_op_case cases[] = {
    {"one", 2, {REAL(1, 1, 1), REAL(1, 1)}, build, CLOSE},
    {"one token", 2, {REAL(2, 1, 5), REAL(4, 5)}, build, CLOSE},
    {"ragged", 2, {REAL(2, 9, 5), REAL(4, 5)}, build, CLOSE},
    {"segments",
     3,
     {REAL(3, 11, 3), REAL(4, 3), MG_CASE_INTS(MG_DIMS(3, 11), -1, 1)},
     build_segments,
     CLOSE},
    {"tasks",
     3,
     {CONST(3, 257, 37), CONST(4, 37), MG_CASE_INTS(MG_DIMS(3, 257), -1, 1)},
     build_segments,
     CLOSE},
    {"wide", 2, {CONST(2, 33, 300), CONST(3, 300)}, build, CLOSE},
};

const mg_op mg_op_conv1d = {
    .name = "conv1d",
    .infer = infer,
    .vjp = vjp,
    .lower = lower,
    .n_out = 1,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
