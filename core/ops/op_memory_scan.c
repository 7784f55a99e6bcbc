/* The recurrence of a memory over the n chunks of each group. Its state X (m, s D) is s blocks of D
 * columns side by side, X_b; of the C tokens of a chunk K (C, m) are the keys, N the part of L (C,
 * C) below the diagonal, * scales rows: R = (I + N)^-1 (U + sum_b a_b * (K X_b)) what is wrong with
 * what they find X_a[c + 1] = sum_b phi[a, b] X_b[c] + J_a - K^T (e_a * R) K (Gn, C, m), a and e
 * (Gn, C, s), U (Gn, C, D), L (Gn, C, C), phi (Gn, s, s), start X[0] (G, m, s D), J (Gn, m, s D) or
 * none; chunk c of group g is number g n + c. -> states X[c] (Gn, m, s D), R (Gn, C, D), the state
 * after the last chunk (G, m, s D), and what the gradient needs: found_b = K X_b and taken_b = -e_b
 * * R (Gn, C, s D).
 *
 * adjoint: from chunk n - 1 down to 0, with (I + N)^-T; X[c] is then still what enters chunk c. It
 * is the gradient of the recurrence, with -e for a, -a for e and phi transposed: let Y[c] = d/dX[c
 * + 1], which enters chunk c from its other end, U = dR and J = dstates; then its residuals Q are
 *   dU = Q,   dL = -(Q R^T) below the diagonal,   dK = taken_Y X^T + taken Y^T,
 *   da_b = Q . found_b,   de_b = -R . found_Y_b   (rows),   dphi[a, b] = Y_a . X_b,   dJ = Y. */
#include "core/ops/ops.h"

enum { KEYS, SEEN, VALUES, COUPLING, WRITTEN, PHI, START, INJECT };
enum { STATES, RESIDUALS, LAST, FOUND, TAKEN, N_OUT };
enum { ADJOINT };

/* Of the state; shaders/memory_scan.comp has the same number. */
#define MAX_BLOCKS 2

static mg_status infer(mg_node *node) {
    for (int i = 0; i < node->n_in; i++) MG_TRY(mg_op_expect(node, i, MG_F32, 3));
    mg_shape keys = node->in[KEYS]->shape, start = node->in[START]->shape;
    int64_t chunks = keys.dims[0], tokens = keys.dims[1], m = keys.dims[2];
    int64_t groups = start.dims[0], width = start.dims[2], blocks = node->in[PHI]->shape.dims[1];
    if (chunks % groups != 0 || width % blocks != 0 || blocks > MAX_BLOCKS) {
        return mg_fail(MG_ERR_SHAPE,
                       "memory_scan: %lld chunks in %lld groups, a state of %lld columns in %lld "
                       "blocks; want whole groups and at most %d whole blocks",
                       (long long)chunks, (long long)groups, (long long)width, (long long)blocks,
                       MAX_BLOCKS);
    }
    mg_shape values = MG_SHAPE3(chunks, tokens, width / blocks);
    mg_shape weights = MG_SHAPE3(chunks, tokens, blocks), states = MG_SHAPE3(chunks, m, width);
    mg_shape wanted[] = {keys,
                         weights,
                         values,
                         MG_SHAPE3(chunks, tokens, tokens),
                         weights,
                         MG_SHAPE3(chunks, blocks, blocks),
                         MG_SHAPE3(groups, m, width),
                         states};
    for (int i = 0; i < node->n_in; i++) MG_TRY(mg_op_expect_shape(node, i, wanted[i]));
    mg_op_output(node, STATES, MG_F32, states);
    mg_op_output(node, RESIDUALS, MG_F32, values);
    mg_op_output(node, LAST, MG_F32, start);
    mg_op_output(node, FOUND, MG_F32, MG_SHAPE3(chunks, tokens, width));
    mg_op_output(node, TAKEN, MG_F32, MG_SHAPE3(chunks, tokens, width));
    return MG_OK;
}

