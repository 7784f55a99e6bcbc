#include "data/series_set.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/base/alloc.h"
#include "data/series_cache.h"
#include "data/series_draw.h"
#include "data/series_listing.h"
#include "data/series_time.h"

#define POOL_STREAM     0xB10C0000u /* no item's stream: gym/problem.h has the version on top */
#define DEFAULT_CACHE   ((size_t)32 << 20)
#define DEFAULT_MISSING 0.25

enum {
    POOL = 64,         /* blocks that near items share */
    POOL_ITEMS = 2048, /* items that share them */
    BLOCK_TRIES = 64,  /* blocks tried for one window */
    OFFSET_TRIES = 4,  /* windows tried in one block */
    PARTNER_TRIES = 8,
};

struct mg_series_set {
    mg_series_listing listing;
    mg_series_set_options options;
    mg_series_provider provider;
    mg_series_cache *cache;
    uint64_t digest;
};

/* A block of the set, and where it belongs. */
typedef struct place {
    int group;
    int shard; /* of the group */
    int64_t row, variate;
    mg_series_block block;
} place;

/* -- opening ----------------------------------------------------------------------------------- */

static mg_series_shard *shard_at(const mg_series_set *set, int group, int64_t shard) {
    return set->listing.groups[group].shards[shard];
}

/* A shard of the cache's keys: its group and its number there. */
static int64_t shard_key(int group, int shard) {
    return (int64_t)group << 32 | shard;
}

static mg_status load_block(void *context, const mg_series_block *block, float *values) {
    const mg_series_set *set = context;
    const mg_series_shard *shard =
        shard_at(set, (int)(block->shard >> 32), block->shard & UINT32_MAX);
    return mg_series_shard_read(shard, block->row, block->variate, block->first, block->count,
                                values);
}

static uint64_t digest_of(const mg_series_listing *l) {
    uint64_t hash = MG_SERIES_HASH_START;
    for (int g = 0; g < l->count; g++) {
        const mg_series_group *group = &l->groups[g];
        hash = mg_series_hash(hash, group->name, strlen(group->name));
        for (size_t i = 0; i < group->count; i++) {
            uint64_t digest = mg_series_shard_digest(group->shards[i]);
            hash = mg_series_hash(hash, &digest, sizeof digest);
        }
    }
    return hash;
}

static mg_status draw_window(void *context, mg_rng *rng, int count, int pair,
                             mg_series_window *out);

mg_status mg_series_set_open(const char *source, const mg_series_set_options *options,
                             mg_series_set **out) {
    *out = NULL;
    mg_series_set *set = mg_calloc(1, sizeof *set);
    if (!set) return MG_ERR_MEMORY;
    if (options) set->options = *options;
    if (set->options.cache_bytes == 0) set->options.cache_bytes = DEFAULT_CACHE;
    if (set->options.max_missing == 0) set->options.max_missing = DEFAULT_MISSING;
    set->provider = (mg_series_provider){set, draw_window};
    mg_status status;
    MG_GO(mg_series_listing_open(source, &set->options, &set->listing));
    MG_GO(mg_series_cache_create(set->options.cache_bytes, load_block, set, &set->cache));
    set->digest = digest_of(&set->listing);
done:
    if (status != MG_OK) {
        mg_series_set_free(set);
        return status;
    }
    *out = set;
    return MG_OK;
}

void mg_series_set_free(mg_series_set *set) {
    if (!set) return;
    mg_series_cache_free(set->cache);
    mg_series_listing_close(&set->listing);
    mg_free(set);
}

/* -- where a window comes from ----------------------------------------------------------------- */

static int draw_group(const mg_series_listing *l, mg_rng *rng) {
    double draw = mg_rng_unit(rng), sum = 0;
    int g = 0;
    for (; g < l->count - 1; g++) {
        sum += l->groups[g].weight;
        if (draw < sum) break;
    }
    return g;
}

static int draw_shard(const mg_series_group *group, mg_rng *rng) {
    uint64_t position = mg_series_draw_below(rng, group->ends[group->count - 1]);
    size_t low = 0, high = group->count - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (group->ends[middle] > position)
            high = middle;
        else
            low = middle + 1;
    }
    return (int)low;
}

/* Block number `number` of a series; the last one ends with the series. */
static mg_series_block block_at(const place *p, int64_t length, int64_t number) {
    int64_t first = number * MG_SERIES_BLOCK, last = length - MG_SERIES_BLOCK;
    if (first > last) first = last > 0 ? last : 0;
    return (mg_series_block){
        .shard = shard_key(p->group, p->shard),
        .row = p->row,
        .variate = p->variate,
        .first = first,
        .count = (int)(length < MG_SERIES_BLOCK ? length : MG_SERIES_BLOCK),
    };
}

