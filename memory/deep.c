/* The deep memory, Titans' own: M(k) = k + gain * LN(a_{L-1} W_L) + shift with a_0 = k and
 * a_l = gelu(a_{l-1} W_l). The W_l are written; gain and shift are ordinary, slow weights.
 *
 * The gradients of a chunk are all taken at the weights that it starts with (the paper's equation
 * 16), so that here the chunk is part of what is computed. Momentum and decay stay exact, token by
 * token. For a chunk, rows are tokens, ' is the derivative and the means are over features:
 *
 *     Z_l = A_{l-1} W_l,  A_l = gelu(Z_l),  U = Z_L,  N = LN(U) = (U - mean) rs
 *     R   = K + gain * N + shift - V                                  dl/dM for l = 1/2 |M - v|^2
 *     G_L = rs (H - mean(H) - N mean(H * N)),  H = gain * R           dl/dU
 *     G_l = (G_{l+1} W_{l+1}^T) * gelu'(Z_l)                          dl/dZ_l
 *
 * The gradient of token j for W_l has rank one, a_{l-1,j}^T g_{l,j}; so W_l at any token of the
 * chunk, and what it makes of a query, have the closed form of the linear memory (memory/decay.c,
 * mg_cell_read), layer by layer. */
#include "memory/cell.h"

#define MAX_DEPTH 4
/* Under the root of the variance in LN. A power of two: the scalars of a kernel are fp32 even where
 * its tensors are fp64. */
#define NORM_EPS 0x1p-17

static int64_t depth_of(const mg_cell *c) {
    return c->config->depth;
}

static int64_t inputs_of(const mg_cell *c, int64_t l) {
    return l == 0 ? c->value_dim : c->key_dim;
}

static int64_t outputs_of(const mg_cell *c, int64_t l) {
    return l + 1 == depth_of(c) ? c->value_dim : c->key_dim;
}

/* -- LN ---------------------------------------------------------------------------------------- */

typedef struct normed {
    mg_tensor *n, *rs; /* (G, C, d), (G, C, 1) */
} normed;

/* The mean of x * y over features: (G, C, 1). The divisor is a tensor: as a scalar of a kernel its
 * inverse would be fp32 on the oracle too. */
static mg_tensor *mean_product(mg_graph *g, mg_tensor *x, mg_tensor *y) {
    mg_tensor *sum = mg_row_dots(g, x, y);
    return mg_div(g, sum, mg_fill(g, sum->shape, (double)x->shape.dims[2]));
}

static normed layer_norm(mg_graph *g, mg_tensor *u) {
    mg_tensor *centred = mg_centre(g, u), *variance = mean_product(g, centred, centred);
    mg_tensor *rs = mg_rsqrt(g, mg_add(g, variance, mg_fill(g, variance->shape, NORM_EPS)));
    return (normed){mg_cell_scale_rows(g, centred, rs), rs};
}

/* dl/dU from H = dl/dN */
static mg_tensor *layer_norm_gradient(mg_graph *g, const normed *x, mg_tensor *h) {
    mg_tensor *along = mg_cell_scale_rows(g, x->n, mean_product(g, h, x->n));
    return mg_cell_scale_rows(g, mg_cell_minus(g, mg_centre(g, h), along), x->rs);
}

/* -- slow weights ------------------------------------------------------------------------------ */

/* A vector (H d) for all rows and the tokens of a chunk: (BH, C, d), or of all chunks. */
static mg_tensor *slow(mg_cell *c, const char *name, const mg_tensor *like) {
    mg_graph *g = c->g;
    int64_t d = c->value_dim, all = like->shape.dims[0];
    mg_tensor *x = mg_layer_param(c->b, c->layer, name);
    x = mg_broadcast(g, mg_reshape(g, x, MG_SHAPE3(1, c->heads, d)), 0, c->rows);
    x = mg_broadcast(g, mg_reshape(g, x, MG_SHAPE3(c->groups, 1, d)), 1, all / c->groups);
    return mg_broadcast(g, mg_reshape(g, x, MG_SHAPE3(all, 1, d)), 1, c->chunk);
}

/* x + gain * n + shift */
static mg_tensor *output(mg_cell *c, mg_tensor *x, mg_tensor *n) {
    mg_graph *g = c->g;
    x = mg_add(g, x, mg_mul(g, slow(c, "memory.gain", n), n));
    return mg_add(g, x, slow(c, "memory.shift", n));
}

/* -- a chunk ----------------------------------------------------------------------------------- */

/* The weights that a chunk's gradients are taken at: W_init + D, or W_init for tokens behind the
 * start of a segment. */
