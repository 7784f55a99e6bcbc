/* The surprise gate: which tokens are worth a write.
 *
 *   s_t     = |g_t|                              surprise, the norm of the gradient
 *   p_t     = max_{j <= t} (log s_j + (t - j) log lambda)        what surprises lingers
 *   w_t     = [p_t >= log tau]  or  sigmoid((p_t - log tau) / temperature)
 *   S_t     = eta_t S_{t-1} - w_t theta_t g_t
 *   alpha'_t = alpha_t (idle + (1 - idle) w_t)
 *
 * Only the momentary surprise is gated, so what momentum carries over from a surprising token still
 * reaches its neighbours. In an exact memory the gradient is taken after all earlier writes, so a
 * fact that is repeated stops being surprising at once; in a deep one from the next chunk on.
 *
 * Of an exact memory s_t = |k_t| |r_t|: what is written of a token decides what the next ones are
 * judged by, so the mask is found token by token (op memory_gate) in a pass of its own, without a
 * gradient; the memory is then read and written as without a gate, the mask a constant. A deep
 * memory's gradients are those of the chunk's start, whatever is written within it, so the mask
 * follows from their norms (op surprise_gate) chunk by chunk as they are found (memory/deep.c).
 *
 * tau is memory/threshold.c's. */
#include "memory/cell.h"

/* Tokens without a write after which the next is written, lest a threshold that is far off shuts
 * the memory for good. */
#define LONGEST_SILENCE 128

/* Added to the square of a surprise, whose log is then that of a number: fp32 has it. */
#define LEAST_SURPRISE 0x1p-120

/* -- chunk by chunk ---------------------------------------------------------------------------- */

/* x (BHn, C) or NULL -> n times (BH, C) or NULL */
static void split_rates(mg_cell *c, mg_tensor *x, mg_tensor **parts) {
    if (x) mg_cell_split(c, mg_reshape(c->g, x, MG_SHAPE3(x->shape.dims[0], 1, c->chunk)), parts);
    for (int64_t i = 0; i < c->chunks; i++) {
        parts[i] = x ? mg_reshape(c->g, parts[i], MG_SHAPE2(c->groups, c->chunk)) : NULL;
    }
}

void mg_gating_begin(mg_gating *t, mg_cell *c, const mg_memory_tokens *tokens) {
    const mg_config *config = c->b->config;
    int64_t offset = mg_cell_tail_reals(config) + mg_cell_weight_reals(config);
    t->cell = c;
    t->learned = t->now = mg_threshold_learned(c);
    t->stored = mg_layer_state(c->b, c->layer, offset, MG_SHAPE3(c->rows, c->heads, MG_GATE_STATE));
    t->carry = mg_reshape(c->g, t->stored, MG_SHAPE2(c->groups, MG_GATE_STATE));
    mg_cell_split(c, tokens->k, t->k);
    split_rates(c, tokens->theta, t->theta);
    split_rates(c, tokens->log_eta, t->log_eta);
    split_rates(c, tokens->log_keep, t->log_keep);
    split_rates(c, tokens->log_keep_idle, t->log_keep_idle);
    split_rates(c, tokens->starts, t->starts);
    split_rates(c, tokens->present, t->present);
}

static mg_memory_tokens tokens_of(const mg_gating *t, int64_t i) {
    return (mg_memory_tokens){.k = t->k[i],
                              .theta = t->theta[i],
                              .log_eta = t->log_eta[i],
                              .log_keep = t->log_keep[i],
                              .log_keep_idle = t->log_keep_idle[i],
                              .starts = t->starts[i],
                              .present = t->present[i]};
}

/* write * a + (1 - write) * b */
static mg_tensor *mix(mg_graph *g, mg_tensor *write, mg_tensor *a, mg_tensor *b) {
    return mg_add(g, b, mg_mul(g, write, mg_cell_minus(g, a, b)));
}

static mg_memory_tokens let_through(mg_cell *c, const mg_memory_tokens *t, mg_tensor *write) {
    mg_graph *g = c->g;
    mg_memory_tokens gated = *t;
    gated.theta = mg_mul(g, t->theta, write);
    if (t->log_keep && c->config->idle_decay != 1)
        gated.log_keep = mix(g, write, t->log_keep, t->log_keep_idle);
    return gated;
}

/* In use the threshold stays or, asked to, follows at a part of its speed in training: token by
 * token and row by row, so that it is the same for a text in parts or read with others. */
static mg_gate_options options_of(const mg_cell *c) {
    const mg_memory_config *m = c->config;
    bool tracking = m->gate_tracking && !c->b->training;
    return (mg_gate_options){
        .hold = m->surprise_decay,
        .temperature = m->gate == MG_MEMORY_GATE_SOFT ? m->gate_temperature : 0,
        .floor = LONGEST_SILENCE,
        .speed = tracking ? m->threshold_speed / MG_GATE_SLOWNESS : 0,
        .rate = m->write_rate,
        .idle = m->idle_decay,
    };
}

/* Starts of segments as the gate wants them: padding is less than no start. */
static mg_tensor *starts_of(mg_graph *g, const mg_memory_tokens *t) {
    mg_tensor *starts = mg_mul(g, t->starts, t->present);
    mg_tensor *absent = mg_cell_minus(g, t->present, mg_fill(g, t->present->shape, 1));
    return mg_add(g, starts, absent);
}

