/* Public builders of all ops. Each appends one node (or a few) to the graph and returns its output;
 * after a first error they return a poison tensor, and mg_graph_status() tells the error. The
 * formula, the gradient and the tests of op x are in op_x.c. Dimensions: N tokens (= B*T), D
 * features, H heads, E experts, K experts per token, M = N*K routed rows, V vocabulary. */
#ifndef MG_OPS_OPS_H
#define MG_OPS_OPS_H

#include "core/graph/graph.h"
#include "core/graph/op.h"

#define MG_OP(name) extern const mg_op mg_op_##name;
#include "core/ops/ops.def"
#include "core/ops/fused.def"
#undef MG_OP
extern const mg_op mg_op_reshape, mg_op_stop_grad; /* views: no kernel */

/* All ops: those with a kernel in the order of ops.def, then the views; ended by NULL. */
extern const mg_op *const mg_all_ops[];

/* -- elementwise: operands have the same shape ------------------------------------------------- */
mg_tensor *mg_add(mg_graph *g, mg_tensor *a, mg_tensor *b);
mg_tensor *mg_mul(mg_graph *g, mg_tensor *a, mg_tensor *b);
mg_tensor *mg_div(mg_graph *g, mg_tensor *a, mg_tensor *b);
mg_tensor *mg_scale(mg_graph *g, mg_tensor *x, double factor); /* factor is a compile-time fact */
mg_tensor *mg_sigmoid(mg_graph *g, mg_tensor *x);
mg_tensor *mg_exp(mg_graph *g, mg_tensor *x);
mg_tensor *mg_log(mg_graph *g, mg_tensor *x); /* natural, x > 0 */
mg_tensor *mg_softplus(mg_graph *g,
                       mg_tensor *x); /* log(1 + e^x); log sigmoid(x) = -softplus(-x) */
mg_tensor *mg_silu(mg_graph *g, mg_tensor *x);
mg_tensor *mg_gelu(mg_graph *g, mg_tensor *x); /* x Phi(x), not the tanh form */
/* The derivatives of silu and gelu at x, for a layer whose own gradient is part of the forward
 * pass; differentiable in their turn. */
mg_tensor *mg_silu_grad(mg_graph *g, mg_tensor *x);
mg_tensor *mg_gelu_grad(mg_graph *g, mg_tensor *x);
mg_tensor *mg_rsqrt(mg_graph *g, mg_tensor *x);                 /* 1 / sqrt(x), x > 0 */
mg_tensor *mg_greater(mg_graph *g, mg_tensor *a, mg_tensor *b); /* 1 or 0; no gradient flows */
mg_tensor *mg_stop_grad(mg_graph *g, mg_tensor *x);             /* x; no gradient flows */
mg_tensor *mg_fill(mg_graph *g, mg_shape shape, double value);  /* f32 constant */

/* -- layout ------------------------------------------------------------------------------------ */
mg_tensor *mg_reshape(mg_graph *g, mg_tensor *x, mg_shape shape); /* a view */
/* x[.., start : start + length, ..] along `axis` */
mg_tensor *mg_slice(mg_graph *g, mg_tensor *x, int axis, int64_t start, int64_t length);
/* zeros before and after along `axis`; the gradient of slice */
mg_tensor *mg_pad(mg_graph *g, mg_tensor *x, int axis, int64_t before, int64_t after);
mg_tensor *mg_concat(mg_graph *g, mg_tensor *a, mg_tensor *b, int axis);
mg_tensor *mg_transpose(mg_graph *g, mg_tensor *x, int axis_a, int axis_b); /* swaps two axes */
mg_tensor *mg_sum(mg_graph *g, mg_tensor *x, int axis); /* the axis stays, with length 1 */
/* repeats an axis of length 1 `n` times; the gradient of sum */
mg_tensor *mg_broadcast(mg_graph *g, mg_tensor *x, int axis, int64_t n);
/* Sums of all that comes up to (reverse: from) each place of the axis, that place included. */
mg_tensor *mg_cumsum(mg_graph *g, mg_tensor *x, int axis, bool reverse);

/* In place: destination = keep[0] * destination + x, where keep[0] = 0 overwrites (also a NaN).
 * keep: (1) f32. Same shapes. Not differentiable. Returns the destination after the update. */
