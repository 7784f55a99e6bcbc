/* y = a + b, elementwise.
 *   a, b, y: the same shape.
 *   da = dy, db = dy. */
#include "core/ops/op_elementwise.h"
#include "core/ops/ops.h"

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    (void)g, (void)node;
    dx[0] = dy[0];
    dx[1] = dy[0];
}

mg_tensor *mg_add(mg_graph *g, mg_tensor *a, mg_tensor *b) {
    return mg_graph_apply(g, &mg_op_add, 2, (mg_tensor *[]){a, b}, 0, NULL);
}

static int build(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_add(g, in[0], in[1]);
    return 1;
}

#define EXACT .tolerance = 1e-7, .reason = "one rounding"
#define PAIR(...)                                                                                  \
    { MG_CASE_REAL(MG_DIMS(__VA_ARGS__)), MG_CASE_REAL(MG_DIMS(__VA_ARGS__)) }
static const mg_op_case cases[] = {
    {"one", 2, PAIR(1), build, EXACT},
    {"ragged", 2, PAIR(5, 33), build, EXACT},
    {"4d", 2, PAIR(2, 3, 4, 17), build, EXACT},
    {"tasks",
     2,
     {MG_CASE_CONST(MG_DIMS(3, 6007), -2, 2), MG_CASE_CONST(MG_DIMS(3, 6007), -2, 2)},
     build,
     EXACT},
};

const mg_op mg_op_add = {
    .name = "add",
    .infer = mg_infer_elementwise,
    .vjp = vjp,
    .lower = mg_lower_elementwise,
    .n_out = 1,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
