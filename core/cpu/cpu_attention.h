/* What attention and its gradient have in common.
 *
 * Work is done on blocks of queries and keys. The queries of a block are neighbours of one segment
 * (times the heads that share a key head) and lie in the lanes of vectors: scores are kept as
 * [key][lane], so the softmax needs no sum over lanes, and every product is a mg_product. Only keys
 * that some query of the block may see are taken up. */
#ifndef MG_CPU_CPU_ATTENTION_H
#define MG_CPU_CPU_ATTENTION_H

#include <stdbool.h>
#include <string.h>

#include "core/cpu/cpu_product.h"
#include "core/cpu/cpu_rows.h"
#include "core/cpu/cpu_square.h"
#include "core/ops/op_attention.h"

#define MG_LANES    (2 * MG_VW) /* queries (times heads) of a block */
#define MG_KEYS     64          /* keys of a block: their scores stay in the first-level cache */
#define MG_FEATURES 128         /* of the queries, transposed at a time */

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

/* Neighbouring queries of one segment, and where the keys lie that they may see. */
typedef struct attention_block {
    int64_t b, first, end; /* queries */
    int32_t segment;
    int64_t low, high;          /* positions */
    int64_t key_first, key_end; /* keys outside are hidden from all */
} attention_block;

/* What queries at positions in [low, high] see of key j. Where a window hides a key from some
 * position between the two, `any` may be true without a query that sees it. */
MG_INLINE void attention_sees(const attention_view *a, const attention_block *block, int64_t j,
                              bool *any, bool *all) {
    int32_t segment = a->k_seg[block->b * a->s + j];
    *any = *all = segment == MG_SEGMENT_ALWAYS;
    if (segment != block->segment) return;
    int64_t key = a->k_pos[block->b * a->s + j];
    int64_t nearest = block->low - key, farthest = block->high - key; /* distances */
    bool windowed = a->window != 0;
    *any = !(a->causal && farthest < 0) &&
           !(windowed && (nearest >= a->window || -farthest >= a->window));
    *all = !(a->causal && nearest < 0) &&
           !(windowed && (farthest >= a->window || -nearest >= a->window));
}

/* The block that starts at query `first`. Blocks follow from the batch alone: walk them from query
 * 0 on. */
MG_INLINE attention_block attention_block_at(const attention_view *a, int64_t b, int64_t first,
                                             int64_t most) {
    const int32_t *q_seg = a->q_seg + b * a->t, *q_pos = a->q_pos + b * a->t;
    attention_block block = {b, first, first, q_seg[first], q_pos[first], q_pos[first], 0, 0};
    for (; block.end < a->t && block.end - first < most; block.end++) {
        int64_t position = q_pos[block.end];
        if (q_seg[block.end] != block.segment) break;
        if (position < block.low) block.low = position;
        if (position > block.high) block.high = position;
    }
    return block;
}

MG_INLINE void attention_find_keys(const attention_view *a, attention_block *block) {
    if (block->segment < 0) return;
    for (int64_t j = 0; j < a->s; j++) {
        bool any, all;
        attention_sees(a, block, j, &any, &all);
        if (!any) continue;
        if (block->key_end == 0) block->key_first = j;
        block->key_end = j + 1;
    }
}

/* The queries of a block for `heads` heads of one key head: lane = (t - first) * heads + h - head.
 */
typedef struct attention_lanes {
    int n, vectors;
    int64_t q[MG_LANES], o[MG_LANES], row[MG_LANES]; /* offsets in q and o; (b * T + t) * H + h */
    vi position[2];
} attention_lanes;

/* Lanes without a query repeat the last one. */
MG_INLINE void attention_lanes_set(const attention_view *a, const attention_block *block,
                                   int64_t head, int64_t heads, attention_lanes *lanes) {
    int32_t position[MG_LANES];
    lanes->n = (int)((block->end - block->first) * heads);
    lanes->vectors = lanes->n > MG_VW ? 2 : 1;
    int64_t token = block->b * a->t + block->first, h = 0;
    for (int i = 0; i < MG_LANES; i++) {
        int64_t row = token * a->heads + head + h;
        position[i] = a->q_pos[token];
        lanes->row[i] = row;
        lanes->q[i] = row * a->dk;
        lanes->o[i] = row * a->dv;
        if (i + 1 >= lanes->n) continue;
        if (++h == heads) {
            h = 0;
            token++;
        }
    }
    memcpy(lanes->position, position, sizeof position);
}

/* Up to MG_KEYS keys that some query of the block may see. */
typedef struct attention_keys {
    int n;
    int64_t next;                                   /* key to go on with */
    int64_t index[MG_KEYS], k[MG_KEYS], v[MG_KEYS]; /* number; offsets in k and v */
    bool all[MG_KEYS];                              /* every query of the block sees it */
} attention_keys;

