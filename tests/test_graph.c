/* Graph, planner, programs and gradients, on the oracle: small device, exact numbers. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/backends.h"
#include "core/base/alloc.h"
#include "core/base/philox.h"
#include "core/graph/plan.h"
#include "core/graph/program.h"
#include "core/ops/autograd.h"
#include "core/ops/ops.h"

static mg_device *device;

static void must(mg_status status) {
    if (status != MG_OK) fail_msg("%s (%s)", mg_error_text(), mg_error_where());
}

static mg_buffer *reals(int64_t n, uint64_t seed) {
    mg_buffer *buffer;
    must(mg_buffer_create(device, (size_t)n * device->real_bytes, "test", &buffer));
    mg_rng rng = mg_rng_at(seed, 0, 0);
    for (int64_t i = 0; i < n; i++) {
        double value = 2 * mg_rng_unit(&rng) - 1;
        must(mg_buffer_write_f64(buffer, i, &value, 1));
    }
    return buffer;
}

static double read_one(mg_buffer *buffer, int64_t i) {
    double value;
    must(mg_buffer_read_f64(buffer, i, &value, 1));
    return value;
}

static void assert_near(double got, double want, double tolerance) {
    if (!(fabs(got - want) <= tolerance)) fail_msg("%.12g instead of %.12g", got, want);
}

/* -- errors -------------------------------------------------------------------------------------
 */

static void test_first_error_is_kept(void **state) {
    (void)state;
    mg_graph *g;
    must(mg_graph_create(&g));
    mg_tensor *a = mg_graph_bind(g, "a", MG_F32, MG_SHAPE2(2, 3), NULL, 0);
    mg_tensor *b = mg_graph_bind(g, "b", MG_F32, MG_SHAPE2(3, 2), NULL, 0);
    mg_tensor *bad = mg_mul(g, a, b);
    mg_tensor *later = mg_scale(g, mg_slice(g, bad, 7, 0, 1), 2);
    assert_ptr_equal(later, &g->poison);
    assert_int_equal(mg_graph_status(g), MG_ERR_SHAPE);
    assert_non_null(strstr(mg_error_text(), "mul"));
    assert_non_null(strstr(mg_error_text(), "(3, 2)"));
    mg_program *program;
    assert_int_equal(mg_program_create(device, g, &program), MG_ERR_SHAPE);
    assert_null(program);
    mg_graph_free(g);
}

static void test_small_buffer_is_refused(void **state) {
    (void)state;
    mg_graph *g;
    mg_program *program;
    mg_buffer *x = reals(5, 1), *y = reals(6, 2);
    must(mg_graph_create(&g));
    mg_tensor *in = mg_graph_bind(g, "x", MG_F32, MG_SHAPE1(6), x, 0);
    mg_graph_output(g, mg_scale(g, in, 2), y, 0);
    assert_int_equal(mg_program_create(device, g, &program), MG_ERR_SHAPE);
    assert_non_null(strstr(mg_error_text(), "\"x\""));
    mg_graph_free(g);
    mg_buffer_free(x);
    mg_buffer_free(y);
}

static void test_out_of_memory_names_the_largest(void **state) {
    (void)state;
    mg_graph *g;
    mg_program *program;
    mg_buffer *x = reals(4000, 1), *y = reals(1, 2);
    must(mg_graph_create(&g));
    mg_tensor *in = mg_graph_bind(g, "x", MG_F32, MG_SHAPE2(40, 100), x, 0);
    mg_tensor *big = mg_matmul(g, in, in, true, false);
    mg_graph_name(g, big, "the big one");
    mg_tensor *flat = mg_reshape(g, big, MG_SHAPE1(10000));
    mg_graph_output(g, mg_sum(g, flat, 0), y, 0);
    size_t limit = device->memory_limit;
    device->memory_limit = device->memory_used + 1000;
    assert_int_equal(mg_program_create(device, g, &program), MG_ERR_MEMORY);
    assert_non_null(strstr(mg_error_text(), "the big one (100, 100)"));
    device->memory_limit = limit;
    must(mg_program_create(device, g, &program));
    mg_program_free(program);
    mg_graph_free(g);
    mg_buffer_free(x);
    mg_buffer_free(y);
}

