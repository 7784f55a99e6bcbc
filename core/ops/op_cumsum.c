/* Running sums along one axis: y[o, a, i] = sum_{b <= a} x[o, b, i], or over b >= a if reverse.
 *   x, y (outer, A, inner).
 *   dx = dy summed in the other direction. */
#include "core/ops/op_axis.h"
#include "core/ops/ops.h"

enum { AXIS, REVERSE };

static mg_status infer(mg_node *node) {
    MG_TRY(mg_axis_expect(node, 0, node->attr[AXIS].i));
    mg_op_output(node, 0, MG_F32, node->in[0]->shape);
    return MG_OK;
}

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    dx[0] = mg_cumsum(g, dy[0], (int)node->attr[AXIS].i, !node->attr[REVERSE].i);
}

/* Scalars: outer, A, inner, reverse. Grid: outer * inner sums. */
static void lower(const mg_node *node, mg_kernel *kernel) {
    mg_axis_view x = mg_axis_split(node->in[0]->shape, node->attr[AXIS].i);
    mg_kernel_param_u(kernel, x.outer);
    mg_kernel_param_u(kernel, x.axis);
    mg_kernel_param_u(kernel, x.inner);
    mg_kernel_param_u(kernel, node->attr[REVERSE].i);
    mg_kernel_grid(kernel, x.outer * x.inner, 1, 1);
}

mg_tensor *mg_cumsum(mg_graph *g, mg_tensor *x, int axis, bool reverse) {
    return mg_graph_apply(g, &mg_op_cumsum, 1, &x, 2, (mg_attr[]){{.i = axis}, {.i = reverse}});
}

static int build_axes(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    int axes = in[0]->shape.n_dims;
    for (int axis = 0; axis < axes; axis++) out[axis] = mg_cumsum(g, in[0], axis, axis % 2);
    return axes;
}

static int build_last(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    int last = in[0]->shape.n_dims - 1;
    out[0] = mg_cumsum(g, in[0], last, false);
    out[1] = mg_cumsum(g, in[0], last, true);
    return 2;
}

#define CLOSE .tolerance = 1e-6, .reason = "sums of sums of at most 64 elements"
#define LONG                                                                                       \
    .tolerance = 3e-6,                                                                             \
    .reason = "a sum of sums of 32: 2,200 roundings of up to 3e-8, at random: sqrt(2200) 3e-8"
static const mg_op_case cases[] = {
    {"one", 1, {MG_CASE_REAL(MG_DIMS(1))}, build_last, CLOSE},
    {"row", 1, {MG_CASE_REAL(MG_DIMS(33))}, build_last, CLOSE},
    {"chunks", 1, {MG_CASE_REAL(MG_DIMS(7, 32))}, build_last, CLOSE},
    {"each axis", 1, {MG_CASE_REAL(MG_DIMS(2, 3, 4, 17))}, build_axes, CLOSE},
    {"columns", 1, {MG_CASE_CONST(MG_DIMS(3, 41, 83), -2, 2)}, build_axes, CLOSE},
    {"all positive", 1, {MG_CASE_CONST(MG_DIMS(2, 70001), 0, 2)}, build_last, LONG},
    {"many", 1, {MG_CASE_CONST(MG_DIMS(3001, 17), -2, 2)}, build_axes, LONG},
};

const mg_op mg_op_cumsum = {
    .name = "cumsum",
    .infer = infer,
    .vjp = vjp,
    .lower = lower,
    .n_out = 1,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
