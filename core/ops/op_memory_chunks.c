/* A memory that is linear in its weights is written and read, chunk by chunk: memory_scan together
 * with what comes before and after it, so that a chunk's matrices are fetched once.
 *   N = write_before * K K^T                                                  below the diagonal
 *   found_there_b = K X_b,   R = (I + N)^-1 (U + sum_b found_b * found_there_b)
 *   read_there_b  = Q X_b,   Y = sum_b seen_b * read_there_b - (write * Q K^T) R
 *   X_a[c + 1] = sum_b phi[a, b] X_b - K^T (taken_a * R)
 * q, k (Gn, C, m), U (Gn, C, D), write, write_before (Gn, C, C), seen, found, taken (Gn, C, s), phi
 * (Gn, s, s), start X[0] (G, m, s D). -> Y (Gn, C, D), states X[c] (Gn, m, s D), R (Gn, C, D), the
 * state after the last chunk (G, m, s D), found_there and read_there (Gn, C, s D).
 *
 * A backend without the kernel, chunks that are larger than a thread's scratch, and whoever wants
 * gradients through the states or R get the same from memory_scan, matmul and the others. */
#include "core/ops/op_memory_chunks.h"

#include "core/ops/ops.h"

static mg_status infer(mg_node *node) {
    for (int i = 0; i < node->n_in; i++) MG_TRY(mg_op_expect(node, i, MG_F32, 3));
    mg_shape q = node->in[MG_CHUNKS_Q]->shape, start = node->in[MG_CHUNKS_START]->shape;
    int64_t chunks = q.dims[0], tokens = q.dims[1], blocks = node->in[MG_CHUNKS_PHI]->shape.dims[1];
    mg_shape values = MG_SHAPE3(chunks, tokens, start.dims[2] / blocks);
    mg_shape pairs = MG_SHAPE3(chunks, tokens, tokens), there = pairs, states = start;
    mg_shape weights = MG_SHAPE3(chunks, tokens, blocks);
    mg_shape wanted[] = {
        q, q, values, pairs, pairs, weights, weights, weights, MG_SHAPE3(chunks, blocks, blocks),
    };
    for (int i = 0; i < MG_CHUNKS_START; i++) MG_TRY(mg_op_expect_shape(node, i, wanted[i]));
    there.dims[2] = start.dims[2];
    states.dims[0] = chunks;
    mg_shape outputs[] = {values, states, values, start, there, there};
    for (int i = 0; i < MG_CHUNKS_N_OUT; i++) mg_op_output(node, i, MG_F32, outputs[i]);
    return MG_OK;
}

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    if (dy[MG_CHUNKS_STATES] || dy[MG_CHUNKS_RESIDUALS]) {
        mg_graph_fail(
            g, mg_fail(MG_ERR_UNSUPPORTED, "memory_chunks: no gradient flows through its states"));
        return;
    }
    mg_memory_chunks_grad(g, node, dy[MG_CHUNKS_Y], dy[MG_CHUNKS_LAST], dx);
}

void mg_memory_chunks_params(const mg_node *node, mg_kernel *kernel) {
    const int64_t *q = node->in[MG_CHUNKS_Q]->shape.dims;
    const mg_tensor *phi = mg_memory_chunks_phi(node), *start = mg_memory_chunks_state(node);
    int64_t blocks = phi->shape.dims[1];
    mg_kernel_param_u(kernel, start->shape.dims[0]);
    mg_kernel_param_u(kernel, q[0] / start->shape.dims[0]);
    mg_kernel_param_u(kernel, q[1]);
    mg_kernel_param_u(kernel, q[2]);
    mg_kernel_param_u(kernel, start->shape.dims[2] / blocks);
    mg_kernel_param_u(kernel, blocks);
    mg_kernel_grid(kernel, start->shape.dims[0], 1, 1);
}

/* Scalars: G, n, C, m, D, s. Grid: G groups. */
static void lower(const mg_node *node, mg_kernel *kernel) {
    mg_memory_chunks_params(node, kernel);
}

