/* From the normed stream to queries, keys, values and rates, against plain loops: projections, the
 * convolution over the tokens of before, features, and what is held back until eviction. */
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
#include "core/base/philox.h"
#include "core/graph/program.h"
#include "core/nn/stack.h"
#include "memory/cell.h"
#include "tests/helper_small.h"

/* Some dozen roundings, and the length's eps, which is a kernel's fp32 scalar, of a square of 0.01
 * or more. */
#define CLOSE 1e-11
/* log(1 - idle) is a kernel's scalar too. */
#define CLOSE_IDLE 1e-7

#define IDLE 0.25

enum { ROWS = 2, TOKENS = 11, LAYER = 1, HIDDEN = 16, HEADS = 2, D = 4, M = 16, N = ROWS * TOKENS };

typedef struct variant {
    const char *name;
    mg_memory_kind kind;
    int64_t conv_kernel;
    bool momentum, decay;
    mg_memory_consolidate consolidate;
} variant;

static const variant VARIANTS[] = {
    {"linear", MG_MEMORY_LINEAR, 3, true, true, MG_MEMORY_ON_ARRIVAL},
    {"linear, no convolution", MG_MEMORY_LINEAR, 1, true, true, MG_MEMORY_ON_ARRIVAL},
    {"feature", MG_MEMORY_FEATURE, 3, true, true, MG_MEMORY_ON_ARRIVAL},
    {"feature, plain", MG_MEMORY_FEATURE, 8, false, false, MG_MEMORY_ON_ARRIVAL},
    {"feature, no momentum", MG_MEMORY_FEATURE, 4, false, true, MG_MEMORY_ON_ARRIVAL},
    {"feature, on eviction", MG_MEMORY_FEATURE, 3, true, true, MG_MEMORY_ON_EVICTION},
    {"deep", MG_MEMORY_DEEP, 3, true, true, MG_MEMORY_ON_ARRIVAL},
    {"deep, on eviction", MG_MEMORY_DEEP, 4, true, false, MG_MEMORY_ON_EVICTION},
};
#define N_VARIANTS (sizeof VARIANTS / sizeof *VARIANTS)

/* What tokens are to a memory, (B, T, H, ..); a rate that is not there is 0. */
enum { Q, K, V, THETA, LOG_ETA, LOG_KEEP, LOG_KEEP_IDLE, KINDS };
typedef struct offered {
    double x[KINDS][N * HEADS * M];
} offered;

static mg_config with(const variant *v) {
    mg_config config = small_config_with_memory(v->kind);
    config.window = 3;
    config.memory.conv_kernel = v->conv_kernel;
    config.memory.momentum = v->momentum;
    config.memory.decay = v->decay;
    config.memory.consolidate = v->consolidate;
    config.memory.theta_max = 0.75;
    config.memory.idle_decay = IDLE;
    config.memory.head_dim = D; /* as M a square: its root is a kernel's fp32 scalar */
    config.memory.feature_dim = M;
    small_must(mg_config_validate(&config));
    return config;
}

static int64_t key_width(const variant *v) {
    return v->kind == MG_MEMORY_FEATURE ? M : D;
}

static int64_t width_of(const variant *v, int i) {
    return i == V ? D : i < V ? key_width(v) : 1;
}

/* Row 0 has a second segment, row 1 goes on from nothing. */
static bool goes_on(int64_t n) {
    return n % TOKENS > 0 && n != 6;
}

/* -- plain loops ------------------------------------------------------------------------------- */

static const double *parameter(const mg_model *model, const char *name) {
    static double values[8][4096];
    static int next;
    char full[64];
    snprintf(full, sizeof full, "layers.%d.memory.%s", LAYER, name);
    const mg_param_entry *p = mg_param_find(&model->table, full);
    assert_true(p && p->elements <= 4096);
    double *to = values[next++ % 8];
    small_must(mg_buffer_read_f64(model->params, p->arena_offset, to, p->elements));
    return to;
}

static double sigmoid(double z) {
    return 1 / (1 + exp(-z));
}

static double along(const double *a, const double *b, int64_t n) {
    double sum = 0;
    for (int64_t i = 0; i < n; i++) sum += a[i] * b[i];
    return sum;
}

