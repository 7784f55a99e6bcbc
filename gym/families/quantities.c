#include "gym/families/quantities.h"

char mg_quantities_operator(const int64_t *step) {
    return "+-*"[step[0]];
}

bool mg_quantities_solve(const int64_t *steps, int count, int64_t limit, int64_t *value) {
    for (int i = 0; i < count; i++) {
        const int64_t *step = steps + MG_STEP_OPERANDS * i;
        int64_t a = step[1] < 0 ? -step[1] : value[step[1]];
        int64_t b = step[2] < 0 ? -step[2] : value[step[2]];
        value[i] = step[0] == 0 ? a + b : step[0] == 1 ? a - b : a * b;
        if (value[i] > limit || value[i] < -limit) return false;
    }
    return true;
}

void mg_quantities_draw(mg_rng *rng, int i, int from, int64_t max_number, int64_t *step) {
    step[0] = mg_draw_between(rng, 0, 2);
    step[1] = i == 0 ? -mg_draw_between(rng, 2, max_number) : from;
    /* factors are small, so that values stay in bounds */
    step[2] = -mg_draw_between(rng, 2, step[0] == 2 ? 9 : max_number);
    if (i > 1 && step[0] != 2 && mg_rng_below(rng, 3) == 0) {
        int64_t other = mg_draw_between(rng, 0, i - 1);
        if (other != step[1]) step[2] = other; /* not "q - q" */
    }
}
