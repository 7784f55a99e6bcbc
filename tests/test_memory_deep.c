/* The deep memory against its equations token by token: gradients taken at the weights that the
 * chunk starts with; momentum, decay, the gate and reading token by token. */
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

/* What is added to the log of a threshold that lies amid the surprises of an exact memory. */
#define USUAL_SURPRISE 1.0

typedef struct variant {
    const char *name;
    int64_t depth, chunk;
    bool momentum, decay;
    mg_memory_gate gate;
    double idle_decay;
} variant;

static const variant VARIANTS[] = {
    {"token by token", 2, 1, true, true, MG_MEMORY_GATE_OFF, 1},
    {"chunks", 2, 4, true, true, MG_MEMORY_GATE_OFF, 1},
    {"one chunk", 2, 256, true, true, MG_MEMORY_GATE_OFF, 1},
    {"no decay", 2, 7, true, false, MG_MEMORY_GATE_OFF, 1},
    {"no momentum", 2, 22, false, true, MG_MEMORY_GATE_OFF, 1},
    {"neither", 2, 4, false, false, MG_MEMORY_GATE_OFF, 1},
    {"hard gate, token by token", 2, 1, true, true, MG_MEMORY_GATE_HARD, 1},
    {"hard gate", 2, 4, true, true, MG_MEMORY_GATE_HARD, 1},
    {"hard gate, idle", 2, 7, true, true, MG_MEMORY_GATE_HARD, 0.3},
    {"hard gate, no decay", 2, 4, true, false, MG_MEMORY_GATE_HARD, 1},
    {"hard gate, no momentum", 2, 22, false, true, MG_MEMORY_GATE_HARD, 0.3},
    {"three layers", 3, 4, true, true, MG_MEMORY_GATE_OFF, 1},
    {"four layers", 4, 7, true, true, MG_MEMORY_GATE_OFF, 1},
    {"three layers, hard gate, idle", 3, 4, true, true, MG_MEMORY_GATE_HARD, 0.3},
    {"soft gate", 2, 4, true, true, MG_MEMORY_GATE_SOFT, 1},
    {"soft gate, no momentum", 2, 7, false, false, MG_MEMORY_GATE_SOFT, 1},
};
#define N_VARIANTS (sizeof VARIANTS / sizeof *VARIANTS)

static mg_config with(const variant *v) {
    mg_config config = small_config_with_memory(MG_MEMORY_DEEP);
    config.memory.placement = MG_MEMORY_CONTEXT;
    config.memory.depth = v->depth;
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

/* The steps of a deep memory, and what it has been left with, are a tenth of an exact one's. */
static recurrence_case draw(const mg_config *config) {
    recurrence_case c = recurrence_draw(config, 2, 22, 5);
    for (int64_t i = 0; i < c.rows * c.tokens * c.heads; i++) c.theta[i] *= 0.1;
    for (int64_t i = 0; i < c.heads; i++) c.log_tau[i] += USUAL_SURPRISE;
    for (int64_t i = 0; i < c.rows * c.heads * c.size; i++) {
        c.weights[i] *= 0.1;
        c.momentum[i] *= 0.1;
    }
    return c;
}

static void equals(mg_device *device, const variant *v, double tolerance) {
    mg_config config = with(v);
    mg_model *model;
    small_must(mg_model_create(device, &config, &model));
    recurrence_case c = draw(&config), found = recurrence_copy(&c);
    recurrence_run(&c);
    if (v->gate != MG_MEMORY_GATE_OFF) check_that_some_is_written(&c);
    recurrence_run_graph(&found, model, 0);
    double distance = recurrence_distance(&found, &c);
    if (!(distance < tolerance)) fail_msg("%s, %s: %g", device->name, v->name, distance);
    recurrence_free(&c);
    recurrence_free(&found);
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