/* The place of one block of the pool. False: the shard has no series of `count` values. */
static bool draw_place(const mg_series_set *set, mg_rng *rng, int count, place *p) {
    const mg_series_shard *shard = shard_at(set, p->group, p->shard);
    p->row = mg_series_shard_draw(shard, rng, count);
    if (p->row < 0) return false;
    int64_t variates = mg_series_shard_entry(shard, p->row).variates[MG_SERIES_TARGET];
    p->variate = (int64_t)mg_series_draw_below(rng, (uint64_t)variates);
    int64_t length = mg_series_shard_length(shard, p->row, p->variate);
    if (length < count) return false; /* variates of unlike lengths */
    int64_t blocks = (length + MG_SERIES_BLOCK - 1) / MG_SERIES_BLOCK;
    p->block = block_at(p, length, (int64_t)mg_series_draw_below(rng, (uint64_t)blocks));
    return true;
}

/* Another variate of the row over the same steps. */
static bool pair_variate(const mg_series_set *set, mg_rng *rng, const place *p, place *other) {
    const mg_series_shard *shard = shard_at(set, p->group, p->shard);
    int64_t variates = mg_series_shard_entry(shard, p->row).variates[MG_SERIES_TARGET];
    if (variates < 2) return false;
    int64_t steps = 1 + (int64_t)mg_series_draw_below(rng, (uint64_t)variates - 1);
    *other = *p;
    other->variate = other->block.variate = (p->variate + steps) % variates;
    return mg_series_shard_length(shard, p->row, other->variate) ==
           mg_series_shard_length(shard, p->row, p->variate);
}

/* Another row that begins when this one does and reaches as far. */
static bool pair_row(const mg_series_set *set, mg_rng *rng, const place *p, place *other) {
    const mg_series_shard *shard = shard_at(set, p->group, p->shard);
    mg_series_entry entry = mg_series_shard_entry(shard, p->row);
    int64_t end = p->block.first + p->block.count;
    for (int i = 0; entry.has_start && i < PARTNER_TRIES; i++) {
        int64_t row = mg_series_shard_draw(shard, rng, end);
        if (row < 0) return false;
        mg_series_entry with = mg_series_shard_entry(shard, row);
        if (row == p->row || !with.has_start || with.start != entry.start) continue;
        *other = *p;
        other->row = other->block.row = row;
        other->variate = other->block.variate = 0;
        return true;
    }
    return false;
}

/* Any other block of the shard, of another row where there is one. */
static bool pair_any(const mg_series_set *set, mg_rng *rng, int count, const place *p,
                     place *other) {
    for (int i = 0; i < PARTNER_TRIES; i++) {
        *other = *p;
        if (draw_place(set, rng, count, other) && other->row != p->row) return true;
    }
    return draw_place(set, rng, count, other);
}

typedef struct choice {
    place place[2];
    bool aligned; /* the second over the same steps as the first */
} choice;

/* MG_ERR_NOT_FOUND says that no window fits, which families answer with another draw. Data that are
 * gone must end the stream: a problem never hangs on the state of a network. */
static mg_status unless_gone(mg_status status) {
    return status == MG_ERR_NOT_FOUND ? mg_fail_context(MG_ERR_IO, "cannot read a series") : status;
}

/* What slot `slot` of the item's pool holds. MG_OK with *found false: no series of `count` values.
 */
static mg_status choose(const mg_series_set *set, const mg_rng *item, uint32_t slot, int count,
                        int pair, choice *c, bool *found) {
    mg_rng rng = mg_rng_at(item->seed, item->index / POOL_ITEMS, POOL_STREAM + slot);
    place *p = &c->place[0];
    p->group = draw_group(&set->listing, &rng);
    p->shard = draw_shard(&set->listing.groups[p->group], &rng);
    MG_TRY(unless_gone(mg_series_shard_open(shard_at(set, p->group, p->shard))));
    *found = draw_place(set, &rng, count, p);
    if (!*found || !pair) return MG_OK;
    c->aligned = pair_variate(set, &rng, p, &c->place[1]) || pair_row(set, &rng, p, &c->place[1]);
    if (!c->aligned) *found = pair_any(set, &rng, count, p, &c->place[1]);
    return MG_OK;
}

/* -- windows ----------------------------------------------------------------------------------- */

static mg_status fill_window(const mg_series_set *set, const place *p, int offset, int count,
                             mg_series_window *w) {
    const mg_series_entry e = mg_series_shard_entry(shard_at(set, p->group, p->shard), p->row);
    w->subset = set->listing.groups[p->group].name;
    w->item_id = e.item_id ? e.item_id : "";
    w->freq = e.freq ? e.freq : "";
    w->shard = p->shard;
    w->row = p->row;
    w->variate = p->variate;
    w->first = p->block.first + offset;
    w->count = count;
    w->has_start = e.has_start && mg_series_moment(e.start, w->freq, w->first, &w->start);
    return unless_gone(mg_series_cache_read(set->cache, p->block, offset, count, w->values));
}

static mg_series_fate fate_of(const mg_series_set *set, const mg_series_window *w) {
    int missing = 0;
    float low = INFINITY, high = -INFINITY;
    for (int i = 0; i < w->count; i++) {
        if (isnan(w->values[i])) {
            missing++;
            continue;
        }
        if (w->values[i] < low) low = w->values[i];
        if (w->values[i] > high) high = w->values[i];
    }
    if (missing > set->options.max_missing * w->count) return MG_SERIES_MISSING;
    if (isinf(low) || isinf(high)) return MG_SERIES_INFINITE;
    return low == high && w->count > 1 ? MG_SERIES_CONSTANT : MG_SERIES_DRAWN;
}

