/* Times a memory alone, forward and backward: `ninja bench_memory`, not part of the tests.
 *
 *     bench_memory [-k feature|linear|deep] [-b ROWS] [-t TOKENS] [-w WIDTH] [-h HEADS]
 *                  [-d HEAD_DIM] [-m FEATURES] [-c CHUNK] [-D DEVICE] [-j THREADS] [-s SECONDS] [-p]
 *
 * From the tokens x (ROWS TOKENS, WIDTH) through projections, convolution, gates and the recurrence
 * to what comes out of the output projection, and back to the gradients of x and of every parameter
 * on the way. Prints one JSON object: tokens a second, best and median run, of wall and of
 * processor time. With -p the time by kernel goes to stderr. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/backends.h"
#include "core/base/alloc.h"
#include "core/graph/program.h"
#include "core/nn/stack.h"
#include "core/ops/autograd.h"
#include "memory/cell.h"
#include "memory/memory.h"

enum { MAX_RUNS = 1000 };

typedef struct request {
    const char *kind, *device;
    int64_t rows, tokens, width, heads, head_dim, features, chunk;
    int threads;
    double seconds;
    bool profile;
} request;

typedef struct bench {
    mg_config config;
    mg_device *device;
    mg_model *model;
    mg_inputs inputs;
    mg_state state;
    mg_graph *graph;
    mg_build b;
    mg_program *program;
    mg_buffer *x, *gradients;
    int64_t placed; /* reals of `gradients` that are taken */
} bench;

