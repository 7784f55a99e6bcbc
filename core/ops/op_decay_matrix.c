/* What is left at token t of something that happened at token i, where every token decays by a
 * factor of its own whose running log is l:
 *   y[g, t, i] = exp(l[g, t - shift] - l[g, i]) where i <= t - shift and t and i are of one
 * segment, else 0. l (G, C); segments (G, C) i32, negative = padding, which neither gives nor gets;
 * y (G, C, C). shift = 1: what is left just before token t. The triangle is cut out before exp is
 * taken: above it the exponent may overflow, and 0 * inf is not 0. With p = dy * y:  dl[t - shift]
 * += sum_i p[t, i],  dl[i] -= sum_t p[t, i]. */
#include "core/ops/ops.h"

enum { SHIFT };

static mg_status infer(mg_node *node) {
    MG_TRY(mg_op_expect(node, 0, MG_F32, 2));
    mg_shape l = node->in[0]->shape;
    if (node->n_in == 2) {
        MG_TRY(mg_op_expect(node, 1, MG_I32, 2));
        MG_TRY(mg_op_expect_shape(node, 1, l));
    }
    mg_op_output(node, 0, MG_F32, MG_SHAPE3(l.dims[0], l.dims[1], l.dims[1]));
    return MG_OK;
}

/* x (G, C): token t gets what token t + 1 has, the last one 0. */
static mg_tensor *shifted_back(mg_graph *g, mg_tensor *x) {
    int64_t c = x->shape.dims[1];
    if (c == 1) return mg_scale(g, x, 0);
    return mg_pad(g, mg_slice(g, x, 1, 1, c - 1), 1, 0, 1);
}

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    mg_shape shape = node->in[0]->shape;
    mg_tensor *p = mg_mul(g, dy[0], node->out[0]);
    mg_tensor *of_rows = mg_reshape(g, mg_sum(g, p, 2), shape);
    mg_tensor *of_columns = mg_reshape(g, mg_sum(g, p, 1), shape);
    if (node->attr[SHIFT].i) of_rows = shifted_back(g, of_rows);
    dx[0] = mg_add(g, of_rows, mg_scale(g, of_columns, -1));
}

/* Scalars: G, C, shift, 1 if there are segments. Grid: G * C rows. */
static void lower(const mg_node *node, mg_kernel *kernel) {
    const int64_t *dims = node->in[0]->shape.dims;
    mg_kernel_param_u(kernel, dims[0]);
    mg_kernel_param_u(kernel, dims[1]);
    mg_kernel_param_u(kernel, node->attr[SHIFT].i);
    mg_kernel_param_u(kernel, node->n_in == 2);
    mg_kernel_grid(kernel, dims[0] * dims[1], 1, 1);
}

mg_tensor *mg_decay_matrix(mg_graph *g, mg_tensor *l, mg_tensor *segments, bool shift) {
    return mg_graph_apply(g, &mg_op_decay_matrix, segments ? 2 : 1, (mg_tensor *[]){l, segments}, 1,
                          &(mg_attr){.i = shift});
}

static int build(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_decay_matrix(g, in[0], NULL, false);
    out[1] = mg_decay_matrix(g, in[0], NULL, true);
    return 2;
}

static int build_segments(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_decay_matrix(g, in[0], in[1], false);
    out[1] = mg_decay_matrix(g, in[0], in[1], true);
    return 2;
}

/* l falls by 30 a token, so that exp of what lies above the diagonal is infinite; segments of
 * 5 tokens, and some padding. */
static void fill_steep(int index, double *values, int64_t n) {
    for (int64_t i = 0; i < n; i++) {
        int64_t segment = i / 5 % 3 - (i % 11 == 10);
        values[i] = index == 0 ? -30.0 * (double)(i % 33) : (double)segment;
    }
}

#define CLOSE .tolerance = 2e-6, .reason = "a difference of at most 4, its exp to a few ulp"
static const mg_op_case cases[] = {
    {"one", 1, {MG_CASE_REAL(MG_DIMS(1, 1))}, build, CLOSE},
    {"ragged", 1, {MG_CASE_REAL(MG_DIMS(5, 19))}, build, CLOSE},
    {"segments",
     2,
     {MG_CASE_REAL(MG_DIMS(6, 9)), MG_CASE_INTS(MG_DIMS(6, 9), -1, 1)},
     build_segments,
     CLOSE},
    {"steep",
     2,
     {MG_CASE_CUSTOM(MG_F32, MG_DIMS(3, 33)), MG_CASE_CUSTOM(MG_I32, MG_DIMS(3, 33))},
     build_segments,
     fill_steep,
     CLOSE},
    {"chunks",
     2,
     {MG_CASE_CONST(MG_DIMS(67, 32), -2, 2), MG_CASE_INTS(MG_DIMS(67, 32), 0, 1)},
     build_segments,
     CLOSE},
    {"large", 1, {MG_CASE_CONST(MG_DIMS(2, 130), -2, 2)}, build, CLOSE},
};

const mg_op mg_op_decay_matrix = {
    .name = "decay_matrix",
    .infer = infer,
    .vjp = vjp,
    .lower = lower,
    .n_out = 1,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
