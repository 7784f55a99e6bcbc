#include "core/ops/op_elementwise.h"

mg_status mg_infer_elementwise(mg_node *node) {
    mg_shape shape = node->in[0]->shape;
    for (int i = 0; i < node->n_in; i++) {
        MG_TRY(mg_op_expect(node, i, MG_F32, shape.n_dims));
        MG_TRY(mg_op_expect_shape(node, i, shape));
    }
    mg_op_output(node, 0, MG_F32, shape);
    return MG_OK;
}

void mg_lower_elementwise(const mg_node *node, mg_kernel *kernel) {
    int64_t n = mg_tensor_elements(node->out[0]);
    mg_kernel_param_u(kernel, n);
    mg_kernel_grid(kernel, n, 1, 1);
}
