/* A case of helper_recurrence.h as nodes of a graph. */
#include <assert.h>
#include <math.h>
#include <stdio.h>

#include "core/base/alloc.h"
#include "core/graph/program.h"
#include "core/nn/stack.h"
#include "tests/helper_recurrence.h"
#include "tests/helper_small.h"

enum { LAYER = 1, MAX_BUFFERS = 16 };

/* The log of a rate of 0. */
#define LOG_OF_NOTHING (-80.0)

/* Tokens first .. first + tokens of each row. */
typedef struct bench {
    recurrence_case *c;
    mg_model *model;
    int64_t first, tokens;
    mg_inputs inputs;
    mg_state *state;
    mg_buffer *buffers[MAX_BUFFERS], *y, *y_before;
    int n;
    mg_build b;
    mg_cell cell;
} bench;

static double *reals(int64_t n) {
    double *x = mg_calloc((size_t)n, sizeof *x);
    if (!x) small_must(MG_ERR_MEMORY);
    return x;
}

static mg_buffer *new_buffer(const mg_model *model, int64_t n) {
    mg_buffer *buffer;
    size_t bytes = (size_t)n * model->device->real_bytes;
    small_must(mg_buffer_create(model->device, bytes, "a test", &buffer));
    return buffer;
}

/* Numbers (B, T, width) of the tokens at hand, out of `values` or into them. */
static void cut(const bench *t, double *values, int64_t width, double *part, bool back) {
    for (int64_t i = 0; i < t->c->rows * t->tokens * width; i++) {
        int64_t row = i / (t->tokens * width), rest = i % (t->tokens * width);
        double *at = &values[(row * t->c->tokens + t->first) * width + rest];
        *(back ? at : &part[i]) = back ? part[i] : *at;
    }
}

/* values (B, T, H, width) in chunks */
static mg_tensor *chunked(bench *t, double *values, int64_t width) {
    int64_t per_token = t->c->heads * width, n = t->c->rows * t->tokens;
    double *part = reals(n * per_token);
    mg_buffer *buffer = t->buffers[t->n++] = new_buffer(t->model, n * per_token);
    cut(t, values, per_token, part, false);
    small_must(mg_buffer_write_f64(buffer, 0, part, n * per_token));
    mg_free(part);
    mg_shape shape = MG_SHAPE2(n, per_token);
    return mg_cell_to_chunks(&t->cell, mg_graph_bind(t->b.graph, "x", MG_F32, shape, buffer, 0));
}

static mg_tensor *rates(bench *t, double *values) {
    mg_shape shape = MG_SHAPE2(t->cell.groups * t->cell.chunks, t->cell.chunk);
    return mg_reshape(t->b.graph, chunked(t, values, 1), shape);
}

/* log(offset + factor * values) */
static mg_tensor *log_rates(bench *t, const double *values, double offset, double factor) {
    int64_t n = t->c->rows * t->c->tokens * t->c->heads;
    double *logs = reals(n);
    for (int64_t i = 0; i < n; i++)
        logs[i] = fmax(log(offset + factor * values[i]), LOG_OF_NOTHING);
    mg_tensor *x = rates(t, logs);
    mg_free(logs);
    return x;
}

static mg_tensor *ones(bench *t) {
    mg_graph *g = t->b.graph;
    mg_shape shape = MG_SHAPE2(t->cell.groups * t->cell.chunks, t->cell.chunk);
    mg_tensor *x = mg_fill(g, MG_SHAPE2(t->c->rows * t->tokens, t->c->heads), 1);
    return mg_reshape(g, mg_cell_to_chunks(&t->cell, x), shape);
}

static mg_memory_tokens tokens(bench *t) {
    const recurrence_case *c = t->c;
    const mg_memory_config *m = &t->model->config.memory;
    mg_graph *g = t->b.graph;
    mg_shape shape = MG_SHAPE2(t->cell.groups * t->cell.chunks, t->cell.chunk);
    mg_tensor *starts = mg_reshape(g, t->cell.starts, MG_SHAPE2(c->rows * t->tokens, 1));
    starts = mg_cell_to_chunks(&t->cell, mg_broadcast(g, starts, 1, c->heads));
    return (mg_memory_tokens){
        .q = chunked(t, c->q, c->keys),
        .k = chunked(t, c->k, c->keys),
        .v = chunked(t, c->v, c->values),
        .theta = rates(t, c->theta),
        .log_eta = m->momentum ? log_rates(t, c->eta, 0, 1) : NULL,
        .log_keep = m->decay ? log_rates(t, c->alpha, 1, -1) : NULL,
        .log_keep_idle = m->decay ? log_rates(t, c->alpha, 1, -c->idle) : NULL,
        .starts = mg_reshape(g, starts, shape),
        .present = ones(t),
    };
}

