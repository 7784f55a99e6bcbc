/* What the equations of a memory imply, held in fp64 of every kind: a gradient that is one, parts
 * that make up the whole, steps of zero, wiping, and the delta rules it contains. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/backends.h"
#include "core/base/alloc.h"
#include "tests/helper_recurrence.h"
#include "tests/helper_small.h"

/* Some hundred roundings of numbers of size 1 to 10. */
#define CLOSE 1e-12

enum { ROWS = 2, TOKENS = 14, CHUNK = 4 };

typedef struct variant {
    const char *name;
    mg_memory_kind kind;
    int64_t depth;
    bool momentum, decay;
    mg_memory_gate gate;
} variant;

static const variant VARIANTS[] = {
    {"linear", MG_MEMORY_LINEAR, 2, true, true, MG_MEMORY_GATE_OFF},
    {"linear, plain", MG_MEMORY_LINEAR, 2, false, false, MG_MEMORY_GATE_OFF},
    {"linear, hard gate", MG_MEMORY_LINEAR, 2, true, true, MG_MEMORY_GATE_HARD},
    {"feature", MG_MEMORY_FEATURE, 2, true, true, MG_MEMORY_GATE_OFF},
    {"feature, no momentum", MG_MEMORY_FEATURE, 2, false, true, MG_MEMORY_GATE_OFF},
    {"feature, no decay", MG_MEMORY_FEATURE, 2, true, false, MG_MEMORY_GATE_OFF},
    {"feature, hard gate", MG_MEMORY_FEATURE, 2, true, true, MG_MEMORY_GATE_HARD},
    {"feature, soft gate", MG_MEMORY_FEATURE, 2, true, true, MG_MEMORY_GATE_SOFT},
    {"deep", MG_MEMORY_DEEP, 2, true, true, MG_MEMORY_GATE_OFF},
    {"deep, plain", MG_MEMORY_DEEP, 2, false, false, MG_MEMORY_GATE_OFF},
    {"deep, four layers", MG_MEMORY_DEEP, 4, true, true, MG_MEMORY_GATE_OFF},
    {"deep, hard gate", MG_MEMORY_DEEP, 3, true, true, MG_MEMORY_GATE_HARD},
    {"deep, soft gate", MG_MEMORY_DEEP, 2, true, true, MG_MEMORY_GATE_SOFT},
};
#define N_VARIANTS (sizeof VARIANTS / sizeof *VARIANTS)

static mg_config with(const variant *v) {
    mg_config config = small_config_with_memory(v->kind);
    mg_memory_config *m = &config.memory;
    m->placement = MG_MEMORY_CONTEXT;
    m->depth = v->depth;
    m->chunk = CHUNK;
    m->momentum = v->momentum;
    m->decay = v->decay;
    m->gate = v->gate;
    m->surprise_decay = 0.5; /* a power of two: its log is the same in a kernel's scalar */
    m->warmup = 0;
    small_must(mg_config_validate(&config));
    return config;
}

static mg_model *new_model(const mg_config *config) {
    mg_device *device;
    mg_model *model;
    small_must(mg_device_open("oracle", 1, &device));
    small_must(mg_model_create(device, config, &model));
    return model;
}

static void free_model(mg_model *model) {
    mg_device *device = model->device;
    mg_model_free(model);
    mg_device_free(device);
}

/* The steps of a deep memory, and what it has been left with, are a tenth of an exact one's; and
 * the threshold lies amid its surprises. */
static recurrence_case draw(const mg_config *config) {
    recurrence_case c = recurrence_draw(config, ROWS, TOKENS, 21);
    if (c.kind != MG_MEMORY_DEEP) return c;
    for (int64_t i = 0; i < c.rows * c.tokens * c.heads; i++) c.theta[i] *= 0.1;
    for (int64_t i = 0; i < c.heads; i++) c.log_tau[i] += 1;
    for (int64_t i = 0; i < c.rows * c.heads * c.size; i++) {
        c.weights[i] *= 0.1;
        c.momentum[i] *= 0.1;
    }
    return c;
}

/* The same tokens through a memory with this config. */
static recurrence_case run(const recurrence_case *c, const mg_config *config, int64_t border) {
    recurrence_case found = recurrence_copy(c);
    mg_model *model = new_model(config);
    recurrence_run_graph(&found, model, border);
    free_model(model);
    return found;
}

