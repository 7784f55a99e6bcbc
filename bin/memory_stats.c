#include "bin/memory_stats.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/nn/layer.h"

/* What a layer may show of each token and head, (N, H); the names are memory/memory.h's. */
enum { SURPRISE, THETA, LOG_ETA, LOG_KEEP, WRITE, VALUE, RECALLED, RESIDUAL, AFTER, PROBES };
static const char *const NAMES[PROBES] = {"surprise2", "theta",     "log_eta",
                                          "log_keep",  "write",     "value2",
                                          "recalled2", "residual2", "after2"};

/* What is shown of each row and head, (B, H). */
enum { WEIGHTS, MOMENTUM, CHANGE, STATES };
static const char *const STATE_NAMES[STATES] = {"weights2", "momentum2", "change2"};

/* Surprise is counted by its log, in [-30, 30): a bin is 3% wide. */
enum { BINS = 2048 };
#define LOWEST   (-30.0)
#define BIN_SIZE (60.0 / BINS)

typedef struct head {
    double sum[PROBES]; /* over tokens; of eta and alpha, not of their logs */
    double log_keep, cosine, saturated;
    double state[STATES]; /* sums of norms */
    double log_tau;
    uint64_t bins[BINS];
} head;

/* Of a layer, and for all of its heads. */
typedef struct layer_sums {
    int64_t number;
    bool shown[PROBES], state_shown[STATES], has_tau, adds;
    double stream, out; /* sums of squares */
} layer_sums;

struct mg_memory_stats {
    mg_memory_config config;
    int64_t layers, heads; /* with memory; of each */
    layer_sums layer[MG_MAX_LAYERS];
    head *head; /* (layers, heads) */
    int64_t tokens, rows;
    float *values; /* (PROBES, room) */
    int64_t room;
};

mg_status mg_memory_stats_create(const mg_config *config, mg_memory_stats **out) {
    *out = NULL;
    if (config->memory.kind == MG_MEMORY_OFF)
        return mg_fail(MG_ERR_UNSUPPORTED, "a model without memory has no statistics of one; "
                                           "train with --memory kind=feature, or --preset "
                                           "tiny-titans");
    mg_memory_stats *s = mg_calloc(1, sizeof *s);
    if (!s) return MG_ERR_MEMORY;
    s->config = config->memory;
    s->heads = config->memory.heads;
    for (int64_t l = 0; l < config->num_hidden_layers; l++)
        if (mg_config_layer_is_mixed(config, l)) s->layer[s->layers++].number = l;
    s->head = mg_calloc((size_t)(s->layers * s->heads), sizeof *s->head);
    if (!s->head) {
        mg_memory_stats_free(s);
        return MG_ERR_MEMORY;
    }
    *out = s;
    return MG_OK;
}

void mg_memory_stats_free(mg_memory_stats *s) {
    if (!s) return;
    mg_free(s->head);
    mg_free(s->values);
    mg_free(s);
}

void mg_memory_stats_clear(mg_memory_stats *s) {
    memset(s->head, 0, (size_t)(s->layers * s->heads) * sizeof *s->head);
    for (int64_t l = 0; l < s->layers; l++)
        s->layer[l] = (layer_sums){.number = s->layer[l].number};
    s->tokens = s->rows = 0;
}

int64_t mg_memory_stats_count(const mg_memory_stats *s) {
    return s->layers * s->heads;
}

/* -- adding ------------------------------------------------------------------------------------ */

/* What a layer shows under a name, `n` finite numbers; *shown false where it shows no such thing.
 */
static mg_status look(const mg_forward *f, int64_t layer, const char *name, float *values,
                      int64_t n, bool *shown) {
    int64_t found;
    mg_status status = mg_forward_probe(f, layer, name, values, n, &found);
    *shown = status == MG_OK;
    if (status == MG_ERR_NOT_FOUND) return MG_OK;
    MG_TRY(status);
    for (int64_t i = 0; i < n; i++)
        if (!isfinite(values[i]))
            return mg_fail(MG_ERR_NUMERIC,
                           "\"%s\" of the memory in layer %" PRId64
                           " is not finite; lower theta_max, or the rate of "
                           "learning",
                           name, layer);
    return MG_OK;
}

static void count_surprise(head *h, double squared) {
    double place = (0.5 * log(squared) - LOWEST) / BIN_SIZE;
    int64_t bin = place > 0 ? (int64_t)fmin(place, BINS - 1) : 0;
    h->bins[bin]++;
}