static void to_length_one(double *x, int64_t n) {
    double length = sqrt(along(x, x, n) + 1e-6);
    for (int64_t i = 0; i < n; i++) x[i] /= length;
}

/* x W^T of every token, convolved and through SiLU: (N, 3 H D) */
static void project(const variant *v, const mg_model *model, const double *x, double *qkv) {
    enum { WIDTH = 3 * HEADS * D };
    const double *w = parameter(model, "qkv");
    double z[N][WIDTH];
    for (int64_t n = 0; n < N; n++)
        for (int64_t f = 0; f < WIDTH; f++) z[n][f] = along(x + n * HIDDEN, w + f * HIDDEN, HIDDEN);
    const double *taps = v->conv_kernel > 1 ? parameter(model, "conv") : NULL;
    for (int64_t n = 0; n < N; n++) {
        for (int64_t f = 0; f < WIDTH; f++) {
            double sum = taps ? 0.5 * z[n][f] : z[n][f];
            for (int64_t past = 0; taps && past < v->conv_kernel; past++) {
                sum += taps[past * WIDTH + f] * z[n - past][f];
                if (!goes_on(n - past)) break;
            }
            qkv[n * WIDTH + f] = sum * sigmoid(sum);
        }
    }
}

static void feature(const double *k, const double *w, double *phi) {
    double mean = 0;
    for (int64_t j = 0; j < M; j++) {
        double z = 0;
        for (int64_t i = 0; i < D; i++) z += k[i] * w[i * M + j];
        phi[j] = 0.5 * z * (1 + erf(z / sqrt(2)));
        mean += phi[j] / M;
    }
    for (int64_t j = 0; j < M; j++) phi[j] -= mean;
    to_length_one(phi, M);
}

/* The token that is offered when n comes: itself, or the one that leaves the window; -1 none. */
static int64_t offered_at(const variant *v, int64_t n) {
    for (int64_t back = v->consolidate == MG_MEMORY_ON_EVICTION ? 3 : 0; back > 0; back--, n--)
        if (!goes_on(n)) return -1;
    return n;
}

static void keys(const variant *v, const double *w, const double *part, double *key) {
    double of_one[D];
    memcpy(of_one, part, sizeof of_one);
    to_length_one(of_one, D);
    if (v->kind == MG_MEMORY_FEATURE)
        feature(of_one, w, key);
    else
        memcpy(key, of_one, sizeof of_one);
}

static void qkv_of(const variant *v, const mg_model *model, const double *x, offered *to) {
    double qkv[N * 3 * HEADS * D], none[D] = {0};
    const double *w = v->kind == MG_MEMORY_FEATURE ? parameter(model, "features") : none;
    project(v, model, x, qkv);
    for (int64_t i = 0; i < N * HEADS; i++) {
        int64_t n = i / HEADS, head = i % HEADS, from = offered_at(v, n), m = key_width(v);
        const double *wide = v->kind == MG_MEMORY_FEATURE ? w + head * D * M : w;
        const double *own = qkv + n * 3 * HEADS * D + head * D;
        const double *other = from < 0 ? NULL : qkv + from * 3 * HEADS * D + head * D;
        keys(v, wide, own, to->x[Q] + i * m);
        keys(v, wide, other ? other + HEADS * D : none, to->x[K] + i * m);
        memcpy(to->x[V] + i * D, other ? other + 2 * HEADS * D : none, sizeof none);
    }
}

static void rates_of(const variant *v, const mg_model *model, const double *x, offered *to) {
    const double *w = parameter(model, "gates"), *theta = parameter(model, "theta_bias");
    const double *eta = v->momentum ? parameter(model, "eta_bias") : NULL;
    const double *alpha = v->decay ? parameter(model, "alpha_bias") : NULL;
    double steps[N * HEADS];
    for (int64_t i = 0; i < N * HEADS; i++) {
        int64_t head = i % HEADS, next = HEADS + head;
        const double *token = x + i / HEADS * HIDDEN;
        steps[i] = 0.75 * sigmoid(along(token, w + head * HIDDEN, HIDDEN) + theta[head]);
        if (v->momentum) {
            double z = along(token, w + next * HIDDEN, HIDDEN) + eta[head];
            steps[i] *= 1 - sigmoid(z);
            to->x[LOG_ETA][i] = log(sigmoid(z));
            next += HEADS;
        }
        if (v->decay) {
            double z = along(token, w + next * HIDDEN, HIDDEN) + alpha[head];
            to->x[LOG_KEEP][i] = log(1 - sigmoid(z));
            to->x[LOG_KEEP_IDLE][i] = log(1 - IDLE * sigmoid(z));
        }
    }
    for (int64_t i = 0; i < N * HEADS; i++) {
        int64_t from = offered_at(v, i / HEADS);
        to->x[THETA][i] = from < 0 ? 0 : steps[from * HEADS + i % HEADS];
    }
}