static void expect_close(double distance, const char *name, int64_t at) {
    if (!(distance < CLOSE)) fail_msg("%s, %d: %g", name, (int)at, distance);
}

/* -- the gradient of a token ------------------------------------------------------------------- */

static void differentiates(const variant *v) {
    mg_config config = with(v);
    recurrence_case c = draw(&config);
    double *gradient = mg_calloc((size_t)c.size, sizeof *gradient);
    assert_non_null(gradient);
    for (int64_t token = 0; token < 2 * c.heads; token++) {
        double *weights = c.init + token % c.heads * c.size;
        recurrence_gradient(&c, token, weights, gradient);
        for (int64_t i = 0; i < c.size; i++) {
            const double h = 1e-5, value = weights[i];
            weights[i] = value + h;
            double slope = recurrence_loss(&c, token, weights) / (2 * h);
            weights[i] = value - h;
            slope -= recurrence_loss(&c, token, weights) / (2 * h);
            weights[i] = value;
            /* h^2 of the third derivative, and eps / h of the loss. */
            if (!(fabs(slope - gradient[i]) < 1e-8 * (1 + fabs(slope))))
                fail_msg("%s, weight %d: %.9g, by differences %.9g", v->name, (int)i, gradient[i],
                         slope);
        }
    }
    mg_free(gradient);
    recurrence_free(&c);
}

static void test_gradient_of_the_inner_loss(void **state) {
    (void)state;
    for (size_t i = 0; i < N_VARIANTS; i++) differentiates(&VARIANTS[i]);
}

/* -- parts and the whole ----------------------------------------------------------------------- */

/* A row as two batches, cut anywhere; of a deep memory, whose gradients are those of the chunk's
 * start, between chunks. */
static void splits(const variant *v) {
    mg_config config = with(v);
    recurrence_case c = draw(&config), whole = run(&c, &config, 0);
    int64_t stride = v->kind == MG_MEMORY_DEEP ? CHUNK : 1;
    for (int64_t border = stride; border < TOKENS; border += stride) {
        recurrence_case parts = run(&c, &config, border);
        expect_close(recurrence_distance(&parts, &whole), v->name, border);
        recurrence_free(&parts);
    }
    recurrence_free(&whole);
    recurrence_free(&c);
}

static void test_split_anywhere(void **state) {
    (void)state;
    for (size_t i = 0; i < N_VARIANTS; i++) splits(&VARIANTS[i]);
}

/* -- what is written --------------------------------------------------------------------------- */

/* Of W_0 only what decay leaves is there if no token is written: W_t = b_t W_0. */
static void fades(const variant *v) {
    mg_config config = with(v);
    recurrence_case c = draw(&config);
    memset(c.theta, 0, (size_t)(ROWS * TOKENS * c.heads) * sizeof *c.theta);
    memset(c.momentum, 0, (size_t)(ROWS * c.heads * c.size) * sizeof *c.momentum);
    recurrence_case found = run(&c, &config, 0);
    for (int64_t i = 0; i < ROWS * c.heads * c.size; i++) {
        int64_t group = i / c.size, row = group / c.heads, head = group % c.heads;
        double left = 1;
        for (int64_t t = row * TOKENS; t < (row + 1) * TOKENS; t++)
            left *= c.continues[t] * (1 - c.alpha[t * c.heads + head]);
        expect_close(fabs(found.weights[i] - left * c.weights[i]), v->name, i);
        if (v->momentum) expect_close(fabs(found.momentum[i]), v->name, i);
    }
    recurrence_free(&found);
    recurrence_free(&c);
}

static void test_steps_of_zero_write_nothing(void **state) {
    (void)state;
    for (size_t i = 0; i < N_VARIANTS; i++) fades(&VARIANTS[i]);
}

