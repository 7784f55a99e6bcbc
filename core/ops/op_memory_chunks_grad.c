/* The gradient of memory_chunks. With G = d/dX[c + 1], from the last chunk to the first:
 *   dR = -(write * Q K^T)^T dY - sum_b taken_b * (K G_b),     Z = (I + N)^-T dR,     dU = Z
 *   dwrite = -(dY R^T) * Q K^T,   dP = -(dY R^T) * write                           P = Q K^T
 *   dwrite_before = -(Z R^T) * K K^T,   dH = -(Z R^T) * write_before     H = K K^T; below the
 * diagonal dQ = sum_b (seen_b * dY) X_b^T + dP K dK = sum_b (found_b * Z) X_b^T - sum_b (taken_b *
 * R) G_b^T + dP^T Q + (dH + dH^T) K dseen_b = dY . read_there_b,   dfound_b = Z . found_there_b,
 * dtaken_b = -R . (K G_b) dphi[a, b] = G_a . X_b d/dX_b[c] = sum_a phi[a, b] G_a + Q^T (seen_b *
 * dY) + K^T (found_b * Z) Inputs: q, k, write, write_before, seen, found, taken, phi, the outputs
 * of memory_chunks but Y and the last state, dY, and the gradient of the last state or none.
 * Outputs: the gradients of the inputs of memory_chunks, in their order. Not differentiated again.
 */
#include "core/ops/autograd.h"
#include "core/ops/op_memory_chunks.h"

enum { PHI = 7, STATES, RESIDUALS, FOUND_THERE, READ_THERE, DY, DLAST };

/* Which input of memory_chunks each of the first inputs here is. */
static const int PASSED_ON[] = {
    MG_CHUNKS_Q,    MG_CHUNKS_K,     MG_CHUNKS_WRITE, MG_CHUNKS_WRITE_BEFORE,
    MG_CHUNKS_SEEN, MG_CHUNKS_FOUND, MG_CHUNKS_TAKEN, MG_CHUNKS_PHI};

static mg_status infer(mg_node *node) {
    for (int i = 0; i <= PHI; i++) mg_op_output(node, PASSED_ON[i], MG_F32, node->in[i]->shape);
    mg_op_output(node, MG_CHUNKS_VALUES, MG_F32, node->in[DY]->shape);
    mg_shape start = node->in[STATES]->shape;
    start.dims[0] = node->attr[0].i;
    mg_op_output(node, MG_CHUNKS_START, MG_F32, start);
    return MG_OK;
}

const mg_tensor *mg_memory_chunks_phi(const mg_node *node) {
    return node->in[node->op == &mg_op_memory_chunks ? MG_CHUNKS_PHI : PHI];
}

const mg_tensor *mg_memory_chunks_state(const mg_node *node) {
    bool forward = node->op == &mg_op_memory_chunks;
    return forward ? node->in[MG_CHUNKS_START] : node->out[MG_CHUNKS_START];
}

/* Scalars: G, n, C, m, D, s, 1 if the last state has a gradient. Grid: G groups. */
static void lower(const mg_node *node, mg_kernel *kernel) {
    mg_memory_chunks_params(node, kernel);
    mg_kernel_param_u(kernel, node->n_in > DLAST);
}

void mg_memory_chunks_grad(mg_graph *g, const mg_node *node, mg_tensor *dy, mg_tensor *dlast,
                           mg_tensor **dx) {
    mg_tensor *in[MG_NODE_INPUTS];
    mg_tensor *const *out = node->out;
    for (int i = 0; i <= PHI; i++) in[i] = node->in[PASSED_ON[i]];
    in[STATES] = out[MG_CHUNKS_STATES];
    in[RESIDUALS] = out[MG_CHUNKS_RESIDUALS];
    in[FOUND_THERE] = out[MG_CHUNKS_FOUND_THERE];
    in[READ_THERE] = out[MG_CHUNKS_READ_THERE];
    in[DY] = dy ? dy : mg_fill(g, out[MG_CHUNKS_Y]->shape, 0);
    in[DLAST] = dlast;
    mg_attr groups = {.i = node->in[MG_CHUNKS_START]->shape.dims[0]};
    mg_node *back =
        mg_graph_append(g, &mg_op_memory_chunks_grad, dlast ? DLAST + 1 : DLAST, in, 1, &groups);
    for (int i = 0; back && i < MG_CHUNKS_N_IN; i++) dx[i] = back->out[i];
}

/* Gradients for cotangents of Y and, if there is one more input, of the last state. */
static int build_with(mg_graph *g, mg_tensor *const *in, int cotangents, mg_tensor **out) {
    mg_memory_pass pass = mg_memory_chunks_pass(in);
    mg_memory_result r = mg_memory_chunks(g, &pass, false);
    mg_tensor *results[] = {r.y, r.trace.last};
    mg_gradient(g, &(mg_gradient_options){0}, cotangents, results, in + MG_CHUNKS_N_IN,
                MG_CHUNKS_N_IN, in, out);
    /* What an op hands on as it is has no place of its own. */
    for (int i = 0; i < MG_CHUNKS_N_IN; i++) out[i] = mg_scale(g, out[i], 1);
    return MG_CHUNKS_N_IN;
}

static int build(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    return build_with(g, in, 1, out);
}

static int build_last(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    return build_with(g, in, 2, out);
}

#define CONST(...) MG_CASE_CONST(MG_DIMS(__VA_ARGS__), -2, 2)
static const mg_op_case cases[] = {
    {"one",
     11,
     {MG_CHUNKS_CASE(MG_CASE_CONST, 1, 1, 1, 1, 1, 1, 0.5), CONST(1, 1, 1)},
     build,
     MG_CHUNKS_CLOSE,
     .forward_only = true},
    {"ragged",
     12,
     {MG_CHUNKS_CASE(MG_CASE_CONST, 2, 3, 5, 3, 2, 7, 0.3), CONST(6, 5, 7), CONST(2, 3, 14)},
     build_last,
     MG_CHUNKS_CLOSE,
     .forward_only = true},
    {"chunks",
     12,
     {MG_CHUNKS_CASE(MG_CASE_CONST, 3, 5, 33, 37, 2, 64, 0.05), CONST(15, 33, 64),
      CONST(3, 37, 128)},
     build_last,
     MG_CHUNKS_CLOSE,
     .forward_only = true},
    {"one block",
     11,
     {MG_CHUNKS_CASE(MG_CASE_CONST, 2, 9, 16, 70, 1, 19, 0.05), CONST(18, 16, 19)},
     build,
     MG_CHUNKS_CLOSE,
     .forward_only = true},
};

const mg_op mg_op_memory_chunks_grad = {
    .name = "memory_chunks_grad",
    .infer = infer,
    .lower = lower,
    .n_out = MG_CHUNKS_N_IN,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
