#include "gym/heldout.h"

#include <inttypes.h>

#include "core/base/alloc.h"
#include "gym/family.h"
#include "gym/walk.h"

/* Seed of the drawn sets. Any would do: splits hang on keys, not on seeds. */
#define HELDOUT_SEED ((uint64_t)0x68656C64)

/* Items without a problem that are passed over before the first problem, and for each. */
enum { MISSES = 16 };

/* -- walking --------------------------------------------------------------------------------- */

static mg_status walk_set(const mg_walk *walk, size_t max_count, mg_heldout *set) {
    uint64_t count = mg_walk_count(walk);
    set->complete = count <= max_count;
    if (!set->complete) count = max_count;
    set->problems = mg_calloc((size_t)count, sizeof *set->problems);
    if (!set->problems) return MG_ERR_MEMORY;
    for (; set->count < count; set->count++)
        MG_TRY(mg_walk_item(walk, HELDOUT_SEED, set->count, &set->problems[set->count]));
    return MG_OK;
}

/* Whether the split has so few problems that drawing might not find max_count of them: its share
 * of the points, halved because operands that commute share a key, against a margin of four. */
static bool is_small(const mg_family *family, int level, mg_split split, size_t max_count) {
    uint64_t points = mg_level_points(family, level);
    if (points > MG_WALK_MAX_POINTS) return false;
    uint64_t percent = split == MG_SPLIT_TRAIN ? MG_TRAIN_PERCENT : MG_VALID_PERCENT;
    return points * percent / 200 < 4 * (uint64_t)max_count;
}

static mg_status walk_level(const mg_family *family, int level, mg_split split, size_t max_count,
                            mg_heldout *set) {
    mg_walk *walk;
    MG_TRY(mg_walk_create(family, level, split, &walk));
    mg_status status = walk_set(walk, max_count, set);
    mg_walk_free(walk);
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

static mg_status check_request(const mg_family *family, int level, size_t max_count) {
    if (level < 1 || level > family->level_count)
        return mg_fail(MG_ERR_ARG, "%s has levels 1 to %d, not %d", family->name,
                       family->level_count, level);
    if (max_count < 1 || max_count > 100000)
        return mg_fail(MG_ERR_ARG, "an evaluation set has 1 to 100000 problems, not %zu",
                       max_count);
    return MG_OK;
}

mg_status mg_heldout_draw(const mg_family *family, int level, mg_split split, mg_order order,
                          size_t max_count, mg_heldout *set) {
    *set = (mg_heldout){0};
    MG_TRY(check_request(family, level, max_count));
    key_table table = {.mask = 15};
    while (table.mask < 2 * max_count) table.mask = 2 * table.mask + 1;
    mg_status status = MG_ERR_MEMORY;
    table.slot = mg_calloc(table.mask + 1, sizeof *table.slot);
    set->problems = mg_calloc(max_count, sizeof *set->problems);
    if (!table.slot || !set->problems) goto done;
    uint64_t tries = 64 * (uint64_t)max_count + 4096;
    for (uint64_t index = 0; index < tries && set->count < max_count; index++) {
        mg_problem *next = &set->problems[set->count];
        status =
            mg_problem_generate(&(mg_item){family, level, split, HELDOUT_SEED, index, order}, next);
        /* Where a split has few problems, an item may miss them all and the next one find one. */
        if (status == MG_ERR_NOT_FOUND && index < MISSES * (set->count + 1)) continue;
        if (status != MG_OK) goto done;
        if (insert_key(&table, set, next)) set->count++;
    }
    status = MG_OK;
done:
    mg_free(table.slot);
    if (status != MG_OK) mg_heldout_free(set);
    return status;
}

/* A large level has all that was asked for; one that has not is smaller than its box let hope. */
static mg_status draw_all(const mg_family *family, int level, mg_split split, size_t max_count,
                          mg_heldout *set) {
    MG_TRY(mg_heldout_draw(family, level, split, MG_ORDER_DRAWN, max_count, set));
    if (set->count == max_count) return MG_OK;
    size_t found = set->count;
    mg_heldout_free(set);
    if (mg_level_points(family, level) <= MG_WALK_MAX_POINTS)
        return walk_level(family, level, split, max_count, set);
    return mg_fail(MG_ERR_UNSUPPORTED,
                   "%s level %d gave %zu different %s problems, not %zu; ask for fewer",
                   family->name, level, found, mg_split_name((int)split), max_count);
}

mg_status mg_heldout_create(const mg_family *family, int level, mg_split split, size_t max_count,
                            mg_heldout *set) {
    *set = (mg_heldout){0};
    MG_TRY(check_request(family, level, max_count));
    if (!is_small(family, level, split, max_count))
        return draw_all(family, level, split, max_count, set);
    mg_status status = walk_level(family, level, split, max_count, set);
    if (status != MG_OK) mg_heldout_free(set);
    return status;
}

void mg_heldout_free(mg_heldout *set) {
    mg_free(set->problems);
    *set = (mg_heldout){0};
}
