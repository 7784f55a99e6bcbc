/* A persistent thread pool with one operation: run n independent tasks.
 *
 *     static void scale_rows(void *context, int64_t task, int thread) { ... row block `task` ... }
 *
 *     mg_pool *pool;
 *     MG_TRY(mg_pool_create(&pool, 0));               // 0: one thread per available core
 *     MG_TRY(mg_pool_reserve(pool, bytes, 0));        // at set-up; never in the hot path
 *     mg_parallel_for(pool, n_blocks, scale_rows, &job);
 *     mg_pool_free(pool);
 *
 * Tasks are taken by whichever thread is free, from one end or the other, so a slow thread delays
 * nobody; a kernel's result must therefore depend on the task alone and never on the thread or on
 * their number: cut the work into tasks by shape, not by mg_pool_threads(). Idle threads spin for
 * some tens of microseconds and then sleep. */
#ifndef MG_BASE_THREADS_H
#define MG_BASE_THREADS_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/status.h"

#define MG_CACHE_LINE  64
#define MG_MAX_THREADS 1024

typedef struct mg_pool mg_pool;

/* `task` is in [0, n_tasks); `thread` is in [0, mg_pool_threads()) and no two tasks that run at the
 * same time share it. */
typedef void (*mg_task_fn)(void *context, int64_t task, int thread);

/* Number of cores this process may run on, at least 1. */
int mg_cpu_count(void);

/* `n_threads` counts the calling thread; 0 means mg_cpu_count(). More threads than cores are legal
 * (they do not spin). Fails with MG_ERR_ARG, MG_ERR_MEMORY or MG_ERR_DEVICE (no thread started). */
mg_status mg_pool_create(mg_pool **pool, int n_threads);
void mg_pool_free(mg_pool *pool);

int mg_pool_threads(const mg_pool *pool);

/* Grows the scratch memory to at least `thread_bytes` for each thread and `shared_bytes` for the
 * whole pool. Contents are lost. Not to be called while tasks run. Fails with MG_ERR_MEMORY and
 * leaves what there was. */
mg_status mg_pool_reserve(mg_pool *pool, size_t thread_bytes, size_t shared_bytes);

/* Scratch memory of one thread, and that of the pool: aligned to MG_CACHE_LINE, as large as
 * reserved (NULL while nothing is), owned by the pool. Only code that runs as `thread` may use the
 * first; the second belongs to the kernel that called mg_parallel_for. */
void *mg_pool_scratch(mg_pool *pool, int thread);
size_t mg_pool_scratch_bytes(const mg_pool *pool);
void *mg_pool_shared(mg_pool *pool);
size_t mg_pool_shared_bytes(const mg_pool *pool);

/* Calls fn(context, task, thread) for every task and returns when all are done; what they wrote is
 * then visible to the caller. A call from inside a task runs serially on that task's thread (and
 * shares its scratch memory). Only one thread outside the pool may call at a time. */
void mg_parallel_for(mg_pool *pool, int64_t n_tasks, mg_task_fn fn, void *context);

#endif
