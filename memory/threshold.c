/* The threshold of the surprise gate. It follows the surprise: log tau moves so that a share rho of
 * the tokens exceeds it,
 *   log tau += kappa sum_t ([p_t >= log tau] - rho)              for each chunk, mean over rows
 * in training; it is kept with the parameters. In use each row starts with that, and it stays or,
 * if so configured, follows what the row reads (op surprise_gate).
 *
 * Until `warmup` tokens have been seen all are written, and log tau is the quantile of what they
 * surprised: the point that a share rho of them exceeds. How many exceed each of a row of marks is
 * counted, which takes the same room however many they are; between two marks the share is taken to
 * fall evenly. */
#include "memory/cell.h"

/* The marks lie MARK_STEP apart from FIRST_MARK on: from surprises of e^-12 to those of e^12, each
 * 1.28 times the one before. A quantile beyond them is taken for the outermost. */
#define MARK_STEP  0.25
#define FIRST_MARK (-0.5 * MARK_STEP * (MG_GATE_MARKS - 1))

mg_threshold mg_threshold_learned(const mg_cell *c) {
    return (mg_threshold){mg_layer_param(c->b, c->layer, "memory.log_tau"),
                          mg_layer_param(c->b, c->layer, "memory.tau_seen"),
                          mg_layer_param(c->b, c->layer, "memory.tau_counts")};
}

/* x (H) for all rows: (BH) */
static mg_tensor *for_rows(mg_cell *c, mg_tensor *x) {
    x = mg_broadcast(c->g, mg_reshape(c->g, x, MG_SHAPE2(1, c->heads)), 0, c->rows);
    return mg_reshape(c->g, x, MG_SHAPE1(c->groups));
}

/* Sum over tokens, mean over rows: x (BH, C, w) -> (H, w) */
static mg_tensor *per_head(mg_cell *c, mg_tensor *x) {
    mg_graph *g = c->g;
    int64_t width = x->shape.dims[2];
    x = mg_reshape(g, mg_sum(g, x, 1), MG_SHAPE3(c->rows, c->heads, width));
    x = mg_scale(g, mg_sum(g, x, 0), 1 / (double)c->rows);
    return mg_reshape(g, x, MG_SHAPE2(c->heads, width));
}

/* The same of one number a token, x (BH, C) -> (H) */
static mg_tensor *total(mg_cell *c, mg_tensor *x) {
    x = mg_reshape(c->g, x, MG_SHAPE3(c->groups, c->chunk, 1));
    return mg_reshape(c->g, per_head(c, x), MG_SHAPE1(c->heads));
}

/* 1 while too little has been seen to judge by. */
static mg_tensor *is_warm_up(mg_cell *c, const mg_threshold *t) {
    mg_tensor *limit = mg_fill(c->g, t->seen->shape, (double)c->config->warmup);
    return mg_greater(c->g, limit, t->seen);
}

mg_tensor *mg_threshold_in_use(mg_cell *c, const mg_threshold *t) {
    mg_tensor *lowered = mg_scale(c->g, is_warm_up(c, t), MG_GATE_CALM);
    return for_rows(c, mg_add(c->g, t->log_tau, lowered));
}

/* -- the quantile of the warm-up --------------------------------------------------------------- */

/* 1 where a token's held surprise (BH, C) exceeds a mark: (BH, C, MG_GATE_MARKS) */
static mg_tensor *exceeded(mg_cell *c, mg_tensor *held) {
    mg_graph *g = c->g;
    mg_tensor *steps = mg_fill(g, MG_SHAPE3(1, 1, MG_GATE_MARKS), MARK_STEP);
    mg_tensor *before = mg_fill(g, steps->shape, FIRST_MARK - MARK_STEP);
    mg_tensor *marks = mg_add(g, before, mg_cumsum(g, steps, 2, false));
    marks = mg_broadcast(g, mg_broadcast(g, marks, 0, c->groups), 1, c->chunk);
    held = mg_reshape(g, held, MG_SHAPE3(c->groups, c->chunk, 1));
    return mg_greater(g, mg_broadcast(g, held, 2, MG_GATE_MARKS), marks);
}

