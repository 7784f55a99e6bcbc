#include "core/train/schedule.h"

#include <math.h>

/* 1 at the start of the descent, 0 at its end. */
static double remaining(int64_t step, int64_t start, int64_t end) {
    if (step <= start) return 1;
    if (step >= end) return 0;
    return (double)(end - step) / (double)(end - start);
}

double mg_schedule_rate(const mg_schedule *s, int64_t step) {
    if (step <= s->warmup) return s->peak * (double)step / (double)s->warmup;
    double height;
    if (s->kind == MG_SCHEDULE_COSINE) {
        double left = remaining(step, s->warmup, s->total);
        height = 0.5 - 0.5 * cos(3.14159265358979323846 * left);
    } else {
        int64_t start = s->total - s->decay;
        height = remaining(step, start > s->warmup ? start : s->warmup, s->total);
    }
    return s->minimum + (s->peak - s->minimum) * height;
}