/* What a caller sees of it, and what is only for the gradient. */
typedef struct trace {
    mg_memory_trace seen;
    mg_tensor *found, *taken;
} trace;

static trace scan_once(mg_graph *g, const mg_memory_steps *s, bool adjoint) {
    mg_tensor *in[] = {s->keys,    s->seen, s->values, s->coupling,
                       s->written, s->phi,  s->start,  s->inject};
    mg_node *node = mg_graph_append(g, &mg_op_memory_scan, s->inject ? INJECT + 1 : INJECT, in, 1,
                                    &(mg_attr){.i = adjoint});
    mg_tensor *none = &g->poison;
    if (!node) return (trace){{none, none, none}, none, none};
    mg_tensor *const *out = node->out;
    return (trace){{out[STATES], out[RESIDUALS], out[LAST]}, out[FOUND], out[TAKEN]};
}

/* Chunks first .. first + n of every group: x (Gm, a, b) -> (Gn, a, b). */
static mg_tensor *some_chunks(mg_graph *g, mg_tensor *x, int64_t groups, int64_t first, int64_t n) {
    if (!x) return NULL;
    const int64_t *dims = x->shape.dims;
    mg_shape by_chunk = MG_SHAPE4(groups, dims[0] / groups, dims[1], dims[2]);
    mg_shape part = MG_SHAPE3(groups * n, dims[1], dims[2]);
    return mg_reshape(g, mg_slice(g, mg_reshape(g, x, by_chunk), 1, first, n), part);
}

static mg_tensor *joined(mg_graph *g, mg_tensor *a, mg_tensor *b, int64_t groups) {
    const int64_t *dims = a->shape.dims;
    int64_t size = dims[1] * dims[2], chunks = (dims[0] + b->shape.dims[0]) / groups;
    a = mg_reshape(g, a, MG_SHAPE3(groups, dims[0] / groups, size));
    b = mg_reshape(g, b, MG_SHAPE3(groups, b->shape.dims[0] / groups, size));
    return mg_reshape(g, mg_concat(g, a, b, 1), MG_SHAPE3(groups * chunks, dims[1], dims[2]));
}

/* A software device ends an invocation's loops after 65,535 steps, over all of them (see
 * shaders/README.md). This many chunks stay well below: tiles of 16 rows with 4 products a step,
 * 16 terms of a row of N or elements of a sum a step, and a few steps for every loop itself. */
#define MAX_STEPS 45000
static int64_t most_chunks(const mg_memory_steps *s) {
    int64_t tokens = s->keys->shape.dims[1], m = s->keys->shape.dims[2];
    int64_t blocks = s->phi->shape.dims[1];
    int64_t find = (tokens + 15) / 16 * (m / 4 + 6), advance = (m + 15) / 16 * (tokens / 4 + 6);
    int64_t solve = 4 * tokens * (tokens / 16 + 3), sums = m / 4 + 24;
    int64_t n = MAX_STEPS / (blocks * (find + advance + sums) + solve);
    return n > 1 ? n : 1;
}

/* In parts where it is longer than a kernel takes. */
static trace scan(mg_graph *g, const mg_memory_steps *s, bool adjoint) {
    if (mg_graph_status(g) != MG_OK) return scan_once(g, s, adjoint);
    int64_t groups = s->start->shape.dims[0], most = most_chunks(s);
    int64_t n = groups > 0 ? s->keys->shape.dims[0] / groups : 0;
    if (n <= most) return scan_once(g, s, adjoint);
    int64_t rest = n - most, first = adjoint ? rest : 0, after = adjoint ? 0 : most;
    mg_memory_steps part[2] = {*s, *s};
    for (int i = 0; i < 2; i++) {
        int64_t from = i == 0 ? first : after, count = i == 0 ? most : rest;
        part[i].keys = some_chunks(g, s->keys, groups, from, count);
        part[i].seen = some_chunks(g, s->seen, groups, from, count);
        part[i].values = some_chunks(g, s->values, groups, from, count);
        part[i].coupling = some_chunks(g, s->coupling, groups, from, count);
        part[i].written = some_chunks(g, s->written, groups, from, count);
        part[i].phi = some_chunks(g, s->phi, groups, from, count);
        part[i].inject = some_chunks(g, s->inject, groups, from, count);
    }
    trace a = scan_once(g, &part[0], adjoint);
    part[1].start = a.seen.last;
    trace b = scan(g, &part[1], adjoint), early = adjoint ? b : a, late = adjoint ? a : b;
    return (trace){{joined(g, early.seen.states, late.seen.states, groups),
                    joined(g, early.seen.residuals, late.seen.residuals, groups), b.seen.last},
                   joined(g, early.found, late.found, groups),
                   joined(g, early.taken, late.taken, groups)};
}

