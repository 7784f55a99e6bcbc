/* What must hold of a model with a memory, whatever its kind and place. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/backends.h"
#include "core/base/alloc.h"
#include "core/base/philox.h"
#include "core/train/trainer_build.h"
#include "tests/helper_devices.h"
#include "tests/helper_small.h"

/* The same sums in another order: some hundred roundings, and where a memory knows little of a
 * query the norm of what it reads makes them larger. */
#define CLOSE 5e-5

enum { ROWS = 2, COLS = 14 };

typedef struct variant {
    const char *name;
    mg_memory_kind kind; /* deep: its chunks are counted from the row's beginning */
    mg_memory_placement placement;
    bool plain; /* no momentum, no decay, no convolution, nothing learned to start from */
    mg_memory_gate gate;
    double idle_decay;
    mg_memory_consolidate consolidate;
} variant;

static const variant VARIANTS[] = {
    {"linear", MG_MEMORY_LINEAR, MG_MEMORY_ADD, false, MG_MEMORY_GATE_OFF, 1},
    {"feature", MG_MEMORY_FEATURE, MG_MEMORY_ADD, false, MG_MEMORY_GATE_OFF, 1},
    {"plain", MG_MEMORY_LINEAR, MG_MEMORY_ADD, true, MG_MEMORY_GATE_OFF, 1},
    {"deep", MG_MEMORY_DEEP, MG_MEMORY_ADD, false, MG_MEMORY_GATE_OFF, 1},
    {"as gate", MG_MEMORY_FEATURE, MG_MEMORY_GATE, false, MG_MEMORY_GATE_OFF, 1},
    {"as layer", MG_MEMORY_LINEAR, MG_MEMORY_LAYER, false, MG_MEMORY_GATE_OFF, 1},
    {"as context", MG_MEMORY_FEATURE, MG_MEMORY_CONTEXT, false, MG_MEMORY_GATE_OFF, 1},
    {"deep as context", MG_MEMORY_DEEP, MG_MEMORY_CONTEXT, false, MG_MEMORY_GATE_OFF, 1},
    {"on eviction", MG_MEMORY_FEATURE, MG_MEMORY_ADD, false, MG_MEMORY_GATE_OFF, 1,
     MG_MEMORY_ON_EVICTION},
    {"hard gate", MG_MEMORY_LINEAR, MG_MEMORY_ADD, false, MG_MEMORY_GATE_HARD, 1},
    {"hard gate, idle", MG_MEMORY_FEATURE, MG_MEMORY_ADD, false, MG_MEMORY_GATE_HARD, 0.25},
    {"soft gate", MG_MEMORY_LINEAR, MG_MEMORY_ADD, false, MG_MEMORY_GATE_SOFT, 1},
    {"plain gate", MG_MEMORY_LINEAR, MG_MEMORY_ADD, true, MG_MEMORY_GATE_HARD, 1},
    {"deep, hard gate", MG_MEMORY_DEEP, MG_MEMORY_ADD, false, MG_MEMORY_GATE_HARD, 1},
    {"deep, hard gate, idle", MG_MEMORY_DEEP, MG_MEMORY_CONTEXT, false, MG_MEMORY_GATE_HARD, 0.25},
    {"deep, soft gate", MG_MEMORY_DEEP, MG_MEMORY_ADD, false, MG_MEMORY_GATE_SOFT, 1},
};
#define N_VARIANTS (sizeof VARIANTS / sizeof *VARIANTS)

static mg_config configured(const variant *v) {
    mg_config config = small_config_with_memory(v->kind);
    mg_memory_config *m = &config.memory;
    m->placement = v->placement;
    config.window = 3;
    config.persistent_tokens = 2;
    m->gate = v->gate;
    m->consolidate = v->consolidate;
    m->idle_decay = v->idle_decay;
    m->warmup = 0;          /* the threshold that is drawn is in use, */
    m->threshold_speed = 0; /* and stays where it is */
    m->surprise_decay = 0.5;
    if (v->plain) {
        m->momentum = m->decay = false;
        m->conv_kernel = 1;
        m->decay_to = MG_MEMORY_DECAY_TO_ZERO;
    }
    if (v->kind == MG_MEMORY_DEEP) {
        m->theta_max = 0.2;
        m->depth = 3;
    }
    small_must(mg_config_validate(&config));
    return config;
}

