/* The inside of a memory layer while its graph is built.
 *
 * Shapes: B rows of T tokens, H heads. Time is cut into n chunks of C tokens; the last one is
 * filled up with tokens that neither write nor decay. A group is one head of one row: BH of them,
 * and BHn chunks of all groups, (row, head, chunk) with the chunk fastest. m = key_dim, the width
 * of what a key is to the memory's weights; d = head_dim, that of a value. */
#ifndef MG_MEMORY_CELL_H
#define MG_MEMORY_CELL_H

#include "memory/memory.h"

typedef struct mg_cell {
    mg_build *b;
    mg_graph *g;
    const mg_memory_config *config;
    int64_t layer;
    int64_t rows, tokens, heads; /* B, T, H */
    int64_t chunk, chunks;       /* C, n */
    int64_t groups;              /* B H */
    int64_t key_dim, value_dim;  /* m, d */
    mg_tensor *starts;           /* (B, T) 1 where a segment starts, else 0 */
    mg_tensor *present;          /* (B, T) 1, or 0 for padding, which is never written */
    /* Decoding a deep memory (memory/pending.c), else NULL: */
    mg_tensor *here;     /* (BH, C, 1) 1 at the token at hand, else 0 */
    mg_tensor *complete; /* (BH, 1, 1) 1 where it is the last of its chunk, else 0 */
} mg_cell;

/* Chunks of a batch at most where each is nodes of its own: of a deep memory, or with a gate. */
#define MG_CELL_CHUNKS 1024

/* exp(-MG_RESET) is 0, in fp64 too: a segment's start as a decay. */
#define MG_RESET 1e4

/* What the tokens of a layer are to its memory. */
typedef struct mg_memory_tokens {
    mg_tensor *q, *k;              /* (BHn, C, m) */
    mg_tensor *v;                  /* (BHn, C, d) */
    mg_tensor *theta;              /* (BHn, C) step of each write */
    mg_tensor *log_eta, *log_keep; /* (BHn, C) of eta and of 1 - alpha; NULL: 0 and 1 */
    mg_tensor *log_keep_idle;      /* the same for tokens that the gate does not let through */
    mg_tensor *starts;             /* (BHn, C) 1 where a segment starts, else 0 */
    mg_tensor *present;            /* (BHn, C) 1; 0 for padding and what fills up the last chunk */
} mg_memory_tokens;

/* The closed form of momentum and decay within a chunk (memory/decay.c). With W_0 and S_0 the
 * weights and the momentum that the chunk starts with and g_j the gradient of token j:
 *     W_t = keep_t W_0 + flow_t S_0 - sum_{j <= t} write[t, j] g_j
 * The state is [W_0 | S_0], s = 2 blocks side by side, or W_0 alone without momentum. */
typedef struct mg_decay {
    mg_tensor *seen;    /* (BHn, C, s) [keep_t | flow_t] */
    mg_tensor *carried; /* (BHn, C, 1) 0 behind the start of a segment in the chunk, else 1 */
    mg_tensor *write;   /* (BHn, C, C), lower triangular, theta included */
    /* The same just before each token's own decay and write: what its gradient is taken at. */
    mg_tensor *found, *write_before;
    /* The end of the chunk: block a of the state is sum_b phi[a, b] block b - sum_j taken[j, a]
     * g_j. */
    mg_tensor *phi;   /* (BHn, s, s) */
    mg_tensor *taken; /* (BHn, C, s) */
} mg_decay;

mg_cell mg_cell_of(mg_build *b, int64_t layer);

/* Chunk i of all groups as a cell of its own. */
mg_cell mg_cell_of_chunk(const mg_cell *cell, int64_t i);

/* x (N, D), normed -> what it is to the memory (memory/tokens.c). */
mg_memory_tokens mg_cell_tokens(mg_cell *cell, mg_tensor *x);
/* The queries alone; `offset` is where the state has the inputs that their convolution still sees.
 */
mg_tensor *mg_cell_queries(mg_cell *cell, mg_tensor *x, int64_t offset);

/* The state x (BH, m, s d) after a chunk, from that before it, keys (BH, C, m) and the gradients of
 * what they find, r (BH, C, d). */
mg_tensor *mg_cell_advance(mg_cell *cell, const mg_decay *decay, mg_tensor *keys, mg_tensor *x,
                           mg_tensor *r);

/* -- the surprise gate (memory/gate.c) --------------------------------------------------------- */

/* Of the surprises of the warm-up, how many exceed each of so many marks. */
#define MG_GATE_MARKS 97

typedef struct mg_threshold {
    mg_tensor *log_tau, *seen; /* (H); tokens, mean over rows */
    mg_tensor *counts;         /* (H, MG_GATE_MARKS), as `seen` */
} mg_threshold;