static mg_status draw_in_block(mg_series_set *set, mg_rng *rng, const choice *c, int count,
                               int pair, mg_series_window *out, mg_series_fate *fate) {
    int offset = 0;
    *fate = MG_SERIES_DRAWN;
    for (int i = 0; i <= pair && *fate == MG_SERIES_DRAWN; i++) {
        const place *p = &c->place[i];
        if (i == 0 || !c->aligned)
            offset = (int)mg_rng_below(rng, (uint32_t)(p->block.count - count + 1));
        MG_TRY(fill_window(set, p, offset, count, &out[i]));
        *fate = fate_of(set, &out[i]);
    }
    return MG_OK;
}

static void count_fate(_Atomic uint64_t *fates, mg_series_fate fate) {
    atomic_fetch_add_explicit(&fates[fate], 1, memory_order_relaxed);
}

static mg_series_drops drops_of(const _Atomic uint64_t *fates) {
    return (mg_series_drops){fates[MG_SERIES_DRAWN], fates[MG_SERIES_SHORT],
                             fates[MG_SERIES_MISSING], fates[MG_SERIES_CONSTANT],
                             fates[MG_SERIES_INFINITE]};
}

static mg_status fail_exhausted(const mg_series_set *set, int count,
                                const _Atomic uint64_t *fates) {
    char text[160];
    const mg_series_drops drops = drops_of(fates);
    return mg_fail(MG_ERR_NOT_FOUND,
                   "no window of %d values of %s can be used (%s); take another source, or a level "
                   "with shorter windows",
                   count, set->listing.pinned, mg_series_drops_text(&drops, text, sizeof text));
}

static mg_status draw_window(void *context, mg_rng *rng, int count, int pair,
                             mg_series_window *out) {
    mg_series_set *set = context;
    assert(count >= 1 && count <= MG_SERIES_WINDOW && (pair == 0 || pair == 1));
    _Atomic uint64_t tried[MG_SERIES_FATES] = {0};
    for (int i = 0; i < BLOCK_TRIES; i++) {
        choice c = {0};
        bool found;
        mg_series_fate fate = MG_SERIES_SHORT;
        MG_TRY(choose(set, rng, mg_rng_below(rng, POOL), count, pair, &c, &found));
        for (int k = 0; k < (found ? OFFSET_TRIES : 1); k++) {
            if (found) MG_TRY(draw_in_block(set, rng, &c, count, pair, out, &fate));
            count_fate(set->listing.groups[c.place[0].group].fates, fate);
            if (fate == MG_SERIES_DRAWN) return MG_OK;
            count_fate(tried, fate);
        }
    }
    return fail_exhausted(set, count, tried);
}

/* -- what is in it ----------------------------------------------------------------------------- */

const char *mg_series_set_pinned(const mg_series_set *set) {
    return set->listing.pinned;
}

uint64_t mg_series_set_digest(const mg_series_set *set) {
    return set->digest;
}

const mg_series_provider *mg_series_set_provider(const mg_series_set *set) {
    return &set->provider;
}

int mg_series_set_subsets(const mg_series_set *set) {
    return set->listing.count;
}

mg_series_subset mg_series_set_subset(const mg_series_set *set, int i) {
    const mg_series_group *g = &set->listing.groups[i];
    return (mg_series_subset){g->name, g->weight, (int)g->count, g->ends[g->count - 1]};
}

mg_series_drops mg_series_set_drops(const mg_series_set *set, int i) {
    return drops_of(set->listing.groups[i].fates);
}

const char *mg_series_drops_text(const mg_series_drops *drops, char *out, size_t size) {
    const struct {
        uint64_t count;
        const char *words;
    } part[] = {{drops->too_short, "too short"},
                {drops->too_missing, "with too much missing"},
                {drops->constant, "constant"},
                {drops->infinite, "with infinite values"}};
    size_t used = 0;
    snprintf(out, size, "none");
    for (size_t i = 0; i < sizeof part / sizeof *part && used < size; i++) {
        if (part[i].count == 0) continue;
        used += (size_t)snprintf(out + used, size - used, "%s%" PRIu64 " %s", used ? ", " : "",
                                 part[i].count, part[i].words);
    }
    return out;
}

mg_status mg_series_set_index(mg_series_set *set,
                              void (*progress)(void *context, int done, int all), void *context) {
    int done = 0, all = 0;
    for (int g = 0; g < set->listing.count; g++) all += (int)set->listing.groups[g].count;
    for (int g = 0; g < set->listing.count; g++) {
        for (size_t i = 0; i < set->listing.groups[g].count; i++) {
            MG_TRY(mg_series_shard_open(set->listing.groups[g].shards[i]));
            if (progress) progress(context, ++done, all);
        }
    }
    return MG_OK;
}
