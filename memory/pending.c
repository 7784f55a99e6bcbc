/* Decoding a deep memory. Its gradients are taken at the weights of the chunk's start, so a token
 * that comes alone joins a chunk that is not complete yet. The tokens of that chunk are kept as
 * they were offered, and every step works on the chunk so far as training does, the gate included;
 * the weights, and what the gate remembers, move on when it is complete. Which token of the chunk
 * is at hand is a row of zeros and one 1, rotated step by step, so that rows of a batch may be at
 * different places. */
#include "memory/cell.h"

/* Numbers of one token and head: k, v, theta, log eta, log keep, that when idle, its start and its
 * presence. */
enum { RATES = 6 };

static int64_t token_reals(const mg_memory_config *m) {
    return 2 * m->head_dim + RATES;
}

int64_t mg_cell_pending_reals(const mg_config *config) {
    const mg_memory_config *m = &config->memory;
    if (m->kind != MG_MEMORY_DEEP) return 0;
    return m->chunk * (1 + m->heads * token_reals(m));
}

bool mg_cell_is_pending(const mg_build *b) {
    return b->slots && b->config->memory.kind == MG_MEMORY_DEEP;
}

/* x (BH, 1, w) at the place of the token at hand, `here` (BH, C, 1), zeros elsewhere. */
static mg_tensor *placed(mg_cell *c, mg_tensor *x, mg_tensor *here) {
    mg_graph *g = c->g;
    return mg_cell_scale_rows(g, mg_broadcast(g, x, 1, here->shape.dims[1]), here);
}

mg_tensor *mg_cell_next_place(mg_cell *c, mg_tensor *last) {
    mg_graph *g = c->g;
    int64_t chunk = c->config->chunk;
    mg_tensor *goes_on = mg_reshape(g, c->b->continues, MG_SHAPE2(c->rows, 1));
    mg_tensor *starts = mg_cell_minus(g, mg_fill(g, goes_on->shape, 1), goes_on);
    mg_tensor *rotated = mg_slice(g, last, 1, chunk - 1, 1);
    if (chunk > 1) {
        rotated = mg_concat(g, rotated, mg_slice(g, last, 1, 0, chunk - 1), 1);
        starts = mg_pad(g, starts, 1, 0, chunk - 1);
    }
    return mg_add(g, mg_mul(g, rotated, mg_broadcast(g, goes_on, 1, chunk)), starts);
}

mg_tensor *mg_cell_for_groups(mg_cell *c, mg_tensor *x) {
    int64_t chunk = x->shape.dims[1];
    x = mg_broadcast(c->g, mg_reshape(c->g, x, MG_SHAPE3(c->rows, 1, chunk)), 1, c->heads);
    return mg_reshape(c->g, x, MG_SHAPE3(c->groups, chunk, 1));
}

/* All that the memory keeps of a token, one behind the other: (BH, 1, token_reals). */
static mg_tensor *packed(mg_cell *c, const mg_memory_tokens *t) {
    mg_graph *g = c->g;
    mg_tensor *none = mg_fill(g, t->theta->shape, 0), *x = mg_concat(g, t->k, t->v, 2);
    mg_tensor *rates[RATES] = {t->theta,
                               t->log_eta ? t->log_eta : none,
                               t->log_keep ? t->log_keep : none,
                               t->log_keep_idle ? t->log_keep_idle : none,
                               t->starts,
                               t->present};
    for (int i = 0; i < RATES; i++) {
        x = mg_concat(g, x, mg_reshape(g, rates[i], MG_SHAPE3(c->groups, 1, 1)), 2);
    }
    return x;
}

static mg_tensor *unpacked(mg_cell *c, mg_tensor *all, int64_t index) {
    mg_tensor *x = mg_slice(c->g, all, 2, 2 * c->config->head_dim + index, 1);
    return mg_reshape(c->g, x, MG_SHAPE2(c->groups, c->config->chunk));
}

mg_memory_tokens mg_cell_join_pending(mg_cell *c, const mg_memory_tokens *t) {
    mg_graph *g = c->g;
    const mg_memory_config *m = c->config;
    const mg_config *config = c->b->config;
    int64_t chunk = m->chunk, d = m->head_dim, width = token_reals(m);
    int64_t offset =
        mg_cell_tail_reals(config) + mg_cell_weight_reals(config) + mg_cell_gate_reals(config);
    mg_tensor *place = mg_layer_state(c->b, c->layer, offset, MG_SHAPE2(c->rows, chunk));
    mg_tensor *kept =
        mg_layer_state(c->b, c->layer, offset + chunk, MG_SHAPE4(c->rows, c->heads, chunk, width));
    mg_tensor *now = mg_cell_next_place(c, place), *here = mg_cell_for_groups(c, now);

    /* What lies at the token's place and behind it is of a chunk before. */
    mg_tensor *before = mg_cell_minus(g, mg_cumsum(g, now, 1, true), now);
    mg_tensor *all = mg_reshape(g, kept, MG_SHAPE3(c->groups, chunk, width));
    all = mg_cell_scale_rows(g, all, mg_cell_for_groups(c, before));
    all = mg_add(g, all, placed(c, packed(c, t), here));
    mg_layer_state_write(c->b, place, now);
    mg_layer_state_write(c->b, kept, mg_reshape(g, all, kept->shape));

    c->here = here;
    c->tokens = c->chunk = chunk;
    mg_tensor *end = mg_slice(g, now, 1, chunk - 1, 1);
    c->complete = mg_cell_for_groups(c, end);
    return (mg_memory_tokens){.q = placed(c, t->q, here),
                              .k = mg_slice(g, all, 2, 0, d),
                              .v = mg_slice(g, all, 2, d, d),
                              .theta = unpacked(c, all, 0),
                              .log_eta = t->log_eta ? unpacked(c, all, 1) : NULL,
                              .log_keep = t->log_keep ? unpacked(c, all, 2) : NULL,
                              .log_keep_idle = t->log_keep_idle ? unpacked(c, all, 3) : NULL,
                              .starts = unpacked(c, all, 4),
                              .present = unpacked(c, all, 5)};
}

static mg_tensor *at_hand(mg_cell *c, mg_tensor *y) {
    return y ? mg_sum(c->g, mg_cell_scale_rows(c->g, y, c->here), 1) : NULL;
}

void mg_cell_leave_pending(mg_cell *c, mg_memory_reads *y) {
    y->after = at_hand(c, y->after);
    y->before = at_hand(c, y->before);
    c->tokens = c->chunk = 1;
}
