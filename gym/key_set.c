#include "gym/key_set.h"

#include "core/base/alloc.h"

static bool add(mg_key_set *set, mg_key key) {
    size_t at = (size_t)key.low & set->mask;
    for (; set->place[at].high | set->place[at].low; at = (at + 1) & set->mask)
        if (mg_key_equal(set->place[at], key)) return false;
    set->place[at] = key;
    set->used++;
    return true;
}

static mg_status make_room(mg_key_set *set) {
    if (set->place && 2 * set->used < set->mask) return MG_OK;
    mg_key_set larger = {.mask = set->place ? 2 * set->mask + 1 : 1023};
    larger.place = mg_calloc(larger.mask + 1, sizeof *larger.place);
    if (!larger.place) return MG_ERR_MEMORY;
    for (size_t i = 0; set->place && i <= set->mask; i++)
        if (set->place[i].high | set->place[i].low) add(&larger, set->place[i]);
    mg_free(set->place);
    *set = larger;
    return MG_OK;
}

mg_status mg_key_set_add(mg_key_set *set, mg_key key, bool *is_new) {
    MG_TRY(make_room(set));
    *is_new = add(set, key);
    return MG_OK;
}

void mg_key_set_free(mg_key_set *set) {
    mg_free(set->place);
    *set = (mg_key_set){0};
}
