/* partial[p] = sum of x[i]^2 over i in [p * chunk, (p + 1) * chunk).
 *   x of any shape, n elements; partial (P), P <= 256, chunk = ceil(n / P): the cut depends on n
 * alone, so that every device adds in comparable order. Not differentiable.
 * mg_sum_of_squares adds the partials: sum -> (1). */
#include "core/ops/ops.h"

#define MAX_PARTIALS 256
#define MIN_CHUNK    4096 /* elements that are worth a partial of their own */

static int64_t chunk_of(int64_t n) {
    int64_t chunk = (n + MAX_PARTIALS - 1) / MAX_PARTIALS;
    return chunk < MIN_CHUNK ? MIN_CHUNK : chunk;
}

static mg_status infer(mg_node *node) {
    MG_TRY(mg_op_expect(node, 0, MG_F32, node->in[0]->shape.n_dims));
    int64_t n = mg_tensor_elements(node->in[0]), chunk = chunk_of(n);
    mg_op_output(node, 0, MG_F32, MG_SHAPE1((n + chunk - 1) / chunk));
    return MG_OK;
}

/* Scalars: n, chunk. Grid: P partials. */
static void lower(const mg_node *node, mg_kernel *kernel) {
    int64_t n = mg_tensor_elements(node->in[0]);
    mg_kernel_param_u(kernel, n);
    mg_kernel_param_u(kernel, chunk_of(n));
    mg_kernel_grid(kernel, mg_tensor_elements(node->out[0]), 1, 1);
}

mg_tensor *mg_sum_of_squares(mg_graph *g, mg_tensor *x) {
    mg_tensor *partials = mg_graph_apply(g, &mg_op_sum_squares, 1, &x, 0, NULL);
    return mg_sum(g, partials, 0);
}

static int build(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_sum_of_squares(g, in[0]);
    return 1;
}

#define CLOSE                                                                                      \
    .tolerance = 1e-6, .reason = "sums are pairwise or compensated: the error hardly grows",       \
    .forward_only = true
static const mg_op_case cases[] = {
    {"one", 1, {MG_CASE_CONST(MG_DIMS(1), -2, 2)}, build, CLOSE},
    {"ragged", 1, {MG_CASE_CONST(MG_DIMS(2, 3, 5, 7), -2, 2)}, build, CLOSE},
    {"one chunk", 1, {MG_CASE_CONST(MG_DIMS(4096), -2, 2)}, build, CLOSE},
    {"two chunks", 1, {MG_CASE_CONST(MG_DIMS(4097), -2, 2)}, build, CLOSE},
    {"many chunks", 1, {MG_CASE_CONST(MG_DIMS(301, 1001), -2, 2)}, build, CLOSE},
    {"large chunks", 1, {MG_CASE_CONST(MG_DIMS(1100, 1001), -2, 2)}, build, CLOSE},
};

const mg_op mg_op_sum_squares = {
    .name = "sum_squares",
    .infer = infer,
    .lower = lower,
    .n_out = 1,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
