#include "gym/series.h"

#include <string.h>

#include "core/base/alloc.h"
#include "gym/family.h"

bool mg_series_family_is(const mg_family *family) {
    return family->fetch != NULL;
}

const mg_family *mg_series_family_at(int i) {
    const mg_family *family;
    for (int f = 0; (family = mg_family_at(f)); f++)
        if (mg_series_family_is(family) && i-- == 0) return family;
    return NULL;
}

/* One block of memory: the family, then its levels. */
mg_status mg_series_family_bind(const mg_family *base, const mg_series_provider *provider,
                                mg_family **bound) {
    *bound = NULL;
    if (!mg_series_family_is(base))
        return mg_fail(MG_ERR_ARG,
                       "%s does not take its numbers from a series; use a family of the topic "
                       "series (`mathgym tasks`)",
                       base->name);
    size_t levels = (size_t)base->level_count * sizeof *base->levels;
    mg_family *copy = mg_malloc(sizeof *copy + levels);
    if (!copy) return MG_ERR_MEMORY;
    mg_level *level = (mg_level *)(copy + 1);
    memcpy(copy, base, sizeof *copy);
    memcpy(level, base->levels, levels);
    for (int i = 0; i < base->level_count; i++) level[i].context = provider;
    copy->levels = level;
    *bound = copy;
    return MG_OK;
}

void mg_series_family_free(mg_family *bound) {
    mg_free(bound);
}
