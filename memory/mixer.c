/* The memory as a mixer: its parameters, its state, and its place beside attention. */
#include <math.h>
#include <stdio.h>

#include "core/nn/stack.h"
#include "memory/cell.h"

/* -- parameters -------------------------------------------------------------------------------- */

typedef struct list {
    mg_param_spec *specs;
    int n;
} list;

static void add(list *l, const char *name, int64_t rows, int64_t cols, mg_param_kind kind,
                mg_param_init init, double value) {
    mg_param_spec *spec = &l->specs[l->n++];
    *spec = (mg_param_spec){
        .rows = rows, .cols = cols, .kind = kind, .init = init, .init_value = value};
    snprintf(spec->name, sizeof spec->name, "memory.%s", name);
}

static void add_matrix(list *l, const char *name, int64_t rows, int64_t cols, double deviation) {
    add(l, name, rows, cols, MG_PARAM_MATRIX, MG_INIT_NORMAL, deviation);
}

static void add_vector(list *l, const char *name, int64_t n, double value) {
    add(l, name, n, 0, MG_PARAM_VECTOR, MG_INIT_CONSTANT, value);
}

/* alpha at initialisation: half of what was written is left after half_life tokens. Without the
 * bias it would be a half, and the memory's half-life one token. */
static double alpha_bias(const mg_memory_config *m) {
    double alpha = 1 - pow(2, -1 / m->half_life);
    return log(alpha / (1 - alpha));
}

static void add_gates(list *l, const mg_config *c) {
    const mg_memory_config *m = &c->memory;
    int64_t gates = 1 + m->momentum + m->decay;
    /* Small: until something is learned the biases decide. */
    add_matrix(l, "gates", gates * m->heads, c->hidden_size, 0.02);
    add_vector(l, "theta_bias", m->heads, 0);
    if (m->momentum) add_vector(l, "eta_bias", m->heads, 0);
    if (m->decay) add_vector(l, "alpha_bias", m->heads, alpha_bias(m));
}

/* Every layer's inputs have length 1 or deviation 1, and so have its outputs. */
static void add_deep(list *l, const mg_memory_config *m) {
    int64_t wide = m->feature_dim, d = m->head_dim;
    for (int64_t i = 0; i < m->depth; i++) {
        char name[16];
        snprintf(name, sizeof name, "init%d", (int)i + 1);
        int64_t in = i == 0 ? d : wide, out = i + 1 == m->depth ? d : wide;
        add_matrix(l, name, m->heads * in, out, i == 0 ? 1 : 1 / sqrt((double)in));
    }
    add_vector(l, "gain", m->heads * d, 1);
    add_vector(l, "shift", m->heads * d, 0);
}

static int params(const mg_config *c, int64_t layer, mg_param_spec *specs) {
    (void)layer;
    const mg_memory_config *m = &c->memory;
    int64_t d = c->hidden_size, width = m->heads * m->head_dim, keys = mg_cell_key_dim(m);
    double std = c->initializer_range;
    list l = {.specs = specs};
    add_matrix(&l, "qkv", 3 * width, d, std);
    if (m->conv_kernel > 1)
        add(&l, "conv", m->conv_kernel, 3 * width, MG_PARAM_VECTOR, MG_INIT_NORMAL, 0.3);
    add_gates(&l, c);
    /* Keys have length 1, so this gives gelu inputs of deviation 1. */
    if (m->kind == MG_MEMORY_FEATURE) add_matrix(&l, "features", width, keys, 1);
    if (m->kind == MG_MEMORY_DEEP)
        add_deep(&l, m);
    else if (m->decay_to == MG_MEMORY_DECAY_TO_INIT)
        add(&l, "init", m->heads * keys, m->head_dim, MG_PARAM_MATRIX, MG_INIT_CONSTANT, 0);
    if (m->gate != MG_MEMORY_GATE_OFF) {
        add(&l, "log_tau", m->heads, 0, MG_PARAM_BUFFER, MG_INIT_CONSTANT, 0);
        add(&l, "tau_seen", m->heads, 0, MG_PARAM_BUFFER, MG_INIT_CONSTANT, 0);
        add(&l, "tau_counts", m->heads, MG_GATE_MARKS, MG_PARAM_BUFFER, MG_INIT_CONSTANT, 0);
    }
    add_vector(&l, "norm", m->head_dim, 1);
    add_matrix(&l, "out_gate", width, d, std);
    add_matrix(&l, "out", d, width, 1 / sqrt((double)width));
    if (m->placement == MG_MEMORY_CONTEXT) add_vector(&l, "context_norm", d, 1);
    if (m->placement == MG_MEMORY_GATE || m->placement == MG_MEMORY_CONTEXT) {
        add_vector(&l, "attention_norm", d, 1);
        add_vector(&l, "memory_norm", d, 1);
    } else {
        add_vector(&l, "scale", d, 1);
    }
    if (m->placement == MG_MEMORY_LAYER) add_vector(&l, "in_norm", d, 1);
    return l.n;
}

