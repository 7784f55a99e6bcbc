/* The statistics of memories as a table and as JSON. */
#include <inttypes.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "bin/memory_stats.h"
#include "core/base/alloc.h"

typedef struct field {
    const char *key, *title;
    size_t offset;
} field;

#define FIELD(key, title, member)                                                                  \
    { key, title, offsetof(mg_memory_stat, member) }
static const field FIELDS[] = {
    FIELD("write_target", "target", write_target),
    FIELD("write_rate", "writes", write_rate),
    FIELD("log_tau", "log tau", log_tau),
    FIELD("tau_moved", "tau moved", tau_moved),
    FIELD("p10", "s p10", surprise[0]),
    FIELD("p50", "s p50", surprise[1]),
    FIELD("p90", "s p90", surprise[2]),
    FIELD("p99", "s p99", surprise[3]),
    FIELD("spearman", "rank corr.", spearman),
    FIELD("auroc", "AUROC", auroc),
    FIELD("theta", "theta", theta),
    FIELD("eta", "eta", eta),
    FIELD("alpha", "alpha", alpha),
    FIELD("half_life", "half-life", half_life),
    FIELD("theta_eff", "theta_eff", theta_eff),
    FIELD("theta_saturation", "theta 0|1", theta_saturation),
    FIELD("eta_saturation", "eta 0|1", eta_saturation),
    FIELD("alpha_saturation", "alpha 0|1", alpha_saturation),
    FIELD("weights", "|W|", weights),
    FIELD("momentum", "|S|", momentum),
    FIELD("change", "|dW|", change),
    FIELD("change_share", "|dW|/|W|", change_share),
    FIELD("rho_origin", "rho origin", rho_origin),
    FIELD("loss_before", "loss", loss_before),
    FIELD("loss_after", "after", loss_after),
    FIELD("cosine", "cosine", cosine),
    FIELD("out_share", "out share", out_share),
};
enum { N_FIELDS = sizeof FIELDS / sizeof *FIELDS };

static double value_of(const mg_memory_stat *stat, const field *f) {
    double value;
    memcpy(&value, (const char *)stat + f->offset, sizeof value);
    return value;
}

/* One row a number, one column a head: there are more numbers than a line has room for. */
mg_status mg_memory_stats_print(const mg_memory_stats *s) {
    int64_t n = mg_memory_stats_count(s);
    mg_memory_stat *stats = mg_malloc((size_t)n * sizeof *stats);
    if (!stats) return MG_ERR_MEMORY;
    for (int64_t i = 0; i < n; i++) stats[i] = mg_memory_stats_get(s, i);
    const char *threshold = mg_memory_stats_threshold(s);
    if (threshold) printf("threshold of the gate: %s\n", threshold);
    printf("%-10s", "layer.head");
    for (int64_t i = 0; i < n; i++)
        printf(" %7" PRId64 ".%-2" PRId64, stats[i].layer, stats[i].head);
    printf("\n");
    for (int f = 0; f < N_FIELDS; f++) {
        printf("%-10s", FIELDS[f].title);
        for (int64_t i = 0; i < n; i++) {
            double value = value_of(&stats[i], &FIELDS[f]);
            if (isnan(value))
                printf(" %10s", "-");
            else
                printf(" %10.4g", value);
        }
        printf("\n");
    }
    mg_free(stats);
    return MG_OK;
}

void mg_memory_stats_write(const mg_memory_stats *s, mg_json_writer *json) {
    mg_json_key(json, "memory");
    mg_json_begin_array(json);
    for (int64_t i = 0; i < mg_memory_stats_count(s); i++) {
        mg_memory_stat stat = mg_memory_stats_get(s, i);
        mg_json_begin_object(json);
        mg_json_key(json, "layer"), mg_json_int(json, stat.layer);
        mg_json_key(json, "head"), mg_json_int(json, stat.head);
        mg_json_key(json, "tokens"), mg_json_int(json, stat.tokens);
        for (int f = 0; f < N_FIELDS; f++) {
            double value = value_of(&stat, &FIELDS[f]);
            if (!isfinite(value)) continue;
            mg_json_key(json, FIELDS[f].key), mg_json_float(json, (float)value);
        }
        mg_json_end_object(json);
    }
    mg_json_end_array(json);
}

mg_status mg_memory_stats_print_json(const mg_memory_stats *s) {
    const char *threshold = mg_memory_stats_threshold(s);
    mg_json_writer json = {.indent = 0};
    mg_json_begin_object(&json);
    if (threshold) mg_json_key(&json, "threshold"), mg_json_string(&json, threshold);
    mg_memory_stats_write(s, &json);
    mg_json_end_object(&json);
    mg_json_newline(&json);
    mg_status status = mg_json_writer_status(&json);
    if (status == MG_OK) fwrite(json.text, 1, json.length, stdout);
    mg_json_writer_free(&json);
    return status;
}