mg_tensor *mg_accumulate(mg_graph *g, mg_tensor *destination, mg_tensor *x, mg_tensor *keep);

/* -- matrices ---------------------------------------------------------------------------------- */
/* op(a) op(b), op = transpose where asked; (M, K) x (K, N) or batched (G, M, K) x (G, K, N). */
mg_tensor *mg_matmul(mg_graph *g, mg_tensor *a, mg_tensor *b, bool transpose_a, bool transpose_b);
/* x (N, I), weight (O, I) as Hugging Face stores it: x weight^T (N, O). */
mg_tensor *mg_linear(mg_graph *g, mg_tensor *x, mg_tensor *weight);
/* One matrix per expert. x (M, I), rows sorted by expert; offsets (E+1) i32: expert e owns rows
 * offsets[e] .. offsets[e+1]; rows from offsets[E] on give zeros.
 * transpose_w: y = x w[e]^T with w (E, O, I); else y = x w[e] with w (E, I, O). y (M, O). */
mg_tensor *mg_grouped_matmul(mg_graph *g, mg_tensor *x, mg_tensor *w, mg_tensor *offsets,
                             bool transpose_w);
/* a (M, P), b (M, Q) -> (E, P, Q): for each expert a_e^T b_e over its rows (0 for an idle expert).
 */
mg_tensor *mg_grouped_matmul_dw(mg_graph *g, mg_tensor *a, mg_tensor *b, mg_tensor *offsets);

/* -- layers ------------------------------------------------------------------------------------ */
/* y = w * x / sqrt(mean(x^2) + eps) over the last axis; x (N, D), w (D). Zhang & Sennrich 2019. */
mg_tensor *mg_rms_norm(mg_graph *g, mg_tensor *x, mg_tensor *w, double eps);
/* x (N, 2F) = [gate | up] -> silu(gate) * up (N, F). Shazeer 2020. */
mg_tensor *mg_swiglu(mg_graph *g, mg_tensor *x);
mg_tensor *mg_softmax(mg_graph *g, mg_tensor *x); /* over the last axis of (N, D) */
mg_tensor *mg_centre(mg_graph *g, mg_tensor *x);  /* x - mean(x) over the last axis */
/* Rotates the last R = 2 * table.dims[1] features of each head in interleaved pairs (2i, 2i+1) by
 * the angle of its token's position. x (N, H, D), positions (N) i32, table (P, R/2, 2) f32 of
 * (cos, sin). inverse: by minus the angle, which is the gradient. Su et al. 2021. */
mg_tensor *mg_rope(mg_graph *g, mg_tensor *x, mg_tensor *positions, mg_tensor *table, bool inverse);
/* rows of table (V, D) picked by ids (N) i32 -> (N, D); an id outside [0, V) gives zeros */
mg_tensor *mg_embedding(mg_graph *g, mg_tensor *table, mg_tensor *ids);
/* nll[n] = logsumexp(logits[n]) - logits[n, target[n]]; logits (N, V), targets (N) i32 -> (N).
 * A target outside [0, V) gives 0 and no gradient. */
mg_tensor *mg_cross_entropy(mg_graph *g, mg_tensor *logits, mg_tensor *targets);

/* Who sees whom. Query (b, t) sees key (b, s) if k_seg[s] == MG_SEGMENT_ALWAYS, or if
 * k_seg[s] == q_seg[t] >= 0 and (not causal or k_pos[s] <= q_pos[t]) and
 * (window == 0 or |q_pos[t] - k_pos[s]| < window). A query with segment < 0, or one that sees no
 * key, gives zeros. */
#define MG_SEGMENT_ALWAYS (-2)
typedef struct mg_attention_mask {
    bool causal;
    int64_t window;   /* 0 = unlimited */
    mg_tensor *q_seg; /* (B, T) i32 */
    mg_tensor *q_pos; /* (B, T) i32 */
    mg_tensor *k_seg; /* (B, S) i32 */
    mg_tensor *k_pos; /* (B, S) i32 */
} mg_attention_mask;

/* softmax(scale * q k^T + mask) v. q (B, T, H, Dk), k (B, S, G, Dk), v (B, S, G, Dv), G divides H:
 * head h reads key head h / (H / G). -> (B, T, H, Dv). Scores and statistics are never stored whole
 * (Dao et al. 2022). */
