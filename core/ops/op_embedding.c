/* y[n] = table[ids[n]], or zeros for an id outside [0, V).
 *   table (V, D), ids (N) i32, y (N, D).
 *   dtable: op embedding_grad. */
#include "core/ops/op_embedding.h"

static mg_status infer(mg_node *node) {
    MG_TRY(mg_op_expect(node, 0, MG_F32, 2));
    MG_TRY(mg_op_expect(node, 1, MG_I32, 1));
    mg_op_output(node, 0, MG_F32,
                 MG_SHAPE2(node->in[1]->shape.dims[0], node->in[0]->shape.dims[1]));
    return MG_OK;
}

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    dx[0] = mg_embedding_grad(g, node->in[1], dy[0], node->in[0]->shape.dims[0]);
}

static void lower(const mg_node *node, mg_kernel *kernel) {
    const int64_t *table = node->in[0]->shape.dims;
    int64_t n = node->in[1]->shape.dims[0];
    mg_kernel_param_u(kernel, n);
    mg_kernel_param_u(kernel, table[0]);
    mg_kernel_param_u(kernel, table[1]);
    mg_kernel_grid(kernel, n, 1, 1); /* tokens */
}

mg_tensor *mg_embedding(mg_graph *g, mg_tensor *table, mg_tensor *ids) {
    return mg_graph_apply(g, &mg_op_embedding, 2, (mg_tensor *[]){table, ids}, 0, NULL);
}

static int build(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_embedding(g, in[0], in[1]);
    return 1;
}

#define CHECK .tolerance = 0, .reason = "a copy"
static const mg_op_case cases[] = {
    {"one", 2, {MG_CASE_REAL(MG_DIMS(1, 1)), MG_CASE_INTS(MG_DIMS(1), 0, 0)}, build, CHECK},
    {"ragged", 2, {MG_CASE_REAL(MG_DIMS(5, 7)), MG_CASE_INTS(MG_DIMS(11), -2, 6)}, build, CHECK},
    {"wide",
     2,
     {MG_CASE_CONST(MG_DIMS(96, 130), -2, 2), MG_CASE_INTS(MG_DIMS(300), 0, 95)},
     build,
     CHECK},
};

const mg_op mg_op_embedding = {
    .name = "embedding",
    .infer = infer,
    .vjp = vjp,
    .lower = lower,
    .n_out = 1,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
