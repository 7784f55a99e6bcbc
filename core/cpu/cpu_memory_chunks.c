#include "core/cpu/cpu_memory_chunks.h"

typedef struct job {
    mg_chunks c;
    mg_pool *pool;
    const float *values, *start;
    float *y, *states, *residuals, *last, *found_there, *read_there;
} job;

/* next = sum_b phi[a, b] X_b */
static void keep(const mg_chunks *c, const float *phi, const float *x, float *next) {
    for (int64_t row = 0; row < c->m * c->blocks; row++) {
        const float *weights = phi + row % c->blocks * c->blocks;
        const float *from = x + row / c->blocks * c->width;
        MG_FOR_VECTORS(i, lanes, c->d) {
            vf sum = weights[0] * vf_load_n(from + i, lanes);
            for (int64_t b = 1; b < c->blocks; b++) {
                sum += weights[b] * vf_load_n(from + b * c->d + i, lanes);
            }
            vf_store_n(next + row * c->d + i, sum, lanes);
        }
    }
}

static void chunk(const job *j, const mg_chunk_scratch *s, int64_t i, float *next) {
    const mg_chunks *c = &j->c;
    int64_t tokens = c->tokens, m = c->m, d = c->d, width = c->width, pairs = tokens * tokens;
    const float *q = c->q + i * tokens * m, *k = c->k + i * tokens * m;
    const float *x = j->states + i * m * width;
    float *found = j->found_there + i * tokens * width, *read = j->read_there + i * tokens * width;
    float *r = j->residuals + i * tokens * d, *y = j->y + i * tokens * d;

    mg_chunk_nn(s, found, k, x, tokens, width, m, MG_CHUNK_SET);
    mg_chunk_mix(c, s->side, j->values + i * tokens * d, 1, c->found + i * tokens * c->blocks,
                 found);
    mg_chunk_nt(s, s->pairs[0], k, k, tokens, tokens, m, MG_CHUNK_SET);
    mg_chunk_mul(s->pairs[0], 1, s->pairs[0], c->write_before + i * pairs, pairs);
    mg_triangle_solve(&(mg_triangle){
        .l = s->pairs[0], .b = s->side, .x = r, .c = tokens, .columns = d, .b_row = d, .x_row = d});

    mg_chunk_nn(s, read, q, x, tokens, width, m, MG_CHUNK_SET);
    mg_chunk_mix(c, y, NULL, 1, c->seen + i * tokens * c->blocks, read);
    mg_chunk_nt(s, s->pairs[1], q, k, tokens, tokens, m, MG_CHUNK_SET);
    mg_chunk_mul(s->pairs[1], -1, s->pairs[1], c->write + i * pairs, pairs);
    mg_chunk_nn(s, y, s->pairs[1], r, tokens, d, tokens, MG_CHUNK_ADD);

    mg_chunk_spread(c, s->rows[0], -1, c->taken + i * tokens * c->blocks, r);
    keep(c, c->phi + i * c->blocks * c->blocks, x, next);
    mg_chunk_tn(s, next, k, s->rows[0], m, width, tokens, MG_CHUNK_ADD);
}

static void group_task(void *context, int64_t group, int thread) {
    const job *j = context;
    const mg_chunks *c = &j->c;
    mg_chunk_scratch s = mg_chunk_scratch_of(c, j->pool, thread);
    int64_t state = c->m * c->width, first = group * c->n;
    mg_copy_run(j->states + first * state, j->start + group * state, state);
    for (int64_t i = first; i < first + c->n; i++) {
        bool is_last = i + 1 == first + c->n;
        chunk(j, &s, i, is_last ? j->last + group * state : j->states + (i + 1) * state);
    }
}

MG_CPU_KERNEL(memory_chunks) {
    job j = {.c = mg_chunks_of(kernel), .pool = pool};
    j.c.q = data[0];
    j.c.k = data[1];
    j.values = data[2];
    j.c.write = data[3];
    j.c.write_before = data[4];
    j.c.seen = data[5];
    j.c.found = data[6];
    j.c.taken = data[7];
    j.c.phi = data[8];
    j.start = data[9];
    j.y = data[10];
    j.states = data[11];
    j.residuals = data[12];
    j.last = data[13];
    j.found_there = data[14];
    j.read_there = data[15];
    mg_parallel_for(pool, kernel->params[0].u, group_task, &j);
}
