/* The surprise gate of whole models: shut, warming up, saved and read again, and looked at. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/backends.h"
#include "core/base/alloc.h"
#include "core/train/trainer.h"
#include "memory/cell.h"
#include "tests/helper_small.h"
#include "tests/helper_tmp.h"

enum { HEADS = 2 };

static void set_log_tau(mg_model *model, float value) {
    const mg_param_entry *p = mg_param_find(&model->table, "layers.1.memory.log_tau");
    const float both[HEADS] = {value, value};
    small_must(mg_buffer_write_f32(model->params, p->arena_offset, both, HEADS));
}

/* A gate that lets nothing through leaves the memory as one that does not write; and differs from
 * one that lets everything through. */
static void shuts(mg_device *device, mg_memory_kind kind) {
    enum { ROWS = 2, COLS = 22 };
    mg_config config = small_config_with_memory(kind);
    config.memory.gate = MG_MEMORY_GATE_HARD;
    config.memory.warmup = 0;
    mg_config frozen = config;
    frozen.memory.theta_max = 0;
    mg_model *model = small_model(device, &config, 4), *never = small_model(device, &frozen, 4);
    mg_batch batch = small_batch(ROWS, COLS, 2);
    set_log_tau(model, -50);
    float *open = small_forward(model, &batch);
    set_log_tau(model, 50);
    float *shut = small_forward(model, &batch);
    float *unwritten = small_forward(never, &batch);
    int64_t n = ROWS * COLS * config.vocab_size;
    assert_memory_equal(shut, unwritten, (size_t)n * sizeof *shut);
    assert_true(small_distance(shut, open, n) > 1e-3);
    mg_free(open);
    mg_free(shut);
    mg_free(unwritten);
    mg_batch_free(&batch);
    mg_model_free(model);
    mg_model_free(never);
}

static void test_shut_gate_is_no_write(void **state) {
    const mg_memory_kind *kind = *state;
    mg_device *device;
    small_must(mg_device_open("cpu", 1, &device));
    shuts(device, *kind);
    mg_device_free(device);
}

/* A threshold that nothing reaches does not shut a memory for good: after 128 tokens without a
 * write the next is written, however the text is cut, and a new segment starts to count anew. */
static void test_longest_silence(void **state) {
    enum { PART = 100, PARTS = 4, NEW_TEXT = 350 };
    const mg_memory_kind *kind = *state;
    mg_device *device;
    small_must(mg_device_open("cpu", 1, &device));
    mg_config config = small_config_with_memory(*kind);
    config.memory.gate = MG_MEMORY_GATE_HARD;
    config.memory.warmup = 0;
    config.max_position_embeddings = PART;
    mg_model *model = small_model(device, &config, 4);
    set_log_tau(model, 50);
    mg_forward *forward;
    const float *logits;
    small_must(mg_forward_create_probed(model, 1, PART, &forward));
    for (int part = 0; part < PARTS; part++) {
        mg_batch batch = small_batch(1, PART, (uint64_t)part + 1);
        float write[PART * HEADS];
        int64_t n;
        batch.carried[0] = part > 0;
        for (int i = 0; i < PART; i++) batch.segments[i] = part * PART + i >= NEW_TEXT;
        small_must(mg_forward_run(forward, &batch, &logits));
        small_must(mg_forward_probe(forward, 1, "write", write, PART * HEADS, &n));
        for (int i = 0; i < PART * HEADS; i++) {
            int t = part * PART + i / HEADS;
            float wanted = t == 128 || t == 257 ? 1 : 0; /* not 386: a new text began */
            if (write[i] != wanted) fail_msg("token %d: %g", t, (double)write[i]);
        }
        mg_batch_free(&batch);
    }
    mg_forward_free(forward);
    mg_model_free(model);
    mg_device_free(device);
}

/* A threshold that follows in use moves with each row alone, token by token: what is read in parts,
 * through the cache or beside other rows is the same. */
