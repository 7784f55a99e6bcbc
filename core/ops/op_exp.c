/* y = e^x, elementwise.
 *   dx = dy * y. */
#include "core/ops/op_unary.h"

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    dx[0] = mg_mul(g, dy[0], node->out[0]);
}

MG_UNARY_BUILDER(exp)

static void fill_extremes(int index, double *values, int64_t n) {
    (void)index;
    static const double extremes[] = {0, -0.0, 1, -87, -150, -1e30, 1e-30};
    for (int64_t i = 0; i < n; i++) values[i] = extremes[i % 7];
}

#define CHECK .tolerance = 2e-6, .reason = "exp to a few ulp"
static const mg_op_case cases[] = {
    MG_UNARY_CASES(-6, 2),
    {"extremes", 1, {MG_CASE_CUSTOM(MG_F32, MG_DIMS(21))}, build, fill_extremes, CHECK},
};

MG_UNARY_OP(exp)
