/* y = 1 where a > b, else 0 (also where one is a NaN), elementwise.
 *   Piecewise constant: no gradient flows. */
#include "core/ops/op_elementwise.h"
#include "core/ops/ops.h"

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    (void)g, (void)node, (void)dy, (void)dx;
}

mg_tensor *mg_greater(mg_graph *g, mg_tensor *a, mg_tensor *b) {
    return mg_graph_apply(g, &mg_op_greater, 2, (mg_tensor *[]){a, b}, 0, NULL);
}

/* Also equal operands, which are not greater. */
static int build(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_greater(g, in[0], in[1]);
    out[1] = mg_greater(g, in[0], in[0]);
    return 2;
}

#define EXACT      .tolerance = 0, .reason = "no arithmetic"
#define REAL(...)  MG_CASE_REAL(MG_DIMS(__VA_ARGS__))
#define CONST(...) MG_CASE_CONST(MG_DIMS(__VA_ARGS__), -2, 2)
static const mg_op_case cases[] = {
    {"one", 2, {REAL(1), REAL(1)}, build, EXACT},
    {"ragged", 2, {REAL(5, 33), REAL(5, 33)}, build, EXACT},
    {"4d", 2, {REAL(2, 3, 4, 17), REAL(2, 3, 4, 17)}, build, EXACT},
    {"tasks", 2, {CONST(16403), CONST(16403)}, build, EXACT},
};

const mg_op mg_op_greater = {
    .name = "greater",
    .infer = mg_infer_elementwise,
    .vjp = vjp,
    .lower = mg_lower_elementwise,
    .n_out = 1,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
