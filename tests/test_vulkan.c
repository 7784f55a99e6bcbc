/* The Vulkan backend below the ops: devices, buffers, hazards, executables. Skipped with the reason
 * where there is no Vulkan driver; the kernels themselves are tested by test_ops. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/alloc.h"
#include "core/vulkan/vulkan.h"
#include "core/vulkan/vulkan_hazard.h"
#include "core/vulkan/vulkan_shaders.h"
#include "tests/helper_devices.h"

#define N 1000

static mg_device *device;

static void must(mg_status status) {
    if (status != MG_OK) fail_msg("%s (%s)", mg_error_text(), mg_error_where());
}

static mg_status open_device(bool staging) {
    const char *validation = getenv("MATHGYM_VULKAN_VALIDATION");
    mg_vulkan_options options = {
        .index = -1,
        .validation = validation && strcmp(validation, "1") == 0,
        .staging = staging,
    };
    return mg_vulkan_create_with(&options, &device);
}

static int setup_mapped(void **state) {
    (void)state;
    return open_device(false) != MG_OK;
}

static int setup_staged(void **state) {
    (void)state;
    return open_device(true) != MG_OK;
}

static int teardown(void **state) {
    (void)state;
    bool clean = mg_vulkan_validation_errors(device) <= 0;
    mg_device_free(device);
    return !clean;
}

static mg_buffer *new_buffer(const float *values, int64_t n) {
    mg_buffer *buffer;
    must(mg_buffer_create(device, (size_t)n * sizeof *values, "test", &buffer));
    if (values) must(mg_buffer_write_f32(buffer, 0, values, n));
    return buffer;
}

/* y = a * b over n elements; operands are element ranges of buffers. */
static mg_kernel mul(mg_buffer *a, int64_t a0, mg_buffer *b, int64_t b0, mg_buffer *y, int64_t y0,
                     int64_t n) {
    size_t bytes = (size_t)n * sizeof(float);
    mg_kernel kernel = {
        .name = "mul",
        .n_operands = 3,
        .operands = {{a, (size_t)a0 * sizeof(float), bytes, MG_READ},
                     {b, (size_t)b0 * sizeof(float), bytes, MG_READ},
                     {y, (size_t)y0 * sizeof(float), bytes, MG_WRITE}},
    };
    mg_kernel_param_u(&kernel, n);
    mg_kernel_grid(&kernel, n, 1, 1);
    return kernel;
}

static void fill(float *values, int64_t n, float first) {
    for (int64_t i = 0; i < n; i++) values[i] = first + 0.25F * (float)i;
}

static void run(mg_executable *executable, double *seconds) {
    must(device->backend->executable_run(device, executable, seconds));
}

static mg_executable *compile(const mg_kernel *kernels, int n) {
    mg_executable *executable = NULL;
    must(device->backend->executable_create(device, kernels, n, &executable));
    return executable;
}

static void test_description(void **state) {
    (void)state;
    assert_string_equal(device->name, "vulkan");
    assert_int_equal(device->real_bytes, 4);
    assert_true(device->memory_limit > 0);
    assert_true(device->backend->has_kernel(device, "mul"));
    assert_false(device->backend->has_kernel(device, "no_such_kernel"));
}

static void test_write_and_read(void **state) {
    (void)state;
    const int64_t n = 3 * 1000 * 1000; /* more than one staging buffer */
    float *in = mg_malloc((size_t)n * sizeof *in), *out = mg_calloc((size_t)n, sizeof *out);
    assert_true(in && out);
    fill(in, n, 1);
    mg_buffer *buffer = new_buffer(in, n);
    must(mg_buffer_read_f32(buffer, 0, out, n));
    assert_memory_equal(in, out, (size_t)n * sizeof *in);
    float piece[3] = {7, 8, 9}, around[5];
    must(mg_buffer_write_f32(buffer, 101, piece, 3));
    must(mg_buffer_read_f32(buffer, 100, around, 5));
    assert_true(around[0] == in[100] && around[1] == 7 && around[3] == 9 && around[4] == in[104]);
    mg_buffer_free(buffer);
    mg_free(in);
    mg_free(out);
}

static void test_too_large(void **state) {
    (void)state;
    mg_buffer *buffer = NULL;
    assert_int_equal(mg_buffer_create(device, (size_t)1 << 60, "test", &buffer), MG_ERR_MEMORY);
    assert_int_equal(device->backend->buffer_create(device, (size_t)1 << 60, &buffer),
                     MG_ERR_MEMORY);
    assert_non_null(strstr(mg_error_text(), "smaller batch"));
    assert_null(buffer);
}

