/* The memory against titans-pytorch: outputs and outer gradients of the same weights, as
 * tests/peers/make_titans_fixtures.py wrote them. There the weights begin at W_0 and fade to zero;
 * here that is a state of W_0 from the batch before, and weights that begin at zero. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/backends.h"
#include "core/base/alloc.h"
#include "core/base/safetensors.h"
#include "core/graph/program.h"
#include "core/nn/stack.h"
#include "core/ops/autograd.h"
#include "memory/cell.h"
#include "tests/helper_devices.h"
#include "tests/helper_small.h"

enum { ROWS = 2, TOKENS = 13, WIDTH = 8, HIDDEN = 12, LAYER = 1, MAX_LEAVES = 16 };

typedef struct peer {
    const char *kind;
    mg_memory_kind memory;
    double theta_max; /* default_step_transform_max_lr there */
    int states;       /* matrices of the memory */
    const char *state_names[2];
} peer;

static const peer LINEAR = {"linear", MG_MEMORY_LINEAR, 0.5, 1, {"winit.w", NULL}};
static const peer DEEP = {"deep", MG_MEMORY_DEEP, 0.1, 2, {"winit.w1", "winit.w2"}};

/* A tensor of the file as a leaf of the graph, and where its gradient goes. */
typedef struct leaf {
    char name[48];
    mg_tensor *tensor;
    mg_buffer *values, *gradient;
    int64_t n;
} leaf;

typedef struct bench {
    const peer *peer;
    mg_device *device;
    mg_model *model;
    mg_safetensors *file;
    mg_inputs inputs;
    mg_state state;
    mg_graph *g;
    mg_build b;
    mg_cell cell;
    leaf leaves[MAX_LEAVES];
    int n_leaves;
} bench;

/* -- numbers in and out ------------------------------------------------------------------------ */

static double *read_file(const bench *t, const char *name, int64_t *n) {
    const mg_st_tensor *found = mg_safetensors_find(t->file, name);
    if (!found || found->dtype != MG_ST_F64) fail_msg("no %s in the fixture", name);
    double *values = mg_malloc(found->bytes);
    assert_non_null(values);
    *n = (int64_t)found->count;
    return memcpy(values, found->data, found->bytes);
}

static mg_buffer *new_buffer(const bench *t, int64_t n) {
    mg_buffer *buffer;
    small_must(mg_buffer_create(t->device, (size_t)n * t->device->real_bytes, "peer", &buffer));
    return buffer;
}

static mg_tensor *add_leaf(bench *t, const char *name, mg_shape shape) {
    assert_true(t->n_leaves < MAX_LEAVES);
    leaf *l = &t->leaves[t->n_leaves++];
    strncpy(l->name, name, sizeof l->name - 1);
    double *values = read_file(t, name, &l->n);
    assert_int_equal(l->n, mg_shape_elements(shape));
    l->values = new_buffer(t, l->n);
    small_must(mg_buffer_write_f64(l->values, 0, values, l->n));
    mg_free(values);
    return l->tensor = mg_graph_bind(t->g, l->name, MG_F32, shape, l->values, 0);
}

/* Largest distance from the file's tensor, as a share of the largest number there. */
static double distance(const bench *t, const char *name, const double *values) {
    int64_t n;
    double *expected = read_file(t, name, &n), most = 0, size = 0;
    for (int64_t i = 0; i < n; i++) {
        double apart = fabs(values[i] - expected[i]);
        most = isfinite(apart) ? fmax(most, apart) : INFINITY;
        size = fmax(size, fabs(expected[i]));
    }
    mg_free(expected);
    return most / size;
}

/* -- W_0, in each row's state ------------------------------------------------------------------ */

/* A piece of the state of a row: lines of weights, and behind each line as much momentum. */
typedef struct lines {
    int64_t n, width;
} lines;

static lines lines_of(const mg_tensor *state) {
    const int64_t *dims = state->shape.dims; /* (B, 1, n, 2 width) */
    return (lines){dims[2], dims[3] / 2};
}

static void write_start(bench *t) {
    for (int s = 0; s < t->peer->states; s++) {
        const mg_tensor *state = t->b.writes[s].state;
        int64_t n;
        double *values = read_file(t, t->peer->state_names[s], &n);
        lines l = lines_of(state);
        assert_int_equal(l.n * l.width, n);
        for (int64_t i = 0; i < ROWS * l.n; i++)
            small_must(mg_buffer_write_f64(t->state.buffer, state->buffer_offset + 2 * i * l.width,
                                           values + i % l.n * l.width, l.width));
        mg_free(values);
    }
}

