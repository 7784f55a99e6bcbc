/* Surprise singles out what is new: novel pairs planted among known ones, and duplicates of what
 * was stored, in the texts of a whole model. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/backends.h"
#include "core/base/philox.h"
#include "tests/helper_small.h"

/* Tokens below KNOWN make up the text; each of the others is planted once, and once more `AGAIN`
 * tokens later. The first LEARNING tokens have none. */
enum { COLS = 512, KNOWN = 8, PLANTED = 16, LEARNING = 96, EVERY = 26, AGAIN = 5, HEADS = 2 };

typedef struct text {
    mg_batch batch;
    int kind[COLS]; /* 0 known, 1 novel, 2 a duplicate, -1 not looked at */
} text;

/* Without attention to others or convolution, a token is always the same pair of key and value. */
static mg_config config_of_pairs(mg_memory_kind kind) {
    mg_config config = small_config_with_memory(kind);
    config.max_position_embeddings = COLS;
    config.window = 1;
    config.memory.conv_kernel = 1;
    config.memory.head_dim = 16;
    config.memory.feature_dim = 64;
    config.memory.chunk = 16;
    config.memory.half_life = 1000;
    if (kind == MG_MEMORY_DEEP) {
        /* Chunks shorter than AGAIN: what a chunk writes its own gradients do not know. Small
         * steps, and no momentum to overshoot them: weights that nobody has trained are shared by
         * all keys. */
        config.memory.chunk = 4;
        config.memory.feature_dim = 128;
        config.memory.theta_max = 0.03;
        config.memory.momentum = false;
    }
    small_must(mg_config_validate(&config));
    return config;
}

static text text_of(uint64_t seed) {
    text t = {.batch = small_batch(1, COLS, seed)};
    mg_rng rng = mg_rng_at(seed, 0, 3);
    for (int i = 0; i < COLS; i++) {
        t.batch.ids[i] = (int32_t)(mg_rng_u32(&rng) % KNOWN);
        t.kind[i] = i < LEARNING ? -1 : 0;
    }
    for (int n = 0; n < PLANTED; n++) {
        int place = LEARNING + EVERY * n + (int)(mg_rng_u32(&rng) % (EVERY - AGAIN));
        t.batch.ids[place] = t.batch.ids[place + AGAIN] = KNOWN + n;
        t.kind[place] = 1;
        t.kind[place + AGAIN] = 2;
    }
    return t;
}

static void surprise_of(mg_model *model, const text *t, float *squares) {
    mg_forward *forward;
    const float *logits;
    int64_t n;
    small_must(mg_forward_create_probed(model, 1, COLS, &forward));
    small_must(mg_forward_run(forward, &t->batch, &logits));
    small_must(mg_forward_probe(forward, 1, "surprise2", squares, COLS * HEADS, &n));
    assert_int_equal(n, COLS * HEADS);
    mg_forward_free(forward);
}

/* Chance that a novel token surprises more than a known one: the area under the ROC curve. */
static double area(const text *t, const float *squares, int head) {
    double won = 0, pairs = 0;
    for (int i = 0; i < COLS; i++) {
        for (int j = 0; t->kind[i] == 1 && j < COLS; j++) {
            if (t->kind[j] != 0) continue;
            float novel = squares[i * HEADS + head], known = squares[j * HEADS + head];
            won += novel > known ? 1 : novel == known ? 0.5 : 0;
            pairs++;
        }
    }
    return won / pairs;
}

/* Geometric mean over the planted tokens of surprise at the second sight over that at the first. */
static double fall(const text *t, const float *squares, int head) {
    double sum = 0;
    for (int i = 0; i + AGAIN < COLS; i++) {
        if (t->kind[i] != 1) continue;
        float first = squares[i * HEADS + head], second = squares[(i + AGAIN) * HEADS + head];
        sum += 0.5 * log((double)second / (double)first);
    }
    return exp(sum / PLANTED);
}

static void singles_out(mg_memory_kind kind, uint64_t seed) {
    mg_device *device;
    small_must(mg_device_open("cpu", 1, &device));
    mg_config config = config_of_pairs(kind);
    mg_model *model = small_model(device, &config, seed);
    text t = text_of(seed);
    float squares[COLS * HEADS];
    surprise_of(model, &t, squares);
    for (int h = 0; h < HEADS; h++) {
        double roc = area(&t, squares, h), left = fall(&t, squares, h);
        print_message("seed %d, head %d: AUROC %.3f, a duplicate surprises %.2f times\n", (int)seed,
                      h, roc, left);
        assert_true(roc >= 0.9);
        assert_true(left < 0.9); /* one write, of a step that was drawn too */
    }
    mg_batch_free(&t.batch);
    mg_model_free(model);
    mg_device_free(device);
}

static void test_what_is_new_surprises(void **state) {
    const mg_memory_kind *kind = *state;
    for (uint64_t seed = 1; seed <= 5; seed++) singles_out(*kind, seed);
}

int main(void) {
    static mg_memory_kind feature = MG_MEMORY_FEATURE, deep = MG_MEMORY_DEEP;
    const struct CMUnitTest tests[] = {
        {"what is new surprises: feature", test_what_is_new_surprises, NULL, NULL, &feature},
        {"what is new surprises: deep", test_what_is_new_surprises, NULL, NULL, &deep},
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
