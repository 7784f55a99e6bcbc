/* What a memory recalls without any training: pairs of random keys and values, written once and
 * asked for afterwards; and a value that was overwritten. With controls: memories that do not
 * write, that start anew before the questions, or that are another row's. */
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
#include "tests/helper_recurrence.h"
#include "tests/helper_small.h"

enum { ROWS = 2, WIDTH = 32, FEATURES = 128, SEEDS = 4, MAX_PAIRS = 128 };

typedef enum mode { ON, FROZEN, RESET, SHUFFLED, MODES } mode;

static mg_config with(mg_memory_kind kind) {
    mg_config config = small_config_with_memory(kind);
    config.max_position_embeddings = 2 * MAX_PAIRS;
    mg_memory_config *m = &config.memory;
    m->head_dim = WIDTH;
    m->feature_dim = FEATURES;
    m->chunk = 16;
    small_must(mg_config_validate(&config));
    return config;
}

static void normal(double *x, int64_t n, uint64_t seed, uint32_t stream) {
    for (int64_t i = 0; i < n; i++) {
        double draws[4];
        mg_philox_normals(mg_philox(seed, (uint64_t)i, stream, 0), draws);
        x[i] = draws[0];
    }
}

static double dot(const double *a, const double *b, int64_t n) {
    double sum = 0;
    for (int64_t i = 0; i < n; i++) sum += a[i] * b[i];
    return sum;
}

static void to_length_one(double *x, int64_t n) {
    double length = sqrt(dot(x, x, n));
    for (int64_t i = 0; i < n; i++) x[i] /= length;
}

/* phi(k) = l2norm(centre(gelu(k W))), k (WIDTH), W (WIDTH, FEATURES) */
static void features(const double *k, const double *w, double *phi) {
    double mean = 0;
    for (int64_t j = 0; j < FEATURES; j++) {
        double z = 0;
        for (int64_t i = 0; i < WIDTH; i++) z += k[i] * w[i * FEATURES + j];
        phi[j] = 0.5 * z * (1 + erf(z / sqrt(2)));
        mean += phi[j] / FEATURES;
    }
    for (int64_t j = 0; j < FEATURES; j++) phi[j] -= mean;
    to_length_one(phi, FEATURES);
}

/* Keys as the memory sees them: (n, c->keys) */
static void draw_keys(const recurrence_case *c, double *keys, int64_t n, uint64_t seed) {
    double *k = mg_calloc((size_t)(n * WIDTH), sizeof *k);
    double *w = mg_calloc(WIDTH * FEATURES, sizeof *w);
    assert_true(k && w);
    normal(k, n * WIDTH, seed, 1);
    normal(w, WIDTH * FEATURES, seed, 2);
    for (int64_t i = 0; i < n; i++) {
        to_length_one(k + i * WIDTH, WIDTH);
        if (c->kind == MG_MEMORY_FEATURE)
            features(k + i * WIDTH, w, keys + i * FEATURES);
        else
            memcpy(keys + i * WIDTH, k + i * WIDTH, WIDTH * sizeof *keys);
    }
    mg_free(k);
    mg_free(w);
}

/* Rows of tokens that tell pairs, and as many as there are keys that ask for them. */
typedef struct task {
    int64_t pairs;
    bool overwritten; /* each key is told twice, the second time with another value */
    double step;      /* theta / (1 - eta), with eta = 1/2 and no decay */
} task;

static int64_t told(const task *k) {
    return k->overwritten ? 2 * k->pairs : k->pairs;
}

/* Keys of token `from` on for `k->pairs` tokens of a row are those of its first ones. */
static void repeat_keys(const recurrence_case *c, const task *k, double *keys, int64_t from) {
    int64_t per_token = c->heads * c->keys;
    for (int64_t row = 0; row < ROWS; row++) {
        const double *first = c->k + row * c->tokens * per_token;
        memcpy(keys + (row * c->tokens + from) * per_token, first,
               (size_t)(k->pairs * per_token) * sizeof *keys);
    }
}

static recurrence_case telling(const mg_config *config, const task *k, uint64_t seed) {
    recurrence_case c = recurrence_draw(config, ROWS, told(k) + k->pairs, seed);
    size_t state = (size_t)(ROWS * c.heads * c.size) * sizeof(double);
    draw_keys(&c, c.k, ROWS * c.tokens * c.heads, seed);
    normal(c.v, ROWS * c.tokens * c.heads * WIDTH, seed, 3);
    repeat_keys(&c, k, c.k, told(k) - k->pairs);
    repeat_keys(&c, k, c.q, told(k));
    for (int64_t i = 0; i < ROWS * c.tokens * c.heads; i++) {
        int64_t t = i / c.heads % c.tokens;
        c.continues[i / c.heads] = t > 0;
        c.theta[i] = t < told(k) ? k->step / 2 : 0;
        c.eta[i] = t < told(k) ? 0.5 : 0;
        c.alpha[i] = 0;
    }
    memset(c.weights, 0, state);
    memset(c.momentum, 0, state);
    if (c.kind != MG_MEMORY_DEEP) memset(c.init, 0, (size_t)(c.heads * c.size) * sizeof *c.init);
    return c;
}