/* v[p] is what probe p says of a token. */
static void add_token(head *h, const layer_sums *layer, const double *v) {
    for (int p = 0; p < PROBES; p++)
        if (layer->shown[p] && p != LOG_ETA && p != LOG_KEEP) h->sum[p] += v[p];
    if (layer->shown[SURPRISE]) count_surprise(h, v[SURPRISE]);
    if (layer->shown[LOG_ETA]) {
        double eta = exp(v[LOG_ETA]);
        h->sum[LOG_ETA] += eta;
        h->saturated += eta < 0.01 || eta > 0.99;
    }
    if (layer->shown[LOG_KEEP]) {
        h->sum[LOG_KEEP] -= expm1(v[LOG_KEEP]);
        h->log_keep += v[LOG_KEEP];
    }
    if (layer->shown[RESIDUAL] && v[RECALLED] > 0 && v[VALUE] > 0)
        h->cosine += (v[RECALLED] + v[VALUE] - v[RESIDUAL]) / (2 * sqrt(v[RECALLED] * v[VALUE]));
}

static mg_status add_tokens(mg_memory_stats *s, int64_t l, const mg_forward *f,
                            const mg_batch *batch) {
    layer_sums *layer = &s->layer[l];
    int64_t n = batch->rows * batch->cols * s->heads;
    for (int p = 0; p < PROBES; p++)
        MG_TRY(look(f, layer->number, NAMES[p], s->values + p * n, n, &layer->shown[p]));
    for (int64_t i = 0; i < n; i++) {
        if (batch->segments[i / s->heads] == MG_SEGMENT_PAD) continue;
        double v[PROBES];
        for (int p = 0; p < PROBES; p++) v[p] = layer->shown[p] ? (double)s->values[p * n + i] : 0;
        add_token(&s->head[l * s->heads + i % s->heads], layer, v);
    }
    return MG_OK;
}

/* Padding forgets: a row that ends in it has nothing left to show. */
static bool ends_in_text(const mg_batch *batch, int64_t row) {
    return batch->segments[(row + 1) * batch->cols - 1] != MG_SEGMENT_PAD;
}

static mg_status add_states(mg_memory_stats *s, int64_t l, const mg_forward *f,
                            const mg_batch *batch) {
    layer_sums *layer = &s->layer[l];
    head *heads = s->head + l * s->heads;
    for (int p = 0; p < STATES; p++) {
        int64_t n = batch->rows * s->heads;
        MG_TRY(look(f, layer->number, STATE_NAMES[p], s->values, n, &layer->state_shown[p]));
        for (int64_t i = 0; layer->state_shown[p] && i < n; i++)
            if (ends_in_text(batch, i / s->heads))
                heads[i % s->heads].state[p] += sqrt((double)s->values[i]);
    }
    MG_TRY(look(f, layer->number, "log_tau", s->values, s->heads, &layer->has_tau));
    for (int64_t h = 0; layer->has_tau && h < s->heads; h++)
        heads[h].log_tau = (double)s->values[h];
    return MG_OK;
}

static mg_status add_output(mg_memory_stats *s, int64_t l, const mg_forward *f,
                            const mg_batch *batch) {
    layer_sums *layer = &s->layer[l];
    int64_t n = batch->rows * batch->cols;
    float *stream = s->values, *out = s->values + n;
    bool shown;
    MG_TRY(look(f, layer->number, "stream2", stream, n, &shown));
    MG_TRY(look(f, layer->number, "out2", out, n, &layer->adds));
    for (int64_t i = 0; layer->adds && i < n; i++) {
        if (batch->segments[i] == MG_SEGMENT_PAD) continue;
        layer->stream += (double)stream[i];
        layer->out += (double)out[i];
    }
    return MG_OK;
}

mg_status mg_memory_stats_add(mg_memory_stats *s, const mg_forward *f, const mg_batch *batch) {
    int64_t tokens = batch->rows * batch->cols, room = PROBES * tokens * s->heads;
    if (room > s->room) {
        mg_free(s->values);
        s->values = mg_malloc((size_t)room * sizeof *s->values);
        s->room = s->values ? room : 0;
        if (!s->values) return MG_ERR_MEMORY;
    }
    for (int64_t l = 0; l < s->layers; l++) {
        MG_TRY(add_tokens(s, l, f, batch));
        MG_TRY(add_states(s, l, f, batch));
        MG_TRY(add_output(s, l, f, batch));
    }
    for (int64_t i = 0; i < tokens; i++) s->tokens += batch->segments[i] != MG_SEGMENT_PAD;
    for (int64_t b = 0; b < batch->rows; b++) s->rows += ends_in_text(batch, b);
    return MG_OK;
}

