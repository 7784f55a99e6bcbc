/* y = a / b, elementwise.
 *   a, b, y: the same shape.
 *   da = dy / b, db = -dy * y / b. */
#include "core/ops/op_elementwise.h"
#include "core/ops/ops.h"

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    dx[0] = mg_div(g, dy[0], node->in[1]);
    dx[1] = mg_scale(g, mg_mul(g, dx[0], node->out[0]), -1);
}

mg_tensor *mg_div(mg_graph *g, mg_tensor *a, mg_tensor *b) {
    return mg_graph_apply(g, &mg_op_div, 2, (mg_tensor *[]){a, b}, 0, NULL);
}

static int build(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_div(g, in[0], in[1]);
    return 1;
}

#define CLOSE .tolerance = 4e-7, .reason = "one division; Vulkan allows 2.5 ulp"
#define PAIR(low, high, ...)                                                                       \
    { MG_CASE_REAL(MG_DIMS(__VA_ARGS__)), MG_CASE_RANGE(MG_DIMS(__VA_ARGS__), low, high) }
static const mg_op_case cases[] = {
    {"one", 2, PAIR(0.5, 2, 1), build, CLOSE},
    {"positive", 2, PAIR(0.5, 3, 5, 33), build, CLOSE},
    {"negative", 2, PAIR(-3, -0.5, 2, 3, 4, 17), build, CLOSE},
    {"tasks",
     2,
     {MG_CASE_CONST(MG_DIMS(16403), -2, 2), MG_CASE_CONST(MG_DIMS(16403), 0.5, 2)},
     build,
     CLOSE},
};

const mg_op mg_op_div = {
    .name = "div",
    .infer = mg_infer_elementwise,
    .vjp = vjp,
    .lower = mg_lower_elementwise,
    .n_out = 1,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