/* The threshold of a gate is 0 at first, amid the surprises of an exact memory. The gradient of a
 * deep one is that of three layers, and as much longer. */
static mg_model *drawn_model(mg_device *device, const mg_config *config, uint64_t seed) {
    mg_model *model = small_model(device, config, seed);
    const mg_memory_config *m = &config->memory;
    if (m->kind != MG_MEMORY_DEEP || m->gate == MG_MEMORY_GATE_OFF) return model;
    const mg_param_entry *p = mg_param_find(&model->table, "layers.1.memory.log_tau");
    const float log_tau = 1.5f;
    for (int64_t i = 0; i < p->elements; i++)
        small_must(mg_buffer_write_f32(model->params, p->arena_offset + i, &log_tau, 1));
    return model;
}

static mg_device *open_device(const char *name) {
    mg_device *device;
    small_must(mg_device_open(name, 1, &device));
    return device;
}

static void expect_close(const float *a, const float *b, int64_t n, const variant *v) {
    double distance = small_distance(a, b, n);
    if (!(distance < CLOSE)) fail_msg("%s: %g", v->name, distance);
}

/* Calls `check` with a drawn model of every variant. */
static void each_variant(const char *device_name,
                         void (*check)(mg_model *model, const variant *v)) {
    mg_device *device = open_device(device_name);
    for (size_t i = 0; i < N_VARIANTS; i++) {
        mg_config config = configured(&VARIANTS[i]);
        mg_model *model = drawn_model(device, &config, 23 + i);
        check(model, &VARIANTS[i]);
        mg_model_free(model);
    }
    mg_device_free(device);
}

/* -- streaming --------------------------------------------------------------------------------- */

static void decodes(mg_model *model, const variant *v) {
    mg_batch batch = small_batch(ROWS, COLS, 3);
    int64_t n = ROWS * COLS * model->config.vocab_size;
    float *whole = small_forward(model, &batch), *steps = mg_calloc((size_t)n, sizeof *steps);
    mg_decoder *decoder;
    small_must(mg_decoder_create(model, ROWS, COLS, &decoder));
    for (int turn = 0; turn < 2; turn++) { /* position 0 wipes what the first turn left */
        small_decode(decoder, model, &batch, 0, COLS, steps);
        expect_close(steps, whole, n, v);
    }
    mg_decoder_free(decoder);
    mg_free(steps);
    mg_free(whole);
    mg_batch_free(&batch);
}

static void test_token_by_token(void **state) {
    (void)state;
    if (device_wanted("oracle")) each_variant("oracle", decodes);
    if (device_wanted("cpu")) each_variant("cpu", decodes);
}

/* A long stream: constant memory, and finite numbers whatever was read. */
static void test_endless_stream(void **state) {
    (void)state;
    enum { LENGTH = 4000 };
    mg_device *device = open_device("cpu");
    for (size_t i = 0; i < N_VARIANTS; i++) {
        mg_config config = configured(&VARIANTS[i]);
        mg_model *model = drawn_model(device, &config, 5);
        mg_batch batch = small_batch(1, LENGTH, 3);
        mg_decoder *decoder;
        const float *logits = NULL;
        void *bytes;
        size_t first_size, last_size, used;
        small_must(mg_decoder_create(model, 1, 8, &decoder));
        small_must(mg_decoder_snapshot(decoder, &bytes, &first_size));
        mg_free(bytes);
        used = device->memory_used;
        for (int32_t t = 0; t < LENGTH; t++) {
            small_must(mg_decoder_step(decoder, &batch.ids[t], &t, &logits));
            for (int64_t v = 0; v < config.vocab_size; v++) assert_true(isfinite(logits[v]));
        }
        assert_true(device->memory_used == used);
        small_must(mg_decoder_snapshot(decoder, &bytes, &last_size));
        assert_true(first_size == last_size);
        mg_free(bytes);
        mg_decoder_free(decoder);
        mg_batch_free(&batch);
        mg_model_free(model);
    }
    mg_device_free(device);
}

