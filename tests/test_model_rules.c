/* What must hold for the model whatever its weights: that masks mask, that packing, padding,
 * accumulation, recompute, caching and the number of threads change nothing. On the CPU. */
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
#include "core/nn/infer.h"
#include "core/train/trainer_build.h"
#include "tests/helper_model.h"

/* Two fp32 results whose sums run in different orders. */
#define ROUNDING 1e-5

static void must(mg_status status) {
    if (status != MG_OK) fail_msg("%s (%s)", mg_error_text(), mg_error_where());
}

static mg_device *open_cpu(int threads) {
    mg_device *device;
    must(mg_device_open("cpu", threads, &device));
    return device;
}

static void variant_paths(const char *variant, char folder[512], char io[560]) {
    snprintf(folder, 512, "%s/model_%s", MG_FIXTURES, variant);
    snprintf(io, 560, "%s/io.safetensors", folder);
}

static model_case open_edited(mg_device *device, const char *variant,
                              void (*edit)(mg_config *config)) {
    char folder[512], io[560];
    model_case c;
    variant_paths(variant, folder, io);
    must(model_case_open(device, folder, io, edit, &c));
    return c;
}

static model_case open_variant(mg_device *device, const char *variant) {
    return open_edited(device, variant, NULL);
}

static model_result run(const model_case *c, const mg_batch *batch) {
    model_result r;
    mg_train_config config = model_train_config(batch);
    must(model_run(c->model, batch, &config, &r));
    return r;
}

static double distance_f32(const float *a, const float *b, int64_t n) {
    double difference = 0, size = 0;
    for (int64_t i = 0; i < n; i++) {
        difference += ((double)a[i] - (double)b[i]) * ((double)a[i] - (double)b[i]);
        size += (double)b[i] * (double)b[i];
    }
    return sqrt(difference / size);
}

static double distance_f64(const double *a, const double *b, int64_t n) {
    double difference = 0, size = 0;
    for (int64_t i = 0; i < n; i++) {
        difference += (a[i] - b[i]) * (a[i] - b[i]);
        size += b[i] * b[i];
    }
    return sqrt(difference / size);
}

static void assert_close(double distance, const char *what) {
    if (!(distance < ROUNDING)) fail_msg("%s: relative distance %g", what, distance);
}

static void assert_same(const model_result *a, const model_result *b) {
    assert_memory_equal(a->logits, b->logits, (size_t)a->n_logits * sizeof *a->logits);
    assert_memory_equal(&a->loss, &b->loss, sizeof a->loss);
    assert_memory_equal(&a->aux_loss, &b->aux_loss, sizeof a->aux_loss);
    assert_memory_equal(a->grads, b->grads, (size_t)a->n_grads * sizeof *a->grads);
}

/* Logits of the token at (row, col). */
static const float *logits_at(const model_case *c, const mg_batch *batch, const model_result *r,
                              int64_t row, int64_t col) {
    return r->logits + (row * batch->cols + col) * c->config.vocab_size;
}

static void copy_token(mg_batch *to, int64_t row, int64_t col, const mg_batch *from, int64_t i) {
    int64_t at = row * to->cols + col;
    to->ids[at] = from->ids[i];
    to->targets[at] = from->targets[i];
    to->segments[at] = from->segments[i];
    to->positions[at] = from->positions[i];
    to->loss_mask[at] = from->loss_mask[i];
    to->target_tokens += from->loss_mask[i] > 0;
}

static mg_batch new_batch(int64_t rows, int64_t cols) {
    mg_batch batch;
    must(mg_batch_create(&batch, rows, cols));
    return batch;
}

/* -- threads, recompute, accumulation ---------------------------------------------------------- */

static void balanced(mg_config *config) {
    config->aux_loss_alpha = 0.01;
    config->seq_aux = false;
}

