/* y = op(a) op(b), where op transposes the last two axes if asked.
 *   a: (M, K), or (K, M) if transpose_a; b: (K, N), or (N, K) if transpose_b; y: (M, N).
 *   With three axes the first is a batch G that all three share.
 *   For y = a b: da = dy b^T, db = a^T dy; transposed operands get the transposed gradients.
 * Both transposed: (b a)^T, so that no kernel has to read two operands against their grain. */
#include "core/ops/ops.h"

enum { TRANSPOSE_A, TRANSPOSE_B };

typedef struct matmul_sizes {
    int64_t batch, m, n, k, k_of_b;
} matmul_sizes;

static matmul_sizes sizes_of(const mg_node *node) {
    mg_shape a = node->in[0]->shape, b = node->in[1]->shape;
    int row = a.n_dims - 2, column = a.n_dims - 1;
    bool ta = node->attr[TRANSPOSE_A].i, tb = node->attr[TRANSPOSE_B].i;
    return (matmul_sizes){
        .batch = a.n_dims == 3 ? a.dims[0] : 1,
        .m = a.dims[ta ? column : row],
        .k = a.dims[ta ? row : column],
        .n = b.dims[tb ? row : column],
        .k_of_b = b.dims[tb ? column : row],
    };
}

static mg_status infer(mg_node *node) {
    mg_shape a = node->in[0]->shape, b = node->in[1]->shape;
    if (a.n_dims != 2 && a.n_dims != 3) {
        char text[MG_SHAPE_TEXT];
        return mg_fail(MG_ERR_SHAPE, "matmul: input 0 has shape %s, want (M, K) or (G, M, K)",
                       mg_shape_format(a, text));
    }
    MG_TRY(mg_op_expect(node, 0, MG_F32, a.n_dims));
    MG_TRY(mg_op_expect(node, 1, MG_F32, a.n_dims));
    matmul_sizes s = sizes_of(node);
    if (s.k != s.k_of_b || (a.n_dims == 3 && a.dims[0] != b.dims[0])) {
        char a_text[MG_SHAPE_TEXT], b_text[MG_SHAPE_TEXT];
        return mg_fail(MG_ERR_SHAPE, "matmul: %s%s does not fit %s%s, want equal inner sizes%s",
                       mg_shape_format(a, a_text), node->attr[TRANSPOSE_A].i ? "^T" : "",
                       mg_shape_format(b, b_text), node->attr[TRANSPOSE_B].i ? "^T" : "",
                       a.n_dims == 3 ? " and batches" : "");
    }
    mg_op_output(node, 0, MG_F32,
                 a.n_dims == 3 ? MG_SHAPE3(s.batch, s.m, s.n) : MG_SHAPE2(s.m, s.n));
    return MG_OK;
}

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    mg_tensor *a = node->in[0], *b = node->in[1];
    bool ta = node->attr[TRANSPOSE_A].i, tb = node->attr[TRANSPOSE_B].i;
    dx[0] = ta ? mg_matmul(g, b, dy[0], tb, true) : mg_matmul(g, dy[0], b, false, !tb);
    dx[1] = tb ? mg_matmul(g, dy[0], a, true, ta) : mg_matmul(g, a, dy[0], !ta, false);
}

/* Scalars: M, N, K, transpose_a, transpose_b. Grid: N x M x G output elements. */
static void lower(const mg_node *node, mg_kernel *kernel) {
    matmul_sizes s = sizes_of(node);
    mg_kernel_param_u(kernel, s.m);
    mg_kernel_param_u(kernel, s.n);
    mg_kernel_param_u(kernel, s.k);
    mg_kernel_param_u(kernel, node->attr[TRANSPOSE_A].i);
    mg_kernel_param_u(kernel, node->attr[TRANSPOSE_B].i);
    mg_kernel_grid(kernel, s.n, s.m, s.batch);
}

