/* Learning-rate schedules over the optimiser's steps, counted from 1. */
#ifndef MG_TRAIN_SCHEDULE_H
#define MG_TRAIN_SCHEDULE_H

#include <stdint.h>

typedef enum mg_schedule_kind {
    MG_SCHEDULE_COSINE,        /* warm-up, then half a cosine down to the minimum */
    MG_SCHEDULE_CONSTANT_DECAY /* warm-up, constant, then linearly down over the last part (WSD) */
} mg_schedule_kind;

typedef struct mg_schedule {
    mg_schedule_kind kind;
    double peak, minimum;
    int64_t warmup, total; /* steps; total INT64_MAX: the end is not known yet */
    int64_t decay;         /* MG_SCHEDULE_CONSTANT_DECAY: the last steps, in which it descends */
} mg_schedule;

/* Rate of step `step` (1 .. total); the minimum beyond. */
double mg_schedule_rate(const mg_schedule *schedule, int64_t step);

#endif
