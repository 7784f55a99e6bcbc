/* The memory planner: which nodes must run, how long each work tensor lives, and where it lies. */
#ifndef MG_GRAPH_PLAN_H
#define MG_GRAPH_PLAN_H

#include "core/graph/graph.h"

typedef struct mg_plan {
    bool *live_node; /* [n_nodes] the node runs */
    size_t *offset;  /* [n_tensors] bytes into the arena, for live work tensors */
    int *first;      /* [n_tensors] node that writes it; -1 = not placed */
    int *last;       /* [n_tensors] last node that reads it */
    int n_live_nodes;
    size_t arena_bytes;
    size_t largest_bytes;
    size_t real_bytes;
} mg_plan;

/* Plans; release with mg_plan_free also after a failure. */
mg_status mg_plan_create(const mg_graph *graph, size_t real_bytes, size_t alignment, mg_plan *plan);
void mg_plan_free(mg_plan *plan);

size_t mg_plan_tensor_bytes(const mg_plan *plan, const mg_tensor *tensor);

/* Writes the largest tensors alive where the arena is fullest, for an out-of-memory message. */
void mg_plan_describe_peak(const mg_plan *plan, const mg_graph *graph, char *text, size_t size);

#endif
