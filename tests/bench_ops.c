/* Times one op at given shapes: `ninja bench_ops`, not part of the tests.
 *
 *     bench_ops [-d DEVICE] [-t THREADS] [-r RUNS] OP/CASE [INPUT ...]
 *
 * OP/CASE is a case of the op's table (tests/test_ops lists them); each INPUT gives the inputs of
 * the case new shapes in turn, the rest keep theirs:
 *
 *     2048x128        a shape; values as the case says
 *     2048:0:95       integers (or reals) in [0, 95]
 *     16x128:seg:12   number of the problem, problems of 12 tokens in rows of the last dimension
 *     16x128:pos:12   position in that problem
 *
 *     bench_ops rms_norm/wide 2048x128 128
 *     bench_ops attention/packed_large 16x128x4x48 16x128x4x48 16x128x4x32 \
 *         16x128:seg:12 16x128:pos:12 16x128:seg:12 16x128:pos:12
 *
 * Prints the best time of a run and the profile (means). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/backends.h"
#include "core/graph/program.h"
#include "core/ops/ops.h"
#include "tests/helper_case.h"

typedef struct bench_input {
    int segment; /* tokens of a problem; 0 = as the case says */
    bool position;
} bench_input;

typedef struct bench {
    mg_op_case c; /* with the shapes of the command line */
    bench_input inputs[MG_CASE_INPUTS];
    mg_device *device;
    mg_graph *graph;
    mg_program *program;
    mg_buffer *buffers[MG_CASE_INPUTS + MG_CASE_OUTPUTS];
    int n_buffers;
} bench;

static bool find_case(const char *name, mg_op_case *out) {
    for (const mg_op *const *op = mg_all_ops; *op; op++) {
        for (int i = 0; i < (*op)->n_cases; i++) {
            char full[128];
            snprintf(full, sizeof full, "%s/%s", (*op)->name, (*op)->cases[i].name);
            if (strcmp(full, name) != 0) continue;
            *out = (*op)->cases[i];
            return true;
        }
    }
    return false;
}

/* 2048x128[:low:high] or 16x128:seg:12 or 16x128:pos:12 */
static bool parse_input(const char *text, mg_case_input *input, bench_input *special) {
    char *end;
    mg_shape shape = {0};
    do {
        if (shape.n_dims == MG_MAX_DIMS) return false;
        shape.dims[shape.n_dims++] = strtoll(text, &end, 10);
        if (end == text || shape.dims[shape.n_dims - 1] < 1) return false;
        text = end + 1;
    } while (*end == 'x');
    input->shape = shape;
    input->check_grad = false;
    if (*end == 0) return true;
    if (sscanf(end, ":seg:%d", &special->segment) == 1) return special->segment > 0;
    if (sscanf(end, ":pos:%d", &special->segment) == 1) {
        special->position = true;
        return special->segment > 0;
    }
    if (sscanf(end, ":%lf:%lf", &input->low, &input->high) != 2) return false;
    input->fill = input->dtype == MG_I32 ? MG_FILL_INTEGERS : MG_FILL_UNIFORM;
    return true;
}

static void fill_problems(const mg_case_input *input, const bench_input *special, double *values) {
    int64_t n = mg_shape_elements(input->shape);
    int64_t row = input->shape.dims[input->shape.n_dims - 1];
    for (int64_t i = 0; i < n; i++) {
        int64_t token = i % row;
        values[i] =
            (double)(special->position ? token % special->segment : token / special->segment);
    }
}

static mg_status write_input(mg_buffer *buffer, mg_dtype dtype, const double *values, int64_t n) {
    if (dtype == MG_F32) return mg_buffer_write_f64(buffer, 0, values, n);
    for (int64_t i = 0; i < n; i++) {
        int32_t value = (int32_t)values[i];
        MG_TRY(mg_buffer_write_i32(buffer, i, &value, 1));
    }
    return MG_OK;
}

