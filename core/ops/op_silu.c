/* y = x sigmoid(x), elementwise. Elfwing et al. 2018, arXiv 1702.03118.
 *   dx = dy * silu'(x), op silu_grad. */
#include "core/ops/op_unary.h"

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    dx[0] = mg_mul(g, dy[0], mg_silu_grad(g, node->in[0]));
}

MG_UNARY_BUILDER(silu)

#define CHECK .tolerance = 1e-6, .reason = "fp32 sigmoid within a few ulp"
static const mg_op_case cases[] = {
    MG_UNARY_CASES(-6, 6),
    {"saturated", 1, {MG_CASE_CONST(MG_DIMS(65), -120, 120)}, build, CHECK},
};

MG_UNARY_OP(silu)
