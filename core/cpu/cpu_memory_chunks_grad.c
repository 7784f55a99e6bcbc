#include "core/cpu/cpu_memory_chunks.h"

typedef struct job {
    mg_chunks c;
    mg_pool *pool;
    const float *states, *residuals, *found_there, *read_there, *dy, *dlast; /* dlast or NULL */
    float *dq, *dk, *dvalues, *dwrite, *dwrite_before, *dseen, *dfound, *dtaken, *dphi, *dstart;
} job;

/* The pieces of one chunk. */
typedef struct piece {
    const float *q, *k, *x, *r, *dy;
    const float *write, *write_before, *seen, *found, *taken;
    float *z;                      /* d/dU */
    const float *products, *grams; /* Q K^T, K K^T */
    float *dproducts, *dgrams;     /* their gradients; dgrams with its transpose added */
} piece;

/* weights_b = factor * y . x_b, token by token */
static void dots(const mg_chunks *c, float *weights, float factor, const float *y, const float *x) {
    for (int64_t row = 0; row < c->tokens * c->blocks; row++) {
        weights[row] = factor * mg_row_dot(y + row / c->blocks * c->d, x + row * c->d, c->d);
    }
}

/* Z = (I + N)^-T dR,  dR = -(write * Q K^T)^T dY - sum_b taken_b * (K G_b), into p->z. */
static void solve(const mg_chunks *c, const mg_chunk_scratch *s, const piece *p, const float *kg) {
    int64_t tokens = c->tokens, pairs = tokens * tokens;
    float *mask = s->pairs[2];
    mg_chunk_mul(mask, -1, p->products, p->write, pairs);
    mg_chunk_tn(s, s->side, mask, p->dy, tokens, c->d, tokens, MG_CHUNK_SET);
    mg_chunk_mix(c, s->side, s->side, -1, p->taken, kg);
    mg_chunk_mul(mask, 1, p->grams, p->write_before, pairs);
    mg_triangle_solve(&(mg_triangle){.l = mask,
                                     .b = s->side,
                                     .x = p->z,
                                     .c = tokens,
                                     .columns = c->d,
                                     .b_row = c->d,
                                     .x_row = c->d,
                                     .transpose = true});
}

/* d/d(write * Q K^T) = -dY R^T */
static void differentiate_products(const mg_chunks *c, const mg_chunk_scratch *s, const piece *p,
                                   float *dwrite) {
    int64_t tokens = c->tokens, pairs = tokens * tokens;
    mg_chunk_nt(s, p->dproducts, p->dy, p->r, tokens, tokens, c->d, MG_CHUNK_SET);
    mg_chunk_mul(dwrite, -1, p->dproducts, p->products, pairs);
    mg_chunk_mul(p->dproducts, -1, p->dproducts, p->write, pairs);
}

/* d/dN = -Z R^T below the diagonal, N = write_before * K K^T */
static void differentiate_grams(const mg_chunks *c, const mg_chunk_scratch *s, const piece *p,
                                float *dwrite_before) {
    int64_t tokens = c->tokens;
    mg_chunk_nt(s, dwrite_before, p->z, p->r, tokens, tokens, c->d, MG_CHUNK_SET);
    for (int64_t t = 0; t < tokens; t++) {
        p->dgrams[t * tokens + t] = 0;
        for (int64_t i = 0; i < t; i++) {
            int64_t at = t * tokens + i;
            p->dgrams[at] = p->dgrams[i * tokens + t] = -dwrite_before[at] * p->write_before[at];
        }
        float *row = dwrite_before + t * tokens;
        mg_chunk_mul(row, -1, row, p->grams + t * tokens, t);
        mg_fill_run(row + t, 0, tokens - t);
    }
}

/* dphi[a, b] = G_a . X_b, then G_b <- sum_a phi[a, b] G_a. */
static void turn_back(const mg_chunks *c, const float *phi, const float *x, float *g, float *dphi) {
    mg_fill_run(dphi, 0, c->blocks * c->blocks);
    for (int64_t k = 0; k < c->m; k++) {
        float *row = g + k * c->width;
        for (int64_t e = 0; e < c->blocks * c->blocks; e++) {
            dphi[e] += mg_row_dot(row + e / c->blocks * c->d,
                                  x + k * c->width + e % c->blocks * c->d, c->d);
        }
        MG_FOR_VECTORS(i, lanes, c->d) {
            vf first = vf_load_n(row + i, lanes);
            if (c->blocks == 1) {
                vf_store_n(row + i, phi[0] * first, lanes);
                continue;
            }
            vf second = vf_load_n(row + c->d + i, lanes);
            vf_store_n(row + i, phi[0] * first + phi[2] * second, lanes);
            vf_store_n(row + c->d + i, phi[1] * first + phi[3] * second, lanes);
        }
    }
}

