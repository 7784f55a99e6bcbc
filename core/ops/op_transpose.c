/* y = x with two axes swapped.
 *   x (outer, A, middle, B, inner), y (outer, B, middle, A, inner).
 *   dx = dy with the same axes swapped. */
#include "core/ops/op_axis.h"
#include "core/ops/ops.h"

enum { AXIS_A, AXIS_B }; /* AXIS_A < AXIS_B */

static mg_status infer(mg_node *node) {
    int64_t a = node->attr[AXIS_A].i, b = node->attr[AXIS_B].i;
    MG_TRY(mg_axis_expect(node, 0, a));
    MG_TRY(mg_axis_expect(node, 0, b));
    if (a == b) {
        return mg_fail(MG_ERR_ARG, "transpose: axis %lld twice, want two axes", (long long)a);
    }
    mg_shape x = node->in[0]->shape;
    mg_shape y = mg_axis_resized(x, a, x.dims[b]);
    mg_op_output(node, 0, MG_F32, mg_axis_resized(y, b, x.dims[a]));
    return MG_OK;
}

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    dx[0] = mg_transpose(g, dy[0], (int)node->attr[AXIS_A].i, (int)node->attr[AXIS_B].i);
}

/* Scalars: outer, A, middle, B, inner. Grid: elements of y. */
static void lower(const mg_node *node, mg_kernel *kernel) {
    mg_axis_view a = mg_axis_split(node->in[0]->shape, node->attr[AXIS_A].i);
    mg_axis_view b = mg_axis_split(node->in[0]->shape, node->attr[AXIS_B].i);
    mg_kernel_param_u(kernel, a.outer);
    mg_kernel_param_u(kernel, a.axis);
    mg_kernel_param_u(kernel, a.inner / (b.axis * b.inner));
    mg_kernel_param_u(kernel, b.axis);
    mg_kernel_param_u(kernel, b.inner);
    mg_kernel_grid(kernel, mg_tensor_elements(node->out[0]), 1, 1);
}

mg_tensor *mg_transpose(mg_graph *g, mg_tensor *x, int axis_a, int axis_b) {
    int low = axis_a < axis_b ? axis_a : axis_b, high = axis_a < axis_b ? axis_b : axis_a;
    return mg_graph_apply(g, &mg_op_transpose, 1, &x, 2, (mg_attr[]){{.i = low}, {.i = high}});
}

static int build_matrix(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_transpose(g, in[0], 1, 0);
    return 1;
}

static int build_all(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    static const int pairs[6][2] = {{0, 1}, {0, 2}, {0, 3}, {1, 2}, {1, 3}, {2, 3}};
    for (int i = 0; i < 6; i++) out[i] = mg_transpose(g, in[0], pairs[i][0], pairs[i][1]);
    return 6;
}

#define COPY .tolerance = 0, .reason = "a copy"
static const mg_op_case cases[] = {
    {"one", 1, {MG_CASE_REAL(MG_DIMS(1, 1))}, build_matrix, COPY},
    {"matrix", 1, {MG_CASE_REAL(MG_DIMS(19, 33))}, build_matrix, COPY},
    {"each pair", 1, {MG_CASE_REAL(MG_DIMS(2, 3, 5, 7))}, build_all, COPY},
    {"large matrix", 1, {MG_CASE_CONST(MG_DIMS(131, 301), -2, 2)}, build_matrix, COPY},
    {"large, each pair", 1, {MG_CASE_CONST(MG_DIMS(3, 37, 18, 33), -2, 2)}, build_all, COPY},
};

const mg_op mg_op_transpose = {
    .name = "transpose",
    .infer = infer,
    .vjp = vjp,
    .lower = lower,
    .n_out = 1,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