/* -- what comes out ---------------------------------------------------------------------------- */

static double quantile(const head *h, double share) {
    uint64_t total = 0, below = 0;
    for (int i = 0; i < BINS; i++) total += h->bins[i];
    if (total == 0) return NAN;
    for (int i = 0; i < BINS; i++) {
        below += h->bins[i];
        if ((double)below >= share * (double)total) return exp(LOWEST + (i + 0.5) * BIN_SIZE);
    }
    return NAN;
}

mg_memory_stat mg_memory_stats_get(const mg_memory_stats *s, int64_t i) {
    const layer_sums *layer = &s->layer[i / s->heads];
    const head *h = &s->head[i];
    static const double SHARES[4] = {0.1, 0.5, 0.9, 0.99};
    double mean[PROBES], norm[STATES], tokens = (double)s->tokens;
    for (int p = 0; p < PROBES; p++) mean[p] = layer->shown[p] ? h->sum[p] / tokens : NAN;
    for (int p = 0; p < STATES; p++)
        norm[p] = layer->state_shown[p] && s->rows ? h->state[p] / (double)s->rows : NAN;
    bool pairs = layer->shown[RESIDUAL], momentum = layer->shown[LOG_ETA];
    mg_memory_stat stat = {
        .layer = layer->number,
        .head = i % s->heads,
        .tokens = s->tokens,
        .write_target = layer->has_tau ? s->config.write_rate : NAN,
        .write_rate = mean[WRITE],
        .log_tau = layer->has_tau ? h->log_tau : NAN,
        .theta = mean[THETA],
        .eta = mean[LOG_ETA],
        .alpha = mean[LOG_KEEP],
        .half_life = layer->shown[LOG_KEEP] ? log(2) * tokens / -h->log_keep : NAN,
        .theta_eff = mean[THETA] / (1 - (momentum ? mean[LOG_ETA] : 0)),
        .saturation = momentum ? h->saturated / tokens : NAN,
        .weights = norm[WEIGHTS],
        .momentum = norm[MOMENTUM],
        .change = norm[CHANGE],
        .loss_before = 0.5 * mean[RESIDUAL],
        .loss_after = 0.5 * mean[AFTER],
        .cosine = pairs ? h->cosine / tokens : NAN,
        .out_share = layer->adds ? sqrt(layer->out / layer->stream) : NAN,
    };
    for (int q = 0; q < 4; q++) stat.surprise[q] = quantile(h, SHARES[q]);
    return stat;
}

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
    FIELD("p10", "s p10", surprise[0]),
    FIELD("p50", "s p50", surprise[1]),
    FIELD("p90", "s p90", surprise[2]),
    FIELD("p99", "s p99", surprise[3]),
    FIELD("theta", "theta", theta),
    FIELD("eta", "eta", eta),
    FIELD("alpha", "alpha", alpha),
    FIELD("half_life", "half-life", half_life),
    FIELD("theta_eff", "theta_eff", theta_eff),
    FIELD("saturation", "eta 0|1", saturation),
    FIELD("weights", "|W|", weights),
    FIELD("momentum", "|S|", momentum),
    FIELD("change", "|dW|", change),
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
void mg_memory_stats_print(const mg_memory_stats *s) {
    int64_t n = mg_memory_stats_count(s);
    printf("%-10s", "layer.head");
    for (int64_t i = 0; i < n; i++)
        printf(" %7" PRId64 ".%-2" PRId64, s->layer[i / s->heads].number, i % s->heads);
    printf("\n");
    for (int f = 0; f < N_FIELDS; f++) {
        printf("%-10s", FIELDS[f].title);
        for (int64_t i = 0; i < n; i++) {
            mg_memory_stat stat = mg_memory_stats_get(s, i);
            double value = value_of(&stat, &FIELDS[f]);
            if (isnan(value))
                printf(" %10s", "-");
            else
                printf(" %10.4g", value);
        }
        printf("\n");
    }
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
