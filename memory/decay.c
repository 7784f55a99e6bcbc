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

/* The row before, for each row of x (BHn, C, w), `first` (BHn, 1, w) for the first; 0 where a
 * segment starts, and for Gated DeltaNet decayed once more. */
static mg_tensor *before(mg_cell *c, mg_tensor *x, mg_tensor *first, mg_tensor *factor) {
    mg_graph *g = c->g;
    if (c->chunk > 1) first = mg_concat(g, first, mg_slice(g, x, 1, 0, c->chunk - 1), 1);
    return mg_cell_scale_rows(g, first, factor);
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
    before.seen = d->found;
    before.write = d->write_before;
    return before;
}

/* [a | b], or a alone if there is no b. */
static mg_tensor *beside(mg_graph *g, mg_tensor *a, mg_tensor *b) {
    return b ? mg_concat(g, a, b, 2) : a;
}

/* (BHn, 1, C) -> (BHn, C, 1) */
static mg_tensor *as_column(mg_graph *g, mg_tensor *x) {
    return x ? mg_reshape(g, x, MG_SHAPE3(x->shape.dims[0], x->shape.dims[2], 1)) : NULL;
}

mg_decay mg_cell_decay(mg_cell *c, const mg_memory_tokens *t) {
    mg_graph *g = c->g;
    mg_decay d = {0};
    int64_t all = c->groups * c->chunks;
    unbroken mask = mask_segments(c, t->starts);
    left weights = decay(c, t->log_keep, &mask), momentum = {0};
    mg_tensor *theta = mg_reshape(g, t->theta, MG_SHAPE3(all, 1, c->chunk));
    mg_tensor *factor = factor_before(c, t), *pairs = weights.pairs;
    mg_tensor *whole = mg_fill(g, MG_SHAPE3(all, 1, 1), 1), *flow = NULL, *momentum_write = NULL;
    if (t->log_eta) {
        momentum = decay(c, t->log_eta, &mask);
        pairs = mg_matmul(g, weights.pairs, momentum.pairs, false, false);
        flow = mg_matmul(g, weights.pairs, momentum.from_start, false, false);
        momentum_write = mg_mul(g, mg_cell_last(c, momentum.pairs), theta);
        whole = mg_pad(g, whole, 2, 0, 1);
    }
    d.carried = mg_reshape(g, mask.from_start, weights.from_start->shape);
    d.seen = beside(g, weights.from_start, flow);
    d.found = before(c, d.seen, whole, factor);
    d.write = mg_cell_scale_columns(g, pairs, theta);
    d.write_before = before(c, d.write, mg_fill(g, MG_SHAPE3(all, 1, c->chunk), 0), factor);
    d.taken = beside(g, as_column(g, mg_cell_last(c, d.write)), as_column(g, momentum_write));
    d.phi = mg_cell_last(c, d.seen);
    if (flow) {
        mg_tensor *momentum_keep = mg_cell_last(c, momentum.from_start);
        d.phi = mg_concat(g, d.phi, mg_pad(g, momentum_keep, 2, 1, 0), 1);
    }
    return d;
}