/* -- the graph --------------------------------------------------------------------------------- */

typedef struct part {
    mg_model *model;
    int64_t first, tokens;
    mg_inputs inputs;
    mg_buffer *x, *out[KINDS];
} part;

static mg_buffer *new_buffer(const mg_model *model, int64_t n) {
    mg_buffer *buffer;
    size_t bytes = (size_t)n * model->device->real_bytes;
    small_must(mg_buffer_create(model->device, bytes, "a test", &buffer));
    return buffer;
}

static void fill(part *p, const double *x) {
    double values[N * HIDDEN], continues[N], present[N];
    for (int64_t i = 0; i < ROWS * p->tokens; i++) {
        int64_t n = i / p->tokens * TOKENS + p->first + i % p->tokens;
        memcpy(values + i * HIDDEN, x + n * HIDDEN, HIDDEN * sizeof *x);
        continues[i] = goes_on(n);
        present[i] = 1;
    }
    int32_t segments[N];
    for (int64_t i = 0, segment = 0; i < ROWS * p->tokens; i++) {
        segment += continues[i] == 0;
        segments[i] = (int32_t)segment;
    }
    int64_t n = ROWS * p->tokens;
    small_must(mg_buffer_write_f64(p->x, 0, values, n * HIDDEN));
    small_must(mg_buffer_write_f64(p->inputs.continues, 0, continues, n));
    small_must(mg_buffer_write_f64(p->inputs.present, 0, present, n));
    mg_device *device = p->model->device;
    small_must(device->backend->buffer_write(p->inputs.segments, 0, segments,
                                             (size_t)n * sizeof *segments));
}

static void build(part *p, mg_build *b) {
    mg_graph *g = b->graph;
    mg_cell cell = mg_cell_of(b, LAYER);
    mg_shape shape = MG_SHAPE2(ROWS * p->tokens, HIDDEN);
    mg_memory_tokens t = mg_cell_tokens(&cell, mg_graph_bind(g, "x", MG_F32, shape, p->x, 0));
    mg_tensor *all[KINDS] = {t.q, t.k, t.v, t.theta, t.log_eta, t.log_keep, t.log_keep_idle};
    for (int i = 0; i < KINDS; i++) {
        if (!all[i]) continue;
        int64_t width = mg_tensor_elements(all[i]) / (cell.groups * cell.chunks * cell.chunk);
        mg_shape chunks = MG_SHAPE3(cell.groups * cell.chunks, cell.chunk, width);
        mg_tensor *y = mg_cell_from_chunks(&cell, mg_reshape(g, all[i], chunks));
        mg_graph_output(g, mg_scale(g, y, 1), p->out[i], 0);
    }
    mg_build_commit(b);
}

static void fetch(const part *p, const variant *v, offered *to) {
    double values[N * HEADS * M];
    for (int i = 0; i < KINDS; i++) {
        int64_t width = HEADS * width_of(v, i);
        if ((i == LOG_ETA && !v->momentum) || (i >= LOG_KEEP && !v->decay)) continue;
        small_must(mg_buffer_read_f64(p->out[i], 0, values, ROWS * p->tokens * width));
        for (int64_t row = 0; row < ROWS; row++)
            memcpy(to->x[i] + (row * TOKENS + p->first) * width, values + row * p->tokens * width,
                   (size_t)(p->tokens * width) * sizeof *values);
    }
}