static mg_memory_result fused(mg_graph *g, const mg_memory_pass *p) {
    mg_tensor *in[] = {p->q,    p->k,     p->values, p->write, p->write_before,
                       p->seen, p->found, p->taken,  p->phi,   p->start};
    mg_node *node = mg_graph_append(g, &mg_op_memory_chunks, MG_CHUNKS_N_IN, in, 0, NULL);
    mg_tensor *none = &g->poison;
    if (!node) return (mg_memory_result){none, {none, none, none}};
    mg_tensor *const *out = node->out;
    return (mg_memory_result){
        out[MG_CHUNKS_Y], {out[MG_CHUNKS_STATES], out[MG_CHUNKS_RESIDUALS], out[MG_CHUNKS_LAST]}};
}

mg_tensor *mg_memory_read(mg_graph *g, const mg_memory_pass *p, const mg_memory_trace *trace) {
    mg_tensor *y = mg_row_mix(g, mg_matmul(g, p->q, trace->states, false, false), p->seen);
    mg_tensor *within = mg_mul(g, p->write, mg_matmul(g, p->q, p->k, false, true));
    within = mg_matmul(g, within, trace->residuals, false, false);
    return mg_add(g, y, mg_scale(g, within, -1));
}

static mg_memory_result composed(mg_graph *g, const mg_memory_pass *p) {
    mg_memory_steps steps = {
        .keys = p->k,
        .seen = p->found,
        .values = p->values,
        .coupling = mg_mul(g, p->write_before, mg_matmul(g, p->k, p->k, false, true)),
        .written = p->taken,
        .phi = p->phi,
        .start = p->start,
    };
    mg_memory_trace trace = mg_memory_scan(g, &steps);
    return (mg_memory_result){mg_memory_read(g, p, &trace), trace};
}

/* A thread's scratch of core/cpu/cpu_memory_chunks.h. */
static bool fits(const mg_memory_pass *p) {
    int64_t tokens = p->k->shape.dims[1], width = p->start->shape.dims[2];
    return 4 * tokens * tokens + 4 * tokens * width <= MG_CHUNKS_SCRATCH_FLOATS;
}

mg_memory_result mg_memory_chunks(mg_graph *g, const mg_memory_pass *pass, bool traced) {
    bool fuse = !traced && mg_graph_has_kernel(g, "memory_chunks");
    return fuse && fits(pass) ? fused(g, pass) : composed(g, pass);
}

static int build(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    mg_memory_pass pass = mg_memory_chunks_pass(in);
    mg_memory_result r = mg_memory_chunks(g, &pass, false);
    out[0] = r.y;
    out[1] = r.trace.states;
    out[2] = r.trace.residuals;
    out[3] = r.trace.last;
    return 4;
}

static const mg_op_case cases[] = {
    {"one", 10, {MG_CHUNKS_CASE(MG_CASE_RANGE, 1, 1, 1, 1, 1, 1, 0.5)}, build, MG_CHUNKS_CLOSE},
    {"ragged", 10, {MG_CHUNKS_CASE(MG_CASE_RANGE, 2, 3, 5, 3, 2, 7, 0.3)}, build, MG_CHUNKS_CLOSE},
    {"chunks",
     10,
     {MG_CHUNKS_CASE(MG_CASE_CONST, 3, 5, 33, 37, 2, 64, 0.05)},
     build,
     MG_CHUNKS_CLOSE},
    {"long",
     10,
     {MG_CHUNKS_CASE(MG_CASE_CONST, 1, 80, 32, 128, 2, 8, 0.03)},
     build,
     MG_CHUNKS_CLOSE},
    {"larger than scratch",
     10,
     {MG_CHUNKS_CASE(MG_CASE_CONST, 2, 2, 150, 9, 1, 5, 0.03)},
     build,
     MG_CHUNKS_CLOSE},
};

const mg_op mg_op_memory_chunks = {
    .name = "memory_chunks",
    .infer = infer,
    .vjp = vjp,
    .lower = lower,
    .n_out = MG_CHUNKS_N_OUT,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
