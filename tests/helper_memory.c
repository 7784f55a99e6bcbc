#include "tests/helper_memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/backends.h"

#define LINEAR  MG_MEMORY_LINEAR
#define FEATURE MG_MEMORY_FEATURE
#define DEEP    MG_MEMORY_DEEP

#define ADD     MG_MEMORY_ADD
#define GATE    MG_MEMORY_GATE
#define LAYER   MG_MEMORY_LAYER
#define CONTEXT MG_MEMORY_CONTEXT

#define OPEN MG_MEMORY_GATE_OFF, 1
#define HARD MG_MEMORY_GATE_HARD, 1
#define IDLE MG_MEMORY_GATE_HARD, 0.25
#define SOFT MG_MEMORY_GATE_SOFT, 1

const memory_variant MEMORY_VARIANTS[] = {
    {"linear", LINEAR, ADD, 0, OPEN},
    {"feature", FEATURE, ADD, 0, OPEN},
    {"deep", DEEP, ADD, 0, OPEN},
    {"linear, plain", LINEAR, ADD, MEMORY_PLAIN | MEMORY_DECAY_TO_ZERO, OPEN},
    {"feature, no momentum", FEATURE, ADD, MEMORY_NO_MOMENTUM, OPEN},
    {"feature, no decay", FEATURE, ADD, MEMORY_NO_DECAY, OPEN},
    {"feature, decayed residual", FEATURE, ADD, MEMORY_DECAYED_RESIDUAL, OPEN},
    {"deep, plain", DEEP, ADD, MEMORY_PLAIN, OPEN},
    {"deep, no momentum", DEEP, ADD, MEMORY_NO_MOMENTUM, OPEN},
    {"linear as gate", LINEAR, GATE, 0, OPEN},
    {"feature as gate", FEATURE, GATE, 0, OPEN},
    {"deep as gate", DEEP, GATE, 0, OPEN},
    {"linear as layer", LINEAR, LAYER, 0, OPEN},
    {"feature as layer", FEATURE, LAYER, 0, OPEN},
    {"deep as layer", DEEP, LAYER, 0, OPEN},
    {"linear as context", LINEAR, CONTEXT, MEMORY_PLAIN, OPEN},
    {"feature as context", FEATURE, CONTEXT, 0, OPEN},
    {"deep as context", DEEP, CONTEXT, 0, OPEN},
    {"linear in the paper's order", LINEAR, CONTEXT, MEMORY_PAPER_ORDER, OPEN},
    {"feature in the paper's order", FEATURE, CONTEXT, MEMORY_PAPER_ORDER, OPEN},
    {"deep in the paper's order", DEEP, CONTEXT, MEMORY_PAPER_ORDER, OPEN},
    {"plain in the paper's order", LINEAR, CONTEXT,
     MEMORY_PAPER_ORDER | MEMORY_PLAIN | MEMORY_DECAY_TO_ZERO, OPEN},
    {"feature on eviction", FEATURE, ADD, MEMORY_ON_EVICTION, OPEN},
    {"deep on eviction", DEEP, ADD, MEMORY_ON_EVICTION, OPEN},
    {"linear, hard gate", LINEAR, ADD, 0, HARD},
    {"feature, hard gate, idle", FEATURE, ADD, 0, IDLE},
    {"linear, soft gate", LINEAR, ADD, 0, SOFT},
    {"linear, plain, hard gate", LINEAR, ADD, MEMORY_PLAIN | MEMORY_DECAY_TO_ZERO, HARD},
    {"feature as gate, hard gate", FEATURE, GATE, 0, HARD},
    {"linear as layer, hard gate", LINEAR, LAYER, 0, HARD},
    {"feature as context, hard gate", FEATURE, CONTEXT, 0, HARD},
    {"feature on eviction, hard gate", FEATURE, ADD, MEMORY_ON_EVICTION, HARD},
    {"feature in the paper's order, hard gate", FEATURE, CONTEXT, MEMORY_PAPER_ORDER, HARD},
    {"deep in the paper's order, hard gate", DEEP, CONTEXT, MEMORY_PAPER_ORDER, IDLE},
    {"feature in the paper's order, on eviction", FEATURE, CONTEXT,
     MEMORY_PAPER_ORDER | MEMORY_ON_EVICTION, OPEN},
    {"deep, hard gate", DEEP, ADD, 0, HARD},
    {"deep as context, hard gate, idle", DEEP, CONTEXT, 0, IDLE},
    {"deep, soft gate", DEEP, ADD, 0, SOFT},
};
const size_t MEMORY_VARIANT_COUNT = sizeof MEMORY_VARIANTS / sizeof MEMORY_VARIANTS[0];

