/* y[o, 0, i] = sum_a x[o, a, i] along one axis, which stays with length 1.
 *   x (outer, A, inner), y (outer, 1, inner).
 *   dx = dy repeated along the axis (broadcast). */
#include "core/ops/op_axis.h"
#include "core/ops/ops.h"

enum { AXIS };

static mg_status infer(mg_node *node) {
    int64_t axis = node->attr[AXIS].i;
    MG_TRY(mg_axis_expect(node, 0, axis));
    mg_op_output(node, 0, MG_F32, mg_axis_resized(node->in[0]->shape, axis, 1));
    return MG_OK;
}

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    int64_t axis = node->attr[AXIS].i;
    dx[0] = mg_broadcast(g, dy[0], (int)axis, node->in[0]->shape.dims[axis]);
}

/* Scalars: outer, A, inner. Grid: (outer, 1) rows to add if inner = 1, else (1, outer * inner)
 * elements of y: two ways of sharing the work. */
static void lower(const mg_node *node, mg_kernel *kernel) {
    mg_axis_view x = mg_axis_split(node->in[0]->shape, node->attr[AXIS].i);
    mg_kernel_param_u(kernel, x.outer);
    mg_kernel_param_u(kernel, x.axis);
    mg_kernel_param_u(kernel, x.inner);
    bool rows = x.inner == 1;
    mg_kernel_grid(kernel, rows ? x.outer : 1, rows ? 1 : x.outer * x.inner, 1);
}

mg_tensor *mg_sum(mg_graph *g, mg_tensor *x, int axis) {
    return mg_graph_apply(g, &mg_op_sum, 1, &x, 1, &(mg_attr){.i = axis});
}

static int build_first(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_sum(g, in[0], 0);
    return 1;
}

static int build_two(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_sum(g, in[0], 0);
    out[1] = mg_sum(g, in[0], 1);
    return 2;
}

static int build_axes(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    for (int axis = 0; axis < 4; axis++) out[axis] = mg_sum(g, in[0], axis);
    return 4;
}

#define CLOSE .tolerance = 1e-6, .reason = "roundings of a sum of up to 64 elements"
#define LONG  .tolerance = 2e-6, .reason = "sums are pairwise or compensated: the error hardly grows"
static const mg_op_case cases[] = {
    {"one", 1, {MG_CASE_REAL(MG_DIMS(1))}, build_first, CLOSE},
    {"each axis", 1, {MG_CASE_REAL(MG_DIMS(2, 3, 4, 17))}, build_axes, CLOSE},
    {"matrix", 1, {MG_CASE_REAL(MG_DIMS(19, 35))}, build_two, CLOSE},
    {"all positive", 1, {MG_CASE_CONST(MG_DIMS(300007), 0, 2)}, build_first, LONG},
    {"tall", 1, {MG_CASE_CONST(MG_DIMS(70001, 2), 0, 2)}, build_first, LONG},
    {"columns", 1, {MG_CASE_CONST(MG_DIMS(2049, 83), 0, 2)}, build_two, LONG},
    {"long rows", 1, {MG_CASE_CONST(MG_DIMS(3, 20011), 0, 2)}, build_two, LONG},
    {"many rows", 1, {MG_CASE_CONST(MG_DIMS(3001, 7), -2, 2)}, build_two, LONG},
};

const mg_op mg_op_sum = {
    .name = "sum",
    .infer = infer,
    .vjp = vjp,
    .lower = lower,
    .n_out = 1,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
