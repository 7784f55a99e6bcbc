/* A mixture: which families, at which levels, how often.
 *
 * As text: parts joined by commas, each FAMILY[:LEVEL][@SOURCE][*WEIGHT] or
 * FAMILY:FIRST-LAST[@SOURCE][*WEIGHT], or a SOURCE[*WEIGHT] alone.
 *
 *     "addition"                 addition at its default level
 *     "addition:3"               level 3
 *     "addition:3*2,linear:1*1"  two of three problems are additions
 *     "addition:1-6"             its levels 1 to 6 equally often; a ladder for a curriculum
 *     "shapes/rectangle.gym:2"   level 2 of a template (template.h); no ',', ':' or '*' in its path
 *     "mixture"                  the first seven families at their default levels, equally often
 *     "series_sum:1@lotsa:XS"    a family of series on real data (data/series_set.h)
 *     "lotsa:XS*3", "a/b.arrow"  all families of series on it, at their default levels, equally
 * often
 *
 * No name of a source in a mixture has ',' or '*' in it. */
#ifndef MG_GYM_MIXTURE_H
#define MG_GYM_MIXTURE_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/status.h"
#include "gym/problem.h"
#include "gym/series_sources.h"

enum { MG_MIXTURE_TASKS = 256 };

typedef struct mg_task {
    const mg_family *family;
    const char *source; /* of the family's series, or NULL; owned with the family */
    int level;
    int ladder;         /* number of the part, from 0: tasks of one part share it */
    double weight;      /* at least 0, and some task's is above */
    uint64_t threshold; /* a 32-bit draw below this, and below no earlier one, picks the task */
    uint64_t shares;    /* of this task and those before it, in about 2^20: for walks */
} mg_task;

typedef struct mg_mixture {
    mg_task task[MG_MIXTURE_TASKS];
    int count;
} mg_mixture;

/* Opens the sources that it names in `sources`, which must outlive the mixture and all of its
 * items. MG_ERR_ARG with a text that names the bad part and what there is instead; else as sources
 * fail. */
mg_status mg_mixture_open(const char *spec, mg_series_sources *sources, mg_mixture *mixture);

/* The same where no source can be read: MG_ERR_ARG for parts that name one. */
mg_status mg_mixture_parse(const char *spec, mg_mixture *mixture);

/* The text with every source pinned to what was opened (mg_series_set_pinned); release with
 * mg_free. `spec` was opened with `sources`. */
mg_status mg_mixture_pin(const char *spec, mg_series_sources *sources, char **pinned);

/* New weights, one a task, for draws and walks from now on. */
void mg_mixture_set_weights(mg_mixture *mixture, const double *weights);

/* Item number `index` of the mixture. Drawn: its task is drawn by Philox from (seed, index), and
 * the problem is that task's item of the same index. In a walk: the tasks take turns by their
 * weights, and the problem is the task's next item: no gap, no repeat. */
mg_item mg_mixture_item(const mg_mixture *mixture, mg_order order, mg_split split, uint64_t seed,
                        uint64_t index);

#endif
