#include "tests/helper_recurrence.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/philox.h"
#include "tests/helper_small.h"

/* -- a case ------------------------------------------------------------------------------------ */

static double *reals(int64_t n) {
    double *x = mg_calloc((size_t)n, sizeof *x);
    if (!x) small_must(MG_ERR_MEMORY);
    return x;
}

static double *drawn(int64_t n, uint64_t seed, uint32_t stream, double low, double high) {
    double *x = reals(n);
    for (int64_t i = 0; i < n; i++) {
        mg_rng rng = mg_rng_at(seed, (uint64_t)i, stream);
        x[i] = low + (high - low) * mg_rng_unit(&rng);
    }
    return x;
}

static void to_length_one(double *x, int64_t rows, int64_t width) {
    for (int64_t r = 0; r < rows; r++, x += width) {
        double sum = 0;
        for (int64_t i = 0; i < width; i++) sum += x[i] * x[i];
        for (int64_t i = 0; i < width; i++) x[i] /= sqrt(sum);
    }
}

static int64_t inputs_of(const recurrence_case *c, int64_t layer) {
    return layer == 0 ? c->keys : c->hidden;
}

static int64_t outputs_of(const recurrence_case *c, int64_t layer) {
    return layer + 1 == c->depth ? c->values : c->hidden;
}

static recurrence_case shape_of(const mg_config *config, int64_t rows, int64_t tokens) {
    const mg_memory_config *m = &config->memory;
    bool deep = m->kind == MG_MEMORY_DEEP;
    recurrence_case c = {.kind = m->kind,
                         .rows = rows,
                         .tokens = tokens,
                         .heads = m->heads,
                         .keys = deep ? m->head_dim : mg_cell_key_dim(m),
                         .values = m->head_dim,
                         .depth = deep ? m->depth : 1,
                         .hidden = m->feature_dim,
                         .chunk = deep ? m->chunk : 1,
                         .has_momentum = m->momentum,
                         .reads_before = mg_cell_reads_before(m),
                         .decayed_residual = m->decayed_residual,
                         .gate = m->gate,
                         .hold = m->surprise_decay,
                         .idle = m->idle_decay,
                         .temperature = m->gate_temperature};
    for (int64_t l = 0; l < c.depth; l++) c.size += inputs_of(&c, l) * outputs_of(&c, l);
    assert(c.keys <= RECURRENCE_WIDTH && c.values <= RECURRENCE_WIDTH);
    return c;
}

static void draw_memory(recurrence_case *c, const mg_memory_config *m, uint64_t seed) {
    int64_t groups = c->rows * c->heads, starts = c->heads * c->size;
    bool from_init = m->decay_to == MG_MEMORY_DECAY_TO_INIT;
    c->init = from_init ? drawn(starts, seed, 7, -1, 1) : reals(starts);
    c->weights = drawn(groups * c->size, seed, 8, -1, 1);
    c->momentum = m->momentum ? drawn(groups * c->size, seed, 9, -1, 1) : reals(groups * c->size);
    c->gain = drawn(c->heads * c->values, seed, 11, 0.5, 1.5);
    c->shift = drawn(c->heads * c->values, seed, 12, -0.3, 0.3);
    c->log_tau = drawn(c->heads, seed, 10, 0.2, 0.6);
}

recurrence_case recurrence_draw(const mg_config *config, int64_t rows, int64_t tokens,
                                uint64_t seed) {
    const mg_memory_config *m = &config->memory;
    recurrence_case c = shape_of(config, rows, tokens);
    int64_t n = rows * tokens * c.heads;
    c.q = drawn(n * c.keys, seed, 1, -1, 1);
    c.k = drawn(n * c.keys, seed, 2, -1, 1);
    c.v = drawn(n * c.values, seed, 3, -1, 1);
    c.theta = drawn(n, seed, 4, 0, 1);
    c.eta = m->momentum ? drawn(n, seed, 5, 0, 1) : reals(n);
    c.alpha = m->decay ? drawn(n, seed, 6, 0, 0.5) : reals(n);
    c.continues = drawn(rows * tokens, seed, 13, 1, 1);
    c.y = reals(n * c.values);
    c.y_before = reals(n * c.values);
    c.write = reals(n);
    draw_memory(&c, m, seed);
    to_length_one(c.q, n, c.keys);
    to_length_one(c.k, n, c.keys);
    c.continues[0] = 0;
    if (tokens > 4) c.continues[tokens / 2 + 1] = 0;
    return c;
}

