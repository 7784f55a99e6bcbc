#include "core/graph/op.h"

static const char *dtype_name(mg_dtype dtype) {
    return dtype == MG_F32 ? "f32" : "i32";
}

mg_status mg_op_expect(const mg_node *node, int input, mg_dtype dtype, int n_dims) {
    const mg_tensor *t = node->in[input];
    if (t->dtype == dtype && t->shape.n_dims == n_dims) return MG_OK;
    char text[MG_SHAPE_TEXT];
    return mg_fail(MG_ERR_SHAPE, "%s: input %d (%s) is %s %s, want %s with %d dimensions",
                   node->op->name, input, t->name ? t->name : "unnamed", dtype_name(t->dtype),
                   mg_shape_format(t->shape, text), dtype_name(dtype), n_dims);
}

mg_status mg_op_expect_shape(const mg_node *node, int input, mg_shape shape) {
    const mg_tensor *t = node->in[input];
    if (mg_shape_equal(t->shape, shape)) return MG_OK;
    char found[MG_SHAPE_TEXT], wanted[MG_SHAPE_TEXT];
    return mg_fail(MG_ERR_SHAPE, "%s: input %d (%s) has shape %s, want %s", node->op->name, input,
                   t->name ? t->name : "unnamed", mg_shape_format(t->shape, found),
                   mg_shape_format(shape, wanted));
}

void mg_op_output(mg_node *node, int output, mg_dtype dtype, mg_shape shape) {
    node->out[output]->dtype = dtype;
    node->out[output]->shape = shape;
}