static void test_chain(void **state) {
    (void)state;
    float a[N], b[N], y[N], again[N];
    fill(a, N, 1);
    fill(b, N, -3);
    mg_buffer *x = new_buffer(a, N), *w = new_buffer(b, N), *t = new_buffer(NULL, 2 * N);
    mg_kernel kernels[] = {
        mul(x, 0, w, 0, t, 0, N), /* t0 = a b */
        mul(t, 0, w, 0, t, N, N), /* t1 = t0 b: waits for the first */
        mul(t, N, x, 0, t, 0, N), /* t0 = t1 a: waits for both */
    };
    mg_executable *executable = compile(kernels, 3);
    assert_int_equal(mg_vulkan_barriers(executable), 2);
    run(executable, NULL);
    must(mg_buffer_read_f32(t, 0, y, N));
    for (int i = 0; i < N; i++) assert_true(y[i] == a[i] * b[i] * b[i] * a[i]);
    run(executable, NULL);
    must(mg_buffer_read_f32(t, 0, again, N));
    assert_memory_equal(y, again, sizeof y);
    double seconds[3] = {-1, -1, -1};
    run(executable, seconds);
    for (int i = 0; i < 3; i++) assert_true(seconds[i] >= 0 && seconds[i] < 60);
    device->backend->executable_free(device, executable);
    mg_buffer_free(x);
    mg_buffer_free(w);
    mg_buffer_free(t);
}

/* More records than one submission takes, each waiting for the one before. */
static void test_many_submissions(void **state) {
    (void)state;
    enum { STEPS = 200 };
    float one[N], factor[N], y[N];
    for (int i = 0; i < N; i++) {
        one[i] = 1;
        factor[i] = i % 2 ? -1 : 1;
    }
    mg_buffer *x = new_buffer(one, N), *w = new_buffer(factor, N);
    mg_kernel *kernels = mg_calloc(STEPS + 1, sizeof *kernels);
    assert_non_null(kernels);
    for (int i = 0; i <= STEPS; i++) kernels[i] = mul(x, 0, w, 0, x, 0, N);
    mg_executable *executable = compile(kernels, STEPS + 1);
    assert_int_equal(mg_vulkan_barriers(executable), STEPS);
    run(executable, NULL);
    must(mg_buffer_read_f32(x, 0, y, N));
    assert_memory_equal(y, factor, sizeof y);
    device->backend->executable_free(device, executable);
    mg_free(kernels);
    mg_buffer_free(x);
    mg_buffer_free(w);
}

/* An enlarged buffer moves; executables compiled before it must follow. */
static void test_enlarge(void **state) {
    (void)state;
    float a[N], b[N], y[N];
    fill(a, N, 1);
    fill(b, N, 2);
    mg_buffer *x = new_buffer(a, N), *arena = new_buffer(b, N);
    mg_kernel kernel = mul(x, 0, arena, 0, arena, 0, N);
    mg_executable *executable = compile(&kernel, 1);
    run(executable, NULL);
    for (size_t larger = 2; larger <= 2048; larger *= 32) {
        must(device->backend->buffer_enlarge(arena, larger * sizeof a));
        arena->bytes = larger * sizeof a;
        must(mg_buffer_write_f32(arena, 0, b, N));
        run(executable, NULL);
        must(mg_buffer_read_f32(arena, 0, y, N));
        for (int i = 0; i < N; i++) assert_true(y[i] == a[i] * b[i]);
    }
    device->memory_used += arena->bytes - sizeof a;
    assert_int_equal(device->backend->buffer_enlarge(arena, (size_t)1 << 60), MG_ERR_MEMORY);
    must(mg_buffer_write_f32(arena, 0, b, N));
    run(executable, NULL);
    device->backend->executable_free(device, executable);
    mg_buffer_free(x);
    mg_buffer_free(arena);
}

static void test_empty(void **state) {
    (void)state;
    mg_executable *executable = compile(NULL, 0);
    run(executable, NULL);
    device->backend->executable_free(device, executable);
    mg_buffer *x = new_buffer(NULL, 0);
    mg_kernel kernel = mul(x, 0, x, 0, x, 0, 0);
    executable = compile(&kernel, 1);
    run(executable, NULL);
    device->backend->executable_free(device, executable);
    mg_buffer_free(x);
}

/* Sizes around the local size and the number of elements that a workgroup covers. */
static void test_odd_sizes(void **state) {
    (void)state;
    static const int64_t sizes[] = {1, 3, 8, 127, 255, 256, 257, 8191, 100003};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        int64_t n = sizes[s];
        float *a = mg_calloc((size_t)n + 1, sizeof *a), *y = mg_calloc((size_t)n + 1, sizeof *y);
        assert_true(a && y);
        fill(a, n + 1, 3);
        mg_buffer *x = new_buffer(a, n + 1), *out = new_buffer(a, n + 1);
        mg_kernel kernel = mul(x, 0, x, 0, out, 0, n);
        mg_executable *executable = compile(&kernel, 1);
        run(executable, NULL);
        must(mg_buffer_read_f32(out, 0, y, n + 1));
        for (int64_t i = 0; i < n; i++) assert_true(y[i] == a[i] * a[i]);
        assert_true(y[n] == a[n]);
        device->backend->executable_free(device, executable);
        mg_buffer_free(x);
        mg_buffer_free(out);
        mg_free(a);
        mg_free(y);
    }
}

