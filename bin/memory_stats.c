#include "bin/memory_stats.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "bin/memory_text.h"
#include "core/base/alloc.h"
#include "core/base/ranks.h"
#include "core/nn/layer.h"

/* What a layer may show of each token and head, (N, H); the names are memory/memory.h's. */
enum { SURPRISE, THETA, LOG_ETA, LOG_KEEP, WRITE, VALUE, RECALLED, RESIDUAL, AFTER, PROBES };
static const char *const NAMES[PROBES] = {"surprise2", "theta",     "log_eta",
                                          "log_keep",  "write",     "value2",
                                          "recalled2", "residual2", "after2"};

/* What is shown of each row and head, (B, H). */
enum { WEIGHTS, MOMENTUM, CHANGE, STATES };
static const char *const STATE_NAMES[STATES] = {"weights2", "momentum2", "change2"};

typedef struct head {
    double sum[PROBES]; /* over tokens; of eta and alpha, not of their logs */
    double log_keep, cosine, eta_saturated, alpha_saturated, theta_saturated;
    int64_t written;
    double state[STATES]; /* sums of norms */
    double log_tau, tau_moved;
    double *moment;                         /* (m, d): the sum of k^T v */
    mg_histogram surprise, planted, filler; /* logs */
    mg_rank_table ranks;                    /* logs of surprise and -log p */
} head;

/* Of a layer, and for all of its heads. */
typedef struct layer_sums {
    int64_t number;
    bool shown[PROBES], state_shown[STATES], has_tau, adds, has_moment;
    double stream, out; /* sums of squares */
} layer_sums;

struct mg_memory_stats {
    mg_memory_config config;
    int64_t vocabulary;
    int64_t layers, heads; /* with memory; of each */
    int64_t keys;          /* m of a moment */
    double *moments;       /* of all heads */
    layer_sums layer[MG_MAX_LAYERS];
    head *head; /* (layers, heads) */
    int64_t tokens, rows;
    float *values;
    int64_t room;
    double *unlikely; /* (N): -log p of a token that the loss counts, else negative */
    int64_t unlikely_room;
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
    s->vocabulary = config->vocab_size;
    s->heads = config->memory.heads;
    s->keys = config->memory.kind == MG_MEMORY_FEATURE ? s->config.feature_dim : s->config.head_dim;
    for (int64_t l = 0; l < config->num_hidden_layers; l++)
        if (mg_config_layer_is_mixed(config, l)) s->layer[s->layers++].number = l;
    int64_t n = s->layers * s->heads, numbers = s->keys * s->config.head_dim;
    s->head = mg_calloc((size_t)n, sizeof *s->head);
    s->moments = mg_calloc((size_t)(n * numbers), sizeof *s->moments);
    if (!s->head || !s->moments) {
        mg_memory_stats_free(s);
        return MG_ERR_MEMORY;
    }
    mg_memory_stats_clear(s);
    *out = s;
    return MG_OK;
}

void mg_memory_stats_free(mg_memory_stats *s) {
    if (!s) return;
    mg_free(s->head);
    mg_free(s->moments);
    mg_free(s->values);
    mg_free(s->unlikely);
    mg_free(s);
}

