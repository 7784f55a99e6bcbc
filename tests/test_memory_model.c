/* What must hold of a model with a memory, whatever its kind and place: who depends on whom, and
 * that it is trained through the writes. */
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
#include "tests/helper_memory.h"

enum { ROWS = 2, COLS = 14 };

/* A gate that lets everything through is none. */
static void test_open_gate(void **state) {
    (void)state;
    mg_device *device = memory_device("cpu");
    mg_batch batch = small_batch(ROWS, COLS, 3);
    for (size_t i = 0; i < MEMORY_VARIANT_COUNT; i++) {
        if (MEMORY_VARIANTS[i].gate == MG_MEMORY_GATE_OFF) continue;
        mg_config gated = memory_config(&MEMORY_VARIANTS[i]), open = gated, none = gated;
        open.memory.warmup = 1;
        none.memory.gate = MG_MEMORY_GATE_OFF;
        mg_model *models[] = {memory_model(device, &gated, 5), memory_model(device, &open, 5),
                              memory_model(device, &none, 5)};
        float *logits[3];
        for (int j = 0; j < 3; j++) logits[j] = small_forward(models[j], &batch);
        int64_t n = ROWS * COLS * gated.vocab_size;
        memory_expect_close(models[1], logits[1], logits[2], n, &MEMORY_VARIANTS[i]);
        assert_true(small_distance(logits[0], logits[2], n) > 10 * MEMORY_CLOSE);
        for (int j = 0; j < 3; j++) mg_free(logits[j]), mg_model_free(models[j]);
    }
    mg_batch_free(&batch);
    mg_device_free(device);
}

/* -- who depends on whom ----------------------------------------------------------------------- */

/* Outputs before a changed token, and those of other rows, stay the same to the bit. */
static void causal(mg_model *model, const memory_variant *v) {
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
    memory_each_variant("cpu", causal);
}

/* Two problems in one row, and the second one by itself. */
static void packs(mg_model *model, const memory_variant *v) {
    /* Chunks are of 4 tokens. */
    const int64_t BORDER = memory_counts_chunks(v) ? 8 : 5;
    int64_t vocabulary = model->config.vocab_size;
    mg_batch batch = small_batch(1, COLS, 3);
    mg_batch second = small_cut(&batch, 0, BORDER, COLS - BORDER);
    for (int64_t t = BORDER; t < COLS; t++) {
        batch.segments[t] = 1;
        batch.positions[t] = (int32_t)(t - BORDER);
    }
    float *packed = small_forward(model, &batch), *alone = small_forward(model, &second);
    memory_expect_close(model, packed + BORDER * vocabulary, alone, (COLS - BORDER) * vocabulary,
                        v);
    mg_free(packed);
    mg_free(alone);
    mg_batch_free(&second);
    mg_batch_free(&batch);
}

static void test_packed_problems(void **state) {
    (void)state;
    memory_each_variant("cpu", packs);
}

/* With alpha = 1 nothing is left of the token before: what is out of reach of attention and of the
 * convolution is forgotten. (Not so where a write is judged against the state before its decay, as
 * in Titans' equations: then r_t depends on W_{t-1}, which is the write of t - 1, and so on.) */
