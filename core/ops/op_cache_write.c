/* cache[b, positions[b]] = x[b], in place: what one decoding step adds to a cache. A position
 * outside [0, S) writes nothing.
 *   cache (B, S, C), x (B, C), positions (B) i32. Not differentiable. */
#include "core/ops/ops.h"

static mg_status infer(mg_node *node) {
    MG_TRY(mg_op_expect(node, 0, MG_F32, 3));
    mg_shape cache = node->in[0]->shape;
    MG_TRY(mg_op_expect(node, 1, MG_F32, 2));
    MG_TRY(mg_op_expect_shape(node, 1, MG_SHAPE2(cache.dims[0], cache.dims[2])));
    MG_TRY(mg_op_expect(node, 2, MG_I32, 1));
    MG_TRY(mg_op_expect_shape(node, 2, MG_SHAPE1(cache.dims[0])));
    mg_op_output(node, 0, MG_F32, cache);
    return MG_OK;
}

/* Scalars: B, S, C. Grid: B * C elements of x. */
static void lower(const mg_node *node, mg_kernel *kernel) {
    mg_shape cache = node->in[0]->shape;
    for (int i = 0; i < 3; i++) mg_kernel_param_u(kernel, cache.dims[i]);
    mg_kernel_grid(kernel, cache.dims[0] * cache.dims[2], 1, 1);
}

mg_tensor *mg_cache_write(mg_graph *g, mg_tensor *cache, mg_tensor *x, mg_tensor *positions) {
    return mg_graph_apply(g, &mg_op_cache_write, 3, (mg_tensor *[]){cache, x, positions}, 0, NULL);
}

static int build(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_cache_write(g, in[0], in[1], in[2]);
    return 1;
}

#define COPY .tolerance = 0, .reason = "a copy", .forward_only = true
#define WRITE(b, s, c, low, high)                                                                  \
    {                                                                                              \
        MG_CASE_CONST(MG_DIMS(b, s, c), -2, 2), MG_CASE_CONST(MG_DIMS(b, c), -2, 2),               \
            MG_CASE_INTS(MG_DIMS(b), low, high)                                                    \
    }
static const mg_op_case cases[] = {
    {"one", 3, WRITE(1, 1, 1, 0, 0), build, COPY},
    {"inside", 3, WRITE(5, 7, 33, 0, 6), build, COPY},
    {"some outside", 3, WRITE(31, 3, 17, -3, 5), build, COPY},
    {"all outside", 3, WRITE(3, 4, 5, 4, 9), build, COPY},
    {"wide", 3, WRITE(3, 2, 9001, 0, 1), build, COPY},
};

const mg_op mg_op_cache_write = {
    .name = "cache_write",
    .infer = infer,
    .lower = lower,
    .n_out = 1,
    .writes = {1},
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
