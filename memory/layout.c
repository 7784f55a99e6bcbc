/* Between tokens in rows and chunks of heads. */
#include "memory/cell.h"

int64_t mg_cell_key_dim(const mg_memory_config *config) {
    return config->kind == MG_MEMORY_LINEAR ? config->head_dim : config->feature_dim;
}

mg_cell mg_cell_of(mg_build *b, int64_t layer) {
    const mg_memory_config *m = &b->config->memory;
    int64_t chunk = m->chunk < b->cols ? m->chunk : b->cols;
    mg_tensor *one = mg_fill(b->graph, b->continues->shape, 1);
    mg_tensor *starts = mg_cell_minus(b->graph, one, b->continues);
    return (mg_cell){.b = b,
                     .g = b->graph,
                     .config = m,
                     .layer = layer,
                     .rows = b->rows,
                     .tokens = b->cols,
                     .heads = m->heads,
                     .chunk = chunk,
                     .chunks = (b->cols + chunk - 1) / chunk,
                     .groups = b->rows * m->heads,
                     .key_dim = mg_cell_key_dim(m),
                     .value_dim = m->head_dim,
                     .present = mg_reshape(b->graph, b->present, MG_SHAPE2(b->rows, b->cols)),
                     .starts = mg_reshape(b->graph, starts, MG_SHAPE2(b->rows, b->cols))};
}

mg_cell mg_cell_of_chunk(const mg_cell *c, int64_t i) {
    mg_cell one = *c;
    one.tokens = i + 1 < c->chunks ? c->chunk : c->tokens - i * c->chunk;
    one.chunks = 1;
    return one;
}

mg_tensor *mg_cell_to_chunks(const mg_cell *c, mg_tensor *x) {
    mg_graph *g = c->g;
    int64_t width = mg_tensor_elements(x) / (c->rows * c->tokens * c->heads);
    int64_t filled = c->chunk * c->chunks;
    x = mg_reshape(g, x, MG_SHAPE4(c->rows, c->tokens, c->heads, width));
    if (filled > c->tokens) x = mg_pad(g, x, 1, 0, filled - c->tokens);
    if (c->heads > 1) x = mg_transpose(g, x, 1, 2);
    return mg_reshape(g, x, MG_SHAPE3(c->groups * c->chunks, c->chunk, width));
}

mg_tensor *mg_cell_from_chunks(const mg_cell *c, mg_tensor *x) {
    mg_graph *g = c->g;
    int64_t width = x->shape.dims[2], filled = c->chunk * c->chunks;
    x = mg_reshape(g, x, MG_SHAPE4(c->rows, c->heads, filled, width));
    if (c->heads > 1) x = mg_transpose(g, x, 1, 2);
    x = mg_reshape(g, x, MG_SHAPE4(c->rows, filled, c->heads, width));
    if (filled > c->tokens) x = mg_slice(g, x, 1, 0, c->tokens);
    return mg_reshape(g, x, MG_SHAPE2(c->rows * c->tokens, c->heads * width));
}

void mg_cell_probe(const mg_cell *c, const char *name, mg_tensor *x) {
    if (!c->b->probing) return;
    x = mg_reshape(c->g, x, MG_SHAPE3(c->groups * c->chunks, c->chunk, 1));
    mg_layer_probe_tokens(c->b, c->layer, name, mg_cell_from_chunks(c, x));
}

mg_tensor *mg_cell_squares(mg_graph *g, mg_tensor *x) {
    const int64_t *dims = x->shape.dims;
    return mg_reshape(g, mg_sum(g, mg_mul(g, x, x), 2), MG_SHAPE2(dims[0], dims[1]));
}

mg_tensor *mg_cell_last(const mg_cell *c, mg_tensor *x) {
    mg_graph *g = c->g;
    int64_t width = x->shape.dims[2], end = c->tokens - (c->chunks - 1) * c->chunk - 1;
    mg_tensor *last = mg_slice(g, x, 1, c->chunk - 1, 1);
    if (end == c->chunk - 1) return last;
    mg_shape by_chunk = MG_SHAPE3(c->groups, c->chunks, width);
    mg_tensor *at_end = mg_reshape(g, mg_slice(g, x, 1, end, 1), by_chunk);
    at_end = mg_slice(g, at_end, 1, c->chunks - 1, 1);
    if (c->chunks == 1) return mg_reshape(g, at_end, MG_SHAPE3(c->groups, 1, width));
    last = mg_slice(g, mg_reshape(g, last, by_chunk), 1, 0, c->chunks - 1);
    last = mg_concat(g, last, at_end, 1);
    return mg_reshape(g, last, MG_SHAPE3(c->groups * c->chunks, 1, width));
}

/* By halves: the gradient of a slice is as large as what it was cut from, so cutting n chunks from
 * the whole would cost n passes over it, and halves cost log n. */
static void split(const mg_cell *c, mg_tensor *x, int64_t n, mg_tensor **parts) {
    mg_graph *g = c->g;
    const int64_t *dims = x->shape.dims;
    if (n == 1) {
        parts[0] = mg_reshape(g, x, MG_SHAPE3(dims[0], dims[2], dims[3]));
        return;
    }
    split(c, mg_slice(g, x, 1, 0, n / 2), n / 2, parts);
    split(c, mg_slice(g, x, 1, n / 2, n - n / 2), n - n / 2, parts + n / 2);
}

void mg_cell_split(const mg_cell *c, mg_tensor *x, mg_tensor **parts) {
    const int64_t *dims = x->shape.dims;
    mg_shape by_chunk = MG_SHAPE4(c->groups, c->chunks, dims[1], dims[2]);
    split(c, mg_reshape(c->g, x, by_chunk), c->chunks, parts);
}

static mg_tensor *join(const mg_cell *c, mg_tensor **parts, int64_t n) {
    const int64_t *dims = parts[0]->shape.dims;
    if (n == 1) return mg_reshape(c->g, parts[0], MG_SHAPE4(dims[0], 1, dims[1], dims[2]));
    mg_tensor *half = join(c, parts, n / 2);
    return mg_concat(c->g, half, join(c, parts + n / 2, n - n / 2), 1);
}

mg_tensor *mg_cell_join(const mg_cell *c, mg_tensor **parts) {
    const int64_t *dims = parts[0]->shape.dims;
    mg_shape all = MG_SHAPE3(c->groups * c->chunks, dims[1], dims[2]);
    return mg_reshape(c->g, join(c, parts, c->chunks), all);
}

mg_tensor *mg_cell_scale_rows(mg_graph *g, mg_tensor *x, mg_tensor *y) {
    return mg_row_mix(g, x, y);
}

mg_tensor *mg_cell_scale_columns(mg_graph *g, mg_tensor *x, mg_tensor *y) {
    return mg_mul(g, x, mg_broadcast(g, y, 1, x->shape.dims[1]));
}

mg_tensor *mg_cell_minus(mg_graph *g, mg_tensor *a, mg_tensor *b) {
    return mg_add(g, a, mg_scale(g, b, -1));
}
