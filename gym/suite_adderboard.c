#include "gym/suite_adderboard.h"

#include "core/base/alloc.h"
#include "gym/family.h"

#define LARGEST INT64_C(9999999999)

static const int64_t EDGE_CASES[MG_ADDERBOARD_EDGE_CASES][2] = {
    {0, 0},
    {0, 1},
    {LARGEST, 0},
    {LARGEST, 1},
    {LARGEST, LARGEST},
    {5000000000, 5000000000},
    {1111111111, 8888888889},
    {1234567890, 9876543210},
    {LARGEST, LARGEST}, /* twice in the original too */
    {1, LARGEST},
};

void mg_adderboard_begin(mg_adderboard *cases) {
    mg_mersenne_seed(&cases->rng, 2025);
    cases->next = 0;
}

bool mg_adderboard_next(mg_adderboard *cases, int64_t pair[2]) {
    if (cases->next == MG_ADDERBOARD_CASES) return false;
    bool edge = cases->next < MG_ADDERBOARD_EDGE_CASES;
    for (int i = 0; i < 2; i++)
        pair[i] = edge ? EDGE_CASES[cases->next][i] : mg_mersenne_between(&cases->rng, 0, LARGEST);
    cases->next++;
    return true;
}

static mg_status check_level(const mg_family *family, int level) {
    bool adds = family->id == MG_FAMILY_ID_addition || family->id == MG_FAMILY_ID_column_addition;
    mg_box box = {0};
    if (adds && level >= 1 && level <= family->level_count) box = mg_level_box(family, level);
    if (box.count == 2 && box.high[0] >= LARGEST) return MG_OK;
    return mg_fail(MG_ERR_ARG,
                   "AdderBoard's sums are not of %s level %d; give addition or column_addition at "
                   "level 10 or above",
                   family->name, level);
}

mg_status mg_adderboard_create(const mg_family *family, int level, mg_heldout *set) {
    *set = (mg_heldout){0};
    MG_TRY(check_level(family, level));
    set->problems = mg_calloc(MG_ADDERBOARD_CASES, sizeof *set->problems);
    if (!set->problems) return MG_ERR_MEMORY;
    mg_adderboard cases;
    int64_t pair[MG_MAX_OPERANDS] = {0};
    mg_adderboard_begin(&cases);
    while (mg_adderboard_next(&cases, pair))
        if (mg_problem_build(family, level, pair, &set->problems[set->count])) set->count++;
    set->complete = true;
    return MG_OK;
}
