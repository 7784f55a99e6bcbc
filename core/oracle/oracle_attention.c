#include <math.h>

#include "core/ops/op_attention.h"
#include "core/oracle/oracle_attention.h"

attention_view attention_view_read(const mg_kernel *kernel, void *const *data, int first_mask) {
    const mg_param *p = kernel->params;
    return (attention_view){
        .t = p[MG_ATTENTION_P_T].i,
        .s = p[MG_ATTENTION_P_S].i,
        .heads = p[MG_ATTENTION_P_H].i,
        .groups = p[MG_ATTENTION_P_G].i,
        .dk = p[MG_ATTENTION_P_QK_DIM].i,
        .dv = p[MG_ATTENTION_P_V_DIM].i,
        .v_width = p[MG_ATTENTION_P_V_WIDTH].i,
        .causal = p[MG_ATTENTION_P_CAUSAL].i,
        .window = p[MG_ATTENTION_P_WINDOW].i,
        .scale = (double)p[MG_ATTENTION_P_SCALE].f,
        .q = data[0],
        .k = data[1],
        .q_seg = data[first_mask],
        .q_pos = data[first_mask + 1],
        .k_seg = data[first_mask + 2],
        .k_pos = data[first_mask + 3],
    };
}

bool attention_view_sees(const attention_view *a, int b, int t, int j) {
    int query = a->q_seg[b * a->t + t], key = a->k_seg[b * a->s + j];
    int distance = a->q_pos[b * a->t + t] - a->k_pos[b * a->s + j];
    if (query < 0) return false;
    if (key == MG_SEGMENT_ALWAYS) return true;
    if (key != query) return false;
    if (a->causal && distance < 0) return false;
    return a->window == 0 || (distance < a->window && -distance < a->window);
}

double attention_view_score(const attention_view *a, int b, int t, int h, int j) {
    int g = h / (a->heads / a->groups);
    const double *q =
        a->q + ((size_t)(b * a->t + t) * (size_t)a->heads + (size_t)h) * (size_t)a->dk;
    const double *k =
        a->k + ((size_t)(b * a->s + j) * (size_t)a->groups + (size_t)g) * (size_t)a->dk;
    double dot = 0;
    for (int i = 0; i < a->dk; i++) dot += q[i] * k[i];
    return a->scale * dot;
}

MG_ORACLE(attention) {
    attention_view a = attention_view_read(kernel, data, 3);
    const double *v = data[2];
    double *o = data[7], *lse = data[8];
    for (int b = 0; b < kernel->params[MG_ATTENTION_P_B].i; b++) {
        for (int t = 0; t < a.t; t++) {
            for (int h = 0; h < a.heads; h++) {
                size_t row = (size_t)((b * a.t + t) * a.heads + h);
                int g = h / (a.heads / a.groups);
                double top = -INFINITY, sum = 0;
                for (int j = 0; j < a.s; j++) {
                    if (!attention_view_sees(&a, b, t, j)) continue;
                    top = fmax(top, attention_view_score(&a, b, t, h, j));
                }
                for (int j = 0; j < a.s; j++) {
                    if (!attention_view_sees(&a, b, t, j)) continue;
                    sum += exp(attention_view_score(&a, b, t, h, j) - top);
                }
                lse[row] = sum > 0 ? top + log(sum) : 0;
                for (int i = 0; i < a.dv; i++) o[row * (size_t)a.dv + (size_t)i] = 0;
                for (int j = 0; j < a.s; j++) {
                    if (!attention_view_sees(&a, b, t, j)) continue;
                    double p = exp(attention_view_score(&a, b, t, h, j) - lse[row]);
                    const double *value =
                        v + (size_t)((b * a.s + j) * a.groups + g) * (size_t)a.v_width;
                    for (int i = 0; i < a.dv; i++) {
                        o[row * (size_t)a.dv + (size_t)i] += p * value[i];
                    }
                }
            }
        }
    }
}
