/* y = gelu'(x) = Phi(x) + x phi(x), elementwise; phi(x) = e^(-x^2 / 2) / sqrt(2 pi), Phi its
 * integral.
 *   dx = dy * gelu''(x),  gelu''(x) = phi(x) (2 - x^2). */
#include "core/ops/op_unary.h"

#define INVERSE_SQRT_2_PI 0.39894228040143267794

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    mg_tensor *square = mg_mul(g, node->in[0], node->in[0]);
    mg_tensor *phi = mg_scale(g, mg_exp(g, mg_scale(g, square, -0.5)), INVERSE_SQRT_2_PI);
    mg_tensor *bend = mg_add(g, mg_fill(g, square->shape, 2), mg_scale(g, square, -1));
    dx[0] = mg_mul(g, dy[0], mg_mul(g, phi, bend));
}

MG_UNARY_BUILDER(gelu_grad)

#define CHECK .tolerance = 1e-6, .reason = "a polynomial of 1.6e-7 and exp to a few ulp"
static const mg_op_case cases[] = {
    MG_UNARY_CASES(-5, 5),
    {"tails", 1, {MG_CASE_CONST(MG_DIMS(65), -40, 40)}, build, CHECK},
};

MG_UNARY_OP(gelu_grad)