mg_tensor *mg_attention(mg_graph *g, mg_tensor *q, mg_tensor *k, mg_tensor *v,
                        const mg_attention_mask *mask, double scale);

/* The same where keys double as values, as in decoding from a cache of latents: the value of key s
 * is the first v_dim features of k[s]. -> (B, T, H, v_dim). Not differentiable. */
mg_tensor *mg_attention_latent(mg_graph *g, mg_tensor *q, mg_tensor *k, int64_t v_dim,
                               const mg_attention_mask *mask, double scale);

/* y[b, t] = sum_j w[j] * x[b, t - j], feature by feature, over the tokens of t's segment; x (B, T,
 * D), w (K, D), segments (B, T) i32 or NULL: each row is one. Padding (segment < 0) gives 0. */
mg_tensor *mg_conv1d(mg_graph *g, mg_tensor *x, mg_tensor *w, mg_tensor *segments);

/* -- rows and blocks of columns: x (G, C, s D) is s blocks x_b, y (G, C, D), w (G, C, s) --------
 */
mg_tensor *mg_row_mix(mg_graph *g, mg_tensor *x, mg_tensor *w);    /* y = sum_b w_b x_b */
mg_tensor *mg_row_spread(mg_graph *g, mg_tensor *y, mg_tensor *w); /* x_b = w_b y */
mg_tensor *mg_row_dots(mg_graph *g, mg_tensor *x, mg_tensor *y);   /* w_b = x_b . y */

/* -- recurrences of a chunk of C tokens, in G independent groups ------------------------------- */
/* x[g, t, i] where i <= t + diagonal (-1, 0, ..), else 0; x (G, R, C). */
mg_tensor *mg_tril(mg_graph *g, mg_tensor *x, int diagonal);
/* What is left at token t of token i under a running log of decay l (G, C):
 * y[g, t, i] = exp(l[t] - l[i]) for i <= t, or with shift what is left just before token t:
 * exp(l[t - 1] - l[i]) for i <= t - 1; 0 elsewhere, between tokens of different segments, and for
 * padding (segment < 0). segments (G, C) i32, or NULL: all of one. -> (G, C, C). */
mg_tensor *mg_decay_matrix(mg_graph *g, mg_tensor *l, mg_tensor *segments, bool shift);
/* (I + N)^-1 b, or (I + N)^-T b; N the part of l (G, C, C) strictly below the diagonal, b (G, C,
 * D).
 */
mg_tensor *mg_tri_solve(mg_graph *g, mg_tensor *l, mg_tensor *b, bool transpose);

/* The recurrence of a memory over the n chunks of G groups, in one kernel (several where it is very
 * long). X (m, s D) is the state, s blocks of D columns, X_b; chunk c of group g is number g n + c;
 * N is the part of L below the diagonal, * scales rows: R[c] = (I + N)^-1 (U + sum_b a_b * (K
 * X_b[c])) X_a[c + 1] = sum_b phi[a, b] X_b[c] + J_a - K^T (e_a * R[c]) */
typedef struct mg_memory_steps {
    mg_tensor *keys;     /* K (Gn, C, m) */
    mg_tensor *seen;     /* a (Gn, C, s): how much of a block a token finds */
    mg_tensor *values;   /* U (Gn, C, D) */
    mg_tensor *coupling; /* L (Gn, C, C) */
    mg_tensor *written;  /* e (Gn, C, s): how much of a residual is taken from a block */
    mg_tensor *phi;      /* (Gn, s, s) */
    mg_tensor *start;    /* X[0] (G, m, s D) */
    mg_tensor *inject;   /* J (Gn, m, s D) or NULL */
} mg_memory_steps;
typedef struct mg_memory_trace {
    mg_tensor *states;    /* X[c] (Gn, m, s D), which enters chunk c */
    mg_tensor *residuals; /* R (Gn, C, D) */
    mg_tensor *last;      /* the state after the last chunk (G, m, s D) */
} mg_memory_trace;
mg_memory_trace mg_memory_scan(mg_graph *g, const mg_memory_steps *steps);

/* The recurrence with N = write_before * K K^T, and what queries q find at their own tokens:
 *   Y = sum_b seen_b * (Q X_b) - (write * Q K^T) R */
