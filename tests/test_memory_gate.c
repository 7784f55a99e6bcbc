/* The surprise gate: its threshold keeps the share of tokens that are written, and what it shows.
 */
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
#include "core/graph/program.h"
#include "core/nn/stack.h"
#include "core/train/trainer.h"
#include "memory/cell.h"
#include "tests/helper_small.h"

enum { TOKENS = 32, HEADS = 2, D = 5 };

/* One chunk of tokens with new keys, so that nothing but the size of the values decides how
 * surprising they are; the gate's threshold follows, as in training. */
typedef struct bench {
    mg_device *device;
    mg_model *model;
    mg_inputs inputs;
    mg_state state;
    mg_buffer *k, *v, *theta;
    mg_program *program;
} bench;

static mg_buffer *reals(bench *t, int64_t n) {
    mg_buffer *buffer;
    small_must(mg_buffer_create(t->device, (size_t)n * 4, "a test", &buffer));
    return buffer;
}

static mg_tensor *bound(mg_graph *g, mg_buffer *buffer, mg_shape shape) {
    return mg_graph_bind(g, "x", MG_F32, shape, buffer, 0);
}

static void build(bench *t) {
    mg_graph *g;
    mg_build b;
    small_must(mg_graph_create(&g));
    small_must(mg_build_begin(&b, g, t->model, &t->inputs, &t->state, NULL));
    b.training = true;
    mg_cell cell = mg_cell_of(&b, 1);
    mg_shape rates = MG_SHAPE2(HEADS, TOKENS);
    mg_memory_tokens in = {.k = bound(g, t->k, MG_SHAPE3(HEADS, TOKENS, D)),
                           .theta = mg_fill(g, rates, 1),
                           .starts = mg_fill(g, rates, 0),
                           .present = mg_fill(g, rates, 1)};
    mg_tensor *base = bound(g, t->v, MG_SHAPE3(HEADS, TOKENS, D));
    mg_tensor *empty = mg_fill(g, MG_SHAPE3(HEADS, D, D), 0);
    mg_memory_tokens out = mg_cell_gate(&cell, &in, base, empty);
    mg_graph_output(g, out.theta, t->theta, 0);
    mg_build_commit(&b);
    mg_build_end(&b);
    small_must(mg_program_create(t->device, g, &t->program));
    mg_graph_free(g);
}

static bench open_bench(double rho, double hold) {
    bench t = {0};
    mg_config config = small_config_with_memory(MG_MEMORY_LINEAR);
    config.memory.gate = MG_MEMORY_GATE_HARD;
    config.memory.momentum = config.memory.decay = false;
    config.memory.chunk = TOKENS;
    config.memory.write_rate = rho;
    config.memory.surprise_decay = hold;
    small_must(mg_config_validate(&config));
    small_must(mg_device_open("cpu", 1, &t.device));
    small_must(mg_model_create(t.device, &config, &t.model));
    small_must(mg_model_init(t.model, 1));
    small_must(mg_inputs_create(t.model, 1, TOKENS, &t.inputs));
    small_must(mg_state_create(t.model, 1, &t.state));
    float ones[TOKENS];
    for (int i = 0; i < TOKENS; i++) ones[i] = 1;
    small_must(mg_buffer_write_f32(t.inputs.continues, 0, ones, TOKENS));
    small_must(mg_buffer_write_f32(t.inputs.present, 0, ones, TOKENS));
    t.k = reals(&t, HEADS * TOKENS * D);
    t.v = reals(&t, HEADS * TOKENS * D);
    t.theta = reals(&t, HEADS * TOKENS);
    build(&t);
    return t;
}

static void close_bench(bench *t) {
    mg_program_free(t->program);
    mg_buffer_free(t->k);
    mg_buffer_free(t->v);
    mg_buffer_free(t->theta);
    mg_state_free(&t->state);
    mg_inputs_free(&t->inputs);
    mg_model_free(t->model);
    mg_device_free(t->device);
}

/* Keys that are alike in nothing (one feature each in turn would repeat): small, so that what was
 * written hardly changes what the next ones read. Values of a size drawn anew for each token, its
 * log of deviation 1 about `log_size`. Gives the share of tokens that were written. */
static double run(bench *t, uint64_t round, double log_size) {
    float k[HEADS * TOKENS * D], v[HEADS * TOKENS * D], write[HEADS * TOKENS];
    for (int i = 0; i < HEADS * TOKENS; i++) {
        double normals[4];
        mg_philox_normals(mg_philox(9, round, (uint32_t)i, 0), normals);
        float size = (float)exp(log_size + normals[0]);
        for (int j = 0; j < D; j++) {
            k[i * D + j] = j == i % D ? 0.1f : 0;
            v[i * D + j] = j == 0 ? size : 0;
        }
    }
    small_must(mg_buffer_write_f32(t->k, 0, k, HEADS * TOKENS * D));
    small_must(mg_buffer_write_f32(t->v, 0, v, HEADS * TOKENS * D));
    small_must(mg_program_run(t->program));
    small_must(mg_buffer_read_f32(t->theta, 0, write, HEADS * TOKENS));
    double sum = 0;
    for (int i = 0; i < HEADS * TOKENS; i++) sum += (double)write[i];
    return sum / (HEADS * TOKENS);
}

/* Surprise falls tenfold over 20,000 tokens; a threshold that stood still would end up above nearly
 * all of it. */
static void follows(double rho, double hold) {
    enum { ROUNDS = 640, SETTLED = 40 };
    bench t = open_bench(rho, hold);
    double sum = 0, last = 0;
    for (int i = 0; i < ROUNDS; i++) {
        double share = run(&t, (uint64_t)i, -log(10) * i / ROUNDS);
        if (i < 8) assert_true(share == 1); /* 256 tokens of warm-up */
        if (i >= SETTLED) sum += share;
        if (i >= ROUNDS - 100) last += share / 100;
    }
    double mean = sum / (ROUNDS - SETTLED);
    print_message("rho %g, hold %g: %.3f written, of the last 3200 tokens %.3f\n", rho, hold, mean,
                  last);
    assert_true(fabs(mean - rho) < 0.03);
    assert_true(fabs(last - rho) < 0.06); /* as long a stretch alone is that noisy */
    close_bench(&t);
}

static void test_threshold_follows_the_surprise(void **state) {
    (void)state;
    follows(0.3, 0);
    follows(0.5, 0.5);
}

/* While it warms up the threshold of a head is the mean of the log of its surprises. */
static void warms_up(mg_memory_kind kind) {
    enum { ROWS = 2, COLS = 14, N = ROWS * COLS * HEADS };
    mg_device *device;
    small_must(mg_device_open("cpu", 1, &device));
    mg_config config = small_config_with_memory(kind);
    config.memory.gate = MG_MEMORY_GATE_HARD;
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
        double mean = 0;
        for (int i = head; i < N; i += HEADS)
            mean += 0.5 * log((double)surprise[i]) / (ROWS * COLS);
        if (!(fabs(mean - (double)log_tau[head]) < 1e-4)) /* a mean of fp32 logs */
            fail_msg("kind %d: %g, want %g", (int)kind, (double)log_tau[head], mean);
    }
    mg_trainer_free(trainer);
    mg_forward_free(forward);
    mg_batch_free(&batch);
    mg_model_free(model);
    mg_device_free(device);
}

static void test_warm_up(void **state) {
    (void)state;
    warms_up(MG_MEMORY_LINEAR);
    warms_up(MG_MEMORY_DEEP);
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
        cmocka_unit_test(test_threshold_follows_the_surprise),
        cmocka_unit_test(test_warm_up),
        cmocka_unit_test(test_probes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
