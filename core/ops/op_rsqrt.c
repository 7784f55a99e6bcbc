/* y = 1 / sqrt(x), elementwise, x > 0.
 *   dx = -dy y^3 / 2. */
#include "core/ops/op_unary.h"

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    mg_tensor *y = node->out[0], *cube = mg_mul(g, y, mg_mul(g, y, y));
    dx[0] = mg_scale(g, mg_mul(g, dy[0], cube), -0.5);
}

MG_UNARY_BUILDER(rsqrt)

#define CHECK .tolerance = 5e-7, .reason = "a root and a quotient, two ulp"
static const mg_op_case cases[] = {
    MG_UNARY_CASES(0.1, 9),
    {"small", 1, {MG_CASE_CONST(MG_DIMS(65), 1e-6, 1e-5)}, build, CHECK},
};

MG_UNARY_OP(rsqrt)