/* The rows started from the same W_0: its gradient is the sum of theirs. */
static double start_distance(const bench *t, int s, mg_buffer *gradient) {
    char name[48];
    double values[ROWS * 2 * WIDTH * HIDDEN], sums[WIDTH * HIDDEN] = {0};
    lines l = lines_of(t->b.writes[s].state);
    small_must(mg_buffer_read_f64(gradient, 0, values, ROWS * 2 * l.n * l.width));
    for (int64_t i = 0; i < ROWS * l.n; i++)
        for (int64_t j = 0; j < l.width; j++)
            sums[i % l.n * l.width + j] += values[2 * i * l.width + j];
    snprintf(name, sizeof name, "grad.%s", t->peer->state_names[s]);
    return distance(t, name, sums);
}

/* -- the memory of the file -------------------------------------------------------------------- */

static mg_tensor *projected(bench *t, mg_tensor *x, const char *name) {
    mg_tensor *w = add_leaf(t, name, MG_SHAPE2(WIDTH, WIDTH));
    return mg_cell_to_chunks(&t->cell, mg_linear(t->g, x, w));
}

/* x w^T + bias, (N, 1) */
static mg_tensor *gate(bench *t, mg_tensor *x, const char *name) {
    char weight[48], bias[48];
    snprintf(weight, sizeof weight, "%s.weight", name);
    snprintf(bias, sizeof bias, "%s.bias", name);
    mg_tensor *z = mg_linear(t->g, x, add_leaf(t, weight, MG_SHAPE2(1, WIDTH)));
    mg_tensor *b = add_leaf(t, bias, MG_SHAPE2(1, 1));
    return mg_add(t->g, z, mg_broadcast(t->g, b, 0, ROWS * TOKENS));
}

static mg_tensor *by_chunk(bench *t, mg_tensor *x) {
    mg_shape shape = MG_SHAPE2(t->cell.groups * t->cell.chunks, t->cell.chunk);
    return mg_reshape(t->g, mg_cell_to_chunks(&t->cell, x), shape);
}

/* log sigmoid(z) */
static mg_tensor *log_sigmoid(mg_graph *g, mg_tensor *z) {
    return mg_scale(g, mg_softplus(g, mg_scale(g, z, -1)), -1);
}

static mg_tensor *build_memory(bench *t) {
    mg_graph *g = t->g;
    mg_tensor *x = add_leaf(t, "x", MG_SHAPE2(ROWS * TOKENS, WIDTH));
    mg_tensor *step = mg_sigmoid(g, gate(t, x, "to_adaptive_step"));
    mg_tensor *forget = gate(t, x, "to_decay_factor");
    mg_memory_tokens in = {
        .q = projected(t, x, "to_queries.weight"),
        .k = projected(t, x, "to_keys.weight"),
        .v = projected(t, x, "to_values.weight"),
        .theta = by_chunk(t, mg_scale(g, step, t->peer->theta_max)),
        .log_eta = by_chunk(t, log_sigmoid(g, gate(t, x, "to_momentum"))),
        .log_keep = by_chunk(t, mg_scale(g, mg_softplus(g, forget), -1)),
        .starts = by_chunk(t, mg_reshape(g, t->cell.starts, MG_SHAPE2(ROWS * TOKENS, 1))),
        .present = by_chunk(t, mg_fill(g, MG_SHAPE2(ROWS * TOKENS, 1), 1)),
    };
    bool deep = t->peer->memory == MG_MEMORY_DEEP;
    mg_memory_reads y = deep ? mg_cell_deep(&t->cell, &in) : mg_cell_exact(&t->cell, &in);
    return mg_cell_from_chunks(&t->cell, y.after);
}

/* y times the file's cotangent, backwards: gradients of all leaves and of the state. */
static void differentiate(bench *t, mg_tensor *y, mg_buffer **starts) {
    mg_tensor *wrt[MAX_LEAVES + 2], *gradients[MAX_LEAVES + 2];
    int n = t->n_leaves, states = t->peer->states;
    mg_tensor *cotangent = add_leaf(t, "cotangent", MG_SHAPE2(ROWS * TOKENS, WIDTH));
    for (int i = 0; i < n; i++) wrt[i] = t->leaves[i].tensor;
    for (int s = 0; s < states; s++) wrt[n + s] = t->b.writes[s].state;
    mg_gradient(t->g, &(mg_gradient_options){0}, 1, &y, &cotangent, n + states, wrt, gradients);
    for (int i = 0; i < n + states; i++) {
        mg_buffer *buffer = new_buffer(t, mg_tensor_elements(wrt[i]));
        mg_graph_output(t->g, mg_scale(t->g, gradients[i], 1), buffer, 0);
        if (i < n)
            t->leaves[i].gradient = buffer;
        else
            starts[i - n] = buffer;
    }
}

static void run(bench *t, mg_buffer *y_out, mg_buffer **starts) {
    float continues[ROWS * TOKENS];
    mg_program *program;
    small_must(mg_graph_create(&t->g));
    small_must(mg_build_begin(&t->b, t->g, t->model, &t->inputs, &t->state, NULL));
    t->cell = mg_cell_of(&t->b, LAYER);
    mg_tensor *y = build_memory(t);
    mg_graph_output(t->g, mg_scale(t->g, y, 1), y_out, 0);
    differentiate(t, y, starts);
    for (int i = 0; i < ROWS * TOKENS; i++) continues[i] = 1;
    small_must(mg_buffer_write_f32(t->inputs.continues, 0, continues, ROWS * TOKENS));
    write_start(t);
    small_must(mg_program_create(t->device, t->g, &program));
    small_must(mg_program_run(program));
    mg_program_free(program);
}