typedef struct anchor {
    mg_tensor *init, *written; /* (BH, in, out) */
    mg_tensor *carried;        /* (BH, C, 1) 1 where no segment has started yet, else 0 */
} anchor;

/* x W or, transposed, x W^T. */
static mg_tensor *times(mg_graph *g, mg_tensor *x, const anchor *w, bool transpose) {
    mg_tensor *y = mg_matmul(g, mg_cell_scale_rows(g, x, w->carried), w->written, false, transpose);
    return mg_add(g, y, mg_matmul(g, x, w->init, false, transpose));
}

typedef struct gradients {
    mg_tensor *input[MAX_DEPTH];    /* A_{l-1} */
    mg_tensor *gradient[MAX_DEPTH]; /* G_l */
} gradients;

static gradients differentiate(mg_cell *c, mg_tensor *k, mg_tensor *v, const anchor *w) {
    mg_graph *g = c->g;
    int64_t last = depth_of(c) - 1;
    mg_tensor *z[MAX_DEPTH];
    gradients r = {.input = {k}};
    for (int64_t l = 0; l <= last; l++) {
        z[l] = times(g, r.input[l], &w[l], false);
        if (l < last) r.input[l + 1] = mg_gelu(g, z[l]);
    }
    normed n = layer_norm(g, z[last]);
    mg_tensor *residual = mg_cell_minus(g, output(c, k, n.n), v);
    mg_tensor *h = mg_mul(g, slow(c, "memory.gain", residual), residual);
    r.gradient[last] = layer_norm_gradient(g, &n, h);
    for (int64_t l = last - 1; l >= 0; l--) {
        mg_tensor *back = times(g, r.gradient[l + 1], &w[l + 1], true);
        r.gradient[l] = mg_mul(g, back, mg_gelu_grad(g, z[l]));
    }
    return r;
}

/* -- the layer --------------------------------------------------------------------------------- */

/* What the chunks leave behind, layer by layer. */
typedef struct trace {
    mg_tensor *states[MAX_DEPTH];    /* (BHn, in, s out) at the start of each chunk */
    mg_tensor *inputs[MAX_DEPTH];    /* (BHn, C, in) */
    mg_tensor *gradients[MAX_DEPTH]; /* (BHn, C, out) */
} trace;

/* What a chunk needs, chunk by chunk. */
typedef struct chunk_parts {
    mg_tensor *phi[MG_CELL_CHUNKS], *taken[MG_CELL_CHUNKS], *carried[MG_CELL_CHUNKS];
    mg_tensor *k[MG_CELL_CHUNKS], *v[MG_CELL_CHUNKS];
} chunk_parts;

static void split_parts(mg_cell *c, const mg_memory_tokens *t, const mg_decay *d, bool gated,
                        chunk_parts *parts) {
    mg_cell_split(c, t->k, parts->k);
    mg_cell_split(c, t->v, parts->v);
    mg_cell_split(c, d->carried, parts->carried);
    if (gated) return;
    mg_cell_split(c, d->phi, parts->phi);
    mg_cell_split(c, d->taken, parts->taken);
}

/* The square of the norm of a token's whole gradient: each layer's has rank one. */
static mg_tensor *surprise(const mg_cell *c, mg_tensor *const *inputs, mg_tensor *const *slopes) {
    mg_graph *g = c->g;
    mg_tensor *sum = NULL;
    for (int64_t l = 0; l < depth_of(c); l++) {
        mg_tensor *part = mg_cell_squares(g, slopes[l]);
        part = mg_mul(g, mg_cell_squares(g, inputs[l]), part);
        sum = sum ? mg_add(g, sum, part) : part;
    }
    return sum;
}

/* The decay of what the gate lets through of chunk i, whose gradients are known. */
static mg_decay gated_decay(mg_cell *c, mg_gating *gating, int64_t i, const gradients *r) {
    mg_cell one = mg_cell_of_chunk(c, i);
    mg_memory_tokens passed = mg_gating_pass(gating, i, surprise(c, r->input, r->gradient));
    return mg_cell_decay(&one, &passed);
}

/* Runs the chunks from the states x (BH, in, s out) on, which become the last ones. With a gate,
 * `d` is the decay of tokens as if they were all written, but for what is carried over. */
