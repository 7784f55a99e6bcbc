#include "gym/walk.h"

#include <string.h>

#include "core/base/alloc.h"
#include "gym/family.h"
#include "gym/key_set.h"
#include "gym/permute.h"

enum { BLOCK_WORDS = 8, WORD_BITS = 64 };

struct mg_walk {
    const mg_family *family;
    int level;
    mg_split split;
    uint64_t count, points;
    uint64_t *bits;  /* bit p: point p is a problem of the split, and the one that stands for it */
    uint32_t *ranks; /* set bits before each block of BLOCK_WORDS words */
    size_t blocks;
};

/* -- making a walk ----------------------------------------------------------------------------- */

/* Whether a point is a problem of the split and stands for its key. */
static mg_status look_at_point(const mg_walk *walk, uint64_t point, mg_key_set *seen,
                               bool *counts) {
    const mg_family *family = walk->family;
    int64_t operands[MG_MAX_OPERANDS] = {0};
    mg_key key;
    *counts = false;
    mg_level_point(family, walk->level, point, operands);
    const mg_level *level = &family->levels[walk->level - 1];
    if (family->representative && !family->representative(level, operands)) return MG_OK;
    if (!mg_problem_key(family, walk->level, operands, &key)) return MG_OK;
    if (mg_key_split(key) != walk->split) return MG_OK;
    *counts = true;
    if (!family->shares_keys) return MG_OK;
    return mg_key_set_add(seen, key, counts);
}

static mg_status find_points(mg_walk *walk) {
    mg_key_set seen = {0};
    mg_status status = MG_OK;
    for (uint64_t point = 0; point < walk->points; point++) {
        bool counts;
        MG_GO(look_at_point(walk, point, &seen, &counts));
        walk->bits[point / WORD_BITS] |= (uint64_t)counts << point % WORD_BITS;
    }
done:
    mg_key_set_free(&seen);
    return status;
}

static void count_points(mg_walk *walk) {
    uint32_t rank = 0;
    for (size_t block = 0; block < walk->blocks; block++) {
        walk->ranks[block] = rank;
        for (size_t w = 0; w < BLOCK_WORDS; w++)
            rank += (uint32_t)__builtin_popcountll(walk->bits[block * BLOCK_WORDS + w]);
    }
    walk->count = rank;
}

static mg_status fill(mg_walk *walk) {
    walk->blocks = (size_t)(walk->points / (WORD_BITS * BLOCK_WORDS)) + 1;
    walk->bits = mg_calloc(walk->blocks * BLOCK_WORDS, sizeof *walk->bits);
    walk->ranks = mg_calloc(walk->blocks, sizeof *walk->ranks);
    if (!walk->bits || !walk->ranks) return MG_ERR_MEMORY;
    MG_TRY(find_points(walk));
    count_points(walk);
    if (walk->count > 0) return MG_OK;
    return mg_fail(MG_ERR_NOT_FOUND,
                   "%s level %d has no problem in the %s split; use another level",
                   walk->family->name, walk->level, mg_split_name((int)walk->split));
}

mg_status mg_walk_create(const mg_family *family, int level, mg_split split, mg_walk **out) {
    *out = NULL;
    if (level < 1 || level > family->level_count)
        return mg_fail(MG_ERR_ARG, "%s has levels 1 to %d, not %d", family->name,
                       family->level_count, level);
    mg_walk *walk = mg_calloc(1, sizeof *walk);
    if (!walk) return MG_ERR_MEMORY;
    walk->family = family;
    walk->level = level;
    walk->split = split;
    walk->points = mg_level_points(family, level);
    mg_status status = MG_OK;
    if (walk->points <= MG_WALK_MAX_POINTS) status = fill(walk);
    if (status != MG_OK) {
        mg_walk_free(walk);
        return status;
    }
    *out = walk;
    return MG_OK;
}

void mg_walk_free(mg_walk *walk) {
    if (!walk) return;
    mg_free(walk->bits);
    mg_free(walk->ranks);
    mg_free(walk);
}

uint64_t mg_walk_count(const mg_walk *walk) {
    return walk->count;
}

/* -- items ------------------------------------------------------------------------------------- */

/* The block that holds set bit number `rank`: the last one with at most `rank` bits before it. */
static size_t find_block(const mg_walk *walk, uint64_t rank) {
    size_t low = 0, high = walk->blocks;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (walk->ranks[middle] <= rank)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* Point number `rank` of those that count. */
static uint64_t select_point(const mg_walk *walk, uint64_t rank) {
    size_t block = find_block(walk, rank), word = block * BLOCK_WORDS;
    uint64_t left = rank - walk->ranks[block];
    for (;; word++) {
        uint64_t here = (uint64_t)__builtin_popcountll(walk->bits[word]);
        if (left < here) break;
        left -= here;
    }
    uint64_t bits = walk->bits[word];
    while (left-- > 0) bits &= bits - 1;
    return word * WORD_BITS + (uint64_t)__builtin_ctzll(bits);
}

mg_status mg_walk_item(const mg_walk *walk, uint64_t seed, uint64_t index, mg_problem *problem) {
    const mg_family *family = walk->family;
    uint32_t stream =
        (uint32_t)family->id << 14 | (uint32_t)walk->level << 2 | (uint32_t)walk->split;
    uint64_t rank = mg_permute(index % walk->count, walk->count, seed, index / walk->count, stream);
    int64_t operands[MG_MAX_OPERANDS] = {0};
    mg_level_point(family, walk->level, select_point(walk, rank), operands);
    if (family->vary) {
        mg_rng rng =
            mg_rng_at(seed, index, (uint32_t)family->id << 14 | (uint32_t)walk->level << 2);
        family->vary(&family->levels[walk->level - 1], &rng, operands);
    }
    if (!mg_problem_build(family, walk->level, operands, problem))
        return mg_fail(MG_ERR_FORMAT, "%s level %d: a problem does not fit its level's bounds",
                       family->name, walk->level);
    problem->item = (mg_item){family, walk->level, walk->split, seed, index, MG_ORDER_WALK};
    return MG_OK;
}

/* -- pools ------------------------------------------------------------------------------------- */

mg_status mg_walks_find(mg_walks *walks, const mg_family *family, int level, mg_split split,
                        const mg_walk **out) {
    for (size_t i = 0; i < walks->count; i++) {
        *out = walks->walk[i];
        if ((*out)->family == family && (*out)->level == level && (*out)->split == split)
            return MG_OK;
    }
    MG_TRY(mg_grow(&walks->walk, &walks->capacity, walks->count + 1, sizeof *walks->walk));
    mg_walk *walk;
    MG_TRY(mg_walk_create(family, level, split, &walk));
    walks->walk[walks->count++] = walk;
    *out = walk;
    return MG_OK;
}

mg_status mg_walks_item(mg_walks *walks, const mg_item *item, mg_problem *problem) {
    if (item->order == MG_ORDER_WALK) {
        const mg_walk *walk;
        MG_TRY(mg_walks_find(walks, item->family, item->level, item->split, &walk));
        if (mg_walk_count(walk) > 0) return mg_walk_item(walk, item->seed, item->index, problem);
    }
    return mg_problem_generate(item, problem);
}

void mg_walks_free(mg_walks *walks) {
    for (size_t i = 0; i < walks->count; i++) mg_walk_free(walks->walk[i]);
    mg_free(walks->walk);
    *walks = (mg_walks){0};
}
