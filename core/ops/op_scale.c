/* y = factor * x, elementwise; the factor is a compile-time fact.
 *   dx = factor * dy. */
#include "core/ops/op_elementwise.h"
#include "core/ops/ops.h"

enum { FACTOR };

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    dx[0] = mg_scale(g, dy[0], node->attr[FACTOR].f);
}

/* Scalars: n, factor. Grid: n elements. */
static void lower(const mg_node *node, mg_kernel *kernel) {
    mg_lower_elementwise(node, kernel);
    mg_kernel_param_f(kernel, node->attr[FACTOR].f);
}

mg_tensor *mg_scale(mg_graph *g, mg_tensor *x, double factor) {
    return mg_graph_apply(g, &mg_op_scale, 1, &x, 1, &(mg_attr){.f = factor});
}

static int build(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_scale(g, in[0], -1.5);
    return 1;
}

#define EXACT .tolerance = 1e-7, .reason = "one rounding"
static const mg_op_case cases[] = {
    {"one", 1, {MG_CASE_REAL(MG_DIMS(1))}, build, EXACT},
    {"ragged", 1, {MG_CASE_REAL(MG_DIMS(5, 33))}, build, EXACT},
    {"4d", 1, {MG_CASE_REAL(MG_DIMS(2, 3, 4, 17))}, build, EXACT},
    {"tasks", 1, {MG_CASE_CONST(MG_DIMS(16403), -2, 2)}, build, EXACT},
};

const mg_op mg_op_scale = {
    .name = "scale",
    .infer = mg_infer_elementwise,
    .vjp = vjp,
    .lower = lower,
    .n_out = 1,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
