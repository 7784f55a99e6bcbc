/* The linear and the feature memory against the paper's equations token by token. */
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

/* As context what is read before a write is compared too; elsewhere a kernel of its own may do all
 * of the memory. */
static mg_config with(const variant *v, mg_memory_kind kind, mg_memory_placement placement,
                      int64_t chunk) {
    mg_config config = small_config_with_memory(kind);
    mg_memory_config *m = &config.memory;
    m->placement = placement;
    m->momentum = v->momentum;
    m->decay = v->decay;
    m->decayed_residual = v->decayed_residual;
    m->decay_to = v->decay_to;
    m->chunk = chunk;
    m->gate = v->gate;
    m->idle_decay = v->idle_decay;
    m->surprise_decay = 0.4;
    m->warmup = 0;
    small_must(mg_config_validate(&config));
    return config;
}

static void check_that_some_is_written(const recurrence_case *c) {
    double sum = 0;
    int64_t n = c->rows * c->tokens * c->heads;
    for (int64_t i = 0; i < n; i++) sum += c->write[i];
    assert_true(sum > 0.1 * (double)n && sum < 0.9 * (double)n);
}

static void check_variant(mg_device *device, const variant *v, mg_memory_kind kind,
                          mg_memory_placement placement, double tolerance) {
    static const int64_t CHUNKS[] = {1, 4, 7, 8, 24, 256};
    mg_config config = with(v, kind, placement, 1);
    recurrence_case drawn = recurrence_draw(&config, 2, 24, 11), c = recurrence_copy(&drawn);
    recurrence_run(&c);
    if (v->gate == MG_MEMORY_GATE_HARD) check_that_some_is_written(&c);
    for (size_t i = 0; i < sizeof CHUNKS / sizeof *CHUNKS; i++) {
        config = with(v, kind, placement, CHUNKS[i]);
        mg_model *model;
        small_must(mg_model_create(device, &config, &model));
        recurrence_case found = recurrence_copy(&drawn);
        recurrence_run_graph(&found, model, 0);
        double distance = recurrence_distance(&found, &c);
        if (!(distance < tolerance))
            fail_msg("%s, kind %d, %s, chunks of %d: %g", device->name, (int)kind, v->name,
                     (int)CHUNKS[i], distance);
        recurrence_free(&found);
        mg_model_free(model);
    }
    recurrence_free(&c);
    recurrence_free(&drawn);
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
        for (size_t v = 0; v < N_VARIANTS; v++) {
            double tolerance = tolerance_of(device, &VARIANTS[v]);
            for (int kind = MG_MEMORY_LINEAR; kind <= MG_MEMORY_FEATURE; kind++) {
                check_variant(device, &VARIANTS[v], (mg_memory_kind)kind, MG_MEMORY_ADD, tolerance);
                check_variant(device, &VARIANTS[v], (mg_memory_kind)kind, MG_MEMORY_CONTEXT,
                              tolerance);
            }
        }
        mg_device_free(device);
    }
}

/* As large as memories are: kernels have other ways for widths that fill their registers. */
static void test_widths_of_presets(void **state) {
    (void)state;
    static const char *const DEVICES[] = {"cpu", "vulkan"};
    for (int i = 0; i < 4; i++) {
        mg_device *device;
        if (!device_wanted(DEVICES[i % 2])) continue;
        mg_status status = mg_device_open(DEVICES[i % 2], 1, &device);
        if (status != MG_OK && i % 2 == 1) continue; /* no such device here */
        small_must(status);
        mg_config config =
            with(&VARIANTS[0], i < 2 ? MG_MEMORY_LINEAR : MG_MEMORY_FEATURE, MG_MEMORY_ADD, 32);
        config.memory.head_dim = 32;
        config.memory.feature_dim = 64;
        config.max_position_embeddings = 100;
        mg_model *model;
        small_must(mg_model_create(device, &config, &model));
        recurrence_case c = recurrence_draw(&config, 2, 100, 12), found;
        for (int64_t j = 0; j < 200 * c.heads; j++) c.theta[j] *= 1 - c.eta[j]; /* or it grows */
        found = recurrence_copy(&c);
        recurrence_run(&c);
        recurrence_run_graph(&found, model, 0);
        double distance = recurrence_distance(&found, &c);
        if (!(distance < CLOSE_F32)) fail_msg("%s: %g", device->name, distance);
        recurrence_free(&found);
        recurrence_free(&c);
        mg_model_free(model);
        mg_device_free(device);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equals_the_recurrence),
        cmocka_unit_test(test_widths_of_presets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