/* As kept with the parameters (memory/threshold.c); its log tau (BH), below everything in the
 * warm-up; what it is after a chunk of held surprise (BH, C), gated by `log_tau` (BH); and keeping
 * that. */
mg_threshold mg_threshold_learned(const mg_cell *cell);
mg_tensor *mg_threshold_in_use(mg_cell *cell, const mg_threshold *threshold);
mg_threshold mg_threshold_follow(mg_cell *cell, const mg_threshold *threshold, mg_tensor *log_tau,
                                 mg_tensor *held, mg_tensor *present);
void mg_threshold_keep(mg_cell *cell, const mg_threshold *learned, const mg_threshold *now);

/* The gate on its way through the chunks, one after the other. Of each it has what a token may be
 * to it, (BH, C), and of k (BH, C, m). */
typedef struct mg_gating {
    mg_cell *cell;
    mg_threshold learned, now; /* before the batch; where it is now */
    mg_tensor *stored, *carry; /* the state of op surprise_gate: of before the batch; now (BH, 2) */
    mg_tensor *write[MG_CELL_CHUNKS]; /* (BH, 1, C) */
    mg_tensor *k[MG_CELL_CHUNKS], *theta[MG_CELL_CHUNKS];
    mg_tensor *log_eta[MG_CELL_CHUNKS], *log_keep[MG_CELL_CHUNKS], *log_keep_idle[MG_CELL_CHUNKS];
    mg_tensor *starts[MG_CELL_CHUNKS], *present[MG_CELL_CHUNKS];
} mg_gating;

void mg_gating_begin(mg_gating *gating, mg_cell *cell, const mg_memory_tokens *tokens);

/* Tokens of chunk i, the next one, as they are let through: theta times what is written of each,
 * and the forgetting of those that are not. surprise2 (BH, C) = the squares of their surprise. */
mg_memory_tokens mg_gating_pass(mg_gating *gating, int64_t i, mg_tensor *surprise2);

/* The same of the tokens of all chunks, which have passed. */
mg_memory_tokens mg_gating_end(mg_gating *gating, const mg_memory_tokens *tokens);

/* All of it for an exact memory: base = K W_init - V (BHn, C, d), x = the state (BH, m, s d) before
 * the tokens. */
mg_memory_tokens mg_cell_gate(mg_cell *cell, const mg_memory_tokens *tokens, mg_tensor *base,
                              mg_tensor *x);

/* ---------------------------------------------------------------------------------------------- */

mg_decay mg_cell_decay(mg_cell *cell, const mg_memory_tokens *tokens);

/* What the memory makes of the queries, (BHn, C, d): each after the write of its own token, and
 * before it, which only memory as context asks for (else NULL). */
typedef struct mg_memory_reads {
    mg_tensor *after, *before;
} mg_memory_reads;

/* Whether reads are asked for before each write: of memory as context on arrival. */
static inline bool mg_cell_reads_before(const mg_memory_config *m) {
    return m->placement == MG_MEMORY_CONTEXT && m->context_order == MG_MEMORY_ORDER_ARRIVAL;
}

/* Reads and writes the memory with the tokens (memory/exact.c). */
mg_memory_reads mg_cell_exact(mg_cell *cell, const mg_memory_tokens *tokens);

/* The same for a deep memory (memory/deep.c). */
mg_memory_reads mg_cell_deep(mg_cell *cell, const mg_memory_tokens *tokens);

/* What queries (BHn, C, m) read from weights that stand still: W_init and, where `carried` (BHn, C,
 * 1) is 1, what was written, (BH, in, out) of each layer. */
mg_tensor *mg_cell_exact_at(mg_cell *cell, mg_tensor *q, mg_tensor *written, mg_tensor *carried);
mg_tensor *mg_cell_deep_at(mg_cell *cell, mg_tensor *q, mg_tensor *const *written,
                           mg_tensor *carried);

/* A layer of weights as every group starts with it, W_init of its head: (BH, in, out). */
mg_tensor *mg_cell_init(mg_cell *cell, int64_t layer_of_memory);

/* What queries q (BHn, C, in) read from a layer of weights at their own tokens, if keys k (BHn, C,
 * in) had gradients r (BHn, C, out) and the chunks started from `states` (BHn, in, s out); `init`
 * as above or NULL. */
mg_tensor *mg_cell_read(mg_cell *cell, const mg_decay *decay, mg_tensor *q, mg_tensor *k,
                        mg_tensor *states, mg_tensor *r, mg_tensor *init);

/* The decay for what is read before each token's own decay and write. */
mg_decay mg_cell_before(const mg_decay *decay);

/* x (BH, r, c) is what is stored from now on (decoding: if a deep memory's chunk is complete). */
void mg_cell_keep_state(mg_cell *cell, mg_tensor *stored, mg_tensor *x);

/* -- memory as context in the paper's order (memory/context.c) ----------------------------------
 */

