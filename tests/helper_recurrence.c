#include "tests/helper_recurrence.h"

#include <math.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/philox.h"
#include "core/graph/program.h"
#include "core/nn/stack.h"
#include "tests/helper_small.h"

static double *reals(int64_t n) {
    double *x = mg_calloc((size_t)n, sizeof *x);
    if (!x) small_must(MG_ERR_MEMORY);
    return x;
}

static double *drawn(int64_t n, uint64_t seed, uint32_t stream, double low, double high) {
    double *x = reals(n);
    for (int64_t i = 0; i < n; i++) {
        mg_rng rng = mg_rng_at(seed, (uint64_t)i, stream);
        x[i] = low + (high - low) * mg_rng_unit(&rng);
    }
    return x;
}

static void to_length_one(double *x, int64_t rows, int64_t width) {
    for (int64_t r = 0; r < rows; r++, x += width) {
        double sum = 0;
        for (int64_t i = 0; i < width; i++) sum += x[i] * x[i];
        for (int64_t i = 0; i < width; i++) x[i] /= sqrt(sum);
    }
}

recurrence_case recurrence_draw(const mg_config *config, int64_t rows, int64_t tokens,
                                uint64_t seed) {
    const mg_memory_config *m = &config->memory;
    int64_t h = m->heads, d = m->head_dim, n = rows * tokens * h;
    int64_t keys = m->kind == MG_MEMORY_DEEP ? d : mg_cell_key_dim(m);
    int64_t weights = rows * h * keys * d;
    recurrence_case c = {.rows = rows,
                         .tokens = tokens,
                         .heads = h,
                         .keys = keys,
                         .values = d,
                         .decayed_residual = m->decayed_residual,
                         .q = drawn(n * keys, seed, 1, -1, 1),
                         .k = drawn(n * keys, seed, 2, -1, 1),
                         .v = drawn(n * d, seed, 3, -1, 1),
                         .theta = drawn(n, seed, 4, 0, 1),
                         .eta = m->momentum ? drawn(n, seed, 5, 0, 1) : reals(n),
                         .alpha = m->decay ? drawn(n, seed, 6, 0, 0.5) : reals(n),
                         .continues = reals(rows * tokens),
                         .init = m->decay_to == MG_MEMORY_DECAY_TO_INIT
                                     ? drawn(h * keys * d, seed, 7, -1, 1)
                                     : reals(h * keys * d),
                         .weights = drawn(weights, seed, 8, -1, 1),
                         .momentum = m->momentum ? drawn(weights, seed, 9, -1, 1) : reals(weights),
                         .gate = m->gate,
                         .hold = m->surprise_decay,
                         .idle = m->idle_decay,
                         .temperature = m->gate_temperature,
                         .log_tau = drawn(h, seed, 10, 0.2, 0.6),
                         .y = reals(n * d),
                         .write = reals(n)};
    to_length_one(c.q, n, keys);
    to_length_one(c.k, n, keys);
    for (int64_t i = 0; i < rows * tokens; i++) c.continues[i] = 1;
    c.continues[0] = 0;
    if (tokens > 4) c.continues[tokens / 2 + 1] = 0;
    return c;
}

void recurrence_free(recurrence_case *c) {
    double *all[] = {c->q,    c->k,       c->v,        c->theta,   c->eta, c->alpha, c->continues,
                     c->init, c->weights, c->momentum, c->log_tau, c->y,   c->write};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) mg_free(all[i]);
    memset(c, 0, sizeof *c);
}

/* k (init + W) - v for token i of a head. */
static void residual_of(const recurrence_case *c, int64_t i, const double *init,
                        const double *weights, double *residual) {
    int64_t m = c->keys, d = c->values;
    double left = c->decayed_residual ? 1 - c->alpha[i] : 1;
    for (int64_t col = 0; col < d; col++) {
        residual[col] = -c->v[i * d + col];
        for (int64_t row = 0; row < m; row++) {
            double w = init[row * d + col] + left * weights[row * d + col];
            residual[col] += c->k[i * m + row] * w;
        }
    }
}

double recurrence_gate(const recurrence_case *c, int64_t head, double log_surprise, double *held) {
    if (c->gate == MG_MEMORY_GATE_OFF) return 1;
    *held = fmax(log_surprise, *held + log(c->hold));
    double excess = *held - c->log_tau[head];
    if (c->gate == MG_MEMORY_GATE_HARD) return excess >= 0 ? 1 : 0;
    return 1 / (1 + exp(-excess / c->temperature));
}

/* Of a residual, for a key of length 1. */
static double log_surprise(const recurrence_case *c, const double *residual) {
    double sum = 0;
    for (int64_t col = 0; col < c->values; col++) sum += residual[col] * residual[col];
    return 0.5 * log(sum);
}