static double now(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static mg_status configure(const request *want, mg_config *config) {
    static const char *const KINDS[] = {"off", "linear", "feature", "deep"};
    MG_TRY(mg_config_from_preset(config, "tiny-titans"));
    mg_memory_config *m = &config->memory;
    for (int i = 1; i < 4; i++)
        if (strcmp(want->kind, KINDS[i]) == 0) m->kind = (mg_memory_kind)i;
    config->num_hidden_layers = config->first_k_dense_replace = 1;
    config->hidden_size = want->width;
    config->max_position_embeddings = want->tokens;
    m->first_layer = 0;
    m->heads = want->heads;
    m->head_dim = want->head_dim;
    m->feature_dim = want->features;
    m->chunk = want->chunk;
    config->mixer = &mg_memory_mixer;
    return mg_config_validate(config);
}

static mg_status fill(mg_buffer *buffer, int64_t n) {
    float *values = mg_malloc((size_t)n * sizeof *values);
    if (!values) return MG_ERR_MEMORY;
    uint32_t state = 1;
    for (int64_t i = 0; i < n; i++) {
        state = state * 1664525u + 1013904223u;
        values[i] = (float)(state >> 8) * 0x1p-23f - 1;
    }
    mg_status status = mg_buffer_write_f32(buffer, 0, values, n);
    mg_free(values);
    return status;
}

static mg_status new_buffer(bench *t, int64_t n, mg_buffer **out) {
    return mg_buffer_create(t->device, (size_t)n * t->device->real_bytes, "bench", out);
}

/* Gradients of x and of the memory's parameters, y being its own cotangent as of |y|^2 / 2. */
static void differentiate(bench *t, mg_tensor *x, mg_tensor *y) {
    mg_tensor *wrt[MG_MIXER_PARAMS + 1] = {x}, *gradients[MG_MIXER_PARAMS + 1];
    int n = 1;
    for (size_t i = 0; i < t->model->table.count; i++) {
        const mg_param_entry *p = &t->model->table.params[i];
        if (strncmp(p->name, "layers.0.memory.", 16) == 0) wrt[n++] = t->b.params[i];
    }
    mg_gradient(t->graph, &(mg_gradient_options){0}, 1, &y, &y, n, wrt, gradients);
    for (int i = 0; i < n; i++) {
        mg_tensor *own = mg_scale(t->graph, gradients[i], 1);
        mg_graph_output(t->graph, own, t->gradients, t->placed);
        t->placed += mg_tensor_elements(own);
    }
}

static void build(bench *t, const request *want) {
    mg_graph *g = t->graph;
    int64_t n = want->rows * want->tokens;
    mg_tensor *x = mg_graph_bind(g, "x", MG_F32, MG_SHAPE2(n, want->width), t->x, 0);
    mg_cell cell = mg_cell_of(&t->b, 0);
    mg_memory_tokens tokens = mg_cell_tokens(&cell, x);
    bool deep = t->config.memory.kind == MG_MEMORY_DEEP;
    mg_memory_reads reads = deep ? mg_cell_deep(&cell, &tokens) : mg_cell_exact(&cell, &tokens);
    mg_tensor *out = mg_layer_param(&t->b, 0, "memory.out");
    differentiate(t, x, mg_linear(g, mg_cell_from_chunks(&cell, reads.after), out));
}

static mg_status prepare(bench *t, const request *want) {
    int64_t n = want->rows * want->tokens * want->width;
    MG_TRY(configure(want, &t->config));
    MG_TRY(mg_device_open(want->device, want->threads, &t->device));
    MG_TRY(mg_model_create(t->device, &t->config, &t->model));
    MG_TRY(mg_model_init(t->model, 1));
    MG_TRY(mg_inputs_create(t->model, want->rows, want->tokens, &t->inputs));
    MG_TRY(mg_state_create(t->model, want->rows, &t->state));
    MG_TRY(new_buffer(t, n, &t->x));
    MG_TRY(new_buffer(t, n + t->model->table.arena_elements, &t->gradients));
    MG_TRY(fill(t->x, n));
    MG_TRY(mg_graph_create(&t->graph));
    MG_TRY(mg_build_begin(&t->b, t->graph, t->model, &t->inputs, &t->state, NULL));
    build(t, want);
    mg_build_end(&t->b);
    return mg_program_create(t->device, t->graph, &t->program);
}

/* One text a row, all of it there. */
static mg_status write_inputs(bench *t, const request *want) {
    mg_batch batch = {0};
    float *scratch = mg_malloc((size_t)(want->rows * want->tokens) * sizeof *scratch);
    mg_status status = scratch ? MG_OK : MG_ERR_MEMORY;
    if (status == MG_OK) status = mg_batch_create(&batch, want->rows, want->tokens);
    for (int64_t i = 0; status == MG_OK && i < want->rows * want->tokens; i++) {
        batch.ids[i] = batch.targets[i] = 1;
        batch.positions[i] = (int32_t)(i % want->tokens);
    }
    if (status == MG_OK) status = mg_inputs_write(&t->inputs, &batch, scratch);
    mg_batch_free(&batch);
    mg_free(scratch);
    return status;
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static mg_status measure(bench *t, const request *want) {
    static double wall[MAX_RUNS], processor[MAX_RUNS];
    int n = 0;
    MG_TRY(mg_program_run(t->program));
    for (double end = now(CLOCK_MONOTONIC) + want->seconds;
         n < MAX_RUNS && (n < 3 || now(CLOCK_MONOTONIC) < end); n++) {
        double start = now(CLOCK_MONOTONIC), busy = now(CLOCK_PROCESS_CPUTIME_ID);
        MG_TRY(mg_program_run(t->program));
        wall[n] = now(CLOCK_MONOTONIC) - start;
        processor[n] = now(CLOCK_PROCESS_CPUTIME_ID) - busy;
    }
    qsort(wall, (size_t)n, sizeof *wall, by_value);
    qsort(processor, (size_t)n, sizeof *processor, by_value);
    double tokens = (double)(want->rows * want->tokens);
    printf("{\"kind\": \"%s\", \"runs\": %d, \"best\": %.1f, \"median\": %.1f, "
           "\"best_per_cpu_second\": %.1f, \"median_per_cpu_second\": %.1f}\n",
           want->kind, n, tokens / wall[0], tokens / wall[n / 2], tokens / processor[0],
           tokens / processor[n / 2]);
    if (!want->profile) return MG_OK;
    for (int i = 0; i < 10; i++) MG_TRY(mg_program_run_profiled(t->program));
    mg_program_print_profile(t->program, stderr);
    return MG_OK;
}

static void release(bench *t) {
    mg_program_free(t->program);
    mg_graph_free(t->graph);
    mg_buffer_free(t->x);
    mg_buffer_free(t->gradients);
    mg_state_free(&t->state);
    mg_inputs_free(&t->inputs);
    mg_model_free(t->model);
    mg_device_free(t->device);
}

int main(int argc, char **argv) {
    request want = {"feature", "cpu", 16, 128, 128, 2, 32, 64, 32, 0, 2, false};
    struct {
        char letter;
        int64_t *value;
    } numbers[] = {{'b', &want.rows},  {'t', &want.tokens},   {'w', &want.width},
                   {'h', &want.heads}, {'d', &want.head_dim}, {'m', &want.features},
                   {'c', &want.chunk}};
    int option;
    while ((option = getopt(argc, argv, "k:b:t:w:h:d:m:c:D:j:s:p")) != -1) {
        for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
            if (option == numbers[i].letter) *numbers[i].value = strtoll(optarg, NULL, 10);
        if (option == 'k') want.kind = optarg;
        if (option == 'D') want.device = optarg;
        if (option == 'j') want.threads = (int)strtol(optarg, NULL, 10);
        if (option == 's') want.seconds = strtod(optarg, NULL);
        if (option == 'p') want.profile = true;
        if (option == '?') return 2;
    }
    bench t = {0};
    mg_status status = prepare(&t, &want);
    if (status == MG_OK) status = write_inputs(&t, &want);
    if (status == MG_OK) status = measure(&t, &want);
    release(&t);
    if (status != MG_OK) fprintf(stderr, "bench_memory: %s\n", mg_error_text());
    return status == MG_OK ? 0 : 1;
}