/* False if there are no more. */
MG_INLINE bool attention_keys_next(const attention_view *a, const attention_block *block,
                                   int64_t group, attention_keys *keys) {
    keys->n = 0;
    for (; keys->next < block->key_end && keys->n < MG_KEYS; keys->next++) {
        bool any, all;
        attention_sees(a, block, keys->next, &any, &all);
        if (!any) continue;
        int64_t row = (block->b * a->s + keys->next) * a->groups + group;
        keys->index[keys->n] = block->b * a->s + keys->next;
        keys->k[keys->n] = row * a->dk;
        keys->v[keys->n] = row * a->v_width;
        keys->all[keys->n++] = all;
    }
    return keys->n > 0;
}

/* Lanes that see key number i of the block. */
MG_INLINE vi attention_mask(const attention_view *a, const attention_lanes *lanes,
                            const attention_keys *keys, int i, int vector) {
    if (keys->all[i]) return (vi){0} == 0;
    vi distance = lanes->position[vector] - a->k_pos[keys->index[i]];
    vi seen = (vi){0} == 0;
    if (a->causal) seen &= distance >= 0;
    if (a->window > 0 && a->window <= INT32_MAX) {
        int32_t window = (int32_t)a->window;
        seen &= (distance < window) & (distance > -window);
    }
    return seen;
}

/* Offsets of rows of [key][lane] and [feature][lane], and of columns of the first. */
typedef struct attention_steps {
    int64_t row[MG_FEATURES], column[MG_LANES];
} attention_steps;

MG_INLINE attention_steps attention_steps_make(void) {
    attention_steps steps;
    for (int i = 0; i < MG_FEATURES; i++) steps.row[i] = i * MG_LANES;
    for (int i = 0; i < MG_LANES; i++) steps.column[i] = i;
    return steps;
}

/* Some features of the lanes' rows of x, transposed. */
typedef struct attention_tile {
    int64_t first; /* feature; -1 = nothing yet */
    float x[MG_FEATURES][MG_LANES];
} attention_tile;

MG_INLINE void attention_tile_load(attention_tile *tile, const attention_lanes *lanes,
                                   const float *x, const int64_t *offset, int64_t first,
                                   int64_t n) {
    if (tile->first == first) return;
    tile->first = first;
    for (int i = 0; i < lanes->vectors * MG_VW; i += MG_SQUARE) {
        const float *row[MG_SQUARE];
        for (int r = 0; r < MG_SQUARE; r++) row[r] = x + offset[i + r] + first;
        int64_t d = 0;
        for (; d + MG_SQUARE <= n; d += MG_SQUARE) {
            mg_transpose_square(row, &tile->x[d][i], MG_LANES);
            for (int r = 0; r < MG_SQUARE; r++) row[r] += MG_SQUARE;
        }
        for (int64_t rest = 0; d < n; d++, rest++) {
            for (int r = 0; r < MG_SQUARE; r++) tile->x[d][i + r] = row[r][rest];
        }
    }
}

/* dots[key][lane] = sum_d y[key][d] x[lane][d]. `tile` holds features of x between calls. */
MG_INLINE void attention_dots(const attention_steps *steps, const attention_lanes *lanes,
                              attention_tile *tile, const float *x, const int64_t *x_offset,
                              const attention_keys *keys, const float *y, const int64_t *y_offset,
                              int64_t dim, float dots[MG_KEYS][MG_LANES]) {
    for (int64_t first = 0; first < dim; first += MG_FEATURES) {
        int64_t n = dim - first < MG_FEATURES ? dim - first : MG_FEATURES;
        attention_tile_load(tile, lanes, x, x_offset, first, n);
        mg_product_run(&(mg_product){
            .y = dots[0],
            .w = y + first,
            .x = tile->x[0],
            .y_row = steps->row,
            .w_row = y_offset,
            .x_row = steps->row,
            .w_step = 1,
            .rows = keys->n,
            .columns = lanes->vectors * MG_VW,
            .n_k = n,
            .overwrite = first == 0,
        });
    }
}

/* Heads that share a key head are taken together, as far as they fit into the lanes. */
MG_INLINE int64_t attention_heads_at_once(const attention_view *a) {
    int64_t per_group = a->heads / a->groups;
    return per_group < MG_LANES ? per_group : MG_LANES;
}

/* How many of them from `head` on. */
MG_INLINE int64_t attention_heads_from(const attention_view *a, int64_t head) {
    int64_t per_group = a->heads / a->groups, left = per_group - head % per_group;
    return left < MG_LANES ? left : MG_LANES;
}

MG_INLINE void attention_zero_rows(float *y, const int64_t *row, int n, int64_t dim) {
    for (int i = 0; i < n; i++) memset(y + row[i], 0, (size_t)dim * sizeof *y);
}

#endif
