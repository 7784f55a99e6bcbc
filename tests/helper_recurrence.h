/* The memory's equations token by token, in double and in plain loops: what the chunked form is
 * held against. Rows and heads are worked on one after the other, no code is shared with memory/.
 */
#ifndef MG_TESTS_HELPER_RECURRENCE_H
#define MG_TESTS_HELPER_RECURRENCE_H

#include "core/nn/model.h"
#include "memory/cell.h"

typedef struct recurrence_case {
    int64_t rows, tokens, heads, keys, values; /* B, T, H, m, d */
    bool decayed_residual;
    mg_memory_gate gate;
    double hold, idle, temperature;
    double *log_tau; /* (H) */
    /* (B, T, H, ..) as the tokens lie in a batch. */
    double *q, *k, *v;           /* m, m, d */
    double *theta, *eta, *alpha; /* one each */
    double *continues;           /* (B, T) */
    double *init;                /* (H, m, d) */
    double *weights, *momentum;  /* (B, H, m, d), before the first token and after the last;
                                    weights without `init` */
    double *y;                   /* (B, T, H, d) */
    double *write;               /* (B, T, H) what the gate let through */
} recurrence_case;

/* Drawn: keys and queries of length 1, rates within (0, 1), a segment that starts in the middle of
 * row 0, a state from before in row 1. Released with recurrence_free. */
recurrence_case recurrence_draw(const mg_config *config, int64_t rows, int64_t tokens,
                                uint64_t seed);
void recurrence_free(recurrence_case *c);

/* What the gate lets through of a token; `held` is the log of the surprise that lingers. */
double recurrence_gate(const recurrence_case *c, int64_t head, double log_surprise, double *held);

/* Fills y, weights and momentum. */
void recurrence_run(recurrence_case *c);

/* The same through the graph on the model's device, for the model's chunk: largest absolute
 * distance of y, weights or momentum from those of `c`, which has run. `weights` and `momentum` are
 * the state before (recurrence_run overwrites that of c). */
double recurrence_distance(const recurrence_case *c, mg_model *model, const double *weights,
                           const double *momentum);

/* Of y alone, from a state of zeros and with the model's own parameters but for the threshold. */
double recurrence_distance_from_start(const recurrence_case *c, mg_model *model);

#endif
