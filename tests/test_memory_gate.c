/* The surprise gate: its threshold keeps the share of tokens that are written, and what it lets
 * through is what follows from what it shows. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/backends.h"
#include "core/base/philox.h"
#include "core/graph/program.h"
#include "core/nn/stack.h"
#include "memory/cell.h"
#include "tests/helper_small.h"

enum { HEADS = 2, D = 5, MAX_NUMBERS = 2048 };

/* Steps of writes so small that what is written hardly changes what the next ones read. */
#define STEP 1e-6f

/* A memory as it is trained, or in use, fed keys and values: rows of tokens in chunks. */
typedef struct bench {
    bool training;
    int64_t rows, tokens, keys; /* keys: width of one */
    mg_device *device;
    mg_model *model;
    mg_inputs inputs;
    mg_state state;
    mg_buffer *k, *v, *starts, *present;
    mg_buffer *theta, *write, *surprise; /* what the layer shows of each token */
    mg_buffer *moment;                   /* and of all: (H, keys D) */
    mg_program *program;
} bench;

static mg_buffer *reals(const bench *t, int64_t width) {
    mg_buffer *buffer;
    size_t n = (size_t)(t->rows * t->tokens * HEADS * width);
    small_must(mg_buffer_create(t->device, n * 4, "a test", &buffer));
    return buffer;
}

/* (N, H w), as a layer has them. */
static mg_tensor *bound(mg_graph *g, const bench *t, mg_buffer *buffer, int64_t width) {
    mg_shape shape = MG_SHAPE2(t->rows * t->tokens, HEADS * width);
    return mg_graph_bind(g, "x", MG_F32, shape, buffer, 0);
}

static void show(const mg_build *b, const char *name, mg_buffer *buffer) {
    for (int i = 0; i < b->n_probes; i++) {
        if (strcmp(b->probes[i].name, name) != 0) continue;
        mg_graph_output(b->graph, b->probes[i].tensor, buffer, 0);
        return;
    }
    fail_msg("no \"%s\" is shown", name);
}

static mg_tensor *one_each(mg_cell *cell, mg_tensor *x) {
    x = mg_cell_to_chunks(cell, x);
    return mg_reshape(cell->g, x, MG_SHAPE2(x->shape.dims[0], cell->chunk));
}

static void build(bench *t) {
    mg_graph *g;
    mg_build b;
    small_must(mg_graph_create(&g));
    small_must(mg_build_begin(&b, g, t->model, &t->inputs, &t->state, NULL));
    b.training = t->training;
    b.probing = true;
    mg_cell cell = mg_cell_of(&b, 1);
    mg_tensor *k = mg_cell_to_chunks(&cell, bound(g, t, t->k, t->keys));
    mg_tensor *present = one_each(&cell, bound(g, t, t->present, 1));
    mg_memory_tokens tokens = {.k = k,
                               .q = k,
                               .v = mg_cell_to_chunks(&cell, bound(g, t, t->v, D)),
                               .theta = mg_scale(g, present, (double)STEP),
                               .starts = one_each(&cell, bound(g, t, t->starts, 1)),
                               .present = present};
    if (t->model->config.memory.kind == MG_MEMORY_DEEP)
        mg_cell_deep(&cell, &tokens);
    else
        mg_cell_exact(&cell, &tokens);
    mg_cell_show_moment(&cell, &tokens);
    show(&b, "moment", t->moment);
    show(&b, "theta", t->theta);
    show(&b, "write", t->write);
    show(&b, "surprise2", t->surprise);
    mg_build_commit(&b);
    mg_build_end(&b);
    small_must(mg_program_create(t->device, g, &t->program));
    mg_graph_free(g);
}

static mg_config config_of(mg_memory_kind kind, int64_t chunk, double rho, double hold) {
    mg_config config = small_config_with_memory(kind);
    config.memory.gate = MG_MEMORY_GATE_HARD;
    config.memory.momentum = config.memory.decay = false;
    config.memory.chunk = chunk;
    config.memory.write_rate = rho;
    config.memory.surprise_decay = hold;
    small_must(mg_config_validate(&config));
    return config;
}

