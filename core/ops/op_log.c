/* y = log x, elementwise, x > 0.
 *   dx = dy / x. */
#include "core/ops/op_unary.h"

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    dx[0] = mg_div(g, dy[0], node->in[0]);
}

MG_UNARY_BUILDER(log)

/* The smallest normal number and the largest, 1 and its neighbours. */
static void fill_extremes(int index, double *values, int64_t n) {
    (void)index;
    static const double extremes[] = {1,    0x1p-126, 0x1.fffffep127, 1e-30,
                                      1e30, 0x1p-100, 0x1.fffffep-1};
    for (int64_t i = 0; i < n; i++) values[i] = extremes[i % 7];
}

#define CHECK .tolerance = 2e-6, .reason = "log to a few ulp, near 1 to that of 1"
static const mg_op_case cases[] = {
    MG_UNARY_CASES(0.25, 8),
    {"extremes", 1, {MG_CASE_CUSTOM(MG_F32, MG_DIMS(21))}, build, fill_extremes, CHECK},
};

MG_UNARY_OP(log)
