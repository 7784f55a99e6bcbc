/* The kernel record: one launch, as plain data that can be printed, hashed and compared.
 *
 * An op lowers each of its nodes to one record: the kernel's name (= the op's name), its scalars
 * and its grid; the operands (the node's inputs in order, then its outputs in order) are filled in
 * by the planner. A backend finds the kernel by name and never sees the op or the graph. */
#ifndef MG_GRAPH_KERNEL_H
#define MG_GRAPH_KERNEL_H

#include <stddef.h>
#include <stdint.h>

#define MG_KERNEL_OPERANDS 24
#define MG_KERNEL_PARAMS   20

struct mg_buffer;

typedef enum mg_access { MG_READ = 1, MG_WRITE = 2 } mg_access;

typedef struct mg_operand {
    struct mg_buffer *buffer;
    size_t offset; /* bytes */
    size_t bytes;
    int access; /* MG_READ, MG_WRITE or both */
} mg_operand;

typedef union mg_param {
    uint32_t u;
    int32_t i;
    float f;
} mg_param;

typedef struct mg_kernel {
    const char *name;
    int node; /* index of the node in its graph, for messages and profiles */
    int n_operands;
    int n_params;
    mg_operand operands[MG_KERNEL_OPERANDS];
    mg_param params[MG_KERNEL_PARAMS];
    /* Units of independent work in up to three directions: elements, rows or output tiles, as the
     * kernel's comment says. A backend maps units to threads as it likes. */
    uint32_t grid[3];
} mg_kernel;

void mg_kernel_param_u(mg_kernel *kernel, int64_t value); /* appends; asserts that it fits */
void mg_kernel_param_f(mg_kernel *kernel, double value);
void mg_kernel_grid(mg_kernel *kernel, int64_t x, int64_t y, int64_t z);

#endif