/* -- state ------------------------------------------------------------------------------------- */

int64_t mg_cell_weight_reals(const mg_config *config) {
    const mg_memory_config *m = &config->memory;
    int64_t d = m->head_dim, wide = mg_cell_key_dim(m), numbers = wide * d;
    if (m->kind == MG_MEMORY_DEEP) numbers = 2 * d * wide + (m->depth - 2) * wide * wide;
    return (m->momentum ? 2 : 1) * m->heads * numbers;
}

static int64_t state_reals(const mg_config *config, int64_t layer) {
    (void)layer;
    return mg_cell_tail_reals(config) + mg_cell_weight_reals(config) + mg_cell_gate_reals(config) +
           mg_cell_pending_reals(config) + mg_cell_delay_reals(config) +
           mg_cell_context_reals(config);
}

int64_t mg_cell_gate_reals(const mg_config *config) {
    return config->memory.gate == MG_MEMORY_GATE_OFF ? 0 : MG_GATE_STATE * config->memory.heads;
}

/* -- placement --------------------------------------------------------------------------------- */

static mg_status check(const mg_config *config) {
    const mg_memory_config *m = &config->memory;
    if (m->kind == MG_MEMORY_DEEP && m->decayed_residual)
        return mg_fail(MG_ERR_UNSUPPORTED, "memory: a deep memory's gradients are those of the "
                                           "chunk's start; set decayed_residual to false");
    if (m->gate != MG_MEMORY_GATE_OFF && m->decayed_residual)
        return mg_fail(MG_ERR_UNSUPPORTED,
                       "memory: the gate judges a write against the state before its decay; set "
                       "decayed_residual to false, or gate to off");
    if (m->gate == MG_MEMORY_GATE_SOFT && m->idle_decay != 1)
        return mg_fail(MG_ERR_UNSUPPORTED,
                       "memory: with a soft gate no token is idle; set idle_decay to 1");
    return MG_OK;
}

/* x with its rows normed by a parameter of the layer. */
static mg_tensor *normed(mg_build *b, int64_t layer, mg_tensor *x, const char *name) {
    return mg_rms_norm(b->graph, x, mg_layer_param(b, layer, name), b->config->rms_norm_eps);
}

/* W_o (RMS(y) * silu(h W_g)) for what was read, y (BHn, C, d): (N, D) */
static mg_tensor *output(mg_cell *cell, mg_tensor *y, mg_tensor *gate) {
    mg_build *b = cell->b;
    mg_graph *g = b->graph;
    int64_t n = b->rows * b->cols, width = cell->heads * cell->value_dim;
    y = mg_cell_from_chunks(cell, y);
    y = mg_reshape(g, y, MG_SHAPE2(n * cell->heads, cell->value_dim));
    y = mg_reshape(g, normed(b, cell->layer, y, "memory.norm"), MG_SHAPE2(n, width));
    return mg_linear(g, mg_mul(g, y, gate), mg_layer_param(b, cell->layer, "memory.out"));
}

