#include "bin/level_size.h"

#include <stdlib.h>

#include "core/base/alloc.h"
#include "gym/family.h"
#include "gym/walk.h"

enum { DRAWN = 1000000 };

static int compare_keys(const void *left, const void *right) {
    const mg_key *a = left, *b = right;
    if (a->high != b->high) return a->high < b->high ? -1 : 1;
    return (a->low > b->low) - (a->low < b->low);
}

static mg_status draw_keys(const mg_family *family, int level, mg_key *keys) {
    for (uint64_t i = 0; i < DRAWN; i++) {
        mg_problem problem;
        MG_TRY(mg_problem_generate(&(mg_item){family, level, MG_SPLIT_TRAIN, 5, i, MG_ORDER_DRAWN},
                                   &problem));
        keys[i] = problem.key;
    }
    return MG_OK;
}

static int64_t count_different(mg_key *keys) {
    qsort(keys, DRAWN, sizeof *keys, compare_keys);
    int64_t different = 1;
    for (int i = 1; i < DRAWN; i++) different += !mg_key_equal(keys[i - 1], keys[i]);
    return different;
}

/* By drawing them: families do not draw all problems equally often, so no formula would do. */
static mg_status find_repeats(const mg_family *family, int level, double *share) {
    mg_key *keys = mg_calloc(DRAWN, sizeof *keys);
    if (!keys) return MG_ERR_MEMORY;
    mg_status status = draw_keys(family, level, keys);
    if (status == MG_OK) *share = 1.0 - (double)count_different(keys) / DRAWN;
    mg_free(keys);
    return status;
}

mg_status mg_level_size_find(const mg_family *family, int level, mg_level_size *size) {
    *size = (mg_level_size){.walked = mg_level_points(family, level) <= MG_WALK_MAX_POINTS};
    if (!size->walked) return find_repeats(family, level, &size->repeats_per_million);
    for (int split = 0; split < MG_SPLIT_COUNT; split++) {
        mg_walk *walk;
        mg_status status = mg_walk_create(family, level, (mg_split)split, &walk);
        if (status == MG_ERR_NOT_FOUND) continue; /* none: zero */
        MG_TRY(status);
        size->problems[split] = mg_walk_count(walk);
        mg_walk_free(walk);
    }
    return MG_OK;
}