static mg_tensor *or_zeros(mg_graph *g, mg_tensor *x, mg_shape shape) {
    return x ? x : mg_fill(g, shape, 0);
}

/* X (Gn, m, s D) with each block as one row. */
static mg_tensor *as_rows(mg_graph *g, mg_tensor *x, int64_t blocks) {
    int64_t n = x->shape.dims[0], m = x->shape.dims[1], d = x->shape.dims[2] / blocks;
    x = mg_transpose(g, mg_reshape(g, x, MG_SHAPE4(n, m, blocks, d)), 1, 2);
    return mg_reshape(g, x, MG_SHAPE3(n, blocks, m * d));
}

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    mg_tensor *states = node->out[STATES], *residuals = node->out[RESIDUALS];
    bool adjoint = node->attr[ADJOINT].i;
    int64_t blocks = node->in[PHI]->shape.dims[1];
    if (dy[FOUND] || dy[TAKEN]) {
        mg_graph_fail(g,
                      mg_fail(MG_ERR_UNSUPPORTED, "memory_scan: a second gradient is not there"));
        return;
    }
    mg_memory_steps back = {.keys = node->in[KEYS],
                            .seen = mg_scale(g, node->in[WRITTEN], -1),
                            .values = or_zeros(g, dy[RESIDUALS], residuals->shape),
                            .coupling = node->in[COUPLING],
                            .written = mg_scale(g, node->in[SEEN], -1),
                            .phi = mg_transpose(g, node->in[PHI], 1, 2),
                            .start = or_zeros(g, dy[LAST], node->in[START]->shape),
                            .inject = dy[STATES]};
    trace y = scan(g, &back, !adjoint);
    mg_tensor *q = y.seen.residuals, *later = adjoint ? residuals : q,
              *earlier = adjoint ? q : residuals;
    dx[KEYS] = mg_add(g, mg_matmul(g, y.taken, states, false, true),
                      mg_matmul(g, node->out[TAKEN], y.seen.states, false, true));
    dx[SEEN] = mg_row_dots(g, node->out[FOUND], q);
    dx[VALUES] = q;
    dx[COUPLING] = mg_tril(g, mg_scale(g, mg_matmul(g, later, earlier, false, true), -1), -1);
    dx[WRITTEN] = mg_scale(g, mg_row_dots(g, y.found, residuals), -1);
    dx[PHI] =
        mg_matmul(g, as_rows(g, y.seen.states, blocks), as_rows(g, states, blocks), false, true);
    dx[START] = y.seen.last;
    if (node->n_in > INJECT) dx[INJECT] = y.seen.states;
}

/* Scalars: G, n, C, m, D, s, adjoint, 1 if there is J. Grid: D columns x G groups. */
static void lower(const mg_node *node, mg_kernel *kernel) {
    const int64_t *keys = node->in[KEYS]->shape.dims, *start = node->in[START]->shape.dims;
    int64_t blocks = node->in[PHI]->shape.dims[1], d = start[2] / blocks;
    mg_kernel_param_u(kernel, start[0]);
    mg_kernel_param_u(kernel, keys[0] / start[0]);
    mg_kernel_param_u(kernel, keys[1]);
    mg_kernel_param_u(kernel, keys[2]);
    mg_kernel_param_u(kernel, d);
    mg_kernel_param_u(kernel, blocks);
    mg_kernel_param_u(kernel, node->attr[ADJOINT].i);
    mg_kernel_param_u(kernel, node->n_in > INJECT);
    mg_kernel_grid(kernel, d, start[0], 1);
}

