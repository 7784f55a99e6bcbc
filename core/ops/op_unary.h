/* An elementwise op of one input is its gradient rule, its cases and its name:
 *
 *     static void vjp(...) { dx[0] = mg_mul(g, dy[0], node->out[0]); }
 *     MG_UNARY_BUILDER(exp)                     // mg_exp, and `build` for the cases
 *     #define CHECK .tolerance = 1e-6, .reason = "exp to a few ulp"
 *     static const mg_op_case cases[] = {MG_UNARY_CASES(-6, 2)};
 *     MG_UNARY_OP(exp) */
#ifndef MG_OPS_OP_UNARY_H
#define MG_OPS_OP_UNARY_H

#include "core/ops/op_elementwise.h"
#include "core/ops/ops.h"

#define MG_UNARY_BUILDER(NAME)                                                                     \
    mg_tensor *mg_##NAME(mg_graph *g, mg_tensor *x) {                                              \
        return mg_graph_apply(g, &mg_op_##NAME, 1, &x, 0, NULL);                                   \
    }                                                                                              \
    static int build(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {                         \
        out[0] = mg_##NAME(g, in[0]);                                                              \
        return 1;                                                                                  \
    }

/* Inputs in [low, high]: one element, ragged sizes, four dimensions, the border of a task. */
#define MG_UNARY_CASES(low, high)                                                                  \
    {"one", 1, {MG_CASE_RANGE(MG_DIMS(1), low, high)}, build, CHECK},                              \
        {"ragged", 1, {MG_CASE_RANGE(MG_DIMS(5, 33), low, high)}, build, CHECK},                   \
        {"4d", 1, {MG_CASE_RANGE(MG_DIMS(2, 3, 4, 17), low, high)}, build, CHECK}, {               \
        "tasks", 1, {MG_CASE_CONST(MG_DIMS(16403), low, high)}, build, CHECK                       \
    }

/* Ends the file: `vjp` and `cases` are the file's own. */
#define MG_UNARY_OP(NAME)                                                                          \
    const mg_op mg_op_##NAME = {                                                                   \
        .name = #NAME,                                                                             \
        .infer = mg_infer_elementwise,                                                             \
        .vjp = vjp,                                                                                \
        .lower = mg_lower_elementwise,                                                             \
        .n_out = 1,                                                                                \
        .cases = cases,                                                                            \
        .n_cases = MG_N_CASES(cases),                                                              \
    };

#endif
