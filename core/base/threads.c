#include "core/base/threads.h"

#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/base/alloc.h"

/* Longer than the gap between two kernels of one step, shorter than anybody notices. */
#define SPIN_NANOSECONDS 40000
#define PAUSES_PER_CHECK 32

typedef struct worker {
    mg_pool *pool;
    pthread_t handle;
    int thread;
} worker;

/* The job is published by storing its range of tasks in `remaining`. A thread takes a task from it
 * with a compare-and-swap; only after that does it read `fn` and its context, which cannot change
 * while its task is `unfinished`. So a late worker holds nobody up: it needs no acknowledgement,
 * and finds nothing left.
 *
 * Every other thread takes tasks from the end: what one kernel has left in a core's cache is then
 * what the same core works on in the next. */
struct mg_pool {
    _Alignas(MG_CACHE_LINE) atomic_llong remaining;  /* tasks nobody has taken yet: see pack */
    _Alignas(MG_CACHE_LINE) atomic_llong unfinished; /* tasks taken or waiting */
    _Alignas(MG_CACHE_LINE) atomic_int sleepers;     /* workers in (or on the way into) `wake` */
    atomic_bool caller_sleeps;
    atomic_bool stop;
    mg_task_fn fn;
    void *context;
    int n_threads;
    int n_started;
    bool spins; /* false when there are more threads than cores */
    pthread_mutex_t mutex;
    pthread_cond_t wake; /* to the workers: a job, or stop */
    pthread_cond_t done; /* to the caller: unfinished reached zero */
    worker *workers;
    char *scratch;
    size_t scratch_bytes;
    void *shared;
    size_t shared_bytes;
};

/* Which thread of which pool the current code runs in, while a job runs. */
static _Thread_local struct {
    const mg_pool *pool;
    int thread;
} current;

int mg_cpu_count(void) {
#ifdef __linux__
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
#endif
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : (int)n;
}

static void pause_cpu(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

static int64_t now_nanoseconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* Tasks first .. end - 1, both below 2^31, as one number. */
static long long pack(int64_t first, int64_t end) {
    return first << 32 | end;
}

static int64_t first_of(long long range) {
    return range >> 32;
}

static int64_t end_of(long long range) {
    return range & INT32_MAX;
}

static bool is_left(long long range) {
    return first_of(range) < end_of(range);
}

static bool job_waits(mg_pool *pool) {
    return is_left(atomic_load(&pool->remaining)) || atomic_load(&pool->stop);
}

static bool job_is_done(mg_pool *pool) {
    return atomic_load(&pool->unfinished) == 0;
}

/* Returns early when `ready` does; the caller of this function checks again and sleeps if not. */
static void spin_until(mg_pool *pool, bool (*ready)(mg_pool *)) {
    if (!pool->spins) return;
    int64_t end = now_nanoseconds() + SPIN_NANOSECONDS;
    do {
        for (int i = 0; i < PAUSES_PER_CHECK; i++) {
            if (ready(pool)) return;
            pause_cpu();
        }
    } while (now_nanoseconds() < end);
}

static void run_tasks(mg_pool *pool, int thread) {
    bool from_end = thread % 2 == 1;
    long long left = atomic_load(&pool->remaining);
    while (is_left(left)) {
        int64_t first = first_of(left), end = end_of(left);
        long long rest = from_end ? pack(first, end - 1) : pack(first + 1, end);
        if (!atomic_compare_exchange_weak(&pool->remaining, &left, rest)) continue;
        current.pool = pool;
        current.thread = thread;
        pool->fn(pool->context, from_end ? end - 1 : first, thread);
        current.pool = NULL;
        /* Sequentially consistent with the caller's store of caller_sleeps: either the caller sees
         * zero before it sleeps, or this thread sees that it sleeps. */
        if (atomic_fetch_sub(&pool->unfinished, 1) == 1 && atomic_load(&pool->caller_sleeps)) {
            pthread_mutex_lock(&pool->mutex);
            pthread_cond_signal(&pool->done);
            pthread_mutex_unlock(&pool->mutex);
        }
        left = atomic_load(&pool->remaining);
    }
}

static void *worker_main(void *argument) {
    worker *self = argument;
    mg_pool *pool = self->pool;
    while (!atomic_load(&pool->stop)) {
        run_tasks(pool, self->thread);
        spin_until(pool, job_waits);
        if (job_waits(pool)) continue;
        pthread_mutex_lock(&pool->mutex);
        atomic_fetch_add(&pool->sleepers, 1);
        while (!job_waits(pool)) pthread_cond_wait(&pool->wake, &pool->mutex);
        atomic_fetch_sub(&pool->sleepers, 1);
        pthread_mutex_unlock(&pool->mutex);
    }
    return NULL;
}

/* Workers take no signals: Ctrl-C belongs to the main thread. */
static mg_status start_workers(mg_pool *pool) {
    sigset_t all, previous;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &previous);
    int error = 0;
    for (int i = 0; i < pool->n_threads - 1 && !error; i++) {
        pool->workers[i] = (worker){.pool = pool, .thread = i + 1};
        error = pthread_create(&pool->workers[i].handle, NULL, worker_main, &pool->workers[i]);
        if (!error) pool->n_started++;
    }
    pthread_sigmask(SIG_SETMASK, &previous, NULL);
    if (!error) return MG_OK;
    return mg_fail(MG_ERR_DEVICE, "cannot start thread %d of %d: %s; use fewer with --threads",
                   pool->n_started + 2, pool->n_threads, strerror(error));
}

