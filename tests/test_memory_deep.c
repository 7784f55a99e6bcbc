/* The deep memory against its equations token by token: gradients written out in plain loops, taken
 * at the weights that the chunk starts with; momentum, decay, the gate and reading token by token.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/backends.h"
#include "tests/helper_devices.h"
#include "tests/helper_recurrence.h"
#include "tests/helper_small.h"

enum { D = 5, M = 7, HEADS = 2 }; /* as small_config_with_memory */

/* What is added to the log of a threshold that lies amid the surprises of an exact memory. */
#define USUAL_SURPRISE 1.7

/* Weights of two layers; W = init + written. */
typedef struct weights {
    double first[D][M], second[M][D];
} weights;

typedef struct parameters {
    weights init[HEADS];
    double gain[HEADS][D], shift[HEADS][D];
} parameters;

static double gelu(double x) {
    return 0.5 * x * (1 + erf(x / sqrt(2)));
}

static double gelu_slope(double x) {
    return 0.5 * (1 + erf(x / sqrt(2))) + x * exp(-0.5 * x * x) / sqrt(2 * M_PI);
}

/* What the memory makes of x, and what its gradient needs. */
typedef struct pass {
    double z[M], a[M], n[D], rs, y[D];
} pass;

static pass forward(const double *x, const weights *w, const double *gain, const double *shift) {
    pass p = {.rs = 0};
    double u[D] = {0}, mean = 0, variance = 0;
    for (int j = 0; j < M; j++) {
        for (int i = 0; i < D; i++) p.z[j] += x[i] * w->first[i][j];
        p.a[j] = gelu(p.z[j]);
        for (int i = 0; i < D; i++) u[i] += p.a[j] * w->second[j][i];
    }
    for (int i = 0; i < D; i++) mean += u[i] / D;
    for (int i = 0; i < D; i++) variance += (u[i] - mean) * (u[i] - mean) / D;
    p.rs = 1 / sqrt(variance + 0x1p-17);
    for (int i = 0; i < D; i++) {
        p.n[i] = (u[i] - mean) * p.rs;
        p.y[i] = x[i] + gain[i] * p.n[i] + shift[i];
    }
    return p;
}

/* The gradient of |M(k) - v|^2 / 2. */
static weights gradient(const double *k, const double *v, const weights *w, const double *gain,
                        const double *shift) {
    pass p = forward(k, w, gain, shift);
    double h[D], mean = 0, along = 0, back[M] = {0};
    weights g;
    for (int i = 0; i < D; i++) {
        h[i] = gain[i] * (p.y[i] - v[i]);
        mean += h[i] / D;
        along += h[i] * p.n[i] / D;
    }
    for (int i = 0; i < D; i++) {
        double slope = p.rs * (h[i] - mean - p.n[i] * along);
        for (int j = 0; j < M; j++) {
            g.second[j][i] = p.a[j] * slope;
            back[j] += slope * w->second[j][i];
        }
    }
    for (int j = 0; j < M; j++)
        for (int i = 0; i < D; i++) g.first[i][j] = k[i] * back[j] * gelu_slope(p.z[j]);
    return g;
}

static weights sum(const weights *a, double share, const weights *b) {
    weights c;
    for (int i = 0; i < D; i++)
        for (int j = 0; j < M; j++) {
            c.first[i][j] = a->first[i][j] + share * b->first[i][j];
            c.second[j][i] = a->second[j][i] + share * b->second[j][i];
        }
    return c;
}

/* The log of the norm of all of it. */
static double log_norm(const weights *g) {
    double squares = 0;
    for (int i = 0; i < D; i++)
        for (int j = 0; j < M; j++)
            squares += g->first[i][j] * g->first[i][j] + g->second[j][i] * g->second[j][i];
    return 0.5 * log(squares);
}

static void run_head(recurrence_case *c, int64_t row, int64_t head, const parameters *p,
                     int64_t chunk) {
    static const weights zero;
    weights written = zero, momentum = zero, anchor = zero;
    double held = 0;
    for (int64_t t = 0; t < c->tokens; t++) {
        int64_t i = (row * c->tokens + t) * c->heads + head;
        if (t % chunk == 0) anchor = written;
        if (c->continues[row * c->tokens + t] == 0) {
            written = momentum = anchor = zero;
            held = -INFINITY;
        }
        weights at = sum(&p->init[head], 1, &anchor);
        weights g = gradient(c->k + i * D, c->v + i * D, &at, p->gain[head], p->shift[head]);
        double write = c->write[i] = recurrence_gate(c, head, log_norm(&g), &held);
        double alpha = c->alpha[i] * (c->idle + (1 - c->idle) * write);
        weights kept = sum(&zero, c->eta[i], &momentum);
        momentum = sum(&kept, -write * c->theta[i], &g);
        written = sum(&momentum, 1 - alpha, &written);
        weights now = sum(&p->init[head], 1, &written);
        pass y = forward(c->q + i * D, &now, p->gain[head], p->shift[head]);
        memcpy(c->y + i * D, y.y, sizeof y.y);
    }
}

