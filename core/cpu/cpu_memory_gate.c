#include "core/cpu/cpu_cut.h"
#include "core/cpu/cpu_gate.h"
#include "core/cpu/cpu_rows.h"

#define MAX_CHUNK 256 /* MG_GATE_MAX_CHUNK */

/* One group. The weights of what W and S are made of: b and f on W and S of the start in W, m on S
 * in S; gain[i] and push[i] on token i's gradient in W and in S. */
typedef struct memory {
    int64_t c, d;
    const float *kk, *kd, *ks, *target, *theta, *eta, *keep;
    float *r, *w, *s, *states;
    float idle, b, f, m;
    float gain[MAX_CHUNK], push[MAX_CHUNK];
} memory;

static void forget_all(memory *g) {
    g->b = g->f = g->m = 0;
    mg_fill_run(g->gain, 0, g->c);
    mg_fill_run(g->push, 0, g->c);
}

static void residual(memory *g, int64_t t) {
    const float *kd = g->kd + t * g->d, *ks = g->ks + t * g->d, *target = g->target + t * g->d;
    float *r = g->r + t * g->d, weights[MAX_CHUNK];
    for (int64_t i = 0; i < t; i++) weights[i] = g->gain[i] * g->kk[t * g->c + i];
    MG_FOR_VECTORS(j, lanes, g->d) {
        vf read = g->b * vf_load_n(kd + j, lanes) + g->f * vf_load_n(ks + j, lanes);
        for (int64_t i = 0; i < t; i++) read -= weights[i] * vf_load_n(g->r + i * g->d + j, lanes);
        vf_store_n(r + j, read - vf_load_n(target + j, lanes), lanes);
    }
}

static float log_surprise(const memory *g, int64_t t) {
    const float *r = g->r + t * g->d;
    float k2 = g->kk[t * g->c + t], r2 = mg_row_dot(r, r, g->d);
    float s = 0.5f * (logf(k2 > 1e-37f ? k2 : 1e-37f) + logf(r2 > 1e-37f ? r2 : 1e-37f));
    return s > -69.0f ? s : -69.0f; /* MG_GATE_SILENT */
}

static void write_token(memory *g, int64_t t) {
    float keep = 1.0f - (1.0f - g->keep[t]) * (g->idle + (1.0f - g->idle) * g->w[t]);
    g->m *= g->eta[t];
    g->f = keep * g->f + g->m;
    g->b *= keep;
    mg_row_scale(g->push, g->eta[t], t);
    mg_row_scale(g->gain, keep, t);
    mg_row_axpy(g->gain, 1.0f, g->push, t);
    g->gain[t] = g->push[t] = g->w[t] * g->theta[t];
}

static void run_token(memory *g, cpu_gate *gate, int64_t t, float start) {
    if (start > 0) {
        forget_all(g);
        cpu_gate_forget(gate);
    }
    if (start < 0) {
        mg_fill_run(g->r + t * g->d, 0, g->d);
        g->w[t] = g->gain[t] = g->push[t] = 0;
        g->s[t] = -69.0f;
    } else {
        residual(g, t);
        g->s[t] = log_surprise(g, t);
        g->w[t] = cpu_gate_decide(gate, g->s[t]);
        write_token(g, t);
    }
    cpu_gate_store(gate, g->states + 3 * t);
}

static void group(const mg_kernel *kernel, void *const *data, int64_t n) {
    int64_t c = kernel->params[6].u, d = kernel->params[7].u, row = n * c, cell = row * d;
    const float *const *in = (const float *const *)data;
    const float *starts = kernel->params[8].u ? in[9] + row : NULL;
    float *const *out = (float *const *)data + (starts ? 10 : 9);
    memory g = {.c = c,
                .d = d,
                .kk = in[0] + row * c,
                .kd = in[1] + cell,
                .ks = in[2] + cell,
                .target = in[3] + cell,
                .theta = in[4] + row,
                .eta = in[5] + row,
                .keep = in[6] + row,
                .r = out[0] + cell,
                .w = out[1] + row,
                .s = out[2] + row,
                .states = out[3] + 3 * row,
                .idle = kernel->params[9].f,
                .b = 1,
                .m = 1};
    cpu_gate gate = cpu_gate_start(kernel, in[7][n], in[8] + 3 * n);
    for (int64_t t = 0; t < c; t++) run_token(&g, &gate, t, starts ? starts[t] : 0);
}

MG_CPU_KERNEL(memory_gate) {
    int64_t c = kernel->params[6].u, d = kernel->params[7].u;
    mg_for_rows(pool, kernel, data, group, kernel->params[5].u, c * c * d / 4);
}