static void test_threads_change_nothing(void **state) {
    (void)state;
    static const char *const variants[] = {"v3", "packed", "encoder"};
    for (int v = 0; v < 3; v++) {
        model_result results[3];
        for (int i = 0; i < 3; i++) {
            mg_device *device = open_cpu((const int[]){1, 2, 5}[i]);
            model_case c = open_edited(device, variants[v], balanced);
            results[i] = run(&c, &c.batch);
            model_case_close(&c);
            mg_device_free(device);
        }
        assert_same(&results[0], &results[1]);
        assert_same(&results[0], &results[2]);
        for (int i = 0; i < 3; i++) model_result_free(&results[i]);
    }
}

static void test_recompute_changes_nothing(void **state) {
    (void)state;
    mg_device *device = open_cpu(2);
    model_case c = open_edited(device, "v3", balanced);
    mg_train_config config = model_train_config(&c.batch);
    model_result keep, again;
    must(model_run(c.model, &c.batch, &config, &keep));
    config.recompute = true;
    must(model_run(c.model, &c.batch, &config, &again));
    assert_same(&keep, &again);
    mg_train_memory with, without;
    must(mg_train_memory_plan(&c.config, &config, &with));
    config.recompute = false;
    must(mg_train_memory_plan(&c.config, &config, &without));
    assert_true(with.workspace < without.workspace);
    model_result_free(&keep);
    model_result_free(&again);
    model_case_close(&c);
    mg_device_free(device);
}

typedef struct one_step {
    mg_train_report report;
    double *grads, *params;
} one_step;

/* One step of `batches`, from the variant's weights. */
static one_step step_of(model_case *c, const mg_batch *batches, int64_t n) {
    one_step s;
    mg_trainer *trainer;
    mg_train_config config = model_train_config(&batches[0]);
    config.accumulation = n;
    int64_t size = c->model->table.trained_end;
    s.grads = mg_calloc((size_t)size, sizeof *s.grads);
    s.params = mg_calloc((size_t)size, sizeof *s.params);
    assert_true(s.grads && s.params);
    must(mg_trainer_create(c->model, &config, &trainer));
    must(mg_trainer_step(trainer, batches, 1e-3, &s.report));
    must(mg_buffer_read_f64(mg_trainer_gradients(trainer), 0, s.grads, size));
    must(mg_buffer_read_f64(c->model->params, 0, s.params, size));
    mg_trainer_free(trainer);
    return s;
}

/* Three batches of one row are the step of one batch of three rows; the rows have different
 * numbers of targets. */
static void test_accumulation_changes_nothing(void **state) {
    (void)state;
    mg_device *device = open_cpu(2);
    model_case whole = open_variant(device, "packed"), parts = open_variant(device, "packed");
    mg_batch rows[3];
    for (int64_t r = 0; r < 3; r++) {
        rows[r] = new_batch(1, whole.batch.cols);
        for (int64_t i = 0; i < whole.batch.cols; i++) {
            copy_token(&rows[r], 0, i, &whole.batch, r * whole.batch.cols + i);
        }
    }
    assert_true(rows[0].target_tokens != rows[1].target_tokens);
    one_step a = step_of(&whole, &whole.batch, 1), b = step_of(&parts, rows, 3);
    int64_t size = whole.model->table.trained_end;
    assert_int_equal(a.report.target_tokens, b.report.target_tokens);
    assert_close(fabs(a.report.loss / b.report.loss - 1), "loss");
    assert_close(fabs(a.report.grad_norm / b.report.grad_norm - 1), "norm");
    assert_close(fabs(a.report.imbalance - b.report.imbalance), "imbalance");
    assert_close(distance_f64(b.grads, a.grads, size), "gradients");
    assert_close(distance_f64(b.params, a.params, size), "parameters");
    mg_free(a.grads), mg_free(a.params);
    mg_free(b.grads), mg_free(b.params);
    for (int r = 0; r < 3; r++) mg_batch_free(&rows[r]);
    model_case_close(&whole);
    model_case_close(&parts);
    mg_device_free(device);
}

