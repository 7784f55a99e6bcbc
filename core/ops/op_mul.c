/* y = a * b, elementwise.
 *   a, b, y: the same shape.
 *   da = dy * b, db = dy * a. */
#include "core/ops/op_elementwise.h"
#include "core/ops/ops.h"

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    dx[0] = mg_mul(g, dy[0], node->in[1]);
    dx[1] = mg_mul(g, dy[0], node->in[0]);
}

mg_tensor *mg_mul(mg_graph *g, mg_tensor *a, mg_tensor *b) {
    return mg_graph_apply(g, &mg_op_mul, 2, (mg_tensor *[]){a, b}, 0, NULL);
}

static int build(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_mul(g, in[0], in[1]);
    return 1;
}

#define EXACT .tolerance = 1e-7, .reason = "one rounding"
static const mg_op_case cases[] = {
    {"vector", 2, {MG_CASE_REAL(MG_DIMS(7)), MG_CASE_REAL(MG_DIMS(7))}, build, EXACT},
    {"ragged", 2, {MG_CASE_REAL(MG_DIMS(5, 33)), MG_CASE_REAL(MG_DIMS(5, 33))}, build, EXACT},
    {"4d",
     2,
     {MG_CASE_REAL(MG_DIMS(2, 3, 4, 17)), MG_CASE_REAL(MG_DIMS(2, 3, 4, 17))},
     build,
     EXACT},
};

const mg_op mg_op_mul = {
    .name = "mul",
    .infer = mg_infer_elementwise,
    .vjp = vjp,
    .lower = mg_lower_elementwise,
    .n_out = 1,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