/* A row that rests keeps its memory. */
static void rests(mg_model *model, const variant *v) {
    (void)v;
    mg_batch batch = small_batch(1, COLS, 3);
    int64_t vocabulary = model->config.vocab_size;
    float *straight = mg_calloc((size_t)(COLS * vocabulary), sizeof *straight);
    mg_decoder *decoder;
    small_must(mg_decoder_create(model, 1, COLS, &decoder));
    small_decode(decoder, model, &batch, 0, COLS, straight);
    const float *logits = NULL;
    for (int32_t t = 0; t < COLS; t++) {
        small_must(mg_decoder_step(decoder, &(int32_t){-1}, &t, &logits));
        small_must(mg_decoder_step(decoder, &batch.ids[t], &t, &logits));
        assert_memory_equal(logits, straight + t * vocabulary, (size_t)vocabulary * sizeof *logits);
    }
    mg_decoder_free(decoder);
    mg_free(straight);
    mg_batch_free(&batch);
}

static void test_resting_rows(void **state) {
    (void)state;
    each_variant("cpu", rests);
}

static void snapshots(mg_model *model, const variant *v) {
    (void)v;
    mg_batch batch = small_batch(ROWS, COLS, 3);
    size_t n = (size_t)(ROWS * COLS * model->config.vocab_size);
    float *first = mg_calloc(n, sizeof *first), *again = mg_calloc(n, sizeof *again);
    mg_decoder *decoder, *fresh;
    void *bytes;
    size_t size;
    small_must(mg_decoder_create(model, ROWS, COLS, &decoder));
    small_must(mg_decoder_create(model, ROWS, COLS, &fresh));
    small_decode(decoder, model, &batch, 0, 7, NULL);
    small_must(mg_decoder_snapshot(decoder, &bytes, &size));
    small_decode(decoder, model, &batch, 7, COLS, first);
    small_must(mg_decoder_restore(fresh, bytes, size));
    small_decode(fresh, model, &batch, 7, COLS, again);
    assert_memory_equal(first, again, n * sizeof *first);
    mg_decoder_free(decoder);
    mg_decoder_free(fresh);
    mg_free(bytes);
    mg_free(first);
    mg_free(again);
    mg_batch_free(&batch);
}

static void test_snapshots(void **state) {
    (void)state;
    each_variant("cpu", snapshots);
}

/* The row in parts of `cols` tokens. Attention is not carried from batch to batch, so here it sees
 * its own token alone. Chunks are of 4: the parts end within them. */
static void splits(mg_model *model, const variant *v, int64_t tokens, int64_t cols) {
    int64_t vocabulary = model->config.vocab_size;
    mg_batch batch = small_batch(1, tokens, 3);
    batch.segments[4] = batch.segments[5] = 1;
    for (int64_t t = 6; t < tokens; t++) batch.segments[t] = 2;
    float *whole = small_forward(model, &batch);
    mg_forward *forward;
    small_must(mg_forward_create(model, 1, cols, &forward));
    for (int64_t first = 0; first < tokens; first += cols) {
        mg_batch cut = small_cut(&batch, 0, first, cols);
        memcpy(cut.segments, batch.segments + first, (size_t)cols * sizeof *cut.segments);
        cut.carried[0] = first > 0 && batch.segments[first] == batch.segments[first - 1];
        const float *logits;
        small_must(mg_forward_run(forward, &cut, &logits));
        expect_close(logits, whole + first * vocabulary, cols * vocabulary, v);
        mg_batch_free(&cut);
    }
    mg_forward_free(forward);
    mg_free(whole);
    mg_batch_free(&batch);
}

static void test_split_batches(void **state) {
    (void)state;
    mg_device *device = open_device("cpu");
    for (size_t i = 0; i < N_VARIANTS; i++) {
        mg_config config = configured(&VARIANTS[i]);
        config.window = 1;
        mg_model *model = drawn_model(device, &config, 5);
        /* 14 = 2 * 7 tokens; of a deep memory whole chunks. */
        bool deep = VARIANTS[i].kind == MG_MEMORY_DEEP;
        for (int64_t cols = 1; cols <= 7; cols++) {
            if (COLS % cols == 0 && !deep) splits(model, &VARIANTS[i], COLS, cols);
        }
        splits(model, &VARIANTS[i], 12, 4);
        mg_model_free(model);
    }
    mg_device_free(device);
}

