/* The surprise gate: which tokens are worth a write.
 *
 *   s_t     = |k_t| |r_t|                        surprise, the norm of the gradient
 *   p_t     = max_{j <= t} (log s_j + (t - j) log lambda)        what surprises lingers
 *   w_t     = [p_t >= log tau]  or  sigmoid((p_t - log tau) / temperature)
 *   S_t     = eta_t S_{t-1} - w_t theta_t g_t
 *   alpha'_t = alpha_t (idle + (1 - idle) w_t)
 *
 * Only the momentary surprise is gated, so what momentum carries over from a surprising token still
 * reaches its neighbours. r_t is what the memory makes of the token after all earlier writes, so a
 * fact that is repeated stops being surprising at once.
 *
 * What is written of a token decides what the next ones are judged by, so the mask is found token
 * by token (op memory_gate) in a pass of its own, without a gradient; the memory is then read and
 * written as without a gate, the mask a constant.
 *
 * The threshold follows the surprise: tau moves so that a share rho of the tokens exceeds it,
 *   log tau += kappa sum_t ([p_t >= log tau] - rho)              for each chunk, mean over rows
 * in training alone; it is kept with the parameters and does not move in use. Until `warmup` tokens
 * have been seen all are written, and log tau is the mean of log s. */
#include "memory/cell.h"

/* Tokens without a write after which the next is written, lest a threshold that is far off shuts
 * the memory for good. */
#define LONGEST_SILENCE 128

/* -- threshold --------------------------------------------------------------------------------- */

typedef struct threshold {
    mg_tensor *log_tau, *seen; /* (H) */
} threshold;

/* x (H) for all rows: (BH) */
static mg_tensor *for_rows(mg_cell *c, mg_tensor *x) {
    x = mg_broadcast(c->g, mg_reshape(c->g, x, MG_SHAPE2(1, c->heads)), 0, c->rows);
    return mg_reshape(c->g, x, MG_SHAPE1(c->groups));
}

/* Sum over tokens, mean over rows: x (BH, C) -> (H) */
static mg_tensor *per_head(mg_cell *c, mg_tensor *x) {
    mg_graph *g = c->g;
    x = mg_sum(g, mg_reshape(g, x, MG_SHAPE3(c->rows, c->heads, c->chunk)), 2);
    x = mg_scale(g, mg_sum(g, x, 0), 1 / (double)c->rows);
    return mg_reshape(g, x, MG_SHAPE1(c->heads));
}

/* 1 while too little has been seen to judge by. */
static mg_tensor *is_warm_up(mg_cell *c, const threshold *t) {
    mg_tensor *limit = mg_fill(c->g, t->seen->shape, (double)c->config->warmup);
    return mg_greater(c->g, limit, t->seen);
}

static mg_tensor *threshold_in_use(mg_cell *c, const threshold *t) {
    mg_tensor *lowered = mg_scale(c->g, is_warm_up(c, t), MG_GATE_CALM);
    return for_rows(c, mg_add(c->g, t->log_tau, lowered));
}

/* After a chunk: gated by `log_tau` (BH), the tokens present (BH, C). */
static threshold follow(mg_cell *c, const threshold *t, mg_tensor *log_tau, const mg_gated *gated,
                        mg_tensor *present) {
    mg_graph *g = c->g;
    mg_shape tokens = present->shape;
    mg_tensor *held = mg_reshape(g, mg_slice(g, gated->states, 2, 0, 1), tokens);
    mg_tensor *limit = mg_reshape(g, log_tau, MG_SHAPE2(c->groups, 1));
    mg_tensor *below = mg_greater(g, mg_broadcast(g, limit, 1, c->chunk), held);
    mg_tensor *above = mg_mul(g, present, mg_cell_minus(g, mg_fill(g, tokens, 1), below));
    mg_tensor *count = per_head(c, present);
    mg_tensor *excess = mg_add(g, per_head(c, above), mg_scale(g, count, -c->config->write_rate));
    mg_tensor *step = mg_scale(g, excess, c->config->threshold_speed);

    /* The mean so far: (sum of log s - count log tau) / (seen + count). */
    mg_tensor *sum = per_head(c, mg_mul(g, present, gated->log_surprise));
    mg_tensor *seen = mg_add(g, t->seen, count);
    mg_tensor *missing = mg_cell_minus(g, sum, mg_mul(g, count, t->log_tau));
    mg_tensor *at_least_one = mg_add(g, seen, mg_greater(g, mg_fill(g, seen->shape, 0.5), seen));
    mg_tensor *to_mean = mg_div(g, missing, at_least_one);

    mg_tensor *warm = is_warm_up(c, t);
    step = mg_add(g, step, mg_mul(g, warm, mg_cell_minus(g, to_mean, step)));
    return (threshold){mg_add(g, t->log_tau, step), seen};
}

/* -- the pass that finds the mask -------------------------------------------------------------- */

/* Everything that the gate reads of a chunk; one (BHn, a, b) tensor, split, for each. */
typedef struct chunks {
    mg_tensor *k[MG_CELL_CHUNKS], *base[MG_CELL_CHUNKS], *theta[MG_CELL_CHUNKS];
    mg_tensor *log_eta[MG_CELL_CHUNKS], *log_keep[MG_CELL_CHUNKS], *log_idle[MG_CELL_CHUNKS];
    mg_tensor *starts[MG_CELL_CHUNKS], *present[MG_CELL_CHUNKS];
} chunks;

/* x (BHn, C) or NULL -> n times (BH, C) or NULL */
static void split_rates(mg_cell *c, mg_tensor *x, mg_tensor **parts) {
    if (x) mg_cell_split(c, mg_reshape(c->g, x, MG_SHAPE3(x->shape.dims[0], 1, c->chunk)), parts);
    for (int64_t i = 0; i < c->chunks; i++) {
        parts[i] = x ? mg_reshape(c->g, parts[i], MG_SHAPE2(c->groups, c->chunk)) : NULL;
    }
}