enum { ARRAYS = 16 };

/* Every array of a case, and how many numbers it has. */
static void arrays_of(recurrence_case *c, double ***arrays, int64_t *lengths) {
    int64_t n = c->rows * c->tokens * c->heads, groups = c->rows * c->heads;
    double **all[ARRAYS] = {&c->q,       &c->k,     &c->v,        &c->theta,
                            &c->eta,     &c->alpha, &c->init,     &c->continues,
                            &c->gain,    &c->shift, &c->weights,  &c->momentum,
                            &c->log_tau, &c->y,     &c->y_before, &c->write};
    int64_t sizes[ARRAYS] = {n * c->keys,
                             n * c->keys,
                             n * c->values,
                             n,
                             n,
                             n,
                             c->heads * c->size,
                             c->rows * c->tokens,
                             c->heads * c->values,
                             c->heads * c->values,
                             groups * c->size,
                             groups * c->size,
                             c->heads,
                             n * c->values,
                             n * c->values,
                             n};
    memcpy(arrays, all, sizeof all);
    memcpy(lengths, sizes, sizeof sizes);
}

recurrence_case recurrence_copy(const recurrence_case *c) {
    recurrence_case copy = *c;
    double **arrays[ARRAYS];
    int64_t lengths[ARRAYS];
    arrays_of(&copy, arrays, lengths);
    for (int i = 0; i < ARRAYS; i++) {
        double *values = reals(lengths[i]);
        *arrays[i] = memcpy(values, *arrays[i], (size_t)lengths[i] * sizeof *values);
    }
    return copy;
}

void recurrence_free(recurrence_case *c) {
    double **arrays[ARRAYS];
    int64_t lengths[ARRAYS];
    arrays_of(c, arrays, lengths);
    for (int i = 0; i < ARRAYS; i++) mg_free(*arrays[i]);
    memset(c, 0, sizeof *c);
}

static double apart(const double *a, const double *b, int64_t n) {
    double most = 0;
    for (int64_t i = 0; i < n; i++) {
        double distance = fabs(a[i] - b[i]);
        most = isfinite(distance) ? fmax(most, distance) : INFINITY;
    }
    return most;
}

double recurrence_distance(const recurrence_case *a, const recurrence_case *b) {
    int64_t n = a->rows * a->tokens * a->heads * a->values;
    int64_t state = a->rows * a->heads * a->size;
    double worst = fmax(apart(a->y, b->y, n), apart(a->weights, b->weights, state));
    if (a->reads_before) worst = fmax(worst, apart(a->y_before, b->y_before, n));
    return a->has_momentum ? fmax(worst, apart(a->momentum, b->momentum, state)) : worst;
}

/* -- M(x) -------------------------------------------------------------------------------------- */

static double gelu(double x) {
    return 0.5 * x * (1 + erf(x / sqrt(2)));
}

static double gelu_slope(double x) {
    return 0.5 * (1 + erf(x / sqrt(2))) + x * exp(-0.5 * x * x) / sqrt(2 * M_PI);
}

/* What the memory makes of x, and what its gradient needs: of each layer what goes in and what
 * comes out; of the last also normed, n = (u - mean) rs. */
typedef struct pass {
    double in[RECURRENCE_DEPTH][RECURRENCE_WIDTH], out[RECURRENCE_DEPTH][RECURRENCE_WIDTH];
    double n[RECURRENCE_WIDTH], rs, y[RECURRENCE_WIDTH];
} pass;