/* A gate whose threshold is below everything is none. */
static void lets_all_through(const variant *v) {
    if (v->gate == MG_MEMORY_GATE_OFF) return;
    mg_config config = with(v), ungated = config;
    ungated.memory.gate = MG_MEMORY_GATE_OFF;
    recurrence_case c = draw(&config), gated = run(&c, &config, 0);
    for (int64_t i = 0; i < c.heads; i++) c.log_tau[i] = -1000;
    recurrence_case open = run(&c, &config, 0), none = run(&c, &ungated, 0);
    expect_close(recurrence_distance(&open, &none), v->name, 0);
    assert_true(recurrence_distance(&gated, &none) > 1e-3);
    recurrence_free(&gated);
    recurrence_free(&open);
    recurrence_free(&none);
    recurrence_free(&c);
}

static void test_an_open_gate_is_none(void **state) {
    (void)state;
    for (size_t i = 0; i < N_VARIANTS; i++) lets_all_through(&VARIANTS[i]);
}

/* After a token with alpha = 1, no momentum and no write of its own, whatever was before is gone:
 * two memories that had nothing in common go on alike. */
static void wipes(const variant *v) {
    enum { WIPED = 2 * CHUNK - 1 }; /* last of its chunk: a deep memory's gradients look back */
    if (!v->decay) return;
    mg_config config = with(v);
    recurrence_case c = draw(&config), blank = recurrence_copy(&c);
    int64_t h = c.heads, d = c.values;
    for (int64_t i = 0; i < ROWS * TOKENS * h; i++) {
        int64_t t = i / h % TOKENS;
        if (t == WIPED) c.alpha[i] = blank.alpha[i] = 1, c.eta[i] = blank.eta[i] = 0;
        if (t == WIPED) c.theta[i] = 0;
        if (t <= WIPED) blank.theta[i] = 0;
    }
    memset(blank.weights, 0, (size_t)(ROWS * h * c.size) * sizeof *c.weights);
    memset(blank.momentum, 0, (size_t)(ROWS * h * c.size) * sizeof *c.momentum);
    recurrence_case a = run(&c, &config, 0), b = run(&blank, &config, 0);
    double before = 0;
    for (int64_t i = 0; i < ROWS * TOKENS * h * d; i++) {
        double apart = fabs(a.y[i] - b.y[i]);
        if (i / (h * d) % TOKENS >= WIPED)
            expect_close(apart, v->name, i);
        else
            before = fmax(before, apart);
    }
    assert_true(before > 0.01);
    for (int64_t i = 0; i < ROWS * h * c.size; i++) {
        expect_close(fabs(a.weights[i] - b.weights[i]), v->name, i);
        if (v->momentum) expect_close(fabs(a.momentum[i] - b.momentum[i]), v->name, i);
    }
    recurrence_case *all[] = {&a, &b, &c, &blank};
    for (int i = 0; i < 4; i++) recurrence_free(all[i]);
}

static void test_alpha_one_wipes(void **state) {
    (void)state;
    for (size_t i = 0; i < N_VARIANTS; i++) {
        if (VARIANTS[i].gate == MG_MEMORY_GATE_OFF) wipes(&VARIANTS[i]);
    }
}

/* -- memory as context in the paper's order ---------------------------------------------------- */

/* A part of a row recalls at the weights that it starts with, W_init and what was written, and
 * behind the start of a segment at W_init. */
static void recalls_before(const variant *v) {
    mg_config config = with(v);
    config.memory.context_order = MG_MEMORY_ORDER_PAPER;
    config.memory.conv_kernel = 1;
    config.memory.chunk = TOKENS;
    mg_device *device;
    small_must(mg_device_open("oracle", 1, &device));
    mg_model *model = small_model(device, &config, 3);
    recurrence_case c = recurrence_draw(&config, ROWS, TOKENS, 23);
    double *sum = mg_calloc((size_t)c.size, sizeof *sum), y[16];
    assert_non_null(sum);
    recurrence_recall_graph(&c, model);
    for (int64_t i = 0; i < ROWS * TOKENS * c.heads; i++) {
        int64_t n = i / c.heads, row = n / TOKENS, head = i % c.heads;
        double left = 1;
        for (int64_t t = row * TOKENS; t <= n; t++) left *= c.continues[t];
        for (int64_t j = 0; j < c.size; j++) {
            double written = c.weights[(row * c.heads + head) * c.size + j];
            sum[j] = c.init[head * c.size + j] + left * written;
        }
        recurrence_read(&c, i, sum, y);
        for (int64_t j = 0; j < c.values; j++)
            expect_close(fabs(y[j] - c.y[i * c.values + j]), v->name, i);
    }
    mg_free(sum);
    recurrence_free(&c);
    free_model(model);
}