static void test_unknown_kernel(void **state) {
    (void)state;
    mg_kernel kernel = {.name = "no_such_kernel", .grid = {1, 1, 1}};
    mg_executable *executable = NULL;
    assert_int_equal(device->backend->executable_create(device, &kernel, 1, &executable),
                     MG_ERR_UNSUPPORTED);
    assert_null(executable);
}

static void test_unknown_device(void **state) {
    (void)state;
    mg_device *other = NULL;
    assert_int_equal(mg_vulkan_create(99, &other), MG_ERR_NOT_FOUND);
    assert_non_null(strstr(mg_error_text(), "mathgym devices"));
    assert_null(other);
}

static void test_enumerate(void **state) {
    (void)state;
    mg_vulkan_info *infos;
    int n;
    must(mg_vulkan_enumerate(&infos, &n));
    assert_true(n > 0);
    int best = mg_vulkan_choose(infos, n, false), gpu = mg_vulkan_choose(infos, n, true);
    assert_true(best >= 0);
    assert_true(infos[best].name[0] && infos[best].driver[0] && infos[best].memory_bytes);
    if (gpu >= 0) assert_int_not_equal(infos[gpu].type, MG_VULKAN_CPU);
    mg_free(infos);
}

/* Every failed allocation of host memory is a status, and nothing is leaked or left half-made. */
static void test_allocation_failures(void **state) {
    (void)state;
    mg_buffer *x = new_buffer(NULL, N);
    mg_kernel kernels[] = {mul(x, 0, x, 0, x, 0, N), mul(x, 0, x, 0, x, 0, N)};
    mg_status status = MG_ERR_MEMORY;
    int n = 0;
    while (status == MG_ERR_MEMORY && n < 100) {
        mg_executable *executable = NULL;
        mg_alloc_fail_at(++n);
        status = device->backend->executable_create(device, kernels, 2, &executable);
        mg_alloc_fail_at(0);
        if (status == MG_OK)
            device->backend->executable_free(device, executable);
        else
            assert_null(executable);
    }
    must(status);
    assert_true(n > 4);
    mg_buffer_free(x);
}

static void test_hazards(void **state) {
    (void)state;
    mg_buffer first = {0}, second = {0};
    mg_hazards hazards = {0};
    bool barrier;
    mg_kernel kernel = mul(&first, 0, &first, 8, &first, 16, 8);
    must(mg_hazards_add(&hazards, &kernel, &barrier));
    assert_false(barrier);
    kernel = mul(&first, 0, &first, 8, &first, 24, 8); /* reads again, writes elsewhere */
    must(mg_hazards_add(&hazards, &kernel, &barrier));
    assert_false(barrier);
    kernel = mul(&second, 16, &second, 16, &second, 24, 8); /* another buffer */
    must(mg_hazards_add(&hazards, &kernel, &barrier));
    assert_false(barrier);
    kernel = mul(&first, 23, &second, 0, &second, 8, 1); /* reads the last byte of a write */
    must(mg_hazards_add(&hazards, &kernel, &barrier));
    assert_true(barrier);
    kernel = mul(&first, 16, &first, 16, &first, 23, 1); /* writes what was read */
    must(mg_hazards_add(&hazards, &kernel, &barrier));
    assert_true(barrier);
    kernel = mul(&second, 0, &second, 0, &first, 22, 2); /* writes what was written */
    must(mg_hazards_add(&hazards, &kernel, &barrier));
    assert_true(barrier);
    mg_hazards_free(&hazards);
}

static void test_shader_table(void **state) {
    (void)state;
    assert_true(mg_n_shaders > 0);
    for (int i = 0; i < mg_n_shaders; i++) {
        assert_true(mg_shaders[i].n_words > 5 && mg_shaders[i].words[0] == 0x07230203);
        if (i > 0) assert_true(strcmp(mg_shaders[i - 1].name, mg_shaders[i].name) < 0);
    }
}

int main(void) {
    const struct CMUnitTest host[] = {
        cmocka_unit_test(test_hazards),
        cmocka_unit_test(test_shader_table),
    };
    const struct CMUnitTest on_device[] = {
        cmocka_unit_test(test_description),
        cmocka_unit_test(test_write_and_read),
        cmocka_unit_test(test_too_large),
        cmocka_unit_test(test_chain),
        cmocka_unit_test(test_many_submissions),
        cmocka_unit_test(test_enlarge),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_odd_sizes),
        cmocka_unit_test(test_unknown_kernel),
        cmocka_unit_test(test_unknown_device),
        cmocka_unit_test(test_enumerate),
        cmocka_unit_test(test_allocation_failures),
    };
    int failed = cmocka_run_group_tests(host, NULL, NULL);
    mg_vulkan_info *infos;
    int n;
    if (mg_vulkan_enumerate(&infos, &n) == MG_ERR_UNSUPPORTED) {
        int missing = device_vulkan_missing();
        return failed ? 1 : missing;
    }
    mg_free(infos);
    failed += cmocka_run_group_tests(on_device, setup_mapped, teardown);
    failed += cmocka_run_group_tests(on_device, setup_staged, teardown);
    return failed != 0;
}
