/* What memory_chunks and its gradient share. */
#ifndef MG_OPS_OP_MEMORY_CHUNKS_H
#define MG_OPS_OP_MEMORY_CHUNKS_H

#include "core/graph/kernel.h"
#include "core/ops/ops.h"

/* Inputs and outputs of memory_chunks. */
enum {
    MG_CHUNKS_Q,
    MG_CHUNKS_K,
    MG_CHUNKS_VALUES,
    MG_CHUNKS_WRITE,
    MG_CHUNKS_WRITE_BEFORE,
    MG_CHUNKS_SEEN,
    MG_CHUNKS_FOUND,
    MG_CHUNKS_TAKEN,
    MG_CHUNKS_PHI,
    MG_CHUNKS_START,
    MG_CHUNKS_N_IN
};
enum {
    MG_CHUNKS_Y,
    MG_CHUNKS_STATES,
    MG_CHUNKS_RESIDUALS,
    MG_CHUNKS_LAST,
    MG_CHUNKS_FOUND_THERE,
    MG_CHUNKS_READ_THERE,
    MG_CHUNKS_N_OUT
};

/* MG_CPU_SCRATCH_BYTES of core/cpu/cpu_backend.h, in floats. */
#define MG_CHUNKS_SCRATCH_FLOATS 65536

/* The gradients of a node of memory_chunks, dx[MG_CHUNKS_N_IN]; dy and dlast may be NULL. */
void mg_memory_chunks_grad(mg_graph *g, const mg_node *node, mg_tensor *dy, mg_tensor *dlast,
                           mg_tensor **dx);

/* Of a node of either op: scalars G, n, C, m, D, s and the grid, and the tensors that tell them. */
void mg_memory_chunks_params(const mg_node *node, mg_kernel *kernel);
const mg_tensor *mg_memory_chunks_phi(const mg_node *node);
const mg_tensor *mg_memory_chunks_state(const mg_node *node); /* (G, m, s D) */

static inline mg_memory_pass mg_memory_chunks_pass(mg_tensor *const *in) {
    return (mg_memory_pass){.q = in[MG_CHUNKS_Q],
                            .k = in[MG_CHUNKS_K],
                            .values = in[MG_CHUNKS_VALUES],
                            .write = in[MG_CHUNKS_WRITE],
                            .write_before = in[MG_CHUNKS_WRITE_BEFORE],
                            .seen = in[MG_CHUNKS_SEEN],
                            .found = in[MG_CHUNKS_FOUND],
                            .taken = in[MG_CHUNKS_TAKEN],
                            .phi = in[MG_CHUNKS_PHI],
                            .start = in[MG_CHUNKS_START]};
}

/* Inputs of a case: keys that keep a state about as large as it is. */
#define MG_CHUNKS_CLOSE .tolerance = 6e-6, .reason = "products of up to 128 rows; what is old fades"
#define MG_CHUNKS_CASE(case_input, groups, n, c, m, blocks, d, small)                              \
    case_input(MG_DIMS((groups) * (n), c, m), -(small), small),                                    \
        case_input(MG_DIMS((groups) * (n), c, m), -(small), small),                                \
        case_input(MG_DIMS((groups) * (n), c, d), -2, 2),                                          \
        case_input(MG_DIMS((groups) * (n), c, c), -1, 1),                                          \
        case_input(MG_DIMS((groups) * (n), c, c), -1, 1),                                          \
        case_input(MG_DIMS((groups) * (n), c, blocks), -1, 1),                                     \
        case_input(MG_DIMS((groups) * (n), c, blocks), -1, 1),                                     \
        case_input(MG_DIMS((groups) * (n), c, blocks), -1, 1),                                     \
        case_input(MG_DIMS((groups) * (n), blocks, blocks), -0.5, 0.5),                            \
        case_input(MG_DIMS(groups, m, (blocks) * (d)), -2, 2)

#endif