/* A memory that starts anew at every token, or writes none, is without a past; and a row's memory
 * goes where it is sent. */
static void test_controls(void **state) {
    (void)state;
    enum { HALF = COLS / 2 };
    mg_device *device = open_device("cpu");
    mg_config config = configured(&VARIANTS[0]);
    config.window = 1;
    config.memory.conv_kernel = 1;
    mg_model *model = drawn_model(device, &config, 5);
    int64_t vocabulary = config.vocab_size, n = ROWS * HALF * vocabulary;
    mg_batch batch = small_batch(ROWS, HALF, 3), swapped = small_batch(ROWS, HALF, 3);
    memcpy(swapped.ids, batch.ids + HALF, HALF * sizeof *batch.ids);
    memcpy(swapped.ids + HALF, batch.ids, HALF * sizeof *batch.ids);
    float zeros[ROWS * HALF] = {0}, *kept = mg_calloc((size_t)n, sizeof *kept);
    const float *logits;
    mg_forward *f;
    small_must(mg_forward_create(model, ROWS, HALF, &f));
    small_must(mg_forward_control(f, zeros, NULL));
    small_must(mg_forward_run(f, &batch, &logits));
    memcpy(kept, logits, (size_t)n * sizeof *kept);
    batch.carried[0] = batch.carried[1] = swapped.carried[0] = swapped.carried[1] = 1;
    small_must(mg_forward_run(f, &batch, &logits)); /* of a memory that nothing was written to */
    expect_close(logits, kept, n, &VARIANTS[0]);
    small_must(mg_forward_control(f, NULL, NULL));
    small_must(mg_forward_run(f, &batch, &logits));
    assert_true(small_distance(logits, kept, n) > 10 * CLOSE);

    small_must(mg_forward_reset(f));
    small_must(mg_forward_run(f, &batch, &logits));
    small_must(mg_forward_run(f, &batch, &logits)); /* each row after itself */
    memcpy(kept, logits, (size_t)n * sizeof *kept);
    small_must(mg_forward_reset(f));
    small_must(mg_forward_run(f, &batch, &logits));
    small_must(mg_forward_permute(f, (int64_t[]){1, 0}));
    small_must(mg_forward_run(f, &swapped, &logits));
    assert_memory_equal(logits, kept + HALF * vocabulary,
                        (size_t)(HALF * vocabulary) * sizeof *kept);
    mg_forward_free(f);
    mg_free(kept);
    mg_batch_free(&batch);
    mg_batch_free(&swapped);
    mg_model_free(model);
    mg_device_free(device);
}

/* A gate that lets everything through is none. */
static void test_open_gate(void **state) {
    (void)state;
    mg_device *device = open_device("cpu");
    mg_batch batch = small_batch(ROWS, COLS, 3);
    for (size_t i = 3; i < N_VARIANTS; i++) {
        if (VARIANTS[i].gate != MG_MEMORY_GATE_HARD) continue;
        mg_config gated = configured(&VARIANTS[i]), open = gated, none = gated;
        open.memory.warmup = 1;
        none.memory.gate = MG_MEMORY_GATE_OFF;
        mg_model *models[] = {drawn_model(device, &gated, 5), drawn_model(device, &open, 5),
                              drawn_model(device, &none, 5)};
        float *logits[3];
        for (int j = 0; j < 3; j++) logits[j] = small_forward(models[j], &batch);
        int64_t n = ROWS * COLS * gated.vocab_size;
        expect_close(logits[1], logits[2], n, &VARIANTS[i]);
        assert_true(small_distance(logits[0], logits[2], n) > 10 * CLOSE);
        for (int j = 0; j < 3; j++) mg_free(logits[j]), mg_model_free(models[j]);
    }
    mg_batch_free(&batch);
    mg_device_free(device);
}

/* -- who depends on whom ----------------------------------------------------------------------- */