static void run_part(const variant *v, mg_model *model, mg_state *state, const double *x,
                     int64_t first, int64_t end, offered *to) {
    part p = {.model = model, .first = first, .tokens = end - first};
    mg_graph *g;
    mg_build b;
    mg_program *program;
    small_must(mg_inputs_create(model, ROWS, p.tokens, &p.inputs));
    p.x = new_buffer(model, ROWS * p.tokens * HIDDEN);
    for (int i = 0; i < KINDS; i++) p.out[i] = new_buffer(model, ROWS * p.tokens * HEADS * M);
    small_must(mg_graph_create(&g));
    small_must(mg_build_begin(&b, g, model, &p.inputs, state, NULL));
    build(&p, &b);
    mg_build_end(&b);
    fill(&p, x);
    small_must(mg_program_create(model->device, g, &program));
    small_must(mg_program_run(program));
    fetch(&p, v, to);
    mg_program_free(program);
    mg_graph_free(g);
    for (int i = 0; i < KINDS; i++) mg_buffer_free(p.out[i]);
    mg_buffer_free(p.x);
    mg_inputs_free(&p.inputs);
}

/* -- the comparison ---------------------------------------------------------------------------- */

static void draw(double *x) {
    for (int64_t i = 0; i < N * HIDDEN; i++) {
        double normals[4];
        mg_philox_normals(mg_philox(5, (uint64_t)i, 1, 0), normals);
        x[i] = normals[0];
    }
}

/* In one batch, or in two that are cut at `border`. */
static void agrees(const variant *v, mg_model *model, int64_t border) {
    static const char *const NAMES[] = {
        "q", "k", "v", "theta", "log eta", "log keep", "log keep, idle"};
    static offered wanted, found;
    double x[N * HIDDEN];
    mg_state state;
    memset(&wanted, 0, sizeof wanted);
    memset(&found, 0, sizeof found);
    draw(x);
    qkv_of(v, model, x, &wanted);
    rates_of(v, model, x, &wanted);
    small_must(mg_state_create(model, ROWS, &state));
    if (border > 0) run_part(v, model, &state, x, 0, border, &found);
    run_part(v, model, &state, x, border, TOKENS, &found);
    for (int i = 0; i < KINDS; i++) {
        for (int64_t j = 0; j < N * HEADS * width_of(v, i); j++) {
            double apart = fabs(wanted.x[i][j] - found.x[i][j]);
            if (!(apart < (i == LOG_KEEP_IDLE ? CLOSE_IDLE : CLOSE)))
                fail_msg("%s, cut at %d, %s %d: %g apart", v->name, (int)border, NAMES[i], (int)j,
                         apart);
        }
    }
    mg_state_free(&state);
}

static void test_equals_plain_loops(void **state) {
    (void)state;
    mg_device *device;
    small_must(mg_device_open("oracle", 1, &device));
    for (size_t i = 0; i < N_VARIANTS; i++) {
        mg_config config = with(&VARIANTS[i]);
        mg_model *model = small_model(device, &config, 31 + i);
        for (int64_t border = 0; border < TOKENS; border++) agrees(&VARIANTS[i], model, border);
        mg_model_free(model);
    }
    mg_device_free(device);
}

/* A new memory: half of what was written is left after half_life tokens, half of the momentum after
 * one, and steps are a quarter of the largest one. */
static void test_rates_of_a_new_model(void **state) {
    (void)state;
    static const double HALF_LIVES[] = {1, 64, 256, 1024, 1e6};
    static double x[N * HIDDEN];
    static offered found;
    mg_device *device;
    small_must(mg_device_open("oracle", 1, &device));
    for (int i = 0; i < 5; i++) {
        mg_config config = with(&VARIANTS[2]);
        mg_model *model;
        mg_state memory;
        config.memory.half_life = HALF_LIVES[i];
        small_must(mg_model_create(device, &config, &model));
        small_must(mg_model_init(model, 1));
        small_must(mg_state_create(model, ROWS, &memory));
        run_part(&VARIANTS[2], model, &memory, x, 0, TOKENS, &found);
        for (int64_t j = 0; j < N * HEADS; j++) {
            /* Biases are drawn in fp32. */
            assert_true(fabs(found.x[LOG_KEEP][j] * HALF_LIVES[i] + log(2)) < 1e-5);
            assert_true(fabs(exp(found.x[LOG_ETA][j]) - 0.5) < 1e-6);
            assert_true(fabs(found.x[THETA][j] - 0.75 / 4) < 1e-6);
        }
        mg_state_free(&memory);
        mg_model_free(model);
    }
    mg_device_free(device);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equals_plain_loops),
        cmocka_unit_test(test_rates_of_a_new_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