static piece piece_of(const job *j, const mg_chunk_scratch *s, int64_t i) {
    const mg_chunks *c = &j->c;
    int64_t tokens = c->tokens, pairs = i * tokens * tokens, weights = i * tokens * c->blocks;
    return (piece){.q = c->q + i * tokens * c->m,
                   .k = c->k + i * tokens * c->m,
                   .x = j->states + i * c->m * c->width,
                   .r = j->residuals + i * tokens * c->d,
                   .dy = j->dy + i * tokens * c->d,
                   .write = c->write + pairs,
                   .write_before = c->write_before + pairs,
                   .seen = c->seen + weights,
                   .found = c->found + weights,
                   .taken = c->taken + weights,
                   .z = j->dvalues + i * tokens * c->d,
                   .products = s->pairs[0],
                   .grams = s->pairs[1],
                   .dproducts = s->pairs[2],
                   .dgrams = s->pairs[3]};
}

/* Chunk i; g = d/d(state after it) on the way in, d/d(state before it) on the way out. */
static void chunk(const job *j, const mg_chunk_scratch *s, int64_t i, float *g) {
    const mg_chunks *c = &j->c;
    int64_t tokens = c->tokens, m = c->m, width = c->width, weights = i * tokens * c->blocks;
    piece p = piece_of(j, s, i);
    float *dq = j->dq + i * tokens * m, *dk = j->dk + i * tokens * m;
    float *kg = s->rows[0], *dys = s->rows[1], *zf = s->rows[2];

    mg_chunk_nt(s, s->pairs[0], p.q, p.k, tokens, tokens, m, MG_CHUNK_SET);
    mg_chunk_nt(s, s->pairs[1], p.k, p.k, tokens, tokens, m, MG_CHUNK_SET);
    mg_chunk_nn(s, kg, p.k, g, tokens, width, m, MG_CHUNK_SET);
    solve(c, s, &p, kg);
    dots(c, j->dtaken + weights, -1, p.r, kg);
    dots(c, j->dfound + weights, 1, p.z, j->found_there + i * tokens * width);
    dots(c, j->dseen + weights, 1, p.dy, j->read_there + i * tokens * width);
    differentiate_products(c, s, &p, j->dwrite + i * tokens * tokens);
    differentiate_grams(c, s, &p, j->dwrite_before + i * tokens * tokens);

    float *t = s->rows[0]; /* what was taken; K G is not needed any more */
    mg_chunk_spread(c, dys, 1, p.seen, p.dy);
    mg_chunk_spread(c, zf, 1, p.found, p.z);
    mg_chunk_spread(c, t, -1, p.taken, p.r);
    mg_chunk_nt(s, dq, dys, p.x, tokens, m, width, MG_CHUNK_SET);
    mg_chunk_nn(s, dq, p.dproducts, p.k, tokens, m, tokens, MG_CHUNK_ADD);
    mg_chunk_nt(s, dk, zf, p.x, tokens, m, width, MG_CHUNK_SET);
    mg_chunk_nt(s, dk, t, g, tokens, m, width, MG_CHUNK_ADD);
    mg_chunk_tn(s, dk, p.dproducts, p.q, tokens, m, tokens, MG_CHUNK_ADD);
    mg_chunk_nn(s, dk, p.dgrams, p.k, tokens, m, tokens, MG_CHUNK_ADD);

    int64_t phi = i * c->blocks * c->blocks;
    turn_back(c, c->phi + phi, p.x, g, j->dphi + phi);
    mg_chunk_tn(s, g, p.q, dys, m, width, tokens, MG_CHUNK_ADD);
    mg_chunk_tn(s, g, p.k, zf, m, width, tokens, MG_CHUNK_ADD);
}

static void group_task(void *context, int64_t group, int thread) {
    const job *j = context;
    const mg_chunks *c = &j->c;
    mg_chunk_scratch s = mg_chunk_scratch_of(c, j->pool, thread);
    int64_t state = c->m * c->width;
    float *g = j->dstart + group * state;
    if (j->dlast)
        mg_copy_run(g, j->dlast + group * state, state);
    else
        mg_fill_run(g, 0, state);
    for (int64_t i = (group + 1) * c->n - 1; i >= group * c->n; i--) chunk(j, &s, i, g);
}

MG_CPU_KERNEL(memory_chunks_grad) {
    bool has_dlast = kernel->params[6].u;
    void *const *out = data + (has_dlast ? 14 : 13);
    job j = {.c = mg_chunks_of(kernel), .pool = pool, .dlast = has_dlast ? data[13] : NULL};
    j.c.q = data[0];
    j.c.k = data[1];
    j.c.write = data[2];
    j.c.write_before = data[3];
    j.c.seen = data[4];
    j.c.found = data[5];
    j.c.taken = data[6];
    j.c.phi = data[7];
    j.states = data[8];
    j.residuals = data[9];
    j.found_there = data[10];
    j.read_there = data[11];
    j.dy = data[12];
    float **results[] = {&j.dq,    &j.dk,     &j.dvalues, &j.dwrite, &j.dwrite_before,
                         &j.dseen, &j.dfound, &j.dtaken,  &j.dphi,   &j.dstart};
    for (size_t i = 0; i < sizeof results / sizeof *results; i++) *results[i] = out[i];
    mg_parallel_for(pool, kernel->params[0].u, group_task, &j);
}
