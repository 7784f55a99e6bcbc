#include <stdbool.h>

#include "core/cpu/cpu_rows.h"

/* Candidates are ordered by value, and equal ones by index, the lower first. No two are equal in
 * this order, so "the best that comes after the last one chosen" needs no list of what was chosen.
 */
typedef struct pick {
    float value;
    int64_t index; /* -1: none */
} pick;

static const pick before_all = {__builtin_inff(), -1}, none = {0, -1};

MG_INLINE float nan_lowest(float x) {
    return x == x ? x : -__builtin_inff();
}

/* `best`, or the candidate if it is better and comes after `last`. */
MG_INLINE pick better(pick best, pick last, float value, int64_t index) {
    bool after = value < last.value || (value == last.value && index > last.index);
    return after && (best.index < 0 || value > best.value) ? (pick){value, index} : best;
}

typedef struct token {
    const float *score; /* [n_experts] */
    const float *bias;  /* [n_experts] */
    int64_t group_size;
} token;

MG_INLINE pick best_of_group(const token *t, int64_t group, pick best, pick last) {
    int64_t end = (group + 1) * t->group_size;
    for (int64_t e = group * t->group_size; e < end; e++) {
        best = better(best, last, nan_lowest(t->score[e] + t->bias[e]), e);
    }
    return best;
}

/* The usable groups, one bit each. */
static uint32_t choose_groups(const token *t, int64_t n_group, int64_t topk_group,
                              int64_t group_top) {
    if (topk_group == n_group) return ~UINT32_C(0);
    float score[32];
    for (int64_t g = 0; g < n_group; g++) {
        score[g] = 0;
        pick last = before_all;
        for (int64_t i = 0; i < group_top; i++) {
            last = best_of_group(t, g, none, last);
            score[g] += last.value;
        }
    }
    uint32_t chosen = 0;
    pick last = before_all;
    for (int64_t i = 0; i < topk_group; i++) {
        pick best = none;
        for (int64_t g = 0; g < n_group; g++) best = better(best, last, nan_lowest(score[g]), g);
        chosen |= UINT32_C(1) << best.index;
        last = best;
    }
    return chosen;
}

static void moe_topk_row(const mg_kernel *kernel, void *const *data, int64_t n) {
    const mg_param *p = kernel->params;
    int64_t n_experts = p[1].u, k = p[2].u, n_group = p[3].u;
    int32_t *y = (int32_t *)data[3] + n * k;
    if (((const int32_t *)data[2])[n] < 0) {
        for (int64_t i = 0; i < k; i++) y[i] = -1;
        return;
    }
    token t = {(const float *)data[0] + n * n_experts, data[1], n_experts / n_group};
    uint32_t groups = choose_groups(&t, n_group, p[4].u, p[5].u);
    pick last = before_all;
    for (int64_t i = 0; i < k; i++) {
        pick best = none;
        for (int64_t g = 0; g < n_group; g++) {
            if (groups >> g & 1) best = best_of_group(&t, g, best, last);
        }
        y[i] = (int32_t)best.index;
        last = best;
    }
}

MG_CPU_KERNEL(moe_topk) {
    mg_for_rows(pool, kernel, data, moe_topk_row, kernel->params[0].u,
                kernel->params[1].u * (int64_t)kernel->params[2].u);
}