/* 1 where a >= b */
static mg_tensor *reaches(mg_graph *g, mg_tensor *a, mg_tensor *b) {
    return mg_cell_minus(g, mg_fill(g, a->shape, 1), mg_greater(g, b, a));
}

/* The point that a share rho exceeds: the first mark and all steps behind which that many still
 * are, and a part of the step in which they become less. counts (H, MG_GATE_MARKS) of seen (H). */
static mg_tensor *quantile(mg_cell *c, mg_tensor *counts, mg_tensor *seen) {
    mg_graph *g = c->g;
    int64_t steps = MG_GATE_MARKS - 1;
    mg_tensor *wanted = mg_scale(g, seen, c->config->write_rate);
    wanted = mg_broadcast(g, mg_reshape(g, wanted, MG_SHAPE2(c->heads, 1)), 1, steps);
    mg_tensor *at = mg_slice(g, counts, 1, 0, steps), *next = mg_slice(g, counts, 1, 1, steps);
    mg_tensor *whole = reaches(g, next, wanted);
    mg_tensor *part = mg_greater(g, reaches(g, at, wanted), whole);
    /* Where it is a part of a step, the counts at its ends are not equal. */
    mg_tensor *fall =
        mg_add(g, mg_cell_minus(g, at, next), mg_cell_minus(g, mg_fill(g, part->shape, 1), part));
    mg_tensor *share = mg_div(g, mg_cell_minus(g, at, wanted), fall);
    mg_tensor *passed = mg_sum(g, mg_add(g, whole, mg_mul(g, part, share)), 1);
    passed = mg_scale(g, mg_reshape(g, passed, MG_SHAPE1(c->heads)), MARK_STEP);
    return mg_add(g, passed, mg_fill(g, passed->shape, FIRST_MARK));
}

/* -- following --------------------------------------------------------------------------------- */

/* kappa sum ([p >= log tau] - rho) of `count` (H) tokens. */
static mg_tensor *step_of(mg_cell *c, mg_tensor *log_tau, mg_tensor *held, mg_tensor *present,
                          mg_tensor *count) {
    mg_graph *g = c->g;
    mg_tensor *limit = mg_reshape(g, log_tau, MG_SHAPE2(c->groups, 1));
    mg_tensor *above = reaches(g, held, mg_broadcast(g, limit, 1, c->chunk));
    above = total(c, mg_mul(g, present, above));
    mg_tensor *excess = mg_add(g, above, mg_scale(g, count, -c->config->write_rate));
    return mg_scale(g, excess, c->config->threshold_speed);
}

mg_threshold mg_threshold_follow(mg_cell *c, const mg_threshold *t, mg_tensor *log_tau,
                                 mg_tensor *held, mg_tensor *present) {
    mg_graph *g = c->g;
    mg_tensor *count = total(c, present), *warm = is_warm_up(c, t);
    mg_tensor *step = step_of(c, log_tau, held, present, count);

    mg_tensor *each = mg_reshape(g, present, MG_SHAPE3(c->groups, c->chunk, 1));
    each = mg_mul(g, mg_broadcast(g, each, 2, MG_GATE_MARKS), exceeded(c, held));
    mg_tensor *warm_for_each = mg_reshape(g, warm, MG_SHAPE2(c->heads, 1));
    warm_for_each = mg_broadcast(g, warm_for_each, 1, MG_GATE_MARKS);
    mg_tensor *counts = mg_add(g, t->counts, mg_mul(g, warm_for_each, per_head(c, each)));

    mg_tensor *seen = mg_add(g, t->seen, count);
    mg_tensor *to_quantile = mg_cell_minus(g, quantile(c, counts, seen), t->log_tau);
    step = mg_add(g, step, mg_mul(g, warm, mg_cell_minus(g, to_quantile, step)));
    return (mg_threshold){mg_add(g, t->log_tau, step), seen, counts};
}

void mg_threshold_keep(mg_cell *c, const mg_threshold *learned, const mg_threshold *now) {
    mg_layer_state_write(c->b, learned->log_tau, now->log_tau);
    mg_layer_state_write(c->b, learned->seen, now->seen);
    mg_layer_state_write(c->b, learned->counts, now->counts);
}