static bench open_bench(const mg_config *config, bool training, int64_t rows, int64_t tokens) {
    bench t = {.training = training, .rows = rows, .tokens = tokens, .keys = D};
    if (config->memory.kind == MG_MEMORY_FEATURE) t.keys = config->memory.feature_dim;
    small_must(mg_device_open("cpu", 1, &t.device));
    small_must(mg_model_create(t.device, config, &t.model));
    small_must(mg_model_init(t.model, 1));
    small_must(mg_inputs_create(t.model, rows, tokens, &t.inputs));
    small_must(mg_state_create(t.model, rows, &t.state));
    t.k = reals(&t, t.keys);
    t.v = reals(&t, D);
    t.starts = reals(&t, 1);
    t.present = reals(&t, 1);
    t.theta = reals(&t, 1);
    t.write = reals(&t, 1);
    t.surprise = reals(&t, 1);
    t.moment = reals(&t, t.keys * D);
    build(&t);
    return t;
}

static void close_bench(bench *t) {
    mg_program_free(t->program);
    mg_buffer *buffers[] = {t->k,     t->v,     t->starts,   t->present,
                            t->theta, t->write, t->surprise, t->moment};
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++) mg_buffer_free(buffers[i]);
    mg_state_free(&t->state);
    mg_inputs_free(&t->inputs);
    mg_model_free(t->model);
    mg_device_free(t->device);
}

static void write_all(const bench *t, mg_buffer *buffer, const float *values, int64_t width) {
    small_must(mg_buffer_write_f32(buffer, 0, values, t->rows * t->tokens * HEADS * width));
}

static void read_all(const bench *t, mg_buffer *buffer, float *values) {
    small_must(mg_buffer_read_f32(buffer, 0, values, t->rows * t->tokens * HEADS));
}

/* Of number `i` of round `round`, the log of the size of a token's value. */
typedef double (*size_fn)(uint64_t round, int64_t i, double normal);

/* Keys that are alike in nothing, or in all: one feature each in turn. Values of the size that is
 * asked for. In
 * training every row starts anew at its first token. */
static void feed(bench *t, uint64_t round, size_fn log_size) {
    float k[MAX_NUMBERS * 7] = {0}, v[MAX_NUMBERS * D] = {0}, starts[MAX_NUMBERS],
                          present[MAX_NUMBERS];
    int64_t n = t->rows * t->tokens * HEADS;
    assert_true(n <= MAX_NUMBERS && t->keys <= 7);
    for (int64_t i = 0; i < n; i++) {
        double normals[4];
        mg_philox_normals(mg_philox(9, round, (uint32_t)i, 0), normals);
        k[i * t->keys + i / HEADS % t->keys] = 1;
        v[i * D] = (float)exp(log_size(round, i, normals[0]));
        starts[i] = (t->training || round == 0) && i / HEADS % t->tokens == 0;
        present[i] = 1;
    }
    write_all(t, t->k, k, t->keys);
    write_all(t, t->v, v, D);
    write_all(t, t->starts, starts, 1);
    write_all(t, t->present, present, 1);
}

/* The share of its tokens that a round writes. */
static double run(bench *t, uint64_t round, size_fn log_size) {
    float write[MAX_NUMBERS];
    feed(t, round, log_size);
    small_must(mg_program_run(t->program));
    read_all(t, t->write, write);
    double sum = 0;
    int64_t n = t->rows * t->tokens * HEADS;
    for (int64_t i = 0; i < n; i++) sum += (double)write[i];
    return sum / (double)n;
}

/* -- the share of what is written -------------------------------------------------------------- */

enum { TOKENS = 32, ROUNDS = 640, SETTLED = 40 };

/* Tenfold less over 20,000 tokens, and so large throughout that nothing else makes up the surprise.
 */
static double falling(uint64_t round, int64_t i, double normal) {
    (void)i;
    return log(1000) - log(10) * (double)round / ROUNDS + normal;
}

