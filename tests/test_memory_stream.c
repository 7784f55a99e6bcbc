/* A model with a memory as a stream: token by token, in parts, from a snapshot, without end; and
 * the controls of what it has read. */
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
#include "tests/helper_memory.h"

enum { ROWS = 2, COLS = 14 };

static void decodes(mg_model *model, const memory_variant *v) {
    mg_batch batch = small_batch(ROWS, COLS, 3);
    int64_t n = ROWS * COLS * model->config.vocab_size;
    float *whole = small_forward(model, &batch), *steps = mg_calloc((size_t)n, sizeof *steps);
    mg_decoder *decoder;
    small_must(mg_decoder_create(model, ROWS, COLS, &decoder));
    for (int turn = 0; turn < 2; turn++) { /* position 0 wipes what the first turn left */
        small_decode(decoder, model, &batch, 0, COLS, steps);
        memory_expect_close(model, steps, whole, n, v);
    }
    mg_decoder_free(decoder);
    mg_free(steps);
    mg_free(whole);
    mg_batch_free(&batch);
}

static void test_token_by_token(void **state) {
    (void)state;
    if (device_wanted("oracle")) memory_each_variant("oracle", decodes);
    if (device_wanted("cpu")) memory_each_variant("cpu", decodes);
}

/* In the paper's order keys of a chunk are tokens and what was recalled of them, as far back as the
 * window shows: less than a chunk, some chunks, all. */
static void test_windows_in_the_papers_order(void **state) {
    (void)state;
    static const int64_t WINDOWS[] = {0, 1, 4, 5, 6, 9, 20};
    const memory_variant *v = memory_variant_called("feature in the paper's order");
    mg_device *device = memory_device("oracle");
    for (size_t i = 0; i < sizeof WINDOWS / sizeof *WINDOWS; i++) {
        mg_config config = memory_config(v);
        config.window = WINDOWS[i];
        config.persistent_tokens = i % 2 == 0 ? 0 : 2;
        mg_model *model = memory_model(device, &config, 5);
        decodes(model, v);
        mg_model_free(model);
    }
    mg_device_free(device);
}

/* A long stream: constant memory, and finite numbers whatever was read. */
static void test_endless_stream(void **state) {
    (void)state;
    enum { LENGTH = 4000 };
    mg_device *device = memory_device("cpu");
    for (size_t i = 0; i < MEMORY_VARIANT_COUNT; i++) {
        mg_config config = memory_config(&MEMORY_VARIANTS[i]);
        mg_model *model = memory_model(device, &config, 5);
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
static void rests(mg_model *model, const memory_variant *v) {
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
    memory_each_variant("cpu", rests);
}

static void snapshots(mg_model *model, const memory_variant *v) {
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
    memory_each_variant("cpu", snapshots);
}

/* -- what is no snapshot of the decoder -------------------------------------------------------- */

static void expect_refused(mg_decoder *decoder, const void *bytes, size_t size, mg_status wanted,
                           const char *message) {
    mg_status status = mg_decoder_restore(decoder, bytes, size);
    if (status != wanted || !strstr(mg_error_text(), message) || strchr(mg_error_text(), '\n'))
        fail_msg("%s: \"%s\", want \"%s\"", mg_status_name(status),
                 status == MG_OK ? "" : mg_error_text(), message);
}

/* The state is as large, but of another memory. */
static void test_snapshots_of_other_memories(void **state) {
    (void)state;
    mg_device *device = memory_device("cpu");
    mg_config config = memory_config(memory_variant_called("linear, hard gate"));
    mg_config others[] = {config, config, config, config, config, config};
    others[0].memory.chunk = 5;
    others[1].memory.placement = MG_MEMORY_LAYER;
    others[2].memory.theta_max = 0.5;
    others[3].memory.gate = MG_MEMORY_GATE_SOFT;
    others[4].memory.half_life = 11;
    others[5].memory.surprise_decay = 0.25;
    mg_model *model = memory_model(device, &config, 5);
    mg_decoder *decoder;
    void *bytes;
    size_t size;
    small_must(mg_decoder_create(model, ROWS, COLS, &decoder));
    small_must(mg_decoder_snapshot(decoder, &bytes, &size));
    small_must(mg_decoder_restore(decoder, bytes, size));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        mg_model *other = memory_model(device, &others[i], 5);
        mg_decoder *foreign;
        small_must(mg_decoder_create(other, ROWS, COLS, &foreign));
        expect_refused(foreign, bytes, size, MG_ERR_ARG, "of a model with another config.json");
        mg_decoder_free(foreign);
        mg_model_free(other);
    }
    mg_free(bytes);
    mg_decoder_free(decoder);
    mg_model_free(model);
    mg_device_free(device);
}

/* Cut off, of another version, changed in any byte: refused, and the decoder goes on as if nothing
 * had been tried. */
static void test_damaged_snapshots(void **state) {
    (void)state;
    enum { HEADER = 64 };
    mg_device *device = memory_device("cpu");
    mg_config config = memory_config(memory_variant_called("deep, hard gate"));
    mg_model *model = memory_model(device, &config, 5);
    mg_batch batch = small_batch(1, COLS, 3);
    mg_decoder *decoder;
    void *bytes, *after;
    size_t size;
    small_must(mg_decoder_create(model, 1, COLS, &decoder));
    small_decode(decoder, model, &batch, 0, 7, NULL);
    small_must(mg_decoder_snapshot(decoder, &bytes, &size));
    for (size_t cut = 0; cut < size; cut += cut < 2 * HEADER ? 1 : 97)
        expect_refused(decoder, bytes, cut, MG_ERR_FORMAT, cut < HEADER ? "cut off" : "expected");
    expect_refused(decoder, bytes, size + 1, MG_ERR_FORMAT, "expected");
    for (size_t at = 0; at < size; at += at < 2 * HEADER ? 1 : 61) {
        char *byte = (char *)bytes + at;
        *byte = (char)(*byte ^ 0x10);
        mg_status status = mg_decoder_restore(decoder, bytes, size);
        assert_true(status == MG_ERR_FORMAT || (status == MG_ERR_ARG && at < HEADER));
        if (at >= HEADER) assert_non_null(strstr(mg_error_text(), "the snapshot is damaged"));
        *byte = (char)(*byte ^ 0x10);
    }
    ((char *)bytes)[8]++;
    expect_refused(decoder, bytes, size, MG_ERR_FORMAT,
                   "has version 3, this program reads version 2");
    ((char *)bytes)[8]--;
    small_must(mg_decoder_snapshot(decoder, &after, &size));
    assert_memory_equal(bytes, after, size);
    mg_free(bytes);
    mg_free(after);
    mg_batch_free(&batch);
    mg_decoder_free(decoder);
    mg_model_free(model);
    mg_device_free(device);
}

/* -- parts and controls ------------------------------------------------------------------------ */

/* The row in parts of `cols` tokens. Attention is not carried from batch to batch, so here it sees
 * its own token alone. Chunks are of 4: the parts end within them. */
static void splits(mg_model *model, const memory_variant *v, int64_t tokens, int64_t cols) {
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
        memory_expect_close(model, logits, whole + first * vocabulary, cols * vocabulary, v);
        mg_batch_free(&cut);
    }
    mg_forward_free(forward);
    mg_free(whole);
    mg_batch_free(&batch);
}

