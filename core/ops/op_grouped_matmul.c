/* y[r] = x[r] w[e]^T (transpose_w) or x[r] w[e], for the expert e that owns row r.
 *   x: (M, I), rows sorted by expert; offsets: (E + 1) i32, expert e owns rows offsets[e] ..
 *   offsets[e + 1]; w: (E, O, I) if transpose_w, else (E, I, O); y: (M, O).
 *   Rows from offsets[E] on are padding: y = 0 there.
 *   dx[r] = dy[r] w[e] (the same op with the other transposition); dw[e] = dy_e^T x_e, or x_e^T
 *   dy_e: grouped_matmul_dw. */
#include "core/ops/op_moe.h"

enum { TRANSPOSE_W };

static mg_status infer(mg_node *node) {
    MG_TRY(mg_op_expect(node, 0, MG_F32, 2));
    MG_TRY(mg_op_expect(node, 1, MG_F32, 3));
    MG_TRY(mg_op_expect(node, 2, MG_I32, 1));
    bool transpose = node->attr[TRANSPOSE_W].i;
    mg_shape x = node->in[0]->shape, w = node->in[1]->shape;
    int64_t n_out = w.dims[transpose ? 1 : 2];
    MG_TRY(mg_op_expect_shape(node, 1,
                              transpose ? MG_SHAPE3(w.dims[0], n_out, x.dims[1])
                                        : MG_SHAPE3(w.dims[0], x.dims[1], n_out)));
    MG_TRY(mg_op_expect_shape(node, 2, MG_SHAPE1(w.dims[0] + 1)));
    mg_op_output(node, 0, MG_F32, MG_SHAPE2(x.dims[0], n_out));
    return MG_OK;
}

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    mg_tensor *x = node->in[0], *w = node->in[1], *offsets = node->in[2];
    bool transpose = node->attr[TRANSPOSE_W].i;
    dx[0] = mg_grouped_matmul(g, dy[0], w, offsets, !transpose);
    dx[1] = transpose ? mg_grouped_matmul_dw(g, dy[0], x, offsets)
                      : mg_grouped_matmul_dw(g, x, dy[0], offsets);
}

/* Scalars: M, I, O, E, transpose_w. Grid: O x M output elements. */
static void lower(const mg_node *node, mg_kernel *kernel) {
    mg_shape x = node->in[0]->shape, y = node->out[0]->shape;
    mg_kernel_param_u(kernel, x.dims[0]);
    mg_kernel_param_u(kernel, x.dims[1]);
    mg_kernel_param_u(kernel, y.dims[1]);
    mg_kernel_param_u(kernel, node->in[1]->shape.dims[0]);
    mg_kernel_param_u(kernel, node->attr[TRANSPOSE_W].i);
    mg_kernel_grid(kernel, y.dims[1], x.dims[0], 1);
}

mg_tensor *mg_grouped_matmul(mg_graph *g, mg_tensor *x, mg_tensor *w, mg_tensor *offsets,
                             bool transpose_w) {
    return mg_graph_apply(g, &mg_op_grouped_matmul, 3, (mg_tensor *[]){x, w, offsets}, 1,
                          (mg_attr[]){{.i = transpose_w}});
}

/* Inputs of the cases: x (M, I), w, scores (N, E), segments (N); K = M / N. */
static mg_tensor *route_offsets(mg_graph *g, mg_tensor *const *in) {
    return mg_case_route(g, in[2], in[3], in[0]->shape.dims[0] / in[2]->shape.dims[0]).offsets;
}

static int build_transposed(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_grouped_matmul(g, in[0], in[1], route_offsets(g, in), true);
    return 1;
}

static int build_plain(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_grouped_matmul(g, in[0], in[1], route_offsets(g, in), false);
    return 1;
}

#define SHORT         .tolerance = 1e-6, .reason = "I <= 64: sqrt(I) eps = 1e-6, as for matmul"
#define LONG          .tolerance = 4e-6, .reason = "I <= 1024: sqrt(I) eps = 4e-6, as for matmul"
#define REAL(...)     MG_CASE_REAL(MG_DIMS(__VA_ARGS__))
#define CONST(...)    MG_CASE_CONST(MG_DIMS(__VA_ARGS__), -2, 2)
#define ROUTING(n, e) MG_CASE_SCORES(n, e), MG_CASE_SEGMENTS(n)
static const mg_op_case cases[] = {
    {"transposed", 4, {REAL(12, 5), REAL(4, 3, 5), ROUTING(6, 4)}, build_transposed, SHORT},
    {"plain", 4, {REAL(12, 5), REAL(4, 5, 3), ROUTING(6, 4)}, build_plain, SHORT},
    {"idle_experts", 4, {REAL(6, 3), REAL(9, 4, 3), ROUTING(3, 9)}, build_transposed, SHORT},
    {"padding_wide", 4, {CONST(8, 3), CONST(2, 150, 3), ROUTING(8, 2)}, build_transposed, SHORT},
    {"one_expert", 4, {REAL(7, 4), REAL(1, 4, 2), ROUTING(7, 1)}, build_plain, SHORT},
    {"ragged", 4, {CONST(3 * 61, 33), CONST(7, 35, 33), ROUTING(61, 7)}, build_transposed, SHORT},
    {"ragged_plain", 4, {CONST(3 * 61, 33), CONST(7, 33, 35), ROUTING(61, 7)}, build_plain, SHORT},
    {"wide", 4, {CONST(2 * 300, 300), CONST(5, 140, 300), ROUTING(300, 5)}, build_transposed, LONG},
    {"wide_plain",
     4,
     {CONST(2 * 300, 300), CONST(5, 300, 140), ROUTING(300, 5)},
     build_plain,
     LONG},
};

const mg_op mg_op_grouped_matmul = {
    .name = "grouped_matmul",
    .infer = infer,
    .vjp = vjp,
    .lower = lower,
    .n_out = 1,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
