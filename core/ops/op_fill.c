/* y[i] = value: a constant tensor of any shape. No inputs, so no gradient flows. */
#include "core/ops/op_elementwise.h"
#include "core/ops/ops.h"

enum { VALUE, N_DIMS, DIMS };

static mg_status infer(mg_node *node) {
    mg_shape shape = {(int)node->attr[N_DIMS].i, {0}};
    for (int i = 0; i < shape.n_dims; i++) shape.dims[i] = node->attr[DIMS + i].i;
    mg_op_output(node, 0, MG_F32, shape);
    return MG_OK;
}

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    (void)g, (void)node, (void)dy, (void)dx;
}

/* Scalars: n, value. Grid: n elements. */
static void lower(const mg_node *node, mg_kernel *kernel) {
    mg_lower_elementwise(node, kernel);
    mg_kernel_param_f(kernel, node->attr[VALUE].f);
}

mg_tensor *mg_fill(mg_graph *g, mg_shape shape, double value) {
    mg_attr attr[DIMS + MG_MAX_DIMS] = {{.f = value}, {.i = shape.n_dims}};
    for (int i = 0; i < shape.n_dims; i++) attr[DIMS + i].i = shape.dims[i];
    mg_tensor *no_inputs[1] = {NULL};
    return mg_graph_apply(g, &mg_op_fill, 0, no_inputs, DIMS + MG_MAX_DIMS, attr);
}

static int build(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    (void)in;
    out[0] = mg_fill(g, MG_SHAPE1(1), 0.375);
    out[1] = mg_fill(g, MG_SHAPE2(5, 33), 0);
    out[2] = mg_fill(g, MG_SHAPE4(2, 3, 4, 17), -1e30);
    out[3] = mg_fill(g, MG_SHAPE1(16403), 1);
    return 4;
}

static const mg_op_case cases[] = {
    {"constants", 0, {{0}}, build, .tolerance = 0, .reason = "no arithmetic"},
};

const mg_op mg_op_fill = {
    .name = "fill",
    .infer = infer,
    .vjp = vjp,
    .lower = lower,
    .n_out = 1,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
