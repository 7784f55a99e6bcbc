/* The worst case of a step that is too large: the same key for 1000 tokens. Of every kind, at the
 * rates a model begins with and at the largest ones, the memory stays bounded. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/backends.h"
#include "tests/helper_recurrence.h"
#include "tests/helper_small.h"

enum { TOKENS = 1000, WIDTH = 16 };

typedef struct variant {
    const char *name;
    mg_memory_kind kind;
    int64_t depth, chunk;
} variant;

static const variant VARIANTS[] = {
    {"linear", MG_MEMORY_LINEAR, 2, 32},          {"linear, long chunks", MG_MEMORY_LINEAR, 2, 256},
    {"feature", MG_MEMORY_FEATURE, 2, 32},        {"deep", MG_MEMORY_DEEP, 2, 32},
    {"deep, four layers", MG_MEMORY_DEEP, 4, 32},
};
#define N_VARIANTS (sizeof VARIANTS / sizeof *VARIANTS)

typedef struct rates {
    double eta, theta, alpha; /* theta as a share of the largest step */
} rates;

static mg_config with(const variant *v) {
    mg_config config = small_config_with_memory(v->kind);
    config.max_position_embeddings = TOKENS;
    config.memory.head_dim = WIDTH;
    config.memory.feature_dim = 2 * WIDTH;
    config.memory.depth = v->depth;
    config.memory.chunk = v->chunk;
    small_must(mg_config_validate(&config));
    return config;
}

/* All tokens are the first; weights are those of a new memory. */
static recurrence_case repeated(const mg_config *config, const rates *r) {
    recurrence_case c = recurrence_draw(config, 1, TOKENS, 11);
    int64_t m = c.keys, d = c.values;
    for (int64_t i = 0; i < TOKENS * c.heads; i++) {
        if (i > 0) memcpy(c.k + i * m, c.k, (size_t)m * sizeof *c.k);
        if (i > 0) memcpy(c.v + i * d, c.v, (size_t)d * sizeof *c.v);
        memcpy(c.q + i * m, c.k, (size_t)m * sizeof *c.q);
        c.eta[i] = r->eta;
        c.theta[i] = r->theta * (1 - r->eta) * config->memory.theta_max;
        c.alpha[i] = r->alpha;
    }
    for (int64_t t = 1; t < TOKENS; t++) c.continues[t] = 1;
    bool deep = c.kind == MG_MEMORY_DEEP;
    for (int64_t i = 0; i < c.heads * c.size; i++)
        c.init[i] = deep ? c.init[i] * (i % c.size < m * c.hidden ? 1.7 : 0.3) : 0;
    return c;
}

static double length(const double *x, int64_t n) {
    double sum = 0;
    for (int64_t i = 0; i < n; i++) sum += x[i] * x[i];
    return sqrt(sum);
}

/* |M(k) - v| at token t, the mean over heads; M as it is after the token's write. */
static double error_at(const recurrence_case *c, int64_t t) {
    double sum = 0, r[WIDTH];
    for (int64_t head = 0; head < c->heads; head++) {
        int64_t i = (t * c->heads + head) * WIDTH;
        for (int64_t j = 0; j < WIDTH; j++) r[j] = c->y[i + j] - c->v[i + j];
        sum += length(r, WIDTH) / (double)c->heads;
    }
    return sum;
}

/* In an exact memory one write of a pair more changes nothing where (kW, S) rest: S = -theta / (1 -
 * eta) k^T r and alpha W = S, so that r = -alpha / (alpha + c) v with c = theta / (1 - eta). */
static double error_at_rest(const recurrence_case *c) {
    double step = c->theta[0] / (1 - c->eta[0]), left = c->alpha[0] / (c->alpha[0] + step);
    return left * length(c->v, WIDTH);
}

/* M(k) of a deep memory is at most |k| + |gain| sqrt(d) + |shift| long, and the fp32 sums of an
 * exact one that does not overshoot stay below twice its value. */
static double bound_of(const recurrence_case *c) {
    double value = length(c->v, WIDTH);
    if (c->kind != MG_MEMORY_DEEP) return 2 * value;
    return 1 + length(c->gain, c->heads * WIDTH) * sqrt(WIDTH) +
           length(c->shift, c->heads * WIDTH) + value;
}

static void stays_bounded(mg_device *device, const variant *v, const rates *r) {
    mg_config config = with(v);
    mg_model *model;
    small_must(mg_model_create(device, &config, &model));
    recurrence_case c = repeated(&config, r);
    recurrence_run_graph(&c, model, 0);
    double bound = bound_of(&c), last = error_at(&c, TOKENS - 1), size = length(c.weights, c.size);
    print_message("%s, eta %g, step %g: |M(k) - v| %.3g at first, %.3g at last; |W| %.3g\n",
                  v->name, r->eta, c.theta[0] / (1 - r->eta), error_at(&c, 0), last, size);
    for (int64_t t = 0; t < TOKENS; t++) assert_true(error_at(&c, t) < bound);
    /* A deep memory that overshoots still grows slower and slower: its gradients fall as 1 / |W|.
     */
    assert_true(size < 2000 && length(c.momentum, c.size) < 10);
    if (v->kind != MG_MEMORY_DEEP) assert_true(fabs(last - error_at_rest(&c)) < 1e-4);
    assert_true(last < error_at(&c, 0)); /* steps go downhill */
    recurrence_free(&c);
    mg_model_free(model);
}

/* The rates that a model begins with: half of the largest step, and alpha of a half-life of 256
 * tokens; and the largest step without forgetting. */
static void test_identical_keys(void **state) {
    (void)state;
    static const rates RATES[] = {{0.5, 0.5, 0.0027}, {0.9, 1, 0}};
    mg_device *device;
    small_must(mg_device_open("cpu", 1, &device));
    for (size_t v = 0; v < N_VARIANTS; v++)
        for (int r = 0; r < 2; r++) stays_bounded(device, &VARIANTS[v], &RATES[r]);
    mg_device_free(device);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_identical_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
