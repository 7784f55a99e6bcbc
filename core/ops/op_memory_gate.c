/* A memory that is linear in its weights W (., D), with momentum S, reads C tokens one after
 * another and decides which of them to write. For each token t of a group, before it is written:
 *   r[t] = k[t] W - target[t]
 *        = b kd[t] + f ks[t] - target[t] - sum_{i < t} gain[i] kk[t, i] r[i],
 *   s[t] = log(|k[t]| |r[t]|), |k[t]|^2 = kk[t, t]: the log of the norm of the gradient of
 *          |k W - target|^2 / 2;
 *   w[t] and the state of the gate: as in surprise_gate;
 * then, W <- keep' W + S after S <- eta S - w theta k^T r, in weights of what W and S are made of:
 *   keep' = 1 - (1 - keep) (idle + (1 - idle) w),  m <- eta m,  f <- keep' f + m,  b <- keep' b,
 *   push[i] <- eta push[i] or w theta (i = t),  gain[i] <- keep' gain[i] + push[i].
 * At the start b = 1, m = 1, f = 0.
 *   kk (G, C, C) = products of keys, kd and ks (G, C, D) = k W and k S at the start,
 *   target (G, C, D), theta, eta, keep (G, C), log_tau (G), carry (G, 3), starts (G, C) or none.
 *   -> r (G, C, D), w (G, C), s (G, C), states (G, C, 3).
 * A segment starts from nothing: b = f = m = gain = push = 0. Padding has r = 0, w = 0, s =
 * MG_GATE_SILENT and changes nothing. No gradient flows: to train, solve for r with tri_solve under
 * this w, a constant. */
#include "core/ops/op_gate.h"

enum { TARGET = 3, LOG_TAU = 7, STARTS = 9 };

static mg_status infer(mg_node *node) {
    MG_TRY(mg_op_expect(node, TARGET, MG_F32, 3));
    mg_shape target = node->in[TARGET]->shape;
    int64_t groups = target.dims[0], c = target.dims[1];
    if (c > MG_GATE_MAX_CHUNK) {
        return mg_fail(MG_ERR_SHAPE, "memory_gate: a chunk of %lld tokens, want at most %d",
                       (long long)c, MG_GATE_MAX_CHUNK);
    }
    for (int i = 0; i < LOG_TAU; i++) {
        mg_shape wanted = i == 0        ? MG_SHAPE3(groups, c, c)
                          : i <= TARGET ? target
                                        : MG_SHAPE2(groups, c);
        MG_TRY(mg_op_expect(node, i, MG_F32, wanted.n_dims));
        MG_TRY(mg_op_expect_shape(node, i, wanted));
    }
    MG_TRY(mg_gate_expect(node, LOG_TAU, groups, c));
    mg_op_output(node, 0, MG_F32, target);
    mg_op_output(node, 1, MG_F32, MG_SHAPE2(groups, c));
    mg_op_output(node, 2, MG_F32, MG_SHAPE2(groups, c));
    mg_op_output(node, 3, MG_F32, MG_SHAPE3(groups, c, 3));
    return MG_OK;
}

/* Scalars: log(hold), temperature, floor, speed, rate, G, C, D, 1 if there are starts, idle. Grid:
 * G groups.
 */
static void lower(const mg_node *node, mg_kernel *kernel) {
    const int64_t *dims = node->in[TARGET]->shape.dims;
    mg_gate_params(node, kernel);
    for (int i = 0; i < 3; i++) mg_kernel_param_u(kernel, dims[i]);
    mg_kernel_param_u(kernel, node->n_in > STARTS);
    mg_kernel_param_f(kernel, node->attr[MG_GATE_IDLE].f);
    mg_kernel_grid(kernel, dims[0], 1, 1);
}

