/* y = x Phi(x), Phi the normal distribution: the exact form, elementwise.
 *   dx = dy * gelu'(x), op gelu_grad. Hendrycks & Gimpel 2016, arXiv 1606.08415. */
#include "core/ops/op_unary.h"

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    dx[0] = mg_mul(g, dy[0], mg_gelu_grad(g, node->in[0]));
}

MG_UNARY_BUILDER(gelu)

#define CHECK .tolerance = 1e-6, .reason = "a polynomial of 1.6e-7 and exp to a few ulp"
static const mg_op_case cases[] = {
    MG_UNARY_CASES(-5, 5),
    {"tails", 1, {MG_CASE_CONST(MG_DIMS(65), -40, 40)}, build, CHECK},
};

MG_UNARY_OP(gelu)