/* loss = sum w nll / sum w, for any weights. */
static void test_weights_of_targets(void **state) {
    (void)state;
    mg_device *device = open_cpu(2);
    model_case c = open_variant(device, "v3");
    int64_t n = c.batch.rows * c.batch.cols, v = c.config.vocab_size;
    for (int64_t i = 0; i < n; i++) c.batch.loss_mask[i] = 0.25f * (float)(i % 7);
    model_result r = run(&c, &c.batch);
    double sum = 0, weights = 0;
    for (int64_t i = 0; i < n; i++) {
        double z = 0;
        for (int64_t j = 0; j < v; j++) z += exp((double)r.logits[i * v + j]);
        double nll = log(z) - (double)r.logits[i * v + c.batch.targets[i]];
        sum += nll * (double)c.batch.loss_mask[i];
        weights += (double)c.batch.loss_mask[i];
    }
    assert_close(fabs(r.loss / (sum / weights) - 1), "loss");
    model_result_free(&r);
    model_case_close(&c);
    mg_device_free(device);
}

/* -- masks ------------------------------------------------------------------------------------- */

/* Changes the token at (row, col) and gives the logits before and after. */
static void change_token(model_case *c, int64_t at, model_result *before, model_result *after) {
    *before = run(c, &c->batch);
    c->batch.ids[at] = (c->batch.ids[at] + 1) % (int32_t)c->config.vocab_size;
    *after = run(c, &c->batch);
}

static bool same_logits(const model_case *c, const model_result *a, const model_result *b,
                        int64_t at) {
    int64_t v = c->config.vocab_size;
    return memcmp(a->logits + at * v, b->logits + at * v, (size_t)v * sizeof(float)) == 0;
}

/* In row 1, a token sees itself and what stands before it in its segment, and nothing else. */
static void test_causal_means_causal(void **state) {
    (void)state;
    mg_device *device = open_cpu(2);
    static const char *const variants[] = {"v3", "v2", "packed"};
    for (int v = 0; v < 3; v++) {
        model_case c = open_variant(device, variants[v]);
        int64_t cols = c.batch.cols, at = cols + 3;
        model_result before, after;
        change_token(&c, at, &before, &after);
        for (int64_t i = 0; i < c.batch.rows * cols; i++) {
            if (c.batch.segments[i] == MG_SEGMENT_PAD) continue;
            bool reached = i / cols == 1 && i >= at && c.batch.segments[i] == c.batch.segments[at];
            if (same_logits(&c, &before, &after, i) == reached) {
                fail_msg("%s: token %lld %s", variants[v], (long long)i,
                         reached ? "did not see the change" : "saw the change");
            }
        }
        model_result_free(&before);
        model_result_free(&after);
        model_case_close(&c);
    }
    mg_device_free(device);
}

static void test_encoder_sees_its_whole_segment(void **state) {
    (void)state;
    mg_device *device = open_cpu(2);
    model_case c = open_variant(device, "encoder");
    int64_t cols = c.batch.cols, at = 0;
    while (c.batch.segments[at + 1] == c.batch.segments[0]) at++; /* last of the first segment */
    assert_in_range(at, 1, cols - 2);
    model_result before, after;
    change_token(&c, at, &before, &after);
    for (int64_t i = 0; i < c.batch.rows * cols; i++) {
        if (c.batch.segments[i] == MG_SEGMENT_PAD) continue;
        assert_int_equal(same_logits(&c, &before, &after, i), i > at);
    }
    model_result_free(&before);
    model_result_free(&after);
    model_case_close(&c);
    mg_device_free(device);
}

/* Every segment of a packed batch in a row of its own, at another column and beside padding, gives
 * the same logits. */
