/* The short-term buffer: a sliding window, persistent tokens, and decoding of any length from a
 * ring of latents. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/backends.h"
#include "core/base/alloc.h"
#include "tests/helper_devices.h"
#include "tests/helper_small.h"

/* Sums of a few dozen products of size 1, in another order: a few eps. */
#define CLOSE 2e-6

static mg_config windowed(int64_t window, int64_t persistent_tokens) {
    mg_config config = small_config();
    config.window = window;
    config.persistent_tokens = persistent_tokens;
    small_must(mg_config_validate(&config));
    return config;
}

static mg_device *open_device(const char *name) {
    mg_device *device;
    small_must(mg_device_open(name, 1, &device));
    return device;
}

/* The ring is shorter than the row: it wraps round several times. */
static void decoding_agrees(const char *name, int64_t window, int64_t persistent_tokens) {
    mg_device *device = open_device(name);
    mg_config config = windowed(window, persistent_tokens);
    mg_model *model = small_model(device, &config, 5);
    mg_batch batch = small_batch(3, 19, 2);
    float *whole = small_forward(model, &batch);
    int64_t n = 3 * 19 * config.vocab_size;
    float *steps = mg_calloc((size_t)n, sizeof *steps);
    mg_decoder *decoder;
    small_must(mg_decoder_create(model, 3, 19, &decoder));
    for (int turn = 0; turn < 2; turn++) { /* the second time over what the first has left */
        small_decode(decoder, model, &batch, 0, 19, steps);
        double apart = small_distance(steps, whole, n);
        if (!(apart < CLOSE)) fail_msg("%s, window %d: %g", name, (int)window, apart);
    }
    mg_decoder_free(decoder);
    mg_free(steps);
    mg_free(whole);
    mg_batch_free(&batch);
    mg_model_free(model);
    mg_device_free(device);
}

static void test_decoding_agrees(void **state) {
    (void)state;
    static const char *const DEVICES[] = {"oracle", "cpu"};
    for (int d = 0; d < 2; d++) {
        if (!device_wanted(DEVICES[d])) continue;
        decoding_agrees(DEVICES[d], 5, 0);
        decoding_agrees(DEVICES[d], 5, 3);
        decoding_agrees(DEVICES[d], 0, 3);
        decoding_agrees(DEVICES[d], 1, 0);
    }
}

/* A token of layer l + 1 depends on `window` of layer l: a change further back than
 * layers * (window - 1) does not reach it, by not one bit, and one at that distance does. */
static void test_reach_of_the_window(void **state) {
    (void)state;
    mg_device *device = open_device("cpu");
    mg_config config = windowed(4, 2);
    mg_model *model = small_model(device, &config, 5);
    mg_batch batch = small_batch(1, 16, 2);
    float *before = small_forward(model, &batch);
    batch.ids[5] = (batch.ids[5] + 1) % 24;
    float *after = small_forward(model, &batch);
    int64_t v = config.vocab_size, reach = config.num_hidden_layers * (config.window - 1);
    for (int64_t t = 0; t < 16; t++) {
        bool reached = t >= 5 && t <= 5 + reach;
        bool same = memcmp(before + t * v, after + t * v, (size_t)v * sizeof *after) == 0;
        assert_int_equal(same, !reached);
    }
    mg_free(before);
    mg_free(after);
    mg_batch_free(&batch);
    mg_model_free(model);
    mg_device_free(device);
}

/* Positions far beyond the model's table: what is seen depends on distances alone. */
static void test_endless_row(void **state) {
    (void)state;
    enum { LENGTH = 300, SEEN = 20 };
    mg_device *device = open_device("cpu");
    mg_config config = windowed(5, 2);
    mg_model *model = small_model(device, &config, 9);
    mg_batch batch = small_batch(1, LENGTH, 3);
    mg_batch last = small_cut(&batch, 0, LENGTH - SEEN, SEEN);
    int64_t v = config.vocab_size;
    float *steps = mg_calloc((size_t)(LENGTH * v), sizeof *steps);
    mg_decoder *decoder;
    small_must(mg_decoder_create(model, 1, 8, &decoder));
    small_decode(decoder, model, &batch, 0, LENGTH, steps);
    float *cut = small_forward(model, &last);
    double apart = small_distance(steps + (LENGTH - 1) * v, cut + (SEEN - 1) * v, v);
    if (!(apart < CLOSE)) fail_msg("%g", apart);
    mg_free(cut);
    mg_free(steps);
    mg_decoder_free(decoder);
    mg_batch_free(&last);
    mg_batch_free(&batch);
    mg_model_free(model);
    mg_device_free(device);
}

static void test_snapshot(void **state) {
    (void)state;
    mg_device *device = open_device("cpu");
    mg_config config = windowed(5, 2), other = windowed(5, 1);
    mg_model *model = small_model(device, &config, 9), *stranger = small_model(device, &other, 9);
    mg_batch batch = small_batch(2, 16, 3);
    int64_t n = 2 * 16 * config.vocab_size;
    float *first = mg_calloc((size_t)n, sizeof *first),
          *again = mg_calloc((size_t)n, sizeof *again);
    mg_decoder *decoder, *fresh, *foreign;
    void *bytes;
    size_t size;
    small_must(mg_decoder_create(model, 2, 16, &decoder));
    small_must(mg_decoder_create(model, 2, 16, &fresh));
    small_must(mg_decoder_create(stranger, 2, 16, &foreign));
    small_decode(decoder, model, &batch, 0, 9, NULL);
    small_must(mg_decoder_snapshot(decoder, &bytes, &size));
    small_decode(decoder, model, &batch, 9, 16, first);
    small_must(mg_decoder_restore(fresh, bytes, size));
    small_decode(fresh, model, &batch, 9, 16, again);
    assert_memory_equal(first, again, (size_t)n * sizeof *first);

    assert_int_equal(mg_decoder_restore(foreign, bytes, size), MG_ERR_ARG);
    assert_int_equal(mg_decoder_restore(fresh, bytes, size - 1), MG_ERR_FORMAT);
    assert_int_equal(mg_decoder_restore(fresh, bytes, 7), MG_ERR_FORMAT);
    ((char *)bytes)[8]++; /* the version */
    assert_int_equal(mg_decoder_restore(fresh, bytes, size), MG_ERR_FORMAT);
    ((char *)bytes)[0]++;
    assert_int_equal(mg_decoder_restore(fresh, bytes, size), MG_ERR_FORMAT);
    mg_free(bytes);
    mg_free(first);
    mg_free(again);
    mg_decoder_free(decoder);
    mg_decoder_free(fresh);
    mg_decoder_free(foreign);
    mg_batch_free(&batch);
    mg_model_free(model);
    mg_model_free(stranger);
    mg_device_free(device);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decoding_agrees),
        cmocka_unit_test(test_reach_of_the_window),
        cmocka_unit_test(test_endless_row),
        cmocka_unit_test(test_snapshot),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
