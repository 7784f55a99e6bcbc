/* Tokens of before a batch: what the convolution still sees, and what waits to be written. */
#include "memory/cell.h"

mg_tensor *mg_cell_tail(mg_cell *c, int64_t offset, mg_tensor *x, int64_t reach) {
    mg_graph *g = c->g;
    int64_t width = x->shape.dims[2];
    mg_tensor *tail = mg_layer_state(c->b, c->layer, offset, MG_SHAPE3(c->rows, reach, width));
    /* Starts after each token: those from the next token on. */
    mg_tensor *after = mg_cumsum(g, mg_pad(g, c->starts, 1, reach - 1, 1), 1, true);
    after = mg_slice(g, after, 1, c->tokens, reach);
    mg_tensor *mask = mg_exp(g, mg_scale(g, after, -MG_RESET));
    mask = mg_broadcast(g, mg_reshape(g, mask, MG_SHAPE3(c->rows, reach, 1)), 2, width);
    mg_tensor *last = mg_slice(g, mg_concat(g, tail, x, 1), 1, c->tokens, reach);
    mg_layer_state_write(c->b, tail, mg_mul(g, last, mask));
    return tail;
}

int64_t mg_cell_delay_reals(const mg_config *config) {
    const mg_memory_config *m = &config->memory;
    if (m->consolidate == MG_MEMORY_ON_ARRIVAL) return 0;
    return config->window * m->heads * (2 * m->head_dim + 1);
}

/* 1 where token t and the one `window` before it, or for the first tokens the row's beginning, have
 * no start of a segment between them: (B, T, 1). */
static mg_tensor *unbroken(mg_cell *c, int64_t window) {
    mg_graph *g = c->g;
    mg_tensor *count = mg_cumsum(g, c->starts, 1, false);
    mg_tensor *before = mg_pad(g, count, 1, window, 0);
    before = mg_slice(g, before, 1, 0, c->tokens);
    mg_tensor *between = mg_cell_minus(g, count, before);
    mg_shape shape = MG_SHAPE3(c->rows, c->tokens, 1);
    return mg_reshape(g, mg_exp(g, mg_scale(g, between, -MG_RESET)), shape);
}

mg_tensor *mg_cell_delayed(mg_cell *c, mg_tensor *x) {
    mg_graph *g = c->g;
    const mg_config *config = c->b->config;
    int64_t width = x->shape.dims[1], window = config->window;
    int64_t offset = mg_cell_tail_reals(config) + mg_cell_weight_reals(config) +
                     mg_cell_gate_reals(config) + mg_cell_pending_reals(config);
    x = mg_reshape(g, x, MG_SHAPE3(c->rows, c->tokens, width));
    mg_tensor *tail = mg_cell_tail(c, offset, x, window);
    mg_tensor *late = mg_slice(g, mg_concat(g, tail, x, 1), 1, 0, c->tokens);
    late = mg_mul(g, late, mg_broadcast(g, unbroken(c, window), 2, width));
    return mg_reshape(g, late, MG_SHAPE2(c->rows * c->tokens, width));
}