static void test_packing_changes_nothing(void **state) {
    (void)state;
    static const char *const variants[] = {"packed", "encoder"};
    mg_device *device = open_cpu(2);
    for (int v = 0; v < 2; v++) {
        model_case c = open_variant(device, variants[v]);
        const mg_batch *packed = &c.batch;
        int64_t cols = packed->cols, n = packed->rows * cols, rows = 0;
        int64_t row_of[256];
        for (int64_t i = 0; i < n; i++) {
            bool first = i % cols == 0 || packed->segments[i] != packed->segments[i - 1];
            rows += packed->segments[i] != MG_SEGMENT_PAD && first;
            row_of[i] = rows - 1;
        }
        mg_batch apart = new_batch(rows, cols + 2);
        for (int64_t i = 0; i < n; i++) {
            if (packed->segments[i] == MG_SEGMENT_PAD) continue;
            copy_token(&apart, row_of[i], 2 + packed->positions[i], packed, i);
        }
        model_result together = run(&c, packed), alone = run(&c, &apart);
        for (int64_t i = 0; i < n; i++) {
            if (packed->segments[i] == MG_SEGMENT_PAD) continue;
            const float *theirs =
                logits_at(&c, &apart, &alone, row_of[i], 2 + packed->positions[i]);
            assert_close(
                distance_f32(theirs, logits_at(&c, packed, &together, 0, i), c.config.vocab_size),
                variants[v]);
        }
        assert_close(fabs(alone.loss / together.loss - 1), "loss");
        assert_close(distance_f64(alone.grads, together.grads, alone.n_grads), "gradients");
        model_result_free(&together);
        model_result_free(&alone);
        mg_batch_free(&apart);
        model_case_close(&c);
    }
    mg_device_free(device);
}

static void balanced_by_row(mg_config *config) {
    config->aux_loss_alpha = 0.01;
    config->seq_aux = true;
}

/* More padding, and other tokens in it: same loss, gradients and expert loads. (Balance by row is a
 * mean over rows, so there no row is added.) */
static void padding_counts_nowhere(mg_device *device, void (*edit)(mg_config *config),
                                   int64_t more_rows) {
    model_case c = open_edited(device, "packed", edit);
    mg_batch wide = new_batch(c.batch.rows + more_rows, c.batch.cols + 5);
    for (int64_t i = 0; i < wide.rows * wide.cols; i++) {
        wide.ids[i] = (int32_t)(i % 60), wide.targets[i] = (int32_t)(i % 7);
    }
    for (int64_t i = 0; i < c.batch.rows * c.batch.cols; i++) {
        copy_token(&wide, i / c.batch.cols, i % c.batch.cols, &c.batch, i);
    }
    wide.target_tokens = c.batch.target_tokens;
    model_result narrow = run(&c, &c.batch), padded = run(&c, &wide);
    assert_close(fabs(padded.loss / narrow.loss - 1), "loss");
    assert_close(fabs(padded.aux_loss / narrow.aux_loss - 1), "balance loss");
    assert_close(distance_f64(padded.grads, narrow.grads, narrow.n_grads), "gradients");
    assert_int_equal(padded.n_load, narrow.n_load);
    assert_memory_equal(padded.load, narrow.load, (size_t)narrow.n_load * sizeof *narrow.load);
    model_result_free(&narrow);
    model_result_free(&padded);
    mg_batch_free(&wide);
    model_case_close(&c);
}

static void test_padding_counts_nowhere(void **state) {
    (void)state;
    mg_device *device = open_cpu(2);
    padding_counts_nowhere(device, balanced, 2);
    padding_counts_nowhere(device, balanced_by_row, 0);
    mg_device_free(device);
}

/* -- decoding ---------------------------------------------------------------------------------- */

/* Feeds the rows token by token through the cache; row 2 starts two steps later, so that rows stand
 * at different positions. */
