/* y = 1 / (1 + exp(-x)), elementwise.
 *   dx = dy * y * (1 - y). */
#include "core/ops/op_elementwise.h"
#include "core/ops/ops.h"

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    mg_tensor *y = node->out[0];
    mg_tensor *complement = mg_add(g, mg_fill(g, y->shape, 1), mg_scale(g, y, -1));
    dx[0] = mg_mul(g, dy[0], mg_mul(g, y, complement));
}

mg_tensor *mg_sigmoid(mg_graph *g, mg_tensor *x) {
    return mg_graph_apply(g, &mg_op_sigmoid, 1, &x, 0, NULL);
}

static int build(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_sigmoid(g, in[0]);
    return 1;
}

/* Where a naive exp overflows, or a naive quotient loses the small side. */
static void fill_extremes(int index, double *values, int64_t n) {
    (void)index;
    static const double extremes[] = {0, -0.0, 20, -20, 88, -88, 200, -200, 1e30, -1e30, 1e-30};
    for (int64_t i = 0; i < n; i++) values[i] = extremes[i % 11];
}

#define CLOSE .tolerance = 1e-6, .reason = "exp to a few ulp, a sum and a quotient"
static const mg_op_case cases[] = {
    {"one", 1, {MG_CASE_REAL(MG_DIMS(1))}, build, CLOSE},
    {"ragged", 1, {MG_CASE_REAL(MG_DIMS(5, 33))}, build, CLOSE},
    {"4d", 1, {MG_CASE_RANGE(MG_DIMS(2, 3, 4, 17), -6, 6)}, build, CLOSE},
    {"tasks", 1, {MG_CASE_CONST(MG_DIMS(16403), -30, 30)}, build, CLOSE},
    {"extremes",
     1,
     {MG_CASE_CUSTOM(MG_F32, MG_DIMS(22))},
     build,
     fill_extremes,
     .tolerance = 1e-6,
     .reason = "exp to a few ulp, a sum and a quotient"},
};

const mg_op mg_op_sigmoid = {
    .name = "sigmoid",
    .infer = mg_infer_elementwise,
    .vjp = vjp,
    .lower = mg_lower_elementwise,
    .n_out = 1,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