/* One token of one head: i is its index among (B, T, H). */
static void step(recurrence_case *c, int64_t i, int64_t head, double *weights, double *momentum,
                 double *held) {
    int64_t m = c->keys, d = c->values;
    const double *k = c->k + i * m, *q = c->q + i * m, *init = c->init + head * m * d;
    double residual[64];
    residual_of(c, i, init, weights, residual);
    double write = c->write[i] = recurrence_gate(c, head, log_surprise(c, residual), held);
    double keep = 1 - c->alpha[i] * (c->idle + (1 - c->idle) * write);
    for (int64_t col = 0; col < d; col++) {
        double y = 0;
        for (int64_t row = 0; row < m; row++) {
            double *s = &momentum[row * d + col], *w = &weights[row * d + col];
            *s = c->eta[i] * *s - write * c->theta[i] * k[row] * residual[col];
            *w = keep * *w + *s;
            y += q[row] * (init[row * d + col] + *w);
        }
        c->y[i * d + col] = y;
    }
}

void recurrence_run(recurrence_case *c) {
    size_t size = (size_t)(c->keys * c->values);
    for (int64_t b = 0; b < c->rows; b++) {
        for (int64_t h = 0; h < c->heads; h++) {
            double *weights = c->weights + (size_t)(b * c->heads + h) * size;
            double *momentum = c->momentum + (size_t)(b * c->heads + h) * size;
            double held = 0; /* as in a state of zeros */
            for (int64_t t = 0; t < c->tokens; t++) {
                if (c->continues[b * c->tokens + t] == 0) {
                    memset(weights, 0, size * sizeof *weights);
                    memset(momentum, 0, size * sizeof *momentum);
                    held = -INFINITY;
                }
                step(c, (b * c->tokens + t) * c->heads + h, h, weights, momentum, &held);
            }
        }
    }
}

/* -- the same as a graph ----------------------------------------------------------------------- */

enum { MAX_BUFFERS = 12 };
typedef struct bench {
    const recurrence_case *c;
    mg_model *model;
    mg_inputs inputs;
    mg_state state;
    mg_buffer *buffers[MAX_BUFFERS], *y;
    int n;
    mg_build b;
    mg_cell cell;
} bench;

static mg_buffer *upload(bench *t, const double *values, int64_t n) {
    mg_device *device = t->model->device;
    mg_buffer **buffer = &t->buffers[t->n++];
    small_must(mg_buffer_create(device, (size_t)n * device->real_bytes, "a test", buffer));
    small_must(mg_buffer_write_f64(*buffer, 0, values, n));
    return *buffer;
}

/* values (B, T, H, width) in chunks */
static mg_tensor *chunked(bench *t, const double *values, int64_t width) {
    int64_t n = t->c->rows * t->c->tokens;
    mg_buffer *buffer = upload(t, values, n * t->c->heads * width);
    mg_shape shape = MG_SHAPE2(n, t->c->heads * width);
    mg_tensor *x = mg_graph_bind(t->b.graph, "x", MG_F32, shape, buffer, 0);
    return mg_cell_to_chunks(&t->cell, x);
}

static mg_tensor *rates(bench *t, const double *values, bool negate_plus_one, bool logs) {
    int64_t n = t->c->rows * t->c->tokens * t->c->heads;
    double *x = reals(n);
    for (int64_t i = 0; i < n; i++) {
        x[i] = negate_plus_one ? 1 - values[i] : values[i];
        if (logs) x[i] = log(x[i]);
    }
    mg_shape shape = MG_SHAPE2(t->cell.groups * t->cell.chunks, t->cell.chunk);
    mg_tensor *y = mg_reshape(t->b.graph, chunked(t, x, 1), shape);
    mg_free(x);
    return y;
}

static mg_memory_tokens tokens(bench *t) {
    const recurrence_case *c = t->c;
    const mg_memory_config *m = &t->model->config.memory;
    mg_graph *g = t->b.graph;
    mg_shape shape = MG_SHAPE2(t->cell.groups * t->cell.chunks, t->cell.chunk);
    mg_tensor *starts = mg_reshape(g, t->cell.starts, MG_SHAPE2(c->rows * c->tokens, 1));
    starts = mg_cell_to_chunks(&t->cell, mg_broadcast(g, starts, 1, c->heads));
    int64_t n = c->rows * c->tokens * c->heads;
    double *ones = drawn(n, 1, 1, 1, 1), *idle = reals(n);
    for (int64_t i = 0; i < n; i++) idle[i] = c->alpha[i] * c->idle;
    mg_tensor *present = rates(t, ones, false, false), *keep_idle = rates(t, idle, true, true);
    mg_free(ones);
    mg_free(idle);
    return (mg_memory_tokens){
        .q = chunked(t, c->q, c->keys),
        .k = chunked(t, c->k, c->keys),
        .v = chunked(t, c->v, c->values),
        .theta = rates(t, c->theta, false, false),
        .log_eta = m->momentum ? rates(t, c->eta, false, true) : NULL,
        .log_keep = m->decay ? rates(t, c->alpha, true, true) : NULL,
        .log_keep_idle = m->decay ? keep_idle : NULL,
        .starts = mg_reshape(g, starts, shape),
        .present = present,
    };
}