static mg_status new_buffer(bench *b, mg_dtype dtype, int64_t n, mg_buffer **out) {
    size_t bytes = (size_t)n * mg_dtype_bytes(dtype, b->device->real_bytes);
    MG_TRY(mg_buffer_create(b->device, bytes, "bench", out));
    b->buffers[b->n_buffers++] = *out;
    return MG_OK;
}

static mg_status bind_inputs(bench *b, double *const *values, mg_tensor **in) {
    for (int i = 0; i < b->c.n_inputs; i++) {
        const mg_case_input *input = &b->c.inputs[i];
        int64_t n = mg_shape_elements(input->shape);
        mg_buffer *buffer;
        if (b->inputs[i].segment > 0) fill_problems(input, &b->inputs[i], values[i]);
        MG_TRY(new_buffer(b, input->dtype, n, &buffer));
        MG_TRY(write_input(buffer, input->dtype, values[i], n));
        in[i] = mg_graph_bind(b->graph, "input", input->dtype, input->shape, buffer, 0);
    }
    return MG_OK;
}

static mg_status build(bench *b) {
    double *values[MG_CASE_INPUTS];
    mg_tensor *in[MG_CASE_INPUTS], *out[MG_CASE_OUTPUTS];
    mg_status status = case_inputs_create(&b->c, values);
    if (status == MG_OK) status = mg_graph_create(&b->graph);
    if (status == MG_OK) status = bind_inputs(b, values, in);
    case_inputs_free(&b->c, values);
    MG_TRY(status);
    int n = b->c.build(b->graph, in, out);
    MG_TRY(mg_graph_status(b->graph));
    for (int i = 0; i < n; i++) {
        if (mg_tensor_root(out[i])->storage == MG_STORAGE_BOUND) continue;
        mg_buffer *buffer;
        MG_TRY(new_buffer(b, out[i]->dtype, mg_tensor_elements(out[i]), &buffer));
        mg_graph_output(b->graph, out[i], buffer, 0);
    }
    return mg_program_create(b->device, b->graph, &b->program);
}

static double seconds_now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static mg_status measure(bench *b, int runs) {
    double best = 1e30;
    MG_TRY(mg_program_run(b->program));
    for (int i = 0; i < runs; i++) {
        double start = seconds_now();
        MG_TRY(mg_program_run(b->program));
        double taken = seconds_now() - start;
        if (taken < best) best = taken;
        MG_TRY(mg_program_run_profiled(b->program));
    }
    printf("%s\nbest of %d runs: %.3f ms\n", b->device->description, runs, 1e3 * best);
    mg_program_print_profile(b->program, stdout);
    return MG_OK;
}

static int usage(void) {
    fprintf(stderr, "usage: bench_ops [-d DEVICE] [-t THREADS] [-r RUNS] OP/CASE [INPUT ...]\n"
                    "the head of tests/bench_ops.c explains INPUT\n");
    return 2;
}

int main(int argc, char **argv) {
    const char *device = "cpu";
    int threads = 0, runs = 20, option;
    bench b = {0};
    while ((option = getopt(argc, argv, "d:t:r:")) != -1) {
        if (option == 'd')
            device = optarg;
        else if (option == 't')
            threads = atoi(optarg);
        else if (option == 'r')
            runs = atoi(optarg);
        else
            return usage();
    }
    if (optind == argc || !find_case(argv[optind], &b.c)) return usage();
    int n = argc - optind - 1;
    if (n > b.c.n_inputs) return usage();
    for (int i = 0; i < n; i++) {
        if (!parse_input(argv[optind + 1 + i], &b.c.inputs[i], &b.inputs[i])) return usage();
    }
    mg_status status = mg_device_open(device, threads, &b.device);
    if (status == MG_OK) status = build(&b);
    if (status == MG_OK) status = measure(&b, runs);
    if (status != MG_OK) fprintf(stderr, "bench_ops: %s\n", mg_error_text());
    mg_program_free(b.program);
    mg_graph_free(b.graph);
    for (int i = 0; i < b.n_buffers; i++) mg_buffer_free(b.buffers[i]);
    mg_device_free(b.device);
    return status != MG_OK;
}
