/* y[n, f] = silu(a) * b,  a = x[n, f], b = x[n, F + f],  silu(a) = a sigmoid(a).
 *   x (N, 2F) = [gate | up], y (N, F).
 *   dx: op swiglu_grad. Shazeer 2020, arXiv 2002.05202. */
#include "core/ops/op_swiglu.h"

static mg_status infer(mg_node *node) {
    MG_TRY(mg_op_expect(node, 0, MG_F32, 2));
    const int64_t *dims = node->in[0]->shape.dims;
    if (dims[1] % 2 != 0) {
        return mg_fail(MG_ERR_SHAPE, "swiglu: %lld columns cannot be halved into gate and up",
                       (long long)dims[1]);
    }
    mg_op_output(node, 0, MG_F32, MG_SHAPE2(dims[0], dims[1] / 2));
    return MG_OK;
}

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    dx[0] = mg_swiglu_grad(g, node->in[0], dy[0]);
}

void mg_lower_swiglu(const mg_node *node, mg_kernel *kernel) {
    const int64_t *dims = node->in[0]->shape.dims;
    mg_kernel_param_u(kernel, dims[0]);
    mg_kernel_param_u(kernel, dims[1] / 2);
    mg_kernel_grid(kernel, dims[0] * dims[1] / 2, 1, 1); /* elements of y */
}

mg_tensor *mg_swiglu(mg_graph *g, mg_tensor *x) {
    return mg_graph_apply(g, &mg_op_swiglu, 1, &x, 0, NULL);
}

static int build(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_swiglu(g, in[0]);
    return 1;
}

#define CHECK .tolerance = 1e-6, .reason = "fp32 sigmoid within a few ulp"
static const mg_op_case cases[] = {
    {"one", 1, {MG_CASE_REAL(MG_DIMS(1, 2))}, build, CHECK},
    {"ragged", 1, {MG_CASE_REAL(MG_DIMS(5, 38))}, build, CHECK},
    {"saturated", 1, {MG_CASE_CONST(MG_DIMS(3, 64), -120, 120)}, build, CHECK},
    {"wide", 1, {MG_CASE_CONST(MG_DIMS(301, 384), -4, 4)}, build, CHECK},
};

const mg_op mg_op_swiglu = {
    .name = "swiglu",
    .infer = infer,
    .vjp = vjp,
    .lower = mg_lower_swiglu,
    .n_out = 1,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