static void test_every_allocation_may_fail(void **state) {
    (void)state;
    mg_buffer *x = reals(12, 1), *y = reals(1, 2);
    for (long n = 1;; n++) {
        mg_graph *g = NULL;
        mg_program *program = NULL;
        mg_alloc_fail_at(n);
        mg_status status = mg_graph_create(&g);
        if (status == MG_OK) {
            mg_tensor *in = mg_graph_bind(g, "x", MG_F32, MG_SHAPE2(3, 4), x, 0);
            mg_tensor *out = mg_sum(g, mg_reshape(g, mg_mul(g, in, in), MG_SHAPE1(12)), 0);
            mg_tensor *one = mg_fill(g, MG_SHAPE1(1), 1), *grad;
            mg_gradient(g, &(mg_gradient_options){0}, 1, &out, &one, 1, &in, &grad);
            mg_graph_output(g, out, y, 0);
            status = mg_program_create(device, g, &program);
        }
        mg_alloc_fail_at(0);
        mg_program_free(program);
        mg_graph_free(g);
        if (status == MG_OK) {
            assert_true(n > 10); /* the loop did reach the end of a whole build */
            break;
        }
        assert_int_equal(status, MG_ERR_MEMORY);
    }
    mg_buffer_free(x);
    mg_buffer_free(y);
}

/* -- the planner --------------------------------------------------------------------------------
 */

/* A random graph of sums and reshapes; every tensor is read by something later. */
static mg_tensor *random_graph(mg_graph *g, uint64_t seed, int n_nodes) {
    mg_rng rng = mg_rng_at(seed, 1, 1);
    mg_tensor *pool[64];
    int n = 0;
    for (int i = 0; i < 4; i++) pool[n++] = mg_fill(g, MG_SHAPE2(4, 1 + i), i);
    mg_tensor *total = mg_fill(g, MG_SHAPE1(1), 0);
    for (int i = 0; i < n_nodes; i++) {
        mg_tensor *x = pool[mg_rng_below(&rng, (uint32_t)n)], *y;
        int64_t rows = x->shape.dims[0], cols = x->shape.dims[1];
        switch (mg_rng_below(&rng, 4)) {
        case 0:
            y = mg_scale(g, x, 0.5);
            break;
        case 1:
            y = mg_concat(g, x, x, (int)mg_rng_below(&rng, 2));
            break;
        case 2:
            y = mg_reshape(g, x, MG_SHAPE2(cols, rows));
            break;
        default:
            y = mg_transpose(g, x, 0, 1);
            break;
        }
        if (mg_tensor_elements(y) > 300) y = mg_slice(g, y, 0, 0, 1);
        pool[n < 64 ? n++ : (int)mg_rng_below(&rng, 64)] = y;
        mg_tensor *flat = mg_reshape(g, y, MG_SHAPE1(mg_tensor_elements(y)));
        if (i % 3 == 0) total = mg_add(g, total, mg_sum(g, flat, 0));
    }
    return total;
}

/* No two work tensors whose lives overlap may share a byte, and a dead node takes none. */
static void test_plan_never_overlaps(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < 40; seed++) {
        mg_graph *g;
        mg_plan plan;
        must(mg_graph_create(&g));
        mg_tensor *total = random_graph(g, seed, 60);
        mg_graph_output(g, total, NULL, 0);
        must(mg_graph_status(g));
        must(mg_plan_create(g, 4, 64, &plan));
        for (int i = 0; i < g->n_tensors; i++) {
            const mg_tensor *a = g->tensors[i];
            if (a->storage != MG_STORAGE_WORK || plan.first[i] < 0) continue;
            size_t a_end = plan.offset[i] + mg_plan_tensor_bytes(&plan, a);
            assert_true(plan.offset[i] % 64 == 0 && a_end <= plan.arena_bytes);
            for (int j = 0; j < i; j++) {
                const mg_tensor *b = g->tensors[j];
                if (b->storage != MG_STORAGE_WORK || plan.first[j] < 0) continue;
                bool alive = plan.first[i] <= plan.last[j] && plan.first[j] <= plan.last[i];
                size_t b_end = plan.offset[j] + mg_plan_tensor_bytes(&plan, b);
                bool apart = a_end <= plan.offset[j] || b_end <= plan.offset[i];
                if (alive && !apart)
                    fail_msg("tensors %d and %d overlap (seed %d)", i, j, (int)seed);
            }
        }
        mg_plan_free(&plan);
        mg_graph_free(g);
    }
}