static void read_parameter(mg_model *model, const char *name, double *values) {
    const mg_param_entry *p = mg_param_find(&model->table, name);
    assert_non_null(p);
    small_must(mg_buffer_read_f64(model->params, p->arena_offset, values, p->elements));
}

static parameters parameters_of(mg_model *model) {
    parameters p;
    double first[HEADS * D * M], second[HEADS * M * D];
    read_parameter(model, "layers.1.memory.init1", first);
    read_parameter(model, "layers.1.memory.init2", second);
    read_parameter(model, "layers.1.memory.gain", p.gain[0]);
    read_parameter(model, "layers.1.memory.shift", p.shift[0]);
    for (int h = 0; h < HEADS; h++) {
        memcpy(p.init[h].first, first + h * D * M, sizeof p.init[h].first);
        memcpy(p.init[h].second, second + h * M * D, sizeof p.init[h].second);
    }
    return p;
}

typedef struct variant {
    const char *name;
    int64_t chunk;
    bool momentum, decay;
    mg_memory_gate gate;
    double idle_decay;
} variant;

static const variant VARIANTS[] = {
    {"token by token", 1, true, true, MG_MEMORY_GATE_OFF, 1},
    {"chunks", 4, true, true, MG_MEMORY_GATE_OFF, 1},
    {"no decay", 7, true, false, MG_MEMORY_GATE_OFF, 1},
    {"no momentum", 22, false, true, MG_MEMORY_GATE_OFF, 1},
    {"hard gate, token by token", 1, true, true, MG_MEMORY_GATE_HARD, 1},
    {"hard gate", 4, true, true, MG_MEMORY_GATE_HARD, 1},
    {"hard gate, idle", 7, true, true, MG_MEMORY_GATE_HARD, 0.3},
    {"hard gate, no decay", 4, true, false, MG_MEMORY_GATE_HARD, 1},
    {"hard gate, no momentum", 22, false, true, MG_MEMORY_GATE_HARD, 0.3},
    {"soft gate", 4, true, true, MG_MEMORY_GATE_SOFT, 1},
    {"soft gate, no momentum", 7, false, false, MG_MEMORY_GATE_SOFT, 1},
};
#define N_VARIANTS (sizeof VARIANTS / sizeof *VARIANTS)

static mg_config with(const variant *v) {
    mg_config config = small_config_with_memory(MG_MEMORY_DEEP);
    config.memory.chunk = v->chunk;
    config.memory.momentum = v->momentum;
    config.memory.decay = v->decay;
    config.memory.gate = v->gate;
    config.memory.idle_decay = v->idle_decay;
    config.memory.surprise_decay = 0.4;
    config.memory.warmup = 0;
    small_must(mg_config_validate(&config));
    return config;
}

static void check_that_some_is_written(const recurrence_case *c) {
    double sum = 0;
    int64_t n = c->rows * c->tokens * c->heads;
    for (int64_t i = 0; i < n; i++) sum += c->write[i];
    if (!(sum > 0.1 * (double)n && sum < 0.9 * (double)n))
        fail_msg("%g of %d are written", sum, (int)n);
}

static void equals(mg_device *device, const variant *v, double tolerance) {
    mg_config config = with(v);
    mg_model *model = small_model(device, &config, 3);
    parameters p = parameters_of(model);
    recurrence_case c = recurrence_draw(&config, 2, 22, 5);
    for (int64_t i = 0; i < c.rows * c.tokens * HEADS; i++) c.theta[i] *= 0.1;
    for (int64_t i = 0; i < HEADS; i++) c.log_tau[i] += USUAL_SURPRISE;
    c.continues[c.tokens] = 0; /* the state is of zeros */
    for (int64_t row = 0; row < c.rows; row++)
        for (int64_t head = 0; head < HEADS; head++) run_head(&c, row, head, &p, v->chunk);
    if (v->gate != MG_MEMORY_GATE_OFF) check_that_some_is_written(&c);
    double distance = recurrence_distance_from_start(&c, model);
    if (!(distance < tolerance)) fail_msg("%s, %s: %g", device->name, v->name, distance);
    recurrence_free(&c);
    mg_model_free(model);
}

/* LN divides by what may be small: roundings grow a hundredfold. The scalars of a kernel are fp32
 * on every device; of the log of surprise_decay a soft gate passes on the rounding. */
static double tolerance_of(const mg_device *device, const variant *v) {
    if (strcmp(device->name, "oracle") != 0) return 1e-3;
    return v->gate == MG_MEMORY_GATE_SOFT ? 1e-6 : 1e-12;
}

static void test_equals_the_recurrence(void **state) {
    (void)state;
    static const char *const DEVICES[] = {"oracle", "cpu", "vulkan"};
    for (int i = 0; i < 3; i++) {
        mg_device *device;
        if (!device_wanted(DEVICES[i])) continue;
        mg_status status = mg_device_open(DEVICES[i], 1, &device);
        if (status != MG_OK && i == 2) continue; /* no such device here */
        small_must(status);
        for (size_t v = 0; v < N_VARIANTS; v++)
            equals(device, &VARIANTS[v], tolerance_of(device, &VARIANTS[v]));
        mg_device_free(device);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equals_the_recurrence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