/* Outputs before a changed token, and those of other rows, stay the same to the bit. */
static void causal(mg_model *model, const variant *v) {
    (void)v;
    int64_t vocabulary = model->config.vocab_size;
    mg_batch batch = small_batch(ROWS, COLS, 3);
    float *before = small_forward(model, &batch);
    for (int64_t changed = 0; changed < COLS; changed += 3) {
        int32_t was = batch.ids[COLS + changed];
        batch.ids[COLS + changed] = (was + 5) % 24;
        float *after = small_forward(model, &batch);
        size_t same = (size_t)((COLS + changed) * vocabulary);
        assert_memory_equal(before, after, same * sizeof *after);
        size_t changed_bytes = (size_t)vocabulary * sizeof *after;
        assert_true(memcmp(before + same, after + same, changed_bytes) != 0);
        /* The memory reaches further than the windows of both layers, 2 * (3 - 1) tokens. */
        size_t last = (size_t)((2 * COLS - 1) * vocabulary);
        assert_true(memcmp(before + last, after + last, changed_bytes) != 0);
        batch.ids[COLS + changed] = was;
        mg_free(after);
    }
    mg_free(before);
    mg_batch_free(&batch);
}

static void test_causality_and_rows(void **state) {
    (void)state;
    each_variant("cpu", causal);
}

/* Two problems in one row, and the second one by itself. */
static void packs(mg_model *model, const variant *v) {
    /* Chunks are of 4 tokens, and of a deep memory they are part of what is computed. */
    const int64_t BORDER = v->kind == MG_MEMORY_DEEP ? 8 : 5;
    int64_t vocabulary = model->config.vocab_size;
    mg_batch batch = small_batch(1, COLS, 3);
    mg_batch second = small_cut(&batch, 0, BORDER, COLS - BORDER);
    for (int64_t t = BORDER; t < COLS; t++) {
        batch.segments[t] = 1;
        batch.positions[t] = (int32_t)(t - BORDER);
    }
    float *packed = small_forward(model, &batch), *alone = small_forward(model, &second);
    expect_close(packed + BORDER * vocabulary, alone, (COLS - BORDER) * vocabulary, v);
    mg_free(packed);
    mg_free(alone);
    mg_batch_free(&second);
    mg_batch_free(&batch);
}

static void test_packed_problems(void **state) {
    (void)state;
    each_variant("cpu", packs);
}

/* With alpha = 1 nothing is left of the token before: what is out of reach of attention and of the
 * convolution is forgotten. (Not so where a write is judged against the state before its decay, as
 * in Titans' equations: then r_t depends on W_{t-1}, which is the write of t - 1, and so on.) */
static void test_alpha_one_wipes(void **state) {
    (void)state;
    mg_device *device = open_device("oracle");
    mg_config config = configured(&VARIANTS[0]);
    config.memory.momentum = false;
    config.memory.decayed_residual = true;
    config.window = 1;
    mg_model *model = drawn_model(device, &config, 5);
    const mg_param_entry *bias = mg_param_find(&model->table, "layers.1.memory.alpha_bias");
    small_must(mg_buffer_write_f32(model->params, bias->arena_offset, (float[]){80, 80}, 2));
    mg_batch batch = small_batch(1, COLS, 3);
    float *before = small_forward(model, &batch);
    batch.ids[2] = (batch.ids[2] + 1) % 24;
    float *after = small_forward(model, &batch);
    int64_t reach = 2 + config.memory.conv_kernel, vocabulary = config.vocab_size;
    double distance = small_distance(before + reach * vocabulary, after + reach * vocabulary,
                                     (COLS - reach) * vocabulary);
    assert_true(distance < 1e-12);
    mg_free(before);
    mg_free(after);
    mg_batch_free(&batch);
    mg_model_free(model);
    mg_device_free(device);
}

static void test_too_many_chunks(void **state) {
    (void)state;
    mg_device *device = open_device("cpu");
    mg_config config = configured(&VARIANTS[3]);
    assert_int_equal(config.memory.kind, MG_MEMORY_DEEP);
    config.max_position_embeddings = 8192;
    mg_model *model = drawn_model(device, &config, 5);
    mg_forward *forward;
    assert_int_equal(mg_forward_create(model, 1, 8192, &forward), MG_ERR_UNSUPPORTED);
    assert_non_null(strstr(mg_error_text(), "more than 1024 chunks of 4; set chunk to more"));
    mg_model_free(model);
    mg_device_free(device);
}

/* -- training ---------------------------------------------------------------------------------- */

