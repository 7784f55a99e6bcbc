/* dw[j, d] = sum_{b, t} dy[b, t, d] x[b, t - j, d]  over pairs of tokens of one segment.
 *   x, dy (B, T, D), segments (B, T) i32 or none, dw (K, D).
 *   For a cotangent c (K, D): d/dx = conv1d of dy with c in reverse, d/ddy = conv1d of x with c. */
#include "core/ops/op_conv1d.h"

enum { TAPS };

static mg_status infer(mg_node *node) {
    MG_TRY(mg_conv1d_expect(node, 0, 2));
    mg_shape x = node->in[0]->shape;
    MG_TRY(mg_op_expect(node, 1, MG_F32, 3));
    MG_TRY(mg_op_expect_shape(node, 1, x));
    mg_op_output(node, 0, MG_F32, MG_SHAPE2(node->attr[TAPS].i, x.dims[2]));
    return MG_OK;
}

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *grad, mg_tensor **dx) {
    mg_tensor *segments = node->n_in == 3 ? node->in[2] : NULL;
    dx[0] = mg_conv1d_directed(g, node->in[1], grad[0], segments, true);
    dx[1] = mg_conv1d_directed(g, node->in[0], grad[0], segments, false);
}

/* Scalars: B, T, D, K, 1 if there are segments. Grid: D columns x K taps. */
static void lower(const mg_node *node, mg_kernel *kernel) {
    const int64_t *dims = node->in[0]->shape.dims;
    for (int i = 0; i < 3; i++) mg_kernel_param_u(kernel, dims[i]);
    mg_kernel_param_u(kernel, node->attr[TAPS].i);
    mg_kernel_param_u(kernel, node->n_in == 3);
    mg_kernel_grid(kernel, dims[2], node->attr[TAPS].i, 1);
}

mg_tensor *mg_conv1d_dw(mg_graph *g, mg_tensor *x, mg_tensor *dy, mg_tensor *segments,
                        int64_t kernel) {
    return mg_graph_apply(g, &mg_op_conv1d_dw, segments ? 3 : 2, (mg_tensor *[]){x, dy, segments},
                          1, &(mg_attr){.i = kernel});
}

static int build(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_conv1d_dw(g, in[0], in[1], NULL, 4);
    return 1;
}

static int build_segments(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_conv1d_dw(g, in[0], in[1], in[2], 3);
    return 1;
}

#define CLOSE      .tolerance = 2e-6, .reason = "sums of sums of 64 products"
#define REAL(...)  MG_CASE_REAL(MG_DIMS(__VA_ARGS__))
#define CONST(...) MG_CASE_CONST(MG_DIMS(__VA_ARGS__), -2, 2)
static const mg_op_case cases[] = {
    {"one", 2, {REAL(1, 1, 1), REAL(1, 1, 1)}, build, CLOSE},
    {"ragged", 2, {REAL(2, 9, 5), REAL(2, 9, 5)}, build, CLOSE},
    {"segments",
     3,
     {REAL(3, 11, 3), REAL(3, 11, 3), MG_CASE_INTS(MG_DIMS(3, 11), -1, 1)},
     build_segments,
     CLOSE},
    {"tall",
     3,
     {CONST(3, 1031, 35), CONST(3, 1031, 35), MG_CASE_INTS(MG_DIMS(3, 1031), -1, 0)},
     build_segments,
     CLOSE},
    {"wide", 2, {CONST(2, 33, 300), CONST(2, 33, 300)}, build, CLOSE},
};

const mg_op mg_op_conv1d_dw = {
    .name = "conv1d_dw",
    .infer = infer,
    .vjp = vjp,
    .lower = lower,
    .n_out = 1,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
