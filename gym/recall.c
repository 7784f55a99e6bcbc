#include "gym/recall.h"

#include <inttypes.h>
#include <string.h>

#include "core/base/philox.h"

/* Philox stream of the texts of a kind; families of problems have streams from 1 << 26 on. */
enum { RECALL_STREAM = 0x7265 };

static const char *const NAMES[] = {"pairs", "overwrite", "passkey", "table"};
static const char FILLER[] = ".,:;-+*/";

const char *mg_recall_name(int kind) {
    return kind >= 0 && kind < MG_RECALL_KINDS ? NAMES[kind] : NULL;
}

/* Tokens that tell before anything is asked: a key and a value for each. */
static int64_t told(const mg_recall *task) {
    if (task->kind == MG_RECALL_TABLE) return task->queries;
    return (task->kind == MG_RECALL_OVERWRITE ? 4 : 2) * task->pairs;
}

mg_status mg_recall_check(const mg_recall *task) {
    if (task->pairs < 1 || task->pairs > MG_RECALL_KEYS)
        return mg_fail(MG_ERR_ARG, "recall: 1 to %d pairs, not %" PRId64, MG_RECALL_KEYS,
                       task->pairs);
    int most = task->kind == MG_RECALL_PASSKEY ? 10 : MG_RECALL_VALUES;
    if (task->values < 2 || task->values > most)
        return mg_fail(MG_ERR_ARG, "recall: 2 to %d values, not %" PRId64, most, task->values);
    if (task->queries < 1 || task->gap < 0 ||
        (task->kind == MG_RECALL_PASSKEY && task->queries != task->pairs))
        return mg_fail(MG_ERR_ARG, "recall: at least one query and a gap of 0; a passkey has a "
                                   "query for each digit");
    if (task->kind == MG_RECALL_TABLE && (task->gap != 0 || task->length != 2 * task->queries))
        return mg_fail(MG_ERR_ARG,
                       "recall: a table has a query at every other token and no gap, "
                       "not %" PRId64 " in %" PRId64 " tokens",
                       task->queries, task->length);
    int64_t least = told(task) + task->gap + task->queries;
    if (task->length < least)
        return mg_fail(MG_ERR_ARG,
                       "recall: texts of %" PRId64 " tokens are too short for %" PRId64
                       " pairs, a gap of %" PRId64 " and %" PRId64 " queries; %" PRId64
                       " are needed",
                       task->length, task->pairs, task->gap, task->queries, least);
    return MG_OK;
}

/* The first `count` of a shuffled alphabet of n numbers. */
static void draw_distinct(mg_rng *rng, int64_t n, int64_t count, int64_t *out) {
    int64_t all[MG_RECALL_KEYS];
    for (int64_t i = 0; i < n; i++) all[i] = i;
    for (int64_t i = 0; i < count; i++) {
        int64_t j = i + mg_rng_below(rng, (uint32_t)(n - i)), taken = all[j];
        all[j] = all[i];
        out[i] = all[i] = taken;
    }
}

typedef struct row {
    int32_t *ids, *targets;
    float *mask;
} row;

/* Tells key and value of pairs[order[i]], i = 0 ... */
static int64_t tell(const row *r, int64_t at, const mg_recall *task, const int64_t *keys,
                    const int64_t *values, const int64_t *order) {
    char first_value = task->kind == MG_RECALL_PASSKEY ? '0' : 'a';
    for (int64_t i = 0; i < task->pairs; i++) {
        r->ids[at++] = (int32_t)('A' + keys[order[i]]);
        r->ids[at++] = (int32_t)(first_value + values[order[i]]);
    }
    return at;
}

static void ask(const row *r, int64_t at, const mg_recall *task, const int64_t *keys,
                const int64_t *values, mg_rng *rng) {
    bool passkey = task->kind == MG_RECALL_PASSKEY;
    for (int64_t i = 0; i < task->queries; i++, at++) {
        int64_t pair = passkey ? i : (int64_t)mg_rng_below(rng, (uint32_t)task->pairs);
        r->ids[at] = (int32_t)('A' + keys[pair]);
        r->targets[at] = (int32_t)((passkey ? '0' : 'a') + values[pair]);
        r->mask[at] = 1;
    }
}

