/* dx = r u - x r^3 s,  u = w dy,  s[n] = mean_d(x u).
 *   x, dy, dx (N, D), w (D), r (N).
 *   For a cotangent c, with t[n] = mean_d(x c):
 *     d/du = r c - x r^3 t (the map is symmetric in u and c), so d/ddy = w d/du, d/dw = sum_n dy
 * d/du d/dx = -r^3 (s c + t u) d/dr = sum_d c (u - 3 r^2 s x) */
#include "core/ops/op_rms_norm.h"

mg_tensor *mg_per_row(mg_graph *g, mg_tensor *value, const mg_tensor *like) {
    mg_tensor *column = mg_reshape(g, value, MG_SHAPE2(like->shape.dims[0], 1));
    return mg_broadcast(g, column, 1, like->shape.dims[1]);
}

mg_tensor *mg_per_column(mg_graph *g, mg_tensor *value, const mg_tensor *like) {
    mg_tensor *row = mg_reshape(g, value, MG_SHAPE2(1, like->shape.dims[1]));
    return mg_broadcast(g, row, 0, like->shape.dims[0]);
}

mg_tensor *mg_row_sum(mg_graph *g, mg_tensor *x) {
    return mg_reshape(g, mg_sum(g, x, 1), MG_SHAPE1(x->shape.dims[0]));
}

mg_tensor *mg_column_sum(mg_graph *g, mg_tensor *x) {
    return mg_reshape(g, mg_sum(g, x, 0), MG_SHAPE1(x->shape.dims[1]));
}

static mg_status infer(mg_node *node) {
    MG_TRY(mg_op_expect(node, 0, MG_F32, 2));
    mg_shape shape = node->in[0]->shape;
    MG_TRY(mg_op_expect_shape(node, 1, MG_SHAPE1(shape.dims[1])));
    MG_TRY(mg_op_expect_shape(node, 2, MG_SHAPE1(shape.dims[0])));
    MG_TRY(mg_op_expect_shape(node, 3, shape));
    mg_op_output(node, 0, MG_F32, shape);
    return MG_OK;
}

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *grad, mg_tensor **dx) {
    mg_tensor *x = node->in[0], *w = node->in[1], *r = node->in[2], *dy = node->in[3];
    mg_tensor *c = grad[0];
    double inverse_d = 1.0 / (double)x->shape.dims[1];
    mg_tensor *u = mg_mul(g, dy, mg_per_column(g, w, x));
    mg_tensor *s = mg_scale(g, mg_row_sum(g, mg_mul(g, x, u)), inverse_d);
    mg_tensor *t = mg_scale(g, mg_row_sum(g, mg_mul(g, x, c)), inverse_d);
    mg_tensor *r2 = mg_mul(g, r, r), *r3 = mg_mul(g, r2, r);

    mg_tensor *sc = mg_mul(g, c, mg_per_row(g, s, x)), *tu = mg_mul(g, u, mg_per_row(g, t, x));
    dx[0] = mg_scale(g, mg_mul(g, mg_add(g, sc, tu), mg_per_row(g, r3, x)), -1);
    mg_tensor *x_r3_t = mg_mul(g, x, mg_per_row(g, mg_mul(g, r3, t), x));
    mg_tensor *du = mg_add(g, mg_mul(g, c, mg_per_row(g, r, x)), mg_scale(g, x_r3_t, -1));
    dx[1] = mg_column_sum(g, mg_mul(g, dy, du));
    mg_tensor *x_r2_s = mg_mul(g, x, mg_per_row(g, mg_scale(g, mg_mul(g, r2, s), -3), x));
    dx[2] = mg_row_sum(g, mg_mul(g, c, mg_add(g, u, x_r2_s)));
    dx[3] = mg_mul(g, du, mg_per_column(g, w, x));
}

static void lower(const mg_node *node, mg_kernel *kernel) {
    const int64_t *dims = node->in[0]->shape.dims;
    mg_kernel_param_u(kernel, dims[0]);
    mg_kernel_param_u(kernel, dims[1]);
    mg_kernel_grid(kernel, dims[0], 1, 1); /* rows */
}

mg_tensor *mg_rms_norm_dx(mg_graph *g, mg_tensor *x, mg_tensor *w, mg_tensor *r, mg_tensor *dy) {
    return mg_graph_apply(g, &mg_op_rms_norm_dx, 4, (mg_tensor *[]){x, w, r, dy}, 0, NULL);
}

static int build(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_rms_norm_dx(g, in[0], in[1], in[2], in[3]);
    return 1;
}

#define CHECK .tolerance = 2e-6, .reason = "fp32 mean of up to 1,000 products"
static const mg_op_case cases[] = {
    {"row",
     4,
     {MG_CASE_REAL(MG_DIMS(1, 7)), MG_CASE_REAL(MG_DIMS(7)), MG_CASE_REAL(MG_DIMS(1)),
      MG_CASE_REAL(MG_DIMS(1, 7))},
     build,
     CHECK},
    {"ragged",
     4,
     {MG_CASE_REAL(MG_DIMS(5, 19)), MG_CASE_REAL(MG_DIMS(19)), MG_CASE_REAL(MG_DIMS(5)),
      MG_CASE_REAL(MG_DIMS(5, 19))},
     build,
     CHECK},
    {"wide",
     4,
     {MG_CASE_CONST(MG_DIMS(300, 576), -2, 2), MG_CASE_CONST(MG_DIMS(576), -1, 1),
      MG_CASE_CONST(MG_DIMS(300), 0.5, 1), MG_CASE_CONST(MG_DIMS(300, 576), -2, 2)},
     build,
     CHECK},
};

const mg_op mg_op_rms_norm_dx = {
    .name = "rms_norm_dx",
    .infer = infer,
    .vjp = vjp,
    .lower = lower,
    .n_out = 1,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
