/* Collects matrix multiplications of one kernel and runs them together, so that many small ones
 * keep all threads busy.
 *
 *     gemm_list list = {.pool = pool};
 *     for (...) gemm_list_add(&list, &args);
 *     gemm_list_run(&list); */
#ifndef MG_CPU_GEMM_LIST_H
#define MG_CPU_GEMM_LIST_H

#include "core/cpu/cpu_gemm.h"
#include "core/cpu/isa.h"

#define GEMM_LIST_CAPACITY 64 /* enough tiles for every thread; a longer list runs in parts */

extern const mg_cpu_gemm MG_CPU(gemm);

typedef struct gemm_list {
    mg_pool *pool;
    int64_t count;
    mg_gemm_args args[GEMM_LIST_CAPACITY];
} gemm_list;

MG_INLINE void gemm_list_run(gemm_list *list) {
    MG_CPU(gemm).batch(list->pool, list->args, list->count);
    list->count = 0;
}

MG_INLINE void gemm_list_add(gemm_list *list, const mg_gemm_args *args) {
    if (list->count == GEMM_LIST_CAPACITY) gemm_list_run(list);
    list->args[list->count++] = *args;
}

#endif
