/* The graph: nodes in the order in which they were built, which is the order in which they run.
 *
 *     mg_graph *g;
 *     MG_TRY(mg_graph_create(&g));
 *     mg_tensor *x = mg_graph_bind(g, "x", MG_F32, MG_SHAPE2(4, 8), x_buffer, 0);
 *     mg_tensor *w = mg_graph_bind(g, "w", MG_F32, MG_SHAPE2(16, 8), w_buffer, 0);
 *     mg_tensor *y = mg_linear(g, x, w);
 *     mg_graph_output(g, y, y_buffer, 0);
 *     MG_TRY(mg_graph_status(g));        // builders keep the first error; it is checked once
 *     MG_TRY(mg_program_create(device, g, &program));
 *
 * A graph is needed only until its program is created. */
#ifndef MG_GRAPH_GRAPH_H
#define MG_GRAPH_GRAPH_H

#include "core/base/status.h"
#include "core/graph/tensor.h"

#define MG_NODE_INPUTS  14
#define MG_NODE_OUTPUTS 10
#define MG_NODE_ATTRS   8

struct mg_op;
struct mg_buffer;
struct mg_device;

typedef union mg_attr {
    int64_t i;
    double f;
} mg_attr;

typedef struct mg_node {
    const struct mg_op *op;
    int index; /* position in the graph */
    int block; /* recompute block that the node belongs to; 0 = none */
    int n_in, n_out;
    mg_tensor *in[MG_NODE_INPUTS];
    mg_tensor *out[MG_NODE_OUTPUTS];
    mg_attr attr[MG_NODE_ATTRS]; /* compile-time facts; each op names its own positions */
} mg_node;

typedef struct mg_graph {
    mg_node **nodes;
    int n_nodes;
    size_t node_capacity;
    mg_tensor **tensors;
    int n_tensors;
    size_t tensor_capacity;
    int block; /* given to new nodes */
    struct mg_device *device;
    mg_status status;
    char error[512];
    mg_tensor poison; /* what builders return after an error */
} mg_graph;

mg_status mg_graph_create(mg_graph **out);
/* The device that the graph is built for (not owned); without one it is built for any. */
void mg_graph_for_device(mg_graph *graph, struct mg_device *device);
/* Whether the graph's device is known and has a kernel that not every backend has. */
bool mg_graph_has_kernel(const mg_graph *graph, const char *name);
void mg_graph_free(mg_graph *graph); /* NULL is legal */

/* The first error of any builder, with its text restored as the thread's error text. */
mg_status mg_graph_status(mg_graph *graph);

/* Records an error (the first one stays) and returns the poison tensor. */
mg_tensor *mg_graph_fail(mg_graph *graph, mg_status status);

/* A leaf whose bytes live in `buffer` from element `offset` on. `buffer` may be NULL in a graph
 * that is only planned. */
mg_tensor *mg_graph_bind(mg_graph *graph, const char *name, mg_dtype dtype, mg_shape shape,
                         struct mg_buffer *buffer, int64_t offset);

/* Makes `tensor` (a work tensor of this graph) be written to `buffer` from element `offset` on, to
 * be read by the host or by another program. */
void mg_graph_output(mg_graph *graph, mg_tensor *tensor, struct mg_buffer *buffer, int64_t offset);

void mg_graph_name(mg_graph *graph, mg_tensor *tensor, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Nodes built from now on belong to recompute block `block` (>= 1), or to none (0). */
void mg_graph_block(mg_graph *graph, int block);

/* Appends a node and infers its outputs. Returns NULL after an error. For builders in core/ops. */
mg_node *mg_graph_append(mg_graph *graph, const struct mg_op *op, int n_in, mg_tensor *const *in,
                         int n_attr, const mg_attr *attr);

/* The same for an op with one output: returns it, or the poison tensor. */
mg_tensor *mg_graph_apply(mg_graph *graph, const struct mg_op *op, int n_in, mg_tensor *const *in,
                          int n_attr, const mg_attr *attr);

#endif