/* Then the graph has failed. */
static bool has_too_many_chunks(const mg_cell *cell) {
    const mg_memory_config *m = cell->config;
    bool paper = mg_has_parts(cell->b->config);
    bool unrolled = m->kind == MG_MEMORY_DEEP || m->gate != MG_MEMORY_GATE_OFF || paper;
    if (!unrolled || cell->chunks <= MG_CELL_CHUNKS) return false;
    mg_graph_fail(cell->g,
                  mg_fail(MG_ERR_UNSUPPORTED,
                          "memory: rows of %lld tokens are more than %d chunks of %lld; "
                          "set chunk to more, or feed shorter rows and carry the memory",
                          (long long)cell->tokens, MG_CELL_CHUNKS, (long long)cell->chunk));
    return true;
}

/* What the memory recalls at each token of h (N, D): after its write and, for memory as context,
 * before it. */
static mg_memory_reads recall(mg_build *b, int64_t layer, mg_tensor *h) {
    mg_cell cell = mg_cell_of(b, layer);
    if (has_too_many_chunks(&cell)) return (mg_memory_reads){&b->graph->poison, NULL};
    mg_memory_tokens tokens = mg_cell_tokens(&cell, h);
    bool deep = b->config->memory.kind == MG_MEMORY_DEEP, pending = mg_cell_is_pending(b);
    if (pending) tokens = mg_cell_join_pending(&cell, &tokens);
    mg_memory_reads y = deep ? mg_cell_deep(&cell, &tokens) : mg_cell_exact(&cell, &tokens);
    if (pending) mg_cell_leave_pending(&cell, &y);
    mg_tensor *gate = mg_linear(b->graph, h, mg_layer_param(b, layer, "memory.out_gate"));
    gate = mg_silu(b->graph, gate);
    y.after = output(&cell, y.after, gate);
    if (y.before) y.before = output(&cell, y.before, gate);
    return y;
}

/* scale * recall(h), the scale one number a feature. */
static mg_tensor *scaled_recall(mg_build *b, int64_t layer, mg_tensor *h) {
    mg_graph *g = b->graph;
    mg_tensor *scale = mg_layer_param(b, layer, "memory.scale");
    scale = mg_reshape(g, scale, MG_SHAPE2(1, b->config->hidden_size));
    scale = mg_broadcast(g, scale, 0, b->rows * b->cols);
    return mg_mul(g, recall(b, layer, h).after, scale);
}

/* x + Attention(h) + scale * recall(h),  h = RMS(x) */
static mg_tensor *build_add(mg_build *b, int64_t layer, mg_tensor *x) {
    mg_graph *g = b->graph;
    mg_tensor *h = normed(b, layer, x, "attn_norm"), *y = scaled_recall(b, layer, h);
    mg_cell_show_output(b, layer, x, y);
    return mg_add(g, mg_add(g, x, mg_layer_attention(b, layer, h, NULL)), y);
}

/* x + RMS(Attention(h)) * silu(RMS(recall(h))): the paper's memory as gate. As context on arrival:
 * attention sees, beside each token, what the memory recalled there before it was written; a token
 * is written on arrival as elsewhere, so that all of a batch is worked on at once. */
static mg_tensor *build_gate(mg_build *b, int64_t layer, mg_tensor *x) {
    mg_graph *g = b->graph;
    mg_tensor *h = normed(b, layer, x, "attn_norm");
    mg_memory_reads memory = recall(b, layer, h);
    mg_tensor *context = memory.before;
    if (context) context = normed(b, layer, context, "memory.context_norm");
    mg_tensor *attention = mg_layer_attention(b, layer, h, context);
    attention = normed(b, layer, attention, "memory.attention_norm");
    mg_tensor *gate = mg_silu(g, normed(b, layer, memory.after, "memory.memory_norm"));
    return mg_add(g, x, mg_mul(g, attention, gate));
}

/* x' = x + scale * recall(RMS(x));  x' + Attention(RMS(x')): memory as a layer of its own. */
static mg_tensor *build_layer(mg_build *b, int64_t layer, mg_tensor *x) {
    mg_graph *g = b->graph;
    mg_tensor *y = scaled_recall(b, layer, normed(b, layer, x, "memory.in_norm"));
    mg_cell_show_output(b, layer, x, y);
    x = mg_add(g, x, y);
    mg_tensor *h = normed(b, layer, x, "attn_norm");
    return mg_add(g, x, mg_layer_attention(b, layer, h, NULL));
}

