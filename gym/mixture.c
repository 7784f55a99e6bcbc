#include "gym/mixture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/base/philox.h"
#include "gym/family.h"
#include "gym/series.h"
#include "gym/template.h"

/* Philox stream of the choice of tasks: family number 0, which no family has. */
#define CHOICE_STREAM ((uint32_t)MG_GYM_VERSION << 26)

static const char *const MIXTURE =
    "addition,subtraction,multiplication,division,comparison,order,linear";

enum { PART_BYTES = 4096, LIST_BYTES = 512 };

typedef struct reader {
    mg_mixture *mixture;
    mg_series_sources *sources; /* NULL: none may be named */
} reader;

static mg_status fail_unknown_family(const char *name) {
    char list[LIST_BYTES];
    mg_text text = mg_text_over(list, sizeof list);
    const mg_family *family;
    mg_text_string(&text, "templates (FILE.gym), mixture, series (lotsa:XS, FILE.arrow, DIR)");
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

static mg_status parse_parts(const reader *r, const char *spec, double factor);

static mg_status add_levels(const mg_family *family, const char *source, int first, int last,
                            double weight, mg_mixture *mixture) {
    int ladder = mixture->count > 0 ? mixture->task[mixture->count - 1].ladder + 1 : 0;
    if (mixture->count + last - first >= MG_MIXTURE_TASKS)
        return mg_fail(MG_ERR_ARG, "a mixture has at most %d tasks", MG_MIXTURE_TASKS);
    for (int level = first; level <= last; level++)
        mixture->task[mixture->count++] = (mg_task){.family = family,
                                                    .source = source,
                                                    .level = level,
                                                    .ladder = ladder,
                                                    .weight = weight / (last - first + 1)};
    return MG_OK;
}

/* -- parts ------------------------------------------------------------------------------------- */

static bool is_family(const char *name) {
    return mg_family_find(name) || mg_template_is_path(name);
}

/* Where the source begins in a part without its weight; NULL where it has none. A folder named as a
 * family is (with ./ in front it is a source). */
static const char *source_in(const char *part) {
    char name[PART_BYTES];
    if (mg_series_is_lotsa(part)) return part;
    const char *at = strchr(part, '@');
    if (at) return at + 1;
    size_t length = strcspn(part, ":");
    memcpy(name, part, length);
    name[length] = '\0';
    return !is_family(name) && mg_series_is_source(part) ? part : NULL;
}

static mg_status add_family(const reader *r, const mg_family *family, const char *source, int first,
                            int last, double weight) {
    if (!source) return add_levels(family, NULL, first, last, weight, r->mixture);
    if (!r->sources)
        return mg_fail(MG_ERR_ARG, "'%s' is a source of series, which is not read here", source);
    const mg_family *bound;
    MG_TRY(mg_series_sources_family(r->sources, family, source, &bound, &source));
    return add_levels(bound, source, first, last, weight, r->mixture);
}

/* All families of series on a source. */
static mg_status add_source(const reader *r, const char *source, double weight) {
    const mg_family *family;
    int count = 0;
    while (mg_series_family_at(count)) count++;
    for (int i = 0; (family = mg_series_family_at(i)); i++) {
        int level = family->default_level;
        MG_TRY(add_family(r, family, source, level, level, weight / count));
    }
    return MG_OK;
}

/* FAMILY[:LEVEL], cut at ':' in place. */
static mg_status parse_family(const reader *r, char *name, const char *source, double weight) {
    char *colon = strchr(name, ':');
    if (colon) *colon = '\0';
    const mg_family *family = mg_family_find(name);
    if (!family && mg_template_is_path(name)) MG_TRY(mg_template_shared(name, &family));
    if (!family) return fail_unknown_family(name);
    int first = family->default_level, last = first;
    if (colon) MG_TRY(parse_levels(family, colon + 1, &first, &last));
    return add_family(r, family, source, first, last, weight);
}

/* One part, cut at '*', '@' and ':' in place. */
static mg_status parse_part(const reader *r, char *part, double factor) {
    double weight = 1.0;
    char *star = strchr(part, '*');
    if (star) {
        *star = '\0';
        MG_TRY(parse_weight(star + 1, &weight));
    }
    if (strcmp(part, "mixture") == 0) return parse_parts(r, MIXTURE, factor * weight / 7);
    const char *source = source_in(part);
    if (source == part) return add_source(r, source, factor * weight);
    if (source) part[source - part - 1] = '\0';
    return parse_family(r, part, source, factor * weight);
}

/* Copies the part that begins at *spec and moves *spec behind it and its comma; *more tells whether
 * there was one. */
static mg_status next_part(const char **spec, char part[PART_BYTES], bool *more) {
    size_t length = strcspn(*spec, ",");
    if (length >= PART_BYTES)
        return mg_fail(MG_ERR_ARG, "'%.20s...' is too long for FAMILY[:LEVEL][@SOURCE][*WEIGHT]",
                       *spec);
    memcpy(part, *spec, length);
    part[length] = '\0';
    *spec += length;
    *more = **spec == ',';
    *spec += *more;
    return MG_OK;
}

static mg_status parse_parts(const reader *r, const char *spec, double factor) {
    char part[PART_BYTES];
    bool more = true;
    while (more) {
        MG_TRY(next_part(&spec, part, &more));
        MG_TRY(parse_part(r, part, factor));
    }
    return MG_OK;
}

/* Appends the part with its source pinned. */
static mg_status pin_part(mg_series_sources *sources, char *part, char **text) {
    char *star = strchr(part, '*'), *before = *text;
    if (star) *star = '\0';
    const char *source = source_in(part), *pinned = "", *comma = before ? "," : "";
    if (source) {
        mg_series_set *set;
        MG_TRY(mg_series_sources_open(sources, source, &set));
        pinned = mg_series_set_pinned(set);
    }
    int family = source ? (int)(source - part) : (int)strlen(part);
    *text = mg_asprintf("%s%s%.*s%s%s%s", before ? before : "", comma, family, part, pinned,
                        star ? "*" : "", star ? star + 1 : "");
    mg_free(before);
    return *text ? MG_OK : MG_ERR_MEMORY;
}

mg_status mg_mixture_pin(const char *spec, mg_series_sources *sources, char **pinned) {
    char part[PART_BYTES];
    bool more = true;
    mg_status status = MG_OK;
    *pinned = NULL;
    while (status == MG_OK && more) {
        status = next_part(&spec, part, &more);
        if (status == MG_OK) status = pin_part(sources, part, pinned);
    }
    if (status != MG_OK) {
        mg_free(*pinned);
        *pinned = NULL;
    }
    return status;
}

/* -- weights ----------------------------------------------------------------------------------- */

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

mg_status mg_mixture_open(const char *spec, mg_series_sources *sources, mg_mixture *mixture) {
    const reader r = {mixture, sources};
    mixture->count = 0;
    MG_TRY(parse_parts(&r, spec, 1.0));
    set_shares(mixture);
    return MG_OK;
}

mg_status mg_mixture_parse(const char *spec, mg_mixture *mixture) {
    return mg_mixture_open(spec, NULL, mixture);
}

/* -- items ------------------------------------------------------------------------------------- */

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
