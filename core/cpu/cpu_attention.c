#include "core/cpu/cpu_attention.h"

#include <math.h>

/* A task takes the blocks that start within so many queries. */
#define TASK_QUERIES 64

/* Less than any score, but a number: -inf - top is -inf then, and not NaN. */
#define NO_SCORE -1e30f

typedef struct job {
    attention_view a;
    attention_steps steps;
    float *o, *lse;
    int64_t tasks_per_row;
} job;

/* Running softmax over blocks of keys (Milakov & Gimelshein 2018): o holds sum e^(s - top) v. */
typedef struct softmax {
    vf top[2], sum[2];
    float keep[MG_LANES]; /* factor on what is in o already */
} softmax;

/* scores -> e^(score - top) */
static void update(const attention_view *a, const attention_lanes *lanes,
                   const attention_keys *keys, float scores[MG_KEYS][MG_LANES], softmax *state) {
    for (int v = 0; v < lanes->vectors; v++) {
        vf top = state->top[v], sum = {0};
        for (int i = 0; i < keys->n; i++) {
            float *at = scores[i] + v * MG_VW;
            vi seen = attention_mask(a, lanes, keys, i, v);
            vf score = vf_select(seen, vf_load(at) * a->scale, vf_set1(-INFINITY));
            vf_store(at, score);
            top = vf_max(score, top);
        }
        for (int i = 0; i < keys->n; i++) {
            float *at = scores[i] + v * MG_VW;
            vf e = vf_exp(vf_load(at) - top);
            vf_store(at, e);
            sum += e;
        }
        vf keep = vf_exp(state->top[v] - top);
        vf_store(state->keep + v * MG_VW, keep);
        state->sum[v] = state->sum[v] * keep + sum;
        state->top[v] = top;
    }
}

/* o = sum / sum of weights; lse. */
static void finish(const job *jb, const attention_lanes *lanes, const softmax *state) {
    for (int i = 0; i < lanes->n; i++) {
        float sum = state->sum[i / MG_VW][i % MG_VW], top = state->top[i / MG_VW][i % MG_VW];
        if (sum > 0) mg_row_scale(jb->o + lanes->o[i], 1.0f / sum, jb->a.dv);
        jb->lse[lanes->row[i]] = sum > 0 ? top + logf(sum) : 0.0f;
    }
}

static void run_heads(const job *jb, const attention_block *block, int64_t head, int64_t heads) {
    const attention_view *a = &jb->a;
    int64_t group = head / (a->heads / a->groups);
    attention_lanes lanes;
    attention_lanes_set(a, block, head, heads, &lanes);
    attention_tile q;
    q.first = -1;
    softmax state = {.top = {vf_set1(NO_SCORE), vf_set1(NO_SCORE)}};
    attention_keys keys;
    keys.next = block->key_first;
    bool first = true;
    for (; attention_keys_next(a, block, group, &keys); first = false) {
        float scores[MG_KEYS][MG_LANES];
        attention_dots(&jb->steps, &lanes, &q, a->q, lanes.q, &keys, a->k, keys.k, a->dk, scores);
        update(a, &lanes, &keys, scores, &state);
        for (int i = 0; !first && i < lanes.n; i++) {
            if (state.keep[i] != 1.0f) mg_row_scale(jb->o + lanes.o[i], state.keep[i], a->dv);
        }
        mg_product_run(&(mg_product){
            .y = jb->o,
            .w = scores[0],
            .x = a->v,
            .y_row = lanes.o,
            .w_row = jb->steps.column,
            .x_row = keys.v,
            .w_step = MG_LANES,
            .rows = lanes.n,
            .columns = a->dv,
            .n_k = keys.n,
            .overwrite = first,
        });
    }
    if (first) attention_zero_rows(jb->o, lanes.o, lanes.n, a->dv);
    finish(jb, &lanes, &state);
}

static void run_task(void *context, int64_t task, int thread) {
    (void)thread;
    const job *jb = context;
    const attention_view *a = &jb->a;
    int64_t b = task / jb->tasks_per_row, first = task % jb->tasks_per_row * TASK_QUERIES;
    int64_t at_once = attention_heads_at_once(a);
    attention_block block = {.end = 0};
    while (block.end < a->t && block.end < first + TASK_QUERIES) {
        block = attention_block_at(a, b, block.end, MG_LANES / at_once);
        if (block.first < first) continue;
        attention_find_keys(a, &block);
        for (int64_t head = 0, heads; head < a->heads; head += heads) {
            heads = attention_heads_from(a, head);
            run_heads(jb, &block, head, heads);
        }
    }
}

MG_CPU_KERNEL(attention) {
    attention_view a = attention_view_read(kernel, data, 3);
    job jb = {a, attention_steps_make(), data[7], data[8], (a.t + TASK_QUERIES - 1) / TASK_QUERIES};
    mg_parallel_for(pool, a.b * jb.tasks_per_row, run_task, &jb);
}