mg_tensor *mg_matmul(mg_graph *g, mg_tensor *a, mg_tensor *b, bool transpose_a, bool transpose_b) {
    if (transpose_a && transpose_b) {
        int axis = a->shape.n_dims == 3 ? 1 : 0;
        return mg_transpose(g, mg_matmul(g, b, a, false, false), axis, axis + 1);
    }
    return mg_graph_apply(g, &mg_op_matmul, 2, (mg_tensor *[]){a, b}, 2,
                          (mg_attr[]){{.i = transpose_a}, {.i = transpose_b}});
}

mg_tensor *mg_linear(mg_graph *g, mg_tensor *x, mg_tensor *weight) {
    return mg_matmul(g, x, weight, false, true);
}

static int build_nn(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_matmul(g, in[0], in[1], false, false);
    return 1;
}

static int build_nt(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_linear(g, in[0], in[1]);
    return 1;
}

static int build_tn(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_matmul(g, in[0], in[1], true, false);
    return 1;
}

static int build_tt(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_matmul(g, in[0], in[1], true, true);
    return 1;
}

/* Products of two uniforms on [-2, 2] have a deviation of 4/3; a sum of K of them is of size
 * sqrt(K), its largest entry a few times that, and each of its K roundings adds eps/2 of a partial
 * sum of at most that size, at random: about eps sqrt(K) relative to the largest entry. */
#define SHORT      .tolerance = 1e-6, .reason = "K <= 64: sqrt(K) eps = 1e-6"
#define LONG       .tolerance = 4e-6, .reason = "K <= 1024: sqrt(K) eps = 4e-6"
#define REAL(...)  MG_CASE_REAL(MG_DIMS(__VA_ARGS__))
#define CONST(...) MG_CASE_CONST(MG_DIMS(__VA_ARGS__), -2, 2)
static const mg_op_case cases[] = {
    {"nn", 2, {REAL(5, 7), REAL(7, 3)}, build_nn, SHORT},
    {"nt", 2, {REAL(6, 4), REAL(9, 4)}, build_nt, SHORT},
    {"tn", 2, {REAL(5, 3), REAL(5, 8)}, build_tn, SHORT},
    {"tt", 2, {REAL(5, 3), REAL(4, 5)}, build_tt, SHORT},
    {"one_element", 2, {REAL(1, 1), REAL(1, 1)}, build_nn, SHORT},
    {"batch_nn", 2, {REAL(3, 4, 5), REAL(3, 5, 2)}, build_nn, SHORT},
    {"batch_nt", 2, {REAL(2, 3, 5), REAL(2, 4, 5)}, build_nt, SHORT},
    {"batch_tn", 2, {REAL(2, 5, 3), REAL(2, 5, 4)}, build_tn, SHORT},
    {"batch_tt", 2, {REAL(2, 5, 3), REAL(2, 4, 5)}, build_tt, SHORT},
    {"row", 2, {CONST(1, 300), CONST(257, 300)}, build_nt, LONG},
    {"column", 2, {CONST(300, 257), CONST(257, 1)}, build_nn, LONG},
    {"ragged_nn", 2, {CONST(67, 61), CONST(61, 131)}, build_nn, SHORT},
    {"ragged_nt", 2, {CONST(131, 64), CONST(70, 64)}, build_nt, SHORT},
    {"ragged_tn", 2, {CONST(63, 129), CONST(63, 65)}, build_tn, SHORT},
    {"long_nn", 2, {CONST(33, 1024), CONST(1024, 65)}, build_nn, LONG},
    {"long_nt", 2, {CONST(130, 515), CONST(140, 515)}, build_nt, LONG},
    {"long_tn", 2, {CONST(777, 96), CONST(777, 128)}, build_tn, LONG},
    {"batch_ragged", 2, {CONST(5, 33, 64), CONST(5, 47, 64)}, build_nt, SHORT},
};

const mg_op mg_op_matmul = {
    .name = "matmul",
    .infer = infer,
    .vjp = vjp,
    .lower = lower,
    .n_out = 1,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
