/* GFLOP/s of our GEMM, beside OpenBLAS where a shared library of it can be opened.
 *
 *     bench_gemm [--threads N] [--seconds S] [--library libopenblas.so.0] [--isa avx2]
 *
 * The two run in turns on the same data, so that load on the machine hits both; printed are the
 * medians over S seconds for each shape, and their ratio: by processor time with one thread, by
 * wall-clock time with more. An OpenBLAS that does not know the processor falls back to AVX2; give
 * it OPENBLAS_CORETYPE=SkylakeX for a fair match. */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/alloc.h"
#include "core/cpu/backend_isa.h"

#define MAX_TURNS 400

typedef void blas_sgemm(int order, int trans_a, int trans_b, int m, int n, int k, float alpha,
                        const float *a, int lda, const float *b, int ldb, float beta, float *c,
                        int ldc);

typedef struct shape {
    int m, n, k;
    const char *layout; /* op(A) op(B): NN, NT or TN */
    int experts;        /* as many separate multiplications in one batch */
} shape;

static const shape shapes[] = {
    {2048, 128, 128, "NT", 1},  {2048, 128, 128, "NN", 1},  {128, 128, 2048, "TN", 1},
    {2048, 384, 128, "NT", 1},  {2048, 384, 128, "NN", 1},  {384, 128, 2048, "TN", 1},
    {2048, 128, 384, "NT", 1},  {2048, 128, 384, "NN", 1},  {128, 384, 2048, "TN", 1},
    {2048, 512, 512, "NT", 1},  {2048, 512, 512, "NN", 1},  {512, 512, 2048, "TN", 1},
    {2048, 1024, 512, "NT", 1}, {2048, 1024, 512, "NN", 1}, {1024, 512, 2048, "TN", 1},
    {2048, 512, 1024, "NT", 1}, {2048, 512, 1024, "NN", 1}, {4096, 576, 576, "NT", 1},
    {4096, 576, 576, "NN", 1},  {576, 576, 4096, "TN", 1},  {128, 96, 128, "NT", 8},
    {128, 96, 128, "NN", 8},    {96, 128, 128, "TN", 8},    {64, 64, 64, "NT", 1},
    {64, 64, 64, "NN", 1},      {64, 64, 64, "TN", 1},      {1, 512, 512, "NT", 1},
    {16, 512, 512, "NT", 1},    {16, 512, 512, "NN", 1},    {1024, 1024, 1024, "NN", 1},
};

typedef struct bench {
    mg_pool *pool;
    const mg_cpu_gemm *ours;
    blas_sgemm *blas;
    double seconds;
    clockid_t clock;
    mg_gemm_args args[8];
    int count;
} bench;

