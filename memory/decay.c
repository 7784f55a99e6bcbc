/* Momentum and decay of a chunk in closed form: what of the weights, of the momentum and of every
 * write is left at every token, as matrices of the decay rates alone.
 *
 *   keep_t     = prod_{i <= t} (1 - alpha_i)                 of W_0
 *   drift_t    = prod_{i <= t} eta_i                         of S_0 in S_t
 *   A[t, i]    = prod_{i < l <= t} (1 - alpha_l)             of what S_i added to W_i
 *   E[i, j]    = prod_{j < l <= i} eta_l                     of gradient j in S_i
 *   flow       = A drift                                     of S_0 in W_t
 *   write      = A E diag(theta)                             of gradient j in W_t
 *
 * All is 0 across the start of a segment, where the memory is as new. */
#include "memory/cell.h"

/* 1 where no segment starts after token i up to token t, else 0: for pairs (BHn, C, C), and for the
 * chunk's beginning in the place of i, (BHn, C). */
typedef struct unbroken {
    mg_tensor *pairs, *from_start;
} unbroken;

static unbroken mask_segments(mg_cell *c, mg_tensor *starts) {
    mg_graph *g = c->g;
    mg_tensor *count = mg_scale(g, mg_cumsum(g, starts, 1, false), -MG_RESET);
    return (unbroken){mg_decay_matrix(g, count, NULL, false), mg_exp(g, count)};
}

/* What is left of token i at token t under the rates exp(log_rate), and (BHn, C, 1) of what was
 * there when the chunk began. log_rate NULL: all of it. */
typedef struct left {
    mg_tensor *pairs, *from_start;
} left;

static left decay(mg_cell *c, mg_tensor *log_rate, const unbroken *mask) {
    mg_graph *g = c->g;
    mg_shape column = MG_SHAPE3(c->groups * c->chunks, c->chunk, 1);
    if (!log_rate) {
        return (left){mask->pairs, mg_reshape(g, mask->from_start, column)};
    }
    mg_tensor *total = mg_cumsum(g, log_rate, 1, false);
    mg_tensor *from_start = mg_mul(g, mg_exp(g, total), mask->from_start);
    return (left){mg_mul(g, mg_decay_matrix(g, total, NULL, false), mask->pairs),
                  mg_reshape(g, from_start, column)};
}

/* The row before, for each row of x (BHn, C, w), `first` for the first; 0 where a segment starts,
 * and for Gated DeltaNet decayed once more. */
static mg_tensor *before(mg_cell *c, mg_tensor *x, double first, mg_tensor *factor) {
    mg_graph *g = c->g;
    int64_t all = x->shape.dims[0], width = x->shape.dims[2];
    mg_tensor *row = mg_fill(g, MG_SHAPE3(all, 1, width), first);
    if (c->chunk > 1) row = mg_concat(g, row, mg_slice(g, x, 1, 0, c->chunk - 1), 1);
    return mg_cell_scale_rows(g, row, factor);
}

static mg_tensor *factor_before(mg_cell *c, const mg_memory_tokens *t) {
    mg_graph *g = c->g;
    mg_tensor *goes_on = mg_cell_minus(g, mg_fill(g, t->starts->shape, 1), t->starts);
    if (c->config->decayed_residual && t->log_keep)
        goes_on = mg_mul(g, goes_on, mg_exp(g, t->log_keep));
    return mg_reshape(g, goes_on, MG_SHAPE3(c->groups * c->chunks, c->chunk, 1));
}

mg_decay mg_cell_before(const mg_decay *d) {
    mg_decay before = *d;
    before.keep = d->keep_before;
    before.flow = d->flow_before;
    before.write = d->write_before;
    return before;
}

mg_decay mg_cell_decay(mg_cell *c, const mg_memory_tokens *t) {
    mg_graph *g = c->g;
    mg_decay d = {0};
    unbroken mask = mask_segments(c, t->starts);
    left weights = decay(c, t->log_keep, &mask);
    mg_tensor *theta = mg_reshape(g, t->theta, MG_SHAPE3(c->groups * c->chunks, 1, c->chunk));
    mg_tensor *factor = factor_before(c, t), *pairs = weights.pairs;
    d.keep = weights.from_start;
    d.carried = mg_reshape(g, mask.from_start, d.keep->shape);
    if (t->log_eta) {
        left momentum = decay(c, t->log_eta, &mask);
        pairs = mg_matmul(g, weights.pairs, momentum.pairs, false, false);
        d.flow = mg_matmul(g, weights.pairs, momentum.from_start, false, false);
        d.flow_before = before(c, d.flow, 0, factor);
        d.last_flow = mg_cell_last(c, d.flow);
        d.momentum_keep = mg_cell_last(c, momentum.from_start);
        d.momentum_write = mg_mul(g, mg_cell_last(c, momentum.pairs), theta);
    }
    d.write = mg_cell_scale_columns(g, pairs, theta);
    d.write_before = before(c, d.write, 0, factor);
    d.keep_before = before(c, d.keep, 1, factor);
    d.last_keep = mg_cell_last(c, d.keep);
    d.last_write = mg_cell_last(c, d.write);
    return d;
}
