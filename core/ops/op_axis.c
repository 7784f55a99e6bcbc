#include "core/ops/op_axis.h"

mg_axis_view mg_axis_split(mg_shape shape, int64_t axis) {
    mg_axis_view view = {1, shape.dims[axis], 1};
    for (int i = 0; i < axis; i++) view.outer *= shape.dims[i];
    for (int i = (int)axis + 1; i < shape.n_dims; i++) view.inner *= shape.dims[i];
    return view;
}

mg_shape mg_axis_resized(mg_shape shape, int64_t axis, int64_t length) {
    shape.dims[axis] = length;
    return shape;
}

mg_status mg_axis_expect(const mg_node *node, int input, int64_t axis) {
    const mg_tensor *t = node->in[input];
    MG_TRY(mg_op_expect(node, input, MG_F32, t->shape.n_dims));
    if (axis >= 0 && axis < t->shape.n_dims) return MG_OK;
    return mg_fail(MG_ERR_SHAPE, "%s: input %d has no axis %lld, want 0 to %d", node->op->name,
                   input, (long long)axis, t->shape.n_dims - 1);
}