mg_status mg_pool_create(mg_pool **out, int n_threads) {
    *out = NULL;
    if (n_threads < 0 || n_threads > MG_MAX_THREADS) {
        return mg_fail(MG_ERR_ARG, "%d threads: give 1 to %d, or 0 for one per core", n_threads,
                       MG_MAX_THREADS);
    }
    int cores = mg_cpu_count();
    if (n_threads == 0) n_threads = cores < MG_MAX_THREADS ? cores : MG_MAX_THREADS;
    mg_pool *pool = mg_malloc_aligned(MG_CACHE_LINE, sizeof *pool);
    if (!pool) return MG_ERR_MEMORY;
    memset(pool, 0, sizeof *pool);
    pool->n_threads = n_threads;
    pool->spins = n_threads <= cores;
    pthread_mutex_init(&pool->mutex, NULL);
    pthread_cond_init(&pool->wake, NULL);
    pthread_cond_init(&pool->done, NULL);
    mg_status status = MG_ERR_MEMORY;
    pool->workers = mg_calloc((size_t)n_threads, sizeof *pool->workers);
    if (pool->workers) status = start_workers(pool);
    if (status != MG_OK) {
        mg_pool_free(pool);
        return status;
    }
    *out = pool;
    return MG_OK;
}

void mg_pool_free(mg_pool *pool) {
    if (!pool) return;
    pthread_mutex_lock(&pool->mutex);
    atomic_store(&pool->stop, true);
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->mutex);
    for (int i = 0; i < pool->n_started; i++) pthread_join(pool->workers[i].handle, NULL);
    pthread_cond_destroy(&pool->done);
    pthread_cond_destroy(&pool->wake);
    pthread_mutex_destroy(&pool->mutex);
    mg_free(pool->workers);
    mg_free(pool->scratch);
    mg_free(pool->shared);
    mg_free(pool);
}

int mg_pool_threads(const mg_pool *pool) {
    return pool->n_threads;
}

mg_status mg_pool_reserve(mg_pool *pool, size_t thread_bytes, size_t shared_bytes) {
    assert(!current.pool && "mg_pool_reserve inside a task");
    if (thread_bytes > pool->scratch_bytes) {
        /* Two threads never share a line. */
        size_t each = (thread_bytes + MG_CACHE_LINE - 1) / MG_CACHE_LINE * MG_CACHE_LINE, total;
        if (each < thread_bytes || __builtin_mul_overflow(each, (size_t)pool->n_threads, &total)) {
            return mg_fail(MG_ERR_MEMORY,
                           "out of memory: %zu bytes of scratch for each of %d threads",
                           thread_bytes, pool->n_threads);
        }
        char *grown = mg_malloc_aligned(MG_CACHE_LINE, total);
        if (!grown) return MG_ERR_MEMORY;
        mg_free(pool->scratch);
        pool->scratch = grown;
        pool->scratch_bytes = each;
    }
    if (shared_bytes > pool->shared_bytes) {
        void *grown = mg_malloc_aligned(MG_CACHE_LINE, shared_bytes);
        if (!grown) return MG_ERR_MEMORY;
        mg_free(pool->shared);
        pool->shared = grown;
        pool->shared_bytes = shared_bytes;
    }
    return MG_OK;
}

void *mg_pool_scratch(mg_pool *pool, int thread) {
    assert(thread >= 0 && thread < pool->n_threads);
    return pool->scratch ? pool->scratch + (size_t)thread * pool->scratch_bytes : NULL;
}

size_t mg_pool_scratch_bytes(const mg_pool *pool) {
    return pool->scratch_bytes;
}

void *mg_pool_shared(mg_pool *pool) {
    return pool->shared;
}

size_t mg_pool_shared_bytes(const mg_pool *pool) {
    return pool->shared_bytes;
}

static void wait_until_done(mg_pool *pool) {
    spin_until(pool, job_is_done);
    if (job_is_done(pool)) return;
    pthread_mutex_lock(&pool->mutex);
    atomic_store(&pool->caller_sleeps, true);
    while (!job_is_done(pool)) pthread_cond_wait(&pool->done, &pool->mutex);
    atomic_store(&pool->caller_sleeps, false);
    pthread_mutex_unlock(&pool->mutex);
}

void mg_parallel_for(mg_pool *pool, int64_t n_tasks, mg_task_fn fn, void *context) {
    if (n_tasks <= 0) return;
    assert(n_tasks <= INT32_MAX && "more tasks than a job can have");
    assert((!current.pool || current.pool == pool) && "a task of one pool used another pool");
    if (current.pool || n_tasks == 1 || pool->n_threads == 1) {
        int thread = current.pool ? current.thread : 0;
        const mg_pool *outer = current.pool;
        current.pool = pool;
        current.thread = thread;
        for (int64_t task = 0; task < n_tasks; task++) fn(context, task, thread);
        current.pool = outer;
        return;
    }
    pool->fn = fn;
    pool->context = context;
    atomic_store(&pool->unfinished, n_tasks);
    atomic_store(&pool->remaining, pack(0, n_tasks));
    /* A worker raises `sleepers` before it looks at `remaining` for the last time. */
    if (atomic_load(&pool->sleepers) > 0) {
        pthread_mutex_lock(&pool->mutex);
        pthread_cond_broadcast(&pool->wake);
        pthread_mutex_unlock(&pool->mutex);
    }
    run_tasks(pool, 0);
    wait_until_done(pool);
}
