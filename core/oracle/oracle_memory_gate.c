#include <string.h>

#include "core/oracle/oracle.h"
#include "core/oracle/oracle_gate.h"

/* One group. The weights of what W and S are made of: b and f on W and S of the start in W, m on S
 * in S; gain[i] and push[i] on token i's gradient in W and in S. */
typedef struct memory {
    size_t c, d;
    const double *kk, *kd, *ks, *target, *theta, *eta, *keep;
    double *r, *w, *s, *states;
    double idle, b, f, m, gain[256], push[256];
} memory;

static void forget_all(memory *g) {
    g->b = g->f = g->m = 0;
    memset(g->gain, 0, sizeof g->gain);
    memset(g->push, 0, sizeof g->push);
}

/* Returns |r|^2. */
static double residual(memory *g, size_t t) {
    double norm = 0;
    for (size_t j = 0; j < g->d; j++) {
        size_t at = t * g->d + j;
        double read = g->b * g->kd[at] + g->f * g->ks[at];
        for (size_t i = 0; i < t; i++)
            read -= g->gain[i] * g->kk[t * g->c + i] * g->r[i * g->d + j];
        g->r[at] = read - g->target[at];
        norm += g->r[at] * g->r[at];
    }
    return norm;
}

static void write_token(memory *g, size_t t) {
    double alpha = (1 - g->keep[t]) * (g->idle + (1 - g->idle) * g->w[t]), keep = 1 - alpha;
    g->m *= g->eta[t];
    g->f = keep * g->f + g->m;
    g->b *= keep;
    for (size_t i = 0; i <= t; i++) {
        g->push[i] = i == t ? g->w[t] * g->theta[t] : g->eta[t] * g->push[i];
        g->gain[i] = keep * g->gain[i] + g->push[i];
    }
}

static void run_token(memory *g, oracle_gate *gate, size_t t, double start) {
    g->w[t] = 0;
    g->s[t] = -69;
    if (start > 0) {
        forget_all(g);
        oracle_gate_forget(gate);
    }
    if (start < 0) {
        memset(g->r + t * g->d, 0, g->d * sizeof *g->r);
    } else {
        double square = g->kk[t * g->c + t] * residual(g, t);
        g->s[t] = fmax(0.5 * log(fmax(square, 1e-300)), -69);
        g->w[t] = oracle_gate_decide(gate, g->s[t]);
        write_token(g, t);
    }
    oracle_gate_store(gate, g->states + 3 * t);
}

MG_ORACLE(memory_gate) {
    size_t groups = kernel->params[5].u, c = kernel->params[6].u, d = kernel->params[7].u;
    int has_starts = kernel->params[8].u != 0;
    const double *const *in = (const double *const *)data;
    const double *starts = has_starts ? data[9] : NULL;
    double *const *out = (double *const *)data + (has_starts ? 10 : 9);
    for (size_t n = 0; n < groups; n++) {
        size_t row = n * c, cell = row * d;
        memory g = {c,
                    d,
                    in[0] + row * c,
                    in[1] + cell,
                    in[2] + cell,
                    in[3] + cell,
                    in[4] + row,
                    in[5] + row,
                    in[6] + row,
                    out[0] + cell,
                    out[1] + row,
                    out[2] + row,
                    out[3] + 3 * row,
                    kernel->params[9].f,
                    1,
                    0,
                    1,
                    {0},
                    {0}};
        oracle_gate gate = oracle_gate_start(kernel, in[7][n], in[8] + 3 * n);
        for (size_t t = 0; t < c; t++) run_token(&g, &gate, t, starts ? starts[row + t] : 0);
    }
}
