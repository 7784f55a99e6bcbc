#include <math.h>
#include <stdbool.h>

#include "core/base/alloc.h"
#include "core/oracle/oracle.h"

typedef struct token {
    double *score; /* [n_experts] score + bias */
    bool *used;    /* [n_experts] chosen, or in an excluded group */
    size_t n_experts, group_size;
} token;

/* The best unused expert of [first, end), the first of equals; `end` if there is none. */
static size_t best_expert(const token *t, size_t first, size_t end) {
    size_t best = end;
    for (size_t e = first; e < end; e++) {
        if (!t->used[e] && (best == end || t->score[e] > t->score[best])) best = e;
    }
    return best;
}

static double group_score(token *t, size_t group, size_t group_top) {
    size_t first = group * t->group_size, end = first + t->group_size;
    double sum = 0;
    for (size_t i = 0; i < group_top; i++) {
        size_t e = best_expert(t, first, end);
        sum += t->score[e];
        t->used[e] = true;
    }
    for (size_t e = first; e < end; e++) t->used[e] = false;
    return isnan(sum) ? -INFINITY : sum;
}

/* Marks the experts of all groups as used for which at least topk_group groups are better. */
static void exclude_groups(token *t, size_t n_group, size_t topk_group, size_t group_top) {
    double score[32];
    for (size_t g = 0; g < n_group; g++) score[g] = group_score(t, g, group_top);
    for (size_t g = 0; g < n_group; g++) {
        size_t better = 0;
        for (size_t h = 0; h < n_group; h++) {
            better += score[h] > score[g] || (score[h] == score[g] && h < g);
        }
        if (better < topk_group) continue;
        for (size_t i = 0; i < t->group_size; i++) t->used[g * t->group_size + i] = true;
    }
}

MG_ORACLE(moe_topk) {
    const double *scores = data[0], *bias = data[1];
    const int32_t *segments = data[2];
    int32_t *y = data[3];
    const mg_param *p = kernel->params;
    size_t n_experts = p[1].u, k = p[2].u, n_group = p[3].u;
    token t = {mg_calloc(n_experts, sizeof(double)), mg_calloc(n_experts, sizeof(bool)), n_experts,
               n_experts / n_group};
    for (size_t n = 0; t.score && t.used && n < p[0].u; n++) {
        for (size_t e = 0; e < n_experts; e++) {
            double score = scores[n * n_experts + e] + bias[e];
            t.score[e] = isnan(score) ? -INFINITY : score;
            t.used[e] = false;
        }
        exclude_groups(&t, n_group, p[4].u, p[5].u);
        for (size_t i = 0; i < k; i++) {
            size_t e = best_expert(&t, 0, n_experts);
            t.used[e] = true;
            y[n * k + i] = segments[n] < 0 ? -1 : (int32_t)e;
        }
    }
    mg_free(t.score);
    mg_free(t.used);
}