/* M(x) = x + gain LN(u) + shift */
static void add_normed(const recurrence_case *c, int64_t head, const double *u, pass *p) {
    int64_t d = c->values;
    double mean = 0, variance = 0;
    for (int64_t i = 0; i < d; i++) mean += u[i] / (double)d;
    for (int64_t i = 0; i < d; i++) variance += (u[i] - mean) * (u[i] - mean) / (double)d;
    p->rs = 1 / sqrt(variance + 0x1p-17);
    for (int64_t i = 0; i < d; i++) {
        p->n[i] = (u[i] - mean) * p->rs;
        p->y[i] = p->in[0][i] + c->gain[head * d + i] * p->n[i] + c->shift[head * d + i];
    }
}

static void forward(const recurrence_case *c, int64_t head, const double *x, const double *w,
                    pass *p) {
    memcpy(p->in[0], x, (size_t)c->keys * sizeof *x);
    for (int64_t l = 0; l < c->depth; l++) {
        int64_t in = inputs_of(c, l), out = outputs_of(c, l);
        for (int64_t j = 0; j < out; j++) {
            p->out[l][j] = 0;
            for (int64_t i = 0; i < in; i++) p->out[l][j] += p->in[l][i] * w[i * out + j];
            if (l + 1 < c->depth) p->in[l + 1][j] = gelu(p->out[l][j]);
        }
        w += in * out;
    }
    const double *u = p->out[c->depth - 1];
    if (c->kind == MG_MEMORY_DEEP)
        add_normed(c, head, u, p);
    else
        memcpy(p->y, u, (size_t)c->values * sizeof *u);
}

/* -- the gradient ------------------------------------------------------------------------------ */

/* dl/du from the residual r = y - v. */
static void slope_of_norm(const recurrence_case *c, int64_t head, const pass *p, const double *r,
                          double *slope) {
    int64_t d = c->values;
    double mean = 0, along = 0;
    const double *gain = c->gain + head * d;
    for (int64_t i = 0; i < d; i++) {
        mean += gain[i] * r[i] / (double)d;
        along += gain[i] * r[i] * p->n[i] / (double)d;
    }
    for (int64_t i = 0; i < d; i++) slope[i] = p->rs * (gain[i] * r[i] - mean - p->n[i] * along);
}

/* From the slopes of layer l's outputs those of the layer's before, through gelu. */
static void slope_before(const recurrence_case *c, int64_t l, const pass *p, const double *w,
                         double *slope) {
    int64_t in = inputs_of(c, l), out = outputs_of(c, l);
    double back[RECURRENCE_WIDTH];
    for (int64_t i = 0; i < in; i++) {
        back[i] = 0;
        for (int64_t j = 0; j < out; j++) back[i] += w[i * out + j] * slope[j];
        back[i] *= gelu_slope(p->out[l - 1][i]);
    }
    memcpy(slope, back, (size_t)in * sizeof *back);
}

static void residual_of(const recurrence_case *c, int64_t i, const double *weights, pass *p,
                        double *residual) {
    forward(c, i % c->heads, c->k + i * c->keys, weights, p);
    for (int64_t j = 0; j < c->values; j++) residual[j] = p->y[j] - c->v[i * c->values + j];
}

double recurrence_loss(const recurrence_case *c, int64_t i, const double *weights) {
    pass p;
    double residual[RECURRENCE_WIDTH], sum = 0;
    residual_of(c, i, weights, &p, residual);
    for (int64_t j = 0; j < c->values; j++) sum += 0.5 * residual[j] * residual[j];
    return sum;
}

void recurrence_gradient(const recurrence_case *c, int64_t i, const double *weights,
                         double *gradient) {
    pass p;
    double residual[RECURRENCE_WIDTH], slope[RECURRENCE_WIDTH];
    residual_of(c, i, weights, &p, residual);
    if (c->kind == MG_MEMORY_DEEP)
        slope_of_norm(c, i % c->heads, &p, residual, slope);
    else
        memcpy(slope, residual, sizeof slope);
    int64_t first = c->size;
    for (int64_t l = c->depth - 1; l >= 0; l--) {
        int64_t in = inputs_of(c, l), out = outputs_of(c, l);
        first -= in * out;
        for (int64_t a = 0; a < in; a++)
            for (int64_t b = 0; b < out; b++) gradient[first + a * out + b] = p.in[l][a] * slope[b];
        if (l > 0) slope_before(c, l, &p, weights + first, slope);
    }
}

