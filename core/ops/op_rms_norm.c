/* y[n, d] = w[d] * x[n, d] * r[n],  r[n] = 1 / sqrt(mean_d(x[n, d]^2) + eps).
 *   x, y (N, D), w (D); second output r (N), kept for the gradient.
 *   dx, dw: ops rms_norm_dx and rms_norm_dw; through r alone: dx = -dr r^3 x / D.
 * Zhang & Sennrich 2019, arXiv 1910.07467. */
#include "core/ops/op_rms_norm.h"

enum { ATTR_EPS };

static mg_status infer(mg_node *node) {
    MG_TRY(mg_op_expect(node, 0, MG_F32, 2));
    mg_shape shape = node->in[0]->shape;
    MG_TRY(mg_op_expect(node, 1, MG_F32, 1));
    MG_TRY(mg_op_expect_shape(node, 1, MG_SHAPE1(shape.dims[1])));
    mg_op_output(node, 0, MG_F32, shape);
    mg_op_output(node, 1, MG_F32, MG_SHAPE1(shape.dims[0]));
    return MG_OK;
}

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    mg_tensor *x = node->in[0], *w = node->in[1], *r = node->out[1];
    if (dy[0]) {
        dx[0] = mg_rms_norm_dx(g, x, w, r, dy[0]);
        dx[1] = mg_rms_norm_dw(g, x, r, dy[0]);
    }
    if (dy[1]) {
        double d = (double)x->shape.dims[1];
        mg_tensor *r3 = mg_mul(g, r, mg_mul(g, r, r));
        mg_tensor *factor = mg_scale(g, mg_mul(g, dy[1], r3), -1.0 / d);
        mg_tensor *through_r = mg_mul(g, x, mg_per_row(g, factor, x));
        dx[0] = dx[0] ? mg_add(g, dx[0], through_r) : through_r;
    }
}

static void lower(const mg_node *node, mg_kernel *kernel) {
    const int64_t *dims = node->in[0]->shape.dims;
    mg_kernel_param_u(kernel, dims[0]);
    mg_kernel_param_u(kernel, dims[1]);
    mg_kernel_param_f(kernel, node->attr[ATTR_EPS].f);
    mg_kernel_grid(kernel, dims[0], 1, 1); /* rows */
}

mg_tensor *mg_rms_norm(mg_graph *g, mg_tensor *x, mg_tensor *w, double eps) {
    return mg_graph_apply(g, &mg_op_rms_norm, 2, (mg_tensor *[]){x, w}, 1,
                          (mg_attr[]){[ATTR_EPS] = {.f = eps}});
}

static int build(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_rms_norm(g, in[0], in[1], 1e-6);
    out[1] = mg_graph_status(g) == MG_OK ? out[0]->node->out[1] : out[0];
    return 2;
}

#define CHECK .tolerance = 1e-6, .reason = "fp32 mean of up to 1,000 squares"
static const mg_op_case cases[] = {
    {"row", 2, {MG_CASE_REAL(MG_DIMS(1, 8)), MG_CASE_REAL(MG_DIMS(8))}, build, CHECK},
    {"ragged", 2, {MG_CASE_REAL(MG_DIMS(5, 19)), MG_CASE_REAL(MG_DIMS(19))}, build, CHECK},
    {"narrow", 2, {MG_CASE_REAL(MG_DIMS(9, 1)), MG_CASE_REAL(MG_DIMS(1))}, build, CHECK},
    {"wide",
     2,
     {MG_CASE_CONST(MG_DIMS(300, 576), -3, 3), MG_CASE_CONST(MG_DIMS(576), -1, 1)},
     build,
     CHECK},
};

const mg_op mg_op_rms_norm = {
    .name = "rms_norm",
    .infer = infer,
    .vjp = vjp,
    .lower = lower,
    .n_out = 2,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