typedef struct mg_memory_pass {
    mg_tensor *q, *k;                /* (Gn, C, m) */
    mg_tensor *values;               /* U (Gn, C, D) */
    mg_tensor *write, *write_before; /* (Gn, C, C) */
    mg_tensor *seen;                 /* (Gn, C, s) of a block, in what a query finds */
    mg_tensor *found;                /* (Gn, C, s) a above */
    mg_tensor *taken;                /* (Gn, C, s) e above */
    mg_tensor *phi, *start;          /* (Gn, s, s), (G, m, s D) */
} mg_memory_pass;
typedef struct mg_memory_result {
    mg_tensor *y; /* (Gn, C, D) */
    mg_memory_trace trace;
} mg_memory_result;
/* traced: gradients may flow through the trace's states and residuals too. */
mg_memory_result mg_memory_chunks(mg_graph *g, const mg_memory_pass *pass, bool traced);
/* Y again, for other queries or weights (what only the recurrence needs is not read). */
mg_tensor *mg_memory_read(mg_graph *g, const mg_memory_pass *pass, const mg_memory_trace *trace);

/* Which tokens a memory writes, from how surprising they are; Titans' momentary surprise, gated. */
#define MG_GATE_CALM      (-1e30) /* no past: the log of a surprise that nothing is below */
#define MG_GATE_SILENT    (-69.0) /* the log of the smallest surprise that is told from none */
#define MG_GATE_MAX_CHUNK 256     /* tokens that memory_gate takes at a time */
#define MG_GATE_STATE     3       /* numbers of the state, see mg_gated */
typedef struct mg_gate_options {
    double hold;        /* how much of a surprise is left a token later, in [0, 1]; 0 = nothing */
    double temperature; /* 0: hard, written or not; else a sigmoid of (log surprise - log tau) */
    int64_t floor;      /* after so many tokens without a write the next is written; 0 = never so */
    double speed;       /* of log tau behind each token; 0: it stays */
    double rate; /* share of the tokens that it is to let through; where speed is 0, no matter */
    double idle; /* memory_gate: part of the forgetting that goes on where nothing is written */
} mg_gate_options;
typedef struct mg_gated {
    mg_tensor *residual;     /* (G, C, D), memory_gate only */
    mg_tensor *write;        /* (G, C) in [0, 1] */
    mg_tensor *log_surprise; /* (G, C) */
    mg_tensor *states;       /* (G, C, 3) after each token: held log surprise, tokens unwritten,
                                how far log tau has moved */
} mg_gated;

/* log_surprise (G, C), log_tau (G), carry (G, 3) = the state before the first token: (MG_GATE_CALM,
 * 0, 0) at the start of a stream; starts (G, C) is > 0 where a segment starts and < 0 at padding,
 * or NULL. Written is what has log surprise, or follows one closely enough, of at least log tau. No
 * gradient flows. */
mg_gated mg_surprise_gate(mg_graph *g, mg_tensor *log_surprise, mg_tensor *log_tau,
                          mg_tensor *carry, mg_tensor *starts, const mg_gate_options *options);

/* The same for the exact recurrence of a memory linear in its weights, where the surprise of a
 * token depends on what was written of the tokens before it: residuals, mask and surprise come
 * together, token by token. No gradient flows: to train, solve for the residuals with this mask. */
typedef struct mg_memory_chunk {
    mg_tensor *kk;                 /* (G, C, C) products of keys */
    mg_tensor *kd, *ks;            /* (G, C, D) keys read from weights and momentum at the start */
    mg_tensor *target;             /* (G, C, D) what the keys ought to read */
    mg_tensor *theta, *eta, *keep; /* (G, C) step, momentum's decay, 1 - forgetting */
} mg_memory_chunk;
mg_gated mg_memory_gated(mg_graph *g, const mg_memory_chunk *chunk, mg_tensor *log_tau,
                         mg_tensor *carry, mg_tensor *starts, const mg_gate_options *options);

/* -- mixture of experts ------------------------------------------------------------------------ */
/* y[n, k] = x[n, index[n, k]]; x (N, E), index (N, K) i32 with distinct entries per row; a negative
 * index gives 0. */