static void test_alpha_one_wipes(void **state) {
    (void)state;
    mg_device *device = memory_device("oracle");
    mg_config config = memory_config(memory_variant_called("linear"));
    config.memory.momentum = false;
    config.memory.decayed_residual = true;
    config.window = 1;
    mg_model *model = memory_model(device, &config, 5);
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

/* -- memory as context in the paper's order ---------------------------------------------------- */

enum { HEADS = 2 }; /* as small_config_with_memory */

static void probe(mg_model *model, const mg_batch *batch, const char *name, float *values,
                  int64_t room) {
    mg_forward *forward;
    const float *logits;
    int64_t n, cells = batch->rows * batch->cols * model->config.vocab_size;
    float *plain = small_forward(model, batch);
    small_must(mg_forward_create_probed(model, batch->rows, batch->cols, &forward));
    small_must(mg_forward_run(forward, batch, &logits));
    assert_memory_equal(plain, logits, (size_t)cells * sizeof *logits);
    small_must(mg_forward_probe(forward, 1, name, values, room, &n));
    assert_int_equal(n, room);
    mg_forward_free(forward);
    mg_free(plain);
}

/* What is written is what comes out of attention: if that is nothing, so is what is written. On
 * arrival it is the token. */
static void writes_what_attention_makes(mg_device *device, const char *name) {
    mg_config config = memory_config(memory_variant_called(name));
    mg_batch batch = small_batch(ROWS, COLS, 3);
    float weights[2][ROWS * HEADS];
    for (int paper = 0; paper < 2; paper++) {
        config.memory.context_order = paper ? MG_MEMORY_ORDER_PAPER : MG_MEMORY_ORDER_ARRIVAL;
        mg_model *model = memory_model(device, &config, 5);
        const mg_param_entry *p = mg_param_find(&model->table, "layers.1.attn.o");
        small_must(mg_buffer_zero_f32(model->params, p->arena_offset, p->elements));
        probe(model, &batch, "weights2", weights[paper], ROWS * HEADS);
        mg_model_free(model);
    }
    for (int i = 0; i < ROWS * HEADS; i++) {
        assert_true(weights[0][i] > 1e-3f);
        assert_true(weights[1][i] == 0);
    }
    mg_batch_free(&batch);
}

static void test_the_papers_order(void **state) {
    (void)state;
    mg_device *device = memory_device("cpu");
    writes_what_attention_makes(device, "linear in the paper's order");
    writes_what_attention_makes(device, "feature in the paper's order");
    writes_what_attention_makes(device, "deep in the paper's order");
    mg_device_free(device);
}

/* What is shown of tokens are those of all chunks, row by row. */
static void test_probes_of_parts(void **state) {
    (void)state;
    mg_device *device = memory_device("cpu");
    mg_config config = memory_config(memory_variant_called("feature in the paper's order"));
    mg_model *model = memory_model(device, &config, 5);
    mg_batch batch = small_batch(ROWS, COLS, 3), second = small_cut(&batch, 1, 0, COLS);
    float both[ROWS * COLS * HEADS], alone[COLS * HEADS];
    probe(model, &batch, "surprise2", both, ROWS * COLS * HEADS);
    probe(model, &second, "surprise2", alone, COLS * HEADS);
    assert_true(small_distance(both + COLS * HEADS, alone, COLS * HEADS) < MEMORY_CLOSE);
    for (int i = 1; i < COLS * HEADS; i++) assert_true(alone[i] > 0 && alone[i] != alone[i - 1]);
    mg_batch_free(&second);
    mg_batch_free(&batch);
    mg_model_free(model);
    mg_device_free(device);
}

/* A gate's threshold goes from chunk to chunk: all tokens of a row have been seen behind it. */
static void test_threshold_of_parts(void **state) {
    (void)state;
    mg_device *device = memory_device("cpu");
    mg_batch batch = small_batch(ROWS, COLS, 3);
    static const char *const NAMES[] = {"feature in the paper's order, hard gate",
                                        "deep in the paper's order, hard gate"};
    for (int i = 0; i < 2; i++) {
        mg_config config = memory_config(memory_variant_called(NAMES[i]));
        config.memory.warmup = 100;
        mg_model *model = memory_model(device, &config, 5);
        mg_train_config train = mg_train_config_default();
        train.rows = ROWS, train.cols = COLS;
        mg_trainer *trainer;
        mg_train_report report;
        float seen[HEADS];
        small_must(mg_trainer_create(model, &train, &trainer));
        small_must(mg_trainer_backward(trainer, &batch, &report));
        const mg_param_entry *p = mg_param_find(&model->table, "layers.1.memory.tau_seen");
        small_must(mg_buffer_read_f32(model->params, p->arena_offset, seen, HEADS));
        for (int head = 0; head < HEADS; head++) assert_true(seen[head] == COLS);
        mg_trainer_free(trainer);
        mg_model_free(model);
    }
    mg_batch_free(&batch);
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

/* d loss / d parameter `at` by differences over h and 2 h, whose errors in h^2 cancel. */
static double slope_at(mg_model *model, mg_trainer *trainer, const mg_batch *batch, int64_t at) {
    static const double STEPS[] = {2, 1, -1, -2}, SHARES[] = {-1, 8, -8, 1};
    const double h = 2e-6;
    double value, sum = 0;
    small_must(mg_buffer_read_f64(model->params, at, &value, 1));
    for (int i = 0; i < 4; i++) {
        double moved = value + STEPS[i] * h;
        small_must(mg_buffer_write_f64(model->params, at, &moved, 1));
        sum += SHARES[i] * loss_of(trainer, batch);
    }
    small_must(mg_buffer_write_f64(model->params, at, &value, 1));
    return sum / (12 * h);
}

/* Some elements of every parameter of the memory's layer, through the writes of four chunks. */
static void differentiates(mg_model *model, const memory_variant *v) {
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
        if (!p->trained || !strstr(p->name, "layers.1.")) continue;
        double gradients[4096];
        assert_true(p->elements <= 4096);
        loss_of(trainer, &batch);
        small_must(mg_buffer_read_f64(mg_trainer_gradients(trainer), p->arena_offset, gradients,
                                      p->elements));
        for (uint32_t draw = 0; draw < 2; draw++) {
            mg_rng rng = mg_rng_at(77, i, draw);
            int64_t at = mg_rng_between(&rng, 0, p->elements - 1);
            double slope = slope_at(model, trainer, &batch, p->arena_offset + at);
            /* eps / h of the loss. */
            if (!(fabs(slope - gradients[at]) < 1e-7 * (1 + fabs(slope))))
                fail_msg("%s, %s: %.9g, by differences %.9g", v->name, p->name, gradients[at],
                         slope);
        }
    }
    mg_trainer_free(trainer);
    mg_batch_free(&batch);
}

static void test_gradients(void **state) {
    (void)state;
    memory_each_variant("oracle", differentiates);
}

/* All gradients of a batch, to be released with mg_free(). */
static double *gradients_of(const char *device_name, const mg_config *config, int64_t cols,
                            int64_t *n) {
    mg_device *device = memory_device(device_name);
    mg_model *model = memory_model(device, config, 29);
    mg_batch batch = small_batch(ROWS, cols, 3);
    mg_train_config train = mg_train_config_default();
    mg_trainer *trainer;
    train.rows = ROWS, train.cols = cols;
    batch.segments[cols - 1] = 1;
    *n = model->table.trained_end;
    double *gradients = mg_calloc((size_t)*n, sizeof *gradients);
    assert_non_null(gradients);
    small_must(mg_trainer_create(model, &train, &trainer));
    loss_of(trainer, &batch);
    small_must(mg_buffer_read_f64(mg_trainer_gradients(trainer), 0, gradients, *n));
    mg_trainer_free(trainer);
    mg_batch_free(&batch);
    mg_model_free(model);
    mg_device_free(device);
    return gradients;
}

/* Largest distance as a share of the largest gradient: some hundred roundings of fp32, more where a
 * norm divides by what is small: those of a deep memory and of what an empty one recalls. */
static void expect_same_gradients(const char *name, const mg_config *config, int64_t cols) {
    int64_t n;
    double *found = gradients_of("cpu", config, cols, &n);
    double *wanted = gradients_of("oracle", config, cols, &n), apart = 0, size = 0;
    for (int64_t i = 0; i < n; i++) {
        double distance = fabs(found[i] - wanted[i]);
        apart = isfinite(distance) ? fmax(apart, distance) : INFINITY;
        size = fmax(size, fabs(wanted[i]));
    }
    if (!(apart < 2e-3 * size)) fail_msg("%s: %g of %g", name, apart, size);
    mg_free(found);
    mg_free(wanted);
}

static void test_gradients_of_the_cpu(void **state) {
    (void)state;
    for (size_t i = 0; i < MEMORY_VARIANT_COUNT; i++) {
        mg_config config = memory_config(&MEMORY_VARIANTS[i]);
        expect_same_gradients(MEMORY_VARIANTS[i].name, &config, COLS);
    }
    mg_config wide = memory_config(memory_variant_called("feature"));
    wide.max_position_embeddings = 80;
    wide.memory.head_dim = 32;
    wide.memory.feature_dim = 64;
    wide.memory.chunk = 32;
    expect_same_gradients("as wide as a preset's", &wide, 70);
}

/* Recomputing reads the state of before the batch, and rows that start anew none at all. */
static void test_training_with_state(void **state) {
    (void)state;
    mg_device *device = memory_device("cpu");
    mg_config config = memory_config(memory_variant_called("feature"));
    mg_batch batch = small_batch(ROWS, COLS, 3);
    double losses[2][3];
    for (int recompute = 0; recompute < 2; recompute++) {
        mg_model *model = memory_model(device, &config, 5);
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
        cmocka_unit_test(test_open_gate),
        cmocka_unit_test(test_causality_and_rows),
        cmocka_unit_test(test_packed_problems),
        cmocka_unit_test(test_alpha_one_wipes),
        cmocka_unit_test(test_the_papers_order),
        cmocka_unit_test(test_probes_of_parts),
        cmocka_unit_test(test_threshold_of_parts),
        cmocka_unit_test(test_gradients),
        cmocka_unit_test(test_gradients_of_the_cpu),
        cmocka_unit_test(test_training_with_state),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
