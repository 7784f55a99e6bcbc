#include "core/cpu/cpu_attention.h"

#include <math.h>
#include <string.h>

/* Queries of one head per task. */
#define QUERY_BLOCK 32

typedef struct job {
    attention_view a;
    float *o, *lse;
    int64_t query_blocks;
} job;

/* Running softmax over blocks of keys (Milakov & Gimelshein 2018): o holds sum e^(s - top) v. */
static void one_query(const job *jb, int64_t b, int64_t t, int64_t h,
                      const attention_range *range) {
    const attention_view *a = &jb->a;
    int64_t row = (b * a->t + t) * a->heads + h, g = h / (a->heads / a->groups);
    const float *v = a->v + (b * a->s * a->groups + g) * a->v_width;
    float *o = jb->o + row * a->dv;
    float top = -INFINITY, sum = 0;
    memset(o, 0, (size_t)a->dv * sizeof *o);
    for (int64_t first = range->first; first < range->end; first += MG_KEY_BLOCK) {
        int64_t end = first + MG_KEY_BLOCK < range->end ? first + MG_KEY_BLOCK : range->end;
        float p[MG_KEY_BLOCK + MG_VW];
        attention_scores(a, range, b, t, h, first, end, p);
        float new_top = top;
        for (int64_t j = 0; j < end - first; j++) new_top = p[j] > new_top ? p[j] : new_top;
        if (new_top == -INFINITY) continue; /* nothing visible so far */
        if (new_top > top && sum > 0) {
            float shrink = expf(top - new_top);
            sum *= shrink;
            mg_row_scale(o, shrink, a->dv);
        }
        top = new_top;
        for (int64_t j = end - first; j % MG_VW != 0; j++) p[j] = -INFINITY;
        vf block_sum = {0};
        for (int64_t j = 0; j < end - first; j += MG_VW) {
            vf e = vf_exp(vf_load(p + j) - top);
            vf_store(p + j, e);
            block_sum += e;
        }
        sum += vf_sum(block_sum);
        for (int64_t j = first; j < end; j++) {
            mg_row_axpy(o, p[j - first], v + j * a->groups * a->v_width, a->dv);
        }
    }
    if (sum > 0) mg_row_scale(o, 1.0f / sum, a->dv);
    jb->lse[row] = sum > 0 ? top + logf(sum) : 0.0f;
}

static void block(void *context, int64_t task, int thread) {
    (void)thread;
    const job *jb = context;
    const attention_view *a = &jb->a;
    int64_t b = task / jb->query_blocks, first = task % jb->query_blocks * QUERY_BLOCK;
    int64_t end = first + QUERY_BLOCK < a->t ? first + QUERY_BLOCK : a->t;
    for (int64_t t = first; t < end; t++) {
        attention_range range = attention_visible(a, b, t);
        for (int64_t h = 0; h < a->heads; h++) one_query(jb, b, t, h, &range);
    }
}

MG_CPU_KERNEL(attention) {
    attention_view a = attention_view_read(kernel, data, 3);
    job jb = {a, data[7], data[8], (a.t + QUERY_BLOCK - 1) / QUERY_BLOCK};
    mg_parallel_for(pool, a.b * jb.query_blocks, block, &jb);
}
