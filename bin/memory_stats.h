/* What memories do, in numbers: for each head of each layer with a memory.
 *
 *     mg_memory_stats *stats;
 *     MG_TRY(mg_memory_stats_create(&model->config, &stats));
 *     MG_TRY(mg_forward_run(forward, &batch, &logits));        // mg_forward_create_probed
 *     MG_TRY(mg_memory_stats_add(stats, forward, &batch));     // and more of them
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
    double log_tau;                   /* the gate's threshold */
    double surprise[4];               /* quantiles .1 .5 .9 .99, within 3% */
    double theta, eta, alpha;         /* step (0 where the gate is shut), momentum, forgetting */
    double half_life;                 /* ln 2 / -mean log(1 - alpha), tokens */
    double theta_eff;                 /* theta / (1 - eta), of their means */
    double saturation;                /* share of the tokens with eta below .01 or above .99 */
    double weights, momentum, change; /* Frobenius norms: W - W_init and S at the end of a batch,
                                         what the batch has changed of W; mean over the rows
                                         that do not end in padding */
    double loss_before, loss_after;   /* 1/2 |M(k) - v|^2 before and after a token's write */
    double cosine;                    /* of M(k) and v before the write */
    double out_share;                 /* |what the memory adds| / |residual stream|; of the layer */
} mg_memory_stat;

typedef struct mg_memory_stats mg_memory_stats;

/* MG_ERR_UNSUPPORTED: a model without memory. */
mg_status mg_memory_stats_create(const mg_config *config, mg_memory_stats **out);
void mg_memory_stats_free(mg_memory_stats *stats); /* NULL is legal */

/* Of the forward's last run, on the batch. MG_ERR_NUMERIC: a number is not finite. */
mg_status mg_memory_stats_add(mg_memory_stats *stats, const mg_forward *forward,
                              const mg_batch *batch);
/* Forgets what was added. */
void mg_memory_stats_clear(mg_memory_stats *stats);

int64_t mg_memory_stats_count(const mg_memory_stats *stats); /* layers with memory * heads */
mg_memory_stat mg_memory_stats_get(const mg_memory_stats *stats, int64_t i);

/* A table on stdout. */
void mg_memory_stats_print(const mg_memory_stats *stats);
/* One member "memory" of the object at hand: an array of objects, one a head, with the fields'
 * names above; surprise as p10, p50, p90, p99. */
void mg_memory_stats_write(const mg_memory_stats *stats, mg_json_writer *json);

#endif
