/* y[g, t, i] = x[g, t, i] where i <= t + diagonal, else 0.
 *   x, y (G, R, C); diagonal 0 keeps the diagonal, -1 does not.
 *   dx = tril(dy). */
#include "core/ops/ops.h"

enum { DIAGONAL };

static mg_status infer(mg_node *node) {
    MG_TRY(mg_op_expect(node, 0, MG_F32, 3));
    mg_op_output(node, 0, MG_F32, node->in[0]->shape);
    return MG_OK;
}

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    dx[0] = mg_tril(g, dy[0], (int)node->attr[DIAGONAL].i);
}

/* Scalars: G, R, C, kept columns of row 0 (1 + diagonal). Grid: elements. */
static void lower(const mg_node *node, mg_kernel *kernel) {
    const int64_t *dims = node->in[0]->shape.dims;
    for (int i = 0; i < 3; i++) mg_kernel_param_u(kernel, dims[i]);
    mg_kernel_param_u(kernel, node->attr[DIAGONAL].i + 1);
    mg_kernel_grid(kernel, dims[0] * dims[1] * dims[2], 1, 1);
}

mg_tensor *mg_tril(mg_graph *g, mg_tensor *x, int diagonal) {
    if (diagonal < -1) {
        return mg_graph_fail(
            g, mg_fail(MG_ERR_ARG, "tril: diagonal %d, want -1 (below it), 0 or more", diagonal));
    }
    return mg_graph_apply(g, &mg_op_tril, 1, &x, 1, &(mg_attr){.i = diagonal});
}

static int build(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    for (int i = 0; i < 3; i++) out[i] = mg_tril(g, in[0], i - 1);
    return 3;
}

#define EXACT .tolerance = 0, .reason = "a copy"
static const mg_op_case cases[] = {
    {"one", 1, {MG_CASE_REAL(MG_DIMS(1, 1, 1))}, build, EXACT},
    {"square", 1, {MG_CASE_REAL(MG_DIMS(3, 7, 7))}, build, EXACT},
    {"wide", 1, {MG_CASE_REAL(MG_DIMS(2, 3, 19))}, build, EXACT},
    {"tall", 1, {MG_CASE_REAL(MG_DIMS(2, 19, 3))}, build, EXACT},
    {"chunks", 1, {MG_CASE_CONST(MG_DIMS(37, 33, 33), -2, 2)}, build, EXACT},
};

const mg_op mg_op_tril = {
    .name = "tril",
    .infer = infer,
    .vjp = vjp,
    .lower = lower,
    .n_out = 1,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