static void follows_in_use(mg_device *device, mg_memory_kind kind) {
    enum { ROWS = 2, COLS = 24, PART = 12 /* whole chunks */ };
    mg_config config = small_config_with_memory(kind);
    config.memory.gate = MG_MEMORY_GATE_HARD;
    config.memory.warmup = 0;
    config.memory.threshold_speed = 1;
    config.memory.surprise_decay = 0.5;
    config.window = 1; /* attention does not cross parts */
    mg_model *still = small_model(device, &config, 4);
    config.memory.gate_tracking = true;
    mg_model *model = small_model(device, &config, 4);
    set_log_tau(still, 1), set_log_tau(model, 1);
    mg_batch batch = small_batch(ROWS, COLS, 2), row = small_cut(&batch, 1, 0, COLS);
    int64_t n = ROWS * COLS * config.vocab_size, half = n / 2;
    float *whole = small_forward(model, &batch), *frozen = small_forward(still, &batch);
    float *alone = small_forward(model, &row), *steps = mg_calloc((size_t)n, sizeof *steps);
    mg_decoder *decoder;
    small_must(mg_decoder_create(model, ROWS, COLS, &decoder));
    small_decode(decoder, model, &batch, 0, COLS, steps);
    /* The same sums in another order; a token that is written or not is far more. */
    assert_true(small_distance(steps, whole, n) < 5e-5);
    assert_true(small_distance(alone, whole + half, half) < 5e-5);
    assert_true(small_distance(frozen, whole, n) > 1e-3);

    mg_forward *forward;
    const float *logits;
    small_must(mg_forward_create(model, 1, PART, &forward));
    for (int64_t first = 0; first < COLS; first += PART) {
        mg_batch cut = small_cut(&batch, 1, first, PART);
        cut.carried[0] = first > 0;
        small_must(mg_forward_run(forward, &cut, &logits));
        const float *there = whole + half + first * config.vocab_size;
        assert_true(small_distance(logits, there, PART * config.vocab_size) < 5e-5);
        mg_batch_free(&cut);
    }
    mg_forward_free(forward);
    mg_decoder_free(decoder);
    mg_free(whole);
    mg_free(frozen);
    mg_free(alone);
    mg_free(steps);
    mg_batch_free(&row);
    mg_batch_free(&batch);
    mg_model_free(still);
    mg_model_free(model);
}

static void test_threshold_follows_in_use(void **state) {
    const mg_memory_kind *kind = *state;
    mg_device *device;
    small_must(mg_device_open("cpu", 1, &device));
    follows_in_use(device, *kind);
    mg_device_free(device);
}

/* -- in training ------------------------------------------------------------------------------- */

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* While it warms up the threshold of a head lies where the wanted share of what was held exceeds
 * it, between two of its marks. */
static void warms_up(mg_device *device, mg_memory_kind kind) {
    enum { ROWS = 2, COLS = 14, N = ROWS * COLS * HEADS, EACH = ROWS * COLS };
    mg_config config = small_config_with_memory(kind);
    config.memory.gate = MG_MEMORY_GATE_HARD;
    config.memory.write_rate = 0.25;
    mg_model *model = small_model(device, &config, 4);
    mg_batch batch = small_batch(ROWS, COLS, 2);
    mg_forward *forward;
    small_must(mg_forward_create_probed(model, ROWS, COLS, &forward));
    const float *logits;
    small_must(mg_forward_run(forward, &batch, &logits));
    float surprise[N], log_tau[HEADS];
    int64_t n;
    small_must(mg_forward_probe(forward, 1, "surprise2", surprise, N, &n));

    mg_train_config train = mg_train_config_default();
    train.rows = ROWS, train.cols = COLS;
    mg_trainer *trainer;
    mg_train_report report;
    small_must(mg_trainer_create(model, &train, &trainer));
    small_must(mg_trainer_backward(trainer, &batch, &report));
    const mg_param_entry *p = mg_param_find(&model->table, "layers.1.memory.log_tau");
    small_must(mg_buffer_read_f32(model->params, p->arena_offset, log_tau, HEADS));
    for (int head = 0; head < HEADS; head++) {
        double held[EACH], last = 0;
        for (int i = 0; i < EACH; i++) {
            double s = 0.5 * log((double)surprise[i * HEADS + head]);
            held[i] = last = i % COLS == 0 ? s : fmax(s, last + log(0.9));
        }
        qsort(held, EACH, sizeof *held, ascending);
        double tau = (double)log_tau[head], below = held[EACH - 8], above = held[EACH - 7];
        if (!(tau > below - 0.25 && tau < above + 0.25)) /* marks are 0.25 apart */
            fail_msg("%g, want one from %g to %g", tau, below, above);
    }
    mg_trainer_free(trainer);
    mg_forward_free(forward);
    mg_batch_free(&batch);
    mg_model_free(model);
}

static void test_warm_up(void **state) {
    const mg_memory_kind *kind = *state;
    mg_device *device;
    small_must(mg_device_open("cpu", 1, &device));
    warms_up(device, *kind);
    mg_device_free(device);
}

/* -- kept and left alone ----------------------------------------------------------------------- */

enum { GATE_NUMBERS = HEADS * (2 + MG_GATE_MARKS) };

/* Everything that a gate learns. */
static void read_gate(const mg_model *model, float *values) {
    static const char *const NAMES[] = {"layers.1.memory.log_tau", "layers.1.memory.tau_seen",
                                        "layers.1.memory.tau_counts"};
    for (int i = 0; i < 3; i++) {
        const mg_param_entry *p = mg_param_find(&model->table, NAMES[i]);
        small_must(mg_buffer_read_f32(model->params, p->arena_offset, values, p->elements));
        values += p->elements;
    }
}