void mg_memory_stats_clear(mg_memory_stats *s) {
    int64_t n = s->layers * s->heads, numbers = s->keys * s->config.head_dim;
    memset(s->head, 0, (size_t)n * sizeof *s->head);
    memset(s->moments, 0, (size_t)(n * numbers) * sizeof *s->moments);
    for (int64_t i = 0; i < n; i++) s->head[i].moment = s->moments + i * numbers;
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

/* What is known of a token beside what is shown of it. */
typedef struct token {
    double unlikely; /* -log p; negative: not counted */
    float planted;   /* 1 planted, 0 filler, less: neither */
} token;

static void count_surprise(head *h, double squared, const token *t) {
    double s = 0.5 * log(squared);
    mg_histogram_add(&h->surprise, s);
    if (t->unlikely >= 0) mg_rank_table_add(&h->ranks, s, log(t->unlikely));
    if (t->planted >= 0) mg_histogram_add(t->planted > 0 ? &h->planted : &h->filler, s);
}

/* Theta is (1 - eta) theta_max sigmoid(..), times what the gate lets through. */
static void count_theta(const mg_memory_stats *s, head *h, const layer_sums *layer,
                        const double *v) {
    double write = layer->shown[WRITE] ? v[WRITE] : 1;
    double most = write * s->config.theta_max;
    if (layer->shown[LOG_ETA]) most *= -expm1(v[LOG_ETA]);
    if (!(most > 0)) return;
    h->written++;
    h->theta_saturated += v[THETA] < 0.01 * most || v[THETA] > 0.99 * most;
}

/* v[p] is what probe p says of a token. */
static void add_token(const mg_memory_stats *s, head *h, const layer_sums *layer, const double *v,
                      const token *t) {
    for (int p = 0; p < PROBES; p++)
        if (layer->shown[p] && p != LOG_ETA && p != LOG_KEEP) h->sum[p] += v[p];
    if (layer->shown[SURPRISE]) count_surprise(h, v[SURPRISE], t);
    if (layer->shown[THETA]) count_theta(s, h, layer, v);
    if (layer->shown[LOG_ETA]) {
        double eta = exp(v[LOG_ETA]);
        h->sum[LOG_ETA] += eta;
        h->eta_saturated += eta < 0.01 || eta > 0.99;
    }
    if (layer->shown[LOG_KEEP]) {
        h->sum[LOG_KEEP] -= expm1(v[LOG_KEEP]);
        h->log_keep += v[LOG_KEEP];
        h->alpha_saturated += v[LOG_KEEP] < -log(2) || v[LOG_KEEP] > -log(2) / 1e5;
    }
    if (layer->shown[RESIDUAL] && v[RECALLED] > 0 && v[VALUE] > 0)
        h->cosine += (v[RECALLED] + v[VALUE] - v[RESIDUAL]) / (2 * sqrt(v[RECALLED] * v[VALUE]));
}

static mg_status add_tokens(mg_memory_stats *s, int64_t l, const mg_forward *f,
                            const mg_batch *batch, const float *planted) {
    layer_sums *layer = &s->layer[l];
    int64_t n = batch->rows * batch->cols * s->heads;
    for (int p = 0; p < PROBES; p++)
        MG_TRY(look(f, layer->number, NAMES[p], s->values + p * n, n, &layer->shown[p]));
    for (int64_t i = 0; i < n; i++) {
        int64_t at = i / s->heads;
        if (batch->segments[at] == MG_SEGMENT_PAD) continue;
        token t = {s->unlikely[at], planted ? planted[at] : -1};
        double v[PROBES];
        for (int p = 0; p < PROBES; p++) v[p] = layer->shown[p] ? (double)s->values[p * n + i] : 0;
        add_token(s, &s->head[l * s->heads + i % s->heads], layer, v, &t);
    }
    return MG_OK;
}

/* -log p of each token that the one before it was to tell, or -1. */
static void find_unlikely(mg_memory_stats *s, const mg_batch *batch, const float *logits) {
    for (int64_t i = 0; i < batch->rows * batch->cols; i++) {
        bool told = logits && i % batch->cols > 0 && batch->loss_mask[i - 1] > 0 &&
                    batch->segments[i] == batch->segments[i - 1] &&
                    batch->targets[i - 1] == batch->ids[i];
        s->unlikely[i] = -1;
        if (!told) continue;
        const float *row = logits + (i - 1) * s->vocabulary;
        s->unlikely[i] = fmax(0, mg_memory_text_nats(row, s->vocabulary, batch->ids[i]));
    }
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
    bool shown;
    int64_t n = batch->rows * s->heads;
    MG_TRY(look(f, layer->number, "tau_moved", s->values, n, &shown));
    for (int64_t i = 0; shown && i < n; i++)
        if (ends_in_text(batch, i / s->heads))
            heads[i % s->heads].tau_moved += (double)s->values[i];
    n = s->heads * s->keys * s->config.head_dim;
    MG_TRY(look(f, layer->number, "moment", s->values, n, &layer->has_moment));
    for (int64_t i = 0; layer->has_moment && i < n; i++) heads->moment[i] += (double)s->values[i];
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

static mg_status make_room(mg_memory_stats *s, int64_t tokens) {
    int64_t moment = s->heads * s->keys * s->config.head_dim, room = PROBES * tokens * s->heads;
    if (room < moment) room = moment;
    if (room > s->room) {
        mg_free(s->values);
        s->values = mg_malloc((size_t)room * sizeof *s->values);
        s->room = s->values ? room : 0;
        if (!s->values) return MG_ERR_MEMORY;
    }
    if (tokens > s->unlikely_room) {
        mg_free(s->unlikely);
        s->unlikely = mg_malloc((size_t)tokens * sizeof *s->unlikely);
        s->unlikely_room = s->unlikely ? tokens : 0;
        if (!s->unlikely) return MG_ERR_MEMORY;
    }
    return MG_OK;
}

mg_status mg_memory_stats_add(mg_memory_stats *s, const mg_forward *f, const mg_batch *batch,
                              const float *logits, const float *planted) {
    int64_t tokens = batch->rows * batch->cols;
    MG_TRY(make_room(s, tokens));
    find_unlikely(s, batch, logits);
    for (int64_t l = 0; l < s->layers; l++) {
        MG_TRY(add_tokens(s, l, f, batch, planted));
        MG_TRY(add_states(s, l, f, batch));
        MG_TRY(add_output(s, l, f, batch));
    }
    for (int64_t i = 0; i < tokens; i++) s->tokens += batch->segments[i] != MG_SEGMENT_PAD;
    for (int64_t b = 0; b < batch->rows; b++) s->rows += ends_in_text(batch, b);
    return MG_OK;
}

/* -- what comes out ---------------------------------------------------------------------------- */

/* The largest singular value of a (m, d), by 50 turns of x <- A^T A x. */
static double largest_singular_value(const double *a, int64_t m, int64_t d) {
    double x[1024], norm = 0;                                         /* as wide as a head may be */
    for (int64_t j = 0; j < d; j++) x[j] = 1 + 0.1 * (double)(j % 7); /* in line with no symmetry */
    for (int turn = 0; turn < 50; turn++) {
        double next[1024] = {0}, length = 0;
        for (int64_t j = 0; j < d; j++) length += x[j] * x[j];
        if (!(length > 0)) return 0;
        norm = 0;
        for (int64_t i = 0; i < m; i++) {
            double y = 0;
            for (int64_t j = 0; j < d; j++) y += a[i * d + j] * x[j];
            for (int64_t j = 0; j < d; j++) next[j] += a[i * d + j] * y;
            norm += y * y / length;
        }
        double size = 0;
        for (int64_t j = 0; j < d; j++) size = fmax(size, fabs(next[j]));
        for (int64_t j = 0; j < d; j++) x[j] = size > 0 ? next[j] / size : 0;
    }
    return sqrt(norm);
}

static double rho_origin(const mg_memory_stats *s, const layer_sums *layer, const head *h,
                         const mg_memory_stat *stat) {
    if (!layer->has_moment) return NAN;
    double sigma = largest_singular_value(h->moment, s->keys, s->config.head_dim);
    return stat->theta_eff * sigma / (double)s->tokens / stat->alpha;
}

static bool is_tracking(const mg_memory_stats *s) {
    return s->config.gate != MG_MEMORY_GATE_OFF && s->config.gate_tracking;
}

mg_memory_stat mg_memory_stats_get(const mg_memory_stats *s, int64_t i) {
    const layer_sums *layer = &s->layer[i / s->heads];
    const head *h = &s->head[i];
    static const double SHARES[4] = {0.1, 0.5, 0.9, 0.99};
    double mean[PROBES], norm[STATES], tokens = (double)s->tokens;
    for (int p = 0; p < PROBES; p++) mean[p] = layer->shown[p] ? h->sum[p] / tokens : NAN;
    for (int p = 0; p < STATES; p++)
        norm[p] = layer->state_shown[p] && s->rows ? h->state[p] / (double)s->rows : NAN;
    /* Steps that wait for eviction are not of the token whose eta is shown. */
    bool late = s->config.consolidate == MG_MEMORY_ON_EVICTION;
    bool pairs = layer->shown[RESIDUAL], momentum = layer->shown[LOG_ETA];
    mg_memory_stat stat = {
        .layer = layer->number,
        .head = i % s->heads,
        .tokens = s->tokens,
        .write_target = layer->has_tau ? s->config.write_rate : NAN,
        .write_rate = mean[WRITE],
        .log_tau = layer->has_tau ? h->log_tau : NAN,
        .tau_moved = is_tracking(s) && s->rows ? h->tau_moved / (double)s->rows : NAN,
        .spearman = mg_rank_table_spearman(&h->ranks),
        .auroc = mg_histogram_auroc(&h->planted, &h->filler),
        .theta = mean[THETA],
        .eta = mean[LOG_ETA],
        .alpha = mean[LOG_KEEP],
        .half_life = layer->shown[LOG_KEEP] ? log(2) * tokens / -h->log_keep : NAN,
        .theta_eff = mean[THETA] / (1 - (momentum ? mean[LOG_ETA] : 0)),
        .theta_saturation = late || !h->written ? NAN : h->theta_saturated / (double)h->written,
        .eta_saturation = momentum ? h->eta_saturated / tokens : NAN,
        .alpha_saturation = layer->shown[LOG_KEEP] ? h->alpha_saturated / tokens : NAN,
        .weights = norm[WEIGHTS],
        .momentum = norm[MOMENTUM],
        .change = norm[CHANGE],
        .change_share = norm[CHANGE] / norm[WEIGHTS],
        .loss_before = 0.5 * mean[RESIDUAL],
        .loss_after = 0.5 * mean[AFTER],
        .cosine = pairs ? h->cosine / tokens : NAN,
        .out_share = layer->adds ? sqrt(layer->out / layer->stream) : NAN,
    };
    for (int q = 0; q < 4; q++)
        stat.surprise[q] = exp(mg_histogram_quantile(&h->surprise, SHARES[q]));
    stat.rho_origin = rho_origin(s, layer, h, &stat);
    return stat;
}

const char *mg_memory_stats_threshold(const mg_memory_stats *s) {
    if (s->config.gate == MG_MEMORY_GATE_OFF) return NULL;
    return is_tracking(s) ? "follows what is read at a tenth of its speed in training" : "frozen";
}
