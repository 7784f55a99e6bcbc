/* y = silu'(x) = s (1 + x (1 - s)),  s = sigmoid(x), elementwise.
 *   dx = dy * silu''(x),  silu''(x) = s (1 - s) (2 + x (1 - 2 s)). */
#include "core/ops/op_unary.h"

static mg_tensor *plus_constant(mg_graph *g, mg_tensor *x, double constant) {
    return mg_add(g, mg_fill(g, x->shape, constant), x);
}

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    mg_tensor *x = node->in[0], *s = mg_sigmoid(g, x);
    mg_tensor *slope = mg_mul(g, s, plus_constant(g, mg_scale(g, s, -1), 1));
    mg_tensor *bend = mg_mul(g, x, plus_constant(g, mg_scale(g, s, -2), 1));
    dx[0] = mg_mul(g, dy[0], mg_mul(g, slope, plus_constant(g, bend, 2)));
}

MG_UNARY_BUILDER(silu_grad)

#define CHECK .tolerance = 1e-6, .reason = "fp32 sigmoid within a few ulp"
static const mg_op_case cases[] = {
    MG_UNARY_CASES(-6, 6),
    {"saturated", 1, {MG_CASE_CONST(MG_DIMS(65), -120, 120)}, build, CHECK},
};

MG_UNARY_OP(silu_grad)
