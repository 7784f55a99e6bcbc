/* From a graph to something that runs: dead nodes are dropped, work tensors are placed in the
 * arena, every node is lowered to a kernel record, and the backend compiles the records. */
#ifndef MG_GRAPH_PROGRAM_H
#define MG_GRAPH_PROGRAM_H

#include <stdio.h>

#include "core/graph/backend.h"
#include "core/graph/graph.h"

typedef struct mg_program mg_program;

/* What the planner found. */
typedef struct mg_plan_stats {
    int n_kernels;
    size_t arena_bytes;   /* workspace that the schedule needs */
    size_t largest_bytes; /* largest single work tensor */
} mg_plan_stats;

/* Plans without a device: how much workspace would the graph need? Bound buffers may be NULL. */
mg_status mg_graph_plan(mg_graph *graph, size_t real_bytes, size_t alignment, mg_plan_stats *stats);

/* Compiles. Fails with MG_ERR_MEMORY, naming the largest tensors alive at the peak, if workspace
 * and buffers together exceed the device's limit; with MG_ERR_UNSUPPORTED if the device lacks a
 * kernel. */
mg_status mg_program_create(mg_device *device, mg_graph *graph, mg_program **out);

/* Runs once, to completion. */
mg_status mg_program_run(mg_program *program);

/* Runs once and adds each record's time; mg_program_print_profile prints time by kernel name. */
mg_status mg_program_run_profiled(mg_program *program);
void mg_program_print_profile(const mg_program *program, FILE *file);

const mg_plan_stats *mg_program_stats(const mg_program *program);
void mg_program_free(mg_program *program); /* NULL is legal */

#endif