/* -- memory as context in the paper's order ---------------------------------------------------- */

/* What tokens of a part recall at the weights of before it, normed. */
static mg_tensor *context_of(mg_build *b, int64_t layer, mg_tensor *h) {
    mg_cell cell = mg_cell_of(b, layer);
    mg_tensor *gate = mg_linear(b->graph, h, mg_layer_param(b, layer, "memory.out_gate"));
    mg_tensor *y = mg_cell_recall_before(&cell, h);
    return normed(b, layer, output(&cell, y, mg_silu(b->graph, gate)), "memory.context_norm");
}

/* x + y * silu(RMS(recall(y))),  y = RMS(attention), which is written. */
static mg_tensor *write_attended(mg_build *b, int64_t layer, mg_tensor *x, mg_tensor *attention) {
    mg_graph *g = b->graph;
    mg_tensor *y = normed(b, layer, attention, "memory.attention_norm");
    mg_tensor *memory = normed(b, layer, recall(b, layer, y).after, "memory.memory_norm");
    return mg_add(g, x, mg_mul(g, y, mg_silu(g, memory)));
}

/* Tokens first .. first + cols of each row of x (N, D). */
static mg_tensor *cut_rows(mg_build *b, mg_tensor *x, int64_t first, int64_t cols) {
    int64_t width = x->shape.dims[1];
    x = mg_reshape(b->graph, x, MG_SHAPE3(b->rows, b->cols, width));
    x = mg_slice(b->graph, x, 1, first, cols);
    return mg_reshape(b->graph, x, MG_SHAPE2(b->rows * cols, width));
}

static mg_tensor *build_parts(mg_build *b, int64_t layer, mg_tensor *x, mg_tensor *h) {
    mg_graph *g = b->graph;
    int64_t chunk = b->config->memory.chunk, width = b->config->hidden_size;
    mg_mla_parts attention;
    mg_tensor *all = NULL;
    mg_layer_mla_begin(b, layer, h, &attention);
    for (int64_t i = 0; i * chunk < b->cols; i++) {
        int64_t first = i * chunk, left = b->cols - first, cols = left < chunk ? left : chunk;
        mg_tensor *part = cut_rows(b, x, first, cols), *normed_part = cut_rows(b, h, first, cols);
        mg_view whole = mg_layer_narrow(b, i);
        mg_tensor *context = context_of(b, layer, normed_part);
        mg_tensor *y = mg_layer_mla_part(b, layer, &attention, i, context);
        y = write_attended(b, layer, part, y);
        mg_layer_widen(b, &whole);
        y = mg_reshape(g, y, MG_SHAPE3(b->rows, cols, width));
        all = all ? mg_concat(g, all, y, 1) : y;
    }
    return mg_reshape(g, all, x->shape);
}

static mg_tensor *build_paper(mg_build *b, int64_t layer, mg_tensor *x) {
    mg_cell cell = mg_cell_of(b, layer);
    if (has_too_many_chunks(&cell)) return &b->graph->poison;
    mg_tensor *h = normed(b, layer, x, "attn_norm");
    if (!b->slots) return build_parts(b, layer, x, h);
    mg_tensor *context = context_of(b, layer, h);
    return write_attended(b, layer, x, mg_layer_attention(b, layer, h, context));
}

static mg_tensor *build(mg_build *b, int64_t layer, mg_tensor *x) {
    if (mg_has_parts(b->config)) return build_paper(b, layer, x);
    switch (b->config->memory.placement) {
    case MG_MEMORY_GATE:
    case MG_MEMORY_CONTEXT:
        return build_gate(b, layer, x);
    case MG_MEMORY_LAYER:
        return build_layer(b, layer, x);
    case MG_MEMORY_ADD:
        break;
    }
    return build_add(b, layer, x);
}

const mg_mixer mg_memory_mixer = {
    .check = check,
    .params = params,
    .state_reals = state_reals,
    .build = build,
};
