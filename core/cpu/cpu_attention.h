/* What attention and its gradient have in common: the record's shapes, and who sees whom. */
#ifndef MG_CPU_CPU_ATTENTION_H
#define MG_CPU_CPU_ATTENTION_H

#include <stdbool.h>

#include "core/cpu/cpu_rows.h"
#include "core/ops/op_attention.h"

/* Keys are taken in blocks of this many: their scores stay in the first-level cache. */
#define MG_KEY_BLOCK 128

typedef struct attention_view {
    int64_t b, t, s, heads, groups, dk, dv, v_width, window;
    bool causal;
    float scale;
    const float *q, *k, *v;
    const int32_t *q_seg, *q_pos, *k_seg, *k_pos;
} attention_view;

MG_INLINE attention_view attention_view_read(const mg_kernel *kernel, void *const *data,
                                             int first_mask) {
    const mg_param *p = kernel->params;
    return (attention_view){
        .b = p[MG_ATTENTION_P_B].u,
        .t = p[MG_ATTENTION_P_T].u,
        .s = p[MG_ATTENTION_P_S].u,
        .heads = p[MG_ATTENTION_P_H].u,
        .groups = p[MG_ATTENTION_P_G].u,
        .dk = p[MG_ATTENTION_P_QK_DIM].u,
        .dv = p[MG_ATTENTION_P_V_DIM].u,
        .v_width = p[MG_ATTENTION_P_V_WIDTH].u,
        .window = p[MG_ATTENTION_P_WINDOW].u,
        .causal = p[MG_ATTENTION_P_CAUSAL].u != 0,
        .scale = p[MG_ATTENTION_P_SCALE].f,
        .q = data[0],
        .k = data[1],
        .v = data[2],
        .q_seg = data[first_mask],
        .q_pos = data[first_mask + 1],
        .k_seg = data[first_mask + 2],
        .k_pos = data[first_mask + 3],
    };
}

/* Whether the query with this segment (>= 0) and position sees key j of its row of the batch. */
MG_INLINE bool attention_sees(const attention_view *a, int32_t segment, int32_t position,
                              const int32_t *k_seg, const int32_t *k_pos, int64_t j) {
    if (k_seg[j] == MG_SEGMENT_ALWAYS) return true;
    if (k_seg[j] != segment) return false;
    int64_t distance = (int64_t)position - k_pos[j];
    if (a->causal && distance < 0) return false;
    return a->window == 0 || (distance < a->window && -distance < a->window);
}

/* The keys that query (b, t) sees: all lie in [first, end), and if `all`, every key in it is seen.
 */
typedef struct attention_range {
    int64_t first, end;
    bool all;
} attention_range;

MG_INLINE attention_range attention_visible(const attention_view *a, int64_t b, int64_t t) {
    int32_t segment = a->q_seg[b * a->t + t], position = a->q_pos[b * a->t + t];
    const int32_t *k_seg = a->k_seg + b * a->s, *k_pos = a->k_pos + b * a->s;
    attention_range range = {0, 0, true};
    if (segment < 0) return range;
    int64_t count = 0;
    for (int64_t j = 0; j < a->s; j++) {
        if (!attention_sees(a, segment, position, k_seg, k_pos, j)) continue;
        if (count++ == 0) range.first = j;
        range.end = j + 1;
    }
    range.all = count == range.end - range.first;
    return range;
}

/* scores[j - first] = scale * q k_j for keys [first, end) of one head, -inf for a hidden key. */
MG_INLINE void attention_scores(const attention_view *a, const attention_range *range, int64_t b,
                                int64_t t, int64_t h, int64_t first, int64_t end, float *scores) {
    int64_t g = h / (a->heads / a->groups);
    const float *q = a->q + ((b * a->t + t) * a->heads + h) * a->dk;
    const float *k = a->k + (b * a->s * a->groups + g) * a->dk;
    for (int64_t j = first; j < end; j++) {
        scores[j - first] = a->scale * mg_row_dot(q, k + j * a->groups * a->dk, a->dk);
    }
    if (range->all) return;
    int32_t segment = a->q_seg[b * a->t + t], position = a->q_pos[b * a->t + t];
    for (int64_t j = first; j < end; j++) {
        if (!attention_sees(a, segment, position, a->k_seg + b * a->s, a->k_pos + b * a->s, j)) {
            scores[j - first] = -__builtin_inff();
        }
    }
}

#endif