/* -- parameters and state ---------------------------------------------------------------------- */

static void write_parameter(mg_model *model, const char *name, const double *values) {
    char full[64];
    snprintf(full, sizeof full, "layers.%d.memory.%s", LAYER, name);
    const mg_param_entry *p = mg_param_find(&model->table, full);
    if (p) small_must(mg_buffer_write_f64(model->params, p->arena_offset, values, p->elements));
}

static void layer_shape(const recurrence_case *c, int64_t layer, int64_t *in, int64_t *out) {
    *in = layer == 0 ? c->keys : c->hidden;
    *out = layer + 1 == c->depth ? c->values : c->hidden;
}

/* Layer after layer, each as (H in, out). */
static void write_init(const recurrence_case *c, mg_model *model) {
    int64_t first = 0, in, out;
    for (int64_t l = 0; l < c->depth; l++) {
        layer_shape(c, l, &in, &out);
        double *values = reals(c->heads * in * out);
        for (int64_t i = 0; i < c->heads * in * out; i++) {
            int64_t head = i / (in * out), rest = i % (in * out);
            values[i] = c->init[head * c->size + first + rest];
        }
        char name[16] = "init";
        if (c->kind == MG_MEMORY_DEEP) snprintf(name, sizeof name, "init%d", (int)l + 1);
        write_parameter(model, name, values);
        mg_free(values);
        first += in * out;
    }
    write_parameter(model, "gain", c->gain);
    write_parameter(model, "shift", c->shift);
    write_parameter(model, "log_tau", c->log_tau);
}

/* Behind the convolution's tail, layer after layer, each as (B, H, in, parts, out). */
static void exchange_state(const recurrence_case *c, const mg_model *model, mg_state *state,
                           bool write) {
    int64_t offsets[MG_MAX_LAYERS], first = 0, in, out,
                                    parts = model->config.memory.momentum ? 2 : 1;
    mg_state_reals(&model->config, c->rows, offsets);
    int64_t at = offsets[LAYER] + c->rows * mg_cell_tail_reals(&model->config);
    for (int64_t l = 0; l < c->depth; l++) {
        layer_shape(c, l, &in, &out);
        for (int64_t i = 0; i < c->rows * c->heads * in * parts; i++, at += out) {
            int64_t row = i / parts, own = row / in * c->size + first + row % in * out;
            double *values = (i % parts ? c->momentum : c->weights) + own;
            small_must(write ? mg_buffer_write_f64(state->buffer, at, values, out)
                             : mg_buffer_read_f64(state->buffer, at, values, out));
        }
        first += in * out;
    }
}

/* -- a run ------------------------------------------------------------------------------------- */

static void build(bench *t) {
    mg_graph *g = t->b.graph;
    t->cell = mg_cell_of(&t->b, LAYER);
    mg_memory_tokens in = tokens(t);
    bool deep = t->c->kind == MG_MEMORY_DEEP;
    mg_memory_reads reads = deep ? mg_cell_deep(&t->cell, &in) : mg_cell_exact(&t->cell, &in);
    assert((reads.before != NULL) == t->c->reads_before);
    mg_graph_output(g, mg_scale(g, mg_cell_from_chunks(&t->cell, reads.after), 1), t->y, 0);
    if (reads.before) {
        mg_tensor *before = mg_cell_from_chunks(&t->cell, reads.before);
        mg_graph_output(g, mg_scale(g, before, 1), t->y_before, 0);
    }
    mg_build_commit(&t->b);
}

static void execute(bench *t) {
    mg_graph *g;
    mg_program *program;
    double *continues = reals(t->c->rows * t->tokens);
    small_must(mg_graph_create(&g));
    small_must(mg_build_begin(&t->b, g, t->model, &t->inputs, t->state, NULL));
    build(t);
    mg_build_end(&t->b);
    cut(t, t->c->continues, 1, continues, false);
    small_must(mg_buffer_write_f64(t->inputs.continues, 0, continues, t->c->rows * t->tokens));
    small_must(mg_program_create(t->model->device, g, &program));
    small_must(mg_program_run(program));
    mg_program_free(program);
    mg_graph_free(g);
    mg_free(continues);
}

