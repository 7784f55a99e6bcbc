/* The elements of x, in their order, under another shape: a view, no bytes move.
 *   x: any dtype and shape with as many elements as the new shape.
 *   dx = dy under the shape of x. */
#include "core/ops/ops.h"

enum { N_DIMS, DIMS };

static mg_status infer(mg_node *node) {
    const mg_tensor *x = node->in[0];
    mg_shape shape = {(int)node->attr[N_DIMS].i, {0}};
    for (int i = 0; i < shape.n_dims; i++) shape.dims[i] = node->attr[DIMS + i].i;
    if (mg_shape_elements(shape) != mg_tensor_elements(x)) {
        char found[MG_SHAPE_TEXT], wanted[MG_SHAPE_TEXT];
        return mg_fail(MG_ERR_SHAPE, "reshape: %s and %s do not have the same number of elements",
                       mg_shape_format(x->shape, found), mg_shape_format(shape, wanted));
    }
    mg_op_output(node, 0, x->dtype, shape);
    return MG_OK;
}

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    dx[0] = mg_reshape(g, dy[0], node->in[0]->shape);
}

mg_tensor *mg_reshape(mg_graph *g, mg_tensor *x, mg_shape shape) {
    mg_attr attr[DIMS + MG_MAX_DIMS] = {{.i = shape.n_dims}};
    for (int i = 0; i < shape.n_dims; i++) attr[DIMS + i].i = shape.dims[i];
    return mg_graph_apply(g, &mg_op_reshape, 1, &x, DIMS + MG_MAX_DIMS, attr);
}

static int build(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    mg_tensor *y = mg_reshape(g, mg_scale(g, in[0], 2), MG_SHAPE2(4, 6));
    out[0] = mg_sum(g, y, 0); /* reads the view under its new shape */
    return 1;
}

static int build_chain(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    mg_tensor *flat = mg_reshape(g, in[0], MG_SHAPE1(24));
    out[0] = mg_sum(g, mg_reshape(g, flat, MG_SHAPE4(3, 2, 1, 4)), 1);
    return 1;
}

#define CLOSE .tolerance = 4e-7, .reason = "sums of a few elements"
static const mg_op_case cases[] = {
    {"of a work tensor", 1, {MG_CASE_REAL(MG_DIMS(2, 3, 4))}, build, CLOSE},
    {"of a view", 1, {MG_CASE_REAL(MG_DIMS(2, 3, 4))}, build_chain, CLOSE},
};

const mg_op mg_op_reshape = {
    .name = "reshape",
    .infer = infer,
    .vjp = vjp,
    .n_out = 1,
    .view = true,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
