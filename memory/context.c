/* Memory as context as the paper has it, chunk by chunk (S its tokens):
 *
 *     h   = M_{t-1}(S W_Q)                          what S recalls, at the weights of before it
 *     y   = Attention([persistent | h | S])
 *     M_t = the memory when y is written
 *     o   = y (x) M_t(y)
 *
 * A token's h is a key for the tokens from it on, while the window shows it. Here is h: the weights
 * that a chunk starts with stand still while its tokens are written. Over whole rows they are the
 * state between two parts (mg_layer_narrow); in decoding, token by token, a copy is kept. */
#include "memory/cell.h"

#define MAX_DEPTH 4

typedef struct anchors {
    mg_tensor *written[MAX_DEPTH]; /* (BH, in, out) */
    mg_tensor *carried;            /* (BH, C, 1) */
} anchors;

static int64_t layers_of(const mg_memory_config *m) {
    return m->kind == MG_MEMORY_DEEP ? m->depth : 1;
}

/* Rows and columns of a layer of the memory's weights. */
static void shape_of(const mg_memory_config *m, int64_t layer, int64_t *in, int64_t *out) {
    bool deep = m->kind == MG_MEMORY_DEEP;
    *in = deep && layer == 0 ? m->head_dim : mg_cell_key_dim(m);
    *out = layer + 1 == layers_of(m) ? m->head_dim : m->feature_dim;
}

static int64_t tail_reals(const mg_memory_config *m) {
    return (m->conv_kernel - 1) * m->heads * m->head_dim;
}

/* Inputs of the convolution on queries; decoding: the place in the chunk and its first weights. */
int64_t mg_cell_context_reals(const mg_config *config) {
    const mg_memory_config *m = &config->memory;
    if (m->placement != MG_MEMORY_CONTEXT || mg_cell_reads_before(m)) return 0;
    return tail_reals(m) + m->chunk + mg_cell_weight_reals(config) / (m->momentum ? 2 : 1);
}

static int64_t offset_of(const mg_config *config) {
    return mg_cell_tail_reals(config) + mg_cell_weight_reals(config) + mg_cell_gate_reals(config) +
           mg_cell_pending_reals(config) + mg_cell_delay_reals(config);
}

/* What is written now, without momentum. */
static anchors weights_now(mg_cell *c) {
    mg_graph *g = c->g;
    int64_t parts = c->config->momentum ? 2 : 1, in, out;
    int64_t offset = mg_cell_tail_reals(c->b->config);
    anchors a = {{NULL}, NULL};
    for (int64_t l = 0; l < layers_of(c->config); l++, offset += c->heads * parts * in * out) {
        shape_of(c->config, l, &in, &out);
        mg_shape shape = MG_SHAPE4(c->rows, c->heads, in, parts * out); /* momentum beside them */
        mg_tensor *state = mg_layer_state(c->b, c->layer, offset, shape);
        state = mg_reshape(g, state, MG_SHAPE3(c->groups, in, parts * out));
        a.written[l] = parts == 1 ? state : mg_slice(g, state, 2, 0, out);
    }
    return a;
}

/* x where `first` (BH, 1, 1) is 1, else y. */
static mg_tensor *choose(mg_graph *g, mg_tensor *first, mg_tensor *x, mg_tensor *y) {
    mg_tensor *is = mg_broadcast(g, first, 1, x->shape.dims[1]);
    mg_tensor *is_not = mg_cell_minus(g, mg_fill(g, is->shape, 1), is);
    return mg_add(g, mg_cell_scale_rows(g, x, is), mg_cell_scale_rows(g, y, is_not));
}

/* Decoding: as they were when the token at hand was the first of its chunk. */
static anchors kept_weights(mg_cell *c) {
    mg_graph *g = c->g;
    int64_t chunk = c->config->chunk, in, out;
    int64_t offset = offset_of(c->b->config) + tail_reals(c->config);
    anchors now = weights_now(c);
    mg_tensor *place = mg_layer_state(c->b, c->layer, offset, MG_SHAPE2(c->rows, chunk));
    mg_tensor *next = mg_cell_next_place(c, place);
    mg_tensor *first = mg_cell_for_groups(c, mg_slice(g, next, 1, 0, 1));
    mg_tensor *goes_on = mg_reshape(g, c->b->continues, MG_SHAPE2(c->rows, 1));
    goes_on = mg_cell_for_groups(c, goes_on);
    mg_layer_state_write(c->b, place, next);
    offset += chunk;
    for (int64_t l = 0; l < layers_of(c->config); l++, offset += c->heads * in * out) {
        shape_of(c->config, l, &in, &out);
        mg_shape shape = MG_SHAPE4(c->rows, c->heads, in, out);
        mg_tensor *kept = mg_layer_state(c->b, c->layer, offset, shape);
        mg_tensor *fresh = mg_cell_scale_rows(g, now.written[l], mg_broadcast(g, goes_on, 1, in));
        now.written[l] =
            choose(g, first, fresh, mg_reshape(g, kept, MG_SHAPE3(c->groups, in, out)));
        mg_layer_state_write(c->b, kept, mg_reshape(g, now.written[l], shape));
    }
    now.carried = mg_fill(g, MG_SHAPE3(c->groups, 1, 1), 1);
    return now;
}

/* Of a part: its beginning is where they stand; behind the start of a segment there are none. */
static anchors weights_of_part(mg_cell *c) {
    mg_graph *g = c->g;
    anchors a = weights_now(c);
    mg_tensor *starts = mg_cumsum(g, c->starts, 1, false);
    a.carried = mg_cell_for_groups(c, mg_exp(g, mg_scale(g, starts, -MG_RESET)));
    return a;
}

mg_tensor *mg_cell_recall_before(mg_cell *c, mg_tensor *x) {
    anchors a = c->b->slots ? kept_weights(c) : weights_of_part(c);
    mg_tensor *q = mg_cell_queries(c, x, offset_of(c->b->config));
    return c->config->kind == MG_MEMORY_DEEP ? mg_cell_deep_at(c, q, a.written, a.carried)
                                             : mg_cell_exact_at(c, q, a.written[0], a.carried);
}