static void fetch(const bench *t, mg_buffer *buffer, double *values) {
    int64_t width = t->c->heads * t->c->values, n = t->c->rows * t->tokens * width;
    double *part = reals(n);
    small_must(mg_buffer_read_f64(buffer, 0, part, n));
    cut(t, values, width, part, true);
    mg_free(part);
}

static void run_part(recurrence_case *c, mg_model *model, mg_state *state, int64_t first,
                     int64_t end) {
    bench t = {.c = c, .model = model, .first = first, .tokens = end - first, .state = state};
    int64_t n = c->rows * t.tokens * c->heads * c->values;
    small_must(mg_inputs_create(model, c->rows, t.tokens, &t.inputs));
    t.y = new_buffer(model, n);
    t.y_before = new_buffer(model, n);
    execute(&t);
    fetch(&t, t.y, c->y);
    if (c->reads_before) fetch(&t, t.y_before, c->y_before);
    for (int i = 0; i < t.n; i++) mg_buffer_free(t.buffers[i]);
    mg_buffer_free(t.y);
    mg_buffer_free(t.y_before);
    mg_inputs_free(&t.inputs);
}

void recurrence_run_graph(recurrence_case *c, mg_model *model, int64_t border) {
    mg_state state;
    small_must(mg_state_create(model, c->rows, &state));
    write_init(c, model);
    exchange_state(c, model, &state, true);
    if (border > 0) run_part(c, model, &state, 0, border);
    run_part(c, model, &state, border, c->tokens);
    exchange_state(c, model, &state, false);
    mg_state_free(&state);
}

/* -- recall before a part ---------------------------------------------------------------------- */

/* (BH, C, w) to rows, then to a buffer. */
static void show(bench *t, mg_tensor *x, mg_buffer *to) {
    mg_graph *g = t->b.graph;
    mg_graph_output(g, mg_scale(g, mg_cell_from_chunks(&t->cell, x), 1), to, 0);
}

void recurrence_recall_graph(recurrence_case *c, mg_model *model) {
    mg_state state;
    mg_graph *g;
    mg_program *program;
    int64_t hidden = model->config.hidden_size, n = c->rows * c->tokens;
    bench t = {.c = c, .model = model, .tokens = c->tokens, .state = &state};
    double *x = reals(n * hidden);
    for (int64_t i = 0; i < n * hidden; i++) x[i] = sin((double)(i * i));
    small_must(mg_state_create(model, c->rows, &state));
    small_must(mg_inputs_create(model, c->rows, c->tokens, &t.inputs));
    write_init(c, model);
    exchange_state(c, model, &state, true);
    mg_buffer *in = new_buffer(model, n * hidden), *q = new_buffer(model, n * c->heads * c->keys);
    t.y = new_buffer(model, n * c->heads * c->values);
    small_must(mg_buffer_write_f64(in, 0, x, n * hidden));
    small_must(mg_graph_create(&g));
    small_must(mg_build_begin(&t.b, g, model, &t.inputs, &state, NULL));
    t.cell = mg_cell_of(&t.b, LAYER);
    mg_tensor *bound = mg_graph_bind(g, "x", MG_F32, MG_SHAPE2(n, hidden), in, 0);
    show(&t, mg_cell_queries(&t.cell, bound, 0), q);
    show(&t, mg_cell_recall_before(&t.cell, bound), t.y);
    mg_build_end(&t.b);
    small_must(mg_buffer_write_f64(t.inputs.continues, 0, c->continues, n));
    small_must(mg_program_create(model->device, g, &program));
    small_must(mg_program_run(program));
    fetch(&t, t.y, c->y);
    small_must(mg_buffer_read_f64(q, 0, c->q, n * c->heads * c->keys));
    mg_program_free(program);
    mg_graph_free(g);
    mg_buffer *buffers[] = {in, q, t.y};
    for (int i = 0; i < 3; i++) mg_buffer_free(buffers[i]);
    mg_inputs_free(&t.inputs);
    mg_state_free(&state);
    mg_free(x);
}