/* -- the comparison ---------------------------------------------------------------------------- */

static mg_config config_of(const peer *p, int64_t chunk) {
    mg_config config = small_config_with_memory(p->memory);
    config.memory.heads = 1;
    config.memory.head_dim = WIDTH;
    config.memory.feature_dim = HIDDEN;
    config.memory.chunk = chunk;
    if (p->memory == MG_MEMORY_LINEAR) config.memory.decay_to = MG_MEMORY_DECAY_TO_ZERO;
    small_must(mg_config_validate(&config));
    return config;
}

/* A deep memory has weights to fade to: here they are zero. */
static void fade_to_zero(const mg_model *model) {
    static const char *const NAMES[] = {"layers.1.memory.init1", "layers.1.memory.init2"};
    for (int i = 0; i < 2; i++) {
        const mg_param_entry *p = mg_param_find(&model->table, NAMES[i]);
        if (p) small_must(mg_buffer_zero_f32(model->params, p->arena_offset, p->elements));
    }
}

static void expect(const bench *t, const char *name, double apart, double tolerance) {
    if (!(apart < tolerance))
        fail_msg("%s on %s, chunks of %d, %s: %g apart", t->peer->kind, t->device->name,
                 (int)t->model->config.memory.chunk, name, apart);
}

static void compare(bench *t, mg_buffer *y, mg_buffer **starts, double tolerance) {
    double values[ROWS * TOKENS * WIDTH];
    small_must(mg_buffer_read_f64(y, 0, values, ROWS * TOKENS * WIDTH));
    expect(t, "y", distance(t, "y", values), tolerance);
    for (int i = 0; i < t->n_leaves; i++) {
        const leaf *l = &t->leaves[i];
        char name[64];
        if (!l->gradient) continue;
        snprintf(name, sizeof name, "grad.%s", l->name);
        small_must(mg_buffer_read_f64(l->gradient, 0, values, l->n));
        expect(t, name, distance(t, name, values), tolerance);
    }
    for (int s = 0; s < t->peer->states; s++)
        expect(t, t->peer->state_names[s], start_distance(t, s, starts[s]), tolerance);
}

static void release(bench *t, mg_buffer *y, mg_buffer **starts) {
    for (int i = 0; i < t->n_leaves; i++) {
        mg_buffer_free(t->leaves[i].values);
        mg_buffer_free(t->leaves[i].gradient);
    }
    for (int s = 0; s < t->peer->states; s++) mg_buffer_free(starts[s]);
    mg_buffer_free(y);
    mg_build_end(&t->b);
    mg_graph_free(t->g);
    mg_state_free(&t->state);
    mg_inputs_free(&t->inputs);
    mg_safetensors_close(t->file);
    mg_model_free(t->model);
}

static void agree(mg_device *device, const peer *p, int64_t chunk, double tolerance) {
    bench t = {.peer = p, .device = device};
    mg_buffer *starts[2];
    mg_config config = config_of(p, chunk);
    char path[512];
    snprintf(path, sizeof path, "%s/titans/%s.safetensors", MG_FIXTURES, p->kind);
    small_must(mg_safetensors_open(&t.file, path));
    small_must(mg_model_create(device, &config, &t.model));
    small_must(mg_model_init(t.model, 1));
    fade_to_zero(t.model);
    small_must(mg_inputs_create(t.model, ROWS, TOKENS, &t.inputs));
    small_must(mg_state_create(t.model, ROWS, &t.state));
    mg_buffer *y = new_buffer(&t, ROWS * TOKENS * WIDTH);
    run(&t, y, starts);
    compare(&t, y, starts, tolerance);
    release(&t, y, starts);
}

/* In fp64 what is left are some hundred roundings, in a deep memory also of the step's bound: 0.1
 * as a kernel's scalar is fp32. In fp32 the LayerNorm of a deep memory divides by what may be
 * small. */
static void test_agrees_with_titans_pytorch(void **state) {
    (void)state;
    static const char *const DEVICES[] = {"oracle", "cpu"};
    for (int i = 0; i < 2; i++) {
        mg_device *device;
        if (!device_wanted(DEVICES[i])) continue;
        small_must(mg_device_open(DEVICES[i], 1, &device));
        static const int64_t CHUNKS[] = {1, 4, 13};
        for (int c = 0; c < 3; c++) agree(device, &LINEAR, CHUNKS[c], i == 0 ? 1e-12 : 1e-4);
        agree(device, &DEEP, 1, i == 0 ? 1e-6 : 1e-3);
        mg_device_free(device);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_agrees_with_titans_pytorch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