/* Each query, and then what it would have been right to answer. */
static void ask_and_tell(const row *r, const mg_recall *task, const int64_t *keys,
                         const int64_t *values, mg_rng *rng) {
    for (int64_t at = 0; at < task->length; at += 2) {
        int64_t pair = mg_rng_below(rng, (uint32_t)task->pairs);
        r->ids[at] = (int32_t)('A' + keys[pair]);
        r->targets[at] = r->ids[at + 1] = (int32_t)('a' + values[pair]);
        r->mask[at] = 1;
    }
}

static void draw_values(const mg_recall *task, mg_rng *rng, int64_t *values) {
    for (int64_t i = 0; i < task->pairs; i++) values[i] = mg_rng_below(rng, (uint32_t)task->values);
}

static void fill_row(const mg_recall *task, mg_rng rng, const row *r) {
    int64_t keys[MG_RECALL_KEYS], values[MG_RECALL_KEYS], order[MG_RECALL_KEYS];
    bool passkey = task->kind == MG_RECALL_PASSKEY;
    for (int64_t t = 0; t < task->length; t++)
        r->ids[t] = FILLER[mg_rng_below(&rng, sizeof FILLER - 1)];
    draw_distinct(&rng, MG_RECALL_KEYS, task->pairs, keys);
    draw_values(task, &rng, values);
    if (task->kind == MG_RECALL_TABLE) {
        ask_and_tell(r, task, keys, values, &rng);
        return;
    }
    for (int64_t i = 0; i < task->pairs; i++) {
        order[i] = i;
        if (passkey) keys[i] = i; /* the places of its digits */
    }
    int64_t at = 0, room = task->length - task->queries - task->gap - told(task);
    if (passkey) at = mg_rng_below(&rng, (uint32_t)(room + 1));
    at = tell(r, at, task, keys, values, order);
    if (task->kind == MG_RECALL_OVERWRITE) {
        draw_values(task, &rng, values);
        draw_distinct(&rng, task->pairs, task->pairs, order);
        tell(r, at, task, keys, values, order);
    }
    ask(r, task->length - task->queries, task, keys, values, &rng);
}

mg_status mg_recall_fill(const mg_recall *task, uint64_t seed, uint64_t first, mg_batch *batch) {
    MG_TRY(mg_recall_check(task));
    if (batch->cols != task->length)
        return mg_fail(MG_ERR_SHAPE, "recall: texts of %" PRId64 " tokens, a batch of %" PRId64,
                       task->length, batch->cols);
    mg_batch_clear(batch);
    for (int64_t b = 0; b < batch->rows; b++) {
        int64_t at = b * batch->cols;
        for (int64_t t = 0; t < batch->cols; t++) {
            batch->segments[at + t] = 0;
            batch->positions[at + t] = (int32_t)t;
        }
        row r = {batch->ids + at, batch->targets + at, batch->loss_mask + at};
        uint32_t stream = RECALL_STREAM + (uint32_t)task->kind;
        fill_row(task, mg_rng_at(seed, first + (uint64_t)b, stream), &r);
    }
    batch->target_tokens = batch->rows * task->queries;
    return MG_OK;
}

int mg_recall_worth(int32_t id) {
    if (id >= 'A' && id <= 'Z') return -1;
    return (id >= 'a' && id <= 'z') || (id >= '0' && id <= '9') ? 1 : 0;
}

double mg_recall_guess(const mg_recall *task) {
    return 1 / (double)task->pairs;
}

double mg_recall_elimination(const mg_recall *task) {
    double sum = 0;
    for (int64_t i = 1; i <= task->pairs; i++) sum += 1 / (double)i;
    return sum / (double)task->pairs;
}
