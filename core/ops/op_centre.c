/* y = x - mean(x) over the last axis.
 *   x, y (.., D).
 *   dx = dy - mean(dy): the same of dy. */
#include "core/ops/op_elementwise.h"
#include "core/ops/ops.h"

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    (void)node;
    dx[0] = mg_centre(g, dy[0]);
}

/* Scalars: rows, D. Grid: rows. */
static void lower(const mg_node *node, mg_kernel *kernel) {
    mg_shape x = node->in[0]->shape;
    int64_t d = x.dims[x.n_dims - 1], rows = mg_shape_elements(x) / d;
    mg_kernel_param_u(kernel, rows);
    mg_kernel_param_u(kernel, d);
    mg_kernel_grid(kernel, rows, 1, 1);
}

mg_tensor *mg_centre(mg_graph *g, mg_tensor *x) {
    return mg_graph_apply(g, &mg_op_centre, 1, &x, 0, NULL);
}

static int build(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_centre(g, in[0]);
    return 1;
}

#define CLOSE .tolerance = 2e-6, .reason = "roundings of a sum of up to 2000 elements"
static const mg_op_case cases[] = {
    {"one", 1, {MG_CASE_REAL(MG_DIMS(1))}, build, CLOSE},
    {"ragged", 1, {MG_CASE_REAL(MG_DIMS(5, 33))}, build, CLOSE},
    {"4d", 1, {MG_CASE_REAL(MG_DIMS(2, 3, 4, 17))}, build, CLOSE},
    {"long rows", 1, {MG_CASE_CONST(MG_DIMS(3, 2003), 0, 2)}, build, CLOSE},
    {"many rows", 1, {MG_CASE_CONST(MG_DIMS(3001, 20), 0, 2)}, build, CLOSE},
};

const mg_op mg_op_centre = {
    .name = "centre",
    .infer = mg_infer_elementwise,
    .vjp = vjp,
    .lower = lower,
    .n_out = 1,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
