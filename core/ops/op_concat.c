/* y = [a | b] along one axis.
 *   a (outer, A, inner), b (outer, B, inner), y (outer, A + B, inner).
 *   da, db = the two parts of dy. */
#include "core/ops/op_axis.h"
#include "core/ops/ops.h"

enum { AXIS };

static mg_status infer(mg_node *node) {
    int64_t axis = node->attr[AXIS].i;
    MG_TRY(mg_axis_expect(node, 0, axis));
    MG_TRY(mg_op_expect(node, 1, MG_F32, node->in[0]->shape.n_dims));
    mg_shape a = node->in[0]->shape;
    int64_t b_length = node->in[1]->shape.dims[axis];
    MG_TRY(mg_op_expect_shape(node, 1, mg_axis_resized(a, axis, b_length)));
    mg_op_output(node, 0, MG_F32, mg_axis_resized(a, axis, a.dims[axis] + b_length));
    return MG_OK;
}

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    int axis = (int)node->attr[AXIS].i;
    int64_t a = node->in[0]->shape.dims[axis], b = node->in[1]->shape.dims[axis];
    dx[0] = mg_slice(g, dy[0], axis, 0, a);
    dx[1] = mg_slice(g, dy[0], axis, a, b);
}

/* Scalars: outer, A * inner, B * inner: a row of y is a row of a, then a row of b. Grid: elements
 * of y. */
static void lower(const mg_node *node, mg_kernel *kernel) {
    mg_axis_view a = mg_axis_split(node->in[0]->shape, node->attr[AXIS].i);
    mg_axis_view b = mg_axis_split(node->in[1]->shape, node->attr[AXIS].i);
    mg_kernel_param_u(kernel, a.outer);
    mg_kernel_param_u(kernel, a.axis * a.inner);
    mg_kernel_param_u(kernel, b.axis * b.inner);
    mg_kernel_grid(kernel, mg_tensor_elements(node->out[0]), 1, 1);
}

mg_tensor *mg_concat(mg_graph *g, mg_tensor *a, mg_tensor *b, int axis) {
    return mg_graph_apply(g, &mg_op_concat, 2, (mg_tensor *[]){a, b}, 1, &(mg_attr){.i = axis});
}

static int build_first(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_concat(g, in[0], in[1], 0);
    return 1;
}

static int build_second(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_concat(g, in[0], in[1], 1);
    return 1;
}

static int build_last(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    out[0] = mg_concat(g, in[0], in[1], 3);
    return 1;
}

#define COPY .tolerance = 0, .reason = "a copy"
static const mg_op_case cases[] = {
    {"ones", 2, {MG_CASE_REAL(MG_DIMS(1)), MG_CASE_REAL(MG_DIMS(1))}, build_first, COPY},
    {"middle axis",
     2,
     {MG_CASE_REAL(MG_DIMS(3, 2, 17)), MG_CASE_REAL(MG_DIMS(3, 5, 17))},
     build_second,
     COPY},
    {"last axis",
     2,
     {MG_CASE_REAL(MG_DIMS(2, 3, 4, 17)), MG_CASE_REAL(MG_DIMS(2, 3, 4, 3))},
     build_last,
     COPY},
    {"long runs",
     2,
     {MG_CASE_CONST(MG_DIMS(20001), -2, 2), MG_CASE_CONST(MG_DIMS(777), -2, 2)},
     build_first,
     COPY},
    {"many rows",
     2,
     {MG_CASE_CONST(MG_DIMS(700, 16), -2, 2), MG_CASE_CONST(MG_DIMS(700, 33), -2, 2)},
     build_second,
     COPY},
};

const mg_op mg_op_concat = {
    .name = "concat",
    .infer = infer,
    .vjp = vjp,
    .lower = lower,
    .n_out = 1,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
