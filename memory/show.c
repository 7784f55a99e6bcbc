/* What a memory shows of itself to a forward pass that is looked at (memory/memory.h). None of it
 * is built in any other. */
#include "memory/cell.h"

/* Sums of squares of x (BH, a, d) by group, as (B, H). */
static mg_tensor *by_group(mg_cell *c, mg_tensor *x) {
    mg_tensor *sums = mg_sum(c->g, mg_cell_squares(c->g, x), 1);
    return mg_reshape(c->g, sums, MG_SHAPE2(c->rows, c->heads));
}

static mg_tensor *plus(mg_graph *g, mg_tensor *sum, mg_tensor *x) {
    return sum ? mg_add(g, sum, x) : x;
}

void mg_cell_show_state(mg_cell *c, int64_t layers, mg_tensor *const *before,
                        mg_tensor *const *after) {
    if (!c->b->probing) return;
    mg_graph *g = c->g;
    bool has_momentum = c->config->momentum;
    mg_tensor *weights = NULL, *change = NULL, *momentum = NULL;
    for (int64_t l = 0; l < layers; l++) {
        int64_t d = after[l]->shape.dims[2] / (has_momentum ? 2 : 1);
        mg_tensor *w = mg_slice(g, after[l], 2, 0, d), *then = mg_slice(g, before[l], 2, 0, d);
        weights = plus(g, weights, by_group(c, w));
        change = plus(g, change, by_group(c, mg_cell_minus(g, w, then)));
        if (has_momentum) momentum = plus(g, momentum, by_group(c, mg_slice(g, after[l], 2, d, d)));
    }
    mg_layer_probe(c->b, c->layer, "weights2", weights);
    mg_layer_probe(c->b, c->layer, "change2", change);
    if (momentum) mg_layer_probe(c->b, c->layer, "momentum2", momentum);
}

void mg_cell_show_pairs(mg_cell *c, mg_tensor *v, mg_tensor *residuals, mg_tensor *read_after) {
    if (!c->b->probing) return;
    mg_graph *g = c->g;
    mg_tensor *after = mg_cell_minus(g, read_after, v);
    mg_cell_probe(c, "value2", mg_cell_squares(g, v));
    mg_cell_probe(c, "recalled2", mg_cell_squares(g, mg_add(g, residuals, v)));
    mg_cell_probe(c, "residual2", mg_cell_squares(g, residuals));
    mg_cell_probe(c, "after2", mg_cell_squares(g, after));
}

void mg_cell_show_moment(mg_cell *c, const mg_memory_tokens *t) {
    if (!c->b->probing) return;
    mg_graph *g = c->g;
    int64_t numbers = t->k->shape.dims[2] * c->value_dim;
    mg_tensor *present = mg_reshape(g, t->present, MG_SHAPE3(c->groups * c->chunks, c->chunk, 1));
    mg_tensor *sums = mg_matmul(g, mg_cell_scale_rows(g, t->k, present), t->v, true, false);
    sums = mg_sum(g, mg_reshape(g, sums, MG_SHAPE3(c->groups, c->chunks, numbers)), 1);
    sums = mg_sum(g, mg_reshape(g, sums, MG_SHAPE3(c->rows, c->heads, numbers)), 0);
    mg_layer_probe(c->b, c->layer, "moment", mg_reshape(g, sums, MG_SHAPE2(c->heads, numbers)));
}

/* x (N, D): the squares of its rows, (N). */
static void show_rows(mg_build *b, int64_t layer, const char *name, mg_tensor *x) {
    mg_layer_probe(b, layer, name, mg_sum(b->graph, mg_mul(b->graph, x, x), 1));
}

void mg_cell_show_output(mg_build *b, int64_t layer, mg_tensor *stream, mg_tensor *added) {
    if (!b->probing) return;
    show_rows(b, layer, "stream2", stream);
    show_rows(b, layer, "out2", added);
}
