/* dw[d] = sum_n dy[n, d] x[n, d] r[n].
 *   x, dy (N, D), r (N), dw (D).
 *   For a cotangent c (D): d/dx = c dy r, d/ddy = c x r, d/dr = sum_d c dy x. */
#include "core/ops/op_rms_norm.h"

static mg_status infer(mg_node *node) {
    MG_TRY(mg_op_expect(node, 0, MG_F32, 2));
    mg_shape shape = node->in[0]->shape;
    MG_TRY(mg_op_expect_shape(node, 1, MG_SHAPE1(shape.dims[0])));
    MG_TRY(mg_op_expect_shape(node, 2, shape));
    mg_op_output(node, 0, MG_F32, MG_SHAPE1(shape.dims[1]));
    return MG_OK;
}

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *grad, mg_tensor **dx) {
    mg_tensor *x = node->in[0], *r = node->in[1], *dy = node->in[2];
    mg_tensor *c = mg_per_column(g, grad[0], x), *cr = mg_mul(g, c, mg_per_row(g, r, x));
    dx[0] = mg_mul(g, cr, dy);
    dx[1] = mg_row_sum(g, mg_mul(g, c, mg_mul(g, dy, x)));
    dx[2] = mg_mul(g, cr, x);
}

static void lower(const mg_node *node, mg_kernel *kernel) {
    const int64_t *dims = node->in[0]->shape.dims;
    mg_kernel_param_u(kernel, dims[0]);
    mg_kernel_param_u(kernel, dims[1]);
    mg_kernel_grid(kernel, dims[1], 1, 1); /* columns */
}

mg_tensor *mg_rms_norm_dw(mg_graph *g, mg_tensor *x, mg_tensor *r, mg_tensor *dy) {
    return mg_graph_apply(g, &mg_op_rms_norm_dw, 3, (mg_tensor *[]){x, r, dy}, 0, NULL);
}

static int build(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_rms_norm_dw(g, in[0], in[1], in[2]);
    return 1;
}

#define CHECK .tolerance = 2e-6, .reason = "fp32 sum of up to 3,000 products"
static const mg_op_case cases[] = {
    {"row",
     3,
     {MG_CASE_REAL(MG_DIMS(1, 7)), MG_CASE_REAL(MG_DIMS(1)), MG_CASE_REAL(MG_DIMS(1, 7))},
     build,
     CHECK},
    {"ragged",
     3,
     {MG_CASE_REAL(MG_DIMS(13, 9)), MG_CASE_REAL(MG_DIMS(13)), MG_CASE_REAL(MG_DIMS(13, 9))},
     build,
     CHECK},
    {"tall",
     3,
     {MG_CASE_CONST(MG_DIMS(3001, 35), -2, 2), MG_CASE_CONST(MG_DIMS(3001), 0.5, 1),
      MG_CASE_CONST(MG_DIMS(3001, 35), -2, 2)},
     build,
     CHECK},
};

const mg_op mg_op_rms_norm_dw = {
    .name = "rms_norm_dw",
    .infer = infer,
    .vjp = vjp,
    .lower = lower,
    .n_out = 1,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
