/* The recurrence of a memory over the n chunks of each group, each chunk an affine map of the
 * state: R[c] = F[c] X[c] + U[c],   X[c + 1] = (phi[c] (x) I) X[c] + P[c]^T R[c] + J[c]. X (W, D)
 * is s blocks of W / s rows on top of one another; phi (s, s) mixes the blocks. F, P (Gn, C, W), U
 * (Gn, C, D), phi (Gn, s, s), start X[0] (G, W, D), J (Gn, W, D) or none; chunk c of group g is
 * number g n + c. -> states X[c] (Gn, W, D), R (Gn, C, D), the state after the last chunk (G, W,
 * D). reverse: from chunk n - 1 down to 0; X[c] is then still what enters chunk c. The adjoint is
 * the same recurrence in the other direction with F and P exchanged and phi transposed: with Y[c] =
 * d/dX[c + 1], which enters chunk c from its other end, and Q = d/dR, Q[c] = P[c] Y[c] + dR[c], Y[c
 * - 1] = (phi[c]^T (x) I) Y[c] + F[c]^T Q[c] + dstates[c]; dF = Q X^T,  dP = R Y^T,  dphi = Y X^T
 * over blocks as rows,  dU = Q,  dJ = Y. */
#include "core/ops/ops.h"

enum { F, U, P, PHI, START, INJECT };
enum { REVERSE };

static mg_status infer(mg_node *node) {
    MG_TRY(mg_op_expect(node, F, MG_F32, 3));
    MG_TRY(mg_op_expect(node, START, MG_F32, 3));
    mg_shape f = node->in[F]->shape, start = node->in[START]->shape;
    int64_t chunks = f.dims[0], tokens = f.dims[1], width = f.dims[2];
    int64_t groups = start.dims[0], d = start.dims[2];
    MG_TRY(mg_op_expect(node, U, MG_F32, 3));
    MG_TRY(mg_op_expect_shape(node, U, MG_SHAPE3(chunks, tokens, d)));
    MG_TRY(mg_op_expect(node, P, MG_F32, 3));
    MG_TRY(mg_op_expect_shape(node, P, f));
    MG_TRY(mg_op_expect(node, PHI, MG_F32, 3));
    int64_t blocks = node->in[PHI]->shape.dims[1];
    MG_TRY(mg_op_expect_shape(node, PHI, MG_SHAPE3(chunks, blocks, blocks)));
    MG_TRY(mg_op_expect_shape(node, START, MG_SHAPE3(groups, width, d)));
    mg_shape states = MG_SHAPE3(chunks, width, d);
    if (node->n_in > INJECT) MG_TRY(mg_op_expect_shape(node, INJECT, states));
    if (chunks % groups != 0 || width % blocks != 0) {
        return mg_fail(MG_ERR_SHAPE,
                       "memory_scan: %lld chunks in %lld groups, a state of %lld rows in %lld "
                       "blocks; want whole groups and blocks",
                       (long long)chunks, (long long)groups, (long long)width, (long long)blocks);
    }
    mg_op_output(node, 0, MG_F32, states);
    mg_op_output(node, 1, MG_F32, MG_SHAPE3(chunks, tokens, d));
    mg_op_output(node, 2, MG_F32, start);
    return MG_OK;
}

