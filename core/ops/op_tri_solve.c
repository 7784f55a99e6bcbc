/* x = (I + N)^-1 b, or (I + N)^-T b if transpose; N the part of l strictly below the diagonal.
 *   l (G, C, C), what is on and above the diagonal is not read; b, x (G, C, D).
 *   Forward:   x[t] = b[t] - sum_{i < t} l[t, i] x[i],  t upwards;
 *   transpose: x[t] = b[t] - sum_{i > t} l[i, t] x[i],  t downwards.
 *   db = the other solve of dy;  dl = -(db x^T) below the diagonal, its transpose if transpose. */
#include "core/ops/ops.h"

enum { TRANSPOSE };

static mg_status infer(mg_node *node) {
    MG_TRY(mg_op_expect(node, 0, MG_F32, 3));
    MG_TRY(mg_op_expect(node, 1, MG_F32, 3));
    mg_shape b = node->in[1]->shape;
    MG_TRY(mg_op_expect_shape(node, 0, MG_SHAPE3(b.dims[0], b.dims[1], b.dims[1])));
    mg_op_output(node, 0, MG_F32, b);
    return MG_OK;
}

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    bool transpose = node->attr[TRANSPOSE].i;
    mg_tensor *x = node->out[0], *db = mg_tri_solve(g, node->in[0], dy[0], !transpose);
    mg_tensor *product =
        transpose ? mg_matmul(g, x, db, false, true) : mg_matmul(g, db, x, false, true);
    dx[0] = mg_tril(g, mg_scale(g, product, -1), -1);
    dx[1] = db;
}

/* Scalars: G, C, D, transpose. Grid: D columns x G groups. */
static void lower(const mg_node *node, mg_kernel *kernel) {
    const int64_t *dims = node->in[1]->shape.dims;
    for (int i = 0; i < 3; i++) mg_kernel_param_u(kernel, dims[i]);
    mg_kernel_param_u(kernel, node->attr[TRANSPOSE].i);
    mg_kernel_grid(kernel, dims[2], dims[0], 1);
}

mg_tensor *mg_tri_solve(mg_graph *g, mg_tensor *l, mg_tensor *b, bool transpose) {
    return mg_graph_apply(g, &mg_op_tri_solve, 2, (mg_tensor *[]){l, b}, 1,
                          &(mg_attr){.i = transpose});
}

static int build(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_tri_solve(g, in[0], in[1], false);
    out[1] = mg_tri_solve(g, in[0], in[1], true);
    return 2;
}

#define CLOSE      .tolerance = 4e-6, .reason = "entries of l of size 1/2 at most: errors hardly grow"
#define SMALL(...) MG_CASE_RANGE(MG_DIMS(__VA_ARGS__), -0.5, 0.5)
#define REAL(...)  MG_CASE_REAL(MG_DIMS(__VA_ARGS__))
/* Where C is large, entries that keep the solution of the size of b. */
#define TINY(...)  MG_CASE_CONST(MG_DIMS(__VA_ARGS__), -0.1, 0.1)
#define CONST(...) MG_CASE_CONST(MG_DIMS(__VA_ARGS__), -2, 2)
static const mg_op_case cases[] = {
    {"one", 2, {SMALL(1, 1, 1), REAL(1, 1, 1)}, build, CLOSE},
    {"ragged", 2, {SMALL(3, 5, 5), REAL(3, 5, 7)}, build, CLOSE},
    {"blocks", 2, {SMALL(2, 11, 11), REAL(2, 11, 3)}, build, CLOSE},
    {"chunks", 2, {TINY(37, 32, 32), CONST(37, 32, 64)}, build, CLOSE},
    {"wide", 2, {TINY(2, 33, 33), CONST(2, 33, 147)}, build, CLOSE},
    {"long", 2, {TINY(2, 130, 130), CONST(2, 130, 19)}, build, CLOSE},
};

const mg_op mg_op_tri_solve = {
    .name = "tri_solve",
    .infer = infer,
    .vjp = vjp,
    .lower = lower,
    .n_out = 1,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
