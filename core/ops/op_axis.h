/* Shared by ops that work along one axis: a tensor is seen as (outer, axis, inner), the products of
 * the dimensions before the axis, of the axis itself and of those after it. */
#ifndef MG_OPS_OP_AXIS_H
#define MG_OPS_OP_AXIS_H

#include "core/graph/op.h"

typedef struct mg_axis_view {
    int64_t outer, axis, inner;
} mg_axis_view;

mg_axis_view mg_axis_split(mg_shape shape, int64_t axis);

/* The shape with another length along one axis. */
mg_shape mg_axis_resized(mg_shape shape, int64_t axis, int64_t length);

/* For infer: fails unless in[input] is f32 and has this axis. */
mg_status mg_axis_expect(const mg_node *node, int input, int64_t axis);

#endif