static void split_tokens(mg_cell *c, const mg_memory_tokens *t, mg_tensor *base, chunks *parts) {
    mg_cell_split(c, t->k, parts->k);
    mg_cell_split(c, base, parts->base);
    split_rates(c, t->theta, parts->theta);
    split_rates(c, t->log_eta, parts->log_eta);
    split_rates(c, t->log_keep, parts->log_keep);
    split_rates(c, t->log_keep_idle, parts->log_idle);
    split_rates(c, t->starts, parts->starts);
    split_rates(c, t->present, parts->present);
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

static mg_gated judge(mg_cell *c, const mg_memory_tokens *t, mg_tensor *base, mg_tensor *x,
                      mg_tensor *log_tau, mg_tensor *carry) {
    mg_graph *g = c->g;
    const mg_memory_config *m = c->config;
    int64_t keys = c->key_dim;
    mg_shape rates = t->theta->shape;
    mg_tensor *zero = mg_fill(g, MG_SHAPE3(c->groups, c->chunk, c->value_dim), 0);
    mg_tensor *s = t->log_eta ? mg_slice(g, x, 1, keys, keys) : NULL;
    mg_memory_chunk chunk = {
        .kk = mg_matmul(g, t->k, t->k, false, true),
        .kd = mg_matmul(g, t->k, mg_slice(g, x, 1, 0, keys), false, false),
        .ks = s ? mg_matmul(g, t->k, s, false, false) : zero,
        .target = mg_scale(g, base, -1),
        .theta = t->theta,
        .eta = t->log_eta ? mg_exp(g, t->log_eta) : mg_fill(g, rates, 0),
        .keep = t->log_keep ? mg_exp(g, t->log_keep) : mg_fill(g, rates, 1),
    };
    mg_gate_options options = {
        .hold = m->surprise_decay,
        .temperature = m->gate == MG_MEMORY_GATE_SOFT ? m->gate_temperature : 0,
        .floor = LONGEST_SILENCE,
        .idle = m->idle_decay,
    };
    /* Padding is less than no start. */
    mg_tensor *starts = mg_mul(g, t->starts, t->present);
    starts = mg_add(g, starts, mg_cell_minus(g, t->present, mg_fill(g, rates, 1)));
    return mg_memory_gated(g, &chunk, log_tau, carry, starts, &options);
}

/* One chunk of all groups as a cell of its own. */
static mg_cell cell_of_chunk(const mg_cell *c, int64_t i) {
    mg_cell one = *c;
    one.tokens = i + 1 < c->chunks ? c->chunk : c->tokens - i * c->chunk;
    one.chunks = 1;
    return one;
}

static mg_tensor *last_state(mg_cell *c, const mg_gated *gated) {
    mg_tensor *last = mg_slice(c->g, gated->states, 1, c->chunk - 1, 1);
    return mg_reshape(c->g, last, MG_SHAPE2(c->groups, 2));
}

mg_memory_tokens mg_cell_gate(mg_cell *c, const mg_memory_tokens *t, mg_tensor *base,
                              mg_tensor *x) {
    mg_graph *g = c->g;
    chunks part;
    split_tokens(c, t, base, &part);
    mg_tensor *write[MG_CELL_CHUNKS];
    threshold learned = {mg_layer_param(c->b, c->layer, "memory.log_tau"),
                         mg_layer_param(c->b, c->layer, "memory.tau_seen")};
    threshold now = learned;
    const mg_config *config = c->b->config;
    int64_t offset = mg_cell_tail_reals(config) + mg_cell_weight_reals(config);
    mg_tensor *stored = mg_layer_state(c->b, c->layer, offset, MG_SHAPE3(c->rows, c->heads, 2));
    mg_tensor *carry = mg_reshape(g, stored, MG_SHAPE2(c->groups, 2));
    for (int64_t i = 0; i < c->chunks; i++) {
        mg_cell one = cell_of_chunk(c, i);
        mg_memory_tokens tokens = {.k = part.k[i],
                                   .theta = part.theta[i],
                                   .log_eta = part.log_eta[i],
                                   .log_keep = part.log_keep[i],
                                   .log_keep_idle = part.log_idle[i],
                                   .starts = part.starts[i],
                                   .present = part.present[i]};
        mg_tensor *log_tau = threshold_in_use(c, &now);
        mg_gated gated = judge(&one, &tokens, part.base[i], x, log_tau, carry);
        if (c->b->training) now = follow(c, &now, log_tau, &gated, tokens.present);
        carry = last_state(c, &gated);
        write[i] = mg_reshape(g, gated.write, MG_SHAPE3(c->groups, 1, c->chunk));
        mg_memory_tokens passed = let_through(c, &tokens, gated.write);
        mg_decay d = mg_cell_decay(&one, &passed);
        mg_transition step = mg_cell_transition(&one, passed.k, &d);
        x = mg_cell_advance(c, &step, x, gated.residual);
    }
    mg_layer_state_write(c->b, stored, mg_reshape(g, carry, stored->shape));
    if (c->b->training) {
        mg_layer_state_write(c->b, learned.log_tau, now.log_tau);
        mg_layer_state_write(c->b, learned.seen, now.seen);
    }
    mg_tensor *all = mg_reshape(g, mg_cell_join(c, write), t->theta->shape);
    mg_cell_probe(c, "write", all);
    mg_layer_probe(c->b, c->layer, "log_tau", learned.log_tau);
    return let_through(c, t, mg_stop_grad(g, all));
}
