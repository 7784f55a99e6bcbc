/* A curriculum: climbs the ladders of a mixture so that the pass rate stays in a band.
 *
 *     mg_curriculum c;
 *     mg_curriculum_init(&c, &mixture, mg_curriculum_band_default()); // "addition:1-6,linear:1-4"
 *     mg_curriculum_apply(&c, &mixture);                             // weights: lowest levels
 *     ...  every evaluation gives a pass rate for each task ...
 *     if (mg_curriculum_update(&c, pass_rates)) mg_curriculum_apply(&c, &mixture);
 *
 * The levels of one part of the mixture are a ladder. Its frontier is the highest level in use:
 * most problems come from there, the rest (rehearsal) from the levels below in equal shares. Where
 * the pass rate at the frontier is at or above the band `patience` times in a row, the frontier
 * moves up; at or below it as often, down. Between the two nothing moves, and whatever lies in the
 * band starts the count anew: that is the hysteresis. A ladder's share of the mixture stays what it
 * was.
 *
 * Plain data; the state is the frontiers and the counts. */
#ifndef MG_GYM_CURRICULUM_H
#define MG_GYM_CURRICULUM_H

#include "gym/mixture.h"

typedef struct mg_curriculum_band {
    double low, high; /* pass rates, 0 <= low < high <= 1 */
    int patience;     /* evaluations in a row, at least 1 */
    double rehearsal; /* share of the levels below the frontier, in [0, 1) */
} mg_curriculum_band;

/* 0.1 to 0.8, twice in a row, a third for rehearsal. */
mg_curriculum_band mg_curriculum_band_default(void);

typedef struct mg_ladder {
    int first, count; /* its tasks in the mixture */
    double weight;    /* of all of them */
    int frontier;     /* in [0, count) */
    int streak;       /* evaluations in a row above (+) or below (-) the band */
} mg_ladder;

typedef struct mg_curriculum {
    mg_curriculum_band band;
    mg_ladder ladder[MG_MIXTURE_TASKS];
    int count;
} mg_curriculum;

/* Every frontier at the lowest level. */
void mg_curriculum_init(mg_curriculum *curriculum, const mg_mixture *mixture,
                        mg_curriculum_band band);

/* `pass_rates`: one a task of the mixture. True where a frontier moved. */
bool mg_curriculum_update(mg_curriculum *curriculum, const double *pass_rates);

/* Sets the weights of the mixture. */
void mg_curriculum_apply(const mg_curriculum *curriculum, mg_mixture *mixture);

#endif
