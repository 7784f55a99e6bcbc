/* The linear memory M(k) = k W, and the feature memory, which is the same with phi(k) for k: exact
 * for any chunk (the paper's equation 14 token by token).
 *
 * The gradient of token j, taken at W_{j-1}, has rank one: k_j^T r_j with r_j = k_j W_{j-1} - v_j.
 * With W_{j-1} in closed form (memory/decay.c) the r_j of a chunk solve a triangular system,
 *
 *     (I + N) R = keep_before * (K W_0) + flow_before * (K S_0) - V
 *     N[j, i]   = write_before[j, i] (k_j . k_i)                          i < j
 *     Y         = keep * (Q W_0) + flow * (Q S_0) - (write * (Q K^T)) R
 *     W_C       = last_keep W_0 + last_flow S_0 - K^T (last_write * R)
 *     S_C       = momentum_keep S_0 - K^T (momentum_write * R)
 *
 * The weights are W_init + D, W_init learned and D what was written; decay acts on D. The state is
 * [D | S]. What does not depend on it is done for all chunks at once, and so is reading,
 * afterwards; in between op memory_scan goes from chunk to chunk. */
#include <stdio.h>

#include "memory/cell.h"

mg_tensor *mg_cell_init(mg_cell *c, int64_t layer) {
    mg_graph *g = c->g;
    char name[32] = "memory.init";
    if (c->config->decay_to == MG_MEMORY_DECAY_TO_ZERO) return NULL;
    if (c->config->kind == MG_MEMORY_DEEP)
        snprintf(name, sizeof name, "memory.init%d", (int)layer + 1);
    mg_tensor *init = mg_layer_param(c->b, c->layer, name);
    int64_t in = init->shape.dims[0] / c->heads, out = init->shape.dims[1];
    init = mg_reshape(g, init, MG_SHAPE3(1, c->heads * in, out));
    return mg_reshape(g, mg_broadcast(g, init, 0, c->rows), MG_SHAPE3(c->groups, in, out));
}

/* x (BHn, C, in) times the weights of its group (BH, in, out). */
static mg_tensor *times_group(mg_cell *c, mg_tensor *x, mg_tensor *w) {
    mg_graph *g = c->g;
    int64_t in = w->shape.dims[1], out = w->shape.dims[2], all = x->shape.dims[0];
    int64_t tokens = all / c->groups * c->chunk;
    x = mg_matmul(g, mg_reshape(g, x, MG_SHAPE3(c->groups, tokens, in)), w, false, false);
    return mg_reshape(g, x, MG_SHAPE3(all, c->chunk, out));
}

mg_tensor *mg_cell_advance(mg_cell *c, const mg_decay *d, mg_tensor *keys, mg_tensor *x,
                           mg_tensor *r) {
    mg_graph *g = c->g;
    int64_t parts = d->phi->shape.dims[1];
    mg_tensor *kept = NULL;
    for (int64_t a = 0; a < parts; a++) {
        mg_tensor *phi = mg_broadcast(g, mg_slice(g, d->phi, 1, a, 1), 1, x->shape.dims[1]);
        mg_tensor *block = mg_row_mix(g, x, phi);
        kept = kept ? mg_concat(g, kept, block, 2) : block;
    }
    mg_tensor *added = mg_row_spread(g, r, mg_scale(g, d->taken, -1));
    return mg_add(g, kept, mg_matmul(g, keys, added, true, false));
}

/* K W_init - V */
static mg_tensor *residuals_of_init(mg_cell *c, const mg_memory_tokens *t, mg_tensor *init) {
    mg_tensor *base = mg_scale(c->g, t->v, -1);
    return init ? mg_add(c->g, times_group(c, t->k, init), base) : base;
}

mg_tensor *mg_cell_read(mg_cell *c, const mg_decay *d, mg_tensor *q, mg_tensor *k,
                        mg_tensor *states, mg_tensor *r, mg_tensor *init) {
    mg_memory_pass pass = {.q = q, .k = k, .write = d->write, .seen = d->seen};
    mg_memory_trace trace = {.states = states, .residuals = r};
    mg_tensor *y = mg_memory_read(c->g, &pass, &trace);
    return init ? mg_add(c->g, y, times_group(c, q, init)) : y;
}

void mg_cell_keep_state(mg_cell *c, mg_tensor *stored, mg_tensor *x) {
    mg_graph *g = c->g;
    if (c->complete) {
        /* One of the two to the bit: a sum of differences would round by what is left behind. */
        mg_tensor *before = mg_reshape(g, stored, x->shape);
        mg_tensor *moves = mg_broadcast(g, c->complete, 1, x->shape.dims[1]);
        mg_tensor *stays = mg_cell_minus(g, mg_fill(g, moves->shape, 1), moves);
        x = mg_add(g, mg_cell_scale_rows(g, before, stays), mg_cell_scale_rows(g, x, moves));
    }
    mg_layer_state_write(c->b, stored, mg_reshape(g, x, stored->shape));
}

mg_memory_reads mg_cell_exact(mg_cell *c, const mg_memory_tokens *offered) {
    mg_graph *g = c->g;
    mg_memory_tokens t = *offered;
    int64_t parts = t.log_eta ? 2 : 1, offset = mg_cell_tail_reals(c->b->config);
    mg_shape stored = MG_SHAPE4(c->rows, c->heads, c->key_dim, parts * c->value_dim);
    mg_shape grouped = MG_SHAPE3(c->groups, c->key_dim, parts * c->value_dim);
    mg_tensor *state = mg_layer_state(c->b, c->layer, offset, stored);
    mg_tensor *before = mg_reshape(g, state, grouped), *init = mg_cell_init(c, 0);
    mg_tensor *base = residuals_of_init(c, &t, init);
    if (c->config->gate != MG_MEMORY_GATE_OFF) t = mg_cell_gate(c, &t, base, before);

    mg_decay d = mg_cell_decay(c, &t);
    bool reads_before = mg_cell_reads_before(c->config);
    mg_memory_pass pass = {.q = t.q,
                           .k = t.k,
                           .values = base,
                           .write = d.write,
                           .write_before = d.write_before,
                           .seen = d.seen,
                           .found = d.found,
                           .taken = d.taken,
                           .phi = d.phi,
                           .start = before};
    mg_memory_result result = mg_memory_chunks(g, &pass, reads_before);
    mg_memory_trace x = result.trace;
    mg_cell_keep_state(c, state, x.last);
    mg_cell_probe(c, "theta", t.theta);
    mg_cell_probe(c, "surprise2",
                  mg_mul(g, mg_cell_squares(g, t.k), mg_cell_squares(g, x.residuals)));
    mg_cell_show_state(c, 1, &before, &x.last);
    if (c->b->probing)
        mg_cell_show_pairs(c, t.v, x.residuals,
                           mg_cell_read(c, &d, t.k, t.k, x.states, x.residuals, init));
    mg_memory_reads y = {result.y, NULL};
    if (init) y.after = mg_add(g, y.after, times_group(c, t.q, init));
    if (!reads_before) return y;
    mg_decay before_write = mg_cell_before(&d);
    y.before = mg_cell_read(c, &before_write, t.q, t.k, x.states, x.residuals, init);
    return y;
}

mg_tensor *mg_cell_exact_at(mg_cell *c, mg_tensor *q, mg_tensor *written, mg_tensor *carried) {
    mg_graph *g = c->g;
    mg_tensor *init = mg_cell_init(c, 0);
    mg_tensor *y = times_group(c, mg_cell_scale_rows(g, q, carried), written);
    return init ? mg_add(g, y, times_group(c, q, init)) : y;
}