static void test_dead_nodes_are_dropped(void **state) {
    (void)state;
    mg_graph *g;
    mg_plan_stats stats;
    must(mg_graph_create(&g));
    mg_tensor *x = mg_fill(g, MG_SHAPE1(8), 1);
    mg_tensor *used = mg_scale(g, x, 2);
    mg_scale(g, mg_scale(g, x, 3), 4); /* nobody reads it */
    mg_graph_output(g, used, NULL, 0);
    must(mg_graph_plan(g, 4, 64, &stats));
    assert_int_equal(stats.n_kernels, 2);
    mg_graph_free(g);
}

/* A chain needs two places however long it is. */
static void test_memory_is_reused(void **state) {
    (void)state;
    mg_graph *g;
    mg_plan_stats stats;
    must(mg_graph_create(&g));
    mg_tensor *x = mg_fill(g, MG_SHAPE1(1024), 1);
    for (int i = 0; i < 50; i++) x = mg_scale(g, x, 1.01);
    mg_graph_output(g, mg_sum(g, x, 0), NULL, 0);
    must(mg_graph_plan(g, 4, 64, &stats));
    assert_int_equal(stats.arena_bytes, 2 * 4096);
    mg_graph_free(g);
}

/* Programs share the arena; one that is made later may enlarge it under the first. */
static void test_programs_share_the_arena(void **state) {
    (void)state;
    mg_buffer *x = reals(4, 1), *y = reals(4, 2), *z = reals(1, 3);
    mg_program *small, *large;
    mg_graph *g;
    must(mg_graph_create(&g));
    mg_tensor *in = mg_graph_bind(g, "x", MG_F32, MG_SHAPE1(4), x, 0);
    mg_graph_output(g, mg_scale(g, mg_scale(g, in, 3), 2), y, 0);
    must(mg_program_create(device, g, &small));
    mg_graph_free(g);
    must(mg_graph_create(&g));
    mg_tensor *wide = mg_fill(g, MG_SHAPE1(1 << 20), 1);
    mg_graph_output(g, mg_sum(g, mg_scale(g, wide, 2), 0), z, 0);
    must(mg_program_create(device, g, &large));
    mg_graph_free(g);
    must(mg_program_run(large));
    must(mg_program_run(small));
    assert_near(read_one(z, 0), 2 << 20, 0);
    for (int i = 0; i < 4; i++) assert_near(read_one(y, i), 6 * read_one(x, i), 1e-12);
    mg_program_free(small);
    mg_program_free(large);
    mg_buffer_free(x);
    mg_buffer_free(y);
    mg_buffer_free(z);
}

/* -- gradients ----------------------------------------------------------------------------------
 */

/* Builders for second derivatives: f(x) of a (3, 4) input, as (1). */
typedef mg_tensor *(*scalar_fn)(mg_graph *g, mg_tensor *x);

static mg_tensor *total_of(mg_graph *g, mg_tensor *x) {
    return mg_sum(g, mg_reshape(g, x, MG_SHAPE1(mg_tensor_elements(x))), 0);
}

static mg_tensor *f_cubes(mg_graph *g, mg_tensor *x) {
    return total_of(g, mg_mul(g, x, mg_mul(g, x, x)));
}

static mg_tensor *f_rms_norm(mg_graph *g, mg_tensor *x) {
    mg_tensor *w = mg_fill(g, MG_SHAPE1(4), 1.5);
    mg_tensor *y = mg_rms_norm(g, x, w, 1e-3);
    return total_of(g, mg_mul(g, y, mg_mul(g, y, mg_sigmoid(g, x))));
}

static mg_tensor *f_swiglu(mg_graph *g, mg_tensor *x) {
    mg_tensor *y = mg_swiglu(g, x);
    return total_of(g, mg_mul(g, y, y));
}

static mg_tensor *f_products(mg_graph *g, mg_tensor *x) {
    mg_tensor *y = mg_matmul(g, x, x, false, true); /* (3, 3) */
    return total_of(g, mg_softmax(g, mg_mul(g, y, mg_slice(g, x, 1, 0, 3))));
}

static mg_tensor *f_activations(mg_graph *g, mg_tensor *x) {
    mg_tensor *y = mg_mul(g, mg_silu(g, x), mg_gelu(g, x));
    return total_of(g, mg_mul(g, y, mg_rsqrt(g, mg_exp(g, mg_softplus(g, x)))));
}