mg_memory_trace mg_memory_scan(mg_graph *g, const mg_memory_steps *steps) {
    return scan(g, steps, false).seen;
}

static int build_with(mg_graph *g, mg_tensor *const *in, mg_tensor *inject, bool adjoint,
                      mg_tensor **out) {
    mg_memory_steps steps = {in[KEYS],    in[SEEN], in[VALUES], in[COUPLING],
                             in[WRITTEN], in[PHI],  in[START],  inject};
    mg_memory_trace y = scan(g, &steps, adjoint).seen;
    out[0] = y.states;
    out[1] = y.residuals;
    out[2] = y.last;
    return 3;
}

static int build(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    return build_with(g, in, NULL, false, out);
}

static int build_adjoint(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    return build_with(g, in, in[INJECT], true, out);
}

/* Keys that keep a state about as large as it is. */
#define CLOSE .tolerance = 4e-6, .reason = "products of up to 64 rows; what is old fades"
#define STEPS(case_input, groups, n, c, m, blocks, d, small)                                       \
    case_input(MG_DIMS((groups) * (n), c, m), -(small), small),                                    \
        case_input(MG_DIMS((groups) * (n), c, blocks), -1, 1),                                     \
        case_input(MG_DIMS((groups) * (n), c, d), -2, 2),                                          \
        case_input(MG_DIMS((groups) * (n), c, c), -(small), small),                                \
        case_input(MG_DIMS((groups) * (n), c, blocks), -1, 1),                                     \
        case_input(MG_DIMS((groups) * (n), blocks, blocks), -0.5, 0.5),                            \
        case_input(MG_DIMS(groups, m, (blocks) * (d)), -2, 2)
static const mg_op_case cases[] = {
    {"one", 7, {STEPS(MG_CASE_RANGE, 1, 1, 1, 1, 1, 1, 0.5)}, build, CLOSE},
    {"ragged", 7, {STEPS(MG_CASE_RANGE, 2, 3, 5, 3, 2, 7, 0.3)}, build, CLOSE},
    {"adjoint",
     8,
     {STEPS(MG_CASE_RANGE, 2, 3, 4, 2, 2, 5, 0.3), MG_CASE_RANGE(MG_DIMS(6, 2, 10), -2, 2)},
     build_adjoint,
     CLOSE},
    {"chunks", 7, {STEPS(MG_CASE_CONST, 3, 5, 33, 37, 2, 64, 0.05)}, build, CLOSE},
    {"long", 7, {STEPS(MG_CASE_CONST, 1, 80, 32, 128, 2, 8, 0.03)}, build, CLOSE},
    {"parts", 7, {STEPS(MG_CASE_CONST, 2, 3000, 1, 3, 2, 5, 0.3)}, build, CLOSE},
    {"parts of the adjoint",
     8,
     {STEPS(MG_CASE_CONST, 2, 3000, 1, 5, 1, 2, 0.3), MG_CASE_CONST(MG_DIMS(6000, 5, 2), -2, 2)},
     build_adjoint,
     CLOSE},
    {"wide",
     8,
     {STEPS(MG_CASE_CONST, 2, 4, 17, 130, 1, 83, 0.05), MG_CASE_CONST(MG_DIMS(8, 130, 83), -2, 2)},
     build_adjoint,
     CLOSE},
};

const mg_op mg_op_memory_scan = {
    .name = "memory_scan",
    .infer = infer,
    .vjp = vjp,
    .lower = lower,
    .n_out = N_OUT,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
