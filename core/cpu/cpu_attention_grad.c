#include "core/cpu/cpu_attention.h"

typedef struct job {
    attention_view a;
    attention_steps steps;
    int64_t groups; /* key heads of a task */
    const float *o, *lse, *d_o;
    float *dq, *dk, *dv;
} job;

/* The queries of a block, with lse and delta = o do of each lane. */
typedef struct queries {
    attention_lanes lanes;
    vf lse[2], delta[2];
    attention_tile q, d_o;
} queries;

static void queries_set(const job *jb, const attention_block *block, int64_t head, int64_t heads,
                        queries *q) {
    const attention_view *a = &jb->a;
    attention_lanes *lanes = &q->lanes;
    attention_lanes_set(a, block, head, heads, lanes);
    q->q.first = q->d_o.first = -1;
    float lse[MG_LANES] = {0}, delta[MG_LANES] = {0};
    for (int i = 0; i < lanes->n; i++) {
        lse[i] = jb->lse[lanes->row[i]];
        delta[i] = mg_row_dot(jb->o + lanes->o[i], jb->d_o + lanes->o[i], a->dv);
    }
    memcpy(q->lse, lse, sizeof lse);
    memcpy(q->delta, delta, sizeof delta);
}

/* scores -> p = e^(score - lse);  dp -> ds = scale p (dp - delta) */
static void weigh(const attention_view *a, const queries *q, const attention_keys *keys,
                  float p[MG_KEYS][MG_LANES], float ds[MG_KEYS][MG_LANES]) {
    for (int v = 0; v < q->lanes.vectors; v++) {
        for (int i = 0; i < keys->n; i++) {
            float *p_at = p[i] + v * MG_VW, *ds_at = ds[i] + v * MG_VW;
            vi seen = attention_mask(a, &q->lanes, keys, i, v);
            vf e = vf_exp(vf_load(p_at) * a->scale - q->lse[v]);
            e = vf_select(seen, e, (vf){0});
            vf_store(p_at, e);
            vf_store(ds_at, a->scale * e * (vf_load(ds_at) - q->delta[v]));
        }
    }
}

/* y[key] += sum over lanes of w[key][lane] x[lane] */
static void add_to_keys(const job *jb, const queries *q, const attention_keys *keys,
                        float w[MG_KEYS][MG_LANES], const float *x, const int64_t *x_row, float *y,
                        const int64_t *y_row, int64_t dim) {
    mg_product_run(&(mg_product){
        .y = y,
        .w = w[0],
        .x = x,
        .y_row = y_row,
        .w_row = jb->steps.row,
        .x_row = x_row,
        .w_step = 1,
        .rows = keys->n,
        .columns = dim,
        .n_k = q->lanes.n,
    });
}

static void run_heads(const job *jb, const attention_block *block, int64_t head, int64_t heads) {
    const attention_view *a = &jb->a;
    const attention_steps *steps = &jb->steps;
    int64_t group = head / (a->heads / a->groups);
    queries q;
    queries_set(jb, block, head, heads, &q);
    const attention_lanes *lanes = &q.lanes;
    attention_keys keys;
    keys.next = block->key_first;
    bool first = true;
    for (; attention_keys_next(a, block, group, &keys); first = false) {
        float p[MG_KEYS][MG_LANES], ds[MG_KEYS][MG_LANES];
        attention_dots(steps, lanes, &q.q, a->q, lanes->q, &keys, a->k, keys.k, a->dk, p);
        attention_dots(steps, lanes, &q.d_o, jb->d_o, lanes->o, &keys, a->v, keys.v, a->dv, ds);
        weigh(a, &q, &keys, p, ds);
        mg_product_run(&(mg_product){
            .y = jb->dq,
            .w = ds[0],
            .x = a->k,
            .y_row = lanes->q,
            .w_row = steps->column,
            .x_row = keys.k,
            .w_step = MG_LANES,
            .rows = lanes->n,
            .columns = a->dk,
            .n_k = keys.n,
            .overwrite = first,
        });
        add_to_keys(jb, &q, &keys, ds, a->q, lanes->q, jb->dk, keys.k, a->dk);
        add_to_keys(jb, &q, &keys, p, jb->d_o, lanes->o, jb->dv, keys.v, a->dv);
    }
    if (first) attention_zero_rows(jb->dq, lanes->q, lanes->n, a->dk);
}

/* Some key heads of one row of the batch: nobody else writes their dk and dv. */
static void run_task(void *context, int64_t task, int thread) {
    (void)thread;
    const job *jb = context;
    const attention_view *a = &jb->a;
    int64_t tasks_per_row = a->groups / jb->groups, per_group = a->heads / a->groups;
    int64_t b = task / tasks_per_row, group = task % tasks_per_row * jb->groups;
    int64_t at_once = attention_heads_at_once(a);
    for (int64_t j = 0; j < a->s; j++) {
        int64_t at = (b * a->s + j) * a->groups + group;
        memset(jb->dk + at * a->dk, 0, (size_t)(jb->groups * a->dk) * sizeof(float));
        memset(jb->dv + at * a->v_width, 0, (size_t)(jb->groups * a->v_width) * sizeof(float));
    }
    attention_block block = {.end = 0};
    while (block.end < a->t) {
        block = attention_block_at(a, b, block.end, MG_LANES / at_once);
        attention_find_keys(a, &block);
        int64_t end = (group + jb->groups) * per_group;
        for (int64_t head = group * per_group, heads; head < end; head += heads) {
            heads = attention_heads_from(a, head);
            run_heads(jb, &block, head, heads);
        }
    }
}

/* A task for each row of the batch, which reads it whole; for each key head if rows are few. */
#define MANY_ROWS 8

MG_CPU_KERNEL(attention_grad) {
    attention_view a = attention_view_read(kernel, data, 6);
    job jb = {a,
              attention_steps_make(),
              a.b < MANY_ROWS ? 1 : a.groups,
              data[3],
              data[4],
              data[5],
              data[10],
              data[11],
              data[12]};
    mg_parallel_for(pool, a.b * (a.groups / jb.groups), run_task, &jb);
}
