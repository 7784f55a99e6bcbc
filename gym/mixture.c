#include "gym/mixture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/philox.h"
#include "gym/family.h"
#include "gym/template.h"

/* Philox stream of the choice of tasks: family number 0, which no family has. */
#define CHOICE_STREAM ((uint32_t)MG_GYM_VERSION << 26)

static const char *const MIXTURE =
    "addition,subtraction,multiplication,division,comparison,order,linear";

enum { PART_BYTES = 512, LIST_BYTES = 512 };

static mg_status fail_unknown_family(const char *name) {
    char list[LIST_BYTES];
    mg_text text = mg_text_over(list, sizeof list);
    const mg_family *family;
    mg_text_string(&text, "templates (FILE.gym), mixture");
    for (int i = 0; (family = mg_family_at(i)); i++) {
        mg_text_string(&text, ", ");
        mg_text_string(&text, family->name);
    }
    mg_text_end(&text);
    return mg_fail(MG_ERR_ARG, "no task is called '%s'; there are %s%s", name, list,
                   text.overflow ? " ... (mathgym tasks)" : "");
}

static mg_status parse_weight(const char *text, double *weight) {
    char *end = NULL;
    *weight = strtod(text, &end);
    if (end == text || *end != '\0' || !isfinite(*weight) || *weight <= 0.0 || *weight > 1e9)
        return mg_fail(MG_ERR_ARG, "'%s' is not a weight; give a number above 0", text);
    return MG_OK;
}

/* LEVEL or FIRST-LAST. */
static mg_status parse_levels(const mg_family *family, const char *text, int *first, int *last) {
    char *end = NULL;
    long low = strtol(text, &end, 10), high = low;
    bool ok = end != text;
    if (ok && *end == '-') {
        const char *second = end + 1;
        high = strtol(second, &end, 10);
        ok = end != second;
    }
    if (!ok || *end != '\0' || low < 1 || high < low || high > family->level_count)
        return mg_fail(MG_ERR_ARG, "%s has levels 1 to %d, not '%s'", family->name,
                       family->level_count, text);
    *first = (int)low;
    *last = (int)high;
    return MG_OK;
}

static mg_status parse_parts(const char *spec, double factor, mg_mixture *mixture);

static mg_status add_levels(const mg_family *family, int first, int last, double weight,
                            mg_mixture *mixture) {
    int ladder = mixture->count > 0 ? mixture->task[mixture->count - 1].ladder + 1 : 0;
    if (mixture->count + last - first >= MG_MIXTURE_TASKS)
        return mg_fail(MG_ERR_ARG, "a mixture has at most %d tasks", MG_MIXTURE_TASKS);
    for (int level = first; level <= last; level++)
        mixture->task[mixture->count++] = (mg_task){.family = family,
                                                    .level = level,
                                                    .ladder = ladder,
                                                    .weight = weight / (last - first + 1)};
    return MG_OK;
}

/* One part, cut at ':' and '*' in place. */
static mg_status parse_part(char *part, double factor, mg_mixture *mixture) {
    double weight = 1.0;
    char *star = strchr(part, '*'), *colon = strchr(part, ':');
    if (star) {
        *star = '\0';
        MG_TRY(parse_weight(star + 1, &weight));
    }
    if (strcmp(part, "mixture") == 0) return parse_parts(MIXTURE, factor * weight / 7, mixture);
    if (colon) *colon = '\0';
    const mg_family *family = mg_family_find(part);
    if (!family && mg_template_is_path(part)) MG_TRY(mg_template_shared(part, &family));
    if (!family) return fail_unknown_family(part);
    int first = family->default_level, last = first;
    if (colon) MG_TRY(parse_levels(family, colon + 1, &first, &last));
    return add_levels(family, first, last, factor * weight, mixture);
}

static mg_status parse_parts(const char *spec, double factor, mg_mixture *mixture) {
    for (;;) {
        size_t length = strcspn(spec, ",");
        char part[PART_BYTES];
        if (length >= sizeof part)
            return mg_fail(MG_ERR_ARG, "'%.20s...' is too long for FAMILY[:LEVEL][*WEIGHT]", spec);
        memcpy(part, spec, length);
        part[length] = '\0';
        MG_TRY(parse_part(part, factor, mixture));
        if (spec[length] == '\0') return MG_OK;
        spec += length + 1;
    }
}

/* Weights as cumulative shares of 2^32, the last exactly 2^32, and of about 2^20. */
static void set_shares(mg_mixture *mixture) {
    double total = 0.0, sum = 0.0;
    uint64_t shares = 0;
    for (int i = 0; i < mixture->count; i++) total += mixture->task[i].weight;
    for (int i = 0; i < mixture->count; i++) {
        sum += mixture->task[i].weight;
        mixture->task[i].threshold = (uint64_t)(sum / total * 0x1p32);
        double weight = mixture->task[i].weight;
        uint64_t share = (uint64_t)(weight / total * 0x1p20 + 0.5);
        mixture->task[i].shares = shares += share || weight == 0.0 ? share : 1;
    }
    /* The last task that has a weight takes what rounding left. */
    for (int i = mixture->count - 1; i >= 0; i--) {
        mixture->task[i].threshold = (uint64_t)1 << 32;
        if (mixture->task[i].weight > 0.0) break;
    }
}

void mg_mixture_set_weights(mg_mixture *mixture, const double *weights) {
    for (int i = 0; i < mixture->count; i++) mixture->task[i].weight = weights[i];
    set_shares(mixture);
}

mg_status mg_mixture_parse(const char *spec, mg_mixture *mixture) {
    mixture->count = 0;
    MG_TRY(parse_parts(spec, 1.0, mixture));
    set_shares(mixture);
    return MG_OK;
}

static const mg_task *draw_task(const mg_mixture *mixture, uint64_t seed, uint64_t index) {
    uint32_t draw = mg_philox(seed, index, CHOICE_STREAM, 0).v[0];
    const mg_task *task = mixture->task;
    while (draw >= task->threshold) task++;
    return task;
}

/* Shares of the tasks [first, last) as whole numbers. */
static uint64_t shares_of(const mg_mixture *mixture, int first, int last) {
    return (first < last ? mixture->task[last - 1].shares : 0) -
           (first > 0 ? mixture->task[first - 1].shares : 0);
}

/* The tasks are halved again and again; of the first i items of a group, ceil(i left / all) are the
 * left half's. So item i's task, and how many of that task come before it, follow from i alone. */
static const mg_task *walk_task(const mg_mixture *mixture, uint64_t *index) {
    __extension__ typedef unsigned __int128 wide;
    int first = 0, last = mixture->count;
    while (last - first > 1) {
        int middle = first + (last - first) / 2;
        uint64_t left = shares_of(mixture, first, middle), all = shares_of(mixture, first, last);
        uint64_t before = (uint64_t)(((wide)*index * left + all - 1) / all);
        uint64_t with = (uint64_t)((((wide)*index + 1) * left + all - 1) / all);
        if (with > before) {
            last = middle;
            *index = before;
        } else {
            first = middle;
            *index -= before;
        }
    }
    return &mixture->task[first];
}

mg_item mg_mixture_item(const mg_mixture *mixture, mg_order order, mg_split split, uint64_t seed,
                        uint64_t index) {
    const mg_task *task =
        order == MG_ORDER_WALK ? walk_task(mixture, &index) : draw_task(mixture, seed, index);
    return (mg_item){task->family, task->level, split, seed, index, order};
}
