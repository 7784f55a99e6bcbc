/* dtable[v] = sum over n with ids[n] == v of dy[n], in the order of n.
 *   ids (N) i32, dy (N, D), dtable (V, D).
 *   ddy[n] = c[ids[n]] for a cotangent c: op embedding. */
#include "core/ops/op_embedding.h"

enum { ATTR_VOCABULARY };

static mg_status infer(mg_node *node) {
    MG_TRY(mg_op_expect(node, 0, MG_I32, 1));
    MG_TRY(mg_op_expect(node, 1, MG_F32, 2));
    int64_t n = node->in[0]->shape.dims[0], d = node->in[1]->shape.dims[1];
    MG_TRY(mg_op_expect_shape(node, 1, MG_SHAPE2(n, d)));
    mg_op_output(node, 0, MG_F32, MG_SHAPE2(node->attr[ATTR_VOCABULARY].i, d));
    return MG_OK;
}

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *grad, mg_tensor **dx) {
    dx[1] = mg_embedding(g, grad[0], node->in[0]);
}

static void lower(const mg_node *node, mg_kernel *kernel) {
    const int64_t *dy = node->in[1]->shape.dims;
    int64_t vocabulary = node->attr[ATTR_VOCABULARY].i;
    mg_kernel_param_u(kernel, dy[0]);
    mg_kernel_param_u(kernel, vocabulary);
    mg_kernel_param_u(kernel, dy[1]);
    mg_kernel_grid(kernel, vocabulary, dy[1], 1); /* elements of the table */
}

mg_tensor *mg_embedding_grad(mg_graph *g, mg_tensor *ids, mg_tensor *dy, int64_t vocabulary) {
    return mg_graph_apply(g, &mg_op_embedding_grad, 2, (mg_tensor *[]){ids, dy}, 1,
                          (mg_attr[]){[ATTR_VOCABULARY] = {.i = vocabulary}});
}

static int build_small(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_embedding_grad(g, in[0], in[1], 5);
    return 1;
}

static int build_wide(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_embedding_grad(g, in[0], in[1], 384);
    return 1;
}

#define CHECK .tolerance = 1e-6, .reason = "fp32 sum of the tokens of one id"
static const mg_op_case cases[] = {
    {"one", 2, {MG_CASE_INTS(MG_DIMS(1), 2, 2), MG_CASE_REAL(MG_DIMS(1, 1))}, build_small, CHECK},
    {"ragged",
     2,
     {MG_CASE_INTS(MG_DIMS(11), -2, 6), MG_CASE_REAL(MG_DIMS(11, 7))},
     build_small,
     CHECK},
    {"wide",
     2,
     {MG_CASE_INTS(MG_DIMS(700), 0, 20), MG_CASE_CONST(MG_DIMS(700, 130), -2, 2)},
     build_wide,
     CHECK},
};

const mg_op mg_op_embedding_grad = {
    .name = "embedding_grad",
    .infer = infer,
    .vjp = vjp,
    .lower = lower,
    .n_out = 1,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