static double now(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void run_ours(bench *b) {
    b->ours->batch(b->pool, b->args, b->count);
}

static void run_blas(bench *b) {
    for (int i = 0; i < b->count; i++) {
        const mg_gemm_args *g = &b->args[i];
        b->blas(101, g->trans_a ? 112 : 111, g->trans_b ? 112 : 111, (int)g->m, (int)g->n,
                (int)g->k, 1, g->a, (int)g->lda, g->b, (int)g->ldb, 0, g->c, (int)g->ldc);
    }
}

/* Seconds for one call: the mean over enough calls to fill a millisecond. */
static double turn(bench *b, void (*run)(bench *), int calls) {
    double begin = now(b->clock);
    for (int i = 0; i < calls; i++) run(b);
    return (now(b->clock) - begin) / calls;
}

static mg_status set_up(bench *b, const shape *s) {
    b->count = s->experts;
    for (int i = 0; i < s->experts; i++) {
        mg_gemm_args *g = &b->args[i];
        *g = (mg_gemm_args){.m = s->m, .n = s->n, .k = s->k};
        g->trans_a = s->layout[0] == 'T';
        g->trans_b = s->layout[1] == 'T';
        g->lda = g->trans_a ? s->m : s->k;
        g->ldb = g->trans_b ? s->k : s->n;
        g->ldc = s->n;
        size_t na = (size_t)s->m * (size_t)s->k, nb = (size_t)s->n * (size_t)s->k;
        float *a = mg_malloc_aligned(64, na * sizeof *a),
              *bb = mg_malloc_aligned(64, nb * sizeof *a);
        g->c = mg_malloc_aligned(64, (size_t)s->m * (size_t)s->n * sizeof *a);
        if (!a || !bb || !g->c) return MG_ERR_MEMORY;
        for (size_t j = 0; j < na; j++) a[j] = (float)(j % 17) - 8;
        for (size_t j = 0; j < nb; j++) bb[j] = (float)(j % 13) - 6;
        g->a = a;
        g->b = bb;
    }
    return MG_OK;
}

static void tear_down(bench *b) {
    for (int i = 0; i < b->count; i++) {
        mg_free((float *)(uintptr_t)b->args[i].a);
        mg_free((float *)(uintptr_t)b->args[i].b);
        mg_free(b->args[i].c);
    }
}

static double median(double *values, int n) {
    qsort(values, (size_t)n, sizeof *values, by_value);
    return values[n / 2];
}

static void measure(bench *b, const shape *s) {
    static double ours[MAX_TURNS], blas[MAX_TURNS];
    double flop = 2.0 * s->m * s->n * s->k * s->experts;
    int calls = (int)(1e-3 / (flop / 1.5e11)) + 1, n = 0;
    run_ours(b);
    if (b->blas) run_blas(b);
    const struct timespec pause = {.tv_nsec = 40000000};
    for (double end = now(CLOCK_MONOTONIC) + b->seconds;
         n < MAX_TURNS && (n < 5 || now(CLOCK_MONOTONIC) < end); n++) {
        /* OpenBLAS's threads spin for some 30 ms after a call, on the cores that ours need. */
        if (b->blas && mg_pool_threads(b->pool) > 1) nanosleep(&pause, NULL);
        ours[n] = turn(b, run_ours, calls);
        if (b->blas) blas[n] = turn(b, run_blas, calls);
    }
    double rate = flop / median(ours, n) * 1e-9;
    printf("| %dx%dx%d %s", s->m, s->n, s->k, s->layout);
    if (s->experts > 1) printf(", %d at once", s->experts);
    printf(" | %.1f |", rate);
    if (b->blas) {
        double other = flop / median(blas, n) * 1e-9;

        printf(" %.1f | %.2f |", other, rate / other);
    }
    printf("\n");
}

static const char *option(int argc, char **argv, const char *name, const char *fallback) {
    for (int i = 1; i + 1 < argc; i++) {
        if (strcmp(argv[i], name) == 0) return argv[i + 1];
    }
    return fallback;
}

static void open_blas(bench *b, const char *library, int threads) {
    void *handle = dlopen(library, RTLD_NOW | RTLD_GLOBAL);
    if (!handle) {
        printf("%s: not found, so ours alone\n", library);
        return;
    }
    *(void **)&b->blas = dlsym(handle, "cblas_sgemm");
    void (*set_threads)(int) = NULL;
    *(void **)&set_threads = dlsym(handle, "openblas_set_num_threads");
    if (set_threads) set_threads(threads);
    char *(*config)(void) = NULL;
    *(void **)&config = dlsym(handle, "openblas_get_config");
    if (config) printf("%s\n", config());
}

int main(int argc, char **argv) {
    bench b = {.seconds = atof(option(argc, argv, "--seconds", "0.2"))};
    int threads = atoi(option(argc, argv, "--threads", "0"));
    setenv("MATHGYM_CPU_ISA", option(argc, argv, "--isa", ""), 1);
    mg_isa isa;
    mg_status status = mg_cpu_isa_best(&isa);
    if (status == MG_OK) status = mg_pool_create(&b.pool, threads);
    if (status == MG_OK) status = mg_gemm_reserve(b.pool);
    if (status != MG_OK) {
        fprintf(stderr, "bench_gemm: %s\n", mg_error_text());
        return 1;
    }
    b.ours = mg_cpu_gemm_for(isa);
    b.clock = mg_pool_threads(b.pool) > 1 ? CLOCK_MONOTONIC : CLOCK_PROCESS_CPUTIME_ID;
    open_blas(&b, option(argc, argv, "--library", "libopenblas.so.0"), mg_pool_threads(b.pool));
    printf("%s, %d threads\n| shape | ours GFLOP/s | OpenBLAS | ratio |\n|---|---|---|---|\n",
           mg_cpu_isa_name(isa), mg_pool_threads(b.pool));
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        if (set_up(&b, &shapes[i]) == MG_OK) measure(&b, &shapes[i]);
        tear_down(&b);
    }
    mg_pool_free(b.pool);
    return 0;
}