static void backward(mg_model *model, uint64_t seed) {
    enum { ROWS = 2, COLS = 14 };
    mg_train_config train = mg_train_config_default();
    train.rows = ROWS, train.cols = COLS;
    mg_trainer *trainer;
    mg_train_report report;
    mg_batch batch = small_batch(ROWS, COLS, seed);
    small_must(mg_trainer_create(model, &train, &trainer));
    small_must(mg_trainer_backward(trainer, &batch, &report));
    mg_trainer_free(trainer);
    mg_batch_free(&batch);
}

/* In the middle of its warm-up a gate is saved and goes on from there as if nothing had been; and
 * reading without training leaves it as it is, then and later. */
static void is_kept(mg_device *device, mg_memory_kind kind) {
    float whole[GATE_NUMBERS], saved[GATE_NUMBERS], read[GATE_NUMBERS];
    mg_config config = small_config_with_memory(kind);
    config.memory.gate = MG_MEMORY_GATE_HARD;
    config.memory.warmup = 40; /* ends within the third batch */
    mg_model *model = small_model(device, &config, 4), *other = small_model(device, &config, 5);
    for (uint64_t i = 1; i <= 2; i++) backward(model, i);
    read_gate(model, saved);
    small_must(mg_model_save(model, test_tmp("")));
    small_must(mg_model_load(other, test_tmp("")));
    for (uint64_t i = 3; i <= 4; i++) backward(model, i), backward(other, i);
    read_gate(model, whole);
    read_gate(other, read);
    assert_memory_equal(whole, read, sizeof whole);
    assert_true(memcmp(whole, saved, sizeof whole) != 0);
    mg_batch batch = small_batch(2, 14, 9);
    mg_free(small_forward(model, &batch));
    read_gate(model, read);
    assert_memory_equal(whole, read, sizeof whole);
    mg_batch_free(&batch);
    mg_model_free(model);
    mg_model_free(other);
}

static void test_kept_and_left_alone(void **state) {
    const mg_memory_kind *kind = *state;
    mg_device *device;
    test_tmp_in_memory();
    small_must(mg_device_open("cpu", 1, &device));
    is_kept(device, *kind);
    mg_device_free(device);
}

/* What is shown of a layer, and that a stored duplicate is no longer surprising. */
static void test_probes(void **state) {
    (void)state;
    enum { COLS = 8 };
    mg_device *device;
    small_must(mg_device_open("cpu", 1, &device));
    mg_config config = small_config_with_memory(MG_MEMORY_LINEAR);
    config.memory.gate = MG_MEMORY_GATE_HARD;
    config.memory.conv_kernel = 1;
    config.window = 1;
    mg_model *model = small_model(device, &config, 4);
    mg_batch batch = small_batch(1, COLS, 2);
    for (int i = 0; i < COLS; i++) batch.ids[i] = i < 4 ? i : i - 4; /* each token twice */
    mg_forward *plain, *probed;
    small_must(mg_forward_create(model, 1, COLS, &plain));
    small_must(mg_forward_create_probed(model, 1, COLS, &probed));
    const float *a, *b;
    small_must(mg_forward_run(plain, &batch, &a));
    small_must(mg_forward_run(probed, &batch, &b));
    size_t bytes = (size_t)(COLS * config.vocab_size) * sizeof *a;
    assert_memory_equal(a, b, bytes);

    float surprise[COLS * HEADS], write[COLS * HEADS];
    int64_t n;
    small_must(mg_forward_probe(probed, 1, "write", write, COLS * HEADS, &n));
    assert_int_equal(n, COLS * HEADS);
    for (int i = 0; i < COLS * HEADS; i++) assert_true(write[i] == 1); /* still warming up */
    small_must(mg_forward_probe(probed, 1, "surprise2", surprise, COLS * HEADS, &n));
    double first = 0, second = 0;
    for (int i = 0; i < 4 * HEADS; i++) {
        first += sqrt((double)surprise[i]);
        second += sqrt((double)surprise[4 * HEADS + i]);
    }
    assert_true(second < 0.9 * first);
    assert_int_equal(mg_forward_probe(probed, 0, "write", write, 1, &n), MG_ERR_NOT_FOUND);
    assert_int_equal(mg_forward_probe(plain, 1, "write", write, 1, &n), MG_ERR_NOT_FOUND);
    mg_forward_free(plain);
    mg_forward_free(probed);
    mg_batch_free(&batch);
    mg_model_free(model);
    mg_device_free(device);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SMALL_EACH_KIND(test_shut_gate_is_no_write),    SMALL_EACH_KIND(test_longest_silence),
        SMALL_EACH_KIND(test_threshold_follows_in_use), SMALL_EACH_KIND(test_warm_up),
        SMALL_EACH_KIND(test_kept_and_left_alone),      cmocka_unit_test(test_probes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
