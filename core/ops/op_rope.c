/* For the last R features of each head, in interleaved pairs i, with (c, s) = table[position, i]:
 *   y[2i]     = x[2i] c - x[2i + 1] s
 *   y[2i + 1] = x[2i] s + x[2i + 1] c        (inverse: -s in place of s)
 * the features before them are copied.
 *   x, y (N, H, D), positions (N) i32, table (P, R/2, 2) = (cos, sin). A position outside [0, P)
 * uses the nearest row of the table. dx = the inverse rotation of dy. Su et al. 2021, arXiv
 * 2104.09864. */
#include "core/ops/ops.h"

enum { ATTR_INVERSE };

static mg_status infer(mg_node *node) {
    MG_TRY(mg_op_expect(node, 0, MG_F32, 3));
    mg_shape shape = node->in[0]->shape;
    MG_TRY(mg_op_expect(node, 1, MG_I32, 1));
    MG_TRY(mg_op_expect_shape(node, 1, MG_SHAPE1(shape.dims[0])));
    MG_TRY(mg_op_expect(node, 2, MG_F32, 3));
    const int64_t *table = node->in[2]->shape.dims;
    if (table[2] != 2 || 2 * table[1] > shape.dims[2]) {
        return mg_fail(MG_ERR_SHAPE,
                       "rope: a table of %lld pairs of %lld does not fit heads of %lld features",
                       (long long)table[1], (long long)table[2], (long long)shape.dims[2]);
    }
    mg_op_output(node, 0, MG_F32, shape);
    return MG_OK;
}

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    dx[0] = mg_rope(g, dy[0], node->in[1], node->in[2], !node->attr[ATTR_INVERSE].i);
}

static void lower(const mg_node *node, mg_kernel *kernel) {
    const int64_t *x = node->in[0]->shape.dims, *table = node->in[2]->shape.dims;
    mg_kernel_param_u(kernel, x[0]);
    mg_kernel_param_u(kernel, x[1]);
    mg_kernel_param_u(kernel, x[2]);
    mg_kernel_param_u(kernel, table[0]);
    mg_kernel_param_u(kernel, table[1]);
    mg_kernel_param_f(kernel, node->attr[ATTR_INVERSE].i ? -1 : 1); /* factor on sin */
    mg_kernel_grid(kernel, x[0] * x[1], 1, 1);                      /* heads of tokens */
}

mg_tensor *mg_rope(mg_graph *g, mg_tensor *x, mg_tensor *positions, mg_tensor *table,
                   bool inverse) {
    return mg_graph_apply(g, &mg_op_rope, 3, (mg_tensor *[]){x, positions, table}, 1,
                          (mg_attr[]){[ATTR_INVERSE] = {.i = inverse}});
}

static int build_forward(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_rope(g, in[0], in[1], in[2], false);
    return 1;
}

static int build_inverse(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_rope(g, in[0], in[1], in[2], true);
    return 1;
}

#define CHECK .tolerance = 1e-6, .reason = "two products and a sum"
static const mg_op_case cases[] = {
    {"one",
     3,
     {MG_CASE_REAL(MG_DIMS(1, 1, 2)), MG_CASE_INTS(MG_DIMS(1), 0, 2),
      MG_CASE_CONST(MG_DIMS(3, 1, 2), -1, 1)},
     build_forward,
     CHECK},
    {"partial",
     3,
     {MG_CASE_REAL(MG_DIMS(7, 3, 10)), MG_CASE_INTS(MG_DIMS(7), 0, 4),
      MG_CASE_CONST(MG_DIMS(5, 2, 2), -1, 1)},
     build_forward,
     CHECK},
    {"inverse",
     3,
     {MG_CASE_REAL(MG_DIMS(7, 3, 10)), MG_CASE_INTS(MG_DIMS(7), 0, 4),
      MG_CASE_CONST(MG_DIMS(5, 5, 2), -1, 1)},
     build_inverse,
     CHECK},
    {"outside_the_table",
     3,
     {MG_CASE_REAL(MG_DIMS(9, 2, 6)), MG_CASE_INTS(MG_DIMS(9), -3, 9),
      MG_CASE_CONST(MG_DIMS(4, 2, 2), -1, 1)},
     build_forward,
     CHECK},
    {"wide",
     3,
     {MG_CASE_CONST(MG_DIMS(257, 4, 48), -2, 2), MG_CASE_INTS(MG_DIMS(257), 0, 99),
      MG_CASE_CONST(MG_DIMS(100, 8, 2), -1, 1)},
     build_forward,
     CHECK},
};

const mg_op mg_op_rope = {
    .name = "rope",
    .infer = infer,
    .vjp = vjp,
    .lower = lower,
    .n_out = 1,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
