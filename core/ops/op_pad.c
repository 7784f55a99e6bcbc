/* y = x with `before` zeros in front of it and `after` zeros behind it along one axis.
 *   x (outer, A, inner), y (outer, before + A + after, inner).
 *   dx = the middle of dy (slice). */
#include "core/ops/op_axis.h"
#include "core/ops/ops.h"

enum { AXIS, BEFORE, AFTER };

static mg_status infer(mg_node *node) {
    int64_t axis = node->attr[AXIS].i, before = node->attr[BEFORE].i, after = node->attr[AFTER].i;
    MG_TRY(mg_axis_expect(node, 0, axis));
    if (before < 0 || after < 0) {
        return mg_fail(MG_ERR_SHAPE, "pad: %lld before and %lld after, want no negative numbers",
                       (long long)before, (long long)after);
    }
    mg_shape shape = node->in[0]->shape;
    int64_t length = before + shape.dims[axis] + after;
    mg_op_output(node, 0, MG_F32, mg_axis_resized(shape, axis, length));
    return MG_OK;
}

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    int64_t axis = node->attr[AXIS].i;
    dx[0] = mg_slice(g, dy[0], (int)axis, node->attr[BEFORE].i, node->in[0]->shape.dims[axis]);
}

/* Scalars: outer, before * inner, A * inner, after * inner: a row of y is three runs, zeros, a row
 * of x, and zeros. Grid: elements of y. */
static void lower(const mg_node *node, mg_kernel *kernel) {
    mg_axis_view x = mg_axis_split(node->in[0]->shape, node->attr[AXIS].i);
    mg_kernel_param_u(kernel, x.outer);
    mg_kernel_param_u(kernel, node->attr[BEFORE].i * x.inner);
    mg_kernel_param_u(kernel, x.axis * x.inner);
    mg_kernel_param_u(kernel, node->attr[AFTER].i * x.inner);
    mg_kernel_grid(kernel, mg_tensor_elements(node->out[0]), 1, 1);
}

mg_tensor *mg_pad(mg_graph *g, mg_tensor *x, int axis, int64_t before, int64_t after) {
    return mg_graph_apply(g, &mg_op_pad, 1, &x, 3,
                          (mg_attr[]){{.i = axis}, {.i = before}, {.i = after}});
}

static int build_one(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_pad(g, in[0], 0, 0, 0);
    out[1] = mg_pad(g, in[0], 0, 2, 0);
    out[2] = mg_pad(g, in[0], 0, 0, 3);
    return 3;
}

static int build_axes(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    for (int axis = 0; axis < 4; axis++) out[axis] = mg_pad(g, in[0], axis, 1 + axis, 4 - axis);
    return 4;
}

static int build_wide(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_pad(g, in[0], 0, 1, 2);
    out[1] = mg_pad(g, in[0], 1, 16384, 5);
    return 2;
}

#define COPY .tolerance = 0, .reason = "a copy"
static const mg_op_case cases[] = {
    {"one", 1, {MG_CASE_REAL(MG_DIMS(1))}, build_one, COPY},
    {"each axis", 1, {MG_CASE_REAL(MG_DIMS(2, 3, 4, 17))}, build_axes, COPY},
    {"tasks", 1, {MG_CASE_CONST(MG_DIMS(2, 9001), -2, 2)}, build_wide, COPY},
};

const mg_op mg_op_pad = {
    .name = "pad",
    .infer = infer,
    .vjp = vjp,
    .lower = lower,
    .n_out = 1,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
