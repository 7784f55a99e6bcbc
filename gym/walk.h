/* Walks: every problem of one split of a level once, in an order that hangs on the seed.
 *
 *     mg_walk *walk;
 *     MG_TRY(mg_walk_create(family, 2, MG_SPLIT_TRAIN, &walk));
 *     if (mg_walk_count(walk) > 0)                        // 0: too large to be walked
 *         MG_TRY(mg_walk_item(walk, seed, index, &problem));
 *     mg_walk_free(walk);
 *
 * Item `index` is problem number P(index mod count) of the split, where P is a permutation
 * (permute.h) keyed by (seed, index / count), so that the first `count` items are all different,
 * and so are the next. A walk holds one bit for each point of the level's box (family.h), at most 8
 * MiB and as much again while it is made; any number of threads may read it.
 *
 * A pool of walks makes items of either order, and makes the walks as they are needed:
 *
 *     mg_walks walks = {0};
 *     MG_TRY(mg_walks_item(&walks, &item, &problem));
 *     mg_walks_free(&walks); */
#ifndef MG_GYM_WALK_H
#define MG_GYM_WALK_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/status.h"
#include "gym/problem.h"

enum { MG_WALK_MAX_POINTS = 1 << 26 };

typedef struct mg_walk mg_walk;

/* MG_ERR_ARG: no such level. A level without a box, or with a larger one than MG_WALK_MAX_POINTS,
 * gives a walk of 0 problems. MG_ERR_NOT_FOUND: the split has no problem. Looks at every point:
 * about a second for 5 million. */
mg_status mg_walk_create(const mg_family *family, int level, mg_split split, mg_walk **walk);
void mg_walk_free(mg_walk *walk);

/* Number of different problems; 0 where the level cannot be walked. */
uint64_t mg_walk_count(const mg_walk *walk);

/* The walk must have problems. Its problem's item says MG_ORDER_WALK. */
mg_status mg_walk_item(const mg_walk *walk, uint64_t seed, uint64_t index, mg_problem *problem);

typedef struct mg_walks {
    mg_walk **walk;
    size_t count, capacity;
} mg_walks;

/* The walk of a level's split, made at the first call. Owned by the pool. */
mg_status mg_walks_find(mg_walks *walks, const mg_family *family, int level, mg_split split,
                        const mg_walk **walk);

/* An item of either order: a walk's where it says MG_ORDER_WALK and the level can be walked. */
mg_status mg_walks_item(mg_walks *walks, const mg_item *item, mg_problem *problem);

void mg_walks_free(mg_walks *walks);

#endif