/* What the memory recalls of tokens x (N, D) of one part of a row, at the weights that the part
 * starts with: (BHn, C, d). */
mg_tensor *mg_cell_recall_before(mg_cell *cell, mg_tensor *x);

/* -- decoding a deep memory (memory/pending.c) ------------------------------------------------- */

bool mg_cell_is_pending(const mg_build *b);
/* The place in its chunk of the token at hand, (B, C): the one after the last, the first where a
 * segment starts. */
mg_tensor *mg_cell_next_place(mg_cell *cell, mg_tensor *last);
/* x (B, C) for all heads: (BH, C, 1) */
mg_tensor *mg_cell_for_groups(mg_cell *cell, mg_tensor *x);
/* One token of each row -> the chunk so far, of which the cell is a cell from then on; and back to
 * the token's part of what is read, (BH, C, d) -> (BH, 1, d). */
mg_memory_tokens mg_cell_join_pending(mg_cell *cell, const mg_memory_tokens *token);
void mg_cell_leave_pending(mg_cell *cell, mg_memory_reads *reads);

/* -- delay (memory/delay.c) ------------------------------------------------------------------- */

/* What a layer keeps of the tokens before a batch: (B, R, F) from `offset` of its state on. The
 * last of it and of x (B, T, F) is kept for the next batch, 0 where a segment has started since. */
mg_tensor *mg_cell_tail(mg_cell *cell, int64_t offset, mg_tensor *x, int64_t reach);

/* x (N, F) of the token `window` before each, 0 where that is of another segment: what leaves the
 * short-term buffer is what is offered to the memory. */
mg_tensor *mg_cell_delayed(mg_cell *cell, mg_tensor *x);

/* -- layout (memory/layout.c) ------------------------------------------------------------------ */

/* (N, H w) -> (BHn, C, w), and back without the tokens that filled up. */
mg_tensor *mg_cell_to_chunks(const mg_cell *cell, mg_tensor *x);
mg_tensor *mg_cell_from_chunks(const mg_cell *cell, mg_tensor *x);

/* Row C - 1 of every chunk; of the last, that of its last token: (BHn, C, w) -> (BHn, 1, w). */
mg_tensor *mg_cell_last(const mg_cell *cell, mg_tensor *x);

/* Shows x (BHn, C) as (N, H) (mg_layer_probe). */
void mg_cell_probe(const mg_cell *cell, const char *name, mg_tensor *x);

/* -- what is shown (memory/show.c), in a probed forward pass and in no other --------------------
 */

/* The state before and after a batch: of each layer of weights, (BH, in, s out). */
void mg_cell_show_state(mg_cell *cell, int64_t layers, mg_tensor *const *before,
                        mg_tensor *const *after);
/* Values v, M(k) - v before each token's write, and M(k) after it, (BHn, C, d). */
void mg_cell_show_pairs(mg_cell *cell, mg_tensor *v, mg_tensor *residuals, mg_tensor *read_after);
/* The sum of k^T v over tokens and rows, (H, m d). */
void mg_cell_show_moment(mg_cell *cell, const mg_memory_tokens *tokens);
/* The residual stream x (N, D) that a layer finds, and what its memory adds to it. */
void mg_cell_show_output(mg_build *b, int64_t layer, mg_tensor *stream, mg_tensor *added);

/* Of each row of x (G, C, w) the sum of squares: (G, C). */
mg_tensor *mg_cell_squares(mg_graph *g, mg_tensor *x);

/* (BHn, a, b) <-> n times (BH, a, b). */
void mg_cell_split(const mg_cell *cell, mg_tensor *x, mg_tensor **parts);
mg_tensor *mg_cell_join(const mg_cell *cell, mg_tensor **parts);

/* x (G, C, w) times one number for each of its rows, y (G, C, 1), or columns, y (G, 1, w). */
mg_tensor *mg_cell_scale_rows(mg_graph *g, mg_tensor *x, mg_tensor *y);
mg_tensor *mg_cell_scale_columns(mg_graph *g, mg_tensor *x, mg_tensor *y);

mg_tensor *mg_cell_minus(mg_graph *g, mg_tensor *a, mg_tensor *b);

/* -- state ------------------------------------------------------------------------------------- */

/* Reals per row of each piece, in this order: inputs that the convolution still sees; weights and
 * momentum; what the gate remembers of its last token. */
int64_t mg_cell_tail_reals(const mg_config *config);
int64_t mg_cell_weight_reals(const mg_config *config);
int64_t mg_cell_gate_reals(const mg_config *config);
int64_t mg_cell_delay_reals(const mg_config *config); /* what waits to be written; the last piece */
int64_t mg_cell_pending_reals(const mg_config *config); /* behind the gate's */
int64_t mg_cell_context_reals(const mg_config *config); /* behind all others */

int64_t mg_cell_key_dim(const mg_memory_config *config);

#endif
