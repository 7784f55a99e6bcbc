#include <string.h>

#include "core/cpu/cpu_rows.h"

/* A task owns a strip of columns of the whole table and walks the tokens in order, so the order of
 * every sum is that of the tokens. */
#define STRIP 64

typedef struct job {
    const int32_t *ids;
    const float *dy;
    float *dtable;
    int64_t tokens, vocabulary, d;
} job;

static void strip(void *context, int64_t task, int thread) {
    (void)thread;
    const job *j = context;
    int64_t first = task * STRIP, width = j->d - first < STRIP ? j->d - first : STRIP;
    for (int64_t v = 0; v < j->vocabulary; v++) {
        memset(j->dtable + v * j->d + first, 0, (size_t)width * sizeof *j->dtable);
    }
    for (int64_t n = 0; n < j->tokens; n++) {
        int32_t id = j->ids[n];
        if (id < 0 || id >= j->vocabulary) continue;
        mg_row_axpy(j->dtable + id * j->d + first, 1.0f, j->dy + n * j->d + first, width);
    }
}

MG_CPU_KERNEL(embedding_grad) {
    job j = {
        data[0], data[1], data[2], kernel->params[0].u, kernel->params[1].u, kernel->params[2].u};
    mg_parallel_for(pool, (j.d + STRIP - 1) / STRIP, strip, &j);
}