/* The memory does not write; or starts anew at every question; or is that of the other row. */
static void control(recurrence_case *c, const task *k, mode m) {
    int64_t n = ROWS * c->tokens, half = c->tokens * c->heads * c->keys;
    if (m == FROZEN) memset(c->theta, 0, (size_t)(n * c->heads) * sizeof *c->theta);
    for (int64_t t = 0; m == RESET && t < n; t++)
        if (t % c->tokens >= told(k)) c->continues[t] = 0;
    for (int64_t i = 0; m == SHUFFLED && i < half; i++) {
        double kept = c->q[i];
        c->q[i] = c->q[half + i];
        c->q[half + i] = kept;
    }
}

/* The told value that y points to most: its token in the row. */
static int64_t nearest(const recurrence_case *c, const task *k, int64_t row, int64_t head,
                       const double *y) {
    double best = -INFINITY;
    int64_t found = -1;
    for (int64_t t = 0; t < told(k); t++) {
        const double *v = c->v + ((row * c->tokens + t) * c->heads + head) * WIDTH;
        double along = dot(v, y, WIDTH) / sqrt(dot(v, v, WIDTH));
        if (along > best) best = along, found = t;
    }
    return found;
}

/* Share of the questions that are answered with the value told last for their key. */
static double recalled(mg_model *model, const task *k, mode m) {
    int64_t right = 0, asked = 0;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        recurrence_case c = telling(&model->config, k, seed);
        control(&c, k, m);
        recurrence_run_graph(&c, model, 0);
        for (int64_t i = 0; i < ROWS * k->pairs * c.heads; i++) {
            int64_t row = i / (k->pairs * c.heads), t = i / c.heads % k->pairs, head = i % c.heads;
            int64_t at = (row * c.tokens + told(k) + t) * c.heads + head;
            int64_t found = nearest(&c, k, row, head, c.y + at * WIDTH);
            right += found == told(k) - k->pairs + t;
            asked++;
        }
        recurrence_free(&c);
    }
    return (double)right / (double)asked;
}

static mg_model *new_model(mg_memory_kind kind) {
    mg_device *device;
    mg_model *model;
    mg_config config = with(kind);
    small_must(mg_device_open("cpu", 1, &device));
    small_must(mg_model_create(device, &config, &model));
    return model;
}

static void free_model(mg_model *model) {
    mg_device *device = model->device;
    mg_model_free(model);
    mg_device_free(device);
}

/* What a plain implementation of the equations has measured, in other draws: with 2 to 3 of them
 * the last digit is 3 points either way. Of a deep memory, at the best step, as measured here;
 * untrained it does not overwrite at one telling, as LN's gradients fall with what was written. */
typedef struct expected {
    const char *name;
    mg_memory_kind kind;
    task task;
    double share, within;
} expected;

static const expected EXPECTED[] = {
    {"linear", MG_MEMORY_LINEAR, {16, false, 0.25}, 0.98, 0.05},
    {"linear", MG_MEMORY_LINEAR, {32, false, 0.25}, 0.99, 0.05},
    {"linear", MG_MEMORY_LINEAR, {64, false, 0.25}, 0.83, 0.07},
    {"linear, full step", MG_MEMORY_LINEAR, {32, false, 1}, 0.81, 0.05},
    {"linear, full step", MG_MEMORY_LINEAR, {64, false, 1}, 0.43, 0.05},
    {"feature", MG_MEMORY_FEATURE, {32, false, 0.25}, 1.00, 0.05},
    {"feature", MG_MEMORY_FEATURE, {64, false, 0.25}, 0.89, 0.05},
    {"feature", MG_MEMORY_FEATURE, {128, false, 0.25}, 0.68, 0.07},
    {"deep", MG_MEMORY_DEEP, {8, false, 0.25}, 0.93, 0.05},
    {"deep", MG_MEMORY_DEEP, {32, false, 0.25}, 0.69, 0.08},
    {"linear, overwritten", MG_MEMORY_LINEAR, {8, true, 1}, 1, 0.05},
    {"feature, overwritten", MG_MEMORY_FEATURE, {8, true, 1}, 1, 0.05},
};

static void recalls(const expected *e) {
    mg_model *model = new_model(e->kind);
    double shares[MODES], chance = 1 / (double)e->task.pairs;
    for (int m = 0; m < MODES; m++) shares[m] = recalled(model, &e->task, (mode)m);
    print_message("%s, %d pairs: on %.3f, frozen %.3f, reset %.3f, shuffled %.3f; chance %.3f\n",
                  e->name, (int)e->task.pairs, shares[ON], shares[FROZEN], shares[RESET],
                  shares[SHUFFLED], chance);
    assert_true(fabs(shares[ON] - e->share) <= e->within);
    /* Of 128 questions or more: three deviations of a guess. */
    double noise = 3 * sqrt(chance / (double)(ROWS * SEEDS * 2 * e->task.pairs));
    for (int m = FROZEN; m < MODES; m++) assert_true(shares[m] <= chance + noise);
    free_model(model);
}

static void test_pairs(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof EXPECTED / sizeof *EXPECTED; i++) recalls(&EXPECTED[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pairs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