static trace run(mg_cell *c, const mg_memory_tokens *t, const mg_decay *d, mg_gating *gating,
                 mg_tensor **x) {
    mg_graph *g = c->g;
    int64_t depth = depth_of(c);
    chunk_parts parts;
    mg_tensor *states[MAX_DEPTH][MG_CELL_CHUNKS], *inputs[MAX_DEPTH][MG_CELL_CHUNKS];
    mg_tensor *slopes[MAX_DEPTH][MG_CELL_CHUNKS];
    split_parts(c, t, d, gating != NULL, &parts);
    anchor w[MAX_DEPTH];
    for (int64_t l = 0; l < depth; l++) w[l].init = mg_cell_init(c, l);
    for (int64_t i = 0; i < c->chunks; i++) {
        for (int64_t l = 0; l < depth; l++) {
            w[l].written = mg_slice(g, x[l], 2, 0, outputs_of(c, l));
            w[l].carried = parts.carried[i];
        }
        gradients r = differentiate(c, parts.k[i], parts.v[i], w);
        mg_decay now = gating ? gated_decay(c, gating, i, &r)
                              : (mg_decay){.phi = parts.phi[i], .taken = parts.taken[i]};
        for (int64_t l = 0; l < depth; l++) {
            states[l][i] = x[l];
            inputs[l][i] = r.input[l];
            slopes[l][i] = r.gradient[l];
            x[l] = mg_cell_advance(c, &now, r.input[l], x[l], r.gradient[l]);
        }
    }
    trace all;
    for (int64_t l = 0; l < depth; l++) {
        all.states[l] = mg_cell_join(c, states[l]);
        all.inputs[l] = mg_cell_join(c, inputs[l]);
        all.gradients[l] = mg_cell_join(c, slopes[l]);
    }
    return all;
}

/* What the memory makes of queries, its weights at each token by `d`. */
static mg_tensor *read(mg_cell *c, mg_tensor *q, const trace *past, const mg_decay *d) {
    mg_graph *g = c->g;
    int64_t depth = depth_of(c);
    mg_tensor *y = q;
    for (int64_t l = 0; l < depth; l++) {
        y = mg_cell_read(c, d, y, past->inputs[l], past->states[l], past->gradients[l],
                         mg_cell_init(c, l));
        if (l + 1 < depth) y = mg_gelu(g, y);
    }
    return output(c, q, layer_norm(g, y).n);
}

mg_memory_reads mg_cell_deep(mg_cell *c, const mg_memory_tokens *offered) {
    mg_graph *g = c->g;
    mg_memory_tokens t = *offered;
    bool gated = c->config->gate != MG_MEMORY_GATE_OFF;
    int64_t depth = depth_of(c), parts = t.log_eta ? 2 : 1;
    int64_t offset = mg_cell_tail_reals(c->b->config);
    mg_decay d = mg_cell_decay(c, &t);
    mg_tensor *stored[MAX_DEPTH], *before[MAX_DEPTH], *x[MAX_DEPTH];
    for (int64_t l = 0; l < depth; l++) {
        int64_t in = inputs_of(c, l), out = parts * outputs_of(c, l);
        stored[l] = mg_layer_state(c->b, c->layer, offset, MG_SHAPE4(c->rows, c->heads, in, out));
        before[l] = x[l] = mg_reshape(g, stored[l], MG_SHAPE3(c->groups, in, out));
        offset += c->heads * in * out;
    }
    mg_gating gating;
    if (gated) mg_gating_begin(&gating, c, &t);
    trace past = run(c, &t, &d, gated ? &gating : NULL, x);
    for (int64_t l = 0; l < depth; l++) mg_cell_keep_state(c, stored[l], x[l]);
    mg_cell_show_state(c, depth, before, x);
    if (gated) {
        t = mg_gating_end(&gating, &t);
        d = mg_cell_decay(c, &t);
    }
    mg_cell_probe(c, "theta", t.theta);
    mg_cell_probe(c, "surprise2", surprise(c, past.inputs, past.gradients));

    mg_memory_reads y = {read(c, t.q, &past, &d), NULL};
    if (!mg_cell_reads_before(c->config)) return y;
    mg_decay before_write = mg_cell_before(&d);
    y.before = read(c, t.q, &past, &before_write);
    return y;
}

mg_tensor *mg_cell_deep_at(mg_cell *c, mg_tensor *q, mg_tensor *const *written,
                           mg_tensor *carried) {
    mg_graph *g = c->g;
    mg_tensor *y = q;
    for (int64_t l = 0; l < depth_of(c); l++) {
        anchor w = {.init = mg_cell_init(c, l), .written = written[l], .carried = carried};
        y = times(g, y, &w, false);
        if (l + 1 < depth_of(c)) y = mg_gelu(g, y);
    }
    return output(c, q, layer_norm(g, y).n);
}
