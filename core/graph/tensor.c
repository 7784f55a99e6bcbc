#include "core/graph/tensor.h"

#include <stdio.h>

int64_t mg_shape_elements(mg_shape shape) {
    int64_t n = 1;
    for (int i = 0; i < shape.n_dims; i++) n *= shape.dims[i];
    return n;
}

bool mg_shape_equal(mg_shape a, mg_shape b) {
    if (a.n_dims != b.n_dims) return false;
    for (int i = 0; i < a.n_dims; i++) {
        if (a.dims[i] != b.dims[i]) return false;
    }
    return true;
}

const char *mg_shape_format(mg_shape shape, char text[MG_SHAPE_TEXT]) {
    size_t used = (size_t)snprintf(text, MG_SHAPE_TEXT, "(");
    for (int i = 0; i < shape.n_dims; i++) {
        used += (size_t)snprintf(text + used, MG_SHAPE_TEXT - used, i ? ", %lld" : "%lld",
                                 (long long)shape.dims[i]);
    }
    snprintf(text + used, MG_SHAPE_TEXT - used, ")");
    return text;
}

int64_t mg_tensor_elements(const mg_tensor *tensor) {
    return mg_shape_elements(tensor->shape);
}

const mg_tensor *mg_tensor_root(const mg_tensor *tensor) {
    while (tensor->storage == MG_STORAGE_VIEW) tensor = tensor->base;
    return tensor;
}

size_t mg_dtype_bytes(mg_dtype dtype, size_t real_bytes) {
    return dtype == MG_F32 ? real_bytes : 4;
}
