/* y[o, a, i] = x[o, 0, i] for a in [0, A): repeats an axis of length 1.
 *   x (outer, 1, inner), y (outer, A, inner).
 *   dx = the sum of dy along the axis. */
#include "core/ops/op_axis.h"
#include "core/ops/ops.h"

enum { AXIS, LENGTH };

static mg_status infer(mg_node *node) {
    int64_t axis = node->attr[AXIS].i, length = node->attr[LENGTH].i;
    MG_TRY(mg_axis_expect(node, 0, axis));
    mg_shape shape = node->in[0]->shape;
    if (shape.dims[axis] != 1 || length < 1) {
        return mg_fail(MG_ERR_SHAPE,
                       "broadcast: axis %lld has length %lld and shall get %lld; want 1, and at "
                       "least 1",
                       (long long)axis, (long long)shape.dims[axis], (long long)length);
    }
    mg_op_output(node, 0, MG_F32, mg_axis_resized(shape, axis, length));
    return MG_OK;
}

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    dx[0] = mg_sum(g, dy[0], (int)node->attr[AXIS].i);
}

/* Scalars: outer, A, inner. Grid: elements of y. */
static void lower(const mg_node *node, mg_kernel *kernel) {
    mg_axis_view y = mg_axis_split(node->out[0]->shape, node->attr[AXIS].i);
    mg_kernel_param_u(kernel, y.outer);
    mg_kernel_param_u(kernel, y.axis);
    mg_kernel_param_u(kernel, y.inner);
    mg_kernel_grid(kernel, mg_tensor_elements(node->out[0]), 1, 1);
}

mg_tensor *mg_broadcast(mg_graph *g, mg_tensor *x, int axis, int64_t n) {
    return mg_graph_apply(g, &mg_op_broadcast, 1, &x, 2, (mg_attr[]){{.i = axis}, {.i = n}});
}

static int build_first(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_broadcast(g, in[0], 0, 1);
    out[1] = mg_broadcast(g, in[0], 0, 21);
    return 2;
}

static int build_middle(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_broadcast(g, in[0], 1, 7);
    return 1;
}

static int build_last(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_broadcast(g, in[0], 3, 19);
    return 1;
}

static int build_wide(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_broadcast(g, in[0], 1, 3001);
    return 1;
}

static int build_tall(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_broadcast(g, in[0], 0, 600);
    return 1;
}

#define COPY .tolerance = 0, .reason = "a copy"
static const mg_op_case cases[] = {
    {"one", 1, {MG_CASE_REAL(MG_DIMS(1))}, build_first, COPY},
    {"rows", 1, {MG_CASE_REAL(MG_DIMS(1, 33))}, build_first, COPY},
    {"middle axis", 1, {MG_CASE_REAL(MG_DIMS(5, 1, 3))}, build_middle, COPY},
    {"last axis", 1, {MG_CASE_REAL(MG_DIMS(2, 3, 4, 1))}, build_last, COPY},
    {"wide", 1, {MG_CASE_CONST(MG_DIMS(13, 1), -2, 2)}, build_wide, COPY},
    {"tall", 1, {MG_CASE_CONST(MG_DIMS(1, 65), -2, 2)}, build_tall, COPY},
};

const mg_op mg_op_broadcast = {
    .name = "broadcast",
    .infer = infer,
    .vjp = vjp,
    .lower = lower,
    .n_out = 1,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