mg_gated mg_memory_gated(mg_graph *g, const mg_memory_chunk *chunk, mg_tensor *log_tau,
                         mg_tensor *carry, mg_tensor *starts, const mg_gate_options *options) {
    mg_tensor *none = &g->poison;
    mg_status status = mg_gate_check("memory_gate", options);
    if (status != MG_OK) none = mg_graph_fail(g, status);
    mg_attr attr[MG_GATE_ATTRS];
    mg_gate_attrs(options, attr);
    mg_tensor *in[] = {chunk->kk,  chunk->kd,   chunk->ks, chunk->target, chunk->theta,
                       chunk->eta, chunk->keep, log_tau,   carry,         starts};
    mg_node *node = mg_graph_append(g, &mg_op_memory_gate, starts ? STARTS + 1 : STARTS, in,
                                    MG_GATE_ATTRS, attr);
    if (!node) return (mg_gated){none, none, none, none};
    return (mg_gated){node->out[0], node->out[1], node->out[2], node->out[3]};
}

static int build_with(mg_graph *g, mg_tensor *const *in, mg_tensor *starts, double temperature,
                      double speed, mg_tensor **out) {
    mg_gate_options options = {.hold = 0.9,
                               .temperature = temperature,
                               .floor = 5,
                               .speed = speed,
                               .rate = 0.25,
                               .idle = 0.25};
    mg_memory_chunk chunk = {.kk = mg_matmul(g, in[0], in[0], false, true),
                             .kd = in[1],
                             .ks = in[2],
                             .target = in[3],
                             .theta = in[4],
                             .eta = in[5],
                             .keep = in[6]};
    mg_gated y = mg_memory_gated(g, &chunk, in[7], in[8], starts, &options);
    out[0] = y.residual;
    out[1] = y.write;
    out[2] = y.log_surprise;
    out[3] = y.states;
    return 4;
}

static int build_hard(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    return build_with(g, in, NULL, 0, 0, out);
}

static int build_soft(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    return build_with(g, in, in[9], 0.25, 0, out);
}

static int build_starts(mg_graph *g, mg_tensor *const *in, mg_tensor **out) {
    return build_with(g, in, in[9], 0, 0.25, out);
}

/* Keys of length about 1, gates as sigmoids give them, thresholds amid the surprises. */
#define CLOSE .tolerance = 1e-5, .reason = "a solve of up to 64 tokens in fp32"
#define CHUNK(g, c, m, d, tau)                                                                     \
    MG_CASE_CONST(MG_DIMS(g, c, m), -0.5, 0.5), MG_CASE_CONST(MG_DIMS(g, c, d), -2, 2),            \
        MG_CASE_CONST(MG_DIMS(g, c, d), -0.5, 0.5), MG_CASE_CONST(MG_DIMS(g, c, d), -2, 2),        \
        MG_CASE_CONST(MG_DIMS(g, c), 0, 0.5), MG_CASE_CONST(MG_DIMS(g, c), 0, 0.9),                \
        MG_CASE_CONST(MG_DIMS(g, c), 0.8, 1), MG_CASE_CONST(MG_DIMS(g), tau, tau + 0.5),           \
        MG_CASE_CONST(MG_DIMS(g, 3), 0, 1)
#define STARTS_OF(g, c) MG_CASE_CUSTOM(MG_F32, MG_DIMS(g, c))
static const mg_op_case cases[] = {
    {"one", 9, {CHUNK(1, 1, 1, 1, 0)}, build_hard, CLOSE},
    {"ragged", 9, {CHUNK(3, 17, 5, 7, 1.5)}, build_hard, CLOSE},
    {"soft", 10, {CHUNK(2, 9, 12, 19, 2), STARTS_OF(2, 9)}, build_soft, mg_gate_fill_starts, CLOSE},
    {"starts",
     10,
     {CHUNK(7, 32, 12, 16, 2), STARTS_OF(7, 32)},
     build_starts,
     mg_gate_fill_starts,
     CLOSE},
    {"wide",
     9,
     {
         CHUNK(17, 64, 12, 147, 3),
     },
     build_hard,
     CLOSE},
};

const mg_op mg_op_memory_gate = {
    .name = "memory_gate",
    .infer = infer,
    .vjp = mg_gate_vjp,
    .lower = lower,
    .n_out = 4,
    .cases = cases,
    .n_cases = MG_N_CASES(cases),
};