/* A memory's step in small: decays, a solve with the system of products, running sums, a filter. */
static mg_tensor *f_chunk(mg_graph *g, mg_tensor *x) {
    mg_tensor *l = mg_cumsum(g, mg_reshape(g, mg_slice(g, x, 1, 0, 1), MG_SHAPE2(1, 3)), 1, false);
    mg_tensor *decay = mg_decay_matrix(g, l, NULL, true);
    mg_tensor *rows = mg_reshape(g, x, MG_SHAPE3(1, 3, 4));
    mg_tensor *products = mg_mul(g, decay, mg_matmul(g, rows, rows, false, true));
    mg_tensor *y = mg_tri_solve(g, products, mg_conv1d(g, rows, x, NULL), false);
    return total_of(g, mg_mul(g, y, y));
}

/* d/dx of sum(weight * df/dx), from the graph and from differences of df/dx. */
static void check_second_derivative(scalar_fn f) {
    enum { N = 12 };
    mg_buffer *x = reals(N, 5), *weight = reals(N, 6), *first = reals(1, 7), *second = reals(N, 8);
    mg_graph *g;
    mg_program *program;
    must(mg_graph_create(&g));
    mg_tensor *in = mg_graph_bind(g, "x", MG_F32, MG_SHAPE2(3, 4), x, 0);
    mg_tensor *w = mg_graph_bind(g, "weight", MG_F32, MG_SHAPE2(3, 4), weight, 0);
    mg_tensor *one = mg_fill(g, MG_SHAPE1(1), 1), *y = f(g, in), *dx, *ddx;
    mg_gradient(g, &(mg_gradient_options){0}, 1, &y, &one, 1, &in, &dx);
    mg_tensor *projected = total_of(g, mg_mul(g, dx, w));
    mg_gradient(g, &(mg_gradient_options){0}, 1, &projected, &one, 1, &in, &ddx);
    mg_graph_output(g, projected, first, 0);
    mg_graph_output(g, ddx, second, 0);
    must(mg_program_create(device, g, &program));
    mg_graph_free(g);
    for (int i = 0; i < N; i++) {
        double saved = read_one(x, i), step = 1e-5, values[2];
        for (int side = 0; side < 2; side++) {
            double moved = saved + (side ? step : -step);
            must(mg_buffer_write_f64(x, i, &moved, 1));
            must(mg_program_run(program));
            values[side] = read_one(first, 0);
        }
        must(mg_buffer_write_f64(x, i, &saved, 1));
        must(mg_program_run(program));
        double want = (values[1] - values[0]) / (2 * step);
        assert_near(read_one(second, i), want, 1e-6 * (1 + fabs(want)));
    }
    mg_program_free(program);
    mg_buffer_free(x);
    mg_buffer_free(weight);
    mg_buffer_free(first);
    mg_buffer_free(second);
}

static void test_second_derivatives(void **state) {
    (void)state;
    check_second_derivative(f_cubes);
    check_second_derivative(f_rms_norm);
    check_second_derivative(f_swiglu);
    check_second_derivative(f_products);
    check_second_derivative(f_activations);
    check_second_derivative(f_chunk);
}

/* d/dx of x * stop_grad(x) is x, not 2 x, and nothing reaches through greater. */
static void test_no_gradient_flows(void **state) {
    (void)state;
    enum { N = 7 };
    mg_buffer *x = reals(N, 9), *out = reals(N, 10);
    mg_graph *g;
    mg_program *program;
    must(mg_graph_create(&g));
    mg_tensor *in = mg_graph_bind(g, "x", MG_F32, MG_SHAPE1(N), x, 0);
    mg_tensor *step = mg_greater(g, mg_mul(g, in, in), in);
    mg_tensor *y = mg_add(g, mg_mul(g, in, mg_stop_grad(g, in)), step);
    mg_tensor *ones = mg_fill(g, MG_SHAPE1(N), 1), *dx;
    mg_gradient(g, &(mg_gradient_options){0}, 1, &y, &ones, 1, &in, &dx);
    mg_graph_output(g, mg_scale(g, dx, 1), out, 0);
    must(mg_program_create(device, g, &program));
    mg_graph_free(g);
    must(mg_program_run(program));
    for (int i = 0; i < N; i++) assert_near(read_one(out, i), read_one(x, i), 0);
    mg_program_free(program);
    mg_buffer_free(x);
    mg_buffer_free(out);
}