mg_tensor *mg_take(mg_graph *g, mg_tensor *x, mg_tensor *index);
/* y[n, index[n, k]] = x[n, k], else 0; x, index (N, K) -> (N, E). The gradient of take. */
mg_tensor *mg_take_grad(mg_graph *g, mg_tensor *x, mg_tensor *index, int64_t n_experts);

typedef struct mg_topk_options {
    int64_t k;          /* experts per token */
    int64_t n_group;    /* groups of neighbouring experts; 1 = ungrouped */
    int64_t topk_group; /* groups that may be used */
    int64_t group_top;  /* a group's score is the sum of its best 1 (V2) or 2 (V3) experts */
} mg_topk_options;

/* The K experts of each token with the largest scores + bias, best first, ties to the lower index;
 * scores (N, E), bias (E), segments (N) i32. -> (N, K) i32; a padding token (segment < 0) gives -1.
 * Not differentiable: gradients reach the router through mg_take of the scores. */
mg_tensor *mg_moe_topk(mg_graph *g, mg_tensor *scores, mg_tensor *bias, mg_tensor *segments,
                       const mg_topk_options *options);

/* Sorts routed rows by expert, stable in the token order. experts (N, K) i32. */
typedef struct mg_moe_rows {
    mg_tensor *slots;   /* (N, K) i32: row of each routed pair; -1 for padding */
    mg_tensor *rows;    /* (M) i32: pair n*K + k in each row; -1 from offsets[E] on */
    mg_tensor *offsets; /* (E+1) i32: first row of each expert; offsets[E] = routed pairs */
    mg_tensor *load;    /* (E) f32: routed pairs of each expert */
} mg_moe_rows;
mg_moe_rows mg_moe_plan(mg_graph *g, mg_tensor *experts, int64_t n_experts);

/* y[r] = x[rows[r] / K] or zeros; x (N, D) -> (M, D). */
mg_tensor *mg_moe_dispatch(mg_graph *g, mg_tensor *x, const mg_moe_rows *rows);
/* y[n] = sum_k weight[n, k] * x[slots[n, k]]; x (M, D), weight (N, K) -> (N, D). */
mg_tensor *mg_moe_combine(mg_graph *g, mg_tensor *x, mg_tensor *weight, const mg_moe_rows *rows);

/* -- optimiser, inference: in place, not differentiable ---------------------------------------- */
/* Sum of squares of all elements of x -> (1). */
mg_tensor *mg_sum_of_squares(mg_graph *g, mg_tensor *x);

/* What changes from step to step, read by adamw: f32[MG_ADAMW_CONTROLS] in this order. */
enum mg_adamw_control {
    MG_ADAMW_LR,
    MG_ADAMW_WEIGHT_DECAY,
    MG_ADAMW_CORRECTION1, /* 1 - beta1^t */
    MG_ADAMW_CORRECTION2, /* 1 - beta2^t */
    MG_ADAMW_CLIP,        /* largest global gradient norm; 0 = no clipping */
    MG_ADAMW_CONTROLS
};
typedef struct mg_adamw_options {
    double beta1, beta2, eps;
    bool decay; /* apply decoupled weight decay (matrices only) */
} mg_adamw_options;
/* g' = g * min(1, clip / (sqrt(norm2) + 1e-6)); m, v = moments; p -= lr * (m^ / (sqrt(v^) + eps)
 * + weight_decay * p). p, gradient, m, v (P); norm2 (1) = sum of squares of ALL gradients.
 * Loshchilov & Hutter 2019. Returns p. */
mg_tensor *mg_adamw(mg_graph *g, mg_tensor *p, mg_tensor *gradient, mg_tensor *m, mg_tensor *v,
                    mg_tensor *norm2, mg_tensor *control, const mg_adamw_options *options);
/* bias[e] += speed[0] * sign(mean(load) - load[e]); bias, load (E), speed (1). DeepSeek-V3, 2.1.2.
 */
mg_tensor *mg_router_bias_update(mg_graph *g, mg_tensor *bias, mg_tensor *load, mg_tensor *speed);
/* cache[b, positions[b]] = x[b]; cache (B, S, C), x (B, C), positions (B) i32; a position outside
 * [0, S) writes nothing. Returns the cache. */
mg_tensor *mg_cache_write(mg_graph *g, mg_tensor *cache, mg_tensor *x, mg_tensor *positions);

#endif