static mg_memory_trace scan_once(mg_graph *g, const mg_memory_steps *steps, bool reverse) {
    mg_tensor *in[] = {steps->from_state, steps->from_values, steps->keys,
                       steps->phi,        steps->start,       steps->inject};
    mg_node *node = mg_graph_append(g, &mg_op_memory_scan, steps->inject ? INJECT + 1 : INJECT, in,
                                    1, &(mg_attr){.i = reverse});
    if (!node) return (mg_memory_trace){&g->poison, &g->poison, &g->poison};
    return (mg_memory_trace){node->out[0], node->out[1], node->out[2]};
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
 * sums of 16 a step, and a few steps for every loop itself. */
#define MAX_STEPS 45000
static int64_t most_chunks(int64_t tokens, int64_t width, int64_t blocks) {
    int64_t read = (tokens + 15) / 16 * (width / 4 + 6);
    int64_t write = (width + 15) / 16 * (tokens / 4 + 6);
    int64_t sums = (tokens + (1 + blocks) * width) / 4 + 24;
    int64_t n = MAX_STEPS / (read + write + sums);
    return n > 1 ? n : 1;
}

/* In parts where it is longer than a kernel takes. */
static mg_memory_trace scan(mg_graph *g, const mg_memory_steps *s, bool reverse) {
    const int64_t *f = s->from_state->shape.dims;
    int64_t groups = s->start->shape.dims[0], most = most_chunks(f[1], f[2], s->phi->shape.dims[1]);
    int64_t n = mg_graph_status(g) == MG_OK && groups > 0 ? f[0] / groups : 0;
    if (n <= most) return scan_once(g, s, reverse);
    int64_t rest = n - most, first = reverse ? rest : 0, after = reverse ? 0 : most;
    mg_memory_steps part[2] = {*s, *s};
    for (int i = 0; i < 2; i++) {
        int64_t from = i == 0 ? first : after, count = i == 0 ? most : rest;
        part[i].from_state = some_chunks(g, s->from_state, groups, from, count);
        part[i].from_values = some_chunks(g, s->from_values, groups, from, count);
        part[i].keys = some_chunks(g, s->keys, groups, from, count);
        part[i].phi = some_chunks(g, s->phi, groups, from, count);
        part[i].inject = some_chunks(g, s->inject, groups, from, count);
    }
    mg_memory_trace a = scan_once(g, &part[0], reverse);
    part[1].start = a.last;
    mg_memory_trace b = scan(g, &part[1], reverse);
    mg_memory_trace early = reverse ? b : a, late = reverse ? a : b;
    return (mg_memory_trace){joined(g, early.states, late.states, groups),
                             joined(g, early.residuals, late.residuals, groups), b.last};
}

static mg_tensor *or_zeros(mg_graph *g, mg_tensor *x, mg_shape shape) {
    return x ? x : mg_fill(g, shape, 0);
}

/* X (Gn, W, D) with each block as one row. */
static mg_tensor *as_blocks(mg_graph *g, mg_tensor *x, int64_t blocks) {
    const int64_t *dims = x->shape.dims;
    return mg_reshape(g, x, MG_SHAPE3(dims[0], blocks, dims[1] / blocks * dims[2]));
}

static void vjp(mg_graph *g, const mg_node *node, mg_tensor *const *dy, mg_tensor **dx) {
    mg_tensor *states = node->out[0], *residuals = node->out[1];
    int64_t blocks = node->in[PHI]->shape.dims[1];
    mg_memory_steps back = {.from_state = node->in[P],
                            .from_values = or_zeros(g, dy[1], residuals->shape),
                            .keys = node->in[F],
                            .phi = mg_transpose(g, node->in[PHI], 1, 2),
                            .start = or_zeros(g, dy[2], node->in[START]->shape),
                            .inject = dy[0]};
    mg_memory_trace y = scan(g, &back, !node->attr[REVERSE].i);
    dx[F] = mg_matmul(g, y.residuals, states, false, true);
    dx[U] = y.residuals;
    dx[P] = mg_matmul(g, residuals, y.states, false, true);
    dx[PHI] =
        mg_matmul(g, as_blocks(g, y.states, blocks), as_blocks(g, states, blocks), false, true);
    dx[START] = y.last;
    if (node->n_in > INJECT) dx[INJECT] = y.states;
}

/* Scalars: G, n, C, W, D, s, reverse, 1 if there is J. Grid: D columns x G groups. */
static void lower(const mg_node *node, mg_kernel *kernel) {
    const int64_t *f = node->in[F]->shape.dims, *start = node->in[START]->shape.dims;
    mg_kernel_param_u(kernel, start[0]);
    mg_kernel_param_u(kernel, f[0] / start[0]);
    mg_kernel_param_u(kernel, f[1]);
    mg_kernel_param_u(kernel, f[2]);
    mg_kernel_param_u(kernel, start[2]);
    mg_kernel_param_u(kernel, node->in[PHI]->shape.dims[1]);
    mg_kernel_param_u(kernel, node->attr[REVERSE].i);
    mg_kernel_param_u(kernel, node->n_in > INJECT);
    mg_kernel_grid(kernel, start[2], start[0], 1);
}

mg_memory_trace mg_memory_scan(mg_graph *g, const mg_memory_steps *steps) {
    return scan(g, steps, false);
}

static int build_with(mg_graph *g, mg_tensor *const *in, mg_tensor *inject, bool reverse,
                      mg_tensor **out) {
    mg_memory_steps steps = {in[F], in[U], in[P], in[PHI], in[START], inject};
    mg_memory_trace y = scan(g, &steps, reverse);
    out[0] = y.states;
    out[1] = y.residuals;
    out[2] = y.last;
    return 3;
}

static int build(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    return build_with(g, in, NULL, false, out);
}

static int build_reverse(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    return build_with(g, in, in[INJECT], true, out);
}

/* Maps that keep a state about as large as it is. */
#define CLOSE .tolerance = 4e-6, .reason = "products of up to 64 rows; what is old fades"
#define STEPS(case_input, groups, n, c, blocks, rows, d, small)                                    \
    case_input(MG_DIMS((groups) * (n), c, (blocks) * (rows)), -(small), small),                    \
        case_input(MG_DIMS((groups) * (n), c, d), -2, 2),                                          \
        case_input(MG_DIMS((groups) * (n), c, (blocks) * (rows)), -(small), small),                \
        case_input(MG_DIMS((groups) * (n), blocks, blocks), -0.5, 0.5),                            \
        case_input(MG_DIMS(groups, (blocks) * (rows), d), -2, 2)
static const mg_op_case cases[] = {
    {"one", 5, {STEPS(MG_CASE_RANGE, 1, 1, 1, 1, 1, 1, 0.5)}, build, CLOSE},
    {"ragged", 5, {STEPS(MG_CASE_RANGE, 2, 3, 5, 2, 3, 7, 0.3)}, build, CLOSE},
    {"reverse",
     6,
     {STEPS(MG_CASE_RANGE, 2, 3, 4, 2, 2, 5, 0.3), MG_CASE_RANGE(MG_DIMS(6, 4, 5), -2, 2)},
     build_reverse,
     CLOSE},
    {"chunks", 5, {STEPS(MG_CASE_CONST, 3, 5, 33, 2, 37, 64, 0.05)}, build, CLOSE},
    {"long", 5, {STEPS(MG_CASE_CONST, 1, 80, 32, 2, 128, 8, 0.03)}, build, CLOSE},
    {"parts", 5, {STEPS(MG_CASE_CONST, 2, 3000, 1, 2, 3, 5, 0.3)}, build, CLOSE},
    {"parts in reverse",
     6,
     {STEPS(MG_CASE_CONST, 2, 3000, 1, 1, 5, 2, 0.3), MG_CASE_CONST(MG_DIMS(6000, 5, 2), -2, 2)},
     build_reverse,
     CLOSE},
    {"wide",
     6,
     {STEPS(MG_CASE_CONST, 2, 4, 17, 1, 130, 83, 0.05), MG_CASE_CONST(MG_DIMS(8, 130, 83), -2, 2)},
     build_reverse,
     CLOSE},
};

const mg_op mg_op_memory_scan = {
    .name = "memory_scan",
    .infer = infer,
    .vjp = vjp,
    .lower = lower,
    .n_out = 3,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
