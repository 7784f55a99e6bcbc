/* The memory's equations token by token, in double and in plain loops: what the chunked form is
 * held against. Rows and heads are worked on one after the other, no code is shared with memory/.
 * The same tokens through the graph are in helper_recurrence_graph.c. */
#ifndef MG_TESTS_HELPER_RECURRENCE_H
#define MG_TESTS_HELPER_RECURRENCE_H

#include "core/nn/model.h"
#include "memory/cell.h"

enum { RECURRENCE_DEPTH = 4, RECURRENCE_WIDTH = 128 };

typedef struct recurrence_case {
    mg_memory_kind kind;
    int64_t rows, tokens, heads, keys, values; /* B, T, H, m, d */
    int64_t depth, hidden; /* layers of the memory and the width between them; 1 if not deep */
    int64_t chunk;         /* of a deep memory, counted from the row's beginning; else 1 */
    int64_t size;          /* weights of a head's memory, layer after layer, each (in, out) */
    bool has_momentum, decayed_residual;
    bool reads_before; /* memory as context on arrival: the graph gives y_before too */
    mg_memory_gate gate;
    double hold, idle, temperature;
    double *log_tau; /* (H) */
    /* (B, T, H, ..) as the tokens lie in a batch. */
    double *q, *k, *v;           /* m, m, d */
    double *theta, *eta, *alpha; /* one each */
    double *continues;           /* (B, T) */
    double *init;                /* (H, size) */
    double *gain, *shift;        /* (H, d), of a deep memory */
    double *weights, *momentum;  /* (B, H, size), before the first token and after the last; weights
                                    without `init` */
    double *y, *y_before;        /* (B, T, H, d): read after each token's write, and before it */
    double *write;               /* (B, T, H) what the gate let through */
} recurrence_case;

/* Drawn: keys and queries of length 1, rates within (0, 1), a segment that starts in the middle of
 * row 0, a state from before in row 1. Released with recurrence_free. */
recurrence_case recurrence_draw(const mg_config *config, int64_t rows, int64_t tokens,
                                uint64_t seed);
void recurrence_free(recurrence_case *c);

/* What the gate lets through of a token; `held` is the log of the surprise that lingers. */
double recurrence_gate(const recurrence_case *c, int64_t head, double log_surprise, double *held);

/* Of token i among (B, T, H), with weights (size) that have `init` in them: 1/2 |M(k) - v|^2, and
 * its gradient (size). */
double recurrence_loss(const recurrence_case *c, int64_t i, const double *weights);
void recurrence_gradient(const recurrence_case *c, int64_t i, const double *weights,
                         double *gradient);

/* M(q) of token i: y (d). */
void recurrence_read(const recurrence_case *c, int64_t i, const double *weights, double *y);

/* Fills y, y_before, write, weights and momentum. */
void recurrence_run(recurrence_case *c);

/* -- the same through the graph, on the model's device and for the model's chunk ----------------
 */

/* Runs the tokens of `c`, in two batches if 0 < border: up to token `border` of each row, and the
 * rest with the state carried. Overwrites y, y_before if there is one, weights and momentum. */
void recurrence_run_graph(recurrence_case *c, mg_model *model, int64_t border);

/* What tokens (drawn) recall at the state of the case, as one part of each row (memory as context
 * in the paper's order, chunks no shorter than the row): overwrites q with their queries, and y. */
void recurrence_recall_graph(recurrence_case *c, mg_model *model);

/* A case of its own with the same numbers. */
recurrence_case recurrence_copy(const recurrence_case *c);

/* Largest absolute distance of y, weights and, if there are any, y_before and momentum. */
double recurrence_distance(const recurrence_case *a, const recurrence_case *b);

#endif
