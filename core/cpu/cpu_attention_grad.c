#include "core/cpu/cpu_attention.h"

#include <string.h>

typedef struct job {
    attention_view a;
    const float *o, *lse, *d_o;
    float *dq, *dk, *dv;
} job;

/* p = exp(s - lse); ds = scale p (do v - delta); adds to dq of the query and dk, dv of its keys. */
static void one_query(const job *jb, int64_t b, int64_t t, int64_t h,
                      const attention_range *range) {
    const attention_view *a = &jb->a;
    int64_t row = (b * a->t + t) * a->heads + h, g = h / (a->heads / a->groups);
    int64_t key = b * a->s * a->groups + g; /* row of key 0 of this head */
    const float *q = a->q + row * a->dk, *d_o = jb->d_o + row * a->dv;
    float delta = mg_row_dot(jb->o + row * a->dv, d_o, a->dv), lse = jb->lse[row];
    for (int64_t first = range->first; first < range->end; first += MG_KEY_BLOCK) {
        int64_t end = first + MG_KEY_BLOCK < range->end ? first + MG_KEY_BLOCK : range->end;
        float p[MG_KEY_BLOCK + MG_VW];
        attention_scores(a, range, b, t, h, first, end, p);
        for (int64_t j = end - first; j % MG_VW != 0; j++) p[j] = 0;
        for (int64_t j = 0; j < end - first; j += MG_VW) {
            vf_store(p + j, vf_exp(vf_load(p + j) - lse));
        }
        for (int64_t j = first; j < end; j++) {
            int64_t at = key + j * a->groups;
            float dp = mg_row_dot(d_o, a->v + at * a->v_width, a->dv);
            float ds = a->scale * p[j - first] * (dp - delta);
            mg_row_axpy(jb->dv + at * a->v_width, p[j - first], d_o, a->dv);
            mg_row_axpy(jb->dq + row * a->dk, ds, a->k + at * a->dk, a->dk);
            mg_row_axpy(jb->dk + at * a->dk, ds, q, a->dk);
        }
    }
}

/* One key head of one row of the batch: nobody else writes its dk and dv. */
static void key_head(void *context, int64_t task, int thread) {
    (void)thread;
    const job *jb = context;
    const attention_view *a = &jb->a;
    int64_t b = task / a->groups, g = task % a->groups, per_group = a->heads / a->groups;
    for (int64_t j = 0; j < a->s; j++) {
        int64_t at = (b * a->s + j) * a->groups + g;
        memset(jb->dk + at * a->dk, 0, (size_t)a->dk * sizeof *jb->dk);
        memset(jb->dv + at * a->v_width, 0, (size_t)a->v_width * sizeof *jb->dv);
    }
    for (int64_t t = 0; t < a->t; t++) {
        attention_range range = attention_visible(a, b, t);
        for (int64_t h = g * per_group; h < (g + 1) * per_group; h++) {
            int64_t row = (b * a->t + t) * a->heads + h;
            memset(jb->dq + row * a->dk, 0, (size_t)a->dk * sizeof *jb->dq);
            one_query(jb, b, t, h, &range);
        }
    }
}

MG_CPU_KERNEL(attention_grad) {
    attention_view a = attention_view_read(kernel, data, 6);
    job jb = {a, data[3], data[4], data[5], data[10], data[11], data[12]};
    mg_parallel_for(pool, a.b * a.groups, key_head, &jb);
}
