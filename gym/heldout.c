#include "gym/heldout.h"

#include <inttypes.h>
#include <stdlib.h>

#include "core/base/alloc.h"
#include "gym/family.h"

/* Levels of at most this many points can be walked (about a second). */
#define MAX_WALKED_POINTS ((uint64_t)1 << 22)

/* Seed of the drawn sets. Any would do: splits hang on keys, not on seeds. */
#define HELDOUT_SEED ((uint64_t)0x68656C64)

typedef struct found {
    mg_key key;
    uint64_t point;
} found;

/* -- walking every point --------------------------------------------------------------------- */

/* By key, which is random, so that a prefix is a uniform sample; then by point. */
static int compare_found(const void *left, const void *right) {
    const found *a = left, *b = right;
    if (a->key.high != b->key.high) return a->key.high < b->key.high ? -1 : 1;
    if (a->key.low != b->key.low) return a->key.low < b->key.low ? -1 : 1;
    return (a->point > b->point) - (a->point < b->point);
}

static mg_status find_points(const mg_family *family, int level, mg_split split, found **list,
                             size_t *count) {
    size_t capacity = 0;
    uint64_t points = mg_level_points(family, level);
    for (uint64_t point = 0; point < points; point++) {
        int64_t operands[MG_MAX_OPERANDS] = {0};
        mg_key key;
        mg_level_point(family, level, point, operands);
        if (!mg_problem_key(family, level, operands, &key) || mg_key_split(key) != split) continue;
        MG_TRY(mg_grow(list, &capacity, *count + 1, sizeof **list));
        (*list)[(*count)++] = (found){key, point};
    }
    return MG_OK;
}

static size_t drop_repeats(found *list, size_t count) {
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || !mg_key_equal(list[kept - 1].key, list[i].key)) list[kept++] = list[i];
    return kept;
}

static mg_status walk(const mg_family *family, int level, mg_split split, size_t max_count,
                      mg_heldout *set) {
    found *list = NULL;
    size_t count = 0;
    mg_status status = MG_OK;
    MG_GO(find_points(family, level, split, &list, &count));
    if (count == 0) {
        status = mg_fail(MG_ERR_NOT_FOUND, "%s level %d has no problem in the %s split",
                         family->name, level, mg_split_name((int)split));
        goto done;
    }
    qsort(list, count, sizeof *list, compare_found);
    count = drop_repeats(list, count);
    set->complete = count <= max_count;
    if (!set->complete) count = max_count;
    set->problems = mg_calloc(count, sizeof *set->problems);
    if (!set->problems) {
        status = MG_ERR_MEMORY;
        goto done;
    }
    for (; set->count < count; set->count++) {
        int64_t operands[MG_MAX_OPERANDS] = {0};
        mg_level_point(family, level, list[set->count].point, operands);
        mg_problem_build(family, level, operands, &set->problems[set->count]);
    }
done:
    mg_free(list);
    return status;
}

/* -- drawing ----------------------------------------------------------------------------------- */

/* An open-addressing table of 1 + positions in the set. */
typedef struct key_table {
    uint32_t *slot;
    size_t mask;
} key_table;

static bool insert_key(const key_table *table, const mg_heldout *set, const mg_problem *problem) {
    size_t at = (size_t)problem->key.low & table->mask;
    for (; table->slot[at]; at = (at + 1) & table->mask)
        if (mg_key_equal(set->problems[table->slot[at] - 1].key, problem->key)) return false;
    table->slot[at] = (uint32_t)set->count + 1;
    return true;
}

static mg_status draw(const mg_family *family, int level, mg_split split, size_t max_count,
                      mg_heldout *set) {
    key_table table = {.mask = 15};
    while (table.mask < 2 * max_count) table.mask = 2 * table.mask + 1;
    mg_status status = MG_ERR_MEMORY;
    table.slot = mg_calloc(table.mask + 1, sizeof *table.slot);
    set->problems = mg_calloc(max_count, sizeof *set->problems);
    if (!table.slot || !set->problems) goto done;
    uint64_t tries = 64 * (uint64_t)max_count + 4096;
    for (uint64_t index = 0; index < tries && set->count < max_count; index++) {
        mg_problem *next = &set->problems[set->count];
        MG_GO(mg_problem_generate(&(mg_item){family, level, split, HELDOUT_SEED, index}, next));
        if (insert_key(&table, set, next)) set->count++;
    }
    status = MG_OK;
    if (set->count < max_count)
        status =
            mg_fail(MG_ERR_UNSUPPORTED,
                    "%s level %d gave %zu different %s problems in %" PRIu64
                    " draws, not %zu; ask for fewer",
                    family->name, level, set->count, mg_split_name((int)split), tries, max_count);
done:
    mg_free(table.slot);
    return status;
}

/* Whether the split has so few problems that drawing might not find max_count of them: its share
 * of the points, halved because operands that commute share a key, against a margin of four. */
static bool is_small(const mg_family *family, int level, mg_split split, size_t max_count) {
    uint64_t points = mg_level_points(family, level);
    if (points > MAX_WALKED_POINTS) return false;
    uint64_t percent = split == MG_SPLIT_TRAIN ? MG_TRAIN_PERCENT : MG_VALID_PERCENT;
    return points * percent / 200 < 4 * (uint64_t)max_count;
}

mg_status mg_heldout_create(const mg_family *family, int level, mg_split split, size_t max_count,
                            mg_heldout *set) {
    *set = (mg_heldout){0};
    if (level < 1 || level > family->level_count)
        return mg_fail(MG_ERR_ARG, "%s has levels 1 to %d, not %d", family->name,
                       family->level_count, level);
    if (max_count < 1 || max_count > 1000000)
        return mg_fail(MG_ERR_ARG, "an evaluation set has 1 to 1000000 problems, not %zu",
                       max_count);
    mg_status status = is_small(family, level, split, max_count)
                           ? walk(family, level, split, max_count, set)
                           : draw(family, level, split, max_count, set);
    if (status != MG_OK) mg_heldout_free(set);
    return status;
}

void mg_heldout_free(mg_heldout *set) {
    mg_free(set->problems);
    *set = (mg_heldout){0};
}