/* Blocks that are run again give the same gradient and need less memory. */
static void gradient_of_chain(bool recompute, double *grads, mg_plan_stats *stats) {
    enum { N = 64, BLOCKS = 6 };
    mg_buffer *x = reals(N, 3), *dx = reals(N, 4);
    mg_graph *g;
    mg_program *program;
    must(mg_graph_create(&g));
    mg_tensor *in = mg_graph_bind(g, "x", MG_F32, MG_SHAPE2(8, 8), x, 0), *y = in, *grad;
    for (int b = 0; b < BLOCKS; b++) {
        mg_graph_block(g, b + 1);
        mg_tensor *h = mg_softmax(g, mg_matmul(g, y, y, false, true));
        h = mg_mul(g, mg_sigmoid(g, h), mg_matmul(g, h, y, false, false));
        y = mg_add(g, y, mg_scale(g, h, 0.3));
    }
    mg_graph_block(g, 0);
    mg_tensor *loss = total_of(g, mg_mul(g, y, y)), *one = mg_fill(g, MG_SHAPE1(1), 1);
    mg_gradient(g, &(mg_gradient_options){.recompute = recompute}, 1, &loss, &one, 1, &in, &grad);
    mg_graph_output(g, grad, dx, 0);
    must(mg_program_create(device, g, &program));
    must(mg_program_run(program));
    *stats = *mg_program_stats(program);
    must(mg_buffer_read_f64(dx, 0, grads, N));
    mg_program_free(program);
    mg_graph_free(g);
    mg_buffer_free(x);
    mg_buffer_free(dx);
}

static void test_recompute(void **state) {
    (void)state;
    double kept[64], again[64];
    mg_plan_stats kept_stats, again_stats;
    gradient_of_chain(false, kept, &kept_stats);
    gradient_of_chain(true, again, &again_stats);
    assert_memory_equal(kept, again, sizeof kept);
    assert_true(again_stats.n_kernels > kept_stats.n_kernels);
    assert_true(again_stats.arena_bytes < kept_stats.arena_bytes);
}

static void test_no_gradient_is_an_error_that_names_the_op(void **state) {
    (void)state;
    mg_graph *g;
    must(mg_graph_create(&g));
    mg_tensor *x = mg_graph_bind(g, "x", MG_F32, MG_SHAPE1(4), NULL, 0), *grad;
    mg_tensor *y = mg_sum_of_squares(g, x), *one = mg_fill(g, MG_SHAPE1(1), 1);
    mg_gradient(g, &(mg_gradient_options){0}, 1, &y, &one, 1, &x, &grad);
    assert_int_equal(mg_graph_status(g), MG_ERR_UNSUPPORTED);
    assert_non_null(strstr(mg_error_text(), "sum_squares"));
    mg_graph_free(g);
}

/* An input that the output does not depend on has a gradient of zeros. */
static void test_unused_input(void **state) {
    (void)state;
    mg_buffer *x = reals(3, 1), *dx = reals(3, 2);
    mg_graph *g;
    mg_program *program;
    must(mg_graph_create(&g));
    mg_tensor *in = mg_graph_bind(g, "x", MG_F32, MG_SHAPE1(3), x, 0), *grad;
    mg_tensor *y = mg_fill(g, MG_SHAPE1(1), 2), *one = mg_fill(g, MG_SHAPE1(1), 1);
    mg_gradient(g, &(mg_gradient_options){0}, 1, &y, &one, 1, &in, &grad);
    mg_graph_output(g, grad, dx, 0);
    must(mg_program_create(device, g, &program));
    must(mg_program_run(program));
    for (int i = 0; i < 3; i++) assert_near(read_one(dx, i), 0, 0);
    mg_program_free(program);
    mg_graph_free(g);
    mg_buffer_free(x);
    mg_buffer_free(dx);
}

int main(void) {
    if (mg_device_open("oracle", 1, &device) != MG_OK) return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_error_is_kept),
        cmocka_unit_test(test_small_buffer_is_refused),
        cmocka_unit_test(test_out_of_memory_names_the_largest),
        cmocka_unit_test(test_every_allocation_may_fail),
        cmocka_unit_test(test_plan_never_overlaps),
        cmocka_unit_test(test_dead_nodes_are_dropped),
        cmocka_unit_test(test_memory_is_reused),
        cmocka_unit_test(test_programs_share_the_arena),
        cmocka_unit_test(test_second_derivatives),
        cmocka_unit_test(test_no_gradient_flows),
        cmocka_unit_test(test_recompute),
        cmocka_unit_test(test_no_gradient_is_an_error_that_names_the_op),
        cmocka_unit_test(test_unused_input),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    mg_device_free(device);
    return failed;
}
