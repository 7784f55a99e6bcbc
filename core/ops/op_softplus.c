/* y = log(1 + e^x), elementwise, as max(x, 0) + log1p(e^-|x|): relative precision on both sides, so
 * that log(1 - sigmoid(z)) = -softplus(z) holds for gates near 0 and near 1.
 *   dx = dy * sigmoid(x). */
#include "core/ops/op_unary.h"

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    dx[0] = mg_mul(g, dy[0], mg_sigmoid(g, node->in[0]));
}

MG_UNARY_BUILDER(softplus)

static void fill_extremes(int index, double *values, int64_t n) {
    (void)index;
    static const double extremes[] = {0, -0.0, 20, -20, 88, -88, 200, -1e30, 1e-30};
    for (int64_t i = 0; i < n; i++) values[i] = extremes[i % 9];
}

/* log(1 - alpha) of a half-life of 1,024 tokens: scaled up, so that the test sees relative errors.
 */
static int build_scaled(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_scale(g, mg_softplus(g, in[0]), 1024);
    return 1;
}

#define CHECK .tolerance = 1e-6, .reason = "exp and log1p to a few ulp"
static const mg_op_case cases[] = {
    MG_UNARY_CASES(-8, 8),
    {"long half-lives", 1, {MG_CASE_RANGE(MG_DIMS(64), -9, -7)}, build_scaled, CHECK},
    {"extremes", 1, {MG_CASE_CUSTOM(MG_F32, MG_DIMS(27))}, build, fill_extremes, CHECK},
};

MG_UNARY_OP(softplus)
