/* y = x[.., start : start + length, ..] along one axis.
 *   x (outer, A, inner), y (outer, length, inner).
 *   dx = dy with zeros around it (pad). */
#include "core/ops/op_axis.h"
#include "core/ops/ops.h"

enum { AXIS, START, LENGTH };

static mg_status infer(mg_node *node) {
    int64_t axis = node->attr[AXIS].i, start = node->attr[START].i, length = node->attr[LENGTH].i;
    MG_TRY(mg_axis_expect(node, 0, axis));
    mg_shape shape = node->in[0]->shape;
    if (start < 0 || length < 1 || start > shape.dims[axis] - length) {
        return mg_fail(MG_ERR_SHAPE, "slice: %lld elements from %lld on do not fit into %lld",
                       (long long)length, (long long)start, (long long)shape.dims[axis]);
    }
    mg_op_output(node, 0, MG_F32, mg_axis_resized(shape, axis, length));
    return MG_OK;
}

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    int64_t axis = node->attr[AXIS].i, start = node->attr[START].i, length = node->attr[LENGTH].i;
    int64_t after = node->in[0]->shape.dims[axis] - start - length;
    dx[0] = mg_pad(g, dy[0], (int)axis, start, after);
}

/* Scalars: outer, length * inner, A * inner, start * inner: each of the `outer` rows of y is one
 * contiguous run of a row of x. Grid: elements of y. */
static void lower(const mg_node *node, mg_kernel *kernel) {
    mg_axis_view x = mg_axis_split(node->in[0]->shape, node->attr[AXIS].i);
    mg_kernel_param_u(kernel, x.outer);
    mg_kernel_param_u(kernel, node->attr[LENGTH].i * x.inner);
    mg_kernel_param_u(kernel, x.axis * x.inner);
    mg_kernel_param_u(kernel, node->attr[START].i * x.inner);
    mg_kernel_grid(kernel, mg_tensor_elements(node->out[0]), 1, 1);
}

mg_tensor *mg_slice(mg_graph *g, mg_tensor *x, int axis, int64_t start, int64_t length) {
    return mg_graph_apply(g, &mg_op_slice, 1, &x, 3,
                          (mg_attr[]){{.i = axis}, {.i = start}, {.i = length}});
}

static int build_one(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_slice(g, in[0], 0, 0, 1);
    return 1;
}

static int build_halves(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_slice(g, in[0], 2, 0, 9);
    out[1] = mg_slice(g, in[0], 2, 9, 8);
    return 2;
}

static int build_axes(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_slice(g, in[0], 0, 1, 1);
    out[1] = mg_slice(g, in[0], 1, 1, 2);
    out[2] = mg_slice(g, in[0], 2, 3, 1);
    out[3] = mg_slice(g, in[0], 3, 16, 1);
    return 4;
}

static int build_wide(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_slice(g, in[0], 0, 1, 2);  /* one long run */
    out[1] = mg_slice(g, in[0], 1, 5, 33); /* few rows */
    return 2;
}

#define COPY .tolerance = 0, .reason = "a copy"
static const mg_op_case cases[] = {
    {"one", 1, {MG_CASE_REAL(MG_DIMS(1))}, build_one, COPY},
    {"last axis", 1, {MG_CASE_REAL(MG_DIMS(5, 2, 17))}, build_halves, COPY},
    {"each axis", 1, {MG_CASE_REAL(MG_DIMS(2, 3, 4, 17))}, build_axes, COPY},
    {"tasks", 1, {MG_CASE_CONST(MG_DIMS(3, 17001), -2, 2)}, build_wide, COPY},
    {"heads", 1, {MG_CASE_CONST(MG_DIMS(300, 4, 17), -2, 2)}, build_halves, COPY},
};

const mg_op mg_op_slice = {
    .name = "slice",
    .infer = infer,
    .vjp = vjp,
    .lower = lower,
    .n_out = 1,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