/* A threshold that stood still would end up above nearly all of it. */
static void follows(mg_memory_kind kind, double rho, double hold) {
    mg_config config = config_of(kind, TOKENS, rho, hold);
    bench t = open_bench(&config, true, 1, TOKENS);
    double sum = 0, last = 0;
    for (int i = 0; i < ROUNDS; i++) {
        double share = run(&t, (uint64_t)i, falling);
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
    const mg_memory_kind *kind = *state;
    follows(*kind, 0.3, 0);
    follows(*kind, 0.5, 0.5);
}

/* In use the threshold stays, and ends up above nearly all, or follows at a tenth of its speed. */
static void test_threshold_in_use(void **state) {
    const mg_memory_kind *kind = *state;
    mg_config config = config_of(*kind, TOKENS, 0.3, 0);
    config.memory.warmup = 0;
    config.memory.threshold_speed = 0.1;
    double last[2] = {0};
    for (int tracking = 0; tracking < 2; tracking++) {
        config.memory.gate_tracking = tracking;
        bench t = open_bench(&config, false, 1, TOKENS);
        const mg_param_entry *p = mg_param_find(&t.model->table, "layers.1.memory.log_tau");
        const float log_tau[HEADS] = {7, 7};
        float now[HEADS];
        small_must(mg_buffer_write_f32(t.model->params, p->arena_offset, log_tau, HEADS));
        for (int i = 0; i < ROUNDS; i++) {
            double share = run(&t, (uint64_t)i, falling);
            if (i >= ROUNDS - 100) last[tracking] += share / 100;
        }
        small_must(mg_buffer_read_f32(t.model->params, p->arena_offset, now, HEADS));
        assert_memory_equal(now, log_tau, sizeof now); /* what it has learned is not touched */
        close_bench(&t);
    }
    print_message("of the last 3200 tokens %.3f written; following, %.3f\n", last[0], last[1]);
    assert_true(last[0] < 0.1);
    assert_true(fabs(last[1] - 0.3) < 0.03);
}

/* Every tenth or so surprises e^8 times as much as the others: the mean of the log lies where only
 * those are beyond it, but the threshold must let through as many as it is told. */
static double skewed(uint64_t round, int64_t i, double normal) {
    bool high = mg_philox(10, round, (uint32_t)i, 0).v[0] % 10 == 0;
    return 2 + 0.3 * normal + (high ? 8 : 0);
}

static void test_share_right_after_the_warm_up(void **state) {
    const mg_memory_kind *kind = *state;
    mg_config config = config_of(*kind, TOKENS, 0.3, 0);
    config.memory.threshold_speed = 0; /* what the warm-up has found, and nothing else */
    bench t = open_bench(&config, true, 4, TOKENS);
    double share = 0;
    for (uint64_t i = 0; i < 8; i++) assert_true(run(&t, i, skewed) == 1);
    for (uint64_t i = 8; i < 24; i++) share += run(&t, i, skewed) / 16;
    print_message("%.3f written after the warm-up\n", share);
    assert_true(fabs(share - 0.3) < 0.03); /* the mean would let 0.10 through */
    close_bench(&t);
}

/* -- what follows from what is shown ----------------------------------------------------------- */

/* The gate as it is written down in memory/gate.c and memory/threshold.c, from what was shown. */
typedef struct follower {
    const mg_memory_config *memory;
    double log_tau[HEADS], seen;
    double held[2 * HEADS];
} follower;

/* p of a token of a group, and whether that is enough. */
static bool passes(follower *f, int group, double surprise2, bool start, double *peak) {
    double *held = &f->held[group], s = 0.5 * log(surprise2);
    if (start) *held = -INFINITY;
    *held = fmax(s, *held + log(f->memory->surprise_decay));
    *peak = *held;
    return f->seen < (double)f->memory->warmup || *held >= f->log_tau[group % HEADS];
}

static double small_sizes(uint64_t round, int64_t i, double normal) {
    (void)round;
    return 1 + normal + 0.2 * (double)(i % 3);
}

/* The sum of k^T v of the tokens that are present: keys have one feature each, values one number.
 */
static void check_moment(const bench *t, const float *present) {
    enum { MOST = HEADS * 7 * D };
    float shown[MOST], v[MAX_NUMBERS * D];
    double want[MOST] = {0};
    int64_t n = t->rows * t->tokens * HEADS, numbers = t->keys * D;
    small_must(mg_buffer_read_f32(t->moment, 0, shown, HEADS * numbers));
    small_must(mg_buffer_read_f32(t->v, 0, v, n * D));
    for (int64_t i = 0; i < n; i++)
        if (present[i] > 0) want[i % HEADS * numbers + i / HEADS % t->keys * D] += (double)v[i * D];
    for (int64_t i = 0; i < HEADS * numbers; i++) /* sums of some ten, in fp32 */
        assert_true(fabs((double)shown[i] - want[i]) < 1e-5 * (1 + want[i]));
}

/* Rows of 4 chunks and a bit, the threshold moving fast: what is written, the steps of the writes
 * and the threshold afterwards are those of a gate that goes token by token and moves its threshold
 * behind every chunk. */
static void test_what_is_written_follows(void **state) {
    const mg_memory_kind *kind = *state;
    enum { ROWS = 2, COLS = 22, CHUNK = 5, N = ROWS * COLS * HEADS };
    mg_config config = config_of(*kind, CHUNK, 0.4, 0.6);
    config.memory.warmup = 0;
    config.memory.threshold_speed = 0.1;
    bench t = open_bench(&config, true, ROWS, COLS);
    follower f = {.memory = &config.memory};
    const mg_param_entry *p = mg_param_find(&t.model->table, "layers.1.memory.log_tau");
    const float start[HEADS] = {1, 2};
    small_must(mg_buffer_write_f32(t.model->params, p->arena_offset, start, HEADS));
    for (int h = 0; h < HEADS; h++) f.log_tau[h] = (double)start[h];
    feed(&t, 1, small_sizes);
    float write[N], theta[N], surprise[N], starts[N] = {0}, present[N], log_tau[HEADS];
    for (int i = 0; i < N; i++) {
        int token = i / HEADS % COLS, row = i / HEADS / COLS;
        starts[i] = token == 0 || (row == 0 && token == 13);
        present[i] = !(row == 1 && token >= 18);
    }
    write_all(&t, t.starts, starts, 1);
    write_all(&t, t.present, present, 1);
    small_must(mg_program_run(t.program));
    read_all(&t, t.write, write);
    read_all(&t, t.theta, theta);
    read_all(&t, t.surprise, surprise);
    small_must(mg_buffer_read_f32(t.model->params, p->arena_offset, log_tau, HEADS));
    double written = 0;
    for (int first = 0; first < COLS; first += CHUNK) {
        double step[HEADS] = {0};
        for (int n = first; n < first + CHUNK && n < COLS; n++) {
            for (int group = 0; group < ROWS * HEADS; group++) {
                int i = (group / HEADS * COLS + n) * HEADS + group % HEADS;
                double peak;
                bool there = present[i] > 0;
                bool wanted = there && passes(&f, group, (double)surprise[i], starts[i] > 0, &peak);
                if ((write[i] > 0) != wanted || (double)theta[i] != (wanted ? STEP : 0))
                    fail_msg("token %d of group %d is %g, its step %g", n, group, (double)write[i],
                             (double)theta[i]);
                if (there) step[group % HEADS] += (wanted - 0.4) / ROWS;
                written += wanted;
            }
        }
        for (int h = 0; h < HEADS; h++) f.log_tau[h] += 0.1 * step[h];
    }
    assert_true(written > 0.2 * N && written < 0.8 * N);
    for (int h = 0; h < HEADS; h++) /* a few roundings of fp32 */
        if (!(fabs((double)log_tau[h] - f.log_tau[h]) < 1e-5))
            fail_msg("%g, want %g", (double)log_tau[h], f.log_tau[h]);
    check_moment(&t, present);
    close_bench(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SMALL_EACH_KIND(test_threshold_follows_the_surprise),
        SMALL_EACH_KIND(test_threshold_in_use),
        SMALL_EACH_KIND(test_share_right_after_the_warm_up),
        SMALL_EACH_KIND(test_what_is_written_follows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
