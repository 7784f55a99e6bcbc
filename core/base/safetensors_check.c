/* Checks of a tensor against what the caller expects: dtype, shape, finite values. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "core/base/json.h"
#include "core/base/safetensors.h"

#define SHAPE_TEXT 192

static const char *format_shape(char *text, int rank, const int64_t *shape) {
    size_t used = (size_t)snprintf(text, SHAPE_TEXT, "[");
    for (int i = 0; i < rank; i++) {
        used += (size_t)snprintf(text + used, SHAPE_TEXT - used, "%s%lld", i ? ", " : "",
                                 (long long)shape[i]);
    }
    snprintf(text + used, SHAPE_TEXT - used, "]");
    return text;
}

static bool same_shape(const mg_st_tensor *tensor, int rank, const int64_t *shape) {
    for (int i = 0; tensor->rank == rank && i < rank; i++) {
        if (tensor->shape[i] != shape[i]) return false;
    }
    return tensor->rank == rank;
}

mg_status mg_safetensors_get(const mg_safetensors *file, const char *name, mg_st_dtype dtype,
                             int rank, const int64_t *shape, const mg_st_tensor **tensor) {
    char found[SHAPE_TEXT], expected[SHAPE_TEXT];
    *tensor = NULL;
    const mg_st_tensor *t = mg_safetensors_find(file, name);
    if (!t) {
        return mg_fail(MG_ERR_NOT_FOUND,
                       "%s: tensor \"%s\" is missing; does the checkpoint belong to this config?",
                       mg_safetensors_path(file, NULL), name);
    }
    if (t->dtype != dtype) {
        return mg_fail(MG_ERR_SHAPE, "%s: tensor \"%s\" is %s, expected %s; convert it first",
                       mg_safetensors_path(file, t), name, mg_st_dtype_name(t->dtype),
                       mg_st_dtype_name(dtype));
    }
    if (!same_shape(t, rank, shape)) {
        return mg_fail(MG_ERR_SHAPE,
                       "%s: tensor \"%s\" has shape %s, expected %s; does the checkpoint belong "
                       "to this config?",
                       mg_safetensors_path(file, t), name, format_shape(found, t->rank, t->shape),
                       format_shape(expected, rank, shape));
    }
    *tensor = t;
    return MG_OK;
}

/* Layout of a float: all bits of `exponent` set means infinity or, with any of `mantissa`, NaN. */
typedef struct float_layout {
    uint64_t exponent, mantissa;
} float_layout;

static bool layout_of(mg_st_dtype dtype, float_layout *layout) {
    switch (dtype) {
    case MG_ST_F32:
        *layout = (float_layout){0x7F800000u, 0x007FFFFFu};
        return true;
    case MG_ST_F64:
        *layout = (float_layout){0x7FF0000000000000u, 0x000FFFFFFFFFFFFFu};
        return true;
    case MG_ST_F16:
        *layout = (float_layout){0x7C00u, 0x03FFu};
        return true;
    case MG_ST_BF16:
        *layout = (float_layout){0x7F80u, 0x007Fu};
        return true;
    default:
        return false;
    }
}

/* The element's bits; sizes that the compiler knows make the copies single loads. */
static uint64_t load_bits(const uint8_t *element, size_t size) {
    uint64_t wide;
    uint32_t single;
    uint16_t half;
    switch (size) {
    case 8:
        memcpy(&wide, element, 8);
        return wide;
    case 4:
        memcpy(&single, element, 4);
        return single;
    default:
        memcpy(&half, element, 2);
        return half;
    }
}

mg_status mg_safetensors_check_finite(const mg_safetensors *file, const mg_st_tensor *tensor) {
    float_layout layout;
    char name[96];
    size_t size = mg_st_dtype_bytes(tensor->dtype);
    const uint8_t *bytes = tensor->data;
    if (!layout_of(tensor->dtype, &layout)) return MG_OK;
    for (uint64_t i = 0; i < tensor->count; i++) {
        uint64_t bits = load_bits(bytes + i * size, size);
        if ((bits & layout.exponent) != layout.exponent) continue;
        return mg_fail(
            MG_ERR_NUMERIC, "%s: tensor \"%s\" has %s at element %llu; use an earlier checkpoint",
            mg_safetensors_path(file, tensor), mg_text_printable(name, sizeof name, tensor->name),
            bits & layout.mantissa ? "a NaN" : "an infinity", (unsigned long long)i);
    }
    return MG_OK;
}