bool memory_counts_chunks(const memory_variant *v) {
    return v->kind == MG_MEMORY_DEEP || (v->options & MEMORY_PAPER_ORDER) != 0;
}

const memory_variant *memory_variant_called(const char *name) {
    for (size_t i = 0; i < MEMORY_VARIANT_COUNT; i++)
        if (strcmp(MEMORY_VARIANTS[i].name, name) == 0) return &MEMORY_VARIANTS[i];
    fail_msg("no variant is called %s", name);
    return NULL;
}

static void set_options(mg_memory_config *m, unsigned options) {
    if (options & MEMORY_NO_MOMENTUM) m->momentum = false;
    if (options & MEMORY_NO_DECAY) m->decay = false;
    if (options & MEMORY_NO_CONV) m->conv_kernel = 1;
    if (options & MEMORY_DECAY_TO_ZERO) m->decay_to = MG_MEMORY_DECAY_TO_ZERO;
    if (options & MEMORY_DECAYED_RESIDUAL) m->decayed_residual = true;
    if (options & MEMORY_ON_EVICTION) m->consolidate = MG_MEMORY_ON_EVICTION;
    if (options & MEMORY_PAPER_ORDER) m->context_order = MG_MEMORY_ORDER_PAPER;
}

mg_config memory_config(const memory_variant *v) {
    mg_config config = small_config_with_memory(v->kind);
    mg_memory_config *m = &config.memory;
    config.window = 3;
    config.persistent_tokens = 2;
    m->placement = v->placement;
    m->gate = v->gate;
    m->idle_decay = v->idle_decay;
    m->warmup = 0;          /* the threshold that is drawn is in use, */
    m->threshold_speed = 0; /* and stays where it is */
    m->surprise_decay = 0.5;
    set_options(m, v->options);
    if (v->kind == MG_MEMORY_DEEP) {
        m->theta_max = 0.2;
        m->depth = 3;
    }
    small_must(mg_config_validate(&config));
    return config;
}

/* The threshold of a gate is 0 at first, amid the surprises of an exact memory. The gradient of a
 * deep one is that of three layers, and as much longer. */
mg_model *memory_model(mg_device *device, const mg_config *config, uint64_t seed) {
    mg_model *model = small_model(device, config, seed);
    const mg_memory_config *m = &config->memory;
    if (m->kind != MG_MEMORY_DEEP || m->gate == MG_MEMORY_GATE_OFF) return model;
    const mg_param_entry *p = mg_param_find(&model->table, "layers.1.memory.log_tau");
    const float log_tau = 1.5f;
    for (int64_t i = 0; i < p->elements; i++)
        small_must(mg_buffer_write_f32(model->params, p->arena_offset + i, &log_tau, 1));
    return model;
}

mg_device *memory_device(const char *name) {
    mg_device *device;
    small_must(mg_device_open(name, 1, &device));
    return device;
}

void memory_each_variant(const char *device_name,
                         void (*check)(mg_model *model, const memory_variant *v)) {
    mg_device *device = memory_device(device_name);
    for (size_t i = 0; i < MEMORY_VARIANT_COUNT; i++) {
        mg_config config = memory_config(&MEMORY_VARIANTS[i]);
        mg_model *model = memory_model(device, &config, 23 + i);
        check(model, &MEMORY_VARIANTS[i]);
        mg_model_free(model);
    }
    mg_device_free(device);
}

void memory_expect_close(const mg_model *model, const float *a, const float *b, int64_t n,
                         const memory_variant *v) {
    const char *device = model->device->name;
    double distance = small_distance(a, b, n);
    if (!(distance < (strcmp(device, "oracle") == 0 ? 1e-6 : MEMORY_CLOSE)))
        fail_msg("%s on %s: %g", v->name, device, distance);
}
