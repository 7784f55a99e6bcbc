/* What memories do, in numbers: for each head of each layer with a memory.
 *
 *     mg_memory_stats *stats;
 *     MG_TRY(mg_memory_stats_create(&model->config, &stats));
 *     MG_TRY(mg_forward_run(forward, &batch, &logits));        // mg_forward_create_probed
 *     MG_TRY(mg_memory_stats_add(stats, forward, &batch, logits, NULL)); // and more of them
 *     mg_memory_stats_print(stats);
 *     mg_memory_stats_free(stats);
 *
 * Means are over tokens, padding left out; what is not shown by the kind of memory at hand is NaN,
 * "-" in the table and not in the JSON. Takes constant memory, however much is added. */
#ifndef MG_BIN_MEMORY_STATS_H
#define MG_BIN_MEMORY_STATS_H

#include "core/base/batch.h"
#include "core/base/json.h"
#include "core/nn/infer.h"

typedef struct mg_memory_stat {
    int64_t layer, head;
    int64_t tokens;
    double write_target, write_rate;  /* share of the tokens; NaN without a gate */
    double log_tau;                   /* the gate's threshold, as the model has it */
    double tau_moved;                 /* how far it has moved since; mean over rows; NaN: frozen */
    double surprise[4];               /* quantiles .1 .5 .9 .99, within 3% */
    double spearman;                  /* of surprise and -log p of a token, of those that the loss
                                         counts: by ranks in bins (core/base/ranks.h) */
    double auroc;                     /* chance that a planted token surprises more than filler */
    double theta, eta, alpha;         /* step (0 where the gate is shut), momentum, forgetting */
    double half_life;                 /* ln 2 / -mean log(1 - alpha), tokens */
    double theta_eff;                 /* theta / (1 - eta), of their means */
    double theta_saturation;          /* share of the written tokens with theta below .01 or above
                                         .99 of the largest that it can be */
    double eta_saturation;            /* of the tokens with eta below .01 or above .99 */
    double alpha_saturation;          /* with a half-life under a token or over 100,000 */
    double weights, momentum, change; /* Frobenius norms: W - W_init and S at the end of a batch,
                                         what the batch has changed of W; mean over the rows
                                         that do not end in padding */
    double change_share;              /* change / weights */
    double rho_origin;              /* theta_eff sigma / alpha, sigma the largest singular value of
                                       the mean of k^T v: above 1 what is written outgrows what is
                                       forgotten, and a memory can leave the origin */
    double loss_before, loss_after; /* 1/2 |M(k) - v|^2 before and after a token's write */
    double cosine;                  /* of M(k) and v before the write */
    double out_share;               /* |what the memory adds| / |residual stream|; of the layer */
} mg_memory_stat;

typedef struct mg_memory_stats mg_memory_stats;

/* MG_ERR_UNSUPPORTED: a model without memory. */
mg_status mg_memory_stats_create(const mg_config *config, mg_memory_stats **out);
void mg_memory_stats_free(mg_memory_stats *stats); /* NULL is legal */

/* Of the forward's last run, on the batch, which gave the logits. planted (rows * cols) or NULL: 1
 * for a token that was planted as worth a write, 0 for filler, less for what is neither.
 * MG_ERR_NUMERIC: a number is not finite. */
mg_status mg_memory_stats_add(mg_memory_stats *stats, const mg_forward *forward,
                              const mg_batch *batch, const float *logits, const float *planted);
/* Forgets what was added. */
void mg_memory_stats_clear(mg_memory_stats *stats);

int64_t mg_memory_stats_count(const mg_memory_stats *stats); /* layers with memory * heads */
mg_memory_stat mg_memory_stats_get(const mg_memory_stats *stats, int64_t i);

/* "frozen", or how the gate's threshold follows what is read; NULL without a gate. */
const char *mg_memory_stats_threshold(const mg_memory_stats *stats);

/* A table on stdout. */
mg_status mg_memory_stats_print(const mg_memory_stats *stats);
/* One line of JSON on stdout: an object with "threshold", if there is a gate, and "memory" as
 * below.
 */
mg_status mg_memory_stats_print_json(const mg_memory_stats *stats);
/* One member "memory" of the object at hand: an array of objects, one a head, with the fields'
 * names above; surprise as p10, p50, p90, p99. */
void mg_memory_stats_write(const mg_memory_stats *stats, mg_json_writer *json);

#endif