static double loss_of(mg_trainer *trainer, const mg_batch *batch) {
    mg_train_report report;
    double loss;
    small_must(mg_trainer_backward(trainer, batch, &report));
    small_must(mg_buffer_read_f64(trainer->buffers.losses, 0, &loss, 1));
    return loss;
}

/* Some elements of every parameter, through the writes of four chunks. */
static void differentiates(mg_model *model, const variant *v) {
    /* What a soft gate lets through is a constant to the gradient, but not to differences. */
    if (v->gate == MG_MEMORY_GATE_SOFT) return;
    mg_train_config train = mg_train_config_default();
    train.rows = ROWS, train.cols = COLS;
    mg_batch batch = small_batch(ROWS, COLS, 3);
    batch.segments[COLS - 1] = 1;
    mg_trainer *trainer;
    small_must(mg_trainer_create(model, &train, &trainer));
    for (size_t i = 0; i < model->table.count; i++) {
        const mg_param_entry *p = &model->table.params[i];
        if (!p->trained || !strstr(p->name, "memory")) continue;
        for (uint32_t draw = 0; draw < 3; draw++) {
            mg_rng rng = mg_rng_at(77, i, draw);
            int64_t at = p->arena_offset + mg_rng_between(&rng, 0, p->elements - 1);
            double value, moved, gradient, losses[2], h = 2e-6;
            loss_of(trainer, &batch);
            small_must(mg_buffer_read_f64(mg_trainer_gradients(trainer), at, &gradient, 1));
            small_must(mg_buffer_read_f64(model->params, at, &value, 1));
            for (int side = 0; side < 2; side++) {
                moved = value + (side ? h : -h);
                small_must(mg_buffer_write_f64(model->params, at, &moved, 1));
                losses[side] = loss_of(trainer, &batch);
            }
            small_must(mg_buffer_write_f64(model->params, at, &value, 1));
            double slope = (losses[1] - losses[0]) / (2 * h);
            /* h^2 of the third derivative, and eps / h of the loss. */
            if (!(fabs(slope - gradient) < 1e-7 * (1 + fabs(slope))))
                fail_msg("%s, %s: %.9g, by differences %.9g", v->name, p->name, gradient, slope);
        }
    }
    mg_trainer_free(trainer);
    mg_batch_free(&batch);
}

static void test_gradients(void **state) {
    (void)state;
    each_variant("oracle", differentiates);
}

/* Recomputing reads the state of before the batch, and rows that start anew none at all. */
static void test_training_with_state(void **state) {
    (void)state;
    mg_device *device = open_device("cpu");
    mg_config config = configured(&VARIANTS[1]);
    mg_batch batch = small_batch(ROWS, COLS, 3);
    double losses[2][3];
    for (int recompute = 0; recompute < 2; recompute++) {
        mg_model *model = drawn_model(device, &config, 5);
        mg_train_config train = mg_train_config_default();
        train.rows = ROWS, train.cols = COLS, train.recompute = recompute;
        mg_trainer *trainer;
        small_must(mg_trainer_create(model, &train, &trainer));
        for (int step = 0; step < 3; step++) {
            mg_train_report report;
            batch.carried[0] = batch.carried[1] = step > 0;
            small_must(mg_trainer_step(trainer, &batch, step == 0 ? 0 : 1e-3, &report));
            losses[recompute][step] = report.loss;
        }
        mg_trainer_free(trainer);
        mg_model_free(model);
    }
    assert_memory_equal(losses[0], losses[1], sizeof losses[0]);
    assert_true(losses[0][0] != losses[0][1]); /* the rate was 0: what differs is the state */
    mg_batch_free(&batch);
    mg_device_free(device);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_token_by_token),
        cmocka_unit_test(test_resting_rows),
        cmocka_unit_test(test_endless_stream),
        cmocka_unit_test(test_too_many_chunks),
        cmocka_unit_test(test_snapshots),
        cmocka_unit_test(test_split_batches),
        cmocka_unit_test(test_controls),
        cmocka_unit_test(test_open_gate),
        cmocka_unit_test(test_causality_and_rows),
        cmocka_unit_test(test_packed_problems),
        cmocka_unit_test(test_alpha_one_wipes),
        cmocka_unit_test(test_gradients),
        cmocka_unit_test(test_training_with_state),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
