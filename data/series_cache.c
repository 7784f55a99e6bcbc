#include "data/series_cache.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

#include "core/base/alloc.h"

enum { FEWEST_SLOTS = 4, NONE = -1 };

typedef enum slot_state { EMPTY, LOADING, READY } slot_state;

typedef struct slot {
    mg_series_block block;
    slot_state state;
    int next;       /* in the chain of its bucket */
    uint64_t stamp; /* when it was used last */
} slot;

struct mg_series_cache {
    mg_series_load load;
    void *context;
    pthread_mutex_t lock;
    pthread_cond_t loaded; /* a slot left LOADING */
    slot *slots;
    float *values; /* (count, MG_SERIES_BLOCK) */
    int *buckets;  /* first slot of each chain */
    int count;
    uint64_t clock;
    _Atomic uint64_t loads;
};

static float *values_of(const mg_series_cache *c, int i) {
    return c->values + (size_t)i * MG_SERIES_BLOCK;
}

static bool same(const mg_series_block *a, const mg_series_block *b) {
    return a->shard == b->shard && a->row == b->row && a->variate == b->variate &&
           a->first == b->first && a->count == b->count;
}

static int *bucket_of(const mg_series_cache *c, const mg_series_block *block) {
    const int64_t part[] = {block->shard, block->row, block->variate, block->first, block->count};
    uint64_t hash = 0;
    for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
        hash = (hash ^ (uint64_t)part[i]) * 0x9E3779B97F4A7C15u;
        hash ^= hash >> 32;
    }
    return &c->buckets[hash % (uint64_t)c->count];
}

mg_status mg_series_cache_create(size_t budget, mg_series_load load, void *context,
                                 mg_series_cache **out) {
    *out = NULL;
    size_t fit = budget / (MG_SERIES_BLOCK * sizeof(float));
    int count = fit > INT32_MAX / 2 ? INT32_MAX / 2 : (int)fit;
    if (count < FEWEST_SLOTS) count = FEWEST_SLOTS;
    mg_series_cache *c = mg_calloc(1, sizeof *c);
    if (!c) return MG_ERR_MEMORY;
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->loaded, NULL);
    c->load = load;
    c->context = context;
    c->count = count;
    c->slots = mg_calloc((size_t)count, sizeof *c->slots);
    c->buckets = mg_calloc((size_t)count, sizeof *c->buckets);
    /* Not zeroed: pages that are never used are never there. */
    c->values = mg_malloc((size_t)count * MG_SERIES_BLOCK * sizeof *c->values);
    if (!c->slots || !c->buckets || !c->values) {
        mg_series_cache_free(c);
        return MG_ERR_MEMORY;
    }
    for (int i = 0; i < count; i++) c->buckets[i] = NONE;
    *out = c;
    return MG_OK;
}

void mg_series_cache_free(mg_series_cache *c) {
    if (!c) return;
    pthread_cond_destroy(&c->loaded);
    pthread_mutex_destroy(&c->lock);
    mg_free(c->slots);
    mg_free(c->buckets);
    mg_free(c->values);
    mg_free(c);
}

uint64_t mg_series_cache_loads(const mg_series_cache *c) {
    return c->loads;
}

/* -- under the lock ---------------------------------------------------------------------------- */

static int find(const mg_series_cache *c, const mg_series_block *block) {
    int i = *bucket_of(c, block);
    while (i != NONE && !same(&c->slots[i].block, block)) i = c->slots[i].next;
    return i;
}

/* The slot to load into; NONE where all are being loaded. A look at every slot is cheap beside the
 * read that follows. */
static int oldest(const mg_series_cache *c) {
    int best = NONE;
    for (int i = 0; i < c->count; i++) {
        const slot *s = &c->slots[i];
        if (s->state == LOADING) continue;
        if (best == NONE || s->stamp < c->slots[best].stamp) best = i;
    }
    return best;
}

static void empty_slot(mg_series_cache *c, int i) {
    if (c->slots[i].state != EMPTY) {
        int *link = bucket_of(c, &c->slots[i].block);
        while (*link != i) link = &c->slots[*link].next;
        *link = c->slots[i].next;
    }
    c->slots[i] = (slot){.state = EMPTY};
}

static void claim_slot(mg_series_cache *c, int i, const mg_series_block *block) {
    empty_slot(c, i);
    int *bucket = bucket_of(c, block);
    c->slots[i] = (slot){.block = *block, .state = LOADING, .next = *bucket};
    *bucket = i;
}

/* Loads into slot i, without the lock meanwhile. */
static mg_status load_slot(mg_series_cache *c, int i) {
    const mg_series_block block = c->slots[i].block;
    pthread_mutex_unlock(&c->lock);
    mg_status status = c->load(c->context, &block, values_of(c, i));
    pthread_mutex_lock(&c->lock);
    c->loads++;
    if (status == MG_OK)
        c->slots[i].state = READY;
    else
        empty_slot(c, i);
    pthread_cond_broadcast(&c->loaded);
    return status;
}

mg_status mg_series_cache_read(mg_series_cache *c, mg_series_block block, int first, int count,
                               float *out) {
    assert(first >= 0 && count >= 0 && first + count <= block.count);
    assert(block.count <= MG_SERIES_BLOCK);
    mg_status status = MG_OK;
    pthread_mutex_lock(&c->lock);
    for (;;) {
        int i = find(c, &block);
        if (i != NONE && c->slots[i].state == READY) {
            c->slots[i].stamp = ++c->clock;
            memcpy(out, values_of(c, i) + first, (size_t)count * sizeof *out);
            break;
        }
        int room = i == NONE ? oldest(c) : NONE;
        if (room == NONE) {
            pthread_cond_wait(&c->loaded, &c->lock);
            continue;
        }
        claim_slot(c, room, &block);
        MG_GO(load_slot(c, room));
    }
done:
    pthread_mutex_unlock(&c->lock);
    return status;
}
