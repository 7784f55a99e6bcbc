/* destination = keep[0] * destination + x, elementwise, in place; keep[0] = 0 overwrites, so that
 * what stood there does not matter, not even a NaN.
 *   destination, x: the same shape; keep (1). Not differentiable. */
#include "core/ops/op_elementwise.h"
#include "core/ops/ops.h"

static mg_status infer(mg_node *node) {
    mg_shape shape = node->in[0]->shape;
    MG_TRY(mg_op_expect(node, 0, MG_F32, shape.n_dims));
    MG_TRY(mg_op_expect(node, 1, MG_F32, shape.n_dims));
    MG_TRY(mg_op_expect_shape(node, 1, shape));
    MG_TRY(mg_op_expect(node, 2, MG_F32, 1));
    MG_TRY(mg_op_expect_shape(node, 2, MG_SHAPE1(1)));
    mg_op_output(node, 0, MG_F32, shape);
    return MG_OK;
}

mg_tensor *mg_accumulate(mg_graph *g, mg_tensor *destination, mg_tensor *x, mg_tensor *keep) {
    return mg_graph_apply(g, &mg_op_accumulate, 3, (mg_tensor *[]){destination, x, keep}, 0, NULL);
}

static int build(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_accumulate(g, in[0], in[1], in[2]);
    return 1;
}

/* A destination full of NaN, to be overwritten. */
static void fill_overwrite(int index, double *values, int64_t n) {
    for (int64_t i = 0; i < n; i++) {
        values[i] = index == 0 ? __builtin_nan("") : index == 1 ? (double)i / 8 - 2 : 0;
    }
}

#define CLOSE .tolerance = 2e-7, .reason = "two roundings, or one", .forward_only = true
#define UPDATE(keep, ...)                                                                          \
    {                                                                                              \
        MG_CASE_CONST(MG_DIMS(__VA_ARGS__), -2, 2), MG_CASE_CONST(MG_DIMS(__VA_ARGS__), -2, 2),    \
            MG_CASE_CONST(MG_DIMS(1), keep, keep)                                                  \
    }
static const mg_op_case cases[] = {
    {"one", 3, UPDATE(1, 1), build, CLOSE},
    {"add", 3, UPDATE(1, 5, 33), build, CLOSE},
    {"decay", 3, UPDATE(0.75, 2, 3, 4, 17), build, CLOSE},
    {"overwrite",
     3,
     {MG_CASE_CUSTOM(MG_F32, MG_DIMS(37)), MG_CASE_CUSTOM(MG_F32, MG_DIMS(37)),
      MG_CASE_CUSTOM(MG_F32, MG_DIMS(1))},
     build,
     fill_overwrite,
     CLOSE},
    {"tasks", 3, UPDATE(1, 16403), build, CLOSE},
};

const mg_op mg_op_accumulate = {
    .name = "accumulate",
    .infer = infer,
    .lower = mg_lower_elementwise,
    .n_out = 1,
    .writes = {1},
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