static void decode_agrees(mg_device *device, const char *variant) {
    model_case c = open_variant(device, variant);
    const mg_batch *batch = &c.batch;
    int64_t cols = batch->cols;
    model_result r = run(&c, batch);
    mg_decoder *decoder;
    must(mg_decoder_create(c.model, batch->rows, cols, &decoder));
    for (int64_t step = 0; step < cols + 2; step++) {
        int32_t ids[3] = {-1, -1, -1}, positions[3] = {0, 0, 0};
        for (int64_t row = 0; row < batch->rows; row++) {
            int64_t col = row == 2 ? step - 2 : step;
            if (col < 0 || col >= cols) continue;
            ids[row] = batch->ids[row * cols + col];
            positions[row] = (int32_t)col;
        }
        const float *logits;
        must(mg_decoder_step(decoder, ids, positions, &logits));
        for (int64_t row = 0; row < batch->rows; row++) {
            if (ids[row] < 0) continue;
            double distance =
                distance_f32(logits + row * c.config.vocab_size,
                             logits_at(&c, batch, &r, row, positions[row]), c.config.vocab_size);
            assert_close(distance, variant);
        }
    }
    mg_decoder_free(decoder);
    model_result_free(&r);
    model_case_close(&c);
}

static void test_decoding_agrees_with_parallel(void **state) {
    (void)state;
    static const char *const devices[] = {"cpu", "oracle", "vulkan"};
    for (int d = 0; d < 3; d++) {
        mg_device *device;
        mg_status status = mg_device_open(devices[d], 2, &device);
        if (status != MG_OK && d == 2) continue; /* no such device here */
        must(status);
        decode_agrees(device, "v3"); /* q_lora, two MoE layers */
        decode_agrees(device, "v3_yarn_tied");
        decode_agrees(device, "v2");
        decode_agrees(device, "v2_groups");
        mg_device_free(device);
    }
}

/* -- router bias ------------------------------------------------------------------------------- */

/* After a step every selection bias moved by exactly gamma, towards its fair share of the load. */
static void test_router_bias_moves_by_gamma(void **state) {
    (void)state;
    mg_device *device = open_cpu(2);
    model_case c = open_variant(device, "v3");
    const mg_param_table *table = &c.model->table;
    float gamma = (float)c.config.router_bias_update_speed, before[2][12], after[2][12];
    int64_t e = c.config.n_routed_experts;
    assert_true(gamma > 0);
    const mg_param_entry *bias[2] = {mg_param_find(table, "layers.1.router_bias"),
                                     mg_param_find(table, "layers.2.router_bias")};
    mg_trainer *trainer;
    mg_train_config config = model_train_config(&c.batch);
    mg_train_report report;
    must(mg_trainer_create(c.model, &config, &trainer));
    for (int l = 0; l < 2; l++) {
        must(mg_buffer_read_f32(c.model->params, bias[l]->arena_offset, before[l], e));
    }
    must(mg_trainer_step(trainer, &c.batch, 1e-3, &report));
    for (int l = 0; l < 2; l++) {
        float load[12], mean = 0;
        must(mg_buffer_read_f32(c.model->params, bias[l]->arena_offset, after[l], e));
        must(mg_buffer_read_f32(trainer->buffers.load, bias[l]->layer * e, load, e));
        for (int64_t i = 0; i < e; i++) mean += load[i];
        assert_true(mean == (float)(c.batch.rows * c.batch.cols * 3));
        mean /= (float)e;
        for (int64_t i = 0; i < e; i++) {
            float sign = (float)((mean > load[i]) - (mean < load[i]));
            assert_true(after[l][i] == before[l][i] + sign * gamma);
        }
    }
    mg_trainer_free(trainer);
    model_case_close(&c);
    mg_device_free(device);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_threads_change_nothing),
        cmocka_unit_test(test_recompute_changes_nothing),
        cmocka_unit_test(test_accumulation_changes_nothing),
        cmocka_unit_test(test_weights_of_targets),
        cmocka_unit_test(test_causal_means_causal),
        cmocka_unit_test(test_encoder_sees_its_whole_segment),
        cmocka_unit_test(test_packing_changes_nothing),
        cmocka_unit_test(test_padding_counts_nowhere),
        cmocka_unit_test(test_decoding_agrees_with_parallel),
        cmocka_unit_test(test_router_bias_moves_by_gamma),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
