/* Tensors of a graph: descriptions, not memory. Row-major and contiguous, at most four dimensions.
 *
 * Where the bytes live:
 *   MG_STORAGE_WORK   in the device's workspace arena, placed by the planner
 *   MG_STORAGE_BOUND  in a buffer owned by somebody else (parameters, inputs, outputs, caches)
 *   MG_STORAGE_VIEW   the bytes of `base` under another shape, or written in place by a node */
#ifndef MG_GRAPH_TENSOR_H
#define MG_GRAPH_TENSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MG_MAX_DIMS 4

typedef enum mg_dtype { MG_F32, MG_I32 } mg_dtype;

typedef struct mg_shape {
    int n_dims;
    int64_t dims[MG_MAX_DIMS];
} mg_shape;

typedef enum mg_storage { MG_STORAGE_WORK, MG_STORAGE_BOUND, MG_STORAGE_VIEW } mg_storage;

struct mg_node;
struct mg_buffer;

typedef struct mg_tensor {
    int id;
    mg_dtype dtype;
    mg_shape shape;
    mg_storage storage;
    const char *name;         /* for error texts and dumps; may be NULL; owned by the graph */
    struct mg_node *node;     /* the node that writes it; NULL for a leaf */
    struct mg_tensor *base;   /* MG_STORAGE_VIEW */
    struct mg_buffer *buffer; /* MG_STORAGE_BOUND; NULL while only planning */
    int64_t buffer_offset;    /* MG_STORAGE_BOUND: in elements */
} mg_tensor;

#define MG_SHAPE1(a)          ((mg_shape){1, {(a)}})
#define MG_SHAPE2(a, b)       ((mg_shape){2, {(a), (b)}})
#define MG_SHAPE3(a, b, c)    ((mg_shape){3, {(a), (b), (c)}})
#define MG_SHAPE4(a, b, c, d) ((mg_shape){4, {(a), (b), (c), (d)}})

int64_t mg_shape_elements(mg_shape shape);
bool mg_shape_equal(mg_shape a, mg_shape b);

/* Writes "(2, 3, 4)" into `text` and returns it. */
#define MG_SHAPE_TEXT 96
const char *mg_shape_format(mg_shape shape, char text[MG_SHAPE_TEXT]);

int64_t mg_tensor_elements(const mg_tensor *tensor);

/* The tensor that owns the bytes: follows views down to a work or bound tensor. */
const mg_tensor *mg_tensor_root(const mg_tensor *tensor);

/* Size of one element on a device whose reals take `real_bytes` (4; 8 on the oracle). */
size_t mg_dtype_bytes(mg_dtype dtype, size_t real_bytes);

#endif