/* Chunk i was gated by `log_tau` (BH): what is let through of its tokens. */
static mg_memory_tokens move_on(mg_gating *t, int64_t i, mg_tensor *log_tau,
                                const mg_gated *gated) {
    mg_cell *c = t->cell;
    mg_graph *g = c->g;
    mg_memory_tokens tokens = tokens_of(t, i);
    mg_tensor *held = mg_reshape(g, mg_slice(g, gated->states, 2, 0, 1), tokens.present->shape);
    if (c->b->training) t->now = mg_threshold_follow(c, &t->now, log_tau, held, tokens.present);
    mg_tensor *last = mg_slice(g, gated->states, 1, c->chunk - 1, 1);
    t->carry = mg_reshape(g, last, MG_SHAPE2(c->groups, MG_GATE_STATE));
    mg_tensor *write = mg_stop_grad(g, gated->write);
    t->write[i] = mg_reshape(g, write, MG_SHAPE3(c->groups, 1, c->chunk));
    return let_through(c, &tokens, write);
}

mg_memory_tokens mg_gating_pass(mg_gating *t, int64_t i, mg_tensor *surprise2) {
    mg_cell *c = t->cell;
    mg_graph *g = c->g;
    mg_gate_options options = options_of(c);
    mg_memory_tokens tokens = tokens_of(t, i);
    mg_tensor *least = mg_fill(g, surprise2->shape, LEAST_SURPRISE);
    mg_tensor *log_surprise = mg_scale(g, mg_log(g, mg_add(g, surprise2, least)), 0.5);
    mg_tensor *log_tau = mg_threshold_in_use(c, &t->now);
    mg_gated gated =
        mg_surprise_gate(g, log_surprise, log_tau, t->carry, starts_of(g, &tokens), &options);
    return move_on(t, i, log_tau, &gated);
}

mg_memory_tokens mg_gating_end(mg_gating *t, const mg_memory_tokens *tokens) {
    mg_cell *c = t->cell;
    mg_graph *g = c->g;
    mg_cell_keep_state(c, t->stored,
                       mg_reshape(g, t->carry, MG_SHAPE3(c->groups, 1, MG_GATE_STATE)));
    if (c->b->training) mg_threshold_keep(c, &t->learned, &t->now);
    mg_tensor *all = mg_reshape(g, mg_cell_join(c, t->write), tokens->theta->shape);
    mg_cell_probe(c, "write", all);
    mg_layer_probe(c->b, c->layer, "log_tau", t->learned.log_tau);
    mg_tensor *moved = mg_slice(g, t->carry, 1, MG_GATE_STATE - 1, 1);
    mg_layer_probe(c->b, c->layer, "tau_moved", mg_reshape(g, moved, MG_SHAPE2(c->rows, c->heads)));
    return let_through(c, tokens, all);
}

/* -- an exact memory's pass -------------------------------------------------------------------- */

/* Tokens t of a chunk, by the log of the threshold log_tau (BH). */
static mg_gated judge(mg_cell *c, const mg_memory_tokens *t, mg_tensor *base, mg_tensor *x,
                      mg_tensor *log_tau, mg_tensor *carry) {
    mg_graph *g = c->g;
    int64_t d = c->value_dim;
    mg_shape rates = t->theta->shape;
    mg_tensor *zero = mg_fill(g, MG_SHAPE3(c->groups, c->chunk, d), 0);
    mg_tensor *s = t->log_eta ? mg_slice(g, x, 2, d, d) : NULL;
    mg_memory_chunk chunk = {
        .kk = mg_matmul(g, t->k, t->k, false, true),
        .kd = mg_matmul(g, t->k, mg_slice(g, x, 2, 0, d), false, false),
        .ks = s ? mg_matmul(g, t->k, s, false, false) : zero,
        .target = mg_scale(g, base, -1),
        .theta = t->theta,
        .eta = t->log_eta ? mg_exp(g, t->log_eta) : mg_fill(g, rates, 0),
        .keep = t->log_keep ? mg_exp(g, t->log_keep) : mg_fill(g, rates, 1),
    };
    mg_gate_options options = options_of(c);
    return mg_memory_gated(g, &chunk, log_tau, carry, starts_of(g, t), &options);
}

mg_memory_tokens mg_cell_gate(mg_cell *c, const mg_memory_tokens *t, mg_tensor *base,
                              mg_tensor *x) {
    mg_gating gating;
    mg_tensor *bases[MG_CELL_CHUNKS];
    mg_gating_begin(&gating, c, t);
    mg_cell_split(c, base, bases);
    for (int64_t i = 0; i < c->chunks; i++) {
        mg_cell one = mg_cell_of_chunk(c, i);
        mg_memory_tokens tokens = tokens_of(&gating, i);
        mg_tensor *log_tau = mg_threshold_in_use(c, &gating.now);
        mg_gated gated = judge(&one, &tokens, bases[i], x, log_tau, gating.carry);
        mg_memory_tokens passed = move_on(&gating, i, log_tau, &gated);
        mg_decay d = mg_cell_decay(&one, &passed);
        x = mg_cell_advance(&one, &d, passed.k, x, gated.residual);
    }
    return mg_gating_end(&gating, t);
}