static void test_split_batches(void **state) {
    (void)state;
    mg_device *device = memory_device("cpu");
    for (size_t i = 0; i < MEMORY_VARIANT_COUNT; i++) {
        mg_config config = memory_config(&MEMORY_VARIANTS[i]);
        config.window = 1;
        mg_model *model = memory_model(device, &config, 5);
        /* 14 = 2 * 7 tokens; or whole chunks. */
        bool whole_chunks = memory_counts_chunks(&MEMORY_VARIANTS[i]);
        for (int64_t cols = 1; cols <= 7; cols++) {
            if (COLS % cols == 0 && !whole_chunks) splits(model, &MEMORY_VARIANTS[i], COLS, cols);
        }
        splits(model, &MEMORY_VARIANTS[i], 12, 4);
        mg_model_free(model);
    }
    mg_device_free(device);
}

/* A memory that starts anew at every token, or writes none, is without a past; and a row's memory
 * goes where it is sent. */
static void obeys_controls(mg_device *device, const memory_variant *v) {
    enum { HALF = COLS / 2 };
    mg_config config = memory_config(v);
    config.window = 1;
    config.memory.conv_kernel = 1;
    mg_model *model = memory_model(device, &config, 5);
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
    memory_expect_close(model, logits, kept, n, v);
    small_must(mg_forward_control(f, NULL, NULL));
    small_must(mg_forward_run(f, &batch, &logits));
    assert_true(small_distance(logits, kept, n) > 10 * MEMORY_CLOSE);

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
}

static void test_controls(void **state) {
    (void)state;
    mg_device *device = memory_device("cpu");
    for (size_t i = 0; i < MEMORY_VARIANT_COUNT; i++) obeys_controls(device, &MEMORY_VARIANTS[i]);
    mg_device_free(device);
}

static void test_too_many_chunks(void **state) {
    (void)state;
    mg_device *device = memory_device("cpu");
    mg_config config = memory_config(memory_variant_called("deep"));
    assert_int_equal(config.memory.kind, MG_MEMORY_DEEP);
    config.max_position_embeddings = 8192;
    mg_model *model = memory_model(device, &config, 5);
    mg_forward *forward;
    assert_int_equal(mg_forward_create(model, 1, 8192, &forward), MG_ERR_UNSUPPORTED);
    assert_non_null(strstr(mg_error_text(), "more than 1024 chunks of 4; set chunk to more"));
    mg_model_free(model);
    mg_device_free(device);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_token_by_token),
        cmocka_unit_test(test_windows_in_the_papers_order),
        cmocka_unit_test(test_endless_stream),
        cmocka_unit_test(test_resting_rows),
        cmocka_unit_test(test_snapshots),
        cmocka_unit_test(test_snapshots_of_other_memories),
        cmocka_unit_test(test_damaged_snapshots),
        cmocka_unit_test(test_split_batches),
        cmocka_unit_test(test_controls),
        cmocka_unit_test(test_too_many_chunks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