/* -- token by token ---------------------------------------------------------------------------- */

double recurrence_gate(const recurrence_case *c, int64_t head, double log_surprise, double *held) {
    if (c->gate == MG_MEMORY_GATE_OFF) return 1;
    *held = fmax(log_surprise, *held + log(c->hold));
    double excess = *held - c->log_tau[head];
    if (c->gate == MG_MEMORY_GATE_HARD) return excess >= 0 ? 1 : 0;
    return 1 / (1 + exp(-excess / c->temperature));
}

static double log_norm(const double *x, int64_t n) {
    double sum = 0;
    for (int64_t i = 0; i < n; i++) sum += x[i] * x[i];
    return 0.5 * log(sum);
}

/* The memory of one head of one row; `sum` and `gradient` are room for as many numbers. */
typedef struct head_state {
    double *weights, *momentum, *anchor, *sum, *gradient, held;
} head_state;

/* init + share * x */
static const double *from_init(const recurrence_case *c, int64_t head, head_state *s, double share,
                               const double *x) {
    for (int64_t j = 0; j < c->size; j++) s->sum[j] = c->init[head * c->size + j] + share * x[j];
    return s->sum;
}

void recurrence_read(const recurrence_case *c, int64_t i, const double *weights, double *y) {
    pass p;
    forward(c, i % c->heads, c->q + i * c->keys, weights, &p);
    memcpy(y, p.y, (size_t)c->values * sizeof *y);
}

/* Token i of (B, T, H), which is token t of its row. */
static void step(recurrence_case *c, int64_t i, int64_t t, head_state *s) {
    int64_t head = i % c->heads, size = c->size;
    if (t % c->chunk == 0) memcpy(s->anchor, s->weights, (size_t)size * sizeof *s->anchor);
    if (c->continues[i / c->heads] == 0) {
        memset(s->weights, 0, (size_t)size * sizeof *s->weights);
        memset(s->momentum, 0, (size_t)size * sizeof *s->momentum);
        memset(s->anchor, 0, (size_t)size * sizeof *s->anchor);
        s->held = -INFINITY;
    }
    double left = c->decayed_residual ? 1 - c->alpha[i] : 1;
    recurrence_read(c, i, from_init(c, head, s, left, s->weights), c->y_before + i * c->values);
    recurrence_gradient(c, i, from_init(c, head, s, left, s->anchor), s->gradient);
    double write = recurrence_gate(c, head, log_norm(s->gradient, size), &s->held);
    double keep = 1 - c->alpha[i] * (c->idle + (1 - c->idle) * write);
    for (int64_t j = 0; j < size; j++) {
        s->momentum[j] = c->eta[i] * s->momentum[j] - write * c->theta[i] * s->gradient[j];
        s->weights[j] = keep * s->weights[j] + s->momentum[j];
    }
    c->write[i] = write;
    recurrence_read(c, i, from_init(c, head, s, 1, s->weights), c->y + i * c->values);
}

void recurrence_run(recurrence_case *c) {
    double *room = reals(3 * c->size);
    for (int64_t group = 0; group < c->rows * c->heads; group++) {
        int64_t row = group / c->heads, head = group % c->heads;
        head_state s = {.weights = c->weights + group * c->size,
                        .momentum = c->momentum + group * c->size,
                        .anchor = room,
                        .sum = room + c->size,
                        .gradient = room + 2 * c->size}; /* held 0, as in a state of zeros */
        for (int64_t t = 0; t < c->tokens; t++)
            step(c, (row * c->tokens + t) * c->heads + head, t, &s);
    }
    mg_free(room);
}