/* Parameters and states lie as (B, H, parts, m, d) behind the convolution's tail. */
static void exchange_state(bench *t, double *weights, double *momentum, bool write) {
    const recurrence_case *c = t->c;
    int64_t size = c->keys * c->values, offsets[MG_MAX_LAYERS];
    bool has_momentum = t->model->config.memory.momentum;
    int64_t parts = has_momentum ? 2 : 1;
    mg_state_reals(&t->model->config, c->rows, offsets);
    int64_t first = offsets[t->cell.layer] + c->rows * mg_cell_tail_reals(&t->model->config);
    for (int64_t group = 0; group < c->rows * c->heads; group++) {
        for (int64_t part = 0; part < parts; part++) {
            int64_t at = first + (group * parts + part) * size;
            double *values = (part ? momentum : weights) + group * size;
            small_must(write ? mg_buffer_write_f64(t->state.buffer, at, values, size)
                             : mg_buffer_read_f64(t->state.buffer, at, values, size));
        }
    }
}

static void write_parameter(bench *t, const char *name, const double *values) {
    const mg_param_entry *p = mg_param_find(&t->model->table, name);
    if (!p) return;
    small_must(mg_buffer_write_f64(t->model->params, p->arena_offset, values, p->elements));
}

static void execute(bench *t) {
    mg_graph *g;
    mg_program *program;
    int64_t n = t->c->rows * t->c->tokens;
    small_must(mg_graph_create(&g));
    small_must(mg_build_begin(&t->b, g, t->model, &t->inputs, &t->state, NULL));
    t->cell = mg_cell_of(&t->b, 1);
    mg_memory_tokens in = tokens(t);
    bool deep = t->model->config.memory.kind == MG_MEMORY_DEEP;
    mg_memory_reads reads = deep ? mg_cell_deep(&t->cell, &in) : mg_cell_exact(&t->cell, &in);
    mg_tensor *y = mg_cell_from_chunks(&t->cell, reads.after);
    mg_graph_output(g, mg_scale(g, y, 1), t->y, 0);
    mg_build_commit(&t->b);
    mg_build_end(&t->b);
    small_must(mg_buffer_write_f64(t->inputs.continues, 0, t->c->continues, n));
    small_must(mg_program_create(t->model->device, g, &program));
    small_must(mg_program_run(program));
    mg_program_free(program);
    mg_graph_free(g);
}

static double apart(const double *a, const double *b, int64_t n) {
    double most = 0;
    for (int64_t i = 0; i < n; i++) {
        double distance = fabs(a[i] - b[i]);
        most = isfinite(distance) ? fmax(most, distance) : INFINITY;
    }
    return most;
}

static void open_bench(bench *t) {
    const recurrence_case *c = t->c;
    mg_device *device = t->model->device;
    int64_t n = c->rows * c->tokens * c->heads * c->values;
    small_must(mg_inputs_create(t->model, c->rows, c->tokens, &t->inputs));
    small_must(mg_state_create(t->model, c->rows, &t->state));
    small_must(mg_buffer_create(device, (size_t)n * device->real_bytes, "y", &t->y));
}

static void close_bench(bench *t) {
    for (int i = 0; i < t->n; i++) mg_buffer_free(t->buffers[i]);
    mg_buffer_free(t->y);
    mg_state_free(&t->state);
    mg_inputs_free(&t->inputs);
}

double recurrence_distance(const recurrence_case *c, mg_model *model, const double *weights,
                           const double *momentum) {
    bench t = {.c = c, .model = model};
    int64_t n = c->rows * c->tokens * c->heads * c->values;
    int64_t state = c->rows * c->heads * c->keys * c->values;
    double *y = reals(n), *w = reals(state), *s = reals(state);
    open_bench(&t);
    t.cell.layer = 1;
    memcpy(w, weights, (size_t)state * sizeof *w);
    memcpy(s, momentum, (size_t)state * sizeof *s);
    exchange_state(&t, w, s, true);
    write_parameter(&t, "layers.1.memory.init", c->init);
    write_parameter(&t, "layers.1.memory.log_tau", c->log_tau);
    execute(&t);
    exchange_state(&t, w, s, false);
    small_must(mg_buffer_read_f64(t.y, 0, y, n));
    double worst = fmax(apart(y, c->y, n), apart(w, c->weights, state));
    if (model->config.memory.momentum) worst = fmax(worst, apart(s, c->momentum, state));
    close_bench(&t);
    mg_free(y), mg_free(w), mg_free(s);
    return worst;
}

double recurrence_distance_from_start(const recurrence_case *c, mg_model *model) {
    bench t = {.c = c, .model = model};
    int64_t n = c->rows * c->tokens * c->heads * c->values;
    double *y = reals(n);
    open_bench(&t);
    write_parameter(&t, "layers.1.memory.log_tau", c->log_tau);
    execute(&t);
    small_must(mg_buffer_read_f64(t.y, 0, y, n));
    double worst = apart(y, c->y, n);
    close_bench(&t);
    mg_free(y);
    return worst;
}