static void test_recall_before_a_part(void **state) {
    (void)state;
    for (size_t i = 0; i < N_VARIANTS; i++) recalls_before(&VARIANTS[i]);
}

/* -- the delta rules --------------------------------------------------------------------------- */

/* S (d, m) of one head: S_t = gamma_t S_{t-1} (I - beta_t k_t k_t^T) + beta_t v_t k_t^T and o_t =
 * S_t q_t (Gated DeltaNet, arXiv 2412.06464, equation 10; DeltaNet is gamma = 1). Fills c->y and,
 * transposed, c->weights. */
static void delta_rule(recurrence_case *c, int64_t row, int64_t head) {
    int64_t m = c->keys, d = c->values;
    double s[16][16] = {{0}};
    for (int64_t t = 0; t < c->tokens; t++) {
        int64_t i = (row * c->tokens + t) * c->heads + head;
        const double *k = c->k + i * m, *v = c->v + i * d, *q = c->q + i * m;
        double gamma = 1 - c->alpha[i], beta = c->theta[i];
        if (c->continues[row * c->tokens + t] == 0) memset(s, 0, sizeof s);
        for (int64_t a = 0; a < d; a++) {
            double along = 0, out = 0;
            for (int64_t b = 0; b < m; b++) along += s[a][b] * k[b];
            for (int64_t b = 0; b < m; b++) {
                s[a][b] = gamma * (s[a][b] - beta * along * k[b]) + beta * v[a] * k[b];
                out += s[a][b] * q[b];
            }
            c->y[i * d + a] = out;
        }
    }
    for (int64_t a = 0; a < d; a++)
        for (int64_t b = 0; b < m; b++)
            c->weights[((row * c->heads + head) * m + b) * d + a] = s[a][b];
}

/* `rates`: momentum and decay are there and their rates are zero, or they are left out. */
static void contains_delta_rule(mg_memory_kind kind, bool gated, bool rates) {
    mg_config config = small_config_with_memory(kind);
    config.memory.placement = MG_MEMORY_CONTEXT;
    config.memory.decay_to = MG_MEMORY_DECAY_TO_ZERO;
    config.memory.momentum = rates;
    config.memory.decay = rates || gated;
    config.memory.decayed_residual = gated;
    small_must(mg_config_validate(&config));
    recurrence_case c = recurrence_draw(&config, ROWS, TOKENS, 22);
    int64_t n = ROWS * TOKENS * c.heads, state = ROWS * c.heads * c.size;
    memset(c.eta, 0, (size_t)n * sizeof *c.eta);
    if (!gated) memset(c.alpha, 0, (size_t)n * sizeof *c.alpha);
    memset(c.weights, 0, (size_t)state * sizeof *c.weights);
    memset(c.momentum, 0, (size_t)state * sizeof *c.momentum);
    recurrence_case found = run(&c, &config, 0);
    for (int64_t group = 0; group < ROWS * c.heads; group++)
        delta_rule(&c, group / c.heads, group % c.heads);
    const char *name = gated ? "Gated DeltaNet" : "DeltaNet";
    for (int64_t i = 0; i < n * c.values; i++) expect_close(fabs(found.y[i] - c.y[i]), name, i);
    for (int64_t i = 0; i < state; i++)
        expect_close(fabs(found.weights[i] - c.weights[i]), name, i);
    recurrence_free(&found);
    recurrence_free(&c);
}

static void test_delta_rules(void **state) {
    (void)state;
    for (int i = 0; i < 8; i++)
        contains_delta_rule(i & 4 ? MG_MEMORY_FEATURE : MG_MEMORY_LINEAR, i & 1, i & 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gradient_of_the_inner_loss),
        cmocka_unit_test(test_split_anywhere),
        cmocka_unit_test(test_steps_of_zero_write_nothing),
        cmocka_unit_test(test_an_open_gate_is_none),
        cmocka_unit_test(test_alpha_one_wipes),
        cmocka_unit_test(test_recall_before_a_part),
        cmocka_unit_test(test_delta_rules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
