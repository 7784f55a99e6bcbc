/* The linear and the feature memory against the paper's equations token by token. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/backends.h"
#include "core/base/alloc.h"
#include "tests/helper_devices.h"
#include "tests/helper_recurrence.h"
#include "tests/helper_small.h"

/* Some hundred roundings of numbers of size 1 to 10: 1e-14 to 1e-13 in fp64, and as many eps of
 * fp32. */
#define CLOSE_F64 1e-12
#define CLOSE_F32 2e-5

typedef struct variant {
    const char *name;
    bool momentum, decay, decayed_residual;
    mg_memory_decay_to decay_to;
    mg_memory_gate gate;
    double idle_decay;
} variant;

/* Everything that Titans has, and what is gated of it. */
#define TITANS true, true, false, MG_MEMORY_DECAY_TO_INIT
#define OPEN   MG_MEMORY_GATE_OFF, 1

static const variant VARIANTS[] = {
    {"titans", TITANS, OPEN},
    {"no momentum", false, true, false, MG_MEMORY_DECAY_TO_INIT, OPEN},
    {"no decay", true, false, false, MG_MEMORY_DECAY_TO_INIT, OPEN},
    {"empty", true, true, false, MG_MEMORY_DECAY_TO_ZERO, OPEN},
    {"DeltaNet", false, false, false, MG_MEMORY_DECAY_TO_ZERO, OPEN},
    {"Gated DeltaNet", false, true, true, MG_MEMORY_DECAY_TO_ZERO, OPEN},
    {"hard gate", TITANS, MG_MEMORY_GATE_HARD, 1},
    {"hard gate, idle", TITANS, MG_MEMORY_GATE_HARD, 0.3},
    {"soft gate", TITANS, MG_MEMORY_GATE_SOFT, 1},
    {"hard gate, DeltaNet", false, false, false, MG_MEMORY_DECAY_TO_ZERO, MG_MEMORY_GATE_HARD, 1},
};
#define N_VARIANTS (sizeof VARIANTS / sizeof *VARIANTS)

static mg_config with(const variant *v, int64_t chunk) {
    mg_config config = small_config_with_memory(MG_MEMORY_LINEAR);
    config.memory.momentum = v->momentum;
    config.memory.decay = v->decay;
    config.memory.decayed_residual = v->decayed_residual;
    config.memory.decay_to = v->decay_to;
    config.memory.chunk = chunk;
    config.memory.gate = v->gate;
    config.memory.idle_decay = v->idle_decay;
    config.memory.surprise_decay = 0.4;
    config.memory.warmup = 0;
    small_must(mg_config_validate(&config));
    return config;
}

static double *copied(const double *x, int64_t n) {
    double *y = mg_malloc((size_t)n * sizeof *y);
    assert_non_null(y);
    return memcpy(y, x, (size_t)n * sizeof *y);
}

static void check_that_some_is_written(const recurrence_case *c) {
    double sum = 0;
    int64_t n = c->rows * c->tokens * c->heads;
    for (int64_t i = 0; i < n; i++) sum += c->write[i];
    assert_true(sum > 0.1 * (double)n && sum < 0.9 * (double)n);
}

static void check_variant(mg_device *device, const variant *v, double tolerance) {
    static const int64_t CHUNKS[] = {1, 4, 7, 8, 24, 256};
    mg_config config = with(v, 1);
    recurrence_case c = recurrence_draw(&config, 2, 24, 11);
    int64_t state = c.rows * c.heads * c.keys * c.values;
    double *weights = copied(c.weights, state), *momentum = copied(c.momentum, state);
    recurrence_run(&c);
    if (v->gate == MG_MEMORY_GATE_HARD) check_that_some_is_written(&c);
    for (size_t i = 0; i < sizeof CHUNKS / sizeof *CHUNKS; i++) {
        config = with(v, CHUNKS[i]);
        mg_model *model;
        small_must(mg_model_create(device, &config, &model));
        double distance = recurrence_distance(&c, model, weights, momentum);
        if (!(distance < tolerance))
            fail_msg("%s, %s, chunks of %d: %g", device->name, v->name, (int)CHUNKS[i], distance);
        mg_model_free(model);
    }
    mg_free(weights);
    mg_free(momentum);
    recurrence_free(&c);
}

/* The scalars of a kernel are fp32 on every device; of the log of surprise_decay a soft gate passes
 * on the rounding, where a hard one only compares. */
static double tolerance_of(const mg_device *device, const variant *v) {
    if (strcmp(device->name, "oracle") != 0) return CLOSE_F32;
    return v->gate == MG_MEMORY_GATE_SOFT ? 1e-7 : CLOSE_F64;
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
            check_variant(device, &VARIANTS[v], tolerance_of(device, &VARIANTS[v]));
        mg_device_free(device);
    }
}

/* The worst case of a step that is too large: the same key for 1000 tokens. With theta at most 1 -
 * eta the step that momentum adds up to is at most 1, and the memory settles at the value. */
static void test_identical_keys_stay_bounded(void **state) {
    (void)state;
    mg_device *device;
    small_must(mg_device_open("cpu", 1, &device));
    mg_config config = with(&VARIANTS[2], 32);
    config.max_position_embeddings = 1000;
    recurrence_case c = recurrence_draw(&config, 1, 1000, 11);
    int64_t m = c.keys, d = c.values, size = c.heads * m * d;
    for (int64_t i = 0; i < 1000 * c.heads; i++) {
        memcpy(c.k + i * m, c.k, (size_t)m * sizeof *c.k);
        memcpy(c.q + i * m, c.k, (size_t)m * sizeof *c.q);
        memcpy(c.v + i * d, c.v, (size_t)d * sizeof *c.v);
        c.theta[i] *= 1 - c.eta[i];
    }
    double *weights = copied(c.weights, size), *momentum = copied(c.momentum, size);
    recurrence_run(&c);
    for (int64_t i = 0; i < d; i++)
        assert_true(fabs(c.y[(1000 * c.heads - 1) * d + i] - c.v[i]) < 1e-6);
    mg_model *model;
    small_must(mg_model_create(device, &config, &model));
    double distance = recurrence_distance(&c, model, weights, momentum);
    if (!(distance < CLOSE_F32)) fail_msg("%g", distance);
    mg_model_free(model);
    mg_free(weights);
    mg_free(momentum);
    recurrence_free(&c);
    mg_device_free(device);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equals_the_recurrence),
        cmocka_unit_test(test_identical_keys_stay_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
